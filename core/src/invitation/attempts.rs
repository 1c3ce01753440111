//! Wrong typed codes: counted before comparing, locking the credential and never the person, freeing themselves
//! with time (`security.md` 2.6). The same arithmetic counts subjects that do not exist.

use serde::{Deserialize, Serialize};

use crate::limits::CODE_BUDGET;
use crate::time::{Duration, Timestamp};

const WINDOW: Duration = Duration::hours(24);
const HOUR: Duration = Duration::hours(1);
const FIRST_LOCK: Duration = Duration::seconds(30);
const LONGEST_LOCK: Duration = Duration::hours(1);

/// Attempts with a typed code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Attempts of this generation since the count last started anew.
    pub count: u32,
    /// The latest of them; of a budget by the hour, when its hour began.
    pub last_at: Option<Timestamp>,
    /// Until when nothing is compared.
    pub locked_until: Option<Timestamp>,
    /// Attempts over all generations since `budget_since`.
    pub budget: u32,
    /// When the day of the budget began.
    pub budget_since: Option<Timestamp>,
}

/// What a counted attempt may do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Compare. If it is wrong, this is the end of the lock it brings, if any.
    Compare,
    /// Compare nothing, the right code included.
    Locked(Timestamp),
}

impl Attempts {
    /// The end of a lock that holds at `now`.
    #[must_use]
    pub fn locked_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }

    /// Counts an attempt at `now`, before anything is compared. `allowed` is the setting `code_attempts`.
    ///
    /// Attempt number `allowed` and every later one set a lock of 30 s, doubling up to 1 h; after 24 h without
    /// attempts the count starts anew. 50 attempts in 24 h over all generations lock to the end of that day.
    /// While a lock holds nothing is counted: it ends by itself whatever a stranger does.
    pub fn count(&mut self, now: Timestamp, allowed: u32) -> Counted {
        if let Some(until) = self.locked_until(now) {
            return Counted::Locked(until);
        }
        if self.last_at.is_some_and(|last| now.since(last) >= WINDOW) {
            self.count = 0;
        }
        let day = match self.budget_since {
            Some(since) if now.since(since) < WINDOW => since,
            _ => {
                self.budget = 0;
                now
            }
        };
        self.budget_since = Some(day);
        self.last_at = Some(now);
        self.count = self.count.saturating_add(1);
        self.budget = self.budget.saturating_add(1);
        self.locked_until = None;
        if self.count >= allowed {
            self.locked_until = Some(now + lock_after(self.count - allowed));
        }
        if self.budget >= CODE_BUDGET {
            let end = day + WINDOW;
            self.locked_until = Some(self.locked_until.map_or(end, |until| until.max(end)));
        }
        Counted::Compare
    }

    /// Counts an attempt at `now` against a budget: at most `per_hour` in the hour and `per_day` in the 24 hours that
    /// began with the first attempt. The last one permitted locks to the end of its hour or day. While a lock holds
    /// nothing is counted.
    pub fn count_within(&mut self, now: Timestamp, per_hour: u32, per_day: u32) -> Counted {
        if let Some(until) = self.locked_until(now) {
            return Counted::Locked(until);
        }
        let running = |since: Option<Timestamp>, window: Duration| {
            since.filter(|since| now.since(*since) < window)
        };
        let hour = running(self.last_at, HOUR).unwrap_or_else(|| {
            self.count = 0;
            now
        });
        let day = running(self.budget_since, WINDOW).unwrap_or_else(|| {
            self.budget = 0;
            now
        });
        self.last_at = Some(hour);
        self.budget_since = Some(day);
        self.count = self.count.saturating_add(1);
        self.budget = self.budget.saturating_add(1);
        let ends = [
            (self.count >= per_hour).then(|| hour + HOUR),
            (self.budget >= per_day).then(|| day + WINDOW),
        ];
        self.locked_until = ends.into_iter().flatten().max();
        Counted::Compare
    }

    /// Takes back the attempt that was counted last against a budget: it was right. A lock that it brought is lifted.
    pub fn take_back(&mut self) {
        self.count = self.count.saturating_sub(1);
        self.budget = self.budget.saturating_sub(1);
        self.locked_until = None;
    }

    /// A right code clears count and lock; the budget of the day stays.
    pub fn clear(&mut self) {
        self.count = 0;
        self.last_at = None;
        self.locked_until = None;
    }

    /// A new generation starts without count and lock, but the budget goes on (a resend must not reset it).
    #[must_use]
    pub fn next_generation(self) -> Self {
        let spent = self.budget >= CODE_BUDGET;
        Self {
            budget: self.budget,
            budget_since: self.budget_since,
            locked_until: self
                .budget_since
                .filter(|_| spent)
                .map(|since| since + WINDOW),
            ..Self::default()
        }
    }
}

fn lock_after(more: u32) -> Duration {
    let mut lock = FIRST_LOCK;
    for _ in 0..more.min(16) {
        lock = Duration::micros(lock.as_micros().saturating_mul(2)).min(LONGEST_LOCK);
    }
    lock
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(1_000_000 + seconds)
    }

    #[test]
    fn the_tenth_attempt_locks_for_30_s_and_each_later_one_twice_as_long() {
        let mut attempts = Attempts::default();
        for n in 0..10 {
            assert_eq!(attempts.count(at(n), 10), Counted::Compare);
        }
        assert_eq!(attempts.locked_until(at(10)), Some(at(39)));
        assert_eq!(attempts.count(at(38), 10), Counted::Locked(at(39)));
        assert_eq!(attempts.count(at(39), 10), Counted::Compare);
        assert_eq!(attempts.locked_until(at(40)), Some(at(99)));
    }

    #[test]
    fn a_lock_is_never_longer_than_an_hour_until_the_budget_is_spent() {
        assert_eq!(lock_after(30), LONGEST_LOCK);
    }

    #[test]
    fn the_count_starts_anew_after_a_quiet_day() {
        let mut attempts = Attempts::default();
        for n in 0..9 {
            attempts.count(at(n), 10);
        }
        attempts.count(at(8) + WINDOW, 10);
        assert_eq!(attempts.count, 1);
        assert_eq!(attempts.locked_until, None);
    }

    #[test]
    fn case_c_03_resending_does_not_reset_the_budget_of_the_day() {
        let mut attempts = Attempts::default();
        let mut now = at(0);
        for n in 0..50 {
            if n % 9 == 0 {
                attempts = attempts.next_generation();
            }
            assert_eq!(attempts.count(now, 10), Counted::Compare);
            now = now + Duration::seconds(1);
        }
        assert_eq!(attempts.locked_until(now), Some(at(0) + WINDOW));
        assert_eq!(
            attempts.next_generation().locked_until(now),
            Some(at(0) + WINDOW)
        );
    }

    #[test]
    fn a_budget_ends_with_its_hour_and_its_day() {
        let mut attempts = Attempts::default();
        let mut now = at(0);
        for hour in 0..3 {
            for _ in 0..10 {
                assert_eq!(attempts.count_within(now, 10, 30), Counted::Compare);
            }
            let end = if hour < 2 { now + HOUR } else { at(0) + WINDOW };
            assert_eq!(attempts.count_within(now, 10, 30), Counted::Locked(end));
            now = end;
        }
        assert_eq!(now, at(0) + WINDOW);
        assert_eq!(attempts.count_within(now, 10, 30), Counted::Compare);
        assert_eq!((attempts.count, attempts.budget), (1, 1));
    }

    #[test]
    fn a_right_pin_takes_its_own_attempt_back() {
        let mut attempts = Attempts::default();
        for _ in 0..100 {
            assert_eq!(attempts.count_within(at(0), 10, 30), Counted::Compare);
            attempts.take_back();
        }
        for _ in 0..10 {
            attempts.count_within(at(1), 10, 30);
        }
        assert_eq!(attempts.locked_until(at(1)), Some(at(0) + HOUR));
        attempts.take_back();
        assert_eq!(attempts.locked_until(at(1)), None);
        assert_eq!((attempts.count, attempts.budget), (9, 9));
    }

    #[test]
    fn a_right_code_clears_count_and_lock() {
        let mut attempts = Attempts::default();
        for n in 0..10 {
            attempts.count(at(n), 10);
        }
        attempts.clear();
        assert_eq!(attempts.locked_until(at(10)), None);
        assert_eq!(attempts.budget, 10);
    }
}

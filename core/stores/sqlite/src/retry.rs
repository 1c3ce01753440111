//! Waiting for the one write lock of a file. SQLite's own waiting leaves some process unserved under contention; short
//! pauses of random length serve all of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::is_busy;

/// Longest single pause.
const LONGEST: Duration = Duration::from_millis(4);

/// How long a write waits for the lock.
pub(crate) const WRITE: Duration = Duration::from_secs(5);

/// How long a settled probe waits for claims in flight.
pub(crate) const SETTLE: Duration = Duration::from_secs(2);

/// Tries `step` again while the database is busy, until the pauses add up to `budget`.
pub(crate) fn retry<T>(
    budget: Duration,
    mut step: impl FnMut() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let mut waited = Duration::ZERO;
    loop {
        match step() {
            Err(error) if is_busy(&error) && waited < budget => {
                let pause = jitter();
                std::thread::sleep(pause);
                waited += pause;
            }
            done => return done,
        }
    }
}

/// The same for something that is had or not.
pub(crate) fn wait<T>(budget: Duration, mut step: impl FnMut() -> Option<T>) -> Option<T> {
    let mut waited = Duration::ZERO;
    loop {
        match step() {
            None if waited < budget => {
                let pause = jitter();
                std::thread::sleep(pause);
                waited += pause;
            }
            done => return done,
        }
    }
}

/// A pause that differs between threads and processes: the place in a sequence, mixed with the process id.
fn jitter() -> Duration {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let place = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut mixed = (u64::from(std::process::id()) << 32) ^ place.wrapping_add(1);
    for _ in 0..2 {
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let longest = u64::try_from(LONGEST.as_micros()).unwrap_or(4_000);
    Duration::from_micros(1 + (mixed >> 32) % longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy() -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(5), None)
    }

    #[test]
    fn no_pause_is_longer_than_the_cap_and_they_differ() {
        let pauses: std::collections::BTreeSet<Duration> = (0..100).map(|_| jitter()).collect();
        assert!(pauses.len() > 50);
        assert!(pauses.iter().all(|pause| *pause <= LONGEST));
    }

    #[test]
    fn a_lock_that_is_let_go_is_taken() {
        let mut left = 3;
        let taken = retry(WRITE, || {
            left -= 1;
            if left > 0 { Err(busy()) } else { Ok(7) }
        });
        assert_eq!(taken.unwrap(), 7);
    }

    #[test]
    fn the_budget_ends_the_waiting() {
        let budget = Duration::from_millis(2);
        assert!(is_busy(
            &retry(budget, || Err::<(), _>(busy())).unwrap_err()
        ));
    }
}

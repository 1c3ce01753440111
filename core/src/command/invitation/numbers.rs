//! Whether invitations may go out when numbers are short: `number_rule`, judged over a whole list in its order
//! (`domain.md` 4, send check; D-01, D-18).

use crate::error::{Error, ErrorCode};
use crate::id::OrganizationId;
use crate::number::capacity::{Balance, CapacityView};
use crate::settings::NumberRule;

/// The numbers as they are, while a list of people is judged one after another. One for a whole list: a number that
/// covers somebody covers nobody else, whatever rules hold where.
#[derive(Clone, Debug)]
pub struct NumberCheck {
    rule: NumberRule,
    balance: Option<Balance>,
    wanted: u32,
    covered: u32,
}

/// What the check says of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a number for each of its lines, or it needs none.
    Covered,
    /// It goes out beyond the supply: a warning, not an error.
    Beyond,
}

/// An account, as far as the check is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// Its organization.
    pub organization: OrganizationId,
    /// How many of its lines have no number: without any it always passes.
    pub lines: u32,
    /// It is not among those waiting yet.
    pub first_send: bool,
}

impl NumberCheck {
    /// Over the demand and supply that were read. Without an exact view, strict refuses and others warn.
    #[must_use]
    pub fn new(rule: NumberRule, view: Option<&CapacityView>) -> Self {
        let balance = view.and_then(|view| view.balance().ok());
        Self {
            rule,
            balance,
            wanted: 0,
            covered: 0,
        }
    }

    /// Judges the next account; `usable` says whether any Available or Reserved number is usable there.
    ///
    /// # Errors
    /// `number_pool_exhausted` with the figures so far; `capacity_unknown` under strict.
    pub fn judge(&mut self, sent: Sent, usable: impl FnOnce() -> bool) -> Result<Verdict, Error> {
        self.judge_under(self.rule, sent, usable)
    }

    /// As [`judge`](Self::judge), under the rule of the account's own organization. Who is refused takes no number.
    ///
    /// # Errors
    /// As `judge`.
    pub fn judge_under(
        &mut self,
        rule: NumberRule,
        sent: Sent,
        usable: impl FnOnce() -> bool,
    ) -> Result<Verdict, Error> {
        if sent.lines == 0 || !sent.first_send {
            return Ok(Verdict::Covered);
        }
        self.wanted = self.wanted.saturating_add(sent.lines);
        let balance = self.balance.as_ref();
        let free = balance.and_then(|balance| balance.headroom(sent.organization).ok());
        let enough = free.is_some_and(|free| free >= u64::from(sent.lines));
        match (rule, free) {
            _ if enough => {
                self.take(sent);
                Ok(Verdict::Covered)
            }
            (NumberRule::Lenient, _) => {
                self.take(sent);
                Ok(Verdict::Beyond)
            }
            (NumberRule::Strict, None) => Err(Error::new(ErrorCode::CapacityUnknown)
                .with("bound", crate::limits::CAPACITY_DEMAND)),
            (NumberRule::Pool, _) if usable() => {
                self.take(sent);
                Ok(Verdict::Beyond)
            }
            (NumberRule::Strict | NumberRule::Pool, _) => Err(self.exhausted(free.unwrap_or(0))),
        }
    }

    /// How many numbers were wanted, and how many of those are there.
    #[must_use]
    pub const fn figures(&self) -> (u32, u32) {
        (self.wanted, self.covered)
    }

    /// The account waits from now on, for as many numbers as there are.
    fn take(&mut self, sent: Sent) {
        let balance = self.balance.as_mut();
        let served = balance.and_then(|balance| balance.add(sent.organization, sent.lines).ok());
        self.covered = self.covered.saturating_add(served.unwrap_or(0));
    }

    fn exhausted(&self, free: u64) -> Error {
        let free = u32::try_from(free).unwrap_or(u32::MAX);
        let available = self.covered.saturating_add(free);
        Error::new(ErrorCode::NumberPoolExhausted)
            .with("wanted", self.wanted)
            .with("available", available)
            .with_message(format!(
                "{} numbers are wanted and at least {available} are available",
                self.wanted
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::capacity::CapacityNode;

    const HERE: OrganizationId = OrganizationId::from_bytes([1; 16]);

    fn check(rule: NumberRule, supply: u32) -> NumberCheck {
        let node = CapacityNode {
            organization: HERE,
            parent: None,
            demand: 0,
            supply,
        };
        let view = CapacityView {
            nodes: vec![node],
            complete: true,
        };
        NumberCheck::new(rule, Some(&view))
    }

    const fn with_lines(lines: u32) -> Sent {
        Sent {
            organization: HERE,
            lines,
            first_send: true,
        }
    }

    #[test]
    fn d_18_each_line_wants_a_number_and_who_is_refused_takes_none() {
        let mut check = check(NumberRule::Strict, 3);
        assert!(matches!(
            check.judge(with_lines(2), || true),
            Ok(Verdict::Covered)
        ));
        let refused = check.judge(with_lines(2), || true).unwrap_err();
        assert_eq!(refused.code().as_str(), "number_pool_exhausted");
        assert_eq!(refused.details()["wanted"], 4);
        assert_eq!(refused.details()["available"], 3);
        assert!(check.judge(with_lines(1), || true).is_ok());
    }

    #[test]
    fn d_01_one_balance_serves_all_rules_of_a_list() {
        let mut check = check(NumberRule::Lenient, 1);
        let strict = NumberRule::Strict;
        assert!(check.judge(with_lines(1), || true).is_ok());
        assert!(check.judge_under(strict, with_lines(1), || true).is_err());
    }
}

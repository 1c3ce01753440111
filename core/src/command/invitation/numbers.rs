//! Whether invitations may go out when numbers are short: `number_rule`, judged over a whole list in its order
//! (`domain.md` 4, send check; D-01, D-18).

use crate::error::{Error, ErrorCode};
use crate::id::OrganizationId;
use crate::number::capacity::{Balance, CapacityView};
use crate::settings::NumberRule;

/// The numbers as they are, while a list of people is judged one after another.
#[derive(Debug)]
pub struct NumberCheck {
    rule: NumberRule,
    balance: Option<Balance>,
    wanted: u32,
    covered: u32,
}

/// What the check says of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is a number for it, or it needs none.
    Covered,
    /// It goes out beyond the supply: a warning, not an error.
    Beyond,
}

/// An account, as far as the check is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// Its organization.
    pub organization: OrganizationId,
    /// It has a line without number: others always pass.
    pub needs_number: bool,
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
        if !sent.needs_number || !sent.first_send {
            return Ok(Verdict::Covered);
        }
        self.wanted = self.wanted.saturating_add(1);
        let served = self
            .balance
            .as_mut()
            .and_then(|balance| balance.add(sent.organization, 1).ok())
            .map(|served| served > 0);
        if served == Some(true) {
            self.covered = self.covered.saturating_add(1);
        }
        match (self.rule, served) {
            (_, Some(true)) => Ok(Verdict::Covered),
            (NumberRule::Lenient, _) => Ok(Verdict::Beyond),
            (NumberRule::Strict, None) => Err(Error::new(ErrorCode::CapacityUnknown)
                .with("bound", crate::limits::CAPACITY_DEMAND)),
            (NumberRule::Strict, Some(false)) => Err(self.exhausted()),
            (NumberRule::Pool, _) if usable() => Ok(Verdict::Beyond),
            (NumberRule::Pool, _) => Err(self.exhausted()),
        }
    }

    /// How many numbers were wanted, and how many of those are there.
    #[must_use]
    pub const fn figures(&self) -> (u32, u32) {
        (self.wanted, self.covered)
    }

    fn exhausted(&self) -> Error {
        Error::new(ErrorCode::NumberPoolExhausted)
            .with("wanted", self.wanted)
            .with("available", self.covered)
            .with_message(format!(
                "{} numbers are wanted and at least {} are available",
                self.wanted, self.covered
            ))
    }
}

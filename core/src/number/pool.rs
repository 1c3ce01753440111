//! The pool of an organization: how many numbers it owns, and what became of each.

use serde::{Deserialize, Serialize};

use super::{Number, StateNow};
use crate::e164::E164;
use crate::id::{AccountId, CommandId, OrganizationId};
use crate::time::Timestamp;

/// The pool of an organization. Only commands of the inventory write it: adding, retiring, allocating, withdrawing and
/// what moves ownership in the tree. Claims never touch it (N-19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Numbers owned, in whatever state.
    pub owned: u32,
    /// Whether the alert `utilization` was raised and use has not fallen below the threshold since.
    pub alerted: bool,
}

/// One change of a number, kept also when the number is retired. Written by the store in the commit of the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPast {
    /// The number.
    pub e164: E164,
    /// When.
    pub at: Timestamp,
    /// The command that did it.
    pub command: CommandId,
    /// 0 for a number put by name; for one that a claim bound, 1 and more: the claim by its place.
    pub place: u32,
    /// The name of the command.
    pub why: String,
    /// How it was before; none if it was added.
    pub from: Option<NumberMark>,
    /// How it was afterwards; none if it was retired.
    pub to: Option<NumberMark>,
}

/// How a number stood at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberMark {
    /// Its state, time taken into account.
    pub state: StateNow,
    /// Whose it was.
    pub owner: OrganizationId,
    /// Who had it on a line.
    pub account: Option<AccountId>,
}

impl NumberMark {
    /// Of a number at an instant.
    #[must_use]
    pub fn of(number: &Number, at: Timestamp) -> Self {
        Self {
            state: number.state_at(at),
            owner: number.owner,
            account: number.line().map(|line| line.account),
        }
    }
}

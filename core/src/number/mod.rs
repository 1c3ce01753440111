//! Numbers: whose they are, in which state, and when time changes it. Who may take one is decided by commands;
//! which one is taken out of a pool is bound by the store.

pub mod capacity;
pub mod pool;
pub mod selector;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::e164::E164;
use crate::id::{AccountId, OrganizationId};
use crate::text::{Note, Tag};
use crate::time::{Duration, Timestamp};

/// A number of the inventory. Its key is its E.164 form; it is in one inventory of the store only (N-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The number.
    pub e164: E164,
    /// The organization whose pool it is in; usable there and below.
    pub owner: OrganizationId,
    /// The stored state. What holds now is [`Number::state_at`].
    pub state: NumberState,
    /// Up to 8 tags.
    pub tags: BTreeSet<Tag>,
    /// Brought along from another carrier: longer reservation periods may apply.
    pub ported: bool,
    /// Never chosen automatically or listed; by name, or by a tag it carries (D-54).
    pub golden: bool,
    /// Whether it serves calls and messages; the host's to interpret.
    pub capabilities: Capabilities,
    /// Until when it cools after an activated account left it. Hidden by a reservation, which it may outlast (D-53).
    pub cooling_until: Option<Timestamp>,
}

/// What a number can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Calls.
    pub voice: bool,
    /// Messages.
    pub sms: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            voice: true,
            sms: true,
        }
    }
}

/// The state of a number (`domain.md` 3.3). Cooling is Available with `cooling_until` ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum NumberState {
    /// Free in its owner's pool; cooling while `cooling_until` lies ahead.
    Available,
    /// Put aside, chosen automatically only by its tag.
    Reserved(Reservation),
    /// On a line of an account that is not activated.
    Assigned(LineKey),
    /// On a line of an activated or login-less account.
    Registered(LineKey),
    /// The account is gone, its calls are forwarded.
    Forwarding {
        /// Where calls go, 4 to 18 digits.
        to: String,
        /// When it ends by itself.
        until: Option<Timestamp>,
    },
}

/// Why and how long a number is put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// By this tag it can be chosen automatically.
    pub tag: Option<Tag>,
    /// When it ends by itself; without, never.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: ReservationReason,
    /// Free text of an administrator, up to 200 characters.
    pub note: Option<Note>,
    /// Whether the alert `number_reservation_ending` was raised for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notified: bool,
}

/// Why a number is reserved: each reason has a period of its own in the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReservationReason {
    /// By an administrator.
    #[default]
    Manual,
    /// The subscription of its user expired.
    Expired,
    /// Its user left.
    Terminated,
    /// Its user got another number.
    Swapped,
}

/// A line of an account, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineKey {
    /// The account.
    pub account: AccountId,
    /// The line, 0 to 7.
    pub line: u8,
}

impl LineKey {
    /// In the place of a line that the reader does not see; no account has this id.
    pub const HIDDEN: Self = Self {
        account: AccountId::from_bytes([0; 16]),
        line: 0,
    };
}

/// What holds at an instant, time taken into account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateNow {
    /// Free.
    Available,
    /// Put aside.
    Reserved,
    /// On a line, not activated.
    Assigned,
    /// On a line in use.
    Registered,
    /// Forwarding the calls of an account that is gone.
    Forwarding,
    /// Free, but lately somebody's.
    Cooling,
}

impl StateNow {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Reserved => "reserved",
            Self::Assigned => "assigned",
            Self::Registered => "registered",
            Self::Forwarding => "forwarding",
            Self::Cooling => "cooling",
        }
    }
}

impl std::str::FromStr for StateNow {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::Available,
            Self::Reserved,
            Self::Assigned,
            Self::Registered,
            Self::Forwarding,
            Self::Cooling,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or(())
    }
}

impl Number {
    /// The state in force: computed from `now`, right whether or not anybody wrote it down (N-23).
    ///
    /// A reservation that is over counts as released: Cooling if `cooling_until` lies ahead, else Available.
    /// Forwarding that is over leaves cooling behind: its end plus what `cooling_until` says.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> StateNow {
        match &self.state {
            NumberState::Assigned(_) => StateNow::Assigned,
            NumberState::Registered(_) => StateNow::Registered,
            NumberState::Reserved(hold) if hold.until.is_none_or(|until| until > now) => {
                StateNow::Reserved
            }
            NumberState::Forwarding { until, .. } if until.is_none_or(|until| until > now) => {
                StateNow::Forwarding
            }
            NumberState::Available | NumberState::Reserved(_) | NumberState::Forwarding { .. } => {
                if self.cooling_until.is_some_and(|until| until > now) {
                    StateNow::Cooling
                } else {
                    StateNow::Available
                }
            }
        }
    }

    /// The line that holds it, if one does.
    #[must_use]
    pub const fn line(&self) -> Option<LineKey> {
        match &self.state {
            NumberState::Assigned(line) | NumberState::Registered(line) => Some(*line),
            _ => None,
        }
    }

    /// When its reservation or forwarding ends by itself, if it does.
    #[must_use]
    pub const fn ends_at(&self) -> Option<Timestamp> {
        match &self.state {
            NumberState::Reserved(hold) => hold.until,
            NumberState::Forwarding { until, .. } => *until,
            _ => None,
        }
    }

    /// From when on time alone has made it free: the end of its reservation or of its cooling, whichever is later.
    ///
    /// None if it is held by a line, reserved without end, forwarding without end, or simply Available.
    #[must_use]
    pub fn freed_from(&self) -> Option<Timestamp> {
        let end = match &self.state {
            NumberState::Available => return self.cooling_until,
            NumberState::Reserved(hold) => hold.until?,
            NumberState::Forwarding { until, .. } => (*until)?,
            NumberState::Assigned(_) | NumberState::Registered(_) => return None,
        };
        Some(self.cooling_until.map_or(end, |cooling| cooling.max(end)))
    }

    /// Writes down what time has done: what is over has ended, and a cooling that is over is forgotten.
    pub fn settle(&mut self, now: Timestamp) {
        if matches!(self.state_at(now), StateNow::Available | StateNow::Cooling) {
            self.state = NumberState::Available;
        }
        self.cooling_until = self.cooling_until.filter(|until| *until > now);
    }

    /// Takes it off its line: Registered cools for `cooling`, Assigned does not (`domain.md` 3.3).
    pub fn leave_line(&mut self, now: Timestamp, cooling: Duration) {
        if matches!(self.state, NumberState::Registered(_)) && cooling > Duration::default() {
            self.cooling_until = Some(now + cooling);
        }
        self.state = NumberState::Available;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(state: NumberState, cooling_until: Option<Timestamp>) -> Number {
        Number {
            e164: "+14405550100".parse().unwrap(),
            owner: OrganizationId::from_bytes([1; 16]),
            state,
            tags: BTreeSet::new(),
            ported: false,
            golden: false,
            capabilities: Capabilities::default(),
            cooling_until,
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn reserved(until: i64) -> NumberState {
        NumberState::Reserved(Reservation {
            tag: None,
            until: Some(at(until)),
            reason: ReservationReason::Manual,
            note: None,
            notified: false,
        })
    }

    #[test]
    fn n_23_a_reservation_ends_by_itself() {
        let number = number(reserved(100), None);
        assert_eq!(number.state_at(at(99)), StateNow::Reserved);
        assert_eq!(number.state_at(at(100)), StateNow::Available);
    }

    #[test]
    fn d_53_what_is_left_of_the_cooling_applies_after_the_reservation() {
        let number = number(reserved(100), Some(at(200)));
        assert_eq!(number.state_at(at(99)), StateNow::Reserved);
        assert_eq!(number.state_at(at(100)), StateNow::Cooling);
        assert_eq!(number.state_at(at(200)), StateNow::Available);
        assert_eq!(number.freed_from(), Some(at(200)));
    }

    #[test]
    fn leaving_registered_cools_and_leaving_assigned_does_not() {
        let line = LineKey {
            account: AccountId::from_bytes([2; 16]),
            line: 0,
        };
        let mut registered = number(NumberState::Registered(line), None);
        registered.leave_line(at(0), Duration::days(90));
        assert_eq!(registered.state_at(at(1)), StateNow::Cooling);
        let mut assigned = number(NumberState::Assigned(line), None);
        assigned.leave_line(at(0), Duration::days(90));
        assert_eq!(assigned.state_at(at(1)), StateNow::Available);
    }
}

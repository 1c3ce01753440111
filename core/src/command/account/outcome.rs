//! What becomes of a number that leaves its line: said by whoever takes the account or the line away (`domain.md` 3.3).

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::change::{Put, Versioned};
use crate::command::number::days;
use crate::command::refusals::Refusals;
use crate::contact::ForwardingNumber;
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::number::{LineKey, Number, NumberState, Reservation, ReservationReason};
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::text::{Note, Tag};
use crate::time::{Duration, Timestamp};

/// What becomes of a number that leaves its line. Cooling and reservation periods are those of the organization that
/// owns the number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberOutcome {
    /// Back to the pool: it cools if it was Registered, else it is Available at once.
    Release,
    /// Put aside. A cooling that it would have had lies hidden below the reservation (D-53).
    Reserve {
        /// By this tag it can be chosen automatically.
        #[serde(default)]
        tag: Option<String>,
        /// When it ends by itself; none takes the period of the reason in the settings, without one it never ends.
        #[serde(default)]
        until: Option<Timestamp>,
        /// Why: each reason has a period of its own.
        #[serde(default)]
        reason: ReservationReason,
        /// Up to 200 characters.
        #[serde(default)]
        note: Option<String>,
    },
    /// Its calls are forwarded (D-50): for a Registered number only. The routing is the host's.
    Forward {
        /// 4 to 18 digits with country code.
        to: String,
        /// When it ends by itself and the number cools; none goes on until it is released.
        #[serde(default)]
        until: Option<Timestamp>,
    },
}

/// Which one; nothing that people wrote.
impl std::fmt::Debug for NumberOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl NumberOutcome {
    /// Put aside without a tag, as long as the settings say of a manual reservation.
    #[must_use]
    pub const fn reserve() -> Self {
        Self::Reserve {
            tag: None,
            until: None,
            reason: ReservationReason::Manual,
            note: None,
        }
    }

    /// Its calls forwarded without end.
    #[must_use]
    pub fn forward(to: impl Into<String>) -> Self {
        Self::Forward {
            to: to.into(),
            until: None,
        }
    }

    /// The stable text form of the kind.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reserve { .. } => "reserve",
            Self::Forward { .. } => "forward",
        }
    }

    const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Release => None,
            Self::Reserve { until, .. } | Self::Forward { until, .. } => *until,
        }
    }

    /// Step 1: what can be said about it before anything is read.
    pub(super) fn check_form(&self, refusals: &mut Refusals) {
        match self {
            Self::Release => {}
            Self::Reserve { tag, note, .. } => {
                if tag.as_deref().is_some_and(|tag| Tag::parse(tag).is_err()) {
                    refusals.refuse(Error::new(ErrorCode::NumberTagInvalid).with("index", 0));
                }
                let _ = refusals.optional_text("note", note.as_deref(), Note::parse);
            }
            Self::Forward { to, .. } => {
                let _ = refusals.value("to", ForwardingNumber::read(to));
            }
        }
    }

    /// An end must lie ahead. Judged when it is decided: a repeat is answered also after that time.
    ///
    /// # Errors
    /// `value_not_allowed` (until).
    pub(super) fn check_until(&self, now: Timestamp) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        if self.until().is_some_and(|until| until <= now) {
            let problem =
                Problem::new(FindingCode::ValueNotAllowed).with("allowed", "a time ahead");
            refusals.field("until", problem);
        }
        refusals.finish()
    }

    fn state(
        &self,
        number: &Number,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<NumberState, Error> {
        match self {
            Self::Release => Ok(NumberState::Available),
            Self::Reserve {
                tag,
                until,
                reason,
                note,
            } => {
                let by_setting = || days(settings, *reason, number.ported).map(|days| now + days);
                Ok(NumberState::Reserved(Reservation {
                    tag: tag.as_deref().and_then(|tag| Tag::parse(tag).ok()),
                    until: until.or_else(by_setting),
                    reason: *reason,
                    note: note.as_deref().and_then(|note| Note::parse(note).ok()),
                    notified: false,
                }))
            }
            Self::Forward { to, until } => {
                let to = ForwardingNumber::read(to)
                    .map_err(|problem| Error::field("to", &problem))?
                    .value;
                if to.digits() == number.e164.digits().to_string() {
                    return Err(Error::field_code("to", FindingCode::ForwardingLoop));
                }
                Ok(NumberState::Forwarding {
                    to: to.digits().to_owned(),
                    until: *until,
                })
            }
        }
    }
}

/// Takes a number off its line. `settings` are those of the number's owner.
///
/// # Errors
/// `number_choice_not_allowed` for forwarding a number that was never Registered; `forwarding_loop` (to).
pub fn leave(
    found: &Versioned<Number>,
    outcome: &NumberOutcome,
    settings: &Settings,
    now: Timestamp,
) -> Result<Put<Number>, Error> {
    let cooling = Duration::days(settings.cooling_days.into());
    let mut number = found.value.clone();
    let registered = matches!(number.state, NumberState::Registered(_));
    if let NumberOutcome::Forward { until, .. } = outcome {
        if !registered {
            return Err(Error::new(ErrorCode::NumberChoiceNotAllowed).with("choice", "forward"));
        }
        // It cools from the end of the forwarding; without one, `release_numbers` begins it.
        let cools = (cooling > Duration::default()).then_some(*until).flatten();
        number.cooling_until = cools.map(|until| until + cooling);
    } else {
        number.leave_line(now, cooling);
    }
    number.state = outcome.state(&number, settings, now)?;
    Ok(Put::Replace(found.version, number))
}

/// The numbers on the lines of an account, each with its line, in their order.
pub(in crate::command) fn numbers_of<'s>(
    account: &Account,
    snapshot: &'s Snapshot,
) -> Vec<(LineKey, &'s Versioned<Number>)> {
    let lines = (0_u8..).zip(&account.lines).map(|(line, _)| LineKey {
        account: account.id,
        line,
    });
    lines
        .filter_map(|line| Some((line, snapshot.number_on(line)?)))
        .collect()
}

/// The settings of the organization that owns a number: it lies on the path of whoever holds the number (N-21).
///
/// # Errors
/// `internal` if it was not read.
pub(in crate::command) fn owner_settings(
    number: &Number,
    snapshot: &Snapshot,
) -> Result<Settings, Error> {
    snapshot
        .settings_of(number.owner)
        .ok_or_else(|| Error::internal("settings of the owner of a number"))
}

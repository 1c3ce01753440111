//! `reserve_numbers`: numbers are put aside, for a while or until they are released.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shared::{numbers, owned};
use crate::change::{Bind, ChangeSet, Claim, Put};
use crate::command::guard::{Acting, Seen};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::{FindingCode, Problem};
use crate::id::OrganizationId;
use crate::limits::NUMBER_ITEMS;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::number::{NumberState, Reservation, ReservationReason, StateNow};
use crate::role::Privilege;
use crate::settings::Settings;
use crate::snapshot::{Bound, Probe, ProbeAnswer, ReadPlan, Snapshot};
use crate::text::{Note, Tag};
use crate::time::{Duration, Timestamp};

/// Puts numbers of an organization's own pool aside. Naming one that is Reserved already changes its reservation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
    /// By this tag they can be chosen automatically.
    pub tag: Option<String>,
    /// When it ends by itself; none takes the period of the reason in the settings, without one it never ends.
    pub until: Option<Timestamp>,
    /// Why: each reason has a period of its own.
    pub reason: ReservationReason,
    /// Up to 200 characters.
    pub note: Option<String>,
}

/// Without the note: people wrote it.
impl std::fmt::Debug for ReserveNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReserveNumbers")
            .field("organization", &self.organization)
            .field("numbers", &self.numbers)
            .field("tag", &self.tag)
            .field("until", &self.until)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// Which numbers of a pool.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberChoice {
    /// By name, at most 5,000.
    List(Vec<String>),
    /// So many free ones whose digits begin so, in number order.
    Series {
        /// 1 to 15 digits, country code first.
        series: String,
        /// 1 to 5,000.
        quantity: u32,
    },
    /// So many free ones that carry the tag, in number order.
    Tagged {
        /// The tag.
        tag: String,
        /// 1 to 5,000.
        quantity: u32,
    },
}

/// How they are chosen, and how many.
impl std::fmt::Debug for NumberChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(list) => write!(f, "List({})", list.len()),
            Self::Series { quantity, .. } => write!(f, "Series({quantity})"),
            Self::Tagged { tag, quantity } => write!(f, "Tagged({tag}, {quantity})"),
        }
    }
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersReserved {
    /// Put aside, or their reservation changed.
    pub reserved: u32,
    /// Reserved like this already.
    pub unchanged: u32,
    /// The numbers, where a series or a tag was named.
    pub numbers: Vec<crate::e164::E164>,
}

impl Outcome for NumbersReserved {
    fn complete(&mut self, bound: &[Bound]) {
        self.numbers.extend(bound.iter().map(|bound| bound.number));
    }
}

/// The input, read.
struct Form {
    chosen: Chosen,
    tag: Option<Tag>,
    note: Option<Note>,
}

enum Chosen {
    List(Vec<crate::e164::E164>),
    Claim { pick: Pick, quantity: u32 },
}

impl ReserveNumbers {
    fn form(&self) -> Result<Form, Error> {
        let mut refusals = Refusals::default();
        let tag_of = |text: &str| {
            Tag::parse(text).map_err(|_| Error::new(ErrorCode::NumberTagInvalid).with("index", 0))
        };
        let tag = self.tag.as_deref().map(tag_of).transpose();
        let note = refusals.optional_text("note", self.note.as_deref(), Note::parse);
        let chosen = match &self.numbers {
            NumberChoice::List(list) => Chosen::List(numbers(list.iter().map(String::as_str))?),
            NumberChoice::Series { series, quantity } => {
                let digits = series.strip_prefix('+').unwrap_or(series);
                let good = (1..=15).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit());
                if !good {
                    let problem = Problem::new(FindingCode::DigitsInvalid)
                        .with("count", digits.len())
                        .with("min", 1_u32)
                        .with("max", 15_u32);
                    refusals.field("series", problem);
                }
                Chosen::Claim {
                    pick: Pick::Series(digits.to_owned()),
                    quantity: *quantity,
                }
            }
            NumberChoice::Tagged { tag, quantity } => Chosen::Claim {
                pick: Pick::Carrying(tag_of(tag)?),
                quantity: *quantity,
            },
        };
        if let Chosen::Claim { quantity, .. } = &chosen {
            check_quantity(*quantity, &mut refusals);
        }
        refusals.finish()?;
        Ok(Form {
            chosen,
            tag: tag?,
            note,
        })
    }

    /// Judged when it is decided: a repeat is answered also after that time.
    fn check_until(&self, cx: &Context<'_>) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        if self.until.is_some_and(|until| until <= cx.now) {
            let problem =
                Problem::new(FindingCode::ValueNotAllowed).with("allowed", "a time ahead");
            refusals.field("until", problem);
        }
        refusals.finish()
    }

    fn selector(&self, pick: &Pick) -> NumberSelector {
        NumberSelector {
            owners: Owners::Of(self.organization),
            pick: pick.clone(),
        }
    }

    fn hold(&self, form: &Form, settings: &Settings, ported: bool, now: Timestamp) -> Reservation {
        let by_setting = || days(settings, self.reason, ported).map(|days| now + days);
        Reservation {
            tag: form.tag.clone(),
            until: self.until.or_else(by_setting),
            reason: self.reason,
            note: form.note.clone(),
            notified: false,
        }
    }

    fn by_name(
        &self,
        form: &Form,
        list: &[crate::e164::E164],
        cx: &Context<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<NumbersReserved, Error> {
        let mut outcome = NumbersReserved {
            reserved: 0,
            unchanged: 0,
            numbers: Vec::new(),
        };
        for (index, number) in list.iter().enumerate() {
            let found = owned(*number, index, seen, snapshot)?;
            let state = found.value.state_at(cx.now);
            if !matches!(state, StateNow::Available | StateNow::Reserved) {
                return Err(Error::new(ErrorCode::NumberNotAvailable)
                    .with("state", state.as_str())
                    .with("index", index));
            }
            let hold = self.hold(form, &seen.settings, found.value.ported, cx.now);
            let mut number = found.value.clone();
            number.state = NumberState::Reserved(hold);
            if number == found.value {
                outcome.unchanged += 1;
            } else {
                outcome.reserved += 1;
                changes.numbers.push(Put::Replace(found.version, number));
            }
        }
        Ok(outcome)
    }
}

fn check_quantity(quantity: u32, refusals: &mut Refusals) {
    let max = u32::try_from(NUMBER_ITEMS).unwrap_or(u32::MAX);
    if quantity == 0 {
        let problem = Problem::new(FindingCode::IntegerInvalid)
            .with("min", 1_u32)
            .with("max", max);
        refusals.field("quantity", problem);
    } else if quantity > max {
        refusals.refuse(
            Error::new(ErrorCode::TooManyItems)
                .with("max", max)
                .with("got", quantity),
        );
    }
}

/// The period of a reason in the settings, which may be another for ported numbers.
pub(in crate::command) fn days(
    settings: &Settings,
    reason: ReservationReason,
    ported: bool,
) -> Option<Duration> {
    let days = match (reason, ported) {
        (ReservationReason::Manual, false) => settings.reservation_days_manual,
        (ReservationReason::Manual, true) => settings.reservation_days_ported_manual,
        (ReservationReason::Expired, false) => settings.reservation_days_expired,
        (ReservationReason::Expired, true) => settings.reservation_days_ported_expired,
        (ReservationReason::Terminated, false) => settings.reservation_days_terminated,
        (ReservationReason::Terminated, true) => settings.reservation_days_ported_terminated,
        (ReservationReason::Swapped, false) => settings.reservation_days_swapped,
        (ReservationReason::Swapped, true) => settings.reservation_days_ported_swapped,
    };
    days.map(|days| Duration::days(days.into()))
}

impl Command for ReserveNumbers {
    type Outcome = NumbersReserved;

    const NAME: &'static str = "reserve_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let form = self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        match form.chosen {
            Chosen::List(list) => plan.numbers = list,
            Chosen::Claim { pick, quantity } => plan.probes.push(Probe::Free {
                selector: self.selector(&pick),
                at_least: quantity,
                settled: cx.shortage,
            }),
        }
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersReserved>, Error> {
        let form = self.form()?;
        self.check_until(cx)?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let mut changes = cx.changes();
        let outcome = match &form.chosen {
            Chosen::List(list) => self.by_name(&form, list, cx, &seen, snapshot, &mut changes)?,
            Chosen::Claim { pick, quantity } => {
                let free = match snapshot.probes.first() {
                    Some(ProbeAnswer::Count(free)) => *free,
                    _ => return Err(Error::internal("count of numbers")),
                };
                if free < *quantity {
                    return Err(Error::new(ErrorCode::NumberNotEnough)
                        .with("asked", *quantity)
                        .with("free", free));
                }
                changes.claims.push(Claim {
                    selector: self.selector(pick),
                    bind: Bind::Reserve {
                        quantity: *quantity,
                        hold: self.hold(&form, &seen.settings, false, cx.now),
                        ported_until: self.hold(&form, &seen.settings, true, cx.now).until,
                    },
                    start: cx.claim_start(0),
                });
                NumbersReserved {
                    reserved: *quantity,
                    unchanged: 0,
                    numbers: Vec::new(),
                }
            }
        };
        if outcome.reserved > 0 {
            acting.expect_in(&mut changes);
            changes.record(
                acting.account,
                EventName::NumberReserved,
                [self.organization.to_string()],
                [
                    ("count", json!(outcome.reserved)),
                    ("reason", json!(self.reason)),
                    ("until", json!(self.until)),
                ],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

//! `reserve_numbers`: numbers are put aside, for a while or until they are released.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::choice::{Chosen, NumberChoice};
use super::shared::{days, owned};
use crate::change::{Bind, ChangeSet, Put};
use crate::command::guard::{Acting, Seen};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::{FindingCode, Problem};
use crate::id::OrganizationId;
use crate::number::{NumberState, Reservation, ReservationReason, StateNow};
use crate::role::Privilege;
use crate::settings::Settings;
use crate::snapshot::{Bound, ReadPlan, Snapshot};
use crate::text::{Note, Tag};
use crate::time::Timestamp;

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

impl ReserveNumbers {
    fn form(&self) -> Result<Form, Error> {
        let mut refusals = Refusals::default();
        let tag_of = |text: &str| {
            Tag::parse(text).map_err(|_| Error::new(ErrorCode::NumberTagInvalid).with("index", 0))
        };
        let tag = self.tag.as_deref().map(tag_of).transpose();
        let note = refusals.optional_text("note", self.note.as_deref(), Note::parse);
        let chosen = self.numbers.read(&mut refusals)?;
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

impl Command for ReserveNumbers {
    type Outcome = NumbersReserved;

    const NAME: &'static str = "reserve_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let form = self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        form.chosen.plan(self.organization, cx, &mut plan);
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
            Chosen::Some(group) => {
                let bind = Bind::Reserve {
                    quantity: group.quantity,
                    hold: self.hold(&form, &seen.settings, false, cx.now),
                    ported_until: self.hold(&form, &seen.settings, true, cx.now).until,
                };
                let claim = group.claim(self.organization, bind, cx, snapshot)?;
                changes.claims.push(claim);
                NumbersReserved {
                    reserved: group.quantity,
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

//! `unassign_number`: a number leaves its line, and whoever takes it off says what becomes of it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::outcome::{NumberOutcome, leave, owner_settings};
use crate::change::EntityKey;
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::number::{LineKey, StateNow};
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};

/// Takes the number off a line. The line stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnassignNumber {
    /// Whose line.
    pub account: AccountId,
    /// Which, from 0.
    pub line: u8,
    /// What becomes of the number; without it `number_outcome_required`.
    pub outcome: Option<NumberOutcome>,
}

/// What became of the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberUnassigned {
    /// The account.
    pub account: AccountId,
    /// The line.
    pub line: u8,
    /// The number that left; none if the line had none.
    pub number: Option<E164>,
    /// Its state now.
    pub state: Option<StateNow>,
    /// Whether something changed: not if the line had no number.
    pub changed: bool,
}

impl Outcome for NumberUnassigned {}

impl UnassignNumber {
    fn outcome(&self) -> Result<&NumberOutcome, Error> {
        let required =
            || Error::new(ErrorCode::NumberOutcomeRequired).with("lines", vec![self.line]);
        let outcome = self.outcome.as_ref().ok_or_else(required)?;
        let mut refusals = Refusals::default();
        outcome.check_form(&mut refusals);
        refusals.finish()?;
        Ok(outcome)
    }
}

impl Command for UnassignNumber {
    type Outcome = NumberUnassigned;

    const NAME: &'static str = "unassign_number";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.outcome()?;
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumberUnassigned>, Error> {
        let outcome = self.outcome()?;
        outcome.check_until(cx.now)?;
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        let mut answer = NumberUnassigned {
            account: self.account,
            line: self.line,
            number: None,
            state: None,
            changed: false,
        };
        let mut changes = cx.changes();
        if usize::from(self.line) >= found.value.lines.len() {
            return Err(Error::not_found("line"));
        }
        let key = LineKey {
            account: self.account,
            line: self.line,
        };
        let Some(number) = snapshot.number_on(key) else {
            return Ok(Decision::new(changes, answer));
        };
        let settings = owner_settings(&number.value, snapshot)?;
        let put = leave(number, outcome, &settings, cx.now)?;
        answer.number = Some(number.value.e164);
        answer.state = put.value().map(|number| number.state_at(cx.now));
        answer.changed = true;
        changes.numbers.push(put);
        changes.expect(EntityKey::Account(self.account), Some(found.version));
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        changes.record(
            acting.account,
            EventName::NumberUnassigned,
            [self.account.to_string(), seen.id().to_string()],
            [
                ("line", json!(self.line)),
                ("outcome", json!(outcome.as_str())),
            ],
        );
        Ok(Decision::new(changes, answer))
    }
}

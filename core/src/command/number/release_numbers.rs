//! `release_numbers`: numbers that were put aside, or whose calls are forwarded, go back into their pool.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::choice::{Chosen, NumberChoice};
use super::shared::owned;
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::{NumberState, StateNow};
use crate::role::Privilege;
use crate::snapshot::{Bound, ReadPlan, Snapshot};
use crate::time::Duration;

/// Releases numbers of an organization's own pool: Reserved or Forwarding ones by name, Reserved ones by series or by
/// the tag that they are Reserved under. What is left of a cooling applies (D-53); leaving Forwarding
/// starts it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersReleased {
    /// Back in the pool.
    pub released: u32,
    /// There already.
    pub unchanged: u32,
    /// The numbers, where a series or a tag was named.
    pub numbers: Vec<E164>,
}

impl Outcome for NumbersReleased {
    fn complete(&mut self, bound: &[Bound]) {
        self.numbers.extend(bound.iter().map(|bound| bound.number));
    }
}

impl Command for ReleaseNumbers {
    type Outcome = NumbersReleased;

    const NAME: &'static str = "release_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let chosen = self.numbers.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        chosen.plan_reserved(self.organization, cx, &mut plan);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersReleased>, Error> {
        let chosen = self.numbers.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let cooling = Duration::days(seen.settings.cooling_days.into());
        let mut outcome = NumbersReleased {
            released: 0,
            unchanged: 0,
            numbers: Vec::new(),
        };
        let mut changes = cx.changes();
        let list = match &chosen {
            Chosen::List(list) => list.as_slice(),
            Chosen::Some(group) => {
                let claim = group.release(self.organization, cx, snapshot)?;
                changes.claims.push(claim);
                outcome.released = group.quantity;
                &[]
            }
        };
        for (index, number) in list.iter().enumerate() {
            let found = owned(*number, index, &seen, snapshot)?;
            let mut number = found.value.clone();
            match number.state_at(cx.now) {
                StateNow::Reserved => {}
                StateNow::Forwarding => {
                    number.cooling_until =
                        (cooling > Duration::default()).then_some(cx.now + cooling);
                }
                // Released before, by somebody or by time.
                StateNow::Available | StateNow::Cooling => {
                    outcome.unchanged += 1;
                    continue;
                }
                state @ (StateNow::Assigned | StateNow::Registered) => {
                    return Err(Error::new(ErrorCode::NumberNotAvailable)
                        .with("state", state.as_str())
                        .with("index", index));
                }
            }
            number.state = NumberState::Available;
            outcome.released += 1;
            changes.numbers.push(Put::Replace(found.version, number));
        }
        if outcome.released > 0 {
            acting.expect_in(&mut changes);
            changes.record(
                acting.account,
                EventName::NumberReleased,
                [self.organization.to_string()],
                [("count", json!(outcome.released))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

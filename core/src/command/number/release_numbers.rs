//! `release_numbers`: numbers that were put aside, or whose calls are forwarded, go back into their pool.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shared::{check_size, numbers, owned};
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::{NumberState, StateNow};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::time::Duration;

/// Releases numbers of an organization's own pool. What is left of a cooling applies (D-53); leaving Forwarding
/// starts it again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// By name, at most 5,000, none twice.
    pub numbers: Vec<String>,
}

/// How many.
impl std::fmt::Debug for ReleaseNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReleaseNumbers")
            .field("organization", &self.organization)
            .field("numbers", &self.numbers.len())
            .finish()
    }
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersReleased {
    /// Back in the pool.
    pub released: u32,
    /// There already.
    pub unchanged: u32,
}

impl Outcome for NumbersReleased {}

impl Command for ReleaseNumbers {
    type Outcome = NumbersReleased;

    const NAME: &'static str = "release_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(self.numbers.len())?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.numbers = numbers(self.numbers.iter().map(String::as_str))?;
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersReleased>, Error> {
        let list = numbers(self.numbers.iter().map(String::as_str))?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let cooling = Duration::days(seen.settings.cooling_days.into());
        let mut outcome = NumbersReleased {
            released: 0,
            unchanged: 0,
        };
        let mut changes = cx.changes();
        for (index, number) in list.into_iter().enumerate() {
            let found = owned(number, index, &seen, snapshot)?;
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

//! `end_cooling`: numbers that lately were somebody's are free before their time.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shared::{numbers, owned};
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::{NumberState, StateNow};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};

/// Ends the cooling of numbers of an organization's own pool. A cooling that a reservation hides is not ended: the number
/// is Reserved (D-53).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndCooling {
    /// Whose pool.
    pub organization: OrganizationId,
    /// By name, at most 5,000, none twice.
    pub numbers: Vec<String>,
}

/// How many.
impl std::fmt::Debug for EndCooling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EndCooling")
            .field("organization", &self.organization)
            .field("numbers", &self.numbers.len())
            .finish()
    }
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolingEnded {
    /// Available from now on.
    pub ended: u32,
    /// Available already.
    pub unchanged: u32,
}

impl Outcome for CoolingEnded {}

impl Command for EndCooling {
    type Outcome = CoolingEnded;

    const NAME: &'static str = "end_cooling";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.numbers = numbers(self.numbers.iter().map(String::as_str))?;
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<CoolingEnded>, Error> {
        let list = numbers(self.numbers.iter().map(String::as_str))?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let mut outcome = CoolingEnded {
            ended: 0,
            unchanged: 0,
        };
        let mut changes = cx.changes();
        for (index, number) in list.into_iter().enumerate() {
            let found = owned(number, index, &seen, snapshot)?;
            match found.value.state_at(cx.now) {
                StateNow::Cooling => {
                    let mut number = found.value.clone();
                    // Its reservation or forwarding, if it had one, is over.
                    number.state = NumberState::Available;
                    number.cooling_until = None;
                    outcome.ended += 1;
                    changes.numbers.push(Put::Replace(found.version, number));
                }
                StateNow::Available => outcome.unchanged += 1,
                state => {
                    return Err(Error::new(ErrorCode::NumberNotAvailable)
                        .with("state", state.as_str())
                        .with("index", index));
                }
            }
        }
        if outcome.ended > 0 {
            acting.expect_in(&mut changes);
            changes.record(
                acting.account,
                EventName::NumberCoolingEnded,
                [self.organization.to_string()],
                [("count", json!(outcome.ended))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

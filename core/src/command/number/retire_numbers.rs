//! `retire_numbers`: numbers leave the inventory; what became of them stays known.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::choice::{Chosen, NumberChoice};
use super::shared::{in_use, of_pool, resize};
use crate::change::{Bind, DirectoryPut, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::Error;
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::StateNow;
use crate::role::Privilege;
use crate::snapshot::{Bound, ReadPlan, Snapshot};

/// Takes numbers of an organization's own pool out of the inventory: Available, Reserved or Cooling ones by name, free
/// ones by series or tag. Whoever wants them may add them to another inventory then. A number that is not there counts
/// as retired before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetireNumbers {
    /// Whose pool.
    pub organization: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersRetired {
    /// Out of the inventory.
    pub retired: u32,
    /// Not there before.
    pub unchanged: u32,
    /// The numbers, where a series or a tag was named.
    pub numbers: Vec<E164>,
}

impl Outcome for NumbersRetired {
    fn complete(&mut self, bound: &[Bound]) {
        self.numbers.extend(bound.iter().map(|bound| bound.number));
    }
}

impl Command for RetireNumbers {
    type Outcome = NumbersRetired;

    const NAME: &'static str = "retire_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let chosen = self.numbers.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.pools.push(self.organization);
        chosen.plan(self.organization, cx, &mut plan);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersRetired>, Error> {
        let chosen = self.numbers.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        let mut changes = cx.changes();
        let mut outcome = NumbersRetired {
            retired: 0,
            unchanged: 0,
            numbers: Vec::new(),
        };
        match &chosen {
            Chosen::List(list) => {
                let mut used = 0;
                for (index, number) in list.iter().enumerate() {
                    let Some(found) = of_pool(*number, index, &seen, &acting, snapshot)? else {
                        outcome.unchanged += 1;
                        continue;
                    };
                    match found.value.state_at(cx.now) {
                        StateNow::Available | StateNow::Reserved | StateNow::Cooling => {
                            outcome.retired += 1;
                            changes.directory.push(DirectoryPut::ReleaseNumber(*number));
                            changes.numbers.push(Put::Delete(found.version, *number));
                        }
                        StateNow::Assigned | StateNow::Registered | StateNow::Forwarding => {
                            used += 1;
                        }
                    }
                }
                in_use(used)?;
            }
            Chosen::Some(group) => {
                let quantity = group.quantity;
                let bind = Bind::Retire { quantity };
                let claim = group.claim(self.organization, bind, cx, snapshot)?;
                changes.claims.push(claim);
                outcome.retired = quantity;
            }
        }
        if outcome.retired > 0 {
            resize(
                self.organization,
                -i64::from(outcome.retired),
                snapshot,
                &mut changes,
            );
            acting.expect_in(&mut changes);
            changes.record(
                acting.account,
                EventName::NumberRetired,
                [self.organization.to_string()],
                [("count", json!(outcome.retired))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

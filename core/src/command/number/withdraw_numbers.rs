//! `withdraw_numbers`: numbers go back from an organization to the one right above it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::choice::{Chosen, NumberChoice};
use super::shared::{in_use, owned, resize};
use crate::change::{Bind, GuardKind, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::StateNow;
use crate::role::Privilege;
use crate::snapshot::{Bound, ReadPlan, Snapshot};

/// Takes Available numbers of an organization back into the pool right above. Needs `setup.numbers` there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawNumbers {
    /// Whose they are; not the root.
    pub from: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersWithdrawn {
    /// In the pool above now.
    pub withdrawn: u32,
    /// The numbers, where a series or a tag was named.
    pub numbers: Vec<E164>,
}

impl Outcome for NumbersWithdrawn {
    fn complete(&mut self, bound: &[Bound]) {
        self.numbers.extend(bound.iter().map(|bound| bound.number));
    }
}

impl Command for WithdrawNumbers {
    type Outcome = NumbersWithdrawn;

    const NAME: &'static str = "withdraw_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let chosen = self.numbers.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.from);
        plan.pools.push(self.from);
        chosen.plan(self.from, cx, &mut plan);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersWithdrawn>, Error> {
        let chosen = self.numbers.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let from = acting.organization(self.from)?;
        let parent = from.organization.value.parent;
        let above = parent.unwrap_or(self.from);
        let seen = acting.organization(above)?;
        acting.require(Privilege::SetupNumbers, &seen)?;
        if parent.is_none() {
            return Err(Error::new(ErrorCode::OrganizationIsRoot));
        }
        let mut changes = cx.changes();
        match &chosen {
            Chosen::List(list) => {
                let mut used = 0;
                for (index, number) in list.iter().enumerate() {
                    let found = owned(*number, index, &from, snapshot)?;
                    if found.value.state_at(cx.now) != StateNow::Available {
                        used += 1;
                        continue;
                    }
                    let mut number = found.value.clone();
                    number.owner = above;
                    changes.numbers.push(Put::Replace(found.version, number));
                }
                in_use(used)?;
            }
            Chosen::Some(group) => {
                let bind = Bind::Own {
                    quantity: group.quantity,
                    owner: above,
                };
                let claim = group.claim(self.from, bind, cx, snapshot)?;
                changes.claims.push(claim);
            }
        }
        let outcome = NumbersWithdrawn {
            withdrawn: chosen.quantity(),
            numbers: Vec::new(),
        };
        if outcome.withdrawn > 0 {
            resize(
                self.from,
                -i64::from(outcome.withdrawn),
                snapshot,
                &mut changes,
            );
            resize(above, i64::from(outcome.withdrawn), snapshot, &mut changes);
            changes.guards.push(snapshot.guard(GuardKind::Capacity));
            acting.expect_in(&mut changes);
            from.expect_in(&mut changes, snapshot);
            changes.record(
                acting.account,
                EventName::NumberWithdrawn,
                [self.from.to_string(), above.to_string()],
                [("count", json!(outcome.withdrawn))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

//! `allocate_numbers`: numbers of an organization's pool become those of one below it, usable there and below only.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::choice::{Chosen, NumberChoice};
use super::shared::{owned, resize};
use crate::change::{Bind, ChangeSet, GuardKind, Put};
use crate::command::guard::{Acting, Seen};
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::number::StateNow;
use crate::role::Privilege;
use crate::snapshot::{Bound, Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Gives numbers of an organization to one below it: Available or Reserved ones by name, free ones by series or tag. A
/// reservation stays. Needs `setup.numbers` at the organization that gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocateNumbers {
    /// Whose they are.
    pub from: OrganizationId,
    /// Whose they become: below `from`, and active.
    pub to: OrganizationId,
    /// Which.
    pub numbers: NumberChoice,
}

/// What became of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersAllocated {
    /// In the other pool now.
    pub allocated: u32,
    /// In it before.
    pub unchanged: u32,
    /// The numbers, where a series or a tag was named.
    pub numbers: Vec<E164>,
    /// A warning: more people wait without a number for them than before, or how many do is not known.
    pub short: bool,
}

impl Outcome for NumbersAllocated {
    fn complete(&mut self, bound: &[Bound]) {
        self.numbers.extend(bound.iter().map(|bound| bound.number));
    }
}

impl AllocateNumbers {
    /// Puts the numbers of a list; says how many were there before, and how many of the others were free to all.
    fn by_name(
        &self,
        list: &[E164],
        cx: &Context<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<(u32, u32), Error> {
        let mut unchanged = 0;
        let mut supply = 0;
        for (index, number) in list.iter().enumerate() {
            let there = snapshot.numbers.get(number);
            if there.is_some_and(|found| found.value.owner == self.to) {
                unchanged += 1;
                continue;
            }
            let found = owned(*number, index, seen, snapshot)?;
            match found.value.state_at(cx.now) {
                StateNow::Available => supply += u32::from(!found.value.golden),
                StateNow::Reserved => {}
                state => {
                    return Err(Error::new(ErrorCode::NumberNotAvailable)
                        .with("state", state.as_str())
                        .with("index", index));
                }
            }
            let mut number = found.value.clone();
            number.owner = self.to;
            changes.numbers.push(Put::Replace(found.version, number));
        }
        Ok((unchanged, supply))
    }

    /// Whether the people who wait are worse off when so many free numbers have gone down.
    fn runs_short(&self, supply: u32, snapshot: &Snapshot) -> bool {
        let Some(ProbeAnswer::Capacity(view)) = snapshot.probes.last() else {
            return true;
        };
        let mut after = view.clone();
        for node in &mut after.nodes {
            if node.organization == self.from {
                node.supply = node.supply.saturating_sub(supply);
            } else if node.organization == self.to {
                node.supply = node.supply.saturating_add(supply);
            }
        }
        match (view.total_shortage(), after.total_shortage()) {
            (Ok(before), Ok(after)) => after > before,
            _ => true,
        }
    }
}

impl Command for AllocateNumbers {
    type Outcome = NumbersAllocated;

    const NAME: &'static str = "allocate_numbers";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let chosen = self.numbers.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.extend([self.from, self.to]);
        plan.pools.extend([self.from, self.to]);
        chosen.plan(self.from, cx, &mut plan);
        plan.probes.push(Probe::Capacity {
            organizations: vec![self.from, self.to],
            wanted: chosen.quantity(),
        });
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<NumbersAllocated>, Error> {
        let chosen = self.numbers.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let from = acting.organization(self.from)?;
        let to = acting.organization(self.to)?;
        acting.require(Privilege::SetupNumbers, &from)?;
        if self.to == self.from || !to.path.contains(&self.from) {
            return Err(Error::new(ErrorCode::NumberOtherOrganization));
        }
        to.require_active(snapshot)?;
        let mut changes = cx.changes();
        let (unchanged, supply) = match &chosen {
            Chosen::List(list) => self.by_name(list, cx, &from, snapshot, &mut changes)?,
            Chosen::Some(group) => {
                let bind = Bind::Own {
                    quantity: group.quantity,
                    owner: self.to,
                };
                let claim = group.claim(self.from, bind, cx, snapshot)?;
                changes.claims.push(claim);
                (0, group.quantity)
            }
        };
        let allocated = chosen.quantity() - unchanged;
        let outcome = NumbersAllocated {
            allocated,
            unchanged,
            numbers: Vec::new(),
            short: allocated > 0 && self.runs_short(supply, snapshot),
        };
        if allocated > 0 {
            resize(self.from, -i64::from(allocated), snapshot, &mut changes);
            resize(self.to, i64::from(allocated), snapshot, &mut changes);
            // Strict sends and moves at once must not rely on what goes away.
            changes.guards.push(snapshot.guard(GuardKind::Capacity));
            acting.expect_in(&mut changes);
            to.expect_in(&mut changes, snapshot);
            changes.record(
                acting.account,
                EventName::NumberAllocated,
                [self.to.to_string(), self.from.to_string()],
                [("count", json!(allocated)), ("short", json!(outcome.short))],
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

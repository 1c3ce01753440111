//! `move_accounts`: people go to another organization of the tree, all of them or nobody (M-68, D-19).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::list::check_size;
use super::moving::{Move, Mover};
use crate::change::EntityKey;
use crate::command::guard::Acting;
use crate::command::invitation::send_invitations::guard_capacity;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::Error;
use crate::event::EventName;
use crate::id::{AccountId, OrganizationId};
use crate::limits::LINES_PER_ACCOUNT;
use crate::snapshot::{Probe, ReadPlan, Snapshot};

/// Moves accounts. Their invitations stay valid; their lines get the destination's default group (D-16), teams and PINs
/// fall away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveAccounts {
    /// At most 1,000. One named twice is moved once.
    pub accounts: Vec<AccountId>,
    /// Where to.
    pub destination: OrganizationId,
    /// What becomes of numbers that the destination cannot use (D-17).
    pub numbers: MovedNumbers,
}

/// What becomes of a number that the destination cannot use: its owner is not on the way from there to the root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedNumbers {
    /// Nobody moves.
    #[default]
    Refuse,
    /// The number goes along: the destination becomes its owner. Needs `setup.numbers` above both.
    Transfer,
    /// The number leaves the line, of people not activated only.
    Release,
}

/// The accounts, moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsMoved {
    /// How many.
    pub moved: u32,
    /// One entry per account, in the order first named.
    pub items: Vec<MovedItem>,
}

/// One account that was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedItem {
    /// Which.
    pub account: AccountId,
    /// Where it was.
    pub from: OrganizationId,
    /// Numbers that are the destination's now.
    pub transferred: Vec<E164>,
    /// Numbers that have left its lines.
    pub released: Vec<E164>,
    /// What the destination does not offer and is changed: `social_messaging`, `forwarding_number`, `applications`,
    /// `language`.
    pub switched_off: Vec<String>,
    /// Whether it had a PIN, which falls away: it gets a new one there.
    pub pin_dropped: bool,
}

impl Outcome for AccountsMoved {}

impl MoveAccounts {
    /// To an organization that can use all their numbers.
    #[must_use]
    pub const fn new(accounts: Vec<AccountId>, destination: OrganizationId) -> Self {
        Self {
            accounts,
            destination,
            numbers: MovedNumbers::Refuse,
        }
    }

    fn distinct(&self) -> Vec<AccountId> {
        let mut seen = BTreeSet::new();
        let accounts = self.accounts.iter().copied();
        accounts.filter(|account| seen.insert(*account)).collect()
    }
}

impl Command for MoveAccounts {
    type Outcome = AccountsMoved;

    const NAME: &'static str = "move_accounts";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(&self.accounts)?;
        let accounts = self.distinct();
        let lines = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        let mut plan = cx.read_plan();
        plan.accounts.extend(accounts);
        plan.organizations.push(self.destination);
        plan.doubles.push(self.destination);
        plan.groups_of.push(self.destination);
        plan.probes.push(Probe::Capacity {
            organizations: vec![self.destination],
            wanted: lines.saturating_mul(LINES_PER_ACCOUNT),
        });
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AccountsMoved>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let destination = acting.organization(self.destination)?;
        let step = Move {
            cx,
            acting: &acting,
            destination: &destination,
            numbers: self.numbers,
            snapshot,
        };
        let movers = step.movers(&self.distinct())?;
        step.check(&movers)?;
        let mut changes = cx.changes();
        let mut items = Vec::new();
        for mover in &movers {
            items.push(step.append(mover, &mut changes)?);
            let subjects = [
                mover.account().id.to_string(),
                mover.source().to_string(),
                self.destination.to_string(),
            ];
            let data = [("numbers", json!(self.numbers))];
            changes.record(acting.account, EventName::AccountMoved, subjects, data);
        }
        if !changes.is_empty() {
            acting.expect_in(&mut changes);
            destination.expect_in(&mut changes, snapshot);
            let mut relied = BTreeSet::new();
            for Mover { seen, .. } in &movers {
                if relied.insert(seen.id()) {
                    seen.expect_in(&mut changes, snapshot);
                }
            }
            let group = snapshot.default_group(self.destination);
            if let Some(found) = group.and_then(|id| snapshot.groups.get(&id)) {
                changes.expect(EntityKey::Group(found.value.id), Some(found.version));
            }
            guard_capacity(&mut changes, snapshot);
        }
        let moved = u32::try_from(items.len()).unwrap_or(u32::MAX);
        Ok(Decision::new(changes, AccountsMoved { moved, items }))
    }
}

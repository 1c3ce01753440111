//! `transfer_ownership`: another Owner; the one before becomes an Admin, in the same commit (N-02).

use serde::{Deserialize, Serialize};

use super::shared::{of_rank, settle, whole};
use crate::account::{Account, Onboarding};
use crate::change::{GuardKind, Put};
use crate::command::guard::{Acting, expect_grants};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::role::{Privilege, Rank};
use crate::settings::{AccessKind, RoleModel};
use crate::snapshot::{ReadPlan, Snapshot};

/// Makes an active portal account the Owner of the tenant. In the model of ranks only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferOwnership {
    /// The Owner to be.
    pub account: AccountId,
}

/// What became of the ownership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipTransferred {
    /// Whether anything was written: not if it is the Owner already.
    pub changed: bool,
}

impl Outcome for OwnershipTransferred {}

impl Command for TransferOwnership {
    type Outcome = OwnershipTransferred;

    const NAME: &'static str = "transfer_ownership";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        plan.root_roles = true;
        plan.root = true;
        plan.owner = true;
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OwnershipTransferred>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.sees_account(self.account)?;
        acting.require(Privilege::OwnershipTransfer, &seen)?;
        if seen.settings.role_model != RoleModel::Ranks {
            return Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "ownership")
                .with("setting", "role_model"));
        }
        let root = seen.path.first().copied().unwrap_or(seen.id());
        let owner = of_rank(Rank::Owner, snapshot)?.value.id;
        let admin = of_rank(Rank::Admin, snapshot)?.value.id;
        let mut every = snapshot.grants.values().flatten();
        let held = every
            .find(|grant| grant.value.role == owner)
            .ok_or_else(|| Error::internal("no Owner"))?;
        let mut changes = cx.changes();
        if held.value.account == self.account {
            let outcome = OwnershipTransferred { changed: false };
            return Ok(Decision::new(changes, outcome));
        }
        if !is_active(&found.value) {
            return Err(Error::new(ErrorCode::OwnerTargetNotActive)
                .with("status", found.value.status().as_str()));
        }
        let former = snapshot
            .accounts
            .get(&held.value.account)
            .ok_or_else(|| Error::internal("the Owner's account"))?;
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        changes.guards.push(snapshot.guard(GuardKind::Owner));
        for id in [self.account, former.value.id] {
            expect_grants(id, &mut changes, snapshot);
        }
        let before = snapshot.grants.get(&self.account).into_iter().flatten();
        for grant in before {
            let role = snapshot.roles.get(&grant.value.role);
            if role.is_some_and(|role| role.value.rank.is_some()) {
                let key = (self.account, grant.value.role);
                changes.grants.push(Put::Delete(grant.version, key));
            }
        }
        let key = (former.value.id, owner);
        changes.grants.push(Put::Delete(held.version, key));
        let former_home = former.value.organization;
        for (account, role, scope) in [
            (self.account, owner, root),
            (former.value.id, admin, former_home),
        ] {
            let grant = whole(account, role, scope, &acting, cx);
            changes.grants.push(Put::Insert(grant));
        }
        settle(found, true, &seen.path, snapshot, &mut changes);
        let path = snapshot.path(former_home);
        settle(former, true, &path, snapshot, &mut changes);
        changes.record(
            acting.account,
            EventName::OwnershipTransferred,
            [
                self.account.to_string(),
                former.value.id.to_string(),
                root.to_string(),
            ],
            [],
        );
        let outcome = OwnershipTransferred { changed: true };
        Ok(Decision::new(changes, outcome))
    }
}

/// An Enabled portal account that was activated.
fn is_active(account: &Account) -> bool {
    account.access == AccessKind::Portal
        && account.is_enabled()
        && account.onboarding == Onboarding::Activated
}

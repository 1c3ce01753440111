//! `remove_role`: a role taken from somebody; in the model of ranks an Admin becomes a Member again.

use serde::{Deserialize, Serialize};

use super::shared::{of_rank, owner_in_ranks, settle, visible, whole};
use crate::change::Put;
use crate::command::guard::{Acting, expect_grants};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, RoleId};
use crate::role::{AccountAction, Privilege, Rank};
use crate::snapshot::{ReadPlan, Snapshot};

/// Takes a role from an account. It reaches at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveRole {
    /// From whom.
    pub account: AccountId,
    /// Which; never Owner (`role_last_owner`).
    pub role: RoleId,
}

/// What became of the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRemoved {
    /// Whether anything was written.
    pub changed: bool,
}

impl Outcome for RoleRemoved {}

impl Command for RemoveRole {
    type Outcome = RoleRemoved;

    const NAME: &'static str = "remove_role";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        plan.roles.push(self.role);
        plan.root_roles = true;
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<RoleRemoved>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.sees_account(self.account)?;
        let role = visible(self.role, &seen, snapshot)?;
        acting.require(Privilege::AdministratorsEdit, &seen)?;
        owner_in_ranks(&acting, Privilege::AdministratorsEdit, &seen)?;
        let grants = snapshot.grants.get(&self.account);
        let grant = grants
            .into_iter()
            .flatten()
            .find(|it| it.value.role == self.role);
        if grant.is_some() && role.value.rank == Some(Rank::Owner) {
            return Err(Error::new(ErrorCode::RoleLastOwner));
        }
        if acting.account == Some(self.account) {
            return Err(Error::new(ErrorCode::AccountIsSelf));
        }
        if found.value.administrator {
            acting.account(self.account, AccountAction::Edit)?;
        }
        let mut changes = cx.changes();
        let Some(grant) = grant else {
            return Ok(Decision::new(changes, RoleRemoved { changed: false }));
        };
        let others = snapshot.grants.get(&self.account).into_iter().flatten();
        let administrator = others
            .filter(|it| it.value.role != self.role)
            .filter_map(|it| snapshot.roles.get(&it.value.role))
            .any(|role| role.value.administers());
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        expect_grants(self.account, &mut changes, snapshot);
        let key = (self.account, self.role);
        changes.grants.push(Put::Delete(grant.version, key));
        if role.value.rank == Some(Rank::Admin) {
            let member = of_rank(Rank::Member, snapshot)?.value.id;
            let plain = whole(self.account, member, seen.id(), &acting, cx);
            changes.grants.push(Put::Insert(plain));
        }
        settle(found, administrator, &seen.path, snapshot, &mut changes);
        changes.record(
            acting.account,
            EventName::RoleRemoved,
            [self.account.to_string(), seen.id().to_string()],
            [("role", self.role.to_string().into())],
        );
        Ok(Decision::new(changes, RoleRemoved { changed: true }))
    }
}

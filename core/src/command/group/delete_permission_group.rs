//! `delete_permission_group`: only one that no line uses and that is nowhere the default.

use serde::{Deserialize, Serialize};

use super::shared::defined;
use crate::change::{CountedSet, GuardKind, Limit, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{GroupId, OrganizationId};
use crate::role::Privilege;
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Takes a user-permission group away, where it is defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePermissionGroup {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Which.
    pub group: GroupId,
}

/// The group that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionGroupDeleted {
    /// Its id.
    pub group: GroupId,
}

impl Outcome for PermissionGroupDeleted {}

/// Users of a group are counted so far.
const COUNTED: u32 = 1_000;

impl DeletePermissionGroup {
    const fn users(&self) -> CountedSet {
        CountedSet::UsersOfGroup(self.group)
    }
}

impl Command for DeletePermissionGroup {
    type Outcome = PermissionGroupDeleted;

    const NAME: &'static str = "delete_permission_group";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.groups.push(self.group);
        // Any organization below may have it as its default.
        plan.tree = true;
        plan.probes.push(Probe::Count {
            organization: self.organization,
            set: self.users(),
            at_most: COUNTED,
        });
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<PermissionGroupDeleted>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupUserPermissions, &seen)?;
        let found = defined(self.group, &seen, snapshot)?;
        let mut organizations = snapshot.organizations.values();
        if organizations.any(|it| it.value.default_group == Some(self.group)) {
            return Err(Error::new(ErrorCode::PermissionGroupIsDefault));
        }
        match snapshot.probes.first() {
            Some(ProbeAnswer::Count(0)) => {}
            Some(ProbeAnswer::Count(count)) => {
                return Err(Error::new(ErrorCode::PermissionGroupInUse).with("count", *count));
            }
            _ => return Err(Error::internal("count of users")),
        }
        cx.check_version("permission_group", found.version)?;
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        // An organization that makes it the default at this moment goes through the same guard.
        changes.guards.push(snapshot.guard(GuardKind::Tree));
        // Judged in the commit: an account that takes the group at this moment keeps it.
        changes.limits.push(Limit {
            organization: self.organization,
            set: self.users(),
            at_most: 0,
            adds: 0,
        });
        changes.record(
            acting.account,
            EventName::PermissionGroupDeleted,
            [self.group.to_string(), self.organization.to_string()],
            [],
        );
        changes.groups.push(Put::Delete(found.version, self.group));
        Ok(Decision::new(
            changes,
            PermissionGroupDeleted { group: self.group },
        ))
    }
}

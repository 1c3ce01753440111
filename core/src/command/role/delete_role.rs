//! `delete_role`: only one that nobody holds.

use serde::{Deserialize, Serialize};

use super::shared::{defined, held_by_nobody, holders};
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{OrganizationId, RoleId};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};

/// Takes a role away, where it is defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRole {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Which.
    pub role: RoleId,
}

/// The role that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDeleted {
    /// Its id.
    pub role: RoleId,
}

impl Outcome for RoleDeleted {}

impl Command for DeleteRole {
    type Outcome = RoleDeleted;

    const NAME: &'static str = "delete_role";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.roles.push(self.role);
        plan.probes.push(holders(self.organization, self.role));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<RoleDeleted>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::RolesManage, &seen)?;
        let found = defined(self.role, &seen, snapshot)?;
        acting.within(&found.value.privileges, &seen)?;
        let mut changes = cx.changes();
        held_by_nobody(self.organization, self.role, snapshot, &mut changes)?;
        cx.check_version("role", found.version)?;
        acting.expect_in(&mut changes);
        changes.record(
            acting.account,
            EventName::RoleDeleted,
            [self.role.to_string(), self.organization.to_string()],
            [],
        );
        changes.roles.push(Put::Delete(found.version, self.role));
        Ok(Decision::new(changes, RoleDeleted { role: self.role }))
    }
}

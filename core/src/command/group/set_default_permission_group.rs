//! `set_default_permission_group`: the group that is preselected in an organization and below.

use serde::{Deserialize, Serialize};

use super::shared::visible;
use crate::change::{EntityKey, GuardKind, Put, Version};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{GroupId, OrganizationId};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};

/// Makes a visible group the effective default of an organization and of all below that name none nearer (M-29, D-16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDefaultPermissionGroup {
    /// Where.
    pub organization: OrganizationId,
    /// Defined there or above.
    pub group: GroupId,
}

/// What became of the default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultPermissionGroupSet {
    /// Whether anything was written.
    pub changed: bool,
    /// The version of the organization now.
    pub version: Version,
}

impl Outcome for DefaultPermissionGroupSet {}

impl Command for SetDefaultPermissionGroup {
    type Outcome = DefaultPermissionGroupSet;

    const NAME: &'static str = "set_default_permission_group";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.groups.push(self.group);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<DefaultPermissionGroupSet>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupUserPermissions, &seen)?;
        let group = visible(self.group, &seen, snapshot)?;
        let found = seen.organization;
        cx.check_version("organization", found.version)?;
        let mut changes = cx.changes();
        if found.value.default_group == Some(self.group) {
            let outcome = DefaultPermissionGroupSet {
                changed: false,
                version: found.version,
            };
            return Ok(Decision::new(changes, outcome));
        }
        acting.expect_in(&mut changes);
        changes.expect(EntityKey::Group(self.group), Some(group.version));
        // A deletion of the group at this moment goes through the same guard.
        changes.guards.push(snapshot.guard(GuardKind::Tree));
        let mut organization = found.value.clone();
        let before = organization.default_group.replace(self.group);
        changes.record(
            acting.account,
            EventName::PermissionGroupDefaultSet,
            [self.organization.to_string(), self.group.to_string()],
            [("before", before.map(|group| group.to_string()).into())],
        );
        changes
            .organizations
            .push(Put::Replace(found.version, organization));
        let outcome = DefaultPermissionGroupSet {
            changed: true,
            version: found.version.next(),
        };
        Ok(Decision::new(changes, outcome))
    }
}

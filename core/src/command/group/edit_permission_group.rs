//! `edit_permission_group`: another name, other features; it reaches everybody who has the group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shared::{check_name, check_pairs, defined};
use crate::change::{Put, Version};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{GroupId, OrganizationId};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::GroupName;

/// Changes a user-permission group, where it is defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPermissionGroup {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Which.
    pub group: GroupId,
    /// A new name; none keeps it.
    pub name: Option<String>,
    /// New features, all of them; none keeps them.
    pub features: Option<BTreeMap<String, String>>,
}

/// What became of the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionGroupEdited {
    /// Whether anything was written.
    pub changed: bool,
    /// Its version now.
    pub version: Version,
}

impl Outcome for PermissionGroupEdited {}

impl EditPermissionGroup {
    fn form(&self) -> Result<Option<GroupName>, Error> {
        let mut refusals = Refusals::default();
        let name = match &self.name {
            Some(name) => refusals.text("name", GroupName::parse(name)),
            None => None,
        };
        if let Some(features) = &self.features {
            check_pairs("features", features, &mut refusals);
        }
        refusals.finish()?;
        Ok(name)
    }
}

impl Command for EditPermissionGroup {
    type Outcome = PermissionGroupEdited;

    const NAME: &'static str = "edit_permission_group";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.groups.push(self.group);
        plan.groups_of.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<PermissionGroupEdited>, Error> {
        let name = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupUserPermissions, &seen)?;
        let found = defined(self.group, &seen, snapshot)?;
        cx.check_version("permission_group", found.version)?;
        let mut group = found.value.clone();
        if let Some(name) = name {
            check_name(&name, self.organization, Some(self.group), snapshot)?;
            group.name = name;
        }
        if let Some(features) = &self.features {
            group.features.clone_from(features);
        }
        let mut changes = cx.changes();
        if group == found.value {
            let outcome = PermissionGroupEdited {
                changed: false,
                version: found.version,
            };
            return Ok(Decision::new(changes, outcome));
        }
        acting.expect_in(&mut changes);
        changes.record(
            acting.account,
            EventName::PermissionGroupEdited,
            [self.group.to_string(), self.organization.to_string()],
            [
                ("name", (group.name != found.value.name).into()),
                ("features", (group.features != found.value.features).into()),
            ],
        );
        changes.groups.push(Put::Replace(found.version, group));
        let outcome = PermissionGroupEdited {
            changed: true,
            version: found.version.next(),
        };
        Ok(Decision::new(changes, outcome))
    }
}

//! `create_permission_group`: a named bundle of what a line may do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shared::{check_name, check_pairs};
use crate::change::{EntityKey, Put};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{GroupId, OrganizationId};
use crate::permission_group::PermissionGroup;
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::GroupName;

/// Adds a user-permission group, visible where it is defined and below (M-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePermissionGroup {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// 1 to 64 characters, unique in the organization.
    pub name: String,
    /// What the host makes of it: at most 32 pairs, key up to 64, value up to 256 characters.
    pub features: BTreeMap<String, String>,
}

/// The group that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionGroupCreated {
    /// Its id.
    pub group: GroupId,
}

impl Outcome for PermissionGroupCreated {}

impl CreatePermissionGroup {
    fn form(&self) -> Result<GroupName, Error> {
        let mut refusals = Refusals::default();
        let name = refusals.text("name", GroupName::parse(&self.name));
        check_pairs("features", &self.features, &mut refusals);
        refusals.finish()?;
        name.ok_or_else(|| Error::internal("name"))
    }
}

impl Command for CreatePermissionGroup {
    type Outcome = PermissionGroupCreated;

    const NAME: &'static str = "create_permission_group";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.groups_of.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<PermissionGroupCreated>, Error> {
        let name = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::SetupUserPermissions, &seen)?;
        check_name(&name, self.organization, None, snapshot)?;
        let group = PermissionGroup {
            id: GroupId::generate(cx.now, &cx.stream, 0),
            organization: self.organization,
            name,
            features: self.features.clone(),
            created_at: cx.now,
        };
        let outcome = PermissionGroupCreated { group: group.id };
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        changes.expect(
            EntityKey::Organization(seen.id()),
            Some(seen.organization.version),
        );
        changes.record(
            acting.account,
            EventName::PermissionGroupCreated,
            [group.id.to_string(), seen.id().to_string()],
            [],
        );
        changes.groups.push(Put::Insert(group));
        Ok(Decision::new(changes, outcome))
    }
}

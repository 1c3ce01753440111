//! `create_role`: a role of the organization's own (D-06, D-46).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::shared::{check_name, read_privileges};
use crate::change::{EntityKey, Put};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{OrganizationId, RoleId};
use crate::role::{Privilege, Privileges, Role};
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::RoleName;

/// Adds a role, visible where it is defined and below. It gives at most what the actor holds there (N-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRole {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// 1 to 64 characters, unique in the organization.
    pub name: String,
    /// The keywords of its privileges.
    pub privileges: BTreeSet<String>,
}

/// The role that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleCreated {
    /// Its id.
    pub role: RoleId,
}

impl Outcome for RoleCreated {}

impl CreateRole {
    fn form(&self) -> Result<(RoleName, Privileges), Error> {
        let mut refusals = Refusals::default();
        let name = refusals.text("name", RoleName::parse(&self.name));
        let privileges = read_privileges(&self.privileges, &mut refusals);
        refusals.finish()?;
        let name = name.ok_or_else(|| Error::internal("name"))?;
        Ok((name, privileges))
    }
}

impl Command for CreateRole {
    type Outcome = RoleCreated;

    const NAME: &'static str = "create_role";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.roles_of.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<RoleCreated>, Error> {
        let (name, privileges) = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::RolesManage, &seen)?;
        acting.within(&privileges, &seen)?;
        check_name(&name, self.organization, None, snapshot)?;
        let role = Role {
            id: RoleId::generate(cx.now, &cx.stream, 0),
            organization: self.organization,
            name,
            privileges,
            rank: None,
            fixed: false,
            created_at: cx.now,
        };
        let outcome = RoleCreated { role: role.id };
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        changes.expect(
            EntityKey::Organization(seen.id()),
            Some(seen.organization.version),
        );
        let privileges: Vec<&str> = role.privileges.iter().map(|it| it.as_str()).collect();
        changes.record(
            acting.account,
            EventName::RoleCreated,
            [role.id.to_string(), seen.id().to_string()],
            [("privileges", privileges.into())],
        );
        changes.roles.push(Put::Insert(role));
        Ok(Decision::new(changes, outcome))
    }
}

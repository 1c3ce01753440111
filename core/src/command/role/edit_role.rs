//! `edit_role`: another name, other privileges; it reaches everybody who holds the role at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::shared::{check_name, defined, held_by_nobody, holders, read_privileges};
use crate::change::{Put, Version};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::{OrganizationId, RoleId};
use crate::role::{Privilege, Privileges};
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::RoleName;

/// Changes a role, where it is defined. Both what it gave and what it gives lie within the actor.
///
/// A role that gives nothing becomes one that gives something, or the reverse, only while nobody holds it
/// (`role_in_use`): its holders would become administrators, or cease to be some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRole {
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Which.
    pub role: RoleId,
    /// A new name; none keeps it.
    pub name: Option<String>,
    /// The keywords of all its privileges; none keeps them.
    pub privileges: Option<BTreeSet<String>>,
}

/// What became of the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleEdited {
    /// Whether anything was written.
    pub changed: bool,
    /// Its version now.
    pub version: Version,
}

impl Outcome for RoleEdited {}

impl EditRole {
    fn form(&self) -> Result<(Option<RoleName>, Option<Privileges>), Error> {
        let mut refusals = Refusals::default();
        let name = match &self.name {
            Some(name) => refusals.text("name", RoleName::parse(name)),
            None => None,
        };
        let given = self.privileges.as_ref();
        let privileges = given.map(|given| read_privileges(given, &mut refusals));
        refusals.finish()?;
        Ok((name, privileges))
    }
}

impl Command for EditRole {
    type Outcome = RoleEdited;

    const NAME: &'static str = "edit_role";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.roles.push(self.role);
        plan.roles_of.push(self.organization);
        plan.probes.push(holders(self.organization, self.role));
        Ok(plan)
    }

    fn decide(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Decision<RoleEdited>, Error> {
        let (name, privileges) = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::RolesManage, &seen)?;
        let found = defined(self.role, &seen, snapshot)?;
        acting.within(&found.value.privileges, &seen)?;
        let mut role = found.value.clone();
        if let Some(privileges) = privileges {
            acting.within(&privileges, &seen)?;
            role.privileges = privileges;
        }
        if let Some(name) = name {
            check_name(&name, self.organization, Some(self.role), snapshot)?;
            role.name = name;
        }
        let mut changes = cx.changes();
        if role.administers() != found.value.administers() {
            held_by_nobody(self.organization, self.role, snapshot, &mut changes)?;
        }
        cx.check_version("role", found.version)?;
        if role == found.value {
            let outcome = RoleEdited {
                changed: false,
                version: found.version,
            };
            return Ok(Decision::new(changes, outcome));
        }
        acting.expect_in(&mut changes);
        let [added, taken] = [(&role, &found.value), (&found.value, &role)].map(|(more, less)| {
            let beyond = more.privileges.difference(&less.privileges);
            beyond.map(|it| it.as_str()).collect::<Vec<_>>()
        });
        changes.record(
            acting.account,
            EventName::RoleEdited,
            [self.role.to_string(), self.organization.to_string()],
            [
                ("name", (role.name != found.value.name).into()),
                ("added", added.into()),
                ("taken", taken.into()),
            ],
        );
        changes.roles.push(Put::Replace(found.version, role));
        let outcome = RoleEdited {
            changed: true,
            version: found.version.next(),
        };
        Ok(Decision::new(changes, outcome))
    }
}

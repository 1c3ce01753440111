//! `rename_organization`: another name, and the external number where there is none yet.

use serde::{Deserialize, Serialize};

use super::shared::{is_taken, looks_like};
use crate::change::{DirectoryPut, Put, Version};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::{ExternalId, OrganizationName};

/// Gives an organization another name, an external number, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameOrganization {
    /// Which.
    pub organization: OrganizationId,
    /// A new name, 1 to 128 characters, unique among its siblings; none keeps it.
    pub name: Option<String>,
    /// The external number: 1 to 32 of `A–Z a–z 0–9 -`, unique in the store, set once (`organization_field_fixed`);
    /// none keeps it.
    pub external_id: Option<String>,
}

/// What became of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRenamed {
    /// Whether anything was written.
    pub changed: bool,
    /// Its version now.
    pub version: Version,
    /// The warning `organization_name_confusable`: an organization in the actor's scope whose name looks alike.
    pub confusable_with: Option<OrganizationId>,
}

impl Outcome for OrganizationRenamed {}

#[derive(Default)]
struct Form {
    name: Option<OrganizationName>,
    external_id: Option<ExternalId>,
}

impl RenameOrganization {
    fn form(&self) -> Result<Form, Error> {
        let mut refusals = Refusals::default();
        let name = match &self.name {
            Some(name) => refusals.text("name", OrganizationName::parse(name)),
            None => None,
        };
        let given = self.external_id.as_deref();
        let external_id = refusals.optional_text("external_id", given, ExternalId::parse);
        refusals.finish()?;
        Ok(Form { name, external_id })
    }
}

impl Command for RenameOrganization {
    type Outcome = OrganizationRenamed;

    const NAME: &'static str = "rename_organization";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let form = self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        // The whole tree: names that look alike are looked for wherever the actor may see them.
        plan.tree = true;
        plan.companies.extend(form.external_id);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OrganizationRenamed>, Error> {
        let form = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::ProfileOrganizations, &seen)?;
        let found = seen.organization;
        let mut organization = found.value.clone();
        if let Some(external) = form.external_id {
            let fixed = organization.external_id.as_ref();
            if fixed.is_some_and(|it| *it != external) {
                return Err(
                    Error::new(ErrorCode::OrganizationFieldFixed).with("field", "external_id")
                );
            }
            let holder = snapshot.companies.get(&external);
            if holder.is_some_and(|(_, holder)| *holder != self.organization) {
                return Err(Error::new(ErrorCode::OrganizationExternalIdTaken));
            }
            organization.external_id = Some(external);
        }
        let mut confusable_with = None;
        if let Some(name) = form.name.filter(|name| *name != organization.name) {
            let own = Some(self.organization);
            if is_taken(&name, organization.parent, own, snapshot) {
                return Err(Error::new(ErrorCode::OrganizationNameTaken));
            }
            confusable_with = looks_like(&name, own, &acting, snapshot);
            organization.name = name;
        }
        cx.check_version("organization", found.version)?;
        let mut changes = cx.changes();
        let changed = organization != found.value;
        let outcome = OrganizationRenamed {
            changed,
            version: if changed {
                found.version.next()
            } else {
                found.version
            },
            confusable_with,
        };
        if !changed {
            return Ok(Decision::new(changes, outcome));
        }
        acting.expect_in(&mut changes);
        let numbered = organization.external_id != found.value.external_id;
        if let Some(external) = organization.external_id.as_ref().filter(|_| numbered) {
            let entry = DirectoryPut::Company(external.clone(), self.organization);
            changes.directory.push(entry);
        }
        changes.record(
            acting.account,
            EventName::OrganizationRenamed,
            [self.organization.to_string()],
            [
                ("name", (organization.name != found.value.name).into()),
                ("external_id", numbered.into()),
            ],
        );
        changes
            .organizations
            .push(Put::Replace(found.version, organization));
        Ok(Decision::new(changes, outcome))
    }
}

//! `create_organization`: a new node of the tree.

use serde::{Deserialize, Serialize};

use super::shared::{is_taken, looks_like};
use crate::change::{DirectoryPut, GuardKind, Put};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::limits::TREE_DEPTH;
use crate::organization::Organization;
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::{ExternalId, OrganizationName};

/// Adds an organization below `parent`. It inherits every setting, group and role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateOrganization {
    /// Where; active, at most at level 31.
    pub parent: OrganizationId,
    /// 1 to 128 characters, unique among its siblings.
    pub name: String,
    /// The external number: 1 to 32 of `A–Z a–z 0–9 -`, unique in the store, set once.
    pub external_id: Option<String>,
}

/// The organization that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationCreated {
    /// Its id.
    pub organization: OrganizationId,
    /// The warning `organization_name_confusable`: an organization in the actor's scope whose name looks alike.
    pub confusable_with: Option<OrganizationId>,
}

impl Outcome for OrganizationCreated {}

struct Form {
    name: OrganizationName,
    external_id: Option<ExternalId>,
}

impl CreateOrganization {
    fn form(&self) -> Result<Form, Error> {
        let mut refusals = Refusals::default();
        let name = refusals.text("name", OrganizationName::parse(&self.name));
        let given = self.external_id.as_deref();
        let external_id = refusals.optional_text("external_id", given, ExternalId::parse);
        refusals.finish()?;
        let name = name.ok_or_else(|| Error::internal("name"))?;
        Ok(Form { name, external_id })
    }
}

impl Command for CreateOrganization {
    type Outcome = OrganizationCreated;

    const NAME: &'static str = "create_organization";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let form = self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.parent);
        // The whole tree: names that look alike are looked for wherever the actor may see them.
        plan.tree = true;
        plan.companies.extend(form.external_id);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OrganizationCreated>, Error> {
        let form = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let parent = acting.organization(self.parent)?;
        acting.require(Privilege::ProfileOrganizations, &parent)?;
        parent.require_active(snapshot)?;
        let depth = parent.organization.value.depth.saturating_add(1);
        if depth > TREE_DEPTH {
            return Err(Error::new(ErrorCode::OrganizationTooDeep).with("max", TREE_DEPTH));
        }
        if is_taken(&form.name, Some(self.parent), None, snapshot) {
            return Err(Error::new(ErrorCode::OrganizationNameTaken));
        }
        if let Some(external) = &form.external_id
            && snapshot.companies.contains_key(external)
        {
            return Err(Error::new(ErrorCode::OrganizationExternalIdTaken));
        }
        let outcome = OrganizationCreated {
            organization: OrganizationId::generate(cx.now, &cx.stream, 0),
            confusable_with: looks_like(&form.name, None, &acting, snapshot),
        };
        let organization = Organization {
            id: outcome.organization,
            external_id: form.external_id,
            name: form.name,
            parent: Some(self.parent),
            depth,
            enabled: true,
            default_group: None,
            created_at: cx.now,
            gone: None,
        };
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        parent.expect_in(&mut changes, snapshot);
        // A move of organizations at the same time would change the depth below it.
        changes.guards.push(snapshot.guard(GuardKind::Tree));
        if let Some(external) = &organization.external_id {
            let entry = DirectoryPut::Company(external.clone(), organization.id);
            changes.directory.push(entry);
        }
        changes.record(
            acting.account,
            EventName::OrganizationCreated,
            [organization.id.to_string(), self.parent.to_string()],
            [("depth", depth.into())],
        );
        changes.organizations.push(Put::Insert(organization));
        Ok(Decision::new(changes, outcome))
    }
}

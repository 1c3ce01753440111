//! `create_tenant`: a tree with its root, its fixed roles, a default user-permission group and a first administrator.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{Account, Enabled, Onboarding};
use crate::batch::Digest;
use crate::change::{Canonical, ChangeSet, DirectoryPut, IdentityEntry, Put};
use crate::command::account::rules::{Names, default_language, read_identity};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::setting::refused;
use crate::command::{Command, Context, Decision, Outcome};
use crate::entropy::Stream;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, CommandId, GroupId, OrganizationId, RoleId, TenantId};
use crate::organization::{Organization, OrganizationSettings, Tenant};
use crate::permission_group::PermissionGroup;
use crate::profile::ProfileName;
use crate::role::{ADMINISTRATOR, Actor, BUNDLES, Grant, Privilege, Privileges, Rank, Role};
use crate::settings::{AccessKind, OwnSettings, RoleModel, SettingName, SettingValue, Settings};
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::{ExternalId, GroupName, OrganizationName, RoleName};

/// Creates a tenant. The host alone does; run it with `Rollbook::create_tenant`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTenant {
    /// The documented combination of settings.
    pub profile: ProfileName,
    /// The name of the root organization, 1 to 128 characters.
    pub name: String,
    /// Its external number, unique in the store: the company id that people type to activate.
    pub external_id: String,
    /// The first administrator; the Owner in the model of ranks.
    pub administrator: FirstAdministrator,
    /// Settings of the root that differ from the profile, by name. Those for the root alone can be set here only.
    pub settings: BTreeMap<String, String>,
}

impl CreateTenant {
    /// With the settings of its profile.
    #[must_use]
    pub fn new(
        profile: ProfileName,
        name: impl Into<String>,
        external_id: impl Into<String>,
        administrator: FirstAdministrator,
    ) -> Self {
        Self {
            profile,
            name: name.into(),
            external_id: external_id.into(),
            administrator,
            settings: BTreeMap::new(),
        }
    }
}

impl std::fmt::Debug for CreateTenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateTenant")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// The first administrator of a tenant: names as the profile has them, and an identity.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FirstAdministrator {
    /// The first name, where names have two fields.
    pub first_name: Option<String>,
    /// The last name, where names have two fields.
    pub last_name: Option<String>,
    /// The name, where names have one field.
    pub name: Option<String>,
    /// E-mail address or phone number.
    pub identity: String,
}

impl FirstAdministrator {
    /// With a first and a last name.
    #[must_use]
    pub fn new(
        first: impl Into<String>,
        last: impl Into<String>,
        identity: impl Into<String>,
    ) -> Self {
        Self {
            first_name: Some(first.into()),
            last_name: Some(last.into()),
            name: None,
            identity: identity.into(),
        }
    }
}

impl std::fmt::Debug for FirstAdministrator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FirstAdministrator(..)")
    }
}

/// The tenant that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantCreated {
    /// Its id.
    pub tenant: TenantId,
    /// The root organization.
    pub organization: OrganizationId,
    /// The first administrator, not invited yet.
    pub administrator: AccountId,
    /// The default user-permission group.
    pub group: GroupId,
}

impl Outcome for TenantCreated {}

impl TenantCreated {
    /// The first administrator as an actor.
    #[must_use]
    pub const fn owner(&self) -> Actor {
        Actor::Account {
            tenant: self.tenant,
            account: self.administrator,
        }
    }
}

/// The name of the group that is preselected in a new tenant (M-29).
pub const DEFAULT_GROUP: &str = "Default User Permissions";

/// The tenant that a command creates: it follows from the command's id alone, so that a repeat finds its receipt.
#[must_use]
pub fn tenant_of(command: CommandId) -> TenantId {
    TenantId::random(&Stream::new(Digest::of(command.bytes()).0))
}

/// The input, read.
struct Form {
    name: OrganizationName,
    external_id: ExternalId,
    own: OwnSettings,
    settings: Settings,
    person: crate::account::Name,
    identity: crate::contact::Identity,
}

impl CreateTenant {
    fn form(&self) -> Result<Form, Error> {
        let mut refusals = Refusals::default();
        let name = refusals.text("name", OrganizationName::parse(&self.name));
        let external_id = refusals.text("external_id", ExternalId::parse(&self.external_id));
        let own = self.own_settings(&mut refusals);
        let settings = Settings::effective(self.profile, [&own]);
        let given = &self.administrator;
        let names = Names::read(
            given.first_name.as_deref(),
            given.last_name.as_deref(),
            given.name.as_deref(),
            &mut refusals,
        );
        let person = names.in_form(&settings, &mut refusals);
        let identity = read_identity("identity", &given.identity, &settings, &mut refusals);
        refusals.finish()?;
        match (name, external_id, identity) {
            (Some(name), Some(external_id), Some(identity)) => Ok(Form {
                name,
                external_id,
                own,
                settings,
                person,
                identity,
            }),
            _ => Err(Error::internal("form of a tenant")),
        }
    }

    fn own_settings(&self, refusals: &mut Refusals) -> OwnSettings {
        let mut own = OwnSettings::default();
        for (given, text) in &self.settings {
            let set = given
                .parse()
                .and_then(|name: SettingName| SettingValue::parse(name, text))
                .and_then(|value| own.set(value));
            if let Err(error) = set {
                refusals.refuse(refused(given, &error));
            }
        }
        own
    }
}

impl Command for CreateTenant {
    type Outcome = TenantCreated;

    const NAME: &'static str = "create_tenant";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let form = self.form()?;
        let mut plan = cx.read_plan();
        plan.companies.push(form.external_id);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<TenantCreated>, Error> {
        let form = self.form()?;
        Acting::of(cx, snapshot)?.require_system()?;
        if snapshot.tenant.is_some() {
            // The id of the tenant follows from that of the command, whose receipt is gone.
            return Err(Error::new(ErrorCode::CommandIdReused));
        }
        if snapshot.companies.contains_key(&form.external_id) {
            return Err(Error::new(ErrorCode::OrganizationExternalIdTaken));
        }
        let outcome = TenantCreated {
            tenant: cx.tenant,
            organization: OrganizationId::generate(cx.now, &cx.stream, 0),
            administrator: AccountId::generate(cx.now, &cx.stream, 0),
            group: GroupId::generate(cx.now, &cx.stream, 0),
        };
        let mut changes = cx.changes();
        changes.tenants.push(Put::Insert(Tenant {
            id: cx.tenant,
            profile: self.profile,
            root: outcome.organization,
            first_administrator: outcome.administrator,
            created_at: cx.now,
        }));
        let subjects = [outcome.tenant.to_string(), outcome.organization.to_string()];
        let profile = [("profile", json!(self.profile.as_str()))];
        changes.record(None, EventName::TenantCreated, subjects, profile);
        root(cx, &form, &outcome, &mut changes);
        let role = fixed_roles(cx, form.settings.role_model, &outcome, &mut changes);
        administrator(cx, form, &outcome, role, &mut changes);
        Ok(Decision::new(changes, outcome))
    }
}

/// The root organization, its own settings and its default group.
fn root(cx: &Context<'_>, form: &Form, ids: &TenantCreated, changes: &mut ChangeSet) {
    let entry = DirectoryPut::Company(form.external_id.clone(), ids.organization);
    changes.directory.push(entry);
    changes.organizations.push(Put::Insert(Organization {
        id: ids.organization,
        external_id: Some(form.external_id.clone()),
        name: form.name.clone(),
        parent: None,
        depth: 1,
        enabled: true,
        default_group: Some(ids.group),
        created_at: cx.now,
        gone: None,
    }));
    if !form.own.is_empty() {
        changes.settings.push(Put::Insert(OrganizationSettings {
            organization: ids.organization,
            own: form.own.clone(),
        }));
    }
    if let Ok(name) = GroupName::parse(DEFAULT_GROUP) {
        changes.groups.push(Put::Insert(PermissionGroup {
            id: ids.group,
            organization: ids.organization,
            name,
            features: BTreeMap::new(),
            created_at: cx.now,
        }));
        let subjects = [ids.group.to_string(), ids.organization.to_string()];
        changes.record(None, EventName::PermissionGroupCreated, subjects, []);
    }
}

/// The roles that are built in; the answer is that of the first administrator.
fn fixed_roles(
    cx: &Context<'_>,
    model: RoleModel,
    ids: &TenantCreated,
    changes: &mut ChangeSet,
) -> RoleId {
    let mut roles: Vec<(&str, Privileges, Option<Rank>)> = Vec::new();
    match model {
        RoleModel::Privileges => {
            roles.push((
                ADMINISTRATOR,
                Privilege::ALL.iter().copied().collect(),
                None,
            ));
            for (name, privileges) in BUNDLES {
                roles.push((name, privileges.iter().copied().collect(), None));
            }
        }
        RoleModel::Ranks => {
            for rank in [Rank::Owner, Rank::Admin, Rank::Member] {
                let name = rank.role_name().unwrap_or_default();
                roles.push((name, rank.privileges(), Some(rank)));
            }
        }
    }
    for ((name, privileges, rank), counter) in roles.into_iter().zip(0_u64..) {
        let Ok(name) = RoleName::parse(name) else {
            continue;
        };
        changes.roles.push(Put::Insert(Role {
            id: RoleId::generate(cx.now, &cx.stream, counter),
            organization: ids.organization,
            name,
            privileges,
            rank,
            fixed: true,
            created_at: cx.now,
        }));
    }
    RoleId::generate(cx.now, &cx.stream, 0)
}

/// The first administrator, not invited, with its role in the whole tree.
fn administrator(
    cx: &Context<'_>,
    form: Form,
    ids: &TenantCreated,
    role: RoleId,
    changes: &mut ChangeSet,
) {
    let canonical = Canonical::new(form.identity.canonical().into_owned());
    changes.identities.push(Put::Insert(IdentityEntry {
        canonical,
        scope: ids.organization,
        account: ids.administrator,
    }));
    changes.accounts.push(Put::Insert(Account {
        id: ids.administrator,
        organization: ids.organization,
        access: AccessKind::Portal,
        name: form.person,
        identity: Some(form.identity),
        notification_address: None,
        applications: Vec::new(),
        language: default_language(&form.settings, true),
        extension: None,
        lines: Vec::new(),
        device: None,
        enabled: Enabled::Enabled,
        onboarding: Onboarding::NotInvited,
        teams: BTreeSet::new(),
        consent: None,
        opted_out_at: None,
        attributes: BTreeMap::new(),
        administrator: true,
        created_at: cx.now,
        created_by: None,
    }));
    changes.grants.push(Put::Insert(Grant {
        account: ids.administrator,
        role,
        organization: ids.organization,
        granted_by: None,
        granted_at: cx.now,
        scoped: false,
        teams: BTreeSet::new(),
        privilege_group: None,
    }));
    let subjects = [ids.administrator.to_string(), ids.organization.to_string()];
    let access = [("access", json!(AccessKind::Portal.as_str()))];
    changes.record(None, EventName::AccountCreated, subjects.clone(), access);
    let given = [("role", json!(role.to_string()))];
    changes.record(None, EventName::RoleAssigned, subjects, given);
}

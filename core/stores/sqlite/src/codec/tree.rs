//! Rows of the tree: tenant, organizations with their settings, pools and templates, roles and grants, groups and teams.

use std::collections::BTreeSet;

use rollbook::change::Versioned;
use rollbook::id::{
    AccountId, GroupId, OrganizationId, PrivilegeGroupId, RoleId, TeamId, TemplateId, TenantId,
};
use rollbook::invitation::template::Template;
use rollbook::number::pool::Pool;
use rollbook::organization::{Organization, OrganizationSettings, Tenant};
use rollbook::permission_group::PermissionGroup;
use rollbook::role::{Grant, PrivilegeGroup, Role};
use rollbook::team::Team;
use rusqlite::Connection;

use super::{Binder, Columns, Stored, all, select, versioned};

impl Stored for Tenant {
    const TABLE: &'static str = "tenant";
    const KEY: &'static [&'static str] = &[];
    const COLUMNS: &'static [&'static str] =
        &["profile", "root", "first_administrator", "created_at"];

    fn put_key((): &(), _: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.word(&self.profile)?;
        to.id(self.root.bytes())?;
        to.id(self.first_administrator.bytes())?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.tenant(),
            profile: from.word()?,
            root: from.id(OrganizationId::from_bytes)?,
            first_administrator: from.id(AccountId::from_bytes)?,
            created_at: from.time()?,
        })
    }
}

impl Stored for Organization {
    const TABLE: &'static str = "organization";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "external_id",
        "name",
        "parent",
        "depth",
        "enabled",
        "default_group",
        "created_at",
        "gone",
    ];

    fn put_key(key: &OrganizationId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.value(self.external_id.as_ref().map(AsRef::as_ref))?;
        to.value(self.name.as_str())?;
        to.id_if(self.parent.as_ref().map(OrganizationId::bytes))?;
        to.value(self.depth)?;
        to.value(self.enabled)?;
        to.id_if(self.default_group.as_ref().map(GroupId::bytes))?;
        to.time(self.created_at)?;
        to.time_if(self.gone)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(OrganizationId::from_bytes)?,
            external_id: from.word_if()?,
            name: from.word()?,
            parent: from.id_if(OrganizationId::from_bytes)?,
            depth: from.get()?,
            enabled: from.get()?,
            default_group: from.id_if(GroupId::from_bytes)?,
            created_at: from.time()?,
            gone: from.time_if()?,
        })
    }
}

impl Stored for OrganizationSettings {
    const TABLE: &'static str = "setting";
    const KEY: &'static [&'static str] = &["organization_id"];
    const COLUMNS: &'static [&'static str] = &["own"];

    fn put_key(key: &OrganizationId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.json(&self.own)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            organization: from.id(OrganizationId::from_bytes)?,
            own: from.json()?,
        })
    }
}

impl Stored for Role {
    const TABLE: &'static str = "role";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "organization_id",
        "name",
        "privileges",
        "rank",
        "fixed",
        "created_at",
    ];

    fn put_key(key: &RoleId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.name.as_str())?;
        to.json(&self.privileges)?;
        to.word(&self.rank)?;
        to.value(self.fixed)?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(RoleId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            name: from.word()?,
            privileges: from.json()?,
            rank: from.word_if()?,
            fixed: from.get()?,
            created_at: from.time()?,
        })
    }
}

impl Stored for Grant {
    const TABLE: &'static str = "grant_";
    const KEY: &'static [&'static str] = &["account_id", "role_id"];
    const COLUMNS: &'static [&'static str] = &[
        "organization_id",
        "granted_by",
        "granted_at",
        "scoped",
        "privilege_group",
    ];

    fn put_key(key: &(AccountId, RoleId), to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.0.bytes())?;
        to.id(key.1.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.id_if(self.granted_by.as_ref().map(AccountId::bytes))?;
        to.time(self.granted_at)?;
        to.value(self.scoped)?;
        to.id_if(self.privilege_group.as_ref().map(PrivilegeGroupId::bytes))
    }

    /// Without its teams: they are rows of their own.
    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            account: from.id(AccountId::from_bytes)?,
            role: from.id(RoleId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            granted_by: from.id_if(AccountId::from_bytes)?,
            granted_at: from.time()?,
            scoped: from.get()?,
            teams: BTreeSet::new(),
            privilege_group: from.id_if(PrivilegeGroupId::from_bytes)?,
        })
    }
}

/// What an account holds, by role, each with its teams.
pub(crate) fn grants_of(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
) -> rusqlite::Result<Vec<Versioned<Grant>>> {
    let tail = "WHERE tenant_id = ?1 AND account_id = ?2 ORDER BY role_id";
    let mut statement = connection.prepare_cached(&select::<Grant>(tail))?;
    Binder::new(&mut statement, tenant)?.id(account.bytes())?;
    let mut grants: Vec<Versioned<Grant>> = all(&mut statement, |row| versioned(row, tenant))?;
    for grant in grants.iter_mut().filter(|grant| grant.value.scoped) {
        let mut statement = connection.prepare_cached(TEAMS_OF_GRANT)?;
        let mut to = Binder::new(&mut statement, tenant)?;
        to.id(account.bytes())?;
        to.id(grant.value.role.bytes())?;
        let teams = all(&mut statement, |row| Ok(TeamId::from_bytes(row.get(0)?)))?;
        grant.value.teams = teams.into_iter().collect();
    }
    Ok(grants)
}

const TEAMS_OF_GRANT: &str =
    "SELECT team_id FROM grant_team WHERE tenant_id = ?1 AND account_id = ?2 AND role_id = ?3";

impl Stored for PrivilegeGroup {
    const TABLE: &'static str = "privilege_group";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] =
        &["organization_id", "name", "privileges", "created_at"];

    fn put_key(key: &PrivilegeGroupId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.name.as_str())?;
        to.json(&self.privileges)?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(PrivilegeGroupId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            name: from.word()?,
            privileges: from.json()?,
            created_at: from.time()?,
        })
    }
}

impl Stored for Team {
    const TABLE: &'static str = "team";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &["organization_id", "name", "enabled", "created_at"];

    fn put_key(key: &TeamId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.name.as_str())?;
        to.value(self.enabled)?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(TeamId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            name: from.word()?,
            enabled: from.get()?,
            created_at: from.time()?,
        })
    }
}

impl Stored for Template {
    const TABLE: &'static str = "template";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "organization_id",
        "channel",
        "kind",
        "language",
        "subject",
        "body",
    ];

    fn put_key(key: &TemplateId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.channel.as_str())?;
        to.word(&self.kind)?;
        to.word(&self.language)?;
        to.value(self.subject.as_str())?;
        to.value(self.body.as_str())
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(TemplateId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            channel: from.word()?,
            kind: from.word()?,
            language: from.word()?,
            subject: from.get()?,
            body: from.get()?,
        })
    }
}

impl Stored for Pool {
    const TABLE: &'static str = "pool";
    const KEY: &'static [&'static str] = &["organization_id"];
    const COLUMNS: &'static [&'static str] = &["owned", "alerted"];

    fn put_key(key: &OrganizationId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.value(self.owned)?;
        to.value(self.alerted)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            organization: from.id(OrganizationId::from_bytes)?,
            owned: from.get()?,
            alerted: from.get()?,
        })
    }
}

impl Stored for PermissionGroup {
    const TABLE: &'static str = "permission_group";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &["organization_id", "name", "features", "created_at"];

    fn put_key(key: &GroupId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.name.as_str())?;
        to.json(&self.features)?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(GroupId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            name: from.word()?,
            features: from.json()?,
            created_at: from.time()?,
        })
    }
}

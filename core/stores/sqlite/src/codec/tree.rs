//! Rows of the tree: tenant, organizations and their settings, roles and grants, user-permission groups.

use rollbook::id::{AccountId, GroupId, OrganizationId, RoleId};
use rollbook::organization::{Organization, OrganizationSettings, Tenant};
use rollbook::permission_group::PermissionGroup;
use rollbook::role::{Grant, Role};

use super::{Binder, Columns, Stored};

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
        to.time(self.created_at)
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
    const COLUMNS: &'static [&'static str] = &["organization_id", "granted_by", "granted_at"];

    fn put_key(key: &(AccountId, RoleId), to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.0.bytes())?;
        to.id(key.1.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.id_if(self.granted_by.as_ref().map(AccountId::bytes))?;
        to.time(self.granted_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            account: from.id(AccountId::from_bytes)?,
            role: from.id(RoleId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            granted_by: from.id_if(AccountId::from_bytes)?,
            granted_at: from.time()?,
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

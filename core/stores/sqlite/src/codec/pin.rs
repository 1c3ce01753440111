//! PINs: what is known about one, and its MACs, which are rows of their own.

use std::collections::BTreeMap;

use rollbook::change::Versioned;
use rollbook::credential::keys::CodeKeyId;
use rollbook::id::{AccountId, OrganizationId, TenantId};
use rollbook::pin::{Pin, PinMac};
use rusqlite::Connection;

use super::account::{put_attempts, take_attempts};
use super::{Binder, Columns, Stored, all, find, one};

impl Stored for Pin {
    const TABLE: &'static str = "pin";
    const KEY: &'static [&'static str] = &["account_id"];
    const COLUMNS: &'static [&'static str] = &[
        "organization_id",
        "digits",
        "attempt_count",
        "attempt_last_at",
        "locked_until",
        "attempt_budget",
        "attempt_budget_since",
        "created_at",
    ];

    fn put_key(key: &AccountId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.digits)?;
        put_attempts(&self.attempts, to)?;
        to.time(self.created_at)
    }

    /// Without its MACs.
    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            account: from.id(AccountId::from_bytes)?,
            organization: from.id(OrganizationId::from_bytes)?,
            digits: from.get()?,
            macs: BTreeMap::new(),
            attempts: take_attempts(from)?,
            created_at: from.time()?,
        })
    }
}

/// The PIN of an account with its MACs.
pub(crate) fn find_pin(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
) -> rusqlite::Result<Option<Versioned<Pin>>> {
    let mut found = find::<Pin>(connection, tenant, &account)?;
    if let Some(pin) = &mut found {
        let mut statement = connection.prepare_cached(MACS)?;
        Binder::new(&mut statement, tenant)?.id(account.bytes())?;
        let macs = all(&mut statement, |row| {
            let mut from = Columns::new(row, tenant, 0);
            Ok((CodeKeyId::from_bytes(from.get()?), PinMac(from.get()?)))
        })?;
        pin.value.macs = macs.into_iter().collect();
    }
    Ok(found)
}

/// Whose PIN this is.
pub(crate) fn holder_of(
    connection: &Connection,
    tenant: TenantId,
    organization: OrganizationId,
    key: CodeKeyId,
    mac: PinMac,
) -> rusqlite::Result<Option<AccountId>> {
    let mut statement = connection.prepare_cached(HOLDER)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    put_mac(organization, key, mac, &mut to)?;
    one(&mut statement, |row| {
        Columns::new(row, tenant, 0).id(AccountId::from_bytes)
    })
}

/// After the tenant.
pub(crate) fn put_mac(
    organization: OrganizationId,
    key: CodeKeyId,
    mac: PinMac,
    to: &mut Binder<'_, '_>,
) -> rusqlite::Result<()> {
    to.id(organization.bytes())?;
    to.value(key.bytes().as_slice())?;
    to.id(&mac.0)
}

pub(crate) const MACS: &str =
    "SELECT key_id, mac FROM pin_mac WHERE tenant_id = ?1 AND account_id = ?2";

pub(crate) const HOLDER: &str = "SELECT account_id FROM pin_mac WHERE tenant_id = ?1 AND organization_id = ?2 \
     AND key_id = ?3 AND mac = ?4";

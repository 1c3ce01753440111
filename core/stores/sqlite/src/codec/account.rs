//! Rows of people: accounts with their lines and teams, identities, counters of attempts.

use std::collections::BTreeSet;

use rollbook::account::{Account, Consent, Device, Enabled, Line, LineFeatures, Name, Onboarding};
use rollbook::change::{AttemptEntry, Canonical, IdentityEntry, Subject, Versioned};
use rollbook::e164::E164;
use rollbook::id::{AccountId, GroupId, OrganizationId, TeamId, TenantId};
use rollbook::invitation::attempts::Attempts;
use rusqlite::{Connection, Row};

use super::{Binder, Columns, Stored, all, find, unreadable};

impl Stored for Account {
    const TABLE: &'static str = "account";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "organization_id",
        "access",
        "one_name",
        "first_name",
        "last_name",
        "identity",
        "identity_typed",
        "notification_address",
        "applications",
        "language",
        "extension",
        "line_count",
        "device_number",
        "device_key",
        "device_bound_at",
        "device_activations",
        "enabled",
        "suspended_by_system",
        "suspended_reason",
        "onboarding",
        "consent_at",
        "consent_note",
        "opted_out_at",
        "attributes",
        "administrator",
        "created_at",
        "created_by",
    ];

    fn put_key(key: &AccountId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.organization.bytes())?;
        to.value(self.access.as_str())?;
        put_name(&self.name, to)?;
        let canonical = self.identity.as_ref().map(|identity| identity.canonical());
        to.value(canonical.map(|canonical| canonical.to_string()))?;
        to.json_if(self.identity.as_ref())?;
        to.json_if(self.notification_address.as_ref())?;
        to.json(&self.applications)?;
        to.word(&self.language)?;
        to.value(self.extension.as_deref())?;
        to.count(self.lines.len() as u64)?;
        let device = self.device.as_ref();
        to.value(device.map(|device| device.number.as_i64()))?;
        to.value(device.and_then(|device| device.key.as_deref()))?;
        to.time_if(device.map(|device| device.bound_at))?;
        to.value(device.map(|device| device.activations))?;
        put_enabled(&self.enabled, to)?;
        to.value(onboarding(self.onboarding))?;
        let consent = self.consent.as_ref();
        to.time_if(consent.map(|consent| consent.at))?;
        let note = consent.and_then(|consent| consent.note.as_ref());
        to.value(note.map(|note| note.as_str()))?;
        to.time_if(self.opted_out_at)?;
        to.json(&self.attributes)?;
        to.value(self.administrator)?;
        to.time(self.created_at)?;
        to.id_if(self.created_by.as_ref().map(AccountId::bytes))
    }

    /// Without its lines and its teams: they are rows of their own.
    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        let id = from.id(AccountId::from_bytes)?;
        let organization = from.id(OrganizationId::from_bytes)?;
        let access = from.word()?;
        let name = take_name(from)?;
        let _: Option<String> = from.get()?;
        let identity = from.json_if()?;
        let notification_address = from.json_if()?;
        let applications = from.json()?;
        let language = from.word_if()?;
        let extension = from.get()?;
        let lines = from.count()?;
        Ok(Self {
            id,
            organization,
            access,
            name,
            identity,
            notification_address,
            applications,
            language,
            extension,
            lines: Vec::with_capacity(usize::try_from(lines).unwrap_or(0).min(8)),
            device: take_device(from)?,
            enabled: take_enabled(from)?,
            onboarding: from.word()?,
            teams: BTreeSet::new(),
            consent: take_consent(from)?,
            opted_out_at: from.time_if()?,
            attributes: from.json()?,
            administrator: from.get()?,
            created_at: from.time()?,
            created_by: from.id_if(AccountId::from_bytes)?,
        })
    }
}

/// The word of a place of onboarding, as columns and statements have it.
pub(crate) const fn onboarding(onboarding: Onboarding) -> &'static str {
    match onboarding {
        Onboarding::NotApplicable => "not_applicable",
        Onboarding::NotInvited => "not_invited",
        Onboarding::Invited => "invited",
        Onboarding::InvitationFailed => "invitation_failed",
        Onboarding::Activated => "activated",
    }
}

fn put_name(name: &Name, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
    let (one, first, last) = match name {
        Name::One(one) => (Some(one), None, None),
        Name::Two { first, last } => (None, first.as_ref(), last.as_ref()),
    };
    for part in [one, first, last] {
        to.value(part.map(|part| part.as_str()))?;
    }
    Ok(())
}

fn take_name(from: &mut Columns<'_, '_>) -> rusqlite::Result<Name> {
    let (one, first, last) = (from.word_if()?, from.word_if()?, from.word_if()?);
    Ok(match one {
        Some(one) => Name::One(one),
        None => Name::Two { first, last },
    })
}

fn take_device(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<Device>> {
    let number: Option<i64> = from.get()?;
    let key = from.get()?;
    let bound_at = from.time_if()?;
    let activations: Option<u32> = from.get()?;
    Ok(match (number, bound_at, activations) {
        (Some(number), Some(bound_at), Some(activations)) => Some(Device {
            number: e164(number)?,
            key,
            bound_at,
            activations,
        }),
        _ => None,
    })
}

fn take_consent(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<Consent>> {
    let at = from.time_if()?;
    let note = from.word_if()?;
    Ok(at.map(|at| Consent { at, note }))
}

fn put_enabled(enabled: &Enabled, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
    let (word, by_system, reason) = match enabled {
        Enabled::Enabled => ("enabled", None, None),
        Enabled::Suspended { by_system, reason } => {
            ("suspended", Some(*by_system), reason.as_ref())
        }
        Enabled::OptedOut => ("opted_out", None, None),
        Enabled::Deleted => ("deleted", None, None),
    };
    to.value(word)?;
    to.value(by_system)?;
    to.value(reason.map(|reason| reason.as_str()))
}

fn take_enabled(from: &mut Columns<'_, '_>) -> rusqlite::Result<Enabled> {
    let word: String = from.get()?;
    let by_system: Option<bool> = from.get()?;
    let reason = from.word_if()?;
    match (word.as_str(), by_system) {
        ("enabled", _) => Ok(Enabled::Enabled),
        ("suspended", Some(by_system)) => Ok(Enabled::Suspended { by_system, reason }),
        ("opted_out", _) => Ok(Enabled::OptedOut),
        ("deleted", _) => Ok(Enabled::Deleted),
        _ => Err(unreadable(0)),
    }
}

/// A number as columns keep it.
pub(crate) fn e164(stored: i64) -> rusqlite::Result<E164> {
    u64::try_from(stored)
        .ok()
        .and_then(|digits| E164::from_digits(digits).ok())
        .ok_or_else(|| unreadable(0))
}

/// An account with its lines and its teams.
pub(crate) fn find_account(
    connection: &Connection,
    tenant: TenantId,
    id: AccountId,
) -> rusqlite::Result<Option<Versioned<Account>>> {
    let mut found = find::<Account>(connection, tenant, &id)?;
    if let Some(account) = &mut found {
        account.value.lines = lines_of(connection, tenant, id)?;
        account.value.teams = teams_of(connection, tenant, id)?;
    }
    Ok(found)
}

/// The lines of an account, in their order.
pub(crate) fn lines_of(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
) -> rusqlite::Result<Vec<Line>> {
    let mut statement = connection.prepare_cached(
        "SELECT group_id, social_messaging, restrict_incoming_social_messaging, monitor_calls, monitor_sms,
                forwarding_number
         FROM line WHERE tenant_id = ?1 AND account_id = ?2 ORDER BY line",
    )?;
    Binder::new(&mut statement, tenant)?.id(account.bytes())?;
    all(&mut statement, |row| take_line(row, tenant))
}

/// The teams of an account.
pub(crate) fn teams_of(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
) -> rusqlite::Result<BTreeSet<TeamId>> {
    let mut statement = connection.prepare_cached(
        "SELECT team_id FROM account_team WHERE tenant_id = ?1 AND account_id = ?2",
    )?;
    Binder::new(&mut statement, tenant)?.id(account.bytes())?;
    let teams = all(&mut statement, |row| Ok(TeamId::from_bytes(row.get(0)?)))?;
    Ok(teams.into_iter().collect())
}

fn take_line(row: &Row<'_>, tenant: TenantId) -> rusqlite::Result<Line> {
    let mut from = Columns::new(row, tenant, 0);
    Ok(Line {
        group: from.id_if(GroupId::from_bytes)?,
        features: LineFeatures {
            social_messaging: from.get()?,
            restrict_incoming_social_messaging: from.get()?,
            monitor_calls: from.get()?,
            monitor_sms: from.get()?,
        },
        forwarding_number: from.get()?,
    })
}

/// Writes one line of an account, new or in place.
pub(crate) const PUT_LINE: &str = "INSERT INTO line (tenant_id, account_id, line, group_id, social_messaging, \
     restrict_incoming_social_messaging, monitor_calls, monitor_sms, forwarding_number) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
     ON CONFLICT (tenant_id, account_id, line) DO UPDATE SET group_id = ?4, social_messaging = ?5, \
     restrict_incoming_social_messaging = ?6, monitor_calls = ?7, monitor_sms = ?8, forwarding_number = ?9";

/// After [`PUT_LINE`]'s tenant, account and place.
pub(crate) fn put_line(line: &Line, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
    to.id_if(line.group.as_ref().map(GroupId::bytes))?;
    to.value(line.features.social_messaging)?;
    to.value(line.features.restrict_incoming_social_messaging)?;
    to.value(line.features.monitor_calls)?;
    to.value(line.features.monitor_sms)?;
    to.value(line.forwarding_number.as_deref())
}

impl Stored for IdentityEntry {
    const TABLE: &'static str = "identity";
    const KEY: &'static [&'static str] = &["canonical", "scope"];
    const COLUMNS: &'static [&'static str] = &["account_id"];

    fn put_key(key: &(Canonical, OrganizationId), to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.value(key.0.as_str())?;
        to.id(key.1.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.account.bytes())
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            canonical: Canonical::new(from.get::<String>()?),
            scope: from.id(OrganizationId::from_bytes)?,
            account: from.id(AccountId::from_bytes)?,
        })
    }
}

impl Stored for AttemptEntry {
    const TABLE: &'static str = "attempt";
    const KEY: &'static [&'static str] = &["subject"];
    const COLUMNS: &'static [&'static str] = &[
        "attempt_count",
        "attempt_last_at",
        "locked_until",
        "attempt_budget",
        "attempt_budget_since",
    ];

    fn put_key(key: &Subject, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(&key.0)
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        put_attempts(&self.attempts, to)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            subject: Subject(from.get()?),
            attempts: take_attempts(from)?,
        })
    }
}

pub(crate) fn put_attempts(attempts: &Attempts, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
    to.value(attempts.count)?;
    to.time_if(attempts.last_at)?;
    to.time_if(attempts.locked_until)?;
    to.value(attempts.budget)?;
    to.time_if(attempts.budget_since)
}

pub(crate) fn take_attempts(from: &mut Columns<'_, '_>) -> rusqlite::Result<Attempts> {
    Ok(Attempts {
        count: from.get()?,
        last_at: from.time_if()?,
        locked_until: from.time_if()?,
        budget: from.get()?,
        budget_since: from.time_if()?,
    })
}

//! Numbers: what one is stands in `number` and `number_tag`; being in `number_free` is being Available, never cooled
//! and not golden; every other state is a row of `number_use`. The version is the sum of both rows' versions, so that
//! a claim leaves `number` alone.

use std::collections::BTreeSet;

use rollbook::change::{Version, Versioned};
use rollbook::e164::E164;
use rollbook::id::{AccountId, OrganizationId, TenantId};
use rollbook::number::{Capabilities, LineKey, Number, NumberState, Reservation};
use rollbook::text::Tag;
use rusqlite::{Connection, Row};

use super::account::e164;
use super::{Binder, Columns, one, unreadable};

/// A number with its state and tags, for `n` in `number` and `u` in `number_use`.
pub(crate) const SELECT: &str = "SELECT n.version, u.version, n.e164, n.owner_id, n.ported, n.golden, n.voice, n.sms, \
     u.state, u.account_id, u.line, u.hold_tag, u.hold_reason, u.hold_note, u.hold_notified, u.forward_to, u.until, u.cooling_until, \
     (SELECT json_group_array(t.tag) FROM number_tag t WHERE t.tenant_id = n.tenant_id AND t.e164 = n.e164) \
     FROM number n LEFT JOIN number_use u ON u.tenant_id = n.tenant_id AND u.e164 = n.e164 ";

/// The same of one number.
pub(crate) fn select_one() -> String {
    format!("{SELECT} WHERE n.tenant_id = ?1 AND n.e164 = ?2")
}

/// A number as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredNumber {
    /// The version of the row in `number`.
    pub(crate) base: u64,
    /// The version of the row in `number_use`, if there is one.
    pub(crate) used: Option<u64>,
    pub(crate) number: Number,
}

impl StoredNumber {
    pub(crate) fn version(&self) -> Version {
        Version(self.base + self.used.unwrap_or(0))
    }

    pub(crate) fn versioned(self) -> Versioned<Number> {
        Versioned {
            version: self.version(),
            value: self.number,
        }
    }
}

/// Where the state of a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In `number_free`.
    Free,
    /// Nowhere: Available, never cooled, golden.
    Nowhere,
    /// In `number_use`.
    Use,
}

impl Home {
    pub(crate) fn of(number: &Number) -> Self {
        match (&number.state, number.cooling_until, number.golden) {
            (NumberState::Available, None, false) => Self::Free,
            (NumberState::Available, None, true) => Self::Nowhere,
            _ => Self::Use,
        }
    }
}

pub(crate) fn find_number(
    connection: &Connection,
    tenant: TenantId,
    number: E164,
) -> rusqlite::Result<Option<StoredNumber>> {
    let mut statement = connection.prepare_cached(&select_one())?;
    Binder::new(&mut statement, tenant)?.value(number.as_i64())?;
    one(&mut statement, |row| take_number(row, tenant))
}

/// A row of [`SELECT`].
pub(crate) fn take_number(row: &Row<'_>, tenant: TenantId) -> rusqlite::Result<StoredNumber> {
    let mut from = Columns::new(row, tenant, 0);
    let base = from.count()?;
    let used: Option<i64> = from.get()?;
    let number = Number {
        e164: e164(from.get()?)?,
        owner: from.id(OrganizationId::from_bytes)?,
        ported: from.get()?,
        golden: from.get()?,
        capabilities: Capabilities {
            voice: from.get()?,
            sms: from.get()?,
        },
        state: take_state(&mut from)?,
        cooling_until: from.time_if()?,
        tags: from.json::<BTreeSet<Tag>>()?,
    };
    Ok(StoredNumber {
        base,
        used: used.map(i64::unsigned_abs),
        number,
    })
}

fn take_state(from: &mut Columns<'_, '_>) -> rusqlite::Result<NumberState> {
    let word: Option<String> = from.get()?;
    let account = from.id_if(AccountId::from_bytes)?;
    let line: Option<u8> = from.get()?;
    let tag = from.word_if()?;
    let reason = from.word_if()?;
    let note = from.word_if()?;
    let notified: Option<bool> = from.get()?;
    let to: Option<String> = from.get()?;
    let until = from.time_if()?;
    let line = account
        .zip(line)
        .map(|(account, line)| LineKey { account, line });
    match (word.as_deref().unwrap_or("available"), line, reason, to) {
        ("available", ..) => Ok(NumberState::Available),
        ("assigned", Some(line), ..) => Ok(NumberState::Assigned(line)),
        ("registered", Some(line), ..) => Ok(NumberState::Registered(line)),
        ("reserved", _, Some(reason), _) => Ok(NumberState::Reserved(Reservation {
            tag,
            until,
            reason,
            note,
            notified: notified.unwrap_or(false),
        })),
        ("forwarding", _, _, Some(to)) => Ok(NumberState::Forwarding { to, until }),
        _ => Err(unreadable(0)),
    }
}

/// Writes the state of a number that is in `number_use` from now on, new or in place.
pub(crate) const PUT_USE: &str = "INSERT INTO number_use (tenant_id, e164, version, owner_id, state, account_id, line, \
     hold_tag, hold_reason, hold_note, hold_notified, forward_to, until, cooling_until, free_from) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// After [`PUT_USE`]'s tenant.
pub(crate) fn put_use(
    number: &Number,
    version: u64,
    to: &mut Binder<'_, '_>,
) -> rusqlite::Result<()> {
    let line = number.line();
    let (word, hold, forward, until) = match &number.state {
        NumberState::Available => ("available", None, None, None),
        NumberState::Assigned(_) => ("assigned", None, None, None),
        NumberState::Registered(_) => ("registered", None, None, None),
        NumberState::Reserved(hold) => ("reserved", Some(hold), None, hold.until),
        NumberState::Forwarding { to, until } => ("forwarding", None, Some(to.as_str()), *until),
    };
    to.value(number.e164.as_i64())?;
    to.count(version)?;
    to.id(number.owner.bytes())?;
    to.value(word)?;
    to.id_if(line.as_ref().map(|line| line.account.bytes()))?;
    to.value(line.map(|line| line.line))?;
    to.value(hold.and_then(|hold| hold.tag.as_ref()).map(Tag::as_str))?;
    match hold {
        Some(hold) => to.word(&hold.reason)?,
        None => to.value(rusqlite::types::Null)?,
    }
    to.value(
        hold.and_then(|hold| hold.note.as_ref())
            .map(|note| note.as_str()),
    )?;
    to.value(hold.map(|hold| hold.notified))?;
    to.value(forward)?;
    to.time_if(until)?;
    to.time_if(number.cooling_until)?;
    // Golden numbers are never chosen out of a pool: by tag they are found without this.
    to.time_if(number.freed_from().filter(|_| !number.golden))
}

//! Making PINs: drawn, never chosen; none that is guessed first, none that another account of the organization has.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{Account, Enabled};
use crate::change::{ChangeSet, CountedSet, EntityKey, Limit, Put, UniqueKey, Versioned};
use crate::command::Context;
use crate::command::account::list::AccountItem;
use crate::command::guard::{Acting, Seen};
use crate::command::limit::add_limits;
use crate::credential::derive::pin_mac;
use crate::credential::keys::CodeKeyId;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, OrganizationId};
use crate::invitation::attempts::Attempts;
use crate::number::Number;
use crate::pin::{Known, Pin, PinMac, PinText, digits_needed, draw, enough_for, is_guessable};
use crate::role::AccountAction;
use crate::settings::{AccessKind, PinLogin, Settings};
use crate::snapshot::Snapshot;

/// Candidates drawn for one PIN before giving up. With a thousandth of all PINs free one is found.
const CANDIDATES: u64 = 20_000;

/// What became of one account of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PinItem {
    /// The account.
    pub account: AccountId,
    /// Whether a PIN was made: not if it had one already and kept it.
    pub changed: bool,
    /// How many digits its PIN has.
    pub digits: Option<u8>,
    /// The PIN, in the first answer only: neither recorded nor shown again. Lost means reset.
    #[serde(skip)]
    pub pin: Option<PinText>,
    /// Why it failed: the code.
    pub error: Option<String>,
    /// The details of that error.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, serde_json::Value>,
}

impl PinItem {
    /// The items of a list with the PINs made for it; `kept` has the digits of those that stay.
    pub(super) fn list(
        items: Vec<AccountItem>,
        made: &Made,
        kept: &BTreeMap<AccountId, u8>,
    ) -> Vec<Self> {
        let item = |item: AccountItem| {
            let new = made.get(&item.account);
            let digits = new.map(|(digits, _)| *digits);
            Self {
                account: item.account,
                changed: item.changed,
                digits: digits.or_else(|| kept.get(&item.account).copied()),
                pin: new.map(|(_, pin)| pin.clone()),
                error: item.error,
                details: item.details,
            }
        };
        items.into_iter().map(item).collect()
    }
}

/// PINs made, with their digits.
pub(in crate::command) type Made = BTreeMap<AccountId, (u8, PinText)>;

/// An account that gets a PIN.
#[derive(Debug)]
pub(in crate::command) struct Wanted<'s> {
    /// The account.
    pub account: &'s Account,
    /// The PIN that it has.
    pub before: Option<&'s Versioned<Pin>>,
    /// What is in force in its organization.
    pub settings: &'s Settings,
}

/// The PIN of an account, if it is good there: one made in another organization is void.
pub(in crate::command) fn pin_of<'s>(
    snapshot: &'s Snapshot,
    account: &Account,
) -> Option<&'s Versioned<Pin>> {
    let found = snapshot.pins.get(&account.id)?;
    (found.value.organization == account.organization).then_some(found)
}

/// Refuses an account whose PIN cannot be made now. The commit relies on what was seen.
///
/// # Errors
/// `not_found`, `privilege_missing`, `rank_too_low`; `option_not_available` for people with a portal, who sign in there;
/// `organization_disabled`; `account_suspended`, `account_opted_out`.
pub(super) fn check<'s>(
    acting: &Acting<'s>,
    snapshot: &'s Snapshot,
    id: AccountId,
    changes: &mut ChangeSet,
) -> Result<(&'s Versioned<Account>, Seen<'s>), Error> {
    let (found, seen) = acting.account(id, AccountAction::Pin)?;
    let account = &found.value;
    if account.access == AccessKind::Portal {
        return Err(Error::new(ErrorCode::OptionNotAvailable)
            .with("option", "pin")
            .with("setting", "access"));
    }
    seen.require_active(snapshot)?;
    match &account.enabled {
        Enabled::Enabled => {}
        Enabled::Suspended { by_system, .. } => {
            let cause = if *by_system {
                "system"
            } else {
                "administrator"
            };
            return Err(Error::new(ErrorCode::AccountSuspended).with("cause", cause));
        }
        Enabled::OptedOut => return Err(Error::new(ErrorCode::AccountOptedOut)),
        Enabled::Deleted => return Err(Error::not_found("account")),
    }
    changes.expect(EntityKey::Account(id), Some(found.version));
    seen.expect_in(changes, snapshot);
    Ok((found, seen))
}

/// Makes a PIN for each account, appends them with their events, and bounds how many of that length may be.
///
/// # Errors
/// `keys_missing`; `store_busy` if nearly all PINs of the length are taken.
pub(in crate::command) fn make(
    cx: &Context<'_>,
    acting: &Acting<'_>,
    snapshot: &Snapshot,
    wanted: &[Wanted<'_>],
    changes: &mut ChangeSet,
) -> Result<Made, Error> {
    let mut made = Made::new();
    if wanted.is_empty() {
        return Ok(made);
    }
    // Nothing new is made where no key is active.
    cx.keys.codes()?.active()?;
    let digits = digits_by_organization(cx, wanted, changes);
    let numbers = numbers_by_account(snapshot);
    let mut used: BTreeSet<UniqueKey> = BTreeSet::new();
    for (place, wanted) in (0_u64..).zip(wanted) {
        let account = wanted.account;
        let digits = digits
            .get(&account.organization)
            .copied()
            .unwrap_or_default();
        let known = Known {
            extension: account.extension.as_deref(),
            numbers: numbers.get(&account.id).map_or(&[], Vec::as_slice),
        };
        let (text, macs) = pick(cx, account.organization, digits, known, place, &mut used)?;
        let digits = u8::try_from(digits).unwrap_or(u8::MAX);
        let pin = Pin {
            account: account.id,
            organization: account.organization,
            digits,
            macs,
            attempts: Attempts::default(),
            created_at: cx.now,
        };
        let name = match wanted.before {
            Some(before) if before.value.organization == account.organization => {
                EventName::PinReset
            }
            _ => EventName::PinCreated,
        };
        changes.pins.push(match wanted.before {
            Some(before) => Put::Replace(before.version, pin),
            None => Put::Insert(pin),
        });
        record(acting, name, account, [("digits", json!(digits))], changes);
        made.insert(account.id, (digits, text));
    }
    Ok(made)
}

/// The event of a PIN.
pub(super) fn record(
    acting: &Acting<'_>,
    name: EventName,
    account: &Account,
    data: impl IntoIterator<Item = (&'static str, serde_json::Value)>,
    changes: &mut ChangeSet,
) {
    let subjects = [account.id.to_string(), account.organization.to_string()];
    changes.record(acting.account, name, subjects, data);
}

/// How long new PINs are in each organization. Where they stand alone, the commit counts whether they are too many for
/// that length; if so, the next attempt knows and takes more digits.
fn digits_by_organization(
    cx: &Context<'_>,
    wanted: &[Wanted<'_>],
    changes: &mut ChangeSet,
) -> BTreeMap<OrganizationId, u32> {
    let mut all: BTreeMap<OrganizationId, (u32, &Settings)> = BTreeMap::new();
    for wanted in wanted {
        let organization = wanted.account.organization;
        let (adds, _) = all.entry(organization).or_insert((0, wanted.settings));
        // A PIN made elsewhere counts there.
        let counts = wanted
            .before
            .is_some_and(|before| before.value.organization == organization);
        *adds += u32::from(!counts);
    }
    let mut digits = BTreeMap::new();
    for (organization, (adds, settings)) in all {
        let counted = cx
            .present
            .iter()
            .find(|it| it.organization == organization && it.set == CountedSet::Pins);
        let people = counted.map_or(0, |it| it.people).saturating_add(adds);
        let needed = digits_needed(settings.pin_digits, settings.pin_login, people);
        digits.insert(organization, needed);
        if settings.pin_login == PinLogin::PinOnly {
            let limit = Limit {
                organization,
                set: CountedSet::Pins,
                at_most: u32::try_from(enough_for(needed)).unwrap_or(u32::MAX),
                adds,
            };
            add_limits(changes, vec![limit]);
        }
    }
    digits
}

/// The digits of the numbers on the lines of each account that was read.
fn numbers_by_account(snapshot: &Snapshot) -> BTreeMap<AccountId, Vec<String>> {
    let mut numbers: BTreeMap<AccountId, Vec<String>> = BTreeMap::new();
    let digits = |number: &Number| number.e164.to_string().trim_start_matches('+').to_owned();
    for number in snapshot.numbers.values().map(|found| &found.value) {
        if let Some(line) = number.line() {
            numbers
                .entry(line.account)
                .or_default()
                .push(digits(number));
        }
    }
    numbers
}

/// The first candidate that nobody would guess first, that is no other of this command, and that no commit before found
/// taken.
fn pick(
    cx: &Context<'_>,
    organization: OrganizationId,
    digits: u32,
    known: Known<'_>,
    place: u64,
    used: &mut BTreeSet<UniqueKey>,
) -> Result<(PinText, BTreeMap<CodeKeyId, PinMac>), Error> {
    for candidate in 0..CANDIDATES {
        let pin = draw(&cx.stream, (place << 32) | candidate, digits);
        if is_guessable(pin.expose(), known) {
            continue;
        }
        let macs = macs(cx, organization, &pin)?;
        let unique: Vec<UniqueKey> = macs
            .iter()
            .map(|(key, mac)| UniqueKey::Pin(organization, *key, *mac))
            .collect();
        if unique
            .iter()
            .any(|key| used.contains(key) || cx.taken.contains(key))
        {
            continue;
        }
        used.extend(unique);
        return Ok((pin, macs));
    }
    Err(Error::new(ErrorCode::StoreBusy))
}

/// The MACs of a PIN under every key that is live, so that it stays unique while keys change.
///
/// # Errors
/// `keys_missing`.
pub(super) fn macs(
    cx: &Context<'_>,
    organization: OrganizationId,
    pin: &PinText,
) -> Result<BTreeMap<CodeKeyId, PinMac>, Error> {
    let deployment = cx.keys.deployment()?;
    let of = |key: &crate::credential::CodeKey| {
        let mac = pin_mac(key, deployment, cx.tenant, organization, pin.expose());
        (key.id(), PinMac(mac))
    };
    Ok(cx.keys.codes()?.live().map(of).collect())
}

//! What commands on the inventory have in common.

use std::collections::BTreeSet;

use crate::change::{ChangeSet, Put, Versioned};
use crate::command::guard::{Acting, Seen};
use crate::command::refusals::Refusals;
use crate::contact::phone::inventory_number;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::id::OrganizationId;
use crate::limits::NUMBER_ITEMS;
use crate::number::pool::Pool;
use crate::number::{Number, ReservationReason};
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::time::Duration;

/// Refuses a list of more than 5,000.
///
/// # Errors
/// `too_many_items`.
pub(super) fn check_size(got: usize) -> Result<(), Error> {
    if got > NUMBER_ITEMS {
        return Err(Error::new(ErrorCode::TooManyItems)
            .with("max", NUMBER_ITEMS)
            .with("got", got));
    }
    Ok(())
}

/// A number of an inventory as typed: E.164 form with a known country code.
///
/// # Errors
/// `number_invalid` with its place.
pub(in crate::command) fn number(text: &str, index: usize) -> Result<E164, Error> {
    let invalid = || Error::new(ErrorCode::NumberInvalid).with("index", index);
    inventory_number(text)
        .map(|reading| reading.value)
        .map_err(|_| invalid())
}

/// A list of numbers by name, none twice.
///
/// # Errors
/// `too_many_items`; `number_invalid` with the place of the first that is none, or is there before; all of them are in
/// its detail `refusals`.
pub(super) fn numbers<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<E164>, Error> {
    let mut refusals = Refusals::default();
    let numbers = read_numbers(texts, &mut refusals);
    check_size(numbers.len())?;
    refusals.finish()?;
    Ok(numbers)
}

/// The numbers of a list that are some; the others are refused.
pub(super) fn read_numbers<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    refusals: &mut Refusals,
) -> Vec<E164> {
    let mut known = BTreeSet::new();
    let mut numbers = Vec::new();
    for (index, text) in texts.into_iter().enumerate() {
        match number(text, index) {
            Ok(number) if known.insert(number) => numbers.push(number),
            Ok(_) => {
                refusals.refuse(Error::new(ErrorCode::NumberInvalid).with("index", index));
            }
            Err(error) => refusals.refuse(error),
        }
    }
    numbers
}

/// Refuses if numbers are in use.
///
/// # Errors
/// `number_in_use`{count}.
pub(super) fn in_use(count: u32) -> Result<(), Error> {
    match count {
        0 => Ok(()),
        count => Err(Error::new(ErrorCode::NumberInUse).with("count", count)),
    }
}

/// A number of the organization's own pool; none if it is in no pool that the actor sees.
///
/// # Errors
/// `number_other_organization` for one of another pool.
pub(super) fn of_pool<'s>(
    number: E164,
    index: usize,
    seen: &Seen<'_>,
    acting: &Acting<'_>,
    snapshot: &'s Snapshot,
) -> Result<Option<&'s Versioned<Number>>, Error> {
    let Some(found) = snapshot.numbers.get(&number) else {
        return Ok(None);
    };
    let owner = found.value.owner;
    if owner == seen.id() {
        Ok(Some(found))
    } else if seen.path.contains(&owner) || acting.organization(owner).is_ok() {
        Err(Error::new(ErrorCode::NumberOtherOrganization).with("index", index))
    } else {
        Ok(None)
    }
}

/// A number of the organization's own pool.
///
/// # Errors
/// `not_found`; `number_other_organization` for one that the organization can use but does not own.
pub(super) fn owned<'s>(
    number: E164,
    index: usize,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<Number>, Error> {
    let found = snapshot
        .numbers
        .get(&number)
        .filter(|found| seen.path.contains(&found.value.owner))
        .ok_or_else(|| Error::not_found("number").with("index", index))?;
    if found.value.owner == seen.id() {
        Ok(found)
    } else {
        Err(Error::new(ErrorCode::NumberOtherOrganization).with("index", index))
    }
}

/// The period of a reason in the settings, which may be another for ported numbers.
pub(in crate::command) fn days(
    settings: &Settings,
    reason: ReservationReason,
    ported: bool,
) -> Option<Duration> {
    let days = match (reason, ported) {
        (ReservationReason::Manual, false) => settings.reservation_days_manual,
        (ReservationReason::Manual, true) => settings.reservation_days_ported_manual,
        (ReservationReason::Expired, false) => settings.reservation_days_expired,
        (ReservationReason::Expired, true) => settings.reservation_days_ported_expired,
        (ReservationReason::Terminated, false) => settings.reservation_days_terminated,
        (ReservationReason::Terminated, true) => settings.reservation_days_ported_terminated,
        (ReservationReason::Swapped, false) => settings.reservation_days_swapped,
        (ReservationReason::Swapped, true) => settings.reservation_days_ported_swapped,
    };
    days.map(|days| Duration::days(days.into()))
}

/// Lets a pool own so many numbers more, or fewer (N-19). The pool must be in the plan; one that was never written owns
/// none.
pub(in crate::command) fn resize(
    pool: OrganizationId,
    by: i64,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) {
    if by == 0 {
        return;
    }
    let found = snapshot.pools.get(&pool);
    let owned = found.map_or(0, |found| i64::from(found.value.owned));
    let owned = u32::try_from(owned.saturating_add(by).max(0)).unwrap_or(u32::MAX);
    changes.pools.push(match found {
        None => Put::Insert(Pool {
            organization: pool,
            owned,
            alerted: false,
        }),
        Some(found) => {
            let mut value = found.value.clone();
            value.owned = owned;
            Put::Replace(found.version, value)
        }
    });
}

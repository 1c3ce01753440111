//! What commands on the inventory have in common.

use std::collections::BTreeSet;

use crate::change::Versioned;
use crate::command::guard::Seen;
use crate::command::refusals::Refusals;
use crate::contact::phone::inventory_number;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::limits::NUMBER_ITEMS;
use crate::number::Number;
use crate::snapshot::Snapshot;

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

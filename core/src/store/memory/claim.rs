//! Which numbers a claim takes and a probe sees (contract clauses 6 and 7).

use std::collections::BTreeSet;

use super::rows::Rows;
use crate::change::Claim;
use crate::e164::E164;
use crate::id::OrganizationId;
use crate::number::selector::{NumberSelector, Owners, Pick, Spread};
use crate::number::{Number, NumberState, StateNow};
use crate::snapshot::Bound;
use crate::store::Short;
use crate::text::Tag;
use crate::time::Timestamp;

/// Binds the claims in their order, each seeing what those before it took.
///
/// # Errors
/// Every claim that found too few; nothing is bound then.
pub(super) fn choose(
    rows: &Rows,
    claims: &[Claim],
    at: Timestamp,
) -> Result<Vec<Bound>, Vec<Short>> {
    let mut taken = BTreeSet::new();
    let mut bound = Vec::new();
    let mut short = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let wanted = claim.bind.quantity();
        let chosen: Vec<E164> = candidates(rows, &claim.selector, claim.start, at)
            // No number twice: what an earlier claim of this change set took is free no more.
            .filter(|number| !taken.contains(number))
            .take(wanted as usize)
            .collect();
        taken.extend(chosen.iter().copied());
        let got = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        if got < wanted {
            short.push(Short {
                claim: index,
                wanted,
                got,
            });
        }
        let lines = claim.bind.lines().iter().map(|line| Some(*line));
        let lines = lines.chain(std::iter::repeat(None));
        bound.extend(chosen.into_iter().zip(lines).map(|(number, line)| Bound {
            claim: index,
            number,
            line,
        }));
    }
    if short.is_empty() {
        Ok(bound)
    } else {
        Err(short)
    }
}

/// The numbers that a selector means, in the order in which they are taken.
pub(super) fn candidates<'a>(
    rows: &'a Rows,
    selector: &'a NumberSelector,
    start: Spread,
    at: Timestamp,
) -> impl Iterator<Item = E164> + 'a {
    owners(rows, &selector.owners)
        .into_iter()
        .flat_map(move |owner| arms(rows, owner, &selector.pick, start, at))
}

/// Owners nearest first; none if the organization or the account is not there.
fn owners(rows: &Rows, owners: &Owners) -> Vec<OrganizationId> {
    match owners {
        Owners::Of(organization) => vec![*organization],
        Owners::UsableBy(organization) => rows.upwards(*organization),
        Owners::UsableByAccount(account) => rows
            .accounts
            .value(account)
            .map(|account| rows.upwards(account.organization))
            .unwrap_or_default(),
    }
}

/// The numbers of one owner.
fn arms<'a>(
    rows: &'a Rows,
    owner: OrganizationId,
    pick: &'a Pick,
    start: Spread,
    at: Timestamp,
) -> Box<dyn Iterator<Item = E164> + 'a> {
    let digits = |numbers: &mut dyn Iterator<Item = &Number>| -> Vec<E164> {
        numbers.map(|number| number.e164).collect()
    };
    match pick {
        Pick::Free => Box::new(free(rows, owner, start, at)),
        Pick::FreeOrReserved => {
            let reserved = owned(rows, owner)
                .filter(move |number| !number.golden && number.state_at(at) == StateNow::Reserved);
            Box::new(free(rows, owner, start, at).chain(reserved.map(|number| number.e164)))
        }
        Pick::Tagged(tag) => {
            let reserved = digits(&mut owned(rows, owner).filter(|number| {
                is_reserved_under(number, tag, at) && (!number.golden || number.tags.contains(tag))
            }));
            let free = owned(rows, owner)
                .filter(move |number| is_available(number, at) && number.tags.contains(tag));
            Box::new(reserved.into_iter().chain(free.map(|number| number.e164)))
        }
        Pick::Carrying(tag) => Box::new(
            owned(rows, owner)
                .filter(move |number| is_available(number, at) && number.tags.contains(tag))
                .map(|number| number.e164),
        ),
        Pick::ReservedUnder(tag) => {
            let held = owned(rows, owner);
            let held = held.filter(move |number| is_reserved_under(number, tag, at));
            Box::new(held.map(|number| number.e164))
        }
        Pick::ReservedSeries(series) => {
            let held = owned(rows, owner).filter(move |number| {
                number.state_at(at) == StateNow::Reserved && number.e164.in_series(series)
            });
            Box::new(held.map(|number| number.e164))
        }
        Pick::Series(series) => Box::new(
            owned(rows, owner)
                .filter(move |number| {
                    !number.golden && is_available(number, at) && number.e164.in_series(series)
                })
                .map(|number| number.e164),
        ),
    }
}

/// Available ones from `start` around the circle, then those that time has freed, oldest first.
fn free(
    rows: &Rows,
    owner: OrganizationId,
    start: Spread,
    at: Timestamp,
) -> impl Iterator<Item = E164> + '_ {
    let lowest = |spread| (owner, spread, E164::LOWEST);
    let above = rows.index.free.range(lowest(start)..);
    let below = rows.index.free.range(lowest(Spread::new(0))..lowest(start));
    let available = above
        .take_while(move |(of, ..)| *of == owner)
        .chain(below)
        .map(|(_, _, number)| *number);
    // Looked up only when the first part is used up.
    let freed = std::iter::once(()).flat_map(move |()| freed(rows, owner, at));
    available.chain(freed)
}

fn freed(rows: &Rows, owner: OrganizationId, at: Timestamp) -> impl Iterator<Item = E164> {
    let mut freed: Vec<(Timestamp, E164)> = owned(rows, owner)
        .filter(|number| !number.golden && is_available(number, at))
        .filter_map(|number| Some((number.freed_from()?, number.e164)))
        .collect();
    freed.sort_unstable();
    freed.into_iter().map(|(_, number)| number)
}

/// The numbers of an owner, by digits.
pub(super) fn owned(rows: &Rows, owner: OrganizationId) -> impl Iterator<Item = &Number> {
    rows.index
        .owned
        .range((owner, E164::LOWEST)..)
        .take_while(move |(of, _)| *of == owner)
        .filter_map(|(_, number)| rows.numbers.value(number))
}

/// Free at the instant, whether by state or by time.
pub(super) fn is_available(number: &Number, at: Timestamp) -> bool {
    number.state_at(at) == StateNow::Available
}

/// Reserved under this tag at the instant.
pub(super) fn is_reserved_under(number: &Number, tag: &Tag, at: Timestamp) -> bool {
    let under = match &number.state {
        NumberState::Reserved(hold) => hold.tag.as_ref() == Some(tag),
        _ => false,
    };
    under && number.state_at(at) == StateNow::Reserved
}

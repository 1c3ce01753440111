//! The numbers on the lines of an account that activates: those it has become Registered, the others are chosen by
//! name or claimed.

use super::accept_invitation::NumberChoice;
use super::proof::Proved;
use crate::change::{Bind, ChangeSet, Claim, Put, Versioned};
use crate::command::Context;
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::number::selector::{NumberSelector, Owners, Pick, Spread};
use crate::number::{LineKey, Number, NumberState, StateNow};
use crate::snapshot::{Probe, ProbeAnswer, Snapshot};

/// Most lines of an account, and one more for a number given by name beside them.
const ENOUGH: u32 = 9;

/// Asks whether numbers are there for the lines without one. The first probe of the plan.
pub(super) const fn probe(account: AccountId, settled: bool) -> Probe {
    Probe::Free {
        selector: NumberSelector {
            owners: Owners::UsableByAccount(account),
            pick: Pick::Free,
        },
        at_least: ENOUGH,
        settled,
    }
}

/// Puts a number on each line, and answers them; those to be claimed are filled in by the receipt.
///
/// # Errors
/// `number_choice_required`, `number_other_organization`, `number_not_available`, `number_cooling`,
/// `number_claim_lost`, `number_none_available`; `limit_reached` if one is named and no line is free for it.
pub(super) fn register(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    proved: &Proved<'_>,
    choice: NumberChoice,
    changes: &mut ChangeSet,
) -> Result<Vec<Option<E164>>, Error> {
    let mut numbers = Vec::new();
    let mut free = Vec::new();
    for line in lines(proved) {
        let held = snapshot.number_on(line);
        numbers.push(held.map(|number| number.value.e164));
        match held {
            None => free.push(line),
            Some(number) if matches!(number.value.state, NumberState::Assigned(_)) => {
                put(number, line, proved, changes);
            }
            Some(_) => {}
        }
    }
    let mut taken = 0;
    match choice {
        NumberChoice::None if !free.is_empty() => {
            return Err(Error::new(ErrorCode::NumberChoiceRequired));
        }
        NumberChoice::One(number) if !numbers.contains(&Some(number)) => {
            let Some(line) = free.first().copied() else {
                return Err(Error::new(ErrorCode::LimitReached)
                    .with("limit", "lines")
                    .with("max", numbers.len()));
            };
            let found = by_name(cx, snapshot, proved, number)?;
            put(found, line, proved, changes);
            if let Some(place) = numbers.get_mut(usize::from(line.line)) {
                *place = Some(number);
            }
            free.remove(0);
            taken = 1;
        }
        NumberChoice::None | NumberChoice::One(_) | NumberChoice::Any => {}
    }
    claim(cx, snapshot, proved, free, taken, changes)?;
    Ok(numbers)
}

/// The lines of the account.
pub(super) fn lines(proved: &Proved<'_>) -> impl Iterator<Item = LineKey> {
    let account = proved.account.value.id;
    let count = u8::try_from(proved.account.value.lines.len()).unwrap_or(u8::MAX);
    (0..count).map(move |line| LineKey { account, line })
}

/// A number given by name: Available, usable, not golden. One of another inventory or organization, or of none, is
/// answered alike (N-26).
fn by_name<'s>(
    cx: &Context<'_>,
    snapshot: &'s Snapshot,
    proved: &Proved<'_>,
    number: E164,
) -> Result<&'s Versioned<Number>, Error> {
    let found = snapshot
        .numbers
        .get(&number)
        .filter(|found| proved.seen.path.contains(&found.value.owner))
        .ok_or_else(|| Error::new(ErrorCode::NumberOtherOrganization))?;
    let unavailable = |state: &'static str| {
        // Somebody was faster between the reading and the commit of this very call.
        if cx.attempt > 0 && found.value.line().is_some() {
            return Error::new(ErrorCode::NumberClaimLost);
        }
        Error::new(ErrorCode::NumberNotAvailable).with("state", state)
    };
    match found.value.state_at(cx.now) {
        StateNow::Available if found.value.golden => Err(unavailable("golden")),
        StateNow::Available => Ok(found),
        StateNow::Cooling => {
            let error = Error::new(ErrorCode::NumberCooling);
            Err(match found.value.cooling_until {
                Some(until) => error.with("until", until.to_string()),
                None => error,
            })
        }
        other => Err(unavailable(other.as_str())),
    }
}

fn put(found: &Versioned<Number>, line: LineKey, proved: &Proved<'_>, changes: &mut ChangeSet) {
    let mut number = found.value.clone();
    number.state = NumberState::Registered(line);
    // What was left of it lies before now: a number that still cools is not taken here.
    number.cooling_until = None;
    changes.numbers.push(Put::Replace(found.version, number));
    record(line, proved, changes);
}

/// Claims for the lines that are left, in the order of the short list: a person gets the first of what was shown.
fn claim(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    proved: &Proved<'_>,
    lines: Vec<LineKey>,
    taken: u32,
    changes: &mut ChangeSet,
) -> Result<(), Error> {
    let wanted = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    if wanted == 0 {
        return Ok(());
    }
    let available = match snapshot.probes.first() {
        Some(ProbeAnswer::Count(count)) => *count,
        _ => return Err(Error::internal("probe of free numbers")),
    };
    if available < wanted.saturating_add(taken) {
        return Err(Error::new(ErrorCode::NumberNoneAvailable));
    }
    for line in &lines {
        record(*line, proved, changes);
    }
    let invitation = &proved.invitation.value;
    let start = if cx.attempt == 0 {
        Spread::of_invitation(invitation.id, invitation.generation.number)
    } else {
        cx.claim_start(0)
    };
    changes.claims.push(Claim {
        selector: NumberSelector {
            owners: Owners::UsableBy(proved.seen.id()),
            pick: Pick::Free,
        },
        bind: Bind::Lines {
            lines,
            registered: true,
        },
        start,
    });
    Ok(())
}

fn record(line: LineKey, proved: &Proved<'_>, changes: &mut ChangeSet) {
    changes.record(
        None,
        EventName::NumberRegistered,
        [line.account.to_string(), proved.seen.id().to_string()],
        [("line", line.line.into())],
    );
}

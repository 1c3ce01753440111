//! What an upload is checked against: the snapshot of a store, as stage 8 of the validator wants it.

use crate::batch::Digest;
use crate::change::{Canonical, CountedSet};
use crate::command::Context;
use crate::command::account::creation::identity_scope;
use crate::command::batch::upload::Upload;
use crate::command::guard::{Acting, Seen};
use crate::command::limit::limits_on;
use crate::csv::facts::{AccountFact, Counted, LimitFact, NumberFact};
use crate::csv::{Facts, Keys};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::number::capacity::CapacityView;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::number::{Number, NumberState, StateNow};
use crate::role::{Privilege, Rank, Role};
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Names what the facts are made of: identities and numbers of the file, supply, and people counted for limits.
/// `before` is the snapshot that the upload was understood from: it has the path and its settings.
pub fn plan_facts(
    plan: &mut ReadPlan,
    keys: &Keys,
    upload: &Upload,
    wanted: u32,
    before: &Snapshot,
    settled: bool,
) {
    plan.organizations.push(upload.input.organization);
    plan.groups.extend(upload.input.group);
    plan.root_roles = true;
    plan.identities
        .extend(keys.identities.iter().map(Canonical::new));
    plan.numbers.extend_from_slice(&keys.numbers);
    plan.numbers.extend_from_slice(&upload.free);
    let organization = upload.input.organization;
    plan.extensions
        .extend(keys.extensions.iter().map(|it| (organization, it.clone())));
    plan_supply(plan, organization, &upload.path, wanted, before, settled);
}

/// Names what says whether there is enough: supply, and people counted for limits.
pub fn plan_supply(
    plan: &mut ReadPlan,
    organization: OrganizationId,
    path: &[OrganizationId],
    wanted: u32,
    before: &Snapshot,
    settled: bool,
) {
    plan.probes.push(Probe::Capacity {
        organizations: vec![organization],
        wanted,
    });
    plan.probes.push(Probe::Free {
        selector: NumberSelector {
            owners: Owners::UsableBy(organization),
            pick: Pick::FreeOrReserved,
        },
        at_least: 1,
        settled,
    });
    for (set, _) in COUNTED {
        for limit in limits_on(before, path, set, 1) {
            plan.probes.push(Probe::Count {
                organization: limit.organization,
                set,
                at_most: limit.at_most.saturating_add(1),
            });
        }
    }
}

const COUNTED: [(CountedSet, Counted); 3] = [
    (CountedSet::Admins, Counted::Admins),
    (CountedSet::Members, Counted::Members),
    (CountedSet::PendingInvitations, Counted::Invitations),
];

/// The facts for one actor in one organization. `wanted` is how many rows the file has: beyond that the supply of
/// numbers is no part of the version.
///
/// # Errors
/// `internal` if the facts have no form to hash.
pub fn facts(
    cx: &Context<'_>,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
    upload: &Upload,
    keys: &Keys,
    wanted: u32,
) -> Result<Facts, Error> {
    let scope = identity_scope(seen);
    let visible = |account| {
        snapshot.accounts.get(&account).and_then(|found| {
            acting.organization(found.value.organization).ok()?;
            Some(found.value.status().as_str().to_owned())
        })
    };
    let identities = snapshot
        .identities
        .values()
        .filter(|entry| entry.value.scope == scope)
        .map(|entry| {
            let fact = AccountFact {
                status: visible(entry.value.account),
            };
            (entry.value.canonical.as_str().to_owned(), fact)
        })
        .collect();
    let extensions = snapshot
        .accounts
        .values()
        .filter(|found| found.value.organization == seen.id())
        .filter_map(|found| {
            let extension = found.value.extension.clone()?;
            keys.extensions.binary_search(&extension).is_ok().then(|| {
                (
                    extension,
                    AccountFact {
                        status: visible(found.value.id),
                    },
                )
            })
        })
        .collect();
    let numbers = keys
        .numbers
        .iter()
        .chain(&upload.free)
        .filter_map(|number| {
            let found = &snapshot.numbers.get(number)?.value;
            Some((*number, number_fact(found, cx, acting, seen, snapshot)?))
        })
        .collect();
    let (available, usable) = supply(keys, cx, seen, snapshot);
    let mut facts = Facts {
        version: String::new(),
        identities,
        extensions,
        numbers,
        actor_sets_up_numbers: acting.rights.holds(Privilege::SetupNumbers, &seen.path),
        grantable_roles: Some(grantable(acting, seen, snapshot)),
        numbers_available: available,
        any_number_usable: usable,
        number_rule: seen.settings.number_rule,
        invite: upload.invite,
        limits: limit_facts(snapshot, &upload.path),
        import_existing: upload.existing,
        csv_allow_reserved: seen.settings.csv_allow_reserved,
        ..Facts::default()
    };
    facts.version = version(&facts, upload, wanted)?;
    Ok(facts)
}

/// The state of the store as far as it decides what becomes of this upload: another name for another state, at any
/// instant. Where the people go and as what decides as well.
fn version(facts: &Facts, upload: &Upload, wanted: u32) -> Result<String, Error> {
    let bounded = Facts {
        numbers_available: facts.numbers_available.min(wanted),
        ..facts.clone()
    };
    let bytes =
        serde_json::to_vec(&(bounded, upload.options)).map_err(|_| Error::internal("facts"))?;
    Ok(Digest::of(&bytes).to_string())
}

/// What the actor may know of a number: how it stands if the organization can use it, whose it is if the actor sees the
/// owner, else nothing.
#[must_use]
pub fn number_fact(
    number: &Number,
    cx: &Context<'_>,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
) -> Option<NumberFact> {
    if !seen.path.contains(&number.owner) {
        // Whether it exists outside the actor's sight is not told (N-26).
        acting
            .rights
            .reaches(&snapshot.path(number.owner))
            .then_some(())?;
        let owner = snapshot
            .organizations
            .get(&number.owner)
            .map(|found| found.value.display());
        return Some(NumberFact::OtherOrganization { owner });
    }
    Some(match number.state_at(cx.now) {
        StateNow::Available => NumberFact::Available,
        StateNow::Assigned => NumberFact::Assigned,
        StateNow::Registered => NumberFact::Registered,
        StateNow::Forwarding => NumberFact::Forwarding,
        StateNow::Cooling => NumberFact::Cooling {
            until: number.cooling_until.unwrap_or(cx.now),
        },
        StateNow::Reserved => NumberFact::Reserved {
            tag: reserved_tag(number),
        },
    })
}

fn reserved_tag(number: &Number) -> Option<String> {
    match &number.state {
        NumberState::Reserved(hold) => hold.tag.as_ref().map(ToString::to_string),
        _ => None,
    }
}

/// Numbers left for people without one, after those who wait already and those that the file names (D-18); and
/// whether any number is usable at all.
fn supply(keys: &Keys, cx: &Context<'_>, seen: &Seen<'_>, snapshot: &Snapshot) -> (u32, bool) {
    let headroom = capacity_left(keys, &seen.path, cx, snapshot)
        .and_then(|view| view.balance().ok())
        .and_then(|balance| balance.headroom(seen.id()).ok())
        .map_or(0, |headroom| u32::try_from(headroom).unwrap_or(u32::MAX));
    let usable = any_usable(snapshot);
    (headroom, usable)
}

/// The capacity that was read, without the numbers that rows name.
#[must_use]
pub fn capacity_left(
    keys: &Keys,
    path: &[OrganizationId],
    cx: &Context<'_>,
    snapshot: &Snapshot,
) -> Option<CapacityView> {
    Some(without_named(capacity(snapshot)?, keys, path, cx, snapshot))
}

/// The capacity that was read.
#[must_use]
pub fn capacity(snapshot: &Snapshot) -> Option<&CapacityView> {
    snapshot.probes.iter().find_map(|answer| match answer {
        ProbeAnswer::Capacity(view) => Some(view),
        _ => None,
    })
}

/// Whether any Available or Reserved number is usable: the first count that `plan_facts` asks for.
#[must_use]
pub fn any_usable(snapshot: &Snapshot) -> bool {
    let first = snapshot.probes.iter().find_map(|answer| match answer {
        ProbeAnswer::Count(free) => Some(*free > 0),
        _ => None,
    });
    first.unwrap_or(false)
}

/// Whether a number is one of those that a supply counts.
#[must_use]
pub fn is_supply(number: &Number, cx: &Context<'_>) -> bool {
    !number.golden && number.state_at(cx.now) == StateNow::Available
}

/// A number that a row names is not there for the others. Numbers of others than the organizations on the path cannot
/// be named, so they stay.
fn without_named(
    view: &CapacityView,
    keys: &Keys,
    path: &[OrganizationId],
    cx: &Context<'_>,
    snapshot: &Snapshot,
) -> CapacityView {
    let mut view = view.clone();
    for number in keys
        .numbers
        .iter()
        .filter_map(|number| snapshot.numbers.get(number))
    {
        let number = &number.value;
        let counted = is_supply(number, cx) && path.contains(&number.owner);
        if let Some(node) = view
            .nodes
            .iter_mut()
            .find(|node| counted && node.organization == number.owner)
        {
            node.supply = node.supply.saturating_sub(1);
        }
    }
    view
}

/// The words of a `role` column that the actor may give there.
#[must_use]
pub fn grantable(acting: &Acting<'_>, seen: &Seen<'_>, snapshot: &Snapshot) -> Vec<String> {
    ranked(snapshot)
        .filter(|role| {
            acting
                .may_grant(role, &acting.own_teams(seen), seen)
                .is_ok()
        })
        .map(|role| role.name.as_str().to_owned())
        .collect()
}

/// The fixed roles of the model of ranks.
fn ranked(snapshot: &Snapshot) -> impl Iterator<Item = &Role> {
    snapshot
        .roles
        .values()
        .map(|found| &found.value)
        .filter(|role| role.fixed && matches!(role.rank, Some(Rank::Admin | Rank::Member)))
}

/// The fixed role that a word of the `role` column names.
#[must_use]
pub fn role_named<'s>(word: &str, snapshot: &'s Snapshot) -> Option<&'s Role> {
    ranked(snapshot).find(|role| role.name.as_str() == word)
}

/// The limits that stand in the way of more people there, with how many there are.
#[must_use]
pub fn limit_facts(snapshot: &Snapshot, path: &[OrganizationId]) -> Vec<LimitFact> {
    // The counts stand after the capacity and the usable number, in the order in which the plan asked.
    let mut counts = snapshot.probes.iter().skip(2);
    let mut facts = Vec::new();
    for (set, counts_for) in COUNTED {
        for limit in limits_on(snapshot, path, set, 1) {
            let used = match counts.next() {
                Some(ProbeAnswer::Count(used)) => *used,
                _ => 0,
            };
            let name = format!("limit_{}", set.as_str());
            facts.push(LimitFact {
                name,
                counts: counts_for,
                max: limit.at_most,
                used,
            });
        }
    }
    facts
}

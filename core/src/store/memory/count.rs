//! Bounded counts: people for limits, free numbers, demand and supply for capacity.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::{candidates, is_available, owned};
use super::rows::{Rows, lines};
use crate::account::{Account, Enabled, Onboarding};
use crate::batch::BatchState;
use crate::change::{CountedSet, Versioned};
use crate::id::{AccountId, OrganizationId, TeamId};
use crate::limits::CAPACITY_DEMAND;
use crate::number::Number;
use crate::number::capacity::{CapacityNode, CapacityView};
use crate::number::selector::Spread;
use crate::role::Grant;
use crate::snapshot::{Probe, ProbeAnswer};
use crate::time::Timestamp;

/// Answers a probe. `read` are the organizations of the accounts read.
pub(super) fn answer(
    rows: &Rows,
    probe: &Probe,
    at: Timestamp,
    read: &BTreeSet<OrganizationId>,
) -> ProbeAnswer {
    match probe {
        Probe::Free {
            selector, at_least, ..
        } => {
            let found = candidates(rows, selector, Spread::default(), at);
            ProbeAnswer::Count(counted(found.take(*at_least as usize).count()))
        }
        Probe::List {
            selector,
            start,
            at_most,
        } => {
            let found = candidates(rows, selector, *start, at);
            ProbeAnswer::List(found.take(*at_most as usize).collect())
        }
        Probe::Count {
            organization,
            set,
            at_most,
        } => ProbeAnswer::Count(people(rows, *organization, *set, *at_most)),
        Probe::Held {
            under,
            owners,
            at_most,
        } => {
            let below = |account: &AccountId| {
                let account = rows.accounts.value(account);
                account.is_some_and(|account| rows.is_below(account.organization, *under))
            };
            let held = |number: &Number| {
                owners.contains(&number.owner)
                    && number.line().is_some_and(|line| below(&line.account))
            };
            ProbeAnswer::Numbers(numbers(rows, held, *at_most))
        }
        Probe::Numbers { selector, at_most } => {
            let found = candidates(rows, selector, Spread::default(), at);
            let found = found.take(*at_most as usize);
            ProbeAnswer::Numbers(
                found
                    .filter_map(|it| rows.numbers.get(&it).cloned())
                    .collect(),
            )
        }
        Probe::Owned { under, at_most } => {
            let owned = |number: &Number| rows.is_below(number.owner, *under);
            ProbeAnswer::Numbers(numbers(rows, owned, *at_most))
        }
        Probe::Capacity {
            organizations,
            wanted,
        } => {
            let named = organizations.iter().chain(read).copied();
            ProbeAnswer::Capacity(capacity(rows, named, *wanted, at))
        }
    }
}

/// How many of a set are in an organization and below, as far as `enough`.
pub(super) fn people(
    rows: &Rows,
    organization: OrganizationId,
    set: CountedSet,
    enough: u32,
) -> u32 {
    let taking_part = |account: &Account| {
        matches!(
            account.enabled,
            Enabled::Enabled | Enabled::Suspended { .. }
        ) && rows.is_below(account.organization, organization)
    };
    let below = |id: OrganizationId| rows.is_below(id, organization);
    let enough = enough as usize;
    let others = match set {
        CountedSet::UsersOfRole(role) => Some(held(rows, |grant| grant.role == role, enough)),
        CountedSet::UsersOfPrivilegeGroup(group) => Some(held(
            rows,
            |grant| grant.privilege_group == Some(group),
            enough,
        )),
        CountedSet::TeamsOf(account) => {
            let grants = rows.grants_of(account);
            let teams: BTreeSet<TeamId> = grants
                .flat_map(|grant| grant.value.teams.iter().copied())
                .collect();
            Some(teams.len().min(enough))
        }
        CountedSet::Teams => {
            let mut teams = rows.teams.rows().map(|team| team.value.organization);
            Some(teams.by_ref().filter(|id| below(*id)).take(enough).count())
        }
        CountedSet::RunningBatches => {
            let running = rows.batches.rows().map(|batch| &batch.value);
            let running = running
                .filter(|batch| batch.state == BatchState::Running && below(batch.organization));
            Some(running.take(enough).count())
        }
        CountedSet::Pins => {
            let mut pins = rows.pins.rows().map(|pin| pin.value.organization);
            Some(
                pins.by_ref()
                    .filter(|id| *id == organization)
                    .take(enough)
                    .count(),
            )
        }
        _ => None,
    };
    if let Some(others) = others {
        return counted(others);
    }
    let counts = |account: &Account| match set {
        CountedSet::Admins => account.administrator && taking_part(account),
        CountedSet::Members => !account.administrator && taking_part(account),
        CountedSet::PendingInvitations => is_pending(account) && taking_part(account),
        CountedSet::UsersOfGroup(group) => {
            account.lines.iter().any(|line| line.group == Some(group))
        }
        CountedSet::People => account.enabled != Enabled::Deleted && below(account.organization),
        // Counted above.
        CountedSet::UsersOfRole(_)
        | CountedSet::UsersOfPrivilegeGroup(_)
        | CountedSet::Teams
        | CountedSet::TeamsOf(_)
        | CountedSet::RunningBatches
        | CountedSet::Pins => false,
    };
    let found = rows
        .accounts
        .rows()
        .filter(|account| counts(&account.value));
    counted(found.take(enough).count())
}

/// How many grants fit, as far as `enough`.
fn held(rows: &Rows, fits: impl Fn(&Grant) -> bool, enough: usize) -> usize {
    let grants = rows.grants.rows().filter(|grant| fits(&grant.value));
    grants.take(enough).count()
}

/// Numbers that fit, by digits.
fn numbers(rows: &Rows, fits: impl Fn(&Number) -> bool, at_most: u32) -> Vec<Versioned<Number>> {
    let found = rows.numbers.rows().filter(|number| fits(&number.value));
    found.take(at_most as usize).cloned().collect()
}

fn capacity(
    rows: &Rows,
    named: impl Iterator<Item = OrganizationId>,
    wanted: u32,
    at: Timestamp,
) -> CapacityView {
    let demand = demand(rows);
    if demand.values().map(|lines| u64::from(*lines)).sum::<u64>() > u64::from(CAPACITY_DEMAND) {
        return CapacityView::default();
    }
    // Of each organization on a path: the demand there and below.
    let mut below: BTreeMap<OrganizationId, u32> = BTreeMap::new();
    for organization in named {
        for above in rows.upwards(organization) {
            below.entry(above).or_default();
        }
    }
    for (organization, lines) in &demand {
        for above in rows.upwards(*organization) {
            *below.entry(above).or_default() += lines;
        }
    }
    let nodes = below.iter().filter_map(|(id, waiting)| {
        let organization = rows.organizations.value(id)?;
        let free = owned(rows, *id).filter(|number| !number.golden && is_available(number, at));
        let enough = waiting.saturating_add(wanted);
        Some(CapacityNode {
            organization: *id,
            parent: organization.parent,
            demand: demand.get(id).copied().unwrap_or(0),
            supply: counted(free.take(enough as usize).count()),
        })
    });
    CapacityView {
        nodes: nodes.collect(),
        complete: true,
    }
}

/// Lines without number of Enabled accounts that are invited, by organization.
fn demand(rows: &Rows) -> BTreeMap<OrganizationId, u32> {
    let mut demand = BTreeMap::new();
    for account in rows.accounts.rows().map(|row| &row.value) {
        if account.is_enabled() && is_pending(account) {
            let waiting = lines(account).filter(|line| rows.number_on(*line).is_none());
            let waiting = counted(waiting.count());
            if waiting > 0 {
                *demand.entry(account.organization).or_default() += waiting;
            }
        }
    }
    demand
}

const fn is_pending(account: &Account) -> bool {
    matches!(
        account.onboarding,
        Onboarding::Invited | Onboarding::InvitationFailed
    )
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

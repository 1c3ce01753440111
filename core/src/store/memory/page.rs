//! Pages: filter, sort, go on after the cursor, stop at the limit (contract clause 15).

use super::State;
use super::claim::is_reserved_under;
use super::rows::Rows;
use crate::account::Enabled;
use crate::batch::RowOutcome;
use crate::change::{Entity, Versioned};
use crate::e164::E164;
use crate::event::{OutboxEntry, OutboxState};
use crate::id::{CommandId, OrganizationId, RoleId, TenantId};
use crate::limits::PAGE_MAX;
use crate::number::Number;
use crate::organization::Organization;
use crate::page::{
    AccountCursor, AccountFilter, AccountRow, AccountSort, NumberFilter, Page, PageQuery,
};
use crate::permission_group::PermissionGroup;
use crate::role::{PrivilegeGroup, Role};
use crate::team::Team;
use crate::time::Timestamp;

/// One page; an unknown tenant has none of anything.
pub(super) fn page(state: &State, query: &PageQuery) -> Page {
    let none = Rows::default();
    let rows = |tenant: &TenantId| state.tenants.get(tenant).unwrap_or(&none);
    match query {
        PageQuery::Tenants { after, limit } => {
            let tenants = state.tenants.values();
            let tenants = tenants.filter_map(|rows| rows.tenant.value(&()));
            let rest = tenants.filter(|tenant| after.is_none_or(|after| tenant.id > after));
            Page::Tenants(rest.take(held(*limit)).cloned().collect())
        }
        PageQuery::Company(external_id) => {
            Page::Company(state.directory.companies.get(external_id).copied())
        }
        PageQuery::Accounts {
            tenant,
            filter,
            sort,
            at,
            after,
            limit,
        } => {
            let listed = accounts(rows(tenant), filter, *sort, *at);
            Page::Accounts(account_page(listed, *sort, after.as_ref(), held(*limit)))
        }
        other => in_tenant(other, rows),
    }
}

fn in_tenant<'a>(query: &PageQuery, rows: impl Fn(&TenantId) -> &'a Rows) -> Page {
    match query {
        PageQuery::Organizations {
            tenant,
            under,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.organizations.rows();
            let below = found.filter(|row| rows.is_below(row.value.id, *under));
            let key = |row: &Versioned<Organization>| {
                (row.value.depth, row.value.name.clone(), row.value.id)
            };
            let last = after.map(|id| rows.organizations.get(&id).map(key));
            Page::Organizations(sorted(below, key, last, held(*limit)))
        }
        PageQuery::Groups {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.groups.rows();
            let defined = found.filter(|row| organizations.contains(&row.value.organization));
            let key = |row: &Versioned<PermissionGroup>| (row.value.name.clone(), row.value.id);
            let last = after.map(|id| rows.groups.get(&id).map(key));
            Page::Groups(sorted(defined, key, last, held(*limit)))
        }
        PageQuery::Roles {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.roles.rows();
            let defined = found.filter(|row| organizations.contains(&row.value.organization));
            let key = |row: &Versioned<Role>| (row.value.name.clone(), row.value.id);
            let last = after.map(|id| rows.roles.get(&id).map(key));
            Page::Roles(sorted(defined, key, last, held(*limit)))
        }
        other => defined(other, rows),
    }
}

/// Teams, privilege groups and templates.
fn defined<'a>(query: &PageQuery, rows: impl Fn(&TenantId) -> &'a Rows) -> Page {
    match query {
        PageQuery::Teams {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.teams.rows();
            let defined = found.filter(|row| organizations.contains(&row.value.organization));
            let key = |row: &Versioned<Team>| (row.value.name.clone(), row.value.id);
            let last = after.map(|id| rows.teams.get(&id).map(key));
            Page::Teams(sorted(defined, key, last, held(*limit)))
        }
        PageQuery::PrivilegeGroups {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.privilege_groups.rows();
            let defined = found.filter(|row| organizations.contains(&row.value.organization));
            let key = |row: &Versioned<PrivilegeGroup>| (row.value.name.clone(), row.value.id);
            let last = after.map(|id| rows.privilege_groups.get(&id).map(key));
            Page::PrivilegeGroups(sorted(defined, key, last, held(*limit)))
        }
        PageQuery::Templates {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let found = rows(tenant).templates.rows().filter(|row| {
                after.is_none_or(|after| row.value.id > after)
                    && organizations.contains(&row.value.organization)
            });
            Page::Templates(found.take(held(*limit)).cloned().collect())
        }
        other => by_key(other, rows),
    }
}

/// Lists in the order of their keys.
fn by_key<'a>(query: &PageQuery, rows: impl Fn(&TenantId) -> &'a Rows) -> Page {
    match query {
        PageQuery::Numbers {
            tenant,
            filter,
            at,
            after,
            limit,
        } => {
            let first = after.unwrap_or(E164::LOWEST);
            let found = rows(tenant).numbers.rows_from(&first).filter(|row| {
                after.is_none_or(|after| row.value.e164 > after)
                    && number_matches(&row.value, filter, *at)
            });
            Page::Numbers(found.take(held(*limit)).cloned().collect())
        }
        PageQuery::NumbersEnding {
            tenant,
            before,
            after,
            limit,
        } => {
            let found = rows(tenant).numbers.rows();
            let mut ending: Vec<_> = found
                .filter_map(|row| Some(((row.value.ends_at()?, row.value.e164), row)))
                .filter(|(key, _)| key.0 < *before && after.is_none_or(|after| *key > after))
                .collect();
            ending.sort_unstable_by_key(|(key, _)| *key);
            let ending = ending.into_iter().take(held(*limit));
            Page::Numbers(ending.map(|(_, row)| row.clone()).collect())
        }
        PageQuery::NumberPast {
            tenant,
            e164,
            after,
            limit,
        } => {
            let first = (
                *e164,
                Timestamp::from_micros(i64::MIN),
                CommandId::from_bytes([0; 16]),
                0,
            );
            let past = rows(tenant).history.range(first..).map(|(_, past)| past);
            let past = past.take_while(|past| past.e164 == *e164).filter(|past| {
                after.is_none_or(|after| (past.at, past.command, past.place) > after)
            });
            Page::NumberPast(past.take(held(*limit)).cloned().collect())
        }
        PageQuery::Batches {
            tenant,
            under,
            after,
            limit,
        } => {
            let rows = rows(tenant);
            let found = rows.batches.rows().rev().filter(|row| {
                after.is_none_or(|after| row.value.id < after)
                    && rows.is_below(row.value.organization, *under)
            });
            Page::Batches(found.take(held(*limit)).cloned().collect())
        }
        PageQuery::BatchRows {
            tenant,
            batch,
            failed_only,
            after,
            limit,
        } => {
            let first = (*batch, after.map_or(0, |after| after.saturating_add(1)));
            let found = rows(tenant).batch_rows.rows_from(&first);
            let rows = found
                .map(|row| &row.value)
                .take_while(|row| row.batch == *batch)
                .filter(|row| after.is_none_or(|after| row.record > after))
                .filter(|row| !failed_only || is_failed(row.outcome));
            Page::BatchRows(rows.take(held(*limit)).cloned().collect())
        }
        PageQuery::Events {
            tenant,
            filter,
            after,
            limit,
        } => {
            let events = rows(tenant).events.iter();
            let rest = events.filter(|(key, event)| {
                after.is_none_or(|after| **key > after) && filter.matches(event)
            });
            let rest = rest.map(|(_, event)| event.clone());
            Page::Events(rest.take(held(*limit)).collect())
        }
        PageQuery::Outbox {
            tenant,
            takeable_at,
            after,
            limit,
        } => {
            let found = rows(tenant).outbox.rows().filter(|row| {
                after.is_none_or(|after| row.value.id > after) && is_open(&row.value, *takeable_at)
            });
            Page::Outbox(found.take(held(*limit)).cloned().collect())
        }
        // The callers above have taken the others.
        _ => Page::Company(None),
    }
}

fn held(limit: u32) -> usize {
    limit.clamp(1, PAGE_MAX) as usize
}

/// Sorts, and goes on after `last`; an `after` that is there no more (`Some(None)`) ends the list.
fn sorted<'a, T: Entity + Clone + 'a, K: Ord>(
    rows: impl Iterator<Item = &'a Versioned<T>>,
    key: impl Fn(&Versioned<T>) -> K,
    last: Option<Option<K>>,
    limit: usize,
) -> Vec<Versioned<T>> {
    let mut found: Vec<(K, &Versioned<T>)> = match last {
        Some(None) => Vec::new(),
        Some(Some(last)) => rows
            .map(|row| (key(row), row))
            .filter(|(key, _)| *key > last)
            .collect(),
        None => rows.map(|row| (key(row), row)).collect(),
    };
    found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let rows = found.into_iter().take(limit);
    rows.map(|(_, row)| row.clone()).collect()
}

fn number_matches(number: &Number, filter: &NumberFilter, at: Timestamp) -> bool {
    (filter.owners.is_empty() || filter.owners.contains(&number.owner))
        && filter
            .state
            .is_none_or(|state| number.state_at(at) == state)
        && filter
            .tag
            .as_ref()
            .is_none_or(|tag| number.tags.contains(tag) || is_reserved_under(number, tag, at))
        && filter
            .series
            .as_deref()
            .is_none_or(|series| number.e164.in_series(series))
}

const fn is_failed(outcome: RowOutcome) -> bool {
    matches!(
        outcome,
        RowOutcome::Failed | RowOutcome::RolledBack | RowOutcome::NotAttempted
    )
}

fn is_open(entry: &OutboxEntry, takeable_at: Option<Timestamp>) -> bool {
    match (entry.state, takeable_at) {
        (OutboxState::Done { .. }, _) => false,
        (OutboxState::Leased { until }, Some(at)) => until <= at,
        (OutboxState::Waiting | OutboxState::Leased { .. }, _) => true,
    }
}

fn accounts(
    rows: &Rows,
    filter: &AccountFilter,
    sort: AccountSort,
    at: Timestamp,
) -> Vec<(AccountCursor, AccountRow)> {
    let blocked = |organization: OrganizationId| {
        let path = rows.upwards(organization);
        let mut above = path.iter().filter_map(|id| rows.organizations.value(id));
        above.any(|organization| !organization.enabled)
    };
    rows.accounts
        .rows()
        .filter(|row| row.value.enabled != Enabled::Deleted)
        .map(|row| rows.account_row(row))
        .filter(|row| {
            let account = &row.account.value;
            let grants = rows.grants_of(account.id);
            let roles: Vec<RoleId> = grants.map(|grant| grant.value.role).collect();
            filter.matches(row, &roles, blocked(account.organization), at)
        })
        .map(|row| {
            let account = &row.account.value;
            let cursor = AccountCursor {
                key: sort.by.value(account),
                id: account.id,
            };
            (cursor, row)
        })
        .collect()
}

fn account_page(
    mut listed: Vec<(AccountCursor, AccountRow)>,
    sort: AccountSort,
    after: Option<&AccountCursor>,
    limit: usize,
) -> Vec<AccountRow> {
    let order = |a: &AccountCursor, b: &AccountCursor| {
        let order = (&a.key, a.id).cmp(&(&b.key, b.id));
        if sort.descending {
            order.reverse()
        } else {
            order
        }
    };
    if let Some(after) = after {
        listed.retain(|(cursor, _)| order(cursor, after).is_gt());
    }
    listed.sort_by(|(a, _), (b, _)| order(a, b));
    let rows = listed.into_iter().take(limit);
    rows.map(|(_, row)| row).collect()
}

//! The whole state of a store as text, the same for every store: to compare stores, and a store before and after.

use std::fmt::{Debug, Write as _};

use rollbook::batch::Digest;
use rollbook::change::Canonical;
use rollbook::e164::E164;
use rollbook::id::{OrganizationId, TenantId};
use rollbook::organization::Tenant;
use rollbook::page::{
    AccountCursor, AccountFilter, AccountSort, AccountSortKey, EventFilter, NumberFilter, Page,
    PageQuery,
};
use rollbook::snapshot::ReadPlan;
use rollbook::store::Store;
use serde::Serialize;

use crate::fixture::command;

const LIMIT: u32 = 1_000;

/// Everything that pages and reads give, in order: tenants, organizations, settings, guards, groups, teams,
/// privilege groups, templates, roles, numbers with their history, accounts with invitations and numbers on lines, grants, PINs, pools,
/// identities, batches, their rows, events, open deliveries.
/// Deleted accounts, deliveries that are done, receipts and counters of attempts stand in no list and are left out.
#[must_use]
pub fn dump(store: &dyn Store) -> String {
    let mut out = String::new();
    let mut after = None;
    loop {
        let query = PageQuery::Tenants {
            after,
            limit: LIMIT,
        };
        let Ok(Page::Tenants(tenants)) = store.page(&query) else {
            panic!("the tenants cannot be listed");
        };
        for tenant in &tenants {
            one_tenant(store, tenant, &mut out);
        }
        if tenants.len() < LIMIT as usize {
            return out;
        }
        after = tenants.last().map(|tenant| tenant.id);
    }
}

/// A digest of [`dump`], short enough to compare step by step.
#[must_use]
pub fn digest(store: &dyn Store) -> Digest {
    Digest::of(dump(store).as_bytes())
}

fn one_tenant(store: &dyn Store, tenant: &Tenant, out: &mut String) {
    put(out, "tenant", tenant, 0);
    let mut identities = Vec::new();
    let mut accounts = Vec::new();
    let mut organizations = Vec::new();
    let mut batches = Vec::new();
    // Each list by its pages; `walk` is told where the next one begins.
    walk(
        store,
        |after| PageQuery::Organizations {
            tenant: tenant.id,
            under: tenant.root,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Organizations(rows) => {
                for row in &rows {
                    put(out, "organization", &row.value, row.version.0);
                    organizations.push(row.value.id);
                }
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Groups {
            tenant: tenant.id,
            organizations: organizations.clone(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Groups(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "group", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Teams {
            tenant: tenant.id,
            organizations: organizations.clone(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Teams(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "team", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::PrivilegeGroups {
            tenant: tenant.id,
            organizations: organizations.clone(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::PrivilegeGroups(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "privilege group", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Templates {
            tenant: tenant.id,
            organizations: organizations.clone(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Templates(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "template", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Roles {
            tenant: tenant.id,
            organizations: organizations.clone(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Roles(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "role", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Numbers {
            tenant: tenant.id,
            filter: NumberFilter::default(),
            at: tenant.created_at,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Numbers(rows) => {
                for row in &rows {
                    put(out, "number", &row.value, row.version.0);
                    history(store, tenant.id, row.value.e164, out);
                }
                (rows.len(), rows.last().map(|row| row.value.e164))
            }
            other => wrong(&other),
        },
    );
    let sort = AccountSort {
        by: AccountSortKey::Created,
        descending: false,
    };
    walk(
        store,
        |after| PageQuery::Accounts {
            tenant: tenant.id,
            filter: AccountFilter::default(),
            sort,
            at: tenant.created_at,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Accounts(rows) => {
                for row in &rows {
                    let account = &row.account.value;
                    put(out, "account", account, row.account.version.0);
                    let _ = writeln!(out, "  lines {}", json(&row.numbers));
                    if let Some(invitation) = &row.invitation {
                        put(out, "invitation", &invitation.value, invitation.version.0);
                    }
                    accounts.push(account.id);
                    let identity = account.identity.as_ref();
                    identities.extend(identity.map(|it| Canonical::new(it.canonical())));
                }
                let last = rows.last().map(|row| AccountCursor {
                    key: sort.by.value(&row.account.value),
                    id: row.account.value.id,
                });
                (rows.len(), last)
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Batches {
            tenant: tenant.id,
            under: tenant.root,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Batches(rows) => {
                for row in &rows {
                    put(out, "batch", &row.value, row.version.0);
                    batches.push(row.value.id);
                }
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    for batch in batches {
        walk(
            store,
            |after| PageQuery::BatchRows {
                tenant: tenant.id,
                batch,
                failed_only: false,
                after,
                limit: LIMIT,
            },
            |page| match page {
                Page::BatchRows(rows) => {
                    rows.iter().for_each(|row| put(out, "batch row", row, 0));
                    (rows.len(), rows.last().map(|row| row.record))
                }
                other => wrong(&other),
            },
        );
    }
    walk(
        store,
        |after| PageQuery::Events {
            tenant: tenant.id,
            filter: EventFilter::default(),
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Events(rows) => {
                rows.iter().for_each(|row| put(out, "event", row, 0));
                let last = rows.last();
                (
                    rows.len(),
                    last.map(|row| (row.at, row.command, row.sequence)),
                )
            }
            other => wrong(&other),
        },
    );
    walk(
        store,
        |after| PageQuery::Outbox {
            tenant: tenant.id,
            takeable_at: None,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::Outbox(rows) => {
                rows.iter()
                    .for_each(|row| put(out, "outbox", &row.value, row.version.0));
                (rows.len(), rows.last().map(|row| row.value.id))
            }
            other => wrong(&other),
        },
    );
    by_reading(store, tenant, accounts, identities, organizations, out);
}

/// What stands in no list: settings, guards, grants, PINs, pools, identities.
fn by_reading(
    store: &dyn Store,
    tenant: &Tenant,
    accounts: Vec<rollbook::id::AccountId>,
    identities: Vec<Canonical>,
    organizations: Vec<OrganizationId>,
    out: &mut String,
) {
    let mut plan = ReadPlan::new(tenant.id, command(u64::MAX), tenant.created_at);
    plan.tree = true;
    plan.accounts = accounts;
    plan.pools = organizations;
    plan.identities = identities;
    let Ok(found) = store.read(&plan) else {
        panic!("the tenant cannot be read");
    };
    for (organization, own) in &found.settings {
        put(out, "settings", &(organization, &own.value), own.version.0);
    }
    for (kind, version) in &found.guards {
        put(out, "guard", kind, version.0);
    }
    for grant in found.grants.values().flatten() {
        put(out, "grant", &grant.value, grant.version.0);
    }
    for pin in found.pins.values() {
        put(out, "pin", &pin.value, pin.version.0);
    }
    for pool in found.pools.values() {
        put(out, "pool", &pool.value, pool.version.0);
    }
    for (key, entry) in &found.identities {
        let holder = entry.value.account;
        put(out, "identity", &(key, holder), entry.version.0);
    }
}

/// What became of a number.
fn history(store: &dyn Store, tenant: TenantId, e164: E164, out: &mut String) {
    walk(
        store,
        |after| PageQuery::NumberPast {
            tenant,
            e164,
            after,
            limit: LIMIT,
        },
        |page| match page {
            Page::NumberPast(rows) => {
                rows.iter().for_each(|row| put(out, "past", row, 0));
                let last = rows.last();
                (rows.len(), last.map(|row| (row.at, row.command, row.place)))
            }
            other => wrong(&other),
        },
    );
}

fn walk<C>(
    store: &dyn Store,
    query: impl Fn(Option<C>) -> PageQuery,
    mut take: impl FnMut(Page) -> (usize, Option<C>),
) {
    let mut after = None;
    loop {
        let page = store.page(&query(after));
        let (count, last) = match page {
            Ok(page) => take(page),
            Err(error) => panic!("a page cannot be read: {error}"),
        };
        if count < LIMIT as usize {
            return;
        }
        after = last;
    }
}

fn wrong<C>(page: &dyn Debug) -> (usize, Option<C>) {
    panic!("another page was asked for than {page:?}");
}

fn put<T: Serialize>(out: &mut String, what: &str, value: &T, version: u64) {
    let _ = writeln!(out, "{what} v{version} {}", json(value));
}

fn json<T: Serialize>(value: &T) -> String {
    match serde_json::to_string(value) {
        Ok(text) => text,
        Err(error) => panic!("a row has no JSON form: {error}"),
    }
}

/// The tenants of a store, by id.
#[must_use]
pub fn tenants(store: &dyn Store) -> Vec<TenantId> {
    let query = PageQuery::Tenants {
        after: None,
        limit: LIMIT,
    };
    match store.page(&query) {
        Ok(Page::Tenants(rows)) => rows.into_iter().map(|tenant| tenant.id).collect(),
        other => panic!("tenants were expected, not {other:?}"),
    }
}

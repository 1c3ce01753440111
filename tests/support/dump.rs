//! What a store holds of a tenant, as text that can be compared.

use std::collections::BTreeMap;

use rollbook::change::Versioned;
use rollbook::event::Event;
use rollbook::id::TenantId;
use rollbook::page::{AccountFilter, AccountSort, EventFilter, NumberFilter, Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Snapshot};
use rollbook::store::Store;
use rollbook::time::Timestamp;
use serde::Serialize;

const PAGE: u32 = 1_000;

/// Every row of a tenant by kind and key, with its version; events and attempt counters apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump(pub BTreeMap<String, String>);

impl Dump {
    /// Of a tenant. A refused command leaves it as it was: counters of attempts and events are not part of it.
    #[must_use]
    pub fn of(store: &dyn Store, tenant: TenantId) -> Self {
        let mut dump = Self::default();
        let Some(root) = root_of(store, tenant) else {
            return dump;
        };
        let at = Timestamp::from_micros(0);
        let under = root.root;
        dump.put("tenant", tenant, &root);
        let organizations = pages(|after| {
            let query = PageQuery::Organizations {
                tenant,
                under,
                after,
                limit: PAGE,
            };
            let Page::Organizations(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.id);
            (page, next)
        });
        let ids: Vec<_> = organizations.iter().map(|it| it.value.id).collect();
        for found in &organizations {
            dump.versioned("organization", found.value.id, found);
        }
        let mut plan = ReadPlan::new(tenant, rollbook::id::CommandId::from_bytes([0; 16]), at);
        plan.organizations.clone_from(&ids);
        plan.groups_of.clone_from(&ids);
        plan.teams_of.clone_from(&ids);
        plan.roles_of.clone_from(&ids);
        plan.pools.clone_from(&ids);
        let accounts = accounts(store, tenant, at);
        for row in &accounts {
            dump.versioned("account", row.account.value.id, &row.account);
            dump.put("numbers of", row.account.value.id, &row.numbers);
            if let Some(invitation) = &row.invitation {
                let mut value = invitation.value.clone();
                value.attempts = rollbook::invitation::attempts::Attempts::default();
                dump.put("invitation", value.id, &value);
            }
            plan.accounts.push(row.account.value.id);
        }
        dump.of_snapshot(&store.read(&plan).unwrap());
        dump.lists(store, tenant, &ids, under, at);
        dump
    }

    fn of_snapshot(&mut self, snapshot: &Snapshot) {
        for (id, found) in &snapshot.settings {
            self.versioned("settings", id, found);
        }
        for (id, found) in &snapshot.groups {
            self.versioned("group", id, found);
        }
        for (id, found) in &snapshot.teams {
            self.versioned("team", id, found);
        }
        for (id, found) in &snapshot.pools {
            self.versioned("pool", id, found);
        }
        for (id, found) in &snapshot.pins {
            let mut found = found.clone();
            found.value.attempts = rollbook::invitation::attempts::Attempts::default();
            self.put("pin", id, &found.value);
        }
        for (id, found) in &snapshot.roles {
            self.versioned("role", id, found);
        }
        for (account, grants) in &snapshot.grants {
            for grant in grants {
                self.versioned("grant", format!("{account} {}", grant.value.role), grant);
            }
        }
        for (kind, version) in &snapshot.guards {
            self.put("guard", kind.as_str(), version);
        }
    }

    fn lists(
        &mut self,
        store: &dyn Store,
        tenant: TenantId,
        organizations: &[rollbook::id::OrganizationId],
        under: rollbook::id::OrganizationId,
        at: Timestamp,
    ) {
        let numbers = pages(|after| {
            let query = PageQuery::Numbers {
                tenant,
                filter: NumberFilter::default(),
                at,
                after,
                limit: PAGE,
            };
            let Page::Numbers(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.e164);
            (page, next)
        });
        for found in &numbers {
            self.versioned("number", found.value.e164, found);
        }
        self.of_organizations(store, tenant, organizations);
        let batches = pages(|after| {
            let query = PageQuery::Batches {
                tenant,
                under,
                after,
                limit: PAGE,
            };
            let Page::Batches(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.id);
            (page, next)
        });
        for found in &batches {
            self.versioned("batch", found.value.id, found);
            let rows = pages(|after| {
                let query = PageQuery::BatchRows {
                    tenant,
                    batch: found.value.id,
                    failed_only: false,
                    after,
                    limit: PAGE,
                };
                let Page::BatchRows(page) = store.page(&query).unwrap() else {
                    panic!("another page")
                };
                let next = page.last().map(|it| it.record);
                (page, next)
            });
            for row in &rows {
                self.put("row", format!("{} {}", row.batch, row.record), row);
            }
        }
        let outbox = pages(|after| {
            let query = PageQuery::Outbox {
                tenant,
                takeable_at: None,
                after,
                limit: PAGE,
            };
            let Page::Outbox(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.id);
            (page, next)
        });
        for found in &outbox {
            self.versioned("outbox", found.value.id, found);
        }
    }

    /// Privilege groups and templates.
    fn of_organizations(
        &mut self,
        store: &dyn Store,
        tenant: TenantId,
        organizations: &[rollbook::id::OrganizationId],
    ) {
        let groups = pages(|after| {
            let query = PageQuery::PrivilegeGroups {
                tenant,
                organizations: organizations.to_vec(),
                after,
                limit: PAGE,
            };
            let Page::PrivilegeGroups(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.id);
            (page, next)
        });
        for found in &groups {
            self.versioned("privilege-group", found.value.id, found);
        }
        let templates = pages(|after| {
            let query = PageQuery::Templates {
                tenant,
                organizations: organizations.to_vec(),
                after,
                limit: PAGE,
            };
            let Page::Templates(page) = store.page(&query).unwrap() else {
                panic!("another page")
            };
            let next = page.last().map(|it| it.value.id);
            (page, next)
        });
        for found in &templates {
            self.versioned("template", found.value.id, found);
        }
    }

    fn versioned<T: Serialize>(
        &mut self,
        kind: &str,
        key: impl std::fmt::Display,
        found: &Versioned<T>,
    ) {
        self.put(kind, key, &(found.version, &found.value));
    }

    fn put(&mut self, kind: &str, key: impl std::fmt::Display, value: &impl Serialize) {
        let text = serde_json::to_string(value).unwrap();
        self.0.insert(format!("{kind} {key}"), text);
    }

    /// The keys of one kind.
    pub fn keys<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(move |key| key.split(' ').next() == Some(kind))
    }
}

/// Fails naming the rows that differ.
#[track_caller]
pub fn assert_same(before: &Dump, after: &Dump) {
    let keys: std::collections::BTreeSet<_> = before.0.keys().chain(after.0.keys()).collect();
    let changed: Vec<_> = keys
        .into_iter()
        .filter(|key| before.0.get(*key) != after.0.get(*key))
        .collect();
    assert!(changed.is_empty(), "rows that changed: {changed:?}");
}

/// Every event of a tenant, the oldest first.
#[must_use]
pub fn events(store: &dyn Store, tenant: TenantId) -> Vec<Event> {
    pages(|after| {
        let query = PageQuery::Events {
            tenant,
            filter: EventFilter::default(),
            after,
            limit: PAGE,
        };
        let Page::Events(page) = store.page(&query).unwrap() else {
            panic!("another page")
        };
        let next = page.last().map(|it| (it.at, it.command, it.sequence));
        (page, next)
    })
}

/// Every account of a tenant that is not deleted.
#[must_use]
pub fn accounts(
    store: &dyn Store,
    tenant: TenantId,
    at: Timestamp,
) -> Vec<rollbook::page::AccountRow> {
    let sort = AccountSort::default();
    pages(|after| {
        let query = PageQuery::Accounts {
            tenant,
            filter: AccountFilter::default(),
            sort,
            at,
            after,
            limit: PAGE,
        };
        let Page::Accounts(page) = store.page(&query).unwrap() else {
            panic!("another page")
        };
        let next = page.last().map(|row| rollbook::page::AccountCursor {
            key: sort.by.value(&row.account.value),
            id: row.account.value.id,
        });
        (page, next)
    })
}

fn root_of(store: &dyn Store, tenant: TenantId) -> Option<rollbook::organization::Tenant> {
    let plan = ReadPlan::new(
        tenant,
        rollbook::id::CommandId::from_bytes([0; 16]),
        Timestamp::from_micros(0),
    );
    store.read(&plan).unwrap().tenant
}

fn pages<T, C>(mut page: impl FnMut(Option<C>) -> (Vec<T>, Option<C>)) -> Vec<T> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (mut items, next) = page(after);
        let full = items.len() == PAGE as usize;
        all.append(&mut items);
        if !full {
            return all;
        }
        after = next;
    }
}

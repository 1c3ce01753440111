//! Tenants side by side: clauses 8 and 13.

use rollbook::change::{DirectoryPut, EntityKey, Put, Version};
use rollbook::id::TenantId;
use rollbook::number::selector::{Pick, Spread};
use rollbook::page::{AccountFilter, AccountSort, NumberFilter, Page, PageQuery};
use rollbook::snapshot::InvitationKey;
use rollbook::store::StoreErrorKind;

use super::{conflict, failure};
use crate::Fresh;
use crate::fixture::{
    World, account, account_row, attempt_row, canonical, claim, group, group_row, invitation,
    invitation_row, now, number, number_row, organization, organization_row, tenant, usable_by,
};

pub(super) fn c08_tenants_claim_side_by_side(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    world.add_accounts(1, [1, 2]);
    world.add_numbers([number_row(1, 1)]);
    neighbour.add_numbers([number_row(2, 101)]);
    let receipt = world.with(|changes| {
        let wanted = claim(usable_by(1, Pick::Free), [1], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(receipt.bound[0].number, number(1));
    // The neighbour's free number is not this tenant's.
    let short = world.attempt(|changes| {
        let wanted = claim(usable_by(1, Pick::Free), [2], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(super::shortage(short)[0].got, 0);
    let foreign = world.attempt(|changes| {
        let wanted = claim(usable_by(101, Pick::Free), [2], Spread::default());
        changes.claims.push(wanted);
    });
    assert_eq!(super::shortage(foreign)[0].got, 0);
}

pub(super) fn c13_a_key_of_another_tenant_is_absent(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    world.add_accounts(3, [1]);
    world.add_numbers([number_row(1, 1)]);
    world.with(|changes| {
        changes.invitations.push(Put::Insert(invitation_row(1)));
        changes.groups.push(Put::Insert(group_row(1, 1)));
    });
    let found = neighbour.read(|plan| {
        plan.organizations.push(organization(1));
        plan.accounts.push(account(1));
        plan.identities.push(canonical(1));
        plan.invitations.push(InvitationKey::Id(invitation(1)));
        plan.groups.push(group(1));
        plan.numbers.push(number(1));
    });
    assert!(found.organizations.is_empty() && found.accounts.is_empty());
    assert!(found.identities.is_empty() && found.invitations.is_empty());
    assert!(found.groups.is_empty() && found.numbers.is_empty());
    // What is expected there is absent, and what is put there is a row of its own.
    let stale = neighbour.attempt(|changes| {
        changes.expect(EntityKey::Account(account(1)), Some(Version(1)));
    });
    assert_eq!(conflict(stale), [EntityKey::Account(account(1))]);
    let referred = neighbour.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(5, 3)));
    });
    assert_eq!(failure(referred), StoreErrorKind::Corrupt);
    neighbour.with(|changes| changes.accounts.push(Put::Insert(account_row(1, 101))));
    let (_, own) = world.account(1).unwrap();
    assert_eq!(own.organization, organization(3));
    let listed = |world: &World| {
        let query = PageQuery::Accounts {
            tenant: world.tenant,
            filter: AccountFilter::default(),
            sort: AccountSort::default(),
            at: now(),
            after: None,
            limit: 10,
        };
        match world.store.page(&query).unwrap() {
            Page::Accounts(rows) => rows.len(),
            other => panic!("accounts were expected, not {other:?}"),
        }
    };
    assert_eq!((listed(&world), listed(&neighbour)), (1, 1));
    let numbers = PageQuery::Numbers {
        tenant: tenant(2),
        filter: NumberFilter::default(),
        at: now(),
        after: None,
        limit: 10,
    };
    let none = Page::Numbers(Vec::new());
    assert_eq!(world.store.page(&numbers).unwrap(), none);
}

pub(super) fn c13_the_directories_cross_tenants(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    world.add_numbers([number_row(1, 1)]);
    world.with(|changes| {
        let mut row = organization_row(5, Some(1), 2);
        row.external_id = Some("77".parse().unwrap());
        let put = DirectoryPut::Company("77".parse().unwrap(), row.id);
        changes.directory.push(put);
        changes.organizations.push(Put::Insert(row));
    });
    let company = PageQuery::Company("77".parse().unwrap());
    let named = Some((tenant(1), organization(5)));
    assert_eq!(world.store.page(&company).unwrap(), Page::Company(named));
    let unknown = PageQuery::Company("78".parse().unwrap());
    assert_eq!(world.store.page(&unknown).unwrap(), Page::Company(None));
    let ask = |world: &World| {
        let found = world.read(|plan| {
            plan.numbers_elsewhere.extend([number(1), number(2)]);
            plan.companies.push("77".parse().unwrap());
        });
        assert_eq!(found.companies.len(), 1);
        found.numbers_elsewhere.into_iter().collect::<Vec<_>>()
    };
    assert!(ask(&world).is_empty());
    assert_eq!(ask(&neighbour), [number(1)]);
}

pub(super) fn c13_attempts_need_no_tenant_row(fresh: &dyn Fresh) {
    let mut world = World::empty(fresh.store());
    world.tenant = TenantId::from_bytes([0xff; 16]);
    world.with(|changes| changes.attempts.push(Put::Insert(attempt_row(1, 1))));
    world.with(|changes| {
        let entry = attempt_row(1, 2);
        changes.attempts.push(Put::Replace(Version::FIRST, entry));
    });
    let found = world.read(|plan| plan.attempts.push(attempt_row(1, 0).subject));
    let counted = found.attempts.values().next().unwrap();
    assert_eq!(
        (counted.version, &counted.value),
        (Version(2), &attempt_row(1, 2))
    );
    assert!(found.tenant.is_none());
    let more = world.attempt(|changes| {
        let row = organization_row(1, None, 1);
        changes.organizations.push(Put::Insert(row));
    });
    assert_eq!(failure(more), StoreErrorKind::Corrupt);
    let tenants = PageQuery::Tenants {
        after: None,
        limit: 10,
    };
    let listed = world.store.page(&tenants).unwrap();
    assert_eq!(listed, Page::Tenants(Vec::new()));
}

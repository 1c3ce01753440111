//! Unique keys: clause 4.

use rollbook::batch::BatchState;
use rollbook::change::{DirectoryPut, EntityKey, Put, UniqueKey, Version};
use rollbook::event::OutboxWhat;
use rollbook::number::NumberState;
use rollbook::role::Rank;
use rollbook::settings::Channel;

use super::{conflict, duplicate};
use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{
    World, account, account_row, batch_row, canonical, event, grant_row, group_row, invitation,
    invitation_row, line, number, number_row, organization, organization_row, outbox_row, role_row,
};

pub(super) fn c04_duplicate_names_every_clash(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let neighbour = world.neighbour();
    neighbour.add_numbers([number_row(50, 101)]);
    neighbour.with(|changes| {
        let mut row = organization_row(102, Some(101), 2);
        row.external_id = Some("77".parse().unwrap());
        let put = DirectoryPut::Company("77".parse().unwrap(), row.id);
        changes.directory.push(put);
        changes.organizations.push(Put::Insert(row));
    });
    world.add_accounts(3, [2]);
    world.with(|changes| {
        let mut row = account_row(1, 3);
        row.extension = Some("4711".to_owned());
        changes.accounts.push(Put::Insert(row));
        changes.roles.push(Put::Insert(role_row(1, 1)));
        changes.groups.push(Put::Insert(group_row(1, 1)));
        changes.invitations.push(Put::Insert(invitation_row(1)));
        let mut keyed = batch_row(1, 1);
        keyed.key = Some("key".to_owned());
        changes.batches.push(Put::Insert(keyed));
        changes.outbox.push(Put::Insert(outbox_row(1)));
    });
    let mut held = number_row(1, 1);
    held.state = NumberState::Assigned(line(1));
    world.add_numbers([held]);
    let before = dump(world.store.as_ref());
    let refused = world.attempt(|changes| {
        let mut sibling = organization_row(9, Some(1), 2);
        sibling.name = organization_row(2, None, 1).name;
        sibling.external_id = Some("77".parse().unwrap());
        let put = DirectoryPut::Company("77".parse().unwrap(), sibling.id);
        changes.directory.push(put);
        changes.organizations.push(Put::Insert(sibling));
        let mut role = role_row(2, 1);
        role.name = role_row(1, 1).name;
        changes.roles.push(Put::Insert(role));
        let mut group = group_row(2, 1);
        group.name = group_row(1, 1).name;
        changes.groups.push(Put::Insert(group));
        let mut extended = account_row(3, 3);
        extended.extension = Some("4711".to_owned());
        changes.accounts.push(Put::Insert(extended));
        // A second invitation of account 1, and one of account 2 under the name of account 1.
        let mut second = invitation_row(1);
        second.id = invitation(11);
        "other@example.com".clone_into(&mut second.username);
        changes.invitations.push(Put::Insert(second));
        let mut named = invitation_row(2);
        canonical(1).as_str().clone_into(&mut named.username);
        changes.invitations.push(Put::Insert(named));
        for counter in [2, 50] {
            changes
                .directory
                .push(DirectoryPut::Number(number(counter)));
            let mut row = number_row(counter, 1);
            if counter == 2 {
                row.state = NumberState::Registered(line(1));
            }
            changes.numbers.push(Put::Insert(row));
        }
        let mut keyed = batch_row(2, 1);
        keyed.key = Some("key".to_owned());
        changes.batches.push(Put::Insert(keyed));
        let mut delivery = outbox_row(1);
        delivery.id = event(9);
        changes.outbox.push(Put::Insert(delivery));
    });
    let mut expected = vec![
        UniqueKey::OrganizationName(Some(organization(1)), organization_row(2, None, 1).name),
        UniqueKey::ExternalId("77".parse().unwrap()),
        UniqueKey::NumberElsewhere(number(50)),
        UniqueKey::RoleName(organization(1), role_row(1, 1).name),
        UniqueKey::GroupName(organization(1), group_row(1, 1).name),
        UniqueKey::Extension(organization(3), "4711".to_owned()),
        UniqueKey::Line(line(1)),
        UniqueKey::InvitationOf(account(1)),
        UniqueKey::Credential("952442891".parse().unwrap(), canonical(1)),
        UniqueKey::BatchKey("key".to_owned()),
        UniqueKey::Delivery(invitation(1), 1),
    ];
    expected.sort();
    assert_eq!(duplicate(refused), expected);
    assert_eq!(dump(world.store.as_ref()), before);
}

pub(super) fn c04_a_conflict_goes_before_a_duplicate(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| changes.groups.push(Put::Insert(group_row(1, 1))));
    let refused = world.attempt(|changes| {
        let mut twin = group_row(2, 1);
        twin.name = group_row(1, 1).name;
        changes.groups.push(Put::Insert(twin));
        changes.expect(EntityKey::Account(account(1)), Some(Version(1)));
    });
    assert_eq!(conflict(refused), [EntityKey::Account(account(1))]);
}

pub(super) fn c04_what_one_row_gives_up_another_may_take(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2]);
    let on = |counter: u64, of: Option<u64>| {
        let mut row = number_row(counter, 1);
        row.state = of.map_or(NumberState::Available, |of| NumberState::Assigned(line(of)));
        row
    };
    world.add_numbers([on(1, Some(1)), on(2, Some(2)), on(3, None)]);
    // Account 1 gets number 3 for number 1; then 2 and 3 are swapped.
    world.with(|changes| {
        changes
            .numbers
            .push(Put::Replace(Version(1), on(3, Some(1))));
        changes.numbers.push(Put::Replace(Version(1), on(1, None)));
    });
    world.with(|changes| {
        changes
            .numbers
            .push(Put::Replace(Version(1), on(2, Some(1))));
        changes
            .numbers
            .push(Put::Replace(Version(2), on(3, Some(2))));
    });
    let found = world.read(|plan| plan.accounts.extend([account(1), account(2)]));
    assert_eq!(found.number_on(line(1)).unwrap().value.e164, number(2));
    assert_eq!(found.number_on(line(2)).unwrap().value.e164, number(3));
    // The same name below another parent is no clash; nor is another channel of one delivery.
    world.with(|changes| {
        let mut row = organization_row(5, Some(4), 3);
        row.name = organization_row(3, None, 1).name;
        changes.organizations.push(Put::Insert(row));
        changes.invitations.push(Put::Insert(invitation_row(1)));
        changes.outbox.push(Put::Insert(outbox_row(1)));
        let mut message = outbox_row(1);
        message.id = event(2);
        message.what = OutboxWhat::Invitation {
            invitation: invitation(1),
            generation: 1,
            channel: Channel::Sms,
        };
        changes.outbox.push(Put::Insert(message));
    });
}

pub(super) fn c04_there_is_one_root_and_one_owner(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let second = world.attempt(|changes| {
        let row = organization_row(9, None, 1);
        changes.organizations.push(Put::Insert(row));
    });
    let name = organization_row(9, None, 1).name;
    let root = UniqueKey::OrganizationName(None, name);
    assert_eq!(duplicate(second), [root]);
    world.add_accounts(1, [1, 2]);
    world.with(|changes| {
        let mut owner = role_row(1, 1);
        owner.rank = Some(Rank::Owner);
        changes.roles.push(Put::Insert(owner));
        changes.roles.push(Put::Insert(role_row(2, 1)));
        changes.grants.push(Put::Insert(grant_row(1, 1, 1)));
    });
    world.with(|changes| changes.grants.push(Put::Insert(grant_row(2, 2, 1))));
    let two = world.attempt(|changes| changes.grants.push(Put::Insert(grant_row(2, 1, 1))));
    assert_eq!(duplicate(two), [UniqueKey::Owner]);
    // Handed over in one commit, there is one all the time.
    world.with(|changes| {
        let (old, new) = (grant_row(1, 1, 1), grant_row(2, 1, 1));
        let key = (old.account, old.role);
        changes.grants.push(Put::Insert(new));
        changes.grants.push(Put::Delete(Version::FIRST, key));
    });
}

pub(super) fn c04_an_idempotency_key_is_free_after_rejection(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let keyed = |counter, state| {
        let mut row = batch_row(counter, 1);
        row.key = Some("key".to_owned());
        row.state = state;
        row
    };
    let insert = |row| world.attempt(|changes| changes.batches.push(Put::Insert(row)));
    insert(keyed(1, BatchState::Rejected)).unwrap();
    insert(keyed(2, BatchState::Running)).unwrap();
    let second = insert(keyed(3, BatchState::Running));
    assert_eq!(duplicate(second), [UniqueKey::BatchKey("key".to_owned())]);
    world.with(|changes| {
        let cancelled = keyed(2, BatchState::Cancelled);
        changes.batches.push(Put::Replace(Version(1), cancelled));
    });
    insert(keyed(3, BatchState::Completed)).unwrap();
    insert(batch_row(4, 1)).unwrap();
    insert(batch_row(5, 1)).unwrap();
}

//! Committing: clauses 2, 3, 16, 17 and 19.

use rollbook::account::Onboarding;
use rollbook::change::{
    ChangeSet, DirectoryPut, EntityKey, Expect, Guard, GuardKind, Put, UniqueKey, Version,
};
use rollbook::event::EventName;
use rollbook::limits::MAX_CHANGES;
use rollbook::number::NumberState;
use rollbook::number::selector::{Pick, Spread};
use rollbook::settings::AccessKind;
use rollbook::store::{CommitError, StoreErrorKind};

use super::{conflict, duplicate, failure};
use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{
    World, account, account_row, attempt_row, batch, batch_line, batch_row, canonical, claim,
    event, grant_row, group, group_row, identity_row, invitation, invitation_row, line, number,
    number_row, organization, organization_row, outbox_row, pin_row, pool_row, privilege_group,
    privilege_group_row, role, role_row, settings_row, team, team_row, template, template_row,
    tenant_row, usable_by,
};

/// One row of everything, an event and a claim.
pub(super) fn everything(changes: &mut ChangeSet) {
    let mut named = organization_row(5, Some(1), 2);
    named.external_id = Some("77".parse().unwrap());
    let company = DirectoryPut::Company("77".parse().unwrap(), organization(5));
    changes.directory.push(company);
    changes.directory.push(DirectoryPut::Number(number(1)));
    changes.directory.push(DirectoryPut::Number(number(2)));
    changes.organizations.push(Put::Insert(named));
    changes.settings.push(Put::Insert(settings_row(5)));
    changes.roles.push(Put::Insert(role_row(1, 5)));
    changes.grants.push(Put::Insert(grant_row(1, 1, 5)));
    changes.groups.push(Put::Insert(group_row(1, 5)));
    changes.teams.push(Put::Insert(team_row(1, 5)));
    let group = privilege_group_row(1, 5);
    changes.privilege_groups.push(Put::Insert(group));
    changes.templates.push(Put::Insert(template_row(1, 5)));
    changes.pins.push(Put::Insert(pin_row(1, 5, 1)));
    changes.pools.push(Put::Insert(pool_row(5, 2)));
    let mut row = account_row(1, 5);
    row.teams = [team(1)].into();
    changes.accounts.push(Put::Insert(row));
    changes.identities.push(Put::Insert(identity_row(1, 1)));
    changes.invitations.push(Put::Insert(invitation_row(1)));
    changes.numbers.push(Put::Insert(number_row(1, 5)));
    changes.numbers.push(Put::Insert(number_row(2, 5)));
    changes.batches.push(Put::Insert(batch_row(1, 5)));
    let row = batch_line(1, 0, rollbook::batch::RowOutcome::Created);
    changes.batch_rows.push(Put::Insert(row));
    changes.outbox.push(Put::Insert(outbox_row(1)));
    changes.attempts.push(Put::Insert(attempt_row(1, 1)));
    changes.guards.push(Guard {
        kind: GuardKind::Tree,
        version: Version(0),
    });
    changes
        .claims
        .push(claim(usable_by(5, Pick::Free), [1], Spread::default()));
    changes.record(
        None,
        EventName::AccountCreated,
        [account(1).to_string()],
        [],
    );
}

pub(super) fn c02_a_refused_commit_leaves_nothing(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let before = dump(world.store.as_ref());
    let mut changes = world.changes();
    everything(&mut changes);
    // Refused at each stage: a stale key, a clash, a shortage, a limit.
    let mut stale = changes.clone();
    stale.expects.push(Expect {
        key: EntityKey::Account(account(9)),
        version: Some(Version(4)),
    });
    let mut clash = changes.clone();
    let mut twin = group_row(2, 5);
    twin.name = group_row(1, 5).name;
    clash.groups.push(Put::Insert(twin));
    let mut short = changes.clone();
    short.accounts.push(Put::Insert(account_row(2, 5)));
    short.accounts.push(Put::Insert(account_row(3, 5)));
    let wanted = claim(usable_by(5, Pick::Free), [2, 3], Spread::default());
    short.claims.push(wanted);
    let mut limited = changes.clone();
    limited.limits.push(rollbook::change::Limit {
        organization: organization(1),
        set: rollbook::change::CountedSet::Members,
        at_most: 0,
        adds: 0,
    });
    for refused in [&stale, &clash, &short, &limited] {
        world.store.commit(refused).unwrap_err();
        assert_eq!(dump(world.store.as_ref()), before);
    }
    // The same command then goes through: nothing of the failures stands in its way.
    let receipt = world.commit(&changes);
    assert!(!receipt.replayed);
    assert_eq!(receipt.bound.len(), 1);
    assert_ne!(dump(world.store.as_ref()), before);
}

pub(super) fn c02_directory_rows_may_be_taken_again(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let taken = |external_id: &str, organization_counter: u64| {
        let mut changes = world.changes();
        let mut row = organization_row(organization_counter, Some(1), 2);
        row.external_id = Some(external_id.parse().unwrap());
        let id = row.id;
        changes.organizations.push(Put::Insert(row));
        let put = DirectoryPut::Company(external_id.parse().unwrap(), id);
        changes.directory.push(put);
        changes
    };
    let mut refused = taken("77", 5);
    refused.directory.push(DirectoryPut::Number(number(1)));
    refused.expects.push(Expect {
        key: EntityKey::Account(account(9)),
        version: Some(Version::FIRST),
    });
    conflict(world.store.commit(&refused));
    // The organization of that attempt was never made: another one takes its external id.
    world.commit(&taken("77", 6));
    let clash = world.store.commit(&taken("77", 7));
    let key = UniqueKey::ExternalId("77".parse().unwrap());
    assert_eq!(duplicate(clash), [key]);
    world.add_numbers([number_row(1, 1)]);
    // A row that the tenant has already is no clash.
    world.with(|changes| {
        changes.directory.push(DirectoryPut::Number(number(1)));
        let put = DirectoryPut::Company("77".parse().unwrap(), organization(6));
        changes.directory.push(put);
        changes.settings.push(Put::Insert(settings_row(6)));
    });
}

pub(super) fn c02_what_only_a_bug_can_ask_for_is_corrupt(fresh: &dyn Fresh) {
    type Fill = fn(&mut ChangeSet);
    let world = World::new(fresh.store());
    world.add_accounts(3, [1]);
    let bugs: &[(&str, Fill)] = &[
        ("an absent parent", |changes| {
            let row = organization_row(5, Some(99), 2);
            changes.organizations.push(Put::Insert(row));
        }),
        ("a depth of 33", |changes| {
            let row = organization_row(5, Some(1), 33);
            changes.organizations.push(Put::Insert(row));
        }),
        ("a depth of 0", |changes| {
            let row = organization_row(5, Some(1), 0);
            changes.organizations.push(Put::Insert(row));
        }),
        ("an account of no organization", |changes| {
            changes.accounts.push(Put::Insert(account_row(2, 99)));
        }),
        ("a line with an absent group", |changes| {
            let mut row = account_row(2, 3);
            row.lines[0].group = Some(group(99));
            changes.accounts.push(Put::Insert(row));
        }),
        ("nine lines", |changes| {
            let mut row = account_row(2, 3);
            row.lines = vec![row.lines[0].clone(); 9];
            changes.accounts.push(Put::Insert(row));
        }),
        ("a login-less account with an identity", |changes| {
            let mut row = account_row(2, 3);
            row.access = AccessKind::NoPortal;
            row.onboarding = Onboarding::NotApplicable;
            changes.accounts.push(Put::Insert(row));
        }),
        ("a login-less account to be invited", |changes| {
            let mut row = account_row(2, 3);
            row.access = AccessKind::NoPortal;
            row.identity = None;
            changes.accounts.push(Put::Insert(row));
        }),
        ("an identity of nobody", |changes| {
            changes.identities.push(Put::Insert(identity_row(2, 1)));
        }),
        ("a grant of an absent role", |changes| {
            changes.grants.push(Put::Insert(grant_row(1, 9, 3)));
        }),
        ("an invitation of nobody", |changes| {
            changes.invitations.push(Put::Insert(invitation_row(2)));
        }),
        ("generation 0", |changes| {
            let mut row = invitation_row(1);
            row.generation.number = 0;
            changes.invitations.push(Put::Insert(row));
        }),
        ("used more often than allowed", |changes| {
            let mut row = invitation_row(1);
            row.max_uses = Some(1);
            row.uses = 2;
            changes.invitations.push(Put::Insert(row));
        }),
        ("a number outside the directory", |changes| {
            changes.numbers.push(Put::Insert(number_row(1, 1)));
        }),
        ("an external id outside the directory", |changes| {
            let mut row = organization_row(5, Some(1), 2);
            row.external_id = Some("78".parse().unwrap());
            changes.organizations.push(Put::Insert(row));
        }),
        ("a number of no organization", |changes| {
            changes.directory.push(DirectoryPut::Number(number(1)));
            changes.numbers.push(Put::Insert(number_row(1, 99)));
        }),
        ("a number on the line of nobody", |changes| {
            let mut row = number_row(1, 1);
            row.state = NumberState::Assigned(line(99));
            changes.directory.push(DirectoryPut::Number(number(1)));
            changes.numbers.push(Put::Insert(row));
        }),
        ("a number on a line that is not there", |changes| {
            let mut row = number_row(1, 1);
            let mut second = line(1);
            second.line = 1;
            row.state = NumberState::Registered(second);
            changes.directory.push(DirectoryPut::Number(number(1)));
            changes.numbers.push(Put::Insert(row));
        }),
        ("a batch row without its batch", |changes| {
            let row = batch_line(9, 0, rollbook::batch::RowOutcome::Created);
            changes.batch_rows.push(Put::Insert(row));
        }),
        ("a delivery of no invitation", |changes| {
            changes.outbox.push(Put::Insert(outbox_row(9)));
        }),
        ("settings of no organization", |changes| {
            changes.settings.push(Put::Insert(settings_row(99)));
        }),
        ("another tenant's row", |changes| {
            changes.tenants.push(Put::Insert(tenant_row(9, 1)));
            changes.tenant = crate::fixture::tenant(8);
        }),
    ];
    let before = dump(world.store.as_ref());
    for (what, fill) in bugs {
        let refused = world.attempt(fill);
        let is_corrupt = matches!(
            &refused,
            Err(CommitError::Store(error)) if error.kind() == StoreErrorKind::Corrupt
        );
        assert!(is_corrupt, "{what}: {refused:?}");
        assert_eq!(dump(world.store.as_ref()), before, "{what}");
    }
}

pub(super) fn c02_one_key_put_twice_is_internal(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let twice = world.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(1, 3)));
        changes.accounts.push(Put::Insert(account_row(1, 4)));
    });
    assert_eq!(failure(twice), StoreErrorKind::Internal);
    assert!(world.account(1).is_none());
}

pub(super) fn c03_versions_count_writes(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1]);
    for version in 1..=3 {
        let (found, mut row) = world.account(1).unwrap();
        assert_eq!(found, Version(version));
        row.administrator = !row.administrator;
        world.with(|changes| changes.accounts.push(Put::Replace(found, row)));
    }
    world.with(|changes| {
        let key = (canonical(1), organization(1));
        changes.identities.push(Put::Delete(Version::FIRST, key));
    });
    let gone = world.read(|plan| plan.identities.push(canonical(1)));
    assert!(gone.identities.is_empty());
    // After a deletion a key begins anew.
    world.with(|changes| changes.identities.push(Put::Insert(identity_row(1, 1))));
    let found = world.read(|plan| plan.identities.push(canonical(1)));
    let versions: Vec<_> = found.identities.values().map(|row| row.version).collect();
    assert_eq!(versions, [Version::FIRST]);
}

pub(super) fn c03_conflict_names_every_stale_key(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2, 3]);
    world.add_numbers([number_row(1, 1)]);
    let before = dump(world.store.as_ref());
    let refused = world.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(1, 3)));
        changes
            .accounts
            .push(Put::Replace(Version(2), account_row(2, 3)));
        changes
            .accounts
            .push(Put::Replace(Version(1), account_row(3, 3)));
        changes
            .accounts
            .push(Put::Replace(Version(1), account_row(4, 3)));
        changes.identities.push(Put::Insert(identity_row(1, 1)));
        changes.batches.push(Put::Delete(Version(1), batch(9)));
        changes
            .numbers
            .push(Put::Replace(Version(7), number_row(1, 1)));
        for (key, version) in [
            (EntityKey::Organization(organization(1)), Some(Version(1))),
            (EntityKey::Organization(organization(2)), Some(Version(2))),
            (EntityKey::Organization(organization(3)), None),
            (EntityKey::Organization(organization(9)), None),
            (EntityKey::Group(group(9)), Some(Version(1))),
            (EntityKey::Invitation(invitation(1)), None),
            (EntityKey::Tenant, Some(Version(2))),
        ] {
            changes.expect(key, version);
        }
    });
    let mut expected = vec![
        EntityKey::Tenant,
        EntityKey::Organization(organization(2)),
        EntityKey::Organization(organization(3)),
        EntityKey::Group(group(9)),
        EntityKey::Account(account(1)),
        EntityKey::Account(account(2)),
        EntityKey::Account(account(4)),
        EntityKey::Identity(canonical(1), organization(1)),
        EntityKey::Number(number(1)),
        EntityKey::Batch(batch(9)),
    ];
    expected.sort();
    assert_eq!(conflict(refused), expected);
    assert_eq!(dump(world.store.as_ref()), before);
}

pub(super) fn c03_every_kind_of_key_can_be_expected(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(everything);
    let there = [
        (EntityKey::Tenant, 1),
        (EntityKey::Organization(organization(5)), 1),
        (EntityKey::Settings(organization(5)), 1),
        (EntityKey::Role(role(1)), 1),
        (EntityKey::Grant(account(1), role(1)), 1),
        (EntityKey::Group(group(1)), 1),
        (EntityKey::Team(team(1)), 1),
        (EntityKey::PrivilegeGroup(privilege_group(1)), 1),
        (EntityKey::Template(template(1)), 1),
        (EntityKey::Pin(account(1)), 1),
        (EntityKey::Pool(organization(5)), 1),
        (EntityKey::Account(account(1)), 1),
        (EntityKey::Identity(canonical(1), organization(1)), 1),
        (EntityKey::Invitation(invitation(1)), 1),
        (EntityKey::Batch(batch(1)), 1),
        (EntityKey::BatchRow(batch(1), 0), 1),
        (EntityKey::Outbox(event(1)), 1),
        (EntityKey::Attempt(attempt_row(1, 1).subject), 1),
        (EntityKey::Guard(GuardKind::Tree), 1),
    ];
    world.with(|changes| {
        for (key, version) in &there {
            changes.expect(key.clone(), Some(Version(*version)));
        }
    });
    let absent = world.attempt(|changes| {
        for (key, _) in &there {
            changes.expect(key.clone(), None);
        }
    });
    let older = world.attempt(|changes| {
        for (key, version) in &there {
            changes.expect(key.clone(), Some(Version(version + 1)));
        }
    });
    let mut keys: Vec<EntityKey> = there.iter().map(|(key, _)| key.clone()).collect();
    keys.sort();
    assert_eq!(conflict(absent), keys);
    assert_eq!(conflict(older), keys);
    // A claim has written one of the two numbers.
    let bound = world.read(|plan| plan.numbers.extend([number(1), number(2)]));
    let versions: Vec<u64> = bound.numbers.values().map(|row| row.version.0).collect();
    assert_eq!(versions.iter().sum::<u64>(), 3);
    let every = bound.numbers.iter();
    let stale = world.attempt(|changes| {
        for (number, row) in every {
            changes.expect(EntityKey::Number(*number), Some(row.version.next()));
        }
    });
    assert_eq!(conflict(stale).len(), 2);
}

pub(super) fn c03_guards_are_expected_and_bumped(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let bump = |version| {
        world.attempt(|changes| {
            changes.guards.push(Guard {
                kind: GuardKind::Capacity,
                version: Version(version),
            });
        })
    };
    bump(0).unwrap();
    bump(1).unwrap();
    let key = EntityKey::Guard(GuardKind::Capacity);
    assert!(conflict(bump(1)).contains(&key));
    let found = world.read(|_| ());
    assert_eq!(found.guards[&GuardKind::Capacity], Version(2));
    assert_eq!(found.guards[&GuardKind::Tree], Version(0));
    let relied = |key: EntityKey, version| {
        world.attempt(|changes| changes.expect(key, Some(Version(version))))
    };
    relied(key.clone(), 2).unwrap();
    relied(EntityKey::Guard(GuardKind::Tree), 0).unwrap();
    assert_eq!(conflict(relied(key.clone(), 1)), [key]);
}

pub(super) fn c03_a_group_in_use_is_not_deleted(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for counter in 1..=3 {
            changes.groups.push(Put::Insert(group_row(counter, 1)));
        }
        let mut row = account_row(1, 3);
        row.lines[0].group = Some(group(1));
        changes.accounts.push(Put::Insert(row));
        let mut default = organization_row(2, Some(1), 2);
        default.default_group = Some(group(2));
        let put = Put::Replace(Version::FIRST, default);
        changes.organizations.push(put);
    });
    let delete = |counters: &[u64]| {
        world.attempt(|changes| {
            for counter in counters {
                let put = Put::Delete(Version::FIRST, group(*counter));
                changes.groups.push(put);
            }
        })
    };
    let used = [EntityKey::Group(group(1)), EntityKey::Group(group(2))];
    assert_eq!(conflict(delete(&[1, 2, 3])), used);
    delete(&[3]).unwrap();
    let found = world.read(|plan| plan.groups_of.push(organization(1)));
    assert_eq!(found.groups.len(), 2);
}

pub(super) fn c16_too_many_changes_are_refused_unwritten(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let fill = |changes: &mut ChangeSet, count: usize| {
        for index in 0..count {
            let mut entry = attempt_row(0, 1);
            let counter = u32::try_from(index).unwrap();
            entry.subject.0[..4].copy_from_slice(&counter.to_be_bytes());
            changes.attempts.push(Put::Insert(entry));
        }
    };
    let over = world.attempt(|changes| fill(changes, MAX_CHANGES + 1));
    assert!(matches!(over, Err(CommitError::TooLarge)));
    let found = world.read(|plan| plan.attempts.push(rollbook::change::Subject([0; 16])));
    assert!(found.attempts.is_empty());
    // Numbers of a claim count as well.
    let claimed = world.attempt(|changes| {
        fill(changes, MAX_CHANGES);
        let wanted = claim(usable_by(1, Pick::Free), [1], Spread::default());
        changes.claims.push(wanted);
    });
    assert!(matches!(claimed, Err(CommitError::TooLarge)));
    world.with(|changes| fill(changes, MAX_CHANGES));
}

pub(super) fn c17_a_commit_is_there_when_opened_again(fresh: &dyn Fresh) {
    let opened = fresh.open();
    let world = World::new(opened.store);
    let mut changes = world.changes();
    everything(&mut changes);
    "recorded".clone_into(&mut changes.recorded);
    let receipt = world.commit(&changes);
    let written = dump(world.store.as_ref());
    // A store without a home outside of its value is asked through the same value.
    let again = match &opened.again {
        Some(again) => again(),
        None => std::sync::Arc::clone(&world.store),
    };
    assert_eq!(dump(again.as_ref()), written);
    let repeated = again.commit(&changes).unwrap();
    assert!(repeated.replayed);
    assert_eq!(repeated.bound, receipt.bound);
    assert_eq!(repeated.recorded, "recorded");
    assert_eq!(again.info().deployment.as_deref(), Some(crate::DEPLOYMENT));
}

pub(super) fn c19_error_texts_hold_no_row_contents(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1]);
    world.add_numbers([number_row(1, 1)]);
    let refused = [
        world.attempt(|changes| changes.identities.push(Put::Insert(identity_row(1, 1)))),
        world.attempt(|changes| {
            let mut row = number_row(1, 99);
            row.state = NumberState::Assigned(line(77));
            changes.numbers.push(Put::Replace(Version::FIRST, row));
        }),
        world.attempt(|changes| changes.accounts.push(Put::Insert(account_row(2, 99)))),
        world.attempt(|changes| {
            for counter in [1, 2] {
                let mut row = account_row(counter + 10, 3);
                row.extension = Some("4711".to_owned());
                changes.accounts.push(Put::Insert(row));
            }
        }),
    ];
    for result in refused {
        let error = result.unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            for content in ["example", "Name 2", "14405550001", "4405550001"] {
                assert!(!text.contains(content), "{text}");
            }
        }
        assert!(!error.to_string().contains("4711"));
    }
}

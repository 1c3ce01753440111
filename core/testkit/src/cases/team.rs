//! Teams, privilege groups, templates, PINs, pools and organizations that are gone: clauses 1 to 4, 11 and 15.

use rollbook::batch::{BatchKind, BatchState, Digest};
use rollbook::change::{ChangeSet, CountedSet, DirectoryPut, Limit, Put, UniqueKey, Version};
use rollbook::credential::keys::CodeKeyId;
use rollbook::id::OrganizationId;
use rollbook::invitation::InvitationKind;
use rollbook::number::NumberState;
use rollbook::page::{AccountFilter, AccountSort, Page, PageQuery};
use rollbook::pin::PinMac;
use rollbook::role::Rank;
use rollbook::settings::Channel;
use rollbook::snapshot::{BatchKey, Probe, ProbeAnswer};
use rollbook::store::{CommitError, StoreErrorKind};

use super::duplicate;
use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{
    World, account, account_row, alert_row, at, batch_row, grant_row, invitation_row, line, now,
    number, number_row, organization, organization_row, pin_row, pool_row, privilege_group,
    privilege_group_row, role, role_row, team, team_row, template, template_row,
};

/// Teams 1 (of organization 2) and 2 (of 3), account 7 in both, who holds role 1 over team 1 with privilege group 1.
fn teams(world: &World) {
    world.with(|changes| {
        changes.teams.push(Put::Insert(team_row(1, 2)));
        changes.teams.push(Put::Insert(team_row(2, 3)));
        let group = privilege_group_row(1, 1);
        changes.privilege_groups.push(Put::Insert(group));
        changes.roles.push(Put::Insert(role_row(1, 1)));
        let mut row = account_row(7, 3);
        row.teams = [team(1), team(2)].into();
        changes.accounts.push(Put::Insert(row));
        let mut grant = grant_row(7, 1, 3);
        grant.scoped = true;
        grant.teams = [team(1)].into();
        grant.privilege_group = Some(privilege_group(1));
        changes.grants.push(Put::Insert(grant));
        changes.pins.push(Put::Insert(pin_row(7, 3, 1)));
        changes.pools.push(Put::Insert(pool_row(3, 5)));
    });
}

pub(super) fn c01_an_account_brings_teams_and_pin(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    let pin = pin_row(7, 3, 1);
    for by in 0..2 {
        let found = world.read(|plan| match by {
            0 => plan.accounts.push(account(7)),
            _ => plan.pins.extend(
                pin.macs
                    .iter()
                    .map(|(key, mac)| (organization(3), *key, *mac)),
            ),
        });
        let row = &found.accounts[&account(7)].value;
        assert_eq!(row.teams, [team(1), team(2)].into());
        assert_eq!(found.teams.len(), 2);
        assert_eq!(found.teams[&team(1)].value, team_row(1, 2));
        assert_eq!(found.teams[&team(1)].version, Version::FIRST);
        let grant = &found.grants[&account(7)][0].value;
        assert!(grant.scoped);
        assert_eq!(grant.teams, [team(1)].into());
        assert_eq!(grant.privilege_group, Some(privilege_group(1)));
        let group = &found.privilege_groups[&privilege_group(1)].value;
        assert_eq!(*group, privilege_group_row(1, 1));
        assert_eq!(found.pins[&account(7)].value, pin);
    }
    // Elsewhere, or under another key or MAC, it is nobody's.
    let key = CodeKeyId::from_bytes([1; 8]);
    let nobody = world.read(|plan| {
        plan.pins.push((organization(2), key, PinMac([1; 16])));
        plan.pins.push((organization(3), key, PinMac([2; 16])));
        let other = CodeKeyId::from_bytes([2; 8]);
        plan.pins.push((organization(3), other, PinMac([1; 16])));
    });
    assert!(nobody.accounts.is_empty() && nobody.pins.is_empty());
    // A scoped grant whose teams are taken away reaches nobody, and stays scoped.
    world.with(|changes| {
        let mut grant = grant_row(7, 1, 3);
        grant.scoped = true;
        changes.grants.push(Put::Replace(Version::FIRST, grant));
        let row = account_row(7, 3);
        changes.accounts.push(Put::Replace(Version::FIRST, row));
        let key = account(7);
        changes.pins.push(Put::Delete(Version::FIRST, key));
    });
    let found = world.read(|plan| plan.accounts.push(account(7)));
    let grant = &found.grants[&account(7)][0].value;
    assert!(grant.scoped && grant.teams.is_empty());
    assert!(found.teams.is_empty() && found.pins.is_empty());
}

pub(super) fn c01_what_is_defined_somewhere_is_found(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    world.with(|changes| {
        for (counter, of, language) in [(1, 1, "English"), (2, 3, "German"), (3, 4, "English")] {
            let mut row = template_row(counter, of);
            row.language = language.parse().unwrap();
            changes.templates.push(Put::Insert(row));
        }
        let mut other = template_row(4, 3);
        other.kind = InvitationKind::Member;
        changes.templates.push(Put::Insert(other));
        changes.roles.push(Put::Insert(role_row(2, 2)));
    });
    let found = world.read(|plan| {
        plan.teams.push(team(2));
        plan.teams.push(team(9));
        plan.teams_of.push(organization(2));
        plan.roles_of.push(organization(2));
        plan.privilege_groups.push(privilege_group(1));
        plan.pools.extend([organization(3), organization(2)]);
        plan.organizations.push(organization(3));
        plan.templates.push((Channel::Email, InvitationKind::User));
    });
    assert!(found.teams.keys().eq([team(1), team(2)].iter()));
    assert!(found.roles.keys().eq([role(2)].iter()));
    assert_eq!(found.privilege_groups.len(), 1);
    assert_eq!(found.pools.len(), 1);
    assert_eq!(found.pools[&organization(3)].value, pool_row(3, 5));
    // Of the organizations read with those above them, in every language, and of no other message.
    assert!(found.templates.keys().eq([template(1), template(2)].iter()));
    assert_eq!(found.templates[&template(1)].value, template_row(1, 1));
}

pub(super) fn c01_the_owner_and_holders_are_found(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    let nobody = world.read(|plan| plan.owner = true);
    assert!(nobody.accounts.is_empty());
    world.add_accounts(1, [1, 2]);
    world.with(|changes| {
        let mut owner = role_row(5, 1);
        owner.rank = Some(Rank::Owner);
        changes.roles.push(Put::Insert(owner));
        changes.grants.push(Put::Insert(grant_row(1, 5, 1)));
        changes.grants.push(Put::Insert(grant_row(2, 1, 2)));
    });
    let found = world.read(|plan| plan.owner = true);
    assert!(found.accounts.keys().eq([account(1)].iter()));
    assert_eq!(found.roles[&role(5)].value.rank, Some(Rank::Owner));
    // Of this very scope: what is held above or below is not.
    let found = world.read(|plan| plan.holders_of.push(organization(2)));
    assert!(found.accounts.keys().eq([account(2)].iter()));
    assert_eq!(found.grants[&account(2)].len(), 1);
}

pub(super) fn c02_teams_and_pins_of_nothing_are_corrupt(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    type Bug = fn(&mut ChangeSet);
    let bugs: [(&str, Bug); 8] = [
        ("a team of no organization", |changes| {
            changes.teams.push(Put::Insert(team_row(3, 99)));
        }),
        ("a privilege group of no organization", |changes| {
            let row = privilege_group_row(3, 99);
            changes.privilege_groups.push(Put::Insert(row));
        }),
        ("a template of no organization", |changes| {
            changes.templates.push(Put::Insert(template_row(3, 99)));
        }),
        ("a pool of no organization", |changes| {
            changes.pools.push(Put::Insert(pool_row(99, 1)));
        }),
        ("a PIN of nobody", |changes| {
            changes.pins.push(Put::Insert(pin_row(99, 3, 9)));
        }),
        ("somebody in an absent team", |changes| {
            let mut row = account_row(8, 3);
            row.teams = [team(99)].into();
            changes.accounts.push(Put::Insert(row));
        }),
        ("a role over an absent team", |changes| {
            let mut grant = grant_row(7, 1, 3);
            grant.scoped = true;
            grant.teams = [team(99)].into();
            changes.grants.push(Put::Replace(Version::FIRST, grant));
        }),
        ("a role with teams that reaches everybody", |changes| {
            let mut grant = grant_row(7, 1, 3);
            grant.teams = [team(1)].into();
            changes.grants.push(Put::Replace(Version::FIRST, grant));
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

pub(super) fn c02_a_gone_organization_is_absent(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let company = "77".parse().unwrap();
    let entry = DirectoryPut::Company("77".parse().unwrap(), organization(5));
    world.with(|changes| {
        let mut row = organization_row(5, Some(2), 3);
        row.external_id = Some("77".parse().unwrap());
        changes.organizations.push(Put::Insert(row));
        changes.directory.push(entry.clone());
        changes.batches.push(Put::Insert(batch_row(1, 5)));
    });
    world.with(|changes| {
        let mut row = organization_row(5, Some(2), 3);
        row.gone = Some(now());
        changes
            .organizations
            .push(Put::Replace(Version::FIRST, row));
    });
    let found = world.read(|plan| {
        plan.organizations.push(organization(5));
        plan.children.push(organization(2));
        plan.tree = true;
    });
    let ids = found.organizations.keys().copied().collect::<Vec<_>>();
    assert_eq!(ids, [1, 2, 3, 4].map(organization));
    let under = |under: OrganizationId| {
        let query = PageQuery::Organizations {
            tenant: world.tenant,
            under,
            after: None,
            limit: 100,
        };
        match world.store.page(&query).unwrap() {
            Page::Organizations(rows) => rows.len(),
            other => panic!("organizations were expected, not {other:?}"),
        }
    };
    assert_eq!((under(organization(2)), under(organization(5))), (2, 0));
    let batches = PageQuery::Batches {
        tenant: world.tenant,
        under: organization(1),
        after: None,
        limit: 100,
    };
    assert_eq!(
        world.store.page(&batches).unwrap(),
        Page::Batches(Vec::new())
    );
    // Another organization of the tenant takes its external id.
    world.with(|changes| {
        let mut row = organization_row(6, Some(1), 2);
        row.external_id = Some(company);
        let id = row.id;
        changes.organizations.push(Put::Insert(row));
        let entry = DirectoryPut::Company("77".parse().unwrap(), id);
        changes.directory.push(entry);
    });
}

pub(super) fn c03_a_team_that_goes_leaves_its_people(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    let receipt = world.attempt(|changes| {
        changes.teams.push(Put::Delete(Version::FIRST, team(1)));
        // Refused at the end: everything is put back.
        changes.limits.push(Limit {
            organization: organization(1),
            set: CountedSet::Members,
            at_most: 0,
            adds: 0,
        });
    });
    assert!(matches!(receipt, Err(CommitError::Limit(_))));
    let found = world.read(|plan| plan.accounts.push(account(7)));
    assert_eq!(found.accounts[&account(7)].value.teams.len(), 2);
    world.with(|changes| changes.teams.push(Put::Delete(Version::FIRST, team(1))));
    let found = world.read(|plan| plan.accounts.push(account(7)));
    let row = &found.accounts[&account(7)];
    assert_eq!(
        (row.version, &row.value.teams),
        (Version::FIRST, &[team(2)].into())
    );
    let grant = &found.grants[&account(7)][0];
    assert_eq!(grant.version, Version::FIRST);
    assert!(grant.value.scoped && grant.value.teams.is_empty());
    // Its name is free.
    let mut again = team_row(3, 2);
    again.name = team_row(1, 2).name;
    world.with(|changes| changes.teams.push(Put::Insert(again)));
}

pub(super) fn c04_names_templates_and_pins_are_unique(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    world.add_accounts(3, [8, 9, 10]);
    world.with(|changes| changes.templates.push(Put::Insert(template_row(1, 1))));
    let before = dump(world.store.as_ref());
    let refused = world.attempt(|changes| {
        let mut row = team_row(3, 2);
        row.name = team_row(1, 2).name;
        changes.teams.push(Put::Insert(row));
        let mut group = privilege_group_row(2, 1);
        group.name = privilege_group_row(1, 1).name;
        changes.privilege_groups.push(Put::Insert(group));
        changes.templates.push(Put::Insert(template_row(2, 1)));
        changes.pins.push(Put::Insert(pin_row(8, 3, 1)));
        // Two of one change set.
        changes.pins.push(Put::Insert(pin_row(9, 3, 2)));
        changes.pins.push(Put::Insert(pin_row(10, 3, 2)));
    });
    let english = template_row(1, 1).language;
    let key = CodeKeyId::from_bytes([1; 8]);
    let mut expected = vec![
        UniqueKey::TeamName(organization(2), team_row(1, 2).name),
        UniqueKey::PrivilegeGroupName(organization(1), privilege_group_row(1, 1).name),
        UniqueKey::Template(
            organization(1),
            Channel::Email,
            InvitationKind::User,
            english,
        ),
        UniqueKey::Pin(organization(3), key, PinMac([1; 16])),
        UniqueKey::Pin(organization(3), key, PinMac([2; 16])),
    ];
    expected.sort();
    assert_eq!(duplicate(refused), expected);
    assert_eq!(dump(world.store.as_ref()), before);
    // Elsewhere each is free.
    world.with(|changes| {
        let mut row = team_row(3, 1);
        row.name = team_row(1, 2).name;
        changes.teams.push(Put::Insert(row));
        changes.templates.push(Put::Insert(template_row(2, 2)));
        changes.pins.push(Put::Insert(pin_row(8, 2, 1)));
        changes.pins.push(Put::Insert(pin_row(9, 3, 2)));
    });
}

pub(super) fn c04_names_and_pins_are_swapped(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    world.add_accounts(3, [8]);
    world.with(|changes| {
        changes.pins.push(Put::Insert(pin_row(8, 3, 2)));
        changes.teams.push(Put::Insert(team_row(3, 2)));
    });
    world.with(|changes| {
        for (counter, mac) in [(7, 2), (8, 1)] {
            let row = pin_row(counter, 3, mac);
            changes.pins.push(Put::Replace(Version::FIRST, row));
        }
        for (counter, other) in [(1, 3), (3, 1)] {
            let mut row = team_row(counter, 2);
            row.name = team_row(other, 2).name;
            changes.teams.push(Put::Replace(Version::FIRST, row));
        }
    });
    let found = world.read(|plan| plan.accounts.extend([account(7), account(8)]));
    assert_eq!(found.pins[&account(7)].value, pin_row(7, 3, 2));
    assert_eq!(found.pins[&account(8)].value, pin_row(8, 3, 1));
    assert_eq!(found.pins[&account(8)].version, Version(2));
    // Its people are still in it.
    assert_eq!(found.teams[&team(1)].value.name, team_row(3, 2).name);
    assert_eq!(found.accounts[&account(7)].value.teams.len(), 2);
}

pub(super) fn c04_a_gone_name_is_free(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let named = |counter| {
        let mut row = organization_row(counter, Some(1), 2);
        row.name = organization_row(2, None, 1).name;
        row
    };
    let insert = |row| world.attempt(|changes| changes.organizations.push(Put::Insert(row)));
    assert_eq!(duplicate(insert(named(5))).len(), 1);
    world.with(|changes| {
        for (counter, parent, depth) in [(2, Some(1), 2), (3, Some(2), 3)] {
            let mut row = organization_row(counter, parent, depth);
            row.gone = Some(now());
            changes
                .organizations
                .push(Put::Replace(Version::FIRST, row));
        }
    });
    insert(named(5)).unwrap();
    assert_eq!(duplicate(insert(named(6))).len(), 1);
}

pub(super) fn c11_limits_count_teams_roles_people(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    world.add_accounts(2, [1]);
    world.with(|changes| {
        let mut gone = account_row(2, 4);
        gone.enabled = rollbook::account::Enabled::Deleted;
        changes.accounts.push(Put::Insert(gone));
        let mut opted_out = account_row(3, 4);
        opted_out.enabled = rollbook::account::Enabled::OptedOut;
        changes.accounts.push(Put::Insert(opted_out));
        changes.grants.push(Put::Insert(grant_row(1, 1, 2)));
        changes.batches.push(Put::Insert(batch_row(1, 3)));
        let mut done = batch_row(2, 3);
        done.state = BatchState::Completed;
        changes.batches.push(Put::Insert(done));
    });
    let count = |under, set| {
        let probe = Probe::Count {
            organization: organization(under),
            set,
            at_most: 10,
        };
        let one = Probe::Count {
            organization: organization(under),
            set,
            at_most: 1,
        };
        let ProbeAnswer::Count(found) = world.probe(now(), probe) else {
            panic!("a count was expected");
        };
        assert_eq!(world.probe(now(), one), ProbeAnswer::Count(found.min(1)));
        found
    };
    assert_eq!(
        (count(1, CountedSet::Teams), count(3, CountedSet::Teams)),
        (2, 1)
    );
    assert_eq!(count(4, CountedSet::Teams), 0);
    assert_eq!(count(4, CountedSet::TeamsOf(account(7))), 1);
    assert_eq!(count(4, CountedSet::TeamsOf(account(1))), 0);
    assert_eq!(count(4, CountedSet::UsersOfRole(role(1))), 2);
    let group = CountedSet::UsersOfPrivilegeGroup(privilege_group(1));
    assert_eq!(count(4, group), 1);
    assert_eq!(
        (count(1, CountedSet::People), count(4, CountedSet::People)),
        (3, 1)
    );
    assert_eq!(count(1, CountedSet::RunningBatches), 1);
    assert_eq!(count(4, CountedSet::RunningBatches), 0);
    // And in a commit.
    let refused = world.attempt(|changes| {
        changes.teams.push(Put::Insert(team_row(3, 1)));
        changes.limits.push(Limit {
            organization: organization(1),
            set: CountedSet::Teams,
            at_most: 2,
            adds: 1,
        });
    });
    assert!(matches!(refused, Err(CommitError::Limit(broken)) if broken == [0]));
}

pub(super) fn c15_teams_privilege_groups_and_templates(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        for (counter, of, name) in [
            (1, 1, "b"),
            (2, 2, "B"),
            (3, 2, "a"),
            (4, 1, "a"),
            (5, 4, "A"),
        ] {
            let mut row = team_row(counter, of);
            row.name = name.parse().unwrap();
            changes.teams.push(Put::Insert(row));
            let mut row = privilege_group_row(counter, of);
            row.name = name.parse().unwrap();
            changes.privilege_groups.push(Put::Insert(row));
            let mut row = template_row(counter, of);
            row.language = name.parse().unwrap();
            changes.templates.push(Put::Insert(row));
        }
    });
    let organizations = vec![organization(1), organization(2)];
    for limit in [1_usize, 2, 100] {
        let held = u32::try_from(limit).unwrap();
        let (mut teams, mut groups, mut templates) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let query = PageQuery::Teams {
                tenant: world.tenant,
                organizations: organizations.clone(),
                after: teams.last().copied(),
                limit: held,
            };
            let Page::Teams(rows) = world.store.page(&query).unwrap() else {
                panic!("teams were expected");
            };
            teams.extend(rows.iter().map(|row| row.value.id));
            if rows.len() < limit {
                break;
            }
        }
        loop {
            let query = PageQuery::PrivilegeGroups {
                tenant: world.tenant,
                organizations: organizations.clone(),
                after: groups.last().copied(),
                limit: held,
            };
            let Page::PrivilegeGroups(rows) = world.store.page(&query).unwrap() else {
                panic!("privilege groups were expected");
            };
            groups.extend(rows.iter().map(|row| row.value.id));
            if rows.len() < limit {
                break;
            }
        }
        loop {
            let query = PageQuery::Templates {
                tenant: world.tenant,
                organizations: organizations.clone(),
                after: templates.last().copied(),
                limit: held,
            };
            let Page::Templates(rows) = world.store.page(&query).unwrap() else {
                panic!("templates were expected");
            };
            templates.extend(rows.iter().map(|row| row.value.id));
            if rows.len() < limit {
                break;
            }
        }
        assert_eq!(teams, [2, 3, 4, 1].map(team));
        assert_eq!(groups, [2, 3, 4, 1].map(privilege_group));
        assert_eq!(templates, [1, 2, 3, 4].map(template));
    }
}

pub(super) fn c15_accounts_by_team_pin_and_sending(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    teams(&world);
    world.add_accounts(3, [8, 9]);
    world.with(|changes| {
        for (counter, seconds) in [(7, 10), (8, 20)] {
            let mut row = invitation_row(counter);
            row.generation.issued_at = at(seconds);
            changes.invitations.push(Put::Insert(row));
        }
    });
    let listed = |filter: AccountFilter| {
        let query = PageQuery::Accounts {
            tenant: world.tenant,
            filter,
            sort: AccountSort::default(),
            at: now(),
            after: None,
            limit: 100,
        };
        match world.store.page(&query).unwrap() {
            Page::Accounts(rows) => {
                let seven = rows.iter().find(|row| row.account.value.id == account(7));
                assert!(seven.is_none_or(|row| row.ready && row.account.value.teams.len() == 2));
                rows.iter()
                    .map(|row| row.account.value.id)
                    .collect::<Vec<_>>()
            }
            other => panic!("accounts were expected, not {other:?}"),
        }
    };
    let any = AccountFilter::default;
    let teams = |teams: &[u64]| AccountFilter {
        teams: teams.iter().map(|counter| team(*counter)).collect(),
        ..any()
    };
    assert_eq!(listed(teams(&[])), [7, 8, 9].map(account));
    assert_eq!(listed(teams(&[9, 2])), [account(7)]);
    assert!(listed(teams(&[9])).is_empty());
    let ready = |ready| AccountFilter { ready, ..any() };
    assert_eq!(listed(ready(Some(true))), [account(7)]);
    assert_eq!(listed(ready(Some(false))), [8, 9].map(account));
    let not_sent_since = Some(at(20));
    let filter = AccountFilter {
        not_sent_since,
        ..any()
    };
    assert_eq!(listed(filter), [7, 9].map(account));
}

pub(super) fn c14_alerts_and_bulk_batches_come_back(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut bulk = batch_row(1, 2);
    bulk.kind = BatchKind::BulkMove;
    bulk.file = None;
    bulk.access = None;
    bulk.existing = None;
    bulk.selection = Some(Digest::of(b"selection"));
    bulk.request = Some("{\"reason\":null}".to_owned());
    bulk.consent = true;
    bulk.notified = true;
    world.with(|changes| {
        changes.batches.push(Put::Insert(bulk.clone()));
        // Two alerts of one kind are no clash.
        changes.outbox.push(Put::Insert(alert_row(1, 2)));
        changes.outbox.push(Put::Insert(alert_row(2, 2)));
    });
    let found = world.read(|plan| {
        plan.batches.push(BatchKey::Id(bulk.id));
        plan.outbox.push(alert_row(1, 2).id);
    });
    assert_eq!(found.batches[&bulk.id].value, bulk);
    assert_eq!(found.outbox[&alert_row(1, 2).id].value, alert_row(1, 2));
    let open = PageQuery::Outbox {
        tenant: world.tenant,
        takeable_at: Some(now()),
        after: None,
        limit: 10,
    };
    match world.store.page(&open).unwrap() {
        Page::Outbox(rows) => assert_eq!(rows.len(), 2),
        other => panic!("deliveries were expected, not {other:?}"),
    }
}

pub(super) fn c15_numbers_held_and_owned(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1]);
    world.add_accounts(4, [2]);
    let held = |counter, owner, holder| {
        let mut row = number_row(counter, owner);
        row.state = NumberState::Assigned(line(holder));
        row
    };
    world.add_numbers([
        held(1, 1, 1),
        held(2, 1, 2),
        number_row(3, 2),
        number_row(4, 3),
    ]);
    let numbers = |probe| match world.probe(now(), probe) {
        ProbeAnswer::Numbers(found) => found.iter().map(|it| it.value.e164).collect::<Vec<_>>(),
        other => panic!("numbers were expected, not {other:?}"),
    };
    let on_lines = |under, owners: &[u64], at_most| {
        numbers(Probe::Held {
            under: organization(under),
            owners: owners.iter().map(|owner| organization(*owner)).collect(),
            at_most,
        })
    };
    assert_eq!(on_lines(2, &[1], 10), [number(1)]);
    assert_eq!(on_lines(1, &[1, 2], 10), [1, 2].map(number));
    assert_eq!(on_lines(1, &[1], 1), [number(1)]);
    assert!(on_lines(2, &[2, 3], 10).is_empty());
    let owned = |under, at_most| {
        numbers(Probe::Owned {
            under: organization(under),
            at_most,
        })
    };
    assert_eq!(owned(2, 10), [3, 4].map(number));
    assert_eq!(owned(1, 3), [1, 2, 3].map(number));
    assert!(owned(4, 10).is_empty());
}

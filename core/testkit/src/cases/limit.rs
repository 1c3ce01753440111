//! Limits and many rows: clauses 11 and 12.

use rollbook::account::{Enabled, Onboarding};
use rollbook::change::{CountedSet, Limit, Put, Version};
use rollbook::number::selector::{Pick, Spread};
use rollbook::snapshot::Receipt;
use rollbook::store::CommitError;

use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{
    World, account_row, claim, group, group_row, identity_row, invitation_row, number_row,
    organization, usable_by,
};

fn limit(organization_counter: u64, set: CountedSet, at_most: u32) -> Limit {
    Limit {
        organization: organization(organization_counter),
        set,
        at_most,
        adds: 0,
    }
}

fn broken(result: Result<Receipt, CommitError>) -> Vec<usize> {
    match result {
        Err(CommitError::Limit(broken)) => broken,
        other => panic!("a limit was expected, not {other:?}"),
    }
}

pub(super) fn c11_a_limit_is_judged_after_the_changes(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_accounts(3, [1, 2]);
    let add = |counter, at_most| {
        world.attempt(|changes| {
            let row = account_row(counter, 3);
            changes.accounts.push(Put::Insert(row));
            changes.limits.push(limit(3, CountedSet::Members, at_most));
        })
    };
    let before = dump(world.store.as_ref());
    assert_eq!(broken(add(3, 2)), [0]);
    assert_eq!(dump(world.store.as_ref()), before);
    add(3, 3).unwrap();
    // One leaves and one comes: three all the time.
    world.with(|changes| {
        let mut gone = account_row(1, 3);
        gone.enabled = Enabled::Deleted;
        changes.accounts.push(Put::Replace(Version::FIRST, gone));
        changes.accounts.push(Put::Insert(account_row(4, 3)));
        changes.limits.push(limit(3, CountedSet::Members, 3));
    });
}

pub(super) fn c11_limits_count_the_subtree_and_the_living(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.with(|changes| {
        changes.groups.push(Put::Insert(group_row(1, 1)));
        for counter in 1..=7 {
            let mut row = account_row(counter, if counter == 7 { 4 } else { 3 });
            match counter {
                1 => row.administrator = true,
                2 => row.onboarding = Onboarding::Invited,
                3 => {
                    row.onboarding = Onboarding::InvitationFailed;
                    row.enabled = Enabled::Suspended {
                        by_system: false,
                        reason: None,
                    };
                }
                4 => {
                    row.onboarding = Onboarding::Invited;
                    row.enabled = Enabled::OptedOut;
                    row.lines[0].group = Some(group(1));
                }
                5 => row.enabled = Enabled::Deleted,
                _ => {}
            }
            changes.accounts.push(Put::Insert(row));
        }
    });
    let count = |organization_counter, set| {
        // The lowest bound that is not broken is the count.
        (0..10)
            .find(|at_most| {
                let judged = world.attempt(|changes| {
                    let limit = limit(organization_counter, set, *at_most);
                    changes.limits.push(limit);
                });
                judged.is_ok()
            })
            .unwrap()
    };
    assert_eq!(count(2, CountedSet::Admins), 1);
    assert_eq!(count(3, CountedSet::Members), 3);
    assert_eq!(count(1, CountedSet::Members), 4);
    assert_eq!(count(4, CountedSet::Members), 1);
    assert_eq!(count(1, CountedSet::PendingInvitations), 2);
    assert_eq!(count(4, CountedSet::PendingInvitations), 0);
    assert_eq!(count(99, CountedSet::Members), 0);
    assert_eq!(count(4, CountedSet::UsersOfGroup(group(1))), 1);
}

pub(super) fn c11_every_broken_limit_is_named(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let refused = world.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(1, 3)));
        changes.limits.push(limit(1, CountedSet::Members, 0));
        changes.limits.push(limit(3, CountedSet::Members, 1));
        changes.limits.push(limit(2, CountedSet::Members, 0));
        changes.limits.push(limit(4, CountedSet::Members, 0));
    });
    assert_eq!(broken(refused), [0, 2]);
    // A shortage goes first.
    let short = world.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(1, 3)));
        let wanted = claim(usable_by(3, Pick::Free), [1], Spread::default());
        changes.claims.push(wanted);
        changes.limits.push(limit(1, CountedSet::Members, 0));
    });
    assert!(matches!(short, Err(CommitError::Shortage(_))));
}

pub(super) fn c12_a_thousand_rows_go_in_one_commit(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_numbers((1..=1_000).map(|counter| number_row(counter, 1)));
    let receipt = world.with(|changes| {
        for counter in 1..=1_000 {
            let mut row = account_row(counter, 3);
            row.onboarding = Onboarding::Invited;
            changes.accounts.push(Put::Insert(row));
            changes
                .identities
                .push(Put::Insert(identity_row(counter, 1)));
            let invited = invitation_row(counter);
            changes.invitations.push(Put::Insert(invited));
        }
        let wanted = claim(usable_by(3, Pick::Free), 1..=1_000, Spread::new(1 << 61));
        changes.claims.push(wanted);
        changes
            .limits
            .push(limit(1, CountedSet::PendingInvitations, 1_000));
    });
    assert_eq!(receipt.bound.len(), 1_000);
    let found = world.read(|plan| {
        plan.identities
            .extend((1..=1_000).map(crate::fixture::canonical));
    });
    assert_eq!(found.accounts.len(), 1_000);
    assert_eq!(found.invitations.len(), 1_000);
    assert_eq!(found.numbers.len(), 1_000);
}

//! Repeats: clause 5.

use rollbook::batch::Digest;
use rollbook::change::{EntityKey, Put, Version};
use rollbook::event::EventName;
use rollbook::number::selector::{Pick, Spread};
use rollbook::store::CommitError;

use super::conflict;
use crate::Fresh;
use crate::dump::dump;
use crate::fixture::{World, account, account_row, at, claim, number_row, usable_by};

pub(super) fn c05_a_repeat_writes_nothing_and_answers_the_same(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    world.add_numbers((1..=3).map(|counter| number_row(counter, 1)));
    let mut changes = world.changes();
    changes.accounts.push(Put::Insert(account_row(1, 3)));
    let wanted = claim(usable_by(3, Pick::Free), [1], Spread::default());
    changes.claims.push(wanted);
    changes.record(
        None,
        EventName::AccountCreated,
        [account(1).to_string()],
        [],
    );
    r#"{"v":1,"account":""}"#.clone_into(&mut changes.recorded);
    let first = world.commit(&changes);
    assert!(!first.replayed);
    assert_eq!(first.recorded, changes.recorded);
    let written = dump(world.store.as_ref());
    // Later, with other keys written meanwhile, and under another instant.
    world.add_accounts(3, [2]);
    changes.at = at(3_600);
    changes.accounts.push(Put::Insert(account_row(9, 3)));
    let second = world.commit(&changes);
    assert!(second.replayed);
    assert_eq!(
        (&second.bound, &second.recorded),
        (&first.bound, &first.recorded)
    );
    assert!(world.account(9).is_none());
    assert_ne!(dump(world.store.as_ref()), written);
    let snapshot = world.read(|plan| plan.command = changes.command);
    let replay = snapshot.replay.unwrap();
    assert_eq!(replay.fingerprint, changes.fingerprint);
    assert_eq!(replay.receipt, second);
}

pub(super) fn c05_another_input_is_reused(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut changes = world.changes();
    changes.accounts.push(Put::Insert(account_row(1, 3)));
    world.commit(&changes);
    let written = dump(world.store.as_ref());
    changes.fingerprint = Digest::of(b"another input");
    // Before everything else: the versions are wrong as well.
    changes.expect(EntityKey::Account(account(1)), Some(Version(9)));
    let refused = world.store.commit(&changes);
    assert!(matches!(refused, Err(CommitError::Reused)));
    assert_eq!(dump(world.store.as_ref()), written);
    // The same command id in another tenant is another command.
    let neighbour = world.neighbour();
    changes.expects.clear();
    changes.accounts = vec![Put::Insert(account_row(1, 101))];
    changes.tenant = neighbour.tenant;
    assert!(!neighbour.commit(&changes).replayed);
}

pub(super) fn c05_a_refused_command_is_not_recorded(fresh: &dyn Fresh) {
    let world = World::new(fresh.store());
    let mut changes = world.changes();
    changes.expect(EntityKey::Account(account(1)), Some(Version(1)));
    conflict(world.store.commit(&changes));
    let snapshot = world.read(|plan| plan.command = changes.command);
    assert!(snapshot.replay.is_none());
    changes.expects.clear();
    changes.fingerprint = Digest::of(b"another input");
    changes.accounts.push(Put::Insert(account_row(1, 3)));
    assert!(!world.commit(&changes).replayed);
}

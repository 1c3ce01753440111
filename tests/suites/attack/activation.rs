//! Cases of activation that need a tap on the store, or somebody in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rollbook::command::account::create_account::NumberForm;
use rollbook::command::activation::NumberChoice;
use rollbook::store::StoreErrorKind;
use rollbook_tests::dump::{assert_same, events};
use rollbook_tests::home::Home;
use rollbook_tests::tap::{Call, Fate, Tap};
use rollbook_tests::world::World;

const MINE: &str = "+12025550123";
const THEIRS: &str = "+12025550147";

/// Somebody invited, with the typed code.
fn invited(home: Home, numbers: u32) -> (World, String) {
    let world = World::new(home);
    world.add_numbers(numbers);
    let account = world.create(0, NumberForm::Later).unwrap().account;
    let code = world.code(&world.invite(account));
    (world, code)
}

pub fn case_b_03(home: Home) {
    let (world, code) = invited(home, 2);
    let checked = world.rollbook.check_invitation(&world.credential(0, &code));
    assert!(checked.unwrap().needs.number_choice);
    world.accept(0, &code, THEIRS, NumberChoice::Any).unwrap();
    let before = world.dump();
    let refused = world.accept(0, &code, MINE, NumberChoice::Any).unwrap_err();
    assert_eq!(refused.code().as_str(), "account_device_mismatch");
    assert_same(&before, &world.dump());
}

pub fn twin_b_03(home: Home) {
    let (world, code) = invited(home, 2);
    let credential = world.credential(0, &code);
    world.rollbook.check_invitation(&credential).unwrap();
    world.accept(0, &code, MINE, NumberChoice::Any).unwrap();
}

/// The commit that activates fails after everything in it was prepared, the number claim included.
pub fn case_b_11(home: Home) {
    let (world, code) = invited(home, 1);
    let before = world.dump();
    let written = events(world.store(), world.tenant).len();
    let claims = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&claims);
    let tap = Tap::new(&world.place.store, move |_, call| match call {
        Call::Commit(changes) if !changes.claims.is_empty() => {
            seen.fetch_add(1, Ordering::SeqCst);
            Fate::Lost(StoreErrorKind::Unavailable)
        }
        _ => Fate::Go,
    });
    let failed = world
        .through(tap, 3)
        .accept(0, &code, MINE, NumberChoice::Any)
        .unwrap_err();
    assert_eq!(failed.code().as_str(), "store_unavailable");
    assert_eq!(claims.load(Ordering::SeqCst), 1);
    assert_same(&before, &world.dump());
    assert_eq!(
        events(world.store(), world.tenant).len(),
        written,
        "no event"
    );
    // The number is free and the invitation open.
    world.accept(0, &code, MINE, NumberChoice::Any).unwrap();
}

pub fn twin_b_11(home: Home) {
    let (world, code) = invited(home, 1);
    let accepted = world.accept(0, &code, MINE, NumberChoice::Any).unwrap();
    assert!(accepted.numbers[0].is_some());
}

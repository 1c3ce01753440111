//! Group F: numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rollbook::change::{ChangeSet, Put};
use rollbook::command::account::create_account::NumberForm;
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::engine::RunOptions;
use rollbook::id::{CommandId, OrganizationId};
use rollbook::number::ReservationReason;
use rollbook::profile::ProfileName;
use rollbook::role::Actor;
use rollbook::settings::ImportMode;
use rollbook::snapshot::{Probe, ReadPlan};
use rollbook::store::StoreErrorKind;
use rollbook::time::{Duration, Timestamp};
use rollbook_tests::dump::assert_same;
use rollbook_tests::home::Home;
use rollbook_tests::tap::{Call, Fate, Tap};
use rollbook_tests::world::{World, file, number, person};

use crate::codes;

/// The numbers that people have, in order.
fn held(world: &World) -> Vec<String> {
    let rows = rollbook_tests::dump::accounts(world.store(), world.tenant, world.now());
    let mut held: Vec<_> = rows
        .iter()
        .flat_map(|row| row.numbers.iter().flatten())
        .map(ToString::to_string)
        .collect();
    held.sort();
    held
}

fn numbers_in(world: &World, state: &str) -> usize {
    let wanted = format!("\"state\":\"{state}\"");
    let dump = world.dump();
    dump.keys("number")
        .filter(|key| dump.0[*key].contains(&wanted))
        .count()
}

/// Claimers in parallel: exactly as many as there are numbers get one, and none gets another's.
fn claim_all(world: &World, threads: u32, each: u32) -> (usize, usize) {
    let outcomes: Vec<Result<Option<String>, String>> = std::thread::scope(|scope| {
        let claimers: Vec<_> = (0..threads)
            .map(|thread| {
                let own = world.through(Arc::clone(&world.place.store), 1_000 + u64::from(thread));
                scope.spawn(move || {
                    let claim = |index| {
                        let form = person(own.root, thread * each + index)
                            .sending(false)
                            .with_number(NumberForm::Any);
                        match own.run(&form) {
                            Ok(ran) => Ok(ran.outcome.numbers[0].map(|it| it.to_string())),
                            Err(error) => Err(error.code().as_str().to_owned()),
                        }
                    };
                    (0..each).map(claim).collect::<Vec<_>>()
                })
            })
            .collect();
        claimers
            .into_iter()
            .flat_map(|claimer| claimer.join().unwrap())
            .collect()
    });
    let mut given: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok())
        .map(|number| number.clone().unwrap())
        .collect();
    given.sort();
    let refused: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
        .collect();
    assert!(
        refused.iter().all(|code| *code == "number_none_available"),
        "{refused:?}"
    );
    let count = given.len();
    assert_eq!(given, held(world), "what was answered is what is stored");
    given.dedup();
    assert_eq!(given.len(), count, "no number twice");
    (count, refused.len())
}

pub fn case_f_01(home: Home) {
    let world = World::new(home);
    world.add_numbers(90);
    assert_eq!(claim_all(&world, 8, 13), (90, 14));
    assert_eq!(numbers_in(&world, "available"), 0);
}

pub fn twin_f_01(home: Home) {
    let world = World::new(home);
    world.add_numbers(96);
    assert_eq!(claim_all(&world, 8, 12), (96, 0));
    let refused = world.create(500, NumberForm::Any).unwrap_err();
    assert_eq!(refused.code().as_str(), "number_none_available");
}

pub fn case_f_02(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    // The first claimer is in its commit and holds the last number; the second finds none and must ask again, by a
    // probe that waits until the first one's fate is known. The first one fails.
    let settled = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&settled);
    let commits = std::sync::atomic::AtomicUsize::new(0);
    let tap = Tap::new(&world.place.store, move |_, call| match call {
        Call::Commit(changes) if !changes.claims.is_empty() => {
            match commits.fetch_add(1, Ordering::SeqCst) {
                0 => Fate::Short,
                _ => Fate::Go,
            }
        }
        Call::Read(plan) => {
            let waits = |probe: &Probe| matches!(probe, Probe::Free { settled: true, .. });
            seen.fetch_or(plan.probes.iter().any(waits), Ordering::SeqCst);
            Fate::Go
        }
        _ => Fate::Go,
    });
    let failing = Tap::new(&world.place.store, |_, call| match call {
        Call::Commit(_) => Fate::Lost(StoreErrorKind::Unavailable),
        _ => Fate::Go,
    });
    let first = world.through(failing, 1).create(0, NumberForm::Any);
    assert_eq!(first.unwrap_err().code().as_str(), "store_unavailable");
    let second = world.through(tap, 2).create(1, NumberForm::Any).unwrap();
    assert!(settled.load(Ordering::SeqCst), "the second look settles");
    assert_eq!(second.numbers[0].unwrap().to_string(), number(0));
    assert_eq!(held(&world), [number(0)]);
    if home == Home::Sqlite {
        let world = World::new(home);
        world.add_numbers(1);
        held_by_another_process(&world);
    }
}

/// The same with a transaction of another process on the file: it has taken the last number, and rolls back.
fn held_by_another_process(world: &World) {
    let path = world.place.folder().unwrap().join("rollbook.db");
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let taken = other.execute("DELETE FROM number_free", []).unwrap();
    assert_eq!(taken, 1, "it holds the last number");
    let (entered, gate) = std::sync::mpsc::channel();
    let tap = Tap::new(&world.place.store, move |_, call| {
        if matches!(call, Call::Commit(_)) {
            // Nobody may listen any more: then this is a retry.
            let _ = entered.send(());
        }
        Fate::Go
    });
    let second = world.through(tap, 2);
    let claimed = std::thread::scope(|scope| {
        let claim = scope.spawn(|| second.create(1, NumberForm::Any));
        gate.recv().unwrap();
        other.execute_batch("ROLLBACK").unwrap();
        claim.join().unwrap()
    });
    let number_got = claimed.unwrap().numbers[0].unwrap().to_string();
    assert_eq!(number_got, number(0));
}

pub fn twin_f_02(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    world.create(0, NumberForm::Any).unwrap();
    // Really gone: the settled probe says so.
    let second = world.create(1, NumberForm::Any).unwrap_err();
    assert_eq!(second.code().as_str(), "number_none_available");
}

/// Lets a number cool until an instant, as if an activated account had left it.
fn cool(world: &World, index: u32, until: Timestamp) {
    let e164 = number(index).parse().unwrap();
    let mut plan = ReadPlan::new(world.tenant, CommandId::from_bytes([1; 16]), world.now());
    plan.numbers.push(e164);
    let snapshot = world.store().read(&plan).unwrap();
    let found = &snapshot.numbers[&e164];
    let mut value = found.value.clone();
    value.cooling_until = Some(until);
    let mut changes = ChangeSet::new(
        world.tenant,
        CommandId::from_bytes([1; 16]),
        rollbook::batch::Digest::of(b"cool"),
        world.now(),
    );
    changes.numbers.push(Put::Replace(found.version, value));
    world.store().commit(&changes).unwrap();
}

/// Somebody with the fixed role of a bundle alone, at the root.
fn with_bundle(world: &World, index: u32, bundle: &str) -> Actor {
    let role = crate::role_named(world, bundle);
    let mut form = person(world.root, index).sending(false);
    form.role = Some(role);
    form.language = Some("English".into());
    let account = world.run(&form).unwrap().outcome.account;
    Actor::Account {
        tenant: world.tenant,
        account,
    }
}

pub fn case_f_03(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    let end = world.now() + Duration::days(90);
    cool(&world, 0, end);
    let before = world.dump();
    // One microsecond before the end it is not chosen, and not given by name without the privilege.
    world.wait((end - Duration::micros(1)).since(world.now()));
    let refused = world.create(0, NumberForm::Any).unwrap_err();
    assert_eq!(refused.code().as_str(), "number_none_available");
    assert_same(&before, &world.dump());
    let clerk = with_bundle(&world, 9, "Accounts");
    let before = world.dump();
    let form = person(world.root, 0)
        .sending(false)
        .with_number(NumberForm::Named(number(0)));
    let refused = world
        .rollbook
        .run(&clerk, &form, RunOptions::default())
        .unwrap_err();
    assert_eq!(refused.code().as_str(), "number_cooling");
    assert_eq!(refused.details()["until"], end.to_string());
    assert_same(&before, &world.dump());
    // At the end, and not after it, it is free.
    world.wait(Duration::micros(1));
    let chosen = world.create(1, NumberForm::Any).unwrap();
    assert_eq!(chosen.numbers[0].unwrap().to_string(), number(0));
    release_against_claim(home);
}

/// A release and a claim at once: the claim gets the number or finds none; nothing in between.
fn release_against_claim(home: Home) {
    for round in 0..8 {
        let world = World::new(home);
        world.add_numbers(1);
        let reserve = ReserveNumbers {
            organization: world.root,
            numbers: NumberChoice::List(vec![number(0)]),
            tag: None,
            until: None,
            reason: ReservationReason::Manual,
            note: None,
        };
        world.run(&reserve).unwrap();
        let release = ReleaseNumbers {
            organization: world.root,
            numbers: NumberChoice::List(vec![number(0)]),
        };
        let (other, start) = (
            world.through(Arc::clone(&world.place.store), 50 + round),
            Arc::new(std::sync::Barrier::new(2)),
        );
        let claimed = std::thread::scope(|scope| {
            let gate = Arc::clone(&start);
            let claim = scope.spawn(move || {
                gate.wait();
                other.create(0, NumberForm::Any)
            });
            start.wait();
            world.run(&release).unwrap();
            claim.join().unwrap()
        });
        match claimed {
            Ok(created) => assert_eq!(created.numbers[0].unwrap().to_string(), number(0)),
            Err(error) => {
                assert_eq!(error.code().as_str(), "number_none_available");
                assert_eq!(numbers_in(&world, "available"), 1);
            }
        }
    }
}

pub fn twin_f_03(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    cool(&world, 0, world.now() + Duration::days(90));
    // By name, by somebody who may (`setup.numbers`).
    let created = world.create(0, NumberForm::Named(number(0))).unwrap();
    assert_eq!(created.numbers[0].unwrap().to_string(), number(0));
}

fn add(world: &World, spelling: &str) -> Result<u32, String> {
    let command = AddNumbers {
        organization: world.root,
        numbers: vec![NewNumber::new(spelling)],
    };
    match world.run(&command) {
        Ok(ran) => Ok(ran.outcome.added),
        Err(error) => Err(error.code().as_str().to_owned()),
    }
}

const SPELLINGS: [&str; 5] = [
    "+1 440 555 0000",
    "14405550000",
    "0014405550000",
    "+1 (440) 555-0000",
    " +1.440.555.0000 ",
];

pub fn case_f_04(home: Home) {
    let world = World::new(home);
    assert_eq!(add(&world, &number(0)), Ok(1));
    let other = world.neighbour("100200300");
    let before = (world.dump(), other.dump());
    for spelling in SPELLINGS {
        // Read as the same number, or not read at all; never a second row.
        match add(&world, spelling) {
            Ok(added) => assert_eq!(added, 0, "{spelling}"),
            Err(code) => assert_eq!(code, "number_invalid", "{spelling}"),
        }
        match add(&other, spelling) {
            Ok(_) => panic!("{spelling} in two tenants"),
            Err(code) => assert!(
                ["number_taken", "number_invalid"].contains(&code.as_str()),
                "{spelling}: {code}"
            ),
        }
    }
    assert_eq!(add(&other, &number(0)), Err("number_taken".into()));
    assert_same(&before.0, &world.dump());
    assert_same(&before.1, &other.dump());
    assert_eq!(world.dump().keys("number").count(), 1);
}

pub fn twin_f_04(home: Home) {
    let world = World::new(home);
    let other = world.neighbour("100200300");
    assert_eq!(add(&world, &number(0)), Ok(1));
    assert_eq!(add(&other, &number(1)), Ok(1));
}

/// Rows 0 to 5 name a number that is free, reserved, assigned, of a sub-organization, unknown, and one that row 6
/// names too.
fn hostile(world: &World) -> (Vec<u8>, OrganizationId) {
    world.add_numbers(6);
    let child = world.child("Elsewhere");
    world.add_numbers_to(child, 100, 1);
    let reserve = ReserveNumbers {
        organization: world.root,
        numbers: NumberChoice::List(vec![number(1)]),
        tag: None,
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    };
    world.run(&reserve).unwrap();
    world.create(900, NumberForm::Named(number(2))).unwrap();
    let named = [0, 1, 2, 100, 700, 5, 5].map(number);
    (file(7, |row| named[row as usize].clone()), child)
}

pub fn case_f_05(home: Home) {
    let world = World::new(home);
    let (bytes, _) = hostile(&world);
    let before = world.dump();
    let imported = world
        .import(&ImportAccounts::new(world.root), &bytes)
        .unwrap();
    assert_eq!(imported.batch.state.as_str(), "rejected");
    let expected: [&[&str]; 7] = [
        &["rolled_back"],
        &["number_not_available"],
        &["number_not_available"],
        &["number_other_organization"],
        &["number_not_in_inventory"],
        &["duplicate_number"],
        &["duplicate_number"],
    ];
    for (row, expected) in imported.rows.iter().zip(expected) {
        assert_eq!(codes(&row.findings), expected, "row {}", row.record);
    }
    let mut after = world.dump();
    after
        .0
        .retain(|key, _| !key.starts_with("batch ") && !key.starts_with("row "));
    assert_same(&before, &after);
    // Partial: all but those rows.
    let partial = ImportAccounts {
        mode: Some(ImportMode::Partial),
        ..ImportAccounts::new(world.root)
    };
    let imported = world.import(&partial, &bytes).unwrap();
    assert_eq!(imported.batch.state.as_str(), "completed_with_errors");
    let outcomes: Vec<_> = imported
        .rows
        .iter()
        .map(|row| row.outcome.as_str())
        .collect();
    let mut wanted = vec!["failed"; 7];
    wanted[0] = "created";
    assert_eq!(outcomes, wanted);
    assert_eq!(held(&world), [number(0), number(2)]);
}

pub fn twin_f_05(home: Home) {
    let world = World::new(home);
    world.add_numbers(7);
    let imported = world
        .import(&ImportAccounts::new(world.root), &file(7, number))
        .unwrap();
    assert_eq!(imported.batch.state.as_str(), "completed");
    assert_eq!(held(&world), [0, 1, 2, 3, 4, 5, 6].map(number));
}

pub fn case_f_06(home: Home) {
    let world = World::new(home);
    world.add_numbers(3);
    let form = person(world.root, 0)
        .sending(false)
        .with_number(NumberForm::Any);
    let id = CommandId::from_bytes([9; 16]);
    let options = RunOptions {
        command_id: Some(id),
        ..RunOptions::default()
    };
    let tap = Tap::new(&world.place.store, |_, call| match call {
        Call::Commit(_) => Fate::Unanswered(StoreErrorKind::Unavailable),
        _ => Fate::Go,
    });
    let lost = world
        .through(tap, 3)
        .rollbook
        .run(&world.owner, &form, options)
        .unwrap_err();
    assert_eq!(lost.code().as_str(), "store_unavailable");
    assert!(lost.retryable());
    // The same id: the answer that was lost. Nothing is claimed again.
    let before = world.dump();
    let again = world.rollbook.run(&world.owner, &form, options).unwrap();
    assert!(again.replayed);
    let given = again.outcome.numbers[0].unwrap().to_string();
    assert_eq!(held(&world), [given]);
    assert_same(&before, &world.dump());
    // A new id is a new request: this person is there already, another one gets another number.
    let refused = world.run(&form).unwrap_err();
    assert_eq!(refused.code().as_str(), "account_identity_taken");
    world.create(1, NumberForm::Any).unwrap();
    assert_eq!(held(&world).len(), 2);
    // An answer lost that the engine may ask for again by itself is not even noticed.
    let times = std::sync::atomic::AtomicUsize::new(0);
    let tap = Tap::new(&world.place.store, move |_, call| match call {
        Call::Commit(_) if times.fetch_add(1, Ordering::SeqCst) == 0 => {
            Fate::Unanswered(StoreErrorKind::Unknown)
        }
        _ => Fate::Go,
    });
    world.through(tap, 4).create(2, NumberForm::Any).unwrap();
    assert_eq!(held(&world).len(), 3);
}

pub fn twin_f_06(home: Home) {
    let world = World::new(home);
    world.add_numbers(2);
    world.create(0, NumberForm::Any).unwrap();
    world.create(1, NumberForm::Any).unwrap();
    assert_eq!(held(&world).len(), 2);
}

fn strict_sends(home: Home, people: u32, numbers: u32) -> (usize, usize) {
    let strict = &[("number_rule", "strict")];
    let world = World::with(home, ProfileName::Multiline2024, strict);
    world.add_numbers(numbers);
    let accounts = world.people(people);
    let start = std::sync::Barrier::new(accounts.len());
    let outcomes: Vec<Result<(), String>> = std::thread::scope(|scope| {
        let senders: Vec<_> = accounts
            .iter()
            .zip(500..)
            .map(|(account, seed)| {
                let own = world.through(Arc::clone(&world.place.store), seed);
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    match own.send(&[*account]) {
                        Ok(mut sent) => match sent.items.remove(0).error {
                            None => Ok(()),
                            Some(code) => Err(code),
                        },
                        Err(error) => Err(error.code().as_str().to_owned()),
                    }
                })
            })
            .collect();
        senders.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let refused: Vec<_> = outcomes.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(
        refused.iter().all(|code| *code == "number_pool_exhausted"),
        "{refused:?}"
    );
    let waiting = world.dump().keys("invitation").count();
    assert_eq!(waiting, outcomes.len() - refused.len());
    (waiting, refused.len())
}

pub fn case_f_07(home: Home) {
    assert_eq!(strict_sends(home, 12, 5), (5, 7));
}

pub fn twin_f_07(home: Home) {
    assert_eq!(strict_sends(home, 5, 5), (5, 0));
}

//! Group J: import, crash, idempotency. Killing a process and cutting power are drills; here every call of the store
//! fails once, before it is made and after.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rollbook::batch::BatchState;
use rollbook::change::{ChangeSet, Put};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::outbox::complete_outbox::{CompleteOutbox, Completion};
use rollbook::engine::{ImportPhase, Imported, RunOptions};
use rollbook::id::CommandId;
use rollbook::role::Actor;
use rollbook::settings::ImportMode;
use rollbook::snapshot::ReadPlan;
use rollbook::time::Duration;
use rollbook_tests::dump::{accounts, assert_same, events};
use rollbook_tests::home::Home;
use rollbook_tests::tap::{Call, Fate, Tap};
use rollbook_tests::world::{World, file, identity, number, person};

/// What stands in the store agrees with itself and with the report: ledger, effects, counters, outbox (N-22).
fn check(world: &World, imported: &Imported, rows: u32) {
    assert_eq!(imported.batch.state, BatchState::Completed);
    let counters = imported.batch.counters;
    assert_eq!((counters.total, counters.succeeded), (rows, rows));
    assert_eq!((counters.failed, counters.invited), (0, rows));
    let ledger: Vec<_> = imported.rows.iter().map(|row| row.record).collect();
    assert_eq!(ledger, (0..rows).collect::<Vec<_>>(), "one outcome per row");
    let people = accounts(world.store(), world.tenant, world.now());
    let of_file: BTreeSet<_> = people
        .iter()
        .filter(|row| !row.account.value.administrator)
        .map(|row| row.account.value.id)
        .collect();
    let of_ledger: BTreeSet<_> = imported.rows.iter().filter_map(|row| row.account).collect();
    assert_eq!(of_file, of_ledger, "the ledger names who is there");
    assert_eq!(of_file.len(), rows as usize, "nobody twice, nobody lost");
    for row in &imported.rows {
        let found = people
            .iter()
            .find(|it| Some(it.account.value.id) == row.account)
            .unwrap();
        let stored = found.account.value.identity.as_ref().unwrap();
        assert_eq!(stored.canonical(), identity(row.record));
        assert_eq!(found.numbers, [row.number]);
        assert_eq!(row.number.unwrap().to_string(), number(row.record));
        let generation = found.invitation.as_ref().unwrap().value.generation.number;
        assert_eq!(generation, 1, "invited once");
    }
    let dump = world.dump();
    assert_eq!(dump.keys("outbox").count(), rows as usize, "one entry each");
    let events = events(world.store(), world.tenant);
    for (name, count) in [
        ("account.created", rows as usize + 1),
        ("invitation.sent", rows as usize),
        ("batch.finished", 1),
    ] {
        let written = events.iter().filter(|it| it.name.as_str() == name).count();
        // The first administrator is part of `tenant.created`, or has an event of its own.
        assert!(
            written == count || (name == "account.created" && written + 1 == count),
            "{name}: {written} of {count}"
        );
    }
}

fn upload(world: &World, mode: ImportMode) -> ImportAccounts {
    ImportAccounts {
        invite: Some(true),
        consent: true,
        mode: Some(mode),
        key: Some("upload-1".into()),
        ..ImportAccounts::new(world.root)
    }
}

fn with_numbers(home: Home, rows: u32) -> World {
    let world = World::new(home);
    world.set(&[("rows_per_file", "5000")]);
    world.add_numbers(rows);
    world
}

/// Fails each call in turn, before it is made and after it was; the same key later completes, and nothing is doubled.
fn every_call_fails(home: Home, mode: ImportMode, rows: u32) {
    let bytes = file(rows, number);
    let calls = {
        let world = with_numbers(home, rows);
        let tap = Tap::new(&world.place.store, |_, _| Fate::Go);
        let through = world.through(tap.clone(), 5);
        let imported = through.import(&upload(&world, mode), &bytes).unwrap();
        check(&world, &imported, rows);
        tap.calls()
    };
    assert!(calls >= 3, "{calls}");
    for (at, done) in (0..calls).flat_map(|at| [(at, false), (at, true)]) {
        let world = with_numbers(home, rows);
        let before = world.dump();
        let tap = Tap::dying(&world.place.store, at, done);
        let failed = world
            .through(tap, 5)
            .import(&upload(&world, mode), &bytes)
            .unwrap_err();
        assert_eq!(failed.code().as_str(), "store_unavailable", "call {at}");
        if mode == ImportMode::All {
            let after = world.dump();
            let created = after.keys("account").count() - before.keys("account").count();
            assert!(
                created == 0 || created == rows as usize,
                "call {at}: {created} of {rows} accounts"
            );
            if created == 0 {
                assert_same(&before, &after);
            }
        }
        // What was left running is taken over after a minute without progress.
        world.wait(Duration::seconds(61));
        let imported = world.import(&upload(&world, mode), &bytes).unwrap();
        check(&world, &imported, rows);
        // And once more: the same batch, nothing new.
        let before = world.dump();
        let again = world.import(&upload(&world, mode), &bytes).unwrap();
        assert!(again.replayed, "call {at}");
        assert_eq!(again.batch.id, imported.batch.id);
        assert_same(&before, &world.dump());
    }
}

pub fn case_j_01(home: Home) {
    every_call_fails(home, ImportMode::All, 12);
    every_call_fails(home, ImportMode::Partial, 1_003);
}

pub fn twin_j_01(home: Home) {
    for (mode, rows) in [(ImportMode::All, 12), (ImportMode::Partial, 1_003)] {
        let world = with_numbers(home, rows);
        let bytes = file(rows, number);
        let imported = world.import(&upload(&world, mode), &bytes).unwrap();
        check(&world, &imported, rows);
    }
}

pub fn case_j_02(home: Home) {
    let world = with_numbers(home, 3);
    let input = upload(&world, ImportMode::All);
    world.import(&input, &file(2, number)).unwrap();
    let child = world.child("Elsewhere");
    let before = world.dump();
    let other_file = file(3, number);
    let same_file = file(2, number);
    let others: [(&str, ImportAccounts, &[u8]); 6] = [
        ("another file", input.clone(), &other_file),
        (
            "without inviting",
            ImportAccounts {
                invite: Some(false),
                ..input.clone()
            },
            &same_file,
        ),
        (
            "partial",
            ImportAccounts {
                mode: Some(ImportMode::Partial),
                ..input.clone()
            },
            &same_file,
        ),
        (
            "another organization",
            ImportAccounts {
                organization: child,
                ..input.clone()
            },
            &same_file,
        ),
        (
            "another region",
            ImportAccounts {
                region: Some("IT".parse().unwrap()),
                ..input.clone()
            },
            &same_file,
        ),
        (
            "stops at an error",
            ImportAccounts {
                max_errors: Some(1),
                ..input.clone()
            },
            &same_file,
        ),
    ];
    for (what, input, bytes) in others {
        match world.import(&input, bytes) {
            Err(error) => assert_eq!(error.code().as_str(), "batch_key_reused", "{what}"),
            Ok(imported) => panic!("{what}: replayed {}", imported.replayed),
        }
    }
    assert_same(&before, &world.dump());
}

pub fn twin_j_02(home: Home) {
    let world = with_numbers(home, 2);
    let input = upload(&world, ImportMode::All);
    let bytes = file(2, number);
    let first = world.import(&input, &bytes).unwrap();
    let before = world.dump();
    let again = world.import(&input, &bytes).unwrap();
    assert!(again.replayed);
    assert_eq!(again.batch, first.batch);
    assert_eq!(again.rows, first.rows);
    assert_same(&before, &world.dump());
}

pub fn case_j_03(home: Home) {
    const ROWS: u32 = 2_001;
    let world = with_numbers(home, ROWS);
    let input = upload(&world, ImportMode::Partial);
    let bytes = file(ROWS, number);
    let other = world.through(Arc::clone(&world.place.store), 6);
    let mut finished = None;
    // The first runner falls asleep after its first chunk; the second takes the batch over and ends it.
    let mut sleepy = |at: rollbook::engine::ImportProgress| {
        if at.phase == ImportPhase::Committing && at.done == 1_000 && finished.is_none() {
            world.wait(Duration::seconds(61));
            let ended = other.import(&input, &bytes).unwrap();
            finished = Some((ended, world.dump()));
        }
        ControlFlow::Continue(())
    };
    let awake = world.rollbook.import_accounts(
        &world.owner,
        &input,
        &bytes,
        RunOptions::default(),
        &mut sleepy,
    );
    let (ended, before) = finished.expect("the second runner ran");
    check(&world, &ended, ROWS);
    assert_eq!(awake.unwrap_err().code().as_str(), "batch_state");
    assert_same(&before, &world.dump());
    let written = world.event_names();
    let finishes = written.iter().filter(|it| **it == "batch.finished").count();
    assert_eq!(finishes, 1);
}

pub fn twin_j_03(home: Home) {
    let world = with_numbers(home, 1_001);
    let bytes = file(1_001, number);
    let imported = world
        .import(&upload(&world, ImportMode::Partial), &bytes)
        .unwrap();
    check(&world, &imported, 1_001);
    // A second runner that comes while the first one is at it takes nothing over.
    let world = with_numbers(home, 1_001);
    let other = world.through(Arc::clone(&world.place.store), 6);
    let mut refused = None;
    let input = upload(&world, ImportMode::Partial);
    let mut watch = |at: rollbook::engine::ImportProgress| {
        if at.phase == ImportPhase::Committing && at.done == 1_000 {
            refused = other.import(&input, &bytes).err();
        }
        ControlFlow::Continue(())
    };
    let imported = world
        .rollbook
        .import_accounts(
            &world.owner,
            &input,
            &bytes,
            RunOptions::default(),
            &mut watch,
        )
        .unwrap();
    check(&world, &imported, 1_001);
    assert_eq!(refused.unwrap().code().as_str(), "batch_state");
}

const LEASE: Duration = Duration::seconds(60);

pub fn case_j_04(home: Home) {
    let world = with_numbers(home, 3);
    let bytes = file(3, number);
    world
        .import(&upload(&world, ImportMode::All), &bytes)
        .unwrap();
    let take = || world.rollbook.take_outbox(&world.host, 100, LEASE).unwrap();
    // One sender takes everything and crashes. Another gets nothing while the lease holds, and everything after it.
    let first = take();
    assert_eq!(first.entries.len(), 3);
    assert!(take().entries.is_empty());
    world.wait(LEASE);
    // Meanwhile one of the three was sent another generation: the entry of the passed one is closed, not sent.
    let person = accounts(world.store(), world.tenant, world.now())
        .into_iter()
        .find(|row| {
            row.invitation.as_ref().map(|it| it.value.id) == Some(first.entries[0].invitation)
        })
        .unwrap();
    let issued = world.invite(person.account.value.id);
    assert_eq!(issued.generation, 2);
    let second = take();
    assert_eq!((second.entries.len(), second.passed), (3, 1));
    let mut live: Vec<_> = second.entries.iter().map(|it| it.invitation).collect();
    live.sort();
    live.dedup();
    assert_eq!(live.len(), 3, "one live generation per account");
    let close = |taken: &rollbook::command::outbox::take_outbox::OutboxTaken| {
        let command = CompleteOutbox {
            entries: taken
                .entries
                .iter()
                .map(|entry| Completion {
                    id: entry.id,
                    attempt: entry.attempt,
                })
                .collect(),
        };
        let ran = world
            .rollbook
            .run(&world.host, &command, RunOptions::default())
            .unwrap();
        ran.outcome.changed
    };
    // The first sender wakes up: what it took is not its own any more.
    assert_eq!(close(&first), [false; 3]);
    assert_eq!(close(&second), [true; 3]);
    world.wait(LEASE);
    assert!(take().entries.is_empty());
    assert_eq!(world.dump().keys("outbox").count(), 0);
}

pub fn twin_j_04(home: Home) {
    let world = with_numbers(home, 3);
    let bytes = file(3, number);
    world
        .import(&upload(&world, ImportMode::All), &bytes)
        .unwrap();
    let taken = world.rollbook.take_outbox(&world.host, 100, LEASE).unwrap();
    assert_eq!((taken.entries.len(), taken.passed), (3, 0));
    assert!(taken.entries.iter().all(|entry| entry.generation == 1));
}

pub fn case_j_05(home: Home) {
    let world = with_numbers(home, 2);
    let bytes = file(2, number);
    let input = upload(&world, ImportMode::All);
    let mine = world.import(&input, &bytes).unwrap();
    // The same key in another tenant is another key.
    let other = world.neighbour("100200300");
    let plain = file(2, |_| String::new());
    let theirs = other
        .import(&upload(&other, ImportMode::All), &plain)
        .unwrap();
    assert!(!theirs.replayed);
    assert_ne!(theirs.batch.id, mine.batch.id);
    let before = world.dump();
    for key in [
        "".to_owned(),
        "k".repeat(256),
        "a\nb".into(),
        "a\u{7f}".into(),
        "é".into(),
    ] {
        let input = ImportAccounts {
            key: Some(key.clone()),
            ..input.clone()
        };
        let refused = world.import(&input, &bytes).unwrap_err();
        assert_eq!(refused.code().as_str(), "option_not_available");
        assert!(key.is_empty() || !format!("{refused:?} {refused}").contains(&key));
    }
    assert_same(&before, &world.dump());
}

pub fn twin_j_05(home: Home) {
    let world = with_numbers(home, 1);
    let bytes = file(1, number);
    let input = ImportAccounts {
        key: Some("k".repeat(255)),
        ..upload(&world, ImportMode::All)
    };
    world.import(&input, &bytes).unwrap();
    assert!(world.import(&input, &bytes).unwrap().replayed);
}

/// Somebody who may add accounts, and nothing else.
fn clerk(world: &World) -> Actor {
    let mut form = person(world.root, 9_000).sending(false);
    form.role = Some(crate::role_named(world, "Accounts"));
    form.language = Some("English".into());
    let account = world.run(&form).unwrap().outcome.account;
    Actor::Account {
        tenant: world.tenant,
        account,
    }
}

/// Takes every role from an account, as `remove_role` will.
fn strip(world: &World, actor: &Actor) {
    let account = actor.account().unwrap();
    let command = CommandId::from_bytes([77; 16]);
    let mut plan = ReadPlan::new(world.tenant, command, world.now());
    plan.grants.push(account);
    let snapshot = world.store().read(&plan).unwrap();
    let mut changes = ChangeSet::new(
        world.tenant,
        command,
        rollbook::batch::Digest::of(b"strip"),
        world.now(),
    );
    for grant in &snapshot.grants[&account] {
        let key = rollbook::change::Entity::key(&grant.value);
        changes.grants.push(Put::Delete(grant.version, key));
    }
    assert!(!changes.is_empty());
    world.store().commit(&changes).unwrap();
}

pub fn case_j_06(home: Home) {
    for mode in [ImportMode::All, ImportMode::Partial] {
        revoked_before_the_commit(home, mode);
    }
    revoked_between_chunks(home);
}

/// The right goes after it was read, in the last moment before the commit.
fn revoked_before_the_commit(home: Home, mode: ImportMode) {
    let world = with_numbers(home, 2);
    let clerk = clerk(&world);
    let (inner, revoked) = (world.clone(), AtomicBool::new(false));
    let tap = Tap::new(&world.place.store, move |_, call| {
        if matches!(call, Call::Commit(_)) && !revoked.swap(true, Ordering::SeqCst) {
            strip(&inner, &clerk);
        }
        Fate::Go
    });
    let before = world.dump();
    let refused = world
        .through(tap, 8)
        .rollbook
        .import_accounts(
            &clerk,
            &upload(&world, mode),
            &file(2, number),
            RunOptions::default(),
            &mut |_| ControlFlow::Continue(()),
        )
        .unwrap_err();
    assert!(
        ["privilege_missing", "not_found"].contains(&refused.code().as_str()),
        "{refused:?}"
    );
    let mut expected = before;
    expected.0.retain(|key, _| !key.starts_with("grant "));
    let mut after = world.dump();
    after.0.retain(|key, _| !key.starts_with("grant "));
    assert_same(&expected, &after);
}

fn revoked_between_chunks(home: Home) {
    const ROWS: u32 = 1_003;
    let world = with_numbers(home, ROWS);
    let clerk = clerk(&world);
    let mut watch = |at: rollbook::engine::ImportProgress| {
        if at.phase == ImportPhase::Committing && at.done == 1_000 {
            strip(&world, &clerk);
        }
        ControlFlow::Continue(())
    };
    let input = upload(&world, ImportMode::Partial);
    let refused = world
        .rollbook
        .import_accounts(
            &clerk,
            &input,
            &file(ROWS, number),
            RunOptions::default(),
            &mut watch,
        )
        .unwrap_err();
    assert!(
        ["privilege_missing", "not_found"].contains(&refused.code().as_str()),
        "{refused:?}"
    );
    // What was committed stays; the rest was not attempted, and the ledger says so.
    let dump = world.dump();
    let count = |outcome: &str| {
        let wanted = format!("\"outcome\":\"{outcome}\"");
        dump.keys("row")
            .filter(|key| dump.0[*key].contains(&wanted))
            .count()
    };
    assert_eq!(count("created_invited"), 1_000);
    assert_eq!(count("not_attempted"), 3);
    assert!(dump.0.iter().any(|(key, value)| {
        key.starts_with("batch ") && value.contains("\"state\":\"cancelled\"")
    }));
    assert_eq!(dump.keys("invitation").count(), 1_000);
}

pub fn twin_j_06(home: Home) {
    let world = with_numbers(home, 2);
    let clerk = clerk(&world);
    let imported = world
        .rollbook
        .import_accounts(
            &clerk,
            &upload(&world, ImportMode::All),
            &file(2, number),
            RunOptions::default(),
            &mut |_| ControlFlow::Continue(()),
        )
        .unwrap();
    assert_eq!(imported.batch.counters.invited, 2);
}

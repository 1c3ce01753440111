//! What goes wrong with files, locks and disks: a clear answer, and nothing lost.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test needs and does not get ends it"
)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rollbook::change::{ChangeSet, Put};
use rollbook::store::{CommitError, Store, StoreError, StoreErrorKind};
use rollbook_sqlite::{Options, SqliteStore};
use rollbook_testkit::fixture::{World, account, account_row, number_row, usable_by};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(path: &Path) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(path, Options::default()).unwrap())
}

fn refusal(path: &Path, options: Options) -> StoreError {
    SqliteStore::open(path, options).unwrap_err()
}

fn failure(done: Result<impl Sized, CommitError>) -> StoreError {
    match done {
        Err(CommitError::Store(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was done"),
    }
}

/// Runs SQL behind the store's back.
fn behind(path: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    World::new(open(&path)).add_accounts(2, [1]);
    let options = Options {
        max_pages: Some(80),
        ..Options::default()
    };
    let world = World::empty(Arc::new(SqliteStore::open(&path, options).unwrap()));
    let mut changes = world.changes();
    changes.command = rollbook_testkit::fixture::command(500);
    for counter in 2..2_000 {
        changes.accounts.push(Put::Insert(account_row(counter, 2)));
    }
    let error = failure(world.store.commit(&changes));
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(error.to_string().contains("full"), "{error}");
    assert!(world.account(1).is_some());
    assert!(world.account(2).is_none());
    // With room again the same command goes through.
    drop(world);
    let world = World::empty(open(&path));
    world.commit(&changes);
    assert!(world.account(1_999).is_some());
}

#[test]
fn a_read_only_store_reads_and_says_that_it_does_not_write() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let world = World::new(open(&path));
    world.add_accounts(2, [1]);
    let options = Options {
        read_only: true,
        ..Options::default()
    };
    // Whether or not somebody writes at the same time.
    let beside = World::empty(Arc::new(SqliteStore::open(&path, options.clone()).unwrap()));
    assert!(beside.account(1).is_some());
    drop((world, beside));
    let world = World::empty(Arc::new(SqliteStore::open(&path, options).unwrap()));
    assert!(world.account(1).is_some());
    let mut changes = world.changes();
    changes.command = rollbook_testkit::fixture::command(500);
    changes.accounts.push(Put::Insert(account_row(2, 2)));
    let error = failure(world.store.commit(&changes));
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    drop(open(&path));
    behind(&path, "PRAGMA user_version = 9999");
    let error = refusal(&path, Options::default());
    assert_eq!(error.kind(), StoreErrorKind::TooNew);
}

#[test]
fn an_older_database_is_not_migrated_by_one_who_may_only_read() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    drop(open(&path));
    behind(&path, "PRAGMA user_version = 1");
    let options = Options {
        read_only: true,
        ..Options::default()
    };
    assert_eq!(refusal(&path, options).kind(), StoreErrorKind::Outdated);
    // Every file can be run again.
    assert_eq!(open(&path).info().schema, 66);
}

#[test]
fn the_deployment_of_the_first_opening_holds() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let named = |name: &str| Options {
        deployment: Some(name.to_owned()),
        ..Options::default()
    };
    drop(open(&path));
    drop(SqliteStore::open(&path, named("local-one")).unwrap());
    let error = refusal(&path, named("local-two"));
    assert_eq!(error.kind(), StoreErrorKind::DeploymentMismatch);
    assert!(!error.to_string().contains("local-"), "{error}");
    assert_eq!(open(&path).info().deployment.as_deref(), Some("local-one"));
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_left_as_it_is() {
    let folder = folder();
    let text = folder.path().join("text");
    std::fs::write(
        &text,
        "not a database, but long enough to be looked at as one".repeat(100),
    )
    .unwrap();
    assert_eq!(
        refusal(&text, Options::default()).kind(),
        StoreErrorKind::Unsupported
    );
    let theirs = folder.path().join("theirs.db");
    behind(&theirs, "CREATE TABLE theirs (a)");
    assert_eq!(
        refusal(&theirs, Options::default()).kind(),
        StoreErrorKind::Unsupported
    );
}

#[test]
fn a_path_without_a_database_is_said() {
    let folder = folder();
    let missing = folder.path().join("missing.db");
    for (path, create) in [(folder.path(), true), (missing.as_path(), false)] {
        let options = Options {
            create,
            ..Options::default()
        };
        assert_eq!(refusal(path, options).kind(), StoreErrorKind::Unavailable);
    }
    let nowhere = folder.path().join("no").join("folder.db");
    assert_eq!(
        refusal(&nowhere, Options::default()).kind(),
        StoreErrorKind::Unavailable
    );
    assert!(!missing.exists());
}

#[cfg(unix)]
#[test]
fn a_file_that_is_gone_takes_no_more_writes() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let world = World::new(open(&path));
    std::fs::remove_file(&path).unwrap();
    let gone = failure(world.attempt(|changes| {
        changes.accounts.push(Put::Insert(account_row(1, 2)));
    }));
    assert_eq!(gone.kind(), StoreErrorKind::Unavailable);
    std::fs::write(&path, "another file").unwrap();
    let replaced = world.store.read(&rollbook::snapshot::ReadPlan::new(
        world.tenant,
        rollbook_testkit::fixture::command(1),
        rollbook_testkit::fixture::now(),
    ));
    assert_eq!(replaced.unwrap_err().kind(), StoreErrorKind::Unavailable);
}

#[test]
fn a_lock_that_lasts_too_long_is_busy_and_reading_goes_on() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let _world = World::new(open(&path));
    let options = Options {
        patience: Duration::from_millis(20),
        ..Options::default()
    };
    let world = World::empty(Arc::new(SqliteStore::open(&path, options).unwrap()));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut changes = world.changes();
    changes.command = rollbook_testkit::fixture::command(500);
    changes.accounts.push(Put::Insert(account_row(1, 2)));
    let error = failure(world.store.commit(&changes));
    assert_eq!(error.kind(), StoreErrorKind::Busy);
    assert!(error.retryable());
    assert!(world.account(1).is_none());
    other.execute_batch("ROLLBACK").unwrap();
    world.commit(&changes);
    assert!(world.account(1).is_some());
}

#[test]
fn no_error_says_what_a_row_holds() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let world = World::new(open(&path));
    world.add_accounts(2, [1]);
    behind(
        &path,
        "UPDATE account SET applications = '{\"marked\": \"4711\"}'",
    );
    let plan = {
        let mut plan = rollbook::snapshot::ReadPlan::new(
            world.tenant,
            rollbook_testkit::fixture::command(1),
            rollbook_testkit::fixture::now(),
        );
        plan.accounts.push(account(1));
        plan
    };
    let error = world.store.read(&plan).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Corrupt);
    let mut texts = vec![error.to_string(), format!("{error:?}")];
    let mut next = std::error::Error::source(&error);
    while let Some(source) = next {
        texts.push(format!("{source} {source:?}"));
        next = source.source();
    }
    assert!(texts.iter().all(|text| !text.contains("4711")), "{texts:?}");
}

#[test]
fn a_commit_survives_closing_and_the_log_is_tidied() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let store = open(&path);
    World::new(store.clone()).add_accounts(2, 1..100);
    store.checkpoint().unwrap();
    drop(store);
    assert!(!folder.path().join("rollbook.db-wal").exists());
    assert!(World::empty(open(&path)).account(99).is_some());
}

const THREADS: u64 = 8;
const ROUNDS: u64 = 20;

/// One of many writers: takes one number after the other for accounts of its own.
fn work(path: &Path, writer: u64) {
    let world = World::empty(open(path));
    for round in 0..ROUNDS {
        let counter = 1_000 + writer * ROUNDS + round;
        let mut changes: ChangeSet = world.changes();
        changes.command = rollbook_testkit::fixture::command(10_000 + counter);
        changes.fingerprint = rollbook::batch::Digest::of(&counter.to_be_bytes());
        changes.accounts.push(Put::Insert(account_row(counter, 3)));
        let pool = usable_by(3, rollbook::number::selector::Pick::Free);
        let start = rollbook::number::selector::Spread::new(counter << 40);
        changes
            .claims
            .push(rollbook_testkit::fixture::claim(pool, [counter], start));
        let receipt = world.store.commit(&changes).unwrap();
        assert_eq!(receipt.bound.len(), 1);
    }
}

fn held_numbers(path: &Path) -> (i64, i64) {
    rusqlite::Connection::open(path)
        .unwrap()
        .query_row(
            "SELECT count(*), count(DISTINCT account_id) FROM number_use",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap()
}

#[test]
fn threads_that_claim_from_one_pool_all_succeed_and_no_number_is_given_twice() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let world = World::new(open(&path));
    world.add_numbers((0..THREADS * ROUNDS).map(|counter| number_row(counter, 1)));
    std::thread::scope(|scope| {
        for writer in 0..THREADS {
            let path = &path;
            scope.spawn(move || work(path, writer));
        }
    });
    let all = i64::try_from(THREADS * ROUNDS).unwrap();
    assert_eq!(held_numbers(&path), (all, all));
}

/// Run by `processes_…` in processes of their own; by itself it does nothing.
#[test]
fn writer_process() {
    let Ok(path) = std::env::var("ROLLBOOK_TEST_DATABASE") else {
        return;
    };
    let writer = std::env::var("ROLLBOOK_TEST_WRITER").unwrap();
    work(Path::new(&path), writer.parse().unwrap());
}

#[test]
fn processes_that_open_and_claim_at_once_all_succeed() {
    const PROCESSES: u64 = 4;
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    let world = World::new(open(&path));
    world.add_numbers((0..PROCESSES * ROUNDS).map(|counter| number_row(counter, 1)));
    let children: Vec<_> = (0..PROCESSES)
        .map(|writer| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "writer_process"])
                .env("ROLLBOOK_TEST_DATABASE", &path)
                .env("ROLLBOOK_TEST_WRITER", writer.to_string())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let all = i64::try_from(PROCESSES * ROUNDS).unwrap();
    assert_eq!(held_numbers(&path), (all, all));
}

#[test]
fn sixteen_first_openings_at_once_all_succeed() {
    let folder = folder();
    let path = folder.path().join("rollbook.db");
    std::thread::scope(|scope| {
        for _ in 0..16 {
            let path = &path;
            scope.spawn(move || open(path));
        }
    });
    assert_eq!(open(&path).info().schema, 66);
}

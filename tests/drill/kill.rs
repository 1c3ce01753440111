//! `kill`: `kill -9` at moments spread over a whole import, then the same command again. Nothing is there twice, nothing
//! is lost, and in between there is all of a commit or nothing of it.
//!
//! Half of the moments are drawn from the time that an import takes, from its first instruction on: files are read, keys
//! and database are made, numbers are added, accounts are written, the report is written. A commit is short beside all
//! that, so the other half is drawn from the bytes that the write-ahead log grows to.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rollbook_examples::samples::random::Random;
use tempfile::TempDir;

use crate::database::Database;
use crate::file::{Holders, People, holders};
use crate::portal::Portal;
use crate::process::{Moment, kill, succeed};
use crate::{Order, now};

/// Kills that find the process at work, in percent; below it the drill has shown nothing.
const MID_WORK: usize = 90;

/// Rows of the import in mode partial: three chunks.
const PARTIAL_ROWS: usize = 3_000;

pub(crate) fn run(order: Order) {
    all(order);
    partial(order);
}

/// The README's first command, on a fresh folder.
fn all(order: Order) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data");
    let read = |name: &str| std::fs::read_to_string(sample.join(name)).unwrap();
    let (accounts, numbers) = (read("accounts.csv"), read("numbers.csv"));
    let fresh = || {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("accounts.csv"), &accounts).unwrap();
        std::fs::write(folder.path().join("numbers.csv"), &numbers).unwrap();
        folder
    };
    let import = [
        "import",
        "accounts.csv",
        "--numbers",
        "numbers.csv",
        "--invite",
    ];
    let site = Site {
        people: holders(&accounts),
        fresh: &fresh,
        import: &import,
        chunk: 1_000,
        kinds: 3,
    };
    let again = |folder: &Path, _: &Database| {
        succeed(folder, &import);
    };
    site.drill("mode all", order.figure(50, 9_000), order.seed, &again);
}

/// Three chunks into a folder that has its database, gone on with by `batches resume` where the batch was begun.
fn partial(order: Order) {
    let people = People::new(PARTIAL_ROWS, order.seed);
    let begun = tempfile::tempdir().unwrap();
    people.write(begun.path());
    Portal::make(begun.path(), &people.pool(), &[("rows_per_file", "3000")]);
    let fresh = || {
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(begun.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        folder
    };
    let import = ["import", "accounts.csv", "--invite", "--partial"];
    let site = Site {
        people: people.holders(),
        fresh: &fresh,
        import: &import,
        chunk: 1_000,
        kinds: 2,
    };
    let again = |folder: &Path, left: &Database| match left.running() {
        Some(batch) => {
            succeed(folder, &["batches", "resume", &batch, "accounts.csv"]);
        }
        None => {
            succeed(folder, &import);
        }
    };
    site.drill("mode partial", order.figure(12, 1_000), order.seed, &again);
}

/// One kind of import that is killed again and again.
struct Site<'a> {
    people: Holders,
    fresh: &'a (dyn Fn() -> TempDir + Sync),
    import: &'a [&'a str],
    /// Accounts of one commit: what is found after a kill is a multiple of it.
    chunk: i64,
    /// The kinds of moments that must be among those found.
    kinds: usize,
}

/// What is done after a kill, given what it left.
type Again<'a> = dyn Fn(&Path, &Database) + Sync + 'a;

/// How far a killed import was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Nothing,
    Keys,
    Database,
    Numbers,
    SomeAccounts,
    AllAccounts,
}

impl Site<'_> {
    fn drill(&self, name: &str, kills: usize, seed: u64, again: &Again<'_>) {
        let (span, log) = self.measure();
        println!(
            "  {name}: kills within {} ms and a log of {log} bytes",
            span.as_millis()
        );
        let mut random = Random::new(seed);
        let moments: Vec<Moment> = (0..kills)
            .map(|index| match index % 2 {
                0 => Moment::After(span.mul_f64(random.below(1_000_000) as f64 / 1e6)),
                _ => Moment::Log(1 + random.below(usize::try_from(log).unwrap()) as u64),
            })
            .collect();
        // Two at a time, in folders of their own.
        let halves = moments.split_at(kills / 2);
        let work = |moments: &[Moment]| moments.iter().map(|at| self.once(*at, again)).collect();
        let found: Vec<Option<Reached>> = std::thread::scope(|scope| {
            let other = scope.spawn(|| -> Vec<Option<Reached>> { work(halves.1) });
            let mut found = work(halves.0);
            found.extend(other.join().unwrap());
            found
        });
        let hits = found.iter().flatten().count();
        let mut reached: BTreeMap<Reached, usize> = BTreeMap::new();
        for reach in found.into_iter().flatten() {
            *reached.entry(reach).or_default() += 1;
        }
        println!("  {name}: {kills} kills, {hits} in the middle of work; found {reached:?}");
        assert!(
            hits * 100 >= kills * MID_WORK,
            "void: too few kills found the import at work"
        );
        assert!(
            reached.len() >= self.kinds,
            "void: the kills hit too few kinds of moments"
        );
    }

    /// One kill and what comes after it: how far the import was, or none if the kill came too late.
    fn once(&self, moment: Moment, again: &Again<'_>) -> Option<Reached> {
        let folder = (self.fresh)();
        let hit = kill(folder.path(), self.import, moment);
        let reached = hit.then(|| self.look(folder.path()));
        let copy = tempfile::tempdir().unwrap();
        match Database::copy_of(folder.path(), copy.path()) {
            Some(left) => again(folder.path(), &left),
            None => drop(succeed(folder.path(), self.import)),
        }
        let database = Database::open(folder.path());
        database.check_imported(&self.people);
        let complete = database.batches().get("completed").copied();
        assert_eq!(
            complete,
            Some(1),
            "{moment:?}: the batch is not completed once"
        );
        reached
    }

    /// How long an import takes that nobody stops, and how long its log becomes, of three.
    fn measure(&self) -> (Duration, u64) {
        let mut measured: Vec<(Duration, u64)> = Vec::new();
        for _ in 0..3 {
            let folder = (self.fresh)();
            let start = now();
            let log = longest_log(folder.path(), self.import);
            measured.push((start.elapsed(), log));
        }
        // A little less than the shortest, so that few moments come too late.
        let span = measured.iter().map(|one| one.0).min().unwrap();
        let log = measured.iter().map(|one| one.1).min().unwrap();
        (span.mul_f64(0.95), log / 20 * 19)
    }

    /// What a kill left: all of a commit or nothing of it.
    fn look(&self, folder: &Path) -> Reached {
        let copy = tempfile::tempdir().unwrap();
        let Some(left) = Database::copy_of(folder, copy.path()) else {
            return match folder.join("rollbook.keys").exists() {
                true => Reached::Keys,
                false => Reached::Nothing,
            };
        };
        left.check_whole();
        let imported = left.imported();
        let total = i64::try_from(self.people.len()).unwrap();
        assert_eq!(imported % self.chunk, 0, "a part of a commit is there");
        assert!(imported <= total, "more accounts than the file has");
        match imported {
            0 if left.count("SELECT count(*) FROM number") == 0 => Reached::Database,
            0 => Reached::Numbers,
            some if some < total => Reached::SomeAccounts,
            _ => Reached::AllAccounts,
        }
    }
}

/// Runs an import to its end and answers how long its log was at most.
fn longest_log(folder: &Path, import: &[&str]) -> u64 {
    let mut child = crate::process::rollbook(folder, import).spawn().unwrap();
    let log = folder.join("rollbook.db-wal");
    let mut longest = 0;
    while child.try_wait().unwrap().is_none() {
        longest = longest.max(log.metadata().map_or(0, |log| log.len()));
        std::thread::sleep(Duration::from_micros(500));
    }
    crate::process::told(
        &child.wait_with_output().unwrap(),
        "an import that nobody stops",
    );
    longest
}

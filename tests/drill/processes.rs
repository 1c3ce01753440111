//! `processes`: many processes import different files into one database and one pool at once. All succeed, none tells its
//! user of an error, and nothing is there twice.

use rollbook_examples::samples::random::Random;

use crate::Order;
use crate::database::Database;
use crate::file::People;
use crate::portal::Portal;
use crate::process::{rollbook, told};

const PROCESSES: usize = 16;

pub(crate) fn run(order: Order) {
    let rounds = order.figure(2, 20);
    let rows = order.figure(40, 400);
    let mut random = Random::new(order.seed);
    for round in 0..rounds {
        // Every second round in mode partial, where the batch is written down first.
        let partial = round % 2 == 1;
        import_at_once(rows, random.bits(), partial);
        let mode = if partial { "partial" } else { "all" };
        println!(
            "  round {}: {PROCESSES} processes x {rows} rows, mode {mode}: all imported",
            round + 1
        );
    }
}

fn import_at_once(rows: usize, seed: u64, partial: bool) {
    let folder = tempfile::tempdir().unwrap();
    let people = People::new(PROCESSES * rows, seed);
    drop(Portal::make(folder.path(), &people.pool(), &[]));
    let processes: Vec<_> = people
        .deal(PROCESSES)
        .into_iter()
        .enumerate()
        .map(|(index, accounts)| {
            let name = format!("accounts-{index}.csv");
            std::fs::write(folder.path().join(&name), accounts).unwrap();
            let mut command = rollbook(folder.path(), &["import", &name, "--invite"]);
            if partial {
                command.arg("--partial");
            }
            command.spawn().unwrap()
        })
        .collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        told(&output, "an import beside others");
    }
    let database = Database::open(folder.path());
    database.check_imported(&people.holders());
    assert_eq!(
        database.batches().get("completed"),
        Some(&(PROCESSES as i64))
    );
}

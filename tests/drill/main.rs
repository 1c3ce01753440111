//! `cargo drill NAME... [--seed S] [--long]`: what only whole processes can show, one goal each.
//!
//! The names are in [`DRILLS`]; `all` runs every one of them. Each prints its seed and its figures, and fails loudly.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a drill prints its figures and fails by panicking"
)]

mod claim;
mod database;
mod file;
mod kill;
mod planted;
mod portal;
mod process;
mod processes;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

/// How a drill is run.
#[derive(Clone, Copy, Debug)]
struct Order {
    /// Decides everything that the drill itself chooses.
    seed: u64,
    /// The longer figures.
    long: bool,
}

impl Order {
    /// One figure for every change, another for the longer run.
    const fn figure(self, every: usize, long: usize) -> usize {
        if self.long { long } else { every }
    }
}

/// A name with its goal and what runs it.
type Drill = (&'static str, &'static str, fn(Order));

/// Every drill, in the order in which `all` runs them.
const DRILLS: [Drill; 4] = [
    (
        "claim",
        "processes drain one pool: no number twice, none left over",
        claim::run,
    ),
    (
        "processes",
        "processes import different files at once: all succeed",
        processes::run,
    ),
    (
        "kill",
        "an import killed at any moment, then repeated: whole, once",
        kill::run,
    ),
    (
        "planted",
        "a planted bug turns the cases red that are there for it",
        planted::run,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match arguments.get(1).and_then(|name| name.to_str()) {
        // The processes of a drill are this program again.
        Some("rollbook") => return ExitCode::from(rollbook_cli::run(arguments[1..].to_vec())),
        Some("claimer") => return claim::claimer(&arguments[2..]),
        _ => {}
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    match read(&words) {
        Ok((drills, order)) => run(&drills, order),
        Err(why) => {
            eprintln!("drill: {why}\nusage: cargo drill all|NAME... [--seed S] [--long]");
            for (name, goal, _) in DRILLS {
                eprintln!("  {name:<10} {goal}");
            }
            ExitCode::from(2)
        }
    }
}

fn read(words: &[String]) -> Result<(Vec<Drill>, Order), String> {
    let mut order = Order {
        seed: 1,
        long: false,
    };
    let mut drills = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--long" => order.long = true,
            "--seed" => {
                let seed = words.next().and_then(|seed| seed.parse().ok());
                order.seed = seed.ok_or("--seed needs a number")?;
            }
            "all" => drills.extend(DRILLS),
            name => {
                let known = DRILLS.iter().find(|drill| drill.0 == name);
                drills.push(*known.ok_or_else(|| format!("there is no drill `{name}`"))?);
            }
        }
    }
    if drills.is_empty() {
        Err("no drill is named".to_owned())
    } else {
        Ok((drills, order))
    }
}

fn run(drills: &[Drill], order: Order) -> ExitCode {
    let mut failed = Vec::new();
    for (name, goal, drill) in drills {
        println!("drill {name} --seed {}: {goal}", order.seed);
        let start = now();
        let done = catch_unwind(AssertUnwindSafe(|| drill(order)));
        let seconds = start.elapsed().as_secs();
        if done.is_ok() {
            println!("drill {name}: passed in {seconds} s");
        } else {
            println!(
                "drill {name} --seed {}: FAILED after {seconds} s",
                order.seed
            );
            failed.push(*name);
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("failed: {}", failed.join(", "));
    ExitCode::FAILURE
}

/// The only clock of the drills: they measure how long processes take, and assert no time.
#[expect(
    clippy::disallowed_methods,
    reason = "outside the core, and nothing is decided by it"
)]
fn now() -> Instant {
    Instant::now()
}

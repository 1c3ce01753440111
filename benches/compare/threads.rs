//! P3: two threads against one at 1,000,000 rows; 10,000,000 rows against as many of them per row, and what they need
//! in memory. Each validation of the large file is a process of its own, whose peak is then its own too.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rollbook_examples::samples::bulk::{Bad, Bulk};
use rollbook_host::validate_path;

use crate::measure::{Comparison, peak_mb, timed};
use crate::validate::Job;

/// Rows of the smaller file.
const ROWS: u32 = 1_000_000;
/// Rows of the larger one.
const MANY: u32 = 10_000_000;
/// Most MB that the larger one may need.
const PEAK: f64 = 300.0;

/// Two threads against one; whether the goal is met.
pub fn two_against_one() -> bool {
    let (one, two) = (
        Job::new(ROWS, Bad::TwoPercent),
        Job::new(ROWS, Bad::TwoPercent).threads(2),
    );
    Comparison::run(
        format!("P3 validate {ROWS} rows, 2 threads / 1"),
        1.0 / 1.8,
        ROWS,
        5,
        || timed(|| two.validate()),
        || timed(|| one.validate()),
    )
    .print()
}

/// The larger file against the smaller one, per row, and its peak; whether both goals are met.
pub fn many_rows(folder: &Path) -> bool {
    let (small, large) = (folder.join("small.csv"), folder.join("large.csv"));
    write(&small, ROWS);
    write(&large, MANY);
    let mut peak = 0.0_f64;
    let mut run = |path: &Path, rows| {
        let (time, needed) = apart(path, rows);
        peak = peak.max(needed);
        time
    };
    // The warm-up of both reads their pages into the cache.
    run(&small, ROWS);
    run(&large, MANY);
    let pairs = (0..5)
        .map(|_| (run(&large, MANY) / 10, run(&small, ROWS)))
        .collect();
    let comparison = Comparison {
        name: format!("P3 validate {MANY} rows / {ROWS}, per row"),
        goal: 1.15,
        pairs,
        items: ROWS,
    };
    let met = comparison.print();
    let within = peak <= PEAK;
    println!(
        "{:<52} {peak:>9.1} MB {:>47} {PEAK:>5.0}  {}",
        format!("P3 peak of {MANY} rows"),
        "goal",
        if within { "ok" } else { "short" }
    );
    met && within
}

/// Validates a file in this process, and prints nanoseconds and the peak in MB.
pub fn alone(path: &Path, rows: u32) {
    let job = Job::bare(rows);
    let mut report = None;
    let time = timed(|| {
        report = Some(validate_path(path, &job.schema, &job.options, None));
    });
    let report = report.expect("it was timed").expect("a readable file");
    assert_eq!(report.counts.data_rows, rows, "the answer is wrong");
    assert!(report.complete);
    println!("{} {}", time.as_nanos(), peak_mb());
}

fn apart(path: &Path, rows: u32) -> (Duration, f64) {
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own)
        .arg("alone")
        .arg(path)
        .arg(rows.to_string())
        .output()
        .expect("this program runs");
    let text = String::from_utf8(output.stdout).expect("figures");
    let mut figures = text.split_whitespace();
    let time = figures.next().and_then(|time| time.parse().ok());
    let peak = figures.next().and_then(|peak| peak.parse().ok());
    (
        Duration::from_nanos(time.expect("a time")),
        peak.expect("a peak"),
    )
}

fn write(path: &Path, rows: u32) {
    let bulk = Bulk {
        rows: rows.into(),
        bad: Bad::TwoPercent,
        seed: 1,
    };
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    bulk.write_accounts(&mut file).expect("a written file");
    file.flush().expect("a written file");
}

//! P4 in process: a file of 1,000 rows from its path to its report, against pydantic from path to models.

use std::path::Path;

use rollbook::csv::Schema;
use rollbook::profile::ProfileName;
use rollbook::settings::AccessKind;
use rollbook_host::validate_path;

use crate::measure::{median, timed};
use crate::peers::python;

/// Pairs of measurements, each the median of as many files.
const PAIRS: usize = 5;
/// Files of one measurement.
const FILES: usize = 21;
/// Their time over ours, at least.
const GOAL: f64 = 50.0;

/// Prints the ratio to pydantic with its type for addresses, and to one that looks at their form alone. Whether the
/// goal of the first is met.
pub fn in_process(peers: &Path, file: &Path) -> bool {
    let with_addresses = against(peers, file, "pydantic", GOAL);
    let _ = against(peers, file, "patterns", 0.0);
    with_addresses
}

fn against(peers: &Path, file: &Path, job: &str, goal: f64) -> bool {
    let mut command = python(peers, file, job);
    command.arg(FILES.to_string());
    if !Path::new(command.get_program()).exists() {
        println!("P4 in process / {job}: not here");
        return true;
    }
    let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal)
        .expect("a schema of the profile");
    let options = rollbook::csv::Options::new();
    let ours = || {
        let one = || {
            let report = validate_path(file, &schema, &options, None).expect("a file");
            assert!(report.importable(), "the answer is wrong");
        };
        median((0..FILES).map(|_| timed(one).as_secs_f64()))
    };
    let mut theirs = || {
        let output = command.output().expect("a command that can be run");
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse::<f64>().expect("seconds")
    };
    let pairs: Vec<(f64, f64)> = (0..PAIRS).map(|_| (ours(), theirs())).collect();
    let ratio = median(pairs.iter().map(|(ours, theirs)| theirs / ours));
    let met = ratio >= goal;
    println!(
        "{:<52} {:>8.3} ms theirs {:>8.3} ms   {:>7.1} x  goal {:>5.1} x  {}",
        format!("P4 in process, 1,000 rows / {job}"),
        median(pairs.iter().map(|pair| pair.0)) * 1e3,
        median(pairs.iter().map(|pair| pair.1)) * 1e3,
        ratio,
        goal,
        if met { "ok" } else { "short" },
    );
    met
}

//! P14: how many instructions the full validation of a row takes, counted by valgrind: the noise-free guard.

use std::path::Path;
use std::process::{Command, Stdio};

/// Rows of the file.
const ROWS: u32 = 60_000;
/// Most instructions of a row.
const GOAL: f64 = 1_000.0;

/// Counts and prints; whether the goal is met. `None` if there is no valgrind here.
pub fn per_row() -> Option<bool> {
    let folder = tempfile::tempdir().expect("a folder for what is counted");
    let (once, twice) = (folder.path().join("once"), folder.path().join("twice"));
    if !run(&once, 1) || !run(&twice, 2) {
        println!("P14 instructions of a row: not here, valgrind is missing");
        return None;
    }
    let of = |path: &Path, wanted: fn(&str) -> bool| counted(path, wanted);
    let difference =
        |wanted: fn(&str) -> bool| (of(&twice, wanted) - of(&once, wanted)) / f64::from(ROWS);
    let all = difference(|_| true);
    // Valgrind has no processor that hashes, so the hash is counted as done by hand.
    let hash = difference(|function| function.contains("sha2"));
    let met = all - hash <= GOAL;
    println!(
        "P14 instructions of a row: {:.0} without SHA-256, which takes {hash:.0} by hand   goal {GOAL:.0}  {}",
        all - hash,
        if met { "ok" } else { "short" }
    );
    Some(met)
}

/// Validates the file so many times under valgrind.
fn run(output: &Path, times: u32) -> bool {
    let this = std::env::current_exe().expect("a path of this program");
    let status = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", output.display()))
        .arg(this)
        .args(["work", &ROWS.to_string(), &times.to_string(), "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Instructions of the functions whose names are wanted.
fn counted(path: &Path, wanted: fn(&str) -> bool) -> f64 {
    let output = Command::new("callgrind_annotate")
        .args(["--threshold=100", "--auto=no"])
        .arg(path)
        .output()
        .expect("callgrind_annotate comes with valgrind");
    let text = String::from_utf8_lossy(&output.stdout);
    let of_line = |line: &str| {
        let (count, rest) = line.trim_start().split_once(' ')?;
        let function = rest.split_once(')')?.1.trim();
        let counts = function.contains(':') && wanted(function);
        counts.then(|| count.replace(',', "").parse::<f64>().ok())?
    };
    text.lines().filter_map(of_line).sum()
}

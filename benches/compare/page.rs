//! The report page: how long filtering 2,000 shown rows takes in a browser, by the page's own clock.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Most milliseconds from a click on the filter until the rows are laid out.
const GOAL: f64 = 100.0;

/// Measures in Chromium and prints the median; whether it is under the goal.
///
/// # Errors
/// What is missing, and how to get it.
pub fn filtering() -> Result<bool, String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/browser");
    if !tests.join("node_modules").is_dir() {
        return Err("run `npm ci` in tests/browser first".to_owned());
    }
    let measured = Command::new("node")
        .arg(tests.join("filter.mjs"))
        .env("ROLLBOOK_BINARY", command()?)
        .output()
        .map_err(|error| format!("node cannot be run: {error}"))?;
    if !measured.status.success() {
        return Err(String::from_utf8_lossy(&measured.stderr).into_owned());
    }
    let printed = String::from_utf8_lossy(&measured.stdout);
    let milliseconds: f64 = printed
        .trim()
        .parse()
        .map_err(|_| format!("no figure: {printed}"))?;
    let met = milliseconds <= GOAL;
    println!(
        "{:<52} {milliseconds:>9.1} ms   goal {GOAL:>5.0} ms  {}",
        "page: filter 2,000 shown rows",
        if met { "ok" } else { "short" }
    );
    Ok(met)
}

/// The command, built beside this program.
fn command() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let command = own.with_file_name("rollbook");
    if command.exists() {
        Ok(command)
    } else {
        Err(
            "build the command as this was built first: cargo build --release -p rollbook-cli"
                .to_owned(),
        )
    }
}

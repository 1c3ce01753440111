//! P4 and P5: whole commands on the same file, ours and those of other tools, which check less.
//!
//! The others are found in the folder that `ROLLBOOK_PEERS` names (`benches/README.md` says what lies there). One that
//! is not there is named, not left out in silence.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rollbook_examples::samples::bulk::{Bad, Bulk};

use crate::measure::median;
use crate::pydantic;

/// A tool, what it runs, and the least that its time may be of ours.
struct Peer {
    name: &'static str,
    /// Rows of the file that both get.
    rows: u64,
    /// Cores that both may use.
    cores: u32,
    /// Their time over ours, at least.
    goal: f64,
    command: fn(&Path, &Path) -> Command,
}

const PEERS: &[Peer] = &[
    Peer {
        name: "P4 command, 1,000 rows / qsv validate",
        rows: 1_000,
        cores: 1,
        goal: 1.0 / 0.35,
        command: |peers, file| qsv(peers, file, "2", "accounts.schema.json"),
    },
    Peer {
        name: "P5 qsv validate, one thread each",
        rows: 1_000_000,
        cores: 1,
        goal: 12.0,
        command: |peers, file| qsv(peers, file, "1", "accounts.schema.json"),
    },
    Peer {
        name: "P5 qsv validate, two threads each",
        rows: 1_000_000,
        cores: 2,
        goal: 15.0,
        command: |peers, file| qsv(peers, file, "2", "accounts.schema.json"),
    },
    Peer {
        name: "P5 qsv validate with uniqueness, two threads",
        rows: 1_000_000,
        cores: 2,
        goal: 40.0,
        command: |peers, file| qsv(peers, file, "2", "accounts.unique.schema.json"),
    },
    Peer {
        name: "P5 DuckDB with duplicates, two threads",
        rows: 1_000_000,
        cores: 2,
        goal: 10.0,
        command: |peers, file| python(peers, file, "duckdb"),
    },
    Peer {
        name: "P5 csv + phonenumbers + email-validator",
        rows: 50_000,
        cores: 1,
        goal: 300.0,
        command: |peers, file| python(peers, file, "script"),
    },
    Peer {
        name: "Polars with duplicates (no goal)",
        rows: 1_000_000,
        cores: 2,
        goal: 0.0,
        command: |peers, file| python(peers, file, "polars"),
    },
    Peer {
        name: "Frictionless (no goal)",
        rows: 50_000,
        cores: 1,
        goal: 0.0,
        command: |peers, file| python(peers, file, "frictionless"),
    },
];

/// The folder of this package.
const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// Pairs of runs.
const PAIRS: usize = 5;

fn qsv(peers: &Path, file: &Path, jobs: &str, schema: &str) -> Command {
    let mut command = Command::new(peers.join("qsvlite"));
    command.args(["validate", "--jobs", jobs]).arg(file);
    command.arg(Path::new(HERE).join("peers").join(schema));
    command
}

pub(crate) fn python(peers: &Path, file: &Path, job: &str) -> Command {
    let mut command = Command::new(peers.join("venv/bin/python"));
    command.arg(Path::new(HERE).join("peers/peer.py"));
    command.arg(job).arg(file);
    command
}

/// Our command on the same file. The schema is that of `multiline-2024` with more rows.
fn ours(folder: &Path, file: &Path) -> Command {
    let mut command = Command::new(rollbook());
    command.arg("validate").arg(file);
    command.arg("--schema").arg(folder.join("schema.toml"));
    command.args(["--format", "json"]);
    command
}

/// The command on the first one or two cores only: how many threads it has follows from that.
fn on(cores: u32, command: &Command) -> Command {
    let mut limited = Command::new("taskset");
    limited.args(["--cpu-list", if cores == 1 { "0" } else { "0,1" }]);
    limited.arg(command.get_program()).args(command.get_args());
    limited
}

/// The release build of the command, beside this program.
fn rollbook() -> PathBuf {
    let this = std::env::current_exe().expect("the path of this program");
    this.with_file_name("rollbook")
}

/// Runs all pairs and prints their ratios. Whether every goal of those that are here is met.
pub fn print() -> bool {
    let Some(peers) = std::env::var_os("ROLLBOOK_PEERS").map(PathBuf::from) else {
        println!("peers: not here (ROLLBOOK_PEERS names no folder; see benches/README.md)");
        return true;
    };
    if !rollbook().exists() {
        println!("peers: first build the command: cargo build --release -p rollbook-cli");
        return false;
    }
    let folder = tempfile::tempdir().expect("a folder");
    schema(folder.path());
    let mut met = true;
    for peer in PEERS {
        let file = accounts(folder.path(), peer.rows);
        let theirs = (peer.command)(&peers, &file);
        if !Path::new(theirs.get_program()).exists() {
            println!("{:<52} not here", peer.name);
            continue;
        }
        let mut ours = on(peer.cores, &ours(folder.path(), &file));
        let mut theirs = on(peer.cores, &theirs);
        run(&mut ours);
        run(&mut theirs);
        let pairs: Vec<(Run, Run)> = (0..PAIRS)
            .map(|_| (run(&mut ours), run(&mut theirs)))
            .collect();
        met &= report(peer, &pairs);
    }
    met & pydantic::in_process(&peers, &accounts(folder.path(), 1_000))
}

/// The medians of wall and processor time, and by how much the other takes longer.
fn report(peer: &Peer, pairs: &[(Run, Run)]) -> bool {
    let seconds =
        |of: fn(&(Run, Run)) -> Duration| median(pairs.iter().map(|pair| of(pair).as_secs_f64()));
    let ratio = median(
        pairs
            .iter()
            .map(|(ours, theirs)| theirs.wall.as_secs_f64() / ours.wall.as_secs_f64()),
    );
    let met = ratio >= peer.goal;
    println!(
        "{:<52} {:>8.3} s (cpu {:.3}) theirs {:>8.3} s (cpu {:.3})   {:>7.1} x  goal {:>5.1} x  {}",
        peer.name,
        seconds(|pair| pair.0.wall),
        seconds(|pair| pair.0.processor),
        seconds(|pair| pair.1.wall),
        seconds(|pair| pair.1.processor),
        ratio,
        peer.goal,
        if met { "ok" } else { "short" },
    );
    met
}

/// What one run of a command took.
#[derive(Clone, Copy)]
struct Run {
    wall: Duration,
    processor: Duration,
}

fn run(command: &mut Command) -> Run {
    let before = processor_time_of_children();
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("a command that can be run");
    let wall = start.elapsed();
    assert!(status.success(), "{command:?} found something wrong");
    let processor = processor_time_of_children().saturating_sub(before);
    Run { wall, processor }
}

/// User and system time of all children that ended, in hundredths of a second; zero where the system does not tell.
fn processor_time_of_children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.filter_map(|it| it.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// A clean file of so many rows, made once.
fn accounts(folder: &Path, rows: u64) -> PathBuf {
    let path = folder.join(format!("{rows}.csv"));
    if !path.exists() {
        let bulk = Bulk {
            rows,
            bad: Bad::None,
            seed: 1,
        };
        let mut file = Vec::new();
        bulk.write_accounts(&mut file).expect("writing to memory");
        fs::write(&path, file).expect("a file that can be written");
    }
    path
}

/// The schema of `multiline-2024`, as the command exports it, for more rows than an import takes.
fn schema(folder: &Path) {
    let output = Command::new(rollbook())
        .args(["schema", "--profile", "multiline-2024", "--format", "toml"])
        .output()
        .expect("our command");
    assert!(output.status.success(), "the command exports a schema");
    let text = String::from_utf8(output.stdout).expect("TOML");
    let text = format!("limits.rows = 1000000\n{text}");
    fs::write(folder.join("schema.toml"), text).expect("a file that can be written");
}

//! Bounds under hostile files (G10): memory, bytes read past a limit, work that grows no faster than the file. Memory and
//! work are counted, never timed.

#[path = "budget/counting.rs"]
mod counting;
#[path = "budget/hostile.rs"]
mod hostile;

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook::csv::{AccessKind, Limits, Options, Report, Schema, validate_reader};
use rollbook::finding::FindingCode;
use rollbook::profile::ProfileName;
use rollbook_tests::home::Home;
use rollbook_tests::tap::{Fate, Tap};
use rollbook_tests::world::{World, file};

use self::counting::Watch;
use self::hostile::{FILES, Hostile, Make};

/// What a validation may hold besides what is counted per cell, row and finding (csv.md 2).
const EXTRA: usize = 2 << 20;
/// Per filled cell of a unique column.
const PER_CELL: usize = 16;
/// Per row: its status, and where every thirty-second begins.
const PER_ROW: usize = 2;
/// Per column of the header, which the report names with its label.
const PER_COLUMN: usize = 200;
/// Per finding that is kept.
const PER_FINDING: usize = 400;
/// Bytes of a file, or a share of them where rows are much work.
const SIZE: u64 = 4 << 20;
/// Files that need more memory than they may, and why.
const OVER: &[(&str, &str)] = &[(
    "sixteen_thousand_columns",
    "labels, columns and the findings about them are held in several forms at once",
)];
/// Most bytes read behind a limit.
const PAST_LIMIT: u64 = 64 << 10;

fn main() {
    let mut arguments = Arguments::from_args();
    // What is counted is counted for the whole process.
    arguments.test_threads = Some(1);
    let mut trials = vec![Trial::test(
        "calls_of_an_import_do_not_grow_with_rows",
        calls,
    )];
    for (name, share, make) in FILES {
        let (name, share, make) = (*name, *share, *make);
        let over = OVER
            .iter()
            .find(|(over, _)| *over == name)
            .map(|(_, why)| *why);
        trials.push(Trial::test(format!("g_10_memory::{name}"), move || match (
            memory(make(SIZE / share)),
            over,
        ) {
            (Ok(()), Some(_)) => Err("it is within its bounds: take it off the list".into()),
            (Err(_), Some(_)) => Ok(()),
            (result, None) => result,
        }));
        trials.push(Trial::test(format!("g_10_limit::{name}"), move || {
            limit(make(SIZE / share))
        }));
        trials.push(Trial::test(format!("g_10_linear::{name}"), move || {
            linear(make, SIZE / 3 / share)
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

/// Everything that can be validated, with a few hundred findings of each code.
fn options() -> Options {
    Options::new().limits(Limits {
        bytes: Some(64 << 20),
        rows: Some(10_000_000),
        columns: Some(16_384),
        findings_per_code: Some(500),
        ..Limits::default()
    })
}

fn run(file: &mut Hostile, options: &Options) -> (Report, Watch) {
    let schema = schema();
    let watch = Watch::begin();
    let report = validate_reader(file, &schema, options, None);
    (report, watch.end())
}

fn memory(mut file: Hostile) -> Result<(), Failed> {
    let (report, watch) = run(&mut file, &options());
    let rows = report.counts.rows_total as usize;
    let columns = report
        .input
        .header
        .as_ref()
        .map_or(0, |header| header.columns.len());
    // Two columns are unique: identity and number.
    let allowed = EXTRA
        + 2 * report.statuses().len() * PER_CELL
        + rows * PER_ROW
        + columns * PER_COLUMN
        + report.findings.len() * PER_FINDING;
    if watch.peak > allowed {
        return Err(format!(
            "{} bytes at once for {} bytes with {rows} rows and {} findings; {allowed} are allowed",
            watch.peak,
            file.len(),
            report.findings.len(),
        )
        .into());
    }
    Ok(())
}

/// Above the limit on bytes nothing else is said, and reading has stopped.
fn limit(mut file: Hostile) -> Result<(), Failed> {
    let limit = file.len() / 4;
    let mut options = options();
    options.limits.bytes = Some(limit);
    let (report, _) = run(&mut file, &options);
    let codes: Vec<_> = report.findings.iter().map(|it| it.code).collect();
    if codes != [FindingCode::FileTooLarge] {
        return Err(format!("{codes:?}").into());
    }
    if file.furthest() > limit + PAST_LIMIT {
        return Err(format!("{} bytes were read of {limit}", file.furthest()).into());
    }
    Ok(())
}

/// Twice the file is at most about twice the bytes read and the bytes allocated.
fn linear(make: Make, size: u64) -> Result<(), Failed> {
    let work = |size| {
        let mut file = make(size);
        let (_, watch) = run(&mut file, &options());
        (file.bytes_read(), watch.allocated)
    };
    let (once, twice) = (work(size), work(size * 2));
    // What does not depend on the size at all is not to be doubled either, so a little is left for rounding.
    let doubled = |of: u64| of * 2 + of / 5 + (256 << 10);
    if twice.0 > doubled(once.0) || twice.1 as u64 > doubled(once.1 as u64) {
        return Err(format!("bytes read and allocated: {once:?}, then {twice:?}").into());
    }
    Ok(())
}

fn calls() -> Result<(), Failed> {
    let calls = |rows: u32| {
        let world = World::new(Home::Memory);
        let tap = Tap::new(&world.place.store, |_, _| Fate::Go);
        let through = world.through(tap.clone(), 3);
        let input = rollbook::command::batch::upload::ImportAccounts::new(world.root);
        through
            .import(&input, &file(rows, |_| String::new()))
            .unwrap();
        tap.calls()
    };
    let (few, many) = (calls(10), calls(1_000));
    if few != many {
        return Err(format!("{few} calls for 10 rows, {many} for 1,000").into());
    }
    Ok(())
}

//! The torture folder: every file gives exactly the findings that its line in the manifest names; together the files
//! show every row of the table of damage, every code and every pair of the table of stages (csv.md 2, 5 and 6).
//!
//! `ROLLBOOK_TORTURE=show` prints what is found in every file that disagrees, one line each.

#[path = "torture/imports.rs"]
mod imports;
#[path = "../../core/fuzz/src/laws.rs"]
mod laws;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook::csv::{validate, validate_reader};
use rollbook::finding::{Finding, FindingCode};
use rollbook_tests::torture::{Case, cases, folder, said};

/// Rows of the table of damage.
const DAMAGE: u32 = 49;

/// What keeps what away (csv.md 2): a name for every pair that the table of stages, its notes and section 3 state.
const PAIRS: &[&str] = &[
    "file > everything",
    "encoding > checks of the cell",
    "fatal dialect > everything later",
    "fatal header > everything later",
    "fatal keeps earlier stages",
    "unclosed quote > checks of the cell",
    "column in error > its cells",
    "unknown column > its cells",
    "disabled column > its cells",
    "refused column > its cells",
    "missing column > nothing per row",
    "near miss > unknown label",
    "own report > guard notices",
    "width > cells",
    "width > stray quote",
    "width > uniqueness",
    "width > facts",
    "too large row > its cells",
    "row limit > cells beyond",
    "decoding > control",
    "control > wrapper",
    "wrapper > space",
    "space > blank",
    "unpaired quote > type",
    "error text > type",
    "type > hint",
    "error > fixes of the cell",
    "cell in error > rules",
    "cell in error > uniqueness",
    "cell in error > facts",
    "cell rule > stray quote",
    "repeated row > duplicates",
    "repeated row > facts",
];

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("every_file_of_the_folder_is_listed_once", listed),
        Trial::test("every_row_of_damage_has_a_file", damage),
        Trial::test("every_code_has_a_file", codes),
        Trial::test("every_pair_of_stages_has_a_file", pairs),
    ];
    for case in cases() {
        let name = format!("file::{}", case.file);
        trials.push(Trial::test(name, move || run(&case)));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn run(case: &Case) -> Result<(), Failed> {
    let bytes = case.bytes();
    if let Some(scenario) = &case.import {
        return compare(case, &imports::run(scenario, &bytes));
    }
    let (schema, options) = (case.schema(), case.options());
    if let Some(at) = case.fails_at {
        let reader = Failing {
            bytes: Cursor::new(bytes),
            at,
        };
        return compare(
            case,
            &validate_reader(reader, &schema, &options, case.facts()).findings,
        );
    }
    let report = validate(&bytes, &schema, &options, case.facts());
    compare(case, &report.findings)?;
    let facts = case.facts();
    laws::counts_add_up(&report)?;
    laws::rows_rise(&report)?;
    laws::header_is_sound(&schema, &report)?;
    laws::places_lead_to_bytes(&bytes, &report)?;
    laws::at_most_one_error_a_cell(&report)?;
    laws::texts_are_whole(&report)?;
    laws::forms_are_written(&bytes, &schema, &report)?;
    laws::json_reads_back(&report)?;
    laws::findings_csv_reads_back(&report)?;
    laws::any_run_says_the_same(&bytes, &schema, &options, facts, &report)?;
    laws::caps_change_no_total(&bytes, &schema, &options, facts, &report)?;
    laws::upload_again(&bytes, &schema, &options, facts, &report)?;
    Ok(())
}

/// A drive that is pulled out.
struct Failing {
    bytes: Cursor<Vec<u8>>,
    at: u64,
}

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.at.saturating_sub(self.bytes.position());
        let most = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        match most {
            0 => Err(io::Error::other("gone")),
            _ => self.bytes.read(&mut into[..most]),
        }
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn compare(case: &Case, findings: &[Finding]) -> Result<(), Failed> {
    let expected = case.expected();
    let found = said(findings, &expected);
    if found == expected {
        return Ok(());
    }
    if std::env::var("ROLLBOOK_TORTURE").is_ok_and(|it| it == "show") {
        let full = said(findings, &every_replacement(findings));
        println!(
            "{}\n    wanted {expected:?}\n    found  {full:?}",
            case.file
        );
    }
    let missing: Vec<_> = left_over(&expected, &found);
    let extra: Vec<_> = left_over(&found, &expected);
    Err(format!("{}: missing {missing:?}, not expected {extra:?}", case.file).into())
}

/// Forms under which every replacement is shown.
fn every_replacement(findings: &[Finding]) -> Vec<String> {
    let bare = said(findings, &[]);
    bare.into_iter().map(|line| format!("{line} > ")).collect()
}

fn left_over(all: &[String], without: &[String]) -> Vec<String> {
    let mut rest = without.to_vec();
    all.iter()
        .filter(|line| {
            let place = rest.iter().position(|other| other == *line);
            place.map(|at| rest.swap_remove(at)).is_none()
        })
        .cloned()
        .collect()
}

fn listed() -> Result<(), Failed> {
    let mut names: Vec<String> = cases().into_iter().map(|case| case.file).collect();
    names.sort();
    let once: BTreeSet<_> = names.iter().cloned().collect();
    if once.len() != names.len() {
        return Err("a file is listed twice".into());
    }
    let there: BTreeSet<String> = std::fs::read_dir(folder())?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()?;
    let other: Vec<_> = there
        .symmetric_difference(&once)
        .filter(|name| !name.ends_with(".json") && !name.ends_with(".md"))
        .collect();
    none("files without a line, or lines without a file", &other)
}

fn damage() -> Result<(), Failed> {
    let shown: BTreeSet<u32> = cases()
        .iter()
        .flat_map(|case| case.damage.clone())
        .collect();
    let missing: Vec<u32> = (1..=DAMAGE).filter(|row| !shown.contains(row)).collect();
    none("rows of damage without a file", &missing)?;
    let beyond: Vec<&u32> = shown.iter().filter(|row| **row > DAMAGE).collect();
    none("rows of damage that are none", &beyond)
}

fn codes() -> Result<(), Failed> {
    let cases = cases();
    let shown: BTreeSet<&str> = cases
        .iter()
        .flat_map(Case::codes)
        // In every report without facts.
        .chain(["inventory_unchecked"])
        .collect();
    let known: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    none(
        "codes without a file",
        &known.difference(&shown).collect::<Vec<_>>(),
    )?;
    none(
        "codes that are none",
        &shown.difference(&known).collect::<Vec<_>>(),
    )
}

fn pairs() -> Result<(), Failed> {
    let cases = cases();
    let shown: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| case.pairs.iter().map(String::as_str))
        .collect();
    let known: BTreeSet<&str> = PAIRS.iter().copied().collect();
    none(
        "pairs without a file",
        &known.difference(&shown).collect::<Vec<_>>(),
    )?;
    none(
        "pairs that are none",
        &shown.difference(&known).collect::<Vec<_>>(),
    )
}

fn none<T: std::fmt::Debug>(what: &str, found: &[T]) -> Result<(), Failed> {
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{what}: {found:?}").into())
    }
}

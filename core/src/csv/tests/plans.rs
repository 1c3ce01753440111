//! The id of a plan: another for everything that decides the result, the same for what does not.

use super::*;
use crate::csv::facts::NumberFact;
use crate::settings::{ImportExisting, ImportMode};

const NUMBER: &str = "+14405551234";

fn facts() -> Facts {
    Facts {
        version: "41".to_owned(),
        numbers: [(NUMBER.parse().unwrap(), NumberFact::Available)].into(),
        ..Facts::default()
    }
}

fn file() -> String {
    rows(&[&person("ada@example.com", "No,14405551234,auto,on,,,")])
}

fn plan_of(text: &str, schema: &Schema, options: &Options, facts: &Facts) -> String {
    let report = validate(text.as_bytes(), schema, options, Some(facts));
    report.plan.unwrap().id
}

fn plan(options: &Options) -> String {
    plan_of(&file(), &schema(), options, &facts())
}

#[test]
fn every_option_that_decides_the_result_is_in_the_plan() {
    let limits = Limits {
        value_chars: Some(10),
        ..Limits::default()
    };
    let options = || Options::new();
    let asked = [
        ("fixes off", options().fixes(Fixes::Off)),
        ("fixes strict", options().fixes(Fixes::Strict)),
        ("mode", options().mode(ImportMode::Partial)),
        ("raise", options().raise(FindingCode::UnknownLabel)),
        ("region", options().region("DE".parse().unwrap())),
        ("limits", options().limits(limits)),
        ("encoding", options().encoding(TextEncoding::Utf8)),
        (
            "another encoding",
            options().encoding(TextEncoding::Windows1252),
        ),
        ("delimiter", options().delimiter(',')),
        ("header row", options().header_row(1)),
        (
            "unknown columns",
            options().unknown_columns(schema::UnknownColumns::Error),
        ),
        (
            "identity_similar",
            options().check(OptionalCheck::IdentitySimilar),
        ),
        (
            "sequential_values",
            options().check(OptionalCheck::SequentialValues),
        ),
    ];
    let mut seen = vec![("nothing", plan(&options()))];
    for (name, options) in asked {
        let id = plan(&options);
        let other = seen.iter().find(|(_, other)| *other == id);
        assert_eq!(other, None, "{name}");
        seen.push((name, id));
    }
    assert!(seen.iter().all(|(_, id)| id.len() == 64));
}

#[test]
fn what_changes_nothing_is_not_in_the_plan() {
    let with = |codes: [FindingCode; 2]| Options::new().raise(codes[0]).raise(codes[1]);
    let codes = [FindingCode::UnknownLabel, FindingCode::EncodingGuessed];
    assert_eq!(plan(&with(codes)), plan(&with([codes[1], codes[0]])));
    let checks = |checks: [OptionalCheck; 2]| Options::new().check(checks[0]).check(checks[1]);
    let [similar, sequential] = OptionalCheck::ALL;
    assert_eq!(
        plan(&checks([similar, sequential])),
        plan(&checks([sequential, similar]))
    );
    let beside = Options::new()
        .file_name("people.csv")
        .threads(4)
        .collect_rows(true);
    assert_eq!(plan(&beside), plan(&Options::new()));
}

#[test]
fn file_schema_and_facts_are_in_the_plan() {
    let options = Options::new();
    let mut seen = vec![plan(&options)];
    let mut other = |what: &str, id: String| {
        assert!(!seen.contains(&id), "{what}");
        seen.push(id);
    };
    let spaced = file().replace('\n', "\r\n");
    other("file", plan_of(&spaced, &schema(), &options, &facts()));
    let mut newer = schema();
    newer.version += 1;
    other("version", plan_of(&file(), &newer, &options, &facts()));
    let mut fewer = schema();
    fewer.limits.rows = 7;
    other("schema", plan_of(&file(), &fewer, &options, &facts()));
    for (what, facts) in [
        (
            "state",
            Facts {
                version: "42".to_owned(),
                ..facts()
            },
        ),
        (
            "existing",
            Facts {
                import_existing: ImportExisting::Skip,
                ..facts()
            },
        ),
        (
            "invite",
            Facts {
                invite: true,
                ..facts()
            },
        ),
    ] {
        other(what, plan_of(&file(), &schema(), &options, &facts));
    }
}

#[test]
fn a_report_is_held_to_its_plan() {
    let check = || {
        validate(
            file().as_bytes(),
            &schema(),
            &Options::new(),
            Some(&facts()),
        )
    };
    let mut report = check();
    let id = report.plan.clone().unwrap().id;
    assert!(report.hold_to(&id) && report.hold_to(&id.to_ascii_uppercase()));
    assert!(report.importable() && report.findings.is_empty());
    let other = "0".repeat(64);
    assert!(!report.hold_to(&other));
    adds_up(&report);
    assert_eq!(found(&report), ["plan_stale"]);
    assert_eq!(report.findings[0].params.text("plan"), Some(other.as_str()));
    assert_eq!(report.outcome(), Outcome::Unreadable);
    assert!(!report.importable() && report.plan.is_none());
    // What is not importable has no plan at all: everything is said, and that it is another.
    let facts = Facts {
        version: "42".to_owned(),
        ..Facts::default()
    };
    let mut report = validate(file().as_bytes(), &schema(), &Options::new(), Some(&facts));
    assert!(!report.hold_to(&id));
    assert_eq!(found(&report), ["plan_stale", "number_not_in_inventory E2"]);
    // A file that could not be read is no other plan.
    let mut report = validate(b"", &schema(), &Options::new(), None);
    assert!(!report.hold_to(&id));
    assert_eq!(found(&report), ["file_empty"]);
}

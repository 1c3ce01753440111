use proptest::prelude::*;
use serde_json::Value;

use super::schema_check::{conforms, conforms_to_frictionless, conforms_to_sarif};
use super::tests::{FILE, example};
use super::*;
use crate::csv::{AccessKind, Fixes, Options, Schema, validate};
use crate::finding::{FindingCode, Severity};
use crate::profile::ProfileName;

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,\
    monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

fn check(file: &[u8]) -> Report {
    validate(file, &schema(), &Options::new(), None)
}

fn sarif(report: &Report, bytes: Option<&[u8]>, view: View) -> Value {
    let mut text = Vec::new();
    write_sarif(report, bytes, view, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(conforms_to_sarif(&text), Ok(()));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn sarif_has_every_code_as_a_rule_and_help_for_those_that_were_found() {
    let log = sarif(&example(), None, View::default());
    let driver = &log["runs"][0]["tool"]["driver"];
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), FindingCode::ALL.len());
    for (rule, code) in rules.iter().zip(FindingCode::ALL) {
        assert_eq!(rule["id"], code.as_str());
        let found = example().counts.by_code.contains_key(code);
        assert_eq!(rule["help"].is_object(), found, "{code}");
        if found {
            let markdown = rule["help"]["markdown"].as_str().unwrap();
            assert!(markdown.starts_with("**What it means.** "), "{markdown}");
            let text = rule["help"]["text"].as_str().unwrap();
            assert!(
                text.contains("\n\nWhat to do: ") && !text.contains('`'),
                "{text}"
            );
        }
        // An address is absolute, or there is none.
        let address = rule.get("helpUri").map(|it| it.as_str().unwrap());
        let anchor = format!("core/docs/findings.md#{code}");
        assert!(address.is_none_or(|it| it.starts_with("https://") && it.ends_with(&anchor)));
    }
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn sarif_names_line_byte_cell_and_the_other_rows() {
    let log = sarif(&example(), Some(FILE.as_bytes()), View::default());
    let result = &log["runs"][0]["results"][1];
    assert_eq!(result["ruleId"], "duplicate_identity");
    assert_eq!(result["level"], "error");
    assert_eq!(
        result["message"]["text"],
        "b@example.com is also in row 4. \u{25b8} Keep one."
    );
    let location = &result["locations"][0];
    assert_eq!(location["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(location["physicalLocation"]["region"]["byteOffset"], 132);
    assert_eq!(location["physicalLocation"]["region"]["byteLength"], 13);
    assert_eq!(
        result["relatedLocations"][0]["physicalLocation"],
        serde_json::json!({"artifactLocation": {"index": 0}, "region": {"startLine": 4}})
    );
    assert_eq!(location["logicalLocations"][0]["name"], "B3");
    assert_eq!(
        result["relatedLocations"][0]["logicalLocations"][0]["name"],
        "B4"
    );
    let levels: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["level"])
        .collect();
    assert_eq!(levels, ["error", "error", "error", "note"]);
    assert_eq!(
        log["runs"][0]["artifacts"][0]["location"]["uri"],
        "users.csv"
    );
}

#[test]
fn the_fixes_of_sarif_name_exactly_the_bytes_to_replace() {
    let file = format!(
        "{HEADER}\r\n,,ada@example.com,Perhaps,,auto,on,,,\r\n\"A\r\nB\",,\"bo@example.com;\",No,,\"on\",on,,,\r\n,,cy@example.com.,No,,auto,true,,,Germn\r\n"
    );
    let report = check(file.as_bytes());
    let log = sarif(&report, Some(file.as_bytes()), View::default());
    let mut mended = file.clone().into_bytes();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let mut applied = Vec::new();
    // From the end, so that offsets stay what they are.
    for result in results.iter().rev() {
        let Some(fix) = result["fixes"].as_array().map(|fixes| &fixes[0]) else {
            continue;
        };
        let change = &fix["artifactChanges"][0]["replacements"][0];
        let part =
            |name: &str| usize::try_from(change["deletedRegion"][name].as_u64().unwrap()).unwrap();
        let (start, length) = (part("byteOffset"), part("byteLength"));
        let text = change["insertedContent"]["text"].as_str().unwrap();
        mended.splice(start..start + length, text.bytes());
        applied.push(result["ruleId"].as_str().unwrap());
    }
    assert!(applied.len() >= 4, "{applied:?}");
    let mended_text = String::from_utf8(mended).unwrap();
    let again = check(mended_text.as_bytes());
    let codes = |report: &Report| -> Vec<_> {
        report
            .findings_of(FindingCode::ValueNotAllowed)
            .map(|f| f.place.cell())
            .collect()
    };
    assert_eq!(
        codes(&report).len() - codes(&again).len(),
        3,
        "{mended_text}"
    );
    assert_eq!(
        again.findings_of(FindingCode::EmailInvalid).count(),
        0,
        "{mended_text}"
    );
    assert_eq!(again.counts.data_rows, report.counts.data_rows);
    // Without the bytes a replacement is told but not placed.
    let told = sarif(&report, None, View::default());
    let results = told["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().all(|result| result.get("fixes").is_none()));
    assert!(
        results
            .iter()
            .any(|result| result["properties"]["replacement"] == "German")
    );
}

#[test]
fn other_bytes_are_not_fixed() {
    let changed = FILE.replace("OFF", "off");
    let answer = write_sarif(
        &example(),
        Some(changed.as_bytes()),
        View::default(),
        Vec::new(),
    );
    assert!(matches!(answer, Err(ReportError::InputChanged)));
}

#[test]
fn g_06_a_value_is_no_link_and_no_placeholder_of_sarif() {
    let file = format!("{HEADER}\n,,ada@example.com,[x](https://example.com) {{0}},,auto,on,,,\n");
    let log = sarif(&check(file.as_bytes()), None, View::default());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let found = results
        .iter()
        .find(|result| result["ruleId"] == "value_not_allowed");
    let message = found.unwrap()["message"]["text"].as_str().unwrap();
    assert!(
        message.contains("\\[x\\](https://example.com) {{0}}"),
        "{message}"
    );
    // A name leads nowhere else.
    let options = Options::new().file_name("../a b/c:d.csv");
    let report = validate(file.as_bytes(), &schema(), &options, None);
    let log = sarif(&report, None, View::default());
    assert_eq!(
        log["runs"][0]["artifacts"][0]["location"]["uri"],
        "..%2Fa%20b%2Fc%3Ad.csv"
    );
}

#[test]
fn frictionless_has_type_place_and_code_and_no_whole_row() {
    let text = example().to_frictionless(View::default()).unwrap();
    assert_eq!(conforms_to_frictionless(&text), Ok(()));
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["valid"], false);
    assert_eq!(report["stats"]["errors"], 3);
    let task = &report["tasks"][0];
    assert_eq!(task["place"], "users.csv");
    assert_eq!(task["labels"][1], "email address or device");
    assert_eq!(task["stats"]["rows"], 4);
    let error = &task["errors"][1];
    assert_eq!(error["type"], "unique-error");
    assert_eq!(error["note"], "duplicate_identity");
    assert_eq!(error["rowNumber"], 3);
    assert_eq!(error["fieldNumber"], 2);
    assert_eq!(error["fieldName"], "email address or device");
    assert_eq!(error["cell"], "B@example.com");
    assert_eq!(error["cells"], serde_json::json!([]));
    // Notices are not exported.
    assert_eq!(task["errors"].as_array().unwrap().len(), 3);
    for pii in [Pii::Masked, Pii::None] {
        let text = example().to_frictionless(View::default().pii(pii)).unwrap();
        assert_eq!(conforms_to_frictionless(&text), Ok(()), "{pii:?}");
        let report: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["tasks"][0]["errors"][1]["cell"], "");
        assert!(
            !text.to_ascii_lowercase().contains("b@example.com"),
            "{text}"
        );
    }
}

#[test]
fn frictionless_counts_are_true_where_findings_were_cut_off() {
    let mut options = Options::new();
    options.limits.findings_per_code = Some(3);
    let rows = ",,nobody,No,,auto,on,,,\n".repeat(9)
        + ",,=x,No,,auto,on,,,\n\n,,a@example.com,No,,auto,on,,,\n";
    let file = format!("{HEADER}\n{rows}");
    let report = validate(file.as_bytes(), &schema(), &options, None);
    assert!(report.truncated);
    let exported: Value =
        serde_json::from_str(&report.to_frictionless(View::default()).unwrap()).unwrap();
    let errors = report.counts.by_severity[&Severity::Error];
    assert_eq!(exported["stats"]["errors"], errors);
    assert!(exported["tasks"][0]["errors"].as_array().unwrap().len() < errors as usize);
    assert_eq!(
        exported["stats"]["warnings"],
        exported["tasks"][0]["warnings"].as_array().unwrap().len()
    );
}

#[test]
fn without_personal_data_no_other_form_shows_a_value_or_the_name_of_the_file() {
    let file = format!(
        "{HEADER},Ada Lovelace\nAda,,ada@example.com,Perhaps,1.57E+10,auto,on,,,,x\nBo,,ADA@example.com,no,,auto,on,,,,x\n"
    );
    let options = Options::new().file_name("secret-name.csv");
    let report = validate(file.as_bytes(), &schema(), &options, None);
    let view = View::default().pii(Pii::None);
    let forms = [
        report.to_frictionless(view).unwrap(),
        report.to_sarif(view).unwrap(),
    ];
    for form in &forms {
        for value in ["example.com", "Perhaps", "1.57E", "secret-name", "Lovelace"] {
            assert!(!form.contains(value), "{value} in {form}");
        }
    }
    let view = View::default().pii(Pii::Masked);
    for form in [
        report.to_frictionless(view).unwrap(),
        report.to_sarif(view).unwrap(),
    ] {
        assert!(form.contains("a***@e***.com") && !form.contains("ada@example.com"));
        assert!(!form.contains("Perhaps"));
    }
}

/// Files that somebody or something damaged, one way each.
const TORTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/torture");

#[test]
fn of_every_damaged_file_every_form_conforms_to_its_schema() {
    let mut files = 0;
    for entry in std::fs::read_dir(TORTURE).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        files += 1;
        let bytes = std::fs::read(&path).unwrap();
        for fixes in [Fixes::Safe, Fixes::Strict] {
            let report = validate(&bytes, &schema(), &Options::new().fixes(fixes), None);
            for pii in [Pii::Full, Pii::Masked, Pii::None] {
                let view = View::default().pii(pii);
                let json = conforms(&to_json(&report, view).unwrap());
                assert_eq!(json, Ok(()), "{}", path.display());
                let frictionless = report.to_frictionless(view).unwrap();
                let frictionless = conforms_to_frictionless(&frictionless);
                assert_eq!(frictionless, Ok(()), "{}", path.display());
            }
            sarif(&report, Some(&bytes), View::default());
        }
    }
    assert!(files > 200, "{files}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_bytes_every_form_conforms_to_its_schema(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "[a,;\"\r\n0-9@='{}\\[\\]()]{0,300}",
    ) {
        for file in [bytes, format!("{HEADER}\n{text}").into_bytes()] {
            let report = check(&file);
            for pii in [Pii::Full, Pii::Masked, Pii::None] {
                let view = View::default().pii(pii);
                prop_assert_eq!(conforms(&to_json(&report, view).unwrap()), Ok(()));
                prop_assert_eq!(conforms_to_frictionless(&report.to_frictionless(view).unwrap()), Ok(()));
                sarif(&report, Some(&file), view);
            }
        }
    }
}

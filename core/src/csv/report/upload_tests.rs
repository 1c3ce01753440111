//! What is written, uploaded again: the validator and the reports together.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::schema_check::conforms;
use super::tests::{EXAMPLE, FILE};
use super::*;
use crate::csv::template::TemplateOptions;
use crate::csv::{Facts, Fixes, Options, Schema, validate};
use crate::finding::{FindingCode, Stage};
use crate::profile::ProfileName;
use crate::settings::AccessKind;

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,\
    monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language";

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

fn annotate(report: &Report, bytes: &[u8]) -> Vec<u8> {
    write_annotated(report, &schema(), bytes, View::default(), Vec::new()).unwrap()
}

/// Code, row, field, canonical form.
type Lasting = (FindingCode, Option<u32>, Option<String>, Option<String>);

/// What stays when an annotated file is uploaded: all but the stages that are about bytes, and guards. Controls are
/// written as U+FFFD and fail as that; a quote that is never closed is one without its pair.
fn lasting(report: &Report) -> BTreeSet<Lasting> {
    let findings = report.findings.iter().filter(|finding| {
        finding.code.stage() > Stage::Dialect
            && !matches!(
                finding.code,
                FindingCode::FormulaGuardRemoved
                    | FindingCode::OwnReportDetected
                    | FindingCode::QuoteUnpaired
            )
    });
    findings
        .map(|finding| {
            let code = match finding.code {
                FindingCode::ControlCharacter => FindingCode::ReplacementCharacter,
                code => code,
            };
            (
                code,
                finding.place.row,
                finding.place.field.as_deref().map(str::to_owned),
                finding.canonical.as_deref().map(str::to_owned),
            )
        })
        .collect()
}

fn uploaded_again(bytes: &[u8], options: &Options) {
    let schema = schema();
    let first = validate(bytes, &schema, options, None);
    let annotated = annotate(&first, bytes);
    let second = validate(&annotated, &schema, options, None);
    let (before, after) = (lasting(&first), lasting(&second));
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    let shown = String::from_utf8_lossy(&annotated);
    assert!(changed.is_empty(), "{changed:#?} in {shown}");
    // A report of a report replaces our columns and is the same file.
    let third = annotate(&second, &annotated);
    let fourth = validate(&third, &schema, options, None);
    assert_eq!(after, lasting(&fourth));
}

#[test]
fn the_documented_example_is_what_the_validator_says() {
    let facts = Facts {
        version: "41".to_owned(),
        ..Facts::default()
    };
    let options = Options::new().file_name("users.csv");
    let report = validate(FILE.as_bytes(), &schema(), &options, Some(&facts));
    let version = format!(r#""version":"{}"}},"schema""#, env!("CARGO_PKG_VERSION"));
    let expected = EXAMPLE
        .trim_end()
        .replace(r#""version":"1.0.0"},"schema""#, &version);
    assert_eq!(to_json(&report, View::default()).unwrap(), expected);
}

#[test]
fn an_annotated_file_uploaded_again_gives_the_same_findings() {
    let rows = [
        "Ada,Lovelace,ada@example.com,No,,auto,on,,,",
        "Bo,,'+14405551234,No,,auto,on,,,",
        "=1+1,,b@example.com,No,,auto,on,,,",
        "\"Le\"\"e\",Ray \"Jr\" X,c@example.com,Yes,,off,off,'0144055512,true,English",
        " Eve ,\u{a0}x,d@example.com , yes,,AUTO,on,,,Deutsch",
        ",,d@example.com,No,1.44E+10,auto,on,,,",
        ",,nothing,1,,on,auto,,,Klingon",
        ",,,,,,,,,",
        "",
        ",,e@example.com,No",
        ",,f@example.com,No,,auto,on,,,,too,many",
        ",,g@example.com,No,,auto,on,,,,,",
        "\"line\nbreak\",,h@example.com,No,,auto,on,,,",
        ",,\"i@example.com\nx\",No,,auto,on,,,",
        "\u{1}bell,,j@example.com,No,,auto,on,,,",
        "#N/A,,k@example.com,No,n/a,auto,on,04-Mar,,",
        ",,gmial@gmial.com,No,,auto,on,,true,",
        "Note: remember,,,,,,,,,",
        "Firstname,Lastname,name@example.com,No,,auto,on,,,",
        ",,14405551234,No,,auto,on,,,",
        ",,+1 440 555 1234,No,,auto,on,,,",
        "",
        "",
    ];
    for end in ["\r\n", "\n"] {
        let file = format!("{HEADER}{end}{}{end}", rows.join(end));
        for fixes in [Fixes::Safe, Fixes::Off] {
            uploaded_again(file.as_bytes(), &Options::new().fixes(fixes));
        }
    }
    let unclosed = format!(
        "{HEADER}\n,,a@example.com,No,,auto,on,,,\n\"Bo,,b@example.com,No,,auto,on,,,\n,,a@example.com,No,,auto,on,,,\n"
    );
    uploaded_again(unclosed.as_bytes(), &Options::new());
    let titled = format!("People of May,,\n,,\n{HEADER}\n{}\n", rows.join("\n"));
    uploaded_again(titled.as_bytes(), &Options::new());
    let semicolons = format!(
        "sep=;\n{}\n{}\n",
        HEADER.replace(',', ";"),
        rows[..5].join("\n").replace(',', ";")
    );
    uploaded_again(semicolons.as_bytes(), &Options::new());
}

#[test]
fn a_row_that_is_too_large_still_is_when_its_annotated_file_is_uploaded() {
    let long = "x".repeat(70_000);
    let quoted = format!("\"{long}\"");
    let with_quotes = format!("\"{}\"", "\"\"".repeat(40_000));
    let blank = " ".repeat(70_000);
    let mut rows = Vec::new();
    for cell in [&long, &quoted, &with_quotes, &blank] {
        for column in [0, 2, 4, 9] {
            let mut cells = ["", "", "a@example.com", "No", "", "auto", "on", "", "", ""];
            cells[column] = cell;
            rows.push(cells.join(","));
        }
    }
    // Many cells instead of a long one; a guarded formula; another row behind it.
    rows.push("=1,".repeat(30_000));
    rows.push(format!("\"two\nlines\",,\"{long}\"\"\""));
    for row in &rows {
        let file = format!(
            "{HEADER}\r\n,,b@example.com,No,,auto,on,,,\r\n{row}\r\n,,c@example.com,No,,auto,on,,,\r\n"
        );
        let report = validate(file.as_bytes(), &schema(), &Options::new(), None);
        assert_eq!(
            report.counts.by_code.get(&FindingCode::RowTooLarge),
            Some(&1)
        );
        let annotated = annotate(&report, file.as_bytes());
        assert!(annotated.len() < 2 * 65_536 + 70_000, "{}", annotated.len());
        let again = validate(&annotated, &schema(), &Options::new(), None);
        assert_eq!(again.counts.with_errors, 1);
        assert_eq!(again.counts.data_rows, 3);
        uploaded_again(file.as_bytes(), &Options::new());
    }
}

#[test]
fn a_row_that_is_too_large_is_in_the_batch_report_so_that_it_fails_again() {
    let long = "x".repeat(70_000);
    let file = format!("{HEADER}\r\n,,a@example.com,No,\"{long}\",auto,on,,,\r\n");
    let schema = schema();
    let report = validate(file.as_bytes(), &schema, &Options::new(), None);
    let row = BatchReportRow {
        row: 2,
        outcome: crate::batch::RowOutcome::Failed,
        account: None,
        number: None,
        invitation: None,
        findings: report.findings_of_row(2).cloned().collect(),
    };
    let source = (&report, &schema, file.as_bytes());
    let view = View::default();
    let written = write_batch_with_cells([row], BatchRows::Failed, source, view, Vec::new());
    let again = validate(&written.unwrap(), &schema, &Options::new(), None);
    let codes = again.findings_of_row(2).map(|finding| finding.code);
    assert_eq!(codes.collect::<Vec<_>>(), [FindingCode::RowTooLarge]);
}

#[test]
fn an_annotated_file_of_20_000_rows_uploaded_again_gives_the_same_findings() {
    let mut file = format!("{HEADER}\r\n");
    for row in 0..20_000_u32 {
        file += &match row % 10 {
            0 => format!("Ada,Example,p{row}@example.com,No,,auto,on,,,\r\n"),
            1 => format!("Ada,Example,p{}@example.com,No,,auto,on,,,\r\n", row - 1),
            2 => format!("Ada,Example,p{row}@example.com,No,1.44E+10,auto,on,,,\r\n"),
            3 => format!("=Ada,Example,p{row}@example.com,no,,AUTO,true,,,\r\n"),
            4 => format!("Ada,\"Ex\r\nample\",p{row}@example.com,No,,auto,on,,,\r\n"),
            5 => format!("Ada,Example,p{row}@example.com,No\r\n"),
            6 => "\r\n".to_owned(),
            7 => format!("Ada,Example,1440555{row:04},No,,auto,on,,,\r\n"),
            8 => format!("'Ada,Example,p{row}@gmial.com,No,,,on,0{row},,\r\n"),
            _ => format!("Ada,Example,P{row}@EXAMPLE.COM,Yes,,off,off,,,Deutsch\r\n"),
        };
    }
    let limits = crate::csv::Limits {
        rows: Some(20_000),
        findings_per_code: Some(100_000),
        ..crate::csv::Limits::default()
    };
    let options = Options::new().limits(limits);
    let report = validate(file.as_bytes(), &schema(), &options, None);
    assert!(report.complete && !report.truncated && report.findings.len() > 10_000);
    uploaded_again(file.as_bytes(), &options);
}

#[test]
fn a_file_in_another_encoding_is_annotated_as_text() {
    let text = "firstname,email,social_messaging,monitor_calls,monitor_sms\r\n\
                José,a@example.com,No,auto,maybe\r\n“Zoë”,b@example.com,Oui,auto,on\r\n";
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '“' => 0x93,
            '”' => 0x94,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    for bytes in [utf16, windows] {
        let report = validate(&bytes, &schema(), &Options::new(), None);
        let annotated = String::from_utf8(annotate(&report, &bytes)).unwrap();
        assert!(annotated.contains("\"José\"") && annotated.contains("\"“Zoë”\""));
        uploaded_again(&bytes, &Options::new());
    }
    // A character that was lost stays lost, and still fails.
    let lost = [
        b"\xff\xfe".to_vec(),
        text.replace('é', "\u{e000}")
            .encode_utf16()
            .flat_map(|unit| if unit == 0xe000 { 0xd800_u16 } else { unit }.to_le_bytes())
            .collect(),
    ]
    .concat();
    let report = validate(&lost, &schema(), &Options::new(), None);
    let again = annotate(&report, &lost);
    let again = validate(&again, &schema(), &Options::new(), None);
    assert!(!again.importable());
    assert_eq!(
        again.findings_of(FindingCode::ReplacementCharacter).count(),
        1
    );
}

#[test]
fn a_pin_is_shown_in_no_form_and_still_fails() {
    let file = format!("{HEADER},PIN\nAda,,ada@example.com,No,,auto,on,,,,482913\n");
    let report = validate(file.as_bytes(), &schema(), &Options::new(), None);
    assert_eq!(report.findings_of(FindingCode::ColumnNotEnabled).count(), 1);
    let annotated = annotate(&report, file.as_bytes());
    let text = String::from_utf8(annotated.clone()).unwrap();
    assert!(
        !text.contains("482913") && text.contains("[hidden]"),
        "{text}"
    );
    let json = to_json(&report, View::default()).unwrap();
    assert!(!json.contains("482913"));
    let again = validate(&annotated, &schema(), &Options::new(), None);
    assert_eq!(lasting(&report), lasting(&again));
}

#[test]
fn m_56_failed_rows_mended_are_the_next_upload() {
    let file = format!(
        "{HEADER}\nAda,,ada@example.com,No,,auto,on,,,\nBo,,bo@example.com,Perhaps,,auto,on,,,\n"
    );
    let report = validate(file.as_bytes(), &schema(), &Options::new(), None);
    let row = |row, outcome| BatchReportRow {
        row,
        outcome,
        account: None,
        number: None,
        invitation: None,
        findings: report.findings_of_row(row).cloned().collect(),
    };
    let rows = [
        row(2, crate::batch::RowOutcome::Created),
        row(3, crate::batch::RowOutcome::Failed),
    ];
    let source = (&report, &schema(), file.as_bytes());
    let bytes =
        write_batch_with_cells(rows, BatchRows::Failed, source, View::default(), Vec::new())
            .unwrap();
    let mended = String::from_utf8(bytes)
        .unwrap()
        .replace("\"Perhaps\"", "\"No\"");
    let again = validate(mended.as_bytes(), &schema(), &Options::new(), None);
    assert_eq!(again.counts.ok, 1, "{mended}");
    assert_eq!(
        again.counts.by_severity[&crate::finding::Severity::Error],
        0
    );
}

#[test]
fn templates_validate_to_their_note_their_sample_and_no_rows() {
    let mut schemas = vec![Schema::numbers()];
    for profile in ProfileName::ALL {
        for access in [AccessKind::Portal, AccessKind::NoPortal] {
            schemas.extend(Schema::for_profile(profile, access));
        }
    }
    for schema in schemas {
        for delimiter in [b',', b';'] {
            let options = TemplateOptions::new().note().sample().delimiter(delimiter);
            let bytes = schema.template(&options).unwrap();
            let report = validate(&bytes, &schema, &Options::new(), None);
            let codes: BTreeSet<_> = report.findings.iter().map(|f| f.code.as_str()).collect();
            let about_bytes = ["bom_removed", "dialect_detected", "inventory_unchecked"];
            let codes: Vec<_> = codes
                .into_iter()
                .filter(|code| !about_bytes.contains(code))
                .collect();
            assert_eq!(
                codes,
                ["no_data_rows", "template_note_row", "template_sample_row"],
                "{}",
                schema.id
            );
        }
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("No".to_owned()),
        Just("auto".to_owned()),
        Just("on".to_owned()),
        Just("a@example.com".to_owned()),
        Just("'+14405551234".to_owned()),
        Just("''=1".to_owned()),
        "[ -~]{0,12}",
        "[\"',;\r\n\t =+@a1]{0,6}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_cells_the_annotated_file_says_the_same(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 10), 1..6)
    ) {
        let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        file.write_record(HEADER.split(',')).unwrap();
        for row in &rows {
            file.write_record(row).unwrap();
        }
        uploaded_again(&file.into_inner().unwrap(), &Options::new());
    }

    #[test]
    fn whatever_the_bytes_the_report_conforms_to_its_schema(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        text in "[a,;\"\r\n0-9@=']{0,200}",
    ) {
        for file in [bytes, format!("{HEADER}\n{text}").into_bytes()] {
            let report = validate(&file, &schema(), &Options::new(), None);
            for pii in [Pii::Full, Pii::Masked, Pii::None] {
                let json = to_json(&report, View::default().pii(pii)).unwrap();
                prop_assert_eq!(conforms(&json), Ok(()));
            }
            prop_assert!(write_annotated(&report, &schema(), &file, View::default(), Vec::new()).is_ok());
        }
    }
}

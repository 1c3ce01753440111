use std::collections::BTreeMap;

use super::*;
use crate::batch::RowOutcome;
use crate::csv::result::{Evidence, Reading};
use crate::csv::{
    Counts, Encoding, FactsUsed, Fixes, Group, Header, HeaderColumn, HeaderMatch, Input, LineEnd,
    ReportOptions, SchemaName, Skipped, TextEncoding,
};
use crate::csv::{Limits, RowStatus, Schema};
use crate::finding::{Finding, FindingCode, Place, Related, Scope, Severity};
use crate::profile::ProfileName;
use crate::settings::{AccessKind, ImportMode};

/// `csv.md` 7.1, its lines joined.
pub(super) const EXAMPLE: &str = include_str!("example.json");

/// The file of the example.
pub(super) const FILE: &str = "firstname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms\r\n\
    ,a@example.com,No,1.44E+10,auto,on\r\n\
    ,B@example.com,Yes,,auto,on\r\n\
    ,b@example.com,No,,off,on\r\n\
    ,c@example.com,No,,off,OFF\r\n";

const LABELS: [(&str, &str); 6] = [
    ("firstname", "firstname"),
    ("email address or device", "identity"),
    ("social_messaging", "social_messaging"),
    ("multiline_number", "multiline_number"),
    ("monitor_calls", "monitor_calls"),
    ("monitor_sms", "monitor_sms"),
];

fn at(code: FindingCode, row: u32, column: u32, byte: u64) -> Finding {
    let (label, field) = LABELS[column as usize - 1];
    let place = Place {
        row: Some(row),
        line: Some(row),
        record: Some(row - 2),
        column: Some(column),
        byte: Some(byte),
        char: None,
        field: Some(field.into()),
        label: Some(label.into()),
    };
    Finding::new(code, place)
}

fn duplicate(row: u32, other: u32, byte: u64, value: &str) -> Finding {
    at(FindingCode::DuplicateIdentity, row, 2, byte)
        .with_value(value, 200)
        .with_canonical("b@example.com")
        .with("rows", vec![other])
        .with("total", 1_u32)
        .with_related(vec![Related {
            row: other,
            column: Some(2),
        }])
        .with_cause(7)
}

fn group(code: FindingCode, field: &str, count: u32, rows: (u32, u32)) -> Group {
    Group {
        code,
        severity: code.severity(),
        scope: code.scope(),
        field: Some(field.into()),
        count,
        shown: count,
        rows: vec![rows],
        rows_truncated: false,
    }
}

/// The report of the documented example.
pub(super) fn example() -> Report {
    let columns = LABELS
        .iter()
        .zip(1..)
        .map(|((label, field), column)| HeaderColumn {
            column,
            label: (*label).into(),
            field: Some((*field).into()),
            matched: HeaderMatch::Exact,
        });
    let missing = [
        "lastname",
        "forwarding_number",
        "restrict_incoming_social_messaging",
        "language",
    ];
    Report {
        schema: SchemaName {
            id: "multiline-2024".to_owned(),
            version: 1,
        },
        options: ReportOptions {
            fixes: Fixes::Safe,
            mode: ImportMode::All,
            raise: Vec::new(),
        },
        facts: FactsUsed {
            checked: true,
            version: Some("41".to_owned()),
        },
        complete: true,
        truncated: false,
        plan: None,
        input: Input {
            name: Some("users.csv".to_owned()),
            sha256: "ba420e30af825821d110be817ed3b694a3354ffaa67cee01e7a7f94f7eea6e2d".to_owned(),
            bytes: 215,
            encoding: Encoding {
                name: "utf-8".to_owned(),
                how: "detected".to_owned(),
                bom: false,
            },
            dialect: Some(Dialect {
                delimiter: ',',
                quote: '"',
                line_end: Some(LineEnd::Crlf),
                sep_line: false,
            }),
            header: Some(Header {
                row: 1,
                missing_optional: missing.map(Into::into).into(),
                columns: columns.collect(),
            }),
        },
        counts: Counts {
            rows_total: 5,
            data_rows: 4,
            ok: 1,
            with_warnings: 0,
            with_errors: 3,
            unchecked: 0,
            skipped: Skipped::default(),
            by_severity: BTreeMap::from([(Severity::Error, 3), (Severity::Notice, 1)]),
            by_code: BTreeMap::from([
                (FindingCode::NumberScientificNotation, 1),
                (FindingCode::DuplicateIdentity, 2),
                (FindingCode::ValueCaseNormalized, 1),
            ]),
        },
        groups: vec![
            group(
                FindingCode::NumberScientificNotation,
                "multiline_number",
                1,
                (2, 2),
            ),
            group(FindingCode::DuplicateIdentity, "identity", 2, (3, 4)),
            group(FindingCode::ValueCaseNormalized, "monitor_sms", 1, (5, 5)),
        ],
        findings: vec![
            at(FindingCode::NumberScientificNotation, 2, 4, 113).with_value("1.44E+10", 200),
            duplicate(3, 4, 132, "B@example.com"),
            duplicate(4, 3, 161, "b@example.com"),
            at(FindingCode::ValueCaseNormalized, 5, 6, 210)
                .with_value("OFF", 200)
                .with_canonical("off")
                .with_fix("OFF", "off", 200),
        ],
        rows: Vec::new(),
        evidence: Evidence {
            statuses: vec![
                RowStatus::Error,
                RowStatus::Error,
                RowStatus::Error,
                RowStatus::Ok,
            ],
            reading: Some(Reading {
                start: 0,
                sep_line: false,
                delimiter: b',',
                encoding: TextEncoding::Utf8,
                mark: 0,
                width: crate::csv::reader::Width { least: 6, most: 6 },
                limits: Limits::default().resolve(1_000),
            }),
            ..Evidence::default()
        },
    }
}

fn no_people(pii: Pii) -> View {
    View::default().pii(pii)
}

#[test]
fn the_documented_example_comes_out_byte_for_byte() {
    let version = format!(r#""version":"{}"}},"schema""#, env!("CARGO_PKG_VERSION"));
    let expected = EXAMPLE
        .trim_end()
        .replace(r#""version":"1.0.0"},"schema""#, &version);
    assert_eq!(to_json(&example(), View::default()).unwrap(), expected);
}

#[test]
fn without_personal_data_no_form_shows_a_value_or_the_name_of_the_file() {
    let report = example();
    let view = no_people(Pii::None);
    let json = to_json(&report, view).unwrap();
    let csv = String::from_utf8(write_findings(&report, view, Vec::new()).unwrap()).unwrap();
    let text = to_text(
        &report,
        TextOptions {
            view,
            ..TextOptions::default()
        },
    );
    for form in [&json, &csv, &text] {
        for secret in [
            "b@example.com",
            "B@example.com",
            "1.44E+10",
            "OFF",
            "users.csv",
        ] {
            assert!(!form.contains(secret), "{secret} in {form}");
        }
        assert!(form.contains("The value is also in row 4."), "{form}");
    }
    assert!(json.contains(r#""pii":"none""#));
}

#[test]
fn masked_forms_show_the_beginning_of_values_in_messages_too() {
    let json = to_json(&example(), no_people(Pii::Masked)).unwrap();
    assert!(json.contains("b***@e***.com is also in row 4."));
    assert!(json.contains(r#""value":"B***@e***.com""#));
    assert!(!json.contains("b@example.com"));
}

#[test]
fn findings_as_csv_have_the_documented_columns() {
    let bytes = write_findings(&example(), View::default(), Vec::new()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "\u{feff}\"severity\",\"code\",\"row\",\"line\",\"cell\",\"field\",\"label\",\"value\",\"message\",\"suggestion\",\"replacement\",\"related_rows\""
    );
    assert_eq!(
        lines[2],
        "\"error\",\"duplicate_identity\",\"3\",\"3\",\"B3\",\"identity\",\"email address or device\",\"B@example.com\",\"b@example.com is also in row 4.\",\"Keep one.\",\"\",\"4\""
    );
    // A value that a spreadsheet would rewrite is guarded.
    assert!(lines[1].contains("\"'1.44E+10\""), "{}", lines[1]);
    assert_eq!(lines.len(), 6);
}

#[test]
fn the_text_names_each_cell_and_says_what_it_leaves_out() {
    let text = to_text(&example(), TextOptions::default());
    assert!(text.starts_with(
        "users.csv: not valid; nothing can be imported.\n4 rows of data: 1 ok, 3 with errors\n"
    ));
    assert!(text.contains("\n3 errors\n  Long numbers destroyed by a spreadsheet \u{b7} multiline_number (number_scientific_notation): 1\n"));
    assert!(
        text.contains("    B3: b@example.com is also in row 4. ▸ Keep one.\n"),
        "{text}"
    );
    let capped = to_text(
        &example(),
        TextOptions {
            per_group: 1,
            ..TextOptions::default()
        },
    );
    assert!(
        capped.contains("    … and 1 more; the reports as JSON and CSV list it.\n"),
        "{capped}"
    );
    assert!(!capped.contains("B4: "));
}

#[test]
fn a_file_that_could_not_be_checked_has_no_counts_and_no_end() {
    for (bytes, why) in [
        (&b""[..], "The file is empty."),
        (b"PK\x03\x04\x14\0", "This is a ZIP file"),
    ] {
        let options = crate::csv::Options::new().file_name("a.csv");
        let report = crate::csv::validate(bytes, &schema(), &options, None);
        let text = to_text(&report, TextOptions::default());
        assert!(
            text.starts_with("a.csv: could not be checked; nothing can be imported.\n\n1 error\n"),
            "{text}"
        );
        assert!(text.contains(why) && !text.contains("rows"), "{text}");
        assert!(!text.contains("not checked to its end"), "{text}");
    }
    let mut stopped = example();
    stopped.complete = false;
    let text = to_text(&stopped, TextOptions::default());
    assert!(
        text.ends_with("\nThe file was not checked to its end.\n"),
        "{text}"
    );
}

#[test]
fn a_place_is_not_said_twice() {
    let mut report = example();
    let long = report.findings[0].clone();
    report.findings[0] = Finding::new(FindingCode::CellTooLong, long.place).with("max", 8_192_u32);
    report.groups[0].code = FindingCode::CellTooLong;
    for (language, said) in [
        (Language::En, "\n    D2 is longer than 8 KiB."),
        (Language::De, "\n    D2 ist länger als"),
    ] {
        let view = View::default().language(language);
        let text = to_text(
            &report,
            TextOptions {
                view,
                ..TextOptions::default()
            },
        );
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_value_cannot_steer_the_terminal() {
    let mut report = example();
    report.findings[0] = report.findings[0]
        .clone()
        .with_value("\u{1b}[2J\n\u{202e}x", 200);
    report.input.name = Some("a\nb".to_owned());
    let text = to_text(&report, TextOptions::default());
    assert!(text.starts_with("a\u{fffd}b: "));
    assert!(
        text.contains("D2: '\u{fffd}[2J\u{fffd}\u{fffd}x' is what"),
        "{text}"
    );
}

#[test]
fn a_group_says_when_it_has_more_row_ranges() {
    let mut report = example();
    report.groups[0].rows_truncated = true;
    let json = to_json(&report, View::default()).unwrap();
    assert_eq!(json.matches(r#""rows_truncated":true"#).count(), 1);
    assert_eq!(json.matches("rows_truncated").count(), 1);
}

#[test]
fn file_findings_and_unreadable_files_have_all_members() {
    let mut report = example();
    report.findings = vec![Finding::new(FindingCode::FileEmpty, Place::default())];
    report.input.dialect = None;
    report.input.header = None;
    let json: serde_json::Value =
        serde_json::from_str(&to_json(&report, View::default()).unwrap()).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["scope"], "fatal");
    assert!(finding.as_object().unwrap().contains_key("cell"));
    assert!(json["input"]["dialect"].is_null() && json["input"]["header"].is_null());
    assert_eq!(
        finding["suggestion"]["replacement"],
        serde_json::Value::Null
    );
    assert_eq!(report.findings[0].scope, Some(Scope::Fatal));
}

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

fn annotated() -> Vec<String> {
    let bytes = write_annotated(
        &example(),
        &schema(),
        FILE.as_bytes(),
        View::default(),
        Vec::new(),
    )
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn the_annotated_file_has_what_is_said_in_front_of_each_row() {
    assert_eq!(
        annotated(),
        [
            "\u{feff}\"_row\",\"_status\",\"_codes\",\"_messages\",\"_suggestions\",\"firstname\",\"email address or device\",\
             \"social_messaging\",\"multiline_number\",\"monitor_calls\",\"monitor_sms\"",
            "\"2\",\"error\",\"number_scientific_notation\",\"multiline_number: '1.44E+10' is what a spreadsheet made of a long \
             number; its digits are gone.\",\"multiline_number: Format the column as Text and enter the numbers again.\",\"\",\"a@example.com\",\
             \"No\",\"'1.44E+10\",\"auto\",\"on\"",
            "\"3\",\"error\",\"duplicate_identity\",\"email address or device: b@example.com is also in row 4.\",\"email address or device: Keep one.\",\
             \"\",\"B@example.com\",\"Yes\",\"\",\"auto\",\"on\"",
            "\"4\",\"error\",\"duplicate_identity\",\"email address or device: b@example.com is also in row 3.\",\"email address or device: Keep one.\",\
             \"\",\"b@example.com\",\"No\",\"\",\"off\",\"on\"",
            "\"5\",\"ok\",\"value_case_normalized\",\"monitor_sms: 'OFF' was read as 'off'.\",\"\",\"\",\"c@example.com\",\
             \"No\",\"\",\"off\",\"OFF\"",
        ]
    );
}

#[test]
fn forms_with_cells_want_full_values_and_the_same_bytes() {
    let annotate = |view, bytes: &str| {
        write_annotated(&example(), &schema(), bytes.as_bytes(), view, Vec::new())
    };
    for pii in [Pii::Masked, Pii::None] {
        assert!(matches!(
            annotate(no_people(pii), FILE),
            Err(ReportError::NeedsFull)
        ));
    }
    // Longer files are others too, if all of the first was read.
    let longer = format!("{FILE},,,,,\r\n");
    let error = annotate(View::default(), &longer).unwrap_err();
    assert!(matches!(error, ReportError::InputChanged));
    let changed = FILE.replace("OFF", "off");
    let error = annotate(View::default(), &changed).unwrap_err();
    assert_eq!(
        error.code().map(|code| code.as_str()),
        Some("input_changed")
    );
}

fn outcome(row: u32, outcome: RowOutcome) -> BatchReportRow {
    let findings = example().findings_of_row(row).cloned().collect();
    BatchReportRow {
        row,
        outcome,
        account: None,
        number: (outcome == RowOutcome::CreatedInvited).then(|| "+14405551234".parse().unwrap()),
        invitation: (outcome == RowOutcome::CreatedInvited).then(|| "first_send".to_owned()),
        findings,
    }
}

fn outcomes() -> Vec<BatchReportRow> {
    let failed = (2..5).map(|row| outcome(row, RowOutcome::Failed));
    failed
        .chain([outcome(5, RowOutcome::CreatedInvited)])
        .collect()
}

#[test]
fn m_56_the_batch_report_has_a_line_per_data_row_with_its_cells() {
    let source = (&example(), &schema(), FILE.as_bytes());
    let write = |which| {
        let bytes =
            write_batch_with_cells(outcomes(), which, source, View::default(), Vec::new()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let all = write(BatchRows::All);
    let lines: Vec<_> = all.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].starts_with(
        "\u{feff}\"_row\",\"_outcome\",\"_account_id\",\"_number\",\"_invitation\",\"_codes\",\"_messages\",\"_suggestions\",\"firstname\","
    ));
    assert!(lines[4].starts_with(
        "\"5\",\"created_invited\",\"\",\"'+14405551234\",\"first_send\",\"value_case_normalized\","
    ));
    assert!(lines[4].ends_with(",\"\",\"c@example.com\",\"No\",\"\",\"off\",\"OFF\""));
    let failed = write(BatchRows::Failed);
    assert_eq!(failed.split_terminator("\r\n").count(), 4);
    assert!(!failed.contains("c@example.com"));
}

#[test]
fn without_cells_the_batch_report_may_be_masked() {
    let write = |pii| {
        let bytes = write_batch(outcomes(), BatchRows::All, no_people(pii), Vec::new()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert!(write(Pii::Masked).contains("\"'+14*******34\""));
    let none = write(Pii::None);
    assert!(
        !none.contains("+14") && !none.contains("example.com"),
        "{none}"
    );
    assert_eq!(none.split_terminator("\r\n").count(), 5);
    let source = (&example(), &schema(), FILE.as_bytes());
    let with_cells = write_batch_with_cells(
        outcomes(),
        BatchRows::All,
        source,
        no_people(Pii::None),
        Vec::new(),
    );
    assert!(matches!(with_cells, Err(ReportError::NeedsFull)));
}

/// 50 findings of one code, of which ten are kept.
fn capped() -> (Report, Schema, String) {
    let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
    let mut text =
        "email address or device,social_messaging,monitor_calls,monitor_sms\n".to_owned();
    for number in 0..50 {
        text += &format!("p{number}@example.com,YES please,auto,on\n");
    }
    let options = crate::csv::Options::new().limits(Limits {
        findings_per_code: Some(10),
        ..Limits::default()
    });
    let report = crate::csv::validate(text.as_bytes(), &schema, &options, None);
    (report, schema, text)
}

#[test]
fn the_text_tells_what_is_listed_elsewhere_from_what_is_not_kept() {
    let options = TextOptions {
        per_group: 4,
        ..TextOptions::default()
    };
    let text = to_text(&capped().0, options);
    let said = "    … and 6 more; the reports as JSON and CSV list them.\n    \
        … 40 were counted, but not kept: the report has 10 of 50.\n";
    assert!(text.contains(said), "{text}");
}

#[test]
fn files_for_people_say_that_findings_were_cut() {
    let (report, schema, bytes) = capped();
    let findings = write_findings(&report, View::default(), Vec::new()).unwrap();
    let findings = String::from_utf8(findings).unwrap();
    let last = findings.lines().last().unwrap();
    assert_eq!(
        last,
        "\"error\",\"value_not_allowed\",\"\",\"\",\"\",\"social_messaging\",\"\",\"\",\
         \"… 40 were counted, but not kept: the report has 10 of 50.\",\"\",\"\",\"\""
    );
    let view = View::default();
    let annotated = write_annotated(&report, &schema, bytes.as_bytes(), view, Vec::new());
    let annotated = String::from_utf8(annotated.unwrap()).unwrap();
    let cut = "\"value_not_allowed\",\"Findings of this row were counted, but not kept: value_not_allowed.\"";
    assert_eq!(annotated.matches(cut).count(), 40);
    let again = crate::csv::validate(
        annotated.as_bytes(),
        &schema,
        &crate::csv::Options::new(),
        None,
    );
    assert_eq!(
        again.counts.by_code.get(&FindingCode::ValueNotAllowed),
        Some(&50)
    );
}

#[test]
fn documented_words_are_shown_in_a_masked_report() {
    let finding = Finding::new(FindingCode::ValueNotAllowed, Place::row(2))
        .with_value("ja bitte", 200)
        .with_replacement("Yes");
    let shown = privacy::shown(&finding, Pii::Masked);
    assert_eq!(shown.value.as_deref(), Some("j***"));
    assert_eq!(shown.replacement.as_deref(), Some("Yes"));
    let finding =
        Finding::new(FindingCode::ValueCaseNormalized, Place::row(2)).with_fix("AUTO", "auto", 200);
    let shown = privacy::shown(&finding, Pii::Masked);
    let fix = shown.fix.as_deref().unwrap();
    assert_eq!((&*fix.before, &*fix.after), ("A***", "auto"));
}

//! Schemas of hosts: every type, every rule and every switch of a schema, through the whole pipeline.

use super::*;
use crate::csv::facts::TeamFact;

/// A schema of these columns, with more of its parts.
fn schema_of(columns: &str, rest: &str) -> Schema {
    let document = format!(r#"{{"id":"host","version":1,"columns":[{columns}]{rest}}}"#);
    Schema::from_json(&document).unwrap()
}

fn column(key: &str, kind: &str, rest: &str) -> String {
    format!(r#"{{"key":"{key}","label":{{"en":"{key}"}},"type":{kind}{rest}}}"#)
}

/// Findings with their cells, and canonical values of the one column, of a file of that column and a plain one.
fn judged(
    kind: &str,
    rest: &str,
    more: &str,
    cells: &[&str],
) -> (Vec<String>, Vec<Option<String>>) {
    let columns = [column("it", kind, rest), column("plain", r#""text""#, "")].join(",");
    let schema = schema_of(&columns, more);
    let mut file = "it,plain\n".to_owned();
    for (place, cell) in cells.iter().enumerate() {
        file += &format!("{cell},row{place}\n");
    }
    let options = Options::new().collect_rows(true);
    let report = validate(file.as_bytes(), &schema, &options, None);
    adds_up(&report);
    let value = |row: &Row| row.value("it").map(str::to_owned);
    (found(&report), report.rows.iter().map(value).collect())
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values
        .iter()
        .map(|value| Some((*value).to_owned()))
        .collect()
}

fn none_or(values: &[Option<&str>]) -> Vec<Option<String>> {
    values
        .iter()
        .map(|value| value.map(str::to_owned))
        .collect()
}

#[test]
fn a_text_keeps_its_bounds_and_its_pattern() {
    let kind = r#"{"text":{"max_chars":5,"pattern":"[A-Z]{2}-[0-9]+"}}"#;
    let (found, values) = judged(kind, "", "", &["AB-12", "AB-1234", "ab-12", "xAB-1"]);
    assert_eq!(
        found,
        [
            "text_too_long A3",
            "pattern_mismatch A4",
            "pattern_mismatch A5"
        ]
    );
    assert_eq!(values, none_or(&[Some("AB-12"), None, None, None]));
}

#[test]
fn a_name_has_its_own_length() {
    let (found, values) = judged(
        r#"{"name":{"max_chars":3}}"#,
        "",
        "",
        &["Ada", "  Bo ", "Cleo"],
    );
    assert_eq!(found, ["whitespace_normalized A3", "text_too_long A4"]);
    assert_eq!(values, none_or(&[Some("Ada"), Some("Bo"), None]));
}

#[test]
fn addresses_are_those_of_the_allowed_domains() {
    let more = r#","email":{"allowed_domains":["example.com"]}"#;
    let (found, values) = judged(
        r#""email""#,
        "",
        more,
        &["A@Example.com", "b@example.org", "c"],
    );
    assert_eq!(found, ["email_domain_not_allowed A3", "email_invalid A4"]);
    assert_eq!(values, none_or(&[Some("a@example.com"), None, None]));
    let more = r#","email":{"allow_unicode_local":true}"#;
    let (found, _) = judged(r#""email""#, "", more, &["jürgen@example.com"]);
    assert_eq!(found, ["email_non_ascii A2"]);
}

#[test]
fn phones_are_read_in_the_regions_of_the_schema() {
    let more = r#","phone":{"regions":["DE"]}"#;
    let (found, values) = judged(r#""phone""#, "", more, &["030123456", "+14405550101"]);
    assert_eq!(found, ["phone_national_assumed A2"]);
    assert_eq!(values, some(&["+4930123456", "+14405550101"]));
    let (found, _) = judged(r#""phone""#, "", "", &["030123456"]);
    assert_eq!(found, ["phone_unknown_country A2"]);
}

#[test]
fn the_types_of_numbers_that_are_refused_are_a_list_of_the_schema() {
    let premium = &["+498719001234", "+499001234567"];
    let (found, _) = judged(r#""phone""#, "", "", &premium[1..]);
    assert_eq!(found, ["phone_not_supported_type A2"]);
    let more = r#","phone":{"refused_types":["mobile"]}"#;
    let (found, _) = judged(r#""phone""#, "", more, &["+499001234567", "+4915112345678"]);
    assert_eq!(found, ["phone_not_supported_type A3"]);
}

#[test]
fn an_identity_is_an_address_or_a_phone_and_may_be_an_address_only() {
    let cells = ["a@example.com", "+4915112345678", "neither"];
    let (found, values) = judged(r#""identity""#, "", "", &cells);
    assert_eq!(found, ["identity_unrecognized A4"]);
    assert_eq!(values, none_or(&[Some(cells[0]), Some(cells[1]), None]));
    let (found, _) = judged(r#"{"identity":{"email_only":true}}"#, "", "", &cells[..2]);
    assert_eq!(found, ["email_required A3"]);
}

#[test]
fn a_number_of_a_file_of_numbers_needs_no_inventory() {
    let (found, values) = judged(r#"{"number":{"pool":false}}"#, "", "", &["14405550101"]);
    assert_eq!((found, values), (Vec::new(), some(&["+14405550101"])));
}

#[test]
fn digits_keep_leading_zeros_and_their_bounds() {
    let (found, values) = judged(
        r#"{"digits":{"min":4,"max":6}}"#,
        "",
        "",
        &["0042", "123", "1234567", "12 34"],
    );
    assert_eq!(
        found,
        [
            "digits_invalid A3",
            "digits_invalid A4",
            "digits_invalid A5"
        ]
    );
    assert_eq!(values, none_or(&[Some("0042"), None, None, None]));
    let kind = r#"{"digits":{"min":4,"max":6,"separators":true}}"#;
    let (_, values) = judged(kind, "", "", &["12-34", "(12) 34"]);
    assert_eq!(values, some(&["1234", "1234"]));
}

#[test]
fn a_choice_takes_its_words_in_any_case_and_their_aliases() {
    let kind = r#"{"choice":{"values":[{"value":"north","aliases":["nord"]},{"value":"south"}]}}"#;
    let (found, values) = judged(kind, "", "", &["north", "SOUTH", "Nord", "east"]);
    assert_eq!(
        found,
        [
            "value_case_normalized A3",
            "value_alias_used A4",
            "value_not_allowed A5"
        ]
    );
    assert_eq!(
        values,
        none_or(&[Some("north"), Some("south"), Some("north"), None])
    );
}

#[test]
fn a_reference_is_looked_up_in_its_list() {
    let schema = schema_of(
        &[
            column("team", r#"{"reference":{"list":"teams"}}"#, ""),
            column("site", r#"{"reference":{"list":"sites"}}"#, ""),
        ]
        .join(","),
        "",
    );
    let teams = [("Support", true), ("Old", false)].map(|(name, enabled)| {
        let id = format!("team_{name}");
        (name.to_owned(), TeamFact { id, enabled })
    });
    let facts = Facts {
        teams: teams.into(),
        ..Facts::default()
    };
    let file = "team,site\nSupport,North\nOld,South\nSuport,\nNo Team,\n";
    let report = validate(file.as_bytes(), &schema, &Options::new(), Some(&facts));
    assert_eq!(found(&report), ["team_disabled A3", "team_unknown A4"]);
}

#[test]
fn whole_numbers_and_days_have_bounds() {
    let (found, values) = judged(
        r#"{"integer":{"min":-5,"max":10}}"#,
        "",
        "",
        &["-5", "10", "11", "1.5", "x"],
    );
    assert_eq!(
        found,
        [
            "integer_invalid A4",
            "integer_invalid A5",
            "integer_invalid A6"
        ]
    );
    assert_eq!(values, none_or(&[Some("-5"), Some("10"), None, None, None]));
    let kind = r#"{"date":{"min":"2026-01-01","max":"2026-12-31"}}"#;
    let (found, values) = judged(
        kind,
        "",
        "",
        &["2026-02-28", "2026-02-30", "2025-12-31", "01.02.2026"],
    );
    assert_eq!(
        found,
        ["date_invalid A3", "date_invalid A4", "date_invalid A5"]
    );
    assert_eq!(values, none_or(&[Some("2026-02-28"), None, None, None]));
}

#[test]
fn a_default_stands_for_a_blank_cell_and_never_for_a_wrong_one() {
    let kind = r#"{"choice":{"values":[{"value":"yes"},{"value":"no"}]}}"#;
    let (found, values) = judged(kind, r#","default":"no""#, "", &["", "yes", "perhaps"]);
    assert_eq!(found, ["value_not_allowed A4"]);
    assert_eq!(values, none_or(&[Some("no"), Some("yes"), None]));
    let (found, values) = judged(r#"{"integer":{}}"#, r#","default":"7""#, "", &["", "8"]);
    assert_eq!((found, values), (Vec::new(), some(&["7", "8"])));
}

#[test]
fn a_value_may_be_required_and_unique_as_an_error_or_a_warning() {
    let (said, _) = judged(r#""text""#, r#","value":"required""#, "", &["a", ""]);
    assert_eq!(said, ["required_value_missing A3"]);
    let kind = r#"{"digits":{"min":1,"max":3}}"#;
    for (unique, severity) in [("error", Severity::Error), ("warning", Severity::Warning)] {
        let columns = column("it", kind, &format!(r#","unique":"{unique}""#));
        let schema = schema_of(
            &format!("{columns},{}", column("plain", r#""text""#, "")),
            "",
        );
        let report = validate(b"it,plain\n1,a\n2,b\n1,c\n", &schema, &Options::new(), None);
        assert_eq!(found(&report), ["duplicate_value A2", "duplicate_value A4"]);
        assert!(report.findings.iter().all(|it| it.severity == severity));
        assert_eq!(report.importable(), severity == Severity::Warning);
    }
}

#[test]
fn a_column_that_is_not_in_force_is_ignored_or_refuses_the_file() {
    for (disabled, outcome) in [
        ("ignore", Outcome::ValidWithWarnings),
        ("refuse", Outcome::Invalid),
    ] {
        let rest = format!(r#","disabled":"{disabled}","disabled_reason":"it is not sold here""#);
        let columns = [
            column("it", r#""text""#, &rest),
            column("plain", r#""text""#, ""),
            column("more", r#""text""#, ""),
        ];
        let schema = schema_of(&columns.join(","), "");
        let report = validate(b"it,plain,more\nx,a,b\n", &schema, &Options::new(), None);
        assert_eq!(found(&report), ["column_not_enabled A1"]);
        assert_eq!(report.outcome(), outcome);
        assert_eq!(
            report.findings[0].params.text("reason"),
            Some("it is not sold here")
        );
        let report = validate(b"it,plain,more\n,a,b\n", &schema, &Options::new(), None);
        assert_eq!(report.findings[0].severity, Severity::Notice);
    }
}

#[test]
fn a_refused_label_refuses_the_file_and_shows_no_value() {
    let refused = r#","refused":[{"label":"Password","reason":"passwords are not uploaded"}]"#;
    let columns = [
        column("it", r#""text""#, ""),
        column("plain", r#""text""#, ""),
    ];
    let schema = schema_of(&columns.join(","), refused);
    let report = validate(
        b"it,plain,password\na,b,hunter2\n",
        &schema,
        &Options::new(),
        None,
    );
    assert_eq!(found(&report), ["column_not_enabled C1"]);
    assert_eq!(report.outcome(), Outcome::Invalid);
    let json = report::to_json(&report, report::View::default()).unwrap();
    assert!(!json.contains("hunter2"));
}

#[test]
fn an_unknown_column_is_a_warning_or_an_error() {
    let columns = [
        column("it", r#""text""#, ""),
        column("plain", r#""text""#, ""),
    ]
    .join(",");
    let file = b"it,plain,extra\na,b,c\n";
    for (word, outcome) in [
        ("warn", Outcome::ValidWithWarnings),
        ("error", Outcome::Invalid),
    ] {
        let schema = schema_of(&columns, &format!(r#","unknown_columns":"{word}""#));
        let report = validate(file, &schema, &Options::new(), None);
        assert_eq!(found(&report), ["unknown_label C1"]);
        assert_eq!(report.outcome(), outcome);
    }
}

#[test]
fn words_of_the_schema_are_notes_and_placeholders() {
    let words = r#","words":{"note":["anleitung"],"placeholder":["k.a."]}"#;
    let columns = [
        column("it", r#"{"digits":{"min":1,"max":3}}"#, ""),
        column("plain", r#""text""#, ""),
    ];
    let schema = schema_of(&columns.join(","), words);
    let report = validate(
        "it,plain\nAnleitung,\n1,K.A.\n2,n/a\n".as_bytes(),
        &schema,
        &Options::new(),
        None,
    );
    assert_eq!(
        found(&report),
        ["template_note_row 2", "placeholder_value B3"]
    );
}

#[test]
fn a_secret_column_shows_its_values_nowhere() {
    let columns = [
        column(
            "it",
            r#"{"digits":{"min":1,"max":3}}"#,
            r#","secret":true,"unique":"error""#,
        ),
        column("plain", r#""text""#, ""),
    ];
    let schema = schema_of(&columns.join(","), "");
    let report = validate(
        b"it,plain\n987,a\n987,b\n98765,c\n",
        &schema,
        &Options::new(),
        None,
    );
    assert_eq!(found(&report).len(), 3);
    let json = report::to_json(&report, report::View::default()).unwrap();
    assert!(!json.contains("987"), "{json}");
}

#[test]
fn all_rules_are_kept() {
    let choice = r#"{"choice":{"values":[{"value":"a"},{"value":"b"}]}}"#;
    let columns = [
        column("kind", choice, ""),
        column("one", r#""text""#, ""),
        column("two", r#""text""#, ""),
    ]
    .join(",");
    let of = |rule: &str| schema_of(&columns, &format!(r#","rules":[{rule}]"#));
    let when = r#""when":{"column":"kind","in":["a"]}"#;
    let found_in = |rule: &str, row: &str| {
        let file = format!("kind,one,two\n{row}\n");
        found(&validate(file.as_bytes(), &of(rule), &Options::new(), None))
    };
    let nothing: [&str; 0] = [];
    let required = format!(r#"{{"required_if":{{"column":"one",{when}}}}}"#);
    assert_eq!(found_in(&required, "a,,x"), ["row_rule_failed B2"]);
    assert_eq!(found_in(&required, "b,,x"), nothing);
    let ignored = format!(r#"{{"ignored_unless":{{"column":"one",{when}}}}}"#);
    assert_eq!(found_in(&ignored, "b,y,x"), ["value_not_applicable B2"]);
    assert_eq!(found_in(&ignored, "a,y,x"), nothing);
    let unlike = r#"{"not_equal":{"columns":["one","two"]}}"#;
    assert_eq!(found_in(unlike, "a,x,x"), ["row_rule_failed C2"]);
    assert_eq!(found_in(unlike, "a,x,y"), nothing);
    assert_eq!(found_in(unlike, "a,,"), nothing);
    let one = r#"{"at_least_one":{"columns":["one","two"]}}"#;
    assert_eq!(found_in(one, "a,,"), ["row_rule_failed B2"]);
    assert_eq!(found_in(one, "a,x,"), nothing);
    let feature = r#"{"needs_feature":{"column":"kind","value":"b","feature":"parking"}}"#;
    assert_eq!(found_in(feature, "b,x,y"), ["feature_not_enabled A2"]);
    assert_eq!(found_in(feature, "a,x,y"), nothing);
}

#[test]
fn labels_in_every_language_and_aliases_name_a_column() {
    let columns = r#"{"key":"name","label":{"en":"Name","it":"Nome"},"aliases":["full name"],"type":"name","header":"required"},
        {"key":"badge","label":{"en":"Badge","de":"Ausweis"},"type":{"digits":{"min":1,"max":4}}}"#;
    let schema = schema_of(columns, r#","languages":["en","it","de"]"#);
    for (header, said) in [
        ("Name,Badge", vec![]),
        ("Nome,Ausweis", vec![]),
        ("NAME,badge", vec!["label_normalized A1"]),
        ("Full Name,Ausweis", vec!["label_alias_used A1"]),
    ] {
        let file = format!("{header}\nAda,1\n");
        let report = validate(file.as_bytes(), &schema, &Options::new(), None);
        let said_of_header: Vec<String> = found(&report)
            .into_iter()
            .filter(|it| !it.ends_with('2'))
            .collect();
        assert_eq!(said_of_header, said, "{header}");
    }
}

/// Messages and suggestions of the only column.
fn told(kind: &str, cells: &[&str]) -> Vec<(String, Option<String>)> {
    let schema = schema_of(&column("a", kind, ""), "");
    let text = format!("a\n{}\n", cells.join("\n"));
    let report = validate(text.as_bytes(), &schema, &Options::new(), None);
    let told = report.findings.iter().map(|finding| {
        let language = crate::finding::Language::En;
        (
            crate::finding::message(finding, language),
            crate::finding::suggestion(finding, language),
        )
    });
    told.collect()
}

#[test]
fn a_date_out_of_bounds_is_told_the_bounds() {
    let messages = |kind: &str, cell: &str| told(kind, &[cell]).remove(0).0;
    let both = r#"{"date":{"min":"2026-01-01","max":"2026-12-31"}}"#;
    assert_eq!(
        messages(both, "2025-12-31"),
        "'2025-12-31' is not a date from 2026-01-01 to 2026-12-31."
    );
    assert_eq!(
        messages(both, "31.12.2026"),
        "'31.12.2026' is not a date like 2026-03-31."
    );
    let least = r#"{"date":{"min":"2026-01-01"}}"#;
    assert_eq!(
        messages(least, "2025-12-31"),
        "'2025-12-31' is before 2026-01-01, the first date allowed."
    );
    let most = r#"{"date":{"max":"2026-12-31"}}"#;
    assert_eq!(
        messages(most, "2027-01-01"),
        "'2027-01-01' is after 2026-12-31, the last date allowed."
    );
}

#[test]
fn a_number_out_of_bounds_is_told_those_that_are_set() {
    let messages = |kind: &str, cell: &str| told(kind, &[cell]).remove(0).0;
    let both = r#"{"integer":{"min":-5,"max":10}}"#;
    assert_eq!(messages(both, "11"), "'11' is not a number from -5 to 10.");
    let least = r#"{"integer":{"min":3}}"#;
    assert_eq!(messages(least, "2"), "'2' is not a number from 3 on.");
    let most = r#"{"integer":{"max":3}}"#;
    assert_eq!(messages(most, "4"), "'4' is not a number up to 3.");
    let none = r#"{"integer":{}}"#;
    assert_eq!(messages(none, "x"), "'x' is not a whole number.");
    let held = "'99999999999999999999' is not a number up to 9223372036854775807.";
    assert_eq!(messages(none, "99999999999999999999"), held);
}

#[test]
fn a_number_that_is_written_otherwise_is_a_fix() {
    let schema = schema_of(&column("a", r#"{"integer":{}}"#, ""), "");
    let report = validate(b"a\n+5\n05\n5\n", &schema, &Options::new(), None);
    let fixes = report.findings_of(FindingCode::NumberFormatNormalized);
    let fixes = fixes.map(|finding| {
        let fix = finding.fix.as_deref().unwrap();
        (finding.code, &*fix.before, &*fix.after)
    });
    let code = FindingCode::NumberFormatNormalized;
    assert_eq!(
        fixes.collect::<Vec<_>>(),
        [(code, "+5", "5"), (code, "05", "5")]
    );
}

#[test]
fn digits_that_are_too_few_too_many_or_not_alone_have_their_own_remedy() {
    let kind = r#"{"digits":{"min":3,"max":5}}"#;
    let remedy = |cell: &str| told(kind, &[cell]).remove(0).1;
    assert_eq!(
        remedy("12").as_deref(),
        Some("A leading zero may have been lost.")
    );
    assert_eq!(remedy("123456").as_deref(), Some("1 digit is too many."));
    assert_eq!(remedy("1234567").as_deref(), Some("2 digits are too many."));
    assert_eq!(remedy("12a4"), None);
    assert!(told(kind, &["12a4"])[0].0.contains("and nothing else"));
}

#[test]
fn a_quote_without_its_pair_is_replaced_by_a_value_only() {
    let schema = schema_of(&column("a", r#""email""#, ""), "");
    let replaced = |cell: &str| {
        let text = format!("a\n{cell}\n");
        let report = validate(text.as_bytes(), &schema, &Options::new(), None);
        let finding = report.findings_of(FindingCode::QuoteUnpaired).next();
        finding.unwrap().replacement.as_deref().map(str::to_owned)
    };
    assert_eq!(
        replaced("a@example.com\"").as_deref(),
        Some("a@example.com")
    );
    assert_eq!(replaced("\"\"\"\"\"\"\"\""), None);
    assert_eq!(replaced("\"\"\"a\"\"@x.com\"\"\""), None);
}

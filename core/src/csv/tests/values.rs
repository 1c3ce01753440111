//! Cells and rows: what each column takes, and what it says about everything else.

use super::*;
use crate::finding::{Finding, Language, Place, message};

/// Findings of one row with these cells after the names.
fn row(cells: &str) -> Vec<String> {
    found(&check(&rows(&[&format!("Ada,Lovelace,{cells}")])))
}

/// Code of what is found in one identity.
fn identity(text: &str) -> Vec<String> {
    row(&format!("{text},No,,auto,on,,,"))
}

fn number(text: &str) -> Vec<String> {
    row(&format!("a@example.com,No,{text},auto,on,,,"))
}

fn name(text: &str) -> Vec<String> {
    found(&check(&rows(&[&format!(
        "{text},B,a@example.com,No,,auto,on,,,"
    )])))
}

fn canonical(text: &str, key: &str) -> Option<String> {
    let report = check_with(&rows(&[text]), &Options::new().collect_rows(true));
    report.rows[0].value(key).map(str::to_owned)
}

const NOTHING: [&str; 0] = [];

#[test]
fn m_46_an_identity_is_an_address_or_a_number() {
    for good in [
        "ada@example.com",
        "Ada@Example.com",
        "+14405551234",
        "14405551234",
    ] {
        assert_eq!(identity(good), NOTHING, "{good}");
    }
    assert_eq!(
        canonical("A,B,14405551234,No,,auto,on,,,", "identity").as_deref(),
        Some("+14405551234")
    );
    assert_eq!(identity(""), ["required_value_missing C2"]);
    assert_eq!(identity("ada"), ["identity_unrecognized C2"]);
    assert_eq!(identity("n/a"), ["placeholder_value C2"]);
}

#[test]
fn m_47_only_addresses_where_mail_is_offloaded() {
    let switches = schema::ColumnSwitches {
        email_only: true,
        ..schema::ColumnSwitches::default()
    };
    let schema =
        Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches).unwrap();
    let text = rows(&["A,B,14405551234,No,,auto,on,,,"]);
    let report = validate(text.as_bytes(), &schema, &Options::new(), None);
    assert_eq!(found(&report), ["email_required C2"]);
}

#[test]
fn m_45_d_05_names_may_be_blank_and_are_any_text_of_64() {
    for good in [
        "",
        "O'Neil",
        "O\u{2019}Neil",
        "X",
        "Null",
        "None",
        "Na",
        "名前",
        "Ñandú-Pérez",
    ] {
        assert_eq!(name(good), NOTHING, "{good}");
    }
    assert_eq!(name(&"é".repeat(64)), NOTHING);
    assert_eq!(name(&"é".repeat(65)), ["text_too_long A2"]);
    assert_eq!(name("a@example.com"), ["value_in_wrong_column A2"]);
    assert_eq!(name("04-Mar"), ["spreadsheet_date_suspected A2"]);
    assert_eq!(name("=Ada"), ["formula_like_value A2"]);
    assert_eq!(name("#N/A"), ["spreadsheet_error_value A2"]);
    assert_eq!(name("\"Ada\nMary\""), ["newline_in_cell A2"]);
    assert_eq!(name("A\u{202e}da"), ["bidi_control A2"]);
    assert_eq!(name("A\u{1}da"), ["control_character A2"]);
    assert_eq!(name("A\u{fffd}da"), ["replacement_character A2"]);
    assert_eq!(name("A\u{e000}"), ["text_not_allowed A2"]);
}

#[test]
fn damage_18_38_wrongly_read_text_and_typographic_quotes_are_kept_with_a_warning() {
    assert_eq!(name("JosÃ©"), ["mojibake_suspected A2"]);
    assert_eq!(name("“Ray”"), ["smart_quotes A2"]);
    let report = check(&rows(&["JosÃ©,B,a@example.com,No,,auto,on,,,"]));
    assert_eq!(report.findings[1].replacement.as_deref(), Some("José"));
    assert!(report.importable());
}

#[test]
fn d_12_g_08_no_vocabulary_takes_the_words_of_another() {
    let cells = |social: &str, calls: &str, sms: &str| {
        let text = rows(&[&format!("A,B,a@example.com,{social},,{calls},{sms},,,")]);
        let report = check(&text);
        let replacements: Vec<_> = report
            .findings
            .iter()
            .filter_map(|finding| finding.replacement.clone())
            .collect();
        (found(&report).join(" "), replacements.join(" "))
    };
    let both = |codes: &str, words: &str| (codes.to_owned(), words.to_owned());
    assert_eq!(
        cells("true", "auto", "on"),
        both("value_not_allowed D2", "Yes")
    );
    assert_eq!(cells("0", "auto", "on"), both("value_not_allowed D2", "No"));
    assert_eq!(
        cells("No", "on", "on"),
        both("value_not_allowed F2", "auto")
    );
    assert_eq!(
        cells("No", "auto", "auto"),
        both("value_not_allowed G2", "on")
    );
    assert_eq!(
        cells("No", "auot", "of"),
        both("value_not_allowed F2 value_not_allowed G2", "auto off")
    );
    assert_eq!(
        cells("maybe", "auto", "on"),
        both("value_not_allowed D2", "")
    );
    assert_eq!(
        cells("", "auto", "on"),
        both("required_value_missing D2", "")
    );
}

#[test]
fn damage_35_36_case_and_translations_of_words_are_fixed() {
    let report = check_with(
        &rows(&["A,B,a@example.com,OUI,,AUTO,Off,,VERO,Deutsch"]),
        &Options::new().collect_rows(true),
    );
    assert_eq!(
        found(&report),
        [
            "value_alias_used D2",
            "value_case_normalized F2",
            "value_case_normalized G2",
            "value_alias_used I2",
            "value_alias_used J2"
        ]
    );
    let values: Vec<_> = report.rows[0].values().skip(3).collect();
    assert_eq!(
        values,
        [
            ("social_messaging", "Yes"),
            ("monitor_calls", "auto"),
            ("monitor_sms", "off"),
            ("restrict_incoming_social_messaging", "true"),
            ("language", "German")
        ]
    );
}

#[test]
fn m_54_languages_are_those_of_the_documentation() {
    assert_eq!(
        row("a@example.com,No,,auto,on,,,Klingon"),
        ["value_not_allowed J2"]
    );
    assert_eq!(row("a@example.com,No,,auto,on,,,Spanish"), NOTHING);
    assert_eq!(
        row("a@example.com,No,,auto,on,,,it"),
        ["value_alias_used J2"]
    );
}

#[test]
fn damage_01_scientific_notation_is_never_repaired() {
    for text in ["1.44E+10", "1E10", "1.4405E+10"] {
        assert_eq!(number(text), ["number_scientific_notation E2"], "{text}");
        assert_eq!(identity(text), ["number_scientific_notation C2"], "{text}");
    }
}

#[test]
fn damage_02_07_39_formats_of_numbers_are_fixed() {
    for text in [
        "14405551234.0",
        "14 405 551 234",
        "+1 (440) 555-1234",
        "\"14,405,551,234\"",
        "１４４０５５５１２３４",
        "+1440\u{2013}5551234",
    ] {
        assert_eq!(number(text), ["number_format_normalized E2"], "{text}");
    }
    assert_eq!(
        identity("+44 (0)20 7946 0958"),
        ["number_format_normalized C2"]
    );
    let fix = check(&rows(&["A,B,a@example.com,No,1 440 555 1234,auto,on,,,"])).findings[1]
        .fix
        .clone()
        .unwrap();
    assert_eq!(
        (&*fix.before, &*fix.after),
        ("1 440 555 1234", "+14405551234")
    );
}

#[test]
fn damage_03_lost_precision() {
    assert_eq!(
        number("1440555123400000"),
        ["number_precision_loss_suspected E2"]
    );
    assert_eq!(
        row("a@example.com,No,,auto,on,1440555123400000,,"),
        ["number_precision_loss_suspected H2"]
    );
}

#[test]
fn damage_04_05_06_d_32_numbers_without_a_country_code() {
    assert_eq!(identity("0014405551234"), ["phone_idd_normalized C2"]);
    assert_eq!(identity("02079460958"), ["phone_unknown_country C2"]);
    let text = rows(&["A,B,02079460958,No,,auto,on,,,"]);
    let report = check_with(&text, &Options::new().region("GB".parse().unwrap()));
    assert_eq!(found(&report), ["phone_national_assumed C2"]);
    assert_eq!(
        report.findings[1].canonical.as_deref(),
        Some("+442079460958")
    );
}

#[test]
fn damage_08_40_values_that_are_no_value_or_several() {
    assert_eq!(number("1440555CALL"), ["phone_bad_character E2"]);
    assert_eq!(number("14405551234 ext 5"), ["phone_bad_character E2"]);
    assert_eq!(
        number("14405551234 / 14405551235"),
        ["multiple_values_in_cell E2"]
    );
    for text in ["n/a", "-", "None", "TBD"] {
        assert_eq!(number(text), ["placeholder_value E2"], "{text}");
    }
    assert_eq!(
        identity("a@example.com; b@example.com"),
        ["multiple_values_in_cell C2"]
    );
    for text in [
        "A B <a@example.com>",
        "mailto:a@example.com",
        "a@example.com.",
        "\"a@example,com\"",
    ] {
        assert_eq!(identity(text), ["email_invalid C2"], "{text}");
    }
    assert_eq!(identity("a@gmial.com"), ["email_domain_typo C2"]);
}

#[test]
fn damage_09_guards_and_wrappers_are_removed() {
    assert_eq!(number("'+14405551234"), ["formula_guard_removed E2"]);
    assert_eq!(number("=\"+14405551234\""), ["text_formula_unwrapped E2"]);
    assert_eq!(
        number("\"=\"\"+14405551234\"\"\""),
        ["text_formula_unwrapped E2"]
    );
    assert_eq!(name("'twas"), NOTHING);
}

#[test]
fn damage_11_12_errors_and_dates_of_spreadsheets() {
    for text in ["#N/A", "#REF!", "####"] {
        assert_eq!(number(text), ["spreadsheet_error_value E2"], "{text}");
    }
    for text in ["04-Mar", "2026-03-04 00:00:00"] {
        assert_eq!(number(text), ["spreadsheet_date_suspected E2"], "{text}");
    }
}

#[test]
fn damage_37_space_of_all_kinds_is_cleaned() {
    for text in [
        "\u{a0}a@example.com",
        "a@example.com \t",
        "a@exam\u{200b}ple.com",
    ] {
        assert_eq!(identity(text), ["whitespace_normalized C2"], "{text:?}");
    }
    assert_eq!(name("Ada  Mary"), ["whitespace_normalized A2"]);
    assert_eq!(name("E\u{301}va"), NOTHING, "composing letters is no fix");
}

#[test]
fn damage_41_a_stray_quote_is_kept_and_an_unpaired_one_is_an_error() {
    assert_eq!(name("Le\"e"), ["stray_quote A2"]);
    assert_eq!(name("\"Ray\" Jr"), ["stray_quote A2"]);
    assert_eq!(name("\"\"\"Ray\""), ["quote_unpaired A2"]);
    assert_eq!(name("Ray\""), ["quote_unpaired A2"]);
}

#[test]
fn m_52_d_31_forwarding_numbers_have_4_to_18_digits() {
    let forwarding = |text: &str| row(&format!("a@example.com,No,14405551234,auto,on,{text},,"));
    for good in ["1234", "123456789012345678", "+4415551234"] {
        assert_eq!(forwarding(good), NOTHING, "{good}");
    }
    assert_eq!(forwarding("123"), ["forwarding_length H2"]);
    assert_eq!(forwarding("1234567890123456789"), ["forwarding_length H2"]);
    assert_eq!(forwarding("0791234567"), ["forwarding_no_country_code H2"]);
    assert_eq!(
        forwarding("+1 440 555 1234"),
        ["forwarding_loop H2", "number_format_normalized H2"]
    );
}

#[test]
fn m_53_restrict_counts_only_with_social_messaging() {
    assert_eq!(
        row("a@example.com,No,,auto,on,,true,"),
        ["value_not_applicable I2"]
    );
    assert_eq!(row("a@example.com,Yes,,auto,on,,true,"), NOTHING);
    assert_eq!(
        row("a@example.com,maybe,,auto,on,,true,"),
        ["value_not_allowed D2"]
    );
}

#[test]
fn m_49_d_14_yes_needs_the_feature() {
    let switches = schema::ColumnSwitches {
        social_messaging: Some(false),
        voice_calling: Some(true),
        ..schema::ColumnSwitches::default()
    };
    let schema =
        Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches).unwrap();
    let text = rows(&[
        "A,B,a@example.com,Yes,,auto,on,12345,,",
        "A,B,b@example.com,No,,auto,on,,,",
    ]);
    let report = validate(text.as_bytes(), &schema, &Options::new(), None);
    assert_eq!(
        found(&report),
        [
            "column_not_enabled I1",
            "feature_not_enabled D2",
            "forwarding_not_applicable H2"
        ]
    );
    let finding = report
        .findings_of(FindingCode::FeatureNotEnabled)
        .next()
        .unwrap();
    assert_eq!(finding.replacement.as_deref(), Some("No"));
    let finding = report
        .findings_of(FindingCode::ForwardingNotApplicable)
        .next()
        .unwrap();
    assert_eq!(
        message(finding, Language::En),
        "The forwarding number is not used: voice calling is enabled."
    );
}

#[test]
fn m_52_the_feature_of_a_hosts_schema_is_named_in_every_language() {
    let finding = Finding::new(FindingCode::ForwardingNotApplicable, Place::row(2))
        .with("feature", "desk_phones");
    for language in Language::ALL {
        let text = message(&finding, language);
        assert!(text.contains("desk phones"), "{language:?}: {text}");
    }
}

#[test]
fn d_37_g_10_all_rows_of_one_identity_are_named_and_exact_repeats_are_skipped() {
    let report = check(&rows(&[
        "A,B,ada@example.com,No,,auto,on,,,",
        "A,B,Ada@Example.com,No,,auto,on,,,",
        "C,D,ada@example.com,Yes,,auto,on,,,",
        "E,F,14405551234,No,,auto,on,,,",
        "G,H,+1 440 555 1234,No,,auto,off,,,",
    ]));
    assert_eq!(
        found(&report),
        [
            "duplicate_identity C2",
            "duplicate_row 3",
            "duplicate_identity C4",
            "duplicate_identity C5",
            "number_format_normalized C6",
            "duplicate_identity C6"
        ]
    );
    assert_eq!(report.counts.skipped.duplicate, 1);
    assert_eq!(report.statuses()[1], RowStatus::Skipped);
    let first = report
        .findings_of(FindingCode::DuplicateIdentity)
        .next()
        .unwrap();
    assert_eq!(first.related[0].row, 4);
    let causes: Vec<_> = report
        .findings_of(FindingCode::DuplicateIdentity)
        .map(|finding| finding.cause)
        .collect();
    assert!(causes[0] == causes[1] && causes[2] == causes[3] && causes[0] != causes[2]);
}

#[test]
fn under_strict_checks_a_repeated_row_is_one_error_and_no_duplicate() {
    let file = rows(&[
        "A,B,ada@example.com,No,,auto,on,,,",
        "A,B,ada@example.com,No,,auto,on,,,",
        "A,Li\"ma,lima@example.com,No,,auto,on,,,",
    ]);
    let options = Options::new().fixes(Fixes::Strict);
    let report = validate(file.as_bytes(), &schema(), &options, None);
    assert_eq!(found(&report), ["duplicate_row 3", "stray_quote B4"]);
    // Whatever is an error counts as one.
    let statuses = [RowStatus::Ok, RowStatus::Error, RowStatus::Error];
    assert_eq!(report.statuses(), statuses);
    assert_eq!((report.counts.ok, report.counts.with_errors), (1, 2));
}

#[test]
fn a_number_that_is_a_device_too_is_a_warning() {
    let report = check(&rows(&[
        "A,B,ada@example.com,No,14405551234,auto,on,,,",
        "C,D,14405551234,No,,auto,on,,,",
    ]));
    assert_eq!(found(&report), ["number_used_as_identity E2"]);
    let finding = report
        .findings_of(FindingCode::NumberUsedAsIdentity)
        .next()
        .unwrap();
    assert_eq!(finding.related[0].row, 3);
    assert!(report.importable());
}

#[test]
fn rows_that_repeat_without_a_unique_value_are_warned_about_and_stay() {
    let schema = Schema::from_json(
        r#"{"id":"sites","version":1,"columns":[
            {"key":"name","label":{"en":"Name"},"type":"name"},
            {"key":"site","label":{"en":"Site"},"type":"name"}]}"#,
    )
    .unwrap();
    let report = validate(
        b"Name,Site\nA,B\nA,B\nA,C\n",
        &schema,
        &Options::new(),
        None,
    );
    assert_eq!(found(&report), ["duplicate_row 3"]);
    assert_eq!(
        (report.counts.data_rows, report.counts.skipped.duplicate),
        (3, 0)
    );
}

#[test]
fn rules_of_a_host_are_judged_across_the_row() {
    let schema = Schema::from_json(
        r#"{"id":"badges","version":1,"columns":[
            {"key":"name","label":{"en":"Name"},"type":"name"},
            {"key":"badge","label":{"en":"Badge"},"type":{"digits":{"min":4,"max":6}},"unique":"error"},
            {"key":"day","label":{"en":"Day"},"type":"date"},
            {"key":"floor","label":{"en":"Floor"},"type":{"integer":{"min":-2,"max":40}}},
            {"key":"code","label":{"en":"Code"},"type":{"text":{"pattern":"[A-Z]{2}"}}},
            {"key":"site","label":{"en":"Site"},"type":{"choice":{"values":[{"value":"north","aliases":["nord"]},{"value":"south"}]}}}],
          "rules":[{"required_if":{"column":"badge","when":{"column":"site","in":["north"]}}},
                   {"at_least_one":{"columns":["name","badge"]}}]}"#,
    )
    .unwrap();
    let text = "Name,Badge,Day,Floor,Code,Site\n\
                A,1234,2026-02-28,3,AB,south\n\
                B,,2026-02-30,41,abc,nord\n\
                ,,,x,,south\n\
                C,01,,,,south\n\
                D,1234,,,,\n";
    let report = validate(text.as_bytes(), &schema, &Options::new(), None);
    assert_eq!(
        found(&report),
        [
            "duplicate_value B2",
            "row_rule_failed B3",
            "date_invalid C3",
            "integer_invalid D3",
            "pattern_mismatch E3",
            "value_alias_used F3",
            "row_rule_failed A4",
            "integer_invalid D4",
            "digits_invalid B5",
            "duplicate_value B6"
        ]
    );
}

#[test]
fn new_numbers_need_a_country_and_no_range() {
    let text =
        "number,tags,ported\n14405551234,,\n+1 440 555 1235,VIP;GOLD,TRUE\n12025550123,,maybe\n";
    let report = validate(
        text.as_bytes(),
        &Schema::numbers(),
        &Options::new().collect_rows(true),
        None,
    );
    assert_eq!(
        found(&report),
        [
            "number_format_normalized A3",
            "value_case_normalized C3",
            "value_not_allowed C4"
        ]
    );
    let values: Vec<_> = report.rows[0].values().collect();
    assert_eq!(
        values,
        [
            ("number", "+14405551234"),
            ("ported", "false"),
            ("golden", "false")
        ]
    );
}

proptest! {
    #[test]
    fn canonical_forms_are_idempotent_and_fixes_need_no_fix(
        first in "[a-zA-Zé][a-zA-Zé ’'-]{0,7}",
        social in prop::sample::select(vec!["Yes", "yes", "NO", " Oui", "nein"]),
        number in prop::sample::select(vec!["", "14405551234", "+1 440 555 1234", "'+14405551234", "0014405551234"]),
        language in prop::sample::select(vec!["", "Deutsch", "english", "es"]),
    ) {
        let options = Options::new().collect_rows(true);
        let line = format!("{first},x,A.b@Example.com,{social},{number},auto,on,,,{language}");
        let once = check_with(&rows(&[&line]), &options);
        let values = |report: &Report| -> Vec<(String, String)> {
            report.rows[0].values().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
        };
        let mut cells = [""; 10];
        let schema = schema();
        for (key, value) in once.rows[0].values() {
            cells[schema.position(key).unwrap()] = value;
        }
        let twice = check_with(&rows(&[&cells.join(",")]), &options);
        prop_assert_eq!(values(&once), values(&twice));
        prop_assert_eq!(found(&twice), Vec::<String>::new());
    }
}

#[test]
fn damage_47_values_that_count_up_are_a_warning_where_that_is_asked_for() {
    let people: Vec<String> = (8..15)
        .map(|n| format!("Ada,Example,u{n}@example.com,No,,auto,on,,,"))
        .chain(["Bo,B,14405551200,No,,auto,on,,,".to_owned()])
        .collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let text = rows(&people);
    assert_eq!(found(&check(&text)), NOTHING);
    let options = Options::new().check(OptionalCheck::SequentialValues);
    let report = check_with(&text, &options);
    assert_eq!(found(&report), ["sequential_values C2"]);
    let finding = report.findings.last().unwrap();
    assert_eq!(finding.params.number("total"), Some(7));
    assert_eq!(finding.params.number("step"), Some(1));
    assert_eq!(finding.related.len(), 6);
    assert_eq!(report.statuses()[0], RowStatus::Warning);
    assert!(report.importable());
}

#[test]
fn addresses_that_differ_by_dots_or_a_tag_name_each_other_where_that_is_asked_for() {
    let text = rows(&[
        &person("a.da@example.com", "No,,auto,on,,,"),
        &person("ada@example.com", "No,,auto,on,,,"),
        &person("other@example.com", "No,,auto,on,,,"),
        &person("ADA+news@example.com", "No,,auto,on,,,"),
        &person("o.ther@example.org", "No,,auto,on,,,"),
    ]);
    assert_eq!(found(&check(&text)), NOTHING);
    let options = Options::new().check(OptionalCheck::IdentitySimilar);
    let report = check_with(&text, &options);
    assert_eq!(
        found(&report),
        [
            "identity_similar C2",
            "identity_similar C3",
            "identity_similar C5"
        ]
    );
    let last = serde_json::to_value(&report.findings.last().unwrap().params).unwrap();
    assert_eq!(last, serde_json::json!({"rows": [2, 3], "total": 2}));
    // Equal ones are duplicates and no more.
    let text = rows(&[
        &person("ada@example.com", "No,,auto,on,,,"),
        &person("Ada@example.com", "Yes,,auto,on,,,"),
    ]);
    assert_eq!(
        found(&check_with(&text, &options)),
        ["duplicate_identity C2", "duplicate_identity C3"]
    );
}

#[test]
fn unknown_columns_may_be_refused_by_an_option_and_are_never_let_through_by_one() {
    let text = format!(
        "{},extra\nAda,A,a@example.com,No,,auto,on,,,,x\n",
        HEADER.trim_end()
    );
    assert_eq!(found(&check(&text)), ["unknown_label K1"]);
    let severity = |schema: &Schema, option| {
        let options = Options::new().unknown_columns(option);
        let report = validate(text.as_bytes(), schema, &options, None);
        let finding = report.findings_of(FindingCode::UnknownLabel).next();
        finding.map(|finding| (finding.severity, finding.scope))
    };
    let error = Some((Severity::Error, Some(Scope::File)));
    assert_eq!(severity(&schema(), schema::UnknownColumns::Error), error);
    let mut strict = schema();
    strict.unknown_columns = schema::UnknownColumns::Error;
    assert_eq!(severity(&strict, schema::UnknownColumns::Warn), error);
}

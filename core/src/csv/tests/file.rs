//! Files, headers, rows, quotes, limits, options.

use super::*;

#[test]
fn the_documented_example_is_reported_as_documented() {
    let text = "firstname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms\r\n\
                Ada,a@example.com,No,1.44E+10,auto,on\r\n\
                Bo,B@example.com,No,,auto,on\r\n\
                Cy,b@example.com,No,,auto,on\r\n\
                Di,d@example.com,No,,auto,OFF\r\n";
    let report = check(text);
    assert_eq!(
        found(&report),
        [
            "number_scientific_notation D2",
            "duplicate_identity B3",
            "duplicate_identity B4",
            "value_case_normalized F5"
        ]
    );
    let missing: Vec<_> = report
        .input
        .header
        .as_ref()
        .unwrap()
        .missing_optional
        .iter()
        .map(|key| &**key)
        .collect();
    assert_eq!(
        missing,
        [
            "lastname",
            "forwarding_number",
            "restrict_incoming_social_messaging",
            "language"
        ]
    );
    let codes: Vec<_> = report
        .groups
        .iter()
        .map(|group| group.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "number_scientific_notation",
            "duplicate_identity",
            "inventory_unchecked",
            "value_case_normalized"
        ]
    );
    let twin = report
        .findings_of(FindingCode::DuplicateIdentity)
        .next()
        .unwrap();
    assert_eq!(twin.value.as_deref(), Some("B@example.com"));
    assert_eq!(twin.canonical.as_deref(), Some("b@example.com"));
    assert_eq!(twin.place.record, Some(1));
    assert_eq!(report.counts.ok, 1);
    assert_eq!(report.counts.with_errors, 3);
}

#[test]
fn m_38_d_35_row_1001_refuses_the_file_and_is_not_checked() {
    let mut text = HEADER.to_owned();
    for number in 0..1_001 {
        if number == 10 {
            text.push_str("\nNote: delete me,,,,,,,,,\n");
        }
        let _ = writeln!(text, "A,B,p{number}@example.com,No,,auto,on,,,");
    }
    let at_limit = text.trim_end().rsplit_once('\n').unwrap().0.to_owned();
    let report = check(&at_limit);
    assert_eq!(found(&report), ["blank_row 12", "template_note_row 13"]);
    assert!(report.importable());

    let report = check(&format!("{text}A,B,wrong,,,,,,,\n"));
    assert_eq!(
        found(&report),
        ["blank_row 12", "template_note_row 13", "too_many_rows 1004"]
    );
    let finding = report.findings_of(FindingCode::TooManyRows).next().unwrap();
    assert_eq!(finding.scope, Some(Scope::File));
    assert_eq!(finding.params.number("count"), Some(1_002));
    assert_eq!(finding.params.number("files"), Some(2));
    assert_eq!((report.counts.ok, report.counts.unchecked), (1_000, 2));
    assert!(!report.complete && !report.importable());
}

#[test]
fn m_36_d_34_the_note_row_is_skipped_with_a_warning_that_quotes_it() {
    let report = check(&rows(&[
        "Note: delete this row,,,,,,,,,",
        "Required,,,,,,,,,",
        "Nota,Rossi,nota@example.com,No,,auto,on,,,",
        "Firstname,Lastname,name@example.com,No,,auto,on,,,",
        "Ada,Lovelace,ada@example.com,No,,auto,on,,,",
    ]));
    assert_eq!(
        found(&report),
        [
            "template_note_row 2",
            "template_note_row 3",
            "template_sample_row 5"
        ]
    );
    assert_eq!(
        report.findings[1].params.text("text"),
        Some("Note: delete this row")
    );
    assert_eq!(
        (report.counts.skipped.note, report.counts.skipped.sample),
        (2, 1)
    );
    assert_eq!(report.counts.data_rows, 2, "somebody may be called Nota");
    assert!(report.importable());
}

#[test]
fn damage_45_empty_files_and_files_without_a_person() {
    assert_eq!(found(&check("")), ["file_empty"]);
    assert_eq!(found(&check("\u{feff}")), ["file_empty"]);
    assert_eq!(check("").outcome(), Outcome::Unreadable);
    let report = check(HEADER);
    assert_eq!(found(&report), ["no_data_rows"]);
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert_eq!(
        found(&check(&format!("{HEADER}\n\n"))),
        ["no_data_rows", "trailing_blank_rows_ignored 2"]
    );
}

#[test]
fn a_fatal_finding_stands_alone() {
    for (bytes, code) in [
        (&b"PK\x03\x04zip"[..], "file_not_csv"),
        (b"\xff\xfe\0\0f\0\0\0", "encoding_unsupported"),
        (b"Ada,Lovelace\nBo,Diddley\n", "missing_header"),
        (
            b"\"firstname,email\"\n\"Ada,a@example.com\"\n",
            "lines_wrapped_in_quotes",
        ),
    ] {
        let report = validate(bytes, &schema(), &Options::new(), None);
        assert_eq!(found(&report), [code]);
        assert_eq!(report.outcome(), Outcome::Unreadable);
        assert!(!report.importable());
    }
    let options = Options::new().limits(Limits {
        bytes: Some(10),
        ..Limits::default()
    });
    assert_eq!(found(&check_with(HEADER, &options)), ["file_too_large"]);
    let options = Options::new().limits(Limits {
        columns: Some(9),
        ..Limits::default()
    });
    assert_eq!(found(&check_with(HEADER, &options)), ["too_many_columns 1"]);
    let options = Options::new().limits(Limits {
        columns: Some(10),
        ..Limits::default()
    });
    assert_eq!(found(&check_with(HEADER, &options)), ["no_data_rows"]);
}

#[test]
fn damage_13_20_21_23_dialects_are_read_and_said() {
    let body = HEADER.replace(',', ";") + "A;B;a@example.com;No;;auto;on;;;\r\n";
    let report = check(&format!("\u{feff}sep=;\n{body}"));
    assert_eq!(
        found(&report),
        [
            "bom_removed",
            "dialect_detected",
            "line_endings_mixed",
            "sep_line_consumed"
        ]
    );
    assert_eq!(report.input.dialect.as_ref().unwrap().delimiter, ';');
    assert!(report.input.encoding.bom);
    assert_eq!(report.counts.ok, 1);
}

#[test]
fn d_03_both_names_of_a_number_are_a_duplicate_column() {
    let header =
        "email,social_messaging,monitor_calls,monitor_sms,multiline_number,primary_number\n";
    let differ = format!("{header}a@example.com,No,auto,on,14405551234,14405551235\n");
    let report = check(&differ);
    assert_eq!(
        found(&report),
        [
            "label_alias_used A1",
            "duplicate_label F1",
            "label_alias_used F1"
        ]
    );
    assert!(!report.importable());
    let agree = format!("{header}a@example.com,No,auto,on,,14405551234\n");
    let report = check_with(&agree, &Options::new().collect_rows(true));
    assert_eq!(
        found(&report),
        [
            "label_alias_used A1",
            "label_alias_used F1",
            "repeated_label F1"
        ]
    );
    assert_eq!(
        report.rows[0].value("multiline_number"),
        Some("+14405551234")
    );
}

#[test]
fn a_column_that_stands_twice_is_compared_as_text_not_as_bytes() {
    let header =
        "firstname,email address or device,social_messaging,monitor_calls,monitor_sms,Firstname\n";
    let with = |one: &str, other: &str| {
        let text = format!("{header}{one},a@example.com,No,auto,on,{other}\n");
        let report = check(&text);
        adds_up(&report);
        report.findings_of(FindingCode::DuplicateLabel).count()
    };
    for (one, other) in [
        ("Ada", "\"Ada\""),
        ("Ada", "  Ada "),
        ("Ada", "\u{a0}Ada"),
        ("\"Ada \"\"A\"\" B\"", "\" Ada \"\"A\"\" B \""),
        ("Ada", "\" \""),
    ] {
        let other_way = with(other, one);
        assert_eq!((with(one, other), other_way), (0, 0), "{one} {other}");
    }
    for (one, other) in [("Ada", "ada"), ("Ada", "\"Ada, B\""), ("\"A\"\"\"", "A")] {
        assert_eq!(with(one, other), 1, "{one} {other}");
    }
    // In the encoding that the file turns out to have; bytes that mean nothing there differ too.
    let bytes = |one: &[u8], other: &[u8], encoding| {
        let mut file = header.as_bytes().to_vec();
        for part in [one, b",a@example.com,No,auto,on,", other, b"\n"] {
            file.extend_from_slice(part);
        }
        let options = Options {
            encoding,
            ..Options::new()
        };
        let report = validate(&file, &schema(), &options, None);
        report.findings_of(FindingCode::DuplicateLabel).count()
    };
    let utf8 = Some(TextEncoding::Utf8);
    assert_eq!(bytes(b"Ren\xe9", b"\"Ren\xe9 \"", None), 0);
    assert_eq!(bytes(b"Ren\xe9", b"Ren\xe8", utf8), 1);
}

#[test]
fn damage_31_33_a_near_miss_of_a_required_label_is_one_finding() {
    let report = check(
        "email,social_messaging,monitor_call,monitor_sms,colour,forwarding_numbr\n\
         a@example.com,No,auto,on,red,\n",
    );
    assert_eq!(
        found(&report),
        [
            "missing_label 1",
            "label_alias_used A1",
            "unknown_label E1",
            "unknown_label F1"
        ]
    );
    let missing = &report
        .findings_of(FindingCode::MissingLabel)
        .next()
        .unwrap()
        .params;
    assert_eq!(missing.text("found"), Some("monitor_call"));
    assert_eq!(missing.text("letter"), Some("C"));
    let near: Vec<_> = report
        .findings_of(FindingCode::UnknownLabel)
        .map(|finding| finding.params.text("near"))
        .collect();
    assert_eq!(near, [None, Some("forwarding_number")]);
    assert_eq!(report.counts.ok, 1, "a missing column says nothing per row");
    assert!(!report.importable());
}

#[test]
fn damage_26_27_blank_labels() {
    let header = HEADER.trim_end();
    let row = "A,B,a@example.com,No,,auto,on,,,";
    let report = check(&format!("{header},,\n{row},,\n{row},x\n").replacen("a@", "c@", 1));
    assert_eq!(
        found(&report),
        ["trailing_blank_columns_ignored 1", "blank_label K1"]
    );
    let report = check(&format!("{header},,\n{row},,\n"));
    assert_eq!(found(&report), ["trailing_blank_columns_ignored 1"]);
    assert_eq!(report.findings[1].params.number("count"), Some(2));
}

#[test]
fn m_37_d_02_a_number_column_that_is_not_in_force_refuses_the_file() {
    let schema = Schema::for_profile(ProfileName::Multiline2021, AccessKind::Portal).unwrap();
    let file = |number: &str| {
        let text = rows(&[&format!("A,B,a@example.com,No,{number},auto,on,,,English")]);
        validate(text.as_bytes(), &schema, &Options::new(), None)
    };
    let report = file("14405551234");
    assert_eq!(
        found(&report),
        ["column_not_enabled E1", "column_not_enabled J1"]
    );
    let severities: Vec<_> = report
        .findings_of(FindingCode::ColumnNotEnabled)
        .map(|finding| (finding.severity, finding.scope))
        .collect();
    assert_eq!(
        severities,
        [
            (Severity::Error, Some(Scope::File)),
            (Severity::Warning, None)
        ]
    );
    let severities: Vec<_> = file("")
        .findings_of(FindingCode::ColumnNotEnabled)
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(severities, [Severity::Notice, Severity::Warning]);
}

#[test]
fn a_filled_pin_column_is_refused_and_shown_nowhere() {
    let header = HEADER.trim_end();
    let text = format!("{header},PIN\nA,B,a@example.com,No,,auto,on,,,,\"12\"34\n");
    let report = check(&text);
    assert_eq!(found(&report), ["column_not_enabled K1", "stray_quote K2"]);
    let shown = serde_json::to_string(&report.findings).unwrap();
    assert!(
        !shown.contains("1234") && !shown.contains("34\""),
        "{shown}"
    );
}

#[test]
fn own_report_columns_are_taken_out_before_any_rule() {
    let text = "_row,_status,_codes,_messages,_suggestions,email address or device,social_messaging,monitor_calls,monitor_sms,multiline_number\n\
                2,error,x,note,,'+14405551234,No,auto,on,'+14405551235\n";
    for fixes in [Fixes::Safe, Fixes::Off] {
        let report = check_with(text, &Options::new().fixes(fixes));
        assert_eq!(found(&report), ["own_report_detected 1"], "{fixes:?}");
    }
}

#[test]
fn damage_43_rows_of_another_width_have_one_finding() {
    let report = check(&rows(&[
        "A,B,a@example.com,No,,auto,on",
        "A,B,b@example.com,No,,auto,on,,,,,",
        "A,B,c@example.com",
        "A,B,d@example.com,No,,auto,on,,,,x",
        "A;B;e@example.com;No;;auto;on;;;",
        "A,\"B\"C,f@example.com,bad",
        "A,\"B\"C,g@example.com,No,,auto,on,,,,x",
    ]));
    assert_eq!(
        found(&report),
        [
            "row_padded 2",
            "row_trimmed 3",
            "row_too_short 4",
            "row_too_long 5",
            "row_too_short 6",
            "row_too_short 7",
            "row_too_long 8"
        ]
    );
    assert_eq!(
        (
            report.counts.ok,
            report.counts.with_warnings,
            report.counts.with_errors
        ),
        (1, 1, 5)
    );
    let hints: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| finding.params.text("hint"))
        .collect();
    assert_eq!(
        hints,
        [None, None, Some("delimiter"), Some("quote"), Some("quote")]
    );
}

#[test]
fn damage_42_g_03_an_unclosed_quote_swallows_no_row() {
    let mut text = HEADER.to_owned();
    for number in 0..1_000 {
        let quote = if number == 0 { "\"" } else { "" };
        let _ = writeln!(text, "\"A\",{quote}B,p{number}@example.com,No,,auto,on,,,");
    }
    let report = check(&text);
    assert_eq!(found(&report), ["unclosed_quote B2"]);
    assert_eq!(report.findings[1].scope, Some(Scope::File));
    assert_eq!(
        (report.counts.data_rows, report.counts.with_errors),
        (1_000, 1)
    );
    assert!(!report.importable());
}

#[test]
fn damage_24_25_blank_rows_in_the_middle_and_at_the_end() {
    let row = |name: &str| format!("A,B,{name}@example.com,No,,auto,on,,,");
    let report = check(&rows(&[&row("a"), ",,,,,,,,,", " , ", &row("b"), "", ",,"]));
    assert_eq!(
        found(&report),
        [
            "blank_row 3",
            "blank_row 4",
            "trailing_blank_rows_ignored 6"
        ]
    );
    assert_eq!(report.counts.skipped.blank, 4);
}

#[test]
fn damage_28_a_preamble_is_skipped_and_quoted() {
    let report = check(&format!(
        "Our people,,\n\n{}",
        rows(&["A,B,a@example.com,No,,auto,on,,,"])
    ));
    assert_eq!(found(&report), ["preamble_skipped 1"]);
    assert_eq!(report.findings[1].params.text("text"), Some("Our people"));
    assert_eq!(report.input.header.as_ref().unwrap().row, 3);
    assert_eq!(report.counts.skipped.preamble, 2);
}

#[test]
fn limits_of_cell_and_row_are_findings_at_the_edge_and_not_one_below() {
    let limits = Limits {
        cell_bytes: Some(100),
        row_bytes: Some(300),
        ..Limits::default()
    };
    let options = Options::new().limits(limits);
    let row = |first: usize, last: usize| {
        format!(
            "{},{},a@example.com,No,,auto,on,,,",
            "é".repeat(first / 2),
            "x".repeat(last)
        )
    };
    assert!(check_with(&rows(&[&row(100, 10)]), &options).importable());
    assert_eq!(
        found(&check_with(&rows(&[&row(102, 10)]), &options)),
        ["cell_too_long A2"]
    );
    assert_eq!(
        found(&check_with(&rows(&[&row(100, 300)]), &options)),
        ["row_too_large 2"]
    );
}

#[test]
fn capped_findings_keep_their_exact_totals() {
    let mut text = HEADER.to_owned();
    for number in 0..50 {
        let _ = writeln!(text, "A,B,p{number}@example.com,maybe,,auto,on,,,");
    }
    let capped = Options::new().limits(Limits {
        findings_per_code: Some(10),
        ..Limits::default()
    });
    let (all, some) = (check(&text), check_with(&text, &capped));
    assert_eq!(all.counts, some.counts);
    assert!(some.truncated && !all.truncated);
    let group = some
        .groups
        .iter()
        .find(|group| group.code == FindingCode::ValueNotAllowed)
        .unwrap();
    assert_eq!((group.count, group.shown), (50, 10));
    assert_eq!(group.rows, [(2, 51)]);
    assert_eq!(some.outcome(), Outcome::Invalid);
    assert!(!some.importable());
}

#[test]
fn fixes_off_make_each_fix_an_error_with_its_replacement() {
    let text = rows(&["A,B,a@example.com,yes ,14405551234,Auto,on,,,"]);
    let report = check(&text);
    assert_eq!(
        found(&report),
        [
            "value_case_normalized D2",
            "whitespace_normalized D2",
            "value_case_normalized F2"
        ]
    );
    assert!(report.importable());
    let report = check_with(&text, &Options::new().fixes(Fixes::Off));
    assert_eq!(
        found(&report),
        ["whitespace_normalized D2", "value_case_normalized F2"]
    );
    assert!(
        report
            .findings
            .iter()
            .skip(1)
            .all(|finding| finding.is_error())
    );
    let replacements: Vec<_> = report
        .findings
        .iter()
        .filter_map(|f| f.replacement.as_deref())
        .collect();
    assert_eq!(replacements, ["Yes", "auto"]);
    assert!(!report.importable());
}

#[test]
fn strict_makes_warnings_errors_and_a_code_can_be_raised() {
    let text = format!(
        "{},colour\n=Ada,B,a@example.com,No,,auto,on,,,,\n",
        HEADER.trim_end()
    );
    let report = check_with(&text, &Options::new().fixes(Fixes::Strict));
    let scopes: Vec<_> = report
        .findings
        .iter()
        .skip(1)
        .map(|finding| finding.scope)
        .collect();
    assert_eq!(
        found(&report),
        ["unknown_label K1", "formula_like_value A2"]
    );
    assert_eq!(scopes, [Some(Scope::File), Some(Scope::Row)]);
    let report = check_with(&text, &Options::new().raise(FindingCode::UnknownLabel));
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert_eq!(check(&text).outcome(), Outcome::ValidWithWarnings);
}

#[test]
fn progress_is_told_and_can_stop_the_reading() {
    let mut text = HEADER.to_owned();
    for number in 0..2_500 {
        let _ = writeln!(text, "A,B,p{number}@example.com,No,,auto,on,,,");
    }
    let mut schema = schema();
    schema.limits.rows = 10_000;
    let tuning = Tuning {
        block_bytes: 40_000,
        ..Tuning::default()
    };
    let check = |progress: &mut dyn FnMut(Progress) -> ControlFlow<()>| {
        let audience = Audience {
            sink: None,
            progress,
        };
        let source = Source::bytes(text.as_bytes());
        run::run(source, &schema, &Options::new(), None, audience, tuning)
    };
    let mut seen = Vec::new();
    let report = check(&mut |progress| {
        if progress.phase == Phase::Reading {
            seen.push(progress.rows);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen.is_sorted() && seen.last() == Some(&2_500));
    assert!(report.complete && report.importable());
    let report = check(&mut |_| ControlFlow::Break(()));
    assert!(!report.complete && !report.importable());
    assert_eq!(Some(&report.counts.data_rows), seen.first());
}

#[test]
fn damage_17_a_bad_byte_is_an_error_of_its_cell_alone() {
    let mut bytes = rows(&[
        "Zoë,B,a@example.com,No,,auto,on,,,",
        "Jos#,B,b@example.com,maybe,,auto,on,,,",
    ])
    .into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'#').unwrap();
    bytes[at] = 0xe9;
    let report = validate(&bytes, &schema(), &Options::new(), None);
    assert_eq!(found(&report), ["invalid_utf8 A3", "value_not_allowed D3"]);
    assert_eq!(report.findings[1].params.text("guess"), Some("José"));
}

proptest! {
    #[test]
    fn any_bytes_give_a_report_whose_counts_add_up(
        body in prop::collection::vec(
            prop::sample::select(b"aA1@.,\"\n\r;\0\xff\xc3\xa9 +=".to_vec()), 0..300),
        fixes in prop::sample::select(vec![Fixes::Safe, Fixes::Off, Fixes::Strict]),
        rows in 1_u64..6,
    ) {
        let mut bytes = HEADER.as_bytes().to_vec();
        bytes.extend(&body);
        let limits = Limits { rows: Some(rows), cell_bytes: Some(40), row_bytes: Some(90), findings_per_code: Some(3), ..Limits::default() };
        let options = Options::new().fixes(fixes).limits(limits).collect_rows(true);
        let report = validate(&bytes, &schema(), &options, None);
        adds_up(&report);
        prop_assert_eq!(report.rows.len(), report.statuses().len());
        adds_up(&validate(&body, &schema(), &options, None));
    }

    #[test]
    fn removing_one_quote_never_loses_a_row_without_an_error(
        names in prop::collection::vec("[a-z ,\n]{1,6}", 3..8),
        which in any::<prop::sample::Index>(),
    ) {
        let mut text = HEADER.to_owned();
        for (number, name) in names.iter().enumerate() {
            let _ = writeln!(text, "\"{name}\",\"{name}\",p{number}@example.com,No,,auto,on,,,\"English\"");
        }
        let whole = check(&text);
        let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        let mut broken = text.clone();
        broken.remove(quotes[which.index(quotes.len())]);
        let report = check(&broken);
        let rows = |report: &Report| report.counts.data_rows + report.counts.skipped.blank;
        prop_assert!(
            rows(&report) >= rows(&whole) || report.outcome() == Outcome::Invalid,
            "{:?} {:?}", rows(&whole), report.counts
        );
    }

    #[test]
    fn the_order_of_rows_does_not_change_which_are_duplicates(
        people in prop::collection::vec(0_u8..6, 2..12),
    ) {
        let line = |person: &u8| format!("A,B,p{}@example.com,{},,auto,on,,,\n", person / 2, if person.is_multiple_of(2) { "Yes" } else { "No" });
        let count = |people: &[u8]| {
            let text: String = people.iter().map(line).collect();
            let report = check(&format!("{HEADER}{text}"));
            (report.counts.by_code.get(&FindingCode::DuplicateIdentity).copied(), report.counts.skipped.duplicate)
        };
        let mut turned = people.clone();
        turned.reverse();
        prop_assert_eq!(count(&people), count(&turned));
    }
}

#[test]
fn damage_21_the_message_quotes_what_the_line_says() {
    let message = |text: &str| {
        let report = check(text);
        let finding = report.findings_of(FindingCode::SepLineConsumed).next();
        crate::finding::message(finding.unwrap(), crate::finding::Language::En)
    };
    let rows = rows(&["A,B,a@example.com,No,,auto,on,,,"]);
    assert_eq!(
        message(&format!("sep=,\n{rows}")),
        "The line \"sep=,\" was read as an instruction."
    );
    assert_eq!(
        message(&format!("sep=;\n{rows}")),
        "The line \"sep=;\" was overruled by the labels; the separator is ','."
    );
}

#[test]
fn damage_28_a_preamble_is_quoted_without_columns_of_ours() {
    let text = format!(
        "1,skipped,preamble_skipped,\"Rows 1\",,'=People\n_row,_status,_codes,_messages,_suggestions,{}\
         3,ok,,,,A,B,a@example.com,No,,auto,on,,,\n",
        HEADER
    );
    let report = check(&text);
    let finding = report.findings_of(FindingCode::PreambleSkipped).next();
    assert_eq!(finding.unwrap().params.text("text"), Some("=People"));
}

#[test]
fn damage_30_a_key_as_a_heading_needs_no_words() {
    let header = HEADER.replace("email address or device", "identity");
    let text = format!("{header}A,B,a@example.com,No,,auto,on,,,\n");
    assert!(found(&check(&text)).is_empty());
}

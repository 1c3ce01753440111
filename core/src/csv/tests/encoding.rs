//! Files in other encodings than UTF-8, and files with bytes of none: the text is the same, and places count in the
//! upload.

use std::io::Cursor;

use super::*;
use crate::csv::run::{Audience, Tuning};
use crate::csv::{Source, TextEncoding, validate_reader};
use crate::finding::{ParamValue, Place};

const HEAD: &str = "firstname,email,social_messaging,monitor_calls,monitor_sms";

fn file(rows: &[&str]) -> String {
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n"))
}

/// In Windows-1252, with `\x81` for U+0081 and so on, which it does not have.
fn windows(text: &str) -> Vec<u8> {
    let byte = |c: char| decode::windows_1252_byte(c).or_else(|| u8::try_from(u32::from(c)).ok());
    text.chars().map(|c| byte(c).unwrap()).collect()
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| match big_endian {
        true => unit.to_be_bytes(),
        false => unit.to_le_bytes(),
    };
    text.encode_utf16().flat_map(bytes).collect()
}

fn marked(text: &str) -> Vec<u8> {
    [b"\xff\xfe".to_vec(), utf16(text, false)].concat()
}

/// The report of a slice, which is that of a reader, of several threads and of any block.
fn check_bytes(bytes: &[u8], options: &Options) -> Report {
    let report = validate(bytes, &schema(), options, None);
    adds_up(&report);
    let read = validate_reader(Cursor::new(bytes), &schema(), options, None);
    assert_eq!(shape(&read), shape(&report), "a reader");
    for (block_bytes, threads) in [(1, 1), (37, 2), (200, 3)] {
        let tuning = Tuning {
            block_bytes,
            threads_from: 0,
        };
        let mut options = options.clone();
        options.threads = threads;
        let mut cursor = Cursor::new(bytes);
        let audience = Audience {
            sink: None,
            progress: &mut |_| ControlFlow::Continue(()),
        };
        let source = Source::reader(&mut cursor);
        let cut = run::run(source, &schema(), &options, None, audience, tuning);
        assert_eq!(shape(&cut), shape(&report), "{block_bytes} {threads}");
    }
    report
}

fn shape(report: &Report) -> impl PartialEq + std::fmt::Debug {
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|it| serde_json::to_value(it).unwrap())
        .collect();
    (
        findings,
        report.counts.clone(),
        report.input.encoding.clone(),
        report.input.sha256.clone(),
        report.complete,
    )
}

fn encoding(report: &Report) -> (&str, &str, bool) {
    let encoding = &report.input.encoding;
    (&encoding.name, &encoding.how, encoding.bom)
}

fn texts(report: &Report, code: FindingCode, name: &str) -> Vec<String> {
    let finding = report.findings_of(code).next().unwrap();
    match finding.params.get(name) {
        Some(ParamValue::Texts(texts)) => texts.iter().map(|text| text.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// Code and offset of findings at cells.
fn offsets(report: &Report) -> Vec<(FindingCode, u64)> {
    let at = |finding: &crate::finding::Finding| Some((finding.code, finding.place.byte?));
    report.findings.iter().filter_map(at).collect()
}

#[test]
fn damage_14_utf_16_is_read_with_a_notice_and_places_count_in_the_upload() {
    let text = file(&[
        "Zoë,zoe@example.com,No,auto,maybe",
        "名\u{10000},b@example.com,No,auto,x",
    ]);
    for (bytes, name, bom) in [
        (marked(&text), "utf-16le", true),
        (
            [b"\xfe\xff".to_vec(), utf16(&text, true)].concat(),
            "utf-16be",
            true,
        ),
        (utf16(&text, false), "utf-16le", false),
        (utf16(&text, true), "utf-16be", false),
    ] {
        let report = check_bytes(&bytes, &Options::new());
        assert_eq!(
            found(&report),
            [
                "encoding_transcoded",
                "label_alias_used B1",
                "value_not_allowed E2",
                "value_not_allowed E3"
            ]
        );
        assert_eq!(encoding(&report), (name, "detected", bom));
        let transcoded = report
            .findings_of(FindingCode::EncodingTranscoded)
            .next()
            .unwrap();
        assert_eq!(
            transcoded.params.text("encoding"),
            name.parse().map(TextEncoding::title).ok()
        );
        for (_, byte) in offsets(&report) {
            let at = &bytes[byte as usize..];
            let unit = |at: &[u8]| match name {
                "utf-16le" => u16::from_le_bytes([at[0], at[1]]),
                _ => u16::from_be_bytes([at[0], at[1]]),
            };
            assert!(
                [u16::from(b'e'), u16::from(b'm'), u16::from(b'x')].contains(&unit(at)),
                "{byte}"
            );
        }
        assert_eq!(report.input.bytes, bytes.len() as u64);
    }
}

#[test]
fn damage_14_findings_are_those_of_the_same_text_in_utf_8() {
    let text = file(&[
        "Ada,a@example.com,No,auto,on",
        "É,A@example.com,No,auto,on",
        "\"B\r\nC\",+14405551234,Maybe,auto,on",
        "D,14405551234,No,auto,\"on",
        "",
        "E,e@example.com",
    ]);
    let plain = check_bytes(text.as_bytes(), &Options::new());
    let wide = check_bytes(&marked(&text), &Options::new());
    let without_bytes = |report: &Report| -> Vec<_> {
        let findings = report
            .findings
            .iter()
            .filter(|it| it.code != FindingCode::EncodingTranscoded);
        let bare = findings.map(|finding| {
            let mut finding = finding.clone();
            finding.place.byte = None;
            serde_json::to_value(finding).unwrap()
        });
        bare.collect()
    };
    assert_eq!(without_bytes(&wide), without_bytes(&plain));
    for ((code, wide), (_, plain)) in offsets(&wide).into_iter().zip(offsets(&plain)) {
        let before = &text.as_bytes()[..plain as usize];
        assert_eq!(wide, 2 + decode::utf16::uploaded_len(before), "{code}");
    }
}

#[test]
fn damage_14_lone_surrogates_and_odd_length_are_named_on_their_cells() {
    let mut bytes = marked(&file(&["A\u{e000}a,a@example.com,No,auto,on"]));
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0x00, 0xe0])
        .unwrap();
    bytes[at + 1] = 0xd8;
    let report = check_bytes(&bytes, &Options::new());
    assert_eq!(
        found(&report),
        [
            "encoding_transcoded",
            "label_alias_used B1",
            "encoding_undecodable A2"
        ]
    );
    let finding = report
        .findings_of(FindingCode::EncodingUndecodable)
        .next()
        .unwrap();
    assert_eq!(finding.params.text("hex"), Some("D800"));
    assert_eq!(finding.scope, Some(Scope::File));
    assert_eq!(finding.value.as_deref(), Some("A\u{fffd}a"));
    let mut odd = marked(file(&["A,a@example.com,No,auto,on"]).trim_end());
    odd.push(b'!');
    let report = check_bytes(&odd, &Options::new());
    assert_eq!(found(&report).last().unwrap(), "encoding_undecodable E2");
    let finding = report.findings.last().unwrap();
    assert_eq!(finding.params.text("hex"), Some("21"));
}

#[test]
fn damage_13_a_mark_is_removed_before_quotes_and_a_sep_line_may_follow_it() {
    let quoted = format!(
        "\"firstname\"{}\r\nA,a@example.com,No,auto,on\r\n",
        HEAD.trim_start_matches("firstname")
    );
    let report = check_bytes(format!("\u{feff}{quoted}").as_bytes(), &Options::new());
    assert_eq!(found(&report), ["bom_removed", "label_alias_used B1"]);
    assert_eq!(encoding(&report), ("utf-8", "detected", true));
    let report = check_bytes(&marked(&quoted), &Options::new());
    assert_eq!(
        found(&report),
        ["encoding_transcoded", "label_alias_used B1"]
    );
    let text = format!(
        "sep=;\r\n{}",
        file(&["A,a@example.com,No,auto,on"]).replace(',', ";")
    );
    let report = check_bytes(&marked(&text), &Options::new());
    assert_eq!(
        found(&report),
        [
            "encoding_transcoded",
            "dialect_detected",
            "sep_line_consumed",
            "label_alias_used B1"
        ]
    );
    let label = report
        .findings_of(FindingCode::LabelAliasUsed)
        .next()
        .unwrap();
    assert_eq!(
        label.place.byte,
        Some(2 + 2 * ("sep=;\r\nfirstname;".len() as u64))
    );
}

#[test]
fn damage_15_windows_1252_is_guessed_for_the_file_and_its_cells_are_named() {
    let names: Vec<String> = (0..120)
        .map(|n| format!("José,j{n}@example.com,No,auto,on"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let bytes = windows(&file(&names));
    let report = check_bytes(&bytes, &Options::new().collect_rows(true));
    assert_eq!(found(&report), ["encoding_guessed", "label_alias_used B1"]);
    assert_eq!(encoding(&report), ("windows-1252", "guessed", false));
    let cells = texts(&report, FindingCode::EncodingGuessed, "cells");
    assert_eq!(
        (cells.len(), cells[0].as_str(), cells[99].as_str()),
        (100, "A2", "A101")
    );
    assert_eq!(report.findings[0].params.number("total"), Some(120));
    assert_eq!(report.rows[0].value("firstname"), Some("José"));
    let message = crate::finding::message(&report.findings[0], crate::finding::Language::En);
    assert!(
        message.contains("A2, A3, A4, A5, A6 and 115 more"),
        "{message}"
    );
}

#[test]
fn damage_15_labels_title_rows_and_rows_that_are_skipped_are_read_alike() {
    let text = "Größe\r\nPrénom,Courriel,social_messaging,monitor_calls,monitor_sms,Übrig\r\n\
                Note: für alle,,,,,\r\n\u{a0},,,,,\r\nJörg,j@example.com,No,auto,on,ü\r\n";
    let report = check_bytes(&windows(text), &Options::new());
    assert_eq!(
        found(&report),
        [
            "encoding_guessed",
            "preamble_skipped 1",
            "label_alias_used A2",
            "label_alias_used B2",
            "unknown_label F2",
            "template_note_row 3",
            "blank_row 4"
        ]
    );
    assert_eq!(
        texts(&report, FindingCode::EncodingGuessed, "cells"),
        ["A1", "A2", "F2", "A3", "A4", "A5", "F5"]
    );
    let note = report
        .findings_of(FindingCode::TemplateNoteRow)
        .next()
        .unwrap();
    assert_eq!(note.params.text("text"), Some("Note: für alle"));
    let label = report
        .findings_of(FindingCode::UnknownLabel)
        .next()
        .unwrap();
    assert_eq!(label.place.label.as_deref(), Some("Übrig"));
}

#[test]
fn damage_15_bytes_that_windows_1252_does_not_have_are_errors_of_the_file() {
    let bytes = windows(&file(&[
        "Jos\u{e9},a@example.com,No,auto,on",
        "M\u{81}ller,b@example.com,No,auto,on",
    ]));
    let report = check_bytes(&bytes, &Options::new());
    assert_eq!(
        found(&report),
        [
            "encoding_guessed",
            "label_alias_used B1",
            "encoding_undecodable A3"
        ]
    );
    assert_eq!(
        texts(&report, FindingCode::EncodingGuessed, "cells"),
        ["A2"]
    );
    let finding = report.findings.last().unwrap();
    assert_eq!(finding.params.text("hex"), Some("81"));
    assert_eq!(finding.scope, Some(Scope::File));
    assert_eq!(report.statuses()[1], RowStatus::Error);
    // One cause has one finding: nothing was guessed where nothing could be read.
    let bytes = windows(&file(&["M\u{9d}ller,b@example.com,No,auto,on"]));
    assert_eq!(
        found(&check_bytes(&bytes, &Options::new())),
        ["label_alias_used B1", "encoding_undecodable A2"]
    );
}

#[test]
fn damage_17_one_character_of_utf_8_anywhere_makes_bad_bytes_errors_of_their_cells() {
    let mut many: Vec<Vec<u8>> = (0..40)
        .map(|n| windows(&format!("José,j{n}@example.com,No,auto,on\r\n")))
        .collect();
    many.insert(0, format!("{HEAD}\r\n").into_bytes());
    many.push("Zoë,z@example.com,No,auto,on\r\n".into());
    let report = check_bytes(&many.concat(), &Options::new());
    assert_eq!(report.counts.by_code[&FindingCode::InvalidUtf8], 40);
    assert_eq!(
        report.counts.by_code.get(&FindingCode::EncodingGuessed),
        None
    );
    assert_eq!(encoding(&report), ("utf-8", "detected", false));
    let finding = report.findings_of(FindingCode::InvalidUtf8).next().unwrap();
    assert_eq!(finding.place.cell().as_deref(), Some("A2"));
    assert_eq!(finding.params.text("hex"), Some("E9"));
    assert_eq!(finding.params.text("guess"), Some("José"));
    // A byte order mark is a character of UTF-8.
    let bytes = [
        b"\xef\xbb\xbf".to_vec(),
        windows(&file(&["José,j@example.com,No,auto,on"])),
    ]
    .concat();
    assert_eq!(
        found(&check_bytes(&bytes, &Options::new())),
        ["bom_removed", "label_alias_used B1", "invalid_utf8 A2"]
    );
}

#[test]
fn damage_17_bytes_are_named_in_a_row_that_is_too_large_and_behind_an_open_quote() {
    let options = Options::new().limits(Limits {
        row_bytes: Some(64),
        ..Limits::default()
    });
    // The row is cut within the two bytes of its last é.
    let mut bytes = format!("{HEAD}\r\nZoë,z@example.com,No,auto,on\r\nA\u{e9},").into_bytes();
    bytes.extend(b"\xff,");
    let row = bytes.len() - "Aé,?,".len();
    bytes.resize(row + 64, b'a');
    bytes.extend("éé,No\r\n".as_bytes());
    bytes.extend(b"\"Ad\xe9,a@example.com,No,auto,on\r\n");
    let found = found(&check_bytes(&bytes, &options));
    assert_eq!(
        found,
        [
            "label_alias_used B1",
            "row_too_large 3",
            "invalid_utf8 B3",
            "invalid_utf8 A4",
            "unclosed_quote A4",
        ]
    );
}

#[test]
fn damage_15_17_the_end_of_a_file_decides_as_its_beginning_does() {
    // More than is looked at first, all of it ASCII.
    let plain: Vec<String> = (0..3_000)
        .map(|n| format!("Ada,a{n}@example.com,No,auto,on"))
        .collect();
    let limits = Limits {
        rows: Some(5_000),
        ..Limits::default()
    };
    let options = Options::new().limits(limits);
    let text = |last: &str| {
        let mut rows: Vec<&str> = plain.iter().map(String::as_str).collect();
        rows.push(last);
        file(&rows)
    };
    let bytes = windows(&text("José,j@example.com,No,auto,on"));
    let report = validate(&bytes, &schema(), &options, None);
    assert_eq!(found(&report), ["encoding_guessed", "label_alias_used B1"]);
    assert_eq!(
        texts(&report, FindingCode::EncodingGuessed, "cells"),
        ["A3002"]
    );
    let mut rows = Vec::new();
    let again = validate_with(
        Source::reader(&mut Cursor::new(&bytes)),
        &schema(),
        &options,
        None,
        Some(&mut |row: Row| rows.push(row.value("firstname").map(str::to_owned))),
        &mut |_| ControlFlow::Continue(()),
    );
    assert_eq!(shape(&again), shape(&report), "with a sink");
    assert_eq!((rows.len(), rows[3_000].as_deref()), (3_001, Some("José")));
    let bytes = [
        windows(&file(&["José,j@example.com,No,auto,on"])),
        text("Zoë,z@example.com,No,auto,on").into_bytes()[HEAD.len() + 2..].to_vec(),
    ]
    .concat();
    let report = validate(&bytes, &schema(), &options, None);
    assert_eq!(found(&report), ["label_alias_used B1", "invalid_utf8 A2"]);
}

#[test]
fn damage_16_a_doubtful_name_is_a_warning_on_its_cell() {
    let bytes = windows(&file(&["M\u{178}ller,a@example.com,No,auto,on"]));
    let report = check_bytes(&bytes, &Options::new());
    assert_eq!(
        found(&report),
        [
            "encoding_guessed",
            "label_alias_used B1",
            "encoding_doubtful A2"
        ]
    );
}

#[test]
fn a_given_encoding_ends_detection() {
    let text = file(&["José,a@example.com,No,auto,on"]);
    let report = check_bytes(
        &windows(&text),
        &Options::new().encoding(TextEncoding::Windows1252),
    );
    assert_eq!(
        found(&report),
        ["encoding_transcoded", "label_alias_used B1"]
    );
    assert_eq!(encoding(&report), ("windows-1252", "given", false));
    let report = check_bytes(
        &windows(&text),
        &Options::new().encoding(TextEncoding::Utf8),
    );
    assert_eq!(found(&report), ["label_alias_used B1", "invalid_utf8 A2"]);
    assert_eq!(encoding(&report), ("utf-8", "given", false));
    let cyrillic = file(&["Жанна,a@example.com,No,auto,on"]);
    let report = check_bytes(
        &utf16(&cyrillic, true),
        &Options::new().encoding(TextEncoding::Utf16Be),
    );
    assert_eq!(
        found(&report),
        ["encoding_transcoded", "label_alias_used B1"]
    );
    assert_eq!(encoding(&report), ("utf-16be", "given", false));
    // What is UTF-8 in truth is read as what was asked for.
    let report = check_bytes(
        text.as_bytes(),
        &Options::new()
            .encoding(TextEncoding::Windows1252)
            .collect_rows(true),
    );
    assert_eq!(report.rows[0].value("firstname"), Some("JosÃ©"));
}

#[test]
fn damage_44_45_files_in_utf_16_are_named_and_empty_ones_too() {
    for (bytes, code) in [
        (marked("<html><body>"), "file_not_csv"),
        (marked("{\"a\": 1}"), "file_not_csv"),
        (marked(""), "file_empty"),
        (b"\xfe\xff".to_vec(), "file_empty"),
        (b"\xff\xfe\0\0a\0\0\0".to_vec(), "encoding_unsupported"),
        (marked("nobody,here\r\n"), "missing_header"),
    ] {
        let report = check_bytes(&bytes, &Options::new());
        assert_eq!(found(&report).last().unwrap(), code);
        assert_eq!(report.outcome(), Outcome::Unreadable);
    }
}

#[test]
fn g_05_nul_controls_noncharacters_and_a_second_mark() {
    let one = |name: &str| {
        let report = check_bytes(
            file(&[&format!("{name},a@example.com,No,auto,on")]).as_bytes(),
            &Options::new(),
        );
        found(&report).last().unwrap().clone()
    };
    assert_eq!(one("A\0a"), "control_character A2");
    assert_eq!(one("A\u{1b}a"), "control_character A2");
    assert_eq!(one("A\u{9f}a"), "control_character A2");
    assert_eq!(one("A\u{85}a"), "control_character A2", "NEL");
    assert_eq!(one("A\u{fffe}a"), "text_not_allowed A2");
    // csv.md wins over an error: characters without width go by the space fix, in a label by normalization.
    assert_eq!(one("A\u{feff}a"), "whitespace_normalized A2");
    assert_eq!(one("A\u{200c}a"), "whitespace_normalized A2");
    assert_eq!(
        one("علی\u{200c}رضا"),
        "label_alias_used B1",
        "a joiner stays"
    );
    let twice = format!("\u{feff}\u{feff}{}", file(&["A,a@example.com,No,auto,on"]));
    assert_eq!(
        found(&check_bytes(twice.as_bytes(), &Options::new())),
        ["bom_removed", "label_normalized A1", "label_alias_used B1"]
    );
}

#[test]
fn g_06_shift_jis_and_overlong_forms_are_never_taken_for_text_silently() {
    // "Taro Yamada" in Shift-JIS: 81 to 9F begin its characters.
    let shift_jis = [
        format!("{HEAD}\r\n").into_bytes(),
        b"\x91\xbe\x98\x59\x8d\x81,a@example.com,No,auto,on\r\n".to_vec(),
    ]
    .concat();
    let report = check_bytes(&shift_jis, &Options::new());
    assert_eq!(found(&report).last().unwrap(), "encoding_undecodable A2");
    assert!(!report.importable());
    let overlong = |rest: &str| {
        let bytes = [
            format!("{HEAD}\r\nA\0\u{1},a@example.com,No,auto,on\r\n{rest}")
                .replace("\0\u{1}", "#")
                .into_bytes(),
        ]
        .concat();
        let at = bytes.iter().position(|byte| *byte == b'#').unwrap();
        [&bytes[..at], b"\xc0\xaf", &bytes[at + 1..]].concat()
    };
    let report = check_bytes(&overlong(""), &Options::new());
    // csv.md 3.2: without a character of UTF-8 it is Windows-1252, said for the file and, being odd, for the cell.
    assert_eq!(
        found(&report),
        [
            "encoding_guessed",
            "label_alias_used B1",
            "encoding_doubtful A2"
        ]
    );
    let report = check_bytes(
        &overlong("Zoë,z@example.com,No,auto,on\r\n"),
        &Options::new(),
    );
    assert_eq!(found(&report), ["label_alias_used B1", "invalid_utf8 A2"]);
}

#[test]
fn strict_makes_a_guessed_encoding_an_error_of_the_file() {
    let bytes = windows(&file(&["José,a@example.com,No,auto,on"]));
    let report = check_bytes(&bytes, &Options::new().fixes(Fixes::Strict));
    let finding = report
        .findings_of(FindingCode::EncodingGuessed)
        .next()
        .unwrap();
    assert_eq!(
        (finding.severity, finding.scope),
        (Severity::Error, Some(Scope::File))
    );
    assert_eq!(finding.place, Place::default());
}

#[test]
fn a_file_in_utf_16_may_be_as_large_as_another() {
    let bytes = marked(&file(&["A,a@example.com,No,auto,on"]));
    let with = |bytes| {
        let limits = Limits {
            bytes: Some(bytes),
            ..Limits::default()
        };
        Options::new().limits(limits)
    };
    let size = bytes.len() as u64;
    assert_eq!(
        found(&check_bytes(&bytes, &with(size))),
        ["encoding_transcoded", "label_alias_used B1"]
    );
    assert_eq!(
        found(&check_bytes(&bytes, &with(size - 1))),
        ["file_too_large"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_encoding_give_the_same_report_however_they_are_read(
        bytes in prop::collection::vec(
            prop::sample::select(b"Aa,;\"\r\n\0@\xe9\x81\xc3\xa9\xd8\xff\xfe".to_vec()), 0..120),
        given in prop::option::of(prop::sample::select(TextEncoding::ALL.to_vec())),
        headed in any::<bool>(),
    ) {
        let mut file = if headed { format!("{HEAD}\r\n").into_bytes() } else { Vec::new() };
        file.extend(bytes);
        let mut options = Options::new();
        options.encoding = given;
        check_bytes(&file, &options);
    }

    #[test]
    fn any_text_says_the_same_in_utf_16_as_in_utf_8(
        cells in prop::collection::vec("[a-zé名\u{10000} \"'@.0-9\r\n]{0,8}", 1..24),
    ) {
        let rows: Vec<String> = cells.chunks(5).map(|row| row.join(",")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let text = file(&rows);
        let codes = |report: &Report| -> Vec<String> {
            found(report).into_iter().filter(|it| it != "encoding_transcoded").collect()
        };
        let plain = validate(text.as_bytes(), &schema(), &Options::new(), None);
        let wide = check_bytes(&marked(&text), &Options::new());
        prop_assert_eq!(codes(&wide), codes(&plain));
    }
}

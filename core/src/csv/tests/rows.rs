//! Rows whose cells cannot be told apart, what is still said of them, and what takes no part in comparing.

use super::*;
use crate::csv::{Limits, OptionalCheck, Phase};

const HIDES: &str = "\"Ada\n,,,,,,,,,x\",Lovelace,ada@example.com,No,,auto,on,,,";

#[test]
fn a_row_as_wide_as_a_header_with_blank_columns_is_not_torn_at_its_line_ends() {
    let plain = found(&check(&format!("{HEADER}{HIDES}\n")));
    let header = HEADER.trim_end();
    let wide = found(&check(&format!("{header},,\n{HIDES},,\n")));
    let wide: Vec<_> = wide
        .into_iter()
        .filter(|it| !it.starts_with("trailing_blank_columns_ignored"))
        .collect();
    assert_eq!(wide, plain);
    assert!(
        !wide.iter().any(|it| it.starts_with("unclosed_quote")),
        "{wide:?}"
    );
}

#[test]
fn a_row_that_is_too_short_still_says_which_bytes_mean_nothing() {
    let good = person("ada@example.com", "No,,auto,on,,,");
    for (short, codes) in [
        (&b"Jos\xe9,B\n"[..], &["row_too_short", "invalid_utf8"][..]),
        (b"Bo,B\n", &["row_too_short"]),
    ] {
        // A character of UTF-8 shows what the file is meant to be.
        let head = format!("{HEADER}{good}\nZo\u{eb},Lovelace,zoe@example.com,No,,auto,on,,,\n");
        let bytes = [head.as_bytes(), short].concat();
        let report = validate(&bytes, &schema(), &Options::new(), None);
        adds_up(&report);
        let of_row: Vec<_> = report
            .findings
            .iter()
            .filter(|it| it.place.row == Some(4))
            .collect();
        let mut said: Vec<String> = of_row.iter().map(|it| it.code.to_string()).collect();
        let mut wanted: Vec<String> = codes.iter().map(ToString::to_string).collect();
        said.sort();
        wanted.sort();
        assert_eq!(said, wanted);
    }
}

#[test]
fn a_row_that_is_too_short_says_so_in_windows_1252_and_utf_16_too() {
    let good = person("ada@example.com", "No,,auto,on,,,");
    let windows = [format!("{HEADER}{good}\n").as_bytes(), b"Jos\xe9,\x81\n"].concat();
    let report = validate(&windows, &schema(), &Options::new(), None);
    let undecodable = |report: &Report| {
        let mut found = report.findings.iter();
        found.any(|it| it.code == FindingCode::EncodingUndecodable && it.scope == Some(Scope::File))
    };
    assert!(undecodable(&report), "{:?}", found(&report));
    let units = format!("\u{feff}{HEADER}{good}\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let odd: Vec<u8> = [units, vec![b'x']].concat();
    let report = validate(&odd, &schema(), &Options::new(), None);
    assert!(undecodable(&report), "{:?}", found(&report));
}

#[test]
fn rows_and_cells_in_error_are_not_compared_with_others_by_the_optional_checks() {
    let asked = || {
        Options::new()
            .check(OptionalCheck::IdentitySimilar)
            .check(OptionalCheck::SequentialValues)
    };
    let similar = |text: &str, options: Options| {
        let report = check_with(text, &options);
        let mut rows: Vec<_> = report
            .findings
            .iter()
            .filter(|it| it.code == FindingCode::IdentitySimilar)
            .filter_map(|it| it.place.row)
            .collect();
        rows.sort_unstable();
        rows
    };
    let plain = person("ada.love@gmail.com", "No,,auto,on,,,");
    let tagged = person("adalove@gmail.com", "No,,auto,on,,,");
    assert_eq!(similar(&rows(&[&plain, &tagged]), asked()), [2, 3]);
    let torn = format!("{tagged},more,than,columns");
    assert_eq!(similar(&rows(&[&plain, &torn]), asked()), [0_u32; 0]);
    let spaced = person(" adalove@gmail.com", "No,,auto,on,,,");
    let text = rows(&[&plain, &spaced]);
    assert_eq!(similar(&text, asked()), [2, 3]);
    assert_eq!(similar(&text, asked().fixes(Fixes::Off)), [0_u32; 0]);
    assert_eq!(similar(&text, asked().fixes(Fixes::Strict)), [0_u32; 0]);
    let raised = asked().raise(FindingCode::WhitespaceNormalized);
    assert_eq!(similar(&text, raised), [0_u32; 0]);
}

#[test]
fn optional_findings_beyond_the_cap_are_counted_and_mark_their_rows() {
    let mut text = HEADER.to_owned();
    for index in 0..12 {
        let dot = if index % 2 == 0 { "." } else { "" };
        let name = char::from(b'a' + index / 2);
        let row = format!("Ada,Lovelace,ada{dot}{name}love@gmail.com,No,,auto,on,,,");
        writeln!(text, "{row}").unwrap();
    }
    let asked = |limits: Limits| {
        let options = Options::new().check(OptionalCheck::IdentitySimilar);
        check_with(&text, &options.limits(limits))
    };
    let all = asked(Limits::default());
    let few = asked(Limits {
        findings_per_code: Some(3),
        ..Limits::default()
    });
    let code = FindingCode::IdentitySimilar;
    let count = |report: &Report| report.findings.iter().filter(|it| it.code == code).count();
    assert_eq!((count(&all), count(&few)), (12, 3));
    assert_eq!(all.counts.by_code, few.counts.by_code);
    assert_eq!(all.statuses(), few.statuses());
    let shown = all.findings.iter().filter(|it| it.code == code).take(3);
    assert!(few.findings.iter().filter(|it| it.code == code).eq(shown));
}

#[test]
fn a_cell_of_signs_that_show_nothing_is_blank_whichever_they_are() {
    for c in ['\u{2061}', '\u{2064}', '\u{180e}', '\u{61c}', '\u{200b}'] {
        let row = format!("{c},,,,,,,{c},,");
        let good = person("ada@example.com", "No,,auto,on,,,");
        let report = check(&rows(&[&row, &good]));
        assert_eq!(report.counts.skipped.blank, 1, "{c:?}");
    }
}

#[test]
fn a_separator_that_cannot_be_one_is_as_none_given() {
    let text = rows(&[&person("ada@example.com", "No,,auto,on,,,")]);
    let plain = check(&text);
    for delimiter in ['"', '\r', '\n', '\u{e9}'] {
        let report = check_with(&text, &Options::new().delimiter(delimiter));
        assert_eq!(found(&report), found(&plain), "{delimiter:?}");
        assert!(report.input == plain.input);
    }
}

#[test]
fn a_file_without_a_header_is_called_by_the_encoding_that_all_of_it_shows() {
    // The first bytes look like Windows-1252, the last ones are UTF-8.
    let text = [
        &b"caf\xe9;x\n"[..],
        &b"a;b\n".repeat(40_000),
        "\u{e9};y\n".as_bytes(),
    ]
    .concat();
    let alone = super::super::validate(&text, &schema(), &Options::new(), None);
    assert_eq!(alone.outcome(), Outcome::Unreadable);
    assert_eq!(alone.input.encoding.name, "utf-8");
    let audience = Audience {
        sink: Some(&mut |_| {}),
        progress: &mut |_| ControlFlow::Continue(()),
    };
    let source = Source::bytes(&text);
    let tuning = Tuning::default();
    let sunk = run::run(source, &schema(), &Options::new(), None, audience, tuning);
    assert!(sunk.input == alone.input);
    assert_eq!(found(&sunk), found(&alone));
}

#[test]
fn comparing_is_told_and_can_be_stopped() {
    let row = person("ada@example.com", "No,,auto,on,,,");
    let text = rows(&[&row, &row]);
    let read = |stop: bool| {
        let mut phases = Vec::new();
        let mut progress = |at: Progress| {
            phases.push(at.phase);
            match stop && at.phase == Phase::Comparing {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        };
        let audience = Audience {
            sink: None,
            progress: &mut progress,
        };
        let source = Source::bytes(text.as_bytes());
        let options = Options::new();
        let report = run::run(
            source,
            &schema(),
            &options,
            None,
            audience,
            Tuning::default(),
        );
        (report, phases)
    };
    let (whole, phases) = read(false);
    assert!(whole.complete && !found(&whole).is_empty());
    assert!(phases.contains(&Phase::Comparing) && phases.is_sorted_by_key(|it| *it as u8));
    let (stopped, phases) = read(true);
    assert!(!stopped.complete && found(&stopped).is_empty());
    let comparing = phases.iter().filter(|it| **it == Phase::Comparing);
    assert_eq!(comparing.count(), 1);
    adds_up(&stopped);
}

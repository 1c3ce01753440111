//! However a file is cut into blocks, by how many threads and from what it is read: the report is one.

use std::io::{Cursor, Read, Seek, SeekFrom};

use super::*;

/// A way to read a file: bytes of a block, threads, and whether from a reader.
const WAYS: [(usize, usize, bool); 5] = [
    (1, 1, true),
    (9, 3, false),
    (70, 2, true),
    (200, 4, false),
    (900, 2, true),
];

/// Blocks of a file that is cut for a test; more would take long.
const MOST_BLOCKS: usize = 300;

fn read_in(
    (block_bytes, threads, from_reader): (usize, usize, bool),
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
) -> Report {
    let tuning = Tuning {
        block_bytes: block_bytes.max(bytes.len() / MOST_BLOCKS),
        threads_from: 0,
    };
    let options = options.clone().threads(threads);
    let audience = Audience {
        sink: None,
        progress: &mut |_| ControlFlow::Continue(()),
    };
    let mut reader = Cursor::new(bytes);
    let source = if from_reader {
        Source::reader(&mut reader)
    } else {
        Source::bytes(bytes)
    };
    run::run(source, schema, &options, facts, audience, tuning)
}

/// Shows that a report is the one that every other way of reading gives.
pub(super) fn same_however_read(
    report: &Report,
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
) {
    for way in WAYS {
        let other = read_in(way, bytes, schema, options, facts);
        assert_same(report, &other, &format!("{way:?}"));
    }
}

fn assert_same(one: &Report, other: &Report, way: &str) {
    assert!(
        one.input == other.input,
        "input {way}: {:?} {:?}",
        one.input,
        other.input
    );
    assert_eq!(found(one), found(other), "findings {way}");
    assert!(one.findings == other.findings, "places {way}");
    assert_eq!(one.counts, other.counts, "counts {way}");
    assert_eq!(one.groups, other.groups, "groups {way}");
    assert_eq!(one.statuses(), other.statuses(), "statuses {way}");
    assert!(one.rows == other.rows, "rows {way}");
    assert!(one.keys() == other.keys(), "keys {way}");
    assert_eq!(
        (one.complete, one.truncated, &one.plan),
        (other.complete, other.truncated, &other.plan),
        "{way}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Rows of people between whatever breaks rows, under limits that every file passes.
    #[test]
    fn reports_do_not_depend_on_blocks_threads_and_source(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Ada,Lovelace,ada@example.com,No,,auto,on,,,\n",
            "Bo,\"B\"\"b\",14405550101,Yes,14405550102,auto,off,,true,Italian\r\n",
            "Cy,C,c@example.com,No,14405550101,auto,on,,,\r",
            ",,,,,,,,,\n", "\n", "\r\n", "\r", "\"", ",", "\"a\nb\"", "\"x,y\n,,,,,,,,,\nz\",",
            "Note: all,,,,,,,,,\n", "Le\"e,", "\u{e9}\u{e8}", "\0", "wrong,row\n",
            "Ada,Lovelace,ADA@example.com,No,,auto,on,,,\n",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ]), 0..40),
        rows in 1_u64..30,
        row_bytes in 60_u32..200,
        recovered in 0_u32..4,
        kept in 1_u32..6,
        bytes in prop::sample::select(vec![None, Some(400_u64)]),
        collect in any::<bool>(),
    ) {
        let limits = Limits {
            bytes,
            rows: Some(rows),
            row_bytes: Some(row_bytes),
            cell_bytes: Some(40),
            findings_per_code: Some(kept),
            recovered_quotes: Some(recovered),
            ..Limits::default()
        };
        let text = format!("{HEADER}{}", pieces.concat());
        let options = Options::new().limits(limits).collect_rows(collect);
        let report = validate(text.as_bytes(), &schema(), &options, None);
        adds_up(&report);
    }

    #[test]
    fn reports_of_any_bytes_do_not_depend_on_blocks_threads_and_source(
        bytes in prop::collection::vec(
            prop::sample::select(b"ab,,\"\"\n\n\r;\0\xff\xc3\xa9".to_vec()), 0..400),
        above in any::<bool>(),
        rows in 1_u64..30,
    ) {
        let limits = Limits {
            rows: Some(rows),
            cell_bytes: Some(20),
            row_bytes: Some(50),
            findings_per_code: Some(3),
            ..Limits::default()
        };
        let mut schema = schema();
        schema.columns.truncate(3);
        schema.rules.clear();
        let mut file = if above { b"x\n".to_vec() } else { Vec::new() };
        file.extend(b"firstname,lastname,email address or device\n");
        file.extend(bytes);
        let report = validate(&file, &schema, &Options::new().limits(limits), None);
        adds_up(&report);
    }
}

/// A reader that counts what is read, and fails at a byte.
struct Faulty {
    inner: Cursor<Vec<u8>>,
    read: u64,
    fails_at: u64,
}

impl Read for Faulty {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.inner.position() >= self.fails_at {
            return Err(std::io::Error::other("gone"));
        }
        let most = usize::try_from(self.fails_at - self.inner.position()).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let got = self.inner.read(&mut buffer[..most])?;
        self.read += got as u64;
        Ok(got)
    }
}

impl Seek for Faulty {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

fn faulty(text: String, fails_at: u64) -> Faulty {
    Faulty {
        inner: Cursor::new(text.into_bytes()),
        read: 0,
        fails_at,
    }
}

fn many(rows: usize) -> String {
    let mut text = HEADER.to_owned();
    for number in 0..rows {
        let _ = writeln!(text, "A,B,p{number}@example.com,No,,auto,on,,,");
    }
    text
}

#[test]
fn a_reader_that_fails_gives_read_failed_and_nothing_else() {
    let text = many(30_000);
    for fails_at in [0, 10, 100_000, 1_000_000] {
        let mut reader = faulty(text.clone(), fails_at);
        let report = validate_reader(&mut reader, &schema(), &Options::new(), None);
        assert_eq!(found(&report), ["read_failed"]);
        assert_eq!(
            report.findings[0].params.number("byte"),
            Some(fails_at.cast_signed())
        );
        assert_eq!(report.outcome(), Outcome::Unreadable);
        assert_eq!(report.input.bytes, fails_at);
    }
}

#[test]
fn g10_no_more_is_read_of_a_large_file_than_shows_that_it_is_too_large() {
    let text = many(30_000);
    let limits = Limits {
        bytes: Some(500_000),
        ..Limits::default()
    };
    let options = Options::new().limits(limits);
    let mut reader = faulty(text.clone(), u64::MAX);
    let report = validate_reader(&mut reader, &schema(), &options, None);
    assert_eq!(found(&report), ["file_too_large"]);
    assert!(reader.read <= 500_000 + (64 << 10), "{}", reader.read);
    let whole = super::super::validate(text.as_bytes(), &schema(), &options, None);
    assert_same(&whole, &report, "reader");
}

#[test]
fn rows_go_to_the_sink_in_order_with_values_and_text() {
    let text = format!("{}Bo,,BO@example.com,No,,auto,on,,,\n", many(3));
    let mut rows = Vec::new();
    let report = validate_with(
        text.as_bytes(),
        &schema(),
        &Options::new(),
        None,
        Some(&mut |row| rows.push(row)),
        &mut |_| ControlFlow::Continue(()),
    );
    assert!(report.rows.is_empty(), "only collected when asked for");
    let places: Vec<_> = rows.iter().map(|row| (row.row, row.record)).collect();
    assert_eq!(places, [(2, 0), (3, 1), (4, 2), (5, 3)]);
    assert_eq!(rows[3].value("identity"), Some("bo@example.com"));
    assert_eq!(rows[3].text("identity"), Some("BO@example.com"));
    let start = usize::try_from(rows[3].byte).unwrap();
    assert!(
        text.get(start..)
            .is_some_and(|rest| rest.starts_with("Bo,"))
    );
}

/// A file of so many rows that are all wrong in one way.
fn flood(kind: &str, rows: usize) -> String {
    let mut text = HEADER.to_owned();
    for number in 0..rows {
        let pair = number / 2;
        let _ = match kind {
            "all equal" => writeln!(text, "A,B,a@example.com,No,14405550100,auto,on,,,"),
            "one person" => writeln!(text, "A{number},B,a@example.com,No,,auto,on,,,"),
            "pairs" => writeln!(text, "A{number},B,p{pair}@example.com,No,,auto,on,,,"),
            "equal pairs" => writeln!(text, "A,B,p{pair}@example.com,No,,auto,on,,,"),
            "crossed" => writeln!(text, "A{number},B,14405550100,No,14405550100,auto,on,,,"),
            "all bad" => writeln!(text, "A,B,p{number},maybe,1,on,auto,1,x,Klingon"),
            "quotes" => writeln!(text, "A,\"B,p{number}@example.com,No,,auto,on,,,"),
            "blank" => writeln!(text, ",,,,,,,,,"),
            _ => writeln!(text, "A,B,p{number}@example.com,No,,auto,on,,,"),
        };
    }
    text
}

#[test]
fn doubling_the_rows_at_most_doubles_what_is_read() {
    let limits = Limits {
        rows: Some(100_000),
        findings_per_code: Some(50),
        ..Limits::default()
    };
    let options = Options::new().limits(limits);
    for kind in [
        "all equal",
        "one person",
        "pairs",
        "equal pairs",
        "crossed",
        "all bad",
        "quotes",
        "blank",
        "good",
    ] {
        let work = |rows| {
            let mut reader = faulty(flood(kind, rows), u64::MAX);
            let report = validate_reader(&mut reader, &schema(), &options, None);
            adds_up(&report);
            let all = report.counts.data_rows + report.counts.skipped.total();
            assert_eq!(all as usize, rows, "{kind}");
            (reader.read, reader.inner.get_ref().len() as u64)
        };
        let ((once, small), (twice, large)) = (work(2_000), work(4_000));
        let growth = twice as f64 / once as f64 / (large as f64 / small as f64);
        assert!(growth < 1.05, "{kind}: {once} {twice}");
        // Read once, and at most so often again: rows, values, and what is said of them.
        assert!(twice <= large * 8, "{kind}: {twice} of {large}");
    }
}

/// Rows of about 165 bytes, row `i` and row `i + rows / 2` of one person: more is read again at once than lies between
/// two checkpoints.
#[test]
fn rows_of_one_person_that_lie_far_apart_are_all_found() {
    for rows in [1_000, 3_000] {
        let mut text = HEADER.to_owned();
        for number in 0..rows {
            let (filler, person) = ("x".repeat(60), number % (rows / 2));
            let address = format!("person-{person}@a-long-domain-of-a-person.example.com");
            let _ = writeln!(text, "A{filler},B{number},{address},No,,auto,on,,,");
        }
        let limits = Limits {
            rows: Some(10_000),
            ..Limits::default()
        };
        let options = Options::new().limits(limits);
        let report = super::super::validate(text.as_bytes(), &schema(), &options, None);
        let found = report.counts.by_code.get(&FindingCode::DuplicateIdentity);
        assert_eq!(found.copied().unwrap_or_default() as usize, rows);
        assert_eq!(report.counts.with_errors as usize, rows);
    }
}

#[test]
fn every_row_of_a_flood_has_its_finding_counted_and_the_first_are_kept() {
    let limits = |kept| Limits {
        rows: Some(10_000),
        findings_per_code: kept,
        ..Limits::default()
    };
    for kind in ["one person", "pairs", "equal pairs", "crossed", "all equal"] {
        let text = flood(kind, 700);
        let check = |kept| {
            let options = Options::new().limits(limits(kept));
            super::super::validate(text.as_bytes(), &schema(), &options, None)
        };
        let (all, few) = (check(None), check(Some(7)));
        adds_up(&few);
        assert_eq!(all.counts, few.counts, "{kind}");
        assert!(few.truncated && !all.truncated);
        let shape = |report: &Report| -> Vec<_> {
            report
                .groups
                .iter()
                .map(|group| (group.code, group.count, group.rows.clone(), group.severity))
                .collect()
        };
        assert_eq!(shape(&all), shape(&few), "{kind}");
        for code in FindingCode::ALL {
            let first: Vec<_> = all.findings_of(*code).take(7).cloned().collect();
            let kept: Vec<_> = few.findings_of(*code).cloned().collect();
            assert!(first.iter().zip(&kept).all(|(one, other)| {
                (&one.place, &one.params, &one.related)
                    == (&other.place, &other.params, &other.related)
            }));
            assert_eq!(first.len(), kept.len(), "{kind} {code}");
        }
    }
}

#[test]
fn a_row_that_is_too_large_may_end_where_a_window_does() {
    // The window of a block of one byte ends between CR and LF.
    let row = "a".repeat(64);
    let text = format!("{HEADER}{row}\r\nb,b\r\n");
    let limits = Limits {
        row_bytes: Some(60),
        cell_bytes: Some(40),
        ..Limits::default()
    };
    let report = check_with(&text, &Options::new().limits(limits));
    assert!(found(&report).contains(&"row_too_large 2".to_owned()));
    assert_eq!(report.counts.skipped.blank, 0);
}

#[test]
fn a_panic_of_the_caller_comes_back_to_him_with_several_threads() {
    let row = "Ada,Lovelace,ada@example.com,No,,auto,on,,,\n";
    let text = format!("{HEADER}{}", row.repeat(200));
    let options = Options::new().threads(4);
    let tuning = Tuning {
        block_bytes: 500,
        threads_from: 0,
    };
    let read = |sink: Option<&mut dyn FnMut(Row)>, fail: bool| {
        let mut progress = |_| {
            assert!(!fail, "the caller fails on purpose");
            ControlFlow::Continue(())
        };
        let audience = Audience {
            sink,
            progress: &mut progress,
        };
        let source = Source::bytes(text.as_bytes());
        run::run(source, &schema(), &options, None, audience, tuning)
    };
    let caught = |run: &dyn Fn() -> Report| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err()
    };
    assert!(caught(&|| read(None, true)));
    assert!(caught(&|| read(
        Some(&mut |_| panic!("the sink fails on purpose")),
        false
    )));
    assert!(!caught(&|| read(None, false)));
}

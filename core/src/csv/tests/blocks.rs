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
    assert!(text[start..].starts_with("Bo,"));
}

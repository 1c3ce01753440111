//! P1: full validation against the `csv` crate merely reading the same bytes as `ByteRecord`s.

use rollbook::csv::{Limits, Options, Schema, validate};
use rollbook::profile::ProfileName;
use rollbook::settings::AccessKind;
use rollbook_examples::samples::bulk::{Bad, Bulk};

use crate::measure::{Comparison, timed};

/// Full validation of one file on one thread, every check and both duplicate checks included. First milestone: 12 ×.
pub fn against_reading(rows: u32, pairs: usize) -> Comparison {
    let bulk = Bulk {
        rows: rows.into(),
        bad: Bad::TwoPercent,
        seed: 1,
    };
    let mut file = Vec::new();
    bulk.write_accounts(&mut file).expect("writing to memory");
    let errors: u64 = bulk.errors().values().sum();
    let schema =
        Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).expect("a profile");
    let limits = Limits {
        rows: Some(rows.into()),
        bytes: Some(1 << 31),
        ..Limits::default()
    };
    let options = Options::new().limits(limits);
    let ours = || {
        timed(|| {
            let report = validate(&file, &schema, &options, None);
            let found: u64 = report
                .groups
                .iter()
                .filter(|group| group.severity == rollbook::finding::Severity::Error)
                .map(|group| u64::from(group.count))
                .sum();
            assert_eq!(found, errors, "the answer is wrong");
            report
        })
    };
    let theirs = || {
        timed(|| {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(file.as_slice());
            let mut record = csv::ByteRecord::new();
            let mut read = 0_u32;
            while reader
                .read_byte_record(&mut record)
                .expect("a readable file")
            {
                read += 1;
            }
            assert!(read >= rows - 1, "the answer is wrong");
        })
    };
    Comparison::run(
        format!("P1 validate {rows} rows / csv ByteRecord"),
        12.0,
        rows,
        pairs,
        ours,
        theirs,
    )
}

//! P1: full validation against the `csv` crate merely reading the same bytes as `ByteRecord`s.

use rollbook::csv::{Limits, Options, Report, Schema, validate};
use rollbook::finding::Severity;
use rollbook::profile::ProfileName;
use rollbook::settings::AccessKind;
use rollbook_examples::samples::bulk::{Bad, Bulk};

use crate::measure::{Comparison, timed};

/// A file in memory, and how it is validated.
struct Job {
    file: Vec<u8>,
    schema: Schema,
    options: Options,
    errors: u64,
}

impl Job {
    fn new(rows: u32) -> Self {
        let bulk = Bulk {
            rows: rows.into(),
            bad: Bad::TwoPercent,
            seed: 1,
        };
        let mut file = Vec::new();
        bulk.write_accounts(&mut file).expect("writing to memory");
        let limits = Limits {
            rows: Some(rows.into()),
            bytes: Some(1 << 31),
            ..Limits::default()
        };
        Self {
            file,
            schema: Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal)
                .expect("a profile"),
            options: Options::new().limits(limits),
            errors: bulk.errors().values().sum(),
        }
    }

    /// Validates the file and proves the answer.
    fn validate(&self) -> Report {
        let report = validate(&self.file, &self.schema, &self.options, None);
        let found: u64 = report
            .groups
            .iter()
            .filter(|group| group.severity == Severity::Error)
            .map(|group| u64::from(group.count))
            .sum();
        assert_eq!(found, self.errors, "the answer is wrong");
        report
    }
}

/// Validates a file of `rows` rows `times` times and says nothing.
pub fn work(rows: u32, times: u32) {
    let job = Job::new(rows);
    for _ in 0..times {
        std::hint::black_box(job.validate());
    }
}

/// Full validation of one file on one thread, every check and both duplicate checks included. First milestone: 12 ×.
pub fn against_reading(rows: u32, pairs: usize) -> Comparison {
    let job = Job::new(rows);
    let ours = || timed(|| job.validate());
    let theirs = || {
        timed(|| {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(job.file.as_slice());
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

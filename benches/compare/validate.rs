//! P1: full validation against the `csv` crate merely reading the same bytes as `ByteRecord`s. P2: files with bad rows
//! against clean ones. P14, the instructions of a row, is in `instructions.rs`.

use rollbook::csv::{Limits, Options, Report, Schema, validate};
use rollbook::finding::Severity;
use rollbook::profile::ProfileName;
use rollbook::settings::AccessKind;
use rollbook_examples::samples::bulk::{Bad, Bulk};

use crate::measure::{Comparison, timed};

/// A file in memory, and how it is validated.
pub struct Job {
    file: Vec<u8>,
    /// What it is held against.
    pub schema: Schema,
    /// Its bounds.
    pub options: Options,
    errors: u64,
}

impl Job {
    /// A file of so many rows, read by one thread.
    pub fn new(rows: u32, bad: Bad) -> Self {
        let bulk = Bulk {
            rows: rows.into(),
            bad,
            seed: 1,
        };
        let mut file = Vec::new();
        bulk.write_accounts(&mut file).expect("writing to memory");
        Self {
            file,
            errors: bulk.errors().values().sum(),
            ..Self::bare(rows)
        }
    }

    /// How a file of so many rows is validated, without one.
    pub fn bare(rows: u32) -> Self {
        let limits = Limits {
            rows: Some(rows.into()),
            bytes: Some(1 << 31),
            ..Limits::default()
        };
        Self {
            file: Vec::new(),
            schema: Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal)
                .expect("a profile"),
            options: Options::new().limits(limits),
            errors: 0,
        }
    }

    /// As one that may be read by so many threads.
    pub fn threads(mut self, threads: usize) -> Self {
        self.options = self.options.threads(threads);
        self
    }

    /// Validates the file and proves the answer.
    pub fn validate(&self) -> Report {
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

/// Validates a file of `rows` rows `times` times and says nothing. As in a large file, no keys are kept to be looked up.
pub fn work(rows: u32, times: u32, bad: Bad) {
    let mut job = Job::new(rows, bad);
    job.options.limits.rows = Some(1_000_000);
    for _ in 0..times {
        std::hint::black_box(job.validate());
    }
}

/// P2: a file with bad rows against a clean one of as many rows, both on one thread. Findings are capped, totals exact.
pub fn against_clean(rows: u32, bad: Bad, goal: f64, pairs: usize) -> Comparison {
    let (spoilt, clean) = (Job::new(rows, bad), Job::new(rows, Bad::None));
    let name = match bad {
        Bad::All => "every row bad",
        Bad::TwoPercent => "2 % bad rows",
        Bad::None => "clean",
    };
    Comparison::run(
        format!("P2 validate {rows} rows, {name} / clean"),
        goal,
        rows,
        pairs,
        || timed(|| spoilt.validate()),
        || timed(|| clean.validate()),
    )
}

/// P1: full validation of one file on one thread, every check and both duplicate checks included.
pub fn against_reading(rows: u32, goal: f64, pairs: usize) -> Comparison {
    let job = Job::new(rows, Bad::TwoPercent);
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
        goal,
        rows,
        pairs,
        ours,
        theirs,
    )
}

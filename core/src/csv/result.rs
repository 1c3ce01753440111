//! What a validation answers as a whole. Its parts are in `outcome.rs`, how it is written out in `report`, how it comes
//! about in `run.rs`.

use std::fmt;

use super::collect::Collector;
use super::decode::TextEncoding;
use super::facts::{Keys, Lookup};
use super::limits::Resolved;
use super::outcome::{
    Counts, FactsUsed, Group, Input, Outcome, Plan, ReportOptions, Row, RowStatus, SchemaName,
};
use super::reader::Reader;
use crate::finding::{Finding, FindingCode, Scope, Severity};
use crate::settings::ImportMode;

/// Everything that is known about a file after validation. A file that is no CSV has a report too.
#[derive(Clone)]
pub struct Report {
    /// The schema it was held against.
    pub schema: SchemaName,
    /// The options that shaped it.
    pub options: ReportOptions,
    /// Whether numbers and accounts were looked up, and in which state of the store.
    pub facts: FactsUsed,
    /// Whether the whole file was read and checked.
    pub complete: bool,
    /// Whether some findings were counted but not kept.
    pub truncated: bool,
    /// What an import would do; there if it is importable and facts were given.
    pub plan: Option<Plan>,
    /// The file itself.
    pub input: Input,
    /// Rows and findings, exact beyond every cap.
    pub counts: Counts,
    /// Findings by code and column: by severity, first row, code.
    pub groups: Vec<Group>,
    /// In report order: file-level first, then by row, column, stage and code. The id of a finding is its place here, from 1.
    pub findings: Vec<Finding>,
    /// Typed rows in file order, if they were asked for.
    pub rows: Vec<Row>,
    pub(crate) evidence: Evidence,
}

impl Report {
    /// The verdict.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let has = |severity| {
            self.counts
                .by_severity
                .get(&severity)
                .is_some_and(|n| *n > 0)
        };
        if self.is_fatal() {
            Outcome::Unreadable
        } else if has(Severity::Error) {
            Outcome::Invalid
        } else if has(Severity::Warning) {
            Outcome::ValidWithWarnings
        } else {
            Outcome::Valid
        }
    }

    /// Whether an import in the report's mode would import anything: in mode all no error at all; in mode partial no
    /// error of the file, and a row without an error. Never if the file was not read to its end.
    #[must_use]
    pub fn importable(&self) -> bool {
        if !self.complete || self.is_fatal() {
            return false;
        }
        match self.options.mode {
            ImportMode::All => !self.has_error_of(|_| true),
            ImportMode::Partial => {
                !self.has_error_of(|scope| scope != Some(Scope::Row))
                    && self.counts.ok + self.counts.with_warnings > 0
            }
        }
    }

    /// Findings of the row that a spreadsheet numbers `row`.
    pub fn findings_of_row(&self, row: u32) -> impl Iterator<Item = &Finding> {
        let start = self
            .findings
            .partition_point(|finding| finding.place.row < Some(row));
        self.findings
            .iter()
            .skip(start)
            .take_while(move |finding| finding.place.row == Some(row))
    }

    /// Findings with this code.
    pub fn findings_of(&self, code: FindingCode) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.code == code)
    }

    /// The identities, numbers, teams and extensions to look up before [`Report::check`].
    #[must_use]
    pub fn keys(&self) -> Keys {
        self.evidence.keys()
    }

    /// Whether some cell may mean one of several numbers, or is what a spreadsheet left of one, so that validating again
    /// with facts about [`keys`](Self::keys) may say which.
    #[must_use]
    pub fn asks_inventory(&self) -> bool {
        self.evidence.lookup.has_candidates()
    }

    /// Status of every row that was read as data, in file order, skipped repeats included.
    #[must_use]
    pub fn statuses(&self) -> &[RowStatus] {
        &self.evidence.statuses
    }

    fn is_fatal(&self) -> bool {
        self.evidence.fatal
    }

    fn has_error_of(&self, matches: impl Fn(Option<Scope>) -> bool) -> bool {
        // Groups are exact where findings may have been cut off.
        self.groups
            .iter()
            .any(|group| group.severity == Severity::Error && matches(group.scope))
    }
}

/// Figures; no value of a person.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("schema", &self.schema)
            .field("complete", &self.complete)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

/// What a report knows besides what it shows: the state that stage 8 goes on from.
#[derive(Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) fatal: bool,
    /// SHA-256 over schema and options: what the file was asked, for the id of a plan.
    pub(crate) asked: [u8; 32],
    pub(crate) statuses: Vec<RowStatus>,
    /// Statuses before stage 8.
    pub(crate) offline: Vec<RowStatus>,
    pub(crate) lookup: Lookup,
    pub(crate) collector: Collector,
    /// How the rows were read; absent if there was no header.
    pub(crate) reading: Option<Reading>,
}

impl Evidence {
    pub(crate) fn keys(&self) -> Keys {
        self.lookup.keys(&self.offline)
    }
}

/// How the rows of a file were read, so that a report with its cells reads the same rows again.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// Offset of the first row.
    pub(crate) start: usize,
    pub(crate) sep_line: bool,
    pub(crate) delimiter: u8,
    pub(crate) encoding: TextEncoding,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
    /// Columns, told to the reader behind the header.
    pub(crate) width: super::reader::Width,
    pub(crate) limits: Resolved,
}

impl Reading {
    /// A reader at the first row.
    pub(crate) fn reader<'a>(&self, bytes: &'a [u8]) -> Reader<'a> {
        let mut reader = Reader::new(bytes, self.start, self.delimiter, &self.limits);
        if self.sep_line {
            reader.skip_lines(1);
        }
        reader
    }
}

//! The parts of a validation's answer: verdict, counts, header, groups, rows. The whole is in `result.rs`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::limits::GROUP_RANGES;
use super::options::Fixes;
use crate::finding::{FindingCode, Scope, Severity};
use crate::settings::ImportMode;

/// The verdict on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No error and no warning.
    Valid,
    /// No error.
    ValidWithWarnings,
    /// Errors.
    Invalid,
    /// A fatal finding: no usable CSV.
    Unreadable,
}

impl Outcome {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ValidWithWarnings => "valid_with_warnings",
            Self::Invalid => "invalid",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Which schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaName {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// The options that a report names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOptions {
    /// Whether safe fixes were applied.
    pub fixes: Fixes,
    /// What an import would do with rows that have errors.
    pub mode: ImportMode,
    /// Codes that were raised to errors.
    pub raise: Vec<FindingCode>,
}

/// Whether stage 8 ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactsUsed {
    /// Whether it did.
    pub checked: bool,
    /// The state of the store that it saw.
    pub version: Option<String>,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// SHA-256 in hex of file, schema, options and version of the facts.
    pub id: String,
    /// Accounts that would be made.
    pub creates: u32,
    /// Invitations that would be prepared.
    pub invites: u32,
    /// People who would wait for a number besides those named in the file.
    pub numbers_wanted: u32,
    /// Numbers that are there for them, exact up to `numbers_wanted`.
    pub numbers_available: u32,
}

/// The file itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name, as the host gave it.
    pub name: Option<String>,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
    /// How bytes became text.
    pub encoding: Encoding,
    /// How text became cells; absent if that was never found out.
    pub dialect: Option<Dialect>,
    /// The header; absent if there is none.
    pub header: Option<Header>,
}

/// No name and no label, which may be about a person.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("sha256", &self.sha256)
            .field("bytes", &self.bytes)
            .field("encoding", &self.encoding)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

/// How bytes became text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// For example `utf-8`.
    pub name: String,
    /// `detected`, `given` or `guessed`.
    pub how: String,
    /// Whether a byte order mark was removed.
    pub bom: bool,
}

/// How text became cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// The separator, one character.
    pub delimiter: char,
    /// The quote, one character.
    pub quote: char,
    /// How most lines end: `lf`, `crlf`, `cr`; absent for a single line.
    pub line_end: Option<LineEnd>,
    /// Whether a line `sep=` stood first.
    pub sep_line: bool,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    Crlf,
    /// Carriage return.
    Cr,
}

impl LineEnd {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "lf",
            Self::Crlf => "crlf",
            Self::Cr => "cr",
        }
    }
}

/// The header as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its row, as a spreadsheet counts.
    pub row: u32,
    /// Keys of columns in force that could be there and are not.
    pub missing_optional: Vec<Arc<str>>,
    /// Every column of the file.
    pub columns: Vec<HeaderColumn>,
}

/// How a label of the file was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderMatch {
    /// It is the label.
    Exact,
    /// It differs in case, space or punctuation only.
    Normalized,
    /// It is another name of the column.
    Alias,
    /// It is refused in every file.
    Refused,
    /// It is no column of the schema.
    Unknown,
    /// It is blank.
    Blank,
    /// It is a column of our own report.
    Own,
}

impl HeaderMatch {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalized => "normalized",
            Self::Alias => "alias",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Blank => "blank",
            Self::Own => "own",
        }
    }
}

/// One column of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderColumn {
    /// From 1.
    pub column: u32,
    /// The label as the file has it.
    pub label: Arc<str>,
    /// The column of the schema that it is.
    pub field: Option<Arc<str>>,
    /// How that was found out.
    pub matched: HeaderMatch,
}

/// Place and match; the label is text of the file.
impl fmt::Debug for HeaderColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:?} {}",
            self.column,
            self.field,
            self.matched.as_str()
        )
    }
}

/// Rows and findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Header, data rows and skipped rows.
    pub rows_total: u32,
    /// Rows of people or numbers: ok, with warnings, with errors, unchecked.
    pub data_rows: u32,
    /// Data rows without error and warning.
    pub ok: u32,
    /// Data rows with a warning and no error.
    pub with_warnings: u32,
    /// Data rows with an error.
    pub with_errors: u32,
    /// Data rows beyond the limit, which were counted only.
    pub unchecked: u32,
    /// Rows that are no data.
    pub skipped: Skipped,
    /// Findings by severity; all three are there.
    pub by_severity: BTreeMap<Severity, u32>,
    /// Findings by code.
    pub by_code: BTreeMap<FindingCode, u32>,
}

impl Counts {
    /// Counts data rows by what became of them; the others are counted already.
    pub(crate) fn tally(&mut self, statuses: &[RowStatus]) {
        let (mut ok, mut warnings, mut errors, mut repeats) = (0, 0, 0, 0);
        for some in statuses.chunks(64) {
            // Nearly all are, so that many are looked at together.
            let others = |others, status: &RowStatus| others | u8::from(*status != RowStatus::Ok);
            if some.iter().fold(0, others) == 0 {
                ok += some.len() as u32;
                continue;
            }
            for status in some {
                match status {
                    RowStatus::Ok => ok += 1,
                    RowStatus::Warning => warnings += 1,
                    RowStatus::Error => errors += 1,
                    RowStatus::Skipped => repeats += 1,
                }
            }
        }
        self.ok = ok;
        self.with_warnings = warnings;
        self.with_errors = errors;
        self.skipped.duplicate = repeats;
        self.data_rows = self.ok + self.with_warnings + self.with_errors + self.unchecked;
        self.rows_total = 1 + self.data_rows + self.skipped.total();
    }
}

/// Rows that are no data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Blank rows.
    pub blank: u32,
    /// The template's note.
    pub note: u32,
    /// The template's sample.
    pub sample: u32,
    /// Rows above the header.
    pub preamble: u32,
    /// Exact repeats of a row.
    pub duplicate: u32,
}

impl Skipped {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.blank + self.note + self.sample + self.preamble + self.duplicate
    }
}

/// The findings of one code in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The code.
    pub code: FindingCode,
    /// The worst among them.
    pub severity: Severity,
    /// The widest among the errors.
    pub scope: Option<Scope>,
    /// The key of the column.
    pub field: Option<Arc<str>>,
    /// How many there are.
    pub count: u32,
    /// How many of them are among the findings of the report.
    pub shown: u32,
    /// First and last row of each run, at most 1,000 runs.
    pub rows: Vec<(u32, u32)>,
    /// Whether there are more runs.
    pub rows_truncated: bool,
}

impl Group {
    /// Adds a run of rows that lie behind all others.
    pub(crate) fn add_rows(&mut self, from: u32, to: u32) {
        let full = self.rows.len() >= GROUP_RANGES;
        match self.rows.last_mut() {
            Some((_, last)) if *last == from || last.checked_add(1) == Some(from) => *last = to,
            _ if full => self.rows_truncated = true,
            _ => self.rows.push((from, to)),
        }
    }

    /// As one of a block behind so many rows.
    pub(crate) fn rebased(mut self, rows: u32) -> Self {
        for (from, to) in &mut self.rows {
            *from = from.saturating_add(rows);
            *to = to.saturating_add(rows);
        }
        self
    }

    /// Adds those of a block behind so many rows.
    pub(crate) fn absorb(&mut self, part: &Self, rows: u32) {
        self.count = self.count.saturating_add(part.count);
        self.severity = self.severity.min(part.severity);
        self.scope = self.scope.max(part.scope);
        for (from, to) in &part.rows {
            self.add_rows(from.saturating_add(rows), to.saturating_add(rows));
        }
        self.rows_truncated |= part.rows_truncated;
    }
}

/// What became of a data row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// No error and no warning.
    Ok,
    /// A warning and no error.
    Warning,
    /// An error.
    Error,
    /// An exact repeat of an earlier row.
    Skipped,
}

impl RowStatus {
    /// What a finding of this severity makes of its row.
    pub(crate) const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Notice => Self::Ok,
        }
    }

    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

/// A data row with its values in canonical form.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// What a spreadsheet shows.
    pub row: u32,
    /// Physical line.
    pub line: u32,
    /// Index among the data rows, from 0.
    pub record: u32,
    /// Offset of the row in the file.
    pub byte: u64,
    /// What became of it, after all stages that ran.
    pub status: RowStatus,
    pub(crate) keys: Arc<[Arc<str>]>,
    /// By column of the schema.
    pub(crate) cells: Vec<Cell>,
}

/// One cell of a typed row.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: Box<str>,
    pub(crate) value: Option<Box<str>>,
}

impl Row {
    /// The canonical value of the column `key`, its default included; `None` if blank, absent, not in force or in error.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.cell(key)?.value.as_deref()
    }

    /// The cell of the column `key` as typed and decoded, trimmed of nothing; empty if the file has no such column.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.cell(key).map(|cell| &*cell.text)
    }

    /// Keys and canonical values of the filled columns, in the order of the schema.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.keys
            .iter()
            .zip(&self.cells)
            .filter_map(|(key, cell)| Some((&**key, cell.value.as_deref()?)))
    }

    fn cell(&self, key: &str) -> Option<&Cell> {
        let at = self.keys.iter().position(|name| &**name == key)?;
        self.cells.get(at)
    }
}

/// Where it stands; no value.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("row", &self.row)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

//! How a file is validated, and how far that is.

use serde::{Deserialize, Serialize};

use super::decode::TextEncoding;
use super::limits::Limits;
use super::schema::UnknownColumns;
use crate::contact::Region;
use crate::finding::FindingCode;
use crate::settings::ImportMode;

/// How a file is validated. The default is right for an upload.
///
/// ```
/// use rollbook::csv::{Fixes, Options};
/// let region = "US".parse()?;
/// let options = Options::new().fixes(Fixes::Strict).region(region).collect_rows(true);
/// assert_eq!(options.region, Some(region));
/// # Ok::<(), rollbook::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whether changes that lose nothing are made.
    pub fixes: Fixes,
    /// What an import does with rows that have errors; it changes verdict and plan, never the findings of a row.
    pub mode: ImportMode,
    /// Codes that are errors here although they usually are not. None can be lowered.
    pub raise: Vec<FindingCode>,
    /// Region of phone numbers without a country code; comes before the regions of the schema.
    pub region: Option<Region>,
    /// Bounds.
    pub limits: Limits,
    /// The encoding, if it is not to be found out. Then nothing is guessed: a byte that it does not have is an error.
    pub encoding: Option<TextEncoding>,
    /// The separator, if it is not to be found out; a quote, a line end and what is not ASCII count as none given.
    pub delimiter: Option<char>,
    /// The row of the header from 1, if it is not to be found out. Beyond [`Limits::header_rows`], which is
    /// 20 unless raised to at most 100, and beyond what is searched, it is `missing_header`.
    pub header_row: Option<u32>,
    /// What a column without a place in the schema is. The stricter of this and the schema's own word holds.
    pub unknown_columns: Option<UnknownColumns>,
    /// Checks that are off unless asked for.
    pub checks: Vec<OptionalCheck>,
    /// What the file is called, for the report.
    pub file_name: Option<String>,
    /// Whether the report keeps typed rows.
    pub collect_rows: bool,
    /// Threads that may be used, 64 at most; small files are read by one. The report is the same for any number. Each
    /// needs about 1 MiB; with larger rows allowed all together hold 64 MiB or three of the largest rows at most.
    pub threads: usize,
    /// Whether every row gets a thorough look. It changes nothing but time: tests compare.
    pub(crate) thorough: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fixes: Fixes::Safe,
            mode: ImportMode::All,
            raise: Vec::new(),
            region: None,
            limits: Limits::default(),
            encoding: None,
            delimiter: None,
            header_row: None,
            unknown_columns: None,
            checks: Vec::new(),
            file_name: None,
            collect_rows: false,
            threads: 1,
            thorough: false,
        }
    }
}

impl Options {
    /// Safe fixes, mode all, everything found out.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With fixes off, safe or strict.
    #[must_use]
    pub const fn fixes(mut self, fixes: Fixes) -> Self {
        self.fixes = fixes;
        self
    }

    /// With a mode of import.
    #[must_use]
    pub const fn mode(mut self, mode: ImportMode) -> Self {
        self.mode = mode;
        self
    }

    /// With a code raised to an error.
    #[must_use]
    pub fn raise(mut self, code: FindingCode) -> Self {
        self.raise.push(code);
        self
    }

    /// With a region for numbers without a country code, for example `US`. A text that names none cannot be parsed:
    /// `option_not_available`.
    #[must_use]
    pub const fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// With other bounds.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With an encoding that is not found out.
    #[must_use]
    pub const fn encoding(mut self, encoding: TextEncoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// With a separator that is not found out. A quote, a line end and what is not ASCII cannot be one: then it is
    /// found out all the same.
    #[must_use]
    pub const fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// With a header row that is not found out; rows count from 1.
    #[must_use]
    pub const fn header_row(mut self, row: u32) -> Self {
        self.header_row = Some(row);
        self
    }

    /// With columns that the schema does not know refused, for example.
    #[must_use]
    pub const fn unknown_columns(mut self, unknown: UnknownColumns) -> Self {
        self.unknown_columns = Some(unknown);
        self
    }

    /// With a check that is off unless asked for.
    #[must_use]
    pub fn check(mut self, check: OptionalCheck) -> Self {
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
        self
    }

    /// With the name of the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Whether the report keeps typed rows.
    #[must_use]
    pub const fn collect_rows(mut self, collect: bool) -> Self {
        self.collect_rows = collect;
        self
    }

    /// With as many threads as may be used; 0 is 1.
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
}

/// A check that is off unless asked for, since what it finds is right more often than wrong. It is called as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionalCheck {
    /// Addresses that differ by dots or a `+tag` alone: `identity_similar`.
    IdentitySimilar,
    /// Values that count up from row to row: `sequential_values`.
    SequentialValues,
}

impl OptionalCheck {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::IdentitySimilar, Self::SequentialValues];

    /// The code of its findings.
    #[must_use]
    pub const fn code(self) -> FindingCode {
        match self {
            Self::IdentitySimilar => FindingCode::IdentitySimilar,
            Self::SequentialValues => FindingCode::SequentialValues,
        }
    }
}

/// Whether changes that lose nothing are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fixes {
    /// No value is changed; what would have been is a row error with the replacement.
    Off,
    /// Each change is a notice with before and after.
    #[default]
    Safe,
    /// As off, and every warning about the file is an error.
    Strict,
}

impl Fixes {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Safe => "safe",
            Self::Strict => "strict",
        }
    }
}

/// What a validation is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Rows are read and checked.
    Reading,
    /// Rows are compared with each other.
    Comparing,
}

/// How far a validation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Data rows read.
    pub rows: u32,
    /// Of these, rows with an error so far.
    pub with_errors: u32,
    /// Findings so far, of any severity.
    pub findings: u32,
}

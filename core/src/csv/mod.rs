//! CSV: what a file must look like, what is wrong with it and where. Files are given as bytes; nothing here opens one.
//!
//! [`validate`] never fails for bad data: its answer is a [`Report`] whatever the bytes are.

mod cell;
mod collect;
mod columns;
mod cross;
mod damage;
mod decode;
pub mod facts;
mod header;
pub mod limits;
mod outcome;
mod pass;
mod reader;
pub mod report;
mod row;
mod run;
pub mod schema;
pub mod template;
pub mod write;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

pub use facts::{Facts, Keys};
pub use header::HeaderMatch;
pub use limits::Limits;
pub use outcome::{
    Counts, Dialect, Encoding, FactsUsed, Group, Header, HeaderColumn, Input, LineEnd, Outcome,
    Plan, Report, ReportOptions, Row, RowStatus, SchemaName, Skipped,
};
pub use schema::Schema;

use crate::finding::FindingCode;
use crate::settings::ImportMode;

pub use crate::settings::AccessKind;

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

/// How far a validation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Data rows read.
    pub rows: u32,
    /// Of these, rows with an error so far.
    pub with_errors: u32,
}

/// Validates a file: all findings in one pass, never an error for bad data. With `facts` stage 8 runs too, without
/// them the report says `inventory_unchecked`, and [`Report::check`] may follow.
///
/// ```
/// use rollbook::csv::{AccessKind, Options, Outcome, Schema, validate};
/// use rollbook::profile::ProfileName;
/// let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
/// let file = "email address or device,social_messaging,monitor_calls,monitor_sms\n\
///             name@example.com,No,auto,off\n\
///             14405551234,No,auto,true\n";
/// let report = validate(file.as_bytes(), &schema, &Options::new(), None);
/// assert_eq!(report.outcome(), Outcome::Invalid);
/// assert_eq!(report.findings[0].code.as_str(), "inventory_unchecked");
/// assert!(report.findings.iter().any(|finding| finding.place.cell().as_deref() == Some("D3")));
/// ```
#[must_use]
pub fn validate(bytes: &[u8], schema: &Schema, options: &Options, facts: Option<&Facts>) -> Report {
    run::run(bytes, schema, options, facts, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// As [`validate`], telling `progress` how far it is about every thousand rows. If that answers break, the result is
/// not complete and not importable.
#[must_use]
pub fn validate_with(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Report {
    run::run(bytes, schema, options, facts, progress)
}

/// How a file is validated. The default is right for an upload.
///
/// ```
/// use rollbook::csv::{Fixes, Options};
/// let options = Options::new().fixes(Fixes::Strict).region("US").collect_rows(true);
/// assert_eq!(options.region.as_deref(), Some("US"));
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
    pub region: Option<String>,
    /// Bounds.
    pub limits: Limits,
    /// The separator, if it is not to be found out.
    pub delimiter: Option<char>,
    /// The row of the header, if it is not to be found out.
    pub header_row: Option<u32>,
    /// What the file is called, for the report.
    pub file_name: Option<String>,
    /// Whether the report keeps typed rows.
    pub collect_rows: bool,
    /// Whether addresses that differ by dots or a tag are warned about.
    pub check_similar: bool,
    /// Whether values that count up are warned about.
    pub check_series: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fixes: Fixes::Safe,
            mode: ImportMode::All,
            raise: Vec::new(),
            region: None,
            limits: Limits::default(),
            delimiter: None,
            header_row: None,
            file_name: None,
            collect_rows: false,
            check_similar: false,
            check_series: false,
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

    /// With a region for numbers without a country code, for example `US`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// With other bounds.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// With a separator that is not found out.
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
}

#[cfg(test)]
mod tests;

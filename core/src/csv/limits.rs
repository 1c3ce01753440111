//! Bounds of one file: the default of each, its ceiling, and what happens there (csv.md section 2).

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};

/// Most bytes of a file by default; 512 bytes per allowed row if that is more.
pub const BYTES: u64 = 5 << 20;
/// Most bytes of a file that is imported.
pub const BYTES_CEILING_IMPORT: u64 = 50 << 20;
/// Most bytes of a file that is only validated.
pub const BYTES_CEILING_VALIDATION: u64 = 2 << 30;
/// Most data rows of a file that is imported in mode all.
pub const ROWS_CEILING_ALL: u64 = 10_000;
/// Most data rows of a file that is imported in mode partial, and of a file of numbers.
pub const ROWS_CEILING_PARTIAL: u64 = 100_000;
/// Most data rows of a file that is only validated.
pub const ROWS_CEILING_VALIDATION: u64 = 10_000_000;
/// Row ranges that a group of findings lists.
pub const GROUP_RANGES: usize = 1_000;
/// Rows that a finding names; the total stays exact.
pub const RELATED_ROWS: usize = 20;
/// Data rows up to which the keys of stage 8 are kept. Larger files can only be validated.
pub(crate) const LOOKUP_ROWS: u64 = ROWS_CEILING_PARTIAL;
/// Bytes that a file may have per allowed row before the default of [`BYTES`] applies.
const BYTES_PER_ROW: u64 = 512;

/// Bounds of one validation. Each has a ceiling; above it is `limit_above_ceiling`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the file; `None` is 5 MiB, or 512 bytes per allowed row if more. Beyond is `file_too_large`.
    pub bytes: Option<u64>,
    /// Data rows; `None` is what the schema says. Beyond is `too_many_rows`.
    pub rows: Option<u64>,
    /// Columns of the header; default 256. Beyond is `too_many_columns`.
    pub columns: Option<u32>,
    /// Rows that are searched for the header; default 20. Only the first MiB is searched, or twice the bytes of a row if
    /// that is more: a header further on, behind very large rows, is `missing_header`.
    pub header_rows: Option<u32>,
    /// Bytes of a cell; default 8 KiB. Beyond is `cell_too_long`, and the rest of the cell is dropped.
    pub cell_bytes: Option<u32>,
    /// Bytes of a row; default 64 KiB. Beyond is `row_too_large`, and the row is skipped over.
    pub row_bytes: Option<u32>,
    /// Findings kept per code; default 10,000. Counters stay exact.
    pub findings_per_code: Option<u32>,
    /// Quotes that were never closed and are recovered from; default 100. Beyond, quotes are literal.
    pub recovered_quotes: Option<u32>,
    /// Characters of a value in a report; default 200.
    pub value_chars: Option<u32>,
}

/// A bound above its ceiling. Its code is `limit_above_ceiling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit `{limit}` is at most {ceiling}")]
pub struct LimitAboveCeiling {
    /// Which bound.
    pub limit: &'static str,
    /// The most it may be.
    pub ceiling: u64,
}

impl From<LimitAboveCeiling> for Error {
    fn from(error: LimitAboveCeiling) -> Self {
        Self::new(ErrorCode::LimitAboveCeiling)
            .with("limit", error.limit)
            .with("max", error.ceiling)
            .with_source(error)
    }
}

/// What a file is read for, which sets the ceilings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Validation alone.
    #[default]
    Validation,
    /// Import, all or nothing.
    ImportAll,
    /// Import in chunks; rows with errors are left out.
    ImportPartial,
}

impl Limits {
    /// Whether every bound is under its ceiling.
    ///
    /// # Errors
    /// `limit_above_ceiling`, naming the first bound that is not.
    pub fn check(&self, purpose: Purpose) -> Result<(), LimitAboveCeiling> {
        let (bytes, rows) = match purpose {
            Purpose::Validation => (BYTES_CEILING_VALIDATION, ROWS_CEILING_VALIDATION),
            Purpose::ImportAll => (BYTES_CEILING_IMPORT, ROWS_CEILING_ALL),
            Purpose::ImportPartial => (BYTES_CEILING_IMPORT, ROWS_CEILING_PARTIAL),
        };
        for (limit, value, ceiling) in [
            ("bytes", self.bytes, bytes),
            ("rows", self.rows, rows),
            ("columns", self.columns.map(u64::from), 16_384),
            ("header_rows", self.header_rows.map(u64::from), 100),
            ("cell_bytes", self.cell_bytes.map(u64::from), 1 << 20),
            ("row_bytes", self.row_bytes.map(u64::from), 16 << 20),
            (
                "findings_per_code",
                self.findings_per_code.map(u64::from),
                1_000_000,
            ),
            (
                "recovered_quotes",
                self.recovered_quotes.map(u64::from),
                1_000,
            ),
            ("value_chars", self.value_chars.map(u64::from), 1_000),
        ] {
            if value.is_some_and(|value| value > ceiling) {
                return Err(LimitAboveCeiling { limit, ceiling });
            }
        }
        Ok(())
    }

    /// The most bytes of a file in force, for a schema of so many rows: a host that reads one more has read enough.
    #[must_use]
    pub fn bytes_in_force(&self, schema_rows: u64) -> u64 {
        self.resolve(schema_rows).bytes
    }

    /// The bounds with their defaults filled in, held under the ceilings of validation.
    pub(crate) fn resolve(&self, schema_rows: u64) -> Resolved {
        let rows = self
            .rows
            .unwrap_or(schema_rows)
            .clamp(1, ROWS_CEILING_VALIDATION);
        Resolved {
            bytes: self
                .bytes
                .unwrap_or_else(|| BYTES.max(rows.saturating_mul(BYTES_PER_ROW)))
                .min(BYTES_CEILING_VALIDATION),
            rows,
            columns: self.columns.unwrap_or(256).clamp(1, 16_384) as usize,
            header_rows: self.header_rows.unwrap_or(20).clamp(1, 100) as usize,
            cell_bytes: self.cell_bytes.unwrap_or(8 << 10).clamp(1, 1 << 20) as usize,
            row_bytes: self.row_bytes.unwrap_or(64 << 10).clamp(1, 16 << 20) as usize,
            findings_per_code: self.findings_per_code.unwrap_or(10_000).min(1_000_000),
            recovered_quotes: self.recovered_quotes.unwrap_or(100).min(1_000),
            value_chars: self.value_chars.unwrap_or(200).min(1_000) as usize,
        }
    }
}

/// Bounds in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolved {
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    pub(crate) columns: usize,
    pub(crate) header_rows: usize,
    pub(crate) cell_bytes: usize,
    pub(crate) row_bytes: usize,
    pub(crate) findings_per_code: u32,
    pub(crate) recovered_quotes: u32,
    pub(crate) value_chars: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_at_its_ceiling_passes_and_one_above_names_it() {
        let limits = |rows| Limits {
            rows: Some(rows),
            ..Limits::default()
        };
        assert!(limits(10_000).check(Purpose::ImportAll).is_ok());
        let error = limits(10_001).check(Purpose::ImportAll).unwrap_err();
        assert_eq!((error.limit, error.ceiling), ("rows", 10_000));
        let error = Error::from(error);
        assert_eq!(error.code().as_str(), "limit_above_ceiling");
        assert_eq!(error.details()["limit"], "rows");
        assert_eq!(error.details()["max"], 10_000);
        assert!(limits(10_001).check(Purpose::ImportPartial).is_ok());
        assert!(limits(10_000_001).check(Purpose::Validation).is_err());
    }

    #[test]
    fn the_default_size_grows_with_the_allowed_rows() {
        assert_eq!(Limits::default().resolve(1_000).bytes, 5 << 20);
        assert_eq!(Limits::default().resolve(100_000).bytes, 51_200_000);
    }
}

//! Reports in the forms that people and programs read. What is found is decided elsewhere; here it is written down.

mod annotated;
mod batch;
mod batch_cells;
mod findings;
mod frictionless;
#[cfg(feature = "html")]
mod html;
mod json;
mod original;
mod privacy;
mod raw;
mod row_text;
mod sarif;
mod status;
mod text;
mod words;

use serde::{Deserialize, Serialize};

pub use annotated::write_annotated;
pub use batch::{BatchReportRow, BatchRows, write_batch};
pub use batch_cells::write_batch_with_cells;
pub use findings::write_findings;
pub use frictionless::write_frictionless;
#[cfg(feature = "html")]
pub use html::{PAGE_ROWS, write_html};
pub use json::{JSON_SCHEMA, to_json, write_json};
pub use sarif::write_sarif;
pub use text::{TextOptions, to_text};

use super::write::WriteOptions;
use super::{Dialect, Report};
use crate::error::ErrorCode;
use crate::finding::{FindingCode, Language};

/// Of the form of `report.json`.
pub const REPORT_VERSION: &str = "1.0";

/// How much of people a report shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pii {
    /// Values as they stand in the file.
    #[default]
    Full,
    /// `a***@e***.com`, `+14*******34`, else the first letter and `***`.
    Masked,
    /// No value, no text of a row, no file name.
    None,
}

impl Pii {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Masked => "masked",
            Self::None => "none",
        }
    }
}

/// For whom a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// How much of people it shows.
    pub pii: Pii,
    /// Of titles, messages and suggestions.
    pub language: Language,
}

impl View {
    /// With this much of people shown.
    #[must_use]
    pub const fn pii(mut self, pii: Pii) -> Self {
        self.pii = pii;
        self
    }

    /// In this language.
    #[must_use]
    pub const fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }
}

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The form shows cells and can therefore not be masked. Its code is `report_needs_full`.
    #[error("this report shows the cells of the file; ask for it with `pii` full")]
    NeedsFull,
    /// The bytes are not those that were checked. Its code is `input_changed`.
    #[error("the file is not the one that was checked; check it again")]
    InputChanged,
    /// The target took no more.
    #[error("the report could not be written")]
    Write(#[from] std::io::Error),
}

impl ReportError {
    /// The code with which an operation answers; absent where only the target failed.
    #[must_use]
    pub const fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::NeedsFull => Some(ErrorCode::ReportNeedsFull),
            Self::InputChanged => Some(ErrorCode::InputChanged),
            Self::Write(_) => None,
        }
    }
}

/// Where the code is explained besides in the report itself: its anchor in the page of findings, below the project's
/// repository. `None` while the package names none: an address that leads nowhere helps nobody.
fn explained(code: FindingCode) -> Option<String> {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let version = env!("CARGO_PKG_VERSION");
    let place = format!("{repository}/blob/v{version}/core/docs/findings.md#{code}");
    (!repository.is_empty()).then_some(place)
}

/// The separator of the input, as far as it is one byte; else a comma.
fn form_of(report: &Report) -> WriteOptions {
    form_for(report.input.dialect.as_ref())
}

fn form_for(dialect: Option<&Dialect>) -> WriteOptions {
    let delimiter = dialect.and_then(|dialect| u8::try_from(dialect.delimiter).ok());
    let delimiter = delimiter.filter(u8::is_ascii).unwrap_or(b',');
    WriteOptions::default().delimiter(delimiter)
}

#[cfg(test)]
mod forms_tests;
#[cfg(test)]
mod schema_check;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upload_tests;

//! How reports are printed and written.

use std::fs;
use std::path::Path;

use rollbook::csv::Report;
use rollbook::csv::report::{ReportError, TextOptions, View, to_json, to_text};
use rollbook::error::{Error, ErrorCode};
use serde_json::Value;

use crate::args::Globals;

/// Writes a file that was named for it.
///
/// # Errors
/// `file_unreadable`.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|_| {
        Error::new(ErrorCode::FileUnreadable)
            .with_message("the file cannot be written; check folder and disk, or give another path")
    })
}

/// A report as JSON.
///
/// # Errors
/// `internal`.
pub(super) fn report_json(report: &Report, view: View) -> Result<Value, Error> {
    let text = to_json(report, view).map_err(|_| Error::internal("report"))?;
    serde_json::from_str(&text).map_err(|_| Error::internal("report"))
}

/// A report as text, without its last line break.
pub(super) fn report_text(report: &Report, view: View) -> String {
    let options = TextOptions {
        view,
        ..TextOptions::default()
    };
    to_text(report, options).trim_end().to_owned()
}

/// Reports as the language of the command has them.
pub(super) fn view(globals: &Globals) -> View {
    View::default().language(globals.lang)
}

/// Why a report was not written.
pub(super) fn report_error(error: &ReportError) -> Error {
    match error.code() {
        Some(code) => Error::new(code).with_message(error.to_string()),
        None => Error::internal("report"),
    }
}

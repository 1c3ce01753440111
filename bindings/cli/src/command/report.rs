//! How reports are printed and written.

use std::path::Path;

use rollbook::csv::Report;
use rollbook::csv::report::{ReportError, TextOptions, View, to_json, to_text};
use rollbook::error::Error;
use rollbook_host::file::write_new;
use serde_json::Value;

use crate::args::Globals;

/// Writes a new file that was named for it; no other is ever overwritten, the input neither.
///
/// # Errors
/// `file_exists`, `file_unreadable`.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_new(path, bytes)
}

/// Whether `--output` names the standard output.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
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

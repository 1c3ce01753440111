//! `annotated.csv`: the file as uploaded, with what is said about each row in front. Uploaded again, it gives the same
//! findings.

use std::io;

use super::original::{Original, UploadedRow, uploaded};
use super::row_text::RowText;
use super::status::{CutGroups, Statuses};
use super::{Pii, ReportError, View, form_of};
use crate::csv::write::CsvWriter;
use crate::csv::{Report, RowStatus, Schema};

const HEADER: [&str; 5] = ["_row", "_status", "_codes", "_messages", "_suggestions"];

/// Writes the file with a status, codes, messages and suggestions in front of every row, in its place.
///
/// # Errors
/// `report_needs_full` for another view, since cells cannot be masked; `input_changed` for other bytes than were
/// checked; what the target answers.
pub fn write_annotated<W: io::Write>(
    report: &Report,
    schema: &Schema,
    bytes: &[u8],
    view: View,
    target: W,
) -> Result<W, ReportError> {
    if view.pii != Pii::Full {
        return Err(ReportError::NeedsFull);
    }
    let text = uploaded(report, bytes)?;
    let mut original = Original::new(report, schema, &text);
    let mut file = CsvWriter::new(target, form_of(report))?;
    let header_row = report.input.header.as_ref().map(|header| header.row);
    let mut statuses = Statuses::new(report);
    let cut = CutGroups::of(report);
    while let Some(uploaded) = original.next_row() {
        if Some(uploaded.row) == header_row {
            file.row(HEADER.into_iter().chain(cells_of(&uploaded)))?;
            continue;
        }
        let findings: Vec<_> = report.findings_of_row(uploaded.row).collect();
        // Rows beyond a limit were not checked.
        let status = statuses.of(&uploaded, &findings);
        let status = status.unwrap_or(RowStatus::Skipped);
        let mut text = RowText::new(findings.iter().copied(), view.language);
        if let Some(codes) = cut.of_row(uploaded.row, status, &findings) {
            text.cut(&codes, view.language);
        }
        let row = uploaded.row.to_string();
        let own = [
            row.as_str(),
            status.as_str(),
            &text.codes,
            &text.messages,
            &text.suggestions,
        ];
        file.row(own.into_iter().chain(cells_of(&uploaded)))?;
    }
    Ok(file.finish()?)
}

/// The cells as they are written behind ours.
pub(super) fn cells_of(uploaded: &UploadedRow) -> impl Iterator<Item = &str> {
    uploaded.cells.iter().map(String::as_str)
}

//! The Batch Operations Report with the cells as uploaded, to be mended and uploaded again.

use std::io;

use super::annotated::cells_of;
use super::batch::{BatchReportRow, BatchRows, HEADER, own_cells};
use super::original::{Original, uploaded};
use super::{Pii, ReportError, View, form_of};
use crate::csv::write::CsvWriter;
use crate::csv::{Report, Schema};

/// Writes the outcomes of a batch with the cells as uploaded: `file` as it was checked, `rows` in the order of the file.
///
/// # Errors
/// `report_needs_full` for another view, since cells cannot be masked; `input_changed` for other bytes than were
/// checked; what the target answers.
pub fn write_batch_with_cells<W: io::Write>(
    rows: impl IntoIterator<Item = BatchReportRow>,
    which: BatchRows,
    source: (&Report, &Schema, &[u8]),
    view: View,
    target: W,
) -> Result<W, ReportError> {
    let (report, schema, bytes) = source;
    if view.pii != Pii::Full {
        return Err(ReportError::NeedsFull);
    }
    let text = uploaded(report, bytes)?;
    let mut original = Original::new(report, schema, &text);
    let mut file = CsvWriter::new(target, form_of(report))?;
    let header_row = report.input.header.as_ref().map(|header| header.row);
    let mut rows = rows
        .into_iter()
        .filter(|row| which.has(row.outcome))
        .peekable();
    while let Some(uploaded) = original.next_row() {
        if Some(uploaded.row) == header_row {
            file.row(HEADER.into_iter().chain(cells_of(&uploaded)))?;
        }
        while let Some(row) = rows.next_if(|row| row.row <= uploaded.row) {
            if row.row == uploaded.row {
                let own = own_cells(&row, view);
                file.row(own.iter().map(String::as_str).chain(cells_of(&uploaded)))?;
            }
        }
    }
    Ok(file.finish()?)
}

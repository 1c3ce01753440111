//! The uploaded file, read once more for reports that show its cells.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::ReportError;
use crate::csv::decode::{TextEncoding, utf16};
use crate::csv::reader::{RawCell, RawRow, Reader, Width, cell_bytes};
use crate::csv::write::{is_space_or_zero_width, unguard};
use crate::csv::{HeaderMatch, Report, Schema};

/// What stands in the place of a value that may not be shown.
const HIDDEN: &str = "[hidden]";

/// What stands for the rest of a row that is larger than it may be.
const CUT: char = '…';

/// One row of the file as uploaded: decoded, not fixed, without columns of our own.
pub(super) struct UploadedRow {
    /// As a spreadsheet counts.
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
}

impl UploadedRow {
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Shown,
    Hidden,
    /// A column of an earlier report of ours, which this one replaces.
    Own,
}

/// The bytes of a file that was checked, as its rows are read from them: of one in UTF-16 what became of it.
///
/// # Errors
/// `input_changed` if the bytes are not those of the report.
pub(super) fn uploaded<'b>(report: &Report, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, ReportError> {
    check_bytes(report, bytes)?;
    Ok(match &report.evidence.reading {
        Some(reading) if reading.encoding.is_utf16() => {
            let text = bytes.get(reading.mark..).unwrap_or_default();
            let big_endian = reading.encoding == TextEncoding::Utf16Be;
            Cow::Owned(utf16::decoded(text, big_endian))
        }
        _ => Cow::Borrowed(bytes),
    })
}

/// The rows of a file that was checked.
pub(super) struct Original<'a> {
    bytes: &'a [u8],
    encoding: TextEncoding,
    reader: Option<Reader<'a>>,
    row: RawRow,
    header_row: u32,
    width: Width,
    treatment: Vec<Treatment>,
    own_report: bool,
}

impl<'a> Original<'a> {
    /// Of the bytes that [`uploaded`] answers.
    pub(super) fn new(report: &Report, schema: &Schema, bytes: &'a [u8]) -> Self {
        let reading = report.evidence.reading.as_ref();
        let reader = reading.map(|reading| reading.reader(bytes));
        let header = report.input.header.as_ref();
        let columns = header.map_or(&[][..], |header| &header.columns);
        let treatment = columns.iter().map(|column| {
            let secret = |key: &str| schema.column(key).is_some_and(|column| column.secret);
            match column.matched {
                HeaderMatch::Own => Treatment::Own,
                HeaderMatch::Refused => Treatment::Hidden,
                _ if column.field.as_deref().is_some_and(secret) => Treatment::Hidden,
                _ => Treatment::Shown,
            }
        });
        let own_report = columns
            .iter()
            .any(|column| column.matched == HeaderMatch::Own);
        Self {
            own_report,
            bytes,
            encoding: reading.map_or_else(TextEncoding::default, |reading| reading.encoding),
            reader,
            row: RawRow::default(),
            header_row: header.map_or(0, |header| header.row),
            width: reading.map_or_else(Width::default, |reading| reading.width),
            treatment: treatment.collect(),
        }
    }

    /// The next row of the file; none of one that is no CSV.
    pub(super) fn next_row(&mut self) -> Option<UploadedRow> {
        let reader = self.reader.as_mut()?;
        if !reader.next_row(&mut self.row) {
            return None;
        }
        let row = self.row.row;
        if row == self.header_row {
            reader.set_columns(self.width);
        }
        if self.row.too_large {
            let cells = self.beginning();
            return Some(UploadedRow { row, cells });
        }
        let mut cells = Vec::with_capacity(self.row.cells.len());
        for index in 0..self.row.cells.len() {
            let treatment = self.treatment.get(index).copied();
            match treatment.unwrap_or(Treatment::Shown) {
                Treatment::Own => {}
                // The label of a secret column is none itself.
                Treatment::Hidden if row > self.header_row => {
                    let text = self.text(index)?;
                    let blank = text.trim().is_empty();
                    cells.push(if blank { text } else { HIDDEN.to_owned() });
                }
                Treatment::Hidden | Treatment::Shown => cells.push(self.text(index)?),
            }
        }
        Some(UploadedRow { row, cells })
    }

    /// A row that is larger than it may be, as far as it was looked at: its cells, and in the one where they end all that
    /// follows. What stands for the rest makes it too large again when it is uploaded, though cells of ours or secret
    /// ones were taken out.
    fn beginning(&self) -> Vec<String> {
        let limit = self.row.range.len();
        let hidden = |index: usize| match self.treatment.get(index) {
            Some(Treatment::Hidden) if self.row.row > self.header_row => Some(HIDDEN.to_owned()),
            _ => None,
        };
        let is_own = |index: usize| self.treatment.get(index) == Some(&Treatment::Own);
        let ended = self.row.cells.len();
        // A last cell that reaches to the end was told apart already.
        let last = self
            .row
            .cells
            .last()
            .map(|cell| self.whole_of(cell, ended - 1));
        let end = last.map(|cell| cell.content().end + usize::from(cell.quoted));
        let rest_from = end.map_or(self.row.range.start, |end| end + 1);
        let rest_from = rest_from.min(self.row.range.end);
        let mut cells = Vec::with_capacity(ended + 1);
        for index in (0..ended).filter(|index| !is_own(*index)) {
            cells.push(
                hidden(index)
                    .or_else(|| self.text(index))
                    .unwrap_or_default(),
            );
        }
        let mut rest = String::new();
        if rest_from < self.row.range.end && !is_own(ended) {
            rest = hidden(ended).unwrap_or_else(|| self.rest(rest_from));
        }
        // The writer's quotes and separators come on top.
        let held = cells.iter().map(String::len).sum::<usize>() + rest.len();
        rest.push(CUT);
        let missing = limit.saturating_sub(held + CUT.len_utf8());
        rest.extend(std::iter::repeat_n(CUT, missing.div_ceil(CUT.len_utf8())));
        cells.push(rest);
        cells
    }

    /// What was looked at of a row from there on, as text: without the quote that opens it, since none closes it.
    fn rest(&self, from: usize) -> String {
        let bytes = self.bytes.get(from..self.row.range.end);
        let text = self.encoding.lossy(bytes.unwrap_or_default());
        let text = match text.strip_prefix('"') {
            Some(quoted) => Cow::Owned(quoted.replace("\"\"", "\"")),
            None => text,
        };
        let text = if self.own_report {
            unguard(&text)
        } else {
            &text
        };
        text.chars().map(harmless).collect()
    }

    /// The guards of a report of ours are taken off, since the writer puts them on again. Controls become U+FFFD, which
    /// still fails; TAB and line ends stay, and a blank cell is written as nothing.
    fn text(&self, index: usize) -> Option<String> {
        let cell = self.row.cells.get(index)?;
        let mut scratch = Vec::new();
        let whole = if cell.too_long {
            self.whole_of(cell, index)
        } else {
            cell.clone()
        };
        let bytes = cell_bytes(self.bytes, &whole, &mut scratch);
        let text = self.encoding.lossy(bytes);
        let text = if self.own_report {
            unguard(&text)
        } else {
            &text
        };
        if text.chars().all(is_space_or_zero_width) {
            return Some(String::new());
        }
        Some(text.chars().map(harmless).collect())
    }

    /// A cell that was cut at its limit, to its end: it must still be too long when it is uploaded again.
    fn whole_of(&self, cell: &RawCell, index: usize) -> RawCell {
        let next = self.row.cells.get(index + 1);
        let end = next.map_or(self.row.range.end, |next| next.start.saturating_sub(1));
        let quote = usize::from(cell.quoted);
        let end = end.saturating_sub(quote).max(cell.content().end);
        cell.clone().until(end)
    }
}

/// Controls are lost: what a spreadsheet would do to them is not known.
fn harmless(c: char) -> char {
    let lost = c < ' ' && !matches!(c, '\t' | '\r' | '\n');
    if lost { char::REPLACEMENT_CHARACTER } else { c }
}

/// Whether these are the bytes of the report. Of a file that was not read to its end the beginning is known.
///
/// # Errors
/// `input_changed`.
pub(super) fn check_bytes(report: &Report, bytes: &[u8]) -> Result<(), ReportError> {
    let read = usize::try_from(report.input.bytes).unwrap_or(usize::MAX);
    let same = match bytes.get(..read) {
        Some(beginning) => {
            (beginning.len() == bytes.len() || !report.complete)
                && sha256(beginning) == report.input.sha256
        }
        None => false,
    };
    if same {
        Ok(())
    } else {
        Err(ReportError::InputChanged)
    }
}

/// SHA-256 of `bytes` in hex.
fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

//! Where the bytes of a cell are in the file as uploaded, for programs that put a replacement in their place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ReportError;
use super::original::check_bytes;
use crate::csv::Report;
use crate::csv::reader::{RawRow, Reader, Width};
use crate::finding::Finding;

/// The bytes of a cell, its quotes included.
pub(super) struct RawPlace {
    pub(super) bytes: Range<usize>,
    pub(super) quoted: bool,
}

/// The lines on which rows begin, of the file that was checked.
pub(super) fn lines_of(report: &Report, bytes: &[u8], rows: &BTreeSet<u32>) -> BTreeMap<u32, u32> {
    let mut lines = BTreeMap::new();
    let reading = report.evidence.reading.as_ref();
    // Another encoding is not read from these bytes.
    let reading = reading.filter(|_| report.input.encoding.name == "utf-8");
    let (Some(reading), Some(last)) = (reading, rows.last()) else {
        return lines;
    };
    let (mut reader, mut row) = (reading.reader(bytes), RawRow::default());
    let header_row = report.input.header.as_ref().map_or(0, |header| header.row);
    while row.row < *last && reader.next_row(&mut row) {
        if row.row == header_row {
            reader.set_columns(reading.width);
        }
        if rows.contains(&row.row) {
            lines.insert(row.row, row.line);
        }
    }
    lines
}

/// The places of cells, asked for in the order of the report.
pub(super) struct RawPlaces<'a> {
    reader: Option<Reader<'a>>,
    row: RawRow,
    header_row: u32,
    width: Width,
}

impl<'a> RawPlaces<'a> {
    /// # Errors
    /// `input_changed` if the bytes are not those of the report.
    pub(super) fn open(report: &Report, bytes: &'a [u8]) -> Result<Self, ReportError> {
        check_bytes(report, bytes)?;
        let reading = report.evidence.reading.as_ref();
        let utf8 = report.input.encoding.name == "utf-8";
        Ok(Self {
            // Offsets of another encoding are not those of its text.
            reader: reading
                .filter(|_| utf8)
                .map(|reading| reading.reader(bytes)),
            row: RawRow::default(),
            header_row: report.input.header.as_ref().map_or(0, |header| header.row),
            width: reading.map_or_else(Width::default, |reading| reading.width),
        })
    }

    /// The cell in which the finding stands; none if that is not sure.
    pub(super) fn of(&mut self, finding: &Finding) -> Option<RawPlace> {
        let (row, column) = (finding.place.row?, finding.place.column?);
        let reader = self.reader.as_mut()?;
        while self.row.row < row {
            if !reader.next_row(&mut self.row) {
                return None;
            }
            if self.row.row == self.header_row {
                reader.set_columns(self.width);
            }
        }
        let index = usize::try_from(column).ok()?.checked_sub(1)?;
        let cell = self.row.cells.get(index).filter(|_| self.row.row == row)?;
        let sure = !(cell.stray || cell.unclosed || cell.too_long);
        sure.then(|| RawPlace {
            bytes: cell.start..cell.content().end + usize::from(cell.quoted),
            quoted: cell.quoted,
        })
    }
}

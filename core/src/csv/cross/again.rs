//! Rows, read again: what is compared by fingerprints is confirmed on the values, and findings show them.

use super::super::block::{CHECKPOINT_BYTES, Checkpoint, Shared};
use super::super::merge::Merged;
use super::super::pass::Pass;
use super::super::position::Position;
use super::super::reader::{Quotes, RawRow, Reader};
use super::super::source::{Failure, Feed};
use crate::finding::Finding;

/// Reads rows again by their record.
pub(super) struct Again<'c, 'a> {
    shared: &'c Shared<'c>,
    feed: &'c mut Feed<'a>,
    checkpoints: Vec<Checkpoint>,
    recovered: Vec<u64>,
    literal_from: Option<u64>,
    buffer: Vec<u8>,
}

/// A row that was read again, its canonical values included.
pub(super) struct Seen<'p> {
    pub(super) pass: Pass<'p>,
    pub(super) row: RawRow,
    /// Offset of the bytes that it was read from.
    base: u64,
    record: u32,
}

impl<'c, 'a> Again<'c, 'a> {
    /// Takes from `merged` what it needs to know of the rows.
    pub(super) fn new(shared: &'c Shared<'c>, feed: &'c mut Feed<'a>, merged: &mut Merged) -> Self {
        Self {
            shared,
            feed,
            checkpoints: std::mem::take(&mut merged.checkpoints),
            recovered: std::mem::take(&mut merged.recovered),
            literal_from: merged.literal_from,
            buffer: Vec::new(),
        }
    }

    /// The row of `record`; none if there is no such record.
    ///
    /// # Errors
    /// If reading fails.
    pub(super) fn row(&mut self, record: u32) -> Result<Option<Seen<'_>>, Failure> {
        let behind = self
            .checkpoints
            .partition_point(|point| point.record <= record);
        let Some(point) = behind
            .checked_sub(1)
            .and_then(|index| self.checkpoints.get(index))
            .copied()
        else {
            return Ok(None);
        };
        let base = point.position.byte;
        let quotes = self.quotes(base);
        let reach = usize::try_from(CHECKPOINT_BYTES).unwrap_or(usize::MAX);
        let reach = reach.saturating_add(Reader::reach(&self.shared.limits));
        let (bytes, whole) = self.feed.again(base, reach, &mut self.buffer)?;
        let mut pass = Pass::new(self.shared, bytes, whole);
        pass.start_again(quotes, point.position);
        let mut row = RawRow::default();
        let mut at = point.record;
        while pass.reader.next_row(&mut row) {
            if !pass.is_data(&row) {
                continue;
            }
            if at == record {
                pass.evaluate_all(&row);
                return Ok(Some(Seen {
                    pass,
                    row,
                    base,
                    record,
                }));
            }
            at += 1;
        }
        Ok(None)
    }

    /// Where the row of `record` begins.
    ///
    /// # Errors
    /// If reading fails.
    pub(super) fn position(&mut self, record: u32) -> Result<Option<Position>, Failure> {
        let seen = self.row(record)?;
        Ok(seen.map(|seen| Position {
            byte: seen.base + seen.row.range.start as u64,
            row: seen.row.row,
            line: seen.row.line,
        }))
    }

    /// Quotes that nothing closes, as a reader sees them whose bytes begin at `base`.
    fn quotes(&self, base: u64) -> Quotes {
        let relative = |offset: u64| usize::try_from(offset.checked_sub(base)?).ok();
        let from = self.recovered.partition_point(|offset| *offset < base);
        let recovered = self.recovered.get(from..).unwrap_or_default();
        Quotes {
            // Whatever nothing closes is known by now.
            left: u32::MAX,
            used: 0,
            recovered: recovered.iter().copied().filter_map(relative).collect(),
            literal_from: self
                .literal_from
                .map(|offset| relative(offset).unwrap_or_default()),
        }
    }
}

impl Seen<'_> {
    /// The canonical value of a column.
    pub(super) fn value(&self, column: usize) -> Option<&str> {
        self.pass.canonical(column)
    }

    /// A finding at the cell of a column, with its value.
    pub(super) fn finding(
        &self,
        column: usize,
        finding: impl FnOnce(crate::finding::Place) -> Finding,
    ) -> Option<Finding> {
        let value = self.pass.values.get(column)?;
        let cell = value.cell?;
        let canonical = value.filled()?;
        let mut place = self.pass.place(&self.row, self.record, column);
        place.byte = place.byte.map(|byte| byte + self.base);
        let max = self.pass.shared.limits.value_chars;
        let finding = finding(place)
            .with_value(&self.pass.text(&self.row, cell), max)
            .with_canonical(canonical);
        Some(self.pass.without_secret(column, finding))
    }
}

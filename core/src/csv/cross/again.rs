//! Rows, read again: what is compared by fingerprints is confirmed on the values, and findings show them.

use super::super::block::{CHECKPOINT_BYTES, Checkpoint, Shared};
use super::super::merge::Merged;
use super::super::pass::Pass;
use super::super::position::Position;
use super::super::reader::{Quotes, RawRow, Reader};
use super::super::source::{Failure, Feed};
use crate::finding::{Finding, Place};

/// Bytes that are read again at a time, at most, and bytes between two rows from which on they are read apart.
const WINDOW: u64 = 256 << 10;
const GAP: u64 = 32 << 10;

/// Reads rows again by their record, in the order of the file.
pub(super) struct Again<'c, 'a> {
    shared: &'c Shared<'c>,
    feed: &'c mut Feed<'a>,
    checkpoints: Vec<Checkpoint>,
    recovered: Vec<u64>,
    literal_from: Option<u64>,
    buffer: Vec<u8>,
}

/// What is to be known of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Where it begins.
    Position,
    /// Its canonical values too.
    Values,
}

/// A row that was read again.
pub(super) struct Seen<'p, 'w> {
    pub(super) record: u32,
    pub(super) pass: &'p Pass<'w>,
    row: &'p RawRow,
    /// Where the bytes begin that it was read from.
    base: Position,
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

    /// Reads every record again that `next` names, which answers the first one from a record on.
    ///
    /// # Errors
    /// If reading fails.
    pub(super) fn each(
        &mut self,
        wanted: Wanted,
        next: &dyn Fn(u32) -> Option<u32>,
        then: &mut dyn FnMut(&Seen<'_, '_>),
    ) -> Result<(), Failure> {
        let mut record = next(0);
        while let Some(first) = record {
            let Some(from) = self.interval(first) else {
                return Ok(());
            };
            let until = self.window(from, first, next);
            record = self.read(from, until, (wanted, first), next, then)?;
        }
        Ok(())
    }

    /// The rows, as a spreadsheet counts, of records in rising order; each with its record.
    ///
    /// # Errors
    /// If reading fails.
    pub(super) fn rows_of(&mut self, records: &[u32]) -> Result<Vec<(u32, u32)>, Failure> {
        let (mut rows, mut unknown) = (Vec::with_capacity(records.len()), Vec::new());
        for record in records {
            let from = self.interval(*record);
            let point = from.and_then(|from| self.checkpoints.get(from));
            match (point, from.is_some_and(|from| self.is_dense(from))) {
                (Some(point), true) => {
                    rows.push((*record, point.position.row + (record - point.record)));
                }
                _ => unknown.push(*record),
            }
        }
        if !unknown.is_empty() {
            let next = |from: u32| {
                let index = unknown.partition_point(|record| *record < from);
                unknown.get(index).copied()
            };
            self.each(Wanted::Position, &next, &mut |seen| {
                rows.push((seen.record, seen.row.row));
            })?;
            rows.sort_unstable();
        }
        Ok(rows)
    }

    /// The checkpoint from which a record is reached.
    fn interval(&self, record: u32) -> Option<usize> {
        let points = &self.checkpoints;
        points
            .partition_point(|point| point.record <= record)
            .checked_sub(1)
    }

    /// Whether every row between a checkpoint and the next is one of data.
    fn is_dense(&self, from: usize) -> bool {
        let pair = (self.checkpoints.get(from), self.checkpoints.get(from + 1));
        matches!(pair, (Some(point), Some(next))
            if next.position.row - point.position.row == next.record - point.record)
    }

    /// How many checkpoints are read at once: those whose rows are wanted too and lie near.
    fn window(&self, from: usize, first: u32, next: &dyn Fn(u32) -> Option<u32>) -> usize {
        let byte = |index: usize| self.checkpoints.get(index).map(|point| point.position.at);
        let (start, mut until, mut record) = (byte(from), from + 1, first);
        loop {
            let Some(end) = byte(until) else {
                return until;
            };
            let end_record = self.checkpoints.get(until).map(|point| point.record);
            let Some(wanted) = next(end_record.unwrap_or(record)) else {
                return until;
            };
            record = wanted;
            let Some(of) = self.interval(wanted) else {
                return until;
            };
            let near = byte(of).is_some_and(|byte| byte - end <= GAP);
            let fits = start.is_some_and(|start| end - start < WINDOW);
            if !near || !fits {
                return until;
            }
            until = of + 1;
        }
    }

    /// Reads from one checkpoint to another. Answers the next record that is wanted behind them.
    fn read(
        &mut self,
        from: usize,
        until: usize,
        (wanted, first): (Wanted, u32),
        next: &dyn Fn(u32) -> Option<u32>,
        then: &mut dyn FnMut(&Seen<'_, '_>),
    ) -> Result<Option<u32>, Failure> {
        let Some(point) = self.checkpoints.get(from).copied() else {
            return Ok(None);
        };
        let base = point.position.at;
        let end = self.checkpoints.get(until).copied();
        // Every row before a checkpoint ends before it, and what is behind the last one lies near it.
        let bytes = match (end, self.checkpoints.last()) {
            (Some(end), _) => end.position.at - base,
            (None, last) => {
                let last = last.map_or(base, |last| last.position.at);
                last - base + CHECKPOINT_BYTES + Reader::reach(&self.shared.limits) as u64
            }
        };
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        let dense = (from..until).all(|index| self.is_dense(index));
        let quotes = self.quotes(base);
        let (text, whole) = self.feed.again(base, bytes, &mut self.buffer)?;
        let mut pass = Pass::new(self.shared, text, whole);
        pass.start_again(quotes, point.position);
        let (mut row, mut record) = (RawRow::default(), point.record);
        let mut target = Some(first);
        let last = end.map_or(u32::MAX, |end| end.record);
        while let Some(wished) = target.filter(|wished| *wished < last) {
            if !pass.reader.next_row(&mut row) {
                // It was there: what is read now is not what was read first.
                return Err(Failure::Unreadable(base));
            }
            if !dense && !pass.is_data(&row) {
                continue;
            }
            if record == wished {
                if wanted == Wanted::Values {
                    pass.evaluate_all(&row);
                }
                then(&Seen {
                    record,
                    pass: &pass,
                    row: &row,
                    base: point.position,
                });
                target = next(record.saturating_add(1));
            }
            record = record.saturating_add(1);
        }
        Ok(target)
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

impl Seen<'_, '_> {
    /// Where it begins.
    pub(super) fn position(&self) -> Position {
        Position {
            byte: self.base.byte + self.pass.uploaded(self.row.range.start),
            at: self.base.at + self.row.range.start as u64,
            row: self.row.row,
            line: self.row.line,
        }
    }

    /// The canonical value of a column.
    pub(super) fn value(&self, column: usize) -> Option<&str> {
        self.pass.canonical(column)
    }

    /// A finding at the cell of a column, with its value.
    pub(super) fn finding(
        &self,
        column: usize,
        finding: impl FnOnce(Place) -> Finding,
    ) -> Option<Finding> {
        let value = self.pass.values.get(column)?;
        let cell = value.cell?;
        let canonical = value.filled()?;
        let mut place = self.pass.place(self.row, self.record, column);
        place.byte = place.byte.map(|byte| byte + self.base.byte);
        let max = self.pass.shared.limits.value_chars;
        let finding = finding(place)
            .with_value(&self.pass.text(self.row, cell), max)
            .with_canonical(canonical);
        Some(self.pass.without_secret(column, finding))
    }
}

//! Rows that are accepted quickly, one behind the other, and what is kept of them.

use std::ops::Range;
use std::sync::Arc;

use super::super::block::{CHECKPOINT_BYTES, CHECKPOINT_ROWS, Shared};
use super::super::decode::TextEncoding;
use super::super::outcome::{Cell, Row, RowStatus};
use super::super::position::Position;
use super::super::print::{Print, fingerprint};
use super::super::quick::{Accepted, Quick};
use super::super::reader::{LineEnds, RawRow};
use super::super::scan::{Batch, Scan};
use super::Pass;
use super::doubtful::Plainly;
use crate::window::{Window, Windows};

/// What is needed to accept rows of a block.
pub(super) struct CleanRows<'q, 's, 'a> {
    quick: &'q mut Quick<'s>,
    scan: Scan<'a>,
    windows: Windows<'a>,
    batch: Batch,
    /// Whether what is not ASCII is no text.
    ascii_alone: bool,
}

impl<'q, 's, 'a> CleanRows<'q, 's, 'a> {
    /// Those that begin before `end`.
    pub(super) fn new(
        quick: &'q mut Quick<'s>,
        bytes: &'a [u8],
        end: usize,
        shared: &Shared<'_>,
    ) -> Self {
        Self {
            batch: quick.batch(),
            quick,
            scan: Scan::new(bytes, shared.delimiter),
            windows: Windows::new(bytes, end),
            ascii_alone: shared.encoding == TextEncoding::Windows1252,
        }
    }
}

impl Pass<'_> {
    /// Reads rows that begin before `end`: many that are plain, at once, and those of them thoroughly that are not
    /// accepted. Answers whether it read any.
    pub(super) fn read_plain(
        &mut self,
        clean: &mut CleanRows<'_, '_, '_>,
        end: usize,
        row: &mut RawRow,
    ) -> bool {
        let left = self.part.assumed.rows_left;
        let left = left.saturating_sub(self.part.records.into());
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let (first, is_whole) = (self.reader.position(), self.reader.is_whole());
        if most == 0 || self.reader.is_skipping() {
            return false;
        }
        let CleanRows {
            quick,
            scan,
            windows,
            batch,
            ..
        } = clean;
        scan.rows(first, (end, most), is_whole, batch);
        let Some(window) = windows.at(first).filter(|_| batch.len() > 0) else {
            return false;
        };
        quick.set_unkept(self.part.collector.unkept());
        let mut good = quick.accept(window, batch, |index| !self.watched.contains(&index));
        let text = match clean.ascii_alone {
            true => ascii(window, batch),
            false => u64::MAX,
        };
        good &= text;
        let mut next = 0;
        while next < batch.len() {
            let run = (good >> next).trailing_ones() as usize;
            if run > 0 {
                self.take_run(quick, window, batch, (next, run));
                next += run;
                continue;
            }
            if text >> next & 1 == 1 && quick.fits(batch, next) {
                let (batch, row_index) = (&*batch, next);
                let plainly = Plainly {
                    window,
                    batch,
                    row: row_index,
                    quick,
                };
                self.read_doubtful(plainly, row);
            } else if self.reader.next_row(row) {
                self.read_row(row, None);
            } else {
                break;
            }
            next += 1;
            // A plain row has no quotes, so that it is read as one; if it is not, what follows is looked at again.
            if self.reader.position() != first + batch.start(next) || self.reader.is_skipping() {
                break;
            }
        }
        true
    }

    /// Takes rows that were accepted, one behind the other.
    fn take_run(
        &mut self,
        quick: &Quick<'_>,
        window: Window<'_>,
        batch: &Batch,
        (next, run): (usize, usize),
    ) {
        let first = self.reader.position();
        let rows = u64::MAX >> (u64::BITS as usize - run) << next;
        let (record, count) = (self.part.records, run as u32);
        // Records count from the first row of the batch.
        let base = record.wrapping_sub(next as u32);
        let position_of = |pass: &Self, row: usize| {
            let (rows, lines) = pass.reader.counted();
            let taken = row.wrapping_sub(next) as u32;
            let at = first + batch.start(row) - batch.start(next);
            Position {
                byte: pass.uploaded(at),
                at: at as u64,
                row: rows.saturating_add(taken).saturating_add(1),
                line: lines.saturating_add(taken).saturating_add(1),
            }
        };
        self.part.is_filled = true;
        self.flush_blank();
        let start = |row: usize| first + batch.start(row) - batch.start(next);
        let mut row = next;
        while let Some(due) = self.due(record, next, row..next + run, start) {
            self.mark(position_of(self, due), base.wrapping_add(due as u32));
            row = due + 1;
        }
        quick.keep_prints(window, batch, (rows, base), &mut self.part.prints);
        let mut loose = quick.without_unique() & rows;
        while loose != 0 && !self.shared.columns.in_doubt {
            let row = loose.trailing_zeros();
            let accepted = quick.row(window, batch, row as usize);
            self.keep_loose(base.wrapping_add(row), &accepted);
            loose &= loose.wrapping_sub(1);
        }
        if self.part.lookup.is_enabled() || self.shared.keeps_rows {
            for row in next..next + run {
                let accepted = quick.row(window, batch, row);
                let position = position_of(self, row);
                let from = position.at as usize - batch.start(row);
                let end = first + batch.end(row) - batch.start(next);
                let record = base.wrapping_add(row as u32);
                self.keep_more(record, position, (from, end), &accepted);
            }
        }
        let (lf, crlf, cr) = batch.line_ends(rows);
        let ends = LineEnds { lf, crlf, cr };
        let position = first + batch.start(next + run) - batch.start(next);
        self.reader.pass_over(count, ends, position);
        self.part.records = record.saturating_add(count);
        let statuses = self.part.statuses.len() + run;
        self.part.statuses.resize(statuses, RowStatus::Ok);
    }

    /// Of these rows, the first that is remembered, since it is far from the one last remembered. The row `first` is
    /// the one of `record`; `start` answers where a row begins.
    fn due(
        &self,
        record: u32,
        first: usize,
        rows: Range<usize>,
        start: impl Fn(usize) -> usize,
    ) -> Option<usize> {
        let Some(last) = self.part.checkpoints.last() else {
            return rows.into_iter().next();
        };
        let by_record = last.record.saturating_add(CHECKPOINT_ROWS);
        let by_record = first + by_record.saturating_sub(record) as usize;
        let byte = (last.position.at + CHECKPOINT_BYTES) as usize;
        let mut near = rows.start..rows.end.min(by_record);
        // Rows begin one behind the other.
        if near
            .clone()
            .next_back()
            .is_some_and(|row| start(row) >= byte)
        {
            return near.find(|row| start(*row) >= byte);
        }
        Some(by_record.max(rows.start)).filter(|row| *row < rows.end)
    }

    /// Keeps what is looked up of the row, and the row itself, as far as that is asked for. Its cells count from
    /// `from`, and it ends at `end`.
    fn keep_more(
        &mut self,
        record: u32,
        position: Position,
        (from, end): (usize, usize),
        accepted: &Accepted<'_>,
    ) {
        let (row, line) = (position.row, position.line);
        if self.part.lookup.is_enabled() {
            self.part.lookup.begin(row, line);
            for at in 0..self.shared.schema.columns.len() {
                if self.part.lookup.looks_up(at)
                    && let Some(value) = accepted.value(at)
                {
                    let start = accepted.start(at).map_or(end, |start| from + start);
                    let byte = self.uploaded(start);
                    let raw = accepted.raw(at);
                    self.part.lookup.add(at, record, &value, raw, byte);
                }
            }
        }
        if self.shared.keeps_rows {
            let cells = (0..self.shared.schema.columns.len()).map(|at| Cell {
                text: accepted.raw(at).into(),
                value: accepted.value(at).map(Into::into),
            });
            self.part.typed.push(Row {
                row,
                line,
                record,
                byte: position.byte,
                status: RowStatus::Ok,
                keys: Arc::clone(&self.shared.keys),
                cells: cells.collect(),
            });
        }
    }

    /// Keeps a row in which no unique column is filled, by all its values.
    #[inline(never)]
    fn keep_loose(&mut self, record: u32, accepted: &Accepted<'_>) {
        let mut all = String::new();
        for at in 0..self.shared.schema.columns.len() {
            all.push_str(&accepted.value(at).unwrap_or_default());
            all.push('\u{1f}');
        }
        self.part.loose.push(Print::new(fingerprint(&all), record));
    }
}

/// Rows of ASCII.
fn ascii(window: Window<'_>, batch: &Batch) -> u64 {
    let is_ascii = |row| {
        window
            .slice(batch.start(row), batch.start(row + 1))
            .is_ascii()
    };
    (0..batch.len()).fold(0, |rows, row| rows | u64::from(is_ascii(row)) << row)
}

//! The answers of blocks, put together in the order of the file: what one thread would have found from the first row
//! to the last.

use super::behind::Behind;
use super::block::{Assumed, Blanks, Checkpoint, Part, Shared, Start};
use super::collect::Collector;
use super::facts::Lookup;
use super::guessed::Guessed;
use super::options::{Phase, Progress};
use super::outcome::{Row, RowStatus, Skipped};
use super::position::{Base, Position};
use super::print::Pages;
use super::reader::LineEnds;
use super::source::Block;

/// All that is known of the rows so far.
pub(crate) struct Merged {
    /// What there is before the next row.
    base: Base,
    skipping: bool,
    quotes_left: u32,
    /// Offset from which on every quote is literal.
    pub(crate) literal_from: Option<u64>,
    /// Offsets of quotes that nothing closes.
    pub(crate) recovered: Vec<u64>,
    rows_left: u64,
    pub(crate) collector: Collector,
    pub(crate) statuses: Vec<RowStatus>,
    /// Rows with an error so far.
    pub(crate) with_errors: u32,
    /// By unique column: its filled cells.
    pub(crate) prints: Vec<Pages>,
    /// Rows in which no unique column is filled, by all their values.
    pub(crate) loose: Pages,
    pub(crate) checkpoints: Vec<Checkpoint>,
    pub(crate) lookup: Lookup,
    pub(crate) typed: Vec<Row>,
    pub(crate) skipped: Skipped,
    pub(crate) blank: Blanks,
    pub(crate) ends: LineEnds,
    /// Rows of data beyond the limit.
    pub(crate) unchecked: u32,
    pub(crate) first_too_many: Option<Position>,
    /// By column of the file: whether it is filled, where that matters.
    pub(crate) filled: Vec<bool>,
    /// Cells that were read as Windows-1252 since they are no UTF-8.
    pub(crate) guessed: Guessed,
    kept_per_code: u32,
}

/// What is to be done with a block that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// No row begins in it.
    Nothing,
    /// It is read under these assumptions, which are true.
    Read(Assumed),
}

impl Merged {
    /// Behind the header.
    pub(crate) fn new(
        shared: &Shared<'_>,
        behind: Behind,
        collector: Collector,
        guessed: Guessed,
    ) -> Self {
        let quotes = behind.quotes;
        Self {
            base: Base {
                byte: 0,
                at: behind.position as u64,
                rows: behind.rows,
                lines: behind.lines,
                records: 0,
            },
            skipping: behind.skipping,
            quotes_left: quotes.left,
            literal_from: quotes.literal_from.map(|at| at as u64),
            recovered: quotes.recovered.iter().map(|at| *at as u64).collect(),
            rows_left: shared.limits.rows,
            collector,
            statuses: Vec::new(),
            with_errors: 0,
            prints: vec![Pages::default(); shared.unique.len()],
            loose: Pages::default(),
            checkpoints: Vec::new(),
            lookup: shared.lookup(),
            typed: Vec::new(),
            skipped: Skipped::default(),
            blank: Blanks::default(),
            ends: behind.ends,
            unchecked: 0,
            first_too_many: None,
            filled: vec![false; shared.columns.columns.len()],
            guessed,
            kept_per_code: shared.limits.findings_per_code,
        }
    }

    /// Rows of data so far.
    pub(crate) const fn data_rows(&self) -> u32 {
        self.base.records
    }

    /// How far this is.
    pub(crate) fn progress(&self, phase: Phase, bytes: u64, bytes_total: u64) -> Progress {
        Progress {
            phase,
            bytes,
            bytes_total: bytes_total.max(bytes),
            rows: self.data_rows(),
            with_errors: self.with_errors,
            findings: self.collector.total(),
        }
    }

    /// What is to be done with `block`, all blocks before it having been taken.
    pub(crate) fn next(&self, block: &Block<'_>) -> Next {
        let offset = usize::try_from(self.base.at - block.base.min(self.base.at));
        let offset = offset.unwrap_or(usize::MAX);
        if offset >= block.end {
            return Next::Nothing;
        }
        Next::Read(Assumed {
            start: Start::At {
                offset,
                skipping: self.skipping,
            },
            quotes_left: self.quotes_left,
            literal: self.literal_from.is_some(),
            rows_left: self.rows_left,
        })
    }

    /// What a block assumes that is read before its turn comes.
    pub(crate) const fn guess(&self, most_quotes: u32) -> Assumed {
        Assumed {
            start: Start::Guess,
            quotes_left: most_quotes,
            literal: self.literal_from.is_some(),
            rows_left: if self.rows_left == 0 { 0 } else { u64::MAX },
        }
    }

    /// Whether the answer of a block that was read before its turn is the one that `truth` would give.
    pub(crate) fn holds(part: &Part, truth: &Assumed) -> bool {
        let guessed = &part.assumed;
        let used = part.quotes.used;
        truth.start
            == Start::At {
                offset: part.first,
                skipping: false,
            }
            && guessed.literal == truth.literal
            // Whoever reaches the last recovery reads on otherwise.
            && (used == 0 || used < guessed.quotes_left.min(truth.quotes_left))
            && u64::from(part.records).min(guessed.rows_left)
                == u64::from(part.records).min(truth.rows_left)
    }

    /// Adds the next block.
    pub(crate) fn take(&mut self, part: Part, (block, uploaded): (u64, u64)) {
        // Bytes count from the start of the block, all else from its first row.
        let base = Base {
            byte: uploaded,
            at: block,
            ..self.base
        };
        self.base = Base {
            byte: 0,
            at: block + part.next as u64,
            rows: base.rows.saturating_add(part.rows),
            lines: base.lines.saturating_add(part.lines),
            records: base.records.saturating_add(part.records),
        };
        self.skipping = part.skipping;
        self.quotes_left = self.quotes_left.saturating_sub(part.quotes.used);
        let absolute = |at: usize| block + at as u64;
        self.recovered
            .extend(part.quotes.recovered.into_iter().map(absolute));
        if self.literal_from.is_none() {
            self.literal_from = part.quotes.literal_from.map(absolute);
        }
        self.rows_left = self.rows_left.saturating_sub(part.records.into());
        self.unchecked = self.unchecked.saturating_add(part.unchecked);
        if self.first_too_many.is_none() {
            self.first_too_many = part.first_too_many.map(|position| position.rebased(&base));
        }
        self.ends.add(part.ends);
        if part.is_filled && self.blank.count > 0 {
            let blank = std::mem::take(&mut self.blank);
            self.skipped.blank = self.skipped.blank.saturating_add(blank.count);
            blank.tell(&mut self.collector);
        }
        self.blank.extend(&part.blank, &base, self.kept_per_code);
        self.skipped.blank = self.skipped.blank.saturating_add(part.skipped.blank);
        self.skipped.note = self.skipped.note.saturating_add(part.skipped.note);
        self.skipped.sample = self.skipped.sample.saturating_add(part.skipped.sample);
        self.collector.absorb(part.collector, &base);
        for index in part.filled {
            if let Some(filled) = self.filled.get_mut(index) {
                *filled = true;
            }
        }
        let errors = part.statuses.iter();
        let errors = errors.filter(|status| **status == RowStatus::Error).count();
        let errors = u32::try_from(errors).unwrap_or(u32::MAX);
        self.with_errors = self.with_errors.saturating_add(errors);
        self.statuses.extend(part.statuses);
        for (prints, more) in self.prints.iter_mut().zip(part.prints) {
            prints.extend(&more, base.records);
        }
        self.loose.extend(&part.loose, base.records);
        let checkpoints = part.checkpoints.into_iter().map(|point| Checkpoint {
            record: point.record.saturating_add(base.records),
            position: point.position.rebased(&base),
        });
        self.checkpoints.extend(checkpoints);
        self.lookup.absorb(part.lookup, &base);
        self.guessed.absorb(part.guessed, base.rows);
        self.typed.extend(part.typed.into_iter().map(|mut row| {
            row.row = row.row.saturating_add(base.rows);
            row.line = row.line.saturating_add(base.lines);
            row.record = row.record.saturating_add(base.records);
            row.byte += base.byte;
            row
        }));
    }
}

//! The fast way through a row: whether there is anything to say about it, and its canonical values if there is not.
//!
//! No rule stands here. What is accepted is what the judge of `cell.rs`, the rules of `row.rs` and the stages before them
//! would accept without a finding; a test holds them equal. Of any other row nothing is said, and it is read thoroughly.

mod accepted;
mod bytes;
mod cells;
mod gate;
mod names;
mod notes;
mod refused;
#[cfg(test)]
mod tests;

pub(crate) use self::accepted::Accepted;
use self::accepted::Held;
use self::cells::{CellQuick, Form, Kind};
use self::gate::Gate;
use self::notes::{NoteWords, Sample};
use super::block::Shared;
use super::print::{Print, fingerprint, fingerprint_at};
use super::row::Compiled;
use super::scan::{BATCH, Batch, MAX_CELLS};
use super::schema::Column;
use crate::window::Window;

/// Accepts rows of one file, as far as their bytes tell that all is well. Each thread has its own.
pub(crate) struct Quick<'s> {
    rules: &'s [Compiled],
    /// For each rule, the rows that cannot break it.
    gates: Box<[Gate]>,
    /// The columns of the schema that are judged.
    steps: Box<[Step]>,
    /// By column of the schema, what was found in the rows at hand.
    held: Box<[Held]>,
    /// By column of the schema, the column of the file; [`ABSENT`] if there is none.
    sources: Box<[usize]>,
    /// Columns of the schema whose values may stand in one row only.
    unique: Box<[usize]>,
    /// Columns of the file of which it only matters whether they are filled.
    watched: Vec<usize>,
    /// Whether the first column of the file holds names.
    begins_with_name: bool,
    defaults: Vec<Option<&'s str>>,
    notes: NoteWords,
    sample: Option<Sample<'s>>,
    /// Cells of the narrowest row that is whole, and of the widest.
    width: (usize, usize),
    /// The longest row of which no cell can be too long.
    most_bytes: usize,
    cells: CellQuick<'s>,
}

/// A column of the file that is judged.
#[derive(Clone, Debug)]
struct Step {
    kind: Kind,
    /// The column of the schema.
    at: usize,
    /// The column of the file.
    source: usize,
    /// What a blank cell is; `None` if something is said about it.
    blank: Option<Form>,
}

/// No column of the file.
const ABSENT: usize = usize::MAX;

impl<'s> Quick<'s> {
    /// `None` for a file whose rows all need a thorough look: one of our own reports, one with a column twice, one with
    /// more columns than a plain row has cells.
    pub(crate) fn new(shared: &'s Shared<'s>) -> Option<Self> {
        let (schema, columns) = (shared.schema, &shared.columns);
        let twice = columns.sources.iter().any(|sources| sources.len() > 1);
        if columns.own_report || twice || columns.columns.len() > MAX_CELLS {
            return None;
        }
        if schema.columns.len() > MAX_CELLS {
            return None;
        }
        let cells = CellQuick::new(shared);
        let sources: Box<[usize]> = (0..schema.columns.len())
            .map(|at| columns.sources.get(at)?.first().copied())
            .map(|source| source.unwrap_or(ABSENT))
            .collect();
        let mut held = vec![Held::default(); sources.len()];
        let mut steps = Vec::with_capacity(sources.len());
        let columns_of = schema.columns.iter().zip(&sources).zip(&mut held);
        for (at, ((column, source), held)) in columns_of.enumerate() {
            if *source != ABSENT {
                steps.push(Step {
                    kind: cells.kind(column, at),
                    at,
                    source: *source,
                    blank: cells.blank(at),
                });
            } else if has_default(column) {
                held.filled = u64::MAX;
            }
        }
        let is_used = |index: &usize| sources.contains(index);
        let first = steps.iter().find(|step| step.source == 0);
        let most_bytes = shared.limits.cell_bytes.min(shared.limits.row_bytes);
        Some(Self {
            rules: &shared.rules,
            gates: shared.rules.iter().map(Gate::of).collect(),
            watched: (0..columns.columns.len())
                .filter(|index| !is_used(index))
                .collect(),
            begins_with_name: first.is_some_and(|step| matches!(step.kind, Kind::Name { .. })),
            steps: steps.into(),
            held: held.into(),
            sources,
            unique: shared.unique.as_slice().into(),
            defaults: schema
                .columns
                .iter()
                .map(|column| column.default.as_deref())
                .collect(),
            notes: NoteWords::new(schema)?,
            sample: Sample::of(schema, columns),
            width: (shared.width.least, shared.width.most),
            most_bytes,
            cells,
        })
    }

    /// No rows yet, of those that are whole.
    pub(crate) fn batch(&self) -> Batch {
        let (least, most) = self.width;
        Batch::new(least, most)
    }

    /// A bit for each row about which nothing can be said: its status is `ok`, it is no note, sample or blank row, and
    /// its cells have the values of [`row`](Self::row). Of the others this says nothing. `is_filled` answers whether a
    /// column of the file is known to have a filled cell; where it is not, a filled cell of a column that is not used
    /// needs a thorough look.
    pub(crate) fn accept(
        &mut self,
        window: Window<'_>,
        batch: &Batch,
        is_filled: impl Fn(usize) -> bool,
    ) -> u64 {
        let mut good = self.short_enough(batch);
        if !self.watched.is_empty() {
            good &= self.well_watched(window, batch, is_filled);
        }
        good &= self.judge_cells(window, batch, good);
        good &= self.data(window, batch, good);
        for (gate, rule) in self.gates.iter().zip(self.rules) {
            let mut rows = gate.may_break(|at| self.held(at).filled) & good;
            while rows != 0 {
                let row = rows.trailing_zeros();
                if rule.check(&self.row(window, batch, row as usize)).is_some() {
                    good &= !(1 << row);
                }
                rows &= rows.wrapping_sub(1);
            }
        }
        good
    }

    /// A row that was accepted, of those looked at last.
    pub(crate) const fn row<'q>(
        &'q self,
        window: Window<'q>,
        batch: &'q Batch,
        row: usize,
    ) -> Accepted<'q> {
        Accepted {
            quick: self,
            window,
            batch,
            row,
        }
    }

    /// What a column of the schema holds.
    fn held(&self, at: usize) -> Held {
        self.held.get(at).copied().unwrap_or_default()
    }

    /// Rows of which no cell can be too long.
    fn short_enough(&self, batch: &Batch) -> u64 {
        if batch.start(batch.len()) <= self.most_bytes {
            return batch.rows();
        }
        let lengths = (0..batch.len()).map(|row| batch.start(row + 1) - batch.start(row));
        let short = (0_u32..)
            .zip(lengths)
            .filter(|(_, length)| *length <= self.most_bytes);
        short.fold(0, |rows, (row, _)| rows | 1 << row)
    }

    /// Rows in which of the columns that are not used no one is filled for the first time, and all are text.
    fn well_watched(
        &self,
        window: Window<'_>,
        batch: &Batch,
        is_filled: impl Fn(usize) -> bool,
    ) -> u64 {
        let mut good = batch.rows();
        for index in &self.watched {
            let is_known = is_filled(*index);
            for row in 0..batch.len() {
                let (start, end) = batch.cell(row, *index);
                let cell = window.slice(start, end);
                let taken = cell.is_empty() || is_known && str::from_utf8(cell).is_ok();
                good &= !(u64::from(!taken) << row);
            }
        }
        good
    }

    /// Finds out what the cells of `rows` hold. Answers the rows of which nothing can be said about a cell, and which
    /// are not blank.
    fn judge_cells(&mut self, window: Window<'_>, batch: &Batch, rows: u64) -> u64 {
        let Self {
            steps, cells, held, ..
        } = self;
        cells.begin();
        let (mut good, mut typed) = (rows, 0);
        for step in steps {
            let Some(column) = batch.column(step.source) else {
                return 0;
            };
            let looked = cells.look(step, window, column, good);
            good &= !looked.bad;
            let mut found = Held {
                typed: good & !looked.blank & !looked.void,
                bare: looked.bare,
                own: looked.own,
                filled: 0,
            };
            found.filled = found.typed;
            match step.blank {
                Some(Form::Blank) => {}
                Some(_) => found.filled |= looked.blank,
                None => good &= !looked.blank,
            }
            typed |= found.typed;
            if let Some(held) = held.get_mut(step.at) {
                *held = found;
            }
        }
        // Without a value of its own it may be a blank row.
        good & typed
    }

    /// Of `rows`, those that cannot be the note or the sample of a template.
    fn data(&self, window: Window<'_>, batch: &Batch, rows: u64) -> u64 {
        let mut good = rows;
        if let Some(sample) = &self.sample
            && let Some((starts, behind)) = batch.column(sample.column)
        {
            for (row, (start, behind)) in (0..batch.len()).zip(starts.iter().zip(behind)) {
                let (start, end) = (usize::from(*start), usize::from(*behind).wrapping_sub(1));
                if end.wrapping_sub(start) == sample.text.len()
                    && window.slice(start, end) == sample.text
                {
                    good &= !(1 << row);
                }
            }
        }
        if let Some((starts, behind)) = batch.column(0) {
            for (row, (start, behind)) in (0..batch.len()).zip(starts.iter().zip(behind)) {
                let cell = (usize::from(*start), usize::from(*behind).wrapping_sub(1));
                if self.notes.may_be(window, cell, self.begins_with_name) {
                    good &= !(1 << row);
                }
            }
        }
        good
    }

    /// Keeps the fingerprints of values that cells of `rows` themselves have, by column of which values may stand in
    /// one row only. The first row of the batch counts as `record`.
    pub(crate) fn keep_prints(
        &self,
        window: Window<'_>,
        batch: &Batch,
        (rows, record): (u64, u32),
        prints: &mut [Vec<Print>],
    ) {
        for (at, prints) in self.unique.iter().zip(prints) {
            let (held, source) = (self.held(*at), self.sources.get(*at).copied());
            let Some((starts, behind)) = batch.column(source.unwrap_or(ABSENT)) else {
                continue;
            };
            let mut left = held.typed & rows;
            let from = prints.len();
            let nothing = Print::new(0, 0);
            prints.resize(from.saturating_add(left.count_ones() as usize), nothing);
            for print in prints.get_mut(from..).unwrap_or_default() {
                let row = left.trailing_zeros() as usize % BATCH;
                left &= left.wrapping_sub(1);
                let (Some(start), Some(behind)) = (starts.get(row), behind.get(row)) else {
                    continue;
                };
                let (start, end) = (usize::from(*start), usize::from(*behind).wrapping_sub(1));
                let hash = if held.own >> row & 1 == 1 {
                    fingerprint(self.cells.own(row, *at))
                } else {
                    fingerprint_at(window, start, end, held.bare >> row & 1 == 1)
                };
                *print = Print::new(hash, record.wrapping_add(row as u32));
            }
        }
    }

    /// Rows in which none of the columns has a value of which values may stand in one row only.
    pub(crate) fn without_unique(&self) -> u64 {
        !self
            .unique
            .iter()
            .fold(0, |rows, at| rows | self.held(*at).filled)
    }
}

/// Whether a column holds its default if it is not in the file. One that is has another answer for each row.
fn has_default(column: &Column) -> bool {
    column.is_active() && column.default.is_some()
}

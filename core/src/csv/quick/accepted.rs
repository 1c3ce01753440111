//! Rows that were looked at together, and their values.

use std::borrow::Cow;

use super::super::cell::State;
use super::super::row::Cells;
use super::super::scan::{BATCH, Batch};
use super::{ABSENT, Quick};
use crate::window::Window;

/// What cells of a column of the schema hold, a bit for each row of the batch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    /// A value.
    pub(super) filled: u64,
    /// Of these, one that the cell itself has, not the default of the column.
    pub(super) typed: u64,
    /// Of these, one with a `+` in front that the cell has not.
    pub(super) bare: u64,
    /// Of these, one that is written otherwise than in the cell.
    pub(super) own: u64,
}

/// A row that is in order, of those that were looked at last.
#[derive(Clone, Copy)]
pub(crate) struct Accepted<'q> {
    pub(super) quick: &'q Quick<'q>,
    pub(super) window: Window<'q>,
    pub(super) batch: &'q Batch,
    pub(super) row: usize,
}

impl<'q> Accepted<'q> {
    fn cell(&self, at: usize) -> (usize, usize) {
        match self.quick.sources.get(at) {
            Some(source) if *source != ABSENT => self.batch.cell(self.row, *source),
            _ => (0, 0),
        }
    }

    /// What the column holds in all rows, and the bit of this one.
    fn held(&self, at: usize) -> (Held, u64) {
        (self.quick.held(at), 1 << (self.row % BATCH))
    }

    fn typed(&self, at: usize) -> &'q [u8] {
        let (start, end) = self.cell(at);
        self.window.slice(start, end)
    }

    fn own(&self, at: usize) -> &'q str {
        self.quick.cells.own(self.row, at)
    }

    /// The canonical value of a column of the schema; `None` if it is blank.
    pub(crate) fn value(&self, at: usize) -> Option<Cow<'q, str>> {
        let (held, row) = self.held(at);
        Some(if held.filled & row == 0 {
            return None;
        } else if held.typed & row == 0 {
            Cow::Borrowed(self.quick.defaults.get(at).copied().flatten()?)
        } else if held.own & row != 0 {
            Cow::Borrowed(self.own(at))
        } else if held.bare & row != 0 {
            Cow::Owned(format!("+{}", self.raw(at)))
        } else {
            Cow::Borrowed(self.raw(at))
        })
    }

    /// The cell of a column as typed; empty if the file has no such column.
    pub(crate) fn raw(&self, at: usize) -> &'q str {
        str::from_utf8(self.typed(at)).unwrap_or_default()
    }

    /// Where in the batch the cell of a column begins, if the file has the column.
    pub(crate) fn start(&self, at: usize) -> Option<usize> {
        let source = self.quick.sources.get(at);
        let source = source.filter(|source| **source != ABSENT)?;
        Some(self.batch.cell(self.row, *source).0)
    }
}

impl Cells for Accepted<'_> {
    fn state(&self, at: usize) -> Option<State> {
        let (held, row) = self.held(at);
        Some(match held.filled & row {
            0 => State::Blank,
            _ => State::Value,
        })
    }

    fn is_defaulted(&self, at: usize) -> bool {
        let (held, row) = self.held(at);
        held.filled & !held.typed & row != 0
    }

    fn filled(&self, at: usize) -> Option<Cow<'_, str>> {
        self.value(at)
    }
}

//! The cells of a plain row that was not accepted, one by one: those to which nothing can be said are taken as their
//! bytes show, and only the others are judged, each once.

use super::super::cell::{Codes, Context, Note, State};
use super::super::row::{Value, note_kind};
use super::super::scan::Batch;
use super::super::write::unguard;
use super::Quick;
use super::cells::{CellQuick, Form};
use super::notes::Sample;
use crate::window::Window;

impl Quick<'_> {
    /// Whether no cell of a row can be too long.
    pub(crate) fn fits(&self, batch: &Batch, row: usize) -> bool {
        batch.end(row).wrapping_sub(batch.start(row)) <= self.most_bytes
    }

    /// Of these codes no finding is kept in the rows that come next.
    pub(crate) const fn set_unkept(&mut self, unkept: Codes) {
        self.cells.unkept = unkept;
    }

    /// Whether a row that fits is surely neither note nor sample. False says nothing.
    pub(crate) fn is_data(&self, window: Window<'_>, batch: &Batch, row: usize) -> bool {
        let cell = |index: usize| {
            let (start, end) = batch.cell(row, index);
            str::from_utf8(window.slice(start, end))
        };
        let is_sample = |sample: &Sample<'_>| match cell(sample.column) {
            // A template guards its numbers.
            Ok(text) => unguard(text.trim()).as_bytes() == sample.text,
            Err(_) => true,
        };
        if self.sample.as_ref().is_some_and(is_sample) {
            return false;
        }
        let Ok(first) = cell(0) else {
            return false;
        };
        let first = first.trim();
        let notes = &self.notes;
        match first.bytes().next() {
            None => true,
            Some(letter) if letter.is_ascii_alphanumeric() && !notes.begins(letter) => true,
            Some(_) if !notes.foreign && !first.is_ascii() => {
                let label = first.as_bytes().first_chunk::<5>();
                !label.is_some_and(|label| label.eq_ignore_ascii_case(b"note:"))
            }
            Some(_) => note_kind(first, &notes.folded).is_none(),
        }
    }

    /// Brings the cell of a column of the schema into its canonical value, in a row that fits. What there is to say
    /// about it goes to `notes`. `decoded` is the row, if all of it is text. `None` leaves that to a thorough look: the
    /// file has no such column, or its bytes are no text.
    pub(crate) fn judge(
        &mut self,
        at: usize,
        (window, batch, row): (Window<'_>, &Batch, usize),
        decoded: Option<&str>,
        (value, notes): (&mut Value, &mut Vec<Note>),
    ) -> Option<State> {
        let place = self.steps.binary_search_by_key(&at, |step| step.at).ok()?;
        let step = self.steps.get(place)?;
        let column = batch.column(step.source)?;
        let (start, end) = batch.cell(row, step.source);
        let cell = window.slice(start, end);
        value.text.clear();
        value.cell = (step.source < batch.width(row)).then_some(step.source);
        value.defaulted = false;
        if start == end {
            let default = || self.defaults.get(at).copied().flatten();
            value.state = match step.blank {
                Some(Form::Default) => {
                    value.text.push_str(default()?);
                    value.defaulted = true;
                    State::Value
                }
                Some(_) => State::Blank,
                None => {
                    let judge = self.cells.judge;
                    judge.judge(at, "", Context::default(), &mut value.text, notes)
                }
            };
            return Some(value.state);
        }
        if let Some(state) = self.cells.refused.take((row, at), value, notes) {
            return Some(state);
        }
        let looked = self.cells.look(step, window, column, 1 << row);
        if looked.bad != 0 {
            return self.cells.refused.take((row, at), value, notes);
        }
        if looked.void != 0 {
            value.state = State::Blank;
            return Some(State::Blank);
        }
        if looked.own != 0 {
            // It may be the default.
            if self.defaults.get(at).copied().flatten().is_some() {
                return None;
            }
            value.text.push_str(self.cells.own(row, at));
        } else {
            let from = start.wrapping_sub(batch.start(row));
            let typed = match decoded {
                Some(decoded) => decoded.get(from..from.wrapping_add(cell.len()))?,
                None => str::from_utf8(cell).ok()?,
            };
            if looked.bare != 0 {
                value.text.push('+');
            }
            value.text.push_str(typed);
        }
        value.state = State::Value;
        Some(State::Value)
    }
}

/// Cells that the judge has refused, so that none is judged again.
#[derive(Default)]
pub(super) struct Refused {
    cells: Vec<RefusedCell>,
    /// How many of these are of the rows at hand.
    count: usize,
}

#[derive(Default)]
struct RefusedCell {
    /// Its row, and its column of the schema.
    place: (usize, usize),
    state: State,
    value: String,
    said: Vec<Note>,
}

impl Refused {
    /// Forgets cells of other rows.
    pub(super) fn forget(&mut self) {
        self.count = 0;
    }

    /// Gives away what was said about a cell, if it was refused.
    fn take(
        &mut self,
        place: (usize, usize),
        value: &mut Value,
        notes: &mut Vec<Note>,
    ) -> Option<State> {
        let cells = self.cells.get_mut(..self.count)?;
        let cell = cells.iter_mut().find(|cell| cell.place == place)?;
        std::mem::swap(&mut value.text, &mut cell.value);
        std::mem::swap(notes, &mut cell.said);
        // What is left there is nobody's.
        cell.place = (usize::MAX, usize::MAX);
        value.state = cell.state;
        Some(cell.state)
    }
}

impl CellQuick<'_> {
    /// Keeps what the judge has just said about a cell.
    pub(super) fn refuse(&mut self, place: (usize, usize), state: State) {
        let Refused { cells, count } = &mut self.refused;
        if *count == cells.len() {
            cells.push(RefusedCell::default());
        }
        if let Some(cell) = cells.get_mut(*count) {
            (cell.place, cell.state) = (place, state);
            std::mem::swap(&mut cell.value, &mut self.value);
            std::mem::swap(&mut cell.said, &mut self.said);
            *count = count.saturating_add(1);
        }
    }
}

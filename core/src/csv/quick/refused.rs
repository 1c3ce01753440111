//! The cells of a plain row that was not accepted, one by one: those to which nothing can be said are taken as their
//! bytes show, and only the others are judged, each once.

use super::super::cell::{Codes, Context, Note, State};
use super::super::row::{Value, note_kind};
use super::super::scan::PlainRow;
use super::super::write::unguard;
use super::{CellQuick, Form, Quick, Sample};

impl Quick<'_> {
    /// Whether the cells of a row are as many as there should be, and none of them too long.
    pub(crate) fn fits(&self, row: &PlainRow) -> bool {
        self.width.contains(&row.width) && row.end.wrapping_sub(row.start()) <= self.most_bytes
    }

    /// Whether a row that fits is surely neither note nor sample. False says nothing.
    pub(crate) fn is_data(&self, text: &[u8], row: &PlainRow) -> bool {
        let cell = |index: usize| {
            let (start, end) = row.cell(index);
            str::from_utf8(text.get(start..end).unwrap_or_default())
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
    /// about it goes to `notes`. `decoded` is the row, if all of it is text. `None` leaves that to a thorough look: the file has no such column, or its bytes are
    /// no text.
    pub(crate) fn judge(
        &mut self,
        at: usize,
        (text, row): (&[u8], &PlainRow),
        decoded: Option<&str>,
        (value, notes): (&mut Value, &mut Vec<Note>),
    ) -> Option<State> {
        let place = self.ways.binary_search_by_key(&at, |way| way.at).ok()?;
        let way = self.ways.get(place)?;
        let (start, end) = row.cell(way.source);
        let cell = text.get(start..end)?;
        value.text.clear();
        value.cell = (way.source < row.width).then_some(way.source);
        value.defaulted = false;
        if start == end {
            let default = || self.defaults.get(at).copied().flatten();
            value.state = match way.blank {
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
        if !self.cells.refused.is(at, cell) {
            match self.cells.form(way, text, start, end) {
                Some(Form::Blank) => {
                    value.state = State::Blank;
                    return Some(State::Blank);
                }
                // It may be the default.
                Some(Form::Own) if self.defaults.get(at).copied().flatten().is_some() => {
                    return None;
                }
                Some(form) => {
                    let from = start.wrapping_sub(row.start());
                    let typed = || match decoded {
                        Some(decoded) => decoded.get(from..from.wrapping_add(cell.len())),
                        None => str::from_utf8(cell).ok(),
                    };
                    if form == Form::BehindPlus {
                        value.text.push('+');
                    }
                    value.text.push_str(match form {
                        Form::Own => self.cells.last_own()?,
                        _ => typed()?,
                    });
                    value.state = State::Value;
                    return Some(State::Value);
                }
                None if self.cells.refused.is(at, cell) => {}
                None => return None,
            }
        }
        let refused = &mut self.cells.refused;
        std::mem::swap(&mut value.text, &mut refused.value);
        std::mem::swap(notes, &mut refused.said);
        value.state = refused.state;
        Some(refused.state)
    }

    /// Forgets what was said about the cells of the row at hand. Of these codes no finding is kept in another one.
    pub(crate) fn forget(&mut self, unkept: Codes) {
        self.cells.unkept = unkept;
        self.cells.begin();
        self.cells.refused.cell = None;
    }
}

/// A cell that the judge has refused, so that it is not judged again.
#[derive(Default)]
pub(super) struct Refused {
    /// Its column of the schema, and where it stands in memory.
    cell: Option<(usize, usize)>,
    state: State,
    value: String,
    said: Vec<Note>,
}

impl Refused {
    fn is(&self, at: usize, cell: &[u8]) -> bool {
        self.cell == Some((at, cell.as_ptr() as usize))
    }
}

impl CellQuick<'_> {
    /// Keeps what the judge has just said about a cell.
    pub(super) fn refuse(&mut self, at: usize, cell: &[u8], state: State) {
        self.refused.cell = Some((at, cell.as_ptr() as usize));
        self.refused.state = state;
        std::mem::swap(&mut self.refused.value, &mut self.value);
        std::mem::swap(&mut self.refused.said, &mut self.said);
    }

    fn last_own(&self) -> Option<&str> {
        let (_, range) = self.owned.last()?;
        self.own.get(range.clone())
    }
}

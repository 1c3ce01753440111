//! Rows of a template that are no data, told by their first cell or by the sample in one.

use super::super::columns::FileColumns;
use super::super::row::note_kind;
use super::super::schema::{Column, Schema, fold};
use super::bytes::Letters;
use crate::window::Window;

/// First cells that may make a row a note.
pub(super) struct NoteWords {
    pub(super) folded: Vec<String>,
    letters: Vec<Letters>,
    /// A bit for each letter with which one begins.
    initials: u32,
    /// Whether one has other than ASCII letters.
    pub(super) foreign: bool,
}

/// A cell without which a row is not the sample of the template.
pub(super) struct Sample<'s> {
    /// The column of the file.
    pub(super) column: usize,
    pub(super) text: &'s [u8],
}

impl NoteWords {
    /// `None` if a blank first cell may be a note.
    pub(super) fn new(schema: &Schema) -> Option<Self> {
        let folded: Vec<String> = schema.words.note.iter().map(|word| fold(word)).collect();
        let mut initials = 1 << (b'n' & 31);
        for word in &folded {
            initials |= 1 << (word.as_bytes().first()? & 31);
        }
        Some(Self {
            letters: folded
                .iter()
                .filter_map(|word| Letters::of_text(word))
                .collect(),
            foreign: folded.iter().any(|word| !word.is_ascii()),
            folded,
            initials,
        })
    }

    /// Whether a note may begin with this letter.
    #[inline]
    pub(super) const fn begins(&self, letter: u8) -> bool {
        self.initials >> (letter & 31) & 1 == 1
    }

    /// Whether a row may be a note whose first cell is this. One that is a name was accepted as such.
    #[inline]
    pub(super) fn may_be(
        &self,
        window: Window<'_>,
        (start, end): (usize, usize),
        is_name: bool,
    ) -> bool {
        match window.byte(start) {
            _ if start == end => false,
            letter if letter.is_ascii_alphanumeric() => {
                self.begins(letter) && self.names(window, (start, end))
            }
            // A name that was accepted begins with no space.
            0x80.. if is_name && !self.foreign => false,
            _ => self.may_name(window.slice(start, end)),
        }
    }

    /// Whether the first cell, which begins with a letter or digit, may be a note.
    fn names(&self, window: Window<'_>, (start, end): (usize, usize)) -> bool {
        let first = window.slice(start, end);
        match Letters::of(window, start, first.len()) {
            Some(letters) => self.letters.contains(&letters),
            None if !self.foreign && !first.is_ascii() => {
                let label = first.first_chunk::<5>();
                label.is_some_and(|label| label.eq_ignore_ascii_case(b"note:"))
            }
            None => self.may_name(first),
        }
    }

    fn may_name(&self, first: &[u8]) -> bool {
        str::from_utf8(first).map_or(true, |first| note_kind(first, &self.folded).is_some())
    }
}

impl<'s> Sample<'s> {
    pub(super) fn of(schema: &'s Schema, columns: &FileColumns) -> Option<Self> {
        let told = |(at, column): (usize, &'s Column)| {
            let text = column.sample.as_deref().filter(|text| !text.is_empty())?;
            let column = *columns
                .sources
                .get(at)?
                .first()
                .filter(|_| column.is_active())?;
            Some(Self {
                column,
                text: text.as_bytes(),
            })
        };
        // The longest sample tells rows apart best.
        let all = schema.columns.iter().enumerate().filter_map(told);
        all.max_by_key(|sample| sample.text.len())
    }
}

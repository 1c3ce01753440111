//! Which cell feeds a column, its text as uploaded, and where it stands.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::header::Target;
use super::super::reader::{RawCell, RawRow, cell_bytes};
use super::Pass;
use crate::finding::Place;

impl Pass<'_> {
    /// The cell that feeds a column: of several the first that is filled.
    pub(super) fn source(&self, row: &RawRow, at: usize) -> Option<usize> {
        match self.shared.columns.sources.get(at)?.as_slice() {
            [] => None,
            [one] => (*one < row.cells.len()).then_some(*one),
            several => {
                let present = several
                    .iter()
                    .copied()
                    .filter(|index| *index < row.cells.len());
                let filled = present
                    .clone()
                    .find(|index| !self.text(row, *index).trim().is_empty());
                filled.or_else(|| {
                    several
                        .first()
                        .copied()
                        .filter(|index| *index < row.cells.len())
                })
            }
        }
    }

    /// The text of a cell as uploaded, whatever its bytes.
    pub(crate) fn text(&self, row: &RawRow, cell: usize) -> Cow<'_, str> {
        let Some(cell) = row.cells.get(cell) else {
            return Cow::Borrowed("");
        };
        if let Some(text) = plain_text(self.text, cell) {
            return Cow::Borrowed(self.shared.columns.as_uploaded(text));
        }
        let encoding = self.shared.encoding;
        let mut scratch = Vec::new();
        let text = if cell.doubled {
            Cow::Owned(
                encoding
                    .lossy(cell_bytes(self.bytes, cell, &mut scratch))
                    .into_owned(),
            )
        } else {
            encoding.lossy(self.bytes.get(cell.content()).unwrap_or_default())
        };
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(self.shared.columns.as_uploaded(text)),
            Cow::Owned(text) if self.shared.columns.own_report => {
                Cow::Owned(self.shared.columns.as_uploaded(&text).to_owned())
            }
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    /// The place of a column in a row, also where the row ends before it or the file has no such column.
    pub(crate) fn place(&self, row: &RawRow, record: u32, at: usize) -> Place {
        let value_cell = self.values.get(at).and_then(|value| value.cell);
        let index = value_cell.or_else(|| self.shared.columns.sources.get(at)?.first().copied());
        let mut place = match index {
            Some(index) => self.cell_place(row, Some(record), index),
            None => self.position(row).place(Some(record)),
        };
        let key = self.shared.columns.keys.get(at);
        // Usually it is that of the cell.
        if place.field.as_ref().map(Arc::as_ptr) != key.map(Arc::as_ptr) {
            place.field = key.cloned();
        }
        place
    }

    pub(super) fn cell_place(&self, row: &RawRow, record: Option<u32>, index: usize) -> Place {
        let cell = row.cells.get(index);
        let header = self.shared.columns.columns.get(index);
        let byte = cell.map_or(row.range.end, |cell| cell.start);
        let field = header.and_then(|column| match column.target {
            Some(Target::Column(at)) => self.shared.columns.keys.get(at).cloned(),
            _ => None,
        });
        Place {
            row: Some(row.row),
            line: Some(row.line_of(cell)),
            record,
            column: u32::try_from(index + 1).ok(),
            byte: Some(self.uploaded(byte)),
            field,
            label: header.map(|column| Arc::clone(&column.label)),
            ..Place::default()
        }
    }

    /// The text of a cell for a finding, unless its column is secret or refused.
    pub(super) fn shown(&self, row: &RawRow, index: usize) -> String {
        if self.is_hidden(index) {
            "[hidden]".to_owned()
        } else {
            self.text(row, index).into_owned()
        }
    }

    /// Whether the column of a cell is secret or refused.
    pub(super) fn is_hidden(&self, index: usize) -> bool {
        match self
            .shared
            .columns
            .columns
            .get(index)
            .and_then(|column| column.target)
        {
            Some(Target::Refused(_)) => true,
            Some(Target::Column(at)) => self
                .shared
                .schema
                .columns
                .get(at)
                .is_some_and(|column| column.secret),
            None => false,
        }
    }
}

/// The text of a cell in a row that is all text and begins at an offset, unless quotes in it are doubled or it is cut
/// within a character.
pub(super) fn plain_text<'a>(
    (start, text): (usize, Option<&'a str>),
    cell: &RawCell,
) -> Option<&'a str> {
    if cell.doubled {
        return None;
    }
    let from = cell.content().start.checked_sub(start)?;
    text?.get(from..from + cell.content().len())
}

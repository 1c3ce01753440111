//! Where rows begin, and how a place within a block becomes one of the file.

use crate::finding::Place;

/// Where a row begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// Offset in the file as uploaded.
    pub(crate) byte: u64,
    /// Offset in the text that is read, which is another in UTF-16 alone.
    pub(crate) at: u64,
    pub(crate) row: u32,
    pub(crate) line: u32,
}

impl Position {
    pub(crate) fn place(self, record: Option<u32>) -> Place {
        Place {
            row: Some(self.row),
            line: Some(self.line),
            record,
            byte: Some(self.byte),
            ..Place::default()
        }
    }

    pub(crate) fn rebased(mut self, base: &Base) -> Self {
        self.byte += base.byte;
        self.at += base.at;
        self.row = self.row.saturating_add(base.rows);
        self.line = self.line.saturating_add(base.lines);
        self
    }
}

/// What there was before a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Base {
    /// As in [`Position`].
    pub(crate) byte: u64,
    /// As in [`Position`].
    pub(crate) at: u64,
    pub(crate) rows: u32,
    pub(crate) lines: u32,
    pub(crate) records: u32,
}

impl Base {
    /// Makes a place within a block one of the file.
    pub(crate) fn rebase(&self, place: &mut Place) {
        let add = |to: &mut Option<u32>, more: u32| {
            if let Some(to) = to {
                *to = to.saturating_add(more);
            }
        };
        add(&mut place.row, self.rows);
        add(&mut place.line, self.lines);
        add(&mut place.record, self.records);
        if let Some(byte) = &mut place.byte {
            *byte += self.byte;
        }
    }
}

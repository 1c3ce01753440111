//! Which column of the file a cell of the grid stands in.

use crate::csv::{HeaderMatch, Report};

/// The columns of the file, from 1, that are shown: all but those of an earlier report of ours.
pub(super) struct ShownColumns {
    of_header: Vec<u32>,
    beyond: u32,
}

impl ShownColumns {
    pub(super) fn new(report: &Report) -> Self {
        let header = report.input.header.as_ref();
        let columns = header.map_or(&[][..], |header| &header.columns);
        let shown = columns
            .iter()
            .filter(|column| column.matched != HeaderMatch::Own);
        Self {
            of_header: shown.map(|column| column.column).collect(),
            beyond: columns
                .iter()
                .map(|column| column.column)
                .max()
                .unwrap_or(0),
        }
    }

    /// The column in which the cell at this place of an row stands; rows may be longer than the header.
    pub(super) fn column(&self, index: usize) -> u32 {
        match self.of_header.get(index) {
            Some(column) => *column,
            None => {
                let more = index.saturating_sub(self.of_header.len());
                let more = u32::try_from(more).unwrap_or(u32::MAX);
                self.beyond.saturating_add(more).saturating_add(1)
            }
        }
    }
}

//! The columns of the grid: where in the file they stand, and how wide they are.

use std::fmt::Write as _;

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

/// Characters of the narrowest and the widest column.
const CHARS: (usize, usize) = (8, 24);

/// Columns of rows that are longer than the header, as far as they have a place of their own.
const BEYOND: usize = 16;

/// How wide each column is, in characters. A table that finds its own widths lays out every row for each change of the
/// filter; rows of given widths are laid out when they come into view.
#[derive(Default)]
pub(super) struct Widths {
    chars: Vec<usize>,
    most: usize,
}

impl Widths {
    pub(super) fn of_header(report: &Report) -> Self {
        let header = report.input.header.iter();
        let columns = header.flat_map(|header| &header.columns);
        let labels = columns.filter(|column| column.matched != HeaderMatch::Own);
        // A label breaks where it may, into two lines or little more: the head of the grid stays where rows scroll.
        let longest = |label: &str| {
            let parts = label.split(['_', ' ']).map(|part| part.chars().count());
            let half = label.chars().count().div_ceil(2).min(CHARS.1);
            parts.max().unwrap_or(0).max(half).saturating_add(2)
        };
        let chars: Vec<usize> = labels.map(|column| longest(&column.label)).collect();
        Self {
            most: chars.len().saturating_add(BEYOND),
            chars,
        }
    }

    /// Widens the columns for a row, as far as they may.
    pub(super) fn fit(&mut self, cells: &[String]) {
        let columns = cells.len().min(self.most);
        if self.chars.len() < columns {
            self.chars.resize(columns, 0);
        }
        for (width, cell) in self.chars.iter_mut().zip(cells) {
            if *width < CHARS.1 {
                *width = (*width).max(cell.chars().take(CHARS.1).count());
            }
        }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The rule that gives rows these widths, wider alike where there is room.
    pub(super) fn style(&self) -> String {
        let (mut tracks, mut sum) = (String::new(), 0);
        for chars in &self.chars {
            let chars = (*chars).clamp(CHARS.0, CHARS.1);
            sum += chars;
            // Writing to a string does not fail.
            let _ = write!(tracks, " minmax(calc({chars}ch + 1.4rem), {chars}fr)");
        }
        format!(
            "@media screen {{ table {{ width: max(100%, calc({sum}ch + {}rem)); }} tr {{ grid-template-columns: 4rem 7.5rem{tracks}; }} }}",
            // Space at both sides of each cell, and our own columns.
            self.chars.len() * 14 / 10 + 13
        )
    }
}

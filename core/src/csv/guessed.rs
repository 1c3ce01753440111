//! Cells that were read in an encoding that nobody has named. A finding about the whole file names them.

use super::decode::TextEncoding;
use super::reader::RawRow;
use crate::finding::{Finding, FindingCode, Place, cell_name};

/// Cells that a finding names; the total stays exact.
const NAMED: usize = 100;

/// Cells with other than ASCII characters in a file that is taken for Windows-1252.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guessed {
    /// Row and column from 1, of the first ones.
    cells: Vec<(u32, u32)>,
    total: u64,
}

impl Guessed {
    /// Takes the cells of a row. Those that Windows-1252 does not have are named by a finding of their own.
    pub(crate) fn take(&mut self, bytes: &[u8], row: &RawRow) {
        let encoding = TextEncoding::Windows1252;
        let range = bytes.get(row.range.clone()).unwrap_or_default();
        if range.is_ascii() {
            return;
        }
        for (column, cell) in (1..).zip(&row.cells) {
            let raw = bytes.get(cell.content()).unwrap_or_default();
            if raw.is_ascii() || encoding.text(raw).is_err() {
                continue;
            }
            if self.cells.len() < NAMED {
                self.cells.push((row.row, column));
            }
            self.total += 1;
        }
    }

    /// Adds those of a block, before which there were `rows` rows.
    pub(crate) fn absorb(&mut self, more: Self, rows: u32) {
        let room = NAMED.saturating_sub(self.cells.len());
        let cells = more.cells.into_iter().take(room);
        self.cells
            .extend(cells.map(|(row, column)| (row.saturating_add(rows), column)));
        self.total += more.total;
    }

    /// What is said about the file; nothing if there is no such cell.
    pub(crate) fn finding(&self) -> Option<Finding> {
        let names = self.cells.iter();
        let names: Vec<String> = names
            .filter_map(|(row, column)| cell_name(*row, *column))
            .collect();
        let finding = Finding::new(FindingCode::EncodingGuessed, Place::default());
        (self.total > 0).then(|| finding.with("cells", names).with("total", self.total))
    }
}

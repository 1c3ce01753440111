//! Quotes in odd places, and quotes that nothing closes.

use super::super::outcome::RowStatus;
use super::super::reader::RawRow;
use super::Pass;
use crate::finding::{Finding, FindingCode};

impl Pass<'_> {
    /// Quotes in odd places, but those that a cell rule explains. Answers what they make of the row.
    pub(super) fn quotes(
        &mut self,
        row: &RawRow,
        record: Option<u32>,
        explained: &[usize],
    ) -> RowStatus {
        if !row.cells.iter().any(|cell| cell.stray || cell.unclosed) {
            return RowStatus::Ok;
        }
        self.unclosed(row, record);
        let mut status = RowStatus::Ok;
        for (index, cell) in row.cells.iter().enumerate() {
            if !cell.stray || explained.contains(&index) {
                continue;
            }
            let finding =
                Finding::new(FindingCode::StrayQuote, self.cell_place(row, record, index));
            let finding =
                finding.with_value(&self.shown(row, index), self.shared.limits.value_chars);
            status = status.max(RowStatus::of(self.part.collector.add(finding)));
        }
        status
    }

    pub(super) fn unclosed(&mut self, row: &RawRow, record: Option<u32>) {
        for (index, cell) in row.cells.iter().enumerate() {
            if cell.unclosed {
                let place = self.cell_place(row, record, index);
                let finding = Finding::new(FindingCode::UnclosedQuote, place);
                let finding =
                    finding.with_value(&self.shown(row, index), self.shared.limits.value_chars);
                self.part.collector.add(finding);
            }
        }
    }
}

//! What is kept of a row that was accepted quickly.

use std::sync::Arc;

use super::super::cell::State as CellState;
use super::super::outcome::{Cell, Row, RowStatus};
use super::super::position::Position;
use super::super::print::{Print, fingerprint};
use super::super::quick::Accepted;
use super::super::row::Cells;
use super::super::scan::PlainRow;
use super::Pass;

impl Pass<'_> {
    /// Keeps what the stages that follow need of a row in order, and goes over it.
    pub(super) fn take(&mut self, plain: &PlainRow, accepted: &Accepted<'_>) {
        let (row, line) = self.reader.pass_over(plain.end);
        self.part.is_filled = true;
        self.flush_blank();
        let record = self.part.records;
        self.part.records = record.saturating_add(1);
        let position = Position {
            byte: self.uploaded(plain.start()),
            at: plain.start() as u64,
            row,
            line,
        };
        self.mark(position, record);
        self.part.statuses.push(RowStatus::Ok);
        self.keep_prints(record, accepted);
        if self.part.lookup.is_enabled() {
            self.part.lookup.begin(row, line);
            for at in 0..self.shared.schema.columns.len() {
                if self.part.lookup.looks_up(at)
                    && let Some(value) = accepted.value(at)
                {
                    let byte = self.uploaded(accepted.start(at));
                    let raw = accepted.raw(at);
                    self.part.lookup.add(at, record, &value, raw, byte);
                }
            }
        }
        if self.shared.keeps_rows {
            let cells = (0..self.shared.schema.columns.len()).map(|at| Cell {
                text: accepted.raw(at).into(),
                value: accepted.value(at).map(Into::into),
            });
            self.part.typed.push(Row {
                row,
                line,
                record,
                byte: position.byte,
                status: RowStatus::Ok,
                keys: Arc::clone(&self.shared.keys),
                cells: cells.collect(),
            });
        }
    }

    fn keep_prints(&mut self, record: u32, accepted: &Accepted<'_>) {
        let mut unique_filled = false;
        for (at, prints) in self.shared.unique.iter().zip(&mut self.part.prints) {
            unique_filled |= accepted.state(*at) != Some(CellState::Blank);
            if let Some(hash) = accepted.fingerprint(*at) {
                prints.push(Print::new(hash, record));
            }
        }
        if !unique_filled && !self.shared.columns.in_doubt {
            let mut all = String::new();
            for at in 0..self.shared.schema.columns.len() {
                all.push_str(&accepted.value(at).unwrap_or_default());
                all.push('\u{1f}');
            }
            self.part.loose.push(Print::new(fingerprint(&all), record));
        }
    }
}

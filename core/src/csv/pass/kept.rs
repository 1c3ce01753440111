//! What is kept of a row for the stages that follow, and for whoever asked for rows.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::cell::State as CellState;
use super::super::facts::Lookup;
use super::super::outcome::{Cell, Row, RowStatus};
use super::super::print::{Print, fingerprint};
use super::super::reader::RawRow;
use super::Pass;
use crate::contact::destroyed_span;

impl Pass<'_> {
    /// Keeps what stages 7 and 8 need of the row.
    pub(super) fn remember(&mut self, row: &RawRow, record: u32) {
        let mut unique_filled = false;
        for (at, prints) in self.shared.unique.iter().zip(&mut self.part.prints) {
            let Some(value) = self.values.get(*at) else {
                continue;
            };
            unique_filled |= value.state != CellState::Blank;
            if let Some(text) = value.filled().filter(|_| !value.defaulted) {
                prints.push(Print::new(fingerprint(text), record));
            }
        }
        let in_error = self
            .values
            .iter()
            .any(|value| value.state == CellState::Error);
        if !unique_filled && !in_error && !self.shared.columns.in_doubt {
            let mut all = std::mem::take(&mut self.all);
            self.write_values(&mut all);
            self.part.loose.push(Print::new(fingerprint(&all), record));
            self.all = all;
        }
        if self.part.lookup.is_enabled() {
            let mut lookup = std::mem::take(&mut self.part.lookup);
            self.look_up_later(row, record, &mut lookup);
            self.part.lookup = lookup;
        }
    }

    pub(super) fn look_up_later(&self, row: &RawRow, record: u32, lookup: &mut Lookup) {
        for (at, value) in self.values.iter().enumerate() {
            if !lookup.looks_up(at) || value.state == CellState::Blank {
                continue;
            }
            let raw = value
                .cell
                .map_or(Cow::Borrowed(""), |cell| self.text(row, cell));
            let start = value
                .cell
                .and_then(|cell| row.cells.get(cell))
                .map(|cell| cell.start);
            let byte = self.uploaded(start.unwrap_or(row.range.end));
            match value.filled() {
                Some(canonical) => lookup.add(at, record, canonical, &raw, byte),
                None if lookup.is_number(at) => match destroyed_span(raw.trim()) {
                    Some(span) => lookup.add_span(span),
                    None => lookup.add_candidates(self.shared.judge.candidates(at, &raw)),
                },
                None => {}
            }
        }
    }

    /// Writes all canonical values of the row at hand, told apart, into `all`.
    pub(crate) fn write_values(&self, all: &mut String) {
        all.clear();
        for value in &self.values {
            all.push_str(value.filled().unwrap_or_default());
            all.push('\u{1f}');
        }
    }

    pub(super) fn collect(&mut self, row: &RawRow, record: u32, status: RowStatus) {
        let cells = (0..self.shared.schema.columns.len())
            .map(|at| Cell {
                text: self
                    .source(row, at)
                    .map_or(Cow::Borrowed(""), |cell| self.text(row, cell))
                    .into(),
                value: if row.too_large {
                    None
                } else {
                    self.canonical(at).map(Into::into)
                },
            })
            .collect();
        let position = self.position(row);
        self.part.typed.push(Row {
            row: position.row,
            line: position.line,
            record,
            byte: position.byte,
            status,
            keys: Arc::clone(&self.shared.keys),
            cells,
        });
    }
}

//! Whether the cells of a row can be told apart, and columns that must not be filled.

use super::super::outcome::RowStatus;
use super::super::reader::{RawCell, RawRow, Width, cell_bytes};
use super::Pass;
use crate::finding::{Finding, FindingCode, Scope};

impl Pass<'_> {
    /// Whether the row has a width with which its cells can be told apart.
    pub(super) fn check_width(
        &mut self,
        row: &RawRow,
        record: u32,
        status: &mut RowStatus,
    ) -> bool {
        let Width { least, most } = self.shared.width;
        let place = || self.position(row).place(Some(record));
        if self.shared.width.holds(row.width) {
            return true;
        }
        let structural = self.is_torn(row);
        let finding = if row.width > most {
            if !structural {
                let count = row.width.saturating_sub(most);
                Finding::new(FindingCode::RowTrimmed, place()).with("count", count)
            } else {
                let finding = Finding::new(FindingCode::RowTooLong, place())
                    .with("found", row.width)
                    .with("expected", least)
                    .with("delimiter", char::from(self.reader.delimiter()).to_string());
                if has_odd_quote(row) {
                    finding.with("hint", "quote")
                } else {
                    finding
                }
            }
        } else if !structural {
            Finding::new(FindingCode::RowPadded, place())
                .with("found", row.width)
                .with("expected", least)
        } else {
            let finding = Finding::new(FindingCode::RowTooShort, place())
                .with("found", row.width)
                .with("expected", least);
            match self.width_hint(row) {
                Some(hint) => finding.with("hint", hint),
                None => finding,
            }
        };
        let severity = self.part.collector.add(finding);
        *status = (*status).max(RowStatus::of(severity));
        !structural
    }

    /// Whether the cells of a row cannot be told apart.
    pub(super) fn is_torn(&self, row: &RawRow) -> bool {
        let width = self.shared.width;
        if row.too_large {
            return true;
        }
        if row.width <= width.most {
            return row.width < width.least && row.width < self.shared.columns.needed;
        }
        let extra = row.cells.get(width.most..).unwrap_or_default();
        let raw = |cell: &RawCell| self.bytes.get(cell.content()).unwrap_or_default();
        let encoding = self.shared.encoding;
        let blank = extra.iter().all(|cell| encoding.is_blank(raw(cell)));
        !(blank && self.ends_blank(row))
    }

    /// Says which cells of a row that are not checked have bytes without a meaning: that is about the whole file.
    pub(super) fn undecodable(&mut self, row: &RawRow, record: u32) {
        if self.text.1.is_some() {
            return;
        }
        let mut scratch = Vec::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let raw = cell_bytes(self.bytes, cell, &mut scratch);
            // Where a row that is too large is cut, a character may be too.
            let is_cut = row.too_large && cell.content().end >= row.range.end;
            let raw = match str::from_utf8(raw) {
                Err(error) if is_cut && error.error_len().is_none() => {
                    raw.get(..error.valid_up_to()).unwrap_or_default()
                }
                _ => raw,
            };
            let Err(bad) = self.shared.encoding.text(raw) else {
                continue;
            };
            if cell.too_long || self.shared.columns.is_own(index) {
                continue;
            }
            let place = self.cell_place(row, Some(record), index);
            let finding = Finding::from_problem(bad.problem(), place);
            let scope = finding.code.scope().unwrap_or(Scope::Row);
            let finding = finding.as_error(scope);
            let max = self.shared.limits.value_chars;
            let finding = match self.is_hidden(index) {
                true => finding.without_values(),
                false => finding.with_value(&self.text(row, index), max),
            };
            self.part.collector.add(finding);
        }
    }

    /// Whether the cells of a row that are more than can be told apart are blank too.
    fn ends_blank(&self, row: &RawRow) -> bool {
        let Some(last) = row.cells.last().filter(|_| row.width > row.cells.len()) else {
            return true;
        };
        let rest = self.bytes.get(last.content().end..row.range.end);
        let delimiter = self.reader.delimiter();
        rest.unwrap_or_default()
            .iter()
            .all(|byte| *byte == delimiter || matches!(byte, b' ' | b'"'))
    }

    /// Why a row may be too short: a quote in an odd place, or another separator.
    pub(super) fn width_hint(&self, row: &RawRow) -> Option<&'static str> {
        if has_odd_quote(row) {
            return Some("quote");
        }
        let raw = self.bytes.get(row.range.clone())?;
        let wanted = self
            .shared
            .columns
            .width_without_blanks()
            .saturating_sub(1)
            .max(1);
        let other = [b',', b';', b'\t', b'|'].into_iter().find(|other| {
            *other != self.reader.delimiter()
                && raw.iter().filter(|byte| *byte == other).count() >= wanted
        });
        other.map(|_| "delimiter")
    }

    /// Remembers which columns that are not used are filled.
    pub(super) fn watch(&mut self, row: &RawRow) {
        let (bytes, filled) = (self.bytes, &mut self.part.filled);
        self.watched.retain(|index| {
            let is_filled = row.cells.get(*index).is_some_and(|cell| {
                !self
                    .shared
                    .encoding
                    .is_blank(bytes.get(cell.content()).unwrap_or_default())
            });
            if is_filled {
                filled.push(*index);
            }
            !is_filled
        });
    }
}

fn has_odd_quote(row: &RawRow) -> bool {
    row.cells.iter().any(|cell| cell.stray || cell.unclosed)
}

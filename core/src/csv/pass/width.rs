//! Whether the cells of a row can be told apart, and columns that must not be filled.

use super::super::outcome::RowStatus;
use super::super::reader::{RawCell, RawRow};
use super::Pass;
use crate::finding::{Finding, FindingCode};

impl Pass<'_> {
    /// Whether the row has a width with which its cells can be told apart.
    pub(super) fn check_width(
        &mut self,
        row: &RawRow,
        record: u32,
        status: &mut RowStatus,
    ) -> bool {
        let (least, most) = (
            self.shared.columns.width_without_blanks(),
            self.shared.columns.columns.len(),
        );
        let place = || self.position(row).place(Some(record));
        if (least..=most).contains(&row.width) {
            return true;
        }
        let finding = if row.width > most {
            let extra = row.cells.get(most..).unwrap_or_default();
            let raw = |cell: &RawCell| self.bytes.get(cell.content.clone()).unwrap_or_default();
            let encoding = self.shared.encoding;
            let blank = extra.iter().all(|cell| encoding.is_blank(raw(cell)));
            if blank && self.ends_blank(row) {
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
        } else if row.width >= self.shared.columns.needed {
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
        let structural = matches!(
            finding.code,
            FindingCode::RowTooLong | FindingCode::RowTooShort
        );
        let severity = self.part.collector.add(finding);
        *status = (*status).max(RowStatus::of(severity));
        !structural
    }

    /// Whether the cells of a row that are more than can be told apart are blank too.
    fn ends_blank(&self, row: &RawRow) -> bool {
        let Some(last) = row.cells.last().filter(|_| row.width > row.cells.len()) else {
            return true;
        };
        let rest = self.bytes.get(last.content.end..row.range.end);
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
                    .is_blank(bytes.get(cell.content.clone()).unwrap_or_default())
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

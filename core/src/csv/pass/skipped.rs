//! Rows that are no data: blank ones, the note and the sample of a template.

use super::super::reader::RawRow;
use super::super::row::{NoteKind, note_kind};
use super::super::schema::{ColumnType, Unique};
use super::super::write::unguard;
use super::{Pass, Position};
use crate::finding::{Finding, FindingCode};

impl Pass<'_, '_> {
    /// Blank rows turned out to stand in the middle.
    pub(super) fn flush_blank(&mut self) {
        for position in std::mem::take(&mut self.state.blank) {
            self.counts.skipped.blank = self.counts.skipped.blank.saturating_add(1);
            self.collector
                .add(Finding::new(FindingCode::BlankRow, position.place(None)));
        }
    }

    pub(super) fn is_blank(&self, row: &RawRow) -> bool {
        if row.width > row.cells.len() || row.too_large {
            return false;
        }
        row.cells.iter().enumerate().all(|(index, cell)| {
            let raw = self.bytes.get(cell.content.clone()).unwrap_or_default();
            self.columns.is_own(index) || is_blank(raw)
        })
    }

    /// Whether it is the template's note or sample; then that is said.
    pub(super) fn is_skipped(&mut self, row: &RawRow) -> bool {
        let first = self.text(row, self.columns.first);
        let note = match note_kind(&first, &self.state.note_words) {
            Some(NoteKind::Label) => true,
            Some(NoteKind::Word) => !self.names_somebody(row),
            None => false,
        };
        if !note && !self.is_sample(row) {
            return false;
        }
        let first = first.into_owned();
        let place = Position::of(row).place(None);
        let code = if note {
            self.counts.skipped.note = self.counts.skipped.note.saturating_add(1);
            FindingCode::TemplateNoteRow
        } else {
            self.counts.skipped.sample = self.counts.skipped.sample.saturating_add(1);
            FindingCode::TemplateSampleRow
        };
        let (text, _) = crate::finding::bounded(first.trim(), self.limits.value_chars);
        self.collector
            .add(Finding::new(code, place).with("text", text.into_string()));
        self.quotes(row, None, &[]);
        true
    }

    /// Whether a row that may be a note identifies somebody; without an identity column, whether more is filled.
    pub(super) fn names_somebody(&self, row: &RawRow) -> bool {
        let identity = self.schema.columns.iter().position(|column| {
            matches!(
                column.kind,
                ColumnType::Identity { .. } | ColumnType::Email {}
            ) && column.is_active()
        });
        match identity {
            Some(at) => self
                .source(row, at)
                .is_some_and(|cell| self.judge.is_identity(&self.text(row, cell))),
            None => {
                let filled = (0..row.cells.len()).filter(|cell| {
                    *cell != self.columns.first && !self.text(row, *cell).trim().is_empty()
                });
                filled.count() > 0
            }
        }
    }

    /// Whether it says what the template's sample says, its unique values included: without them any row of ordinary
    /// words would.
    pub(super) fn is_sample(&self, row: &RawRow) -> bool {
        let mut told_apart = 0;
        for (at, column) in self.schema.columns.iter().enumerate() {
            if !column.is_active() {
                continue;
            }
            let sample = column.sample.as_deref().unwrap_or_default();
            let Some(cell) = self.source(row, at) else {
                if column.unique != Unique::No && !sample.is_empty() {
                    return false;
                }
                continue;
            };
            // A template guards its numbers.
            if unguard(self.text(row, cell).trim()) != sample {
                return false;
            }
            told_apart += usize::from(!sample.is_empty());
        }
        told_apart >= 2
    }
}

/// Whether a cell holds nothing but space.
pub(super) fn is_blank(raw: &[u8]) -> bool {
    match raw.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(byte) if byte.is_ascii() => false,
        // The first character decides in most cells, and only so much is decoded.
        Some(_) => raw
            .utf8_chunks()
            .all(|chunk| chunk.invalid().is_empty() && chunk.valid().chars().all(shows_nothing)),
    }
}

pub(super) fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

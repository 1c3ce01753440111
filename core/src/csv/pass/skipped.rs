//! Rows that are no data: blank ones, the note and the sample of a template.

use super::super::reader::RawRow;
use super::super::row::{NoteKind, note_kind};
use super::super::schema::{ColumnType, Unique};
use super::super::write::unguard;
use super::Pass;
use crate::finding::{Finding, FindingCode};

impl Pass<'_> {
    /// Blank rows turned out to stand in the middle.
    pub(super) fn flush_blank(&mut self) {
        if self.part.blank.count > 0 {
            let blank = std::mem::take(&mut self.part.blank);
            self.part.skipped.blank = self.part.skipped.blank.saturating_add(blank.count);
            blank.tell(&mut self.part.collector);
        }
    }

    pub(super) fn is_blank(&self, row: &RawRow) -> bool {
        if row.width > row.cells.len() || row.too_large {
            return false;
        }
        row.cells.iter().enumerate().all(|(index, cell)| {
            let raw = self.bytes.get(cell.content()).unwrap_or_default();
            self.shared.columns.is_own(index) || self.shared.encoding.is_blank(raw)
        })
    }

    /// Whether the row is one of data.
    pub(crate) fn is_data(&self, row: &RawRow) -> bool {
        !self.is_blank(row) && (row.too_large || self.no_data(row).is_none())
    }

    /// Whether it is the template's note or sample; then that is said.
    pub(super) fn is_skipped(&mut self, row: &RawRow) -> bool {
        let Some(code) = self.no_data(row) else {
            return false;
        };
        if code == FindingCode::TemplateNoteRow {
            self.part.skipped.note = self.part.skipped.note.saturating_add(1);
        } else {
            self.part.skipped.sample = self.part.skipped.sample.saturating_add(1);
        }
        let first = self.text(row, self.shared.columns.first);
        let (text, _) = crate::finding::bounded(first.trim(), self.shared.limits.value_chars);
        let finding = Finding::new(code, self.position(row).place(None));
        self.part
            .collector
            .add(finding.with("text", text.into_string()));
        self.quotes(row, None, &[]);
        true
    }

    /// As what the row is skipped: the template's note or its sample.
    fn no_data(&self, row: &RawRow) -> Option<FindingCode> {
        let first = self.text(row, self.shared.columns.first);
        let note = match note_kind(&first, &self.shared.note_words) {
            Some(NoteKind::Label) => true,
            Some(NoteKind::Word) => !self.names_somebody(row),
            None => false,
        };
        if note {
            Some(FindingCode::TemplateNoteRow)
        } else {
            self.is_sample(row)
                .then_some(FindingCode::TemplateSampleRow)
        }
    }

    /// Whether a row that may be a note identifies somebody; without an identity column, whether more is filled.
    pub(super) fn names_somebody(&self, row: &RawRow) -> bool {
        let identity = self.shared.schema.columns.iter().position(|column| {
            matches!(
                column.kind,
                ColumnType::Identity { .. } | ColumnType::Email {}
            ) && column.is_active()
        });
        match identity {
            Some(at) => self
                .source(row, at)
                .is_some_and(|cell| self.shared.judge.is_identity(&self.text(row, cell))),
            None => {
                let filled = (0..row.cells.len()).filter(|cell| {
                    *cell != self.shared.columns.first
                        && !self.shared.columns.is_own(*cell)
                        && !self.text(row, *cell).trim().is_empty()
                });
                filled.count() > 0
            }
        }
    }

    /// Whether it says what the template's sample says, its unique values included: without them any row of ordinary
    /// words would.
    pub(super) fn is_sample(&self, row: &RawRow) -> bool {
        let mut told_apart = 0;
        for (at, column) in self.shared.schema.columns.iter().enumerate() {
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

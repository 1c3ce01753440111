//! Columns that stand in a file twice.

use super::Run;
use crate::csv::behind::Behind;
use crate::csv::columns::{FileColumns, letter};
use crate::csv::decode::TextEncoding;
use crate::csv::reader::{RawCell, cell_bytes};
use crate::csv::source::{Failure, Feed};
use crate::finding::{Finding, FindingCode};

impl Run<'_> {
    /// Columns that stand in the file twice: read as one if no row fills them differently, else an error.
    pub(super) fn settle_doubled(
        &mut self,
        columns: &mut FileColumns,
        feed: &mut Feed<'_>,
        behind: &Behind,
        (delimiter, encoding): (u8, TextEncoding),
    ) -> Result<(), Failure> {
        let doubled = columns.doubled();
        if doubled.is_empty() {
            return Ok(());
        }
        let mut differs = vec![false; doubled.len()];
        let dialect = (delimiter, columns.width());
        behind.each_row(feed, &self.limits, dialect, &mut |bytes, row| {
            for (differs, at) in differs.iter_mut().zip(&doubled) {
                if *differs {
                    continue;
                }
                let sources = columns.sources.get(*at).into_iter().flatten();
                let mut texts = sources
                    .filter_map(|index| {
                        Some(text(bytes, row.cells.get(*index)?, encoding, columns))
                    })
                    .filter(|text| !text.is_empty());
                let first = texts.next();
                *differs = texts.any(|text| Some(&text) != first.as_ref());
            }
        })?;
        for (differs, at) in differs.into_iter().zip(doubled) {
            let sources = columns.sources.get(at).cloned().unwrap_or_default();
            let letters: Vec<String> = sources.iter().filter_map(|index| letter(*index)).collect();
            let code = if differs {
                FindingCode::DuplicateLabel
            } else {
                FindingCode::RepeatedLabel
            };
            let place = columns.place(sources.last().copied());
            self.collector
                .add(Finding::new(code, place).with("letters", letters));
            if differs && let Some(sources) = columns.sources.get_mut(at) {
                // Which of them holds cannot be told: the cells are not checked.
                sources.clear();
                columns.in_doubt = true;
                columns.refresh_needed(self.schema);
            }
        }
        Ok(())
    }
}

/// What a cell says, however it is written: quoted or not, with space around it, or guarded in a report of ours.
fn text(bytes: &[u8], cell: &RawCell, encoding: TextEncoding, columns: &FileColumns) -> String {
    let mut scratch = Vec::new();
    let raw = cell_bytes(bytes, cell, &mut scratch);
    // What is broken is compared by its bytes, each as a character.
    let text = encoding
        .text(raw)
        .unwrap_or_else(|_| TextEncoding::Windows1252.lossy(raw));
    columns.as_uploaded(&text).trim().to_owned()
}

//! The Batch Operations Report as CSV (M-56): what became of each row. With the rows themselves it is in
//! `batch_cells.rs`.

use std::io;

use super::privacy::{mask, shown};
use super::row_text::RowText;
use super::{Pii, View};
use crate::batch::{BatchRow, RowOutcome};
use crate::csv::write::{CsvWriter, WriteOptions};
use crate::e164::E164;
use crate::finding::Finding;
use crate::id::AccountId;

pub(super) const HEADER: [&str; 8] = [
    "_row",
    "_outcome",
    "_account_id",
    "_number",
    "_invitation",
    "_codes",
    "_messages",
    "_suggestions",
];

/// What became of one data row.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchReportRow {
    /// The row as a spreadsheet counts, in the file as uploaded.
    pub row: u32,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// The number that it got.
    pub number: Option<E164>,
    /// What became of its invitation.
    pub invitation: Option<String>,
    /// What the validator and the import said about it.
    pub findings: Vec<Finding>,
}

impl From<&BatchRow> for BatchReportRow {
    fn from(row: &BatchRow) -> Self {
        Self {
            row: u32::try_from(row.row).unwrap_or(u32::MAX),
            outcome: row.outcome,
            account: row.account,
            number: row.number,
            invitation: row.invitation.clone(),
            findings: row.findings.clone(),
        }
    }
}

/// Which rows a batch report has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BatchRows {
    /// Every data row.
    #[default]
    All,
    /// Those of which nothing was imported: failed, rolled back or not attempted. Mended, they are the next upload.
    Failed,
}

impl BatchRows {
    pub(super) fn has(self, outcome: RowOutcome) -> bool {
        let failed = matches!(
            outcome,
            RowOutcome::Failed | RowOutcome::RolledBack | RowOutcome::NotAttempted
        );
        self == Self::All || failed
    }
}

/// Writes the outcomes of a batch without the cells of the file, for batches whose file is no longer there.
///
/// # Errors
/// What the target answers.
pub fn write_batch<W: io::Write>(
    rows: impl IntoIterator<Item = BatchReportRow>,
    which: BatchRows,
    view: View,
    target: W,
) -> io::Result<W> {
    let mut file = CsvWriter::new(target, WriteOptions::default())?;
    file.row(HEADER)?;
    for row in rows.into_iter().filter(|row| which.has(row.outcome)) {
        file.row(own_cells(&row, view))?;
    }
    file.finish()
}

/// What stands in front of the cells.
pub(super) fn own_cells(row: &BatchReportRow, view: View) -> [String; 8] {
    let number = row.number.map(|number| number.to_string());
    let number = match view.pii {
        Pii::Full => number,
        Pii::Masked => number.map(|number| mask(&number)),
        Pii::None => None,
    };
    let findings: Vec<_> = row.findings.iter().map(|f| shown(f, view.pii)).collect();
    let text = RowText::new(findings.iter().map(AsRef::as_ref), view.language);
    [
        row.row.to_string(),
        row.outcome.as_str().to_owned(),
        row.account.map(|id| id.to_string()).unwrap_or_default(),
        number.unwrap_or_default(),
        row.invitation.clone().unwrap_or_default(),
        text.codes,
        text.messages,
        text.suggestions,
    ]
}

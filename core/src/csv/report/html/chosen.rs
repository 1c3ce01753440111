//! Which rows the grid shows, and what each of them is to somebody who looks for what is wrong.

use std::collections::BTreeSet;

use super::columns::Widths;
use super::{PAGE_ROWS, Page};
use crate::csv::RowStatus;
use crate::csv::report::ReportError;
use crate::csv::report::original::{Original, UploadedRow, uploaded};
use crate::csv::report::status::Statuses;
use crate::finding::{Finding, Severity};

/// By what a row is filtered, in the order in which rows are kept where there are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowClass {
    Error,
    Warning,
    Notice,
    Skipped,
    Clean,
    Unchecked,
}

impl RowClass {
    pub(super) const ALL: [Self; 6] = [
        Self::Error,
        Self::Warning,
        Self::Notice,
        Self::Skipped,
        Self::Clean,
        Self::Unchecked,
    ];

    /// As the report counts rows. The status counts as well as what was found, since findings may have been cut off.
    pub(super) fn of(status: Option<RowStatus>, findings: &[&Finding]) -> Self {
        let found = findings.iter().map(|finding| match finding.severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Notice => Self::Notice,
        });
        let found = found.min().unwrap_or(Self::Clean);
        match status {
            _ if found == Self::Error => found,
            Some(RowStatus::Error) => Self::Error,
            Some(RowStatus::Warning) => Self::Warning,
            Some(RowStatus::Ok) => found,
            Some(RowStatus::Skipped) => Self::Skipped,
            None => Self::Unchecked,
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Error => "e",
            Self::Warning => "w",
            Self::Notice => "n",
            Self::Skipped => "x",
            Self::Clean => "c",
            Self::Unchecked => "u",
        }
    }
}

/// The rows of the grid.
#[derive(Default)]
pub(super) struct Chosen {
    /// All rows of the file but the header.
    pub(super) total: usize,
    rows: BTreeSet<u32>,
    /// Of each class: how many rows are shown, and how many there are.
    counts: [(usize, usize); 6],
    /// Of the columns, whose rows are laid out each alone.
    pub(super) widths: Widths,
}

impl Chosen {
    /// Reads the file once and keeps the numbers of at most [`PAGE_ROWS`] rows of each class.
    ///
    /// # Errors
    /// `input_changed`.
    pub(super) fn of(page: &Page<'_>) -> Result<Self, ReportError> {
        let mut by_class: [(Vec<u32>, usize); 6] = Default::default();
        let mut total = 0;
        let mut widths = Widths::of_header(page.report);
        each_row(page, |uploaded, status, findings| {
            total += 1;
            widths.fit(&uploaded.cells);
            let class = RowClass::of(status, findings);
            if let Some((rows, total)) = by_class.get_mut(class as usize) {
                *total += 1;
                if rows.len() < PAGE_ROWS {
                    rows.push(uploaded.row);
                }
            }
            Ok(())
        })?;
        let mut chosen = Self {
            total,
            widths,
            ..Self::default()
        };
        for ((rows, total), count) in by_class.iter().zip(&mut chosen.counts) {
            let left = PAGE_ROWS.saturating_sub(chosen.rows.len());
            *count = (rows.len().min(left), *total);
            chosen.rows.extend(rows.iter().take(left));
        }
        Ok(chosen)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn has(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    /// How many rows of this class are shown, and how many there are.
    pub(super) fn count(&self, class: RowClass) -> (usize, usize) {
        self.counts.get(class as usize).copied().unwrap_or_default()
    }

    /// The first shown row from `first` to `last`.
    pub(super) fn first_in(&self, first: u32, last: u32) -> Option<u32> {
        self.rows.range(first..=last.max(first)).next().copied()
    }
}

/// Reads every row but the header in file order, with its status and what was found in it.
///
/// # Errors
/// `input_changed`, and what `visit` answers.
pub(super) fn each_row(
    page: &Page<'_>,
    mut visit: impl FnMut(&UploadedRow, Option<RowStatus>, &[&Finding]) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let report = page.report;
    let header_row = report.input.header.as_ref().map(|header| header.row);
    let text = uploaded(report, page.bytes)?;
    let mut original = Original::new(report, page.schema, &text);
    let mut statuses = Statuses::new(report);
    while let Some(uploaded) = original.next_row() {
        if Some(uploaded.row) == header_row {
            continue;
        }
        let findings: Vec<_> = report.findings_of_row(uploaded.row).collect();
        let status = statuses.of(&uploaded, &findings);
        visit(&uploaded, status, &findings)?;
    }
    Ok(())
}

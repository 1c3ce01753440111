//! What became of each row of the file, told from the report while the file is read once more.

use super::original::UploadedRow;
use crate::csv::{Report, RowStatus};
use crate::finding::{Finding, FindingCode};

/// The status of each row but the header. Those of data rows are the report's own, which are exact where findings
/// were cut off; findings tell which record a row is.
pub(super) struct Statuses<'a> {
    report: &'a Report,
    header_row: Option<u32>,
    next: usize,
}

impl<'a> Statuses<'a> {
    /// Before the first row.
    pub(super) fn new(report: &'a Report) -> Self {
        let header = report.input.header.as_ref();
        Self {
            report,
            header_row: header.map(|header| header.row),
            next: 0,
        }
    }

    /// Of the next row in file order, with what was found in it. A row beyond a limit, which was not checked, has none.
    pub(super) fn of(
        &mut self,
        uploaded: &UploadedRow,
        findings: &[&Finding],
    ) -> Option<RowStatus> {
        // Above the header, or without one, nothing is data.
        if self.header_row.is_none_or(|header| uploaded.row <= header) {
            return Some(RowStatus::Skipped);
        }
        let record = findings.iter().find_map(|finding| finding.place.record);
        if record.is_none() && (uploaded.is_blank() || findings.iter().any(|f| is_no_data(f))) {
            let fails = findings.iter().any(|finding| finding.is_error());
            return Some(if fails {
                RowStatus::Error
            } else {
                RowStatus::Skipped
            });
        }
        let record = record.and_then(|record| usize::try_from(record).ok());
        let record = record.unwrap_or(self.next);
        self.next = record.saturating_add(1);
        self.report.statuses().get(record).copied()
    }
}

fn is_no_data(finding: &Finding) -> bool {
    matches!(
        finding.code,
        FindingCode::TemplateNoteRow | FindingCode::TemplateSampleRow | FindingCode::BlankRow
    )
}

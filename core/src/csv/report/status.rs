//! What became of each row of the file, told from the report while the file is read once more.

use super::original::UploadedRow;
use crate::csv::{Group, Report, RowStatus};
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

/// The groups of which findings were counted but not kept.
pub(super) struct CutGroups<'a> {
    groups: Vec<&'a Group>,
    /// Whether rows are left out of one of them.
    vague: bool,
}

impl<'a> CutGroups<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let groups = report.groups.iter();
        let groups: Vec<_> = groups.filter(|group| group.shown < group.count).collect();
        let vague = groups.iter().any(|group| group.rows_truncated);
        Self { groups, vague }
    }

    /// Codes of findings of the row that are not kept; none if all are. It is known that there are some, and not which,
    /// where a group has more runs of rows than are listed.
    pub(super) fn of_row(
        &self,
        row: u32,
        status: RowStatus,
        kept: &[&Finding],
    ) -> Option<Vec<&'a str>> {
        let mut codes = Vec::new();
        for group in &self.groups {
            let after = group.rows.partition_point(|(_, last)| *last < row);
            let counted = group
                .rows
                .get(after)
                .is_some_and(|(first, _)| *first <= row);
            let is_kept = |finding: &&Finding| {
                finding.code == group.code && finding.place.field == group.field
            };
            let code = group.code.as_str();
            if counted && !kept.iter().any(is_kept) && !codes.contains(&code) {
                codes.push(code);
            }
        }
        let told = !codes.is_empty() || !kept.is_empty();
        let is_judged = matches!(status, RowStatus::Error | RowStatus::Warning);
        (!codes.is_empty() || self.vague && is_judged && !told).then_some(codes)
    }
}

fn is_no_data(finding: &Finding) -> bool {
    matches!(
        finding.code,
        FindingCode::TemplateNoteRow | FindingCode::TemplateSampleRow | FindingCode::BlankRow
    )
}

//! What can only be said at the end of the file.

use super::Pass;
use crate::finding::{Finding, FindingCode, Place};

impl Pass<'_, '_> {
    /// What can only be said at the end of the file.
    pub(crate) fn finish(&mut self) {
        let trailing = std::mem::take(&mut self.state.blank);
        if let Some(first) = trailing.first() {
            let count = u32::try_from(trailing.len()).unwrap_or(u32::MAX);
            self.counts.skipped.blank = self.counts.skipped.blank.saturating_add(count);
            let place = first.place(None);
            let finding = Finding::new(FindingCode::TrailingBlankRowsIgnored, place);
            self.collector.add(finding.with("count", count));
        }
        let ends = self.reader.line_ends();
        if ends.mixed() {
            let counts = [("CRLF", ends.crlf), ("LF", ends.lf), ("CR", ends.cr)]
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(name, count)| format!("{count} {name}"))
                .collect::<Vec<_>>()
                .join(", ");
            let finding = Finding::new(FindingCode::LineEndingsMixed, Place::default());
            self.collector.add(finding.with("counts", counts));
        }
        for finding in self.columns.findings_at_end(self.schema) {
            self.collector.add(finding);
        }
        if self.state.data_rows == 0 && self.state.complete {
            self.collector
                .add(Finding::new(FindingCode::NoDataRows, Place::default()));
        }
        if let Some(place) = self.state.first_too_many.take() {
            self.state.complete = false;
            let files = u64::from(self.state.data_rows).div_ceil(self.limits.rows);
            let finding = Finding::new(FindingCode::TooManyRows, place)
                .with("count", self.state.data_rows)
                .with("max", self.limits.rows)
                .with("files", files);
            self.collector.add(finding);
        }
        let counts = &mut *self.counts;
        counts.unchecked = self.state.unchecked;
        counts.tally(&self.state.statuses);
        for (row, status) in self.state.rows.iter_mut().zip(&self.state.statuses) {
            row.status = *status;
        }
    }
}

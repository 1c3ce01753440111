//! What can only be said at the end of the file.

use super::super::block::Shared;
use super::super::merge::Merged;
use super::super::outcome::Counts;
use crate::finding::{Finding, FindingCode, Place};

/// Says what can only be said at the end of the file, and counts its rows. Answers whether all of it was checked.
pub(super) fn finish(
    shared: &Shared<'_>,
    merged: &mut Merged,
    counts: &mut Counts,
    was_read: bool,
) -> bool {
    let mut complete = was_read;
    let collector = &mut merged.collector;
    if let Some(first) = merged.blank.kept.first() {
        let count = merged.blank.count;
        merged.skipped.blank = merged.skipped.blank.saturating_add(count);
        let place = first.place(None);
        let finding = Finding::new(FindingCode::TrailingBlankRowsIgnored, place);
        collector.add(finding.with("count", count));
    }
    let ends = merged.ends;
    if ends.mixed() {
        let counts = [("CRLF", ends.crlf), ("LF", ends.lf), ("CR", ends.cr)]
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{count} {name}"))
            .collect::<Vec<_>>()
            .join(", ");
        let finding = Finding::new(FindingCode::LineEndingsMixed, Place::default());
        collector.add(finding.with("counts", counts));
    }
    shared.columns.tell_at_end(shared.schema, &mut |finding| {
        collector.add(finding);
    });
    let data_rows = merged.data_rows();
    if data_rows == 0 && complete {
        merged
            .collector
            .add(Finding::new(FindingCode::NoDataRows, Place::default()));
    }
    if let Some(first) = merged.first_too_many {
        complete = false;
        let files = u64::from(data_rows).div_ceil(shared.limits.rows);
        let finding = Finding::new(FindingCode::TooManyRows, first.place(None))
            .with("count", data_rows)
            .with("max", shared.limits.rows)
            .with("files", files);
        merged.collector.add(finding);
    }
    // Rows above the header are counted already.
    merged.skipped.preamble = counts.skipped.preamble;
    counts.skipped = merged.skipped;
    counts.unchecked = merged.unchecked;
    counts.tally(&merged.statuses);
    complete
}

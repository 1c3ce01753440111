//! Stage 7: what only several rows together show. Values are compared by 64-bit fingerprints; what they hit is read
//! again, in the order of the file, and confirmed on the values by a second fingerprint made otherwise. However many
//! rows are hit, each is read again a fixed number of times.

mod again;
mod bits;
mod detect;
mod duplicates;
mod entry;
mod numbers;
mod optional;
mod repeated;
mod series;
mod similar;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use self::again::Again;
use self::bits::Bits;
use self::detect::{Hits, detect};
use super::block::Shared;
use super::limits::RELATED_ROWS;
use super::merge::Merged;
use super::outcome::RowStatus;
use super::print::{Pages, Print, fingerprint};
use super::schema::ColumnType;
use super::source::{Failure, Feed};
use crate::finding::{Finding, Severity};

/// What stage 7 works on.
struct Cross<'c, 'a> {
    shared: &'c Shared<'c>,
    merged: &'c mut Merged,
    again: Again<'c, 'a>,
    hits: Hits,
    /// Rows of which is told already that they repeat another: skipped, or under strict checks in error.
    repeated: Bits,
}

/// Finds repeated rows, values that stand in several rows, and numbers that are identities too. Before each of these
/// steps it asks `go_on`, and leaves off if that breaks.
///
/// # Errors
/// If rows cannot be read again.
pub(crate) fn check(
    shared: &Shared<'_>,
    feed: &mut Feed<'_>,
    merged: &mut Merged,
    threads: NonZeroUsize,
    go_on: &mut dyn FnMut(&Merged) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Failure> {
    if go_on(merged).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let mut prints = std::mem::take(&mut merged.prints);
    prints.push(std::mem::take(&mut merged.loose));
    let records = u32::try_from(merged.statuses.len()).unwrap_or(u32::MAX);
    let hits = detect(prints, crossing(shared), records, threads);
    let again = Again::new(shared, feed, merged);
    let mut cross = Cross {
        shared,
        merged,
        again,
        hits,
        repeated: Bits::new(records),
    };
    let steps = [
        Cross::repeated_rows,
        Cross::duplicates,
        Cross::numbers_as_identities,
        Cross::optional,
    ];
    for step in steps {
        if go_on(cross.merged).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        step(&mut cross)?;
    }
    Ok(ControlFlow::Continue(()))
}

/// The places of texts that stand among `texts` more than once, as far as their fingerprints tell: what is found before
/// rows are read again. For measuring.
pub(crate) fn repeated<'t>(
    texts: impl Iterator<Item = &'t str>,
    threads: NonZeroUsize,
) -> Vec<u32> {
    let mut pages = Pages::default();
    let mut count = 0_u32;
    for text in texts {
        pages.push(Print::new(fingerprint(text), count));
        count += 1;
    }
    let hits = detect(vec![pages], None, count, threads);
    let (mut places, mut from) = (Vec::new(), 0);
    while let Some(place) = hits.columns.first().and_then(|column| column.next(from)) {
        places.push(place);
        from = place + 1;
    }
    places
}

/// The places among the unique columns of the number that is given out, and of the identity.
fn crossing(shared: &Shared<'_>) -> Option<(usize, usize)> {
    let place = |wanted: fn(&ColumnType) -> bool| {
        shared.unique.iter().position(|column| {
            let column = shared.schema.columns.get(*column);
            column.is_some_and(|column| wanted(&column.kind))
        })
    };
    let number = place(|kind| matches!(kind, ColumnType::Number { .. }))?;
    let identity = place(|kind| matches!(kind, ColumnType::Identity { .. }))?;
    Some((number, identity))
}

impl Merged {
    /// Takes a finding about a row, whose status becomes what that makes of it.
    fn mark(&mut self, record: u32, finding: Finding) {
        let severity = self.collector.add(finding);
        self.worsen(record, severity);
    }

    fn worsen(&mut self, record: u32, severity: Severity) {
        if let Some(status) = self.statuses.get_mut(record as usize) {
            *status = (*status).max(RowStatus::of(severity));
        }
    }

    fn status(&self, record: u32) -> RowStatus {
        let status = self.statuses.get(record as usize);
        status.copied().unwrap_or(RowStatus::Skipped)
    }
}

/// Of rows by rising record, the row of one.
fn row_in(rows: &[(u32, u32)], record: u32) -> Option<u32> {
    let index = rows.binary_search_by_key(&record, |(record, _)| *record);
    rows.get(index.ok()?).map(|(_, row)| *row)
}

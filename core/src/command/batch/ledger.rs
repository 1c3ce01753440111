//! The ledger of an upload: one entry per data row, and the figures of the batch.

use super::row::{Worked, place};
use crate::batch::{BatchCounters, BatchRow, RowOutcome};
use crate::csv::Row;
use crate::finding::{Finding, FindingCode};
use crate::id::BatchId;

/// The ledger's entry for a row, its findings without values. A row that was left alone says so.
#[must_use]
pub fn entry(batch: BatchId, row: &Row, worked: &Worked, said: &[&Finding]) -> BatchRow {
    let left = match worked.outcome {
        RowOutcome::RolledBack => Some(FindingCode::RolledBack),
        RowOutcome::NotAttempted => Some(FindingCode::NotAttempted),
        _ => None,
    };
    let left = left.map(|code| Finding::new(code, place(row, None)));
    let findings = said.iter().copied().chain(&worked.findings).chain(&left);
    BatchRow {
        batch,
        record: row.record,
        row: u64::from(row.row),
        line: u64::from(row.line),
        outcome: worked.outcome,
        findings: findings.cloned().map(Finding::without_values).collect(),
        account: worked.account,
        number: worked.number,
        invitation: worked.invitation.clone(),
    }
}

/// Counts a row.
pub const fn tally(counters: &mut BatchCounters, row: &BatchRow, warned: bool) {
    match row.outcome {
        RowOutcome::Created | RowOutcome::Updated | RowOutcome::Unchanged => {
            counters.succeeded += 1
        }
        RowOutcome::CreatedInvited => {
            counters.succeeded += 1;
            counters.invited += 1;
        }
        RowOutcome::Skipped => counters.skipped += 1,
        RowOutcome::Failed | RowOutcome::RolledBack | RowOutcome::NotAttempted => {
            counters.failed += 1
        }
    }
    if warned {
        counters.warnings += 1;
    }
}

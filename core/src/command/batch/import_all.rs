//! `import_accounts` in mode all: accounts, numbers, invitations, ledger, events and the finished batch in one commit,
//! or the rejected batch and its report.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::facts::{facts, plan_facts};
use super::ledger::{entry, tally};
use super::row::{Rows, Worked};
use super::upload::{Earlier, Standing, Upload};
use crate::batch::{BatchOperation, BatchRow, BatchState, RowOutcome};
use crate::change::{ChangeSet, Put};
use crate::command::account::creation::Creation;
use crate::command::{Command, Context, Decision, Outcome};
use crate::csv::{Report, RowStatus};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::{Finding, Severity};
use crate::id::BatchId;
use crate::settings::ImportMode;
use crate::snapshot::{ReadPlan, Snapshot};

/// The import of a validated file, all or nothing.
#[derive(Clone, Debug, Serialize)]
pub struct ImportAll {
    /// What identifies the upload.
    #[serde(serialize_with = "upload_identity")]
    upload: Arc<Upload>,
    /// The file after stages 1 to 7, with its typed rows.
    #[serde(skip)]
    report: Arc<Report>,
    /// The snapshot that the upload was understood from.
    #[serde(skip)]
    before: Arc<Snapshot>,
}

/// Options and file, as a command's input is fingerprinted.
pub(super) fn upload_identity<S: serde::Serializer>(
    upload: &Arc<Upload>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    (&upload.input, upload.file.sha256, upload.options).serialize(serializer)
}

/// What an import answers: the batch, and in the first answer its rows and the report with every stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// The batch.
    pub batch: BatchId,
    /// Everything else; a repeat reads it from the store instead.
    #[serde(skip)]
    pub detail: Option<Arc<ImportDetail>>,
}

/// A batch with its rows, and the report that they come from.
#[derive(Clone, Debug)]
pub struct ImportDetail {
    /// The batch as it ended.
    pub batch: BatchOperation,
    /// One per data row.
    pub rows: Vec<BatchRow>,
    /// The file after all stages.
    pub report: Report,
}

impl Outcome for ImportOutcome {}

impl ImportAll {
    /// Of an upload that was understood from `before`, and validated.
    #[must_use]
    pub const fn new(upload: Arc<Upload>, report: Arc<Report>, before: Arc<Snapshot>) -> Self {
        Self {
            upload,
            report,
            before,
        }
    }
}

impl Command for ImportAll {
    type Outcome = ImportOutcome;

    const NAME: &'static str = "import_accounts";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.upload.check_size(self.report.rows.len())?;
        let mut plan = Upload::plan(cx, &self.upload.input, &self.upload.file)?;
        let wanted = u32::try_from(self.report.rows.len()).unwrap_or(u32::MAX);
        plan_facts(
            &mut plan,
            &self.report.keys(),
            &self.upload,
            wanted,
            &self.before,
            cx.shortage,
        );
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<ImportOutcome>, Error> {
        let standing = self.upload.again(cx, snapshot)?;
        let Standing {
            upload,
            acting,
            seen,
        } = &standing;
        if let Earlier::Same(found) | Earlier::Stalled(found) = upload.earlier(cx, snapshot)? {
            return before(cx, upload, &found.value);
        }
        let keys = self.report.keys();
        let mut report = Report::clone(&self.report);
        let total = u32::try_from(report.rows.len()).unwrap_or(u32::MAX);
        let facts = facts(cx, acting, seen, snapshot, upload, &keys, total)?;
        report.check(&facts);
        report.add(upload.repeated(cx, snapshot));
        if let Some(plan) = &upload.input.plan {
            report.hold_to(plan);
        }
        upload.check_sending(cx, seen, snapshot, &report.rows)?;
        let batch = upload.batch(cx, snapshot, total);
        if !report.importable() {
            return Ok(rejected(cx, batch, report));
        }
        let creation = Creation::new(cx, acting, seen, snapshot);
        let mut rows = Rows::new(upload, creation, &keys);
        record_start(&mut rows.changes, cx, &batch);
        let mut done = batch.clone();
        let entries = rows.run(report.rows.iter(), &report, &mut done)?;
        report.add(std::mem::take(&mut rows.said));
        if upload.mode == ImportMode::All && done.counters.failed > 0 {
            return Ok(rejected(cx, batch, report));
        }
        end(cx, &mut done);
        let strict = rows.strict;
        let mut changes = rows.changes;
        standing.rely(&mut changes, snapshot, strict);
        Ok(finish(cx, changes, done, entries, report))
    }
}

/// The same upload was made before: under a key that is the answer, without one an error that names it.
fn before(
    cx: &Context<'_>,
    upload: &Upload,
    found: &BatchOperation,
) -> Result<Decision<ImportOutcome>, Error> {
    if upload.input.key.is_none() {
        return Err(duplicate(found.id));
    }
    let outcome = ImportOutcome {
        batch: found.id,
        detail: None,
    };
    Ok(Decision::new(cx.changes(), outcome))
}

/// The state of a batch whose last row is done.
pub(super) fn end(cx: &Context<'_>, batch: &mut BatchOperation) {
    batch.state = match batch.counters.failed {
        0 => BatchState::Completed,
        _ => BatchState::CompletedWithErrors,
    };
    batch.finished_at = Some(cx.now);
}

/// Nothing is imported; what is kept is the batch and its report.
fn rejected(
    cx: &Context<'_>,
    mut batch: BatchOperation,
    report: Report,
) -> Decision<ImportOutcome> {
    let mut changes = cx.changes();
    record_start(&mut changes, cx, &batch);
    let entries = reject(cx, &mut batch, &report);
    finish(cx, changes, batch, entries, report)
}

/// Ends a batch of which nothing is imported: the ledger's entries.
pub(super) fn reject(
    cx: &Context<'_>,
    batch: &mut BatchOperation,
    report: &Report,
) -> Vec<BatchRow> {
    let untouched = match batch.mode {
        ImportMode::All => RowOutcome::RolledBack,
        ImportMode::Partial => RowOutcome::NotAttempted,
    };
    let mut entries = Vec::with_capacity(report.rows.len());
    for row in &report.rows {
        let said: Vec<&Finding> = report.findings_of_row(row.row).collect();
        let outcome = match row.status {
            RowStatus::Skipped => RowOutcome::Skipped,
            RowStatus::Error => RowOutcome::Failed,
            RowStatus::Ok | RowStatus::Warning => untouched,
        };
        let written = entry(batch.id, row, &Worked::of(outcome), &said);
        let warned = said
            .iter()
            .any(|finding| finding.severity == Severity::Warning);
        tally(&mut batch.counters, &written, warned);
        entries.push(written);
    }
    batch.state = BatchState::Rejected;
    batch.finished_at = Some(cx.now);
    entries
}

fn finish(
    cx: &Context<'_>,
    mut changes: ChangeSet,
    batch: BatchOperation,
    rows: Vec<BatchRow>,
    report: Report,
) -> Decision<ImportOutcome> {
    record_end(&mut changes, cx, &batch);
    changes.batches.push(Put::Insert(batch.clone()));
    changes
        .batch_rows
        .extend(rows.iter().cloned().map(Put::Insert));
    let id = batch.id;
    let detail = ImportDetail {
        batch,
        rows,
        report,
    };
    Decision::new(
        changes,
        ImportOutcome {
            batch: id,
            detail: Some(Arc::new(detail)),
        },
    )
}

/// The event of a batch's start.
pub(super) fn record_start(changes: &mut ChangeSet, cx: &Context<'_>, batch: &BatchOperation) {
    changes.record(
        cx.actor.account(),
        EventName::BatchStarted,
        [batch.id.to_string(), batch.organization.to_string()],
        [
            ("rows", json!(batch.counters.total)),
            (
                "file",
                json!(batch.file.as_ref().map(|file| file.sha256.to_string())),
            ),
        ],
    );
}

/// The event of a batch's end, with its figures.
pub(super) fn record_end(changes: &mut ChangeSet, cx: &Context<'_>, batch: &BatchOperation) {
    let counters = &batch.counters;
    changes.record(
        cx.actor.account(),
        EventName::BatchFinished,
        [batch.id.to_string(), batch.organization.to_string()],
        [
            ("state", json!(batch.state.as_str())),
            ("succeeded", json!(counters.succeeded)),
            ("failed", json!(counters.failed)),
            ("skipped", json!(counters.skipped)),
            ("invited", json!(counters.invited)),
        ],
    );
}

/// The same upload was made before.
pub(super) fn duplicate(batch: BatchId) -> Error {
    Error::new(ErrorCode::BatchDuplicate).with("batch", batch.to_string())
}

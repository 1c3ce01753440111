//! `import_accounts` in mode partial, its start: the batch is written down before the first chunk, or taken over from
//! a runner that stopped.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::{facts, plan_facts};
use super::import_all::{duplicate, record_end, record_start, reject, upload_identity};
use super::upload::{Earlier, Standing, Upload};
use crate::batch::{BatchOperation, BatchState};
use crate::change::Put;
use crate::command::{Command, Context, Decision, Outcome};
use crate::csv::Report;
use crate::error::{Error, ErrorCode};
use crate::id::BatchId;
use crate::role::Privilege;
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};

/// Starts an import in mode partial, or goes on with one.
#[derive(Clone, Debug, Serialize)]
pub struct ImportStart {
    #[serde(serialize_with = "upload_identity")]
    upload: Arc<Upload>,
    #[serde(skip)]
    report: Arc<Report>,
    #[serde(skip)]
    before: Arc<Snapshot>,
    /// Go on with this one, whoever runs it (`resume_batch`).
    resume: Option<BatchId>,
}

/// The batch, as the chunks go on with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportStarted {
    /// The batch as it is now.
    pub batch: BatchOperation,
    /// The file after all stages.
    #[serde(skip)]
    pub report: Option<Arc<Report>>,
}

impl Outcome for ImportStarted {}

impl ImportStart {
    /// Of an upload that was understood from `before`, and validated.
    #[must_use]
    pub const fn new(
        upload: Arc<Upload>,
        report: Arc<Report>,
        before: Arc<Snapshot>,
        resume: Option<BatchId>,
    ) -> Self {
        Self {
            upload,
            report,
            before,
            resume,
        }
    }
}

impl Command for ImportStart {
    type Outcome = ImportStarted;

    const NAME: &'static str = "import_accounts";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = Upload::plan(cx, &self.upload.input, &self.upload.file)?;
        plan.batches.extend(self.resume.map(BatchKey::Id));
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
    ) -> Result<Decision<ImportStarted>, Error> {
        let standing = self.upload.again(cx, snapshot)?;
        let Standing {
            upload,
            acting,
            seen,
        } = &standing;
        if let Some(taken) = self.take_over(cx, snapshot, &standing)? {
            return Ok(taken);
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
        let mut batch = upload.batch(cx, snapshot, total);
        let mut changes = cx.changes();
        record_start(&mut changes, cx, &batch);
        if report.importable() {
            upload.check_sending(cx, seen, snapshot, &report.rows)?;
        } else {
            let entries = reject(cx, &mut batch, &report);
            record_end(&mut changes, cx, &batch);
            changes
                .batch_rows
                .extend(entries.into_iter().map(Put::Insert));
        }
        acting.expect_in(&mut changes);
        changes.batches.push(Put::Insert(batch.clone()));
        Ok(Decision::new(
            changes,
            ImportStarted {
                batch,
                report: Some(Arc::new(report)),
            },
        ))
    }
}

impl ImportStart {
    /// The batch of the same upload: done, being done by somebody else, or left for whoever comes.
    fn take_over(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        standing: &Standing<'_>,
    ) -> Result<Option<Decision<ImportStarted>>, Error> {
        let Standing {
            upload,
            acting,
            seen,
        } = standing;
        let found = match (self.resume, upload.earlier(cx, snapshot)?) {
            (Some(id), _) => {
                let found = snapshot
                    .batches
                    .get(&id)
                    .ok_or_else(|| Error::not_found("batch"))?;
                if !found.value.is_of(upload.file.sha256) || found.value.options != upload.options {
                    return Err(Error::new(ErrorCode::InputChanged).with_message(
                        "the file or its options are not those of the import; give the same ones, its encoding too",
                    ));
                }
                let own = cx.actor.account().is_some() && found.value.actor == cx.actor.account();
                if !own {
                    acting.require(Privilege::AccountsBulk, seen)?;
                }
                if !matches!(found.value.state, BatchState::Running | BatchState::Failed) {
                    return Err(batch_state(&found.value));
                }
                found
            }
            (None, Earlier::No) => return Ok(None),
            (None, Earlier::Same(found)) if found.value.state == BatchState::Running => {
                return Err(batch_state(&found.value));
            }
            (None, Earlier::Same(found)) => return Err(duplicate(found.value.id)),
            (None, Earlier::Stalled(found)) => found,
        };
        let mut batch = found.value.clone();
        batch.epoch += 1;
        batch.state = BatchState::Running;
        batch.progress_at = cx.now;
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        changes
            .batches
            .push(Put::Replace(found.version, batch.clone()));
        record_start(&mut changes, cx, &batch);
        let report = Some(Arc::clone(&self.report));
        Ok(Some(Decision::new(
            changes,
            ImportStarted { batch, report },
        )))
    }
}

/// The state of the batch does not allow it.
pub fn batch_state(batch: &BatchOperation) -> Error {
    Error::new(ErrorCode::BatchState)
        .with("state", batch.state.as_str())
        .with("batch", batch.id.to_string())
}

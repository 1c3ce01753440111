//! `import_accounts` in mode partial, one chunk: its rows, their ledger and the next row in one commit. Rights are
//! checked again, and a runner whose epoch is not the batch's writes nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::plan_facts;
use super::import_all::{end, record_end, upload_identity};
use super::import_start::batch_state;
use super::ledger::{entry, tally};
use super::row::{Rows, Worked};
use super::upload::{Standing, Upload};
use crate::batch::{BatchOperation, BatchState, RowOutcome};
use crate::change::{Put, Versioned};
use crate::command::account::creation::Creation;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::csv::{Keys, Report, Row};
use crate::e164::E164;
use crate::error::Error;
use crate::event::EventName;
use crate::finding::Finding;
use crate::id::BatchId;
use crate::limits::IMPORT_CHUNK_ROWS;
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};

/// The next rows of a running import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportChunk {
    #[serde(serialize_with = "upload_identity")]
    upload: Arc<Upload>,
    #[serde(skip)]
    report: Arc<Report>,
    #[serde(skip)]
    before: Arc<Snapshot>,
    batch: BatchId,
    epoch: u64,
    from: u32,
    attempted: bool,
}

/// The batch after a chunk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChunkImported {
    /// The batch as it is now.
    pub batch: BatchOperation,
}

impl Outcome for ChunkImported {}

impl ImportChunk {
    /// The rows from `batch.next_row` on.
    #[must_use]
    pub const fn new(
        upload: Arc<Upload>,
        report: Arc<Report>,
        before: Arc<Snapshot>,
        batch: &BatchOperation,
    ) -> Self {
        let (id, epoch, from) = (batch.id, batch.epoch, batch.next_row);
        Self {
            upload,
            report,
            before,
            batch: id,
            epoch,
            from,
            attempted: true,
        }
    }

    /// The same rows, left alone: the ledger says that they were not attempted, and after the last one the batch is
    /// Cancelled. For the host, when the importer's rights ended half-way.
    #[must_use]
    pub const fn not_attempted(mut self) -> Self {
        self.attempted = false;
        self
    }

    fn leave(
        &self,
        cx: &Context<'_>,
        found: &Versioned<BatchOperation>,
    ) -> Decision<ChunkImported> {
        let mut batch = found.value.clone();
        let mut changes = cx.changes();
        for row in self.rows() {
            let said: Vec<&Finding> = self.report.findings_of_row(row.row).collect();
            let worked = Worked::of(RowOutcome::NotAttempted);
            let written = entry(batch.id, row, &worked, &said);
            tally(&mut batch.counters, &written, false);
            batch.next_row += 1;
            changes.batch_rows.push(Put::Insert(written));
        }
        batch.progress_at = cx.now;
        if batch.next_row >= batch.counters.total {
            batch.state = BatchState::Cancelled;
            batch.finished_at = Some(cx.now);
            let subjects = [batch.id.to_string(), batch.organization.to_string()];
            changes.record(cx.actor.account(), EventName::BatchCancelled, subjects, []);
        }
        changes
            .batches
            .push(Put::Replace(found.version, batch.clone()));
        Decision::new(changes, ChunkImported { batch })
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        let skip = usize::try_from(self.from).unwrap_or(usize::MAX);
        self.report
            .rows
            .iter()
            .skip(skip)
            .take(IMPORT_CHUNK_ROWS as usize)
    }

    /// What the rows of this chunk have to have looked up.
    fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        for row in self.rows() {
            let identity = row.value("identity").or_else(|| row.value("email"));
            keys.identities.extend(identity.map(str::to_owned));
            keys.numbers.extend(
                row.value("multiline_number")
                    .and_then(|it| it.parse::<E164>().ok()),
            );
            keys.extensions
                .extend(row.value("extension").map(str::to_owned));
        }
        keys.identities.sort_unstable();
        keys.extensions.sort_unstable();
        keys.numbers.sort_unstable();
        keys.numbers.dedup();
        keys
    }
}

impl Command for ImportChunk {
    type Outcome = ChunkImported;

    const NAME: &'static str = "import_accounts_chunk";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.batches.push(BatchKey::Id(self.batch));
        let keys = self.keys();
        plan_facts(
            &mut plan,
            &keys,
            &self.upload,
            IMPORT_CHUNK_ROWS,
            &self.before,
            cx.shortage,
        );
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<ChunkImported>, Error> {
        let found = snapshot
            .batches
            .get(&self.batch)
            .ok_or_else(|| Error::not_found("batch"))?;
        let mine = found.value.epoch == self.epoch && found.value.next_row == self.from;
        if !mine || found.value.state != BatchState::Running {
            return Err(batch_state(&found.value));
        }
        if !self.attempted {
            Acting::of(cx, snapshot)?.require_system()?;
            return Ok(self.leave(cx, found));
        }
        let standing = self.upload.again(cx, snapshot)?;
        let Standing {
            upload,
            acting,
            seen,
        } = &standing;
        let creation = Creation::new(cx, acting, seen, snapshot);
        let mut rows = Rows::new(upload, creation, &self.keys());
        let mut batch = found.value.clone();
        let entries = rows.run(self.rows(), &self.report, &mut batch)?;
        batch.progress_at = cx.now;
        let strict = rows.strict;
        let mut changes = rows.changes;
        if batch.next_row >= batch.counters.total {
            end(cx, &mut batch);
            record_end(&mut changes, cx, &batch);
        }
        standing.rely(&mut changes, snapshot, strict);
        changes
            .batches
            .push(Put::Replace(found.version, batch.clone()));
        changes
            .batch_rows
            .extend(entries.into_iter().map(Put::Insert));
        Ok(Decision::new(changes, ChunkImported { batch }))
    }
}

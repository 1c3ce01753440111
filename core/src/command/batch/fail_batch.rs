//! The runner of a batch had to stop: the batch is Failed, and whoever asks may go on with it at once.

use serde::{Deserialize, Serialize};

use super::stop_batch::BatchCancelled;
use crate::batch::BatchState;
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::BatchId;
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};

/// Says that the runner with this epoch stopped. For the host; if somebody else took the batch, nothing happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailBatch {
    /// The batch.
    pub batch: BatchId,
    /// The epoch of the runner that stopped.
    pub epoch: u64,
}

impl Command for FailBatch {
    type Outcome = BatchCancelled;

    const NAME: &'static str = "fail_batch";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.batches.push(BatchKey::Id(self.batch));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<BatchCancelled>, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        let found = snapshot
            .batches
            .get(&self.batch)
            .ok_or_else(|| Error::not_found("batch"))?;
        let mut batch = found.value.clone();
        let mut changes = cx.changes();
        if batch.state == BatchState::Running && batch.epoch == self.epoch {
            batch.state = BatchState::Failed;
            changes
                .batches
                .push(Put::Replace(found.version, batch.clone()));
        }
        Ok(Decision::new(changes, BatchCancelled { batch }))
    }
}

//! The end of a running import before its last row: `cancel_batch`, or the actor's rights ended half-way.

use serde::{Deserialize, Serialize};

use super::import_start::batch_state;
use crate::batch::{BatchOperation, BatchState};
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::BatchId;
use crate::role::{Actor, Privilege};
use crate::snapshot::{BatchKey, ReadPlan, Snapshot};

/// Stops a running batch: committed chunks stay, the rest is not attempted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelBatch {
    /// The batch.
    pub batch: BatchId,
    /// Its organization, to which the actor's right must reach unless it is the batch's own actor.
    pub organization: crate::id::OrganizationId,
}

/// A batch after it was stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchCancelled {
    /// The batch as it is now.
    pub batch: BatchOperation,
}

impl Outcome for BatchCancelled {}

impl Command for CancelBatch {
    type Outcome = BatchCancelled;

    const NAME: &'static str = "cancel_batch";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.batches.push(BatchKey::Id(self.batch));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<BatchCancelled>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting
            .organization(self.organization)
            .map_err(|_| Error::not_found("batch"))?;
        let found = snapshot
            .batches
            .get(&self.batch)
            .filter(|found| found.value.organization == self.organization)
            .ok_or_else(|| Error::not_found("batch"))?;
        let own = cx.actor.account().is_some() && found.value.actor == cx.actor.account();
        if !own && !matches!(cx.actor, Actor::System { .. }) {
            acting.require(Privilege::AccountsBulk, &seen)?;
        }
        if found.value.state == BatchState::Cancelled {
            return Ok(Decision::new(
                cx.changes(),
                BatchCancelled {
                    batch: found.value.clone(),
                },
            ));
        }
        if !matches!(found.value.state, BatchState::Running | BatchState::Failed) {
            return Err(batch_state(&found.value));
        }
        let mut batch = found.value.clone();
        // Rows that no chunk has reached are not attempted; the ledger ends before them.
        let counters = &mut batch.counters;
        counters.failed += counters.total.saturating_sub(batch.next_row);
        batch.state = BatchState::Cancelled;
        batch.epoch += 1;
        batch.finished_at = Some(cx.now);
        let mut changes = cx.changes();
        let subjects = [batch.id.to_string(), batch.organization.to_string()];
        changes.record(cx.actor.account(), EventName::BatchCancelled, subjects, []);
        acting.expect_in(&mut changes);
        changes
            .batches
            .push(Put::Replace(found.version, batch.clone()));
        Ok(Decision::new(changes, BatchCancelled { batch }))
    }
}

//! `complete_outbox`: closes entries that were delivered or given up.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::OutboxState;
use crate::id::EventId;
use crate::limits::LIST_ITEMS;
use crate::snapshot::{ReadPlan, Snapshot};

/// Closes entries. One that somebody else has taken since is left to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteOutbox {
    /// At most 1,000.
    pub entries: Vec<Completion>,
}

/// An entry, as it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The entry.
    pub id: EventId,
    /// The taking that it belongs to.
    pub attempt: u32,
}

/// Which entries were closed, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxCompleted {
    /// Whether each was closed now: not if it was done, or taken anew by somebody else.
    pub changed: Vec<bool>,
}

impl Outcome for OutboxCompleted {}

impl Command for CompleteOutbox {
    type Outcome = OutboxCompleted;

    const NAME: &'static str = "complete_outbox";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.entries.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.entries.len()));
        }
        let mut plan = cx.read_plan();
        plan.outbox
            .extend(self.entries.iter().map(|entry| entry.id));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OutboxCompleted>, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        let mut changes = cx.changes();
        let mut closed = BTreeSet::new();
        let mut changed = Vec::new();
        for completion in &self.entries {
            let found = snapshot
                .outbox
                .get(&completion.id)
                .ok_or_else(|| Error::not_found("outbox_entry"))?;
            let held = matches!(found.value.state, OutboxState::Leased { .. })
                && found.value.attempts == completion.attempt
                && closed.insert(completion.id);
            changed.push(held);
            if held {
                let mut entry = found.value.clone();
                entry.state = OutboxState::Done { at: cx.now };
                changes.outbox.push(Put::Replace(found.version, entry));
            }
        }
        Ok(Decision::new(changes, OutboxCompleted { changed }))
    }
}

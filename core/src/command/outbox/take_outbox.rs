//! `take_outbox`: leases entries for a span, so that one worker delivers each.

use serde::{Deserialize, Serialize};

use crate::change::{EntityKey, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::{OutboxEntry, OutboxState};
use crate::id::{EventId, InvitationId};
use crate::limits::LIST_ITEMS;
use crate::settings::Channel;
use crate::snapshot::{InvitationKey, ReadPlan, Snapshot};
use crate::time::{Duration, Timestamp};

/// Leases these entries, as far as nobody else holds them; what a page of the outbox has shown
/// (`Rollbook::take_outbox`). An entry of a passed generation is closed without being taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakeOutbox {
    /// At most 1,000, each with its invitation.
    pub entries: Vec<(EventId, InvitationId)>,
    /// How long they are held, in microseconds.
    pub lease_micros: i64,
}

/// The entries that are now held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxTaken {
    /// In the order asked for; those held elsewhere, done or passed are left out.
    pub entries: Vec<Leased>,
    /// Entries closed because a later generation replaces theirs, or the invitation was withdrawn.
    pub passed: u32,
}

/// An entry held by whoever took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leased {
    /// The entry.
    pub id: EventId,
    /// The invitation to render.
    pub invitation: InvitationId,
    /// Its generation.
    pub generation: u64,
    /// How it travels.
    pub channel: Channel,
    /// Which taking this is, from 1; completing and recording name it.
    pub attempt: u32,
    /// Until when nobody else may take it.
    pub until: Timestamp,
}

impl Outcome for OutboxTaken {}

impl Command for TakeOutbox {
    type Outcome = OutboxTaken;

    const NAME: &'static str = "take_outbox";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.entries.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.entries.len()));
        }
        let mut plan = cx.read_plan();
        for (entry, invitation) in &self.entries {
            plan.outbox.push(*entry);
            plan.invitations.push(InvitationKey::Id(*invitation));
        }
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OutboxTaken>, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        let mut changes = cx.changes();
        let mut taken = OutboxTaken {
            entries: Vec::new(),
            passed: 0,
        };
        let until = cx.now + Duration::micros(self.lease_micros.max(0));
        for (id, _) in &self.entries {
            let free = |entry: &OutboxEntry| is_free(entry, cx.now);
            let Some(found) = snapshot.outbox.get(id).filter(|found| free(&found.value)) else {
                continue;
            };
            let mut entry = found.value.clone();
            if let Some(invitation) = snapshot.invitations.get(&entry.invitation) {
                let key = EntityKey::Invitation(entry.invitation);
                changes.expect(key, Some(invitation.version));
            }
            if is_current(&entry, snapshot) {
                entry.attempts = entry.attempts.saturating_add(1);
                entry.state = OutboxState::Leased { until };
                taken.entries.push(Leased {
                    id: entry.id,
                    invitation: entry.invitation,
                    generation: entry.generation,
                    channel: entry.channel,
                    attempt: entry.attempts,
                    until,
                });
            } else {
                entry.state = OutboxState::Done { at: cx.now };
                taken.passed += 1;
            }
            changes.outbox.push(Put::Replace(found.version, entry));
        }
        Ok(Decision::new(changes, taken))
    }
}

fn is_free(entry: &OutboxEntry, now: Timestamp) -> bool {
    match entry.state {
        OutboxState::Waiting => true,
        OutboxState::Leased { until } => until <= now,
        OutboxState::Done { .. } => false,
    }
}

/// Whether the entry's generation is still the one that works.
fn is_current(entry: &OutboxEntry, snapshot: &Snapshot) -> bool {
    snapshot
        .invitations
        .get(&entry.invitation)
        .is_some_and(|found| {
            found.value.generation.number == entry.generation && found.value.revoked.is_none()
        })
}

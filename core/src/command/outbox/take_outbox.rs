//! `take_outbox`: leases entries for a span, so that one worker delivers each.

use serde::{Deserialize, Serialize};

use crate::change::{EntityKey, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::{AlertNotice, OutboxEntry, OutboxState, OutboxWhat};
use crate::id::{EventId, InvitationId};
use crate::limits::LIST_ITEMS;
use crate::settings::Channel;
use crate::snapshot::{InvitationKey, ReadPlan, Snapshot};
use crate::time::{Duration, Timestamp};

/// Leases these entries, as far as nobody else holds them; what a page of the outbox has shown
/// (`Rollbook::take_outbox`). An entry of a passed generation is closed without being taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakeOutbox {
    /// At most 1,000, each with its invitation if it delivers one.
    pub entries: Vec<(EventId, Option<InvitationId>)>,
    /// How long they are held, in microseconds.
    pub lease_micros: i64,
}

/// The entries that are now held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxTaken {
    /// In the order asked for; those held elsewhere, done or passed are left out.
    pub entries: Vec<Leased>,
    /// Alerts, in the order asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<LeasedAlert>,
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

/// An alert held by whoever took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeasedAlert {
    /// The entry.
    pub id: EventId,
    /// What happened.
    pub notice: AlertNotice,
    /// Which taking this is, from 1.
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
            plan.invitations.extend(invitation.map(InvitationKey::Id));
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
            alerts: Vec::new(),
            passed: 0,
        };
        let until = cx.now + Duration::micros(self.lease_micros.max(0));
        for (id, _) in &self.entries {
            let free = |entry: &OutboxEntry| is_free(entry, cx.now);
            let Some(found) = snapshot.outbox.get(id).filter(|found| free(&found.value)) else {
                continue;
            };
            let mut entry = found.value.clone();
            let attempt = entry.attempts.saturating_add(1);
            entry.attempts = attempt;
            entry.state = OutboxState::Leased { until };
            match &entry.what {
                OutboxWhat::Alert(notice) => taken.alerts.push(LeasedAlert {
                    id: entry.id,
                    notice: notice.clone(),
                    attempt,
                    until,
                }),
                OutboxWhat::Invitation {
                    invitation,
                    generation,
                    channel,
                } => {
                    if let Some(found) = snapshot.invitations.get(invitation) {
                        changes.expect(EntityKey::Invitation(*invitation), Some(found.version));
                    }
                    if is_current(*invitation, *generation, snapshot) {
                        taken.entries.push(Leased {
                            id: entry.id,
                            invitation: *invitation,
                            generation: *generation,
                            channel: *channel,
                            attempt,
                            until,
                        });
                    } else {
                        entry.attempts = found.value.attempts;
                        entry.state = OutboxState::Done { at: cx.now };
                        taken.passed += 1;
                    }
                }
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

/// Whether a generation is still the one that works.
fn is_current(invitation: InvitationId, generation: u64, snapshot: &Snapshot) -> bool {
    snapshot.invitations.get(&invitation).is_some_and(|found| {
        found.value.generation.number == generation && found.value.revoked.is_none()
    })
}

//! `record_delivery`: what the host learned about a message. Reports come in any order and may repeat.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::Onboarding;
use crate::change::{ChangeSet, EntityKey, Put, Versioned};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::finding::{FindingCode, Problem};
use crate::id::InvitationId;
use crate::invitation::{Delivery, DeliveryState, Invitation, InvitationState};
use crate::snapshot::{InvitationKey, ReadPlan, Snapshot};
use crate::time::Timestamp;

/// Longest reason, in characters.
const REASON: usize = 64;

/// Records how far the message of a generation got. Within one attempt the state only advances, a later attempt
/// replaces it, and a report for an older generation changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDelivery {
    /// The invitation.
    pub invitation: InvitationId,
    /// The generation that was sent.
    pub generation: u64,
    /// The attempt, from 1.
    pub attempt: NonZeroU32,
    /// How far it got.
    pub state: DeliveryReport,
    /// Why it failed: a keyword of 1 to 64 of `a–z 0–9 . _ -`, never an address.
    pub reason: Option<String>,
    /// When the host learned it.
    pub at: Timestamp,
}

/// How far a message got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryReport {
    /// Waiting at the carrier.
    Queued,
    /// Handed over.
    Sent,
    /// Arrived.
    Delivered,
    /// Not delivered.
    Failed,
}

impl From<DeliveryReport> for DeliveryState {
    fn from(report: DeliveryReport) -> Self {
        match report {
            DeliveryReport::Queued => Self::Queued,
            DeliveryReport::Sent => Self::Sent,
            DeliveryReport::Delivered => Self::Delivered,
            DeliveryReport::Failed => Self::Failed,
        }
    }
}

/// The report was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecorded {
    /// The state in force.
    pub state: DeliveryState,
    /// Whether the report changed it.
    pub changed: bool,
}

impl Outcome for DeliveryRecorded {}

impl Command for RecordDelivery {
    type Outcome = DeliveryRecorded;

    const NAME: &'static str = "record_delivery";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let keyword = |reason: &String| {
            (1..=REASON).contains(&reason.len())
                && reason
                    .bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
        };
        if self.reason.as_ref().is_some_and(|reason| !keyword(reason)) {
            let problem = Problem::new(FindingCode::TextNotAllowed)
                .with("reason", "only letters a to z, digits, `.`, `_` and `-`");
            return Err(Error::field("reason", &problem));
        }
        let mut plan = cx.read_plan();
        plan.invitations.push(InvitationKey::Id(self.invitation));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<DeliveryRecorded>, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        let absent = || Error::not_found("invitation");
        let found = snapshot
            .invitations
            .get(&self.invitation)
            .ok_or_else(absent)?;
        if self.generation == 0 || self.generation > found.value.generation.number {
            return Err(absent());
        }
        let mut changes = cx.changes();
        let changed = self.generation == found.value.generation.number
            && advances(&found.value.delivery, self.attempt, self.state.into());
        if changed {
            self.apply(found, snapshot, &mut changes);
        }
        let state = if changed {
            self.state.into()
        } else {
            found.value.delivery.state
        };
        Ok(Decision::new(changes, DeliveryRecorded { state, changed }))
    }
}

impl RecordDelivery {
    fn apply(&self, found: &Versioned<Invitation>, snapshot: &Snapshot, changes: &mut ChangeSet) {
        let mut invitation = found.value.clone();
        invitation.delivery = Delivery {
            state: self.state.into(),
            attempt: self.attempt.get(),
            at: Some(self.at),
            reason: self.reason.clone(),
        };
        let state: DeliveryState = self.state.into();
        changes.record(
            None,
            EventName::InvitationDelivery,
            [invitation.id.to_string(), invitation.account.to_string()]
                .into_iter()
                .chain(
                    snapshot
                        .organization_of(invitation.account)
                        .map(|id| id.to_string()),
                ),
            [
                ("generation", self.generation.into()),
                ("attempt", self.attempt.get().into()),
                ("state", state.as_str().into()),
                (
                    "reason",
                    self.reason.clone().map_or(Value::Null, Value::from),
                ),
            ],
        );
        if invitation.state == InvitationState::Open {
            follow(self.state, &invitation, snapshot, changes);
        }
        changes
            .invitations
            .push(Put::Replace(found.version, invitation));
    }
}

/// Whether a report says more than what is known: a later attempt, or the same one further on.
fn advances(known: &Delivery, attempt: NonZeroU32, state: DeliveryState) -> bool {
    let further = rank(state) > rank(known.state);
    match attempt.get().cmp(&known.attempt.max(1)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => further,
        std::cmp::Ordering::Greater => true,
    }
}

/// Queued < Sent < Delivered or Failed; an end is an end.
const fn rank(state: DeliveryState) -> u8 {
    match state {
        DeliveryState::NotRequested => 0,
        DeliveryState::Queued => 1,
        DeliveryState::Sent => 2,
        DeliveryState::Delivered | DeliveryState::Failed => 3,
    }
}

/// Somebody who waits is InvitationFailed or Invited again; others stay what they are.
fn follow(
    report: DeliveryReport,
    invitation: &Invitation,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) {
    let Some(found) = snapshot.accounts.get(&invitation.account) else {
        return;
    };
    let next = match (report, found.value.onboarding) {
        (DeliveryReport::Failed, Onboarding::Invited) => Onboarding::InvitationFailed,
        (DeliveryReport::Sent | DeliveryReport::Delivered, Onboarding::InvitationFailed) => {
            Onboarding::Invited
        }
        _ => {
            changes.expect(EntityKey::Account(found.value.id), Some(found.version));
            return;
        }
    };
    let mut account = found.value.clone();
    account.onboarding = next;
    changes.accounts.push(Put::Replace(found.version, account));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_an_attempt_the_state_only_advances_and_a_later_attempt_replaces_it() {
        let known = |state, attempt| Delivery {
            state,
            attempt,
            ..Delivery::default()
        };
        let attempt = |number| NonZeroU32::new(number).unwrap();
        let sent = known(DeliveryState::Sent, 2);
        assert!(advances(&sent, attempt(2), DeliveryState::Failed));
        assert!(!advances(&sent, attempt(2), DeliveryState::Queued));
        assert!(!advances(&sent, attempt(1), DeliveryState::Failed));
        assert!(advances(&sent, attempt(3), DeliveryState::Queued));
        let failed = known(DeliveryState::Failed, 1);
        assert!(!advances(&failed, attempt(1), DeliveryState::Delivered));
        let queued = known(DeliveryState::Queued, 0);
        assert!(advances(&queued, attempt(1), DeliveryState::Sent));
        assert!(!advances(&queued, attempt(1), DeliveryState::Queued));
    }
}

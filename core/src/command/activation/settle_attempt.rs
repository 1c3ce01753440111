//! What a right code leaves to be written when nothing else was: its count is cleared, and a used invitation that is
//! presented from elsewhere is put on record.

use serde::{Deserialize, Serialize};

use super::credential::Presented;
use super::device::PresentedDevice;
use super::proof::Proved;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::snapshot::{ReadPlan, Snapshot};

/// Settles an attempt that was counted and proved right, and whose command was refused or only repeated.
#[derive(Clone, Debug, Serialize)]
pub struct SettleAttempt {
    /// The proof.
    pub presented: Presented,
    /// The phone, if it was refused because another activated before: somebody may have been first.
    pub refused: Option<PresentedDevice>,
}

/// It is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptSettled {}

impl Outcome for AttemptSettled {}

impl Command for SettleAttempt {
    type Outcome = AttemptSettled;

    const NAME: &'static str = "settle_attempt";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.presented.key());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AttemptSettled>, Error> {
        let proved = Proved::of(cx, snapshot, &self.presented)?;
        let mut changes = cx.changes();
        proved.clear_in(&mut changes);
        let elsewhere = |device: &PresentedDevice| !device.is_bound(&proved);
        if self.refused.as_ref().is_some_and(elsewhere) {
            let invitation = &proved.invitation.value;
            changes.record(
                None,
                EventName::InvitationReuseRefused,
                [
                    invitation.id.to_string(),
                    invitation.account.to_string(),
                    proved.account.value.organization.to_string(),
                ],
                [("generation", invitation.generation.number.into())],
            );
        }
        Ok(Decision::new(changes, AttemptSettled {}))
    }
}

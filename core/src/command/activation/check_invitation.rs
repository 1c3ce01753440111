//! `check_invitation`: says what an invitation is good for, and changes nothing but the count of attempts (N-18).

use serde::{Deserialize, Serialize};

use super::credential::Presented;
use super::numbers;
use super::proof::Proved;
use crate::account::Onboarding;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::invitation::InvitationKind;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::OrganizationName;
use crate::time::Timestamp;

/// Checks a credential whose attempt was counted.
#[derive(Clone, Debug, Serialize)]
pub struct CheckInvitation {
    /// The proof.
    pub presented: Presented,
}

/// What the holder of a good credential learns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationChecked {
    /// Into which organization.
    pub organization_name: OrganizationName,
    /// As what.
    pub kind: InvitationKind,
    /// Until when; none for ever.
    pub expires_at: Option<Timestamp>,
    /// What accepting it still needs.
    pub needs: Needs,
}

/// What accepting an invitation still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// A line has no number: one is to be chosen.
    pub number_choice: bool,
    /// The personal number of the phone.
    pub device_number: bool,
    /// A password, to be set at the host.
    pub password_at_host: bool,
}

impl Outcome for InvitationChecked {}

impl Command for CheckInvitation {
    type Outcome = InvitationChecked;

    const NAME: &'static str = "check_invitation";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.presented.key());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<InvitationChecked>, Error> {
        let proved = Proved::of(cx, snapshot, &self.presented)?;
        proved.require_usable(cx, snapshot)?;
        let mut changes = cx.changes();
        proved.clear_in(&mut changes);
        let account = &proved.account.value;
        let invitation = &proved.invitation.value;
        let has_line = !account.lines.is_empty();
        let needs = Needs {
            number_choice: numbers::lines(&proved).any(|line| snapshot.number_on(line).is_none()),
            device_number: account.device.is_some()
                || (has_line && proved.seen.settings.device_number_required),
            password_at_host: invitation.kind != InvitationKind::User
                && account.onboarding != Onboarding::Activated,
        };
        Ok(Decision::new(
            changes,
            InvitationChecked {
                organization_name: proved.seen.organization.value.name.clone(),
                kind: invitation.kind,
                expires_at: invitation.generation.expires_at,
                needs,
            },
        ))
    }

    fn may_replay(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        Proved::of(cx, snapshot, &self.presented).map(|_| ())
    }
}

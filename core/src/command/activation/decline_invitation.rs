//! `decline_invitation`: the holder says no. Nobody asks again without a new consent.

use serde::{Deserialize, Serialize};

use super::count_attempt::Found;
use super::credential::Presented;
use super::proof::Proved;
use crate::account::{Enabled, Onboarding};
use crate::change::Put;
use crate::command::guard::held_roles;
use crate::command::invitation::sending::waits_already;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, OrganizationId};
use crate::invitation::{InvitationState, Revocation};
use crate::role::Rank;
use crate::snapshot::{ReadPlan, Snapshot};

/// Declines an invitation whose attempt was counted. Its serialized form holds the generation and no code.
#[derive(Clone, Debug, Serialize)]
pub struct DeclineInvitation {
    /// The proof.
    pub presented: Presented,
    /// What counting found.
    pub found: Option<Found>,
}

/// An account that has opted out. Numbers stay on its lines until an administrator takes them off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationDeclined {
    /// The account.
    pub account: AccountId,
    /// Its organization.
    pub organization: OrganizationId,
}

impl Outcome for InvitationDeclined {}

impl Command for DeclineInvitation {
    type Outcome = InvitationDeclined;

    const NAME: &'static str = "decline_invitation";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.presented.key());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<InvitationDeclined>, Error> {
        let proved = Proved::of(cx, snapshot, &self.presented)?;
        proved.require_usable(cx, snapshot)?;
        // There is always one Owner, and it is Enabled (N-02).
        let mut roles = held_roles(proved.account.value.id, snapshot);
        if roles.any(|(_, role)| role.rank == Some(Rank::Owner)) {
            return Err(Error::new(ErrorCode::AccountIsOwner));
        }
        let mut changes = cx.changes();
        let mut invitation = proved.invitation.value.clone();
        invitation.state = InvitationState::Revoked;
        invitation.revoked = Some(Revocation {
            at: cx.now,
            by: None,
        });
        invitation.attempts.clear();
        let mut account = proved.account.value.clone();
        if waits_already(&account) {
            account.onboarding = Onboarding::NotInvited;
        }
        account.enabled = Enabled::OptedOut;
        account.consent = None;
        account.opted_out_at = Some(cx.now);
        let outcome = InvitationDeclined {
            account: account.id,
            organization: account.organization,
        };
        changes.record(
            None,
            EventName::InvitationDeclined,
            [
                invitation.id.to_string(),
                account.id.to_string(),
                account.organization.to_string(),
            ],
            [("generation", invitation.generation.number.into())],
        );
        changes
            .invitations
            .push(Put::Replace(proved.invitation.version, invitation));
        changes
            .accounts
            .push(Put::Replace(proved.account.version, account));
        Ok(Decision::new(changes, outcome))
    }

    fn may_replay(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        Proved::of(cx, snapshot, &self.presented).map(|_| ())
    }
}

//! `revoke_invitations`: withdraws invitations. Numbers stay on their lines, and active people stay active.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::send_invitations::OnError;
use super::sending::waits_already;
use crate::account::Onboarding;
use crate::change::{ChangeSet, Put};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::invitation::{InvitationState, Revocation};
use crate::limits::LIST_ITEMS;
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};

/// Withdraws the invitation of each account. One named twice is withdrawn once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeInvitations {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

/// What became of each account, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationsRevoked {
    /// One entry per account given.
    pub items: Vec<RevokedItem>,
}

/// What became of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedItem {
    /// The account.
    pub account: AccountId,
    /// Whether something changed: not if it was withdrawn before.
    pub changed: bool,
    /// Why it failed: the code.
    pub error: Option<String>,
}

impl Outcome for InvitationsRevoked {}

impl Command for RevokeInvitations {
    type Outcome = InvitationsRevoked;

    const NAME: &'static str = "revoke_invitations";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.accounts.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.accounts.len()));
        }
        let mut plan = cx.read_plan();
        plan.accounts.extend(self.accounts.iter().copied());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<InvitationsRevoked>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let mut seen = BTreeSet::new();
        let mut items: Vec<RevokedItem> = Vec::new();
        for account in &self.accounts {
            if !seen.insert(*account) {
                let known = items.iter().find(|item| item.account == *account).cloned();
                items.extend(known);
                continue;
            }
            let (changed, error) = match revoke(cx, snapshot, &acting, *account, &mut changes) {
                Ok(changed) => (changed, None),
                Err(error) if self.on_error == OnError::All => return Err(error),
                Err(error) => (false, Some(error.code().as_str().to_owned())),
            };
            items.push(RevokedItem {
                account: *account,
                changed,
                error,
            });
        }
        if !changes.is_empty() {
            acting.expect_in(&mut changes);
        }
        Ok(Decision::new(changes, InvitationsRevoked { items }))
    }
}

fn revoke(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    acting: &Acting<'_>,
    id: AccountId,
    changes: &mut ChangeSet,
) -> Result<bool, Error> {
    let (found, _) = acting.account(id, AccountAction::Invite)?;
    let existing = snapshot
        .invitation_of(id)
        .ok_or_else(|| Error::not_found("invitation"))?;
    match existing.value.state {
        InvitationState::Revoked => return Ok(false),
        InvitationState::Accepted => {
            return Err(Error::new(ErrorCode::InvitationAlreadyAccepted));
        }
        InvitationState::Open => {}
    }
    let mut invitation = existing.value.clone();
    invitation.state = InvitationState::Revoked;
    invitation.revoked = Some(Revocation {
        at: cx.now,
        by: acting.account,
    });
    changes.record(
        acting.account,
        EventName::InvitationRevoked,
        [
            invitation.id.to_string(),
            id.to_string(),
            found.value.organization.to_string(),
        ],
        [("generation", invitation.generation.number.into())],
    );
    changes
        .invitations
        .push(Put::Replace(existing.version, invitation));
    if waits_already(&found.value) {
        let mut account = found.value.clone();
        account.onboarding = Onboarding::NotInvited;
        changes.accounts.push(Put::Replace(found.version, account));
    }
    Ok(true)
}

//! `replace_device`: a change of device or SIM in one step. The number never leaves its line (M-69, D-25).

use serde::{Deserialize, Serialize};

use super::outcome::numbers_of;
use crate::account::{Account, Onboarding};
use crate::change::{ChangeSet, CountedSet, Put, Versioned};
use crate::command::guard::{Acting, Seen, held_roles};
use crate::command::invitation::sending::{Issued, SendRequest, Sending};
use crate::command::limit::{add_limits, limits_on};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::invitation::{InvitationState, Revocation};
use crate::number::NumberState;
use crate::role::{AccountAction, Role};
use crate::snapshot::{ReadPlan, Snapshot};

/// Frees an activated account from its device, so that it can be activated on another one. The secret that the old
/// device knew is dead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplaceDevice {
    /// Whose device.
    pub account: AccountId,
    /// Whether a new invitation goes out at once.
    pub send: bool,
    /// Channel and consent.
    pub request: SendRequest,
}

impl ReplaceDevice {
    /// Sent at once, by the channel that fits.
    #[must_use]
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            send: true,
            request: SendRequest::default(),
        }
    }
}

/// The account without device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReplaced {
    /// The account.
    pub account: AccountId,
    /// The generation that was issued; none if nothing was sent.
    pub invitation: Option<Issued>,
}

impl Outcome for DeviceReplaced {}

impl Command for ReplaceDevice {
    type Outcome = DeviceReplaced;

    const NAME: &'static str = "replace_device";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<DeviceReplaced>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        acting.account(self.account, AccountAction::Invite)?;
        if found.value.onboarding != Onboarding::Activated {
            return Err(Error::new(ErrorCode::AccountNotActivated)
                .with("status", found.value.status().as_str()));
        }
        let mut changes = cx.changes();
        let mut account = found.value.clone();
        account.device = None;
        // Not active any more, whatever is sent: the next generation is to be accepted, not used again.
        account.onboarding = Onboarding::NotInvited;
        let invitation = match self.send {
            true => Some(self.issue(&mut account, cx, &acting, &seen, snapshot, &mut changes)?),
            false => {
                withdraw(&account, cx, &acting, snapshot, &mut changes);
                None
            }
        };
        for (line, number) in numbers_of(&account, snapshot) {
            let Versioned { version, value } = number;
            let mut number = value.clone();
            number.state = NumberState::Assigned(line);
            changes.numbers.push(Put::Replace(*version, number));
        }
        changes.accounts.push(Put::Replace(found.version, account));
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        changes.record(
            acting.account,
            EventName::AccountDeviceReplaced,
            [self.account.to_string(), seen.id().to_string()],
            [("sent", self.send.into())],
        );
        let outcome = DeviceReplaced {
            account: self.account,
            invitation,
        };
        Ok(Decision::new(changes, outcome))
    }
}

impl ReplaceDevice {
    fn issue(
        &self,
        account: &mut Account,
        cx: &Context<'_>,
        acting: &Acting<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<Issued, Error> {
        let sending = Sending {
            cx,
            acting,
            seen,
            snapshot,
            request: self.request,
        };
        let roles: Vec<&Role> = held_roles(account.id, snapshot)
            .map(|(_, role)| role)
            .collect();
        let existing = snapshot.invitation_of(account.id);
        let channel = sending.check(account, &roles, existing.map(|it| &it.value))?;
        let pending = CountedSet::PendingInvitations;
        add_limits(changes, limits_on(snapshot, &seen.path, pending, 1));
        sending.issue(account, &roles, existing, channel, 0, changes)
    }
}

/// Without a new generation the current one must not open the account to the old device again.
pub(super) fn withdraw(
    account: &Account,
    cx: &Context<'_>,
    acting: &Acting<'_>,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) {
    let Some(found) = snapshot.invitation_of(account.id) else {
        return;
    };
    if found.value.state == InvitationState::Revoked {
        return;
    }
    let mut invitation = found.value.clone();
    invitation.state = InvitationState::Revoked;
    invitation.revoked = Some(Revocation {
        at: cx.now,
        by: acting.account,
    });
    changes
        .invitations
        .push(Put::Replace(found.version, invitation));
}

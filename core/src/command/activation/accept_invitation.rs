//! `accept_invitation`: one commit or nothing. The account is activated, its number Registered, the device bound, the
//! use counted, and the events appended (`security.md` 2.8).

use serde::{Deserialize, Serialize};

use super::count_attempt::Found;
use super::credential::{Credential, Presented};
use super::device::PresentedDevice;
use super::numbers;
use super::proof::Proved;
use crate::account::{Account, Device, Onboarding};
use crate::change::{ChangeSet, CountedSet, EntityKey, Limit, Put};
use crate::command::guard::{Acting, expect_grants, held_roles};
use crate::command::limit::limits_on;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, OrganizationId};
use crate::invitation::InvitationState;
use crate::role::AccountAction;
use crate::settings::InviterRecheck;
use crate::snapshot::{Bound, ReadPlan, Snapshot};

/// What a person asks for who activates. There is no field for an identity, an account or an organization: the row
/// decides.
#[derive(Clone, Debug)]
pub struct AcceptInvitation {
    /// The proof.
    pub credential: Credential,
    /// The phone.
    pub device: PresentedDevice,
    /// Which number, if the account has a line without one.
    pub number: NumberChoice,
}

/// Which number an account without one gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberChoice {
    /// This one, out of the short list; further lines get any.
    One(E164),
    /// Any.
    Any,
    /// None: the account has its number, or needs none.
    #[default]
    None,
}

/// An acceptance whose attempt was counted. Its serialized form holds the generation and no code, so that the same
/// command id with another generation, device or choice is another input.
#[derive(Clone, Debug, Serialize)]
pub struct Acceptance {
    /// The proof.
    pub presented: Presented,
    /// What counting found.
    pub found: Option<Found>,
    /// The phone.
    pub device: PresentedDevice,
    /// Which number.
    pub number: NumberChoice,
}

/// An account that was activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationAccepted {
    /// The account.
    pub account: AccountId,
    /// Its organization.
    pub organization: OrganizationId,
    /// The number on each line, in their order.
    pub numbers: Vec<Option<E164>>,
    /// Whether it was active before: a reinstallation.
    pub reactivated: bool,
    /// Activations from the bound device, this one included; none without a device number.
    pub activations: Option<u32>,
}

impl Outcome for InvitationAccepted {
    fn complete(&mut self, bound: &[Bound]) {
        for bound in bound {
            let place = bound
                .line
                .and_then(|line| self.numbers.get_mut(usize::from(line.line)));
            if let Some(place) = place {
                *place = Some(bound.number);
            }
        }
    }
}

impl Command for Acceptance {
    type Outcome = InvitationAccepted;

    const NAME: &'static str = "accept_invitation";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.device.check_form()?;
        let found = self.found.unwrap_or(Found::NOBODY);
        let mut plan = cx.read_plan();
        plan.invitations.extend(self.presented.key());
        plan.accounts.push(found.inviter.unwrap_or(found.account));
        if let NumberChoice::One(number) = self.number {
            plan.numbers.push(number);
        }
        plan.probes.push(numbers::probe(found.account, cx.shortage));
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<InvitationAccepted>, Error> {
        let proved = Proved::of(cx, snapshot, &self.presented)?;
        self.require_planned(&proved)?;
        proved.require_usable(cx, snapshot)?;
        let mut changes = cx.changes();
        recheck_inviter(&proved, snapshot, &mut changes)?;
        let device = self.device.admit(&proved)?;
        let numbers = numbers::register(cx, snapshot, &proved, self.number, &mut changes)?;
        let account = self.activate(cx, &proved, device);
        let reactivated = proved.account.value.onboarding == Onboarding::Activated;
        if !reactivated {
            changes.limits = places(snapshot, &proved);
        }
        use_invitation(cx, &proved, &mut changes);
        let outcome = InvitationAccepted {
            account: account.id,
            organization: account.organization,
            numbers,
            reactivated,
            activations: account.device.as_ref().map(|device| device.activations),
        };
        record(&proved, &outcome, &mut changes);
        proved.seen.expect_in(&mut changes, snapshot);
        if account == proved.account.value {
            let key = EntityKey::Account(account.id);
            changes.expect(key, Some(proved.account.version));
        } else {
            changes
                .accounts
                .push(Put::Replace(proved.account.version, account));
        }
        Ok(Decision::new(changes, outcome))
    }

    fn may_replay(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        Proved::of(cx, snapshot, &self.presented).map(|_| ())
    }
}

impl Acceptance {
    /// What was read is what was proved. Otherwise the invitation was sent anew between counting and reading: the same
    /// request, repeated, reads the right rows.
    fn require_planned(&self, proved: &Proved<'_>) -> Result<(), Error> {
        let invitation = &proved.invitation.value;
        let same = self.found.is_some_and(|found| {
            found.invitation == invitation.id
                && found.generation == invitation.generation.number
                && found.account == invitation.account
                && found.inviter == invitation.inviter
        });
        if same {
            Ok(())
        } else {
            Err(Error::new(ErrorCode::StoreBusy))
        }
    }

    fn activate(&self, cx: &Context<'_>, proved: &Proved<'_>, device: Option<E164>) -> Account {
        let mut account = proved.account.value.clone();
        account.onboarding = Onboarding::Activated;
        if let Some(number) = device {
            let before = account.device.take();
            account.device = Some(Device {
                number,
                key: self
                    .device
                    .key
                    .clone()
                    .or_else(|| before.as_ref().and_then(|device| device.key.clone())),
                bound_at: before.as_ref().map_or(cx.now, |device| device.bound_at),
                activations: before.map_or(1, |device| device.activations.saturating_add(1)),
            });
        }
        account
    }
}

/// Whoever sent the invitation must still be allowed to: with `grants` where it gives a role, with `always` whatever
/// it gives (D-48). The same guard judges that stood in front of the sending, and the commit relies on what it saw.
fn recheck_inviter(
    proved: &Proved<'_>,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) -> Result<(), Error> {
    let account = &proved.account.value;
    let always = proved.seen.settings.inviter_recheck == InviterRecheck::Always;
    let mut roles = held_roles(account.id, snapshot).peekable();
    // The host itself sent it: nobody above it could have lost a right.
    let Some(inviter) = proved.invitation.value.inviter else {
        return Ok(());
    };
    if roles.peek().is_none() && !always {
        return Ok(());
    }
    let refused = || Error::new(ErrorCode::InviterNotAuthorized);
    let acting = Acting::of_account(inviter, snapshot).ok_or_else(refused)?;
    for (_, role) in roles {
        acting
            .may_grant(role, &account.teams, &proved.seen)
            .map_err(|_| refused())?;
    }
    if always {
        acting
            .account(account.id, AccountAction::Invite)
            .map_err(|_| refused())?;
    }
    acting.expect_in(changes);
    expect_grants(account.id, changes, snapshot);
    Ok(())
}

/// The person was counted when it was invited, and is counted again now: it adds nobody (D-55).
fn places(snapshot: &Snapshot, proved: &Proved<'_>) -> Vec<Limit> {
    let set = if proved.account.value.administrator {
        CountedSet::Admins
    } else {
        CountedSet::Members
    };
    limits_on(snapshot, &proved.seen.path, set, 1)
        .into_iter()
        .map(|limit| Limit { adds: 0, ..limit })
        .collect()
}

/// One more use; a single-use invitation is Accepted by it. The right code clears count and lock.
fn use_invitation(cx: &Context<'_>, proved: &Proved<'_>, changes: &mut ChangeSet) {
    let mut invitation = proved.invitation.value.clone();
    invitation.uses = invitation.uses.saturating_add(1);
    invitation.attempts.clear();
    invitation.accepted_at = invitation.accepted_at.or(Some(cx.now));
    if invitation.is_used_up() {
        invitation.state = InvitationState::Accepted;
    }
    changes
        .invitations
        .push(Put::Replace(proved.invitation.version, invitation));
}

fn record(proved: &Proved<'_>, outcome: &InvitationAccepted, changes: &mut ChangeSet) {
    let name = if outcome.reactivated {
        EventName::AccountReactivated
    } else {
        EventName::AccountActivated
    };
    let invitation = &proved.invitation.value;
    changes.record(
        None,
        name,
        [
            outcome.account.to_string(),
            invitation.id.to_string(),
            outcome.organization.to_string(),
        ],
        [
            ("generation", invitation.generation.number.into()),
            ("activations", outcome.activations.into()),
        ],
    );
}

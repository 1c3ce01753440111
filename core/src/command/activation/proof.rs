//! The proof: a typed code is compared with the secret derived for the current generation. What was proved may be told
//! the truth; everybody else gets one answer (D-49).

use super::count_attempt::find;
use super::credential::Presented;
use crate::account::Account;
use crate::change::{ChangeSet, Put, Versioned};
use crate::command::Context;
use crate::command::guard::Seen;
use crate::credential::derive::{CodeSecret, Salt, code_secret};
use crate::credential::keys::{CodeKeyId, KeyView};
use crate::error::{Error, ErrorCode};
use crate::id::{InvitationId, TenantId};
use crate::invitation::{Invitation, InvitationNow};
use crate::snapshot::Snapshot;

/// An invitation whose current code was presented.
#[derive(Clone, Debug)]
pub struct Proved<'s> {
    /// The invitation.
    pub invitation: &'s Versioned<Invitation>,
    /// Whom it invites.
    pub account: &'s Versioned<Account>,
    /// The account's organization: nobody's view, but the row's.
    pub seen: Seen<'s>,
}

impl<'s> Proved<'s> {
    /// Compares, in constant time, with the code of the current generation and with that of the one before. Where there
    /// is no such invitation, as many secrets are derived.
    ///
    /// # Errors
    /// `invitation_superseded` for the code of the generation before; else `invitation_invalid`, whatever is wrong;
    /// `keys_missing`.
    pub fn of(
        cx: &Context<'_>,
        snapshot: &'s Snapshot,
        presented: &Presented,
    ) -> Result<Self, Error> {
        let found = find(snapshot, presented);
        let [current, previous] = generations(found.map(|(invitation, _)| &invitation.value));
        let is_current = matches(cx, presented, current)?;
        let is_previous = matches(cx, presented, previous)?;
        let invalid = || Error::new(ErrorCode::InvitationInvalid);
        if is_previous && !is_current {
            return Err(Error::new(ErrorCode::InvitationSuperseded));
        }
        let (invitation, account) = found.filter(|_| is_current).ok_or_else(invalid)?;
        let organization = account.value.organization;
        let seen = Seen {
            organization: snapshot
                .organizations
                .get(&organization)
                .ok_or_else(|| Error::internal("organization of an account"))?,
            path: snapshot.path(organization),
            settings: snapshot
                .settings_of(organization)
                .map(Box::new)
                .ok_or_else(|| Error::internal("settings of an account"))?,
        };
        Ok(Self {
            invitation,
            account,
            seen,
        })
    }

    /// Refuses an invitation that its holder cannot use now.
    ///
    /// # Errors
    /// In this order: `invitation_revoked`, `invitation_already_used` (T-04), `invitation_expired`,
    /// `invitation_blocked`.
    pub fn require_usable(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        let invitation = &self.invitation.value;
        let blocked = Invitation::is_blocked_by(&self.account.value)
            || snapshot.disabled_above(self.seen.id()).is_some();
        // A lock of the code was judged when the attempt was counted.
        let mut unlocked = invitation.clone();
        unlocked.attempts.clear();
        let (code, at) = match unlocked.state_at(cx.now, blocked) {
            InvitationNow::Open | InvitationNow::Locked => return Ok(()),
            InvitationNow::Blocked => return Err(Error::new(ErrorCode::InvitationBlocked)),
            InvitationNow::Revoked => (
                ErrorCode::InvitationRevoked,
                invitation.revoked.map(|revoked| revoked.at),
            ),
            InvitationNow::UsedUp => (ErrorCode::InvitationAlreadyUsed, invitation.accepted_at),
            InvitationNow::Expired => (
                ErrorCode::InvitationExpired,
                invitation.generation.expires_at,
            ),
        };
        let error = Error::new(code);
        Err(match at {
            Some(at) => error.with("at", at.to_string()),
            None => error,
        })
    }

    /// The right code clears count and lock, if there is anything to clear.
    pub fn clear_in(&self, changes: &mut ChangeSet) {
        let attempts = &self.invitation.value.attempts;
        if attempts.count == 0 && attempts.locked_until.is_none() {
            return;
        }
        let mut invitation = self.invitation.value.clone();
        invitation.attempts.clear();
        changes
            .invitations
            .push(Put::Replace(self.invitation.version, invitation));
    }
}

/// What a code is derived from; without a key nothing is right.
#[derive(Clone, Copy)]
struct Derived {
    invitation: InvitationId,
    generation: u64,
    salt: Salt,
    code_key: Option<CodeKeyId>,
}

const NOTHING: Derived = Derived {
    invitation: InvitationId::from_bytes([0; 16]),
    generation: 0,
    salt: Salt::from_bytes([0; 16]),
    code_key: None,
};

/// The current generation and the one before.
fn generations(invitation: Option<&Invitation>) -> [Derived; 2] {
    let Some(invitation) = invitation else {
        return [NOTHING; 2];
    };
    let number = invitation.generation.number;
    let current = Derived {
        invitation: invitation.id,
        generation: number,
        salt: invitation.generation.salt,
        code_key: Some(invitation.generation.code_key),
    };
    let previous = invitation.previous.as_ref().map(|previous| Derived {
        invitation: invitation.id,
        generation: number.saturating_sub(1),
        salt: previous.salt,
        code_key: Some(previous.code_key),
    });
    [current, previous.unwrap_or(NOTHING)]
}

/// One derivation and one comparison, whatever is presented. Under a key that is killed or not known nothing is right.
fn matches(cx: &Context<'_>, presented: &Presented, of: Derived) -> Result<bool, Error> {
    let keys = cx.keys.codes()?;
    let key = of.code_key.and_then(|id| keys.get(id));
    let any = || keys.live().next();
    let under = key
        .or_else(any)
        .ok_or_else(|| Error::new(ErrorCode::KeysMissing))?;
    let secret = code_secret(
        under,
        cx.keys.deployment()?,
        cx.tenant,
        of.invitation,
        of.generation,
        &of.salt,
    );
    let same = presented.code().verify(&secret);
    Ok(same && key.is_some())
}

/// The secret of the typed code of an invitation's current generation; none if its code key is killed or not known.
///
/// # Errors
/// `keys_missing`.
pub fn current_secret(
    keys: &KeyView,
    tenant: TenantId,
    invitation: &Invitation,
) -> Result<Option<CodeSecret>, Error> {
    let Some(key) = keys.codes()?.get(invitation.generation.code_key) else {
        return Ok(None);
    };
    Ok(Some(code_secret(
        key,
        keys.deployment()?,
        tenant,
        invitation.id,
        invitation.generation.number,
        &invitation.generation.salt,
    )))
}

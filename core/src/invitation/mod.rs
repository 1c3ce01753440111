//! An invitation: one per account (N-06), issued again as generations. It holds no secret and no digest of one:
//! secrets are derived (`credential/derive.rs`).

pub mod attempts;
pub mod template;

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::contact::Identity;
use crate::credential::derive::Salt;
use crate::credential::keys::CodeKeyId;
use crate::id::{AccountId, InvitationId, RoleId};
use crate::settings::Channel;
use crate::text::ExternalId;
use crate::time::Timestamp;

use attempts::Attempts;

/// The invitation of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id, the same over all generations.
    pub id: InvitationId,
    /// Whom it invites.
    pub account: AccountId,
    /// What it invites to be.
    pub kind: InvitationKind,
    /// The current issue.
    pub generation: Generation,
    /// What the generation before was derived from: its code is answered with `invitation_superseded`.
    pub previous: Option<PreviousGeneration>,
    /// The stored state; what holds now is [`Invitation::state_at`].
    pub state: InvitationState,
    /// How it was sent last; none if the host hands it over itself.
    pub channel: Option<Channel>,
    /// Where it was sent last.
    pub recipient: Option<Identity>,
    /// With the username it selects the invitation for a typed code.
    pub company_id: ExternalId,
    /// The account's identity in canonical form.
    pub username: String,
    /// Most uses of a generation; none for unlimited.
    pub max_uses: Option<u32>,
    /// Uses of the current generation.
    pub uses: u32,
    /// Wrong typed codes and the locks they brought.
    pub attempts: Attempts,
    /// Generations after the first.
    pub resends: u32,
    /// Who sent it last; none for the host.
    pub inviter: Option<AccountId>,
    /// The role that goes with it.
    pub granted_role: Option<RoleId>,
    /// When it was accepted first.
    pub accepted_at: Option<Timestamp>,
    /// When and by whom it was revoked.
    pub revoked: Option<Revocation>,
    /// Delivery of the current generation.
    pub delivery: Delivery,
    /// When it was sent first.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation")
            .field("id", &self.id)
            .field("account", &self.account)
            .field("generation", &self.generation.number)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What an invitation invites to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationKind {
    /// A user of a line.
    User,
    /// An administrator.
    Administrator,
    /// A member of the Members system.
    Member,
}

/// One issue of the credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// 1, 2, …
    pub number: u64,
    /// Drawn at issue; keeps a restored backup from counting to the same secret (N-09).
    pub salt: Salt,
    /// The code key it is derived under.
    pub code_key: CodeKeyId,
    /// The signing key that was active at issue, as its PASERK id.
    pub signing_key: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is expired; none for never.
    pub expires_at: Option<Timestamp>,
}

/// What is kept of the generation before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousGeneration {
    /// Its salt.
    pub salt: Salt,
    /// Its code key.
    pub code_key: CodeKeyId,
}

/// The stored state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// It can be used, as far as time and uses allow.
    Open,
    /// A single-use one that was used.
    Accepted,
    /// Withdrawn.
    Revoked,
}

/// What holds at an instant (`domain.md` 3.2), first match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationNow {
    /// Withdrawn.
    Revoked,
    /// Every use is spent.
    UsedUp,
    /// Its time is over.
    Expired,
    /// Its typed code rests after wrong attempts.
    Locked,
    /// Account or organization may not take part.
    Blocked,
    /// It can be used.
    Open,
}

impl InvitationNow {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::UsedUp => "used_up",
            Self::Expired => "expired",
            Self::Locked => "locked",
            Self::Blocked => "blocked",
            Self::Open => "open",
        }
    }
}

/// When and by whom an invitation was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// By whom; none for the host.
    pub by: Option<AccountId>,
}

/// How far the message of the current generation got. Apart from the invitation's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The state reported last.
    pub state: DeliveryState,
    /// The attempt it belongs to, from 1; 0 before the first.
    pub attempt: u32,
    /// When it was reported.
    pub at: Option<Timestamp>,
    /// Why it failed, as the host said: a short code, never an address.
    pub reason: Option<String>,
}

/// Within one attempt it only advances.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Nothing to deliver.
    #[default]
    NotRequested,
    /// In the outbox.
    Queued,
    /// Handed over.
    Sent,
    /// Arrived.
    Delivered,
    /// Not delivered.
    Failed,
}

impl DeliveryState {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRequested => "not_requested",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl Invitation {
    /// The state in force, computed from `now` (N-23). `blocked` says whether account or organization may not take
    /// part.
    #[must_use]
    pub fn state_at(&self, now: Timestamp, blocked: bool) -> InvitationNow {
        if self.state == InvitationState::Revoked {
            InvitationNow::Revoked
        } else if self.is_used_up() {
            InvitationNow::UsedUp
        } else if self.is_expired(now) {
            InvitationNow::Expired
        } else if self.attempts.locked_until(now).is_some() {
            InvitationNow::Locked
        } else if blocked {
            InvitationNow::Blocked
        } else {
            InvitationNow::Open
        }
    }

    /// Whether every use of the current generation is spent.
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.state == InvitationState::Accepted || self.max_uses.is_some_and(|max| self.uses >= max)
    }

    /// Whether its time is over: good while `now` < `expires_at`, without tolerance (D-13).
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.generation.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether the account itself keeps it from being accepted.
    #[must_use]
    pub const fn is_blocked_by(account: &Account) -> bool {
        !account.is_enabled()
    }
}

//! An account: one model for a line user, an administrator, a portal member and a login-less member. Two stored
//! axes, and the one status that is displayed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::contact::Identity;
use crate::e164::E164;
use crate::id::{AccountId, GroupId, OrganizationId, TeamId};
use crate::settings::{AccessKind, Application, Language};
use crate::text::{Note, PersonName};
use crate::time::Timestamp;

/// A person, or a phone without a person who signs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id; never used again, also after deletion (N-25).
    pub id: AccountId,
    /// Where it belongs.
    pub organization: OrganizationId,
    /// Portal, or login-less.
    pub access: AccessKind,
    /// Names as the profile has them.
    pub name: Name,
    /// What it is known by: the username. None for login-less accounts (N-07).
    pub identity: Option<Identity>,
    /// Where invitations go; none means to the identity.
    pub notification_address: Option<Identity>,
    /// Applications it may use, for example `MultiLine`.
    pub applications: Vec<Application>,
    /// Its language, from the organization's list.
    pub language: Option<Language>,
    /// 3 to 5 digits, unique in the organization.
    pub extension: Option<String>,
    /// Its lines, at most 8. Which number is on a line is a fact of the number.
    pub lines: Vec<Line>,
    /// The personal phone that activation bound (M-69).
    pub device: Option<Device>,
    /// The axis of permission.
    pub enabled: Enabled,
    /// The axis of onboarding.
    pub onboarding: Onboarding,
    /// Teams that it is in.
    pub teams: BTreeSet<TeamId>,
    /// The permission to send SMS, or to take part again after an opt-out, as it was confirmed last.
    pub consent: Option<Consent>,
    /// When it opted out last.
    pub opted_out_at: Option<Timestamp>,
    /// The host's own pairs: at most 32, key up to 64, value up to 256 characters.
    pub attributes: BTreeMap<String, String>,
    /// Whether a role with privileges was given: then `administrators.*` guards it instead of `accounts.*`.
    pub administrator: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// By whom; none for the host.
    pub created_by: Option<AccountId>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("organization", &self.organization)
            .field("access", &self.access)
            .field("enabled", &self.enabled)
            .field("onboarding", &self.onboarding)
            .finish_non_exhaustive()
    }
}

/// A name in one field or two, as `name_form` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// First and last name, each optional in uploads (D-05).
    Two {
        /// The first name.
        first: Option<PersonName>,
        /// The last name.
        last: Option<PersonName>,
    },
    /// One name.
    One(PersonName),
}

impl Name {
    /// As lists show and sort it: first and last name with a space between, what is there of them.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::One(name) => name.as_str().to_owned(),
            Self::Two { first, last } => {
                let parts: Vec<&str> = [first, last]
                    .into_iter()
                    .flatten()
                    .map(PersonName::as_str)
                    .collect();
                parts.join(" ")
            }
        }
    }
}

/// A confirmed permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// When it was given.
    pub at: Timestamp,
    /// What the host notes about it, up to 200 characters.
    pub note: Option<Note>,
}

/// A line: what may be done on it. The number is held in the inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The user-permission group (D-15).
    pub group: Option<GroupId>,
    /// Switches of the line.
    pub features: LineFeatures,
    /// 4 to 18 digits with country code; when set, calls go there (M-52).
    pub forwarding_number: Option<String>,
}

/// Switches of a line (M-49 to M-53).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFeatures {
    /// WhatsApp, WeChat and LINE.
    pub social_messaging: bool,
    /// Incoming social messages are restricted; counts only with `social_messaging`.
    pub restrict_incoming_social_messaging: bool,
    /// Calls are recorded (`auto`).
    pub monitor_calls: bool,
    /// SMS are recorded (`on`).
    pub monitor_sms: bool,
}

/// The personal phone behind an activated account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The personal number, canonical.
    pub number: E164,
    /// What the host knows the device's key by, if it has one.
    pub key: Option<String>,
    /// When it was bound first.
    pub bound_at: Timestamp,
    /// Activations, the first included.
    pub activations: u32,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device")
            .field("activations", &self.activations)
            .finish_non_exhaustive()
    }
}

/// May this person take part?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enabled {
    /// Yes.
    Enabled,
    /// Stopped; rights and credentials rest, numbers stay.
    Suspended {
        /// By the system (shown as Blocked, D-38) or by an administrator.
        by_system: bool,
        /// Why, up to 200 characters.
        reason: Option<Note>,
    },
    /// Declined or withdrew consent; only a new consent returns.
    OptedOut,
    /// Gone: id and times stay, personal fields are emptied, the identity is free.
    Deleted,
}

/// How far onboarding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onboarding {
    /// Login-less: nothing to activate.
    NotApplicable,
    /// Created, never invited (or revoked).
    NotInvited,
    /// Invited.
    Invited,
    /// Invited, and delivery failed.
    InvitationFailed,
    /// Activated.
    Activated,
}

/// The one status that lists show (`domain.md` 3.1), first match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Activated, or nothing to activate.
    Active,
    /// The invitation could not be delivered.
    InvitationFailed,
    /// Invited.
    Invited,
    /// Not invited.
    NotInvited,
    /// Suspended.
    Suspended,
    /// Opted out.
    OptedOut,
    /// Deleted; never listed.
    Deleted,
}

impl Status {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::InvitationFailed => "invitation_failed",
            Self::Invited => "invited",
            Self::NotInvited => "not_invited",
            Self::Suspended => "suspended",
            Self::OptedOut => "opted_out",
            Self::Deleted => "deleted",
        }
    }

    /// Its place when a list is sorted by status.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Active => 1,
            Self::InvitationFailed => 2,
            Self::Invited => 3,
            Self::NotInvited => 4,
            Self::Suspended => 5,
            Self::OptedOut => 6,
            Self::Deleted => 7,
        }
    }
}

impl std::str::FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::Active,
            Self::InvitationFailed,
            Self::Invited,
            Self::NotInvited,
            Self::Suspended,
            Self::OptedOut,
            Self::Deleted,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or(())
    }
}

impl Account {
    /// The status that lists show.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self.enabled {
            Enabled::Deleted => Status::Deleted,
            Enabled::Suspended { .. } => Status::Suspended,
            Enabled::OptedOut => Status::OptedOut,
            Enabled::Enabled => match self.onboarding {
                Onboarding::NotApplicable | Onboarding::Activated => Status::Active,
                Onboarding::InvitationFailed => Status::InvitationFailed,
                Onboarding::Invited => Status::Invited,
                Onboarding::NotInvited => Status::NotInvited,
            },
        }
    }

    /// Where a message goes: the notification address, else the identity.
    #[must_use]
    pub fn recipient(&self) -> Option<&Identity> {
        self.notification_address
            .as_ref()
            .or(self.identity.as_ref())
    }

    /// Whether it may take part now.
    #[must_use]
    pub const fn is_enabled(&self) -> bool {
        matches!(self.enabled, Enabled::Enabled)
    }
}

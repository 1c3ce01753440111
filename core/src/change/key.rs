//! Keys: of every kind of entity, of what must be unique besides, and of the rules over many rows.

use serde::{Deserialize, Serialize};

use crate::credential::keys::CodeKeyId;
use crate::e164::E164;
use crate::id::{
    AccountId, BatchId, EventId, GroupId, InvitationId, OrganizationId, PrivilegeGroupId, RoleId,
    TeamId, TemplateId,
};
use crate::invitation::InvitationKind;
use crate::number::LineKey;
use crate::pin::PinMac;
use crate::settings::{Channel, Language};
use crate::text::{ExternalId, GroupName, OrganizationName, RoleName};

/// The key of any entity: in a conflict, each stale one is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKey {
    /// The tenant itself.
    Tenant,
    /// An organization.
    Organization(OrganizationId),
    /// The settings of an organization.
    Settings(OrganizationId),
    /// A role.
    Role(RoleId),
    /// A role held by an account.
    Grant(AccountId, RoleId),
    /// A user-permission group.
    Group(GroupId),
    /// A team.
    Team(TeamId),
    /// A privilege group.
    PrivilegeGroup(PrivilegeGroupId),
    /// A template of a message.
    Template(TemplateId),
    /// The PIN of an account.
    Pin(AccountId),
    /// The pool of an organization.
    Pool(OrganizationId),
    /// An account, with its lines.
    Account(AccountId),
    /// An identity in a scope.
    Identity(Canonical, OrganizationId),
    /// An invitation.
    Invitation(InvitationId),
    /// A number.
    Number(E164),
    /// A batch operation.
    Batch(BatchId),
    /// A row of a batch operation.
    BatchRow(BatchId, u32),
    /// An outbox entry.
    Outbox(EventId),
    /// A counter of attempts.
    Attempt(Subject),
    /// A guard.
    Guard(GuardKind),
}

/// A unique key besides the primary one: in a duplicate, each clash is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UniqueKey {
    /// A name among siblings; none is the place of the one root.
    OrganizationName(Option<OrganizationId>, OrganizationName),
    /// An external number, in the whole store.
    ExternalId(ExternalId),
    /// A number in another inventory of the store.
    NumberElsewhere(E164),
    /// A role's name in its organization.
    RoleName(OrganizationId, RoleName),
    /// A user-permission group's name in its organization.
    GroupName(OrganizationId, GroupName),
    /// A team's name in its organization.
    TeamName(OrganizationId, GroupName),
    /// A privilege group's name in its organization.
    PrivilegeGroupName(OrganizationId, GroupName),
    /// The one template of an organization for a message in a language.
    Template(OrganizationId, Channel, InvitationKind, Language),
    /// A PIN in its organization, by its MAC under a key.
    Pin(OrganizationId, CodeKeyId, PinMac),
    /// The one Owner.
    Owner,
    /// An extension in its organization.
    Extension(OrganizationId, String),
    /// The one number of a line (N-04).
    Line(LineKey),
    /// The one invitation of an account (N-06).
    InvitationOf(AccountId),
    /// Company id and username of an invitation.
    Credential(ExternalId, Canonical),
    /// An idempotency key among batches neither Rejected nor Cancelled (N-14).
    BatchKey(String),
    /// An entry of the outbox by invitation, generation and channel.
    Delivery(InvitationId, u64),
}

/// An identity in canonical form: what uniqueness is about. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Canonical(String);

impl Canonical {
    /// From text that is canonical already (`contact::Identity::canonical`).
    #[must_use]
    pub fn new(canonical: impl Into<String>) -> Self {
        Self(canonical.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Canonical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Canonical(..)")
    }
}

/// What attempts are counted by when nothing is found under a name: a MAC, never the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub [u8; 16]);

/// A rule over many rows, of which there is one row each per tenant: expected and bumped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardKind {
    /// The shape of the tree.
    Tree,
    /// Who the Owner is.
    Owner,
    /// Strict sends and moves: no number is promised twice.
    Capacity,
}

impl GuardKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tree, Self::Owner, Self::Capacity];

    /// The stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Owner => "owner",
            Self::Capacity => "capacity",
        }
    }
}

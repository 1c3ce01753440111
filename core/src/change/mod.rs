//! What a command writes, as one value: applied wholly or not at all. A new entity adds a field here, a line in
//! `len`, and its table in each store.

mod key;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use self::key::{Canonical, EntityKey, GuardKind, Subject, UniqueKey};
use crate::account::Account;
use crate::batch::{BatchOperation, BatchRow, Digest};
use crate::e164::E164;
use crate::event::{Event, EventName, OutboxEntry};
use crate::id::{
    AccountId, BatchId, CommandId, EventId, GroupId, InvitationId, OrganizationId,
    PrivilegeGroupId, RoleId, TeamId, TemplateId, TenantId,
};
use crate::invitation::Invitation;
use crate::invitation::attempts::Attempts;
use crate::invitation::template::Template;
use crate::number::pool::Pool;
use crate::number::selector::{NumberSelector, Pick, Spread};
use crate::number::{LineKey, Number, NumberState, Reservation};
use crate::organization::{Organization, OrganizationSettings, Tenant};
use crate::permission_group::PermissionGroup;
use crate::pin::Pin;
use crate::role::{Grant, PrivilegeGroup, Role};
use crate::team::Team;
use crate::text::{ExternalId, Tag};
use crate::time::{Duration, Timestamp};

/// How often an entity was written: 1 when it was inserted, one more each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// Of something just inserted.
    pub const FIRST: Self = Self(1);

    /// After one more write.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// An entity as it was read: the version is what a write of it must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The version read.
    pub version: Version,
    /// The entity.
    pub value: T,
}

/// Something that a store keeps under a key.
pub trait Entity {
    /// What it is found by, within its tenant.
    type Key: Clone + std::fmt::Debug + Ord;
    /// Its key.
    fn key(&self) -> Self::Key;
    /// The key among those of all kinds.
    fn entity_key(key: &Self::Key) -> EntityKey;
}

/// One write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "snake_case",
    bound(
        serialize = "T: Serialize, T::Key: Serialize",
        deserialize = "T: DeserializeOwned, T::Key: DeserializeOwned"
    )
)]
pub enum Put<T: Entity> {
    /// New; the key must be absent.
    Insert(T),
    /// Instead of the version read.
    Replace(Version, T),
    /// Gone; the version read must still hold.
    Delete(Version, T::Key),
}

impl<T: Entity> Put<T> {
    /// The key that is written.
    #[must_use]
    pub fn key(&self) -> T::Key {
        match self {
            Self::Insert(value) | Self::Replace(_, value) => value.key(),
            Self::Delete(_, key) => key.clone(),
        }
    }

    /// The key among those of all kinds.
    #[must_use]
    pub fn entity_key(&self) -> EntityKey {
        T::entity_key(&self.key())
    }

    /// The version that must hold before; none if the key must be absent.
    #[must_use]
    pub const fn before(&self) -> Option<Version> {
        match self {
            Self::Insert(_) => None,
            Self::Replace(version, _) | Self::Delete(version, _) => Some(*version),
        }
    }

    /// What is there afterwards.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Insert(value) | Self::Replace(_, value) => Some(value),
            Self::Delete(..) => None,
        }
    }
}

/// The entry that makes an identity unique in its scope (N-03). It goes when the account is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityEntry {
    /// The identity.
    pub canonical: Canonical,
    /// Where it is unique: the root, or with `identity_scope` organization the account's own organization.
    pub scope: OrganizationId,
    /// Whose it is.
    pub account: AccountId,
}

/// A counter of attempts on a subject that does not exist, by a MAC of what was named.
///
/// One without a count (`count` and `budget` 0) says that a device gave a right PIN: it is known until `locked_until`,
/// and kept as long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEntry {
    /// The MAC (`credential::derive::attempt_subject`).
    pub subject: Subject,
    /// The count.
    pub attempts: Attempts,
}

macro_rules! entities {
    ($($entity:ty, $key:ty, |$this:ident| $of:expr, |$k:ident| $any:expr;)*) => {
        $(impl Entity for $entity {
            type Key = $key;

            fn key(&self) -> $key {
                let $this = self;
                $of
            }

            fn entity_key($k: &$key) -> EntityKey {
                $any
            }
        })*
    };
}

entities! {
    Tenant, (), |_t| (), |_k| EntityKey::Tenant;
    Organization, OrganizationId, |o| o.id, |k| EntityKey::Organization(*k);
    OrganizationSettings, OrganizationId, |s| s.organization, |k| EntityKey::Settings(*k);
    Role, RoleId, |r| r.id, |k| EntityKey::Role(*k);
    Grant, (AccountId, RoleId), |g| (g.account, g.role), |k| EntityKey::Grant(k.0, k.1);
    PermissionGroup, GroupId, |g| g.id, |k| EntityKey::Group(*k);
    Team, TeamId, |t| t.id, |k| EntityKey::Team(*k);
    PrivilegeGroup, PrivilegeGroupId, |g| g.id, |k| EntityKey::PrivilegeGroup(*k);
    Template, TemplateId, |t| t.id, |k| EntityKey::Template(*k);
    Pin, AccountId, |p| p.account, |k| EntityKey::Pin(*k);
    Pool, OrganizationId, |p| p.organization, |k| EntityKey::Pool(*k);
    Account, AccountId, |a| a.id, |k| EntityKey::Account(*k);
    IdentityEntry, (Canonical, OrganizationId), |i| (i.canonical.clone(), i.scope), |k| EntityKey::Identity(k.0.clone(), k.1);
    Invitation, InvitationId, |i| i.id, |k| EntityKey::Invitation(*k);
    Number, E164, |n| n.e164, |k| EntityKey::Number(*k);
    BatchOperation, BatchId, |b| b.id, |k| EntityKey::Batch(*k);
    BatchRow, (BatchId, u32), |r| (r.batch, r.record), |k| EntityKey::BatchRow(k.0, k.1);
    OutboxEntry, EventId, |o| o.id, |k| EntityKey::Outbox(*k);
    AttemptEntry, Subject, |a| a.subject, |k| EntityKey::Attempt(*k);
}

/// Something relied on and not written: in the commit it must still have this version (none: be absent).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expect {
    /// What.
    pub key: EntityKey,
    /// The version read.
    pub version: Option<Version>,
}

/// A guard at the version read; 0 if it was never bumped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Which.
    pub kind: GuardKind,
    /// The version read.
    pub version: Version,
}

/// People counted for a limit, in an organization and everything below it: accounts that are Enabled or Suspended, each
/// once (N-17); neither opted-out nor deleted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedSet {
    /// With `administrator`: a role with privileges was given.
    Admins,
    /// All others, login-less included.
    Members,
    /// Those whose onboarding is Invited or InvitationFailed.
    PendingInvitations,
    /// With a line of this user-permission group, anywhere in the tenant and in whatever standing: the organization of
    /// the question does not count. A group in use cannot go.
    UsersOfGroup(GroupId),
    /// Roles held that are this one, anywhere in the tenant. A role in use cannot go.
    UsersOfRole(RoleId),
    /// Roles held with this privilege group, anywhere in the tenant. A group in use cannot go.
    UsersOfPrivilegeGroup(PrivilegeGroupId),
    /// Teams defined in the organization and below: not people.
    Teams,
    /// Teams that this account looks after, over all its roles: not people.
    TeamsOf(AccountId),
    /// Accounts in whatever standing but deleted.
    People,
    /// Batches that are running: not people.
    RunningBatches,
    /// PINs of the organization alone, in which they are unique: one more digit is needed from some number on.
    Pins,
}

impl CountedSet {
    /// The stable text form, the detail `limit` of `limit_reached`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admins => "admins",
            Self::Members => "members",
            Self::PendingInvitations => "pending_invitations",
            Self::UsersOfGroup(_) => "users_of_group",
            Self::UsersOfRole(_) => "users_of_role",
            Self::UsersOfPrivilegeGroup(_) => "users_of_privilege_group",
            Self::Teams => "teams",
            Self::TeamsOf(_) => "teams_per_admin",
            Self::People => "people",
            Self::RunningBatches => "running_batches",
            Self::Pins => "pins",
        }
    }
}

/// At most so many, judged after the changes by a count that stops at its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Here and below.
    pub organization: OrganizationId,
    /// Who is counted.
    pub set: CountedSet,
    /// How many may be.
    pub at_most: u32,
    /// How many of them this change adds, for a decision without a commit.
    pub adds: u32,
}

/// Numbers of a pool, series or tag, bound by the store: exactly as many as asked, all distinct, free at the instant
/// of the change. Numbers given by name are no claim but a `Put` at the version read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Out of which.
    pub selector: NumberSelector,
    /// For what.
    pub bind: Bind,
    /// Where in a pool to begin.
    pub start: Spread,
}

/// What a claim binds numbers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bind {
    /// To these lines, in their order.
    Lines {
        /// One number each.
        lines: Vec<LineKey>,
        /// As Registered (activated or login-less accounts), else Assigned.
        registered: bool,
    },
    /// Aside.
    Reserve {
        /// How many.
        quantity: u32,
        /// Why and until when.
        hold: Reservation,
        /// Until when, for numbers with the flag `ported`.
        ported_until: Option<Timestamp>,
    },
    /// To another owner.
    Own {
        /// How many.
        quantity: u32,
        /// Whose they are from now on.
        owner: OrganizationId,
    },
    /// Out of the inventory, with their rows of the directory.
    Retire {
        /// How many.
        quantity: u32,
    },
    /// To other tags.
    Tag {
        /// How many.
        quantity: u32,
        /// Carried from now on.
        add: BTreeSet<Tag>,
        /// Carried no more.
        remove: BTreeSet<Tag>,
    },
    /// Back from a reservation; what is left of a cooling goes on.
    Release {
        /// How many.
        quantity: u32,
    },
}

impl Bind {
    /// How many numbers are wanted.
    #[must_use]
    pub fn quantity(&self) -> u32 {
        match self {
            Self::Lines { lines, .. } => u32::try_from(lines.len()).unwrap_or(u32::MAX),
            Self::Reserve { quantity, .. }
            | Self::Own { quantity, .. }
            | Self::Retire { quantity }
            | Self::Tag { quantity, .. }
            | Self::Release { quantity } => *quantity,
        }
    }

    /// The lines that get a number, in their order; none for what is not bound to lines.
    #[must_use]
    pub fn lines(&self) -> &[LineKey] {
        match self {
            Self::Lines { lines, .. } => lines,
            _ => &[],
        }
    }

    /// Whether what was bound may be free afterwards, so that another claim could take it again.
    #[must_use]
    pub const fn leaves_free(&self) -> bool {
        matches!(
            self,
            Self::Own { .. } | Self::Tag { .. } | Self::Release { .. }
        )
    }

    /// What a number becomes when it is bound at `at`, with what time has done until then; none if it is retired.
    #[must_use]
    pub fn bound(&self, number: &Number, line: Option<LineKey>, at: Timestamp) -> Option<Number> {
        let mut new = number.clone();
        new.settle(at);
        match self {
            Self::Lines { registered, .. } => {
                new.state = match (line, registered) {
                    (Some(line), true) => NumberState::Registered(line),
                    (Some(line), false) => NumberState::Assigned(line),
                    (None, _) => NumberState::Available,
                };
            }
            Self::Reserve {
                hold, ported_until, ..
            } => {
                let mut hold = hold.clone();
                if number.ported {
                    hold.until = *ported_until;
                }
                new.state = NumberState::Reserved(hold);
            }
            Self::Own { owner, .. } => new.owner = *owner,
            Self::Retire { .. } => return None,
            Self::Tag { add, remove, .. } => {
                new.tags.retain(|tag| !remove.contains(tag));
                new.tags.extend(add.iter().cloned());
            }
            Self::Release { .. } => new.state = NumberState::Available,
        }
        Some(new)
    }
}

/// What is old enough to go. It is no change of the domain: nothing is recorded about it but the command's receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// Receipts of commands before then. Those of the last 7 days stay all the same.
    pub receipts_before: Timestamp,
    /// Counters of attempts whose latest was before then and that lock nothing any more.
    pub attempts_before: Timestamp,
    /// At most so many of each.
    pub at_most: u32,
}

impl Purge {
    /// Before when receipts go, in a change at `at`.
    #[must_use]
    pub fn receipts_until(&self, at: Timestamp) -> Timestamp {
        self.receipts_before.min(at - RECEIPTS_KEPT)
    }
}

/// How long receipts are kept at least (contract clause 5).
const RECEIPTS_KEPT: Duration = Duration::days(7);

/// A row of one of the two directories, the only facts that cross tenants. The same tenant may take it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryPut {
    /// The inventory that a number is in.
    Number(E164),
    /// The organization that a company id names.
    Company(ExternalId, OrganizationId),
    /// A number that has left the inventory: its row is released, after everything else.
    ReleaseNumber(E164),
}

/// SHA-256 of a command's input without typed codes, link secrets and PINs, nor hashes of them.
pub type Fingerprint = Digest;

/// The outcome of a command as it is kept for a repeat: versioned JSON without secrets.
pub type RecordedOutcome = String;

/// Everything that one command writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each vector is named after its entity")]
pub struct ChangeSet {
    /// The tenant; every row belongs to it.
    pub tenant: TenantId,
    /// The command; a repeat of it writes nothing and gets the recorded receipt.
    pub command: CommandId,
    /// The command's input.
    pub fingerprint: Fingerprint,
    /// The instant of the change.
    pub at: Timestamp,
    /// What a repeat is answered with.
    pub recorded: RecordedOutcome,
    /// The name of the command, as the history of numbers shows it.
    pub why: String,
    /// What is old enough to go.
    pub purge: Option<Purge>,
    /// Relied on, not written.
    pub expects: Vec<Expect>,
    /// Rules over many rows.
    pub guards: Vec<Guard>,
    /// Bounds judged after the changes.
    pub limits: Vec<Limit>,
    /// Numbers to be bound.
    pub claims: Vec<Claim>,
    /// Directory rows, taken first.
    pub directory: Vec<DirectoryPut>,
    pub tenants: Vec<Put<Tenant>>,
    pub organizations: Vec<Put<Organization>>,
    pub settings: Vec<Put<OrganizationSettings>>,
    pub roles: Vec<Put<Role>>,
    pub grants: Vec<Put<Grant>>,
    pub groups: Vec<Put<PermissionGroup>>,
    pub teams: Vec<Put<Team>>,
    pub privilege_groups: Vec<Put<PrivilegeGroup>>,
    pub templates: Vec<Put<Template>>,
    pub pins: Vec<Put<Pin>>,
    pub pools: Vec<Put<Pool>>,
    pub accounts: Vec<Put<Account>>,
    pub identities: Vec<Put<IdentityEntry>>,
    pub invitations: Vec<Put<Invitation>>,
    pub numbers: Vec<Put<Number>>,
    pub batches: Vec<Put<BatchOperation>>,
    pub batch_rows: Vec<Put<BatchRow>>,
    pub outbox: Vec<Put<OutboxEntry>>,
    pub attempts: Vec<Put<AttemptEntry>>,
    pub events: Vec<Event>,
}

impl ChangeSet {
    /// Nothing yet.
    #[must_use]
    pub const fn new(
        tenant: TenantId,
        command: CommandId,
        fingerprint: Fingerprint,
        at: Timestamp,
    ) -> Self {
        Self {
            tenant,
            command,
            fingerprint,
            at,
            recorded: String::new(),
            why: String::new(),
            purge: None,
            expects: Vec::new(),
            guards: Vec::new(),
            limits: Vec::new(),
            claims: Vec::new(),
            directory: Vec::new(),
            tenants: Vec::new(),
            organizations: Vec::new(),
            settings: Vec::new(),
            roles: Vec::new(),
            grants: Vec::new(),
            groups: Vec::new(),
            teams: Vec::new(),
            privilege_groups: Vec::new(),
            templates: Vec::new(),
            pins: Vec::new(),
            pools: Vec::new(),
            accounts: Vec::new(),
            identities: Vec::new(),
            invitations: Vec::new(),
            numbers: Vec::new(),
            batches: Vec::new(),
            batch_rows: Vec::new(),
            outbox: Vec::new(),
            attempts: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Whether nothing would be written: no row and no event. Such a decision is not committed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Records written, events and numbers bound included; at most `limits::MAX_CHANGES`.
    #[must_use]
    pub fn len(&self) -> usize {
        let bound: usize = self
            .claims
            .iter()
            .map(|claim| claim.bind.quantity() as usize)
            .sum();
        self.directory.len()
            + self.tenants.len()
            + self.organizations.len()
            + self.settings.len()
            + self.roles.len()
            + self.grants.len()
            + self.groups.len()
            + self.teams.len()
            + self.privilege_groups.len()
            + self.templates.len()
            + self.pins.len()
            + self.pools.len()
            + self.accounts.len()
            + self.identities.len()
            + self.invitations.len()
            + self.numbers.len()
            + self.batches.len()
            + self.batch_rows.len()
            + self.outbox.len()
            + self.attempts.len()
            + self.events.len()
            + self.guards.len()
            + usize::from(self.purge.is_some())
            + bound
    }

    /// Whether its claims are what only a bug can ask for: Reserved numbers without saying which, or a claim after which
    /// numbers may be free beside another claim.
    #[must_use]
    pub fn misuses_claims(&self) -> bool {
        let claims = &self.claims;
        let unsaid = |claim: &Claim| claim.selector.pick == Pick::FreeOrReserved;
        let alone = claims.len() < 2 || !claims.iter().any(|claim| claim.bind.leaves_free());
        claims.iter().any(unsaid) || !alone
    }

    /// Appends the event of a change, in order (N-15). The last organization among the subjects is the event's own.
    pub fn record(
        &mut self,
        actor: Option<AccountId>,
        name: EventName,
        subjects: impl IntoIterator<Item = String>,
        data: impl IntoIterator<Item = (&'static str, serde_json::Value)>,
    ) {
        let sequence = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let subjects: Vec<String> = subjects.into_iter().collect();
        let organization = subjects.iter().rev().find_map(|text| text.parse().ok());
        self.events.push(Event {
            command: self.command,
            sequence,
            at: self.at,
            actor,
            name,
            subjects,
            organization,
            data: data
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        });
    }

    /// Relies on something without writing it.
    pub fn expect(&mut self, key: EntityKey, version: Option<Version>) {
        let expect = Expect { key, version };
        if !self.expects.contains(&expect) {
            self.expects.push(expect);
        }
    }
}

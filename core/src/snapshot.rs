//! What a command names to read, and what it then sees: one consistent instant.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Account;
use crate::batch::{BatchOperation, Digest};
use crate::change::{
    AttemptEntry, Canonical, CountedSet, Fingerprint, Guard, GuardKind, IdentityEntry,
    RecordedOutcome, Subject, Version, Versioned,
};
use crate::credential::keys::CodeKeyId;
use crate::e164::E164;
use crate::event::OutboxEntry;
use crate::id::{
    AccountId, BatchId, CommandId, EventId, GroupId, InvitationId, OrganizationId,
    PrivilegeGroupId, RoleId, TeamId, TemplateId, TenantId,
};
use crate::invitation::template::Template;
use crate::invitation::{Invitation, InvitationKind};
use crate::number::capacity::CapacityView;
use crate::number::pool::Pool;
use crate::number::selector::{NumberSelector, Spread};
use crate::number::{LineKey, Number};
use crate::organization::{Organization, Tenant};
use crate::permission_group::PermissionGroup;
use crate::pin::Pin;
use crate::pin::PinMac;
use crate::role::{Grant, PrivilegeGroup, Role};
use crate::settings::{Channel, OwnSettings, Settings};
use crate::team::Team;
use crate::text::ExternalId;
use crate::time::Timestamp;

/// What a command needs to know, in one batch. The tenant, its guards and the recorded command are always read.
#[derive(Clone, Debug)]
pub struct ReadPlan {
    /// The tenant; a key of another one is absent.
    pub tenant: TenantId,
    /// The command, for its recorded outcome.
    pub command: CommandId,
    /// The instant for which free numbers are counted.
    pub at: Timestamp,
    /// Organizations, each with its ancestors, their settings included.
    pub organizations: Vec<OrganizationId>,
    /// The root organization, with its settings.
    pub root: bool,
    /// All organizations of the tenant.
    pub tree: bool,
    /// The direct children of these, for the uniqueness of names.
    pub children: Vec<OrganizationId>,
    /// Roles by id.
    pub roles: Vec<RoleId>,
    /// All roles defined at the root, the fixed ones among them.
    pub root_roles: bool,
    /// The grants of these accounts, with the roles granted.
    pub grants: Vec<AccountId>,
    /// User-permission groups by id.
    pub groups: Vec<GroupId>,
    /// User-permission groups defined in these organizations.
    pub groups_of: Vec<OrganizationId>,
    /// Roles defined in these organizations.
    pub roles_of: Vec<OrganizationId>,
    /// Teams by id.
    pub teams: Vec<TeamId>,
    /// Teams defined in these organizations.
    pub teams_of: Vec<OrganizationId>,
    /// Privilege groups by id.
    pub privilege_groups: Vec<PrivilegeGroupId>,
    /// The Owner: its grant, and its account as below.
    pub owner: bool,
    /// Who holds a role whose scope is one of these organizations, at most
    /// [`LIST_ITEMS`](crate::limits::LIST_ITEMS) each; the accounts as below.
    pub holders_of: Vec<OrganizationId>,
    /// Templates of these messages, in every language, of all organizations that are read.
    pub templates: Vec<(Channel, InvitationKind)>,
    /// The pools of these organizations and of everything above them.
    pub pools: Vec<OrganizationId>,
    /// Accounts, each with its organization (and ancestors), the numbers on its lines, its teams, its grants with their
    /// roles, teams and privilege groups, its invitation and its PIN.
    pub accounts: Vec<AccountId>,
    /// Who holds these identities, in any scope, with their accounts.
    pub identities: Vec<Canonical>,
    /// Extensions in use, each in its organization, with their accounts.
    pub extensions: Vec<(OrganizationId, String)>,
    /// Extensions in use in the organization of an account, with their accounts.
    pub extensions_beside: Vec<(AccountId, String)>,
    /// Organizations for which it is asked who has the extension of one of `accounts` there, and who holds its identity
    /// in that scope; with their accounts.
    pub doubles: Vec<OrganizationId>,
    /// Invitations by id or by company id and username; each with its account as above.
    pub invitations: Vec<InvitationKey>,
    /// Whose PIN this is, in an organization: by its MAC under a key. With the accounts as above.
    pub pins: Vec<(OrganizationId, CodeKeyId, PinMac)>,
    /// Numbers by name, each with the organization that owns it (and ancestors, settings included).
    pub numbers: Vec<E164>,
    /// Whether these numbers are in the inventory of another tenant.
    pub numbers_elsewhere: Vec<E164>,
    /// Whether these external ids name an organization, of whichever tenant.
    pub companies: Vec<ExternalId>,
    /// Batch operations.
    pub batches: Vec<BatchKey>,
    /// Outbox entries.
    pub outbox: Vec<EventId>,
    /// Counters of attempts.
    pub attempts: Vec<Subject>,
    /// Bounded questions.
    pub probes: Vec<Probe>,
}

impl ReadPlan {
    /// Nothing yet.
    #[must_use]
    pub const fn new(tenant: TenantId, command: CommandId, at: Timestamp) -> Self {
        Self {
            tenant,
            command,
            at,
            organizations: Vec::new(),
            root: false,
            tree: false,
            children: Vec::new(),
            roles: Vec::new(),
            root_roles: false,
            grants: Vec::new(),
            groups: Vec::new(),
            groups_of: Vec::new(),
            roles_of: Vec::new(),
            teams: Vec::new(),
            teams_of: Vec::new(),
            privilege_groups: Vec::new(),
            owner: false,
            holders_of: Vec::new(),
            templates: Vec::new(),
            pools: Vec::new(),
            accounts: Vec::new(),
            identities: Vec::new(),
            extensions: Vec::new(),
            extensions_beside: Vec::new(),
            doubles: Vec::new(),
            invitations: Vec::new(),
            pins: Vec::new(),
            numbers: Vec::new(),
            numbers_elsewhere: Vec::new(),
            companies: Vec::new(),
            batches: Vec::new(),
            outbox: Vec::new(),
            attempts: Vec::new(),
            probes: Vec::new(),
        }
    }
}

/// How an invitation is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationKey {
    /// By its id.
    Id(InvitationId),
    /// By what a person types beside the code.
    Credential(ExternalId, Canonical),
}

/// How a batch operation is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchKey {
    /// By its id.
    Id(BatchId),
    /// By its idempotency key, among those neither Rejected nor Cancelled.
    Key(String),
    /// The latest of the same upload since then, among those neither Rejected nor Cancelled.
    Upload(Digest, Timestamp),
}

/// A bounded question; its answer stands at the same place in [`Snapshot::probes`].
#[derive(Clone, Debug, PartialEq)]
pub enum Probe {
    /// Are there at least so many? Answered with min(actual, `at_least`), never a count.
    Free {
        /// Of which.
        selector: NumberSelector,
        /// Enough to know.
        at_least: u32,
        /// Wait for claims in flight first, so that a number held for a moment is not reported as gone.
        settled: bool,
    },
    /// A short list, nearest pool first, in a pool from `start`, wrapping once. Nothing is held.
    List {
        /// Of which.
        selector: NumberSelector,
        /// Where to begin.
        start: Spread,
        /// At most so many.
        at_most: u32,
    },
    /// How many of a set there are, up to `at_most`, here and below.
    Count {
        /// Where.
        organization: OrganizationId,
        /// Who.
        set: CountedSet,
        /// Enough to know.
        at_most: u32,
    },
    /// Numbers of these owners on lines of accounts at or below an organization, by digits, at most so many.
    Held {
        /// The top of the accounts.
        under: OrganizationId,
        /// Whose numbers.
        owners: Vec<OrganizationId>,
        /// Enough to know.
        at_most: u32,
    },
    /// Numbers that a selector means, in its order from the beginning of each pool, at most so many: to be put at the
    /// versions read.
    Numbers {
        /// Of which.
        selector: NumberSelector,
        /// Enough to know.
        at_most: u32,
    },
    /// Numbers owned by an organization or one below it, by digits, at most so many.
    Owned {
        /// The top of the owners.
        under: OrganizationId,
        /// Enough to know.
        at_most: u32,
    },
    /// Demand of every organization that has some, and supply on the paths from there and from the organizations
    /// named to the root, supply counted up to the demand of the subtree plus `wanted`.
    /// With more demand than [`CAPACITY_DEMAND`](crate::limits::CAPACITY_DEMAND) the view is empty and not complete.
    Capacity {
        /// Organizations that must be covered, beside those of the accounts read.
        organizations: Vec<OrganizationId>,
        /// How many more numbers are asked for.
        wanted: u32,
    },
}

/// The answer to a probe.
#[derive(Clone, Debug, PartialEq)]
pub enum ProbeAnswer {
    /// To `Free` and `Count`.
    Count(u32),
    /// To `List`, in the order of the selector.
    List(Vec<E164>),
    /// To `Held`, `Owned` and `Numbers`.
    Numbers(Vec<Versioned<Number>>),
    /// To `Capacity`.
    Capacity(CapacityView),
}

/// What was recorded when a command was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The input it was given.
    pub fingerprint: Fingerprint,
    /// Its receipt.
    pub receipt: Receipt,
}

/// The store's word that a change set is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Numbers bound, in the order of claims and lines.
    pub bound: Vec<Bound>,
    /// The outcome as recorded.
    pub recorded: RecordedOutcome,
    /// Whether it was recorded before, and nothing was written now.
    pub replayed: bool,
}

/// A number that a claim has bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bound {
    /// The claim, by its place in the change set.
    pub claim: u32,
    /// The number.
    pub number: E164,
    /// The line it went to, if to one.
    pub line: Option<LineKey>,
}

/// One consistent instant: everything that a plan named and that exists. What is absent is absent.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each map is named after its entity")]
pub struct Snapshot {
    pub tenant: Option<Tenant>,
    /// The receipt of this very command, if it was committed before.
    pub replay: Option<Recorded>,
    /// 0 where a guard was never bumped.
    pub guards: BTreeMap<GuardKind, Version>,
    pub organizations: BTreeMap<OrganizationId, Versioned<Organization>>,
    pub settings: BTreeMap<OrganizationId, Versioned<OwnSettings>>,
    pub roles: BTreeMap<RoleId, Versioned<Role>>,
    pub grants: BTreeMap<AccountId, Vec<Versioned<Grant>>>,
    pub groups: BTreeMap<GroupId, Versioned<PermissionGroup>>,
    pub teams: BTreeMap<TeamId, Versioned<Team>>,
    pub privilege_groups: BTreeMap<PrivilegeGroupId, Versioned<PrivilegeGroup>>,
    pub templates: BTreeMap<TemplateId, Versioned<Template>>,
    pub pools: BTreeMap<OrganizationId, Versioned<Pool>>,
    pub accounts: BTreeMap<AccountId, Versioned<Account>>,
    pub pins: BTreeMap<AccountId, Versioned<Pin>>,
    pub identities: BTreeMap<(Canonical, OrganizationId), Versioned<IdentityEntry>>,
    pub invitations: BTreeMap<InvitationId, Versioned<Invitation>>,
    pub numbers: BTreeMap<E164, Versioned<Number>>,
    /// Those asked for that are in another inventory.
    pub numbers_elsewhere: BTreeSet<E164>,
    /// Those asked for that exist, with their organization and tenant.
    pub companies: BTreeMap<ExternalId, (TenantId, OrganizationId)>,
    pub batches: BTreeMap<BatchId, Versioned<BatchOperation>>,
    pub outbox: BTreeMap<EventId, Versioned<OutboxEntry>>,
    pub attempts: BTreeMap<Subject, Versioned<AttemptEntry>>,
    /// One answer per probe of the plan, in its order.
    pub probes: Vec<ProbeAnswer>,
}

impl Snapshot {
    /// A guard as it was read, to be expected and bumped.
    #[must_use]
    pub fn guard(&self, kind: GuardKind) -> Guard {
        let version = self.guards.get(&kind).copied().unwrap_or(Version(0));
        Guard { kind, version }
    }

    /// The ids from the root to `organization`; empty if it was not read.
    #[must_use]
    pub fn path(&self, organization: OrganizationId) -> Vec<OrganizationId> {
        let mut path = Vec::new();
        let mut next = Some(organization);
        while let Some(found) = next.and_then(|id| self.organizations.get(&id)) {
            path.push(found.value.id);
            next = found.value.parent;
            if path.len() > usize::from(crate::limits::TREE_DEPTH) {
                break;
            }
        }
        path.reverse();
        path
    }

    /// The settings in force in `organization`. None if the tenant or the organization was not read.
    #[must_use]
    pub fn settings_of(&self, organization: OrganizationId) -> Option<Settings> {
        let tenant = self.tenant.as_ref()?;
        let path = self.path(organization);
        if path.is_empty() {
            return None;
        }
        let own = path
            .iter()
            .filter_map(|id| self.settings.get(id))
            .map(|own| &own.value);
        Some(Settings::effective(tenant.profile, own))
    }

    /// The first organization on the path that is disabled: nothing is created, sent or accepted below it.
    #[must_use]
    pub fn disabled_above(&self, organization: OrganizationId) -> Option<OrganizationId> {
        let path = self.path(organization);
        path.into_iter().find(|id| {
            self.organizations
                .get(id)
                .is_some_and(|found| !found.value.enabled)
        })
    }

    /// The user-permission group in force where none is named: the nearest default upwards (D-16).
    #[must_use]
    pub fn default_group(&self, organization: OrganizationId) -> Option<GroupId> {
        let path = self.path(organization);
        path.iter()
            .rev()
            .find_map(|id| self.organizations.get(id)?.value.default_group)
    }

    /// The organization of an account, if it was read.
    #[must_use]
    pub fn organization_of(&self, account: AccountId) -> Option<OrganizationId> {
        let found = self.accounts.get(&account)?;
        Some(found.value.organization)
    }

    /// The invitation of an account, if it was read.
    #[must_use]
    pub fn invitation_of(&self, account: AccountId) -> Option<&Versioned<Invitation>> {
        self.invitations
            .values()
            .find(|found| found.value.account == account)
    }

    /// The number on a line, if it was read.
    #[must_use]
    pub fn number_on(&self, line: LineKey) -> Option<&Versioned<Number>> {
        self.numbers
            .values()
            .find(|found| found.value.line() == Some(line))
    }
}

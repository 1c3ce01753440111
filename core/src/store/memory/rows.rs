//! The rows of one tenant, and simple look-ups in them.

use std::collections::BTreeMap;

use super::index::{Index, Slot};
use super::table::Table;
use crate::account::Account;
use crate::batch::{BatchOperation, BatchRow};
use crate::change::{
    AttemptEntry, EntityKey, GuardKind, IdentityEntry, UniqueKey, Version, Versioned,
};
use crate::e164::E164;
use crate::event::{Event, OutboxEntry};
use crate::id::{AccountId, CommandId, InvitationId, OrganizationId, RoleId};
use crate::invitation::Invitation;
use crate::invitation::template::Template;
use crate::limits::TREE_DEPTH;
use crate::number::pool::{NumberPast, Pool};
use crate::number::{LineKey, Number};
use crate::organization::{Organization, OrganizationSettings, Tenant};
use crate::page::AccountRow;
use crate::permission_group::PermissionGroup;
use crate::pin::Pin;
use crate::role::{Grant, PrivilegeGroup, Role};
use crate::snapshot::Recorded;
use crate::team::Team;
use crate::time::Timestamp;

/// Everything of one tenant.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) tenant: Table<Tenant>,
    pub(super) organizations: Table<Organization>,
    pub(super) settings: Table<OrganizationSettings>,
    pub(super) roles: Table<Role>,
    pub(super) grants: Table<Grant>,
    pub(super) groups: Table<PermissionGroup>,
    pub(super) teams: Table<Team>,
    pub(super) privilege_groups: Table<PrivilegeGroup>,
    pub(super) templates: Table<Template>,
    pub(super) pins: Table<Pin>,
    pub(super) pools: Table<Pool>,
    pub(super) accounts: Table<Account>,
    pub(super) identities: Table<IdentityEntry>,
    pub(super) invitations: Table<Invitation>,
    pub(super) numbers: Table<Number>,
    pub(super) batches: Table<BatchOperation>,
    pub(super) batch_rows: Table<BatchRow>,
    pub(super) outbox: Table<OutboxEntry>,
    pub(super) attempts: Table<AttemptEntry>,
    pub(super) guards: BTreeMap<GuardKind, Version>,
    pub(super) events: BTreeMap<(Timestamp, CommandId, u32), Event>,
    pub(super) commands: BTreeMap<CommandId, (Timestamp, Recorded)>,
    pub(super) history: BTreeMap<(E164, Timestamp, CommandId, u32), NumberPast>,
    pub(super) index: Index,
}

/// Does the same with each table of entities and, where the caller names one, its puts.
macro_rules! each_table {
    ($rows:expr, |$table:ident| $body:expr) => {
        each_table!(@ $rows, $table, $body, tenant organizations settings roles grants groups teams privilege_groups
            templates pins pools accounts identities invitations numbers batches batch_rows outbox attempts);
    };
    ($rows:expr, $changes:expr, |$table:ident, $puts:ident| $body:expr) => {
        each_table!(@@ $rows, $changes, $table, $puts, $body, tenant tenants, organizations organizations,
            settings settings, roles roles, grants grants, groups groups, teams teams,
            privilege_groups privilege_groups, templates templates, pins pins, pools pools, accounts accounts, identities identities,
            invitations invitations, numbers numbers, batches batches, batch_rows batch_rows, outbox outbox,
            attempts attempts);
    };
    (@ $rows:expr, $table:ident, $body:expr, $($field:ident)*) => {
        $({ let $table = &mut $rows.$field; $body; })*
    };
    (@@ $rows:expr, $changes:expr, $table:ident, $puts:ident, $body:expr, $($field:ident $from:ident),*) => {
        $({ let $table = &mut $rows.$field; let $puts = &$changes.$from; $body; })*
    };
}
pub(super) use each_table;

impl Rows {
    /// The version of any entity; a guard that was never bumped has none.
    pub(super) fn version(&self, key: &EntityKey) -> Option<Version> {
        match key {
            EntityKey::Tenant => self.tenant.version(&()),
            EntityKey::Organization(id) => self.organizations.version(id),
            EntityKey::Settings(id) => self.settings.version(id),
            EntityKey::Role(id) => self.roles.version(id),
            EntityKey::Grant(account, role) => self.grants.version(&(*account, *role)),
            EntityKey::Group(id) => self.groups.version(id),
            EntityKey::Team(id) => self.teams.version(id),
            EntityKey::PrivilegeGroup(id) => self.privilege_groups.version(id),
            EntityKey::Template(id) => self.templates.version(id),
            EntityKey::Pin(account) => self.pins.version(account),
            EntityKey::Pool(organization) => self.pools.version(organization),
            EntityKey::Account(id) => self.accounts.version(id),
            EntityKey::Identity(canonical, scope) => {
                self.identities.version(&(canonical.clone(), *scope))
            }
            EntityKey::Invitation(id) => self.invitations.version(id),
            EntityKey::Number(number) => self.numbers.version(number),
            EntityKey::Batch(id) => self.batches.version(id),
            EntityKey::BatchRow(batch, record) => self.batch_rows.version(&(*batch, *record)),
            EntityKey::Outbox(id) => self.outbox.version(id),
            EntityKey::Attempt(subject) => self.attempts.version(subject),
            EntityKey::Guard(kind) => self.guards.get(kind).copied(),
        }
    }

    /// An organization that was not deleted.
    pub(super) fn living(&self, id: OrganizationId) -> Option<&Organization> {
        let found = self.organizations.value(&id)?;
        found.gone.is_none().then_some(found)
    }

    /// The organization and those above it, nearest first; none of one that was deleted.
    pub(super) fn upwards(&self, organization: OrganizationId) -> Vec<OrganizationId> {
        let mut path = Vec::new();
        let mut next = Some(organization);
        while let Some(found) = next.and_then(|id| self.living(id)) {
            path.push(found.id);
            next = found.parent;
            if path.len() >= usize::from(TREE_DEPTH) {
                break;
            }
        }
        path
    }

    /// Whether `organization` is `top` or below it.
    pub(super) fn is_below(&self, organization: OrganizationId, top: OrganizationId) -> bool {
        self.upwards(organization).contains(&top)
    }

    /// The number on a line.
    pub(super) fn number_on(&self, line: LineKey) -> Option<E164> {
        match self.index.holder(&Slot::Unique(UniqueKey::Line(line)))? {
            EntityKey::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The numbers on the lines of an account, in their order.
    pub(super) fn numbers_of(&self, account: &Account) -> Vec<Option<E164>> {
        lines(account).map(|line| self.number_on(line)).collect()
    }

    /// The invitation of an account.
    pub(super) fn invitation_of(&self, account: AccountId) -> Option<InvitationId> {
        self.invitation_in(UniqueKey::InvitationOf(account))
    }

    /// The invitation with this unique key.
    pub(super) fn invitation_in(&self, key: UniqueKey) -> Option<InvitationId> {
        match self.index.holder(&Slot::Unique(key))? {
            EntityKey::Invitation(id) => Some(*id),
            _ => None,
        }
    }

    /// Whose PIN this is.
    pub(super) fn pin_in(&self, key: UniqueKey) -> Option<AccountId> {
        match self.index.holder(&Slot::Unique(key))? {
            EntityKey::Pin(account) => Some(*account),
            _ => None,
        }
    }

    /// The account with this unique key.
    pub(super) fn account_in(&self, key: UniqueKey) -> Option<AccountId> {
        match self.index.holder(&Slot::Unique(key))? {
            EntityKey::Account(id) => Some(*id),
            _ => None,
        }
    }

    /// What an account was granted, by role.
    pub(super) fn grants_of(&self, account: AccountId) -> impl Iterator<Item = &Versioned<Grant>> {
        self.grants
            .rows_from(&(account, RoleId::from_bytes([0; 16])))
            .take_while(move |grant| grant.value.account == account)
    }

    /// An account as lists show it.
    pub(super) fn account_row(&self, account: &Versioned<Account>) -> AccountRow {
        let invitation = self
            .invitation_of(account.value.id)
            .and_then(|id| self.invitations.get(&id));
        AccountRow {
            account: account.clone(),
            invitation: invitation.cloned(),
            numbers: self.numbers_of(&account.value),
            ready: self.pins.has(&account.value.id),
        }
    }
}

/// The lines of an account, in their order.
pub(super) fn lines(account: &Account) -> impl Iterator<Item = LineKey> {
    let count = u8::try_from(account.lines.len()).unwrap_or(u8::MAX);
    let account = account.id;
    (0..count).map(move |line| LineKey { account, line })
}

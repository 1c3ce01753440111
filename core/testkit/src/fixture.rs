//! Small worlds to test in: rows as change sets, without any command.
//!
//! Ids are counted: `account(7)` is the same id in every test, and ids of one kind sort as their counters.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rollbook::account::{Account, Enabled, Line, LineFeatures, Name, Onboarding};
use rollbook::batch::{
    BatchCounters, BatchFile, BatchKind, BatchOperation, BatchRow, BatchState, Digest, RowOutcome,
};
use rollbook::change::{
    AttemptEntry, Bind, Canonical, ChangeSet, Claim, DirectoryPut, IdentityEntry, Put, Subject,
    Version,
};
use rollbook::contact::{Identity, IdentityRules};
use rollbook::credential::derive::Salt;
use rollbook::credential::keys::CodeKeyId;
use rollbook::e164::E164;
use rollbook::event::{AlertNotice, OutboxEntry, OutboxState, OutboxWhat};
use rollbook::id::{
    AccountId, BatchId, CommandId, EventId, GroupId, InvitationId, OrganizationId,
    PrivilegeGroupId, RoleId, TeamId, TemplateId, TenantId,
};
use rollbook::invitation::attempts::Attempts;
use rollbook::invitation::template::Template;
use rollbook::invitation::{Delivery, Generation, Invitation, InvitationKind, InvitationState};
use rollbook::number::pool::Pool;
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::number::{
    Capabilities, LineKey, Number, NumberState, Reservation, ReservationReason,
};
use rollbook::organization::{Organization, OrganizationSettings, Tenant};
use rollbook::permission_group::PermissionGroup;
use rollbook::pin::{Pin, PinMac};
use rollbook::profile::ProfileName;
use rollbook::role::{Grant, Privilege, PrivilegeGroup, Role};
use rollbook::settings::{AccessKind, Alert, Channel, ImportExisting, ImportMode, OwnSettings};
use rollbook::snapshot::{Probe, ProbeAnswer, ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store};
use rollbook::team::Team;
use rollbook::time::Timestamp;

/// Seconds after the start of 2026, with microseconds that must not get lost.
#[must_use]
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + seconds * 1_000_000 + 123_457)
}

/// The instant of every change set that names no other.
#[must_use]
pub fn now() -> Timestamp {
    at(0)
}

macro_rules! counted_ids {
    ($($(#[$doc:meta])* $name:ident $id:ident $kind:literal,)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(counter: u64) -> $id {
            $id::from_bytes(bytes($kind, counter))
        })*
    };
}

counted_ids! {
    /// A tenant.
    tenant TenantId 1,
    /// An organization; 1 is the root of the first tenant.
    organization OrganizationId 2,
    /// An account.
    account AccountId 3,
    /// An invitation.
    invitation InvitationId 4,
    /// A user-permission group.
    group GroupId 5,
    /// A role.
    role RoleId 6,
    /// A batch operation.
    batch BatchId 7,
    /// An outbox entry.
    event EventId 8,
    /// A command.
    command CommandId 9,
    /// A team.
    team TeamId 10,
    /// A privilege group.
    privilege_group PrivilegeGroupId 11,
    /// A template.
    template TemplateId 12,
}

fn bytes(kind: u8, counter: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[0] = kind;
    bytes[8..].copy_from_slice(&counter.to_be_bytes());
    bytes
}

/// The number +1 440 555 0000 plus `counter`.
#[must_use]
pub fn number(counter: u64) -> E164 {
    E164::from_digits(14_405_550_000 + counter).unwrap()
}

/// The first line of an account.
#[must_use]
pub fn line(account_counter: u64) -> LineKey {
    LineKey {
        account: account(account_counter),
        line: 0,
    }
}

/// The identity `p7@example.com` of account 7.
#[must_use]
pub fn identity(counter: u64) -> Identity {
    Identity::parse(
        &format!("p{counter}@example.com"),
        &IdentityRules::default(),
    )
    .unwrap()
}

/// Its canonical form.
#[must_use]
pub fn canonical(counter: u64) -> Canonical {
    Canonical::new(format!("p{counter}@example.com"))
}

/// A tenant's row; its root is organization `root`.
#[must_use]
pub fn tenant_row(counter: u64, root: u64) -> Tenant {
    Tenant {
        id: tenant(counter),
        profile: ProfileName::Multiline2024,
        root: organization(root),
        first_administrator: account(1),
        created_at: now(),
    }
}

/// An organization `Organization 3` without external id.
#[must_use]
pub fn organization_row(counter: u64, parent: Option<u64>, depth: u8) -> Organization {
    Organization {
        id: organization(counter),
        external_id: None,
        name: format!("Organization {counter}").parse().unwrap(),
        parent: parent.map(organization),
        depth,
        enabled: true,
        default_group: None,
        created_at: now(),
        gone: None,
    }
}

/// Settings of an organization, none set.
#[must_use]
pub fn settings_row(counter: u64) -> OrganizationSettings {
    OrganizationSettings {
        organization: organization(counter),
        own: OwnSettings::default(),
    }
}

/// A user-permission group `Group 3`.
#[must_use]
pub fn group_row(counter: u64, organization_counter: u64) -> PermissionGroup {
    PermissionGroup {
        id: group(counter),
        organization: organization(organization_counter),
        name: format!("Group {counter}").parse().unwrap(),
        features: [("call_routing".to_owned(), String::new())].into(),
        created_at: now(),
    }
}

/// A team `Team 3`, enabled.
#[must_use]
pub fn team_row(counter: u64, organization_counter: u64) -> Team {
    Team {
        id: team(counter),
        organization: organization(organization_counter),
        name: format!("Team {counter}").parse().unwrap(),
        enabled: true,
        created_at: now(),
    }
}

/// A privilege group `Privileges 3` with one privilege.
#[must_use]
pub fn privilege_group_row(counter: u64, organization_counter: u64) -> PrivilegeGroup {
    PrivilegeGroup {
        id: privilege_group(counter),
        organization: organization(organization_counter),
        name: format!("Privileges {counter}").parse().unwrap(),
        privileges: [Privilege::AccountsView].into(),
        created_at: now(),
    }
}

/// An e-mail template for users in English.
#[must_use]
pub fn template_row(counter: u64, organization_counter: u64) -> Template {
    Template {
        id: template(counter),
        organization: organization(organization_counter),
        channel: Channel::Email,
        kind: InvitationKind::User,
        language: "English".parse().unwrap(),
        subject: format!("Subject {counter}"),
        body: "{f_name}: {pwd}\r\n".to_owned(),
    }
}

/// The PIN of an account, with a MAC under one key.
#[must_use]
pub fn pin_row(account_counter: u64, organization_counter: u64, mac: u8) -> Pin {
    Pin {
        account: account(account_counter),
        organization: organization(organization_counter),
        digits: 4,
        macs: [(CodeKeyId::from_bytes([1; 8]), PinMac([mac; 16]))].into(),
        attempts: Attempts::default(),
        created_at: now(),
    }
}

/// The pool of an organization.
#[must_use]
pub fn pool_row(organization_counter: u64, owned: u32) -> Pool {
    Pool {
        organization: organization(organization_counter),
        owned,
        alerted: false,
    }
}

/// A role `Role 3` without privileges.
#[must_use]
pub fn role_row(counter: u64, organization_counter: u64) -> Role {
    Role {
        id: role(counter),
        organization: organization(organization_counter),
        name: format!("Role {counter}").parse().unwrap(),
        privileges: std::collections::BTreeSet::new(),
        rank: None,
        fixed: false,
        created_at: now(),
    }
}

/// A role held in an organization.
#[must_use]
pub fn grant_row(account_counter: u64, role_counter: u64, organization_counter: u64) -> Grant {
    Grant {
        account: account(account_counter),
        role: role(role_counter),
        organization: organization(organization_counter),
        granted_by: None,
        granted_at: now(),
        scoped: false,
        teams: std::collections::BTreeSet::new(),
        privilege_group: None,
    }
}

/// An account `Name 7` with one line, not invited, created `counter` seconds after the start.
#[must_use]
pub fn account_row(counter: u64, organization_counter: u64) -> Account {
    Account {
        id: account(counter),
        organization: organization(organization_counter),
        access: AccessKind::Portal,
        name: Name::One(format!("Name {counter}").parse().unwrap()),
        identity: Some(identity(counter)),
        notification_address: None,
        applications: vec!["MultiLine".parse().unwrap()],
        language: None,
        extension: None,
        lines: vec![Line {
            group: None,
            features: LineFeatures::default(),
            forwarding_number: None,
        }],
        device: None,
        enabled: Enabled::Enabled,
        onboarding: Onboarding::NotInvited,
        teams: std::collections::BTreeSet::new(),
        consent: None,
        opted_out_at: None,
        attributes: std::collections::BTreeMap::new(),
        administrator: false,
        created_at: at(i64::try_from(counter).unwrap()),
        created_by: None,
    }
}

/// The entry of an account's identity at the root.
#[must_use]
pub fn identity_row(counter: u64, scope: u64) -> IdentityEntry {
    IdentityEntry {
        canonical: canonical(counter),
        scope: organization(scope),
        account: account(counter),
    }
}

/// The invitation of the account with the same counter, generation 1, open, for 30 days.
#[must_use]
pub fn invitation_row(counter: u64) -> Invitation {
    Invitation {
        id: invitation(counter),
        account: account(counter),
        kind: InvitationKind::User,
        generation: Generation {
            number: 1,
            salt: Salt::from_bytes([7; 16]),
            code_key: CodeKeyId::from_bytes([1; 8]),
            signing_key: None,
            issued_at: now(),
            expires_at: Some(at(30 * 86_400)),
        },
        previous: None,
        state: InvitationState::Open,
        channel: Some(Channel::Email),
        recipient: Some(identity(counter)),
        company_id: "952442891".parse().unwrap(),
        username: canonical(counter).as_str().to_owned(),
        max_uses: None,
        uses: 0,
        attempts: Attempts::default(),
        resends: 0,
        inviter: None,
        granted_role: None,
        accepted_at: None,
        revoked: None,
        delivery: Delivery::default(),
        created_at: now(),
    }
}

/// An Available number.
#[must_use]
pub fn number_row(counter: u64, owner: u64) -> Number {
    Number {
        e164: number(counter),
        owner: organization(owner),
        state: NumberState::Available,
        tags: std::collections::BTreeSet::new(),
        ported: false,
        golden: false,
        capabilities: Capabilities::default(),
        cooling_until: None,
    }
}

/// A reservation.
#[must_use]
pub fn reserved(tag: Option<&str>, until: Option<Timestamp>) -> NumberState {
    NumberState::Reserved(Reservation {
        tag: tag.map(|tag| tag.parse().unwrap()),
        until,
        reason: ReservationReason::Manual,
        note: None,
        notified: false,
    })
}

/// A running import of an organization, without idempotency key.
#[must_use]
pub fn batch_row(counter: u64, organization_counter: u64) -> BatchOperation {
    BatchOperation {
        id: batch(counter),
        kind: BatchKind::Import,
        organization: organization(organization_counter),
        group: None,
        application: None,
        access: Some(AccessKind::Portal),
        actor: None,
        profile: ProfileName::Multiline2024,
        file: Some(BatchFile {
            name: Some("staff.csv".to_owned()),
            bytes: 100,
            sha256: Digest::of(b"file"),
        }),
        selection: None,
        request: None,
        consent: false,
        key: None,
        options: Digest::of(b"options"),
        upload: Digest::of(b"upload"),
        mode: ImportMode::All,
        existing: Some(ImportExisting::Fail),
        max_errors: None,
        state: BatchState::Running,
        counters: BatchCounters::default(),
        epoch: 1,
        next_row: 0,
        started_at: now(),
        progress_at: now(),
        finished_at: None,
        notified: false,
    }
}

/// A row of a batch.
#[must_use]
pub fn batch_line(batch_counter: u64, record: u32, outcome: RowOutcome) -> BatchRow {
    BatchRow {
        batch: batch(batch_counter),
        record,
        row: u64::from(record) + 2,
        line: u64::from(record) + 2,
        outcome,
        findings: Vec::new(),
        account: None,
        number: None,
        invitation: None,
    }
}

/// A waiting delivery of the invitation with the same counter.
#[must_use]
pub fn outbox_row(counter: u64) -> OutboxEntry {
    OutboxEntry {
        id: event(counter),
        what: OutboxWhat::Invitation {
            invitation: invitation(counter),
            generation: 1,
            channel: Channel::Email,
        },
        state: OutboxState::Waiting,
        attempts: 0,
        created_at: now(),
    }
}

/// A waiting alert of an organization.
#[must_use]
pub fn alert_row(counter: u64, organization_counter: u64) -> OutboxEntry {
    OutboxEntry {
        what: OutboxWhat::Alert(AlertNotice {
            alert: Alert::Utilization,
            organization: organization(organization_counter),
            subjects: vec![organization(organization_counter).to_string()],
            data: [("percent".to_owned(), serde_json::json!(90))].into(),
        }),
        ..outbox_row(counter)
    }
}

/// A counter of attempts.
#[must_use]
pub fn attempt_row(subject: u8, count: u32) -> AttemptEntry {
    AttemptEntry {
        subject: Subject([subject; 16]),
        attempts: Attempts {
            count,
            last_at: Some(now()),
            locked_until: None,
            budget: count,
            budget_since: Some(now()),
        },
    }
}

/// Any free number usable by an organization.
#[must_use]
pub fn usable_by(organization_counter: u64, pick: Pick) -> NumberSelector {
    NumberSelector {
        owners: Owners::UsableBy(organization(organization_counter)),
        pick,
    }
}

/// A claim of one number for the first line of each account.
#[must_use]
pub fn claim(
    selector: NumberSelector,
    accounts: impl IntoIterator<Item = u64>,
    start: Spread,
) -> Claim {
    Claim {
        selector,
        bind: Bind::Lines {
            lines: accounts.into_iter().map(line).collect(),
            registered: false,
        },
        start,
    }
}

/// A store with one tenant, counted 1: organization 1 is its root, 2 and 4 are children of it, 3 a child of 2.
pub struct World {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The tenant written to.
    pub tenant: TenantId,
    commands: AtomicU64,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

impl World {
    /// Without the tenant's rows.
    #[must_use]
    pub fn empty(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            tenant: tenant(1),
            commands: AtomicU64::new(1),
        }
    }

    /// With the tenant and its four organizations.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        let world = Self::empty(store);
        let mut changes = world.changes();
        changes.tenants.push(Put::Insert(tenant_row(1, 1)));
        for (counter, parent, depth) in [
            (1, None, 1),
            (2, Some(1), 2),
            (3, Some(2), 3),
            (4, Some(1), 2),
        ] {
            let row = organization_row(counter, parent, depth);
            changes.organizations.push(Put::Insert(row));
        }
        world.commit(&changes);
        world
    }

    /// The same store, seen from another tenant, whose one organization is 101.
    #[must_use]
    pub fn neighbour(&self) -> Self {
        let other = Self {
            store: Arc::clone(&self.store),
            tenant: tenant(2),
            commands: AtomicU64::new(1_000_000),
        };
        let mut changes = other.changes();
        changes.tenants.push(Put::Insert(tenant_row(2, 101)));
        let root = organization_row(101, None, 1);
        changes.organizations.push(Put::Insert(root));
        other.commit(&changes);
        other
    }

    /// An empty change set under a fresh command.
    pub fn changes(&self) -> ChangeSet {
        let counter = self.commands.fetch_add(1, Ordering::SeqCst);
        let fingerprint = Digest::of(&counter.to_be_bytes());
        ChangeSet::new(self.tenant, command(counter), fingerprint, now())
    }

    /// Commits what `fill` puts into an empty change set.
    pub fn with(&self, fill: impl FnOnce(&mut ChangeSet)) -> Receipt {
        self.attempt(fill).unwrap()
    }

    /// The same, and gives back what came of it.
    ///
    /// # Errors
    /// Those of `Store::commit`.
    pub fn attempt(&self, fill: impl FnOnce(&mut ChangeSet)) -> Result<Receipt, CommitError> {
        let mut changes = self.changes();
        fill(&mut changes);
        self.store.commit(&changes)
    }

    /// Commits.
    pub fn commit(&self, changes: &ChangeSet) -> Receipt {
        self.store.commit(changes).unwrap()
    }

    /// Reads what `fill` puts into an empty plan.
    pub fn read(&self, fill: impl FnOnce(&mut ReadPlan)) -> Snapshot {
        self.read_at(now(), fill)
    }

    /// The same, at another instant.
    pub fn read_at(&self, at: Timestamp, fill: impl FnOnce(&mut ReadPlan)) -> Snapshot {
        let mut plan = ReadPlan::new(self.tenant, command(u64::MAX), at);
        fill(&mut plan);
        self.store.read(&plan).unwrap()
    }

    /// Answers one probe.
    pub fn probe(&self, at: Timestamp, probe: Probe) -> ProbeAnswer {
        let mut snapshot = self.read_at(at, |plan| plan.probes.push(probe));
        assert_eq!(snapshot.probes.len(), 1);
        snapshot.probes.remove(0)
    }

    /// Adds accounts to an organization, with their identities.
    pub fn add_accounts(&self, organization: u64, counters: impl IntoIterator<Item = u64>) {
        self.with(|changes| {
            for counter in counters {
                let row = account_row(counter, organization);
                changes.accounts.push(Put::Insert(row));
                let entry = identity_row(counter, 1);
                changes.identities.push(Put::Insert(entry));
            }
        });
    }

    /// Adds numbers to the inventory.
    pub fn add_numbers(&self, rows: impl IntoIterator<Item = Number>) {
        self.with(|changes| {
            for row in rows {
                changes.directory.push(DirectoryPut::Number(row.e164));
                changes.numbers.push(Put::Insert(row));
            }
        });
    }

    /// The number as it is now.
    pub fn number(&self, counter: u64) -> Option<(Version, Number)> {
        let mut snapshot = self.read(|plan| plan.numbers.push(number(counter)));
        let found = snapshot.numbers.remove(&number(counter))?;
        Some((found.version, found.value))
    }

    /// The account as it is now.
    pub fn account(&self, counter: u64) -> Option<(Version, Account)> {
        let mut snapshot = self.read(|plan| plan.accounts.push(account(counter)));
        let found = snapshot.accounts.remove(&account(counter))?;
        Some((found.version, found.value))
    }
}

//! Read: what a plan names, and what comes with it (contract clause 1).

use std::collections::BTreeSet;

use super::rows::{Rows, lines};
use super::{Directory, count};
use crate::account::Account;
use crate::batch::BatchOperation;
use crate::change::{Canonical, GuardKind, UniqueKey, Version, Versioned};
use crate::id::{AccountId, InvitationId, OrganizationId, PrivilegeGroupId, TeamId};
use crate::limits::LIST_ITEMS;
use crate::role::{Grant, Rank};
use crate::snapshot::{BatchKey, InvitationKey, ReadPlan, Snapshot};

/// What `plan` names and exists.
pub(super) fn read(rows: &Rows, directory: &Directory, plan: &ReadPlan) -> Snapshot {
    let mut reader = Reader {
        rows,
        found: Snapshot::default(),
    };
    reader.always(plan);
    reader.tree(plan);
    reader.roles(plan);
    reader.people(plan);
    reader.work(plan);
    reader.templates(plan);
    let found = &mut reader.found;
    let elsewhere = |number: &&_| {
        let holder = directory.numbers.get(*number);
        holder.is_some_and(|tenant| *tenant != plan.tenant)
    };
    found.numbers_elsewhere = plan
        .numbers_elsewhere
        .iter()
        .filter(elsewhere)
        .copied()
        .collect();
    for external_id in &plan.companies {
        if let Some(named) = directory.companies.get(external_id) {
            found.companies.insert(external_id.clone(), *named);
        }
    }
    let organizations: BTreeSet<OrganizationId> = found
        .accounts
        .values()
        .map(|account| account.value.organization)
        .collect();
    found.probes = plan
        .probes
        .iter()
        .map(|probe| count::answer(rows, probe, plan.at, &organizations))
        .collect();
    reader.found
}

struct Reader<'a> {
    rows: &'a Rows,
    found: Snapshot,
}

impl Reader<'_> {
    fn always(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        self.found.tenant = rows.tenant.value(&()).cloned();
        let replay = rows.commands.get(&plan.command);
        self.found.replay = replay.map(|(_, recorded)| recorded.clone());
        let version = |kind| rows.guards.get(&kind).copied().unwrap_or(Version(0));
        self.found.guards = GuardKind::ALL.map(|kind| (kind, version(kind))).into();
    }

    fn tree(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        for id in &plan.organizations {
            self.organization(*id);
        }
        if let Some(tenant) = rows.tenant.value(&()).filter(|_| plan.root) {
            self.organization(tenant.root);
        }
        if plan.tree || !plan.children.is_empty() {
            let living = rows.organizations.rows().map(|row| &row.value);
            for organization in living.filter(|it| it.gone.is_none()) {
                let is_child = organization
                    .parent
                    .is_some_and(|parent| plan.children.contains(&parent));
                if plan.tree || is_child {
                    self.organization(organization.id);
                }
            }
        }
        for id in &plan.groups {
            if let Some(group) = rows.groups.get(id) {
                self.found.groups.insert(*id, group.clone());
            }
        }
        if !plan.groups_of.is_empty() {
            for group in rows.groups.rows() {
                if plan.groups_of.contains(&group.value.organization) {
                    self.found.groups.insert(group.value.id, group.clone());
                }
            }
        }
        for id in &plan.teams {
            self.team(*id);
        }
        if !plan.teams_of.is_empty() {
            for team in rows.teams.rows() {
                if plan.teams_of.contains(&team.value.organization) {
                    self.found.teams.insert(team.value.id, team.clone());
                }
            }
        }
        for id in plan.pools.iter().flat_map(|id| rows.upwards(*id)) {
            if let Some(pool) = rows.pools.get(&id) {
                self.found.pools.insert(id, pool.clone());
            }
        }
    }

    fn team(&mut self, id: TeamId) {
        if let Some(team) = self.rows.teams.get(&id) {
            self.found.teams.insert(id, team.clone());
        }
    }

    fn privilege_group(&mut self, id: PrivilegeGroupId) {
        if let Some(group) = self.rows.privilege_groups.get(&id) {
            self.found.privilege_groups.insert(id, group.clone());
        }
    }

    /// Templates of the organizations that were read.
    fn templates(&mut self, plan: &ReadPlan) {
        if plan.templates.is_empty() {
            return;
        }
        for template in self.rows.templates.rows() {
            let value = &template.value;
            if plan.templates.contains(&(value.channel, value.kind))
                && self.found.organizations.contains_key(&value.organization)
            {
                self.found.templates.insert(value.id, template.clone());
            }
        }
    }

    fn roles(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        for id in &plan.roles {
            if let Some(role) = rows.roles.get(id) {
                self.found.roles.insert(*id, role.clone());
            }
        }
        if let Some(tenant) = rows.tenant.value(&()).filter(|_| plan.root_roles) {
            for role in rows.roles.rows() {
                if role.value.organization == tenant.root {
                    self.found.roles.insert(role.value.id, role.clone());
                }
            }
        }
        for role in rows.roles.rows() {
            if plan.roles_of.contains(&role.value.organization) {
                self.found.roles.insert(role.value.id, role.clone());
            }
        }
        for id in &plan.privilege_groups {
            self.privilege_group(*id);
        }
        for account in &plan.grants {
            self.grants(*account);
        }
    }

    fn people(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        for id in &plan.accounts {
            self.account(*id);
        }
        for canonical in &plan.identities {
            let first = (canonical.clone(), OrganizationId::from_bytes([0; 16]));
            let entries = rows
                .identities
                .rows_from(&first)
                .take_while(|entry| entry.value.canonical == *canonical);
            for entry in entries {
                let key = (canonical.clone(), entry.value.scope);
                self.found.identities.insert(key, entry.clone());
                self.account(entry.value.account);
            }
        }
        for (organization, extension) in &plan.extensions {
            self.extension(*organization, extension.clone());
        }
        for (beside, extension) in &plan.extensions_beside {
            if let Some(account) = rows.accounts.value(beside) {
                self.extension(account.organization, extension.clone());
            }
        }
        for organization in &plan.doubles {
            for account in plan
                .accounts
                .iter()
                .filter_map(|id| rows.accounts.value(id))
            {
                if let Some(extension) = &account.extension {
                    self.extension(*organization, extension.clone());
                }
                self.identity_in(*organization, account);
            }
        }
        for (organization, key, mac) in &plan.pins {
            if let Some(account) = rows.pin_in(UniqueKey::Pin(*organization, *key, *mac)) {
                self.account(account);
            }
        }
        self.holders(plan);
        for key in &plan.invitations {
            let id = match key {
                InvitationKey::Id(id) => Some(*id),
                InvitationKey::Credential(company, username) => {
                    let key = UniqueKey::Credential(company.clone(), username.clone());
                    rows.invitation_in(key)
                }
            };
            if let Some(id) = id {
                self.invitation(id);
            }
        }
    }

    /// The Owner, and who holds something in these very organizations.
    fn holders(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        if plan.owner {
            let owns = |grant: &&Versioned<Grant>| {
                let role = rows.roles.value(&grant.value.role);
                role.is_some_and(|role| role.rank == Some(Rank::Owner))
            };
            if let Some(grant) = rows.grants.rows().find(owns) {
                self.account(grant.value.account);
            }
        }
        for scope in &plan.holders_of {
            let grants = rows.grants.rows().map(|grant| &grant.value);
            let held = grants.filter(|grant| grant.organization == *scope);
            let accounts: BTreeSet<AccountId> = held.map(|grant| grant.account).collect();
            for account in accounts.into_iter().take(LIST_ITEMS) {
                self.account(account);
            }
        }
    }

    fn extension(&mut self, organization: OrganizationId, extension: String) {
        let key = UniqueKey::Extension(organization, extension);
        if let Some(account) = self.rows.account_in(key) {
            self.account(account);
        }
    }

    /// Who holds the identity of an account in a scope.
    fn identity_in(&mut self, scope: OrganizationId, account: &Account) {
        let Some(identity) = &account.identity else {
            return;
        };
        let key = (Canonical::new(identity.canonical().into_owned()), scope);
        if let Some(entry) = self.rows.identities.get(&key) {
            let entry = entry.clone();
            self.account(entry.value.account);
            self.found.identities.insert(key, entry);
        }
    }

    fn work(&mut self, plan: &ReadPlan) {
        let rows = self.rows;
        for number in &plan.numbers {
            if let Some(found) = rows.numbers.get(number) {
                self.found.numbers.insert(*number, found.clone());
                self.organization(found.value.owner);
            }
        }
        for batch in plan.batches.iter().filter_map(|key| batch(rows, key)) {
            self.found.batches.insert(batch.value.id, batch.clone());
        }
        for id in &plan.outbox {
            if let Some(entry) = rows.outbox.get(id) {
                self.found.outbox.insert(*id, entry.clone());
            }
        }
        for subject in &plan.attempts {
            if let Some(entry) = rows.attempts.get(subject) {
                self.found.attempts.insert(*subject, entry.clone());
            }
        }
    }

    /// An organization with those above it, and their settings.
    fn organization(&mut self, id: OrganizationId) {
        for id in self.rows.upwards(id) {
            if let Some(found) = self.rows.organizations.get(&id) {
                self.found.organizations.insert(id, found.clone());
            }
            if let Some(settings) = self.rows.settings.get(&id) {
                let own = Versioned {
                    version: settings.version,
                    value: settings.value.own.clone(),
                };
                self.found.settings.insert(id, own);
            }
        }
    }

    /// An account with everything that comes with it.
    fn account(&mut self, id: AccountId) {
        let rows = self.rows;
        let Some(account) = rows.accounts.get(&id) else {
            return;
        };
        if self.found.accounts.insert(id, account.clone()).is_some() {
            return;
        }
        self.organization(account.value.organization);
        for number in lines(&account.value).filter_map(|line| rows.number_on(line)) {
            if let Some(found) = rows.numbers.get(&number) {
                self.found.numbers.insert(number, found.clone());
            }
        }
        for team in &account.value.teams {
            self.team(*team);
        }
        if let Some(pin) = rows.pins.get(&id) {
            self.found.pins.insert(id, pin.clone());
        }
        self.grants(id);
        if let Some(id) = rows.invitation_of(id)
            && let Some(invitation) = rows.invitations.get(&id)
        {
            self.found.invitations.insert(id, invitation.clone());
        }
    }

    fn invitation(&mut self, id: InvitationId) {
        if let Some(invitation) = self.rows.invitations.get(&id) {
            self.found.invitations.insert(id, invitation.clone());
            self.account(invitation.value.account);
        }
    }

    /// The grants of an account, with their roles, teams and privilege groups.
    fn grants(&mut self, account: AccountId) {
        let grants: Vec<_> = self.rows.grants_of(account).cloned().collect();
        for grant in &grants {
            if let Some(role) = self.rows.roles.get(&grant.value.role) {
                self.found.roles.insert(grant.value.role, role.clone());
            }
            for team in &grant.value.teams {
                self.team(*team);
            }
            if let Some(group) = grant.value.privilege_group {
                self.privilege_group(group);
            }
        }
        if !grants.is_empty() {
            self.found.grants.insert(account, grants);
        }
    }
}

fn batch<'a>(rows: &'a Rows, key: &BatchKey) -> Option<&'a Versioned<BatchOperation>> {
    match key {
        BatchKey::Id(id) => rows.batches.get(id),
        BatchKey::Key(key) => rows.batches.rows().find(|batch| {
            batch.value.holds_key() && batch.value.key.as_deref() == Some(key.as_str())
        }),
        BatchKey::Upload(upload, since) => rows
            .batches
            .rows()
            .filter(|batch| {
                batch.value.holds_key()
                    && batch.value.upload == *upload
                    && batch.value.started_at >= *since
            })
            .max_by_key(|batch| (batch.value.started_at, batch.value.id)),
    }
}

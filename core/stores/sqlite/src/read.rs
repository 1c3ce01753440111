//! Reading what a plan names, and what comes with it, inside one transaction.

use std::collections::BTreeSet;

use rollbook::batch::BatchOperation;
use rollbook::change::{Canonical, Entity, GuardKind, IdentityEntry, Version, Versioned};
use rollbook::e164::E164;
use rollbook::id::{
    AccountId, BatchId, InvitationId, OrganizationId, PrivilegeGroupId, TeamId, TenantId,
};
use rollbook::invitation::Invitation;
use rollbook::invitation::template::Template;
use rollbook::limits::LIST_ITEMS;
use rollbook::number::LineKey;
use rollbook::number::pool::Pool;
use rollbook::organization::{Organization, OrganizationSettings, Tenant};
use rollbook::permission_group::PermissionGroup;
use rollbook::role::{PrivilegeGroup, Role};
use rollbook::snapshot::{BatchKey, InvitationKey, ReadPlan, Snapshot};
use rollbook::team::Team;
use rollbook::text::ExternalId;
use rusqlite::Connection;

use crate::codec::account::{e164, find_account};
use crate::codec::number::{SELECT, find_number, take_number};
use crate::codec::pin::{find_pin, holder_of};
use crate::codec::tree::grants_of;
use crate::codec::{Binder, Columns, Stored, all, find, one, select, versioned};
use crate::commit::{guard_version, path_up, recorded};
use crate::probe;

/// Everything that `plan` names and that exists.
pub(crate) fn read(connection: &Connection, plan: &ReadPlan) -> rusqlite::Result<Snapshot> {
    let mut reader = Reader {
        connection,
        tenant: plan.tenant,
        found: Snapshot::default(),
    };
    reader.always(plan)?;
    reader.tree(plan)?;
    reader.roles(plan)?;
    reader.people(plan)?;
    reader.work(plan)?;
    reader.elsewhere(plan)?;
    reader.templates(plan)?;
    let covered: BTreeSet<OrganizationId> = reader
        .found
        .accounts
        .values()
        .map(|account| account.value.organization)
        .collect();
    for asked in &plan.probes {
        let answer = probe::answer(connection, plan.tenant, plan.at, asked, &covered)?;
        reader.found.probes.push(answer);
    }
    Ok(reader.found)
}

struct Reader<'a> {
    connection: &'a Connection,
    tenant: TenantId,
    found: Snapshot,
}

impl Reader<'_> {
    fn always(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        self.found.tenant = self.find::<Tenant>(&())?.map(|found| found.value);
        self.found.replay = recorded(self.connection, self.tenant, plan.command)?;
        for kind in GuardKind::ALL {
            let version: Version = guard_version(self.connection, self.tenant, kind)?;
            self.found.guards.insert(kind, version);
        }
        Ok(())
    }

    fn tree(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for id in &plan.organizations {
            self.organization(*id)?;
        }
        if let Some(root) = self.root().filter(|_| plan.root) {
            self.organization(root)?;
        }
        if plan.tree {
            for id in self.ids(
                "SELECT id FROM organization WHERE tenant_id = ?1 AND gone IS NULL",
                None,
            )? {
                self.organization(OrganizationId::from_bytes(id))?;
            }
        }
        for parent in &plan.children {
            let sql =
                "SELECT id FROM organization WHERE tenant_id = ?1 AND parent = ?2 AND gone IS NULL";
            for id in self.ids(sql, Some(parent.bytes()))? {
                self.organization(OrganizationId::from_bytes(id))?;
            }
        }
        for id in &plan.groups {
            if let Some(group) = self.find::<PermissionGroup>(id)? {
                self.found.groups.insert(*id, group);
            }
        }
        for organization in &plan.groups_of {
            for group in self.list::<PermissionGroup>(OF_ORGANIZATION, organization.bytes())? {
                self.found.groups.insert(group.value.id, group);
            }
        }
        for id in &plan.teams {
            self.team(*id)?;
        }
        for organization in &plan.teams_of {
            for team in self.list::<Team>(OF_ORGANIZATION, organization.bytes())? {
                self.found.teams.insert(team.value.id, team);
            }
        }
        for lowest in &plan.pools {
            for id in path_up(self.connection, self.tenant, *lowest)? {
                if let Some(pool) = self.find::<Pool>(&id)? {
                    self.found.pools.insert(id, pool);
                }
            }
        }
        Ok(())
    }

    fn roles(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for id in &plan.roles {
            if let Some(role) = self.find::<Role>(id)? {
                self.found.roles.insert(*id, role);
            }
        }
        if let Some(root) = self.root().filter(|_| plan.root_roles) {
            for role in self.list::<Role>(OF_ORGANIZATION, root.bytes())? {
                self.found.roles.insert(role.value.id, role);
            }
        }
        for organization in &plan.roles_of {
            for role in self.list::<Role>(OF_ORGANIZATION, organization.bytes())? {
                self.found.roles.insert(role.value.id, role);
            }
        }
        for id in &plan.privilege_groups {
            self.privilege_group(*id)?;
        }
        for account in &plan.grants {
            self.grants(*account)?;
        }
        Ok(())
    }

    fn people(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for id in &plan.accounts {
            self.account(*id)?;
        }
        for canonical in &plan.identities {
            let tail = "WHERE tenant_id = ?1 AND canonical = ?2";
            let mut statement = self
                .connection
                .prepare_cached(&select::<IdentityEntry>(tail))?;
            Binder::new(&mut statement, self.tenant)?.value(canonical.as_str())?;
            let entries: Vec<Versioned<IdentityEntry>> =
                all(&mut statement, |row| versioned(row, self.tenant))?;
            drop(statement);
            for entry in entries {
                self.account(entry.value.account)?;
                self.found.identities.insert(entry.value.key(), entry);
            }
        }
        for (organization, extension) in &plan.extensions {
            self.extension(*organization, extension)?;
        }
        for (organization, key, mac) in &plan.pins {
            let holder = holder_of(self.connection, self.tenant, *organization, *key, *mac)?;
            if let Some(account) = holder {
                self.account(account)?;
            }
        }
        self.holders(plan)?;
        self.beside(plan)?;
        for key in &plan.invitations {
            let id = match key {
                InvitationKey::Id(id) => Some(*id),
                InvitationKey::Credential(company, username) => self
                    .one_id(
                        "SELECT id FROM invitation WHERE tenant_id = ?1 AND company_id = ?2 AND username = ?3",
                        |to| {
                            to.value(company.as_str())?;
                            to.value(username.as_str())
                        },
                    )?
                    .map(InvitationId::from_bytes),
            };
            if let Some(id) = id {
                self.invitation(id)?;
            }
        }
        Ok(())
    }

    /// The Owner, and who holds something in these very organizations.
    fn holders(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        let mut accounts = Vec::new();
        if plan.owner {
            accounts.extend(self.ids(OWNER, None)?);
        }
        for organization in &plan.holders_of {
            accounts.extend(self.ids(&holders_sql(), Some(organization.bytes()))?);
        }
        for id in accounts {
            self.account(AccountId::from_bytes(id))?;
        }
        Ok(())
    }

    /// Templates of the organizations that were read.
    fn templates(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        if plan.templates.is_empty() {
            return Ok(());
        }
        let organizations: Vec<OrganizationId> = self.found.organizations.keys().copied().collect();
        for organization in organizations {
            for template in self.list::<Template>(OF_ORGANIZATION, organization.bytes())? {
                let value = &template.value;
                if plan.templates.contains(&(value.channel, value.kind)) {
                    self.found.templates.insert(value.id, template);
                }
            }
        }
        Ok(())
    }

    /// What accounts read would meet elsewhere, or have beside them.
    fn beside(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for (beside, extension) in &plan.extensions_beside {
            if let Some(organization) = self.found.organization_of(*beside) {
                self.extension(organization, extension)?;
            }
        }
        for scope in &plan.doubles {
            for id in &plan.accounts {
                let Some(found) = self.found.accounts.get(id) else {
                    continue;
                };
                let identity = found
                    .value
                    .identity
                    .as_ref()
                    .map(|it| it.canonical().into_owned());
                if let Some(extension) = found.value.extension.clone() {
                    self.extension(*scope, &extension)?;
                }
                if let Some(identity) = identity {
                    let key = (Canonical::new(identity), *scope);
                    if let Some(entry) = self.find::<IdentityEntry>(&key)? {
                        self.account(entry.value.account)?;
                        self.found.identities.insert(key, entry);
                    }
                }
            }
        }
        Ok(())
    }

    fn team(&mut self, id: TeamId) -> rusqlite::Result<()> {
        if !self.found.teams.contains_key(&id)
            && let Some(team) = self.find::<Team>(&id)?
        {
            self.found.teams.insert(id, team);
        }
        Ok(())
    }

    fn privilege_group(&mut self, id: PrivilegeGroupId) -> rusqlite::Result<()> {
        if !self.found.privilege_groups.contains_key(&id)
            && let Some(group) = self.find::<PrivilegeGroup>(&id)?
        {
            self.found.privilege_groups.insert(id, group);
        }
        Ok(())
    }

    fn extension(&mut self, organization: OrganizationId, extension: &str) -> rusqlite::Result<()> {
        let found = self.one_id(
            "SELECT id FROM account WHERE tenant_id = ?1 AND organization_id = ?2 AND extension = ?3 \
             AND enabled <> 'deleted'",
            |to| {
                to.id(organization.bytes())?;
                to.value(extension)
            },
        )?;
        match found {
            Some(id) => self.account(AccountId::from_bytes(id)),
            None => Ok(()),
        }
    }

    fn work(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for number in &plan.numbers {
            if let Some(found) = find_number(self.connection, self.tenant, *number)? {
                self.organization(found.number.owner)?;
                self.found.numbers.insert(*number, found.versioned());
            }
        }
        for key in &plan.batches {
            if let Some(id) = self.batch(key)?
                && let Some(batch) = self.find::<BatchOperation>(&id)?
            {
                self.found.batches.insert(id, batch);
            }
        }
        for id in &plan.outbox {
            if let Some(entry) = self.find(id)? {
                self.found.outbox.insert(*id, entry);
            }
        }
        for subject in &plan.attempts {
            if let Some(entry) = self.find(subject)? {
                self.found.attempts.insert(*subject, entry);
            }
        }
        Ok(())
    }

    /// The two directories, which know all tenants.
    fn elsewhere(&mut self, plan: &ReadPlan) -> rusqlite::Result<()> {
        for number in &plan.numbers_elsewhere {
            let mut statement = self.connection.prepare_cached(
                "SELECT 1 FROM number_directory WHERE e164 = ?2 AND tenant_id <> ?1",
            )?;
            Binder::new(&mut statement, self.tenant)?.value(number.as_i64())?;
            if one(&mut statement, |_| Ok(()))?.is_some() {
                self.found.numbers_elsewhere.insert(*number);
            }
        }
        for external in &plan.companies {
            if let Some(named) = company(self.connection, external)? {
                self.found.companies.insert(external.clone(), named);
            }
        }
        Ok(())
    }

    fn root(&self) -> Option<OrganizationId> {
        self.found.tenant.as_ref().map(|tenant| tenant.root)
    }

    /// An organization with those above it, and their settings.
    fn organization(&mut self, id: OrganizationId) -> rusqlite::Result<()> {
        let mut next = Some(id);
        while let Some(id) = next {
            if self.found.organizations.contains_key(&id) {
                break;
            }
            let Some(found) = self
                .find::<Organization>(&id)?
                .filter(|found| found.value.gone.is_none())
            else {
                break;
            };
            if let Some(settings) = self.find::<OrganizationSettings>(&id)? {
                let own = Versioned {
                    version: settings.version,
                    value: settings.value.own,
                };
                self.found.settings.insert(id, own);
            }
            next = found.value.parent;
            self.found.organizations.insert(id, found);
        }
        Ok(())
    }

    /// An account with everything that comes with it.
    fn account(&mut self, id: AccountId) -> rusqlite::Result<()> {
        if self.found.accounts.contains_key(&id) {
            return Ok(());
        }
        let Some(account) = find_account(self.connection, self.tenant, id)? else {
            return Ok(());
        };
        self.organization(account.value.organization)?;
        for team in &account.value.teams {
            self.team(*team)?;
        }
        self.found.accounts.insert(id, account);
        if let Some(pin) = find_pin(self.connection, self.tenant, id)? {
            self.found.pins.insert(id, pin);
        }
        let sql = format!("{SELECT} WHERE n.tenant_id = ?1 AND u.account_id = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Binder::new(&mut statement, self.tenant)?.id(id.bytes())?;
        for number in all(&mut statement, |row| take_number(row, self.tenant))? {
            let key: E164 = number.number.e164;
            self.found.numbers.insert(key, number.versioned());
        }
        self.grants(id)?;
        let of_account = "WHERE tenant_id = ?1 AND account_id = ?2";
        for invitation in self.list::<Invitation>(of_account, id.bytes())? {
            self.found
                .invitations
                .insert(invitation.value.id, invitation);
        }
        Ok(())
    }

    fn invitation(&mut self, id: InvitationId) -> rusqlite::Result<()> {
        if let Some(invitation) = self.find::<Invitation>(&id)? {
            self.account(invitation.value.account)?;
            self.found.invitations.insert(id, invitation);
        }
        Ok(())
    }

    /// The grants of an account, with their roles, teams and privilege groups.
    fn grants(&mut self, account: AccountId) -> rusqlite::Result<()> {
        let grants = grants_of(self.connection, self.tenant, account)?;
        for grant in &grants {
            if !self.found.roles.contains_key(&grant.value.role)
                && let Some(role) = self.find::<Role>(&grant.value.role)?
            {
                self.found.roles.insert(grant.value.role, role);
            }
            for team in &grant.value.teams {
                self.team(*team)?;
            }
            if let Some(group) = grant.value.privilege_group {
                self.privilege_group(group)?;
            }
        }
        if !grants.is_empty() {
            self.found.grants.insert(account, grants);
        }
        Ok(())
    }

    fn batch(&self, key: &BatchKey) -> rusqlite::Result<Option<BatchId>> {
        let found = match key {
            BatchKey::Id(id) => return Ok(Some(*id)),
            BatchKey::Key(key) => self.one_id(
                "SELECT id FROM batch WHERE tenant_id = ?1 AND idempotency_key = ?2 \
                 AND state NOT IN ('rejected', 'cancelled')",
                |to| to.value(key.as_str()),
            ),
            BatchKey::Upload(upload, since) => self.one_id(
                "SELECT id FROM batch WHERE tenant_id = ?1 AND upload = ?2 AND started_at >= ?3 \
                 AND state NOT IN ('rejected', 'cancelled') ORDER BY started_at DESC, id DESC LIMIT 1",
                |to| {
                    to.value(upload.0.as_slice())?;
                    to.time(*since)
                },
            ),
        };
        Ok(found?.map(BatchId::from_bytes))
    }

    fn find<T: Stored>(&self, key: &T::Key) -> rusqlite::Result<Option<Versioned<T>>> {
        find(self.connection, self.tenant, key)
    }

    fn list<T: Stored>(&self, tail: &str, id: &[u8; 16]) -> rusqlite::Result<Vec<Versioned<T>>> {
        let mut statement = self.connection.prepare_cached(&select::<T>(tail))?;
        Binder::new(&mut statement, self.tenant)?.id(id)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }

    fn ids(&self, sql: &str, id: Option<&[u8; 16]>) -> rusqlite::Result<Vec<[u8; 16]>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        if let Some(id) = id {
            to.id(id)?;
        }
        all(&mut statement, |row| row.get(0))
    }

    fn one_id(
        &self,
        sql: &str,
        put: impl FnOnce(&mut Binder<'_, '_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<Option<[u8; 16]>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        put(&mut Binder::new(&mut statement, self.tenant)?)?;
        one(&mut statement, |row| row.get(0))
    }
}

pub(crate) const OWNER: &str = "SELECT account_id FROM grant_ WHERE tenant_id = ?1 AND owner = 1";

pub(crate) fn holders_sql() -> String {
    format!(
        "SELECT DISTINCT account_id FROM grant_ WHERE tenant_id = ?1 AND organization_id = ?2 \
         ORDER BY account_id LIMIT {LIST_ITEMS}"
    )
}

pub(crate) const OF_ORGANIZATION: &str = "WHERE tenant_id = ?1 AND organization_id = ?2";

/// The organization that a company id names.
pub(crate) fn company(
    connection: &Connection,
    external: &ExternalId,
) -> rusqlite::Result<Option<(TenantId, OrganizationId)>> {
    let mut statement = connection.prepare_cached(
        "SELECT tenant_id, organization_id FROM company_directory WHERE external_id = ?1",
    )?;
    statement.raw_bind_parameter(1, external.as_str())?;
    one(&mut statement, |row| {
        Ok((
            TenantId::from_bytes(row.get(0)?),
            OrganizationId::from_bytes(row.get(1)?),
        ))
    })
}

/// The number on each line of an account, in their order.
pub(crate) fn numbers_on(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
    lines: usize,
) -> rusqlite::Result<Vec<Option<E164>>> {
    let mut statement = connection.prepare_cached(
        "SELECT line, e164 FROM number_use WHERE tenant_id = ?1 AND account_id = ?2",
    )?;
    Binder::new(&mut statement, tenant)?.id(account.bytes())?;
    let held = all(&mut statement, |row| {
        let mut from = Columns::new(row, tenant, 0);
        let line = LineKey {
            account,
            line: from.get()?,
        };
        Ok((usize::from(line.line), e164(from.get()?)?))
    })?;
    let mut numbers = vec![None; lines];
    for (line, number) in held {
        if let Some(place) = numbers.get_mut(line) {
            *place = Some(number);
        }
    }
    Ok(numbers)
}

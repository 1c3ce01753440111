//! Writing a change set in one transaction. The first pass writes at once and lets the constraints judge; only if
//! something is in the way does a second one ask what, and names all of it.

use std::time::Duration;

use rollbook::account::Account;
use rollbook::change::{
    ChangeSet, DirectoryPut, Entity, EntityKey, Expect, Guard, GuardKind, Put, Version,
};
use rollbook::event::Event;
use rollbook::id::{CommandId, OrganizationId, TenantId};
use rollbook::limits::MAX_CHANGES;
use rollbook::role::Grant;
use rollbook::settings::AccessKind;
use rollbook::snapshot::{Receipt, Recorded};
use rollbook::store::{CommitError, StoreError, StoreErrorKind};
use rusqlite::{Connection, Statement};

use crate::claim;
use crate::codec::account::{PUT_LINE, put_line};
use crate::codec::batch::{INSERT_EVENT, put_event};
use crate::codec::number::find_number;
use crate::codec::pin::put_mac;
use crate::codec::{Binder, Columns, Stored, delete, insert, one, update, version_of};
use crate::diagnose;
use crate::error::{commit_error, failed_commit, is_taken, refused, unstorable};
use crate::inventory::Inventory;
use crate::probe;
use crate::retry::retry;

/// Why a pass ended early. It is undone.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is in the way: a version, a key, too few numbers, a limit.
    Suspect,
    /// What the second pass answers, or the store failed.
    Failed(CommitError),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        if is_taken(&error) {
            Self::Suspect
        } else {
            Self::Failed(commit_error(error))
        }
    }
}

impl From<CommitError> for Stop {
    fn from(error: CommitError) -> Self {
        Self::Failed(error)
    }
}

/// Writes `changes` and acknowledges them when they are durable.
pub(crate) fn commit(
    connection: &Connection,
    changes: &ChangeSet,
    patience: Duration,
) -> Result<Receipt, CommitError> {
    if changes.len() > MAX_CHANGES {
        return Err(CommitError::TooLarge);
    }
    let done = write(connection, changes, patience);
    let done = match done {
        Ok(receipt) if !receipt.replayed => match connection.execute_batch("COMMIT") {
            Ok(()) => return Ok(receipt),
            Err(error) => Err(CommitError::Store(failed_commit(error))),
        },
        done => done,
    };
    undo(connection)?;
    done
}

fn write(
    connection: &Connection,
    changes: &ChangeSet,
    patience: Duration,
) -> Result<Receipt, CommitError> {
    begin(connection, patience)?;
    if let Some(receipt) = replay(connection, changes)? {
        return Ok(receipt);
    }
    check_shape(changes)?;
    check_tenant(connection, changes)?;
    let mut pass = Pass {
        connection,
        changes,
        tenant: changes.tenant,
        second: false,
    };
    match pass.run() {
        Ok(receipt) => return Ok(receipt),
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Suspect) => {}
    }
    undo(connection)?;
    begin(connection, patience)?;
    if let Some(receipt) = replay(connection, changes)? {
        return Ok(receipt);
    }
    diagnose::diagnose(connection, changes)?;
    pass.second = true;
    pass.run().map_err(|stop| match stop {
        Stop::Failed(error) => error,
        Stop::Suspect => refused("a change set contradicts itself"),
    })
}

fn begin(connection: &Connection, patience: Duration) -> Result<(), CommitError> {
    undo(connection)?;
    retry(patience, || connection.execute_batch("BEGIN IMMEDIATE")).map_err(commit_error)
}

fn undo(connection: &Connection) -> Result<(), CommitError> {
    if connection.is_autocommit() {
        return Ok(());
    }
    connection.execute_batch("ROLLBACK").map_err(commit_error)
}

fn replay(connection: &Connection, changes: &ChangeSet) -> Result<Option<Receipt>, CommitError> {
    let found = recorded(connection, changes.tenant, changes.command).map_err(commit_error)?;
    match found {
        None => Ok(None),
        Some(found) if found.fingerprint == changes.fingerprint => Ok(Some(found.receipt)),
        Some(_) => Err(CommitError::Reused),
    }
}

/// What was recorded under a command.
pub(crate) fn recorded(
    connection: &Connection,
    tenant: TenantId,
    command: CommandId,
) -> rusqlite::Result<Option<Recorded>> {
    let mut statement = connection.prepare_cached(
        "SELECT fingerprint, bound, recorded FROM command WHERE tenant_id = ?1 AND id = ?2",
    )?;
    Binder::new(&mut statement, tenant)?.id(command.bytes())?;
    one(&mut statement, |row| {
        let mut from = Columns::new(row, tenant, 0);
        Ok(Recorded {
            fingerprint: rollbook::batch::Digest(from.get()?),
            receipt: Receipt {
                bound: from.json()?,
                recorded: from.get()?,
                replayed: true,
            },
        })
    })
}

/// Refuses what only a bug can ask for and what no constraint sees.
fn check_shape(changes: &ChangeSet) -> Result<(), CommitError> {
    let twice = repeated(&changes.tenants)
        || repeated(&changes.organizations)
        || repeated(&changes.settings)
        || repeated(&changes.roles)
        || repeated(&changes.grants)
        || repeated(&changes.groups)
        || repeated(&changes.teams)
        || repeated(&changes.privilege_groups)
        || repeated(&changes.templates)
        || repeated(&changes.pins)
        || repeated(&changes.pools)
        || repeated(&changes.accounts)
        || repeated(&changes.identities)
        || repeated(&changes.invitations)
        || repeated(&changes.numbers)
        || repeated(&changes.batches)
        || repeated(&changes.batch_rows)
        || repeated(&changes.outbox)
        || repeated(&changes.attempts);
    let internal = |message| CommitError::Store(StoreError::new(StoreErrorKind::Internal, message));
    if twice {
        return Err(internal("a change set writes one key twice"));
    }
    if changes.misuses_claims() {
        return Err(internal("a change set claims what no claim may take"));
    }
    let foreign = |put: &Put<rollbook::organization::Tenant>| {
        put.value()
            .is_some_and(|tenant| tenant.id != changes.tenant)
    };
    if changes.tenants.iter().any(foreign) {
        return Err(refused("a change set writes a row of another tenant"));
    }
    let misplaced = |(place, event): (u32, &Event)| {
        event.command != changes.command || event.at != changes.at || event.sequence != place
    };
    if (0..).zip(&changes.events).any(misplaced) {
        return Err(refused("an event belongs to another change set"));
    }
    Ok(())
}

fn repeated<T: Entity>(puts: &[Put<T>]) -> bool {
    let mut keys: Vec<T::Key> = puts.iter().map(Put::key).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}

/// In a tenant without a row only attempts are counted.
fn check_tenant(connection: &Connection, changes: &ChangeSet) -> Result<(), CommitError> {
    let attempts_only = changes.len() == changes.attempts.len();
    let made = changes
        .tenants
        .iter()
        .any(|put| matches!(put, Put::Insert(_)));
    if attempts_only || made {
        return Ok(());
    }
    let found = version_of::<rollbook::organization::Tenant>(connection, changes.tenant, &())
        .map_err(commit_error)?;
    match found {
        Some(_) => Ok(()),
        None => Err(refused(
            "a change set belongs to a tenant that does not exist",
        )),
    }
}

/// One pass over a change set inside a transaction.
struct Pass<'a> {
    connection: &'a Connection,
    changes: &'a ChangeSet,
    tenant: TenantId,
    /// Nothing stale and no clash was found: rows are taken out before they are written, so that they may swap keys,
    /// and what is short is answered.
    second: bool,
}

impl Pass<'_> {
    fn run(&mut self) -> Result<Receipt, Stop> {
        let changes = self.changes;
        changes
            .expects
            .iter()
            .try_for_each(|expect| self.expect(expect))?;
        changes
            .guards
            .iter()
            .try_for_each(|guard| self.guard(*guard))?;
        changes
            .directory
            .iter()
            .try_for_each(|put| self.directory(put))?;
        self.puts(&changes.tenants)?;
        self.puts(&changes.organizations)?;
        self.check_company_ids()?;
        self.puts(&changes.settings)?;
        self.puts(&changes.roles)?;
        self.puts(&changes.groups)?;
        self.teams()?;
        self.puts(&changes.privilege_groups)?;
        self.puts(&changes.templates)?;
        self.puts(&changes.pools)?;
        self.accounts()?;
        self.pins()?;
        self.puts(&changes.identities)?;
        self.grants()?;
        self.mark_owners()?;
        self.inventory().put_all()?;
        self.puts(&changes.invitations)?;
        self.check_login_less()?;
        self.puts(&changes.batches)?;
        self.puts(&changes.batch_rows)?;
        self.puts(&changes.outbox)?;
        self.puts(&changes.attempts)?;
        self.events()?;
        self.check_groups()?;
        let bound = self.claims()?;
        self.releases()?;
        self.purge()?;
        self.limits()?;
        self.record(bound)
    }

    const fn inventory(&self) -> Inventory<'_> {
        Inventory {
            connection: self.connection,
            changes: self.changes,
        }
    }

    /// Numbers that have left the inventory give up their rows of the directory.
    fn releases(&self) -> Result<(), Stop> {
        for put in &self.changes.directory {
            if let DirectoryPut::ReleaseNumber(number) = put {
                self.inventory().release(*number)?;
            }
        }
        Ok(())
    }

    /// Takes out what is old enough to go.
    fn purge(&self) -> Result<(), Stop> {
        let Some(purge) = &self.changes.purge else {
            return Ok(());
        };
        let mut statement = self.connection.prepare_cached(PURGE_RECEIPTS)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.time(purge.receipts_until(self.changes.at))?;
        to.value(purge.at_most)?;
        statement.raw_execute()?;
        let mut statement = self.connection.prepare_cached(PURGE_ATTEMPTS)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.time(purge.attempts_before)?;
        to.value(purge.at_most)?;
        to.time(self.changes.at)?;
        statement.raw_execute()?;
        Ok(())
    }

    fn expect(&self, expect: &Expect) -> Result<(), Stop> {
        let found = current(self.connection, self.tenant, &expect.key)?;
        if found == expect.version {
            Ok(())
        } else {
            Err(Stop::Suspect)
        }
    }

    fn guard(&self, guard: Guard) -> Result<(), Stop> {
        let sql = if guard.version == Version(0) {
            "INSERT INTO guard (tenant_id, kind, version) VALUES (?1, ?2, ?3 + 1)"
        } else {
            "UPDATE guard SET version = version + 1 WHERE tenant_id = ?1 AND kind = ?2 AND version = ?3"
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.value(guard.kind.as_str())?;
        to.count(guard.version.0)?;
        expect_one(&mut statement)
    }

    fn directory(&self, put: &DirectoryPut) -> Result<(), Stop> {
        match put {
            DirectoryPut::Number(number) => {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO number_directory (tenant_id, e164) VALUES (?1, ?2) \
                     ON CONFLICT (e164) DO UPDATE SET tenant_id = ?1 WHERE tenant_id = ?1",
                )?;
                Binder::new(&mut statement, self.tenant)?.value(number.as_i64())?;
                expect_one(&mut statement)
            }
            // Released after everything else.
            DirectoryPut::ReleaseNumber(_) => Ok(()),
            DirectoryPut::Company(external, organization) => {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO company_directory (tenant_id, external_id, organization_id) VALUES (?1, ?2, ?3) \
                     ON CONFLICT (external_id) DO UPDATE SET organization_id = ?3 \
                     WHERE tenant_id = ?1 AND (organization_id = ?3 OR NOT EXISTS (SELECT 1 FROM organization o \
                     WHERE o.tenant_id = ?1 AND o.id = company_directory.organization_id AND o.gone IS NULL))",
                )?;
                let mut to = Binder::new(&mut statement, self.tenant)?;
                to.value(external.as_str())?;
                to.id(organization.bytes())?;
                expect_one(&mut statement)
            }
        }
    }

    fn puts<T: Stored>(&self, puts: &[Put<T>]) -> Result<(), Stop> {
        if puts.is_empty() {
            return Ok(());
        }
        let puts = in_order(puts);
        let moved = |put: &&Put<T>| self.second && matches!(put, Put::Replace(..));
        let gone: Vec<_> = puts
            .iter()
            .copied()
            .filter(|put| matches!(put, Put::Delete(..)) || moved(put))
            .collect();
        if !gone.is_empty() {
            let mut statement = self.connection.prepare_cached(&delete::<T>())?;
            for put in gone {
                let mut to = Binder::new(&mut statement, self.tenant)?;
                T::put_key(&put.key(), &mut to)?;
                to.count(put.before().map_or(0, |before| before.0))?;
                expect_one(&mut statement)?;
            }
        }
        if !self.second && puts.iter().any(|put| matches!(put, Put::Replace(..))) {
            let mut statement = self.connection.prepare_cached(&update::<T>())?;
            for put in &puts {
                if let Put::Replace(before, value) = put {
                    self.put_one(value, before.next(), &mut statement)?;
                }
            }
        }
        let mut statement = self.connection.prepare_cached(&insert::<T>())?;
        for put in &puts {
            match put {
                Put::Insert(value) => self.put_one(value, Version::FIRST, &mut statement)?,
                Put::Replace(before, value) if self.second => {
                    self.put_one(value, before.next(), &mut statement)?;
                }
                Put::Replace(..) | Put::Delete(..) => {}
            }
        }
        Ok(())
    }

    fn put_one<T: Stored>(
        &self,
        value: &T,
        version: Version,
        statement: &mut Statement<'_>,
    ) -> Result<(), Stop> {
        let mut to = Binder::new(statement, self.tenant)?;
        T::put_key(&value.key(), &mut to)?;
        to.count(version.0)?;
        value.put(&mut to)?;
        expect_one(statement)
    }

    /// An external id belongs to the organization that the directory names under it.
    fn check_company_ids(&self) -> Result<(), Stop> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM company_directory WHERE tenant_id = ?1 AND external_id = ?2 AND organization_id = ?3",
        )?;
        for organization in self.changes.organizations.iter().filter_map(Put::value) {
            let Some(external) = &organization.external_id else {
                continue;
            };
            let mut to = Binder::new(&mut statement, self.tenant)?;
            to.value(external.as_str())?;
            to.id(organization.id.bytes())?;
            if one(&mut statement, |_| Ok(()))?.is_none() {
                return Err(refused("an external id has no row in its directory").into());
            }
        }
        Ok(())
    }

    /// A team that goes is taken off its people and off those who look after it.
    fn teams(&self) -> Result<(), Stop> {
        self.puts(&self.changes.teams)?;
        for put in &self.changes.teams {
            if let Put::Delete(_, team) = put {
                for sql in [
                    "DELETE FROM account_team WHERE tenant_id = ?1 AND team_id = ?2",
                    "DELETE FROM grant_team WHERE tenant_id = ?1 AND team_id = ?2",
                ] {
                    let mut statement = self.connection.prepare_cached(sql)?;
                    Binder::new(&mut statement, self.tenant)?.id(team.bytes())?;
                    statement.raw_execute()?;
                }
            }
        }
        Ok(())
    }

    /// PINs and their MACs: all old ones go before a new one comes, so that they may be swapped.
    fn pins(&self) -> Result<(), Stop> {
        let pins = &self.changes.pins;
        self.puts(pins)?;
        for put in pins.iter().filter(|put| put.before().is_some()) {
            let mut statement = self
                .connection
                .prepare_cached("DELETE FROM pin_mac WHERE tenant_id = ?1 AND account_id = ?2")?;
            Binder::new(&mut statement, self.tenant)?.id(put.key().bytes())?;
            statement.raw_execute()?;
        }
        for pin in pins.iter().filter_map(Put::value) {
            for (key, mac) in &pin.macs {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO pin_mac (tenant_id, organization_id, key_id, mac, account_id) \
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?;
                let mut to = Binder::new(&mut statement, self.tenant)?;
                put_mac(pin.organization, *key, *mac, &mut to)?;
                to.id(pin.account.bytes())?;
                expect_one(&mut statement)?;
            }
        }
        Ok(())
    }

    /// Roles held, with the teams that they reach.
    fn grants(&self) -> Result<(), Stop> {
        let narrowed = |grant: &Grant| !grant.teams.is_empty() && !grant.scoped;
        let grants = &self.changes.grants;
        if grants.iter().filter_map(Put::value).any(narrowed) {
            return Err(refused("a role has teams and reaches everybody").into());
        }
        self.puts(grants)?;
        for put in grants {
            let (account, role) = put.key();
            if put.before().is_some() {
                let mut statement = self.connection.prepare_cached(
                    "DELETE FROM grant_team WHERE tenant_id = ?1 AND account_id = ?2 AND role_id = ?3",
                )?;
                let mut to = Binder::new(&mut statement, self.tenant)?;
                to.id(account.bytes())?;
                to.id(role.bytes())?;
                statement.raw_execute()?;
            }
            for team in put.value().into_iter().flat_map(|grant| &grant.teams) {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO grant_team (tenant_id, account_id, role_id, team_id) VALUES (?1, ?2, ?3, ?4)",
                )?;
                let mut to = Binder::new(&mut statement, self.tenant)?;
                to.id(account.bytes())?;
                to.id(role.bytes())?;
                to.id(team.bytes())?;
                expect_one(&mut statement)?;
            }
        }
        Ok(())
    }

    /// The teams of an account.
    fn put_teams(&self, put: &Put<Account>) -> Result<(), Stop> {
        if put.before().is_some() {
            let mut statement = self.connection.prepare_cached(
                "DELETE FROM account_team WHERE tenant_id = ?1 AND account_id = ?2",
            )?;
            Binder::new(&mut statement, self.tenant)?.id(put.key().bytes())?;
            statement.raw_execute()?;
        }
        for team in put.value().into_iter().flat_map(|account| &account.teams) {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO account_team (tenant_id, account_id, team_id) VALUES (?1, ?2, ?3)",
            )?;
            let mut to = Binder::new(&mut statement, self.tenant)?;
            to.id(put.key().bytes())?;
            to.id(team.bytes())?;
            expect_one(&mut statement)?;
        }
        Ok(())
    }

    fn accounts(&self) -> Result<(), Stop> {
        let puts = in_order(&self.changes.accounts);
        let longest = |put: &&Put<Account>| put.value().is_some_and(|it| it.lines.len() > 8);
        if puts.iter().any(longest) {
            return Err(refused("an account has more than 8 lines").into());
        }
        self.puts(&self.changes.accounts)?;
        let mut shorten = self.connection.prepare_cached(
            "DELETE FROM line WHERE tenant_id = ?1 AND account_id = ?2 AND line >= ?3",
        )?;
        let mut statement = self.connection.prepare_cached(PUT_LINE)?;
        for put in puts {
            self.put_teams(put)?;
            let lines = put.value().map_or(&[][..], |account| &account.lines);
            if put.before().is_some() {
                let mut to = Binder::new(&mut shorten, self.tenant)?;
                to.id(put.key().bytes())?;
                to.count(lines.len() as u64)?;
                shorten.raw_execute()?;
            }
            for (place, line) in (0_u8..).zip(lines) {
                let mut to = Binder::new(&mut statement, self.tenant)?;
                to.id(put.key().bytes())?;
                to.value(place)?;
                put_line(line, &mut to)?;
                expect_one(&mut statement)?;
            }
        }
        Ok(())
    }

    /// N-02: which grants make somebody the Owner is a fact of the role.
    fn mark_owners(&self) -> Result<(), Stop> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE grant_ SET owner = 1 WHERE tenant_id = ?1 AND account_id = ?2 AND role_id = ?3 AND EXISTS \
             (SELECT 1 FROM role r WHERE r.tenant_id = ?1 AND r.id = ?3 AND r.rank = 'owner')",
        )?;
        for grant in self.changes.grants.iter().filter_map(Put::value) {
            let mut to = Binder::new(&mut statement, self.tenant)?;
            to.id(grant.account.bytes())?;
            to.id(grant.role.bytes())?;
            statement.raw_execute()?;
        }
        Ok(())
    }

    /// N-07: who is login-less has no invitation, whichever of the two was written.
    fn check_login_less(&self) -> Result<(), Stop> {
        let accounts = self.changes.accounts.iter().filter_map(Put::value);
        let login_less = accounts
            .filter(|account| account.access == AccessKind::NoPortal)
            .map(|account| account.id);
        let replaced = self
            .changes
            .accounts
            .iter()
            .any(|put| matches!(put, Put::Replace(..)));
        let invitations = self.changes.invitations.iter().filter_map(Put::value);
        if invitations.clone().next().is_none() && !replaced {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM account a JOIN invitation i ON i.tenant_id = a.tenant_id AND i.account_id = a.id \
             WHERE a.tenant_id = ?1 AND a.id = ?2 AND a.access = 'no_portal'",
        )?;
        let new: std::collections::BTreeSet<_> = self
            .changes
            .accounts
            .iter()
            .filter_map(Put::value)
            .filter(|account| account.access == AccessKind::Portal)
            .map(|account| account.id)
            .collect();
        let invited = invitations
            .map(|invitation| invitation.account)
            .filter(|account| !new.contains(account));
        for account in login_less.chain(invited) {
            Binder::new(&mut statement, self.tenant)?.id(account.bytes())?;
            if one(&mut statement, |_| Ok(()))?.is_some() {
                return Err(refused("a login-less account has an invitation").into());
            }
        }
        Ok(())
    }

    fn events(&self) -> Result<(), Stop> {
        let mut statement = self.connection.prepare_cached(INSERT_EVENT)?;
        for event in &self.changes.events {
            let mut to = Binder::new(&mut statement, self.tenant)?;
            put_event(event, &mut to)?;
            expect_one(&mut statement)?;
        }
        Ok(())
    }

    /// A group that somebody still has does not go.
    fn check_groups(&self) -> Result<(), Stop> {
        for put in &self.changes.groups {
            if let Put::Delete(_, group) = put
                && diagnose::group_in_use(self.connection, self.tenant, *group)?
            {
                return Err(Stop::Suspect);
            }
        }
        Ok(())
    }

    fn claims(&self) -> Result<Vec<rollbook::snapshot::Bound>, Stop> {
        let mut bound = Vec::new();
        let mut short = Vec::new();
        for (place, claimed) in (0_u32..).zip(&self.changes.claims) {
            let taken = claim::take(&self.inventory(), place, claimed)?;
            let wanted = claimed.bind.quantity();
            let got = u32::try_from(taken.len()).unwrap_or(u32::MAX);
            if got < wanted {
                short.push(rollbook::store::Short {
                    claim: place,
                    wanted,
                    got,
                });
            }
            let lines = claimed.bind.lines();
            bound.extend((0..).zip(taken).map(|(index, number): (usize, _)| {
                rollbook::snapshot::Bound {
                    claim: place,
                    number,
                    line: lines.get(index).copied(),
                }
            }));
        }
        match (short.is_empty(), self.second) {
            (true, _) => Ok(bound),
            (false, false) => Err(Stop::Suspect),
            (false, true) => Err(CommitError::Shortage(short).into()),
        }
    }

    fn limits(&self) -> Result<(), Stop> {
        let mut broken = Vec::new();
        for (place, limit) in self.changes.limits.iter().enumerate() {
            let bound = limit.at_most.saturating_add(1);
            let found = probe::count(
                self.connection,
                self.tenant,
                limit.organization,
                limit.set,
                bound,
            )?;
            if found > limit.at_most {
                broken.push(place);
            }
        }
        match (broken.is_empty(), self.second) {
            (true, _) => Ok(()),
            (false, false) => Err(Stop::Suspect),
            (false, true) => Err(CommitError::Limit(broken).into()),
        }
    }

    fn record(&self, bound: Vec<rollbook::snapshot::Bound>) -> Result<Receipt, Stop> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO command (tenant_id, id, fingerprint, at, bound, recorded) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(self.changes.command.bytes())?;
        to.value(self.changes.fingerprint.0.as_slice())?;
        to.time(self.changes.at)?;
        to.value(serde_json::to_string(&bound).map_err(unstorable)?)?;
        to.value(self.changes.recorded.as_str())?;
        expect_one(&mut statement)?;
        Ok(Receipt {
            bound,
            recorded: self.changes.recorded.clone(),
            replayed: false,
        })
    }
}

const PURGE_RECEIPTS: &str = "DELETE FROM command WHERE tenant_id = ?1 AND id IN \
     (SELECT id FROM command WHERE tenant_id = ?1 AND at < ?2 ORDER BY id LIMIT ?3)";

const PURGE_ATTEMPTS: &str = "DELETE FROM attempt WHERE tenant_id = ?1 AND subject IN (SELECT subject FROM attempt \
     WHERE tenant_id = ?1 AND (attempt_last_at IS NULL OR attempt_last_at < ?2) \
     AND (locked_until IS NULL OR locked_until <= ?4) ORDER BY subject LIMIT ?3)";

/// The puts in the order of their keys: rows that lie together are written together.
pub(crate) fn in_order<T: Entity>(puts: &[Put<T>]) -> Vec<&Put<T>> {
    let mut order: Vec<&Put<T>> = puts.iter().collect();
    order.sort_by_cached_key(|put| put.key());
    order
}

pub(crate) fn expect_one(statement: &mut Statement<'_>) -> Result<(), Stop> {
    match statement.raw_execute()? {
        1 => Ok(()),
        _ => Err(Stop::Suspect),
    }
}

/// The version of anything that a change may rely on; none if it is absent. A guard begins at 0.
pub(crate) fn current(
    connection: &Connection,
    tenant: TenantId,
    key: &EntityKey,
) -> rusqlite::Result<Option<Version>> {
    use rollbook::{batch, change, event, invitation, organization, permission_group, role};
    match key {
        EntityKey::Tenant => version_of::<organization::Tenant>(connection, tenant, &()),
        EntityKey::Organization(id) => {
            version_of::<organization::Organization>(connection, tenant, id)
        }
        EntityKey::Settings(id) => {
            version_of::<organization::OrganizationSettings>(connection, tenant, id)
        }
        EntityKey::Role(id) => version_of::<role::Role>(connection, tenant, id),
        EntityKey::Grant(account, role) => {
            version_of::<Grant>(connection, tenant, &(*account, *role))
        }
        EntityKey::Group(id) => {
            version_of::<permission_group::PermissionGroup>(connection, tenant, id)
        }
        EntityKey::Team(id) => version_of::<rollbook::team::Team>(connection, tenant, id),
        EntityKey::PrivilegeGroup(id) => version_of::<role::PrivilegeGroup>(connection, tenant, id),
        EntityKey::Template(id) => {
            version_of::<invitation::template::Template>(connection, tenant, id)
        }
        EntityKey::Pin(account) => version_of::<rollbook::pin::Pin>(connection, tenant, account),
        EntityKey::Pool(organization) => {
            version_of::<rollbook::number::pool::Pool>(connection, tenant, organization)
        }
        EntityKey::Account(id) => version_of::<Account>(connection, tenant, id),
        EntityKey::Identity(canonical, scope) => {
            version_of::<change::IdentityEntry>(connection, tenant, &(canonical.clone(), *scope))
        }
        EntityKey::Invitation(id) => version_of::<invitation::Invitation>(connection, tenant, id),
        EntityKey::Number(number) => {
            Ok(find_number(connection, tenant, *number)?.map(|found| found.version()))
        }
        EntityKey::Batch(id) => version_of::<batch::BatchOperation>(connection, tenant, id),
        EntityKey::BatchRow(id, record) => {
            version_of::<batch::BatchRow>(connection, tenant, &(*id, *record))
        }
        EntityKey::Outbox(id) => version_of::<event::OutboxEntry>(connection, tenant, id),
        EntityKey::Attempt(subject) => {
            version_of::<change::AttemptEntry>(connection, tenant, subject)
        }
        EntityKey::Guard(kind) => guard_version(connection, tenant, *kind).map(Some),
    }
}

/// How often a guard was bumped.
pub(crate) fn guard_version(
    connection: &Connection,
    tenant: TenantId,
    kind: GuardKind,
) -> rusqlite::Result<Version> {
    let mut statement = connection
        .prepare_cached("SELECT version FROM guard WHERE tenant_id = ?1 AND kind = ?2")?;
    Binder::new(&mut statement, tenant)?.value(kind.as_str())?;
    let found = one(&mut statement, |row| crate::codec::version(row.get(0)?))?;
    Ok(found.unwrap_or(Version(0)))
}

/// The path of an organization, itself first, the root last; empty if it does not exist.
pub(crate) fn path_up(
    connection: &Connection,
    tenant: TenantId,
    organization: OrganizationId,
) -> rusqlite::Result<Vec<OrganizationId>> {
    let mut statement = connection.prepare_cached(
        "SELECT parent FROM organization WHERE tenant_id = ?1 AND id = ?2 AND gone IS NULL",
    )?;
    let mut path = Vec::new();
    let mut next = Some(organization);
    while let Some(id) = next
        && path.len() < usize::from(rollbook::limits::TREE_DEPTH)
    {
        Binder::new(&mut statement, tenant)?.id(id.bytes())?;
        let found = one(&mut statement, |row| {
            Columns::new(row, tenant, 0).id_if(OrganizationId::from_bytes)
        })?;
        let Some(parent) = found else { break };
        path.push(id);
        next = parent;
    }
    Ok(path)
}

//! Commit: judge versions, write, judge the rest, and keep it all or put it all back.

use std::collections::BTreeSet;

use super::index::{Slot, Unique};
use super::rows::{Rows, each_table};
use super::table::Table;
use super::{Directory, check, claim, count};
use crate::account::Account;
use crate::change::{Bind, ChangeSet, DirectoryPut, Entity, EntityKey, Put, UniqueKey, Version};
use crate::e164::E164;
use crate::id::{CommandId, OrganizationId, TeamId, TenantId};
use crate::invitation::attempts::Attempts;
use crate::number::Number;
use crate::number::pool::{NumberMark, NumberPast};
use crate::role::{Grant, Rank};
use crate::snapshot::{Bound, Receipt, Recorded};
use crate::store::{CommitError, StoreError, StoreErrorKind};
use crate::text::ExternalId;

/// Writes `changes` into the rows of their tenant, wholly or not at all.
pub(super) fn commit(
    rows: &mut Rows,
    directory: &mut Directory,
    changes: &ChangeSet,
) -> Result<Receipt, CommitError> {
    if let Some((_, recorded)) = rows.commands.get(&changes.command) {
        return if recorded.fingerprint == changes.fingerprint {
            Ok(recorded.receipt.clone())
        } else {
            Err(CommitError::Reused)
        };
    }
    judge_versions(rows, changes)?;
    let mut taken = Taken::default();
    let written = write(rows, directory, changes, &mut taken);
    match written {
        Ok((bound, past)) => {
            each_table!(rows, |table| table.settle());
            for past in past {
                let key = (past.e164, past.at, past.command, past.place);
                rows.history.insert(key, past);
            }
            purge(rows, changes);
            Ok(record(rows, changes, bound))
        }
        Err(error) => {
            roll_back(rows, changes.tenant);
            taken.give_back(directory, changes.tenant);
            Err(error)
        }
    }
}

/// Names every stale key (contract clause 3).
fn judge_versions(rows: &mut Rows, changes: &ChangeSet) -> Result<(), CommitError> {
    let mut seen = BTreeSet::new();
    let mut stale = BTreeSet::new();
    let mut twice = false;
    each_table!(rows, changes, |table, puts| for put in puts {
        let key = put.entity_key();
        if table.version(&put.key()) != put.before() {
            stale.insert(key.clone());
        }
        twice |= !seen.insert(key);
    });
    for expect in &changes.expects {
        let found = rows.version(&expect.key);
        let never_bumped = matches!(expect.key, EntityKey::Guard(_));
        let absent = never_bumped.then_some(Version(0));
        if found.or(absent) != expect.version.or(absent) {
            stale.insert(expect.key.clone());
        }
    }
    for guard in &changes.guards {
        if rows.guards.get(&guard.kind).copied().unwrap_or(Version(0)) != guard.version {
            stale.insert(EntityKey::Guard(guard.kind));
        }
    }
    if twice {
        return Err(internal("a change set puts the same key twice"));
    }
    conflict(stale)
}

/// Writes everything but guards, events and receipt, and judges what can be judged only then.
fn write(
    rows: &mut Rows,
    directory: &mut Directory,
    changes: &ChangeSet,
    taken: &mut Taken,
) -> Result<(Vec<Bound>, Vec<NumberPast>), CommitError> {
    forget_teams(rows, changes);
    each_table!(rows, changes, |table, puts| {
        for put in puts {
            table.apply(put);
        }
    });
    index_changes(rows, changes.tenant);
    let mut past: Vec<NumberPast> = rows
        .numbers
        .changed()
        .filter_map(|(old, new)| became(changes, 0, old, new))
        .collect();
    conflict(groups_in_use(rows, changes))?;

    let mut clashes = BTreeSet::new();
    for put in &changes.directory {
        clashes.extend(taken.take(directory, rows, changes.tenant, put));
    }
    clashes.extend(contested(rows));
    clashes.extend(lines_in_use(rows, changes));
    if !clashes.is_empty() {
        return Err(CommitError::Duplicate(clashes.into_iter().collect()));
    }
    if changes.misuses_claims() {
        return Err(internal("a change set claims what no claim may take"));
    }
    let bound = claim::choose(rows, &changes.claims, changes.at).map_err(CommitError::Shortage)?;
    for (index, claim) in (0_u32..).zip(&changes.claims) {
        for bound in bound.iter().filter(|bound| bound.claim == index) {
            if let Some(found) = rows.numbers.get(&bound.number).cloned() {
                let number = &found.value;
                let new = claim.bind.bound(number, bound.line, changes.at);
                rows.index.shift(Some(number), new.as_ref());
                rows.index
                    .shift_number(changes.tenant, Some(number), new.as_ref());
                past.extend(became(changes, index + 1, Some(number), new.as_ref()));
                rows.numbers.apply(&match new {
                    Some(new) => Put::Replace(found.version, new),
                    None => Put::Delete(found.version, bound.number),
                });
                if matches!(claim.bind, Bind::Retire { .. }) {
                    taken.release(directory, changes.tenant, bound.number);
                }
            }
        }
    }
    for put in &changes.directory {
        if let DirectoryPut::ReleaseNumber(number) = put {
            taken.release(directory, changes.tenant, *number);
        }
    }
    check::only_a_bug(rows, directory, changes)?;
    let broken: Vec<usize> = changes
        .limits
        .iter()
        .enumerate()
        .filter(|(_, limit)| {
            let enough = limit.at_most.saturating_add(1);
            count::people(rows, limit.organization, limit.set, enough) > limit.at_most
        })
        .map(|(index, _)| index)
        .collect();
    if broken.is_empty() {
        Ok((bound, past))
    } else {
        Err(CommitError::Limit(broken))
    }
}

/// What became of a number, for its history.
fn became(
    changes: &ChangeSet,
    place: u32,
    old: Option<&Number>,
    new: Option<&Number>,
) -> Option<NumberPast> {
    let e164 = old.or(new)?.e164;
    let mark = |number: &Number| NumberMark::of(number, changes.at);
    Some(NumberPast {
        e164,
        at: changes.at,
        command: changes.command,
        place,
        why: changes.why.clone(),
        from: old.map(mark),
        to: new.map(mark),
    })
}

/// Takes out what is old enough to go.
fn purge(rows: &mut Rows, changes: &ChangeSet) {
    let Some(purge) = &changes.purge else { return };
    let until = purge.receipts_until(changes.at);
    let at_most = purge.at_most as usize;
    let old = rows.commands.iter().filter(|(_, (at, _))| *at < until);
    let old: Vec<CommandId> = old.map(|(id, _)| *id).take(at_most).collect();
    for id in &old {
        rows.commands.remove(id);
    }
    let idle = |attempts: &Attempts| {
        attempts
            .last_at
            .is_none_or(|last| last < purge.attempts_before)
            && attempts.locked_until(changes.at).is_none()
    };
    let old = rows
        .attempts
        .rows()
        .filter(|entry| idle(&entry.value.attempts));
    let old: Vec<_> = old
        .map(|entry| Put::Delete(entry.version, entry.value.subject))
        .take(at_most)
        .collect();
    for put in &old {
        rows.attempts.apply(put);
    }
    rows.attempts.settle();
}

/// What cannot fail any more: guards, events, receipt.
fn record(rows: &mut Rows, changes: &ChangeSet, bound: Vec<Bound>) -> Receipt {
    for guard in &changes.guards {
        rows.guards.insert(guard.kind, guard.version.next());
    }
    for event in &changes.events {
        let key = (event.at, event.command, event.sequence);
        rows.events.insert(key, event.clone());
    }
    let receipt = Receipt {
        bound,
        recorded: changes.recorded.clone(),
        replayed: false,
    };
    let recorded = Recorded {
        fingerprint: changes.fingerprint,
        receipt: Receipt {
            replayed: true,
            ..receipt.clone()
        },
    };
    rows.commands
        .insert(changes.command, (changes.at, recorded));
    receipt
}

fn roll_back(rows: &mut Rows, tenant: TenantId) {
    let Rows { index, numbers, .. } = rows;
    for (old, new) in numbers.changed() {
        index.shift_number(tenant, new, old);
    }
    macro_rules! undo {
        ($($table:ident)*) => {
            $(
                for (old, new) in rows.$table.changed() {
                    rows.index.shift(new, old);
                }
                rows.$table.roll_back();
            )*
        };
    }
    undo!(tenant organizations settings roles grants groups teams privilege_groups templates pins pools accounts identities
        invitations numbers batches batch_rows outbox attempts);
}

/// Tells the index what the puts have changed.
fn index_changes(rows: &mut Rows, tenant: TenantId) {
    let Rows { index, numbers, .. } = rows;
    for (old, new) in numbers.changed() {
        index.shift_number(tenant, old, new);
    }
    macro_rules! tell {
        ($($table:ident)*) => {
            $(for (old, new) in rows.$table.changed() {
                rows.index.shift(old, new);
            })*
        };
    }
    tell!(tenant organizations settings roles grants groups teams privilege_groups templates pins pools accounts identities
        invitations numbers batches batch_rows outbox attempts);
}

/// Unique keys that have two holders now.
fn contested(rows: &Rows) -> BTreeSet<UniqueKey> {
    fn of<T: Unique + Clone>(rows: &Rows, table: &Table<T>, into: &mut BTreeSet<UniqueKey>) {
        let written = table.changed().filter_map(|(_, new)| new);
        for (slot, key) in written.flat_map(Unique::unique) {
            if rows.index.is_contested(&slot) {
                into.insert(key);
            }
        }
    }
    let mut clashes = BTreeSet::new();
    of(rows, &rows.organizations, &mut clashes);
    of(rows, &rows.roles, &mut clashes);
    of(rows, &rows.groups, &mut clashes);
    of(rows, &rows.teams, &mut clashes);
    of(rows, &rows.privilege_groups, &mut clashes);
    of(rows, &rows.templates, &mut clashes);
    of(rows, &rows.pins, &mut clashes);
    of(rows, &rows.accounts, &mut clashes);
    of(rows, &rows.invitations, &mut clashes);
    of(rows, &rows.numbers, &mut clashes);
    of(rows, &rows.batches, &mut clashes);
    of(rows, &rows.outbox, &mut clashes);
    let owns = |grant: &Grant| {
        let role = rows.roles.value(&grant.role);
        role.is_some_and(|role| role.rank == Some(Rank::Owner))
    };
    let given = rows.grants.changed().filter_map(|(_, new)| new).any(owns);
    if given
        && rows
            .grants
            .rows()
            .filter(|grant| owns(&grant.value))
            .count()
            > 1
    {
        clashes.insert(UniqueKey::Owner);
    }
    clashes
}

/// Lines of claims that have a number already, or are named twice.
fn lines_in_use(rows: &Rows, changes: &ChangeSet) -> BTreeSet<UniqueKey> {
    let mut seen = BTreeSet::new();
    let lines = changes.claims.iter().flat_map(|claim| claim.bind.lines());
    lines
        .filter(|line| {
            let key = Slot::Unique(UniqueKey::Line(**line));
            !seen.insert(**line) || rows.index.holder(&key).is_some()
        })
        .map(|line| UniqueKey::Line(*line))
        .collect()
}

/// A team that goes is taken off its people and off those who look after it; their versions stay.
fn forget_teams(rows: &mut Rows, changes: &ChangeSet) {
    let gone: BTreeSet<TeamId> = changes
        .teams
        .iter()
        .filter(|put| matches!(put, Put::Delete(..)))
        .map(Put::key)
        .collect();
    if gone.is_empty() {
        return;
    }
    let people = rows.accounts.rows().map(|row| &row.value);
    let people: Vec<Account> = people
        .filter(|account| !account.teams.is_disjoint(&gone))
        .cloned()
        .collect();
    for mut account in people {
        account.teams.retain(|team| !gone.contains(team));
        rows.accounts.amend(&account.key(), account);
    }
    let grants = rows.grants.rows().map(|row| &row.value);
    let grants: Vec<Grant> = grants
        .filter(|grant| !grant.teams.is_disjoint(&gone))
        .cloned()
        .collect();
    for mut grant in grants {
        grant.teams.retain(|team| !gone.contains(team));
        rows.grants.amend(&grant.key(), grant);
    }
}

/// Groups deleted that a line or an organization still names.
fn groups_in_use(rows: &Rows, changes: &ChangeSet) -> BTreeSet<EntityKey> {
    let deleted: BTreeSet<_> = changes
        .groups
        .iter()
        .filter(|put| matches!(put, Put::Delete(..)))
        .map(Put::key)
        .collect();
    if deleted.is_empty() {
        return BTreeSet::new();
    }
    let of_lines = rows
        .accounts
        .rows()
        .flat_map(|account| account.value.lines.iter().filter_map(|line| line.group));
    let defaults = rows
        .organizations
        .rows()
        .filter_map(|organization| organization.value.default_group);
    of_lines
        .chain(defaults)
        .filter(|group| deleted.contains(group))
        .map(EntityKey::Group)
        .collect()
}

/// Directory rows taken by a commit, and what was there before.
#[derive(Default)]
struct Taken {
    numbers: Vec<E164>,
    released: Vec<E164>,
    companies: Vec<(ExternalId, Option<(TenantId, OrganizationId)>)>,
}

impl Taken {
    /// Takes one row; a clash if somebody else has it.
    fn take(
        &mut self,
        directory: &mut Directory,
        rows: &Rows,
        tenant: TenantId,
        put: &DirectoryPut,
    ) -> Option<UniqueKey> {
        match put {
            DirectoryPut::Number(number) => match directory.numbers.get(number) {
                Some(holder) if *holder == tenant => None,
                Some(_) => Some(UniqueKey::NumberElsewhere(*number)),
                None => {
                    directory.numbers.insert(*number, tenant);
                    self.numbers.push(*number);
                    None
                }
            },
            // Released after everything else.
            DirectoryPut::ReleaseNumber(_) => None,
            DirectoryPut::Company(external_id, organization) => {
                let named = (tenant, *organization);
                let old = directory.companies.get(external_id).copied();
                let is_free = old.is_none_or(|(holder, of)| {
                    holder == tenant && (of == *organization || rows.living(of).is_none())
                });
                if !is_free {
                    return Some(UniqueKey::ExternalId(external_id.clone()));
                }
                directory.companies.insert(external_id.clone(), named);
                self.companies.push((external_id.clone(), old));
                None
            }
        }
    }

    /// Releases the row of a number of this tenant.
    fn release(&mut self, directory: &mut Directory, tenant: TenantId, number: E164) {
        if directory.numbers.get(&number) == Some(&tenant) {
            directory.numbers.remove(&number);
            self.released.push(number);
        }
    }

    fn give_back(self, directory: &mut Directory, tenant: TenantId) {
        for number in self.released {
            directory.numbers.insert(number, tenant);
        }
        for number in &self.numbers {
            directory.numbers.remove(number);
        }
        for (external_id, old) in self.companies.into_iter().rev() {
            match old {
                Some(old) => directory.companies.insert(external_id, old),
                None => directory.companies.remove(&external_id),
            };
        }
    }
}

fn conflict(stale: BTreeSet<EntityKey>) -> Result<(), CommitError> {
    if stale.is_empty() {
        Ok(())
    } else {
        Err(CommitError::Conflict(stale.into_iter().collect()))
    }
}

fn internal(message: &'static str) -> CommitError {
    StoreError::new(StoreErrorKind::Internal, message).into()
}

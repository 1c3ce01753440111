//! Bounded questions: no count goes further than it has to.

use std::collections::{BTreeMap, BTreeSet};

use rollbook::change::{CountedSet, Versioned};
use rollbook::id::{OrganizationId, TenantId};
use rollbook::limits::CAPACITY_DEMAND;
use rollbook::number::Number;
use rollbook::number::capacity::{CapacityNode, CapacityView};
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::snapshot::{Probe, ProbeAnswer};
use rollbook::time::Timestamp;
use rusqlite::Connection;

use crate::claim::pick;
use crate::codec::number::{SELECT, StoredNumber, find_number, take_number};
use crate::codec::{Binder, Columns, all, one};
use crate::commit::path_up;
use crate::page::hex_list;

/// Everything at and below an organization.
pub(crate) const BELOW: &str = "WITH RECURSIVE below (id) AS (\
     SELECT id FROM organization WHERE tenant_id = ?1 AND id = ?2 AND gone IS NULL \
     UNION ALL SELECT o.id FROM below b CROSS JOIN organization o \
     ON o.tenant_id = ?1 AND o.parent = b.id AND o.gone IS NULL) ";

/// Answers one probe. `covered` are the organizations of the accounts read.
pub(crate) fn answer(
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    probe: &Probe,
    covered: &BTreeSet<OrganizationId>,
) -> rusqlite::Result<ProbeAnswer> {
    match probe {
        Probe::Free {
            selector, at_least, ..
        } => {
            let found = pick(
                connection,
                tenant,
                selector,
                Spread::default(),
                at,
                *at_least,
            )?;
            Ok(ProbeAnswer::Count(
                u32::try_from(found.len()).unwrap_or(u32::MAX),
            ))
        }
        Probe::List {
            selector,
            start,
            at_most,
        } => {
            let found = pick(connection, tenant, selector, *start, at, *at_most)?;
            Ok(ProbeAnswer::List(
                found.into_iter().map(|(number, _)| number).collect(),
            ))
        }
        Probe::Count {
            organization,
            set,
            at_most,
        } => count(connection, tenant, *organization, *set, *at_most).map(ProbeAnswer::Count),
        Probe::Held {
            under,
            owners,
            at_most,
        } => held(connection, tenant, *under, owners, *at_most).map(ProbeAnswer::Numbers),
        Probe::Numbers { selector, at_most } => {
            let found = pick(
                connection,
                tenant,
                selector,
                Spread::default(),
                at,
                *at_most,
            )?;
            let stored = found
                .into_iter()
                .map(|(number, _)| find_number(connection, tenant, number));
            let stored: Vec<_> = stored.collect::<rusqlite::Result<_>>()?;
            Ok(ProbeAnswer::Numbers(
                stored
                    .into_iter()
                    .flatten()
                    .map(StoredNumber::versioned)
                    .collect(),
            ))
        }
        Probe::Owned { under, at_most } => {
            owned(connection, tenant, *under, *at_most).map(ProbeAnswer::Numbers)
        }
        Probe::Capacity {
            organizations,
            wanted,
        } => {
            let mut covered = covered.clone();
            covered.extend(organizations);
            capacity(connection, tenant, at, &covered, *wanted).map(ProbeAnswer::Capacity)
        }
    }
}

/// Numbers of these owners on lines at or below an organization.
fn held(
    connection: &Connection,
    tenant: TenantId,
    under: OrganizationId,
    owners: &[OrganizationId],
    at_most: u32,
) -> rusqlite::Result<Vec<Versioned<Number>>> {
    let sql = held_sql();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    to.id(under.bytes())?;
    to.value(at_most)?;
    to.value(hex_list(owners))?;
    all(&mut statement, |row| {
        Ok(take_number(row, tenant)?.versioned())
    })
}

/// Numbers owned at or below an organization.
fn owned(
    connection: &Connection,
    tenant: TenantId,
    under: OrganizationId,
    at_most: u32,
) -> rusqlite::Result<Vec<Versioned<Number>>> {
    let sql = owned_sql();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    to.id(under.bytes())?;
    to.value(at_most)?;
    all(&mut statement, |row| {
        Ok(take_number(row, tenant)?.versioned())
    })
}

fn held_sql() -> String {
    format!(
        "{BELOW}{SELECT} WHERE n.tenant_id = ?1 AND n.e164 IN (SELECT h.e164 FROM below b \
         CROSS JOIN account a ON a.tenant_id = ?1 AND a.organization_id = b.id \
         CROSS JOIN number_use h ON h.tenant_id = ?1 AND h.account_id = a.id \
         AND hex(h.owner_id) IN (SELECT value FROM json_each(?4))) ORDER BY n.e164 LIMIT ?3"
    )
}

fn owned_sql() -> String {
    format!(
        "{BELOW}{SELECT} WHERE n.tenant_id = ?1 AND n.owner_id IN (SELECT id FROM below) \
         ORDER BY n.e164 LIMIT ?3"
    )
}

/// How many are in a set, up to `bound`.
pub(crate) fn count(
    connection: &Connection,
    tenant: TenantId,
    organization: OrganizationId,
    set: CountedSet,
    bound: u32,
) -> rusqlite::Result<u32> {
    let sql = match set {
        CountedSet::Admins => people("a.administrator = 1"),
        CountedSet::Members => people("a.administrator = 0"),
        CountedSet::PendingInvitations => {
            people("a.onboarding IN ('invited', 'invitation_failed')")
        }
        CountedSet::UsersOfGroup(_) => USERS_OF_GROUP.to_owned(),
        CountedSet::UsersOfRole(_) => USERS_OF_ROLE.to_owned(),
        CountedSet::UsersOfPrivilegeGroup(_) => USERS_OF_PRIVILEGE_GROUP.to_owned(),
        CountedSet::TeamsOf(_) => TEAMS_OF.to_owned(),
        CountedSet::Teams => below("team", "1"),
        CountedSet::People => below("account", "a.enabled <> 'deleted'"),
        CountedSet::RunningBatches => below("batch", "a.state = 'running'"),
        CountedSet::Pins => PINS.to_owned(),
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    match set {
        CountedSet::UsersOfGroup(group) => to.id(group.bytes())?,
        CountedSet::UsersOfRole(role) => to.id(role.bytes())?,
        CountedSet::UsersOfPrivilegeGroup(group) => to.id(group.bytes())?,
        CountedSet::TeamsOf(account) => to.id(account.bytes())?,
        _ => to.id(organization.bytes())?,
    }
    to.value(bound)?;
    Ok(one(&mut statement, |row| row.get(0))?.unwrap_or(0))
}

fn people(condition: &str) -> String {
    format!(
        "{BELOW}SELECT count(*) FROM (SELECT 1 FROM below b CROSS JOIN account a \
         ON a.tenant_id = ?1 AND a.organization_id = b.id \
         WHERE a.enabled IN ('enabled', 'suspended') AND {condition} LIMIT ?3)"
    )
}

/// Rows of a table that belong to an organization or one below it.
fn below(table: &str, condition: &str) -> String {
    format!(
        "{BELOW}SELECT count(*) FROM (SELECT 1 FROM below b CROSS JOIN {table} a \
         ON a.tenant_id = ?1 AND a.organization_id = b.id WHERE {condition} LIMIT ?3)"
    )
}

const USERS_OF_ROLE: &str = "SELECT count(*) FROM (SELECT 1 FROM grant_ \
     WHERE tenant_id = ?1 AND role_id = ?2 LIMIT ?3)";

const USERS_OF_PRIVILEGE_GROUP: &str = "SELECT count(*) FROM (SELECT 1 FROM grant_ \
     WHERE tenant_id = ?1 AND privilege_group = ?2 LIMIT ?3)";

const TEAMS_OF: &str = "SELECT count(*) FROM (SELECT DISTINCT team_id FROM grant_team \
     WHERE tenant_id = ?1 AND account_id = ?2 LIMIT ?3)";

/// Each PIN has a MAC for every key that was live when it was made: counted once, by its account.
const PINS: &str = "SELECT count(*) FROM (SELECT DISTINCT account_id FROM pin_mac \
     WHERE tenant_id = ?1 AND organization_id = ?2 LIMIT ?3)";

pub(crate) const USERS_OF_GROUP: &str = "SELECT count(*) FROM (SELECT DISTINCT account_id FROM line \
     WHERE tenant_id = ?1 AND group_id = ?2 LIMIT ?3)";

/// Accounts that wait for numbers, with the lines that have none.
const WAITING: &str = "SELECT a.organization_id, a.line_count - (SELECT count(*) FROM number_use u \
     WHERE u.tenant_id = ?1 AND u.account_id = a.id) FROM organization o CROSS JOIN account a \
     ON a.tenant_id = ?1 AND a.organization_id = o.id AND a.onboarding IN ('invited', 'invitation_failed') \
     AND a.enabled = 'enabled' WHERE o.tenant_id = ?1";

fn capacity(
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    covered: &BTreeSet<OrganizationId>,
    wanted: u32,
) -> rusqlite::Result<CapacityView> {
    let Some(demand) = demand(connection, tenant)? else {
        return Ok(CapacityView::default());
    };
    let mut parents: BTreeMap<OrganizationId, Option<OrganizationId>> = BTreeMap::new();
    let mut below: BTreeMap<OrganizationId, u32> = BTreeMap::new();
    for organization in demand.keys().chain(covered) {
        if parents.contains_key(organization) && !demand.contains_key(organization) {
            continue;
        }
        let path = path_up(connection, tenant, *organization)?;
        for (place, id) in path.iter().enumerate() {
            parents.insert(*id, path.get(place + 1).copied());
        }
    }
    for (organization, lines) in &demand {
        let mut next = Some(*organization);
        while let Some(id) = next {
            *below.entry(id).or_default() += lines;
            next = parents.get(&id).copied().flatten();
        }
    }
    let mut nodes = Vec::with_capacity(parents.len());
    for (organization, parent) in parents {
        let bound = below
            .get(&organization)
            .copied()
            .unwrap_or(0)
            .saturating_add(wanted);
        let pool = NumberSelector {
            owners: Owners::Of(organization),
            pick: Pick::Free,
        };
        let supply = pick(connection, tenant, &pool, Spread::default(), at, bound)?.len();
        nodes.push(CapacityNode {
            organization,
            parent,
            demand: demand.get(&organization).copied().unwrap_or(0),
            supply: u32::try_from(supply).unwrap_or(u32::MAX),
        });
    }
    Ok(CapacityView {
        nodes,
        complete: true,
    })
}

/// Waiting lines by organization; none if there are more than the answer covers.
fn demand(
    connection: &Connection,
    tenant: TenantId,
) -> rusqlite::Result<Option<BTreeMap<OrganizationId, u32>>> {
    let mut statement = connection.prepare_cached(WAITING)?;
    Binder::new(&mut statement, tenant)?;
    let mut rows = statement.raw_query();
    let mut found = BTreeMap::new();
    let mut total = 0_u32;
    while let Some(row) = rows.next()? {
        let mut from = Columns::new(row, tenant, 0);
        let organization = from.id(OrganizationId::from_bytes)?;
        let lines: u32 = from.get()?;
        if lines == 0 {
            continue;
        }
        total = total.saturating_add(lines);
        if total > CAPACITY_DEMAND {
            return Ok(None);
        }
        *found.entry(organization).or_default() += lines;
    }
    Ok(Some(found))
}

/// Every statement of this file that counts people or what they wait for.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![
        people("a.administrator = 1"),
        people("a.administrator = 0"),
        people("a.onboarding IN ('invited', 'invitation_failed')"),
        WAITING.to_owned(),
    ]
}

/// Every other bounded question.
#[cfg(test)]
pub(crate) fn others() -> Vec<String> {
    vec![
        USERS_OF_GROUP.to_owned(),
        USERS_OF_ROLE.to_owned(),
        USERS_OF_PRIVILEGE_GROUP.to_owned(),
        TEAMS_OF.to_owned(),
        PINS.to_owned(),
        below("team", "1"),
        below("account", "a.enabled <> 'deleted'"),
        below("batch", "a.state = 'running'"),
        held_sql(),
        owned_sql(),
    ]
}

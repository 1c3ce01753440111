//! Which numbers a selector means, in its order, and binding them. With one writer no claim waits for another.

use rollbook::change::{Bind, Claim};
use rollbook::e164::E164;
use rollbook::id::{AccountId, OrganizationId, TenantId};
use rollbook::number::pool::NumberMark;
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::number::{LineKey, StateNow};
use rollbook::text::Tag;
use rollbook::time::Timestamp;
use rusqlite::Connection;

use crate::codec::account::e164;
use crate::codec::number::find_number;
use crate::codec::{Binder, Columns, all, one};
use crate::commit::{Stop, path_up};
use crate::error::refused;
use crate::inventory::Inventory;

/// Tenant, owner, spread, number.
pub(crate) const DELETE_FREE: &str =
    "DELETE FROM number_free WHERE tenant_id = ?1 AND owner_id = ?2 AND spread = ?3 AND e164 = ?4";

/// Free in a pool, from a point up, and below it.
pub(crate) const FREE_FROM: &str = "SELECT e164 FROM number_free WHERE tenant_id = ?1 AND owner_id = ?2 \
     AND spread >= ?3 ORDER BY spread, e164 LIMIT ?4";
pub(crate) const FREE_BELOW: &str = "SELECT e164 FROM number_free WHERE tenant_id = ?1 AND owner_id = ?2 \
     AND spread < ?3 ORDER BY spread, e164 LIMIT ?4";

/// What time has freed in a pool, oldest first.
pub(crate) const FREED: &str = "SELECT e164 FROM number_use WHERE tenant_id = ?1 AND owner_id = ?2 \
     AND free_from <= ?3 ORDER BY free_from, e164 LIMIT ?4";

/// Reserved in a pool under a tag; golden ones only if they carry it.
pub(crate) const RESERVED_UNDER: &str = "SELECT u.e164 FROM number_use u \
     JOIN number n ON n.tenant_id = u.tenant_id AND n.e164 = u.e164 \
     WHERE u.tenant_id = ?1 AND u.owner_id = ?2 AND u.state = 'reserved' AND u.hold_tag = ?5 \
     AND (u.until IS NULL OR u.until > ?3) AND (n.golden = 0 OR EXISTS (SELECT 1 FROM number_tag t \
     WHERE t.tenant_id = u.tenant_id AND t.tag = ?5 AND t.e164 = u.e164)) ORDER BY u.e164 LIMIT ?4";

/// Reserved in a pool under whichever tag, or none.
pub(crate) const RESERVED: &str = "SELECT u.e164 FROM number_use u \
     JOIN number n ON n.tenant_id = u.tenant_id AND n.e164 = u.e164 \
     WHERE u.tenant_id = ?1 AND u.owner_id = ?2 AND u.state = 'reserved' \
     AND (u.until IS NULL OR u.until > ?3) AND n.golden = 0 LIMIT ?4";

/// Reserved in a pool under a tag, whatever they carry.
pub(crate) const HELD_UNDER: &str = "SELECT e164 FROM number_use WHERE tenant_id = ?1 AND owner_id = ?2 \
     AND state = 'reserved' AND hold_tag = ?5 AND (until IS NULL OR until > ?3) ORDER BY e164 LIMIT ?4";

/// Reserved in a pool and between two numbers.
pub(crate) const HELD_BETWEEN: &str = "SELECT e164 FROM number_use WHERE tenant_id = ?1 AND e164 BETWEEN ?5 AND ?6 \
     AND +owner_id = ?2 AND +state = 'reserved' AND (until IS NULL OR until > ?3) ORDER BY e164 LIMIT ?4";

/// Free in a pool and carrying a tag.
pub(crate) const TAGGED: &str = "SELECT t.e164 FROM number_tag t \
     CROSS JOIN number n ON n.tenant_id = t.tenant_id AND n.e164 = t.e164 \
     LEFT JOIN number_use u ON u.tenant_id = t.tenant_id AND u.e164 = t.e164 \
     WHERE t.tenant_id = ?1 AND t.tag = ?5 AND n.owner_id = ?2 AND (u.e164 IS NULL OR (u.account_id IS NULL \
     AND (u.state = 'available' OR u.until <= ?3) AND (u.cooling_until IS NULL OR u.cooling_until <= ?3))) \
     ORDER BY t.e164 LIMIT ?4";

/// Free in a pool and between two numbers.
pub(crate) const BETWEEN: &str = "SELECT n.e164 FROM number n \
     LEFT JOIN number_use u ON u.tenant_id = n.tenant_id AND u.e164 = n.e164 \
     WHERE n.tenant_id = ?1 AND n.e164 BETWEEN ?5 AND ?6 AND n.owner_id = ?2 AND n.golden = 0 \
     AND (u.e164 IS NULL OR (u.account_id IS NULL \
     AND (u.state = 'available' OR u.until <= ?3) AND (u.cooling_until IS NULL OR u.cooling_until <= ?3))) \
     ORDER BY n.e164 LIMIT ?4";

/// Binds what a claim asks for, as far as there is enough, and says which numbers in the order of the lines.
pub(crate) fn take(
    inventory: &Inventory<'_>,
    place: u32,
    claim: &Claim,
) -> Result<Vec<E164>, Stop> {
    let wanted = claim.bind.quantity();
    let (connection, tenant) = (inventory.connection, inventory.tenant());
    let at = inventory.changes.at;
    let picked = pick(connection, tenant, &claim.selector, claim.start, at, wanted)?;
    let bound = Bound {
        inventory,
        claim,
        place: place.saturating_add(1),
    };
    for (index, (number, owner)) in picked.iter().enumerate() {
        let line = claim.bind.lines().get(index).copied();
        if !bound.straight(*number, *owner, line)? {
            bound.rewrite(*number, line)?;
        }
    }
    Ok(picked.into_iter().map(|(number, _)| number).collect())
}

/// One claim that binds.
struct Bound<'a> {
    inventory: &'a Inventory<'a>,
    claim: &'a Claim,
    place: u32,
}

impl Bound<'_> {
    /// Of a pool most numbers are free, and then there is nothing to read: out of `number_free`, into `number_use`.
    fn straight(
        &self,
        number: E164,
        owner: OrganizationId,
        line: Option<LineKey>,
    ) -> Result<bool, Stop> {
        let (Bind::Lines { registered, .. }, Some(line), Pick::Free) =
            (&self.claim.bind, line, &self.claim.selector.pick)
        else {
            return Ok(false);
        };
        let state = match registered {
            true => StateNow::Registered,
            false => StateNow::Assigned,
        };
        let (connection, tenant) = (self.inventory.connection, self.inventory.tenant());
        let mut statement = connection.prepare_cached(DELETE_FREE)?;
        let mut to = Binder::new(&mut statement, tenant)?;
        to.id(owner.bytes())?;
        to.value(Spread::of(tenant, number).as_i64())?;
        to.value(number.as_i64())?;
        if statement.raw_execute()? != 1 {
            return Ok(false);
        }
        let mut statement = connection.prepare_cached(
            "INSERT INTO number_use (tenant_id, e164, version, owner_id, state, account_id, line) \
             VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)",
        )?;
        let mut to = Binder::new(&mut statement, tenant)?;
        to.value(number.as_i64())?;
        to.id(owner.bytes())?;
        to.value(state.as_str())?;
        to.id(line.account.bytes())?;
        to.value(line.line)?;
        statement.raw_execute()?;
        let mark = |state, account| NumberMark {
            state,
            owner,
            account,
        };
        let from = mark(StateNow::Available, None);
        let to = mark(state, Some(line.account));
        self.inventory
            .past(self.place, number, Some(from), Some(to))?;
        Ok(true)
    }

    /// Whatever the number was and becomes.
    fn rewrite(&self, number: E164, line: Option<LineKey>) -> Result<(), Stop> {
        let inventory = self.inventory;
        let stored = find_number(inventory.connection, inventory.tenant(), number)?
            .ok_or_else(|| refused("a free number is not in the inventory"))?;
        let old = &stored.number;
        let new = self.claim.bind.bound(old, line, inventory.changes.at);
        inventory.take_out(&stored)?;
        match &new {
            Some(new) => inventory.replace_number(new, &stored)?,
            None => {
                inventory.delete_number(&stored)?;
                inventory.release(number)?;
            }
        }
        inventory.became(self.place, number, Some(old), new.as_ref())
    }
}

/// Up to `wanted` numbers that a selector means, each with its owner, in the order in which a claim takes them.
pub(crate) fn pick(
    connection: &Connection,
    tenant: TenantId,
    selector: &NumberSelector,
    start: Spread,
    at: Timestamp,
    wanted: u32,
) -> rusqlite::Result<Vec<(E164, OrganizationId)>> {
    let arms = Arms {
        connection,
        tenant,
        at,
    };
    let mut picked: Vec<(E164, OrganizationId)> = Vec::new();
    for owner in owners(connection, tenant, &selector.owners)? {
        let left = |picked: &Vec<_>| {
            wanted.saturating_sub(u32::try_from(picked.len()).unwrap_or(u32::MAX))
        };
        let mut run = |sql: &str, extra: Extra<'_>| -> rusqlite::Result<()> {
            let left = left(&picked);
            if left > 0 {
                let found = arms.run(sql, owner, extra, left)?;
                picked.extend(found.into_iter().map(|number| (number, owner)));
            }
            Ok(())
        };
        match &selector.pick {
            Pick::Free | Pick::FreeOrReserved => {
                run(FREE_FROM, Extra::From(start))?;
                run(FREE_BELOW, Extra::From(start))?;
                run(FREED, Extra::At)?;
                if selector.pick == Pick::FreeOrReserved {
                    run(RESERVED, Extra::At)?;
                }
            }
            Pick::Tagged(tag) => {
                run(RESERVED_UNDER, Extra::Tag(tag))?;
                run(TAGGED, Extra::Tag(tag))?;
            }
            Pick::Carrying(tag) => run(TAGGED, Extra::Tag(tag))?,
            Pick::ReservedUnder(tag) => run(HELD_UNDER, Extra::Tag(tag))?,
            Pick::ReservedSeries(series) => {
                for (low, high) in ranges(series) {
                    run(HELD_BETWEEN, Extra::Between(low, high))?;
                }
            }
            Pick::Series(series) => {
                for (low, high) in ranges(series) {
                    run(BETWEEN, Extra::Between(low, high))?;
                }
            }
        }
        if left(&picked) == 0 {
            break;
        }
    }
    Ok(picked)
}

/// What an arm asks for besides tenant, owner and how many.
#[derive(Clone, Copy)]
enum Extra<'a> {
    From(Spread),
    At,
    Tag(&'a Tag),
    Between(i64, i64),
}

struct Arms<'a> {
    connection: &'a Connection,
    tenant: TenantId,
    at: Timestamp,
}

impl Arms<'_> {
    fn run(
        &self,
        sql: &str,
        owner: OrganizationId,
        extra: Extra<'_>,
        limit: u32,
    ) -> rusqlite::Result<Vec<E164>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(owner.bytes())?;
        match extra {
            Extra::From(start) => to.value(start.as_i64())?,
            _ => to.time(self.at)?,
        }
        to.value(limit)?;
        match extra {
            Extra::Tag(tag) => to.value(tag.as_str())?,
            Extra::Between(low, high) => {
                to.value(low)?;
                to.value(high)?;
            }
            Extra::From(_) | Extra::At => {}
        }
        all(&mut statement, |row| e164(row.get(0)?))
    }
}

/// Whose numbers a selector means, nearest first.
pub(crate) fn owners(
    connection: &Connection,
    tenant: TenantId,
    owners: &Owners,
) -> rusqlite::Result<Vec<OrganizationId>> {
    match owners {
        Owners::Of(organization) => Ok(vec![*organization]),
        Owners::UsableBy(organization) => path_up(connection, tenant, *organization),
        Owners::UsableByAccount(account) => match organization_of(connection, tenant, *account)? {
            Some(organization) => path_up(connection, tenant, organization),
            None => Ok(Vec::new()),
        },
    }
}

fn organization_of(
    connection: &Connection,
    tenant: TenantId,
    account: AccountId,
) -> rusqlite::Result<Option<OrganizationId>> {
    let mut statement = connection
        .prepare_cached("SELECT organization_id FROM account WHERE tenant_id = ?1 AND id = ?2")?;
    Binder::new(&mut statement, tenant)?.id(account.bytes())?;
    one(&mut statement, |row| {
        Columns::new(row, tenant, 0).id(OrganizationId::from_bytes)
    })
}

/// The spans of numbers whose digits begin with `series`, ascending; none if it is no series.
pub(crate) fn ranges(series: &str) -> Vec<(i64, i64)> {
    const DIGITS: usize = 15;
    if series.is_empty() {
        return vec![(0, i64::MAX)];
    }
    if series.len() > DIGITS
        || !series.bytes().all(|byte| byte.is_ascii_digit())
        || series.starts_with('0')
    {
        return Vec::new();
    }
    let Ok(prefix) = series.parse::<i64>() else {
        return Vec::new();
    };
    let mut spans = Vec::new();
    let mut width = 1_i64;
    for _ in series.len()..=DIGITS {
        spans.push((prefix * width, prefix * width + (width - 1)));
        width *= 10;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_one_span_per_length_up_to_15_digits() {
        let spans = ranges("1440555");
        assert_eq!(spans.first(), Some(&(1_440_555, 1_440_555)));
        assert_eq!(spans.get(1), Some(&(14_405_550, 14_405_559)));
        assert_eq!(spans.len(), 9);
        assert_eq!(ranges("0"), []);
        assert_eq!(ranges("1x"), []);
        assert_eq!(ranges("999999999999999").len(), 1);
    }
}

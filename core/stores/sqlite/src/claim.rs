//! Which numbers a selector means, in its order, and binding them. With one writer no claim waits for another.

use rollbook::change::{Bind, Claim};
use rollbook::e164::E164;
use rollbook::id::{AccountId, OrganizationId, TenantId};
use rollbook::number::selector::{NumberSelector, Owners, Pick, Spread};
use rollbook::number::{LineKey, NumberState, Reservation};
use rollbook::text::Tag;
use rollbook::time::Timestamp;
use rusqlite::Connection;

use crate::codec::account::e164;
use crate::codec::number::{Home, PUT_USE, find_number, put_use};
use crate::codec::{Binder, Columns, all, one};
use crate::commit::{Stop, path_up};
use crate::error::refused;

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
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    claim: &Claim,
) -> Result<Vec<E164>, Stop> {
    let wanted = claim.bind.quantity();
    let picked = pick(connection, tenant, &claim.selector, claim.start, at, wanted)?;
    for (index, (number, owner)) in picked.iter().enumerate() {
        match &claim.bind {
            Bind::Lines { lines, registered } => {
                let Some(line) = lines.get(index) else { break };
                bind_line(
                    connection,
                    tenant,
                    at,
                    *number,
                    *owner,
                    *line,
                    *registered,
                    &claim.selector.pick,
                )?;
            }
            Bind::Reserve {
                hold, ported_until, ..
            } => {
                reserve(connection, tenant, at, *number, hold, *ported_until)?;
            }
        }
    }
    Ok(picked.into_iter().map(|(number, _)| number).collect())
}

#[expect(clippy::too_many_arguments, reason = "the parts of one row")]
fn bind_line(
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    number: E164,
    owner: OrganizationId,
    line: LineKey,
    registered: bool,
    pick: &Pick,
) -> Result<(), Stop> {
    let state = match registered {
        true => "registered",
        false => "assigned",
    };
    // Of a pool most numbers are free, and then there is nothing to read.
    if *pick == Pick::Free {
        let mut statement = connection.prepare_cached(DELETE_FREE)?;
        let mut to = Binder::new(&mut statement, tenant)?;
        to.id(owner.bytes())?;
        to.value(Spread::of(tenant, number).as_i64())?;
        to.value(number.as_i64())?;
        if statement.raw_execute()? == 1 {
            let mut statement = connection.prepare_cached(
                "INSERT INTO number_use (tenant_id, e164, version, owner_id, state, account_id, line) \
                 VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)",
            )?;
            let mut to = Binder::new(&mut statement, tenant)?;
            to.value(number.as_i64())?;
            to.id(owner.bytes())?;
            to.value(state)?;
            to.id(line.account.bytes())?;
            to.value(line.line)?;
            statement.raw_execute()?;
            return Ok(());
        }
    }
    let state = match registered {
        true => NumberState::Registered(line),
        false => NumberState::Assigned(line),
    };
    rebind(connection, tenant, at, number, |_| state)
}

fn reserve(
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    number: E164,
    hold: &Reservation,
    ported_until: Option<Timestamp>,
) -> Result<(), Stop> {
    rebind(connection, tenant, at, number, |ported| {
        let until = if ported { ported_until } else { hold.until };
        NumberState::Reserved(Reservation {
            until,
            ..hold.clone()
        })
    })
}

/// Gives a number another state, out of wherever its state was written.
fn rebind(
    connection: &Connection,
    tenant: TenantId,
    at: Timestamp,
    number: E164,
    state: impl FnOnce(bool) -> NumberState,
) -> Result<(), Stop> {
    let stored = find_number(connection, tenant, number)?
        .ok_or_else(|| refused("a free number is not in the inventory"))?;
    let mut number = stored.number;
    let home = Home::of(&number);
    let (sql, owner) = match home {
        Home::Free => (Some(DELETE_FREE), true),
        Home::Use => (
            Some("DELETE FROM number_use WHERE tenant_id = ?1 AND e164 = ?2"),
            false,
        ),
        Home::Nowhere => (None, false),
    };
    if let Some(sql) = sql {
        let mut statement = connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, tenant)?;
        if owner {
            to.id(number.owner.bytes())?;
            to.value(Spread::of(tenant, number.e164).as_i64())?;
        }
        to.value(number.e164.as_i64())?;
        if statement.raw_execute()? != 1 {
            return Err(refused("a number is not where its state says").into());
        }
    }
    number.state = state(number.ported);
    number.cooling_until = number.cooling_until.filter(|until| *until > at);
    let mut statement = connection.prepare_cached(PUT_USE)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    put_use(&number, stored.used.unwrap_or(0) + 1, &mut to)?;
    statement.raw_execute()?;
    Ok(())
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

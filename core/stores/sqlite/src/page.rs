//! Lists by the page: keyset, in a total order that ends in the id. What a filter asks beyond columns is judged by the
//! core's own `matches`, row by row, until the page is full.

use rollbook::account::Account;
use rollbook::batch::{BatchOperation, BatchRow};
use rollbook::change::Versioned;
use rollbook::e164::E164;
use rollbook::event::{Event, OutboxEntry};
use rollbook::id::{AccountId, CommandId, OrganizationId, RoleId, TenantId};
use rollbook::invitation::Invitation;
use rollbook::invitation::template::Template;
use rollbook::limits::PAGE_MAX;
use rollbook::number::pool::{NumberMark, NumberPast};
use rollbook::number::{Number, NumberState, StateNow};
use rollbook::organization::{Organization, Tenant};
use rollbook::page::{
    AccountCursor, AccountFilter, AccountRow, AccountSort, AccountSortKey, EventFilter,
    NumberFilter, Page, PageQuery, SortValue,
};
use rollbook::permission_group::PermissionGroup;
use rollbook::pin::Pin;
use rollbook::role::{PrivilegeGroup, Role};
use rollbook::team::Team;
use rollbook::time::Timestamp;
use rusqlite::Connection;
use std::collections::BTreeMap;

use crate::claim::ranges;
use crate::codec::account::{lines_of, onboarding, teams_of};
use crate::codec::batch::take_event;
use crate::codec::number::{SELECT, take_number};
use crate::codec::{Binder, Columns, Stored, all, one, select, version_of, versioned};
use crate::commit::path_up;
use crate::probe::BELOW;
use crate::read::{company, numbers_on};

/// Answers one query; a tenant that does not exist has nothing.
pub(crate) fn page(connection: &Connection, query: &PageQuery) -> rusqlite::Result<Page> {
    let held = |limit: &u32| (*limit).clamp(1, PAGE_MAX);
    match query {
        PageQuery::Tenants { after, limit } => {
            tenants(connection, *after, held(limit)).map(Page::Tenants)
        }
        PageQuery::Company(external) => company(connection, external).map(Page::Company),
        PageQuery::Organizations {
            tenant,
            under,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.organizations(*under, *after).map(Page::Organizations)
        }
        PageQuery::Groups {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            let after = after.map(|id| *id.bytes());
            list.defined::<PermissionGroup>(organizations, after)
                .map(Page::Groups)
        }
        PageQuery::Teams {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            let after = after.map(|id| *id.bytes());
            list.defined::<Team>(organizations, after).map(Page::Teams)
        }
        PageQuery::PrivilegeGroups {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            let after = after.map(|id| *id.bytes());
            list.defined::<PrivilegeGroup>(organizations, after)
                .map(Page::PrivilegeGroups)
        }
        PageQuery::Templates {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            let after = after.map(|id| *id.bytes());
            list.templates(organizations, after).map(Page::Templates)
        }
        PageQuery::Roles {
            tenant,
            organizations,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            let after = after.map(|id| *id.bytes());
            list.defined::<Role>(organizations, after).map(Page::Roles)
        }
        PageQuery::Numbers {
            tenant,
            filter,
            at,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.numbers(filter, *at, *after).map(Page::Numbers)
        }
        PageQuery::NumbersEnding {
            tenant,
            before,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.ending(*before, *after).map(Page::Numbers)
        }
        PageQuery::NumberPast {
            tenant,
            e164,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.past(*e164, after.as_ref()).map(Page::NumberPast)
        }
        PageQuery::Accounts {
            tenant,
            filter,
            sort,
            at,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.accounts(filter, *sort, *at, after.as_ref())
                .map(Page::Accounts)
        }
        PageQuery::Batches {
            tenant,
            under,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.batches(*under, after.map(|id| *id.bytes()))
                .map(Page::Batches)
        }
        PageQuery::BatchRows {
            tenant,
            batch,
            failed_only,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.batch_rows(batch.bytes(), *failed_only, *after)
                .map(Page::BatchRows)
        }
        PageQuery::Events {
            tenant,
            filter,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.events(filter, *after).map(Page::Events)
        }
        PageQuery::Outbox {
            tenant,
            takeable_at,
            after,
            limit,
        } => {
            let list = List {
                connection,
                tenant: *tenant,
                limit: held(limit),
            };
            list.outbox(*takeable_at, after.map(|id| *id.bytes()))
                .map(Page::Outbox)
        }
    }
}

fn tenants(
    connection: &Connection,
    after: Option<TenantId>,
    limit: u32,
) -> rusqlite::Result<Vec<Tenant>> {
    let mut statement = connection.prepare_cached(TENANTS)?;
    statement.raw_bind_parameter(1, after.as_ref().map(|id| id.bytes().as_slice()))?;
    statement.raw_bind_parameter(2, limit)?;
    all(&mut statement, |row| {
        let tenant = TenantId::from_bytes(row.get(0)?);
        Tenant::take(&mut Columns::new(row, tenant, 1))
    })
}

const TENANTS: &str = "SELECT tenant_id, profile, root, first_administrator, created_at FROM tenant \
     WHERE ?1 IS NULL OR tenant_id > ?1 ORDER BY tenant_id LIMIT ?2";

/// One list of one tenant.
struct List<'a> {
    connection: &'a Connection,
    tenant: TenantId,
    limit: u32,
}

impl List<'_> {
    fn organizations(
        &self,
        under: OrganizationId,
        after: Option<OrganizationId>,
    ) -> rusqlite::Result<Vec<Versioned<Organization>>> {
        let sql = organizations_sql();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(under.bytes())?;
        to.id_if(after.as_ref().map(OrganizationId::bytes))?;
        to.value(self.limit)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }

    /// Groups or roles of some organizations, by name.
    fn defined<T: Stored>(
        &self,
        organizations: &[OrganizationId],
        after: Option<[u8; 16]>,
    ) -> rusqlite::Result<Vec<Versioned<T>>> {
        let sql = defined_sql::<T>();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.value(hex_list(organizations))?;
        to.id_if(after.as_ref())?;
        to.value(self.limit)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }

    fn templates(
        &self,
        organizations: &[OrganizationId],
        after: Option<[u8; 16]>,
    ) -> rusqlite::Result<Vec<Versioned<Template>>> {
        let sql = select::<Template>(TEMPLATES);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.value(hex_list(organizations))?;
        to.id_if(after.as_ref())?;
        to.value(self.limit)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }

    fn numbers(
        &self,
        filter: &NumberFilter,
        at: Timestamp,
        after: Option<E164>,
    ) -> rusqlite::Result<Vec<Versioned<Number>>> {
        let after = after.map_or(0, E164::as_i64);
        // Numbers of others are passed over without being read.
        let owners = (!filter.owners.is_empty()).then(|| hex_list(&filter.owners));
        let sql = format!("{SELECT} {NUMBERS}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut found = Vec::new();
        for (low, high) in ranges(filter.series.as_deref().unwrap_or_default()) {
            let mut to = Binder::new(&mut statement, self.tenant)?;
            to.value(low)?;
            to.value(high)?;
            to.value(after)?;
            to.value(owners.as_deref())?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                if found.len() >= self.limit as usize {
                    return Ok(found);
                }
                let number = take_number(row, self.tenant)?;
                if is_meant(&number.number, filter, at) {
                    found.push(number.versioned());
                }
            }
        }
        Ok(found)
    }

    fn ending(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, E164)>,
    ) -> rusqlite::Result<Vec<Versioned<Number>>> {
        let sql = format!("{SELECT} {ENDING}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.time(before)?;
        to.value(after.map_or(i64::MIN, |(end, _)| end.micros()))?;
        to.value(after.map_or(0, |(_, number)| number.as_i64()))?;
        to.value(self.limit)?;
        all(&mut statement, |row| {
            Ok(take_number(row, self.tenant)?.versioned())
        })
    }

    fn past(
        &self,
        number: E164,
        after: Option<&(Timestamp, CommandId, u32)>,
    ) -> rusqlite::Result<Vec<NumberPast>> {
        let mut statement = self.connection.prepare_cached(PAST)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.value(number.as_i64())?;
        to.value(after.map_or(i64::MIN, |(at, ..)| at.micros()))?;
        to.id(after.map_or(&[0; 16], |(_, command, _)| command.bytes()))?;
        to.value(after.map_or(-1, |(.., place)| i64::from(*place)))?;
        to.value(self.limit)?;
        all(&mut statement, |row| {
            let mut from = Columns::new(row, self.tenant, 0);
            Ok(NumberPast {
                e164: number,
                at: from.time()?,
                command: from.id(CommandId::from_bytes)?,
                place: from.get()?,
                why: from.get()?,
                from: take_mark(&mut from)?,
                to: take_mark(&mut from)?,
            })
        })
    }

    fn accounts(
        &self,
        filter: &AccountFilter,
        sort: AccountSort,
        at: Timestamp,
        after: Option<&AccountCursor>,
    ) -> rusqlite::Result<Vec<AccountRow>> {
        let sql = accounts_sql(sort, after.is_some());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.value((!filter.organizations.is_empty()).then(|| hex_list(&filter.organizations)))?;
        to.value(filter.onboarding.map(onboarding))?;
        to.value(filter.access.map(|access| access.as_str()))?;
        to.value(filter.status.map(|status| status.rank()))?;
        if let Some(after) = after {
            match &after.key {
                SortValue::Number(number) => to.value(number)?,
                SortValue::Text(text) => to.value(text.as_str())?,
            }
            to.id(after.id.bytes())?;
        }
        let mut blocked = BTreeMap::new();
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if found.len() >= self.limit as usize {
                break;
            }
            let account = versioned::<Account>(row, self.tenant)?;
            let organization = account.value.organization;
            let stopped = match blocked.get(&organization) {
                Some(stopped) => *stopped,
                None => {
                    let stopped = self.is_disabled(organization)?;
                    blocked.insert(organization, stopped);
                    stopped
                }
            };
            let row = self.complete(account)?;
            let roles = match filter.role {
                Some(_) => self.roles_of(row.account.value.id)?,
                None => Vec::new(),
            };
            if filter.matches(&row, &roles, stopped, at) {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// An account with its lines, its teams, its invitation and its numbers.
    fn complete(&self, mut account: Versioned<Account>) -> rusqlite::Result<AccountRow> {
        let id = account.value.id;
        account.value.lines = lines_of(self.connection, self.tenant, id)?;
        account.value.teams = teams_of(self.connection, self.tenant, id)?;
        let of_account = "WHERE tenant_id = ?1 AND account_id = ?2";
        let mut statement = self
            .connection
            .prepare_cached(&select::<Invitation>(of_account))?;
        Binder::new(&mut statement, self.tenant)?.id(id.bytes())?;
        let invitation = one(&mut statement, |row| versioned(row, self.tenant))?;
        let lines = account.value.lines.len();
        Ok(AccountRow {
            numbers: numbers_on(self.connection, self.tenant, id, lines)?,
            ready: version_of::<Pin>(self.connection, self.tenant, &id)?.is_some(),
            account,
            invitation,
        })
    }

    fn roles_of(&self, account: AccountId) -> rusqlite::Result<Vec<RoleId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT role_id FROM grant_ WHERE tenant_id = ?1 AND account_id = ?2",
        )?;
        Binder::new(&mut statement, self.tenant)?.id(account.bytes())?;
        all(&mut statement, |row| Ok(RoleId::from_bytes(row.get(0)?)))
    }

    /// Whether the organization or one above it is disabled.
    fn is_disabled(&self, organization: OrganizationId) -> rusqlite::Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT enabled FROM organization WHERE tenant_id = ?1 AND id = ?2")?;
        for id in path_up(self.connection, self.tenant, organization)? {
            Binder::new(&mut statement, self.tenant)?.id(id.bytes())?;
            if one(&mut statement, |row| row.get(0))? == Some(false) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn batches(
        &self,
        under: OrganizationId,
        after: Option<[u8; 16]>,
    ) -> rusqlite::Result<Vec<Versioned<BatchOperation>>> {
        let sql = format!("{BELOW}{}", select::<BatchOperation>(BATCHES));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(under.bytes())?;
        to.id_if(after.as_ref())?;
        to.value(self.limit)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }

    fn batch_rows(
        &self,
        batch: &[u8; 16],
        failed_only: bool,
        after: Option<u32>,
    ) -> rusqlite::Result<Vec<BatchRow>> {
        let mut statement = self
            .connection
            .prepare_cached(&select::<BatchRow>(BATCH_ROWS))?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(batch)?;
        to.value(after.map_or(-1, i64::from))?;
        to.value(failed_only)?;
        to.value(self.limit)?;
        all(&mut statement, |row| Ok(versioned(row, self.tenant)?.value))
    }

    /// All events of a command bear one instant: its first one leads to the others. What a filter asks beyond time is
    /// judged row by row.
    fn events(
        &self,
        filter: &EventFilter,
        after: Option<(Timestamp, CommandId, u32)>,
    ) -> rusqlite::Result<Vec<Event>> {
        let mut found = Vec::new();
        if let Some((_, command, sequence)) = after {
            self.events_of(command, Some(sequence), filter, &mut found)?;
        }
        let since = filter.since.map(|since| since.micros().saturating_sub(1));
        let mut from = since.map_or((i64::MIN, [0; 16]), |since| (since, [0xff; 16]));
        if let Some((at, command, _)) = after {
            from = from.max((at.micros(), *command.bytes()));
        }
        let mut first = self.connection.prepare_cached(FIRST_EVENTS)?;
        let mut to = Binder::new(&mut first, self.tenant)?;
        to.value(from.0)?;
        to.id(&from.1)?;
        to.value(filter.until.map_or(i64::MAX, Timestamp::micros))?;
        let mut rows = first.raw_query();
        while let Some(row) = rows.next()? {
            if found.len() >= self.limit as usize {
                break;
            }
            let command = CommandId::from_bytes(row.get(0)?);
            self.events_of(command, None, filter, &mut found)?;
        }
        Ok(found)
    }

    fn events_of(
        &self,
        command: CommandId,
        after: Option<u32>,
        filter: &EventFilter,
        found: &mut Vec<Event>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(EVENTS_OF)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        to.id(command.bytes())?;
        to.value(after.map_or(-1, i64::from))?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if found.len() >= self.limit as usize {
                break;
            }
            let event = take_event(&mut Columns::new(row, self.tenant, 0))?;
            if filter.matches(&event) {
                found.push(event);
            }
        }
        Ok(())
    }

    fn outbox(
        &self,
        takeable_at: Option<Timestamp>,
        after: Option<[u8; 16]>,
    ) -> rusqlite::Result<Vec<Versioned<OutboxEntry>>> {
        let mut statement = self
            .connection
            .prepare_cached(&select::<OutboxEntry>(OUTBOX))?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        match &after {
            Some(id) => to.id(id)?,
            // Before every id.
            None => to.value(&[][..] as &[u8])?,
        }
        to.time_if(takeable_at)?;
        to.value(self.limit)?;
        all(&mut statement, |row| versioned(row, self.tenant))
    }
}

fn take_mark(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<NumberMark>> {
    let state = from.word_if()?;
    let owner = from.id_if(OrganizationId::from_bytes)?;
    let account = from.id_if(AccountId::from_bytes)?;
    Ok(state.zip(owner).map(|(state, owner)| NumberMark {
        state,
        owner,
        account,
    }))
}

const ENDING: &str = "WHERE u.tenant_id = ?1 AND n.tenant_id = ?1 AND u.until < ?2 AND (u.until, u.e164) > (?3, ?4) \
     ORDER BY u.until, u.e164 LIMIT ?5";

const PAST: &str = "SELECT at, command_id, place, why, from_state, from_owner, from_account, to_state, to_owner, \
     to_account FROM number_past WHERE tenant_id = ?1 AND e164 = ?2 AND (at, command_id, place) > (?3, ?4, ?5) \
     ORDER BY at, command_id, place LIMIT ?6";

const NUMBERS: &str = "WHERE n.tenant_id = ?1 AND n.e164 BETWEEN ?2 AND ?3 AND n.e164 > ?4 \
     AND (?5 IS NULL OR hex(n.owner_id) IN (SELECT value FROM json_each(?5))) ORDER BY n.e164";

const TEMPLATES: &str = "WHERE tenant_id = ?1 AND hex(organization_id) IN (SELECT value FROM json_each(?2)) \
     AND (?3 IS NULL OR id > ?3) ORDER BY id LIMIT ?4";

const BATCHES: &str = "WHERE tenant_id = ?1 AND (?3 IS NULL OR id < ?3) \
     AND organization_id IN (SELECT below.id FROM below) ORDER BY id DESC LIMIT ?4";

const BATCH_ROWS: &str = "WHERE tenant_id = ?1 AND batch_id = ?2 AND record > ?3 \
     AND (?4 = 0 OR outcome IN ('failed', 'rolled_back', 'not_attempted')) ORDER BY record LIMIT ?5";

const OUTBOX: &str = "WHERE tenant_id = ?1 AND state <> 'done' AND id > ?2 \
     AND (?3 IS NULL OR state = 'waiting' OR state_at <= ?3) ORDER BY id LIMIT ?4";

fn organizations_sql() -> String {
    let tail = "CROSS JOIN organization ON tenant_id = ?1 AND organization.id = below.id \
         WHERE ?3 IS NULL OR (depth, name, organization.id) > \
         (SELECT a.depth, a.name, a.id FROM organization a WHERE a.tenant_id = ?1 AND a.id = ?3) \
         ORDER BY depth, name, organization.id LIMIT ?4";
    // The tree below comes first, and both have an `id`.
    let list = select::<Organization>(tail)
        .replacen(" id,", " organization.id,", 1)
        .replacen("FROM organization ", "FROM below ", 1);
    format!("{BELOW}{list}")
}

/// Of few organizations, by name.
fn defined_sql<T: Stored>() -> String {
    let table = T::TABLE;
    select::<T>(&format!(
        "WHERE tenant_id = ?1 AND hex(organization_id) IN (SELECT value FROM json_each(?2)) \
         AND (?3 IS NULL OR (name, id) > \
         (SELECT a.name, a.id FROM {table} a WHERE a.tenant_id = ?1 AND a.id = ?3)) ORDER BY name, id LIMIT ?4"
    ))
}

const FIRST_EVENTS: &str = "SELECT command_id FROM event WHERE tenant_id = ?1 AND seq = 0 \
     AND (at, command_id) > (?2, ?3) AND at < ?4 ORDER BY at, command_id";

const EVENTS_OF: &str = "SELECT command_id, seq, at, actor, name, subjects, organization_id, data FROM event \
     WHERE tenant_id = ?1 AND command_id = ?2 AND seq > ?3 ORDER BY seq";

/// Accounts in an order, from a place on, with what columns can say of the filter.
pub(crate) fn accounts_sql(sort: AccountSort, continued: bool) -> String {
    let key = match sort.by {
        AccountSortKey::Name => "display_name",
        AccountSortKey::Identity => "coalesce(identity, '')",
        AccountSortKey::Extension => "coalesce(extension, '')",
        AccountSortKey::Status => "status_rank",
        AccountSortKey::Created => "created_at",
    };
    let (direction, beyond) = match sort.descending {
        true => ("DESC", "<"),
        false => ("ASC", ">"),
    };
    let from = match continued {
        true => format!("AND ({key}, id) {beyond} (?6, ?7)"),
        false => String::new(),
    };
    select::<Account>(&format!(
        "WHERE tenant_id = ?1 AND enabled <> 'deleted' \
         AND (?2 IS NULL OR hex(organization_id) IN (SELECT value FROM json_each(?2))) \
         AND (?3 IS NULL OR onboarding = ?3) AND (?4 IS NULL OR access = ?4) AND (?5 IS NULL OR status_rank = ?5) \
         {from} ORDER BY {key} {direction}, id {direction}"
    ))
}

/// Ids for `json_each`, in the form that `hex` gives.
pub(crate) fn hex_list(ids: &[OrganizationId]) -> String {
    let mut text = "[".to_owned();
    for (place, id) in ids.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push('"');
        for byte in id.bytes() {
            text.push_str(&format!("{byte:02X}"));
        }
        text.push('"');
    }
    text.push(']');
    text
}

fn is_meant(number: &Number, filter: &NumberFilter, at: Timestamp) -> bool {
    let under = |tag| match &number.state {
        NumberState::Reserved(hold) => {
            hold.tag.as_ref() == Some(tag) && number.state_at(at) == StateNow::Reserved
        }
        _ => false,
    };
    (filter.owners.is_empty() || filter.owners.contains(&number.owner))
        && filter
            .state
            .is_none_or(|state| number.state_at(at) == state)
        && filter
            .tag
            .as_ref()
            .is_none_or(|tag| number.tags.contains(tag) || under(tag))
        && filter
            .series
            .as_deref()
            .is_none_or(|series| number.e164.in_series(series))
}

/// Statements of pages, but those of accounts.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![
        FIRST_EVENTS.to_owned(),
        EVENTS_OF.to_owned(),
        format!("{SELECT} {NUMBERS}"),
        format!("{SELECT} {ENDING}"),
        PAST.to_owned(),
        format!("{BELOW}{}", select::<BatchOperation>(BATCHES)),
        select::<BatchRow>(BATCH_ROWS),
        select::<OutboxEntry>(OUTBOX),
        organizations_sql(),
        defined_sql::<Role>(),
        defined_sql::<PermissionGroup>(),
        defined_sql::<Team>(),
        defined_sql::<PrivilegeGroup>(),
        select::<Template>(TEMPLATES),
    ]
}

//! Every statement that runs for a row or a page finds what it wants by an index: none reads a table from end to end.

use rollbook::account::Account;
use rollbook::batch::{BatchOperation, BatchRow};
use rollbook::change::{AttemptEntry, IdentityEntry};
use rollbook::event::OutboxEntry;
use rollbook::invitation::Invitation;
use rollbook::invitation::template::Template;
use rollbook::number::pool::Pool;
use rollbook::organization::{Organization, OrganizationSettings};
use rollbook::page::{AccountSort, AccountSortKey};
use rollbook::permission_group::PermissionGroup;
use rollbook::pin::Pin;
use rollbook::role::{Grant, PrivilegeGroup, Role};
use rollbook::team::Team;
use rusqlite::{Connection, StatementStatus};

use crate::codec::{self, Stored};
use crate::{claim, page, probe};

fn schema() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    crate::connection::keep_plans(&connection).unwrap();
    crate::migrate::migrate(&connection, true, std::time::Duration::ZERO).unwrap();
    connection
}

fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let rows = statement.raw_query().mapped(|row| row.get(3));
    rows.map(Result::unwrap).collect()
}

/// What is walked whole is made by the statement itself, never a table.
fn assert_no_scan(connection: &Connection, sql: &str) {
    for step in plan(connection, sql) {
        let own = [
            "SCAN b",
            "SCAN below",
            "SCAN json_each",
            "SCAN (subquery",
            "SCAN CONSTANT",
        ];
        let scans = step.starts_with("SCAN") && !own.iter().any(|own| step.starts_with(own));
        assert!(!scans, "{step}: {sql}");
    }
}

fn of_one_row<T: Stored>(connection: &Connection) {
    let by_key = codec::by_key::<T>();
    assert_no_scan(connection, &codec::select::<T>(&by_key));
    assert_no_scan(connection, &codec::update::<T>());
    assert_no_scan(connection, &codec::delete::<T>());
}

#[test]
fn one_row_is_found_by_its_key() {
    let connection = schema();
    of_one_row::<Organization>(&connection);
    of_one_row::<OrganizationSettings>(&connection);
    of_one_row::<Role>(&connection);
    of_one_row::<Grant>(&connection);
    of_one_row::<PermissionGroup>(&connection);
    of_one_row::<Team>(&connection);
    of_one_row::<PrivilegeGroup>(&connection);
    of_one_row::<Template>(&connection);
    of_one_row::<Pool>(&connection);
    of_one_row::<Pin>(&connection);
    of_one_row::<Account>(&connection);
    of_one_row::<IdentityEntry>(&connection);
    of_one_row::<Invitation>(&connection);
    of_one_row::<BatchOperation>(&connection);
    of_one_row::<BatchRow>(&connection);
    of_one_row::<OutboxEntry>(&connection);
    of_one_row::<AttemptEntry>(&connection);
}

#[test]
fn c07_every_arm_of_a_claim_walks_an_index_in_its_order() {
    let connection = schema();
    for sql in [
        claim::DELETE_FREE,
        claim::FREE_FROM,
        claim::FREE_BELOW,
        claim::FREED,
        claim::RESERVED_UNDER,
        claim::RESERVED,
        claim::TAGGED,
        claim::BETWEEN,
        claim::HELD_UNDER,
        claim::HELD_BETWEEN,
    ] {
        assert_no_scan(&connection, sql);
        let sorts = plan(&connection, sql)
            .iter()
            .any(|step| step.contains("TEMP B-TREE"));
        assert!(!sorts, "{sql}");
    }
}

#[test]
fn counts_for_limits_stay_inside_one_index() {
    let connection = schema();
    for sql in probe::statements() {
        assert_no_scan(&connection, &sql);
        let covered = plan(&connection, &sql)
            .iter()
            .filter(|step| step.starts_with("SEARCH a "))
            .all(|step| step.contains("USING COVERING INDEX account_organization"));
        assert!(covered, "{sql}");
    }
    for sql in probe::others() {
        assert_no_scan(&connection, &sql);
    }
    assert_no_scan(&connection, crate::read::OWNER);
    assert_no_scan(&connection, &crate::read::holders_sql());
    assert_no_scan(&connection, codec::pin::MACS);
    assert_no_scan(&connection, codec::pin::HOLDER);
}

#[test]
fn c15_pages_go_on_by_an_index() {
    let connection = schema();
    for sql in page::statements() {
        assert_no_scan(&connection, &sql);
    }
    let newest = AccountSort {
        by: AccountSortKey::Created,
        descending: true,
    };
    let steps = plan(&connection, &page::accounts_sql(newest, true));
    assert!(
        steps.iter().any(|step| step.contains("account_created")),
        "{steps:?}"
    );
    assert!(
        !steps.iter().any(|step| step.contains("TEMP B-TREE")),
        "{steps:?}"
    );
}

/// SQLite compiles a statement anew where its plan may depend on what is bound, unless it is told to keep its plans.
#[test]
fn what_runs_for_every_row_is_compiled_once() {
    let connection = schema();
    let rows = [
        codec::select::<Account>(&codec::by_key::<Account>()),
        codec::update::<Account>(),
        codec::select::<IdentityEntry>(&codec::by_key::<IdentityEntry>()),
        codec::select::<Invitation>(&codec::by_key::<Invitation>()),
        codec::update::<Invitation>(),
        codec::select::<BatchRow>(&codec::by_key::<BatchRow>()),
        codec::number::select_one(),
        claim::DELETE_FREE.to_owned(),
        claim::FREE_FROM.to_owned(),
        claim::FREED.to_owned(),
        claim::RESERVED_UNDER.to_owned(),
        claim::TAGGED.to_owned(),
        claim::BETWEEN.to_owned(),
    ];
    for sql in rows {
        for round in 0..3_u8 {
            let mut statement = connection.prepare_cached(&sql).unwrap();
            for place in 1..=statement.parameter_count() {
                let value = [round; 16];
                statement
                    .raw_bind_parameter(place, value.as_slice())
                    .unwrap();
            }
            // What makes no sense is refused by the schema, after it was compiled.
            let _ = statement.raw_query().next();
            let again = statement.get_status(StatementStatus::RePrepare);
            assert_eq!(again, 0, "{sql}");
        }
    }
}

//! The bare counterpart of a command: the rows that it writes, as prepared statements over the same schema in one
//! transaction, with nothing read, decided or checked besides what the schema itself checks.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// One statement and the rows that it is run with, in the order of their keys.
#[derive(Debug)]
struct Statement {
    sql: String,
    rows: Vec<Vec<Value>>,
}

/// What makes one database out of another.
#[derive(Debug)]
pub struct Difference(Vec<Statement>);

impl Difference {
    /// Reads what `after` has and `before` has not, and the other way round.
    pub fn between(before: &Path, after: &Path) -> Self {
        let connection = Connection::open(after).expect("a database");
        let attach = "ATTACH ?1 AS before";
        connection
            .execute(attach, [before.to_str().expect("a path")])
            .expect("a database");
        let tables = strings(
            &connection,
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY rowid",
        );
        let differences = tables.iter().flat_map(|table| of_table(&connection, table));
        Self(differences.collect())
    }

    /// How many rows are written.
    pub fn rows(&self) -> usize {
        self.0.iter().map(|statement| statement.rows.len()).sum()
    }

    /// Runs the statements in one transaction.
    pub fn replay(&self, connection: &Connection) {
        connection.execute_batch("BEGIN IMMEDIATE").expect("a lock");
        self.run(connection);
        connection.execute_batch("COMMIT").expect("a commit");
    }

    /// Runs the statements in the transaction that is open.
    pub fn run(&self, connection: &Connection) {
        for Statement { sql, rows } in &self.0 {
            let mut statement = connection.prepare_cached(sql).expect("a statement");
            for row in rows {
                let changed = statement.execute(params_from_iter(row)).expect("a row");
                assert_eq!(changed, 1, "the answer is wrong: {sql}");
            }
        }
    }
}

/// Opens a database with every setting that the store gives its writer.
pub fn connect(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("a database");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; \
        PRAGMA mmap_size = 0; PRAGMA cache_size = -32768; PRAGMA synchronous = FULL; \
        PRAGMA wal_autocheckpoint = 20000;";
    connection.execute_batch(settings).expect("settings");
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

/// A table's new, changed and vanished rows.
fn of_table(connection: &Connection, table: &str) -> Vec<Statement> {
    let names = |filter: &str| {
        let sql = format!(
            "SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0 AND {filter} ORDER BY pk = 0, pk"
        );
        strings(connection, &sql)
    };
    let (all, key) = (names("true"), names("pk > 0"));
    let columns = all.join(", ");
    let keys = key.join(", ");
    let written = values(
        connection,
        &format!("SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM before.{table}"),
        all.len(),
    );
    let gone = values(
        connection,
        &format!("SELECT {keys} FROM before.{table} EXCEPT SELECT {keys} FROM main.{table}"),
        key.len(),
    );
    let matching = key
        .iter()
        .map(|name| format!("{name} = ?"))
        .collect::<Vec<_>>()
        .join(" AND ");
    let mut exists = connection
        .prepare(&format!("SELECT 1 FROM before.{table} WHERE {matching}"))
        .expect("a statement");
    let (changed, new): (Vec<_>, Vec<_>) = written.into_iter().partition(|row| {
        let key = params_from_iter(&row[..key.len()]);
        exists.exists(key).expect("an answer")
    });
    let mut statements = vec![
        Statement {
            sql: format!("DELETE FROM {table} WHERE {matching}"),
            rows: gone,
        },
        Statement {
            sql: format!(
                "INSERT INTO {table} ({columns}) VALUES ({})",
                vec!["?"; all.len()].join(", ")
            ),
            rows: new,
        },
    ];
    statements.extend(updates(
        connection,
        table,
        (&all, key.len()),
        &matching,
        changed,
    ));
    statements.retain(|statement| !statement.rows.is_empty());
    statements
}

/// Updates of the columns that differ in some row.
fn updates(
    connection: &Connection,
    table: &str,
    (all, key): (&[String], usize),
    matching: &str,
    changed: Vec<Vec<Value>>,
) -> Option<Statement> {
    let sql = format!(
        "SELECT {} FROM before.{table} WHERE {matching}",
        all.join(", ")
    );
    let mut before = connection.prepare(&sql).expect("a statement");
    let mut differing = BTreeSet::new();
    for row in &changed {
        let read = |old: &rusqlite::Row<'_>| {
            (0..all.len())
                .map(|at| old.get(at))
                .collect::<rusqlite::Result<Vec<Value>>>()
        };
        let old = before
            .query_row(params_from_iter(&row[..key]), read)
            .expect("a row");
        differing.extend((key..all.len()).filter(|at| old[*at] != row[*at]));
    }
    let sets: Vec<String> = differing
        .iter()
        .map(|at| format!("{} = ?", all[*at]))
        .collect();
    let of_row = |row: Vec<Value>| {
        let set = differing.iter().map(|at| row[*at].clone());
        set.chain(row[..key].iter().cloned()).collect()
    };
    (!changed.is_empty()).then(|| Statement {
        sql: format!("UPDATE {table} SET {} WHERE {matching}", sets.join(", ")),
        rows: changed.into_iter().map(of_row).collect(),
    })
}

fn strings(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("a statement");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

fn values(connection: &Connection, sql: &str, width: usize) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).expect("a statement");
    let read = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at)).collect();
    let rows = statement.query_map([], read).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

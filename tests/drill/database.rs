//! What a database must hold after an import: read with SQL, apart from the library.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::file::Holders;

/// A database, opened to be read.
pub(crate) struct Database(Connection);

/// Batches as they are counted by state.
type States = BTreeMap<String, i64>;

impl Database {
    /// Opens `rollbook.db` of a folder.
    pub(crate) fn open(folder: &Path) -> Self {
        let path = folder.join("rollbook.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        Self(Connection::open_with_flags(path, flags).unwrap())
    }

    /// Opens a copy of it as it lies there, so that whoever comes next finds what was left, the log included.
    /// None if there is no database, or one without a table.
    pub(crate) fn copy_of(folder: &Path, to: &Path) -> Option<Self> {
        for name in ["rollbook.db", "rollbook.db-wal"] {
            let _ = std::fs::remove_file(to.join(name));
            if folder.join(name).exists() {
                std::fs::copy(folder.join(name), to.join(name)).unwrap();
            }
        }
        let _ = std::fs::remove_file(to.join("rollbook.db-shm"));
        if !to.join("rollbook.db").exists() {
            return None;
        }
        let copy = Self::open(to);
        // The last table of the schema: without it nobody has written anything yet.
        let made = copy.count("SELECT count(*) FROM sqlite_schema WHERE name = 'command'") == 1;
        made.then_some(copy)
    }

    /// The one figure that a query answers.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.0
            .query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The figures that must be zero in every database, whatever happened to it.
    pub(crate) fn check_whole(&self) {
        let whole: String = self
            .0
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok", "the file is damaged");
        for (what, sql) in NEVER {
            assert_eq!(self.count(sql), 0, "{what}: {sql}");
        }
    }

    /// The accounts that imports have made, in every state of a batch.
    pub(crate) fn imported(&self) -> i64 {
        self.count("SELECT count(DISTINCT account_id) FROM batch_row WHERE account_id IS NOT NULL")
    }

    /// How many batches are in which state.
    pub(crate) fn batches(&self) -> States {
        let mut statement = self
            .0
            .prepare("SELECT state, count(*) FROM batch GROUP BY state")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    /// The id of the batch that is running, as the command takes it.
    pub(crate) fn running(&self) -> Option<String> {
        let sql = "SELECT 'bat_' || lower(hex(id)) FROM batch WHERE state = 'running'";
        let mut statement = self.0.prepare(sql).unwrap();
        let mut ids = statement.query_map([], |row| row.get(0)).unwrap();
        ids.next().map(|id| id.unwrap())
    }

    /// Exactly these people were imported and invited, with exactly these numbers, and everything that is written about
    /// them agrees: accounts, identities, numbers, invitations, outbox, ledger and events.
    pub(crate) fn check_imported(&self, people: &Holders) {
        self.check_whole();
        let found = self.holders();
        for (identity, number) in people {
            assert_eq!(
                found.get(identity),
                Some(number),
                "{identity}: lost, or with another number"
            );
        }
        assert_eq!(
            found.len(),
            people.len(),
            "somebody is there whom no file names"
        );
        let people = i64::try_from(people.len()).unwrap();
        for (what, sql) in ONE_EACH {
            assert_eq!(self.count(sql), people, "{what}: {sql}");
        }
        for state in ["running", "failed", "rejected"] {
            assert_eq!(self.batches().get(state), None, "a batch was left {state}");
        }
    }

    /// Who holds which number, of everybody but the owner.
    fn holders(&self) -> Holders {
        let sql = "SELECT json_extract(a.identity_typed, '$.original'), n.e164 FROM account a \
            LEFT JOIN number_use n ON n.tenant_id = a.tenant_id AND n.account_id = a.id \
            WHERE a.administrator = 0";
        let mut statement = self.0.prepare(sql).unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }
}

/// What no history of crashes may lead to.
const NEVER: [(&str, &str); 7] = [
    (
        "a reference to nothing",
        "SELECT count(*) FROM pragma_foreign_key_check",
    ),
    (
        "a number both free and in use",
        "SELECT count(*) FROM number_free f JOIN number_use u ON u.tenant_id = f.tenant_id AND u.e164 = f.e164",
    ),
    (
        "an account with an identity that leads elsewhere",
        "SELECT count(*) FROM account a LEFT JOIN identity i ON i.tenant_id = a.tenant_id AND i.account_id = a.id \
         WHERE a.identity IS NOT NULL AND (i.canonical IS NULL OR i.canonical <> a.identity)",
    ),
    (
        "an account invited without an invitation",
        "SELECT count(*) FROM account a LEFT JOIN invitation i ON i.tenant_id = a.tenant_id AND i.account_id = a.id \
         WHERE a.onboarding = 'invited' AND i.id IS NULL",
    ),
    (
        "an invitation that nothing delivers",
        "SELECT count(*) FROM invitation i LEFT JOIN outbox o ON o.tenant_id = i.tenant_id AND o.invitation_id = i.id \
         AND o.generation = i.generation WHERE o.id IS NULL",
    ),
    (
        "a batch whose figures are not those of its rows",
        "SELECT count(*) FROM batch b WHERE b.succeeded + b.failed + b.skipped <> \
         (SELECT count(*) FROM batch_row r WHERE r.tenant_id = b.tenant_id AND r.batch_id = b.id) \
         OR (b.state LIKE 'completed%' AND b.total <> b.succeeded + b.failed + b.skipped) \
         OR b.invited <> (SELECT count(*) FROM batch_row r WHERE r.tenant_id = b.tenant_id AND r.batch_id = b.id \
         AND r.outcome = 'created_invited')",
    ),
    (
        "an event without its command",
        "SELECT count(*) FROM event e LEFT JOIN command c ON c.tenant_id = e.tenant_id AND c.id = e.command_id \
         WHERE c.id IS NULL",
    ),
];

/// What there is once for everybody who was imported and invited.
const ONE_EACH: [(&str, &str); 9] = [
    (
        "accounts",
        "SELECT count(*) FROM account WHERE administrator = 0 AND onboarding = 'invited'",
    ),
    ("identities", "SELECT count(*) - 1 FROM identity"),
    (
        "lines",
        "SELECT count(*) FROM line l JOIN account a ON a.tenant_id = l.tenant_id AND a.id = l.account_id WHERE a.administrator = 0",
    ),
    (
        "invitations",
        "SELECT count(*) FROM invitation WHERE generation = 1 AND state = 'open'",
    ),
    (
        "deliveries",
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND generation = 1",
    ),
    (
        "rows of the ledger",
        "SELECT count(*) FROM batch_row WHERE outcome = 'created_invited'",
    ),
    (
        "rows of the ledger that say what the account has",
        "SELECT count(*) FROM batch_row r LEFT JOIN number_use n ON n.tenant_id = r.tenant_id \
         AND n.account_id = r.account_id WHERE r.number IS n.e164 AND r.account_id IS NOT NULL",
    ),
    (
        "events of accounts",
        "SELECT count(DISTINCT json_extract(subjects, '$[0]')) FROM event WHERE name = 'account.created' \
         AND json_extract(subjects, '$[0]') IN (SELECT 'acc_' || lower(hex(account_id)) FROM batch_row)",
    ),
    (
        "events of invitations",
        "SELECT count(*) FROM event WHERE name = 'invitation.sent'",
    ),
];

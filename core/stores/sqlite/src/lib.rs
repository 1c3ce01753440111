//! The embedded store of Rollbook: one SQLite file.
//!
//! The constraints of the schema carry the invariants; the code reads, binds and refuses. Writes take the file's one
//! write lock at once (`BEGIN IMMEDIATE`) and wait for it in short pauses of random length. Commits are flushed before
//! they are acknowledged. Keep the file on a local disk, and write to it with this library only.
//!
//! ```
//! use rollbook::store::Store;
//! use rollbook_sqlite::{Options, SqliteStore};
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("rollbook.db");
//! let store = SqliteStore::open(&path, Options::default()).unwrap();
//! assert_eq!(store.info().kind, "sqlite");
//! ```
#![forbid(unsafe_code)]

mod claim;
mod codec;
mod commit;
mod connection;
mod diagnose;
mod error;
mod inventory;
mod migrate;
mod page;
#[cfg(test)]
mod plans;
mod probe;
mod read;
mod retry;

use std::path::Path;
use std::time::Duration;

use rollbook::change::ChangeSet;
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{Probe, ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreErrorKind, StoreInfo};
use rusqlite::{Connection, OptionalExtension};

use connection::{Connections, File, Mode};
use error::store_error;
use retry::{SETTLE, retry, wait};

/// The oldest SQLite without the fault that could damage a file when its log starts anew.
const OLDEST: i32 = 3_051_003;

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The deployment that the database must belong to: recorded at the first opening with one, compared ever after.
    /// None compares nothing.
    pub deployment: Option<String>,
    /// Whether a missing file is created.
    pub create: bool,
    /// Whether nothing may be written. Migrations that are pending make it fail.
    pub read_only: bool,
    /// The most pages of 4,096 bytes that the file may have; none for SQLite's own bound.
    pub max_pages: Option<u32>,
    /// How long a call waits for others that write. Afterwards it is `Busy`.
    pub patience: Duration,
}

impl Default for Options {
    /// Creates what is missing, compares no deployment, waits 5 s for others.
    fn default() -> Self {
        Self {
            deployment: None,
            create: true,
            read_only: false,
            max_pages: None,
            patience: retry::WRITE,
        }
    }
}

/// A store in one SQLite file. Any number of threads and processes may have it open at the same time; a child made by
/// `fork` opens it anew.
#[derive(Debug)]
pub struct SqliteStore {
    /// None only while it is being dropped.
    connections: Option<Connections>,
    file: File,
    process: u32,
    read_only: bool,
    patience: Duration,
    deployment: Option<String>,
}

impl SqliteStore {
    /// Opens the database at `path`, creating or migrating it if need be. Any number of processes may do so at once.
    ///
    /// # Errors
    /// `Unavailable` if the file cannot be opened or, unless asked for, not be written; `Unsupported` if it is no
    /// database of Rollbook or cannot have a write-ahead log; `TooNew`, `Outdated`; `DeploymentMismatch`; `Busy`.
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<Self, StoreError> {
        let path = path.as_ref();
        check_engine()?;
        check_path(path, &options)?;
        let mode = match (options.read_only, options.create) {
            (true, _) => Mode::ReadOnly,
            (false, true) => Mode::Create,
            (false, false) => Mode::Write,
        };
        let writer = connection::connect(path, mode, options.max_pages, options.patience)?;
        migrate::migrate(&writer, !options.read_only, options.patience)?;
        let deployment = belong(&writer, &options)?;
        Ok(Self {
            connections: Some(Connections::new(path, writer, &options)?),
            file: File::at(path)?,
            process: std::process::id(),
            read_only: options.read_only,
            patience: options.patience,
            deployment,
        })
    }

    /// Moves the log into the file, as far as nobody is reading. Stores do so by themselves in pauses.
    ///
    /// # Errors
    /// `Forked`, `Unavailable`.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        connection::checkpoint(&self.connections()?.writer());
        Ok(())
    }

    fn connections(&self) -> Result<&Connections, StoreError> {
        if std::process::id() != self.process {
            return Err(StoreError::new(
                StoreErrorKind::Forked,
                "the database was opened in the parent process; open it again after the fork",
            ));
        }
        self.file.check()?;
        self.connections.as_ref().ok_or_else(|| {
            StoreError::new(StoreErrorKind::Internal, "the database is being closed")
        })
    }

    /// Waits until nobody writes, at most two seconds: numbers that a failing commit holds are free again then.
    fn settle(connections: &Connections) -> Result<(), StoreError> {
        let Some(writer) = wait(SETTLE, || connections.try_writer()) else {
            return Ok(());
        };
        let taken = retry(SETTLE, || writer.execute_batch("BEGIN IMMEDIATE"));
        match taken {
            Ok(()) => writer.execute_batch("ROLLBACK").map_err(store_error),
            // What is committed by now is the answer.
            Err(error) if error::is_busy(&error) => Ok(()),
            Err(error) => Err(store_error(error)),
        }
    }
}

impl Store for SqliteStore {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        let connections = self.connections()?;
        let settled = |probe: &Probe| matches!(probe, Probe::Free { settled: true, .. });
        if !self.read_only && plan.probes.iter().any(settled) {
            Self::settle(connections)?;
        }
        connections.reading(|connection| {
            instant(connection, self.patience, || read::read(connection, plan))
        })
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        let connections = self.connections()?;
        if self.read_only {
            return Err(CommitError::Store(StoreError::new(
                StoreErrorKind::Unavailable,
                "the database was opened read-only; open it for writing",
            )));
        }
        let receipt = commit::commit(&connections.writer(), changes, self.patience)?;
        connections.committed();
        Ok(receipt)
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.connections()?.reading(|connection| {
            instant(connection, self.patience, || page::page(connection, query))
        })
    }

    fn info(&self) -> StoreInfo {
        StoreInfo {
            kind: "sqlite",
            engine: rusqlite::version().to_owned(),
            schema: migrate::SCHEMA,
            deployment: self.deployment.clone(),
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        let Some(connections) = self.connections.take() else {
            return;
        };
        if std::process::id() == self.process {
            if !self.read_only {
                connection::checkpoint(&connections.writer());
            }
        } else {
            connections.forget();
        }
    }
}

/// Runs `read` at one consistent instant.
fn instant<T>(
    connection: &Connection,
    patience: Duration,
    mut read: impl FnMut() -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    let step = || {
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        connection.execute_batch("BEGIN")?;
        let found = read();
        connection.execute_batch("ROLLBACK")?;
        found
    };
    retry(patience, step).map_err(store_error)
}

fn check_engine() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST {
        return Err(StoreError::new(
            StoreErrorKind::Unsupported,
            "the SQLite library is too old; at least 3.51.3 is needed",
        ));
    }
    Ok(())
}

fn check_path(path: &Path, options: &Options) -> Result<(), StoreError> {
    let unavailable = |message| Err(StoreError::new(StoreErrorKind::Unavailable, message));
    if path.is_dir() {
        return unavailable("the path of the database is a folder; give the path of a file in it");
    }
    if !path.exists() && (options.read_only || !options.create) {
        return unavailable("there is no database at this path");
    }
    Ok(())
}

/// Records the deployment at the first opening that names one, and refuses another one later.
fn belong(connection: &Connection, options: &Options) -> Result<Option<String>, StoreError> {
    let wanted = &options.deployment;
    let look = || {
        retry(options.patience, || {
            connection
                .query_row("SELECT name FROM deployment WHERE place = 1", [], |row| {
                    row.get(0)
                })
                .optional()
        })
        .map_err(store_error)
    };
    // Looked for first: whoever opens to read does not wait for somebody who writes.
    let mut found: Option<String> = look()?;
    if let (Some(name), None, false) = (wanted, &found, options.read_only) {
        retry(options.patience, || {
            connection.execute(
                "INSERT INTO deployment (place, name) VALUES (1, ?1) ON CONFLICT (place) DO NOTHING",
                [name],
            )
        })
        .map_err(store_error)?;
        found = look()?;
    }
    match (wanted, &found) {
        (Some(wanted), Some(found)) if wanted != found => Err(StoreError::new(
            StoreErrorKind::DeploymentMismatch,
            "the database belongs to another deployment; use the keys that it was made with",
        )),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_opened_and_read_while_somebody_else_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rollbook.db");
        let options = || Options {
            deployment: Some("one".to_owned()),
            patience: Duration::ZERO,
            ..Options::default()
        };
        drop(SqliteStore::open(&path, options()).unwrap());
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let store = SqliteStore::open(&path, options()).unwrap();
        assert_eq!(store.info().deployment.as_deref(), Some("one"));
        let tenants = PageQuery::Tenants {
            after: None,
            limit: 1,
        };
        assert!(store.page(&tenants).is_ok());
        other.execute_batch("ROLLBACK").unwrap();
    }
}

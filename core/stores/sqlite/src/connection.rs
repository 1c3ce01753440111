//! The connections of one file: one that writes, a few that read, and one that moves the log into the file while
//! nobody writes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::JoinHandle;
use std::time::Duration;

use rollbook::store::{StoreError, StoreErrorKind};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::Options;
use crate::error::store_error;
use crate::retry::retry;

/// Connections that read at the same time; more readers wait.
const READERS: usize = 4;

/// Pages of the log at which a commit moves it into the file itself, if no pause came before.
const AUTOCHECKPOINT: u32 = 20_000;

/// A pause between commits after which the log is moved into the file.
const IDLE: Duration = Duration::from_millis(500);

/// Statements kept prepared by a connection.
const STATEMENTS: usize = 256;

/// How a connection is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// May create the file.
    Create,
    /// The file must be there.
    Write,
    /// Reads only, of a store that writes elsewhere.
    Read,
    /// Reads only, and the file is opened so.
    ReadOnly,
}

/// The file, told apart from another one that takes its place.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    #[cfg(unix)]
    place: (u64, u64),
}

impl File {
    pub(crate) fn at(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            path: path.to_owned(),
            #[cfg(unix)]
            place: Self::place(path)?,
        })
    }

    /// Refuses to go on with a file that was deleted or replaced: what is written there would be lost.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        #[cfg(unix)]
        if Self::place(&self.path)? != self.place {
            return Err(gone());
        }
        #[cfg(not(unix))]
        if !self.path.exists() {
            return Err(gone());
        }
        Ok(())
    }

    #[cfg(unix)]
    fn place(path: &Path) -> Result<(u64, u64), StoreError> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path).map_err(|error| gone().with_source(error))?;
        Ok((found.dev(), found.ino()))
    }
}

fn gone() -> StoreError {
    StoreError::new(
        StoreErrorKind::Unavailable,
        "the database file is gone or was replaced; open it again",
    )
}

/// Opens one connection with every setting that safety rests on.
pub(crate) fn connect(
    path: &Path,
    mode: Mode,
    max_pages: Option<u32>,
    patience: Duration,
) -> Result<Connection, StoreError> {
    let access = match mode {
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Write | Mode::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    #[cfg(unix)]
    let new = mode == Mode::Create && !path.exists();
    let connection =
        retry(patience, || Connection::open_with_flags(path, flags)).map_err(store_error)?;
    // It holds people: nobody else on the machine reads it. The log takes the mode of the file.
    #[cfg(unix)]
    if new {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(path, mode).map_err(|error| {
            let message = "the database cannot be made readable by its owner alone";
            StoreError::new(StoreErrorKind::Unavailable, message).with_source(error)
        })?;
    }
    // Our own waiting is fairer than SQLite's.
    connection
        .busy_timeout(Duration::ZERO)
        .map_err(store_error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if matches!(mode, Mode::Create | Mode::Write) {
        check_writable(&connection)?;
    }
    retry(patience, || settings(&connection, mode, max_pages)).map_err(store_error)?;
    check_log(&connection, mode, patience)?;
    Ok(connection)
}

fn check_writable(connection: &Connection) -> Result<(), StoreError> {
    match connection.is_readonly("main").map_err(store_error)? {
        false => Ok(()),
        true => Err(StoreError::new(
            StoreErrorKind::Unavailable,
            "the database file is read-only; allow writing to it and its folder, or open it read-only",
        )),
    }
}

/// A plan is made once, whatever is bound: without this a statement whose plan might depend on a value is compiled anew
/// each time that it leaves the cache, which costs more than it does.
pub(crate) fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn settings(connection: &Connection, mode: Mode, max_pages: Option<u32>) -> rusqlite::Result<()> {
    keep_plans(connection)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA foreign_keys = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -32768;
         PRAGMA synchronous = FULL;",
    )?;
    if cfg!(target_os = "macos") {
        connection.execute_batch("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;")?;
    }
    connection.pragma_update(None, "wal_autocheckpoint", AUTOCHECKPOINT)?;
    if mode == Mode::Read {
        connection.execute_batch("PRAGMA query_only = ON")?;
    }
    if let Some(pages) = max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    Ok(())
}

/// The log must be a write-ahead log: readers do not stop writers, and a commit is one flush.
fn check_log(connection: &Connection, mode: Mode, patience: Duration) -> Result<(), StoreError> {
    let answer: String = retry(patience, || match mode {
        Mode::Create | Mode::Write => {
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        }
        Mode::Read | Mode::ReadOnly => {
            connection.pragma_query_value(None, "journal_mode", |row| row.get(0))
        }
    })
    .map_err(store_error)?;
    if answer == "wal" {
        Ok(())
    } else {
        Err(StoreError::new(
            StoreErrorKind::Unsupported,
            "the file cannot have a write-ahead log here; put the database on a local disk",
        ))
    }
}

/// All connections of a store.
#[derive(Debug)]
pub(crate) struct Connections {
    path: PathBuf,
    read_mode: Mode,
    patience: Duration,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
    returned: Condvar,
    checkpoints: Option<Checkpoints>,
}

#[derive(Debug, Default)]
struct Readers {
    idle: Vec<Connection>,
    open: usize,
}

impl Connections {
    pub(crate) fn new(
        path: &Path,
        writer: Connection,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let checkpoints = match options.read_only {
            true => None,
            false => Some(Checkpoints::start(path)?),
        };
        Ok(Self {
            path: path.to_owned(),
            read_mode: if options.read_only {
                Mode::ReadOnly
            } else {
                Mode::Read
            },
            patience: options.patience,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            returned: Condvar::new(),
            checkpoints,
        })
    }

    /// The connection that writes. One thread has it at a time.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, if no thread has it now.
    pub(crate) fn try_writer(&self) -> Option<MutexGuard<'_, Connection>> {
        match self.writer.try_lock() {
            Ok(writer) => Some(writer),
            Err(TryLockError::Poisoned(left)) => Some(left.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Runs `read` on a connection that only reads.
    pub(crate) fn reading<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = self.lend()?;
        match &lent.connection {
            Some(connection) => read(connection),
            None => Err(StoreError::new(
                StoreErrorKind::Internal,
                "no connection to read with",
            )),
        }
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = readers.idle.pop() {
                return Ok(Lent {
                    home: self,
                    connection: Some(connection),
                });
            }
            if readers.open < READERS {
                readers.open += 1;
                break;
            }
            readers = self
                .returned
                .wait(readers)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(readers);
        let mut lent = Lent {
            home: self,
            connection: None,
        };
        lent.connection = Some(connect(&self.path, self.read_mode, None, self.patience)?);
        Ok(lent)
    }

    /// Says that something was committed.
    pub(crate) fn committed(&self) {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.committed();
        }
    }

    /// Lets go of everything without closing it: closing would give up the locks of the parent process.
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}

/// A reader on loan; it comes back also when the reading panics.
struct Lent<'a> {
    home: &'a Connections,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut readers = self
            .home
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match self.connection.take() {
            Some(connection) => readers.idle.push(connection),
            None => readers.open -= 1,
        }
        self.home.returned.notify_one();
    }
}

/// A thread that moves the log into the file in pauses, so that no commit has to.
#[derive(Debug)]
struct Checkpoints {
    signal: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    fn start(path: &Path) -> Result<Self, StoreError> {
        let (signal, committed) = sync_channel(1);
        let path = path.to_owned();
        let thread = std::thread::Builder::new()
            .name("rollbook-checkpoint".to_owned())
            .spawn(move || run(&path, &committed))
            .map_err(|error| {
                StoreError::new(
                    StoreErrorKind::Unavailable,
                    "the thread that tidies the log cannot be started",
                )
                .with_source(error)
            })?;
        Ok(Self {
            signal: Some(signal),
            thread: Some(thread),
        })
    }

    fn committed(&self) {
        if let Some(signal) = &self.signal {
            // A full channel means that the thread knows already.
            let _ = signal.try_send(());
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        drop(self.signal.take());
        if let Some(thread) = self.thread.take() {
            // A checkpoint that failed is made up for by the next one.
            let _ = thread.join();
        }
    }
}

fn run(path: &Path, committed: &Receiver<()>) {
    let mut connection = None;
    while committed.recv().is_ok() {
        loop {
            match committed.recv_timeout(IDLE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if connection.is_none() {
            connection = connect(path, Mode::Write, None, IDLE).ok();
        }
        if let Some(connection) = &connection {
            checkpoint(connection);
        }
    }
}

/// Moves as much of the log into the file as nobody is reading. Never waits.
pub(crate) fn checkpoint(connection: &Connection) {
    // What is not moved now is moved later; nothing depends on it.
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}

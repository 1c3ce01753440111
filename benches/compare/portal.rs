//! An organization in a SQLite file that every measured run begins from, with clock and entropy that repeat: each run
//! writes the same rows.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rollbook::change::ChangeSet;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator, TenantCreated};
use rollbook::credential::{CodeKey, CodeKeys, Keyring, LinkKeys};
use rollbook::entropy::FixedEntropy;
use rollbook::page::{Page, PageQuery};
use rollbook::profile::ProfileName;
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreInfo};
use rollbook::time::{ManualClock, Timestamp};
use rollbook::{Rollbook, RunOptions};
use rollbook_sqlite::{Options, SqliteStore};
use tempfile::TempDir;

/// The file, and who owns it.
#[derive(Debug)]
pub struct Portal {
    folder: TempDir,
    /// What was made.
    pub made: TenantCreated,
}

impl Portal {
    /// Makes the organization with a pool.
    pub fn new(numbers: &[String]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let tap = Tap::open(&folder.path().join("begun.db"));
        let rollbook = engine(Arc::clone(&tap), 1);
        let owner = FirstAdministrator::new("First", "Owner", "owner@example.invalid");
        let profile = ProfileName::Multiline2024;
        let create = CreateTenant::new(profile, "My organization", "952442891", owner);
        let options = RunOptions::default();
        let made = rollbook
            .create_tenant(&create, options)
            .expect("a tenant")
            .outcome;
        for numbers in numbers.chunks(5_000) {
            let numbers = numbers
                .iter()
                .map(|digits| NewNumber::new(format!("+{digits}")));
            let add = AddNumbers {
                organization: made.organization,
                numbers: numbers.collect(),
            };
            rollbook.run(&made.owner(), &add, options).expect("numbers");
        }
        Self { folder, made }
    }

    /// The file as it began.
    pub fn begun(&self) -> PathBuf {
        self.folder.path().join("begun.db")
    }

    /// A place in the folder, where nothing is.
    pub fn place(&self, name: &str) -> PathBuf {
        let place = self.folder.path().join(name);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", place.display()));
        }
        place
    }

    /// A copy of a file, warm in the page cache.
    pub fn copy(&self, of: &Path, name: &str) -> PathBuf {
        let place = self.place(name);
        std::fs::copy(of, &place).expect("a copy");
        place
    }
}

/// Rollbook over a tapped store. Another seed gives other ids.
pub fn engine(tap: Arc<Tap>, seed: u64) -> Rollbook {
    let key = CodeKey::new(&core::array::from_fn::<u8, 32, _>(|at| at as u8 + 1)).expect("a key");
    let codes = CodeKeys::new(Some(key), vec![], vec![]).expect("keys");
    let links = LinkKeys::new(None, vec![], vec![]).expect("keys");
    let deployment = "example.test".parse().expect("a name");
    let keyring = Keyring::new(deployment, codes, links, None).expect("keys");
    let clock = ManualClock::new(Timestamp::from_seconds(1_800_000_000 + seed as i64));
    let entropy = FixedEntropy::new(seed);
    Rollbook::new(tap, Arc::new(clock), Arc::new(entropy), Some(keyring))
}

/// A change to what is committed.
type Amend = Box<dyn Fn(&mut ChangeSet) + Send + Sync>;

/// Something done after every commit.
type Watch = Box<dyn Fn() + Send + Sync>;

/// A SQLite store that notes how long it takes.
pub struct Tap {
    inner: SqliteStore,
    spent: Mutex<Spent>,
    amend: Option<Amend>,
    watch: Option<Watch>,
}

/// Time spent in a store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// In reads and pages.
    pub read: Duration,
    /// In commits.
    pub commit: Duration,
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tap").finish_non_exhaustive()
    }
}

impl Tap {
    /// Over a file.
    pub fn open(path: &Path) -> Arc<Self> {
        Self::with(path, None, None)
    }

    /// Over a file, with something changed in every change set before it is committed.
    pub fn amending(path: &Path, amend: Option<Amend>) -> Arc<Self> {
        Self::with(path, amend, None)
    }

    /// Over a file, with something done after every commit.
    pub fn watching(path: &Path, watch: Watch) -> Arc<Self> {
        Self::with(path, None, Some(watch))
    }

    fn with(path: &Path, amend: Option<Amend>, watch: Option<Watch>) -> Arc<Self> {
        Arc::new(Self {
            inner: SqliteStore::open(path, Options::default()).expect("a database"),
            spent: Mutex::default(),
            amend,
            watch,
        })
    }

    /// The time spent since this was asked for the last time.
    pub fn spent(&self) -> Spent {
        std::mem::take(&mut *self.spent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, note: impl FnOnce(&mut Spent)) {
        note(&mut self.spent.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Store for Tap {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        let begun = Instant::now();
        let read = self.inner.read(plan);
        self.note(|spent| spent.read += begun.elapsed());
        read
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        let amended = self.amend.as_ref().map(|amend| {
            let mut changes = changes.clone();
            amend(&mut changes);
            changes
        });
        let begun = Instant::now();
        let receipt = self.inner.commit(amended.as_ref().unwrap_or(changes));
        self.note(|spent| spent.commit += begun.elapsed());
        if let Some(watch) = self.watch.as_ref().filter(|_| receipt.is_ok()) {
            watch();
        }
        receipt
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        let begun = Instant::now();
        let page = self.inner.page(query);
        self.note(|spent| spent.read += begun.elapsed());
        page
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
}

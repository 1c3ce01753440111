//! The store contract, on files.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs and does not get ends it"
)]

use std::path::PathBuf;
use std::sync::Arc;

use rollbook::change::ChangeSet;
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreInfo};
use rollbook_sqlite::{Options, SqliteStore};
use rollbook_testkit::{DEPLOYMENT, Opened};
use tempfile::TempDir;

/// A store whose folder goes with the last one that was opened in it.
struct InFolder {
    store: SqliteStore,
    _folder: Arc<TempDir>,
}

impl Store for InFolder {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        self.store.read(plan)
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        self.store.commit(changes)
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.store.page(query)
    }

    fn info(&self) -> StoreInfo {
        self.store.info()
    }
}

fn open(folder: &Arc<TempDir>) -> Arc<dyn Store> {
    let path: PathBuf = folder.path().join("rollbook.db");
    let options = Options {
        deployment: Some(DEPLOYMENT.to_owned()),
        ..Options::default()
    };
    Arc::new(InFolder {
        store: SqliteStore::open(path, options).unwrap(),
        _folder: Arc::clone(folder),
    })
}

fn fresh() -> Opened {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    Opened {
        store: open(&folder),
        again: Some(Box::new(move || open(&folder))),
    }
}

fn main() {
    rollbook_testkit::main("sqlite", fresh)
}

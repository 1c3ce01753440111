//! The stores that a suite runs on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rollbook::store::Store;
use rollbook::store::memory::MemoryStore;
use tempfile::TempDir;

/// The deployment under which test stores are opened: that of the vector of `security.md` 2.2.
pub const DEPLOYMENT: &str = "example.test";

/// A kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The reference.
    Memory,
    /// One file in a folder of its own.
    Sqlite,
}

impl Home {
    /// Every kind there is.
    pub const ALL: [Self; 2] = [Self::Memory, Self::Sqlite];

    /// The stable name, the prefix of a trial.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
        }
    }

    /// An empty store.
    #[must_use]
    pub fn open(self) -> Place {
        match self {
            Self::Memory => Place {
                store: Arc::new(MemoryStore::new(Some(DEPLOYMENT))),
                folder: None,
            },
            Self::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let store = sqlite(&folder.path().join("rollbook.db"));
                Place {
                    store,
                    folder: Some(Arc::new(folder)),
                }
            }
        }
    }
}

/// A store, and the folder that goes with it.
#[derive(Clone)]
pub struct Place {
    /// The store.
    pub store: Arc<dyn Store>,
    folder: Option<Arc<TempDir>>,
}

impl Place {
    /// The folder of the file; none in memory.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.path().to_owned())
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").finish_non_exhaustive()
    }
}

fn sqlite(path: &Path) -> Arc<dyn Store> {
    let options = rollbook_sqlite::Options {
        deployment: Some(DEPLOYMENT.to_owned()),
        ..rollbook_sqlite::Options::default()
    };
    Arc::new(rollbook_sqlite::SqliteStore::open(path, options).unwrap())
}

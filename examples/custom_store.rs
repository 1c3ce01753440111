//! A store that a host brings along: a layer over [`MemoryStore`] that keeps every committed change set as a line of
//! JSON in a file, and reads the file again on opening. A host hands it to `Rollbook::new`; here the testkit judges it.
//!
//! `cargo run -p rollbook-examples --example custom_store`
//!
//! The order of writing is the whole point: accepted in memory, written, synced, and only then acknowledged. The lock
//! of the file makes it safe for several processes, and a line that somebody died over is cut off by the next writer.
//! The file is never made shorter, so this is a store for thousands of changes, not for millions.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollbook::change::ChangeSet;
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::memory::MemoryStore;
use rollbook::store::{CommitError, Store, StoreError, StoreErrorKind, StoreInfo};
use rollbook_testkit::{DEPLOYMENT, Opened};

/// A file of change sets, and what they amount to.
struct FileStore {
    deployment: String,
    home: Mutex<Home>,
}

struct Home {
    file: File,
    /// What the file says up to `read_to`.
    memory: MemoryStore,
    /// The end of the last whole line that was read, in bytes; 0 before the heading.
    read_to: u64,
}

impl FileStore {
    /// Opens the file, which is made if it is not there. Its first line names the deployment that it belongs to.
    fn open(path: &Path, deployment: &str) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).map_err(unavailable)?;
        let mut home = Home {
            file,
            memory: MemoryStore::new(Some(deployment)),
            read_to: 0,
        };
        home.locked(|home| {
            home.catch_up(deployment)?;
            if home.read_to > 0 {
                return Ok(());
            }
            let heading = serde_json::to_vec(deployment).map_err(corrupt)?;
            home.append(heading).map_err(unavailable)?;
            // The name of a new file is as durable as its folder.
            let folder = path.parent().filter(|_| cfg!(unix)).map(File::open);
            folder
                .map_or(Ok(()), |it| it.and_then(|it| it.sync_all()))
                .map_err(unavailable)
        })?;
        Ok(Self {
            deployment: deployment.to_owned(),
            home: Mutex::new(home),
        })
    }

    fn home(&self) -> MutexGuard<'_, Home> {
        self.home.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is committed by now, by whomever.
    fn ask<T>(
        &self,
        question: impl FnOnce(&MemoryStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.home().locked(|home| {
            home.catch_up(&self.deployment)?;
            question(&home.memory)
        })
    }
}

impl Home {
    /// Keeps other processes out meanwhile: a line that one is writing is not yet durable.
    fn locked<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.file.lock().map_err(unavailable)?;
        let done = work(self);
        self.file.unlock().map_err(unavailable)?;
        done
    }

    /// Takes in the whole lines that others have written, and cuts off one that was never finished: nobody was told
    /// that it is committed.
    fn catch_up(&mut self, deployment: &str) -> Result<(), StoreError> {
        let length = self.file.metadata().map_err(unavailable)?.len();
        if length == self.read_to {
            return Ok(());
        }
        let mut text = Vec::new();
        let from = SeekFrom::Start(self.read_to);
        self.file.seek(from).map_err(unavailable)?;
        self.file.read_to_end(&mut text).map_err(unavailable)?;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            if line.last() != Some(&b'\n') {
                self.file.set_len(self.read_to).map_err(unavailable)?;
            } else if self.read_to == 0 {
                let named: String = serde_json::from_slice(line).map_err(corrupt)?;
                if named != deployment {
                    let why = "the file belongs to another deployment";
                    return Err(StoreError::new(StoreErrorKind::DeploymentMismatch, why));
                }
                self.read_to = line.len() as u64;
            } else {
                let changes: ChangeSet = serde_json::from_slice(line).map_err(corrupt)?;
                self.memory.commit(&changes).map_err(corrupt)?;
                self.read_to += line.len() as u64;
            }
        }
        // Whoever wrote it may have died before this.
        self.file.sync_data().map_err(unavailable)
    }

    /// Writes one more line, durably.
    fn append(&mut self, mut line: Vec<u8>) -> io::Result<()> {
        line.push(b'\n');
        self.file.seek(SeekFrom::Start(self.read_to))?;
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.read_to += line.len() as u64;
        Ok(())
    }
}

impl Store for FileStore {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        self.ask(|memory| memory.read(plan))
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        self.home().locked(|home| {
            home.catch_up(&self.deployment)?;
            let receipt = home.memory.commit(changes)?;
            if receipt.replayed {
                return Ok(receipt);
            }
            let line = serde_json::to_vec(changes).map_err(io::Error::from);
            if let Err(error) = line.and_then(|line| home.append(line)) {
                // Memory is ahead of the file now: everything is read again, and whether the line is there, too.
                (home.memory, home.read_to) = (MemoryStore::new(Some(&self.deployment)), 0);
                let why = "the change may or may not be written";
                return Err(StoreError::new(StoreErrorKind::Unknown, why)
                    .with_source(error)
                    .into());
            }
            Ok(receipt)
        })
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.ask(|memory| memory.page(query))
    }

    fn info(&self) -> StoreInfo {
        StoreInfo {
            kind: "file",
            ..self.home().memory.info()
        }
    }
}

fn unavailable(error: io::Error) -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "the file cannot be used").with_source(error)
}

fn corrupt(_: impl Error) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, "a line of the file does not fit")
}

/// A new store for a case, and the way to open its file once more.
#[expect(clippy::expect_used, reason = "a case that gets no store has failed")]
fn fresh() -> Opened {
    let folder = tempfile::tempdir().expect("a folder");
    let open = move || -> Arc<dyn Store> {
        let path = folder.path().join("store.jsonl");
        Arc::new(FileStore::open(&path, DEPLOYMENT).expect("a store"))
    };
    Opened {
        store: open(),
        again: Some(Box::new(open)),
    }
}

fn main() {
    rollbook_testkit::main("file", fresh)
}

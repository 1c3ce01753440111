//! A store that fails when it is told to: at the n-th call, in the way that a test names.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rollbook::change::{ChangeSet, EntityKey};
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreErrorKind, StoreInfo};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Somebody else writes: `Busy`.
    Busy,
    /// The transaction could not be ordered among others: `Busy` as well.
    Serialization,
    /// The connection goes before anything is written: `Unavailable`.
    ConnectionLost,
    /// The commit is done, and its answer gets lost: `Unknown`. A read or a page that loses its answer is `Unavailable`.
    AnswerLost,
    /// No room: `Unavailable`, nothing written.
    DiskFull,
    /// A constraint refuses a commit: `Conflict`. A read or a page meets no constraint and is `Busy`.
    Constraint,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Busy,
        Self::Serialization,
        Self::ConnectionLost,
        Self::AnswerLost,
        Self::DiskFull,
        Self::Constraint,
    ];

    fn error(self) -> StoreError {
        let (kind, message) = match self {
            Self::Busy | Self::Constraint => (StoreErrorKind::Busy, "another writer is at work"),
            Self::Serialization => (StoreErrorKind::Busy, "the transaction was not serializable"),
            Self::ConnectionLost => (StoreErrorKind::Unavailable, "the connection was lost"),
            Self::AnswerLost => (StoreErrorKind::Unavailable, "the answer was lost"),
            Self::DiskFull => (StoreErrorKind::Unavailable, "the disk is full"),
        };
        StoreError::new(kind, message)
    }
}

/// Which calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// `read`.
    Read,
    /// `commit`.
    Commit,
    /// `page`.
    Page,
}

/// A store that passes on every call but those that a test has named.
pub struct Faulty {
    inner: Arc<dyn Store>,
    script: Mutex<BTreeMap<(Call, u64), Fault>>,
    calls: [AtomicU64; 3],
}

impl std::fmt::Debug for Faulty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faulty").finish_non_exhaustive()
    }
}

impl Faulty {
    /// Over a store, without faults yet.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self {
            inner,
            script: Mutex::default(),
            calls: [const { AtomicU64::new(0) }; 3],
        }
    }

    /// Lets the call number `nth` of its kind fail, counted from now, the next one being 1.
    pub fn fail(&self, call: Call, nth: u64, fault: Fault) {
        let at = self.counter(call).load(Ordering::SeqCst) + nth;
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        script.insert((call, at), fault);
    }

    /// How many calls of a kind there were.
    #[must_use]
    pub fn calls(&self, call: Call) -> u64 {
        self.counter(call).load(Ordering::SeqCst)
    }

    fn counter(&self, call: Call) -> &AtomicU64 {
        let [read, commit, page] = &self.calls;
        match call {
            Call::Read => read,
            Call::Commit => commit,
            Call::Page => page,
        }
    }

    fn next(&self, call: Call) -> Option<Fault> {
        let number = self.counter(call).fetch_add(1, Ordering::SeqCst) + 1;
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        script.remove(&(call, number))
    }
}

impl Store for Faulty {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        match self.next(Call::Read) {
            Some(fault) => Err(fault.error()),
            None => self.inner.read(plan),
        }
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        match self.next(Call::Commit) {
            None => self.inner.commit(changes),
            Some(Fault::AnswerLost) => {
                self.inner.commit(changes)?;
                let message = "the answer to the commit was lost";
                Err(StoreError::new(StoreErrorKind::Unknown, message).into())
            }
            Some(Fault::Constraint) => Err(CommitError::Conflict(vec![EntityKey::Tenant])),
            Some(fault) => Err(fault.error().into()),
        }
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        match self.next(Call::Page) {
            Some(fault) => Err(fault.error()),
            None => self.inner.page(query),
        }
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
}

#[cfg(test)]
mod tests {
    use rollbook::change::Put;
    use rollbook::store::memory::MemoryStore;

    use super::*;
    use crate::fixture::{World, account_row};

    fn world() -> (Arc<Faulty>, World) {
        let faulty = Arc::new(Faulty::new(Arc::new(MemoryStore::new(None))));
        let store: Arc<dyn Store> = Arc::clone(&faulty) as Arc<dyn Store>;
        (faulty, World::new(store))
    }

    #[test]
    fn the_second_commit_from_now_fails_and_no_other() {
        for fault in Fault::ALL {
            let (faulty, world) = world();
            faulty.fail(Call::Commit, 2, fault);
            let insert = |counter| {
                world.attempt(|changes| {
                    changes.accounts.push(Put::Insert(account_row(counter, 1)));
                })
            };
            assert!(insert(1).is_ok());
            assert!(insert(2).is_err(), "{fault:?}");
            // Only the answer was lost, or nothing was written.
            assert_eq!(world.account(2).is_some(), fault == Fault::AnswerLost);
            assert!(insert(3).is_ok());
        }
    }

    #[test]
    fn c17_a_commit_whose_answer_was_lost_is_repeated_under_its_command_id() {
        let (faulty, world) = world();
        let mut changes = world.changes();
        changes.accounts.push(Put::Insert(account_row(1, 1)));
        faulty.fail(Call::Commit, 1, Fault::AnswerLost);
        let lost = faulty.commit(&changes);
        let is_unknown = matches!(
            &lost,
            Err(CommitError::Store(error)) if error.kind() == StoreErrorKind::Unknown
        );
        assert!(is_unknown, "{lost:?}");
        assert!(faulty.commit(&changes).unwrap().replayed);
        assert_eq!(
            world.account(1).unwrap().0,
            rollbook::change::Version::FIRST
        );
    }
}

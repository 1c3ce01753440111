//! A store that stops where a test tells it to, so that two sessions meet in one order and no other.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rollbook::change::ChangeSet;
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreInfo};

/// Where a session may be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before it reads.
    BeforeRead,
    /// When it has read.
    AfterRead,
    /// Before it commits: what was read may be stale by now.
    BeforeCommit,
    /// When it has committed, before it learns of it.
    AfterCommit,
}

/// Steps at which the sessions of one test wait for each other.
#[derive(Debug, Default)]
pub struct Gates {
    state: Mutex<BTreeMap<(&'static str, Step), Gate>>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct Gate {
    is_closed: bool,
    arrived: u32,
}

impl Gates {
    /// All open.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Lets the session stop at `step` from now on, until it is opened.
    pub fn close(&self, session: &'static str, step: Step) {
        self.state().entry((session, step)).or_default().is_closed = true;
    }

    /// Lets the session go on, and pass from now on.
    pub fn open(&self, session: &'static str, step: Step) {
        self.state().entry((session, step)).or_default().is_closed = false;
        self.changed.notify_all();
    }

    /// Waits until the session has arrived at `step` at least `times` times since the beginning.
    pub fn arrived(&self, session: &'static str, step: Step, times: u32) {
        let mut state = self.state();
        while state
            .get(&(session, step))
            .is_none_or(|gate| gate.arrived < times)
        {
            state = self.wait(state);
        }
    }

    fn pass(&self, session: &'static str, step: Step) {
        let mut state = self.state();
        state.entry((session, step)).or_default().arrived += 1;
        self.changed.notify_all();
        while state
            .get(&(session, step))
            .is_some_and(|gate| gate.is_closed)
        {
            state = self.wait(state);
        }
    }

    fn state(&self) -> MutexGuard<'_, BTreeMap<(&'static str, Step), Gate>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        state: MutexGuard<'a, BTreeMap<(&'static str, Step), Gate>>,
    ) -> MutexGuard<'a, BTreeMap<(&'static str, Step), Gate>> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// One session's view of a store: it stops at the gates that are closed for it.
pub struct Session {
    inner: Arc<dyn Store>,
    name: &'static str,
    gates: Arc<Gates>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session of this name over a store.
    #[must_use]
    pub fn new(inner: Arc<dyn Store>, name: &'static str, gates: &Arc<Gates>) -> Self {
        Self {
            inner,
            name,
            gates: Arc::clone(gates),
        }
    }
}

impl Store for Session {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        self.gates.pass(self.name, Step::BeforeRead);
        let snapshot = self.inner.read(plan);
        self.gates.pass(self.name, Step::AfterRead);
        snapshot
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        self.gates.pass(self.name, Step::BeforeCommit);
        let receipt = self.inner.commit(changes);
        self.gates.pass(self.name, Step::AfterCommit);
        receipt
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.inner.page(query)
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
}

#[cfg(test)]
mod tests {
    use rollbook::change::{EntityKey, Put};
    use rollbook::store::memory::MemoryStore;

    use super::*;
    use crate::fixture::{World, account, account_row};

    #[test]
    fn of_two_sessions_the_one_that_commits_later_meets_a_conflict() {
        let world = World::new(Arc::new(MemoryStore::new(None)));
        world.add_accounts(1, [1]);
        let gates = Gates::new();
        let session = Session::new(Arc::clone(&world.store), "first", &gates);
        gates.close("first", Step::BeforeCommit);
        let (version, mut row) = world.account(1).unwrap();
        let mut changes = world.changes();
        row.administrator = true;
        changes.accounts.push(Put::Replace(version, row));
        std::thread::scope(|scope| {
            let first = scope.spawn(|| session.commit(&changes));
            gates.arrived("first", Step::BeforeCommit, 1);
            world.with(|changes| {
                changes
                    .accounts
                    .push(Put::Replace(version, account_row(1, 1)));
            });
            gates.open("first", Step::BeforeCommit);
            let refused = first.join().unwrap();
            let Err(CommitError::Conflict(keys)) = refused else {
                panic!("a conflict was expected, not {refused:?}");
            };
            assert_eq!(keys, [EntityKey::Account(account(1))]);
        });
    }
}

//! A store with somebody standing in front of it who may look, interfere, fail a call or lose its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rollbook::change::ChangeSet;
use rollbook::page::{Page, PageQuery};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Short, Store, StoreError, StoreErrorKind, StoreInfo};

/// A call that is about to be made.
#[derive(Clone, Copy, Debug)]
pub enum Call<'a> {
    /// Of `read`.
    Read(&'a ReadPlan),
    /// Of `commit`.
    Commit(&'a ChangeSet),
    /// Of `page`.
    Page,
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is made.
    Go,
    /// It fails without having been made.
    Lost(StoreErrorKind),
    /// It is made, and its answer is lost.
    Unanswered(StoreErrorKind),
    /// A commit finds no free number, as if others held what there is.
    Short,
}

type Judge = dyn Fn(usize, Call<'_>) -> Fate + Send + Sync;

/// The store behind, and who decides. Calls are counted from 0.
pub struct Tap {
    inner: Arc<dyn Store>,
    calls: AtomicUsize,
    judge: Box<Judge>,
}

impl Tap {
    /// Stands in front of a store.
    #[must_use]
    pub fn new(
        inner: &Arc<dyn Store>,
        judge: impl Fn(usize, Call<'_>) -> Fate + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            inner: Arc::clone(inner),
            calls: AtomicUsize::new(0),
            judge: Box::new(judge),
        })
    }

    /// A store that is gone from a call on: that call is not made, or made and not answered; every later one fails.
    #[must_use]
    pub fn dying(inner: &Arc<dyn Store>, at: usize, done: bool) -> Arc<Self> {
        Self::new(inner, move |index, _| match index.cmp(&at) {
            std::cmp::Ordering::Less => Fate::Go,
            std::cmp::Ordering::Equal if done => Fate::Unanswered(StoreErrorKind::Unavailable),
            _ => Fate::Lost(StoreErrorKind::Unavailable),
        })
    }

    /// Calls so far.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn fate(&self, call: Call<'_>) -> Fate {
        let index = self.calls.fetch_add(1, Ordering::SeqCst);
        (self.judge)(index, call)
    }
}

fn failure(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "the store was made to fail")
}

fn through<T>(fate: Fate, call: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    match fate {
        Fate::Go | Fate::Short => call(),
        Fate::Lost(kind) => Err(failure(kind)),
        Fate::Unanswered(kind) => {
            call()?;
            Err(failure(kind))
        }
    }
}

impl Store for Tap {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        through(self.fate(Call::Read(plan)), || self.inner.read(plan))
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        match self.fate(Call::Commit(changes)) {
            Fate::Go => self.inner.commit(changes),
            Fate::Lost(kind) => Err(failure(kind).into()),
            Fate::Unanswered(kind) => {
                self.inner.commit(changes)?;
                Err(failure(kind).into())
            }
            Fate::Short => {
                let short = changes.claims.iter().zip(0..).map(|(claim, index)| Short {
                    claim: index,
                    wanted: claim.bind.quantity(),
                    got: 0,
                });
                Err(CommitError::Shortage(short.collect()))
            }
        }
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        through(self.fate(Call::Page), || self.inner.page(query))
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tap").finish_non_exhaustive()
    }
}

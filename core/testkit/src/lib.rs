//! The store contract of Rollbook as cases, listed once and run against every store, and what tests build with:
//! fixtures, a store that fails when told to, a store that stops where told to.
//!
//! ```no_run
//! use std::sync::Arc;
//! use rollbook::store::memory::MemoryStore;
//! use rollbook_testkit::{Opened, main};
//! main("memory", || Opened::once(Arc::new(MemoryStore::new(Some("local-test")))));
//! ```
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a case fails by panicking"
)]

pub mod barrier;
pub mod cases;
pub mod dump;
pub mod fault;
pub mod fixture;
pub mod rules;

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use rollbook::store::Store;

/// The deployment under which a test store is opened.
pub const DEPLOYMENT: &str = "local-test";

/// Where stores come from.
pub trait Fresh: Send + Sync {
    /// A new, empty store, opened under [`DEPLOYMENT`].
    fn open(&self) -> Opened;

    /// The store alone.
    fn store(&self) -> Arc<dyn Store> {
        self.open().store
    }
}

impl<F: Fn() -> Opened + Send + Sync> Fresh for F {
    fn open(&self) -> Opened {
        self()
    }
}

/// Opens the home of a store once more.
pub type Again = Box<dyn Fn() -> Arc<dyn Store> + Send + Sync>;

/// A store that was opened for a test.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Opens its home once more, as another process would, while the first is still open; none if nothing outlives the
    /// value.
    pub again: Option<Again>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

impl Opened {
    /// A store whose state goes with it.
    #[must_use]
    pub fn once(store: Arc<dyn Store>) -> Self {
        Self { store, again: None }
    }
}

/// One case of the contract. It panics if the store breaks the clause.
#[derive(Clone, Copy)]
pub struct Case {
    /// The clause and what is asked: `c07_claim_order`.
    pub name: &'static str,
    /// The case.
    pub run: fn(&dyn Fresh),
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Runs every case and every rule against one store, as the `main` of a test without harness.
pub fn main(store: &'static str, fresh: impl Fresh + 'static) -> ! {
    let fresh = Arc::new(fresh);
    let mut trials = Vec::new();
    for case in cases::all() {
        let fresh = Arc::clone(&fresh);
        let trial = move || -> Result<(), Failed> {
            (case.run)(fresh.as_ref());
            Ok(())
        };
        trials.push(Trial::test(format!("{store}::{}", case.name), trial));
    }
    for rule in rules::all() {
        let fresh = Arc::clone(&fresh);
        let trial = move || -> Result<(), Failed> {
            let opened = fresh.open();
            (rule.run)(Arc::clone(&opened.store));
            Ok(())
        };
        trials.push(Trial::test(format!("{store}::rules::{}", rule.name), trial));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

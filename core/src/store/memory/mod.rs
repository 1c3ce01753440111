//! The reference store: one mutex around ordered maps. It keeps nothing on disk; what it does is what every other
//! store has to do.

mod check;
mod claim;
mod commit;
mod count;
mod index;
mod page;
mod read;
mod rows;
mod table;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use self::rows::Rows;
use super::{CommitError, Store, StoreError, StoreInfo};
use crate::change::ChangeSet;
use crate::e164::E164;
use crate::id::{OrganizationId, TenantId};
use crate::limits::MAX_CHANGES;
use crate::page::{Page, PageQuery};
use crate::snapshot::{ReadPlan, Receipt, Snapshot};
use crate::text::ExternalId;

/// A store that lives as long as its value: for tests, examples and the URL `memory:`.
///
/// ```
/// use rollbook::store::Store;
/// use rollbook::store::memory::MemoryStore;
/// let store = MemoryStore::new(Some("local-example"));
/// assert_eq!(store.info().kind, "memory");
/// ```
pub struct MemoryStore {
    deployment: Option<String>,
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store, opened under the name of a deployment or under none.
    #[must_use]
    pub fn new(deployment: Option<&str>) -> Self {
        Self {
            deployment: deployment.map(str::to_owned),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

impl Store for MemoryStore {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        let state = self.state();
        match state.tenants.get(&plan.tenant) {
            Some(rows) => Ok(read::read(rows, &state.directory, plan)),
            None => Ok(read::read(&Rows::default(), &state.directory, plan)),
        }
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        if changes.len() > MAX_CHANGES {
            return Err(CommitError::TooLarge);
        }
        let mut state = self.state();
        let State { directory, tenants } = &mut *state;
        let is_new = !tenants.contains_key(&changes.tenant);
        let rows = tenants.entry(changes.tenant).or_default();
        let receipt = commit::commit(rows, directory, changes);
        if receipt.is_err() && is_new {
            tenants.remove(&changes.tenant);
        }
        receipt
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        let state = self.state();
        Ok(page::page(&state, query))
    }

    fn info(&self) -> StoreInfo {
        StoreInfo {
            kind: "memory",
            engine: String::new(),
            schema: 1,
            deployment: self.deployment.clone(),
        }
    }
}

/// Everything that is kept.
#[derive(Default)]
struct State {
    directory: Directory,
    tenants: BTreeMap<TenantId, Rows>,
}

/// The two directories: the only facts that cross tenants.
#[derive(Default)]
struct Directory {
    numbers: BTreeMap<E164, TenantId>,
    companies: BTreeMap<ExternalId, (TenantId, OrganizationId)>,
}

//! The contract, on the memory store.

use std::sync::Arc;

use rollbook::store::memory::MemoryStore;
use rollbook_testkit::{DEPLOYMENT, Opened};

fn main() {
    rollbook_testkit::main("memory", || {
        Opened::once(Arc::new(MemoryStore::new(Some(DEPLOYMENT))))
    });
}

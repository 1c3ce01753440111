//! Commands on batch operations: uploads, from the prepared file to its rows.

pub mod facts;
pub mod fail_batch;
pub mod import_all;
pub mod import_chunk;
pub mod import_start;
pub mod ledger;
pub mod row;
pub mod stop_batch;
pub mod typed;
pub mod upload;

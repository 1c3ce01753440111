//! The built command, run in folders of its own.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what helps a test fails as the test does"
)]

mod commands;
mod import;
mod keys;
mod pins;
mod schema;
mod support;

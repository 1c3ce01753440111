//! Under construction.
#![forbid(unsafe_code)]

pub mod account;
pub mod batch;
pub mod change;
pub mod command;
pub mod contact;
pub mod credential;
pub mod csv;
pub mod e164;
pub mod engine;
pub mod entropy;
pub mod error;
pub mod event;
pub mod finding;
pub mod id;
pub mod invitation;
pub mod limits;
pub mod number;
pub mod organization;
pub mod page;
pub mod permission_group;
pub mod profile;
pub mod query;
pub mod role;
pub mod secret;
pub mod settings;
pub mod snapshot;
pub mod store;
pub mod text;
pub mod time;
pub mod wire;

pub use engine::{Imported, Ran, Rollbook, RunOptions};
pub use error::{Error, ErrorCode, ErrorKind};
pub use role::Actor;

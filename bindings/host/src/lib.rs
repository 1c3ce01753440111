//! What hosts of Rollbook share: opening a store by its URL, the system's clock and entropy, the key file, files, and
//! the JSON forms of what Rollbook answers.
//!
//! Rules live in `rollbook`; a host converts, calls, and converts back.
#![forbid(unsafe_code)]

pub mod facts;
pub mod file;
pub mod json;
pub mod keys;
pub mod open;
pub mod parts;
pub mod schema;
pub mod system;
mod upload;

pub use keys::KeyFile;
pub use open::{Location, OpenOptions, open, rollbook};
pub use parts::ErrorParts;
pub use system::{OsEntropy, SystemClock};
pub use upload::{Upload, validate_path};

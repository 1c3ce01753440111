//! Under construction.
#![forbid(unsafe_code)]

pub mod credential;
pub mod csv;
pub mod e164;
pub mod entropy;
pub mod finding;
pub mod id;
pub mod limits;
pub mod number;
pub mod profile;
pub mod secret;
pub mod settings;
pub mod text;
pub mod time;

//! Commands on teams.

mod shared;

pub(in crate::command) use shared::visible;

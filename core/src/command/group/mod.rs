//! Commands on user-permission groups.

pub mod create_permission_group;
pub mod delete_permission_group;
pub mod edit_permission_group;
pub mod set_default_permission_group;
mod shared;

pub(in crate::command) use shared::check_pairs;

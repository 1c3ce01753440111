//! Commands on roles and on who holds them.

pub mod assign_role;
pub mod create_role;
pub mod delete_role;
pub mod edit_role;
pub mod remove_role;
mod shared;
pub mod transfer_ownership;

//! Commands on the tree of organizations.

pub mod create_organization;
pub mod disable_organization;
pub mod enable_organization;
pub mod rename_organization;
mod shared;

pub use shared::OrganizationSwitched;

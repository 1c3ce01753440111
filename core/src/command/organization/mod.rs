//! Commands on the tree of organizations.

pub mod create_organization;

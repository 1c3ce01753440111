//! Commands on tenants.

pub mod create_tenant;

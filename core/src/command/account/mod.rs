//! Commands on accounts, and what they share.

pub mod create_account;
pub mod creation;
mod form;
pub mod rules;

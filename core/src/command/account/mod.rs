//! Commands on accounts, and what they share.

pub mod creation;
pub mod rules;

//! Commands on accounts, and what they share.

pub mod assign_number;
pub mod create_account;
pub mod creation;
pub mod delete_account;
pub mod edit;
pub mod edit_account;
mod editing;
mod form;
pub mod list;
pub mod move_accounts;
mod moving;
pub mod outcome;
pub mod record_opt_in;
pub mod record_opt_out;
pub mod replace_device;
pub mod resume_accounts;
pub mod rules;
pub mod suspend_accounts;
pub mod unassign_number;

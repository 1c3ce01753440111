//! Commands on the inventory of numbers.

pub mod add_numbers;
pub mod allocate_numbers;
pub mod choice;
pub mod end_cooling;
pub mod release_numbers;
pub mod reserve_numbers;
pub mod retire_numbers;
mod shared;
pub mod tag_numbers;
mod tagging;
pub mod untag_numbers;
pub mod withdraw_numbers;

pub(in crate::command) use shared::{days, number};

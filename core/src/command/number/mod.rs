//! Commands on the inventory of numbers.

pub mod add_numbers;
pub mod release_numbers;
pub mod reserve_numbers;
mod shared;

pub(in crate::command) use shared::number;

//! CSV files of people and numbers: reading, checking, and what is written about them.

pub mod write;

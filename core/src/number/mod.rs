//! Numbers.

pub mod capacity;

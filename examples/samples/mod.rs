//! What `generate` writes: the three files of `examples/data`, and files of any size for benchmarks.

pub mod accounts;
pub mod broken;
pub mod bulk;
pub mod names;
pub mod numbers;
pub mod random;
pub mod row;

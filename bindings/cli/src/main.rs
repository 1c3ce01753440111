//! The command `rollbook`.
fn main() {}

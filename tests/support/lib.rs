//! What the suites across stores share: the stores, a company to test in, a dump to compare, a tap on a store, the
//! format of vectors, the torture folder.

pub mod dump;
pub mod home;
pub mod tap;
pub mod torture;
pub mod vector;
pub mod world;

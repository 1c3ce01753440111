//! Sample files of Rollbook: seeded, made of invented people, the same bytes on every machine.
//!
//! The runnable examples stand beside this file; `generate` writes what [`samples`] makes.

#![forbid(unsafe_code)]

pub mod samples;

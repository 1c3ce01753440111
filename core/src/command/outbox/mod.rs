//! The outbox serves delivery: entries are leased, rendered, sent and closed. A crash at any point repeats a step, not
//! an effect.

pub mod complete_outbox;
pub mod take_outbox;

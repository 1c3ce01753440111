//! Commands on invitations, and what they share.

pub mod numbers;
pub mod send_invitations;
pub mod sending;

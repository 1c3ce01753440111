//! Commands on invitations, and what they share.

pub mod numbers;
pub mod record_delivery;
pub mod render_invitation;
pub mod revoke_invitations;
pub mod send_invitations;
pub mod sending;

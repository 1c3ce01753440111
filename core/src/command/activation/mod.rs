//! Activation: the credential is the right. A typed code is counted in a commit of its own, then compared, and only
//! its holder learns more than that it is not valid (`security.md` 2.6 and 2.8). The order of these steps is the
//! engine's (`engine/credential.rs`).

pub mod accept_invitation;
pub mod check_invitation;
pub mod count_attempt;
pub mod credential;
pub mod decline_invitation;
mod device;
mod numbers;
pub mod proof;
pub mod settle_attempt;

pub use accept_invitation::{AcceptInvitation, Acceptance, InvitationAccepted, NumberChoice};
pub use check_invitation::{CheckInvitation, InvitationChecked, Needs};
pub use count_attempt::{AttemptCounted, CountAttempt, Found};
pub use credential::{CodeText, Credential, Presented};
pub use decline_invitation::{DeclineInvitation, InvitationDeclined};
pub use device::PresentedDevice;
pub use settle_attempt::SettleAttempt;

//! Templates: the texts of messages as an organization words them. They are filled in outside the core.

use serde::{Deserialize, Serialize};

use super::InvitationKind;
use crate::id::{OrganizationId, TemplateId};
use crate::settings::{Channel, Language};

/// The text of one kind of message in one language. The nearest one upwards is in force; without one, the built-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Where it is defined.
    pub organization: OrganizationId,
    /// How the message travels.
    pub channel: Channel,
    /// Whom it invites.
    pub kind: InvitationKind,
    /// Its language; unique with organization, channel and kind.
    pub language: Language,
    /// The subject; empty for SMS.
    pub subject: String,
    /// The body.
    pub body: String,
}

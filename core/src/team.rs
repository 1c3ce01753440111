//! Teams: people of an organization whom one administrator looks after.

use serde::{Deserialize, Serialize};

use crate::id::{OrganizationId, TeamId};
use crate::text::GroupName;
use crate::time::Timestamp;

/// A team. Visible at its organization and below; a person may be in several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its id; never used again.
    pub id: TeamId,
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Unique in its organization, 1 to 64 characters.
    pub name: GroupName,
    /// A disabled team keeps its people and takes no new ones (`team_disabled`).
    pub enabled: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

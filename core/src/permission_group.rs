//! User-permission groups: named bundles of what a person's line may do, visible below the organization that
//! defines them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, OrganizationId};
use crate::text::GroupName;
use crate::time::Timestamp;

/// A user-permission group. Visible at its organization and below, editable only where it is defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionGroup {
    /// Its id.
    pub id: GroupId,
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Unique in its organization, 1 to 64 characters.
    pub name: GroupName,
    /// What the host makes of it, for example `call_routing: data`. Rollbook stores it unread.
    pub features: BTreeMap<String, String>,
    /// When it was created.
    pub created_at: Timestamp,
}

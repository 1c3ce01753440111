//! A tenant and its tree of organizations: the entities, and the rules of the tree. Settings stand in `settings.rs`.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, GroupId, OrganizationId, TenantId};
use crate::profile::ProfileName;
use crate::settings::OwnSettings;
use crate::text::{ExternalId, OrganizationName};
use crate::time::Timestamp;

/// One organization tree and everything in it. It never changes after `create_tenant`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id, which leads every key of the store.
    pub id: TenantId,
    /// The profile whose settings hold where no organization sets its own.
    pub profile: ProfileName,
    /// The root of the tree.
    pub root: OrganizationId,
    /// The first administrator; the Owner in the model of ranks.
    pub first_administrator: AccountId,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// The external number, unique in the store and set once; the company id of people below the root's.
    pub external_id: Option<ExternalId>,
    /// Unique among its siblings.
    pub name: OrganizationName,
    /// None at the root.
    pub parent: Option<OrganizationId>,
    /// 1 at the root, 32 at most (N-01).
    pub depth: u8,
    /// A disabled organization stops creating, sending and accepting below it (N-16).
    pub enabled: bool,
    /// The user-permission group preselected here and below, unless a nearer organization names its own (M-29).
    pub default_group: Option<GroupId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was deleted. Stores keep the row for what refers to it and show it nowhere: its name and its external id
    /// are free.
    pub gone: Option<Timestamp>,
}

impl Organization {
    /// How an organization is shown: external number and name, `952442891 ACME CORP` (M-16).
    #[must_use]
    pub fn display(&self) -> String {
        match &self.external_id {
            Some(external) => format!("{} {}", external.as_str(), self.name.as_str()),
            None => self.name.as_str().to_owned(),
        }
    }
}

/// The settings that one organization sets itself; all others are inherited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganizationSettings {
    /// Whose they are.
    pub organization: OrganizationId,
    /// The values by name.
    pub own: OwnSettings,
}

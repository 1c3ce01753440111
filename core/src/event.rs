//! What has happened: audit events, and the outbox of what is still to be delivered. Both are written in the commit
//! of the change itself, and hold no personal data and no secret.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{AccountId, CommandId, EventId, InvitationId, OrganizationId};
use crate::settings::{Alert, Channel};
use crate::time::Timestamp;

macro_rules! event_names {
    ($($name:ident $text:literal,)*) => {
        /// What happened. Text forms are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventName {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl EventName {
            /// All names of events that commands write.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

event_names! {
    TenantCreated "tenant.created",
    OrganizationCreated "organization.created",
    OrganizationRenamed "organization.renamed",
    OrganizationMoved "organization.moved",
    OrganizationDisabled "organization.disabled",
    OrganizationEnabled "organization.enabled",
    OrganizationDeleted "organization.deleted",
    SettingChanged "setting.changed",
    PermissionGroupCreated "permission_group.created",
    PermissionGroupEdited "permission_group.edited",
    PermissionGroupDeleted "permission_group.deleted",
    PermissionGroupDefaultSet "permission_group.default_set",
    RoleCreated "role.created",
    RoleEdited "role.edited",
    RoleDeleted "role.deleted",
    RoleAssigned "role.assigned",
    RoleRemoved "role.removed",
    PrivilegeGroupCreated "privilege_group.created",
    PrivilegeGroupEdited "privilege_group.edited",
    PrivilegeGroupDeleted "privilege_group.deleted",
    OwnershipTransferred "ownership.transferred",
    TeamCreated "team.created",
    TeamRenamed "team.renamed",
    TeamEnabled "team.enabled",
    TeamDisabled "team.disabled",
    TeamDeleted "team.deleted",
    TeamMembersChanged "team.members_changed",
    NumberAdded "number.added",
    NumberRetired "number.retired",
    NumberTagged "number.tagged",
    NumberReserved "number.reserved",
    NumberReleased "number.released",
    NumberCoolingEnded "number.cooling_ended",
    NumberAllocated "number.allocated",
    NumberWithdrawn "number.withdrawn",
    NumberAssigned "number.assigned",
    NumberRegistered "number.registered",
    NumberUnassigned "number.unassigned",
    AccountCreated "account.created",
    AccountEdited "account.edited",
    AccountActivated "account.activated",
    AccountReactivated "account.reactivated",
    AccountMoved "account.moved",
    AccountSuspended "account.suspended",
    AccountResumed "account.resumed",
    AccountOptedOut "account.opted_out",
    AccountOptedIn "account.opted_in",
    AccountDeleted "account.deleted",
    AccountDeviceReplaced "account.device_replaced",
    InvitationSent "invitation.sent",
    InvitationRevoked "invitation.revoked",
    InvitationRendered "invitation.rendered",
    InvitationDelivery "invitation.delivery",
    InvitationLocked "invitation.locked",
    InvitationReuseRefused "invitation.reuse_refused",
    InvitationDeclined "invitation.declined",
    TemplateChanged "template.changed",
    PinCreated "pin.created",
    PinReset "pin.reset",
    PinDeleted "pin.deleted",
    PinLocked "pin.locked",
    BatchStarted "batch.started",
    BatchCancelled "batch.cancelled",
    BatchFinished "batch.finished",
}

impl OutboxEntry {
    /// The invitation that it delivers; none for an alert.
    #[must_use]
    pub const fn invitation(&self) -> Option<InvitationId> {
        match &self.what {
            OutboxWhat::Invitation { invitation, .. } => Some(*invitation),
            OutboxWhat::Alert(_) => None,
        }
    }
}

impl std::str::FromStr for EventName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.as_str() == text)
            .ok_or(())
    }
}

impl Serialize for EventName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EventName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("no such event"))
    }
}

/// One thing that happened, in the order of its commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The command that did it.
    pub command: CommandId,
    /// Its place among the events of the command, from 0.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// By whom; none for the host or the holder of a credential.
    pub actor: Option<AccountId>,
    /// What.
    pub name: EventName,
    /// Text ids of what it is about, the most specific first; numbers are left out.
    pub subjects: Vec<String>,
    /// The organization it belongs to: the last one among the subjects. None for what concerns the tenant as a whole.
    pub organization: Option<OrganizationId>,
    /// Figures and keywords; never personal data.
    pub data: BTreeMap<String, Value>,
}

/// Something to be delivered, once it has been leased and rendered. It holds no secret and no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    /// Its id.
    pub id: EventId,
    /// What is to be delivered.
    pub what: OutboxWhat,
    /// Who may work on it, and how far it is.
    pub state: OutboxState,
    /// Times it was leased.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What an outbox entry delivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxWhat {
    /// A generation of an invitation. An entry is unique by invitation, generation and channel.
    Invitation {
        /// The invitation.
        invitation: InvitationId,
        /// The generation to render; a passed one is skipped.
        generation: u64,
        /// How.
        channel: Channel,
    },
    /// An alert.
    Alert(AlertNotice),
}

/// An alert that was raised. It holds no address: who gets it is found when it is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertNotice {
    /// What happened.
    pub alert: Alert,
    /// Where: its setting switched the alert on, and its recipients get it.
    pub organization: OrganizationId,
    /// Text ids of what it is about, the most specific first; numbers are left out.
    pub subjects: Vec<String>,
    /// Figures and keywords; never personal data.
    pub data: BTreeMap<String, Value>,
}

/// How far an outbox entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum OutboxState {
    /// To be taken.
    Waiting,
    /// Taken until then; afterwards anybody may take it again.
    Leased {
        /// The end of the lease.
        until: Timestamp,
    },
    /// Done, delivered or given up.
    Done {
        /// When.
        at: Timestamp,
    },
}

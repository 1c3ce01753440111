//! Lists by the page, and look-ups in the two directories: keyset, stable under inserts, in a total order that ends
//! in the id.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Onboarding, Status};
use crate::batch::{BatchOperation, BatchRow};
use crate::change::{Canonical, Versioned};
use crate::e164::E164;
use crate::event::{Event, EventName, OutboxEntry};
use crate::id::{
    AccountId, BatchId, CommandId, EventId, GroupId, OrganizationId, PrivilegeGroupId, RoleId,
    TeamId, TemplateId, TenantId,
};
use crate::invitation::template::Template;
use crate::invitation::{DeliveryState, Invitation, InvitationNow};
use crate::number::pool::NumberPast;
use crate::number::{Number, StateNow};
use crate::organization::{Organization, Tenant};
use crate::permission_group::PermissionGroup;
use crate::role::{PrivilegeGroup, Role};
use crate::settings::AccessKind;
use crate::team::Team;
use crate::text::{ExternalId, Tag};
use crate::time::Timestamp;

/// One page of a list, or one look-up. `limit` is 1 to 1,000 entries; `after` is the last entry of the page before.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "`after` and `limit` are said above")]
pub enum PageQuery {
    /// All tenants of the store, by id. For the host only.
    Tenants { after: Option<TenantId>, limit: u32 },
    /// The organization that a company id names.
    Company(ExternalId),
    /// Organizations in `under` and below, by depth, then name, then id.
    Organizations {
        tenant: TenantId,
        /// The top of the list.
        under: OrganizationId,
        after: Option<OrganizationId>,
        limit: u32,
    },
    /// User-permission groups defined in these organizations, by name, then id.
    Groups {
        tenant: TenantId,
        /// Usually a path from the root.
        organizations: Vec<OrganizationId>,
        after: Option<GroupId>,
        limit: u32,
    },
    /// Teams defined in these organizations, by name, then id.
    Teams {
        tenant: TenantId,
        /// Usually a path from the root, or a subtree.
        organizations: Vec<OrganizationId>,
        after: Option<TeamId>,
        limit: u32,
    },
    /// Privilege groups defined in these organizations, by name, then id.
    PrivilegeGroups {
        tenant: TenantId,
        /// Usually the root.
        organizations: Vec<OrganizationId>,
        after: Option<PrivilegeGroupId>,
        limit: u32,
    },
    /// Templates of messages defined in these organizations, by id.
    Templates {
        tenant: TenantId,
        /// Usually a path from the root.
        organizations: Vec<OrganizationId>,
        after: Option<TemplateId>,
        limit: u32,
    },
    /// Roles defined in these organizations, by name, then id.
    Roles {
        tenant: TenantId,
        /// Usually a path from the root.
        organizations: Vec<OrganizationId>,
        after: Option<RoleId>,
        limit: u32,
    },
    /// Numbers in E.164 order (by digits as a number).
    Numbers {
        tenant: TenantId,
        filter: NumberFilter,
        /// The instant for which states are computed.
        at: Timestamp,
        after: Option<E164>,
        limit: u32,
    },
    /// Numbers whose reservation or forwarding ends before an instant, by its end, then digits; those that ended long ago
    /// first. Answered with `Page::Numbers`.
    NumbersEnding {
        tenant: TenantId,
        /// The instant.
        before: Timestamp,
        /// The end and the number of the last entry.
        after: Option<(Timestamp, E164)>,
        limit: u32,
    },
    /// What became of a number, the oldest first: also of one that is retired.
    NumberPast {
        tenant: TenantId,
        e164: E164,
        after: Option<(Timestamp, CommandId, u32)>,
        limit: u32,
    },
    /// Accounts that are not deleted.
    Accounts {
        tenant: TenantId,
        filter: AccountFilter,
        sort: AccountSort,
        /// The instant for which states are computed.
        at: Timestamp,
        after: Option<AccountCursor>,
        limit: u32,
    },
    /// Batch operations of an organization and below, the latest first: by id, backwards (ids begin with their time).
    Batches {
        tenant: TenantId,
        /// The top.
        under: OrganizationId,
        after: Option<BatchId>,
        limit: u32,
    },
    /// Rows of a batch operation, by row.
    BatchRows {
        tenant: TenantId,
        batch: BatchId,
        /// Only rows whose outcome is failed, rolled back or not attempted.
        failed_only: bool,
        after: Option<u32>,
        limit: u32,
    },
    /// Events, the oldest first, by time, command and place.
    Events {
        tenant: TenantId,
        filter: EventFilter,
        after: Option<(Timestamp, CommandId, u32)>,
        limit: u32,
    },
    /// Outbox entries that are not done, the oldest first, by id. With `takeable_at`, only those that nobody leases
    /// at that instant.
    Outbox {
        tenant: TenantId,
        /// None lists leased ones as well.
        takeable_at: Option<Timestamp>,
        after: Option<EventId>,
        limit: u32,
    },
}

/// The answer to a page query, of the same kind. Fewer entries than `limit` means that it was the last page.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is named after its query")]
pub enum Page {
    Tenants(Vec<Tenant>),
    Company(Option<(TenantId, OrganizationId)>),
    Organizations(Vec<Versioned<Organization>>),
    Groups(Vec<Versioned<PermissionGroup>>),
    Teams(Vec<Versioned<Team>>),
    PrivilegeGroups(Vec<Versioned<PrivilegeGroup>>),
    Templates(Vec<Versioned<Template>>),
    Roles(Vec<Versioned<Role>>),
    Numbers(Vec<Versioned<Number>>),
    NumberPast(Vec<NumberPast>),
    Accounts(Vec<AccountRow>),
    Batches(Vec<Versioned<BatchOperation>>),
    BatchRows(Vec<BatchRow>),
    Events(Vec<Event>),
    Outbox(Vec<Versioned<OutboxEntry>>),
}

/// An account as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRow {
    /// The account.
    pub account: Versioned<Account>,
    /// Its invitation, if it was ever invited.
    pub invitation: Option<Versioned<Invitation>>,
    /// The number on each line, in their order.
    pub numbers: Vec<Option<E164>>,
    /// Whether it has a PIN: a login-less account is ready with one (D-27).
    pub ready: bool,
}

/// Which events; every field given must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    /// Of one of these organizations; empty for all of the tenant, those that concern it as a whole included.
    pub organizations: Vec<OrganizationId>,
    /// With one of these names; empty for any.
    pub names: Vec<EventName>,
    /// Done by this account.
    pub actor: Option<AccountId>,
    /// About this: a text id among the subjects.
    pub subject: Option<String>,
    /// At or after this instant.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

impl EventFilter {
    /// Whether an event matches. Stores that filter in their own language must agree with this (contract clause 15).
    #[must_use]
    pub fn matches(&self, event: &Event) -> bool {
        let of = |organization| self.organizations.contains(&organization);
        (self.organizations.is_empty() || event.organization.is_some_and(of))
            && (self.names.is_empty() || self.names.contains(&event.name))
            && self.actor.is_none_or(|actor| event.actor == Some(actor))
            && self
                .subject
                .as_ref()
                .is_none_or(|subject| event.subjects.contains(subject))
            && self.since.is_none_or(|since| event.at >= since)
            && self.until.is_none_or(|until| event.at < until)
    }
}

/// Which numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberFilter {
    /// Owned by one of these; empty for any of the tenant.
    pub owners: Vec<OrganizationId>,
    /// In this state.
    pub state: Option<StateNow>,
    /// Carrying this tag, or Reserved under it at the instant.
    pub tag: Option<Tag>,
    /// Whose digits begin so.
    pub series: Option<String>,
}

/// Which accounts; every field given must match.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFilter {
    /// In one of these organizations; empty for any of the tenant.
    pub organizations: Vec<OrganizationId>,
    /// Shown with this status.
    pub status: Option<Status>,
    /// With an invitation in this state. `NotSent` is asked for by `onboarding`.
    pub invitation: Option<InvitationFilter>,
    /// With this delivery state of the current generation.
    pub delivery: Option<DeliveryState>,
    /// At this point of onboarding.
    pub onboarding: Option<Onboarding>,
    /// Holding this role.
    pub role: Option<RoleId>,
    /// With this user-permission group on a line.
    pub group: Option<GroupId>,
    /// In one of these teams; empty for any, those in none included.
    #[serde(default)]
    pub teams: Vec<TeamId>,
    /// With a PIN, or without one.
    #[serde(default)]
    pub ready: Option<bool>,
    /// Of this kind.
    pub access: Option<AccessKind>,
    /// With a number on some line, or with none.
    pub has_number: Option<bool>,
    /// Invited (Invited or InvitationFailed), the current generation issued at or before then.
    pub pending_since: Option<Timestamp>,
    /// Never invited, or the current generation issued before then.
    #[serde(default)]
    pub not_sent_since: Option<Timestamp>,
    /// With an invitation that expired at or before then.
    pub expired_since: Option<Timestamp>,
    /// The start of first name, last name, name, identity, device number or a number on a line, compared in ASCII
    /// lower case; `+` and separators are not taken off.
    pub text: Option<String>,
}

/// Without the text: it is the start of somebody's name, address or number.
impl std::fmt::Debug for AccountFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let characters = self.text.as_ref().map(|text| text.chars().count());
        f.debug_struct("AccountFilter")
            .field("organizations", &self.organizations)
            .field("status", &self.status)
            .field("invitation", &self.invitation)
            .field("delivery", &self.delivery)
            .field("onboarding", &self.onboarding)
            .field("role", &self.role)
            .field("group", &self.group)
            .field("teams", &self.teams)
            .field("ready", &self.ready)
            .field("access", &self.access)
            .field("has_number", &self.has_number)
            .field("pending_since", &self.pending_since)
            .field("not_sent_since", &self.not_sent_since)
            .field("expired_since", &self.expired_since)
            .field("text_characters", &characters)
            .finish()
    }
}

/// The state of an invitation as a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the states of `InvitationNow`")]
pub enum InvitationFilter {
    Revoked,
    UsedUp,
    Expired,
    Locked,
    Blocked,
    Open,
}

impl From<InvitationNow> for InvitationFilter {
    fn from(now: InvitationNow) -> Self {
        match now {
            InvitationNow::Revoked => Self::Revoked,
            InvitationNow::UsedUp => Self::UsedUp,
            InvitationNow::Expired => Self::Expired,
            InvitationNow::Locked => Self::Locked,
            InvitationNow::Blocked => Self::Blocked,
            InvitationNow::Open => Self::Open,
        }
    }
}

/// The order of accounts; the id breaks ties, in the same direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSort {
    /// By what.
    pub by: AccountSortKey,
    /// The other way round.
    pub descending: bool,
}

/// By what accounts are sorted. Text is compared by bytes; what is absent sorts as empty text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountSortKey {
    /// The displayed name.
    Name,
    /// The identity in canonical form.
    Identity,
    /// The extension.
    Extension,
    /// The displayed status, by its rank.
    Status,
    /// The time of creation.
    #[default]
    Created,
}

/// Where a page of accounts ended: the sort key of its last entry, and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCursor {
    /// The sort key; a number for status and creation.
    pub key: SortValue,
    /// The id.
    pub id: AccountId,
}

/// A sort key's value. `Debug` hides text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "a number or a text")]
pub enum SortValue {
    Number(i64),
    Text(String),
}

impl std::fmt::Debug for SortValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "Number({number})"),
            Self::Text(_) => f.write_str("Text(..)"),
        }
    }
}

impl AccountSortKey {
    /// The value by which `account` is sorted.
    #[must_use]
    pub fn value(self, account: &Account) -> SortValue {
        match self {
            Self::Name => SortValue::Text(account.name.display()),
            Self::Identity => SortValue::Text(
                account
                    .identity
                    .as_ref()
                    .map(|it| it.canonical().to_string())
                    .unwrap_or_default(),
            ),
            Self::Extension => SortValue::Text(account.extension.clone().unwrap_or_default()),
            Self::Status => SortValue::Number(i64::from(account.status().rank())),
            Self::Created => SortValue::Number(account.created_at.micros()),
        }
    }
}

impl AccountFilter {
    /// Whether an account matches at an instant. `blocked_organization` says that its organization or one above is
    /// disabled. Stores that filter in their own language must agree with this (contract clause 15).
    #[must_use]
    pub fn matches(
        &self,
        row: &AccountRow,
        roles: &[RoleId],
        blocked_organization: bool,
        at: Timestamp,
    ) -> bool {
        let account = &row.account.value;
        let invitation = row.invitation.as_ref().map(|found| &found.value);
        let blocked = blocked_organization || !account.is_enabled();
        let pending = matches!(
            account.onboarding,
            Onboarding::Invited | Onboarding::InvitationFailed
        );
        (self.organizations.is_empty() || self.organizations.contains(&account.organization))
            && self.status.is_none_or(|status| account.status() == status)
            && self
                .onboarding
                .is_none_or(|onboarding| account.onboarding == onboarding)
            && self.access.is_none_or(|access| account.access == access)
            && self.role.is_none_or(|role| roles.contains(&role))
            && self
                .group
                .is_none_or(|group| account.lines.iter().any(|line| line.group == Some(group)))
            && (self.teams.is_empty() || self.teams.iter().any(|team| account.teams.contains(team)))
            && self.ready.is_none_or(|ready| row.ready == ready)
            && self
                .has_number
                .is_none_or(|has| row.numbers.iter().any(Option::is_some) == has)
            && self.invitation.is_none_or(|state| {
                invitation
                    .is_some_and(|it| InvitationFilter::from(it.state_at(at, blocked)) == state)
            })
            && self
                .delivery
                .is_none_or(|state| invitation.is_some_and(|it| it.delivery.state == state))
            && self.pending_since.is_none_or(|since| {
                pending && invitation.is_some_and(|it| it.generation.issued_at <= since)
            })
            && self
                .not_sent_since
                .is_none_or(|since| invitation.is_none_or(|it| it.generation.issued_at < since))
            && self.expired_since.is_none_or(|since| {
                invitation
                    .is_some_and(|it| it.generation.expires_at.is_some_and(|end| end <= since))
            })
            && self
                .text
                .as_deref()
                .is_none_or(|text| searched(row).any(|found| begins(&found, text)))
    }
}

/// The texts of an account that a search looks at.
fn searched(row: &AccountRow) -> impl Iterator<Item = String> {
    use crate::account::Name;
    let account = &row.account.value;
    let names = match &account.name {
        Name::One(name) => [Some(name.as_str().to_owned()), None],
        Name::Two { first, last } => {
            [first, last].map(|name| name.as_ref().map(|name| name.as_str().to_owned()))
        }
    };
    let identity = account
        .identity
        .as_ref()
        .map(|it| it.canonical().to_string());
    let device = account
        .device
        .as_ref()
        .map(|device| device.number.to_string());
    let numbers: Vec<String> = row.numbers.iter().flatten().map(E164::to_string).collect();
    names
        .into_iter()
        .chain([identity, device])
        .flatten()
        .chain(numbers)
}

fn begins(found: &str, text: &str) -> bool {
    found
        .as_bytes()
        .get(..text.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(text.as_bytes()))
}

/// The text a [`Canonical`] identity sorts and is searched by.
impl AsRef<str> for Canonical {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

//! Lists of organizations, roles and user-permission groups, and settings with where they are set.

use serde::{Deserialize, Serialize};

use super::{Listed, Look, Query, other_page, page_size};
use crate::change::Versioned;
use crate::command::Context;
use crate::command::guard::{Acting, Seen};
use crate::error::Error;
use crate::id::{GroupId, OrganizationId, RoleId};
use crate::organization::Organization;
use crate::page::{Page, PageQuery};
use crate::permission_group::PermissionGroup;
use crate::profile::{Texts, texts};
use crate::role::{Privilege, Role};
use crate::settings::{OwnSettings, SettingName, SettingValue, origins};
use crate::snapshot::{ReadPlan, Snapshot};

/// Organizations in `under` and below that the actor sees, by depth, then name. Needs `accounts.view` there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOrganizations {
    /// The top of the list, itself the first entry.
    pub under: OrganizationId,
    /// The last entry of the page before.
    pub after: Option<OrganizationId>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl Query for ListOrganizations {
    type Answer = Listed<Versioned<Organization>, OrganizationId>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_at(cx, self.under))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        looked(cx, snapshot, self.under)?;
        Ok(PageQuery::Organizations {
            tenant: cx.tenant,
            under: self.under,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(&self, _: &Context<'_>, _: &Snapshot, page: Page) -> Result<Self::Answer, Error> {
        match page {
            Page::Organizations(items) => Ok(Listed::new(items, page_size(self.limit)?, |found| {
                found.value.id
            })),
            _ => Err(other_page()),
        }
    }
}

/// Roles that can be given in an organization: those defined there and above, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRoles {
    /// Where.
    pub organization: OrganizationId,
    /// The last entry of the page before.
    pub after: Option<RoleId>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl Query for ListRoles {
    type Answer = Listed<ListedRole, RoleId>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_at(cx, self.organization))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let (_, seen) = looked(cx, snapshot, self.organization)?;
        Ok(PageQuery::Roles {
            tenant: cx.tenant,
            organizations: seen.path,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let (acting, seen) = looked(cx, snapshot, self.organization)?;
        let teams = acting.own_teams(&seen);
        let Page::Roles(roles) = page else {
            return Err(other_page());
        };
        let listed = Listed::new(roles, page_size(self.limit)?, |found| found.value.id);
        Ok(listed.map(|role| ListedRole {
            grantable: acting.may_grant(&role.value, &teams, &seen).is_ok(),
            role,
        }))
    }
}

/// A role, and whether the actor may give it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRole {
    /// The role.
    pub role: Versioned<Role>,
    /// Whether the actor may give it (B-05: never Owner).
    pub grantable: bool,
}

/// User-permission groups visible in an organization: those defined there and above, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPermissionGroups {
    /// Where.
    pub organization: OrganizationId,
    /// The last entry of the page before.
    pub after: Option<GroupId>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

/// A user-permission group, and whether it is the one preselected there (M-29).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGroup {
    /// The group.
    pub group: Versioned<PermissionGroup>,
    /// Whether it is the effective default.
    pub is_default: bool,
}

impl Query for ListPermissionGroups {
    type Answer = Listed<ListedGroup, GroupId>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_at(cx, self.organization))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let (_, seen) = looked(cx, snapshot, self.organization)?;
        Ok(PageQuery::Groups {
            tenant: cx.tenant,
            organizations: seen.path,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(
        &self,
        _: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let Page::Groups(groups) = page else {
            return Err(other_page());
        };
        let default = snapshot.default_group(self.organization);
        let listed = Listed::new(groups, page_size(self.limit)?, |found| found.value.id);
        Ok(listed.map(|group| ListedGroup {
            is_default: default == Some(group.value.id),
            group,
        }))
    }
}

/// Every setting in force in an organization, and where it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetSettings {
    /// Where.
    pub organization: OrganizationId,
}

/// A setting in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingInForce {
    /// The name.
    pub name: SettingName,
    /// The value.
    pub value: SettingValue,
    /// The organization that sets it; none if it comes from the profile.
    pub set_at: Option<OrganizationId>,
}

impl Look for GetSettings {
    type Answer = Vec<SettingInForce>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Self::Answer, Error> {
        let (_, seen) = looked(cx, snapshot, self.organization)?;
        let nothing = OwnSettings::default();
        let own = |id: &OrganizationId| snapshot.settings.get(id).map(|found| &found.value);
        let set_at = origins(
            seen.path
                .iter()
                .map(|id| (*id, own(id).unwrap_or(&nothing))),
        );
        let in_force = seen.settings.iter().map(|value| SettingInForce {
            name: value.name(),
            set_at: set_at.get(&value.name()).copied(),
            value,
        });
        Ok(in_force.collect())
    }
}

/// The documented texts of an organization's profile, word for word (T-01 to T-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetTexts {
    /// Where.
    pub organization: OrganizationId,
}

impl Look for GetTexts {
    type Answer = Texts;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Texts, Error> {
        looked(cx, snapshot, self.organization)?;
        let tenant = snapshot
            .tenant
            .as_ref()
            .ok_or_else(|| Error::not_found("organization"))?;
        Ok(texts(tenant.profile))
    }
}

/// Reads the actor and one organization.
pub(super) fn plan_at(cx: &Context<'_>, organization: OrganizationId) -> ReadPlan {
    let mut plan = cx.read_plan();
    plan.organizations.push(organization);
    plan
}

/// The guard of lists that name people: the organization is seen, and `accounts.view` is held there over everybody.
pub(super) fn viewed<'s>(
    cx: &Context<'_>,
    snapshot: &'s Snapshot,
    organization: OrganizationId,
) -> Result<(Acting<'s>, Seen<'s>), Error> {
    let acting = Acting::of(cx, snapshot)?;
    let seen = acting.organization(organization)?;
    acting.require(Privilege::AccountsView, &seen)?;
    Ok((acting, seen))
}

/// The guard of lists that name nobody: whoever holds `accounts.view` there over the people of a team reads them too.
fn looked<'s>(
    cx: &Context<'_>,
    snapshot: &'s Snapshot,
    organization: OrganizationId,
) -> Result<(Acting<'s>, Seen<'s>), Error> {
    let acting = Acting::of(cx, snapshot)?;
    let seen = acting.organization(organization)?;
    acting.people(Privilege::AccountsView, &seen)?;
    Ok((acting, seen))
}

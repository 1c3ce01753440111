//! Lists of accounts, and one account with what belongs to it.

use serde::{Deserialize, Serialize};

use super::{Listed, Look, Query, other_page, page_size};
use crate::account::Status;
use crate::command::Context;
use crate::command::guard::{Acting, held_roles};
use crate::error::Error;
use crate::id::{AccountId, OrganizationId, RoleId, TeamId};
use crate::invitation::InvitationNow;
use crate::number::LineKey;
use crate::page::{AccountCursor, AccountFilter, AccountRow, AccountSort, Page, PageQuery};
use crate::role::{People, Privilege};
use crate::snapshot::{ReadPlan, Snapshot};

/// Accounts of an organization and everything below it, that are not deleted. Needs `accounts.view` there; with a
/// filter also `accounts.filter`, where the profile has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAccounts {
    /// The top of the subtree.
    pub under: OrganizationId,
    /// Which of them. Its organizations stand for themselves, not for what is below them; none for all of the subtree.
    pub filter: AccountFilter,
    /// In which order.
    pub sort: AccountSort,
    /// Where the page before ended.
    pub after: Option<AccountCursor>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl ListAccounts {
    /// All of them, the first page.
    #[must_use]
    pub fn under(organization: OrganizationId) -> Self {
        Self {
            under: organization,
            filter: AccountFilter::default(),
            sort: AccountSort::default(),
            after: None,
            limit: None,
        }
    }

    fn organizations(&self, snapshot: &Snapshot) -> Vec<OrganizationId> {
        let is_root = snapshot
            .tenant
            .as_ref()
            .is_some_and(|tenant| tenant.root == self.under);
        let asked = &self.filter.organizations;
        if is_root && asked.is_empty() {
            // The whole tenant needs no list.
            return Vec::new();
        }
        let below = |id: &OrganizationId| snapshot.path(*id).contains(&self.under);
        let named = |id: &OrganizationId| asked.is_empty() || asked.contains(id);
        let all = snapshot.organizations.keys();
        let found: Vec<_> = all.filter(|id| named(id) && below(id)).copied().collect();
        match found.is_empty() {
            // Nothing named lies below: an empty list would mean everything.
            true => vec![OrganizationId::from_bytes([0; 16])],
            false => found,
        }
    }
}

impl Query for ListAccounts {
    type Answer = Listed<ListedAccount, AccountCursor>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.under);
        plan.tree = true;
        Ok(plan)
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.under)?;
        acting.people(Privilege::AccountsView, &seen)?;
        let apart = snapshot
            .tenant
            .as_ref()
            .is_some_and(|it| it.profile.has_filter_privilege());
        if apart && self.filter != AccountFilter::default() {
            acting.people(Privilege::AccountsFilter, &seen)?;
        }
        let people = acting.people(Privilege::AccountsView, &seen)?;
        Ok(PageQuery::Accounts {
            tenant: cx.tenant,
            filter: AccountFilter {
                organizations: self.organizations(snapshot),
                teams: teams(people, &self.filter.teams),
                ..self.filter.clone()
            },
            sort: self.sort,
            at: cx.now,
            after: self.after.clone(),
            limit: page_size(self.limit)?,
        })
    }

    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let Page::Accounts(rows) = page else {
            return Err(other_page());
        };
        let by = self.sort.by;
        let listed = Listed::new(rows, page_size(self.limit)?, |row| AccountCursor {
            key: by.value(&row.account.value),
            id: row.account.value.id,
        });
        Ok(listed.map(|row| ListedAccount::new(row, cx, snapshot)))
    }
}

/// The teams to filter by: those asked for, of those whose people the actor sees.
fn teams(people: People, asked: &[TeamId]) -> Vec<TeamId> {
    let People::OfTeams(own) = people else {
        return asked.to_vec();
    };
    let named = |id: &TeamId| asked.is_empty() || asked.contains(id);
    let found: Vec<_> = own.into_iter().filter(named).collect();
    match found.is_empty() {
        // Nobody: an empty list would mean everybody.
        true => vec![TeamId::from_bytes([0; 16])],
        false => found,
    }
}

/// An account as lists show it (M-15).
#[derive(Clone, Debug, PartialEq)]
pub struct ListedAccount {
    /// The account, its invitation and its numbers.
    pub row: AccountRow,
    /// Its displayed status.
    pub status: Status,
    /// The state of its invitation now; none if it was never invited.
    pub invitation: Option<InvitationNow>,
    /// Its organization as it is shown: external number and name (M-16).
    pub organization: String,
}

impl ListedAccount {
    fn new(row: AccountRow, cx: &Context<'_>, snapshot: &Snapshot) -> Self {
        let account = &row.account.value;
        let blocked =
            !account.is_enabled() || snapshot.disabled_above(account.organization).is_some();
        let invitation = row.invitation.as_ref();
        Self {
            status: account.status(),
            invitation: invitation.map(|found| found.value.state_at(cx.now, blocked)),
            organization: snapshot
                .organizations
                .get(&account.organization)
                .map(|found| found.value.display())
                .unwrap_or_default(),
            row,
        }
    }
}

/// One account with its numbers, its roles and its invitation. Needs `accounts.view` at its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetAccount {
    /// Which.
    pub account: AccountId,
}

/// An account with everything that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountDetail {
    /// As lists show it.
    pub listed: ListedAccount,
    /// The roles that it holds, each with where.
    pub roles: Vec<(OrganizationId, RoleId)>,
}

impl Look for GetAccount {
    type Answer = AccountDetail;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<AccountDetail, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.sees_account(self.account)?;
        acting.require_for(Privilege::AccountsView, &found.value.teams, &seen)?;
        let numbers = (0_u8..).zip(&found.value.lines).map(|(line, _)| {
            let key = LineKey {
                account: self.account,
                line,
            };
            snapshot.number_on(key).map(|number| number.value.e164)
        });
        let row = AccountRow {
            ready: snapshot.pins.contains_key(&self.account),
            numbers: numbers.collect(),
            invitation: snapshot.invitation_of(self.account).cloned(),
            account: found.clone(),
        };
        let roles = held_roles(self.account, snapshot);
        Ok(AccountDetail {
            roles: roles
                .map(|(organization, role)| (organization, role.id))
                .collect(),
            listed: ListedAccount::new(row, cx, snapshot),
        })
    }
}

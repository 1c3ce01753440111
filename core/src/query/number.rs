//! Lists of numbers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::organization::{plan_at, viewed};
use super::{Listed, Query, other_page, page_size};
use crate::change::Versioned;
use crate::command::Context;
use crate::command::guard::Acting;
use crate::e164::E164;
use crate::error::Error;
use crate::id::{AccountId, OrganizationId};
use crate::number::{LineKey, Number, NumberState, StateNow};
use crate::page::{NumberFilter, Page, PageQuery};
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Tag;

/// Numbers owned by, or usable by, an organization, in E.164 order. Needs `accounts.view` there. Of a number that
/// belongs to an organization which the actor does not see, the line of an account that it does not see is
/// [`LineKey::HIDDEN`], and tag and note of a reservation and the target of a forwarding are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListNumbers {
    /// Whose.
    pub whose: Whose,
    /// In this state now.
    pub state: Option<StateNow>,
    /// Carrying this tag, or Reserved under it.
    pub tag: Option<Tag>,
    /// Whose digits begin so.
    pub series: Option<String>,
    /// The last entry of the page before.
    pub after: Option<E164>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

/// Whose numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Of the organization's own pool.
    OwnedBy(OrganizationId),
    /// Its own and those of everything above it.
    UsableBy(OrganizationId),
}

impl Whose {
    const fn organization(self) -> OrganizationId {
        match self {
            Self::OwnedBy(organization) | Self::UsableBy(organization) => organization,
        }
    }
}

impl ListNumbers {
    /// All of them, the first page.
    #[must_use]
    pub const fn of(whose: Whose) -> Self {
        Self {
            whose,
            state: None,
            tag: None,
            series: None,
            after: None,
            limit: None,
        }
    }
}

impl Query for ListNumbers {
    type Answer = Listed<Versioned<Number>, E164>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(plan_at(cx, self.whose.organization()))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let (_, seen) = viewed(cx, snapshot, self.whose.organization())?;
        let owners = match self.whose {
            Whose::OwnedBy(organization) => vec![organization],
            Whose::UsableBy(_) => seen.path,
        };
        let series = self
            .series
            .as_deref()
            .map(|series| series.trim_start_matches('+').to_owned());
        Ok(PageQuery::Numbers {
            tenant: cx.tenant,
            filter: NumberFilter {
                owners,
                state: self.state,
                tag: self.tag.clone(),
                series,
            },
            at: cx.now,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    /// The accounts that hold numbers of a pool above what the actor sees.
    fn behind(&self, cx: &Context<'_>, snapshot: &Snapshot, page: &Page) -> Option<ReadPlan> {
        let acting = Acting::of(cx, snapshot).ok()?;
        let Page::Numbers(items) = page else {
            return None;
        };
        let above = items
            .iter()
            .filter(|found| acting.organization(found.value.owner).is_err());
        let accounts: BTreeSet<AccountId> = above
            .filter_map(|found| Some(found.value.line()?.account))
            .collect();
        if accounts.is_empty() {
            return None;
        }
        let mut plan = plan_at(cx, self.whose.organization());
        plan.accounts.extend(accounts);
        Some(plan)
    }

    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let (acting, _) = viewed(cx, snapshot, self.whose.organization())?;
        let Page::Numbers(mut items) = page else {
            return Err(other_page());
        };
        for found in &mut items {
            if acting.organization(found.value.owner).is_err() {
                hide(&mut found.value, &acting, snapshot);
            }
        }
        Ok(Listed::new(items, page_size(self.limit)?, |found| {
            found.value.e164
        }))
    }
}

/// Leaves out what belongs to others: the line of an account that the actor does not see, where its calls go, and what
/// the administrators of the pool noted.
fn hide(number: &mut Number, acting: &Acting<'_>, snapshot: &Snapshot) {
    match &mut number.state {
        NumberState::Available => {}
        NumberState::Reserved(hold) => {
            hold.tag = None;
            hold.note = None;
        }
        NumberState::Assigned(line) | NumberState::Registered(line) => {
            let account = snapshot.accounts.get(&line.account);
            let seen =
                account.is_some_and(|found| acting.organization(found.value.organization).is_ok());
            if !seen {
                *line = LineKey::HIDDEN;
            }
        }
        NumberState::Forwarding { to, .. } => to.clear(),
    }
}

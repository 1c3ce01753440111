//! `list_outbox`: what is still to be delivered. It only looks.

use crate::command::Context;
use crate::command::guard::Acting;
use crate::error::Error;
use crate::event::OutboxEntry;
use crate::id::EventId;
use crate::page::{Page, PageQuery};
use crate::query::{Listed, Query, other_page, page_size};
use crate::snapshot::{ReadPlan, Snapshot};

/// Entries that are not done, leased ones included, the oldest first. For the host only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListOutbox {
    /// The last entry of the page before.
    pub after: Option<EventId>,
    /// The size of the page: 100 if none, 1,000 at most.
    pub limit: Option<u32>,
}

impl Query for ListOutbox {
    type Answer = Listed<OutboxEntry, EventId>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        page_size(self.limit)?;
        Ok(cx.read_plan())
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        Acting::of(cx, snapshot)?.require_system()?;
        Ok(PageQuery::Outbox {
            tenant: cx.tenant,
            takeable_at: None,
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(
        &self,
        _cx: &Context<'_>,
        _snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let Page::Outbox(entries) = page else {
            return Err(other_page());
        };
        let entries = entries.into_iter().map(|found| found.value).collect();
        Ok(Listed::new(entries, page_size(self.limit)?, |entry| {
            entry.id
        }))
    }
}

//! The audit trail: what was done, by whom, in an organization and below.

use std::io;

use serde::{Deserialize, Serialize};

use super::{Listed, Query, other_page, page_size};
use crate::command::Context;
use crate::command::guard::Acting;
use crate::csv::write::{CsvWriter, WriteOptions};
use crate::error::Error;
use crate::event::Event;
use crate::id::{CommandId, OrganizationId};
use crate::page::{EventFilter, Page, PageQuery};
use crate::role::Privilege;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::time::Timestamp;

/// Where a page of events ended: its last event's time, command and place.
pub type EventCursor = (Timestamp, CommandId, u32);

/// Events of an organization and everything below it, the oldest first. Needs `reports.administrator_activity.view`
/// there. Events of a deleted organization, and those of the tenant as a whole, are listed only under the root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEvents {
    /// The top of the subtree.
    pub under: OrganizationId,
    /// Which of them. Its organizations stand for themselves, not for what is below them; none for all of the subtree.
    pub filter: EventFilter,
    /// Where the page before ended.
    pub after: Option<EventCursor>,
    /// 1 to 1,000; 100 if none.
    pub limit: Option<u32>,
}

impl ListEvents {
    /// All of them, the first page.
    #[must_use]
    pub fn under(organization: OrganizationId) -> Self {
        Self {
            under: organization,
            filter: EventFilter::default(),
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
        if is_root {
            // The whole tenant needs no list, and one that was deleted may still be named.
            return asked.clone();
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

impl Query for ListEvents {
    type Answer = Listed<Event, EventCursor>;

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
        acting.require(Privilege::AdministratorActivityView, &seen)?;
        Ok(PageQuery::Events {
            tenant: cx.tenant,
            filter: EventFilter {
                organizations: self.organizations(snapshot),
                ..self.filter.clone()
            },
            after: self.after,
            limit: page_size(self.limit)?,
        })
    }

    fn answer(&self, _: &Context<'_>, _: &Snapshot, page: Page) -> Result<Self::Answer, Error> {
        match page {
            Page::Events(events) => Ok(Listed::new(events, page_size(self.limit)?, |event| {
                (event.at, event.command, event.sequence)
            })),
            _ => Err(other_page()),
        }
    }
}

/// Events as a CSV file, page after page: time, name, actor, organization, subjects separated by spaces, the data as
/// JSON, command and place. Safe for spreadsheets.
#[derive(Debug)]
pub struct EventFile<W: io::Write>(CsvWriter<W>);

impl<W: io::Write> EventFile<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// Those of the target.
    pub fn new(target: W) -> io::Result<Self> {
        let mut file = CsvWriter::new(target, WriteOptions::default())?;
        file.row([
            "at",
            "event",
            "actor",
            "organization",
            "subjects",
            "data",
            "command",
            "place",
        ])?;
        Ok(Self(file))
    }

    /// Writes one event.
    ///
    /// # Errors
    /// Those of the target.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        let text = |id: Option<String>| id.unwrap_or_default();
        self.0.row([
            event.at.to_string(),
            event.name.as_str().to_owned(),
            text(event.actor.map(|id| id.to_string())),
            text(event.organization.map(|id| id.to_string())),
            event.subjects.join(" "),
            serde_json::to_string(&event.data)?,
            event.command.to_string(),
            event.sequence.to_string(),
        ])
    }

    /// The target, with everything written.
    ///
    /// # Errors
    /// Those of the target.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

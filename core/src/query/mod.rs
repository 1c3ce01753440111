//! Queries: reads with paging. They write nothing; the same guard stands in front of them.

pub mod account;
pub mod activation;
pub mod batch;
pub mod event;
pub mod facts;
pub mod number;
pub mod organization;
pub mod outbox;

use crate::command::Context;
use crate::error::{Error, ErrorCode};
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::page::{Page, PageQuery};
use crate::snapshot::{ReadPlan, Snapshot};

/// What an actor wants to know.
pub trait Query {
    /// What it answers.
    type Answer;

    /// Names what to read first: the actor, and what the guard needs.
    ///
    /// # Errors
    /// Codes of kind `invalid_input`.
    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error>;

    /// After the guard: the page to ask for.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing` and the codes of its row in `domain.md` 5.
    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error>;

    /// What else must be read to know which parts of the page the actor sees; it is read instead of the first plan.
    /// None for most.
    fn behind(&self, cx: &Context<'_>, snapshot: &Snapshot, page: &Page) -> Option<ReadPlan> {
        let _ = (cx, snapshot, page);
        None
    }

    /// The answer, from the page.
    ///
    /// # Errors
    /// `internal` if the store answered another question.
    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error>;
}

/// What an actor wants to know that one read answers, without a list.
pub trait Look {
    /// What it answers.
    type Answer;

    /// Names what to read.
    ///
    /// # Errors
    /// Codes of kind `invalid_input`.
    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error>;

    /// After the guard: the answer.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing` and the codes of its row in `domain.md` 5.
    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Self::Answer, Error>;
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T, C> {
    /// The entries, in the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; none if this was the last one.
    pub next: Option<C>,
}

impl<T, C> Listed<T, C> {
    /// A page of at most `limit` entries as it was read; a full page may have a successor.
    fn new(items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> C) -> Self {
        let full = items.len() >= limit as usize;
        let next = items.last().filter(|_| full).map(cursor);
        Self { items, next }
    }

    /// The same page with other entries.
    fn map<U>(self, entry: impl FnMut(T) -> U) -> Listed<U, C> {
        Listed {
            items: self.items.into_iter().map(entry).collect(),
            next: self.next,
        }
    }
}

/// The size of a page: 100 if none is named, 1 to 1,000.
///
/// # Errors
/// `too_many_items` for more.
fn page_size(asked: Option<u32>) -> Result<u32, Error> {
    match asked.unwrap_or(PAGE_DEFAULT) {
        size if size > PAGE_MAX => Err(Error::new(ErrorCode::TooManyItems)
            .with("max", PAGE_MAX)
            .with("got", size)),
        size => Ok(size.max(1)),
    }
}

/// The store answered another question than was asked.
fn other_page() -> Error {
    Error::internal("page of another kind")
}

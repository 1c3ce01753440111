//! Queries: reads with paging. They write nothing; the same guard stands in front of them.

use crate::command::Context;
use crate::error::Error;
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

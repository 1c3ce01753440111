//! The port to durable state: four methods, and the contract that every store passes.
//!
//! **Contract.** Each clause has at least one case in the testkit, named after it (`c07_claim_order`).
//!
//! 1. `read` is one consistent instant. An organization comes with its ancestors, each with its settings. An account,
//!    however it was found (by id, identity, extension, invitation, PIN or role held), comes with its organization, the
//!    numbers on its lines, its teams, its grants with their roles, teams and privilege groups, its invitation and its
//!    PIN; an invitation with its account; a number that the plan
//!    names with its owner.
//! 2. `commit` is all or nothing; events, outbox and receipt included. Directory rows are taken first and may outlive a
//!    failed commit; the same tenant takes them again, and a company id anew if the organization that it named is not
//!    there. An organization that is `gone` is there for what refers to it and otherwise absent. In a tenant without a row, only counters of attempts are written; a tenant's first commit inserts its row.
//!    What only a bug can ask for is refused as `Corrupt`, and writes nothing: a row that refers to an absent
//!    organization, account, line, group, role, invitation or batch; a number or external id without its directory row;
//!    a depth outside 1 to 32; an account with NoPortal and an identity, or whose onboarding is NotApplicable with Portal
//!    (or the reverse); more than 8 lines; an invitation of generation 0, used more often than allowed, or of a
//!    login-less account; a row of another tenant. The same key put twice, or a claim by `FreeOrReserved`, is `Internal`.
//! 3. A `Put`, `Expect` or `Guard` whose version differs (an `Insert` whose primary key is there already) gives
//!    `Conflict` naming **every** stale key, and writes nothing. Versions are judged as they were before the change set.
//!    What is written has the version before plus one; an insert has version 1. A guard that was never bumped has
//!    version 0; a number that a claim binds gets its next version. Deleting a group that a line or an organization still
//!    names is a `Conflict` naming the group. Deleting a team takes it off its people and off grants, whose versions stay.
//! 4. A unique key already taken gives `Duplicate` naming **every** clash, and writes nothing. A conflict goes first.
//!    Uniqueness is judged after the puts: what one row gives up, another may take. A line of a claim that has a number
//!    already is such a clash. Whoever looks at `identities` finds them taken by clause 3, since they are primary keys.
//! 5. A `commit` whose command is recorded with the same fingerprint writes nothing and returns the recorded receipt
//!    with `replayed`; with another fingerprint it is `Reused`. This goes before everything but clause 16. Receipts are
//!    kept at least 7 days; `read` shows them with `replayed`.
//! 6. A claim binds exactly the quantity asked, all distinct, matching the selector, free at `at` (Available; its
//!    cooling or reservation over; Reserved under the tag or in the series that the selector names), golden only by a tag it carries, to
//!    the lines in their order. A number given by name is no claim: it is put at the version read. Claims see the puts of
//!    their change set and what the claims before them took, short ones included. A bound number keeps `cooling_until`
//!    only if it lies after `at`; what it becomes says `Bind::bound`. A number that a claim retires leaves with its
//!    directory row. A claim after which numbers may be free stands alone in its change set; else it is `Internal`.
//! 7. Without contention a claim takes the selector's owners nearest first; within an owner Available numbers (those
//!    without `cooling_until`) in `spread` order from `start`, wrapping once, then digits, then those that time has freed,
//!    oldest first (by `freed_from`, then digits). By tag Reserved ones first, then all that are free; by series or tag in
//!    number order. So one thread gives the same numbers in every store, and vectors pin them. A `List` probe has the
//!    same order.
//! 8. A claim never waits for another claim.
//! 9. `Shortage` names wanted and got per claim, and writes nothing.
//! 10. A settled probe waits for claims in flight, at most the store's lock time-out (2 s), and then says what is
//!     committed.
//! 11. A `Limit` is judged after the changes, by a count that stops at its bound; a breach names every limit broken, and
//!     writes nothing. `adds` is not the store's. Errors come in this order: Conflict, Duplicate, Shortage, Limit.
//! 12. Round trips do not depend on the number of rows.
//! 13. A key of another tenant is absent, never an error that reveals it.
//! 14. Timestamps keep microseconds; text comes back byte for byte; order is binary, never a collation; empty text is
//!     not null.
//! 15. `page` is stable under inserts: keyset, a total order that ends in the id, never an offset. An `after` that is an
//!     id and is there no more ends the list. `limit` is held inside 1 to `limits::PAGE_MAX`.
//! 16. A change set over `limits::MAX_CHANGES` is `TooLarge` before any write.
//! 17. An acknowledged commit survives power loss (unless the host chose otherwise at opening). A commit whose fate is
//!     not known is `Unknown`; repeating it under its command id is always safe, by clause 5.
//! 18. A store has no clock and no randomness: time is `at`, order is `start`.
//! 19. No error text holds row contents.
//! 20. Methods may be called from any thread; a database also from any number of processes.
//! 21. Every change of a number, whether put or bound, is kept in its history, also when the number is retired.
//! 22. `purge` takes out receipts and idle counters of attempts, as far as it says; receipts of the last 7 days stay.

pub mod memory;

use crate::change::{ChangeSet, EntityKey, UniqueKey};
use crate::page::{Page, PageQuery};
use crate::snapshot::{ReadPlan, Receipt, Snapshot};

/// Durable home of provisioning state. Object-safe; each call is one atomic step. The module says the contract.
pub trait Store: Send + Sync {
    /// Reads what `plan` names, at one instant.
    ///
    /// # Errors
    /// A [`StoreError`]; nothing has changed.
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError>;

    /// Writes `changes`, wholly or not at all.
    ///
    /// # Errors
    /// A [`CommitError`]; nothing has changed, unless it is `Store` with kind `Unknown`.
    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError>;

    /// Reads one page of a list, or looks something up in a directory.
    ///
    /// # Errors
    /// A [`StoreError`].
    fn page(&self, query: &PageQuery) -> Result<Page, StoreError>;

    /// What this store is. No I/O.
    fn info(&self) -> StoreInfo;
}

/// What a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreInfo {
    /// `memory`, `sqlite`, `postgres`.
    pub kind: &'static str,
    /// The version of its engine, for example `3.54.0`; empty for memory.
    pub engine: String,
    /// The version of the schema.
    pub schema: u32,
    /// The deployment it was opened under first; none if it was never opened with one.
    pub deployment: Option<String>,
}

/// Claims that found too few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// The claim, by its place in the change set.
    pub claim: u32,
    /// Numbers wanted.
    pub wanted: u32,
    /// Numbers found.
    pub got: u32,
}

/// Why a commit was not done.
#[derive(Debug)]
pub enum CommitError {
    /// Versions differ: every stale key.
    Conflict(Vec<EntityKey>),
    /// Unique keys are taken: every clash.
    Duplicate(Vec<UniqueKey>),
    /// Too few numbers: every claim that fell short.
    Shortage(Vec<Short>),
    /// Limits broken, by their places in the change set.
    Limit(Vec<usize>),
    /// The command id is recorded with another input.
    Reused,
    /// More than `limits::MAX_CHANGES` records.
    TooLarge,
    /// The store itself failed.
    Store(StoreError),
}

impl std::fmt::Display for CommitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Conflict(keys) => write!(f, "{} rows were changed meanwhile", keys.len()),
            Self::Duplicate(keys) => write!(f, "{} unique keys are taken", keys.len()),
            Self::Shortage(short) => write!(f, "{} claims found too few numbers", short.len()),
            Self::Limit(limits) => write!(f, "{} limits would be passed", limits.len()),
            Self::Reused => f.write_str("the command id was used for another input"),
            Self::TooLarge => f.write_str("the change set is too large"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CommitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What kind of failure a store had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// Contention; trying again helps.
    Busy,
    /// No connection, disk full, read-only, file gone.
    Unavailable,
    /// The fate of a commit is not known.
    Unknown,
    /// Migrations are pending.
    Outdated,
    /// Written by a newer Rollbook.
    TooNew,
    /// Unknown URL, engine too old, file system without what is needed.
    Unsupported,
    /// Opened under another deployment name.
    DeploymentMismatch,
    /// Used in a child process after `fork`.
    Forked,
    /// A row breaks an invariant.
    Corrupt,
    /// A bug.
    Internal,
}

/// A failure of a store. Its text never holds row contents.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// A failure of this kind; `message` says what is wrong and what would be right, without row contents.
    #[must_use]
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// With the driver's error behind it, reachable by `source()` only.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn retryable(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Busy | StoreErrorKind::Unknown)
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}

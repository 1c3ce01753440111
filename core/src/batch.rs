//! Batch operations: an upload or another piece of work on many accounts, with its history and its report.

use serde::{Deserialize, Serialize};

use crate::e164::E164;
use crate::finding::Finding;
use crate::id::{AccountId, BatchId, GroupId, OrganizationId};
use crate::profile::ProfileName;
use crate::settings::{AccessKind, Application, ImportExisting, ImportMode};
use crate::time::{Duration, Timestamp};

/// SHA-256 of bytes, in text forms as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Digest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|()| serde::de::Error::custom("not 64 hexadecimal digits"))
    }
}

/// A batch operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchOperation {
    /// Its id.
    pub id: BatchId,
    /// What it does.
    pub kind: BatchKind,
    /// Where.
    pub organization: OrganizationId,
    /// The user-permission group chosen for the upload (M-40).
    pub group: Option<GroupId>,
    /// The application chosen for the upload (M-41).
    pub application: Option<Application>,
    /// The user type of the file (B-21); none without a file.
    pub access: Option<AccessKind>,
    /// Who started it; none for the host.
    pub actor: Option<AccountId>,
    /// The profile in force.
    pub profile: ProfileName,
    /// The file; none if it works on accounts that are there.
    pub file: Option<BatchFile>,
    /// SHA-256 of the ids of the accounts that it works on, as they were chosen when it began; none with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Digest>,
    /// What is done to each of them, as JSON without secrets; none with a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Whether the caller confirmed permission to send SMS.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent: bool,
    /// What makes it one among batches neither Rejected nor Cancelled: the caller's idempotency key, 1 to 255 printable
    /// ASCII characters; without one `upload … after …`, so that of two equal uploads at once one is written down; none
    /// if it was forced.
    pub key: Option<String>,
    /// SHA-256 over the options that change what the file does: same key, other options is `batch_key_reused`.
    pub options: Digest,
    /// SHA-256 of file (or selection and request), organization, group and kind: without a key the same upload counts as
    /// one for 24 h.
    pub upload: Digest,
    /// All rows or none, or as far as it goes.
    pub mode: ImportMode,
    /// What happens to rows whose account exists; none without a file.
    pub existing: Option<ImportExisting>,
    /// In mode partial: errors after which it stops.
    pub max_errors: Option<u32>,
    /// The state.
    pub state: BatchState,
    /// Figures.
    pub counters: BatchCounters,
    /// Raised by each runner that takes it: one that slept writes nothing.
    pub epoch: u64,
    /// The next data row to work on, from 0.
    pub next_row: u32,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it last made progress.
    pub progress_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Whether the alert `batch_finished` was raised for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notified: bool,
}

impl BatchOperation {
    /// Whether its idempotency key and upload still count: not for a Rejected or Cancelled one.
    #[must_use]
    pub const fn holds_key(&self) -> bool {
        !matches!(self.state, BatchState::Rejected | BatchState::Cancelled)
    }

    /// Whether it works on the file with this SHA-256.
    #[must_use]
    pub fn is_of(&self, file: Digest) -> bool {
        self.file.as_ref().is_some_and(|known| known.sha256 == file)
    }

    /// Whether nobody has worked on it for so long that another runner may take it.
    #[must_use]
    pub fn is_stalled(&self, now: Timestamp, after: Duration) -> bool {
        self.state == BatchState::Running && now.since(self.progress_at) >= after
    }
}

/// What was uploaded. The bytes themselves are not kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchFile {
    /// Its name, as the host gave it.
    pub name: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

impl std::fmt::Debug for BatchFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchFile")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// What a batch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchKind {
    /// Adds the accounts of a file.
    Import,
    /// Adds and invites them.
    ImportAndInvite,
    /// Invites people, or invites them again.
    BulkInvite,
    /// Edits accounts.
    BulkEdit,
    /// Suspends accounts.
    BulkSuspend,
    /// Resumes accounts.
    BulkResume,
    /// Deletes accounts.
    BulkDelete,
    /// Moves accounts to another organization.
    BulkMove,
}

/// How far it is (`domain.md` 3.4). Created, Validating and Validated pass inside one command and are never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Errors in the file: nothing changed, the report is kept.
    Rejected,
    /// Chunks are being committed.
    Running,
    /// All rows done.
    Completed,
    /// Done, and some rows failed.
    CompletedWithErrors,
    /// Stopped by a person: committed chunks stay.
    Cancelled,
    /// Stopped by the store: `resume_batch` goes on.
    Failed,
}

impl BatchState {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::CompletedWithErrors => "completed_with_errors",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// Figures of a batch. `total` = `succeeded` + `failed` + `skipped` + rows still to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchCounters {
    /// Data rows of the file.
    pub total: u32,
    /// Rows created, updated or unchanged.
    pub succeeded: u32,
    /// Rows that failed.
    pub failed: u32,
    /// Rows skipped.
    pub skipped: u32,
    /// Accounts invited.
    pub invited: u32,
    /// Rows with a warning.
    pub warnings: u32,
}

/// What became of one data row. Every data row has exactly one (N-22).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRow {
    /// The batch.
    pub batch: BatchId,
    /// The data row, from 0.
    pub record: u32,
    /// The row as a spreadsheet counts.
    pub row: u64,
    /// The physical line.
    pub line: u64,
    /// What became of it.
    pub outcome: RowOutcome,
    /// What the validator or the import said about it, without values of cells.
    pub findings: Vec<Finding>,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// The number that it got.
    pub number: Option<E164>,
    /// Whether it was invited: `first_send`, `resend`, or why not.
    pub invitation: Option<String>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// An account was added.
    Created,
    /// Added and invited.
    CreatedInvited,
    /// An existing account was changed.
    Updated,
    /// An existing account already was like this.
    Unchanged,
    /// Left out: a repeated row, or an existing account under `skip`.
    Skipped,
    /// It has an error.
    Failed,
    /// Nothing of the file was imported.
    RolledBack,
    /// The import ended before it.
    NotAttempted,
}

impl RowOutcome {
    /// Its stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::CreatedInvited => "created_invited",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::RolledBack => "rolled_back",
            Self::NotAttempted => "not_attempted",
        }
    }
}

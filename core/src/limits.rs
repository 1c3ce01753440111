//! Every bound of the core as a constant: its unit, its source, what happens at the edge. Ceilings of CSV files
//! stand in `csv/limits.rs`.

/// Deepest level of an organization tree; the root is level 1 (N-01). One more is `organization_too_deep`.
pub const TREE_DEPTH: u8 = 32;

/// Most items in the list of one command. One more is `too_many_items`.
pub const LIST_ITEMS: usize = 1_000;

/// Most numbers in one inventory command. One more is `too_many_items`.
pub const NUMBER_ITEMS: usize = 5_000;

/// Most rows of an all-or-nothing import. One more is `batch_too_large`.
pub const IMPORT_ALL_ROWS: u32 = 10_000;

/// Most rows in one chunk of a partial import, each chunk being one commit.
pub const IMPORT_CHUNK_ROWS: u32 = 1_000;

/// Entries on a page when the caller names none, and the most that it may name.
pub const PAGE_DEFAULT: u32 = 100;
/// See [`PAGE_DEFAULT`]. A larger page is `too_many_items`.
pub const PAGE_MAX: u32 = 1_000;

/// Most records in one commit. One more is `changes_too_large`.
pub const MAX_CHANGES: usize = 100_000;

/// Most people waiting for a number that a capacity answer covers. Beyond, the answer is `capacity_unknown`.
pub const CAPACITY_DEMAND: u32 = 100_000;

/// Attempts of one command before it answers `store_busy` (or `outcome_unknown`).
pub const ATTEMPTS: u32 = 10;

/// Days that a receipt is kept, so that a repeated command finds its outcome.
pub const RECEIPT_DAYS: i64 = 7;

/// Findings that an error carries. The report has them all.
pub const ERROR_FINDINGS: usize = 100;

/// Tags on one number (N), each of 1 to 32 characters.
pub const NUMBER_TAGS: usize = 8;

/// Pairs in the attributes of an account; key and value in Unicode scalar values.
pub const ATTRIBUTES: usize = 32;
/// See [`ATTRIBUTES`].
pub const ATTRIBUTE_KEY: usize = 64;
/// See [`ATTRIBUTES`].
pub const ATTRIBUTE_VALUE: usize = 256;

/// Hours in which a file without an idempotency key counts as the same upload (`batch_duplicate`).
pub const DUPLICATE_UPLOAD_HOURS: i64 = 24;

/// Seconds without progress after which another runner may take a batch.
pub const BATCH_STALLED_SECONDS: i64 = 60;

/// Wrong typed codes in 24 hours over all generations of an invitation; then its codes are locked to their end.
pub const CODE_BUDGET: u32 = 50;

/// Wrong PINs for one extension before it is locked: for 30 seconds, doubling with each further one up to an hour.
pub const PIN_ATTEMPTS: u32 = 10;

/// Wrong PINs from one device in an hour and in 24 hours; then it is locked to their end.
pub const PIN_DEVICE_BUDGET: (u32, u32) = (10, 30);

/// Wrong PINs in one organization, from devices that are not known, in an hour and in 24 hours.
pub const PIN_ORGANIZATION_BUDGET: (u32, u32) = (100, 300);

/// Days that a device is known after a right PIN.
pub const PIN_DEVICE_DAYS: i64 = 30;

/// Longest label of a device, in characters.
pub const DEVICE_LABEL: usize = 200;

/// Most lines that the settings permit an account (`lines_per_account`, `lines_at_creation`).
pub const LINES_PER_ACCOUNT: u32 = 8;

//! What the driver reports, as the contract's kinds of failure. No text here holds row contents.

use rollbook::store::{CommitError, StoreError, StoreErrorKind};
use rusqlite::ErrorCode;

/// A stored value that cannot be what it stands for. It names the column's place only.
#[derive(Debug)]
pub(crate) struct Unreadable;

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a stored value cannot be read back")
    }
}

impl std::error::Error for Unreadable {}

/// A value that a column cannot hold.
pub(crate) fn unstorable<E>(_: E) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(Unreadable))
}

/// The kind and text of a failure before or outside COMMIT: nothing was written.
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    let (kind, message) = describe(&error);
    StoreError::new(kind, message).with_source(error)
}

pub(crate) fn commit_error(error: rusqlite::Error) -> CommitError {
    CommitError::Store(store_error(error))
}

/// The failure of COMMIT itself. An input or output error leaves open whether the last page of the log is durable.
pub(crate) fn failed_commit(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => StoreError::new(
            StoreErrorKind::Unknown,
            "writing the database failed while committing; repeat the command under the same id",
        )
        .with_source(error),
        _ => store_error(error),
    }
}

/// Something that only a bug can ask for.
pub(crate) fn refused(message: &'static str) -> CommitError {
    CommitError::Store(StoreError::new(StoreErrorKind::Corrupt, message))
}

/// Whether another connection is in the way and trying again helps.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// Whether a primary or unique key is there already.
pub(crate) fn is_taken(error: &rusqlite::Error) -> bool {
    const PRIMARY_KEY: i32 = 1555;
    const UNIQUE: i32 = 2067;
    const ROWID: i32 = 2579;
    error
        .sqlite_error()
        .is_some_and(|error| matches!(error.extended_code, PRIMARY_KEY | UNIQUE | ROWID))
}

fn describe(error: &rusqlite::Error) -> (StoreErrorKind, &'static str) {
    use StoreErrorKind as Kind;
    let Some(code) = error.sqlite_error_code() else {
        return match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => (
                Kind::Corrupt,
                "a row of the database cannot be read; restore it from a backup",
            ),
            rusqlite::Error::ToSqlConversionFailure(_) => {
                (Kind::Corrupt, "a value is outside what the database holds")
            }
            _ => (Kind::Internal, "the database driver was used wrongly"),
        };
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
            Kind::Busy,
            "another process holds the database locked; try again",
        ),
        ErrorCode::DiskFull => (
            Kind::Unavailable,
            "the disk is full, or the database has reached the size allowed for it; make room and try again",
        ),
        ErrorCode::ReadOnly => (
            Kind::Unavailable,
            "the database is read-only; allow writing to its file and folder, or open it for writing",
        ),
        ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => (
            Kind::Unavailable,
            "access to the database file is denied; check the rights of its file and folder",
        ),
        ErrorCode::CannotOpen | ErrorCode::NotFound => (
            Kind::Unavailable,
            "the database file cannot be opened; check that path and folder exist and can be written",
        ),
        ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed => (
            Kind::Unavailable,
            "reading or writing the database file failed; check the disk",
        ),
        ErrorCode::OutOfMemory => (Kind::Unavailable, "no memory is left for the database"),
        ErrorCode::NotADatabase => (
            Kind::Unsupported,
            "the file is no SQLite database; give the path of another one",
        ),
        ErrorCode::DatabaseCorrupt => (
            Kind::Corrupt,
            "the database file is damaged; restore it from a backup",
        ),
        ErrorCode::ConstraintViolation => (
            Kind::Corrupt,
            "a change breaks a rule of the database; nothing was written",
        ),
        ErrorCode::TooBig => (Kind::Corrupt, "a value is too long for the database"),
        _ => (Kind::Internal, "the database refused a statement"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)
    }

    #[test]
    fn an_input_output_error_while_committing_leaves_the_fate_unknown() {
        let io = 10;
        assert_eq!(failed_commit(failure(io)).kind(), StoreErrorKind::Unknown);
        assert_eq!(store_error(failure(io)).kind(), StoreErrorKind::Unavailable);
    }

    #[test]
    fn each_kind_of_failure_says_what_to_do() {
        for (code, kind) in [
            (5, StoreErrorKind::Busy),
            (8, StoreErrorKind::Unavailable),
            (11, StoreErrorKind::Corrupt),
            (13, StoreErrorKind::Unavailable),
            (14, StoreErrorKind::Unavailable),
            (19, StoreErrorKind::Corrupt),
            (26, StoreErrorKind::Unsupported),
        ] {
            assert_eq!(store_error(failure(code)).kind(), kind, "{code}");
        }
    }
}

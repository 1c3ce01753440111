//! Exit statuses.

use rollbook::error::{Error, ErrorKind};

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; warnings are allowed, and so is an upload that was imported before.
    Done,
    /// The file has errors or is no CSV.
    FileErrors,
    /// Refused or failed, by the kind of the error.
    Failed(ErrorKind),
}

impl Exit {
    /// Of an error.
    pub(crate) fn of(error: &Error) -> Self {
        Self::Failed(error.kind())
    }

    /// The status of the process.
    pub(crate) const fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::FileErrors => 1,
            Self::Failed(kind) => match kind {
                ErrorKind::InvalidInput => 2,
                ErrorKind::NotPermitted => 3,
                ErrorKind::NotFound => 4,
                ErrorKind::Conflict => 5,
                ErrorKind::Exhausted => 6,
                ErrorKind::Expired => 7,
                ErrorKind::Unavailable => 8,
                ErrorKind::Internal => 70,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_those_of_the_table() {
        let kinds = [
            (ErrorKind::InvalidInput, 2),
            (ErrorKind::NotPermitted, 3),
            (ErrorKind::NotFound, 4),
            (ErrorKind::Conflict, 5),
            (ErrorKind::Exhausted, 6),
            (ErrorKind::Expired, 7),
            (ErrorKind::Unavailable, 8),
            (ErrorKind::Internal, 70),
        ];
        for (kind, status) in kinds {
            assert_eq!(Exit::Failed(kind).status(), status);
        }
        assert_eq!((Exit::Done.status(), Exit::FileErrors.status()), (0, 1));
    }
}

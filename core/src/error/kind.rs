//! What an error asks of the caller: a closed set of eight.

/// What the caller must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// Correct the request.
    InvalidInput,
    /// Get the right.
    NotPermitted,
    /// Check id and scope.
    NotFound,
    /// Read again and decide again.
    Conflict,
    /// Add what is used up: numbers, places, attempts.
    Exhausted,
    /// It was good once; get a new one.
    Expired,
    /// Try later, under the same command id.
    Unavailable,
    /// Report it.
    Internal,
}

impl ErrorKind {
    /// The stable text form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::NotPermitted => "not_permitted",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Exhausted => "exhausted",
            Self::Expired => "expired",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }
}

//! What a reader of one value answers: the value, and what was noticed on the way.

use crate::finding::Problem;

/// A value that was read, with what should be said about it: fixes that were applied and warnings, never errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// The value.
    pub value: T,
    /// Fixes and warnings, each by its code; empty for a clean value.
    pub notes: Vec<Problem>,
}

impl<T> Reading<T> {
    /// A value without notes.
    pub const fn clean(value: T) -> Self {
        Self {
            value,
            notes: Vec::new(),
        }
    }

    /// The same notes about another form of the value.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Reading<U> {
        Reading {
            value: form(self.value),
            notes: self.notes,
        }
    }
}

//! One pass over a file: stages in order, findings kept under their caps, rows told apart.

use super::facts::Keys;
use super::outcome::RowStatus;

/// What a report knows besides what it shows: the state that stage 8 goes on from.
#[derive(Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) fatal: bool,
    pub(crate) statuses: Vec<RowStatus>,
    pub(crate) keys: Keys,
}

impl Evidence {
    pub(crate) fn keys(&self) -> Keys {
        self.keys.clone()
    }
}

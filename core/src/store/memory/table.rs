//! One table: rows with their versions, and what to put back if a commit is refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Entity, Put, Version, Versioned};

/// The rows of one kind of entity. A commit writes at once and notes what was there before.
pub(super) struct Table<T: Entity> {
    rows: BTreeMap<T::Key, Versioned<T>>,
    before: Vec<(T::Key, Option<Versioned<T>>)>,
}

impl<T: Entity> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            before: Vec::new(),
        }
    }
}

impl<T: Entity + Clone> Table<T> {
    pub(super) fn get(&self, key: &T::Key) -> Option<&Versioned<T>> {
        self.rows.get(key)
    }

    pub(super) fn value(&self, key: &T::Key) -> Option<&T> {
        self.rows.get(key).map(|row| &row.value)
    }

    pub(super) fn has(&self, key: &T::Key) -> bool {
        self.rows.contains_key(key)
    }

    pub(super) fn version(&self, key: &T::Key) -> Option<Version> {
        self.rows.get(key).map(|row| row.version)
    }

    /// All rows, by key.
    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &Versioned<T>> {
        self.rows.values()
    }

    /// The rows with keys from `first` on, by key.
    pub(super) fn rows_from<'a>(
        &'a self,
        first: &T::Key,
    ) -> impl Iterator<Item = &'a Versioned<T>> + use<'a, T> {
        self.rows.range(first..).map(|(_, row)| row)
    }

    /// Writes one put, whose version has been judged before.
    pub(super) fn apply(&mut self, put: &Put<T>) {
        let key = put.key();
        let old = match put {
            Put::Delete(..) => self.rows.remove(&key),
            Put::Insert(value) => self.put(&key, Version::FIRST, value.clone()),
            Put::Replace(version, value) => self.put(&key, version.next(), value.clone()),
        };
        self.before.push((key, old));
    }

    /// Writes over a row that is there, with the same version: what follows from the change of another row.
    pub(super) fn amend(&mut self, key: &T::Key, value: T) {
        if let Some(version) = self.version(key) {
            let old = self.put(key, version, value);
            self.before.push((key.clone(), old));
        }
    }

    /// What this commit has changed so far: each row as it was before and as it is now.
    pub(super) fn changed(&self) -> impl Iterator<Item = (Option<&T>, Option<&T>)> {
        let mut seen = BTreeSet::new();
        self.before
            .iter()
            .filter(move |(key, _)| seen.insert(key))
            .map(|(key, old)| (old.as_ref().map(|row| &row.value), self.value(key)))
    }

    /// Keeps what was written.
    pub(super) fn settle(&mut self) {
        self.before.clear();
    }

    /// Puts back what was there before.
    pub(super) fn roll_back(&mut self) {
        while let Some((key, old)) = self.before.pop() {
            match old {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }

    fn put(&mut self, key: &T::Key, version: Version, value: T) -> Option<Versioned<T>> {
        self.rows.insert(key.clone(), Versioned { version, value })
    }
}

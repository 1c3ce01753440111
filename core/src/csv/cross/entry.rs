//! Values that were confirmed, and what is said of them: 16 bytes a row, whatever stands in it.

use super::super::print::{fingerprint, second_print};

/// A text by two fingerprints, and the row that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    print: [u32; 3],
    pub(super) record: u32,
}

impl Entry {
    pub(super) fn new(text: &str, record: u32) -> Self {
        let first = fingerprint(text);
        Self {
            print: [(first >> 32) as u32, first as u32, second_print(text)],
            record,
        }
    }

    /// A row that repeats an earlier one.
    pub(super) const fn repeat(record: u32, first: u32) -> Self {
        Self {
            print: [first, 0, 0],
            record,
        }
    }

    /// The row that it repeats.
    pub(super) const fn first(&self) -> u32 {
        let [first, _, _] = self.print;
        first
    }

    /// Whether both texts are equal.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.print == other.print
    }

    /// All entries with the text of this one, in sorted `entries`.
    pub(super) fn same_in<'e>(&self, entries: &'e [Self]) -> &'e [Self] {
        let start = entries.partition_point(|entry| entry.print < self.print);
        let rest = entries.get(start..).unwrap_or_default();
        let count = rest.partition_point(|entry| entry.print == self.print);
        rest.get(..count).unwrap_or_default()
    }
}

/// Groups of equal texts, two rows or more, in sorted `entries`.
pub(super) fn groups(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    entries
        .chunk_by(Entry::is_same)
        .filter(|group| group.len() > 1)
}

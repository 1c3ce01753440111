//! What the labels of a schema are, and which of them a cell is.

use std::collections::BTreeSet;

use crate::csv::decode::TextEncoding;
use crate::csv::outcome::HeaderMatch;
use crate::csv::reader::{RawRow, cell_bytes};
use crate::csv::schema::{OWN_LABELS, Presence, Schema, with_characters};

/// What a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// The column at this place of the schema.
    Column(usize),
    /// The label at this place of the schema's refused ones.
    Refused(usize),
}

/// The labels of a schema, ready to be looked up. Nearly every cell that is asked about is none, which its first
/// characters show.
pub(crate) struct Labels<'s> {
    /// As they stand, in order.
    exact: Vec<(&'s str, Target)>,
    /// As they are compared, in order and each once.
    known: Vec<Known>,
    required: Vec<usize>,
}

/// A label as labels are compared, and what it names.
struct Known {
    characters: Vec<char>,
    target: Target,
    matched: HeaderMatch,
}

impl<'s> Labels<'s> {
    pub(crate) fn new(schema: &'s Schema) -> Self {
        let mut labels = Self {
            exact: Vec::new(),
            known: Vec::new(),
            required: Vec::new(),
        };
        for (index, column) in schema.columns.iter().enumerate() {
            let target = Target::Column(index);
            for label in column.label.values() {
                labels.exact.push((label, target));
                labels.name(label, target, HeaderMatch::Normalized);
            }
            if column.is_active() && column.header == Presence::Required {
                labels.required.push(index);
            }
        }
        for (index, column) in schema.columns.iter().enumerate() {
            for alias in column.aliases.iter().chain([&column.key]) {
                labels.name(alias, Target::Column(index), HeaderMatch::Alias);
            }
        }
        for (index, refused) in schema.refused.iter().enumerate() {
            labels.name(&refused.label, Target::Refused(index), HeaderMatch::Refused);
        }
        // The order of equal ones stays: of labels as they stand the last counts, of others the first.
        labels.exact.sort_by_key(|(label, _)| *label);
        let known = &mut labels.known;
        known.sort_by(|one, other| one.characters.cmp(&other.characters));
        known.dedup_by(|later, first| later.characters == first.characters);
        labels
    }

    fn name(&mut self, label: &str, target: Target, matched: HeaderMatch) {
        let mut characters = Vec::with_capacity(label.len());
        with_characters(label, |them| characters.extend(them));
        self.known.push(Known {
            characters,
            target,
            matched,
        });
    }

    /// What a label names, and how that was found out.
    pub(crate) fn find(&self, label: &str) -> (HeaderMatch, Option<Target>) {
        let behind = self.exact.partition_point(|(exact, _)| *exact <= label);
        if let Some((exact, target)) = behind.checked_sub(1).and_then(|at| self.exact.get(at))
            && *exact == label
        {
            return (HeaderMatch::Exact, Some(*target));
        }
        if label.contains('_') && OWN_LABELS.contains(&label.trim()) {
            return (HeaderMatch::Own, None);
        }
        with_characters(label, |characters| match characters.next() {
            None => (HeaderMatch::Blank, None),
            Some(first) => match self.of_characters(first, characters) {
                Some(known) => (known.matched, Some(known.target)),
                None => (HeaderMatch::Unknown, None),
            },
        })
    }

    /// The label with these characters. The first one that no label has ends the search.
    fn of_characters(&self, first: char, others: &mut dyn Iterator<Item = char>) -> Option<&Known> {
        let mut left = self.known.as_slice();
        let mut length = 0;
        for c in std::iter::once(first).chain(others) {
            let at = |known: &Known| known.characters.get(length).copied();
            let first = left.partition_point(|known| at(known) < Some(c));
            left = left.get(first..)?;
            let behind = left.partition_point(|known| at(known) == Some(c));
            left = left.get(..behind).filter(|left| !left.is_empty())?;
            length += 1;
        }
        // A label that ends here stands before those that go on.
        left.first()
            .filter(|known| known.characters.len() == length)
    }

    /// Distinct known labels of a row, or `None` if they make no header.
    pub(super) fn score(
        &self,
        (bytes, encoding): (&[u8], TextEncoding),
        row: &RawRow,
    ) -> Option<BTreeSet<Target>> {
        let mut known = BTreeSet::new();
        // What a report of ours put in front is not there before any rule looks.
        let mut others = 0_usize;
        let mut scratch = Vec::new();
        for cell in &row.cells {
            let label = encoding.lossy(cell_bytes(bytes, cell, &mut scratch));
            let (matched, target) = self.find(&label);
            known.extend(target);
            others += usize::from(matched != HeaderMatch::Own);
        }
        let has_required = || {
            let mut required = self.required.iter();
            !self.required.is_empty()
                && required.all(|index| known.contains(&Target::Column(*index)))
        };
        let enough = match known.len() {
            0 => false,
            1 => others == 1 || has_required(),
            _ => true,
        };
        enough.then_some(known)
    }
}

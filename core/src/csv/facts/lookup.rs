//! The cells of a file that stage 8 looks up, in the order of the file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::super::columns::FileColumns;
use super::super::outcome::RowStatus;
use super::super::position::Base;
use super::super::schema::{Column, ColumnType, Schema, Unique};
use super::{Facts, Keys, NumberFact};
use crate::e164::E164;
use crate::finding::{Finding, Place, Problem};

/// What stage 8 needs of the rows: keys and their cells, in the order of the file.
#[derive(Clone, Default)]
pub(crate) struct Lookup {
    enabled: bool,
    /// There is something to look up, and the file may have more rows than keys are kept for.
    unkept: bool,
    columns: Vec<LookupColumn>,
    rows: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    text: String,
    candidates: BTreeSet<E164>,
    /// Of numbers whose digits are gone.
    spans: BTreeSet<(E164, E164)>,
    pub(crate) wants_numbers: bool,
}

#[derive(Clone)]
struct LookupColumn {
    kind: Option<Kind>,
    key: Arc<str>,
    column: Option<u32>,
    label: Option<Arc<str>>,
    secret: bool,
}

/// What is looked up about a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Identity,
    Number,
    Role,
    Team,
    Extension,
}

/// A cell to look up.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) record: u32,
    pub(crate) at: usize,
    canonical: Range<usize>,
    raw: Range<usize>,
    byte: u64,
}

impl Lookup {
    pub(crate) fn new(schema: &Schema, columns: &FileColumns) -> Self {
        let of = |(at, column): (usize, &Column)| {
            let source = columns
                .sources
                .get(at)
                .and_then(|sources| sources.first().copied());
            LookupColumn {
                kind: kind_of(column),
                key: column.key.as_str().into(),
                column: source.and_then(|index| u32::try_from(index + 1).ok()),
                label: source
                    .and_then(|index| columns.columns.get(index))
                    .map(|column| Arc::clone(&column.label)),
                secret: column.secret,
            }
        };
        Self {
            enabled: has_keys(schema),
            columns: schema.columns.iter().enumerate().map(of).collect(),
            wants_numbers: schema
                .columns
                .iter()
                .any(|column| matches!(column.kind, ColumnType::Number { pool: true })),
            ..Self::default()
        }
    }

    /// For a file that may have more rows than keys are kept for: stage 8 cannot run on it.
    pub(crate) fn unkept(schema: &Schema) -> Self {
        Self {
            unkept: has_keys(schema),
            ..Self::default()
        }
    }

    /// Whether the inventory may know which of several numbers some cell in error means.
    pub(crate) fn has_candidates(&self) -> bool {
        !self.candidates.is_empty()
    }

    pub(crate) const fn is_enabled(&self) -> bool {
        self.enabled
    }

    pub(crate) const fn is_unkept(&self) -> bool {
        self.unkept
    }

    pub(crate) fn looks_up(&self, at: usize) -> bool {
        self.kind(at).is_some()
    }

    pub(crate) fn is_number(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Number)
    }

    /// Begins the next row of data.
    pub(crate) fn begin(&mut self, row: u32, line: u32) {
        if self.enabled {
            self.rows.push((row, line));
        }
    }

    /// Keeps a cell, if its column is looked up.
    pub(crate) fn add(&mut self, at: usize, record: u32, canonical: &str, raw: &str, byte: u64) {
        let from = self.text.len();
        self.text.push_str(canonical);
        let canonical_range = from..self.text.len();
        let raw_range = if raw == canonical {
            canonical_range.clone()
        } else {
            self.text.push_str(raw);
            canonical_range.end..self.text.len()
        };
        self.entries.push(Entry {
            record,
            at,
            canonical: canonical_range,
            raw: raw_range,
            byte,
        });
    }

    /// Adds what a block behind so many rows and bytes keeps.
    pub(crate) fn absorb(&mut self, part: Self, base: &Base) {
        if self.rows.is_empty() && self.entries.is_empty() {
            self.rows = part.rows;
            self.entries = part.entries;
            self.text = part.text;
            self.candidates.extend(part.candidates);
            self.spans.extend(part.spans);
            self.rebase(0, 0, 0, base);
            return;
        }
        let (rows, entries, text) = (self.rows.len(), self.entries.len(), self.text.len());
        self.rows.extend(part.rows);
        self.entries.extend(part.entries);
        self.text.push_str(&part.text);
        self.candidates.extend(part.candidates);
        self.spans.extend(part.spans);
        self.rebase(rows, entries, text, base);
    }

    /// Makes rows and entries from these on ones of the file.
    fn rebase(&mut self, rows: usize, entries: usize, text: usize, base: &Base) {
        for (row, line) in self.rows.iter_mut().skip(rows) {
            *row = row.saturating_add(base.rows);
            *line = line.saturating_add(base.lines);
        }
        for entry in self.entries.iter_mut().skip(entries) {
            entry.record = entry.record.saturating_add(base.records);
            entry.byte += base.byte;
            for range in [&mut entry.canonical, &mut entry.raw] {
                *range = range.start + text..range.end + text;
            }
        }
    }

    /// Keeps numbers that an ambiguous cell may mean.
    pub(crate) fn add_candidates(&mut self, candidates: Vec<E164>) {
        self.candidates.extend(candidates);
    }

    /// Keeps the numbers that a cell may have been.
    pub(crate) fn add_span(&mut self, span: (E164, E164)) {
        self.spans.insert(span);
    }

    pub(crate) fn keys(&self, statuses: &[RowStatus]) -> Keys {
        let mut sets: [BTreeSet<&str>; 3] = Default::default();
        let [identities, teams, extensions] = &mut sets;
        let mut numbers = self.candidates.clone();
        for entry in self.standing(statuses) {
            let text = self.canonical(entry);
            match self.kind(entry.at) {
                Some(Kind::Identity) => {
                    identities.insert(text);
                }
                Some(Kind::Team) => {
                    teams.insert(text);
                }
                Some(Kind::Extension) => {
                    extensions.insert(text);
                }
                Some(Kind::Number) => numbers.extend(text.parse::<E164>().ok()),
                Some(Kind::Role) | None => {}
            }
        }
        let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
        let [identities, teams, extensions] = sets;
        Keys {
            identities: owned(identities),
            numbers: numbers.into_iter().collect(),
            spans: self.spans.iter().take(SPANS).copied().collect(),
            teams: owned(teams),
            extensions: owned(extensions),
        }
    }

    /// By span that was looked up: the one free number in it that no row names.
    pub(crate) fn guesses(
        &self,
        statuses: &[RowStatus],
        facts: &Facts,
    ) -> BTreeMap<(E164, E164), E164> {
        if self.spans.is_empty() {
            return BTreeMap::new();
        }
        let keys = self.keys(statuses);
        let guess = |span: &(E164, E164)| {
            let free = facts.numbers.range(span.0..=span.1);
            let mut free = free.filter(|(number, fact)| {
                matches!(fact, NumberFact::Available) && keys.numbers.binary_search(number).is_err()
            });
            let (first, second) = (free.next(), free.next());
            let (number, _) = first.filter(|_| second.is_none())?;
            Some((*span, *number))
        };
        keys.spans.iter().filter_map(guess).collect()
    }

    /// Whether this is the key of a column of numbers that are looked up.
    pub(crate) fn is_number_field(&self, key: &str) -> bool {
        let number =
            |column: &LookupColumn| column.kind == Some(Kind::Number) && *column.key == *key;
        self.columns.iter().any(number)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.columns.get(at)?.kind
    }

    /// Cells of rows that were not skipped.
    pub(crate) fn standing<'l>(
        &'l self,
        statuses: &'l [RowStatus],
    ) -> impl Iterator<Item = &'l Entry> {
        self.entries.iter().filter(|entry| {
            statuses
                .get(entry.record as usize)
                .is_some_and(|status| *status != RowStatus::Skipped)
        })
    }

    pub(crate) fn canonical(&self, entry: &Entry) -> &str {
        self.text.get(entry.canonical.clone()).unwrap_or_default()
    }

    fn place(&self, entry: &Entry) -> Place {
        let column = self.columns.get(entry.at);
        let (row, line) = self.rows.get(entry.record as usize).copied().unzip();
        Place {
            row,
            line,
            record: Some(entry.record),
            column: column.and_then(|column| column.column),
            byte: Some(entry.byte),
            field: column.map(|column| Arc::clone(&column.key)),
            label: column.and_then(|column| column.label.clone()),
            ..Place::default()
        }
    }

    pub(crate) fn finding(&self, entry: &Entry, problem: Problem) -> Finding {
        let raw = self.text.get(entry.raw.clone()).unwrap_or_default();
        let finding = Finding::from_problem(problem, self.place(entry))
            .with_value(raw, 200)
            .with_canonical(self.canonical(entry));
        match self.columns.get(entry.at) {
            Some(column) if column.secret => finding.without_values(),
            _ => finding,
        }
    }
}

/// Most spans that are looked up.
const SPANS: usize = 32;

fn has_keys(schema: &Schema) -> bool {
    let mut kinds = schema.columns.iter().map(kind_of);
    kinds.any(|kind| kind.is_some())
}

fn kind_of(column: &Column) -> Option<Kind> {
    if !column.is_active() {
        return None;
    }
    match &column.kind {
        ColumnType::Identity { .. } => Some(Kind::Identity),
        // The address of a member is what the account is known by.
        ColumnType::Email {} if column.unique == Unique::Error => Some(Kind::Identity),
        ColumnType::Number { pool: true } => Some(Kind::Number),
        ColumnType::Reference { list } if list == "teams" => Some(Kind::Team),
        ColumnType::Digits { .. } if column.key == "extension" => Some(Kind::Extension),
        ColumnType::Choice { .. } if column.key == "role" => Some(Kind::Role),
        _ => None,
    }
}

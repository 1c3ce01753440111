//! Values that may stand in one row only and stand in several.

use super::super::schema::{ColumnType, Unique};
use super::super::source::Failure;
use super::again::{Seen, Wanted};
use super::bits::{Bits, next_of};
use super::entry::{Entry, groups};
use super::{Cross, RELATED_ROWS, row_in};
use crate::finding::{Finding, FindingCode, Place, Related, Scope};

/// The rows of one value, as far as findings name them.
struct Group {
    records: Vec<u32>,
    total: usize,
    cause: u32,
}

/// What is said about one column.
struct Said {
    /// Its place in the schema.
    column: usize,
    code: FindingCode,
    is_warning: bool,
    /// Rows whose findings may be kept, with their group.
    kept: Vec<(u32, usize)>,
    groups: Vec<Group>,
}

impl Cross<'_, '_> {
    /// Each cell of a duplicate has a finding that names the others; order does not matter.
    pub(super) fn duplicates(&mut self) -> Result<(), Failure> {
        let values = self.confirmed()?;
        let mut said = Vec::with_capacity(values.len());
        for (at, mut entries) in values.into_iter().enumerate() {
            entries.sort_unstable();
            said.push(self.grouped(at, &entries));
        }
        let mut related: Vec<u32> = said
            .iter()
            .flat_map(|said| &said.groups)
            .flat_map(|group| group.records.iter().copied())
            .collect();
        related.sort_unstable();
        related.dedup();
        let related = self.again.rows_of(&related)?;
        self.tell(&said, &related)
    }

    /// Values of the rows that share a fingerprint, by unique column; rows that only repeat another are out of it.
    fn confirmed(&mut self) -> Result<Vec<Vec<Entry>>, Failure> {
        let unique = &self.shared.unique;
        let sets: Vec<&Bits> = self.hits.columns.iter().take(unique.len()).collect();
        let mut entries: Vec<Vec<Entry>> = sets
            .iter()
            .map(|set| Vec::with_capacity(set.len()))
            .collect();
        let repeated = &self.repeated;
        self.again
            .each(Wanted::Values, &|from| next_of(&sets, from), &mut |seen| {
                if repeated.contains(seen.record) {
                    return;
                }
                for ((column, set), entries) in unique.iter().zip(&sets).zip(&mut entries) {
                    if let Some(value) = seen.value(*column).filter(|_| set.contains(seen.record)) {
                        entries.push(Entry::new(value, seen.record));
                    }
                }
            })?;
        Ok(entries)
    }

    /// Leaves in the hits of a column what is confirmed, and gathers what its findings name.
    fn grouped(&mut self, at: usize, entries: &[Entry]) -> Said {
        let column = self.shared.unique.get(at).copied().unwrap_or_default();
        let of = self.shared.schema.columns.get(column);
        let mut said = Said {
            column,
            code: match of.map(|column| &column.kind) {
                Some(ColumnType::Identity { .. } | ColumnType::Email {}) => {
                    FindingCode::DuplicateIdentity
                }
                Some(ColumnType::Number { .. }) => FindingCode::DuplicateNumber,
                _ => FindingCode::DuplicateValue,
            },
            is_warning: of.is_some_and(|column| column.unique == Unique::Warning),
            kept: Vec::new(),
            groups: Vec::new(),
        };
        let records = u32::try_from(self.merged.statuses.len()).unwrap_or(u32::MAX);
        let confirmed = Bits::new(if entries.is_empty() { 0 } else { records });
        for entry in groups(entries).flatten() {
            confirmed.insert(entry.record);
        }
        let last = self.last_kept(&confirmed);
        for group in groups(entries) {
            // In a group rows rise.
            if group.first().is_none_or(|first| first.record > last) {
                continue;
            }
            let number = said.groups.len();
            let named = group.iter().take(RELATED_ROWS + 1);
            said.groups.push(Group {
                records: named.map(|entry| entry.record).collect(),
                total: group.len() - 1,
                cause: 0,
            });
            let kept = group.iter().take_while(|entry| entry.record <= last);
            said.kept.extend(kept.map(|entry| (entry.record, number)));
        }
        said.kept.sort_unstable();
        // Causes are numbered as a reader meets them.
        for (_, group) in &said.kept {
            if let Some(group) = said.groups.get_mut(*group).filter(|group| group.cause == 0) {
                group.cause = self.merged.collector.cause();
            }
        }
        if let Some(set) = self.hits.columns.get_mut(at) {
            *set = confirmed;
        }
        said
    }

    /// The last row whose finding may be kept.
    pub(super) fn last_kept(&self, confirmed: &Bits) -> u32 {
        let (mut last, mut from) = (0, 0);
        for _ in 0..self.shared.limits.findings_per_code.max(1) {
            let Some(record) = confirmed.next(from) else {
                return u32::MAX;
            };
            last = record;
            from = record + 1;
        }
        last
    }

    /// Adds the findings in the order of the file.
    fn tell(&mut self, said: &[Said], related: &[(u32, u32)]) -> Result<(), Failure> {
        let sets: Vec<&Bits> = self.hits.columns.iter().take(said.len()).collect();
        let merged = &mut *self.merged;
        let keys = &self.shared.keys;
        let last = said.iter().filter_map(|said| said.kept.last());
        let last = last.map(|(record, _)| *record).max();
        let mut add = |seen: &Seen<'_, '_>| {
            for (said, set) in said.iter().zip(&sets) {
                if !set.contains(seen.record) {
                    continue;
                }
                let severity = match said.finding(seen, related) {
                    Some(finding) => merged.collector.add(finding),
                    None => {
                        let place = Place {
                            record: Some(seen.record),
                            field: keys.get(said.column).cloned(),
                            ..Place::row(seen.position().row)
                        };
                        let finding = said.weigh(Finding::new(said.code, place));
                        merged.collector.add_rows(finding, 1)
                    }
                };
                merged.worsen(seen.record, severity);
            }
        };
        let next = |from: u32| next_of(&sets, from);
        let shown = |from: u32| next(from).filter(|record| Some(*record) <= last);
        self.again.each(Wanted::Values, &shown, &mut add)?;
        // Of the others only the row is needed.
        let beyond = last.map_or(0, |last| last.saturating_add(1));
        let hidden = |from: u32| next(from.max(beyond));
        self.again.each(Wanted::Position, &hidden, &mut add)
    }
}

impl Said {
    /// The finding at the cell of a row, if it may be kept.
    fn finding(&self, seen: &Seen<'_, '_>, related: &[(u32, u32)]) -> Option<Finding> {
        let index = self
            .kept
            .binary_search_by_key(&seen.record, |(record, _)| *record);
        let (_, group) = self.kept.get(index.ok()?)?;
        let group = self.groups.get(*group)?;
        let others = group.records.iter().filter(|other| **other != seen.record);
        let rows: Vec<u32> = others
            .take(RELATED_ROWS)
            .filter_map(|other| row_in(related, *other))
            .collect();
        let finding = seen.finding(self.column, |place| Finding::new(self.code, place))?;
        let named = rows
            .iter()
            .map(|row| Related {
                row: *row,
                column: finding.place.column,
            })
            .collect();
        let finding = finding
            .with("rows", rows)
            .with("total", group.total)
            .with_related(named)
            .with_cause(group.cause);
        Some(self.weigh(finding))
    }

    fn weigh(&self, finding: Finding) -> Finding {
        if self.is_warning {
            finding.as_warning()
        } else {
            finding.as_error(Scope::Row)
        }
    }
}

//! Rows that say what an earlier one says.

use super::super::outcome::RowStatus;
use super::super::source::Failure;
use super::again::Wanted;
use super::bits::next_of;
use super::entry::Entry;
use super::{Cross, row_in};
use crate::finding::{Finding, FindingCode, Place, Related};

impl Cross<'_, '_> {
    /// Rows that say what an earlier one says are skipped (D-37), if a unique cell says who they are about.
    pub(super) fn repeated_rows(&mut self) -> Result<(), Failure> {
        let mut repeats = self.repeats()?;
        repeats.sort_unstable_by_key(|repeat| repeat.record);
        let kept = self.shared.limits.findings_per_code as usize;
        let mut firsts: Vec<u32> = repeats.iter().take(kept).map(Entry::first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let firsts = self.again.rows_of(&firsts)?;
        let next = |from: u32| {
            let index = repeats.partition_point(|repeat| repeat.record < from);
            repeats.get(index).map(|repeat| repeat.record)
        };
        let (merged, loose) = (&mut *self.merged, self.hits.columns.last());
        let repeated = &self.repeated;
        let mut of = repeats.iter();
        self.again.each(Wanted::Position, &next, &mut |seen| {
            let Some(repeat) = of.find(|repeat| repeat.record == seen.record) else {
                return;
            };
            let position = seen.position();
            let severity = match row_in(&firsts, repeat.first()) {
                Some(first) => {
                    let place = position.place(Some(seen.record));
                    let finding = Finding::new(FindingCode::DuplicateRow, place)
                        .with("first", first)
                        .with_related(vec![Related {
                            row: first,
                            column: None,
                        }]);
                    merged.collector.add(finding)
                }
                // Beyond the cap.
                None => {
                    let place = Place {
                        record: Some(seen.record),
                        ..Place::row(position.row)
                    };
                    let finding = Finding::new(FindingCode::DuplicateRow, place);
                    merged.collector.add_rows(finding, 1)
                }
            };
            let own = RowStatus::of(severity);
            let mild = loose.is_some_and(|loose| loose.contains(seen.record));
            if !mild {
                repeated.insert(seen.record);
            }
            if let Some(status) = merged.statuses.get_mut(seen.record as usize) {
                *status = if mild || own == RowStatus::Error {
                    (*status).max(own)
                } else {
                    RowStatus::Skipped
                };
            }
        })
    }

    /// Rows that share a value with another and say all that an earlier one says.
    fn repeats(&mut self) -> Result<Vec<Entry>, Failure> {
        let sets: Vec<_> = self.hits.columns.iter().collect();
        let mut hit = 0;
        let mut from = 0;
        while let Some(record) = next_of(&sets, from) {
            hit += 1;
            from = record + 1;
        }
        let mut entries = Vec::with_capacity(hit);
        let merged = &*self.merged;
        let mut all = String::new();
        self.again
            .each(Wanted::Values, &|from| next_of(&sets, from), &mut |seen| {
                if merged.status(seen.record) != RowStatus::Error {
                    seen.pass.write_values(&mut all);
                    entries.push(Entry::new(&all, seen.record));
                }
            })?;
        entries.sort_unstable();
        let mut first: Option<Entry> = None;
        entries.retain_mut(|entry| match first {
            Some(first) if first.is_same(entry) => {
                *entry = Entry::repeat(entry.record, first.record);
                true
            }
            _ => {
                first = Some(*entry);
                false
            }
        });
        Ok(entries)
    }
}

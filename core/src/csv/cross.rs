//! Stage 7: what only several rows together show. Values are compared by 64-bit fingerprints; a hit is confirmed on
//! the values, which are read again from the file.

mod again;
mod series;
mod similar;

use std::collections::BTreeMap;

use self::again::Again;
use super::block::Shared;
use super::limits::RELATED_ROWS;
use super::merge::Merged;
use super::outcome::RowStatus;
use super::print::Print;
use super::schema::{ColumnType, Unique};
use super::source::{Failure, Feed};
use crate::finding::{Finding, FindingCode, Related, Scope};

/// Rows of one value, or one row of it to be spoken of.
struct Cell {
    record: u32,
    column: usize,
    group: usize,
}

/// What stage 7 works on.
struct Cross<'c, 'a> {
    shared: &'c Shared<'c>,
    merged: &'c mut Merged,
    again: Again<'c, 'a>,
}

/// Finds repeated rows, values that stand in several rows, and numbers that are identities too.
///
/// # Errors
/// If rows cannot be read again.
pub(crate) fn check(
    shared: &Shared<'_>,
    feed: &mut Feed<'_>,
    merged: &mut Merged,
) -> Result<(), Failure> {
    let mut prints = std::mem::take(&mut merged.prints);
    let again = Again::new(shared, feed, merged);
    let mut cross = Cross {
        shared,
        merged,
        again,
    };
    for prints in &mut prints {
        prints.sort_unstable_by_key(|print| (print.hash(), print.record));
    }
    let mut values = Vec::new();
    for (column, prints) in shared.unique.iter().zip(&prints) {
        values.extend(cross.confirmed(*column, prints)?);
    }
    cross.repeated_rows(&values)?;
    cross.duplicates(&values)?;
    cross.numbers_as_identities(&prints)
}

/// A row of a value: its record, and two fingerprints of all that it says.
type Row = (u32, (u64, u64));

/// The rows of one canonical value in one column, two or more, in rising order.
struct Value {
    column: usize,
    rows: Vec<Row>,
}

impl Cross<'_, '_> {
    /// Values that stand in several rows of a column.
    fn confirmed(&mut self, column: usize, prints: &[Print]) -> Result<Vec<Value>, Failure> {
        let mut values = Vec::new();
        for hits in prints.chunk_by(|left, right| left.hash() == right.hash()) {
            if hits.len() < 2 {
                continue;
            }
            let mut by_value: BTreeMap<String, Vec<Row>> = BTreeMap::new();
            for hit in hits {
                let Some(seen) = self.again.row(hit.record)? else {
                    continue;
                };
                let print = seen.pass.row_print();
                if let Some(text) = seen.value(column) {
                    by_value
                        .entry(text.to_owned())
                        .or_default()
                        .push((hit.record, print));
                }
            }
            let several = by_value.into_values().filter(|rows| rows.len() > 1);
            values.extend(several.map(|rows| Value { column, rows }));
        }
        Ok(values)
    }

    /// Rows that say what an earlier one says are skipped (D-37), if a unique cell says who they are about.
    fn repeated_rows(&mut self, values: &[Value]) -> Result<(), Failure> {
        let mut repeats: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for value in values {
            let mut first_of: BTreeMap<(u64, u64), u32> = BTreeMap::new();
            for (record, print) in &value.rows {
                if self.status(*record) == RowStatus::Error {
                    continue;
                }
                let first = *first_of.entry(*print).or_insert(*record);
                if first != *record {
                    repeats.insert(*record, (first, true));
                }
            }
        }
        let mut loose = std::mem::take(&mut self.merged.loose);
        loose.sort_unstable_by_key(|print| (print.hash(), print.record));
        for same in loose.chunk_by(|left, right| left.hash() == right.hash()) {
            for print in same.iter().skip(1) {
                repeats.extend(
                    same.first()
                        .map(|first| (print.record, (first.record, false))),
                );
            }
        }
        for (record, (first, skipped)) in repeats {
            let place = self.again.position(record)?;
            let first = self.again.position(first)?;
            let (Some(place), Some(first)) = (place, first) else {
                continue;
            };
            let finding = Finding::new(FindingCode::DuplicateRow, place.place(Some(record)))
                .with("first", first.row)
                .with_related(vec![Related {
                    row: first.row,
                    column: None,
                }]);
            let severity = self.merged.collector.add(finding);
            let own = RowStatus::of(severity);
            if let Some(status) = self.merged.statuses.get_mut(record as usize) {
                *status = if skipped && own != RowStatus::Error {
                    RowStatus::Skipped
                } else {
                    (*status).max(own)
                };
            }
        }
        Ok(())
    }

    /// Each cell of a duplicate has a finding that names the others; order does not matter.
    fn duplicates(&mut self, values: &[Value]) -> Result<(), Failure> {
        let mut shared = Vec::new();
        let mut groups: Vec<(Vec<u32>, u32)> = Vec::new();
        for value in values {
            let standing: Vec<u32> = value
                .rows
                .iter()
                .map(|(record, _)| *record)
                .filter(|record| self.status(*record) != RowStatus::Skipped)
                .collect();
            if standing.len() < 2 {
                continue;
            }
            shared.extend(standing.iter().map(|record| Cell {
                record: *record,
                column: value.column,
                group: groups.len(),
            }));
            let cause = self.merged.collector.cause();
            groups.push((standing, cause));
        }
        shared.sort_unstable_by_key(|shared| (shared.record, shared.column));
        for Cell {
            record,
            column,
            group,
        } in shared
        {
            let Some((records, cause)) = groups.get(group) else {
                continue;
            };
            let others = records.iter().filter(|other| **other != record);
            let mut rows = Vec::new();
            for other in others.take(RELATED_ROWS) {
                rows.extend(self.again.position(*other)?.map(|position| position.row));
            }
            let total = records.len() - 1;
            let code = self.duplicate_code(column);
            let Some(seen) = self.again.row(record)? else {
                continue;
            };
            let Some(finding) = seen.finding(column, |place| Finding::new(code, place)) else {
                continue;
            };
            let related = rows
                .iter()
                .map(|row| Related {
                    row: *row,
                    column: finding.place.column,
                })
                .collect();
            let mut finding = finding
                .with("rows", rows)
                .with("total", total)
                .with_related(related)
                .with_cause(*cause);
            let unique = self.shared.schema.columns.get(column);
            finding = match unique.map(|column| column.unique) {
                Some(Unique::Warning) => finding.as_warning(),
                _ => finding.as_error(Scope::Row),
            };
            self.mark(record, finding);
        }
        Ok(())
    }

    fn duplicate_code(&self, column: usize) -> FindingCode {
        let column = self.shared.schema.columns.get(column);
        match column.map(|column| &column.kind) {
            Some(ColumnType::Identity { .. } | ColumnType::Email {}) => {
                FindingCode::DuplicateIdentity
            }
            Some(ColumnType::Number { .. }) => FindingCode::DuplicateNumber,
            _ => FindingCode::DuplicateValue,
        }
    }

    /// Numbers to be given out that are the device number of somebody in the file.
    fn numbers_as_identities(&mut self, prints: &[Vec<Print>]) -> Result<(), Failure> {
        let schema = self.shared.schema;
        let of_kind = |wanted: fn(&ColumnType) -> bool| {
            self.shared.unique.iter().zip(prints).find(|(column, _)| {
                let column = schema.columns.get(**column);
                column.is_some_and(|column| wanted(&column.kind))
            })
        };
        let numbers = of_kind(|kind| matches!(kind, ColumnType::Number { .. }));
        let identities = of_kind(|kind| matches!(kind, ColumnType::Identity { .. }));
        let (Some((number, numbers)), Some((identity, identities))) = (numbers, identities) else {
            return Ok(());
        };
        let mut hits: Vec<(u32, Vec<u32>)> = Vec::new();
        for print in numbers {
            let start = identities.partition_point(|other| other.hash() < print.hash());
            let same = identities
                .iter()
                .skip(start)
                .take_while(|other| other.hash() == print.hash());
            let records: Vec<u32> = same.map(|other| other.record).collect();
            if !records.is_empty() && self.status(print.record) != RowStatus::Skipped {
                hits.push((print.record, records));
            }
        }
        hits.sort_unstable();
        for (record, records) in hits {
            let wanted = self.value_of(record, *number)?;
            let Some(wanted) = wanted else { continue };
            let mut rows = Vec::new();
            for other in records {
                if self.value_of(other, *identity)?.as_deref() == Some(&*wanted) {
                    rows.extend(self.again.position(other)?.map(|position| position.row));
                }
            }
            if rows.is_empty() {
                continue;
            }
            let total = rows.len();
            rows.truncate(RELATED_ROWS);
            let related = rows
                .iter()
                .map(|row| Related {
                    row: *row,
                    column: None,
                })
                .collect();
            let Some(seen) = self.again.row(record)? else {
                continue;
            };
            let code = FindingCode::NumberUsedAsIdentity;
            let Some(finding) = seen.finding(*number, |place| Finding::new(code, place)) else {
                continue;
            };
            let finding = finding
                .with("e164", wanted)
                .with("rows", rows)
                .with("total", total)
                .with_related(related);
            self.mark(record, finding);
        }
        Ok(())
    }

    fn mark(&mut self, record: u32, finding: Finding) {
        let severity = self.merged.collector.add(finding);
        if let Some(status) = self.merged.statuses.get_mut(record as usize) {
            *status = (*status).max(RowStatus::of(severity));
        }
    }

    fn status(&self, record: u32) -> RowStatus {
        let status = self.merged.statuses.get(record as usize);
        status.copied().unwrap_or(RowStatus::Skipped)
    }

    fn value_of(&mut self, record: u32, column: usize) -> Result<Option<String>, Failure> {
        let seen = self.again.row(record)?;
        Ok(seen.and_then(|seen| seen.value(column).map(str::to_owned)))
    }
}

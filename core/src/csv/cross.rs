//! Stage 7: what only several rows together show. Values are compared by 64-bit fingerprints; a hit is confirmed on
//! the values, which are read again from the file.

mod series;
mod similar;

use std::collections::BTreeMap;

use super::limits::RELATED_ROWS;
use super::outcome::RowStatus;
use super::pass::Pass;
use super::print::Print;
use super::reader::RawRow;
use super::schema::{ColumnType, Unique};
use crate::finding::{Finding, FindingCode, Related, Scope};

/// Rows of one value, or one row of it to be spoken of.
struct Shared {
    record: u32,
    column: usize,
    group: usize,
}

/// Finds repeated rows, values that stand in several rows, and numbers that are identities too.
pub(crate) fn check(pass: &mut Pass<'_, '_>) {
    let mut prints = std::mem::take(&mut pass.state.prints);
    for (_, prints) in &mut prints {
        prints.sort_unstable();
    }
    let mut values = Vec::new();
    for (column, prints) in &prints {
        values.extend(confirmed(pass, *column, prints));
    }
    repeated_rows(pass, &values);
    duplicates(pass, &values);
    numbers_as_identities(pass, &prints);
}

/// A row of a value: its record, and two fingerprints of all that it says.
type Row = (u32, (u64, u64));

/// The rows of one canonical value in one column, two or more, in rising order.
struct Value {
    column: usize,
    rows: Vec<Row>,
}

/// Values that stand in several rows of a column.
fn confirmed(pass: &mut Pass<'_, '_>, column: usize, prints: &[Print]) -> Vec<Value> {
    let mut values = Vec::new();
    for hits in prints.chunk_by(|left, right| left.hash == right.hash) {
        if hits.len() < 2 {
            continue;
        }
        let mut by_value: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for hit in hits {
            if reread(pass, hit.record).is_none() {
                continue;
            }
            let print = pass.row_print();
            if let Some(text) = pass
                .state
                .values
                .get(column)
                .and_then(super::row::Value::filled)
            {
                by_value
                    .entry(text.to_owned())
                    .or_default()
                    .push((hit.record, print));
            }
        }
        let several = by_value.into_values().filter(|rows| rows.len() > 1);
        values.extend(several.map(|rows| Value { column, rows }));
    }
    values
}

/// Rows that say what an earlier one says are skipped (D-37), if a unique cell says who they are about.
fn repeated_rows(pass: &mut Pass<'_, '_>, values: &[Value]) {
    let mut repeats: BTreeMap<u32, u32> = BTreeMap::new();
    for value in values {
        let mut first_of: BTreeMap<(u64, u64), u32> = BTreeMap::new();
        for (record, print) in &value.rows {
            if status(pass, *record) == RowStatus::Error {
                continue;
            }
            let first = *first_of.entry(*print).or_insert(*record);
            if first != *record {
                repeats.insert(*record, first);
            }
        }
    }
    let mut loose = std::mem::take(&mut pass.state.loose);
    loose.sort_unstable_by_key(|(print, second)| (print.hash, *second, print.record));
    let mut mild: BTreeMap<u32, u32> = BTreeMap::new();
    for same in loose.chunk_by(|left, right| (left.0.hash, left.1) == (right.0.hash, right.1)) {
        for (print, _) in same.iter().skip(1) {
            mild.extend(same.first().map(|(first, _)| (print.record, first.record)));
        }
    }
    for (record, first, skipped) in repeats
        .into_iter()
        .map(|(record, first)| (record, first, true))
        .chain(
            mild.into_iter()
                .map(|(record, first)| (record, first, false)),
        )
        .collect::<std::collections::BTreeSet<_>>()
    {
        let rows = (position(pass, record), position(pass, first));
        let (Some(place), Some(first)) = rows else {
            continue;
        };
        let finding = Finding::new(FindingCode::DuplicateRow, place.place(Some(record)))
            .with("first", first.row)
            .with_related(vec![Related {
                row: first.row,
                column: None,
            }]);
        let severity = pass.collector.add(finding);
        let own = RowStatus::of(severity);
        if let Some(status) = pass.state.statuses.get_mut(record as usize) {
            *status = if skipped && own != RowStatus::Error {
                RowStatus::Skipped
            } else {
                (*status).max(own)
            };
        }
    }
}

/// Each cell of a duplicate has a finding that names the others; order does not matter.
fn duplicates(pass: &mut Pass<'_, '_>, values: &[Value]) {
    let mut shared = Vec::new();
    let mut groups: Vec<(Vec<u32>, u32)> = Vec::new();
    for value in values {
        let standing: Vec<u32> = value
            .rows
            .iter()
            .map(|(record, _)| *record)
            .filter(|record| status(pass, *record) != RowStatus::Skipped)
            .collect();
        if standing.len() < 2 {
            continue;
        }
        shared.extend(standing.iter().map(|record| Shared {
            record: *record,
            column: value.column,
            group: groups.len(),
        }));
        let cause = pass.collector.cause();
        groups.push((standing, cause));
    }
    shared.sort_unstable_by_key(|shared| (shared.record, shared.column));
    for Shared {
        record,
        column,
        group,
    } in shared
    {
        let Some((records, cause)) = groups.get(group) else {
            continue;
        };
        let others = records
            .iter()
            .filter(|other| **other != record)
            .take(RELATED_ROWS);
        let rows: Vec<u32> = others
            .filter_map(|other| position(pass, *other))
            .map(|position| position.row)
            .collect();
        let total = records.len() - 1;
        let cause = *cause;
        let Some(finding) = at_cell(pass, record, column, duplicate_code(pass, column)) else {
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
            .with_cause(cause);
        let unique = pass.schema.columns.get(column).map(|column| column.unique);
        finding = match unique {
            Some(Unique::Warning) => finding.as_warning(),
            _ => finding.as_error(Scope::Row),
        };
        mark(pass, record, finding);
    }
}

fn duplicate_code(pass: &Pass<'_, '_>, column: usize) -> FindingCode {
    match pass.schema.columns.get(column).map(|column| &column.kind) {
        Some(ColumnType::Identity { .. } | ColumnType::Email {}) => FindingCode::DuplicateIdentity,
        Some(ColumnType::Number { .. }) => FindingCode::DuplicateNumber,
        _ => FindingCode::DuplicateValue,
    }
}

/// Numbers to be given out that are the device number of somebody in the file.
fn numbers_as_identities(pass: &mut Pass<'_, '_>, prints: &[(usize, Vec<Print>)]) {
    let of_kind = |wanted: fn(&ColumnType) -> bool| {
        prints.iter().find(|(column, _)| {
            pass.schema
                .columns
                .get(*column)
                .is_some_and(|column| wanted(&column.kind))
        })
    };
    let numbers = of_kind(|kind| matches!(kind, ColumnType::Number { .. }));
    let identities = of_kind(|kind| matches!(kind, ColumnType::Identity { .. }));
    let (Some((number, numbers)), Some((identity, identities))) = (numbers, identities) else {
        return;
    };
    let mut hits: Vec<(u32, Vec<u32>)> = Vec::new();
    for print in numbers {
        let start = identities.partition_point(|other| other.hash < print.hash);
        let same = identities
            .iter()
            .skip(start)
            .take_while(|other| other.hash == print.hash);
        let records: Vec<u32> = same.map(|other| other.record).collect();
        if !records.is_empty() && status(pass, print.record) != RowStatus::Skipped {
            hits.push((print.record, records));
        }
    }
    hits.sort_unstable();
    for (record, records) in hits {
        let Some(wanted) = value_of(pass, record, *number) else {
            continue;
        };
        let mut rows = Vec::new();
        for other in records {
            if value_of(pass, other, *identity).as_deref() == Some(&*wanted) {
                rows.extend(position(pass, other).map(|position| position.row));
            }
        }
        if rows.is_empty() {
            continue;
        }
        let total = rows.len();
        rows.truncate(RELATED_ROWS);
        let Some(finding) = at_cell(pass, record, *number, FindingCode::NumberUsedAsIdentity)
        else {
            continue;
        };
        let related = rows
            .iter()
            .map(|row| Related {
                row: *row,
                column: None,
            })
            .collect();
        let finding = finding
            .with("e164", wanted)
            .with("rows", rows)
            .with("total", total)
            .with_related(related);
        mark(pass, record, finding);
    }
}

fn mark(pass: &mut Pass<'_, '_>, record: u32, finding: Finding) {
    let severity = pass.collector.add(finding);
    if let Some(status) = pass.state.statuses.get_mut(record as usize) {
        *status = (*status).max(RowStatus::of(severity));
    }
}

fn status(pass: &Pass<'_, '_>, record: u32) -> RowStatus {
    pass.state
        .statuses
        .get(record as usize)
        .copied()
        .unwrap_or(RowStatus::Skipped)
}

fn position(pass: &Pass<'_, '_>, record: u32) -> Option<super::pass::Position> {
    pass.state.positions.get(record as usize).copied()
}

fn value_of(pass: &mut Pass<'_, '_>, record: u32, column: usize) -> Option<String> {
    reread(pass, record)?;
    pass.state.values.get(column)?.filled().map(str::to_owned)
}

/// A finding at a cell of a row that was read before, with its value.
fn at_cell(
    pass: &mut Pass<'_, '_>,
    record: u32,
    column: usize,
    code: FindingCode,
) -> Option<Finding> {
    let row = reread(pass, record)?;
    let value = pass.state.values.get(column)?;
    let cell = value.cell?;
    let canonical = value.filled()?.to_owned();
    let finding = Finding::new(code, pass.place(&row, record, column))
        .with_value(&pass.text(&row, cell), pass.limits.value_chars)
        .with_canonical(canonical);
    let secret = pass
        .schema
        .columns
        .get(column)
        .is_some_and(|column| column.secret);
    Some(if secret {
        finding.without_values()
    } else {
        finding
    })
}

/// Reads a row again, its canonical values included; what was said about it is not said twice.
fn reread(pass: &mut Pass<'_, '_>, record: u32) -> Option<RawRow> {
    let position = position(pass, record)?;
    let mut row = RawRow::default();
    pass.reader
        .row_at(usize::try_from(position.byte).ok()?, &mut row);
    row.row = position.row;
    row.line = position.line;
    let mut notes = Vec::new();
    for at in 0..pass.schema.columns.len() {
        notes.clear();
        pass.evaluate(&row, at, &mut notes);
    }
    Some(row)
}

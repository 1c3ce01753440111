//! Checks that are off unless asked for: addresses that differ by dots or a tag, and values that count up. Each reads
//! the rows again, so that nothing is kept for them where nobody asks.

use std::collections::BTreeMap;

use super::super::options::OptionalCheck;
use super::super::print::{Print, fingerprint, second_print};
use super::super::schema::ColumnType;
use super::super::source::Failure;
use super::again::{Seen, Wanted};
use super::bits::Bits;
use super::series::{Run, Series, Term, may_count};
use super::similar::folded;
use super::{Cross, RELATED_ROWS, row_in};
use crate::finding::{Finding, FindingCode, Place, Related};

/// An address that shares its folded form with another row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Address {
    /// Two fingerprints of the folded form.
    folded: (u64, u32),
    record: u32,
    row: u32,
    /// Fingerprint of the address itself.
    own: u64,
}

impl Cross<'_, '_> {
    /// Runs the checks that were asked for.
    pub(super) fn optional(&mut self) -> Result<(), Failure> {
        let asked = |check| self.shared.options.checks.contains(&check);
        let (similar, series) = (
            asked(OptionalCheck::IdentitySimilar),
            asked(OptionalCheck::SequentialValues),
        );
        if similar {
            for column in self.shared.unique.clone() {
                let kind = self.shared.schema.columns.get(column).map(|it| &it.kind);
                if matches!(
                    kind,
                    Some(ColumnType::Identity { .. } | ColumnType::Email {})
                ) {
                    self.similar_identities(column)?;
                }
            }
        }
        if series {
            self.sequential_values()?;
        }
        Ok(())
    }

    pub(super) fn records(&self) -> u32 {
        u32::try_from(self.merged.statuses.len()).unwrap_or(u32::MAX)
    }

    /// Each of the addresses that are one without dots and tags has a finding that names the others.
    fn similar_identities(&mut self, column: usize) -> Result<(), Failure> {
        let addresses = self.addresses(column)?;
        let similar = Bits::new(self.records());
        for group in groups(&addresses) {
            group.iter().for_each(|it| similar.insert(it.record));
        }
        let last = self.last_kept(&similar);
        // Beyond the cap nobody reads what would be said.
        let mut said: Vec<(u32, Vec<u32>, usize)> = Vec::new();
        for group in groups(&addresses) {
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            for address in group {
                *counts.entry(address.own).or_default() += 1;
            }
            let shown = shown_of(group);
            for address in group.iter().filter(|it| it.record <= last) {
                let same = counts.get(&address.own).copied().unwrap_or_default();
                let others = shown.iter().filter(|it| it.own != address.own);
                let rows = others.take(RELATED_ROWS).map(|it| it.row).collect();
                said.push((address.record, rows, group.len() - same));
            }
        }
        drop(addresses);
        said.sort_unstable();
        let code = FindingCode::IdentitySimilar;
        let merged = &mut *self.merged;
        let mut next_said = said.iter();
        let next = |from: u32| similar.next(from).filter(|record| *record <= last);
        self.again.each(Wanted::Values, &next, &mut |seen| {
            let Some((_, rows, total)) = next_said.next() else {
                return;
            };
            if let Some(finding) = seen.finding(column, |place| Finding::new(code, place)) {
                let related = related(rows, &finding);
                let finding = finding
                    .with("rows", rows.clone())
                    .with("total", *total)
                    .with_related(related);
                merged.mark(seen.record, finding);
            }
        })?;
        let beyond = |from: u32| {
            let record = similar.next(from.max(last.saturating_add(1)));
            record.filter(|record| *record > last)
        };
        self.only_counted(&beyond, &mut |_| vec![(code, column)])
    }

    /// Counts findings of rows beyond the cap, of which nothing but the row is needed.
    fn only_counted(
        &mut self,
        next: &dyn Fn(u32) -> Option<u32>,
        findings: &mut dyn FnMut(u32) -> Vec<(FindingCode, usize)>,
    ) -> Result<(), Failure> {
        let (merged, keys) = (&mut *self.merged, &self.shared.keys);
        self.again.each(Wanted::Position, next, &mut |seen| {
            for (code, column) in findings(seen.record) {
                let place = Place {
                    record: Some(seen.record),
                    field: keys.get(column).cloned(),
                    ..Place::row(seen.position().row)
                };
                let severity = merged.collector.add_rows(Finding::new(code, place), 1);
                merged.worsen(seen.record, severity);
            }
        })
    }

    /// Addresses of rows that share a folded form, by that form.
    fn addresses(&mut self, column: usize) -> Result<Vec<Address>, Failure> {
        let records = self.records();
        let repeated = &self.repeated;
        let all = |from: u32| (from < records).then_some(from);
        let value = |seen: &Seen<'_, '_>| {
            let stays = !repeated.contains(seen.record);
            let value = seen.value(column).filter(|_| stays)?;
            folded(value).map(std::borrow::Cow::into_owned)
        };
        let mut prints = Vec::new();
        self.again.each(Wanted::Values, &all, &mut |seen| {
            prints.extend(value(seen).map(|it| Print::new(fingerprint(&it), seen.record)));
        })?;
        prints.sort_unstable_by_key(|print: &Print| print.hash());
        let hits = Bits::new(records);
        for same in prints.chunk_by(|left, right| left.hash() == right.hash()) {
            if same.len() > 1 {
                same.iter().for_each(|print| hits.insert(print.record));
            }
        }
        let mut addresses = Vec::with_capacity(hits.len());
        self.again
            .each(Wanted::Values, &|from| hits.next(from), &mut |seen| {
                if let (Some(folded), Some(own)) = (value(seen), seen.value(column)) {
                    addresses.push(Address {
                        folded: (fingerprint(&folded), second_print(&folded)),
                        record: seen.record,
                        row: seen.position().row,
                        own: fingerprint(own),
                    });
                }
            })?;
        addresses.sort_unstable();
        Ok(addresses)
    }

    /// The first cell of values that count up has a finding that names their rows.
    fn sequential_values(&mut self) -> Result<(), Failure> {
        let runs = self.runs()?;
        let kept = self.shared.limits.findings_per_code.max(1) as usize;
        let last = match runs.get(kept) {
            Some(_) => runs.get(kept - 1).map_or(u32::MAX, |(_, run)| run.first),
            None => u32::MAX,
        };
        let shown = runs.iter().take_while(|(_, run)| run.first <= last);
        let mut named: Vec<u32> = shown.flat_map(|(_, run)| records_of(run)).collect();
        named.sort_unstable();
        named.dedup();
        let rows = self.again.rows_of(&named)?;
        let next = |from: u32| {
            let index = runs.partition_point(|(_, run)| run.first < from);
            runs.get(index).map(|(_, run)| run.first)
        };
        let code = FindingCode::SequentialValues;
        let kept = |from: u32| next(from).filter(|record| *record <= last);
        let merged = &mut *self.merged;
        self.again.each(Wanted::Values, &kept, &mut |seen| {
            let from = runs.partition_point(|(_, run)| run.first < seen.record);
            let here = runs.iter().skip(from);
            for (column, run) in here.take_while(|(_, run)| run.first == seen.record) {
                let Some(finding) = seen.finding(*column, |place| Finding::new(code, place)) else {
                    continue;
                };
                let shown: Vec<u32> = records_of(run).filter_map(|it| row_in(&rows, it)).collect();
                let others = shown.get(1..).unwrap_or_default();
                let related = related(others, &finding);
                let finding = finding
                    .with("rows", shown)
                    .with("total", run.rows)
                    .with("step", run.step)
                    .with_related(related);
                merged.mark(seen.record, finding);
            }
        })?;
        let beyond = |from: u32| next(from.max(last.saturating_add(1))).filter(|it| *it > last);
        self.only_counted(&beyond, &mut |record| {
            let from = runs.partition_point(|(_, run)| run.first < record);
            let here = runs.iter().skip(from);
            here.take_while(|(_, run)| run.first == record)
                .map(|(column, _)| (code, *column))
                .collect()
        })
    }

    /// Series of each column, by their first row.
    fn runs(&mut self) -> Result<Vec<(usize, Run)>, Failure> {
        let columns = self.shared.schema.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| column.is_active() && may_count(&column.kind));
        let mut followed: Vec<(usize, Series)> =
            columns.map(|(at, _)| (at, Series::default())).collect();
        let records = self.records();
        let all = |from: u32| (from < records).then_some(from);
        let mut runs = Vec::new();
        self.again.each(Wanted::Values, &all, &mut |seen| {
            for (column, series) in &mut followed {
                let term = seen.value(*column).and_then(Term::of);
                runs.extend(series.next(seen.record, term).map(|run| (*column, run)));
            }
        })?;
        for (column, series) in &mut followed {
            runs.extend(series.end().map(|run| (*column, run)));
        }
        runs.sort_unstable_by_key(|(column, run)| (run.first, *column));
        Ok(runs)
    }
}

/// Addresses that are one without dots and tags; one address alone is a duplicate and no more.
fn groups(addresses: &[Address]) -> impl Iterator<Item = &[Address]> {
    addresses
        .chunk_by(|left, right| left.folded == right.folded)
        .filter(|group| {
            group
                .iter()
                .any(|it| Some(it.own) != group.first().map(|it| it.own))
        })
}

/// Records of a series that are named.
fn records_of(run: &Run) -> impl Iterator<Item = u32> + use<> {
    let first = run.first;
    let named = u32::try_from(RELATED_ROWS).unwrap_or(u32::MAX);
    (0..run.rows.min(named)).map(move |step| first.saturating_add(step))
}

/// The first of a group, of each address so many as are named at most: whichever is left out, enough others are here.
fn shown_of(group: &[Address]) -> Vec<Address> {
    let mut of_each: BTreeMap<u64, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for address in group {
        let count = of_each.entry(address.own).or_default();
        *count += 1;
        if *count <= RELATED_ROWS {
            shown.push(*address);
        }
        if shown.len() >= 2 * RELATED_ROWS {
            break;
        }
    }
    shown
}

fn related(rows: &[u32], finding: &Finding) -> Vec<Related> {
    let at = |row: &u32| Related {
        row: *row,
        column: finding.place.column,
    };
    rows.iter().map(at).collect()
}

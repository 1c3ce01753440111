//! Numbers to be given out that are the device number of somebody in the file.

use super::super::source::Failure;
use super::again::Wanted;
use super::bits::{Bits, next_of};
use super::entry::Entry;
use super::{Cross, RELATED_ROWS, crossing, row_in};
use crate::finding::{Finding, FindingCode, Place, Related};

impl Cross<'_, '_> {
    /// Finds numbers that are the identity of rows too.
    pub(super) fn numbers_as_identities(&mut self) -> Result<(), Failure> {
        let unique = &self.shared.unique;
        let columns = crossing(self.shared)
            .and_then(|(number, identity)| Some((*unique.get(number)?, *unique.get(identity)?)));
        let (numbers, there) = &self.hits.crossed;
        let (Some((number, identity)), Some(_)) = (columns, numbers.next(0)) else {
            return Ok(());
        };
        let mut identities = Vec::with_capacity(there.len());
        self.again
            .each(Wanted::Values, &|from| there.next(from), &mut |seen| {
                let value = seen.value(identity);
                identities.extend(value.map(|value| Entry::new(value, seen.record)));
            })?;
        identities.sort_unstable();
        let confirmed = self.confirmed_numbers(number, &identities)?;
        let kept = self.shared.limits.findings_per_code as usize;
        let named = self.named(number, &identities, &confirmed, kept)?;
        let rows = self.again.rows_of(&named)?;
        let (merged, keys, mut left) = (&mut *self.merged, &self.shared.keys, kept);
        self.again.each(
            Wanted::Values,
            &|from| next_of(&[&confirmed], from),
            &mut |seen| {
                let code = FindingCode::NumberUsedAsIdentity;
                let finding = (left > 0)
                    .then(|| seen.finding(number, |place| Finding::new(code, place)))
                    .flatten();
                let (Some(finding), Some(value)) = (finding, seen.value(number)) else {
                    let place = Place {
                        record: Some(seen.record),
                        field: keys.get(number).cloned(),
                        ..Place::row(seen.position().row)
                    };
                    let severity = merged.collector.add_rows(Finding::new(code, place), 1);
                    merged.worsen(seen.record, severity);
                    return;
                };
                left -= 1;
                let same = Entry::new(value, seen.record).same_in(&identities);
                let shown = same.iter().take(RELATED_ROWS);
                let shown: Vec<u32> = shown
                    .filter_map(|entry| row_in(&rows, entry.record))
                    .collect();
                let related = shown.iter().map(|row| Related {
                    row: *row,
                    column: None,
                });
                let related = related.collect();
                let finding = finding
                    .with("e164", value)
                    .with("rows", shown)
                    .with("total", same.len())
                    .with_related(related);
                merged.mark(seen.record, finding);
            },
        )
    }

    /// Rows whose number is an identity by its value; those that only repeat another are out of it.
    fn confirmed_numbers(&mut self, number: usize, identities: &[Entry]) -> Result<Bits, Failure> {
        let (numbers, repeated) = (&self.hits.crossed.0, &self.repeated);
        let confirmed = Bits::new(self.records());
        self.again
            .each(Wanted::Values, &|from| numbers.next(from), &mut |seen| {
                let value = seen.value(number);
                let is_one = value.is_some_and(|value| {
                    let entry = Entry::new(value, seen.record);
                    !entry.same_in(identities).is_empty()
                });
                if is_one && !repeated.contains(seen.record) {
                    confirmed.insert(seen.record);
                }
            })?;
        Ok(confirmed)
    }

    /// Rows of identities that the first findings name.
    fn named(
        &mut self,
        number: usize,
        identities: &[Entry],
        confirmed: &Bits,
        kept: usize,
    ) -> Result<Vec<u32>, Failure> {
        let (mut named, mut last, mut from) = (Vec::new(), None, 0);
        for _ in 0..kept {
            let Some(record) = confirmed.next(from) else {
                break;
            };
            last = Some(record);
            from = record + 1;
        }
        let mut seen_value = |entry: Entry| {
            let same = entry.same_in(identities).iter().take(RELATED_ROWS);
            named.extend(same.map(|entry| entry.record));
            // Many numbers may be one identity.
            if named.len() > kept.saturating_mul(2) + RELATED_ROWS {
                named.sort_unstable();
                named.dedup();
            }
        };
        self.again.each(
            Wanted::Values,
            &|from| confirmed.next(from).filter(|record| Some(*record) <= last),
            &mut |seen| {
                if let Some(value) = seen.value(number) {
                    seen_value(Entry::new(value, seen.record));
                }
            },
        )?;
        named.sort_unstable();
        named.dedup();
        Ok(named)
    }
}

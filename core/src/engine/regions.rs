//! What the numbers that an organization can use say about a file: the regions that it is read with, and the free ones
//! that a destroyed cell may have been.

use std::collections::BTreeSet;

use super::Rollbook;
use crate::contact::{Plan, Region};
use crate::csv::{Keys, Schema};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::id::{OrganizationId, TenantId};
use crate::limits::PAGE_MAX;
use crate::number::StateNow;
use crate::page::{NumberFilter, Page, PageQuery};
use crate::query::batch::UploadSchema;
use crate::role::Actor;
use crate::time::Timestamp;

/// Most regions that numbers typed without `+` are compared with; an organization with numbers of more is compared with
/// those of the lowest calling codes.
const REGIONS: usize = 16;
/// Most pages of one number that are read to find them: one for each length of numbers under each calling code.
const PAGES: usize = 64;

impl Rollbook {
    /// What a file for an organization must look like: the columns under its settings, and the regions of the numbers
    /// that it can use, which tell whether a number typed without `+` is ambiguous. Imports, their dry runs and facts
    /// files hold files against the same.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing` (`accounts.view`); `option_not_available` if files of the user type are not
    /// taken there; the codes of stores.
    pub fn upload_schema(&self, actor: &Actor, wanted: &UploadSchema) -> Result<Schema, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (mut schema, path) = self.look(actor, wanted)?;
        let regions = self.regions_of(tenant, &path, self.clock.now())?;
        schema.compare(&regions);
        Ok(schema)
    }

    /// The regions of the numbers of these organizations, in order, each for its calling code: the main one. Numbers of
    /// one calling code and length lie together, so each such run is read once and passed over.
    pub(super) fn regions_of(
        &self,
        tenant: TenantId,
        owners: &[OrganizationId],
        at: Timestamp,
    ) -> Result<Vec<Region>, Error> {
        let mut regions = BTreeSet::new();
        let mut after = None;
        for _ in 0..PAGES {
            let query = PageQuery::Numbers {
                tenant,
                filter: NumberFilter {
                    owners: owners.to_vec(),
                    ..NumberFilter::default()
                },
                at,
                after,
                limit: 1,
            };
            let Page::Numbers(page) = self.store().page(&query)? else {
                return Err(Error::internal("page of another kind"));
            };
            let Some(found) = page.first().map(|found| found.value.e164) else {
                break;
            };
            regions.extend(Plan::of(found).and_then(|plan| plan.regions().next()));
            after = last_of_run(found);
            if after.is_none() || regions.len() >= REGIONS {
                break;
            }
        }
        Ok(regions.into_iter().collect())
    }
}

impl Rollbook {
    /// The two lowest free numbers of these organizations in each span, but for those that are named.
    pub(super) fn free_in(
        &self,
        actor: &Actor,
        owners: &[OrganizationId],
        keys: &Keys,
    ) -> Result<Vec<E164>, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let at = self.clock.now();
        let mut free = Vec::new();
        for (low, high) in &keys.spans {
            let named = |number: &E164| keys.numbers.binary_search(number).is_ok();
            let within = keys
                .numbers
                .iter()
                .filter(|number| (low..=high).contains(number));
            let limit = within.count().saturating_add(2).min(PAGE_MAX as usize);
            let query = PageQuery::Numbers {
                tenant,
                filter: NumberFilter {
                    owners: owners.to_vec(),
                    state: Some(StateNow::Available),
                    ..NumberFilter::default()
                },
                at,
                // Nothing lies below the lowest number.
                after: low
                    .digits()
                    .checked_sub(1)
                    .and_then(|it| E164::from_digits(it).ok()),
                limit: u32::try_from(limit).unwrap_or(PAGE_MAX),
            };
            let Page::Numbers(page) = self.store().page(&query)? else {
                return Err(Error::internal("page of another kind"));
            };
            let found = page.iter().map(|found| found.value.e164);
            let unnamed = found.filter(|number| number <= high && !named(number));
            free.extend(unnamed.take(2));
        }
        Ok(free)
    }
}

/// The highest number of the same length and calling code.
fn last_of_run(number: E164) -> Option<E164> {
    let code = Plan::of(number).map_or(3, |plan| plan.code().checked_ilog10().unwrap_or(0) + 1);
    let length = number.digits().ilog10() + 1;
    let run = 10_u64.checked_pow(length.checked_sub(code)?)?;
    let last = (number.digits() / run + 1) * run - 1;
    E164::from_digits(last).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_with_the_highest_number_of_its_code_and_length() {
        for (number, last) in [
            (14_405_550_101, 19_999_999_999),
            (4_930_123_456, 4_999_999_999),
            (35_812_345_678, 35_899_999_999),
            (21_012_345, 21_099_999),
            (999_999_999_999_999, 999_999_999_999_999),
        ] {
            let number = E164::from_digits(number).unwrap();
            assert_eq!(last_of_run(number).unwrap().digits(), last);
        }
    }
}

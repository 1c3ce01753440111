//! Facts as a file: read page by page, up to a bound.

use super::Rollbook;
use crate::csv::facts::{FACTS_ACCOUNTS, FACTS_NUMBERS, FactsFile};
use crate::error::{Error, ErrorCode};
use crate::query::facts::{ExportFacts, FactsAccounts, FactsNumbers, too_many};
use crate::role::Actor;

impl Rollbook {
    /// Everything that an upload to an organization would be checked against, as a file for a machine without the
    /// store (`facts`). It tells no more than `actor` may see, nor than dry runs of imports would tell it: an identity
    /// outside its sight is under a tag, and a number outside its sight is not there.
    ///
    /// The parts are read one after another, by pages of 1,000; what changes meanwhile may be told as it was before or
    /// after. An import checks everything again.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing` (`accounts.invite`, `accounts.view`), `organization_disabled`;
    /// `too_many_items` for more than 100,000 accounts, 500,000 numbers or 1,000 organizations beside the path; the
    /// codes of stores.
    pub fn facts(&self, actor: &Actor, wanted: &ExportFacts) -> Result<FactsFile, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let context = self.context(actor, tenant, now, stream);
        let before = self.store().read(&wanted.plan(&context))?;
        let owners = wanted.owners(&context, &before)?;
        let counted = self.store().read(&wanted.plan_counts(&context, &before)?)?;
        let mut file = wanted.begin(&context, &counted)?;
        let path = counted.path(wanted.organization);
        let regions = self.regions_of(tenant, &path, now)?;
        for schema in file.schemas.values_mut() {
            schema.compare(&regions);
        }
        self.add_accounts(actor, wanted, &mut file)?;
        for owners in owners {
            let query = FactsNumbers {
                organization: wanted.organization,
                owners,
                after: None,
            };
            self.add_numbers(actor, query, &mut file)?;
        }
        Ok(file)
    }

    fn add_accounts(
        &self,
        actor: &Actor,
        wanted: &ExportFacts,
        file: &mut FactsFile,
    ) -> Result<(), Error> {
        let mut query = FactsAccounts {
            organization: wanted.organization,
            after: None,
        };
        let mut read = 0;
        loop {
            let page = self.query(actor, &query)?;
            read += page.items.len();
            if read > FACTS_ACCOUNTS {
                return Err(too_many("accounts", FACTS_ACCOUNTS));
            }
            for account in page.items {
                if let Some(extension) = account.extension {
                    file.extensions.insert(extension, account.fact.clone());
                }
                match account.identity {
                    Some(identity) if account.listed => {
                        file.identities.insert(identity, account.fact);
                    }
                    Some(identity) => file.hidden_identities.insert(&identity, account.fact),
                    None => {}
                }
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn add_numbers(
        &self,
        actor: &Actor,
        mut query: FactsNumbers,
        file: &mut FactsFile,
    ) -> Result<(), Error> {
        loop {
            let page = self.query(actor, &query)?;
            let known = page.items.into_iter();
            file.numbers
                .extend(known.filter_map(|(number, entry)| Some((number, entry?))));
            if file.numbers.len() > FACTS_NUMBERS {
                return Err(too_many("numbers", FACTS_NUMBERS));
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }
}

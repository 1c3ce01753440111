//! A list of accounts that one command changes: each once, in the order given, with what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::command::invitation::send_invitations::OnError;
use crate::error::{Error, ErrorCode};
use crate::id::AccountId;
use crate::limits::LIST_ITEMS;

/// What became of one account of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountItem {
    /// The account.
    pub account: AccountId,
    /// Whether something changed: not if it was so before.
    pub changed: bool,
    /// Why it failed: the code.
    pub error: Option<String>,
    /// The details of that error.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, serde_json::Value>,
}

impl AccountItem {
    fn of(account: AccountId, done: Result<bool, Error>) -> Self {
        let (changed, error) = match done {
            Ok(changed) => (changed, None),
            Err(error) => (false, Some(error)),
        };
        let details = error.iter().flat_map(|error| error.details());
        Self {
            account,
            changed,
            details: details
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            error: error.map(|error| error.code().as_str().to_owned()),
        }
    }
}

/// Refuses a list of more than 1,000.
///
/// # Errors
/// `too_many_items`.
pub(in crate::command) fn check_size(accounts: &[AccountId]) -> Result<(), Error> {
    if accounts.len() > LIST_ITEMS {
        return Err(Error::new(ErrorCode::TooManyItems)
            .with("max", LIST_ITEMS)
            .with("got", accounts.len()));
    }
    Ok(())
}

/// Does something with each account once; one named twice gets the same answer in both places. `work` says whether
/// something changed, and changes nothing if it fails.
///
/// # Errors
/// With `on_error` all, the first failure.
pub(in crate::command) fn each(
    accounts: &[AccountId],
    on_error: OnError,
    mut work: impl FnMut(AccountId) -> Result<bool, Error>,
) -> Result<Vec<AccountItem>, Error> {
    let mut done: BTreeMap<AccountId, AccountItem> = BTreeMap::new();
    let mut items = Vec::new();
    for account in accounts {
        let item = match done.get(account) {
            Some(known) => known.clone(),
            None => {
                let worked = work(*account);
                if on_error == OnError::All {
                    AccountItem::of(*account, Ok(worked?))
                } else {
                    AccountItem::of(*account, worked)
                }
            }
        };
        done.insert(*account, item.clone());
        items.push(item);
    }
    Ok(items)
}

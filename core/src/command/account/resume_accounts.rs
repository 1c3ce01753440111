//! `resume_accounts`: suspended people may take part again, at the point of onboarding where they were.

use serde::{Deserialize, Serialize};

use super::list::{AccountItem, check_size, each};
use super::suspend_accounts::record;
use crate::account::Enabled;
use crate::change::Put;
use crate::command::guard::Acting;
use crate::command::invitation::send_invitations::OnError;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};

/// Resumes each account. What the system suspended, the system alone resumes (D-38).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeAccounts {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

impl ResumeAccounts {
    /// All or nobody.
    #[must_use]
    pub const fn new(accounts: Vec<AccountId>) -> Self {
        Self {
            accounts,
            on_error: OnError::All,
        }
    }
}

/// What became of each account, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsResumed {
    /// One entry per account given.
    pub items: Vec<AccountItem>,
}

impl Outcome for AccountsResumed {}

impl Command for ResumeAccounts {
    type Outcome = AccountsResumed;

    const NAME: &'static str = "resume_accounts";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(&self.accounts)?;
        let mut plan = cx.read_plan();
        plan.accounts.extend(self.accounts.iter().copied());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AccountsResumed>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let items = each(&self.accounts, self.on_error, |id| {
            let (found, seen) = acting.account(id, AccountAction::Edit)?;
            match &found.value.enabled {
                Enabled::Enabled => return Ok(false),
                Enabled::OptedOut => return Err(Error::new(ErrorCode::AccountOptedOut)),
                Enabled::Suspended {
                    by_system: true, ..
                } if acting.account.is_some() => {
                    return Err(Error::new(ErrorCode::AccountSuspended).with("cause", "system"));
                }
                // `Acting::account` finds nobody deleted.
                Enabled::Suspended { .. } | Enabled::Deleted => {}
            }
            let mut account = found.value.clone();
            account.enabled = Enabled::Enabled;
            changes.accounts.push(Put::Replace(found.version, account));
            record(
                &acting,
                EventName::AccountResumed,
                id,
                seen.id(),
                [],
                &mut changes,
            );
            Ok(true)
        })?;
        if !changes.is_empty() {
            acting.expect_in(&mut changes);
        }
        Ok(Decision::new(changes, AccountsResumed { items }))
    }
}

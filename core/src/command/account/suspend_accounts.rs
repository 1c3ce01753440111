//! `suspend_accounts`: rights and credentials of people rest at once. Their numbers stay on their lines.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::delete_account::not_owner_nor_self;
use super::list::{AccountItem, check_size, each};
use crate::account::{Account, Enabled};
use crate::change::{ChangeSet, Put};
use crate::command::guard::Acting;
use crate::command::invitation::send_invitations::OnError;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Note;

/// Suspends each account. One named twice is suspended once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspendAccounts {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// Why, up to 200 characters.
    pub reason: Option<String>,
    /// On whose behalf. What the system suspended is shown as Blocked (D-38) and resumed by the system alone.
    pub cause: SuspensionCause,
    /// What one failure does to the others.
    pub on_error: OnError,
}

/// Without the reason: people wrote it.
impl std::fmt::Debug for SuspendAccounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SuspendAccounts")
            .field("accounts", &self.accounts)
            .field("cause", &self.cause)
            .field("on_error", &self.on_error)
            .finish_non_exhaustive()
    }
}

/// On whose behalf somebody is suspended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionCause {
    /// An administrator decided it.
    #[default]
    Administrator,
    /// The host's own rules; the host alone may say so.
    System,
}

/// What became of each account, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsSuspended {
    /// One entry per account given.
    pub items: Vec<AccountItem>,
}

impl Outcome for AccountsSuspended {}

impl SuspendAccounts {
    /// By an administrator, without a reason, all or nobody.
    #[must_use]
    pub const fn new(accounts: Vec<AccountId>) -> Self {
        Self {
            accounts,
            reason: None,
            cause: SuspensionCause::Administrator,
            on_error: OnError::All,
        }
    }

    fn reason(&self) -> Result<Option<Note>, Error> {
        let mut refusals = Refusals::default();
        let reason = refusals.optional_text("reason", self.reason.as_deref(), Note::parse);
        refusals.finish()?;
        Ok(reason)
    }

    /// The axis afterwards; none if it is so already.
    fn suspended(
        &self,
        account: &Account,
        reason: Option<&Note>,
    ) -> Result<Option<Enabled>, Error> {
        let by_system = self.cause == SuspensionCause::System;
        match &account.enabled {
            Enabled::OptedOut => return Err(Error::new(ErrorCode::AccountOptedOut)),
            // What the system suspended stays its own.
            Enabled::Suspended {
                by_system: true, ..
            } if !by_system => return Ok(None),
            _ => {}
        }
        let suspended = Enabled::Suspended {
            by_system,
            reason: reason.cloned(),
        };
        Ok((account.enabled != suspended).then_some(suspended))
    }
}

impl Command for SuspendAccounts {
    type Outcome = AccountsSuspended;

    const NAME: &'static str = "suspend_accounts";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(&self.accounts)?;
        self.reason()?;
        let mut plan = cx.read_plan();
        plan.accounts.extend(self.accounts.iter().copied());
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AccountsSuspended>, Error> {
        let reason = self.reason()?;
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let items = each(&self.accounts, self.on_error, |id| {
            let (found, seen) = acting.account(id, AccountAction::Edit)?;
            if self.cause == SuspensionCause::System {
                acting.require_system()?;
            }
            not_owner_nor_self(&acting, id, snapshot)?;
            let Some(enabled) = self.suspended(&found.value, reason.as_ref())? else {
                return Ok(false);
            };
            let mut account = found.value.clone();
            account.enabled = enabled;
            changes.accounts.push(Put::Replace(found.version, account));
            let data = [("cause", json!(self.cause))];
            record(
                &acting,
                EventName::AccountSuspended,
                id,
                seen.id(),
                data,
                &mut changes,
            );
            Ok(true)
        })?;
        if !changes.is_empty() {
            acting.expect_in(&mut changes);
        }
        Ok(Decision::new(changes, AccountsSuspended { items }))
    }
}

/// Appends the event of a change of standing.
pub(super) fn record(
    acting: &Acting<'_>,
    name: EventName,
    account: AccountId,
    organization: crate::id::OrganizationId,
    data: impl IntoIterator<Item = (&'static str, serde_json::Value)>,
    changes: &mut ChangeSet,
) {
    let subjects = [account.to_string(), organization.to_string()];
    changes.record(acting.account, name, subjects, data);
}

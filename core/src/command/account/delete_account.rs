//! `delete_account`: an account goes for good. Its id and its times stay, what is personal goes, the identity is free.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::creation::{canonical, identity_scope};
use super::outcome::{NumberOutcome, leave, numbers_of, owner_settings};
use crate::account::{Account, Enabled, Name, Onboarding};
use crate::change::{ChangeSet, Put, Version};
use crate::command::guard::{Acting, Seen, held_roles};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::invitation::attempts::Attempts;
use crate::invitation::{Invitation, InvitationState, Revocation};
use crate::limits::LINES_PER_ACCOUNT;
use crate::number::StateNow;
use crate::role::{AccountAction, Privilege, Rank};
use crate::snapshot::{ReadPlan, Snapshot};

/// Deletes an account. Whatever it was, an account made anew for the same person inherits nothing (N-25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteAccount {
    /// Which.
    pub account: AccountId,
    /// What becomes of the number on each line, in their order. A line with a number needs one; on one without number
    /// it says nothing.
    pub numbers: Vec<Option<NumberOutcome>>,
}

impl DeleteAccount {
    /// The same outcome for every number that it has.
    #[must_use]
    pub fn with_all(account: AccountId, outcome: &NumberOutcome) -> Self {
        let lines = usize::try_from(LINES_PER_ACCOUNT).unwrap_or_default();
        Self {
            account,
            numbers: vec![Some(outcome.clone()); lines],
        }
    }
}

/// The account that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDeleted {
    /// Its id, never used again.
    pub account: AccountId,
    /// What became of its numbers, by line.
    pub numbers: Vec<LeftNumber>,
}

/// A number that has left its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftNumber {
    /// The line that it was on.
    pub line: u8,
    /// The number.
    pub number: E164,
    /// Its state now.
    pub state: StateNow,
}

impl Outcome for AccountDeleted {}

impl DeleteAccount {
    fn check_form(&self) -> Result<(), Error> {
        let most = usize::try_from(LINES_PER_ACCOUNT).unwrap_or(usize::MAX);
        let mut refusals = Refusals::default();
        if self.numbers.len() > most {
            refusals.refuse(
                Error::new(ErrorCode::TooManyItems)
                    .with("max", most)
                    .with("got", self.numbers.len()),
            );
        }
        for outcome in self.numbers.iter().flatten() {
            outcome.check_form(&mut refusals);
        }
        refusals.finish()
    }

    /// Takes the numbers off the lines.
    fn leave(
        &self,
        account: &Account,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<Vec<LeftNumber>, Error> {
        let held = numbers_of(account, snapshot);
        let said = |line: u8| self.numbers.get(usize::from(line)).and_then(Option::as_ref);
        let unsaid: Vec<u8> = held
            .iter()
            .map(|(key, _)| key.line)
            .filter(|line| said(*line).is_none())
            .collect();
        if !unsaid.is_empty() {
            return Err(Error::new(ErrorCode::NumberOutcomeRequired).with("lines", unsaid));
        }
        let mut left = Vec::new();
        for (key, found) in held {
            let Some(outcome) = said(key.line) else {
                continue;
            };
            let settings = owner_settings(&found.value, snapshot)?;
            let put = leave(found, outcome, &settings, cx.now)?;
            let state = put.value().map(|number| number.state_at(cx.now));
            left.push(LeftNumber {
                line: key.line,
                number: found.value.e164,
                state: state.unwrap_or(StateNow::Available),
            });
            changes.numbers.push(put);
        }
        Ok(left)
    }
}

impl Command for DeleteAccount {
    type Outcome = AccountDeleted;

    const NAME: &'static str = "delete_account";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.check_form()?;
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AccountDeleted>, Error> {
        for outcome in self.numbers.iter().flatten() {
            outcome.check_until(cx.now)?;
        }
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Delete)?;
        check_ceiling(&acting, &found.value, &seen, snapshot)?;
        not_owner_nor_self(&acting, self.account, snapshot)?;
        cx.check_version("account", found.version)?;
        let mut changes = cx.changes();
        let numbers = self.leave(&found.value, cx, snapshot, &mut changes)?;
        forget(&found.value, &seen, &acting, cx, snapshot, &mut changes);
        let gone = emptied(&found.value);
        changes.accounts.push(Put::Replace(found.version, gone));
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        let outcomes: Vec<&str> = numbers.iter().map(|left| left.state.as_str()).collect();
        changes.record(
            acting.account,
            EventName::AccountDeleted,
            [self.account.to_string(), seen.id().to_string()],
            [("numbers", json!(outcomes))],
        );
        let account = self.account;
        Ok(Decision::new(changes, AccountDeleted { account, numbers }))
    }
}

/// Step 7 of what takes an account's rights away: neither the Owner's, who transfers them first (N-02), nor one's own.
///
/// # Errors
/// `account_is_owner`, `account_is_self`.
pub(in crate::command) fn not_owner_nor_self(
    acting: &Acting<'_>,
    account: AccountId,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    let owns = held_roles(account, snapshot).any(|(_, role)| role.rank == Some(Rank::Owner));
    if owns {
        return Err(Error::new(ErrorCode::AccountIsOwner));
    }
    if acting.account == Some(account) {
        return Err(Error::new(ErrorCode::AccountIsSelf));
    }
    Ok(())
}

/// In the model of ranks the Owner deletes; an Admin deletes only people never activated (D-57).
fn check_ceiling(
    acting: &Acting<'_>,
    account: &Account,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    let activated = account.onboarding == Onboarding::Activated
        || account.device.is_some()
        || snapshot
            .invitation_of(account.id)
            .is_some_and(|found| found.value.accepted_at.is_some());
    if activated && acting.rank(seen) == Rank::Admin {
        return Err(Error::new(ErrorCode::PrivilegeMissing)
            .with("privilege", Privilege::AccountsDelete.as_str())
            .with("organization", seen.id().to_string()));
    }
    Ok(())
}

/// What is kept beside the account: its identity is free again, its grants and its PIN go, its invitation is withdrawn.
fn forget(
    account: &Account,
    seen: &Seen<'_>,
    acting: &Acting<'_>,
    cx: &Context<'_>,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) {
    if let Some(identity) = &account.identity {
        let key = (canonical(identity), identity_scope(seen));
        // INVARIANT: an entry is inserted and deleted, never replaced; the account's own version guards it.
        changes.identities.push(Put::Delete(Version::FIRST, key));
    }
    for grant in snapshot.grants.get(&account.id).into_iter().flatten() {
        let key = (account.id, grant.value.role);
        changes.grants.push(Put::Delete(grant.version, key));
    }
    if let Some(pin) = snapshot.pins.get(&account.id) {
        changes.pins.push(Put::Delete(pin.version, account.id));
    }
    if let Some(found) = snapshot.invitation_of(account.id) {
        let revoked = found.value.revoked.unwrap_or(Revocation {
            at: cx.now,
            by: acting.account,
        });
        let invitation = Invitation {
            state: InvitationState::Revoked,
            revoked: Some(revoked),
            recipient: None,
            // The name is free for whoever comes under it next: nothing of this one is found by it (N-25).
            username: account.id.to_string(),
            attempts: Attempts::default(),
            ..found.value.clone()
        };
        changes
            .invitations
            .push(Put::Replace(found.version, invitation));
    }
}

/// Without anything personal: id, organization, kind and times stay.
fn emptied(account: &Account) -> Account {
    Account {
        name: Name::Two {
            first: None,
            last: None,
        },
        identity: None,
        notification_address: None,
        applications: Vec::new(),
        language: None,
        extension: None,
        lines: Vec::new(),
        device: None,
        enabled: Enabled::Deleted,
        teams: BTreeSet::new(),
        consent: None,
        opted_out_at: None,
        attributes: BTreeMap::new(),
        administrator: false,
        ..account.clone()
    }
}

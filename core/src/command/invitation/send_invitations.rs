//! `send_invitations`: first sends and resends for a list of accounts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::numbers::{NumberCheck, Sent, Verdict};
use super::sending::{Issued, SendRequest, Sending, waits_already};
use crate::account::{Account, Onboarding};
use crate::change::{ChangeSet, CountedSet, Guard, GuardKind, Put};
use crate::command::guard::{Acting, Seen, held_roles};
use crate::command::limit::{add_limits, limits_on, within};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::id::{AccountId, OrganizationId};
use crate::limits::{LINES_PER_ACCOUNT, LIST_ITEMS};
use crate::number::LineKey;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::role::{AccountAction, Role};
use crate::settings::NumberRule;
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Sends each account an invitation, or a new generation of the one it has (D-07). An account named twice is sent
/// one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendInvitations {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// Channel and consent.
    pub request: SendRequest,
    /// What one failure does to the others.
    pub on_error: OnError,
}

/// What one failing item does to a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// Nothing changes, and the answer is the first failure.
    All,
    /// The others go on.
    #[default]
    Each,
}

/// What became of each account, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationsSent {
    /// One entry per account given.
    pub items: Vec<SentItem>,
}

/// What became of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentItem {
    /// The account.
    pub account: AccountId,
    /// What was issued; none if it failed.
    pub issued: Option<Issued>,
    /// Whether it went out beyond the supply of numbers.
    pub beyond_supply: bool,
    /// Why it failed: the code.
    pub error: Option<String>,
    /// The details of that error: `retry_at`, `limit`, `max` and the like.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, serde_json::Value>,
}

impl SentItem {
    const fn issued(account: AccountId, issued: Issued, verdict: Verdict) -> Self {
        Self {
            account,
            issued: Some(issued),
            beyond_supply: matches!(verdict, Verdict::Beyond),
            error: None,
            details: BTreeMap::new(),
        }
    }

    fn refused(account: AccountId, error: &Error) -> Self {
        let details = error.details().iter();
        Self {
            account,
            issued: None,
            beyond_supply: false,
            error: Some(error.code().as_str().to_owned()),
            details: details
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }
}

impl Outcome for InvitationsSent {}

impl Command for SendInvitations {
    type Outcome = InvitationsSent;

    const NAME: &'static str = "send_invitations";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.accounts.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.accounts.len()));
        }
        let mut plan = cx.read_plan();
        let wanted = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        let wanted = wanted.saturating_mul(LINES_PER_ACCOUNT);
        plan.probes.push(Probe::Capacity {
            organizations: Vec::new(),
            wanted,
        });
        for account in self.distinct() {
            plan.accounts.push(account);
            plan.probes.push(Probe::Free {
                selector: NumberSelector {
                    owners: Owners::UsableByAccount(account),
                    pick: Pick::FreeOrReserved,
                },
                at_least: 1,
                settled: cx.shortage,
            });
        }
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<InvitationsSent>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut list = List::new(cx, snapshot, &acting, self.request);
        let mut done: Vec<SentItem> = Vec::new();
        for (index, account) in self.distinct().into_iter().enumerate() {
            let item = match list.send(account, index) {
                Ok((issued, verdict)) => SentItem::issued(account, issued, verdict),
                Err(error) if self.on_error == OnError::All => return Err(error),
                Err(error) => SentItem::refused(account, &error),
            };
            done.push(item);
        }
        let changes = list.finish();
        let items = self
            .accounts
            .iter()
            .filter_map(|account| done.iter().find(|item| item.account == *account).cloned())
            .collect();
        Ok(Decision::new(changes, InvitationsSent { items }))
    }
}

impl SendInvitations {
    fn distinct(&self) -> Vec<AccountId> {
        let mut seen = BTreeSet::new();
        self.accounts
            .iter()
            .copied()
            .filter(|account| seen.insert(*account))
            .collect()
    }
}

/// The list while it is worked through.
struct List<'a, 's> {
    cx: &'a Context<'a>,
    snapshot: &'s Snapshot,
    acting: &'a Acting<'s>,
    request: SendRequest,
    changes: ChangeSet,
    numbers: NumberCheck,
    strict: bool,
    /// Organizations that the changes rely on already.
    relied: BTreeSet<OrganizationId>,
}

impl<'a, 's> List<'a, 's> {
    fn new(
        cx: &'a Context<'a>,
        snapshot: &'s Snapshot,
        acting: &'a Acting<'s>,
        request: SendRequest,
    ) -> Self {
        let changes = cx.changes();
        let view = snapshot.probes.iter().find_map(|answer| match answer {
            ProbeAnswer::Capacity(view) => Some(view),
            _ => None,
        });
        Self {
            cx,
            snapshot,
            acting,
            request,
            changes,
            // Each account is judged under the rule in force at its own organization.
            numbers: NumberCheck::new(NumberRule::Strict, view),
            strict: false,
            relied: BTreeSet::new(),
        }
    }

    fn send(&mut self, id: AccountId, index: usize) -> Result<(Issued, Verdict), Error> {
        let (found, seen) = self.acting.account(id, AccountAction::Invite)?;
        let sending = Sending {
            cx: self.cx,
            acting: self.acting,
            seen: &seen,
            snapshot: self.snapshot,
            request: self.request,
        };
        let roles: Vec<&Role> = held_roles(id, self.snapshot)
            .map(|(_, role)| role)
            .collect();
        let existing = self.snapshot.invitation_of(id);
        let channel = sending.check(&found.value, &roles, existing.map(|it| &it.value))?;
        let mut account = found.value.clone();
        let first = !waits_already(&account) && account.onboarding != Onboarding::Activated;
        let pending = CountedSet::PendingInvitations;
        let limits = limits_on(self.snapshot, &seen.path, pending, u32::from(first));
        let places = within(self.cx, &self.changes, &limits);
        // Whoever finds no place takes no number from those that come after.
        let before = places.is_err().then(|| self.numbers.clone());
        let verdict = self.judge_numbers(&found.value, &seen, index);
        if let Some(before) = before {
            self.numbers = before;
        }
        let verdict = verdict?;
        places?;
        let counter = u64::try_from(index).unwrap_or(u64::MAX);
        let issued = sending.issue(
            &mut account,
            &roles,
            existing,
            channel,
            counter,
            &mut self.changes,
        )?;
        if self.relied.insert(seen.id()) {
            seen.expect_in(&mut self.changes, self.snapshot);
        }
        add_limits(&mut self.changes, limits);
        if account != found.value {
            self.changes
                .accounts
                .push(Put::Replace(found.version, account));
        } else {
            let key = crate::change::EntityKey::Account(id);
            self.changes.expect(key, Some(found.version));
        }
        Ok((issued, verdict))
    }

    fn judge_numbers(
        &mut self,
        account: &Account,
        seen: &Seen<'_>,
        index: usize,
    ) -> Result<Verdict, Error> {
        let rule = seen.settings.number_rule;
        let snapshot = self.snapshot;
        let sent = Sent {
            organization: account.organization,
            lines: lines_without_number(account, snapshot),
            first_send: !waits_already(account) && account.onboarding != Onboarding::Activated,
        };
        let relies = rule == NumberRule::Strict && sent.lines > 0 && sent.first_send;
        let usable = || match snapshot.probes.get(index + 1) {
            Some(ProbeAnswer::Count(free)) => *free > 0,
            _ => false,
        };
        let verdict = self.numbers.judge_under(rule, sent, usable)?;
        self.strict |= relies;
        Ok(verdict)
    }

    fn finish(self) -> ChangeSet {
        let mut changes = self.changes;
        if changes.is_empty() {
            return changes;
        }
        self.acting.expect_in(&mut changes);
        if self.strict {
            guard_capacity(&mut changes, self.snapshot);
        }
        changes
    }
}

/// Strict sends expect the tenant's capacity as it was read, so that two of them never rely on the same number.
pub fn guard_capacity(changes: &mut ChangeSet, snapshot: &Snapshot) {
    let kind = GuardKind::Capacity;
    let version = snapshot
        .guards
        .get(&kind)
        .copied()
        .unwrap_or(crate::change::Version(0));
    changes.guards.push(Guard { kind, version });
}

/// How many lines of the account have no number yet.
#[must_use]
pub fn lines_without_number(account: &Account, snapshot: &Snapshot) -> u32 {
    let without = (0..account.lines.len()).filter(|line| {
        let line = u8::try_from(*line).unwrap_or(u8::MAX);
        let key = LineKey {
            account: account.id,
            line,
        };
        snapshot.number_on(key).is_none()
    });
    u32::try_from(without.count()).unwrap_or(u32::MAX)
}

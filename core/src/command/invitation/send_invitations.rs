//! `send_invitations`: first sends and resends for a list of accounts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::numbers::{NumberCheck, Sent, Verdict};
use super::sending::{Issued, SendRequest, Sending, waits_already};
use crate::account::{Account, Onboarding};
use crate::change::{ChangeSet, CountedSet, Guard, GuardKind, Put};
use crate::command::guard::{Acting, Seen, held_roles};
use crate::command::limit::{add_limits, limits_on};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::id::AccountId;
use crate::limits::LIST_ITEMS;
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
                Ok((issued, verdict)) => SentItem {
                    account,
                    issued: Some(issued),
                    beyond_supply: verdict == Verdict::Beyond,
                    error: None,
                },
                Err(error) if self.on_error == OnError::All || self.accounts.len() == 1 => {
                    return Err(error);
                }
                Err(error) => SentItem {
                    account,
                    issued: None,
                    beyond_supply: false,
                    error: Some(error.code().as_str().to_owned()),
                },
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
    numbers: Option<(NumberRule, NumberCheck)>,
    strict: bool,
}

impl<'a, 's> List<'a, 's> {
    fn new(
        cx: &'a Context<'a>,
        snapshot: &'s Snapshot,
        acting: &'a Acting<'s>,
        request: SendRequest,
    ) -> Self {
        let changes = cx.changes();
        Self {
            cx,
            snapshot,
            acting,
            request,
            changes,
            numbers: None,
            strict: false,
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
        let verdict = self.judge_numbers(&found.value, &seen, index)?;
        let mut account = found.value.clone();
        let first = !waits_already(&account) && account.onboarding != Onboarding::Activated;
        let counter = u64::try_from(index).unwrap_or(u64::MAX);
        let issued = sending.issue(
            &mut account,
            &roles,
            existing,
            channel,
            counter,
            &mut self.changes,
        )?;
        seen.expect_in(&mut self.changes, self.snapshot);
        if first {
            let adds = CountedSet::PendingInvitations;
            add_limits(
                &mut self.changes,
                limits_on(self.snapshot, &seen.path, adds, 1),
            );
        }
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
        let check = match &mut self.numbers {
            Some((known, check)) if *known == rule => check,
            other => {
                let view = snapshot.probes.iter().find_map(|answer| match answer {
                    ProbeAnswer::Capacity(view) => Some(view),
                    _ => None,
                });
                &mut other.insert((rule, NumberCheck::new(rule, view))).1
            }
        };
        let sent = Sent {
            organization: account.organization,
            needs_number: needs_number(account, snapshot),
            first_send: !waits_already(account) && account.onboarding != Onboarding::Activated,
        };
        self.strict |= rule == NumberRule::Strict && sent.needs_number && sent.first_send;
        check.judge(sent, || match snapshot.probes.get(index + 1) {
            Some(ProbeAnswer::Count(free)) => *free > 0,
            _ => false,
        })
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

/// Whether some line of the account has no number yet.
#[must_use]
pub fn needs_number(account: &Account, snapshot: &Snapshot) -> bool {
    (0..account.lines.len()).any(|line| {
        let line = u8::try_from(line).unwrap_or(u8::MAX);
        snapshot
            .number_on(LineKey {
                account: account.id,
                line,
            })
            .is_none()
    })
}

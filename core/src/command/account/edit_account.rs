//! `edit_account`: what is known about a person is corrected. What other commands change is refused with their names.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::edit::Edit;
use super::editing::Editing;
use super::form::canonical_forms;
use crate::account::{Account, LineFeatures};
use crate::change::{ChangeSet, CountedSet, Put, Versioned};
use crate::command::guard::{Acting, Seen, held_roles};
use crate::command::invitation::numbers::{NumberCheck, Sent, Verdict};
use crate::command::invitation::send_invitations::{guard_capacity, lines_without_number};
use crate::command::invitation::sending::{Issued, SendRequest, Sending, waits_already};
use crate::command::limit::{add_limits, limits_on};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::FindingCode;
use crate::id::{AccountId, GroupId, TeamId};
use crate::limits::LINES_PER_ACCOUNT;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::role::{AccountAction, Role};
use crate::settings::{Channel, NumberRule};
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Snapshot};

/// Edits an account. Only the fields that are named change; texts are as typed.
///
/// With another identity the secret at the old one dies (D-56): who waits is Not Invited, unless `send` is said;
/// active people stay active.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditAccount {
    /// Which.
    pub account: AccountId,
    /// The first name, where names have two fields.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub first_name: Edit<String>,
    /// The last name, where names have two fields.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub last_name: Edit<String>,
    /// The name, where names have one field.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub name: Edit<String>,
    /// Another e-mail address or phone number. A portal account always has one.
    #[serde(default)]
    pub identity: Option<String>,
    /// Where invitations go instead of the identity.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub notification_address: Edit<String>,
    /// All its applications.
    #[serde(default)]
    pub applications: Option<Vec<String>>,
    /// Its lines, each edited once.
    #[serde(default)]
    pub lines: Vec<LineEdit>,
    /// The language; emptied, the default.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub language: Edit<String>,
    /// 3 to 5 digits, unique in the organization.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub extension: Edit<String>,
    /// All the host's own pairs.
    #[serde(default)]
    pub attributes: Option<BTreeMap<String, String>>,
    /// All its teams.
    #[serde(default)]
    pub teams: Option<BTreeSet<TeamId>>,
    /// Whether an invitation goes out with the edit.
    #[serde(default)]
    pub send: bool,
    /// How it goes out; none for what fits the recipient.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// T-02 was agreed to: the recipient permits SMS.
    #[serde(default)]
    pub consent: bool,
    /// Fields that this command does not edit, as a host may pass them on: each is refused.
    #[serde(flatten)]
    pub fixed: BTreeMap<String, Value>,
}

/// An edit of one line.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEdit {
    /// Which, from 0.
    pub line: u8,
    /// The user-permission group; emptied, the default in force (D-16).
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub group: Edit<GroupId>,
    /// All its switches.
    #[serde(default)]
    pub features: Option<LineFeatures>,
    /// Where calls go: 4 to 18 digits with country code (M-52).
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    pub forwarding_number: Edit<String>,
}

impl std::fmt::Debug for LineEdit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LineEdit")
            .field("line", &self.line)
            .field("group", &self.group)
            .field("features", &self.features)
            .finish_non_exhaustive()
    }
}

/// Which account; nothing about the person.
impl std::fmt::Debug for EditAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EditAccount")
            .field("account", &self.account)
            .field("send", &self.send)
            .finish_non_exhaustive()
    }
}

/// The account, edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEdited {
    /// Which.
    pub account: AccountId,
    /// Whether something changed.
    pub changed: bool,
    /// The names of the fields that changed.
    pub fields: Vec<String>,
    /// The generation that went out; none if nothing was sent.
    pub invitation: Option<Issued>,
    /// Whether it went out beyond the supply of numbers.
    pub beyond_supply: bool,
    /// What was noticed about the edit and is no error.
    pub warnings: Vec<FindingCode>,
}

impl Outcome for AccountEdited {}

/// The command that changes a field which an edit does not.
const FIXED: [(&str, &str); 6] = [
    ("organization", "move_accounts"),
    ("access", "create_account"),
    ("role", "assign_role"),
    ("number", "assign_number"),
    ("device", "replace_device"),
    ("enabled", "suspend_accounts"),
];

impl EditAccount {
    /// Nothing of an account yet.
    #[must_use]
    pub const fn new(account: AccountId) -> Self {
        Self {
            account,
            first_name: Edit::Keep,
            last_name: Edit::Keep,
            name: Edit::Keep,
            identity: None,
            notification_address: Edit::Keep,
            applications: None,
            lines: Vec::new(),
            language: Edit::Keep,
            extension: Edit::Keep,
            attributes: None,
            teams: None,
            send: false,
            channel: None,
            consent: false,
            fixed: BTreeMap::new(),
        }
    }

    fn check_fixed(&self) -> Result<(), Error> {
        let Some(given) = self.fixed.keys().next() else {
            return Ok(());
        };
        match FIXED.iter().find(|(field, _)| field == given) {
            Some((field, command)) => Err(Error::new(ErrorCode::AccountFieldFixed)
                .with("field", *field)
                .with("command", *command)),
            // The name is not repeated: whoever typed it may have typed anything.
            None => Err(Error::new(ErrorCode::OptionNotAvailable)
                .with("option", "field")
                .with("setting", "edit_account")),
        }
    }
}

impl Command for EditAccount {
    type Outcome = AccountEdited;

    const NAME: &'static str = "edit_account";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.check_fixed()?;
        self.check_form()?;
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        plan.identities = canonical_forms(self.identity.as_deref());
        let extension = self.extension.value().cloned();
        plan.extensions_beside
            .extend(extension.map(|it| (self.account, it)));
        let groups = self.lines.iter().filter_map(|line| line.group.value());
        plan.groups.extend(groups.copied());
        plan.teams.extend(self.teams.iter().flatten().copied());
        if self.send {
            plan.probes.push(Probe::Capacity {
                organizations: Vec::new(),
                wanted: LINES_PER_ACCOUNT,
            });
            plan.probes.push(Probe::Free {
                selector: NumberSelector {
                    owners: Owners::UsableByAccount(self.account),
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
    ) -> Result<Decision<AccountEdited>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        if self.send {
            acting.account(self.account, AccountAction::Invite)?;
        }
        let editing = Editing {
            acting: &acting,
            seen: &seen,
            snapshot,
        };
        let (mut account, warnings) = editing.read(self, &found.value)?;
        cx.check_version("account", found.version)?;
        let fields = super::editing::changed_fields(&found.value, &account);
        let mut changes = cx.changes();
        editing.append(&found.value, &account, &mut changes);
        let mut outcome = AccountEdited {
            account: self.account,
            changed: !fields.is_empty() || self.send,
            fields: fields.iter().map(|it| (*it).to_owned()).collect(),
            invitation: None,
            beyond_supply: false,
            warnings,
        };
        if self.send {
            let sending = Sending {
                cx,
                acting: &acting,
                seen: &seen,
                snapshot,
                request: SendRequest {
                    channel: self.channel,
                    consent: self.consent,
                },
            };
            let (issued, verdict) = send(&sending, &mut account, &mut changes)?;
            outcome.invitation = Some(issued);
            outcome.beyond_supply = verdict == Verdict::Beyond;
        } else {
            editing.let_die(cx, &found.value, &mut account, &mut changes);
        }
        if outcome.changed {
            self.finish(
                found,
                account,
                &acting,
                &seen,
                snapshot,
                &fields,
                &mut changes,
            );
        }
        Ok(Decision::new(changes, outcome))
    }
}

impl EditAccount {
    #[expect(clippy::too_many_arguments, reason = "the parts of one decision, once")]
    fn finish(
        &self,
        found: &Versioned<Account>,
        account: Account,
        acting: &Acting<'_>,
        seen: &Seen<'_>,
        snapshot: &Snapshot,
        fields: &[&'static str],
        changes: &mut ChangeSet,
    ) {
        if !fields.is_empty() {
            changes.record(
                acting.account,
                EventName::AccountEdited,
                [self.account.to_string(), seen.id().to_string()],
                [("fields", json!(fields))],
            );
        }
        changes.accounts.push(Put::Replace(found.version, account));
        acting.expect_in(changes);
        seen.expect_in(changes, snapshot);
    }
}

/// Issues the next generation to the account as it is after the edit.
fn send(
    sending: &Sending<'_, '_>,
    account: &mut Account,
    changes: &mut ChangeSet,
) -> Result<(Issued, Verdict), Error> {
    let (seen, snapshot) = (sending.seen, sending.snapshot);
    let roles: Vec<&Role> = held_roles(account.id, snapshot)
        .map(|(_, role)| role)
        .collect();
    let existing = snapshot.invitation_of(account.id);
    let channel = sending.check(account, &roles, existing.map(|it| &it.value))?;
    let first =
        !waits_already(account) && account.onboarding != crate::account::Onboarding::Activated;
    let view = snapshot.probes.iter().find_map(|answer| match answer {
        ProbeAnswer::Capacity(view) => Some(view),
        _ => None,
    });
    let rule = seen.settings.number_rule;
    let sent = Sent {
        organization: seen.id(),
        lines: lines_without_number(account, snapshot),
        first_send: first,
    };
    let usable = || matches!(snapshot.probes.last(), Some(ProbeAnswer::Count(free)) if *free > 0);
    let verdict = NumberCheck::new(rule, view).judge(sent, usable)?;
    if rule == NumberRule::Strict && sent.lines > 0 && first {
        guard_capacity(changes, snapshot);
    }
    let pending = CountedSet::PendingInvitations;
    add_limits(
        changes,
        limits_on(snapshot, &seen.path, pending, u32::from(first)),
    );
    let issued = sending.issue(account, &roles, existing, channel, 0, changes)?;
    Ok((issued, verdict))
}

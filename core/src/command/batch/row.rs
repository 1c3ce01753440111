//! One row of an upload: read into an account, added, invited; and what became of it.

use serde_json::json;

use super::facts::{any_usable, capacity_left};
use super::ledger::{entry, tally};
use super::typed::{account, changed_fields, filled};
use super::upload::Upload;
use crate::account::Account;
use crate::batch::{BatchOperation, BatchRow, RowOutcome};
use crate::change::{ChangeSet, CountedSet, Limit, Put, Versioned};
use crate::command::account::creation::{
    Creation, LineNumber, NewAccount, canonical, identity_scope,
};
use crate::command::invitation::numbers::{NumberCheck, Sent};
use crate::command::invitation::sending::{SendRequest, Sending};
use crate::command::limit::{add_limits, limits_on};
use crate::csv::{Keys, Report, Row, RowStatus};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::{Finding, FindingCode, Place, Scope, Severity};
use crate::id::AccountId;
use crate::number::StateNow;
use crate::role::{AccountAction, Role};
use crate::settings::{ImportExisting, ImportMode, NumberRule};

/// The rows of one commit while they are worked through.
#[derive(Debug)]
pub struct Rows<'a, 's> {
    upload: &'a Upload,
    creation: Creation<'a, 's>,
    check: NumberCheck,
    any_usable: bool,
    pending: Vec<Limit>,
    /// What they write.
    pub changes: ChangeSet,
    /// What the import says about them.
    pub said: Vec<Finding>,
    /// Whether some row relied on the supply of numbers under rule strict.
    pub strict: bool,
}

/// What became of a row, before it is written down.
#[derive(Clone, Debug)]
pub struct Worked {
    /// The outcome.
    pub outcome: RowOutcome,
    /// The account, if there is one.
    pub account: Option<AccountId>,
    /// The number that the row named and the account got.
    pub number: Option<crate::e164::E164>,
    /// `first_send`, `resend`, or why not.
    pub invitation: Option<String>,
    /// What the import says about the row.
    pub findings: Vec<Finding>,
}

impl Worked {
    /// Nothing but an outcome.
    #[must_use]
    pub const fn of(outcome: RowOutcome) -> Self {
        Self {
            outcome,
            account: None,
            number: None,
            invitation: None,
            findings: Vec::new(),
        }
    }
}

impl<'a, 's> Rows<'a, 's> {
    /// Before the first row.
    #[must_use]
    pub fn new(upload: &'a Upload, creation: Creation<'a, 's>, keys: &Keys) -> Self {
        let Creation {
            cx, seen, snapshot, ..
        } = creation;
        let view = capacity_left(keys, &upload.path, cx, snapshot);
        let pending = CountedSet::PendingInvitations;
        Self {
            upload,
            check: NumberCheck::new(seen.settings.number_rule, view.as_ref()),
            any_usable: any_usable(snapshot),
            pending: limits_on(snapshot, &seen.path, pending, 1),
            changes: cx.changes(),
            creation,
            said: Vec::new(),
            strict: false,
        }
    }

    /// Works on rows in their order: the ledger's entries. The figures of the batch and its next row go on.
    ///
    /// # Errors
    /// Only those that concern the whole upload: `keys_missing`, `invitation_consent_required`, `option_not_available`,
    /// `internal`.
    pub fn run<'r>(
        &mut self,
        rows: impl Iterator<Item = &'r Row>,
        report: &Report,
        batch: &mut BatchOperation,
    ) -> Result<Vec<BatchRow>, Error> {
        let mut entries = Vec::new();
        for row in rows {
            let said: Vec<&Finding> = report.findings_of_row(row.row).collect();
            let given_up = batch
                .max_errors
                .is_some_and(|most| batch.counters.failed > most);
            let worked = match row.status {
                _ if given_up => Worked::of(RowOutcome::NotAttempted),
                RowStatus::Error => Worked::of(RowOutcome::Failed),
                _ => self.work(row)?,
            };
            let warned = said.iter().copied().chain(&worked.findings).any(is_warning);
            let written = entry(batch.id, row, &worked, &said);
            tally(&mut batch.counters, &written, warned);
            batch.next_row += 1;
            entries.push(written);
            self.said.extend(worked.findings);
        }
        Ok(entries)
    }

    /// Works on one row that has no error. An error is an outcome of the row; nothing of it is written then.
    ///
    /// # Errors
    /// Only those that concern the whole upload: `keys_missing`, `invitation_consent_required`,
    /// `option_not_available`, `internal`.
    fn work(&mut self, row: &Row) -> Result<Worked, Error> {
        if row.status == RowStatus::Skipped {
            return Ok(Worked::of(RowOutcome::Skipped));
        }
        let Creation { seen, snapshot, .. } = self.creation;
        let new = match account(row, self.upload, &seen.settings, snapshot) {
            Ok(new) => new,
            Err(error) => return Ok(failed(row, &error)),
        };
        if let Some(found) = self.existing(&new) {
            return Ok(self.meet(row, found, &new));
        }
        if let Some(error) = self.reserved(&new) {
            return Ok(failed(row, &error));
        }
        // What a failing row has appended is cut off again.
        let mark = Mark::of(&self.changes);
        match self.add(row, new) {
            Ok(worked) => Ok(worked),
            Err(error) if concerns_upload(&error) => Err(error),
            Err(error) => {
                mark.cut(&mut self.changes);
                Ok(failed(row, &taken_meanwhile(row, error)))
            }
        }
    }

    fn add(&mut self, row: &Row, new: NewAccount) -> Result<Worked, Error> {
        let counter = u64::from(row.record) + 1;
        let named = new.lines.iter().find_map(|line| match line.number {
            LineNumber::Named(number) => Some(number),
            _ => None,
        });
        let waits_for_number = new
            .lines
            .iter()
            .any(|line| line.number == LineNumber::Later);
        let role = new.role;
        let mut account = self.creation.add(new, counter, &mut self.changes)?;
        let mut worked = Worked {
            outcome: RowOutcome::Created,
            account: Some(account.id),
            number: named,
            invitation: None,
            findings: Vec::new(),
        };
        if self.upload.invite {
            let role = role.and_then(|id| self.creation.snapshot.roles.get(&id));
            let roles: Vec<&Role> = role.into_iter().map(|found| &found.value).collect();
            match self.invite(&mut account, &roles, waits_for_number, counter) {
                Ok(kind) => {
                    worked.outcome = RowOutcome::CreatedInvited;
                    worked.invitation = Some(kind);
                }
                Err(error)
                    if self.upload.mode == ImportMode::Partial && !concerns_upload(&error) =>
                {
                    // In mode partial a row that fails only for sending is imported and not invited.
                    let code = error.code().as_str();
                    worked.invitation = Some(code.to_owned());
                    worked.findings.push(
                        Finding::new(FindingCode::InvitationNotSent, place(row, None))
                            .with("reason", code),
                    );
                }
                Err(error) => return Err(error),
            }
        }
        self.changes.accounts.push(Put::Insert(account));
        Ok(worked)
    }

    fn invite(
        &mut self,
        account: &mut Account,
        roles: &[&Role],
        needs_number: bool,
        counter: u64,
    ) -> Result<String, Error> {
        let Creation {
            cx,
            acting,
            seen,
            snapshot,
            ..
        } = self.creation;
        let request = SendRequest {
            channel: None,
            consent: self.upload.input.consent,
        };
        let sending = Sending {
            cx,
            acting,
            seen,
            snapshot,
            request,
        };
        let channel = sending.check(account, roles, None)?;
        let sent = Sent {
            organization: account.organization,
            lines: u32::from(needs_number),
            first_send: true,
        };
        self.strict |= seen.settings.number_rule == NumberRule::Strict && needs_number;
        let usable = self.any_usable;
        self.check.judge(sent, || usable)?;
        let issued = sending.issue(account, roles, None, channel, counter, &mut self.changes)?;
        add_limits(&mut self.changes, self.pending.clone());
        Ok(issued.kind.as_str().to_owned())
    }

    /// A row whose account exists: skipped, or its filled cells change the account (D-36). Only who sees the account
    /// learns which it is (N-26); only one of the upload's own organization is changed.
    fn meet(&mut self, row: &Row, found: &'s Versioned<Account>, new: &NewAccount) -> Worked {
        let Creation { acting, seen, .. } = self.creation;
        let account = &found.value;
        let visible = acting.organization(account.organization).is_ok();
        let mut worked = Worked::of(RowOutcome::Skipped);
        worked.account = visible.then_some(account.id);
        let here = account.organization == seen.id();
        match self.upload.existing {
            ImportExisting::Skip => return worked,
            ImportExisting::Update if here => {}
            ImportExisting::Fail | ImportExisting::Update => {
                let code = FindingCode::AccountIdentityTaken;
                let mut finding = Finding::new(code, place(row, Some("identity")));
                if visible {
                    finding = finding.with("status", account.status().as_str());
                }
                worked.outcome = RowOutcome::Failed;
                worked.findings.push(finding.as_error(Scope::Row));
                return worked;
            }
        }
        if let Err(error) = acting.account(account.id, AccountAction::Edit) {
            return failed(row, &error);
        }
        let updated = filled(account, row, new);
        let fields = changed_fields(account, &updated);
        if fields.is_empty() {
            worked.outcome = RowOutcome::Unchanged;
            return worked;
        }
        worked.outcome = RowOutcome::Updated;
        let subjects = [account.id.to_string(), account.organization.to_string()];
        let data = [("fields", json!(fields))];
        self.changes
            .record(acting.account, EventName::AccountEdited, subjects, data);
        self.changes
            .accounts
            .push(Put::Replace(found.version, updated));
        worked
    }

    /// A file may name Available numbers only, unless `csv_allow_reserved` is on (D-04).
    fn reserved(&self, new: &NewAccount) -> Option<Error> {
        let Creation {
            cx, seen, snapshot, ..
        } = self.creation;
        if seen.settings.csv_allow_reserved {
            return None;
        }
        let held = new.lines.iter().any(|line| match line.number {
            LineNumber::Named(number) => snapshot
                .numbers
                .get(&number)
                .is_some_and(|found| found.value.state_at(cx.now) == StateNow::Reserved),
            _ => false,
        });
        held.then(|| {
            Error::new(ErrorCode::NumberNotAvailable).with("state", StateNow::Reserved.as_str())
        })
    }

    fn existing(&self, new: &NewAccount) -> Option<&'s Versioned<Account>> {
        let Creation { seen, snapshot, .. } = self.creation;
        let key = (canonical(new.identity.as_ref()?), identity_scope(seen));
        let entry = snapshot.identities.get(&key)?;
        snapshot.accounts.get(&entry.value.account)
    }
}

/// Errors that are not about a row: they end the upload before anything is written.
fn concerns_upload(error: &Error) -> bool {
    use crate::error::ErrorCode as Code;
    matches!(
        error.code(),
        Code::KeysMissing
            | Code::KeysInvalid
            | Code::InvitationConsentRequired
            | Code::OptionNotAvailable
            | Code::PrivilegeMissing
            | Code::OrganizationDisabled
            | Code::Internal
    )
}

/// A refusal of the commands, as the finding of the same code.
/// The number of a row was available when the file was checked: whoever has it now was faster.
fn taken_meanwhile(row: &Row, error: Error) -> Error {
    let state = error
        .details()
        .get("state")
        .and_then(|state| state.as_str());
    let is_taken = error.code() == ErrorCode::NumberNotAvailable
        && matches!(state, Some("assigned" | "registered"));
    match row.value("multiline_number") {
        Some(number) if is_taken => Error::new(ErrorCode::NumberClaimLost).with("e164", number),
        _ => error,
    }
}

fn failed(row: &Row, error: &Error) -> Worked {
    let mut worked = Worked::of(RowOutcome::Failed);
    let code = error.code().as_str();
    let unknown_number = error
        .details()
        .get("entity")
        .is_some_and(|it| it == "number");
    let known = match code.parse::<FindingCode>() {
        Err(_) if unknown_number => Ok(FindingCode::NumberNotInInventory),
        known => known,
    };
    let finding = match known {
        Ok(known) => {
            let mut finding = Finding::new(known, place(row, field_of(known)));
            for (name, value) in error.details() {
                if let Some(text) = value.as_str().filter(|_| *name != "account") {
                    finding = finding.with(name, text);
                }
            }
            finding.as_error(Scope::Row)
        }
        Err(_) => Finding::new(FindingCode::BackendRejected, place(row, None)).with("cause", code),
    };
    worked.findings.push(finding);
    worked
}

fn is_warning(finding: &Finding) -> bool {
    finding.severity == Severity::Warning
}

fn field_of(code: FindingCode) -> Option<&'static str> {
    match code {
        FindingCode::NumberNotAvailable
        | FindingCode::NumberNotInInventory
        | FindingCode::NumberCooling
        | FindingCode::NumberOtherOrganization
        | FindingCode::NumberClaimLost => Some("multiline_number"),
        FindingCode::AccountIdentityTaken => Some("identity"),
        FindingCode::AccountExtensionTaken => Some("extension"),
        FindingCode::RoleNotGrantable => Some("role"),
        _ => None,
    }
}

pub(super) fn place(row: &Row, field: Option<&str>) -> Place {
    Place {
        row: Some(row.row),
        line: Some(row.line),
        record: Some(row.record),
        field: field.map(Into::into),
        ..Place::default()
    }
}

/// How long the vectors of a change set were.
struct Mark {
    identities: usize,
    grants: usize,
    numbers: usize,
    claims: usize,
    invitations: usize,
    outbox: usize,
    events: usize,
    limits: Vec<Limit>,
}

impl Mark {
    fn of(changes: &ChangeSet) -> Self {
        Self {
            identities: changes.identities.len(),
            grants: changes.grants.len(),
            numbers: changes.numbers.len(),
            claims: changes.claims.len(),
            invitations: changes.invitations.len(),
            outbox: changes.outbox.len(),
            events: changes.events.len(),
            limits: changes.limits.clone(),
        }
    }

    fn cut(self, changes: &mut ChangeSet) {
        changes.identities.truncate(self.identities);
        changes.grants.truncate(self.grants);
        changes.numbers.truncate(self.numbers);
        changes.claims.truncate(self.claims);
        changes.invitations.truncate(self.invitations);
        changes.outbox.truncate(self.outbox);
        changes.events.truncate(self.events);
        changes.limits = self.limits;
    }
}

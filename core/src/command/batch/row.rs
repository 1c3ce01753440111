//! One row of an upload: read into an account, added, invited; and what became of it.

use std::collections::BTreeMap;

use crate::account::{Account, LineFeatures, Name};
use crate::batch::{BatchCounters, BatchRow, RowOutcome};
use crate::change::ChangeSet;
use crate::change::{CountedSet, EntityKey, Put, Versioned};
use crate::command::account::creation::{
    Creation, LineNumber, NewAccount, NewLine, canonical, identity_scope,
};
use crate::command::batch::facts::role_named;
use crate::command::batch::upload::Upload;
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::numbers::{NumberCheck, Sent};
use crate::command::invitation::sending::{SendRequest, Sending};
use crate::command::limit::{add_limits, limits_on};
use crate::contact::{ForwardingNumber, Identity};
use crate::csv::{Row, RowStatus};
use crate::error::Error;
use crate::event::EventName;
use crate::finding::{Finding, FindingCode, Place, Scope};
use crate::id::{AccountId, BatchId};
use crate::role::{AccountAction, Role};
use crate::settings::{
    AccessKind, Application, ImportExisting, ImportMode, Language, NameForm, NumberRule,
};
use crate::snapshot::{ProbeAnswer, Snapshot};
use crate::text::PersonName;

/// The rows of one commit while they are worked through.
#[derive(Debug)]
pub struct Rows<'a, 's> {
    upload: &'a Upload,
    creation: Creation<'a, 's>,
    check: NumberCheck,
    any_usable: bool,
    /// What they write.
    pub changes: ChangeSet,
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
    pub fn new(upload: &'a Upload, creation: Creation<'a, 's>, snapshot: &Snapshot) -> Self {
        let rule = creation.seen.settings.number_rule;
        let check = NumberCheck::new(rule, crate::command::batch::facts::capacity(snapshot));
        let any_usable = snapshot
            .probes
            .iter()
            .any(|answer| matches!(answer, ProbeAnswer::Count(free) if *free > 0));
        let changes = creation.cx.changes();
        Self {
            upload,
            creation,
            check,
            any_usable,
            changes,
            strict: false,
        }
    }

    /// Works on one row that has no error. An error is an outcome of the row; nothing of it is written then.
    ///
    /// # Errors
    /// Only those that concern the whole upload: `keys_missing`, `invitation_consent_required`,
    /// `option_not_available`, `internal`.
    pub fn work(&mut self, row: &Row) -> Result<Worked, Error> {
        if row.status == RowStatus::Skipped {
            return Ok(Worked::of(RowOutcome::Skipped));
        }
        let new = match self.account(row) {
            Ok(new) => new,
            Err(error) => return Ok(failed(row, &error)),
        };
        if let Some(found) = self.existing(&new) {
            return Ok(self.meet(row, found, &new));
        }
        // Work on a copy of nothing: what a failing row appended is cut off again.
        let mark = Mark::of(&self.changes);
        match self.add(row, new) {
            Ok(worked) => Ok(worked),
            Err(error) if concerns_upload(&error) => Err(error),
            Err(error) => {
                mark.cut(&mut self.changes);
                Ok(failed(row, &error))
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
            needs_number,
            first_send: true,
        };
        self.strict |= seen.settings.number_rule == NumberRule::Strict && needs_number;
        let usable = self.any_usable;
        self.check.judge(sent, || usable)?;
        let issued = sending.issue(account, roles, None, channel, counter, &mut self.changes)?;
        let limits = limits_on(snapshot, &seen.path, CountedSet::PendingInvitations, 1);
        add_limits(&mut self.changes, limits);
        Ok(issued.kind.as_str().to_owned())
    }

    /// A row whose account exists: skipped, or its filled cells change the account (D-36).
    fn meet(&mut self, row: &Row, found: &'s Versioned<Account>, new: &NewAccount) -> Worked {
        let mut worked = Worked::of(RowOutcome::Skipped);
        worked.account = Some(found.value.id);
        match self.upload.existing {
            ImportExisting::Skip => worked,
            ImportExisting::Fail => {
                worked.outcome = RowOutcome::Failed;
                let code = FindingCode::AccountIdentityTaken;
                let finding = Finding::new(code, place(row, Some("identity")))
                    .with("status", found.value.status().as_str());
                worked.findings.push(finding);
                worked
            }
            ImportExisting::Update => {
                let acting = self.creation.acting;
                if let Err(error) = acting.account(found.value.id, AccountAction::Edit) {
                    return failed(row, &error);
                }
                let updated = filled(&found.value, row, new);
                if updated == found.value {
                    worked.outcome = RowOutcome::Unchanged;
                    return worked;
                }
                worked.outcome = RowOutcome::Updated;
                let subjects = [
                    found.value.id.to_string(),
                    found.value.organization.to_string(),
                ];
                let by = acting.account;
                self.changes
                    .record(by, EventName::AccountEdited, subjects, []);
                self.changes
                    .accounts
                    .push(Put::Replace(found.version, updated));
                worked
            }
        }
    }

    fn existing(&self, new: &NewAccount) -> Option<&'s Versioned<Account>> {
        let Creation { seen, snapshot, .. } = self.creation;
        let key = (canonical(new.identity.as_ref()?), identity_scope(seen));
        let entry = snapshot.identities.get(&key)?;
        snapshot.accounts.get(&entry.value.account)
    }

    /// The typed row as an account. The validator has judged every cell, so a failure here is a disagreement.
    fn account(&self, row: &Row) -> Result<NewAccount, Error> {
        let Creation { seen, snapshot, .. } = self.creation;
        let settings = &seen.settings;
        let access = self.upload.input.access;
        let identity = row
            .value("identity")
            .map(|it| ("identity", it))
            .or_else(|| row.value("email").map(|it| ("email", it)));
        let identity = identity.map(|(key, canonical)| {
            let typed = row.text(key).unwrap_or(canonical).trim();
            Identity::from_stored(typed, canonical)
                .or_else(|_| Identity::from_stored(canonical, canonical))
                .map_err(|_| Error::internal("identity of a row"))
        });
        let role = row.value("role").map(|word| {
            role_named(word, snapshot)
                .map(|role| role.id)
                .ok_or_else(|| Error::not_found("role"))
        });
        let applications = match &self.upload.input.application {
            Some(application) => vec![application.clone()],
            None => settings
                .applications
                .first()
                .cloned()
                .into_iter()
                .collect::<Vec<Application>>(),
        };
        let lines = match (access, settings.lines_at_creation) {
            (AccessKind::Portal, 0) => Vec::new(),
            (AccessKind::NoPortal, 0) => Vec::new(),
            (_, more) => {
                let mut lines = vec![line(row)?];
                lines.resize_with(usize::try_from(more).unwrap_or(1), NewLine::default);
                lines
            }
        };
        Ok(NewAccount {
            access,
            name: name(row, settings.name_form)?,
            identity: identity.transpose()?,
            notification_address: None,
            role: role.transpose()?,
            group: self.upload.input.group,
            applications,
            lines,
            language: row
                .value("language")
                .and_then(|it| Language::parse(it).ok()),
            extension: row.value("extension").map(str::to_owned),
            attributes: BTreeMap::new(),
        })
    }
}

fn name(row: &Row, form: NameForm) -> Result<Name, Error> {
    let read = |key| {
        row.value(key)
            .map(PersonName::parse)
            .transpose()
            .map_err(|_| Error::internal("name of a row"))
    };
    Ok(match form {
        NameForm::Two => Name::Two {
            first: read("firstname")?,
            last: read("lastname")?,
        },
        NameForm::One => match read("name")? {
            Some(name) => Name::One(name),
            None => return Err(Error::field_code("name", FindingCode::RequiredValueMissing)),
        },
    })
}

fn line(row: &Row) -> Result<NewLine, Error> {
    let is = |key: &str, word: &str| row.value(key) == Some(word);
    let social_messaging = is("social_messaging", "Yes");
    let number = match row.value("multiline_number") {
        None => LineNumber::Later,
        Some(number) => LineNumber::Named(
            number
                .parse()
                .map_err(|_| Error::internal("number of a row"))?,
        ),
    };
    let forwarding = row
        .value("forwarding_number")
        .map(|text| ForwardingNumber::read(text).map(|read| read.value))
        .transpose()
        .map_err(|problem| Error::field("forwarding_number", &problem))?;
    Ok(NewLine {
        number,
        features: LineFeatures {
            social_messaging,
            restrict_incoming_social_messaging: social_messaging
                && is("restrict_incoming_social_messaging", "true"),
            monitor_calls: is("monitor_calls", "auto"),
            monitor_sms: is("monitor_sms", "on"),
        },
        forwarding,
    })
}

/// The account with the filled cells of a row: never its identity, role or number (D-36).
fn filled(account: &Account, row: &Row, new: &NewAccount) -> Account {
    let mut updated = account.clone();
    match (&mut updated.name, &new.name) {
        (
            Name::Two { first, last },
            Name::Two {
                first: new_first,
                last: new_last,
            },
        ) => {
            if new_first.is_some() {
                first.clone_from(new_first);
            }
            if new_last.is_some() {
                last.clone_from(new_last);
            }
        }
        (name, new) => name.clone_from(new),
    }
    if new.language.is_some() && !row.text("language").unwrap_or_default().trim().is_empty() {
        updated.language.clone_from(&new.language);
    }
    if let (Some(line), Some(new)) = (updated.lines.first_mut(), new.lines.first()) {
        line.features = new.features;
        if let Some(to) = &new.forwarding {
            line.forwarding_number = Some(to.digits().to_owned());
        }
    }
    updated
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
fn failed(row: &Row, error: &Error) -> Worked {
    let code = error.code().as_str();
    let mut worked = Worked::of(RowOutcome::Failed);
    let finding = match code.parse::<FindingCode>() {
        Ok(known) => Finding::new(known, place(row, field_of(known))).as_error(Scope::Row),
        Err(_) => Finding::new(FindingCode::BackendRejected, place(row, None)).with("cause", code),
    };
    worked.findings.push(finding);
    worked
}

fn field_of(code: FindingCode) -> Option<&'static str> {
    match code {
        FindingCode::NumberNotAvailable
        | FindingCode::NumberCooling
        | FindingCode::NumberOtherOrganization
        | FindingCode::NumberClaimLost => Some("multiline_number"),
        FindingCode::AccountIdentityTaken => Some("identity"),
        FindingCode::AccountExtensionTaken => Some("extension"),
        FindingCode::RoleNotGrantable => Some("role"),
        _ => None,
    }
}

fn place(row: &Row, field: Option<&str>) -> Place {
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
    limits: Vec<crate::change::Limit>,
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

/// The ledger's entry for a row, its findings without values.
#[must_use]
pub fn entry(batch: BatchId, row: &Row, worked: &Worked, said: &[&Finding]) -> BatchRow {
    let findings = said.iter().copied().chain(&worked.findings);
    BatchRow {
        batch,
        record: row.record,
        row: u64::from(row.row),
        line: u64::from(row.line),
        outcome: worked.outcome,
        findings: findings.cloned().map(Finding::without_values).collect(),
        account: worked.account,
        number: worked.number,
        invitation: worked.invitation.clone(),
    }
}

/// Counts a row.
pub const fn tally(counters: &mut BatchCounters, row: &BatchRow, warned: bool) {
    match row.outcome {
        RowOutcome::Created | RowOutcome::Updated | RowOutcome::Unchanged => {
            counters.succeeded += 1
        }
        RowOutcome::CreatedInvited => {
            counters.succeeded += 1;
            counters.invited += 1;
        }
        RowOutcome::Skipped => counters.skipped += 1,
        RowOutcome::Failed | RowOutcome::RolledBack | RowOutcome::NotAttempted => {
            counters.failed += 1
        }
    }
    if warned {
        counters.warnings += 1;
    }
}

/// What the whole commit relies on: actor, path, supply.
pub fn rely(
    changes: &mut ChangeSet,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
    strict: bool,
) {
    acting.expect_in(changes);
    seen.expect_in(changes, snapshot);
    if let Some(settings) = snapshot.settings.get(&seen.id()) {
        changes.expect(EntityKey::Settings(seen.id()), Some(settings.version));
    }
    if strict {
        crate::command::invitation::send_invitations::guard_capacity(changes, snapshot);
    }
}

//! The attempt with a typed code is counted in a commit of its own, before anything is compared: two parallel guesses
//! must not share the last free attempt.

use serde::{Deserialize, Serialize};

use super::credential::Presented;
use crate::account::Account;
use crate::change::{AttemptEntry, ChangeSet, Put, Subject, Versioned};
use crate::command::{Command, Context, Decision, Outcome};
use crate::credential::derive::{Counted as CountedSubject, attempt_subject};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, InvitationId, OrganizationId};
use crate::invitation::Invitation;
use crate::invitation::attempts::{Attempts, Counted};
use crate::profile::ProfileName;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::time::Timestamp;

/// Counts one attempt. Names that do not exist are counted alike, by a MAC of them, with the same number of reads and
/// commits.
#[derive(Clone, Debug, Serialize)]
pub struct CountAttempt {
    /// What was presented.
    pub presented: Presented,
    /// The organization that the company id names; none if there is none.
    pub company: Option<OrganizationId>,
}

/// What came of counting. It says nothing about the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptCounted {
    /// Until when nothing is compared, the right code included; none if the code may be compared now.
    pub locked_until: Option<Timestamp>,
    /// The invitation that the names select.
    pub found: Option<Found>,
}

/// What is to be read to judge the credential: ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The invitation.
    pub invitation: InvitationId,
    /// Its generation.
    pub generation: u64,
    /// Whom it invites.
    pub account: AccountId,
    /// Who sent it.
    pub inviter: Option<AccountId>,
}

impl Found {
    /// Stands for an invitation that does not exist, so that the same is read as for one that does.
    pub(crate) const NOBODY: Self = Self {
        invitation: InvitationId::from_bytes([0; 16]),
        generation: 0,
        account: AccountId::from_bytes([0; 16]),
        inviter: None,
    };
}

impl Outcome for AttemptCounted {}

impl Command for CountAttempt {
    type Outcome = AttemptCounted;

    const NAME: &'static str = "count_attempt";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        let nowhere = OrganizationId::from_bytes([0; 16]);
        plan.organizations.push(self.company.unwrap_or(nowhere));
        plan.invitations.extend(self.presented.key());
        plan.attempts.push(subject(cx, &self.presented)?);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AttemptCounted>, Error> {
        let mut changes = cx.changes();
        let known = find(snapshot, &self.presented);
        let locked_until = match known {
            Some((invitation, account)) => {
                let organization = account.value.organization;
                let allowed = allowed_in(snapshot, Some(organization));
                count_known(cx, invitation, organization, allowed, &mut changes)
            }
            None => {
                let allowed = allowed_in(snapshot, self.company);
                let subject = subject(cx, &self.presented)?;
                count_unknown(cx, snapshot, subject, allowed, &mut changes)
            }
        };
        let found = known.map(|(invitation, account)| Found {
            invitation: invitation.value.id,
            generation: invitation.value.generation.number,
            account: account.value.id,
            inviter: invitation.value.inviter,
        });
        Ok(Decision::new(
            changes,
            AttemptCounted {
                locked_until,
                found,
            },
        ))
    }
}

/// The invitation that company id and username select, with its account.
#[must_use]
pub(crate) fn find<'s>(
    snapshot: &'s Snapshot,
    presented: &Presented,
) -> Option<(&'s Versioned<Invitation>, &'s Versioned<Account>)> {
    let company_id = presented.company_id()?;
    let invitation = snapshot.invitations.values().find(|found| {
        found.value.company_id == *company_id
            && found.value.username == presented.username().as_str()
    })?;
    let account = snapshot.accounts.get(&invitation.value.account)?;
    Some((invitation, account))
}

/// `invitation_locked` until then.
pub(crate) fn locked(until: Timestamp) -> Error {
    Error::new(ErrorCode::InvitationLocked).with("retry_at", until.to_string())
}

/// Who is counted when nobody is found: a MAC of the names. Computed for everybody, so that it tells nothing.
fn subject(cx: &Context<'_>, presented: &Presented) -> Result<Subject, Error> {
    let keys = cx.keys.codes()?;
    let key = keys
        .live()
        .next()
        .ok_or_else(|| Error::new(ErrorCode::KeysMissing))?;
    let counted = CountedSubject::Code {
        company_id: presented.company_id().map_or("", |id| id.as_str()),
        username: presented.username().as_str(),
    };
    let mac = attempt_subject(key, cx.keys.deployment()?, counted);
    Ok(Subject(mac))
}

/// The setting `code_attempts` there; where nothing is known, that of the profiles.
fn allowed_in(snapshot: &Snapshot, organization: Option<OrganizationId>) -> u32 {
    organization
        .and_then(|id| snapshot.settings_of(id))
        .map_or_else(
            || ProfileName::Multiline2024.settings().code_attempts,
            |settings| settings.code_attempts,
        )
}

fn count_known(
    cx: &Context<'_>,
    found: &Versioned<Invitation>,
    organization: OrganizationId,
    allowed: u32,
    changes: &mut ChangeSet,
) -> Option<Timestamp> {
    let mut invitation = found.value.clone();
    if let Counted::Locked(until) = invitation.attempts.count(cx.now, allowed) {
        return Some(until);
    }
    // A right code at the last free attempt clears this lock again; the event then tells of a close call.
    if let Some(until) = invitation.attempts.locked_until(cx.now) {
        changes.record(
            None,
            EventName::InvitationLocked,
            [
                invitation.id.to_string(),
                invitation.account.to_string(),
                organization.to_string(),
            ],
            [
                ("generation", invitation.generation.number.into()),
                ("until", until.to_string().into()),
            ],
        );
    }
    changes
        .invitations
        .push(Put::Replace(found.version, invitation));
    None
}

fn count_unknown(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    subject: Subject,
    allowed: u32,
    changes: &mut ChangeSet,
) -> Option<Timestamp> {
    let found = snapshot.attempts.get(&subject);
    let mut attempts = found.map_or_else(Attempts::default, |entry| entry.value.attempts);
    if let Counted::Locked(until) = attempts.count(cx.now, allowed) {
        return Some(until);
    }
    let entry = AttemptEntry { subject, attempts };
    changes.attempts.push(match found {
        Some(found) => Put::Replace(found.version, entry),
        None => Put::Insert(entry),
    });
    None
}

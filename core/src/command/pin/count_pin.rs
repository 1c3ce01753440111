//! The attempt with a PIN is counted in a commit of its own, before anything is compared (`security.md` 2.9). What could
//! not be counted is not compared.

use serde::{Deserialize, Serialize};

use super::making::pin_of;
use super::verify_pin::PinAttempt;
use crate::account::Account;
use crate::change::{AttemptEntry, ChangeSet, Put, Subject, Versioned};
use crate::command::guard::Acting;
use crate::command::{Command, Context, Decision, Outcome};
use crate::credential::derive::{Counted as CountedSubject, attempt_subject};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::invitation::attempts::{Attempts, Counted};
use crate::limits::{PIN_ATTEMPTS, PIN_DEVICE_BUDGET, PIN_ORGANIZATION_BUDGET};
use crate::pin::Pin;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::time::Timestamp;

/// Counts one attempt: for the extension, whether or not it exists; for the device; and from a device that is not known
/// for the organization, so that a stranger cannot stop the known ones.
#[derive(Clone, Debug, Serialize)]
pub struct CountPin {
    /// What was given.
    pub attempt: PinAttempt,
}

/// What came of counting. It says nothing about the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinCounted {
    /// Until when nothing is compared, the right PIN included; none if it may be compared now.
    pub locked_until: Option<Timestamp>,
    /// Whether the organization counted it: the device is not known.
    pub stranger: bool,
}

impl Outcome for PinCounted {}

impl Command for CountPin {
    type Outcome = PinCounted;

    const NAME: &'static str = "count_pin";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let subjects = Subjects::of(cx, &self.attempt)?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.attempt.organization);
        plan.extensions.extend(self.attempt.extension_key());
        plan.attempts.extend(subjects.all());
        Ok(plan)
    }

    fn decide(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Decision<PinCounted>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        acting.organization(self.attempt.organization)?;
        acting.require_system()?;
        let subjects = Subjects::of(cx, &self.attempt)?;
        let known = is_known(cx, snapshot, subjects.known);
        let mut counting = Counting {
            cx,
            snapshot,
            attempt: &self.attempt,
            locked_until: None,
            changes: cx.changes(),
        };
        if let Some(extension) = subjects.extension {
            match self
                .attempt
                .account(snapshot)
                .and_then(|it| pin_of(snapshot, it).map(|pin| (it, pin)))
            {
                Some((account, pin)) => counting.of_pin(account, pin),
                None => counting.of_nobody(extension),
            }
        }
        counting.budget(subjects.device, "device", PIN_DEVICE_BUDGET);
        if !known {
            counting.budget(subjects.pins, "organization", PIN_ORGANIZATION_BUDGET);
        }
        let locked_until = counting.locked_until;
        // While one of them is locked, none counts.
        let changes = match locked_until {
            Some(_) => cx.changes(),
            None => counting.changes,
        };
        let outcome = PinCounted {
            locked_until,
            stranger: !known,
        };
        Ok(Decision::new(changes, outcome))
    }
}

/// `pin_locked` until then.
pub(crate) fn locked(until: Timestamp) -> Error {
    Error::new(ErrorCode::PinLocked).with("retry_at", until.to_string())
}

/// Under which an attempt is counted, and a device that gave a right PIN is remembered: MACs of what was named.
#[derive(Clone, Copy)]
pub(super) struct Subjects {
    pub(super) extension: Option<Subject>,
    pub(super) device: Subject,
    pub(super) known: Subject,
    pub(super) pins: Subject,
}

impl Subjects {
    pub(super) fn of(cx: &Context<'_>, attempt: &PinAttempt) -> Result<Self, Error> {
        let keys = cx.keys.codes()?;
        let key = keys
            .live()
            .next()
            .ok_or_else(|| Error::new(ErrorCode::KeysMissing))?;
        let deployment = cx.keys.deployment()?;
        let subject = |counted| Subject(attempt_subject(key, deployment, counted));
        let organization = attempt.organization;
        let label = attempt.device.trim();
        let extension = attempt.extension();
        Ok(Self {
            extension: extension.map(|extension| {
                subject(CountedSubject::Extension {
                    organization,
                    extension,
                })
            }),
            device: subject(CountedSubject::Device {
                organization,
                label,
            }),
            known: subject(CountedSubject::KnownDevice {
                organization,
                label,
            }),
            pins: subject(CountedSubject::Pins { organization }),
        })
    }

    pub(super) fn all(self) -> impl Iterator<Item = Subject> {
        let own = [self.device, self.known, self.pins];
        self.extension.into_iter().chain(own)
    }
}

/// Whether the device gave a right PIN in the last 30 days: its mark holds as a lock would, so that it is kept.
fn is_known(cx: &Context<'_>, snapshot: &Snapshot, known: Subject) -> bool {
    let found = snapshot.attempts.get(&known);
    found.is_some_and(|mark| mark.value.attempts.locked_until(cx.now).is_some())
}

/// Counters of one attempt, one after the other.
struct Counting<'a, 's> {
    cx: &'a Context<'a>,
    snapshot: &'s Snapshot,
    attempt: &'a PinAttempt,
    locked_until: Option<Timestamp>,
    changes: ChangeSet,
}

impl Counting<'_, '_> {
    fn of_pin(&mut self, account: &Account, found: &Versioned<Pin>) {
        let mut pin = found.value.clone();
        if self.settled(pin.attempts.count(self.cx.now, PIN_ATTEMPTS)) {
            return;
        }
        // The right PIN at the last free attempt clears this lock again; the event then tells of a close call.
        let subjects = vec![account.id.to_string()];
        self.locks(&pin.attempts, "extension", subjects);
        self.changes.pins.push(Put::Replace(found.version, pin));
    }

    /// An extension that does not exist, or has no PIN: the same arithmetic, and nobody to tell of.
    fn of_nobody(&mut self, subject: Subject) {
        let found = self.snapshot.attempts.get(&subject);
        let mut attempts = found.map_or_else(Attempts::default, |entry| entry.value.attempts);
        if self.settled(attempts.count(self.cx.now, PIN_ATTEMPTS)) {
            return;
        }
        self.put(subject, attempts);
    }

    fn budget(&mut self, subject: Subject, of: &'static str, (hour, day): (u32, u32)) {
        let found = self.snapshot.attempts.get(&subject);
        let mut attempts = found.map_or_else(Attempts::default, |entry| entry.value.attempts);
        if self.settled(attempts.count_within(self.cx.now, hour, day)) {
            return;
        }
        self.locks(&attempts, of, Vec::new());
        self.put(subject, attempts);
    }

    /// Whether it is locked; of several locks the longest counts.
    fn settled(&mut self, counted: Counted) -> bool {
        match counted {
            Counted::Compare => false,
            Counted::Locked(until) => {
                self.locked_until = self.locked_until.max(Some(until));
                true
            }
        }
    }

    fn locks(&mut self, attempts: &Attempts, of: &'static str, mut subjects: Vec<String>) {
        if let Some(until) = attempts.locked_until(self.cx.now) {
            subjects.push(self.attempt.organization.to_string());
            let data = [("of", of.into()), ("until", until.to_string().into())];
            self.changes
                .record(None, EventName::PinLocked, subjects, data);
        }
    }

    fn put(&mut self, subject: Subject, attempts: Attempts) {
        self.changes
            .attempts
            .push(put(self.snapshot, AttemptEntry { subject, attempts }));
    }
}

/// The write of a counter, there before or not.
pub(super) fn put(snapshot: &Snapshot, entry: AttemptEntry) -> Put<AttemptEntry> {
    match snapshot.attempts.get(&entry.subject) {
        Some(found) => Put::Replace(found.version, entry),
        None => Put::Insert(entry),
    }
}

//! One command as a loop without I/O: it says what to do next, and is told what came of it. Whoever drives it owns
//! the store and the clock.

use std::collections::BTreeSet;

use crate::change::{ChangeSet, EntityKey, Fingerprint, Limit, Put, UniqueKey, Version};
use crate::command::limit::{broken, reached};
use crate::command::{Command, Context, Decision, Outcome, Present};
use crate::credential::keys::KeyView;
use crate::entropy::Stream;
use crate::error::{Error, ErrorCode};
use crate::id::{CommandId, TeamId, TenantId};
use crate::limits::ATTEMPTS;
use crate::role::Actor;
use crate::snapshot::{Probe, ProbeAnswer, ReadPlan, Receipt, Snapshot};
use crate::store::{CommitError, StoreError, StoreErrorKind};
use crate::time::{Duration, Timestamp};
use crate::wire;

/// What to do next.
#[derive(Debug)]
pub enum Step<O> {
    /// Read this, then call `read`.
    Read(Box<ReadPlan>),
    /// Commit this, then call `committed`.
    Commit(Box<ChangeSet>),
    /// Wait, then call `paused`.
    Pause(Duration),
    /// It is over.
    Done(Result<Ran<O>, Error>),
}

/// A command that was carried out.
#[derive(Clone, Debug)]
pub struct Ran<O> {
    /// Its id, to repeat it under.
    pub command: CommandId,
    /// What it answers.
    pub outcome: O,
    /// Whether it was carried out before, and this is the answer given then.
    pub replayed: bool,
}

/// The values of one run, the same over all attempts.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// Where.
    pub tenant: TenantId,
    /// Under which id.
    pub command: CommandId,
    /// When.
    pub now: Timestamp,
    /// The randomness.
    pub stream: Stream,
    /// The keys; empty if the host gave none.
    pub keys: &'a KeyView,
    /// Decide only.
    pub dry_run: bool,
    /// The version relied on by the caller.
    pub expected_version: Option<Version>,
}

/// Whoever writes an account or a grant with teams relies on them: a team that goes takes itself off its people, whose
/// versions stay.
fn rely_on_teams(changes: &mut ChangeSet, snapshot: &Snapshot) {
    let people = changes.accounts.iter().filter_map(Put::value);
    let grants = changes.grants.iter().filter_map(Put::value);
    let named: BTreeSet<TeamId> = people
        .flat_map(|account| &account.teams)
        .chain(grants.flat_map(|grant| &grant.teams))
        .copied()
        .collect();
    let written: BTreeSet<TeamId> = changes.teams.iter().map(Put::key).collect();
    for team in named.difference(&written) {
        if let Some(found) = snapshot.teams.get(team) {
            changes.expect(EntityKey::Team(*team), Some(found.version));
        }
    }
}

/// A command between two steps.
#[derive(Debug)]
pub struct Attempt<'a, C: Command> {
    command: &'a C,
    run: Run<'a>,
    fingerprint: Fingerprint,
    number: u32,
    shortage: bool,
    fate_unknown: bool,
    decided: Option<C::Outcome>,
    /// Limits of the last decision. While `counting`, each read counts their people.
    limits: Vec<Limit>,
    counting: bool,
    present: Vec<Present>,
    /// Unique keys that earlier attempts found taken.
    taken: BTreeSet<UniqueKey>,
}

impl<'a, C: Command> Attempt<'a, C> {
    /// Before the first step.
    ///
    /// # Errors
    /// `internal` if the command cannot be serialized.
    pub fn new(command: &'a C, run: Run<'a>) -> Result<Self, Error> {
        let fingerprint = wire::fingerprint(run.actor, command)?;
        Ok(Self {
            command,
            run,
            fingerprint,
            number: 0,
            shortage: false,
            fate_unknown: false,
            decided: None,
            limits: Vec::new(),
            counting: false,
            present: Vec::new(),
            taken: BTreeSet::new(),
        })
    }

    /// The first step, or the next attempt: plan.
    pub fn start(&mut self) -> Step<C::Outcome> {
        match self.command.plan(&self.context()) {
            Ok(mut plan) => {
                if self.counting {
                    plan.probes.extend(self.limits.iter().map(count));
                }
                Step::Read(Box::new(plan))
            }
            Err(error) => Step::Done(Err(error)),
        }
    }

    /// After reading: answer a repeat, or decide.
    pub fn read(&mut self, read: Result<Snapshot, StoreError>) -> Step<C::Outcome> {
        let mut snapshot = match read {
            Ok(snapshot) => snapshot,
            Err(error) => return self.store_failed(error),
        };
        self.take_counts(&mut snapshot);
        let context = self.context();
        if let Some(recorded) = &snapshot.replay {
            // A bearer proves the credential before anything is said about the command id.
            let answer = self.command.may_replay(&context, &snapshot).and_then(|()| {
                match recorded.fingerprint == self.fingerprint {
                    true => self.replayed(&recorded.receipt),
                    false => Err(Error::new(ErrorCode::CommandIdReused)),
                }
            });
            return Step::Done(answer);
        }
        let Decision {
            mut changes,
            mut outcome,
        } = match self.command.decide(&context, &snapshot) {
            Ok(decision) => decision,
            Err(error) => return Step::Done(Err(error)),
        };
        if changes.is_empty() {
            return Step::Done(Ok(self.ran(outcome, false)));
        }
        rely_on_teams(&mut changes, &snapshot);
        let judged: Vec<Option<bool>> = changes
            .limits
            .iter()
            .map(|limit| broken(limit, &self.present))
            .collect();
        let over = changes.limits.iter().zip(&judged);
        if let Some((limit, _)) = over.into_iter().find(|(_, judged)| **judged == Some(true)) {
            return Step::Done(Err(reached(limit)));
        }
        self.limits.clone_from(&changes.limits);
        if self.run.dry_run {
            // What the commit would judge is counted instead, so that both say the same (N-12).
            if judged.contains(&None) {
                return self.count_limits();
            }
            outcome.not_written();
            return Step::Done(Ok(self.ran(outcome, false)));
        }
        match wire::record(&outcome) {
            Ok(recorded) => {
                changes.recorded = recorded;
                C::NAME.clone_into(&mut changes.why);
            }
            Err(error) => return Step::Done(Err(error)),
        }
        self.decided = Some(outcome);
        Step::Commit(Box::new(changes))
    }

    /// After committing: answer, or go on to the next attempt.
    pub fn committed(&mut self, committed: Result<Receipt, CommitError>) -> Step<C::Outcome> {
        match committed {
            Ok(receipt) if receipt.replayed => Step::Done(self.replayed(&receipt)),
            Ok(receipt) => match self.decided.take() {
                Some(mut outcome) => {
                    outcome.complete(&receipt.bound);
                    Step::Done(Ok(self.ran(outcome, false)))
                }
                None => Step::Done(Err(Error::internal("committed without a decision"))),
            },
            Err(CommitError::Reused) => Step::Done(Err(Error::new(ErrorCode::CommandIdReused))),
            Err(CommitError::TooLarge) => Step::Done(Err(
                Error::new(ErrorCode::ChangesTooLarge).with("max", crate::limits::MAX_CHANGES)
            )),
            Err(CommitError::Store(error)) => {
                self.fate_unknown |= error.kind() == StoreErrorKind::Unknown;
                self.store_failed(error)
            }
            Err(CommitError::Shortage(_)) => {
                self.shortage = true;
                self.again()
            }
            // Who is there is counted, and decided again: a list goes on without the items beyond.
            Err(CommitError::Limit(_)) => {
                self.counting = true;
                self.again()
            }
            Err(CommitError::Duplicate(keys)) => {
                self.taken.extend(keys);
                self.again()
            }
            Err(CommitError::Conflict(_)) => self.again(),
        }
    }

    /// After waiting: the next attempt.
    pub fn paused(&mut self) -> Step<C::Outcome> {
        self.start()
    }

    /// Decides once more, with the people counted for the limits named.
    fn count_limits(&mut self) -> Step<C::Outcome> {
        self.counting = true;
        self.number += 1;
        if self.number >= ATTEMPTS {
            return Step::Done(Err(self.given_up()));
        }
        self.start()
    }

    /// Takes the counts of limits off the answers that the command asked for.
    fn take_counts(&mut self, snapshot: &mut Snapshot) {
        if !self.counting {
            return;
        }
        let own = snapshot.probes.len().saturating_sub(self.limits.len());
        let answers = snapshot.probes.split_off(own);
        self.present = self
            .limits
            .iter()
            .zip(answers)
            .filter_map(|(limit, answer)| match answer {
                ProbeAnswer::Count(people) => Some(Present {
                    organization: limit.organization,
                    set: limit.set,
                    people,
                }),
                _ => None,
            })
            .collect();
    }

    fn given_up(&self) -> Error {
        let code = if self.fate_unknown {
            ErrorCode::OutcomeUnknown
        } else {
            ErrorCode::StoreBusy
        };
        Error::new(code).with("command", self.run.command.to_string())
    }

    fn again(&mut self) -> Step<C::Outcome> {
        self.decided = None;
        self.number += 1;
        if self.number >= ATTEMPTS {
            return Step::Done(Err(self.given_up()));
        }
        Step::Pause(jitter(&self.run.stream, self.number))
    }

    fn store_failed(&mut self, error: StoreError) -> Step<C::Outcome> {
        if error.retryable() && self.number + 1 < ATTEMPTS {
            return self.again();
        }
        if self.fate_unknown {
            return Step::Done(Err(Error::new(ErrorCode::OutcomeUnknown)
                .with("command", self.run.command.to_string())
                .with_source(error)));
        }
        Step::Done(Err(error.into()))
    }

    fn replayed(&self, receipt: &Receipt) -> Result<Ran<C::Outcome>, Error> {
        let mut outcome: C::Outcome = wire::recorded(&receipt.recorded)?;
        outcome.complete(&receipt.bound);
        Ok(self.ran(outcome, true))
    }

    const fn ran(&self, outcome: C::Outcome, replayed: bool) -> Ran<C::Outcome> {
        Ran {
            command: self.run.command,
            outcome,
            replayed,
        }
    }

    fn context(&self) -> Context<'a> {
        Context {
            actor: self.run.actor,
            tenant: self.run.tenant,
            command: self.run.command,
            fingerprint: self.fingerprint,
            now: self.run.now,
            stream: self.run.stream.clone(),
            keys: self.run.keys,
            attempt: self.number,
            shortage: self.shortage,
            expected_version: self.run.expected_version,
            present: self.present.clone(),
            taken: self.taken.clone(),
        }
    }
}

/// A limit as the question how many people are there. One more than permitted is enough to know.
fn count(limit: &Limit) -> Probe {
    Probe::Count {
        organization: limit.organization,
        set: limit.set,
        at_most: limit.at_most.saturating_add(1),
    }
}

/// Full jitter, doubling from 2 ms to 64 ms.
fn jitter(stream: &Stream, attempt: u32) -> Duration {
    let most = 2_000_u64 << attempt.min(6).saturating_sub(1);
    let micros = stream.word("jitter", u64::from(attempt)) % (most.min(64_000) + 1);
    Duration::micros(i64::try_from(micros).unwrap_or(0))
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let code = match error.kind() {
            StoreErrorKind::Busy => ErrorCode::StoreBusy,
            StoreErrorKind::Unavailable => ErrorCode::StoreUnavailable,
            StoreErrorKind::Unknown => ErrorCode::OutcomeUnknown,
            StoreErrorKind::Outdated => ErrorCode::StoreOutdated,
            StoreErrorKind::TooNew => ErrorCode::StoreTooNew,
            StoreErrorKind::Unsupported => ErrorCode::StoreUnsupported,
            StoreErrorKind::DeploymentMismatch => ErrorCode::StoreDeploymentMismatch,
            StoreErrorKind::Forked => ErrorCode::StoreForked,
            StoreErrorKind::Corrupt => ErrorCode::StoreCorrupt,
            StoreErrorKind::Internal => ErrorCode::Internal,
        };
        let message = error.to_string();
        Self::new(code).with_message(message).with_source(error)
    }
}

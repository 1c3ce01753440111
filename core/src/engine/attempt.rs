//! One command as a loop without I/O: it says what to do next, and is told what came of it. Whoever drives it owns
//! the store and the clock.

use crate::change::{ChangeSet, CountedSet, Fingerprint, Limit, Version};
use crate::command::{Command, Context, Decision, Outcome};
use crate::credential::keys::KeyView;
use crate::entropy::Stream;
use crate::error::{Error, ErrorCode};
use crate::id::{CommandId, TenantId};
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
    limits: Vec<Limit>,
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
        })
    }

    /// The first step, or the next attempt: plan.
    pub fn start(&mut self) -> Step<C::Outcome> {
        match self.command.plan(&self.context()) {
            Ok(plan) => Step::Read(Box::new(plan)),
            Err(error) => Step::Done(Err(error)),
        }
    }

    /// After reading: answer a repeat, or decide.
    pub fn read(&mut self, read: Result<Snapshot, StoreError>) -> Step<C::Outcome> {
        let snapshot = match read {
            Ok(snapshot) => snapshot,
            Err(error) => return self.store_failed(error),
        };
        if let Some(outcome) = self.decided.take() {
            return Step::Done(
                self.within_limits(&snapshot)
                    .map(|()| self.ran(outcome, false)),
            );
        }
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
            outcome,
        } = match self.command.decide(&context, &snapshot) {
            Ok(decision) => decision,
            Err(error) => return Step::Done(Err(error)),
        };
        if changes.is_empty() {
            return Step::Done(Ok(self.ran(outcome, false)));
        }
        if self.run.dry_run {
            return self.dry_limits(changes.limits, outcome);
        }
        self.limits.clone_from(&changes.limits);
        match wire::record(&outcome) {
            Ok(recorded) => changes.recorded = recorded,
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
            Err(CommitError::Limit(broken)) => {
                let limit = broken.first().and_then(|place| self.limits.get(*place));
                match limit {
                    // No limit of places: the command looks again and says it in its own words.
                    Some(Limit {
                        set: CountedSet::UsersOfGroup(_),
                        ..
                    }) => self.again(),
                    Some(limit) => Step::Done(Err(limit_reached(limit))),
                    None => Step::Done(Err(Error::internal("limit"))),
                }
            }
            Err(CommitError::Conflict(_) | CommitError::Duplicate(_)) => self.again(),
        }
    }

    /// After waiting: the next attempt.
    pub fn paused(&mut self) -> Step<C::Outcome> {
        self.start()
    }

    /// A dry run asks for the counts that the commit would have judged, so that both say the same (N-12).
    fn dry_limits(&mut self, limits: Vec<Limit>, outcome: C::Outcome) -> Step<C::Outcome> {
        if limits.is_empty() {
            return Step::Done(Ok(self.ran(outcome, false)));
        }
        let mut plan = ReadPlan::new(self.run.tenant, self.run.command, self.run.now);
        plan.probes.extend(limits.iter().map(|limit| Probe::Count {
            organization: limit.organization,
            set: limit.set,
            at_most: limit.at_most.saturating_add(1),
        }));
        self.limits = limits;
        self.decided = Some(outcome);
        Step::Read(Box::new(plan))
    }

    fn within_limits(&self, snapshot: &Snapshot) -> Result<(), Error> {
        for (limit, answer) in self.limits.iter().zip(&snapshot.probes) {
            let present = match answer {
                ProbeAnswer::Count(present) => *present,
                _ => 0,
            };
            if present.saturating_add(limit.adds) > limit.at_most {
                return Err(limit_reached(limit));
            }
        }
        Ok(())
    }

    fn again(&mut self) -> Step<C::Outcome> {
        self.decided = None;
        self.number += 1;
        if self.number >= ATTEMPTS {
            let code = if self.fate_unknown {
                ErrorCode::OutcomeUnknown
            } else {
                ErrorCode::StoreBusy
            };
            return Step::Done(Err(
                Error::new(code).with("command", self.run.command.to_string())
            ));
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
        }
    }
}

fn limit_reached(limit: &Limit) -> Error {
    Error::new(ErrorCode::LimitReached)
        .with("limit", limit.set.as_str())
        .with("max", limit.at_most)
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

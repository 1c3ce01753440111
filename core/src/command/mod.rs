//! Commands: each is planned, read, decided, committed. `plan` and `decide` are pure; the store is never seen here.

pub mod account;
pub mod activation;
pub mod batch;
pub mod group;
pub mod guard;
pub mod invitation;
pub mod limit;
pub mod number;
pub mod organization;
pub mod outbox;
pub mod pin;
pub mod refusals;
pub mod role;
pub mod setting;
pub mod team;
pub mod tenant;

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::change::{ChangeSet, CountedSet, Fingerprint, UniqueKey, Version};
use crate::credential::keys::KeyView;
use crate::entropy::Stream;
use crate::error::{Error, ErrorCode};
use crate::id::{CommandId, OrganizationId, TenantId};
use crate::role::Actor;
use crate::snapshot::{Bound, ReadPlan, Snapshot};
use crate::time::Timestamp;

/// What an actor wants done, as a value. Its serialized form is its fingerprint, so it holds no secret, or skips it
/// when serializing.
pub trait Command: Serialize {
    /// What it answers.
    type Outcome: Outcome;

    /// Its name, as `domain.md` 5 has it.
    const NAME: &'static str;

    /// Checks the form of the input, all findings together, and names what to read.
    ///
    /// # Errors
    /// Codes of kind `invalid_input`.
    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error>;

    /// Decides, in the order of `domain.md` 5.1: actor, scope, privilege, authority, state, references, numbers,
    /// limits.
    ///
    /// # Errors
    /// The codes of its row in `domain.md` 5; a refusal changes nothing.
    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<Self::Outcome>, Error>;

    /// Whether the recorded outcome may be given again; a bearer proves the credential first.
    ///
    /// # Errors
    /// As `decide`.
    fn may_replay(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        let _ = (cx, snapshot);
        Ok(())
    }
}

/// What a command answers. It is recorded for a repeat, so it holds no secret.
pub trait Outcome: Clone + Serialize + DeserializeOwned {
    /// Fills in the numbers that the store has bound.
    fn complete(&mut self, bound: &[Bound]) {
        let _ = bound;
    }

    /// Drops what is good for nothing unless it is written: a secret made in a dry run.
    fn not_written(&mut self) {}
}

/// What a command sees besides the snapshot: all of it values.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The tenant acted in.
    pub tenant: TenantId,
    /// The command's id, the same over all attempts.
    pub command: CommandId,
    /// The command's input.
    pub fingerprint: Fingerprint,
    /// The time, the same over all attempts.
    pub now: Timestamp,
    /// The randomness, the same over all attempts.
    pub stream: Stream,
    /// The keys, without the signer; empty if the host gave none.
    pub keys: &'a KeyView,
    /// 0, then one more for each retry: only claim starts use it.
    pub attempt: u32,
    /// The commit before fell short of numbers: probes must settle.
    pub shortage: bool,
    /// The version that the one entity to be changed must still have.
    pub expected_version: Option<Version>,
    /// People counted for the limits that the decision before named: a list refuses the items beyond by them. None in
    /// the first attempt, when it is not known yet whose limits it meets.
    pub present: Vec<Present>,
    /// Unique keys that commits of earlier attempts found taken: what is drawn at random is drawn anew.
    pub taken: BTreeSet<UniqueKey>,
}

/// How many people of a set are in an organization and below, as far as it matters for a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// Where.
    pub organization: OrganizationId,
    /// Who.
    pub set: CountedSet,
    /// How many.
    pub people: u32,
}

impl Context<'_> {
    /// A plan for this command that reads nothing yet besides the actor.
    #[must_use]
    pub fn read_plan(&self) -> ReadPlan {
        let mut plan = ReadPlan::new(self.tenant, self.command, self.now);
        plan.accounts.extend(self.actor.account());
        plan
    }

    /// A change set for this command that writes nothing yet.
    #[must_use]
    pub const fn changes(&self) -> ChangeSet {
        ChangeSet::new(self.tenant, self.command, self.fingerprint, self.now)
    }

    /// Where a claim begins: drawn anew for each attempt, so that claimers part.
    #[must_use]
    pub fn claim_start(&self, claim: u64) -> crate::number::selector::Spread {
        let counter = (u64::from(self.attempt) << 32) | claim;
        crate::number::selector::Spread::new(self.stream.word("claim", counter))
    }

    /// Refuses if the caller relied on another version of the one entity that is changed.
    ///
    /// # Errors
    /// `version_conflict`.
    pub fn check_version(&self, entity: &'static str, version: Version) -> Result<(), Error> {
        match self.expected_version {
            Some(expected) if expected != version => Err(Error::new(ErrorCode::VersionConflict)
                .with("entity", entity)
                .with("version", version.0)),
            _ => Ok(()),
        }
    }
}

/// What a command decided: what to write, and what to answer once it is written.
#[derive(Clone, Debug)]
pub struct Decision<O> {
    /// What to write; empty if what was asked for holds already.
    pub changes: ChangeSet,
    /// What to answer; `Outcome::complete` fills in the numbers bound.
    pub outcome: O,
}

impl<O> Decision<O> {
    /// Writes `changes`, then answers `outcome`.
    #[must_use]
    pub const fn new(changes: ChangeSet, outcome: O) -> Self {
        Self { changes, outcome }
    }
}

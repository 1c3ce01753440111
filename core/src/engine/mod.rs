//! The engine: it drives commands over a store, with the host's clock, entropy and keys.

pub mod attempt;
mod batch;
mod credential;
mod facts;
mod regions;

use std::sync::Arc;

pub use self::attempt::Ran;
use self::attempt::{Attempt, Run, Step};
pub use self::batch::{ImportPhase, ImportProgress, Imported};
use crate::batch::Digest;
use crate::change::Version;
use crate::command::tenant::create_tenant::{CreateTenant, TenantCreated, tenant_of};
use crate::command::{Command, Context};
use crate::credential::keys::{KeyView, Keyring};
use crate::entropy::{Entropy, Stream};
use crate::error::{Error, ErrorCode};
use crate::id::{CommandId, TenantId};
use crate::limits::PAGE_MAX;
use crate::organization::Tenant;
use crate::page::{Page, PageQuery};
use crate::query::{Look, Query};
use crate::role::Actor;
use crate::store::Store;
use crate::time::{Clock, Timestamp};

/// Rollbook over a store: commands and queries as calls.
#[derive(Clone)]
pub struct Rollbook {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    keyring: Option<Arc<Keyring>>,
}

impl std::fmt::Debug for Rollbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rollbook")
            .field("store", &self.store.info().kind)
            .finish_non_exhaustive()
    }
}

/// How a command is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunOptions {
    /// The caller's id for it, kept until it is answered; a repeat under it gets the same answer. A fresh one if none.
    pub command_id: Option<CommandId>,
    /// Decide as if, and write nothing (N-12).
    pub dry_run: bool,
    /// Refuse if the one entity to be changed has another version (`version_conflict`).
    pub expected_version: Option<Version>,
}

impl Rollbook {
    /// Over a store. Without a keyring everything works that needs no credential; the rest answers `keys_missing`.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        keyring: Option<Keyring>,
    ) -> Self {
        Self {
            store,
            clock,
            entropy,
            keyring: keyring.map(Arc::new),
        }
    }

    /// The store underneath.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// Runs a command.
    ///
    /// # Errors
    /// The codes of the command; `store_busy` after 10 attempts, `outcome_unknown` if the answer to the last commit was
    /// lost (repeat with the same `command_id`), and the codes of stores.
    pub fn run<C: Command>(
        &self,
        actor: &Actor,
        command: &C,
        options: RunOptions,
    ) -> Result<Ran<C::Outcome>, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        self.run_in(tenant, actor, command, options)
    }

    /// Runs a command in a tenant that a credential has named.
    pub(crate) fn run_in<C: Command>(
        &self,
        tenant: TenantId,
        actor: &Actor,
        command: &C,
        options: RunOptions,
    ) -> Result<Ran<C::Outcome>, Error> {
        let (now, stream) = self.moment();
        let id = options
            .command_id
            .unwrap_or_else(|| CommandId::generate(now, &stream, 0));
        let run = Run {
            actor,
            tenant,
            command: id,
            now,
            stream,
            keys: self.keys(),
            dry_run: options.dry_run,
            expected_version: options.expected_version,
        };
        let mut attempt = Attempt::new(command, run)?;
        let mut step = attempt.start();
        loop {
            step = match step {
                Step::Read(plan) => attempt.read(self.store.read(&plan)),
                Step::Commit(changes) => attempt.committed(self.store.commit(&changes)),
                Step::Pause(span) => {
                    self.clock.pause(span);
                    attempt.paused()
                }
                Step::Done(result) => return result,
            };
        }
    }

    /// Creates a tenant. Its id follows from the command's id, so that a repeat under the same id finds its answer.
    ///
    /// # Errors
    /// `organization_external_id_taken`, the codes of fields and settings, and those of [`Rollbook::run`].
    pub fn create_tenant(
        &self,
        command: &CreateTenant,
        options: RunOptions,
    ) -> Result<Ran<TenantCreated>, Error> {
        let id = options.command_id.unwrap_or_else(|| {
            let (now, stream) = self.moment();
            CommandId::generate(now, &stream, 0)
        });
        let tenant = tenant_of(id);
        let options = RunOptions {
            command_id: Some(id),
            ..options
        };
        self.run_in(tenant, &Actor::System { tenant }, command, options)
    }

    /// Answers a query.
    ///
    /// # Errors
    /// The codes of the query and of stores.
    pub fn query<Q: Query>(&self, actor: &Actor, query: &Q) -> Result<Q::Answer, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let context = self.context(actor, tenant, now, stream);
        let plan = query.plan(&context)?;
        let mut snapshot = self.store.read(&plan)?;
        let page = self.store.page(&query.page(&context, &snapshot)?)?;
        if let Some(plan) = query.behind(&context, &snapshot, &page) {
            snapshot = self.store.read(&plan)?;
        }
        query.answer(&context, &snapshot, page)
    }

    /// Answers a question that one read answers.
    ///
    /// # Errors
    /// The codes of the question and of stores.
    pub fn look<L: Look>(&self, actor: &Actor, question: &L) -> Result<L::Answer, Error> {
        let tenant = actor
            .tenant()
            .ok_or_else(|| Error::new(ErrorCode::ActorUnknown))?;
        let (now, stream) = self.moment();
        let context = self.context(actor, tenant, now, stream);
        let snapshot = self.store.read(&question.plan(&context)?)?;
        question.answer(&context, &snapshot)
    }

    /// The tenants of the store by id, for the host: a page of at most 1,000 after `after`. Fewer than `limit` means
    /// that it was the last page.
    ///
    /// # Errors
    /// `too_many_items`; the codes of stores.
    pub fn tenants(&self, after: Option<TenantId>, limit: u32) -> Result<Vec<Tenant>, Error> {
        if limit > PAGE_MAX {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", PAGE_MAX)
                .with("got", limit));
        }
        let limit = limit.max(1);
        match self.store.page(&PageQuery::Tenants { after, limit })? {
            Page::Tenants(tenants) => Ok(tenants),
            _ => Err(Error::internal("page of another kind")),
        }
    }

    fn context<'a>(
        &'a self,
        actor: &'a Actor,
        tenant: TenantId,
        now: Timestamp,
        stream: Stream,
    ) -> Context<'a> {
        Context {
            actor,
            tenant,
            command: CommandId::generate(now, &stream, 0),
            fingerprint: Digest::of(&[]),
            now,
            stream,
            keys: self.keys(),
            attempt: 0,
            shortage: false,
            expected_version: None,
            present: Vec::new(),
            taken: std::collections::BTreeSet::new(),
        }
    }

    fn keys(&self) -> &KeyView {
        static NONE: KeyView = KeyView::empty();
        self.keyring.as_deref().map_or(&NONE, Keyring::view)
    }

    fn moment(&self) -> (Timestamp, Stream) {
        (self.clock.now(), Stream::new(self.entropy.seed()))
    }
}

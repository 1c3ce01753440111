//! `record_opt_in`: a person who had opted out has given a new consent, as the host learned.

use serde::{Deserialize, Serialize};

use super::suspend_accounts::record;
use crate::account::{Consent, Enabled};
use crate::change::{CountedSet, Put};
use crate::command::guard::Acting;
use crate::command::invitation::sending::waits_already;
use crate::command::limit::{add_limits, limits_on};
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::finding::{FindingCode, Problem};
use crate::id::AccountId;
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};
use crate::text::Note;
use crate::time::Timestamp;

/// Opts a person in again: the only way back to Enabled. The host alone says so.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOptIn {
    /// Who.
    pub account: AccountId,
    /// When the consent was given; none for now.
    pub consent_at: Option<Timestamp>,
    /// What the host notes about it, up to 200 characters.
    pub note: Option<String>,
}

/// Without the note: people wrote it.
impl std::fmt::Debug for RecordOptIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordOptIn")
            .field("account", &self.account)
            .field("consent_at", &self.consent_at)
            .finish_non_exhaustive()
    }
}

/// The person who takes part again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptInRecorded {
    /// Who.
    pub account: AccountId,
    /// Whether something changed: not if the person had not opted out.
    pub changed: bool,
}

impl Outcome for OptInRecorded {}

impl RecordOptIn {
    fn note(&self) -> Result<Option<Note>, Error> {
        let mut refusals = Refusals::default();
        let note = refusals.optional_text("note", self.note.as_deref(), Note::parse);
        refusals.finish()?;
        Ok(note)
    }

    /// A consent lies behind. Judged when it is decided, since only then the time is known.
    fn consent_at(&self, now: Timestamp) -> Result<Timestamp, Error> {
        let mut refusals = Refusals::default();
        if self.consent_at.is_some_and(|at| at > now) {
            let problem = Problem::new(FindingCode::ValueNotAllowed).with("allowed", "a time past");
            refusals.field("consent_at", problem);
        }
        refusals.finish()?;
        Ok(self.consent_at.unwrap_or(now))
    }
}

impl Command for RecordOptIn {
    type Outcome = OptInRecorded;

    const NAME: &'static str = "record_opt_in";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.note()?;
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OptInRecorded>, Error> {
        let (consent_at, note) = (self.consent_at(cx.now)?, self.note()?);
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        acting.require_system()?;
        let mut changes = cx.changes();
        let changed = found.value.enabled == Enabled::OptedOut;
        if changed {
            let mut account = found.value.clone();
            account.enabled = Enabled::Enabled;
            account.consent = Some(Consent {
                at: consent_at,
                note,
            });
            // Who has opted out takes no place (N-17): there must be one to come back to.
            let set = match account.administrator {
                true => CountedSet::Admins,
                false => CountedSet::Members,
            };
            let path = &seen.path;
            add_limits(&mut changes, limits_on(snapshot, path, set, 1));
            let pending = u32::from(waits_already(&account));
            let set = CountedSet::PendingInvitations;
            add_limits(&mut changes, limits_on(snapshot, path, set, pending));
            changes.accounts.push(Put::Replace(found.version, account));
            seen.expect_in(&mut changes, snapshot);
            let name = EventName::AccountOptedIn;
            record(&acting, name, self.account, seen.id(), [], &mut changes);
        }
        let account = self.account;
        Ok(Decision::new(changes, OptInRecorded { account, changed }))
    }
}

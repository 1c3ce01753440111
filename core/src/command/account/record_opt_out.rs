//! `record_opt_out`: a person has withdrawn consent, as the host learned. Only a new consent returns from there.

use serde::{Deserialize, Serialize};

use super::suspend_accounts::record;
use crate::account::Enabled;
use crate::change::Put;
use crate::command::guard::{Acting, held_roles};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::AccountId;
use crate::role::{AccountAction, Rank};
use crate::snapshot::{ReadPlan, Snapshot};

/// Opts a person out. The host alone says so. The invitation is kept and accepts nobody; numbers stay on their lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordOptOut {
    /// Who.
    pub account: AccountId,
}

/// The person who has opted out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOutRecorded {
    /// Who.
    pub account: AccountId,
    /// Whether something changed: not if it was recorded before.
    pub changed: bool,
}

impl Outcome for OptOutRecorded {}

impl Command for RecordOptOut {
    type Outcome = OptOutRecorded;

    const NAME: &'static str = "record_opt_out";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OptOutRecorded>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen) = acting.account(self.account, AccountAction::Edit)?;
        acting.require_system()?;
        // There is always one Owner, and it is Enabled (N-02).
        if held_roles(self.account, snapshot).any(|(_, role)| role.rank == Some(Rank::Owner)) {
            return Err(Error::new(ErrorCode::AccountIsOwner));
        }
        let mut changes = cx.changes();
        let changed = found.value.enabled != Enabled::OptedOut;
        if changed {
            let mut account = found.value.clone();
            account.enabled = Enabled::OptedOut;
            account.consent = None;
            account.opted_out_at = Some(cx.now);
            changes.accounts.push(Put::Replace(found.version, account));
            let name = EventName::AccountOptedOut;
            record(&acting, name, self.account, seen.id(), [], &mut changes);
        }
        let account = self.account;
        Ok(Decision::new(changes, OptOutRecorded { account, changed }))
    }
}

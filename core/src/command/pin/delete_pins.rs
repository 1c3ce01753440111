//! `delete_pins`: people are no longer known by a PIN.

use serde::{Deserialize, Serialize};

use super::making::record;
use crate::change::Put;
use crate::command::account::list::{AccountItem, check_size, each};
use crate::command::guard::Acting;
use crate::command::invitation::send_invitations::OnError;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::AccountId;
use crate::role::AccountAction;
use crate::snapshot::{ReadPlan, Snapshot};

/// Deletes the PIN of each account, in whatever standing it is. One without is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePins {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

impl DeletePins {
    /// All or nobody.
    #[must_use]
    pub const fn new(accounts: Vec<AccountId>) -> Self {
        Self {
            accounts,
            on_error: OnError::All,
        }
    }
}

/// What became of each account, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinsDeleted {
    /// One entry per account given.
    pub items: Vec<AccountItem>,
}

impl Outcome for PinsDeleted {}

impl Command for DeletePins {
    type Outcome = PinsDeleted;

    const NAME: &'static str = "delete_pins";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(&self.accounts)?;
        let mut plan = cx.read_plan();
        plan.accounts.extend(&self.accounts);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<PinsDeleted>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let items = each(&self.accounts, self.on_error, |id| {
            let (found, _) = acting.account(id, AccountAction::Pin)?;
            let Some(pin) = snapshot.pins.get(&id) else {
                return Ok(false);
            };
            changes.pins.push(Put::Delete(pin.version, id));
            record(
                &acting,
                EventName::PinDeleted,
                &found.value,
                [],
                &mut changes,
            );
            Ok(true)
        })?;
        acting.expect_in(&mut changes);
        Ok(Decision::new(changes, PinsDeleted { items }))
    }
}

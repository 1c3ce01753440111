//! `reset_pins`: a new PIN instead of one that was lost or locked. A PIN cannot be viewed (D-30).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::making::{PinItem, Wanted, check, make};
use crate::command::account::list::{check_size, each};
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::send_invitations::OnError;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::id::AccountId;
use crate::snapshot::{ReadPlan, Snapshot};

/// Makes a new PIN for each login-less account, whether or not it has one; the old one is dead, its lock gone. One named
/// twice gets one PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPins {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

impl ResetPins {
    /// All or nobody.
    #[must_use]
    pub const fn new(accounts: Vec<AccountId>) -> Self {
        Self {
            accounts,
            on_error: OnError::All,
        }
    }
}

/// What became of each account, in the order given. A dry run makes no PIN that could be shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PinsReset {
    /// One entry per account given.
    pub items: Vec<PinItem>,
}

impl Outcome for PinsReset {
    fn not_written(&mut self) {
        for item in &mut self.items {
            item.pin = None;
        }
    }
}

impl Command for ResetPins {
    type Outcome = PinsReset;

    const NAME: &'static str = "reset_pins";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        check_size(&self.accounts)?;
        let mut plan = cx.read_plan();
        plan.accounts.extend(&self.accounts);
        Ok(plan)
    }

    fn decide(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Decision<PinsReset>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let mut whom: Vec<(AccountId, Seen<'_>)> = Vec::new();
        let items = each(&self.accounts, self.on_error, |id| {
            let (_, seen) = check(&acting, snapshot, id, &mut changes)?;
            whom.push((id, seen));
            Ok(true)
        })?;
        let wanted: Vec<Wanted<'_>> = whom
            .iter()
            .filter_map(|(id, seen)| {
                let account = &snapshot.accounts.get(id)?.value;
                Some(Wanted {
                    account,
                    before: snapshot.pins.get(id),
                    settings: &seen.settings,
                })
            })
            .collect();
        acting.expect_in(&mut changes);
        let made = make(cx, &acting, snapshot, &wanted, &mut changes)?;
        let items = PinItem::list(items, &made, &BTreeMap::new());
        Ok(Decision::new(changes, PinsReset { items }))
    }
}

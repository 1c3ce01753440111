//! `create_pins`: login-less people get a PIN each. Whoever has one keeps it (B-25).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::making::{PinItem, Wanted, check, make, pin_of};
use crate::command::account::list::{check_size, each};
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::send_invitations::OnError;
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::Error;
use crate::id::AccountId;
use crate::snapshot::{ReadPlan, Snapshot};

/// Makes a PIN for each login-less account that has none. One named twice gets one PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePins {
    /// At most 1,000.
    pub accounts: Vec<AccountId>,
    /// What one failure does to the others.
    pub on_error: OnError,
}

impl CreatePins {
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
pub struct PinsCreated {
    /// One entry per account given.
    pub items: Vec<PinItem>,
}

impl Outcome for PinsCreated {
    fn not_written(&mut self) {
        for item in &mut self.items {
            item.pin = None;
        }
    }
}

impl Command for CreatePins {
    type Outcome = PinsCreated;

    const NAME: &'static str = "create_pins";

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
    ) -> Result<Decision<PinsCreated>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let mut changes = cx.changes();
        let mut whom: Vec<(AccountId, Seen<'_>)> = Vec::new();
        let mut kept = BTreeMap::new();
        let items = each(&self.accounts, self.on_error, |id| {
            let (found, seen) = check(&acting, snapshot, id, &mut changes)?;
            if let Some(pin) = pin_of(snapshot, &found.value) {
                kept.insert(id, pin.value.digits);
                return Ok(false);
            }
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
        let items = PinItem::list(items, &made, &kept);
        Ok(Decision::new(changes, PinsCreated { items }))
    }
}

//! `reset_settings`: own values go, and what is inherited holds again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::change::{apply, name_of};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::settings::SettingName;
use crate::snapshot::{ReadPlan, Snapshot};

pub use super::change::SettingsChanged;

/// Takes an organization's own values away, so that the nearest ancestor's hold, at the root the profile's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetSettings {
    /// Where.
    pub organization: OrganizationId,
    /// Which.
    pub settings: BTreeSet<String>,
}

impl ResetSettings {
    fn names(&self) -> Result<BTreeSet<SettingName>, Error> {
        let mut refusals = Refusals::default();
        let read = self.settings.iter().map(|given| name_of(given));
        let names = read
            .filter_map(|name| name.map_err(|error| refusals.refuse(error)).ok())
            .collect();
        refusals.finish()?;
        Ok(names)
    }
}

impl Command for ResetSettings {
    type Outcome = SettingsChanged;

    const NAME: &'static str = "reset_settings";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.names()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<SettingsChanged>, Error> {
        let names = self.names()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        apply(cx, snapshot, &acting, &seen, &names, |own| {
            for name in &names {
                own.reset(*name);
            }
            Ok(())
        })
    }
}

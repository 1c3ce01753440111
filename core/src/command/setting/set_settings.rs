//! `set_settings`: values of an organization's own, in force there and below.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::{apply, name_of, refused};
use crate::command::guard::Acting;
use crate::command::refusals::Refusals;
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::settings::{SettingName, SettingValue};
use crate::snapshot::{ReadPlan, Snapshot};

pub use super::change::SettingsChanged;

/// Sets values in an organization; where nothing nearer is set they hold below it too. A limit below present use
/// blocks growth and nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSettings {
    /// Where.
    pub organization: OrganizationId,
    /// Text forms by name: words, figures, `30 d`, lists with commas, `none`.
    pub values: BTreeMap<String, String>,
}

/// How many settings; a value may hold addresses, and a name is as typed.
impl std::fmt::Debug for SetSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetSettings")
            .field("organization", &self.organization)
            .field("values", &self.values.len())
            .finish()
    }
}

impl SetSettings {
    fn form(&self) -> Result<BTreeMap<SettingName, SettingValue>, Error> {
        let mut refusals = Refusals::default();
        let mut values = BTreeMap::new();
        for (given, text) in &self.values {
            let value = name_of(given).and_then(|name| {
                SettingValue::parse(name, text).map_err(|error| refused(given, &error))
            });
            match value {
                Ok(value) => {
                    values.insert(value.name(), value);
                }
                Err(error) => refusals.refuse(error),
            }
        }
        refusals.finish()?;
        Ok(values)
    }
}

impl Command for SetSettings {
    type Outcome = SettingsChanged;

    const NAME: &'static str = "set_settings";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<SettingsChanged>, Error> {
        let values = self.form()?;
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        let names = values.keys().copied().collect();
        apply(cx, snapshot, &acting, &seen, &names, |own| {
            for value in values.into_values() {
                let name = value.name();
                own.set(value)
                    .map_err(|error| refused(name.as_str(), &error))?;
            }
            Ok(())
        })
    }
}

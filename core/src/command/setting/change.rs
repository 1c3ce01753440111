//! What setting and resetting have in common: who may, what is written, what is recorded.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{EntityKey, Put, Version};
use crate::command::guard::{Acting, Seen};
use crate::command::{Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::organization::OrganizationSettings;
use crate::role::Privilege;
use crate::settings::{OwnSettings, SettingError, SettingName, SettingValue, Settings};
use crate::snapshot::Snapshot;

/// What became of settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChanged {
    /// Whether anything was written.
    pub changed: bool,
    /// The settings whose own value is another one now.
    pub settings: Vec<SettingName>,
    /// The version of the organization's own settings; 0 while it never had any.
    pub version: Version,
}

impl Outcome for SettingsChanged {}

/// The settings of a name, none of them for the root alone.
///
/// # Errors
/// `setting_unknown`, `setting_root_only`.
pub(super) fn name_of(text: &str) -> Result<SettingName, Error> {
    let name: SettingName = text.parse().map_err(|error| refused(text, &error))?;
    if name.root_only() {
        return Err(refused(text, &SettingError::RootOnly(name)));
    }
    Ok(name)
}

/// The public form of a refusal. The name is given back only where it is one.
pub(in crate::command) fn refused(given: &str, error: &SettingError) -> Error {
    let (code, allowed) = match error {
        SettingError::Unknown => (ErrorCode::SettingUnknown, None),
        SettingError::Invalid { allowed, .. } => (ErrorCode::SettingInvalid, Some(allowed)),
        SettingError::RootOnly(_) => (ErrorCode::SettingRootOnly, None),
        SettingError::EmailDomain { index } => {
            return Error::new(ErrorCode::EmailDomainInvalid).with("index", *index);
        }
    };
    let mut refusal = Error::new(code);
    if is_keyword(given) {
        refusal = refusal.with("setting", given);
    }
    match allowed {
        Some(allowed) => refusal.with("allowed", allowed.as_str()),
        None => refusal,
    }
}

fn is_keyword(text: &str) -> bool {
    text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Steps 5 and on: the privilege of every setting named, then the change to the organization's own values.
///
/// # Errors
/// `privilege_missing`, `version_conflict`.
pub(super) fn apply(
    cx: &Context<'_>,
    snapshot: &Snapshot,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    names: &BTreeSet<SettingName>,
    edit: impl FnOnce(&mut OwnSettings) -> Result<(), Error>,
) -> Result<Decision<SettingsChanged>, Error> {
    for name in names {
        acting.require(privilege_of(*name)?, seen)?;
    }
    let id = seen.id();
    let stored = snapshot.settings.get(&id);
    let version = stored.map_or(Version(0), |found| found.version);
    cx.check_version("settings", version)?;
    let before = stored.map(|found| found.value.clone()).unwrap_or_default();
    let mut own = before.clone();
    edit(&mut own)?;
    let differs = |name: &&SettingName| before.get(**name) != own.get(**name);
    let settings: Vec<SettingName> = names.iter().filter(differs).copied().collect();
    let mut changes = cx.changes();
    if settings.is_empty() {
        let outcome = SettingsChanged {
            changed: false,
            settings,
            version,
        };
        return Ok(Decision::new(changes, outcome));
    }
    let after = settings_with(seen, snapshot, &own);
    acting.expect_in(&mut changes);
    changes.expect(EntityKey::Organization(id), Some(seen.organization.version));
    for name in &settings {
        let (old, new) = (seen.settings.get(*name), after.get(*name));
        changes.record(
            acting.account,
            EventName::SettingChanged,
            [id.to_string()],
            [
                ("setting", Value::from(name.as_str())),
                ("old", shown(&old)),
                ("new", shown(&new)),
            ],
        );
    }
    let row = OrganizationSettings {
        organization: id,
        own,
    };
    changes.settings.push(match stored {
        Some(found) => Put::Replace(found.version, row),
        None => Put::Insert(row),
    });
    let outcome = SettingsChanged {
        changed: true,
        settings,
        version: version.next(),
    };
    Ok(Decision::new(changes, outcome))
}

fn privilege_of(name: SettingName) -> Result<Privilege, Error> {
    name.by()
        .and_then(|keyword| keyword.parse().ok())
        .ok_or_else(|| refused(name.as_str(), &SettingError::RootOnly(name)))
}

/// What is in force once `own` holds: the values of the path above, then `own`.
fn settings_with(seen: &Seen<'_>, snapshot: &Snapshot, own: &OwnSettings) -> Settings {
    let above = seen.path.iter().take(seen.path.len().saturating_sub(1));
    let nothing = OwnSettings::default();
    let mut values: Vec<&OwnSettings> = above
        .map(|id| {
            snapshot
                .settings
                .get(id)
                .map_or(&nothing, |found| &found.value)
        })
        .collect();
    values.push(own);
    let profile = snapshot
        .tenant
        .as_ref()
        .map(|tenant| tenant.profile)
        .unwrap_or_default();
    Settings::effective(profile, values)
}

/// A value as an event shows it. Recipients may be addresses of people: only how many there are.
fn shown(value: &SettingValue) -> Value {
    match value {
        SettingValue::AlertRecipients(list) | SettingValue::BatchReportRecipients(list) => {
            list.len().into()
        }
        other => other.to_string().into(),
    }
}

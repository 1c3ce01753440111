//! What commands on the tree have in common.

use serde::{Deserialize, Serialize};

use crate::change::{Put, Version};
use crate::command::guard::Acting;
use crate::command::{Context, Decision, Outcome};
use crate::error::Error;
use crate::event::EventName;
use crate::id::OrganizationId;
use crate::role::Privilege;
use crate::snapshot::Snapshot;
use crate::text::{OrganizationName, confusable};

/// What became of an organization that was disabled or enabled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationSwitched {
    /// Whether anything was written.
    pub changed: bool,
    /// Its version now.
    pub version: Version,
}

impl Outcome for OrganizationSwitched {}

/// Disables or enables an organization; the root is the host's alone.
pub(super) fn switch(
    organization: OrganizationId,
    enabled: bool,
    cx: &Context<'_>,
    snapshot: &Snapshot,
) -> Result<Decision<OrganizationSwitched>, Error> {
    let acting = Acting::of(cx, snapshot)?;
    let seen = acting.organization(organization)?;
    acting.require(Privilege::ProfileOrganizations, &seen)?;
    let found = seen.organization;
    if found.value.parent.is_none() {
        acting.require_system()?;
    }
    cx.check_version("organization", found.version)?;
    let mut changes = cx.changes();
    if found.value.enabled == enabled {
        let outcome = OrganizationSwitched {
            changed: false,
            version: found.version,
        };
        return Ok(Decision::new(changes, outcome));
    }
    let name = match enabled {
        true => EventName::OrganizationEnabled,
        false => EventName::OrganizationDisabled,
    };
    acting.expect_in(&mut changes);
    changes.record(acting.account, name, [organization.to_string()], []);
    let mut switched = found.value.clone();
    switched.enabled = enabled;
    changes
        .organizations
        .push(Put::Replace(found.version, switched));
    let outcome = OrganizationSwitched {
        changed: true,
        version: found.version.next(),
    };
    Ok(Decision::new(changes, outcome))
}

/// Whether a sibling has the name: another than `except`.
pub(super) fn is_taken(
    name: &OrganizationName,
    parent: Option<OrganizationId>,
    except: Option<OrganizationId>,
    snapshot: &Snapshot,
) -> bool {
    snapshot.organizations.values().any(|found| {
        found.value.parent == parent && found.value.name == *name && Some(found.value.id) != except
    })
}

/// An organization in the actor's scope, other than `except`, whose name looks alike.
pub(super) fn looks_like(
    name: &OrganizationName,
    except: Option<OrganizationId>,
    acting: &Acting<'_>,
    snapshot: &Snapshot,
) -> Option<OrganizationId> {
    let mut known = snapshot.organizations.values();
    let found = known.find(|found| {
        Some(found.value.id) != except
            && confusable(found.value.name.as_str(), name.as_str())
            && acting.organization(found.value.id).is_ok()
    });
    found.map(|found| found.value.id)
}

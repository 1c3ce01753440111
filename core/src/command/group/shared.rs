//! What commands on user-permission groups have in common.

use std::collections::BTreeMap;

use crate::change::Versioned;
use crate::command::guard::Seen;
use crate::command::refusals::{Refusals, text_problem};
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::id::{GroupId, OrganizationId};
use crate::limits::{ATTRIBUTE_KEY, ATTRIBUTE_VALUE, ATTRIBUTES};
use crate::permission_group::PermissionGroup;
use crate::snapshot::Snapshot;
use crate::text::{GroupName, check_characters};

/// Checks pairs that Rollbook stores unread: at most 32, keys of 1 to 64 characters, values of at most 256, no control
/// characters.
pub(in crate::command) fn check_pairs(
    field: &'static str,
    pairs: &BTreeMap<String, String>,
    refusals: &mut Refusals,
) {
    let too_long = |count: usize, max: usize| {
        Problem::new(FindingCode::TextTooLong)
            .with("count", count)
            .with("max", max)
    };
    if pairs.len() > ATTRIBUTES {
        refusals.field(field, too_long(pairs.len(), ATTRIBUTES));
    }
    for (key, value) in pairs {
        if key.is_empty() {
            refusals.missing(field);
        }
        for (text, max) in [(key, ATTRIBUTE_KEY), (value, ATTRIBUTE_VALUE)] {
            let count = text.chars().count();
            if count > max {
                refusals.field(field, too_long(count, max));
            }
            if let Err(error) = check_characters(text) {
                refusals.field(field, text_problem(error));
            }
        }
    }
}

/// A group that is visible in the organization: defined there or above.
///
/// # Errors
/// `not_found`.
pub(in crate::command) fn visible<'s>(
    group: GroupId,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<PermissionGroup>, Error> {
    snapshot
        .groups
        .get(&group)
        .filter(|found| seen.path.contains(&found.value.organization))
        .ok_or_else(|| Error::not_found("permission_group"))
}

/// A group that is defined in the organization itself: only there it can be changed.
///
/// # Errors
/// `not_found`, `permission_group_inherited`.
pub(super) fn defined<'s>(
    group: GroupId,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<PermissionGroup>, Error> {
    let found = visible(group, seen, snapshot)?;
    let defined_at = found.value.organization;
    if defined_at == seen.id() {
        Ok(found)
    } else {
        Err(Error::new(ErrorCode::PermissionGroupInherited)
            .with("defined_at", defined_at.to_string()))
    }
}

/// Refuses a name that another group of the organization has.
///
/// # Errors
/// `permission_group_name_taken`.
pub(super) fn check_name(
    name: &GroupName,
    organization: OrganizationId,
    except: Option<GroupId>,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    let taken = snapshot.groups.values().any(|found| {
        found.value.organization == organization
            && found.value.name == *name
            && Some(found.value.id) != except
    });
    match taken {
        true => Err(Error::new(ErrorCode::PermissionGroupNameTaken)),
        false => Ok(()),
    }
}

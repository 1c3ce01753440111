//! What commands on roles have in common.

use std::collections::BTreeSet;

use crate::change::{ChangeSet, CountedSet, EntityKey, Limit, Put, Versioned};
use crate::command::Context;
use crate::command::guard::{Acting, Seen};
use crate::command::limit::{add_limits, limits_on};
use crate::command::refusals::Refusals;
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::id::{AccountId, OrganizationId, RoleId};
use crate::role::{Grant, Privilege, Privileges, Rank, Role};
use crate::settings::RoleModel;
use crate::snapshot::{Probe, ProbeAnswer, Snapshot};
use crate::text::RoleName;

/// Those who hold a role are counted so far.
const COUNTED: u32 = 1_000;

/// The privileges named by their keywords.
pub(super) fn read_privileges(given: &BTreeSet<String>, refusals: &mut Refusals) -> Privileges {
    let mut privileges = Privileges::new();
    for keyword in given {
        match keyword.parse::<Privilege>() {
            Ok(privilege) => {
                privileges.insert(privilege);
            }
            Err(()) => refusals.field("privileges", Problem::new(FindingCode::ValueNotAllowed)),
        }
    }
    privileges
}

/// A role that is defined in the organization itself and is not built in: only there it can be changed.
///
/// # Errors
/// `not_found`, `role_fixed`.
pub(super) fn defined<'s>(
    role: RoleId,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<Role>, Error> {
    let found = visible(role, seen, snapshot)?;
    if found.value.fixed {
        return Err(Error::new(ErrorCode::RoleFixed));
    }
    match found.value.organization == seen.id() {
        true => Ok(found),
        false => Err(Error::not_found("role")),
    }
}

/// A role that can be held in the organization: defined there or above.
///
/// # Errors
/// `not_found`.
pub(super) fn visible<'s>(
    role: RoleId,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<Role>, Error> {
    snapshot
        .roles
        .get(&role)
        .filter(|found| seen.path.contains(&found.value.organization))
        .ok_or_else(|| Error::not_found("role"))
}

/// Refuses a name that another role of the organization has.
///
/// # Errors
/// `role_name_taken`.
pub(super) fn check_name(
    name: &RoleName,
    organization: OrganizationId,
    except: Option<RoleId>,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    let taken = snapshot.roles.values().any(|found| {
        found.value.organization == organization
            && found.value.name == *name
            && Some(found.value.id) != except
    });
    match taken {
        true => Err(Error::new(ErrorCode::RoleNameTaken)),
        false => Ok(()),
    }
}

/// The question how many hold a role.
pub(super) const fn holders(organization: OrganizationId, role: RoleId) -> Probe {
    Probe::Count {
        organization,
        set: CountedSet::UsersOfRole(role),
        at_most: COUNTED,
    }
}

/// Refuses while somebody holds the role, now and in the commit.
///
/// # Errors
/// `role_in_use`.
pub(super) fn held_by_nobody(
    organization: OrganizationId,
    role: RoleId,
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) -> Result<(), Error> {
    match snapshot.probes.first() {
        Some(ProbeAnswer::Count(0)) => {}
        Some(ProbeAnswer::Count(count)) => {
            return Err(Error::new(ErrorCode::RoleInUse).with("count", *count));
        }
        _ => return Err(Error::internal("count of holders")),
    }
    changes.limits.push(Limit {
        organization,
        set: CountedSet::UsersOfRole(role),
        at_most: 0,
        adds: 0,
    });
    Ok(())
}

/// In the model of ranks the Owner alone gives and takes roles.
///
/// # Errors
/// `privilege_missing`.
pub(super) fn owner_in_ranks(
    acting: &Acting<'_>,
    privilege: Privilege,
    seen: &Seen<'_>,
) -> Result<(), Error> {
    if seen.settings.role_model == RoleModel::Ranks && acting.rank(seen) != Rank::Owner {
        return Err(Error::new(ErrorCode::PrivilegeMissing)
            .with("privilege", privilege.as_str())
            .with("organization", seen.id().to_string()));
    }
    Ok(())
}

/// A plain grant of a role over everybody.
pub(super) fn whole(
    account: AccountId,
    role: RoleId,
    organization: OrganizationId,
    acting: &Acting<'_>,
    cx: &Context<'_>,
) -> Grant {
    Grant {
        account,
        role,
        organization,
        granted_by: acting.account,
        granted_at: cx.now,
        scoped: false,
        teams: BTreeSet::new(),
        privilege_group: None,
    }
}

/// The fixed role of a rank.
///
/// # Errors
/// `internal` if it was not read.
pub(super) fn of_rank(rank: Rank, snapshot: &Snapshot) -> Result<&Versioned<Role>, Error> {
    snapshot
        .roles
        .values()
        .find(|found| found.value.fixed && found.value.rank == Some(rank))
        .ok_or_else(|| Error::internal("role of a rank"))
}

/// Appends the account with its flag as it is after a change of its grants, and the limits that this meets: whoever
/// becomes an administrator takes a place among them, whoever ceases to be one takes a place among the members.
pub(super) fn settle(
    account: &Versioned<crate::account::Account>,
    administrator: bool,
    path: &[OrganizationId],
    snapshot: &Snapshot,
    changes: &mut ChangeSet,
) {
    let id = account.value.id;
    if account.value.administrator == administrator {
        changes.expect(EntityKey::Account(id), Some(account.version));
        return;
    }
    let set = match administrator {
        true => CountedSet::Admins,
        false => CountedSet::Members,
    };
    add_limits(changes, limits_on(snapshot, path, set, 1));
    let mut settled = account.value.clone();
    settled.administrator = administrator;
    changes
        .accounts
        .push(Put::Replace(account.version, settled));
}

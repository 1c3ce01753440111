//! Limits on people: where they are set on the way to the root, for the commit to judge (N-17).

use crate::change::{ChangeSet, CountedSet, Limit};
use crate::command::{Context, Present};
use crate::error::{Error, ErrorCode};
use crate::id::OrganizationId;
use crate::settings::{SettingName, SettingValue};
use crate::snapshot::Snapshot;

/// The limits that `adds` more people of `set` in the last organization of `path` must keep: one for each organization
/// of the path that sets one, the profile's standing at the root. Each counts its organization and everything below.
#[must_use]
pub fn limits_on(
    snapshot: &Snapshot,
    path: &[OrganizationId],
    set: CountedSet,
    adds: u32,
) -> Vec<Limit> {
    if adds == 0 {
        return Vec::new();
    }
    path.iter()
        .enumerate()
        .filter_map(|(depth, id)| {
            let at_most = if depth == 0 {
                at_root(snapshot, *id, set)
            } else {
                own(snapshot, *id, set)
            };
            at_most.map(|at_most| Limit {
                organization: *id,
                set,
                at_most,
                adds,
            })
        })
        .collect()
}

/// Adds limits, one entry for each organization and set, the people added up.
pub fn add_limits(changes: &mut ChangeSet, limits: Vec<Limit>) {
    for limit in limits {
        let same =
            |other: &&mut Limit| other.organization == limit.organization && other.set == limit.set;
        match changes.limits.iter_mut().find(same) {
            Some(known) => known.adds = known.adds.saturating_add(limit.adds),
            None => changes.limits.push(limit),
        }
    }
}

/// Refuses one more item of a list if it would pass a limit, as far as people were counted (`Context::present`). What
/// is not counted is judged by the commit, and then counted.
///
/// # Errors
/// `limit_reached`.
pub fn within(cx: &Context<'_>, changes: &ChangeSet, limits: &[Limit]) -> Result<(), Error> {
    for limit in limits {
        let known = changes
            .limits
            .iter()
            .find(|other| other.organization == limit.organization && other.set == limit.set)
            .map_or(0, |other| other.adds);
        let whole = Limit {
            adds: known.saturating_add(limit.adds),
            ..*limit
        };
        if broken(&whole, &cx.present) == Some(true) {
            return Err(reached(limit));
        }
    }
    Ok(())
}

/// Whether a limit would be passed; none if nobody was counted for it.
#[must_use]
pub fn broken(limit: &Limit, present: &[Present]) -> Option<bool> {
    let counted = present
        .iter()
        .find(|it| it.organization == limit.organization && it.set == limit.set)?;
    Some(counted.people.saturating_add(limit.adds) > limit.at_most)
}

/// `limit_reached` with the limit and how many it permits.
#[must_use]
pub fn reached(limit: &Limit) -> Error {
    Error::new(ErrorCode::LimitReached)
        .with("limit", limit.set.as_str())
        .with("max", limit.at_most)
}

fn at_root(snapshot: &Snapshot, root: OrganizationId, set: CountedSet) -> Option<u32> {
    let settings = snapshot.settings_of(root)?;
    match set {
        CountedSet::Admins => settings.limit_admins,
        CountedSet::Members => settings.limit_members,
        CountedSet::PendingInvitations => settings.limit_pending_invitations,
        CountedSet::Teams => settings.limit_teams,
        CountedSet::TeamsOf(_) => settings.limit_teams_per_admin,
        CountedSet::UsersOfGroup(_)
        | CountedSet::UsersOfRole(_)
        | CountedSet::UsersOfPrivilegeGroup(_)
        | CountedSet::People
        | CountedSet::RunningBatches
        | CountedSet::Pins => None,
    }
}

fn own(snapshot: &Snapshot, organization: OrganizationId, set: CountedSet) -> Option<u32> {
    let own = &snapshot.settings.get(&organization)?.value;
    let name = match set {
        CountedSet::Admins => SettingName::LimitAdmins,
        CountedSet::Members => SettingName::LimitMembers,
        CountedSet::PendingInvitations => SettingName::LimitPendingInvitations,
        CountedSet::Teams => SettingName::LimitTeams,
        CountedSet::TeamsOf(_) => SettingName::LimitTeamsPerAdmin,
        CountedSet::UsersOfGroup(_)
        | CountedSet::UsersOfRole(_)
        | CountedSet::UsersOfPrivilegeGroup(_)
        | CountedSet::People
        | CountedSet::RunningBatches
        | CountedSet::Pins => return None,
    };
    match own.get(name)? {
        SettingValue::LimitAdmins(most)
        | SettingValue::LimitMembers(most)
        | SettingValue::LimitPendingInvitations(most)
        | SettingValue::LimitTeams(most)
        | SettingValue::LimitTeamsPerAdmin(most) => *most,
        _ => None,
    }
}

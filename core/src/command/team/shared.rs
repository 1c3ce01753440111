//! What commands on teams have in common.

use crate::change::Versioned;
use crate::command::guard::Seen;
use crate::error::Error;
use crate::id::TeamId;
use crate::snapshot::Snapshot;
use crate::team::Team;

/// A team that is visible in the organization: defined there or above.
///
/// # Errors
/// `not_found`.
pub(in crate::command) fn visible<'s>(
    team: TeamId,
    seen: &Seen<'_>,
    snapshot: &'s Snapshot,
) -> Result<&'s Versioned<Team>, Error> {
    snapshot
        .teams
        .get(&team)
        .filter(|found| seen.path.contains(&found.value.organization))
        .ok_or_else(|| Error::not_found("team"))
}

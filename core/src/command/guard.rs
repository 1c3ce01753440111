//! The first steps of every command: who acts, does the actor see the target, may the actor do this there. Every path
//! goes through here (N-11).

use std::collections::BTreeSet;

use crate::change::{ChangeSet, EntityKey, Versioned};
use crate::command::Context;
use crate::error::{Error, ErrorCode};
use crate::id::{AccountId, OrganizationId, TeamId};
use crate::organization::Organization;
use crate::role::{
    AccountAction, Actor, Denied, Held, People, Privilege, Privileges, Rank, Rights, Role, Target,
};
use crate::settings::Settings;
use crate::snapshot::Snapshot;

/// An actor that exists and is Enabled, with what it may.
#[derive(Clone, Debug)]
pub struct Acting<'s> {
    /// Who; none for the host.
    pub account: Option<AccountId>,
    /// What it may.
    pub rights: Rights<'s>,
    home: Option<OrganizationId>,
    snapshot: &'s Snapshot,
}

impl<'s> Acting<'s> {
    /// Step 3: the actor exists and is Enabled. Its account must be in the plan (`Context::read_plan`).
    ///
    /// # Errors
    /// `actor_unknown`.
    pub fn of(cx: &Context<'_>, snapshot: &'s Snapshot) -> Result<Self, Error> {
        let unknown = || Error::new(ErrorCode::ActorUnknown);
        match cx.actor {
            Actor::Bearer => Err(unknown()),
            Actor::System { .. } => Ok(Self {
                account: None,
                rights: Rights::system(),
                home: None,
                snapshot,
            }),
            Actor::Account { account, .. } => {
                Self::of_account(*account, snapshot).ok_or_else(unknown)
            }
        }
    }

    /// An account as actor: also the inviter, when an invitation is accepted. None if it is absent or not Enabled.
    #[must_use]
    pub fn of_account(account: AccountId, snapshot: &'s Snapshot) -> Option<Self> {
        let found = snapshot.accounts.get(&account)?;
        if !found.value.is_enabled() {
            return None;
        }
        let rights = Rights::of(held(account, snapshot));
        Some(Self {
            account: Some(account),
            rights,
            home: Some(found.value.organization),
            snapshot,
        })
    }

    /// The host alone.
    ///
    /// # Errors
    /// `privilege_missing` for anybody else.
    pub fn require_system(&self) -> Result<(), Error> {
        if self.account.is_none() {
            Ok(())
        } else {
            Err(Error::new(ErrorCode::PrivilegeMissing).with("privilege", "system"))
        }
    }

    /// Step 4: the organization, if the actor sees it: where a right of it reaches, or at home. With its path.
    ///
    /// # Errors
    /// `not_found`.
    pub fn organization(&self, id: OrganizationId) -> Result<Seen<'s>, Error> {
        let found = self.snapshot.organizations.get(&id);
        let path = self.snapshot.path(id);
        let visible =
            self.rights.reaches(&path) || self.home.is_some_and(|home| path.contains(&home));
        match (found, self.snapshot.settings_of(id)) {
            (Some(organization), Some(settings)) if visible => Ok(Seen {
                organization,
                path,
                settings: Box::new(settings),
            }),
            _ => Err(Error::not_found("organization")),
        }
    }

    /// Step 5: the privilege there.
    ///
    /// # Errors
    /// `privilege_missing`.
    pub fn require(&self, privilege: Privilege, seen: &Seen<'_>) -> Result<(), Error> {
        self.rights
            .require(privilege, &seen.path)
            .map_err(|denied| denied_error(&denied, seen.id()))
    }

    /// Step 5: the privilege there over somebody who is in these teams.
    ///
    /// # Errors
    /// `privilege_missing`.
    pub fn require_for(
        &self,
        privilege: Privilege,
        teams: &BTreeSet<TeamId>,
        seen: &Seen<'_>,
    ) -> Result<(), Error> {
        self.rights
            .require_for(privilege, &seen.path, teams)
            .map_err(|denied| denied_error(&denied, seen.id()))
    }

    /// Step 5: over whom the actor holds the privilege there.
    ///
    /// # Errors
    /// `privilege_missing` if over nobody.
    pub fn people(&self, privilege: Privilege, seen: &Seen<'_>) -> Result<People, Error> {
        self.rights
            .people(privilege, &seen.path)
            .ok_or_else(|| denied_error(&Denied::Privilege(privilege), seen.id()))
    }

    /// The teams that the actor looks after there, if it sees their people alone: all that it may reaches teams only.
    #[must_use]
    pub fn own_teams(&self, seen: &Seen<'_>) -> BTreeSet<TeamId> {
        match self.rights.sees(&seen.path) {
            Some(People::OfTeams(teams)) => teams,
            Some(People::All) | None => BTreeSet::new(),
        }
    }

    /// Step 6: everything that is given lies within what the actor holds there over everybody.
    ///
    /// # Errors
    /// `grant_exceeds_actor`.
    pub fn within(&self, given: &Privileges, seen: &Seen<'_>) -> Result<(), Error> {
        let own = self.rights.privileges_at(&seen.path);
        let beyond: Vec<&str> = given.difference(&own).map(|it| it.as_str()).collect();
        match beyond.is_empty() {
            true => Ok(()),
            false => Err(Error::new(ErrorCode::GrantExceedsActor).with("privileges", beyond)),
        }
    }

    /// Step 4 for an account that was read: it is there, and the actor sees it. An Admin with teams sees their people
    /// and itself.
    ///
    /// # Errors
    /// `not_found`.
    pub fn sees_account(
        &self,
        id: AccountId,
    ) -> Result<(&'s Versioned<crate::account::Account>, Seen<'s>), Error> {
        let absent = || Error::not_found("account");
        let found = self.snapshot.accounts.get(&id).ok_or_else(absent)?;
        if matches!(found.value.enabled, crate::account::Enabled::Deleted) {
            return Err(absent());
        }
        let seen = self
            .organization(found.value.organization)
            .map_err(|_| absent())?;
        let hidden = self
            .rights
            .sees(&seen.path)
            .is_some_and(|people| !people.include(&found.value.teams));
        match hidden && self.account != Some(id) {
            true => Err(absent()),
            false => Ok((found, seen)),
        }
    }

    /// Steps 4 to 6 for an account that was read: it is visible, the privilege fits its kind, its authority is lower.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing`, `rank_too_low`.
    pub fn account(
        &self,
        id: AccountId,
        action: AccountAction,
    ) -> Result<(&'s Versioned<crate::account::Account>, Seen<'s>), Error> {
        let (found, seen) = self.sees_account(id)?;
        let target = Target {
            held: held(id, self.snapshot).collect(),
            teams: &found.value.teams,
        };
        self.rights
            .may_act_on(action, &target, &seen.path)
            .map_err(|denied| denied_error(&denied, seen.id()))?;
        Ok((found, seen))
    }

    /// Step 6: whether the actor may give `role` there to somebody who is in these teams.
    ///
    /// # Errors
    /// `privilege_missing`, `role_not_grantable`.
    pub fn may_grant(
        &self,
        role: &Role,
        teams: &BTreeSet<TeamId>,
        seen: &Seen<'_>,
    ) -> Result<(), Error> {
        self.rights
            .may_grant(role, teams, &seen.path)
            .map_err(|denied| denied_error(&denied, seen.id()))
    }

    /// Step 6: whether the actor may send an invitation to somebody who holds `role` there and is in these teams.
    ///
    /// # Errors
    /// `privilege_missing`, `role_not_grantable`.
    pub fn may_send(
        &self,
        role: &Role,
        teams: &BTreeSet<TeamId>,
        seen: &Seen<'_>,
    ) -> Result<(), Error> {
        self.rights
            .may_send(role, teams, &seen.path)
            .map_err(|denied| denied_error(&denied, seen.id()))
    }

    /// The rank there, for rules that name it.
    #[must_use]
    pub fn rank(&self, seen: &Seen<'_>) -> Rank {
        self.rights.rank_at(&seen.path)
    }

    /// Relies on the actor as it was read: its account and its grants must be the same in the commit (N-11).
    pub fn expect_in(&self, changes: &mut ChangeSet) {
        let Some(account) = self.account else { return };
        if let Some(found) = self.snapshot.accounts.get(&account) {
            changes.expect(EntityKey::Account(account), Some(found.version));
        }
        expect_grants(account, changes, self.snapshot);
    }
}

/// Relies on what an account holds being as it was read.
pub fn expect_grants(account: AccountId, changes: &mut ChangeSet, snapshot: &Snapshot) {
    for grant in snapshot.grants.get(&account).into_iter().flatten() {
        changes.expect(
            EntityKey::Grant(account, grant.value.role),
            Some(grant.version),
        );
        if let Some(role) = snapshot.roles.get(&grant.value.role) {
            changes.expect(EntityKey::Role(role.value.id), Some(role.version));
        }
        if let Some(group) = grant.value.privilege_group {
            let found = snapshot.privilege_groups.get(&group);
            changes.expect(
                EntityKey::PrivilegeGroup(group),
                found.map(|found| found.version),
            );
        }
    }
}

/// An organization that the actor sees.
#[derive(Clone, Debug)]
pub struct Seen<'s> {
    /// As it was read.
    pub organization: &'s Versioned<Organization>,
    /// From the root to it.
    pub path: Vec<OrganizationId>,
    /// What is in force there.
    pub settings: Box<Settings>,
}

impl Seen<'_> {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> OrganizationId {
        self.organization.value.id
    }

    /// Step 7: it and everything above it is active.
    ///
    /// # Errors
    /// `organization_disabled`.
    pub fn require_active(&self, snapshot: &Snapshot) -> Result<(), Error> {
        match snapshot.disabled_above(self.id()) {
            None => Ok(()),
            Some(disabled) => Err(Error::new(ErrorCode::OrganizationDisabled)
                .with("organization", disabled.to_string())),
        }
    }

    /// Relies on every organization of the path being as it was read: it may not be disabled or moved meanwhile, and
    /// its own settings may not change, neither appear.
    pub fn expect_in(&self, changes: &mut ChangeSet, snapshot: &Snapshot) {
        for id in &self.path {
            if let Some(found) = snapshot.organizations.get(id) {
                changes.expect(EntityKey::Organization(*id), Some(found.version));
            }
            let own = snapshot.settings.get(id).map(|found| found.version);
            changes.expect(EntityKey::Settings(*id), own);
        }
    }
}

/// What an account holds, as it is in force. A role that is not visible where it is held gives nothing.
pub fn held(account: AccountId, snapshot: &Snapshot) -> impl Iterator<Item = Held<'_>> {
    let grants = snapshot.grants.get(&account).into_iter().flatten();
    grants.filter_map(|grant| {
        let role = &snapshot.roles.get(&grant.value.role)?.value;
        let path = snapshot.path(grant.value.organization);
        let group = grant.value.privilege_group;
        let group = group.and_then(|id| snapshot.privilege_groups.get(&id));
        path.contains(&role.organization)
            .then(|| Held::by(&grant.value, role, group.map(|found| &found.value)))
    })
}

/// The roles that an account holds, with their scopes.
pub fn held_roles(
    account: AccountId,
    snapshot: &Snapshot,
) -> impl Iterator<Item = (OrganizationId, &Role)> {
    held(account, snapshot).map(|held| (held.scope, held.role))
}

fn denied_error(denied: &Denied, organization: OrganizationId) -> Error {
    match denied {
        Denied::Privilege(privilege) => Error::new(ErrorCode::PrivilegeMissing)
            .with("privilege", privilege.as_str())
            .with("organization", organization.to_string()),
        Denied::RoleNotGrantable(role) => {
            Error::new(ErrorCode::RoleNotGrantable).with("role", role.to_string())
        }
        Denied::RankTooLow => Error::new(ErrorCode::RankTooLow),
    }
}

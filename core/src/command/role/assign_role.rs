//! `assign_role`: a role given to somebody who is there; in the model of ranks it takes the place of the one before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::shared::{owner_in_ranks, settle, visible, whole};
use crate::change::{CountedSet, EntityKey, Put, Versioned};
use crate::command::guard::{Acting, Seen, expect_grants};
use crate::command::limit::{add_limits, limits_on};
use crate::command::{Command, Context, Decision, Outcome};
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::id::{AccountId, PrivilegeGroupId, RoleId, TeamId};
use crate::limits::LIST_ITEMS;
use crate::role::{AccountAction, Grant, Privilege, Rank, Role};
use crate::settings::AccessKind;
use crate::snapshot::{ReadPlan, Snapshot};

/// Gives an account a role in its organization and below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignRole {
    /// To whom.
    pub account: AccountId,
    /// Which; defined at its organization or above, never Owner.
    pub role: RoleId,
    /// For an Admin of the model of ranks: the teams whose people it reaches, at most 1,000; none for everybody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub teams: BTreeSet<TeamId>,
    /// For an Admin of the model of ranks: what narrows its privileges; none for the whole ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privilege_group: Option<PrivilegeGroupId>,
}

/// What became of the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssigned {
    /// Whether anything was written.
    pub changed: bool,
}

impl Outcome for RoleAssigned {}

impl AssignRole {
    /// A role over everybody.
    #[must_use]
    pub const fn new(account: AccountId, role: RoleId) -> Self {
        Self {
            account,
            role,
            teams: BTreeSet::new(),
            privilege_group: None,
        }
    }

    /// Steps 4 to 6, and what the role may be narrowed by.
    fn check<'s>(
        &self,
        acting: &Acting<'s>,
        snapshot: &'s Snapshot,
    ) -> Result<
        (
            &'s Versioned<crate::account::Account>,
            Seen<'s>,
            &'s Versioned<Role>,
        ),
        Error,
    > {
        let (found, seen) = acting.sees_account(self.account)?;
        let role = visible(self.role, &seen, snapshot)?;
        if found.value.administrator {
            owner_in_ranks(acting, Privilege::AdministratorsEdit, &seen)?;
            acting.account(self.account, AccountAction::Edit)?;
        } else {
            owner_in_ranks(acting, Privilege::AdministratorsCreate, &seen)?;
            acting.require(Privilege::AdministratorsCreate, &seen)?;
        }
        if found.value.access == AccessKind::NoPortal {
            return Err(Error::new(ErrorCode::RoleNeedsPortal));
        }
        if acting.account == Some(self.account) {
            return Err(Error::new(ErrorCode::AccountIsSelf));
        }
        // Whoever may give roles and not this one is told so, whether or not it may invite.
        acting
            .may_grant(&role.value, &found.value.teams, &seen)
            .map_err(|_| {
                Error::new(ErrorCode::RoleNotGrantable).with("role", self.role.to_string())
            })?;
        let held = snapshot.grants.get(&self.account).into_iter().flatten();
        let mut held = held.filter_map(|grant| snapshot.roles.get(&grant.value.role));
        if held.any(|role| role.value.rank == Some(Rank::Owner)) {
            return Err(Error::new(ErrorCode::RoleLastOwner));
        }
        self.check_scope(&role.value, &seen, snapshot)?;
        Ok((found, seen, role))
    }

    fn check_scope(&self, role: &Role, seen: &Seen<'_>, snapshot: &Snapshot) -> Result<(), Error> {
        let narrowed = [
            ("teams", !self.teams.is_empty()),
            ("privilege_group", self.privilege_group.is_some()),
        ];
        for (option, given) in narrowed {
            if given && role.rank != Some(Rank::Admin) {
                return Err(Error::new(ErrorCode::OptionNotAvailable)
                    .with("option", option)
                    .with("setting", "role_model"));
            }
        }
        for team in &self.teams {
            crate::command::team::visible(*team, seen, snapshot)?;
        }
        match self.privilege_group {
            Some(group) if !snapshot.privilege_groups.contains_key(&group) => {
                Err(Error::not_found("privilege_group"))
            }
            _ => Ok(()),
        }
    }
}

impl Command for AssignRole {
    type Outcome = RoleAssigned;

    const NAME: &'static str = "assign_role";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        if self.teams.len() > LIST_ITEMS {
            return Err(Error::new(ErrorCode::TooManyItems)
                .with("max", LIST_ITEMS)
                .with("got", self.teams.len()));
        }
        let mut plan = cx.read_plan();
        plan.accounts.push(self.account);
        plan.roles.push(self.role);
        plan.teams.extend(&self.teams);
        plan.privilege_groups.extend(self.privilege_group);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<RoleAssigned>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let (found, seen, role) = self.check(&acting, snapshot)?;
        let grants: Vec<&Versioned<Grant>> = snapshot
            .grants
            .get(&self.account)
            .into_iter()
            .flatten()
            .collect();
        let grant = Grant {
            scoped: !self.teams.is_empty(),
            teams: self.teams.clone(),
            privilege_group: self.privilege_group,
            ..whole(self.account, self.role, seen.id(), &acting, cx)
        };
        let before = grants.iter().find(|it| it.value.role == self.role);
        let mut changes = cx.changes();
        if before.is_some_and(|it| same(&it.value, &grant)) {
            return Ok(Decision::new(changes, RoleAssigned { changed: false }));
        }
        let mut administrator = role.value.administers();
        let mut replaced = None;
        for other in grants.iter().filter(|it| it.value.role != self.role) {
            let Some(held) = snapshot.roles.get(&other.value.role) else {
                continue;
            };
            if role.value.rank.is_some() && held.value.rank.is_some() {
                replaced = Some(held.value.id.to_string());
                let key = (self.account, held.value.id);
                changes.grants.push(Put::Delete(other.version, key));
            } else {
                administrator |= held.value.administers();
            }
        }
        let looked_after = before.map_or(0, |it| it.value.teams.len());
        let more = self.teams.len().saturating_sub(looked_after);
        let set = CountedSet::TeamsOf(self.account);
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        add_limits(&mut changes, limits_on(snapshot, &seen.path, set, more));
        changes.grants.push(match before {
            Some(it) => Put::Replace(it.version, grant),
            None => Put::Insert(grant),
        });
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        expect_grants(self.account, &mut changes, snapshot);
        changes.expect(EntityKey::Role(self.role), Some(role.version));
        if let Some(group) = self.privilege_group {
            let known = snapshot.privilege_groups.get(&group);
            changes.expect(
                EntityKey::PrivilegeGroup(group),
                known.map(|known| known.version),
            );
        }
        settle(found, administrator, &seen.path, snapshot, &mut changes);
        let teams: Vec<String> = self.teams.iter().map(TeamId::to_string).collect();
        let group = self.privilege_group.map(|group| group.to_string());
        changes.record(
            acting.account,
            EventName::RoleAssigned,
            [self.account.to_string(), seen.id().to_string()],
            [
                ("role", self.role.to_string().into()),
                ("replaced", replaced.into()),
                ("teams", teams.into()),
                ("privilege_group", group.into()),
            ],
        );
        Ok(Decision::new(changes, RoleAssigned { changed: true }))
    }
}

/// Whether both give the same to the same people.
fn same(before: &Grant, after: &Grant) -> bool {
    before.organization == after.organization
        && before.scoped == after.scoped
        && before.teams == after.teams
        && before.privilege_group == after.privilege_group
}

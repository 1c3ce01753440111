//! Privileges, roles and grants, and the one authority check that every path passes.

mod privilege;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::privilege::{ADMINISTRATOR, BUNDLES, Privilege, Privileges};
use crate::id::{AccountId, OrganizationId, PrivilegeGroupId, RoleId, TeamId, TenantId};
use crate::text::{GroupName, RoleName};
use crate::time::Timestamp;

/// Who acts. The host has authenticated it; Rollbook decides what it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// An account, signed in at the host.
    Account {
        /// The tenant it belongs to.
        tenant: TenantId,
        /// The account.
        account: AccountId,
    },
    /// The host itself.
    System {
        /// The tenant it acts in.
        tenant: TenantId,
    },
    /// The holder of a credential. The credential names the tenant.
    Bearer,
}

impl Actor {
    /// The account that acts, if one does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { account, .. } => Some(*account),
            Self::System { .. } | Self::Bearer => None,
        }
    }

    /// The tenant it acts in; none for a bearer.
    #[must_use]
    pub const fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Account { tenant, .. } | Self::System { tenant } => Some(*tenant),
            Self::Bearer => None,
        }
    }
}

/// The standing of a role in the model of ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// No role: 0.
    None,
    /// Member: 100.
    Member,
    /// Admin: 200.
    Admin,
    /// Owner: 300.
    Owner,
}

impl Rank {
    /// The documented figure.
    #[must_use]
    pub const fn figure(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Member => 100,
            Self::Admin => 200,
            Self::Owner => 300,
        }
    }

    /// The name of the fixed role of this rank.
    #[must_use]
    pub const fn role_name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Member => Some("Member"),
            Self::Admin => Some("Admin"),
            Self::Owner => Some("Owner"),
        }
    }

    /// What the fixed role of this rank may: the Owner everything, an Admin the ceiling, others nothing.
    #[must_use]
    pub fn privileges(self) -> Privileges {
        let all = Privilege::ALL.iter().copied();
        match self {
            Self::Owner => all.collect(),
            Self::Admin => all.filter(|privilege| !above_admin(*privilege)).collect(),
            Self::Member | Self::None => Privileges::new(),
        }
    }
}

/// What no Admin of the model of ranks can hold (`domain.md` 5.2).
const fn above_admin(privilege: Privilege) -> bool {
    matches!(
        privilege,
        Privilege::OwnershipTransfer
            | Privilege::RolesManage
            | Privilege::AdministratorsView
            | Privilege::AdministratorsCreate
            | Privilege::AdministratorsEdit
            | Privilege::AdministratorsDelete
            | Privilege::ProfileOrganizations
    )
}

/// A named set of privileges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Where it is defined.
    pub organization: OrganizationId,
    /// Unique in its organization.
    pub name: RoleName,
    /// What it gives.
    pub privileges: Privileges,
    /// Its standing, in the model of ranks.
    pub rank: Option<Rank>,
    /// Built in: it cannot be edited or deleted (`role_fixed`).
    pub fixed: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Role {
    /// Whether its holders are administrators: guarded by `administrators.*`, counted as admins.
    #[must_use]
    pub fn administers(&self) -> bool {
        !self.privileges.is_empty()
    }
}

/// A role held by an account in an organization and everything below it (D-40).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Who holds it.
    pub account: AccountId,
    /// Which role.
    pub role: RoleId,
    /// Where, with everything below.
    pub organization: OrganizationId,
    /// Who gave it; none for the host.
    pub granted_by: Option<AccountId>,
    /// When.
    pub granted_at: Timestamp,
    /// Whether it reaches only the people of `teams`; with none left it reaches nobody.
    pub scoped: bool,
    /// The teams, if it is scoped.
    pub teams: BTreeSet<TeamId>,
    /// What narrows the privileges of an Admin; none for the whole ceiling. One that is gone leaves nothing.
    pub privilege_group: Option<PrivilegeGroupId>,
}

/// A named set of privileges that narrows what an Admin may. Defined at the root by the Owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivilegeGroup {
    /// Its id.
    pub id: PrivilegeGroupId,
    /// The root of the tenant.
    pub organization: OrganizationId,
    /// Unique in its organization, 1 to 64 characters.
    pub name: GroupName,
    /// What an Admin with it may, within the ceiling of the rank.
    pub privileges: Privileges,
    /// When it was created.
    pub created_at: Timestamp,
}

/// One role held, as it is in force.
#[derive(Clone, Debug)]
pub struct Held<'a> {
    /// Where, with everything below.
    pub scope: OrganizationId,
    /// The role.
    pub role: &'a Role,
    /// What it gives, after the privilege group of the holder.
    pub privileges: Cow<'a, Privileges>,
    /// The teams whose people it reaches; none for everybody there.
    pub teams: Option<&'a BTreeSet<TeamId>>,
}

/// A role held as a whole: all its privileges, over everybody.
impl<'a> From<(OrganizationId, &'a Role)> for Held<'a> {
    fn from((scope, role): (OrganizationId, &'a Role)) -> Self {
        Self {
            scope,
            role,
            privileges: Cow::Borrowed(&role.privileges),
            teams: None,
        }
    }
}

impl<'a> Held<'a> {
    /// A role as a grant gives it. `group` is the privilege group that the grant names, if it is there: one that is
    /// gone leaves an Admin nothing.
    #[must_use]
    pub fn by(grant: &'a Grant, role: &'a Role, group: Option<&PrivilegeGroup>) -> Self {
        let narrowed = grant.privilege_group.is_some() && role.rank == Some(Rank::Admin);
        let privileges = match (narrowed, group) {
            (false, _) => Cow::Borrowed(&role.privileges),
            (true, None) => Cow::Owned(Privileges::new()),
            (true, Some(group)) => Cow::Owned(
                group
                    .privileges
                    .intersection(&role.privileges)
                    .copied()
                    .collect(),
            ),
        };
        Self {
            scope: grant.organization,
            role,
            privileges,
            teams: grant.scoped.then_some(&grant.teams),
        }
    }
}

/// Whose people a privilege reaches in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum People {
    /// Everybody there.
    All,
    /// Those in one of these teams; with none, nobody.
    OfTeams(BTreeSet<TeamId>),
}

impl People {
    /// Whether somebody in these teams is among them.
    #[must_use]
    pub fn include(&self, teams: &BTreeSet<TeamId>) -> bool {
        match self {
            Self::All => true,
            Self::OfTeams(own) => !own.is_disjoint(teams),
        }
    }
}

/// Whom an action is about: the roles that the account holds, and the teams that it is in.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// Its roles, as they are in force.
    pub held: Vec<Held<'a>>,
    /// Its teams.
    pub teams: &'a BTreeSet<TeamId>,
}

/// What an actor may: the roles it holds, and where.
#[derive(Clone, Debug, Default)]
pub struct Rights<'a> {
    /// The host may everything in its tenant.
    system: bool,
    held: Vec<Held<'a>>,
}

/// Why an action is refused. The order of checking is that of `domain.md` 5.1, steps 5 and 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The privilege is missing there: `privilege_missing`.
    Privilege(Privilege),
    /// The role may not be given by this actor: `role_not_grantable`.
    RoleNotGrantable(RoleId),
    /// The target's authority is equal or higher: `rank_too_low`.
    RankTooLow,
}

/// What is done to an account, for the choice between `accounts.*` and `administrators.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountAction {
    /// Create, invite, resend, revoke.
    Invite,
    /// Edit, suspend, resume, numbers of lines.
    Edit,
    /// Move.
    Move,
    /// Delete.
    Delete,
    /// Give and take PINs.
    Pin,
    /// Put into teams and take out of them.
    Team,
}

impl AccountAction {
    /// The privilege it needs on a plain account, or on one with a role that administers.
    #[must_use]
    pub const fn privilege(self, administrator: bool) -> Privilege {
        match (self, administrator) {
            (Self::Invite, false) => Privilege::AccountsInvite,
            (Self::Edit, false) => Privilege::AccountsEdit,
            (Self::Move, false) => Privilege::AccountsMove,
            (Self::Delete, false) => Privilege::AccountsDelete,
            (Self::Invite, true) => Privilege::AdministratorsCreate,
            (Self::Edit | Self::Move, true) => Privilege::AdministratorsEdit,
            (Self::Delete, true) => Privilege::AdministratorsDelete,
            (Self::Pin, _) => Privilege::PinsManage,
            (Self::Team, _) => Privilege::TeamsManage,
        }
    }
}

impl<'a> Rights<'a> {
    /// The host's.
    #[must_use]
    pub const fn system() -> Self {
        Self {
            system: true,
            held: Vec::new(),
        }
    }

    /// Those of an account that holds these roles.
    #[must_use]
    pub fn of<H: Into<Held<'a>>>(held: impl IntoIterator<Item = H>) -> Self {
        Self {
            system: false,
            held: held.into_iter().map(Into::into).collect(),
        }
    }

    /// Whether it holds `privilege` in the organization whose path from the root is `path`, over everybody there: what
    /// reaches teams only does not count.
    #[must_use]
    pub fn holds(&self, privilege: Privilege, path: &[OrganizationId]) -> bool {
        self.people(privilege, path) == Some(People::All)
    }

    /// Whether it holds `privilege` there over somebody who is in these teams.
    #[must_use]
    pub fn holds_for(
        &self,
        privilege: Privilege,
        path: &[OrganizationId],
        teams: &BTreeSet<TeamId>,
    ) -> bool {
        self.people(privilege, path)
            .is_some_and(|people| people.include(teams))
    }

    /// Over whom it holds `privilege` there; none if it does not hold it at all.
    #[must_use]
    pub fn people(&self, privilege: Privilege, path: &[OrganizationId]) -> Option<People> {
        if self.system {
            return Some(People::All);
        }
        self.people_of(path, |held| held.privileges.contains(&privilege))
    }

    /// Whom it sees there: everybody, or the people of its teams if all that it may there reaches teams only.
    #[must_use]
    pub fn sees(&self, path: &[OrganizationId]) -> Option<People> {
        if self.system {
            return Some(People::All);
        }
        self.people_of(path, |held| held.role.administers())
    }

    fn people_of(
        &self,
        path: &[OrganizationId],
        counts: impl Fn(&Held<'a>) -> bool,
    ) -> Option<People> {
        let mut found = None;
        for held in self.at(path).filter(|held| counts(held)) {
            let Some(teams) = held.teams else {
                return Some(People::All);
            };
            let known: &mut BTreeSet<TeamId> = found.get_or_insert_default();
            known.extend(teams);
        }
        found.map(People::OfTeams)
    }

    /// Everything it may there over everybody.
    #[must_use]
    pub fn privileges_at(&self, path: &[OrganizationId]) -> Privileges {
        if self.system {
            return Privilege::ALL.iter().copied().collect();
        }
        self.at(path)
            .filter(|held| held.teams.is_none())
            .flat_map(|held| held.privileges.iter().copied())
            .collect()
    }

    /// Its highest rank there.
    #[must_use]
    pub fn rank_at(&self, path: &[OrganizationId]) -> Rank {
        if self.system {
            return Rank::Owner;
        }
        self.at(path)
            .filter_map(|held| held.role.rank)
            .max()
            .unwrap_or(Rank::None)
    }

    /// Whether some role of it reaches the organization.
    #[must_use]
    pub fn reaches(&self, path: &[OrganizationId]) -> bool {
        self.system || self.at(path).next().is_some()
    }

    /// Whether the actor may do `privilege` there.
    ///
    /// # Errors
    /// `privilege_missing`.
    pub fn require(&self, privilege: Privilege, path: &[OrganizationId]) -> Result<(), Denied> {
        if self.holds(privilege, path) {
            Ok(())
        } else {
            Err(Denied::Privilege(privilege))
        }
    }

    /// Whether the actor may do `privilege` there to somebody who is in these teams.
    ///
    /// # Errors
    /// `privilege_missing`.
    pub fn require_for(
        &self,
        privilege: Privilege,
        path: &[OrganizationId],
        teams: &BTreeSet<TeamId>,
    ) -> Result<(), Denied> {
        match self.holds_for(privilege, path, teams) {
            true => Ok(()),
            false => Err(Denied::Privilege(privilege)),
        }
    }

    /// Whether the actor may act on an account there. The target's privileges must lie within the actor's; in the model
    /// of ranks its rank must be lower.
    ///
    /// # Errors
    /// `privilege_missing`, `rank_too_low`.
    pub fn may_act_on(
        &self,
        action: AccountAction,
        target: &Target<'_>,
        path: &[OrganizationId],
    ) -> Result<(), Denied> {
        let administrator = target.held.iter().any(|held| held.role.administers());
        self.require_for(action.privilege(administrator), path, target.teams)?;
        let covered = |held: &Held<'_>| self.covers(&held.privileges, held.role.rank, path);
        if self.system || target.held.iter().all(covered) {
            Ok(())
        } else {
            Err(Denied::RankTooLow)
        }
    }

    /// Whether the actor may give `role` there to somebody who is in these teams, at creation, sending and again at
    /// acceptance (N-11).
    ///
    /// # Errors
    /// `privilege_missing` if it may not even invite plain people, else `role_not_grantable`.
    pub fn may_grant(
        &self,
        role: &Role,
        teams: &BTreeSet<TeamId>,
        path: &[OrganizationId],
    ) -> Result<(), Denied> {
        if role.rank == Some(Rank::Owner) {
            return Err(Denied::RoleNotGrantable(role.id));
        }
        if self.system {
            return Ok(());
        }
        let needed = AccountAction::Invite.privilege(role.administers());
        if self.holds_for(needed, path, teams) && self.covers(&role.privileges, role.rank, path) {
            return Ok(());
        }
        self.require_for(Privilege::AccountsInvite, path, teams)?;
        Err(Denied::RoleNotGrantable(role.id))
    }

    /// Whether the actor may send an invitation to somebody who holds `role` there and is in these teams. As
    /// [`may_grant`](Self::may_grant), but the host may send to the Owner too: it gives nothing that is not held
    /// already.
    ///
    /// # Errors
    /// As `may_grant`.
    pub fn may_send(
        &self,
        role: &Role,
        teams: &BTreeSet<TeamId>,
        path: &[OrganizationId],
    ) -> Result<(), Denied> {
        if self.system {
            return Ok(());
        }
        self.may_grant(role, teams, path)
    }

    fn covers(&self, privileges: &Privileges, rank: Option<Rank>, path: &[OrganizationId]) -> bool {
        privileges.is_subset(&self.privileges_at(path))
            && rank.is_none_or(|rank| rank < self.rank_at(path))
    }

    fn at<'b>(&'b self, path: &'b [OrganizationId]) -> impl Iterator<Item = &'b Held<'a>> + 'b {
        self.held.iter().filter(|held| path.contains(&held.scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(rank: Rank) -> Role {
        Role {
            id: RoleId::from_bytes([u8::try_from(rank.figure() / 100).unwrap(); 16]),
            organization: ROOT,
            name: RoleName::parse(rank.role_name().unwrap_or("none")).unwrap(),
            privileges: rank.privileges(),
            rank: Some(rank),
            fixed: true,
            created_at: Timestamp::from_seconds(0),
        }
    }

    const ROOT: OrganizationId = OrganizationId::from_bytes([1; 16]);
    const BELOW: OrganizationId = OrganizationId::from_bytes([2; 16]);

    /// The documented matrix: who may create, invite and resend whom.
    #[test]
    fn b_02_b_03_b_04_b_05_the_matrix_of_ranks() {
        use Rank::{Admin, Member, Owner};
        for (actor, target, may) in [
            (Owner, Owner, false),
            (Owner, Admin, true),
            (Owner, Member, true),
            (Admin, Owner, false),
            (Admin, Admin, false),
            (Admin, Member, true),
            (Member, Member, false),
            (Member, Admin, false),
        ] {
            let held = role(actor);
            let rights = Rights::of([(ROOT, &held)]);
            assert_eq!(
                rights
                    .may_grant(&role(target), &BTreeSet::new(), &[ROOT])
                    .is_ok(),
                may,
                "{actor:?} {target:?}"
            );
        }
    }

    const TEAM: TeamId = TeamId::from_bytes([3; 16]);
    const OTHER: TeamId = TeamId::from_bytes([4; 16]);

    fn grant(teams: Option<&[TeamId]>, privilege_group: Option<PrivilegeGroupId>) -> Grant {
        Grant {
            account: AccountId::from_bytes([5; 16]),
            role: role(Rank::Admin).id,
            organization: ROOT,
            granted_by: None,
            granted_at: Timestamp::from_seconds(0),
            scoped: teams.is_some(),
            teams: teams.unwrap_or_default().iter().copied().collect(),
            privilege_group,
        }
    }

    fn nobody<'a>(teams: &'a BTreeSet<TeamId>) -> Target<'a> {
        Target {
            held: Vec::new(),
            teams,
        }
    }

    /// The third line of the matrix: an Admin with teams creates, invites and sees into these teams alone.
    #[test]
    fn b_03_an_admin_with_teams_reaches_their_people_alone() {
        let admin = role(Rank::Admin);
        let held = grant(Some(&[TEAM]), None);
        let rights = Rights::of([Held::by(&held, &admin, None)]);
        let [none, own, other, both] = [&[][..], &[TEAM], &[OTHER], &[TEAM, OTHER]]
            .map(|teams| teams.iter().copied().collect::<BTreeSet<_>>());
        for (teams, may) in [(&none, false), (&own, true), (&other, false), (&both, true)] {
            let member = role(Rank::Member);
            assert_eq!(rights.may_grant(&member, teams, &[ROOT]).is_ok(), may);
            let edit = rights.may_act_on(AccountAction::Edit, &nobody(teams), &[ROOT, BELOW]);
            assert_eq!(edit.is_ok(), may);
            assert!(rights.may_grant(&admin, teams, &[ROOT]).is_err());
        }
        assert!(
            !rights.holds(Privilege::TeamsManage, &[ROOT]),
            "not the whole"
        );
        assert!(rights.privileges_at(&[ROOT]).is_empty());
        assert_eq!(rights.sees(&[ROOT]), Some(People::OfTeams(own)));
        let held = grant(Some(&[]), None);
        let rights = Rights::of([Held::by(&held, &admin, None)]);
        assert_eq!(rights.sees(&[ROOT]), Some(People::OfTeams(none.clone())));
        assert!(
            !rights.holds_for(Privilege::AccountsView, &[ROOT], &both),
            "nobody left"
        );
    }

    #[test]
    fn n_11_a_privilege_group_narrows_and_one_that_is_gone_leaves_nothing() {
        let admin = role(Rank::Admin);
        let group = PrivilegeGroup {
            id: PrivilegeGroupId::from_bytes([6; 16]),
            organization: ROOT,
            name: GroupName::parse("Readers").unwrap(),
            privileges: [Privilege::AccountsView, Privilege::RolesManage].into(),
            created_at: Timestamp::from_seconds(0),
        };
        let held = grant(None, Some(group.id));
        let rights = Rights::of([Held::by(&held, &admin, Some(&group))]);
        assert!(rights.holds(Privilege::AccountsView, &[ROOT]));
        assert!(!rights.holds(Privilege::AccountsInvite, &[ROOT]));
        assert!(
            !rights.holds(Privilege::RolesManage, &[ROOT]),
            "the ceiling"
        );
        let rights = Rights::of([Held::by(&held, &admin, None)]);
        assert!(rights.privileges_at(&[ROOT]).is_empty());
    }

    #[test]
    fn d_46_a_guest_is_a_custom_role() {
        let mut guest = role(Rank::Member);
        guest.rank = None;
        guest.fixed = false;
        guest.privileges = [Privilege::AccountsView].into();
        let rights = Rights::of([(ROOT, &guest)]);
        assert!(rights.holds(Privilege::AccountsView, &[ROOT, BELOW]));
        let nobodys = BTreeSet::new();
        let act = |action| rights.may_act_on(action, &nobody(&nobodys), &[ROOT]);
        assert_eq!(
            act(AccountAction::Edit),
            Err(Denied::Privilege(Privilege::AccountsEdit))
        );
        assert_eq!(
            act(AccountAction::Team),
            Err(Denied::Privilege(Privilege::TeamsManage))
        );
    }

    #[test]
    fn d_40_a_right_reaches_its_organization_and_everything_below() {
        let admin = role(Rank::Admin);
        let rights = Rights::of([(BELOW, &admin)]);
        assert!(rights.holds(Privilege::AccountsInvite, &[ROOT, BELOW]));
        assert!(!rights.holds(Privilege::AccountsInvite, &[ROOT]));
    }

    #[test]
    fn every_keyword_is_read_back() {
        for privilege in Privilege::ALL {
            assert_eq!(privilege.as_str().parse(), Ok(*privilege));
        }
        assert_eq!(
            BUNDLES.iter().map(|(_, held)| held.len()).sum::<usize>(),
            Privilege::ALL.len()
        );
    }
}

//! Adding an account: the one function behind the single form and every row of an upload. Parsing what a person typed
//! is done before; sending an invitation comes after (`invitation/sending.rs`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::account::{Account, Enabled, Line, LineFeatures, Name, Onboarding};
use crate::change::{
    Bind, Canonical, ChangeSet, Claim, CountedSet, EntityKey, IdentityEntry, Put, Versioned,
};
use crate::command::Context;
use crate::command::account::rules::default_language;
use crate::command::guard::{Acting, Seen};
use crate::command::limit::{add_limits, limits_on};
use crate::command::team::visible;
use crate::contact::{ForwardingNumber, Identity};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::event::EventName;
use crate::finding::FindingCode;
use crate::id::{AccountId, GroupId, OrganizationId, RoleId, TeamId};
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::number::{LineKey, Number, NumberState, StateNow};
use crate::role::{Grant, People, Privilege, Role};
use crate::settings::{AccessKind, Application, IdentityScope, Language};
use crate::snapshot::Snapshot;
use crate::text::Tag;

/// An account to be added, every field read and canonical.
#[derive(Clone)]
pub struct NewAccount {
    /// Portal, or login-less.
    pub access: AccessKind,
    /// The name.
    pub name: Name,
    /// The identity; none for login-less accounts.
    pub identity: Option<Identity>,
    /// Where invitations go instead of the identity.
    pub notification_address: Option<Identity>,
    /// The role that goes with it.
    pub role: Option<RoleId>,
    /// The user-permission group; none for the default in force (D-16).
    pub group: Option<GroupId>,
    /// Its teams.
    pub teams: BTreeSet<TeamId>,
    /// Applications; each must be on offer.
    pub applications: Vec<Application>,
    /// Its lines.
    pub lines: Vec<NewLine>,
    /// The language; none for the default.
    pub language: Option<Language>,
    /// 3 to 5 digits.
    pub extension: Option<String>,
    /// The host's own pairs.
    pub attributes: BTreeMap<String, String>,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount")
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// A line to be added.
#[derive(Clone, Debug, Default)]
pub struct NewLine {
    /// The number that it gets.
    pub number: LineNumber,
    /// Its switches.
    pub features: LineFeatures,
    /// Where calls go.
    pub forwarding: Option<ForwardingNumber>,
}

/// How a line gets its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LineNumber {
    /// Not now: the person chooses at activation (M-25).
    #[default]
    Later,
    /// This one (M-26).
    Named(E164),
    /// Any that carries the tag (M-26).
    Tagged(Tag),
    /// Any that is free.
    Any,
}

/// Who adds accounts, where, and what was read. Built once for a list.
#[derive(Debug)]
pub struct Creation<'a, 's> {
    /// The command.
    pub cx: &'a Context<'a>,
    /// Who adds.
    pub acting: &'a Acting<'s>,
    /// Where, as the actor sees it.
    pub seen: &'a Seen<'s>,
    /// What was read.
    pub snapshot: &'s Snapshot,
    extensions: BTreeMap<&'s str, AccountId>,
    supply: Vec<(LineNumber, u32)>,
}

impl<'a, 's> Creation<'a, 's> {
    /// In one organization.
    #[must_use]
    pub fn new(
        cx: &'a Context<'a>,
        acting: &'a Acting<'s>,
        seen: &'a Seen<'s>,
        snapshot: &'s Snapshot,
    ) -> Self {
        let extensions = snapshot
            .accounts
            .values()
            .filter(|found| found.value.organization == seen.id() && is_living(found))
            .filter_map(|found| Some((found.value.extension.as_deref()?, found.value.id)))
            .collect();
        Self {
            cx,
            acting,
            seen,
            snapshot,
            extensions,
            supply: Vec::new(),
        }
    }

    /// With how many numbers were counted for lines that ask for a tag or for any: what is short is refused at once.
    #[must_use]
    pub fn with_supply(mut self, supply: Vec<(LineNumber, u32)>) -> Self {
        self.supply = supply;
        self
    }

    /// Checks a new account and appends everything but the account itself, which the caller puts after sending.
    /// `counter` keeps the random parts of several accounts of one command apart.
    ///
    /// # Errors
    /// `account_identity_forbidden`, `required_value_missing`, `role_needs_portal`, `role_not_grantable`,
    /// `organization_disabled`, `not_found` (group, team, application, role, number), `team_disabled`,
    /// `value_not_allowed` (language),
    /// `feature_not_enabled`, `limit_reached` (lines), the codes of numbers, `account_identity_taken`,
    /// `account_extension_taken`.
    pub fn add(
        &self,
        new: NewAccount,
        counter: u64,
        changes: &mut ChangeSet,
    ) -> Result<Account, Error> {
        let role = self.check_role(&new)?;
        self.seen.require_active(self.snapshot)?;
        let group = self.group(&new)?;
        self.check_teams(&new)?;
        self.check_references(&new, role)?;
        let numbers = self.numbers(&new)?;
        self.check_unique(&new)?;

        let id = AccountId::generate(self.cx.now, &self.cx.stream, counter);
        let administrator = role.is_some_and(Role::administers);
        let settings = &self.seen.settings;
        let registered = new.access == AccessKind::NoPortal;
        let account = Account {
            id,
            organization: self.seen.id(),
            access: new.access,
            name: new.name,
            identity: new.identity,
            notification_address: new.notification_address,
            applications: new.applications,
            language: new
                .language
                .or_else(|| default_language(settings, administrator)),
            extension: new.extension,
            lines: new
                .lines
                .iter()
                .map(|line| Line {
                    group,
                    features: line.features,
                    forwarding_number: line.forwarding.as_ref().map(|to| to.digits().to_owned()),
                })
                .collect(),
            device: None,
            enabled: Enabled::Enabled,
            onboarding: if registered {
                Onboarding::NotApplicable
            } else {
                Onboarding::NotInvited
            },
            teams: new.teams,
            consent: None,
            opted_out_at: None,
            attributes: new.attributes,
            administrator,
            created_at: self.cx.now,
            created_by: self.acting.account,
        };
        self.append(&account, role, changes);
        for (line, number) in numbers.into_iter().enumerate() {
            let line = LineKey {
                account: id,
                line: u8::try_from(line).unwrap_or(u8::MAX),
            };
            self.append_number(line, number, registered, counter, changes);
        }
        Ok(account)
    }

    fn check_role(&self, new: &NewAccount) -> Result<Option<&'s Role>, Error> {
        match (new.access, &new.identity) {
            (AccessKind::NoPortal, identity)
                if identity.is_some() || new.notification_address.is_some() =>
            {
                return Err(Error::new(ErrorCode::AccountIdentityForbidden));
            }
            (AccessKind::Portal, None) => {
                return Err(Error::field_code(
                    "identity",
                    FindingCode::RequiredValueMissing,
                ));
            }
            _ => {}
        }
        let Some(id) = new.role else {
            self.acting
                .require_for(Privilege::AccountsInvite, &new.teams, self.seen)?;
            return Ok(None);
        };
        if new.access == AccessKind::NoPortal {
            return Err(Error::new(ErrorCode::RoleNeedsPortal));
        }
        let role = self.snapshot.roles.get(&id).map(|found| &found.value);
        let role = role
            .filter(|role| self.seen.path.contains(&role.organization))
            .ok_or_else(|| Error::not_found("role"))?;
        self.acting.may_grant(role, &new.teams, self.seen)?;
        Ok(Some(role))
    }

    fn group(&self, new: &NewAccount) -> Result<Option<GroupId>, Error> {
        match new.group {
            None => Ok(self.snapshot.default_group(self.seen.id())),
            Some(id) => match self.snapshot.groups.get(&id) {
                Some(found) if self.seen.path.contains(&found.value.organization) => Ok(Some(id)),
                _ => Err(Error::not_found("permission_group")),
            },
        }
    }

    /// Each team is visible there and takes new people; an Admin with teams puts people into its own alone.
    fn check_teams(&self, new: &NewAccount) -> Result<(), Error> {
        if new.teams.is_empty() {
            return Ok(());
        }
        let into = self.acting.people(Privilege::AccountsInvite, self.seen);
        for id in &new.teams {
            let team = visible(*id, self.seen, self.snapshot)?;
            let own = match &into {
                Ok(People::OfTeams(own)) => own.contains(id),
                Ok(People::All) | Err(_) => true,
            };
            if !own {
                return Err(Error::not_found("team"));
            }
            if !team.value.enabled {
                return Err(Error::new(ErrorCode::TeamDisabled).with("team", id.to_string()));
            }
        }
        Ok(())
    }

    fn check_references(&self, new: &NewAccount, role: Option<&Role>) -> Result<(), Error> {
        let settings = &self.seen.settings;
        if new
            .applications
            .iter()
            .any(|it| !settings.applications.contains(it))
        {
            return Err(Error::not_found("application"));
        }
        let languages = match role {
            Some(role) if role.administers() => &settings.admin_languages,
            _ => &settings.languages,
        };
        if new
            .language
            .as_ref()
            .is_some_and(|it| !languages.contains(it))
        {
            return Err(Error::field_code("language", FindingCode::ValueNotAllowed));
        }
        let most = usize::try_from(settings.lines_per_account).unwrap_or(usize::MAX);
        if new.lines.len() > most {
            return Err(Error::new(ErrorCode::LimitReached)
                .with("limit", "lines")
                .with("max", settings.lines_per_account));
        }
        let social = new.lines.iter().any(|line| line.features.social_messaging);
        if social && !settings.social_messaging {
            return Err(Error::field_code(
                "social_messaging",
                FindingCode::FeatureNotEnabled,
            ));
        }
        Ok(())
    }

    /// Refuses a tag or a pool with fewer numbers than lines ask for.
    fn check_supply(&self, new: &NewAccount) -> Result<(), Error> {
        for (wanted, free) in &self.supply {
            let lines = new
                .lines
                .iter()
                .filter(|line| line.number == *wanted)
                .count();
            if lines > usize::try_from(*free).unwrap_or(usize::MAX) {
                return Err(match wanted {
                    LineNumber::Tagged(tag) => {
                        Error::new(ErrorCode::NumberTagEmpty).with("tag", tag.as_str())
                    }
                    _ => Error::new(ErrorCode::NumberNoneAvailable),
                });
            }
        }
        Ok(())
    }

    fn numbers(&self, new: &NewAccount) -> Result<Vec<Chosen<'s>>, Error> {
        self.check_supply(new)?;
        let mut taken = BTreeSet::new();
        new.lines
            .iter()
            .map(|line| match &line.number {
                LineNumber::Later => Ok(Chosen::Later),
                LineNumber::Tagged(tag) => Ok(Chosen::Claimed(Pick::Tagged(tag.clone()))),
                LineNumber::Any => Ok(Chosen::Claimed(Pick::Free)),
                LineNumber::Named(number) => {
                    let found = self.named(*number)?;
                    if !taken.insert(*number) {
                        return Err(Error::new(ErrorCode::NumberNotAvailable)
                            .with("state", StateNow::Assigned.as_str()));
                    }
                    Ok(Chosen::Named(found))
                }
            })
            .collect()
    }

    fn named(&self, number: E164) -> Result<&'s Versioned<Number>, Error> {
        let found = self.snapshot.numbers.get(&number);
        assignable(found, self.acting, self.seen, self.snapshot, self.cx.now)
    }

    fn check_unique(&self, new: &NewAccount) -> Result<(), Error> {
        if let Some(identity) = &new.identity {
            let key = (canonical(identity), identity_scope(self.seen));
            if let Some(entry) = self.snapshot.identities.get(&key) {
                return Err(self.taken(ErrorCode::AccountIdentityTaken, entry.value.account));
            }
        }
        let extension = new
            .extension
            .as_deref()
            .and_then(|it| self.extensions.get(it));
        match extension {
            Some(account) => Err(self.taken(ErrorCode::AccountExtensionTaken, *account)),
            None => Ok(()),
        }
    }

    /// Names the account only to those who see it.
    fn taken(&self, code: ErrorCode, id: AccountId) -> Error {
        let error = Error::new(code);
        let Ok((found, _)) = self.acting.sees_account(id) else {
            return error;
        };
        error
            .with("status", found.value.status().as_str())
            .with("account", id.to_string())
    }

    fn append(&self, account: &Account, role: Option<&Role>, changes: &mut ChangeSet) {
        let by = self.acting.account;
        if let Some(identity) = &account.identity {
            changes.identities.push(Put::Insert(IdentityEntry {
                canonical: canonical(identity),
                scope: identity_scope(self.seen),
                account: account.id,
            }));
        }
        for group in account.lines.iter().filter_map(|line| line.group) {
            if let Some(found) = self.snapshot.groups.get(&group) {
                changes.expect(EntityKey::Group(group), Some(found.version));
            }
        }
        let subjects = [account.id.to_string(), account.organization.to_string()];
        let data = [("access", json!(account.access.as_str()))];
        changes.record(by, EventName::AccountCreated, subjects.clone(), data);
        if let Some(role) = role {
            changes.grants.push(Put::Insert(Grant {
                account: account.id,
                role: role.id,
                organization: account.organization,
                granted_by: by,
                granted_at: self.cx.now,
                scoped: false,
                teams: BTreeSet::new(),
                privilege_group: None,
            }));
            if let Some(found) = self.snapshot.roles.get(&role.id) {
                changes.expect(EntityKey::Role(role.id), Some(found.version));
            }
            changes.record(
                by,
                EventName::RoleAssigned,
                subjects,
                [("role", json!(role.id.to_string()))],
            );
        }
        let set = if account.administrator {
            CountedSet::Admins
        } else {
            CountedSet::Members
        };
        add_limits(changes, limits_on(self.snapshot, &self.seen.path, set, 1));
    }

    fn append_number(
        &self,
        line: LineKey,
        chosen: Chosen<'_>,
        registered: bool,
        counter: u64,
        changes: &mut ChangeSet,
    ) {
        match chosen {
            Chosen::Later => return,
            Chosen::Named(found) => changes.numbers.push(put_on_line(found, line, registered)),
            Chosen::Claimed(pick) => changes.claims.push(Claim {
                selector: NumberSelector {
                    owners: Owners::UsableBy(self.seen.id()),
                    pick,
                },
                bind: Bind::Lines {
                    lines: vec![line],
                    registered,
                },
                start: self.cx.claim_start(counter),
            }),
        }
        let name = if registered {
            EventName::NumberRegistered
        } else {
            EventName::NumberAssigned
        };
        let subjects = [line.account.to_string(), self.seen.id().to_string()];
        changes.record(
            self.acting.account,
            name,
            subjects,
            [("line", json!(line.line))],
        );
    }
}

/// What a line gets, checked.
enum Chosen<'s> {
    Later,
    Named(&'s Versioned<Number>),
    Claimed(Pick),
}

/// Whether a number given by name may be put on a line there (`assign_number`, D-04, D-54).
///
/// # Errors
/// `not_found` if it is unknown, or neither usable nor within the actor's sight; `number_other_organization`;
/// `number_cooling` without `setup.numbers`; `number_not_available`.
pub fn assignable<'s>(
    found: Option<&'s Versioned<Number>>,
    acting: &Acting<'_>,
    seen: &Seen<'_>,
    snapshot: &Snapshot,
    now: crate::time::Timestamp,
) -> Result<&'s Versioned<Number>, Error> {
    let found = found.ok_or_else(|| Error::not_found("number"))?;
    let number = &found.value;
    if !seen.path.contains(&number.owner) {
        let visible = acting.rights.reaches(&snapshot.path(number.owner));
        return Err(if visible {
            Error::new(ErrorCode::NumberOtherOrganization)
        } else {
            Error::not_found("number")
        });
    }
    match number.state_at(now) {
        StateNow::Available | StateNow::Reserved => Ok(found),
        StateNow::Cooling if acting.rights.holds(Privilege::SetupNumbers, &seen.path) => Ok(found),
        StateNow::Cooling => {
            let until = number.cooling_until.map(|until| until.to_string());
            Err(Error::new(ErrorCode::NumberCooling).with("until", until))
        }
        state => Err(Error::new(ErrorCode::NumberNotAvailable).with("state", state.as_str())),
    }
}

/// A number given by name goes to a line at the version read.
#[must_use]
pub fn put_on_line(found: &Versioned<Number>, line: LineKey, registered: bool) -> Put<Number> {
    let mut number = found.value.clone();
    number.state = if registered {
        NumberState::Registered(line)
    } else {
        NumberState::Assigned(line)
    };
    number.cooling_until = None;
    Put::Replace(found.version, number)
}

/// Where an identity is unique: the root, or its own organization (D-20).
#[must_use]
pub fn identity_scope(seen: &Seen<'_>) -> OrganizationId {
    match seen.settings.identity_scope {
        IdentityScope::Tree => seen.path.first().copied().unwrap_or_else(|| seen.id()),
        IdentityScope::Organization => seen.id(),
    }
}

/// The identity as it is compared.
#[must_use]
pub fn canonical(identity: &Identity) -> Canonical {
    Canonical::new(identity.canonical().into_owned())
}

fn is_living(found: &Versioned<Account>) -> bool {
    !matches!(found.value.enabled, Enabled::Deleted)
}

//! The checks and the effects of a move: what an account needs at its destination, and what it becomes there.

use std::collections::BTreeSet;

use super::assign_number::is_registered;
use super::creation::{canonical, identity_scope};
use super::move_accounts::{MovedItem, MovedNumbers};
use super::outcome::{NumberOutcome, leave, numbers_of, owner_settings};
use super::rules::{default_language, identity_rules};
use crate::account::{Account, Enabled};
use crate::change::{ChangeSet, CountedSet, IdentityEntry, Limit, Put, Version, Versioned};
use crate::command::Context;
use crate::command::guard::{Acting, Seen, expect_grants, held_roles};
use crate::command::invitation::send_invitations::lines_without_number;
use crate::command::invitation::sending::{check_domain, company_id, waits_already};
use crate::command::limit::{add_limits, limits_on};
use crate::error::{Error, ErrorCode};
use crate::finding::FindingCode;
use crate::id::{AccountId, OrganizationId};
use crate::limits::CAPACITY_DEMAND;
use crate::number::capacity::CapacityView;
use crate::number::{LineKey, Number};
use crate::role::{AccountAction, Grant, Privilege};
use crate::settings::IdentityScope;
use crate::snapshot::{ProbeAnswer, Snapshot};

/// A move while it is decided.
pub(super) struct Move<'a, 's> {
    pub(super) cx: &'a Context<'a>,
    pub(super) acting: &'a Acting<'s>,
    pub(super) destination: &'a Seen<'s>,
    pub(super) numbers: MovedNumbers,
    pub(super) snapshot: &'s Snapshot,
}

/// An account that is to be moved.
pub(super) struct Mover<'s> {
    pub(super) found: &'s Versioned<Account>,
    /// Where it is.
    pub(super) seen: Seen<'s>,
    /// Its numbers that the destination cannot use.
    foreign: Vec<(LineKey, &'s Versioned<Number>)>,
}

impl Mover<'_> {
    pub(super) const fn account(&self) -> &Account {
        &self.found.value
    }

    pub(super) const fn source(&self) -> OrganizationId {
        self.found.value.organization
    }

    /// Whether it counts as waiting for a number.
    const fn waits(&self) -> bool {
        self.account().is_enabled() && waits_already(self.account())
    }
}

impl<'s> Move<'_, 's> {
    /// Steps 4 and 5: each account is seen and may be moved, at both ends.
    pub(super) fn movers(&self, accounts: &[AccountId]) -> Result<Vec<Mover<'s>>, Error> {
        let mut movers = Vec::new();
        for id in accounts {
            let (found, seen) = self.acting.account(*id, AccountAction::Move)?;
            let there = AccountAction::Move.privilege(found.value.administrator);
            self.acting.require(there, self.destination)?;
            let numbers = numbers_of(&found.value, self.snapshot).into_iter();
            let usable = |owner: &OrganizationId| self.destination.path.contains(owner);
            movers.push(Mover {
                foreign: numbers
                    .filter(|(_, number)| !usable(&number.value.owner))
                    .collect(),
                found,
                seen,
            });
        }
        Ok(movers)
    }

    /// Steps 6 to 11. What blocks is named with everybody whom it blocks (D-19).
    pub(super) fn check(&self, movers: &[Mover<'_>]) -> Result<(), Error> {
        for mover in movers {
            self.check_roles(mover)?;
        }
        let same = |mover: &Mover<'_>| match mover.source() == self.destination.id() {
            true => Err(Error::new(ErrorCode::MoveSameOrganization)),
            false => Ok(()),
        };
        all(movers, same)?;
        self.destination.require_active(self.snapshot)?;
        all(movers, |mover| self.check_address(mover))?;
        self.check_numbers(movers)?;
        all(movers, |mover| self.check_lines(mover))?;
        self.check_capacity(movers)?;
        all(movers, |mover| self.check_unique(mover, movers))
    }

    /// A role is held there on as long as it is known there, and the actor may give it there (N-11).
    fn check_roles(&self, mover: &Mover<'_>) -> Result<(), Error> {
        for (_, role) in held_roles(mover.account().id, self.snapshot) {
            if !self.destination.path.contains(&role.organization) {
                let role = role.id.to_string();
                return Err(Error::new(ErrorCode::RoleNotGrantable).with("role", role));
            }
            // A plain role gives nothing: who may move may take it along.
            if role.administers() {
                self.acting
                    .may_grant(role, &BTreeSet::new(), self.destination)?;
            }
        }
        Ok(())
    }

    /// Who waits must be reachable under the rules there.
    fn check_address(&self, mover: &Mover<'_>) -> Result<(), Error> {
        let Some(recipient) = mover.account().recipient() else {
            return Ok(());
        };
        if !waits_already(mover.account()) {
            return Ok(());
        }
        let settings = &self.destination.settings;
        if !recipient.is_email() && identity_rules(settings).email_only.is_some() {
            return Err(Error::field_code("identity", FindingCode::EmailRequired));
        }
        check_domain(recipient, settings)
    }

    /// Numbers that are not usable there go along or are released, as the command says (D-17).
    fn check_numbers(&self, movers: &[Mover<'_>]) -> Result<(), Error> {
        match self.numbers {
            MovedNumbers::Refuse => all(movers, |mover| match mover.foreign.is_empty() {
                true => Ok(()),
                false => Err(Error::new(ErrorCode::NumberOtherOrganization)),
            }),
            MovedNumbers::Release => all(movers, |mover| {
                match mover.foreign.is_empty() || !is_registered(mover.account()) {
                    true => Ok(()),
                    false => {
                        Err(Error::new(ErrorCode::NumberChoiceNotAllowed).with("choice", "release"))
                    }
                }
            }),
            MovedNumbers::Transfer => {
                let foreign = movers.iter().flat_map(|mover| &mover.foreign);
                for (_, number) in foreign {
                    self.require_transfer(number.value.owner)?;
                }
                Ok(())
            }
        }
    }

    fn require_transfer(&self, owner: OrganizationId) -> Result<(), Error> {
        let path = self.snapshot.path(owner);
        let common: Vec<OrganizationId> = path
            .into_iter()
            .zip(&self.destination.path)
            .take_while(|(from, to)| from == *to)
            .map(|(from, _)| from)
            .collect();
        if self.acting.rights.holds(Privilege::SetupNumbers, &common) {
            return Ok(());
        }
        let at = common.last().map(ToString::to_string);
        Err(Error::new(ErrorCode::PrivilegeMissing)
            .with("privilege", Privilege::SetupNumbers.as_str())
            .with("organization", at))
    }

    fn check_lines(&self, mover: &Mover<'_>) -> Result<(), Error> {
        let most = self.destination.settings.lines_per_account;
        let lines = u32::try_from(mover.account().lines.len()).unwrap_or(u32::MAX);
        match lines > most {
            true => Err(Error::new(ErrorCode::LimitReached)
                .with("limit", "lines")
                .with("max", most)),
            false => Ok(()),
        }
    }

    /// The people who wait must find numbers there, after they were taken out of where they are: for the whole
    /// selection at once (M-62, M-63, D-18).
    fn check_capacity(&self, movers: &[Mover<'_>]) -> Result<(), Error> {
        let unknown = || Error::new(ErrorCode::CapacityUnknown).with("bound", CAPACITY_DEMAND);
        let view = self.snapshot.probes.iter().find_map(|answer| match answer {
            ProbeAnswer::Capacity(view) => Some(view),
            _ => None,
        });
        let mut view = view.ok_or_else(|| Error::internal("capacity"))?.clone();
        let mut needed = 0_u32;
        let mut waiting = Vec::new();
        for mover in movers {
            let without = match mover.waits() {
                true => lines_without_number(mover.account(), self.snapshot),
                false => 0,
            };
            view.take_out(mover.source(), without);
            let released = self.take_back(mover, &mut view);
            let lines = match mover.waits() {
                true => without.saturating_add(released),
                false => 0,
            };
            needed = needed.saturating_add(lines);
            if lines > 0 {
                waiting.push(mover.account().id.to_string());
            }
        }
        if needed == 0 {
            return Ok(());
        }
        let balance = view.balance().map_err(|_| unknown())?;
        let headroom = balance
            .headroom(self.destination.id())
            .map_err(|_| unknown())?;
        if headroom >= u64::from(needed) {
            return Ok(());
        }
        Err(Error::new(ErrorCode::MoveNotEnoughNumbers)
            .with("needed", needed)
            .with("headroom", headroom)
            .with("organization", self.destination.id().to_string())
            .with("accounts", waiting))
    }

    /// What is released is free in the pool that it came from; how many lines are without number then.
    fn take_back(&self, mover: &Mover<'_>, view: &mut CapacityView) -> u32 {
        if self.numbers != MovedNumbers::Release {
            return 0;
        }
        for (_, number) in mover.foreign.iter().filter(|(_, it)| !it.value.golden) {
            let owner = number.value.owner;
            let mut nodes = view.nodes.iter_mut();
            if let Some(node) = nodes.find(|node| node.organization == owner) {
                node.supply = node.supply.saturating_add(1);
            }
        }
        u32::try_from(mover.foreign.len()).unwrap_or(u32::MAX)
    }

    /// Its extension, and with identities by organization its identity, must be free there, among the movers too.
    fn check_unique(&self, mover: &Mover<'_>, movers: &[Mover<'_>]) -> Result<(), Error> {
        let account = mover.account();
        let others = movers.iter().map(Mover::account);
        let mut others = others.filter(|other| other.id != account.id);
        if self.by_organization()
            && let Some(identity) = &account.identity
        {
            let name = canonical(identity);
            let key = (name.clone(), self.destination.id());
            let there = self.snapshot.identities.get(&key);
            let beside =
                |other: &Account| other.identity.as_ref().map(canonical).as_ref() == Some(&name);
            if there.is_some_and(|entry| entry.value.account != account.id)
                || others.clone().any(beside)
            {
                return Err(Error::new(ErrorCode::AccountIdentityTaken));
            }
        }
        let Some(extension) = &account.extension else {
            return Ok(());
        };
        let has = |other: &Account| {
            other.id != account.id
                && other.enabled != Enabled::Deleted
                && other.extension.as_ref() == Some(extension)
        };
        let mut there = self.snapshot.accounts.values().map(|found| &found.value);
        if others.any(has)
            || there.any(|other| other.organization == self.destination.id() && has(other))
        {
            return Err(Error::new(ErrorCode::AccountExtensionTaken));
        }
        Ok(())
    }

    fn by_organization(&self) -> bool {
        self.destination.settings.identity_scope == IdentityScope::Organization
    }

    /// What the account becomes, with everything that goes along.
    pub(super) fn append(
        &self,
        mover: &Mover<'_>,
        changes: &mut ChangeSet,
    ) -> Result<MovedItem, Error> {
        let mut item = MovedItem {
            account: mover.account().id,
            from: mover.source(),
            transferred: Vec::new(),
            released: Vec::new(),
            switched_off: Vec::new(),
            pin_dropped: false,
        };
        let mut account = mover.account().clone();
        account.organization = self.destination.id();
        account.teams.clear();
        // What keeps a PIN names the organization: it gets a new one there.
        if let Some(pin) = self.snapshot.pins.get(&account.id) {
            changes.pins.push(Put::Delete(pin.version, account.id));
            item.pin_dropped = true;
        }
        self.adapt(&mut account, &mut item.switched_off);
        self.append_numbers(mover, &mut item, changes)?;
        self.append_identity(mover, changes)?;
        expect_grants(account.id, changes, self.snapshot);
        let grants = self.snapshot.grants.get(&account.id);
        for grant in grants.into_iter().flatten() {
            if grant.value.organization == mover.source() {
                // Who was bound to teams stays bound, to none until it is given some there.
                let there = Grant {
                    organization: self.destination.id(),
                    teams: BTreeSet::new(),
                    ..grant.value.clone()
                };
                changes.grants.push(Put::Replace(grant.version, there));
            }
        }
        for limit in self.limits(mover) {
            add_limits(changes, vec![limit]);
        }
        let version = mover.found.version;
        changes.accounts.push(Put::Replace(version, account));
        Ok(item)
    }

    /// Lines get the default group there; what is not offered there is switched off (D-16).
    fn adapt(&self, account: &mut Account, switched_off: &mut Vec<String>) {
        let settings = &self.destination.settings;
        let group = self.snapshot.default_group(self.destination.id());
        let mut off = |what: &str| {
            if !switched_off.iter().any(|known| known == what) {
                switched_off.push(what.to_owned());
            }
        };
        for line in &mut account.lines {
            line.group = group;
            if line.features.social_messaging && !settings.social_messaging {
                line.features.social_messaging = false;
                line.features.restrict_incoming_social_messaging = false;
                off("social_messaging");
            }
            if settings.voice_calling && line.forwarding_number.take().is_some() {
                off("forwarding_number");
            }
        }
        let before = account.applications.len();
        account
            .applications
            .retain(|it| settings.applications.contains(it));
        if account.applications.len() < before {
            off("applications");
            if account.applications.is_empty() {
                account
                    .applications
                    .extend(settings.applications.first().cloned());
            }
        }
        let offered = match account.administrator {
            true => &settings.admin_languages,
            false => &settings.languages,
        };
        let spoken = account.language.as_ref();
        if spoken.is_some_and(|language| !offered.contains(language)) {
            account.language = default_language(settings, account.administrator);
            off("language");
        }
    }

    fn append_numbers(
        &self,
        mover: &Mover<'_>,
        item: &mut MovedItem,
        changes: &mut ChangeSet,
    ) -> Result<(), Error> {
        for (_, found) in &mover.foreign {
            let put = match self.numbers {
                MovedNumbers::Release => {
                    item.released.push(found.value.e164);
                    let settings = owner_settings(&found.value, self.snapshot)?;
                    leave(found, &NumberOutcome::Release, &settings, self.cx.now)?
                }
                MovedNumbers::Transfer | MovedNumbers::Refuse => {
                    item.transferred.push(found.value.e164);
                    let mut number = found.value.clone();
                    number.owner = self.destination.id();
                    Put::Replace(found.version, number)
                }
            };
            changes.numbers.push(put);
        }
        Ok(())
    }

    /// With identities by organization, identity and company id are those of the destination.
    fn append_identity(&self, mover: &Mover<'_>, changes: &mut ChangeSet) -> Result<(), Error> {
        if !self.by_organization() {
            return Ok(());
        }
        let account = mover.account();
        if let Some(identity) = &account.identity {
            let name = canonical(identity);
            let key = (name.clone(), identity_scope(&mover.seen));
            // INVARIANT: an entry is inserted and deleted, never replaced; the account's own version guards it.
            changes.identities.push(Put::Delete(Version::FIRST, key));
            changes.identities.push(Put::Insert(IdentityEntry {
                canonical: name,
                scope: self.destination.id(),
                account: account.id,
            }));
        }
        if let Some(found) = self.snapshot.invitation_of(account.id) {
            let destination = self.destination;
            let mut invitation = found.value.clone();
            invitation.company_id =
                company_id(self.snapshot, &destination.path, &destination.settings)?;
            changes
                .invitations
                .push(Put::Replace(found.version, invitation));
        }
        Ok(())
    }

    /// It takes a place where it was not counted before: below the last organization that both paths share (N-17).
    fn limits(&self, mover: &Mover<'_>) -> Vec<Limit> {
        let account = mover.account();
        if account.enabled == Enabled::OptedOut {
            return Vec::new();
        }
        let set = match account.administrator {
            true => CountedSet::Admins,
            false => CountedSet::Members,
        };
        let path = &self.destination.path;
        let pending = u32::from(waits_already(account));
        let mut limits = limits_on(self.snapshot, path, set, 1);
        let waiting = CountedSet::PendingInvitations;
        limits.extend(limits_on(self.snapshot, path, waiting, pending));
        limits.retain(|limit| !mover.seen.path.contains(&limit.organization));
        limits
    }
}

/// Refuses a selection with the first reason found, and names everybody to whom it applies (D-19).
fn all(movers: &[Mover<'_>], check: impl Fn(&Mover<'_>) -> Result<(), Error>) -> Result<(), Error> {
    let mut refused: Option<Error> = None;
    let mut accounts: Vec<String> = Vec::new();
    for mover in movers {
        if let Err(error) = check(mover) {
            let first = refused.get_or_insert(error);
            // Somebody refused for another reason is not named under this one.
            if check(mover).is_err_and(|error| error.code() == first.code()) {
                accounts.push(mover.account().id.to_string());
            }
        }
    }
    refused.map_or(Ok(()), |error| Err(error.with("accounts", accounts)))
}

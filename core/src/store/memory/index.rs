//! What follows from the rows: who holds a unique key, and where the free numbers of an owner lie.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::{Account, Enabled};
use crate::batch::{BatchOperation, BatchRow};
use crate::change::{AttemptEntry, Canonical, Entity, EntityKey, IdentityEntry, UniqueKey};
use crate::e164::E164;
use crate::event::{OutboxEntry, OutboxWhat};
use crate::id::{InvitationId, OrganizationId, TenantId};
use crate::invitation::Invitation;
use crate::invitation::template::Template;
use crate::number::pool::Pool;
use crate::number::selector::Spread;
use crate::number::{Number, NumberState};
use crate::organization::{Organization, OrganizationSettings, Tenant};
use crate::permission_group::PermissionGroup;
use crate::pin::Pin;
use crate::role::{Grant, PrivilegeGroup, Role};
use crate::settings::Channel;
use crate::team::Team;

/// A place that only one row may hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Unique(UniqueKey),
    /// Of the one root, whatever its name.
    Root,
    /// Of one delivery; the public key does not name the channel.
    Delivery(InvitationId, u64, Channel),
}

/// The unique keys of an entity besides its primary one: the slot, and the key that a clash is reported as.
pub(super) trait Unique: Entity {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        Vec::new()
    }
}

impl Unique for Tenant {}
impl Unique for OrganizationSettings {}
impl Unique for Grant {}
impl Unique for Pool {}
impl Unique for IdentityEntry {}
impl Unique for BatchRow {}
impl Unique for AttemptEntry {}

impl Unique for Organization {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        if self.gone.is_some() {
            return Vec::new();
        }
        let key = UniqueKey::OrganizationName(self.parent, self.name.clone());
        match self.parent {
            Some(_) => vec![(Slot::Unique(key.clone()), key)],
            None => vec![(Slot::Root, key)],
        }
    }
}

impl Unique for Role {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        one(UniqueKey::RoleName(self.organization, self.name.clone()))
    }
}

impl Unique for PermissionGroup {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        one(UniqueKey::GroupName(self.organization, self.name.clone()))
    }
}

impl Unique for Team {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        one(UniqueKey::TeamName(self.organization, self.name.clone()))
    }
}

impl Unique for PrivilegeGroup {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        let key = UniqueKey::PrivilegeGroupName(self.organization, self.name.clone());
        one(key)
    }
}

impl Unique for Template {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        let language = self.language.clone();
        let key = UniqueKey::Template(self.organization, self.channel, self.kind, language);
        one(key)
    }
}

impl Unique for Pin {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        self.macs
            .iter()
            .flat_map(|(key, mac)| one(UniqueKey::Pin(self.organization, *key, *mac)))
            .collect()
    }
}

impl Unique for Account {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        match &self.extension {
            Some(extension) if self.enabled != Enabled::Deleted => {
                one(UniqueKey::Extension(self.organization, extension.clone()))
            }
            _ => Vec::new(),
        }
    }
}

impl Unique for Invitation {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        let username = Canonical::new(self.username.clone());
        [
            UniqueKey::InvitationOf(self.account),
            UniqueKey::Credential(self.company_id.clone(), username),
        ]
        .into_iter()
        .flat_map(one)
        .collect()
    }
}

impl Unique for Number {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        self.line().map(UniqueKey::Line).map_or_else(Vec::new, one)
    }
}

impl Unique for BatchOperation {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        match &self.key {
            Some(key) if self.holds_key() => one(UniqueKey::BatchKey(key.clone())),
            _ => Vec::new(),
        }
    }
}

impl Unique for OutboxEntry {
    fn unique(&self) -> Vec<(Slot, UniqueKey)> {
        match self.what {
            OutboxWhat::Invitation {
                invitation,
                generation,
                channel,
            } => {
                let slot = Slot::Delivery(invitation, generation, channel);
                vec![(slot, UniqueKey::Delivery(invitation, generation))]
            }
            OutboxWhat::Alert(_) => Vec::new(),
        }
    }
}

fn one(key: UniqueKey) -> Vec<(Slot, UniqueKey)> {
    vec![(Slot::Unique(key.clone()), key)]
}

/// The index of one tenant. It is a function of the rows: every change of a row is told to it.
#[derive(Default)]
pub(super) struct Index {
    slots: BTreeMap<Slot, BTreeSet<EntityKey>>,
    /// Available, not golden, nothing to wait for: as `number_free` of a database.
    pub(super) free: BTreeSet<(OrganizationId, Spread, E164)>,
    /// Every number, by owner.
    pub(super) owned: BTreeSet<(OrganizationId, E164)>,
}

impl Index {
    /// Who holds a slot.
    pub(super) fn holder(&self, slot: &Slot) -> Option<&EntityKey> {
        self.slots.get(slot)?.first()
    }

    /// Whether a slot has more than one holder: only inside a commit, before it is refused.
    pub(super) fn is_contested(&self, slot: &Slot) -> bool {
        self.slots.get(slot).is_some_and(|held| held.len() > 1)
    }

    /// A row became another.
    pub(super) fn shift<T: Unique>(&mut self, old: Option<&T>, new: Option<&T>) {
        if let Some(row) = old {
            let key = T::entity_key(&row.key());
            for (slot, _) in row.unique() {
                if let Some(held) = self.slots.get_mut(&slot) {
                    held.remove(&key);
                    if held.is_empty() {
                        self.slots.remove(&slot);
                    }
                }
            }
        }
        if let Some(row) = new {
            let key = T::entity_key(&row.key());
            for (slot, _) in row.unique() {
                self.slots.entry(slot).or_default().insert(key.clone());
            }
        }
    }

    /// A number became another, in the pools.
    pub(super) fn shift_number(
        &mut self,
        tenant: TenantId,
        old: Option<&Number>,
        new: Option<&Number>,
    ) {
        if let Some(number) = old {
            let spread = Spread::of(tenant, number.e164);
            self.owned.remove(&(number.owner, number.e164));
            self.free.remove(&(number.owner, spread, number.e164));
        }
        if let Some(number) = new {
            self.owned.insert((number.owner, number.e164));
            let nothing_ahead = number.state == NumberState::Available
                && number.cooling_until.is_none()
                && !number.golden;
            if nothing_ahead {
                let spread = Spread::of(tenant, number.e164);
                self.free.insert((number.owner, spread, number.e164));
            }
        }
    }
}

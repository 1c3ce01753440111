//! What is in the way of a change set: every stale version, else every taken key. Asked only after a first pass ran
//! into something, under the same lock as the second one.

use std::collections::{BTreeMap, BTreeSet};

use rollbook::account::Enabled;
use rollbook::change::{ChangeSet, DirectoryPut, Entity, EntityKey, Put, UniqueKey, Version};
use rollbook::event::{OutboxEntry, OutboxWhat};
use rollbook::id::{
    AccountId, GroupId, InvitationId, PrivilegeGroupId, TeamId, TemplateId, TenantId,
};
use rollbook::number::LineKey;
use rollbook::role::Rank;
use rollbook::settings::Channel;
use rollbook::store::CommitError;
use rusqlite::{Connection, Row};

use crate::codec::account::e164;
use crate::codec::pin::holder_of;
use crate::codec::{Binder, Columns, Stored, all, find, one, version_of};
use crate::commit::{current, guard_version};
use crate::error::commit_error;

/// Names everything that is in the way; nothing if the change set may be written.
pub(crate) fn diagnose(connection: &Connection, changes: &ChangeSet) -> Result<(), CommitError> {
    let look = Look {
        connection,
        changes,
        tenant: changes.tenant,
    };
    let stale = look.stale().map_err(commit_error)?;
    if !stale.is_empty() {
        return Err(CommitError::Conflict(stale.into_iter().collect()));
    }
    let taken = look.taken().map_err(commit_error)?;
    if !taken.is_empty() {
        return Err(CommitError::Duplicate(taken.into_iter().collect()));
    }
    Ok(())
}

/// Whether a line or an organization names the group.
pub(crate) fn group_in_use(
    connection: &Connection,
    tenant: TenantId,
    group: GroupId,
) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM line WHERE tenant_id = ?1 AND group_id = ?2) \
         OR EXISTS (SELECT 1 FROM organization WHERE tenant_id = ?1 AND default_group = ?2)",
    )?;
    Binder::new(&mut statement, tenant)?.id(group.bytes())?;
    Ok(one(&mut statement, |row| row.get(0))?.unwrap_or(false))
}

struct Look<'a> {
    connection: &'a Connection,
    changes: &'a ChangeSet,
    tenant: TenantId,
}

impl Look<'_> {
    fn stale(&self) -> rusqlite::Result<BTreeSet<EntityKey>> {
        let changes = self.changes;
        let mut stale = BTreeSet::new();
        for expect in &changes.expects {
            if current(self.connection, self.tenant, &expect.key)? != expect.version {
                stale.insert(expect.key.clone());
            }
        }
        for guard in &changes.guards {
            if guard_version(self.connection, self.tenant, guard.kind)? != guard.version {
                stale.insert(EntityKey::Guard(guard.kind));
            }
        }
        self.stale_of(&changes.tenants, &mut stale)?;
        self.stale_of(&changes.organizations, &mut stale)?;
        self.stale_of(&changes.settings, &mut stale)?;
        self.stale_of(&changes.roles, &mut stale)?;
        self.stale_of(&changes.grants, &mut stale)?;
        self.stale_of(&changes.groups, &mut stale)?;
        self.stale_of(&changes.teams, &mut stale)?;
        self.stale_of(&changes.privilege_groups, &mut stale)?;
        self.stale_of(&changes.templates, &mut stale)?;
        self.stale_of(&changes.pins, &mut stale)?;
        self.stale_of(&changes.pools, &mut stale)?;
        self.stale_of(&changes.accounts, &mut stale)?;
        self.stale_of(&changes.identities, &mut stale)?;
        self.stale_of(&changes.invitations, &mut stale)?;
        self.stale_of(&changes.batches, &mut stale)?;
        self.stale_of(&changes.batch_rows, &mut stale)?;
        self.stale_of(&changes.outbox, &mut stale)?;
        self.stale_of(&changes.attempts, &mut stale)?;
        for put in &changes.numbers {
            let key = put.entity_key();
            if current(self.connection, self.tenant, &key)? != put.before() {
                stale.insert(key);
            }
        }
        for put in &changes.groups {
            if let Put::Delete(_, group) = put
                && self.group_stays_in_use(*group)?
            {
                stale.insert(EntityKey::Group(*group));
            }
        }
        Ok(stale)
    }

    fn stale_of<T: Stored>(
        &self,
        puts: &[Put<T>],
        stale: &mut BTreeSet<EntityKey>,
    ) -> rusqlite::Result<()> {
        for put in puts {
            let found: Option<Version> = version_of::<T>(self.connection, self.tenant, &put.key())?;
            if found != put.before() {
                stale.insert(put.entity_key());
            }
        }
        Ok(())
    }

    /// Whether somebody names the group after all puts.
    fn group_stays_in_use(&self, group: GroupId) -> rusqlite::Result<bool> {
        let accounts = &self.changes.accounts;
        let organizations = &self.changes.organizations;
        let named = accounts
            .iter()
            .filter_map(Put::value)
            .any(|account| account.lines.iter().any(|line| line.group == Some(group)))
            || organizations
                .iter()
                .filter_map(Put::value)
                .any(|organization| organization.default_group == Some(group));
        Ok(named
            || self.named_elsewhere(
                "SELECT account_id FROM line WHERE tenant_id = ?1 AND group_id = ?2",
                group,
                &keys(accounts, |id| *id.bytes()),
            )?
            || self.named_elsewhere(
                "SELECT id FROM organization WHERE tenant_id = ?1 AND default_group = ?2",
                group,
                &keys(organizations, |id| *id.bytes()),
            )?)
    }

    fn named_elsewhere(
        &self,
        sql: &str,
        group: GroupId,
        written: &BTreeSet<[u8; 16]>,
    ) -> rusqlite::Result<bool> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Binder::new(&mut statement, self.tenant)?.id(group.bytes())?;
        let found: Vec<[u8; 16]> = all(&mut statement, |row| row.get(0))?;
        Ok(found.iter().any(|id| !written.contains(id)))
    }

    fn taken(&self) -> rusqlite::Result<BTreeSet<UniqueKey>> {
        let mut taken = BTreeSet::new();
        self.directories(&mut taken)?;
        self.names(&mut taken)?;
        self.more_names(&mut taken)?;
        self.pins(&mut taken)?;
        self.owner(&mut taken)?;
        self.people(&mut taken)?;
        self.lines(&mut taken)?;
        self.work(&mut taken)?;
        Ok(taken)
    }

    fn directories(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let mut companies = BTreeMap::new();
        for put in &self.changes.directory {
            match put {
                DirectoryPut::Number(number) => {
                    let elsewhere = self.holder(
                        "SELECT tenant_id FROM number_directory WHERE e164 = ?2 AND tenant_id <> ?1",
                        |to| to.value(number.as_i64()),
                        |_| Ok(()),
                    )?;
                    if elsewhere.is_some() {
                        taken.insert(UniqueKey::NumberElsewhere(*number));
                    }
                }
                DirectoryPut::ReleaseNumber(_) => {}
                DirectoryPut::Company(external, organization) => {
                    let other = self.holder(
                        "SELECT 1 FROM company_directory c WHERE c.external_id = ?2 AND (c.tenant_id <> ?1 OR \
                         c.organization_id <> ?3 AND EXISTS (SELECT 1 FROM organization o \
                         WHERE o.tenant_id = ?1 AND o.id = c.organization_id AND o.gone IS NULL))",
                        |to| {
                            to.value(external.as_str())?;
                            to.id(organization.bytes())
                        },
                        |_| Ok(()),
                    )?;
                    let first = *companies.entry(external).or_insert(organization);
                    if other.is_some() || first != organization {
                        taken.insert(UniqueKey::ExternalId(external.clone()));
                    }
                }
            }
        }
        Ok(())
    }

    fn names(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let changes = self.changes;
        self.clashes(
            &changes.organizations,
            taken,
            // There is one place without a parent, whatever the name.
            |it| {
                let living = it.gone.is_none();
                living.then(|| (it.parent, it.parent.map(|_| it.name.clone())))
            },
            |(parent, name)| match (parent, name) {
                (Some(parent), Some(name)) => self.holder(
                    "SELECT id FROM organization WHERE tenant_id = ?1 AND parent = ?2 AND name = ?3 \
                     AND gone IS NULL",
                    |to| {
                        to.id(parent.bytes())?;
                        to.value(name.as_str())
                    },
                    |from| from.id(rollbook::id::OrganizationId::from_bytes),
                ),
                _ => self.holder(
                    "SELECT id FROM organization WHERE tenant_id = ?1 AND parent IS NULL",
                    |_| Ok(()),
                    |from| from.id(rollbook::id::OrganizationId::from_bytes),
                ),
            },
            |it| UniqueKey::OrganizationName(it.parent, it.name.clone()),
        )?;
        self.clashes(
            &changes.roles,
            taken,
            |it| Some((it.organization, it.name.clone())),
            |(organization, name)| {
                self.holder(
                    "SELECT id FROM role WHERE tenant_id = ?1 AND organization_id = ?2 AND name = ?3",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(name.as_str())
                    },
                    |from| from.id(rollbook::id::RoleId::from_bytes),
                )
            },
            |it| UniqueKey::RoleName(it.organization, it.name.clone()),
        )?;
        self.clashes(
            &changes.groups,
            taken,
            |it| Some((it.organization, it.name.clone())),
            |(organization, name)| {
                self.holder(
                    "SELECT id FROM permission_group WHERE tenant_id = ?1 AND organization_id = ?2 AND name = ?3",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(name.as_str())
                    },
                    |from| from.id(GroupId::from_bytes),
                )
            },
            |it| UniqueKey::GroupName(it.organization, it.name.clone()),
        )
    }

    fn more_names(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let changes = self.changes;
        self.clashes(
            &changes.teams,
            taken,
            |it| Some((it.organization, it.name.clone())),
            |(organization, name)| {
                self.holder(
                    "SELECT id FROM team WHERE tenant_id = ?1 AND organization_id = ?2 AND name = ?3",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(name.as_str())
                    },
                    |from| from.id(TeamId::from_bytes),
                )
            },
            |it| UniqueKey::TeamName(it.organization, it.name.clone()),
        )?;
        self.clashes(
            &changes.privilege_groups,
            taken,
            |it| Some((it.organization, it.name.clone())),
            |(organization, name)| {
                self.holder(
                    "SELECT id FROM privilege_group WHERE tenant_id = ?1 AND organization_id = ?2 AND name = ?3",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(name.as_str())
                    },
                    |from| from.id(PrivilegeGroupId::from_bytes),
                )
            },
            |it| UniqueKey::PrivilegeGroupName(it.organization, it.name.clone()),
        )?;
        self.clashes(
            &changes.templates,
            taken,
            |it| Some((it.organization, it.channel, it.kind, it.language.clone())),
            |(organization, channel, kind, language)| {
                self.holder(
                    "SELECT id FROM template WHERE tenant_id = ?1 AND organization_id = ?2 AND channel = ?3 \
                     AND kind = ?4 AND language = ?5",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(channel.as_str())?;
                        to.word(kind)?;
                        to.word(language)
                    },
                    |from| from.id(TemplateId::from_bytes),
                )
            },
            |it| UniqueKey::Template(it.organization, it.channel, it.kind, it.language.clone()),
        )
    }

    /// A PIN is unique by each of its MACs.
    fn pins(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let written = keys(&self.changes.pins, |account| *account);
        let mut seen = BTreeSet::new();
        for pin in self.changes.pins.iter().filter_map(Put::value) {
            for (key, mac) in &pin.macs {
                let unique = UniqueKey::Pin(pin.organization, *key, *mac);
                let (connection, tenant) = (self.connection, self.tenant);
                let held = holder_of(connection, tenant, pin.organization, *key, *mac)?
                    .is_some_and(|holder| !written.contains(&holder));
                if held || !seen.insert(unique.clone()) {
                    taken.insert(unique);
                }
            }
        }
        Ok(())
    }

    fn owner(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let mut owning = BTreeSet::new();
        for grant in self.changes.grants.iter().filter_map(Put::value) {
            let written = self
                .changes
                .roles
                .iter()
                .filter_map(Put::value)
                .find(|role| role.id == grant.role)
                .map(|role| role.rank);
            let rank = match written {
                Some(rank) => rank,
                None => find::<rollbook::role::Role>(self.connection, self.tenant, &grant.role)?
                    .and_then(|role| role.value.rank),
            };
            if rank == Some(Rank::Owner) {
                owning.insert(grant.key());
            }
        }
        self.clashes(
            &self.changes.grants,
            taken,
            |it| owning.contains(&it.key()).then_some(()),
            |()| {
                self.holder(
                    "SELECT account_id, role_id FROM grant_ WHERE tenant_id = ?1 AND owner = 1",
                    |_| Ok(()),
                    |from| {
                        Ok((
                            from.id(AccountId::from_bytes)?,
                            from.id(rollbook::id::RoleId::from_bytes)?,
                        ))
                    },
                )
            },
            |_| UniqueKey::Owner,
        )
    }

    fn people(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        let changes = self.changes;
        self.clashes(
            &changes.accounts,
            taken,
            |it| {
                let living = it.enabled != Enabled::Deleted;
                let extension = it.extension.clone().filter(|_| living)?;
                Some((it.organization, extension))
            },
            |(organization, extension)| {
                self.holder(
                    "SELECT id FROM account WHERE tenant_id = ?1 AND organization_id = ?2 AND extension = ?3 \
                     AND enabled <> 'deleted'",
                    |to| {
                        to.id(organization.bytes())?;
                        to.value(extension.as_str())
                    },
                    |from| from.id(AccountId::from_bytes),
                )
            },
            |it| UniqueKey::Extension(it.organization, it.extension.clone().unwrap_or_default()),
        )?;
        let id = |from: &mut Columns<'_, '_>| from.id(InvitationId::from_bytes);
        self.clashes(
            &changes.invitations,
            taken,
            |it| Some(it.account),
            |account| {
                self.holder(
                    "SELECT id FROM invitation WHERE tenant_id = ?1 AND account_id = ?2",
                    |to| to.id(account.bytes()),
                    id,
                )
            },
            |it| UniqueKey::InvitationOf(it.account),
        )?;
        self.clashes(
            &changes.invitations,
            taken,
            |it| Some((it.company_id.clone(), it.username.clone())),
            |(company, username)| {
                self.holder(
                    "SELECT id FROM invitation WHERE tenant_id = ?1 AND company_id = ?2 AND username = ?3",
                    |to| {
                        to.value(company.as_str())?;
                        to.value(username.as_str())
                    },
                    id,
                )
            },
            |it| {
                let username = rollbook::change::Canonical::new(it.username.clone());
                UniqueKey::Credential(it.company_id.clone(), username)
            },
        )
    }

    /// Lines are taken by numbers put by name and by claims.
    fn lines(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        self.clashes(
            &self.changes.numbers,
            taken,
            rollbook::number::Number::line,
            |line| self.number_on(*line),
            // Only numbers with a line clash.
            |it| {
                let line = it.line().unwrap_or(LineKey {
                    account: AccountId::from_bytes([0; 16]),
                    line: 0,
                });
                UniqueKey::Line(line)
            },
        )?;
        let written = keys(&self.changes.numbers, |number| *number);
        let mut seen: BTreeSet<LineKey> = self
            .changes
            .numbers
            .iter()
            .filter_map(Put::value)
            .filter_map(rollbook::number::Number::line)
            .collect();
        for claim in &self.changes.claims {
            for line in claim.bind.lines() {
                let held = self
                    .number_on(*line)?
                    .is_some_and(|number| !written.contains(&number));
                if held || !seen.insert(*line) {
                    taken.insert(UniqueKey::Line(*line));
                }
            }
        }
        Ok(())
    }

    fn number_on(&self, line: LineKey) -> rusqlite::Result<Option<rollbook::e164::E164>> {
        self.holder(
            "SELECT e164 FROM number_use WHERE tenant_id = ?1 AND account_id = ?2 AND line = ?3",
            |to| {
                to.id(line.account.bytes())?;
                to.value(line.line)
            },
            |from| e164(from.get()?),
        )
    }

    fn work(&self, taken: &mut BTreeSet<UniqueKey>) -> rusqlite::Result<()> {
        self.clashes(
            &self.changes.batches,
            taken,
            |it| it.key.clone().filter(|_| it.holds_key()),
            |key| {
                self.holder(
                    "SELECT id FROM batch WHERE tenant_id = ?1 AND idempotency_key = ?2 \
                     AND state NOT IN ('rejected', 'cancelled')",
                    |to| to.value(key.as_str()),
                    |from| from.id(rollbook::id::BatchId::from_bytes),
                )
            },
            |it| UniqueKey::BatchKey(it.key.clone().unwrap_or_default()),
        )?;
        self.clashes(
            &self.changes.outbox,
            taken,
            delivery,
            |(invitation, generation, channel)| {
                self.holder(
                    "SELECT id FROM outbox WHERE tenant_id = ?1 AND invitation_id = ?2 AND generation = ?3 \
                     AND channel = ?4",
                    |to| {
                        to.id(invitation.bytes())?;
                        to.count(*generation)?;
                        to.value(channel.as_str())
                    },
                    |from| from.id(rollbook::id::EventId::from_bytes),
                )
            },
            |it| match delivery(it) {
                Some((invitation, generation, _)) => UniqueKey::Delivery(invitation, generation),
                // Only deliveries of invitations clash.
                None => UniqueKey::Delivery(InvitationId::from_bytes([0; 16]), 0),
            },
        )
    }

    /// Keys that two puts give, or that a row has which is not written here.
    fn clashes<T: Entity, K: Ord>(
        &self,
        puts: &[Put<T>],
        taken: &mut BTreeSet<UniqueKey>,
        unique: impl Fn(&T) -> Option<K>,
        holder: impl Fn(&K) -> rusqlite::Result<Option<T::Key>>,
        name: impl Fn(&T) -> UniqueKey,
    ) -> rusqlite::Result<()> {
        let written: BTreeSet<T::Key> = puts.iter().map(Put::key).collect();
        let mut given: BTreeMap<K, Vec<&T>> = BTreeMap::new();
        for value in puts.iter().filter_map(Put::value) {
            if let Some(key) = unique(value) {
                given.entry(key).or_default().push(value);
            }
        }
        for (key, values) in given {
            let held = holder(&key)?.is_some_and(|holder| !written.contains(&holder));
            if held || values.len() > 1 {
                taken.extend(values.into_iter().map(&name));
            }
        }
        Ok(())
    }

    /// The key of the row that a condition finds.
    fn holder<K>(
        &self,
        sql: &str,
        put: impl FnOnce(&mut Binder<'_, '_>) -> rusqlite::Result<()>,
        take: impl FnOnce(&mut Columns<'_, '_>) -> rusqlite::Result<K>,
    ) -> rusqlite::Result<Option<K>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, self.tenant)?;
        put(&mut to)?;
        one(&mut statement, |row: &Row<'_>| {
            take(&mut Columns::new(row, self.tenant, 0))
        })
    }
}

/// What makes an outbox entry one; nothing for an alert.
fn delivery(entry: &OutboxEntry) -> Option<(InvitationId, u64, Channel)> {
    match entry.what {
        OutboxWhat::Invitation {
            invitation,
            generation,
            channel,
        } => Some((invitation, generation, channel)),
        OutboxWhat::Alert(_) => None,
    }
}

fn keys<T: Entity, K: Ord>(puts: &[Put<T>], key: impl Fn(&T::Key) -> K) -> BTreeSet<K> {
    puts.iter().map(|put| key(&put.key())).collect()
}

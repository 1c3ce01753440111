//! What an upload to one organization would be checked against, for a machine without the store: the pieces of a
//! [`FactsFile`]. The engine puts them together (`Rollbook::facts`), page by page.

use super::organization::{plan_at, viewed};
use super::{Listed, Look, Query, other_page};
use crate::change::Canonical;
use crate::command::Context;
use crate::command::account::creation::identity_scope;
use crate::command::batch::facts::{
    any_usable, capacity, grantable, is_supply, limit_facts, number_fact, plan_supply,
};
use crate::command::guard::{Acting, Seen};
use crate::csv::facts::{
    AccountFact, FACTS_FORMAT, FACTS_FORMAT_VERSION, FACTS_ROWS, FactsFile, HiddenIdentities,
    NumberEntry,
};
use crate::csv::{Facts, Schema};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::id::OrganizationId;
use crate::limits::PAGE_MAX;
use crate::page::{AccountCursor, AccountFilter, AccountSort, NumberFilter, Page, PageQuery};
use crate::role::Privilege;
use crate::settings::{IdentityScope, ImportMode};
use crate::snapshot::{ReadPlan, Snapshot};

/// Most organizations beside its own path whose numbers a facts file tells of. More is `too_many_items`; an actor who
/// sees the whole tenant needs no list, whatever its size.
pub const FACTS_ORGANIZATIONS: usize = 1_000;

/// The facts of an organization as a file (`facts`). Needs `accounts.invite` and `accounts.view` there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportFacts {
    /// Where uploads would go.
    pub organization: OrganizationId,
}

/// Whose numbers a page of facts lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactsOwners {
    /// The organization and those above it.
    Path,
    /// These, beside the path.
    Others(Vec<OrganizationId>),
    /// Everybody in the tenant.
    Tenant,
}

impl ExportFacts {
    /// Names what says where the organization stands, and what the actor sees.
    #[must_use]
    pub fn plan(&self, cx: &Context<'_>) -> ReadPlan {
        let mut plan = plan_at(cx, self.organization);
        plan.tree = true;
        plan
    }

    /// After the guard: names what is counted.
    ///
    /// # Errors
    /// `not_found`, `privilege_missing`, `organization_disabled`.
    pub fn plan_counts(&self, cx: &Context<'_>, before: &Snapshot) -> Result<ReadPlan, Error> {
        let (_, seen) = self.guard(cx, before)?;
        let mut plan = plan_at(cx, self.organization);
        plan.root_roles = true;
        let wanted = u32::try_from(FACTS_ROWS).unwrap_or(u32::MAX);
        plan_supply(
            &mut plan,
            self.organization,
            &seen.path,
            wanted,
            before,
            false,
        );
        Ok(plan)
    }

    /// Whose numbers the file tells of, by the snapshot of [`plan`](Self::plan).
    ///
    /// # Errors
    /// As [`plan_counts`](Self::plan_counts); `too_many_items`{max} for more than 1,000 organizations beside the path.
    pub fn owners(&self, cx: &Context<'_>, before: &Snapshot) -> Result<Vec<FactsOwners>, Error> {
        let (acting, seen) = self.guard(cx, before)?;
        let root = seen.path.get(..1).unwrap_or_default();
        if acting.rights.reaches(root) {
            return Ok(vec![FactsOwners::Tenant]);
        }
        let reached = |id: &OrganizationId| {
            !seen.path.contains(id) && acting.rights.reaches(&before.path(*id))
        };
        let others: Vec<_> = before
            .organizations
            .keys()
            .copied()
            .filter(reached)
            .collect();
        if others.len() > FACTS_ORGANIZATIONS {
            return Err(too_many("organizations", FACTS_ORGANIZATIONS));
        }
        Ok(match others.is_empty() {
            true => vec![FactsOwners::Path],
            false => vec![FactsOwners::Path, FactsOwners::Others(others)],
        })
    }

    /// The file as it begins, by the snapshot of [`plan_counts`](Self::plan_counts): without accounts and numbers.
    ///
    /// # Errors
    /// As [`plan_counts`](Self::plan_counts).
    pub fn begin(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<FactsFile, Error> {
        let (acting, seen) = self.guard(cx, snapshot)?;
        let settings = &seen.settings;
        let profile = snapshot
            .tenant
            .as_ref()
            .map(|tenant| tenant.profile)
            .unwrap_or_default();
        let mode = settings.import_mode;
        let schemas = settings.bulk_access_kinds.iter().filter_map(|access| {
            // The larger bound of rows; the other follows from it.
            let most = ImportMode::Partial;
            let schema = Schema::for_organization(profile, settings, *access, most, &[])?;
            Some((*access, schema))
        });
        Ok(FactsFile {
            format: FACTS_FORMAT.to_owned(),
            format_version: FACTS_FORMAT_VERSION,
            version: cx.now.to_string(),
            organization: self.organization.to_string(),
            schemas: schemas.collect(),
            import_mode: mode,
            import_existing: settings.import_existing,
            invite: settings.send_on_create_bulk,
            number_rule: settings.number_rule,
            csv_allow_reserved: settings.csv_allow_reserved,
            actor_sets_up_numbers: acting.rights.holds(Privilege::SetupNumbers, &seen.path),
            grantable_roles: grantable(&acting, &seen, snapshot),
            identities: Default::default(),
            hidden_identities: HiddenIdentities::new(cx.stream.block("facts", 0)),
            extensions: Default::default(),
            teams: Default::default(),
            numbers: Default::default(),
            supply: supply(&seen, snapshot),
            any_number_usable: any_usable(snapshot),
            limits: limit_facts(snapshot, &seen.path),
        })
    }

    fn guard<'s>(
        &self,
        cx: &Context<'_>,
        snapshot: &'s Snapshot,
    ) -> Result<(Acting<'s>, Seen<'s>), Error> {
        let (acting, seen) = viewed(cx, snapshot, self.organization)?;
        acting.require(Privilege::AccountsInvite, &seen)?;
        seen.require_active(snapshot)?;
        Ok((acting, seen))
    }
}

/// More than a facts file holds.
#[must_use]
pub fn too_many(what: &'static str, max: usize) -> Error {
    Error::new(ErrorCode::TooManyItems)
        .with("items", what)
        .with("max", max)
        .with_message("there is more than a file of facts holds; validate against the store itself")
}

/// What each level of the path has beyond its promises, the organization first: its figures without what the level
/// below it leaves to it.
fn supply(seen: &Seen<'_>, snapshot: &Snapshot) -> Option<Vec<i64>> {
    let balance = capacity(snapshot)?.balance().ok()?;
    let mut left_below = 0;
    let mut levels = Vec::with_capacity(seen.path.len());
    for organization in seen.path.iter().rev() {
        let figures = balance.figures(*organization).unwrap_or_default();
        let signed = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
        let residual = signed(figures.residual);
        levels.push(signed(figures.surplus) - residual + left_below);
        left_below = residual;
    }
    Some(levels)
}

/// Numbers of a facts file, in E.164 order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsNumbers {
    /// Where uploads would go.
    pub organization: OrganizationId,
    /// Whose.
    pub owners: FactsOwners,
    /// The last number of the page before.
    pub after: Option<E164>,
}

impl Query for FactsNumbers {
    type Answer = Listed<(E164, Option<NumberEntry>), E164>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let (_, seen) = viewed(cx, snapshot, self.organization)?;
        let owners = match &self.owners {
            FactsOwners::Path => seen.path,
            FactsOwners::Others(others) => others.clone(),
            FactsOwners::Tenant => Vec::new(),
        };
        Ok(PageQuery::Numbers {
            tenant: cx.tenant,
            filter: NumberFilter {
                owners,
                ..NumberFilter::default()
            },
            at: cx.now,
            after: self.after,
            limit: PAGE_MAX,
        })
    }

    /// The owners, which say whether the actor may know of their numbers.
    fn behind(&self, cx: &Context<'_>, snapshot: &Snapshot, page: &Page) -> Option<ReadPlan> {
        let Page::Numbers(items) = page else {
            return None;
        };
        let unread = |id: &OrganizationId| !snapshot.organizations.contains_key(id);
        let mut owners: Vec<_> = items.iter().map(|found| found.value.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.retain(unread);
        if owners.is_empty() {
            return None;
        }
        let mut plan = plan_at(cx, self.organization);
        plan.organizations.extend(owners);
        Some(plan)
    }

    /// Every number of the page; one that the actor may not know of without its state.
    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let (acting, seen) = viewed(cx, snapshot, self.organization)?;
        let Page::Numbers(items) = page else {
            return Err(other_page());
        };
        let listed = Listed::new(items, PAGE_MAX, |found| found.value.e164);
        Ok(listed.map(|found| {
            let number = &found.value;
            let level = seen.path.iter().rev().position(|id| *id == number.owner);
            let entry =
                number_fact(number, cx, &acting, &seen, snapshot).map(|state| NumberEntry {
                    state,
                    level: level
                        .filter(|_| is_supply(number, cx))
                        .and_then(|level| u8::try_from(level).ok()),
                });
            (number.e164, entry)
        }))
    }
}

/// What the actor may know of some numbers, for cells that may mean one of several: the inventory decides which. Needs
/// `accounts.invite`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumbersMeant {
    /// Where the upload goes.
    pub organization: OrganizationId,
    /// The numbers.
    pub numbers: Vec<E164>,
}

impl Look for NumbersMeant {
    type Answer = Facts;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = plan_at(cx, self.organization);
        plan.numbers.extend_from_slice(&self.numbers);
        Ok(plan)
    }

    fn answer(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<Facts, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        acting.require(Privilege::AccountsInvite, &seen)?;
        let known = self.numbers.iter().filter_map(|number| {
            let found = &snapshot.numbers.get(number)?.value;
            Some((*number, number_fact(found, cx, &acting, &seen, snapshot)?))
        });
        Ok(Facts {
            numbers: known.collect(),
            ..Facts::default()
        })
    }
}

/// Accounts of a facts file: whoever an upload may meet by identity or extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsAccounts {
    /// Where uploads would go.
    pub organization: OrganizationId,
    /// Where the page before ended.
    pub after: Option<AccountCursor>,
}

/// An account of a facts file. The identity of one that is not `listed` goes into the file under a tag.
#[derive(Clone, PartialEq, Eq)]
pub struct FactsAccount {
    /// Its identity, if that stands in the way of the same in an upload.
    pub identity: Option<String>,
    /// Its extension, if that stands in the way.
    pub extension: Option<String>,
    /// What the upload's report may say of it.
    pub fact: AccountFact,
    /// Whether the actor may list it.
    pub listed: bool,
}

/// Nobody is named.
impl std::fmt::Debug for FactsAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FactsAccount")
            .field("listed", &self.listed)
            .finish_non_exhaustive()
    }
}

impl Query for FactsAccounts {
    type Answer = Listed<FactsAccount, AccountCursor>;

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        Ok(plan_at(cx, self.organization))
    }

    fn page(&self, cx: &Context<'_>, snapshot: &Snapshot) -> Result<PageQuery, Error> {
        let (_, seen) = viewed(cx, snapshot, self.organization)?;
        let organizations = match seen.settings.identity_scope {
            IdentityScope::Tree => Vec::new(),
            IdentityScope::Organization => vec![self.organization],
        };
        Ok(PageQuery::Accounts {
            tenant: cx.tenant,
            filter: AccountFilter {
                organizations,
                ..AccountFilter::default()
            },
            sort: AccountSort::default(),
            at: cx.now,
            after: self.after.clone(),
            limit: PAGE_MAX,
        })
    }

    /// The identities as they are taken, each in its scope, with the accounts and where they belong.
    fn behind(&self, cx: &Context<'_>, _: &Snapshot, page: &Page) -> Option<ReadPlan> {
        let Page::Accounts(rows) = page else {
            return None;
        };
        let mut plan = plan_at(cx, self.organization);
        let identities = rows
            .iter()
            .filter_map(|row| row.account.value.identity.as_ref());
        plan.identities
            .extend(identities.map(|identity| Canonical::new(identity.canonical().into_owned())));
        Some(plan)
    }

    fn answer(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
        page: Page,
    ) -> Result<Self::Answer, Error> {
        let (acting, seen) = viewed(cx, snapshot, self.organization)?;
        let Page::Accounts(rows) = page else {
            return Err(other_page());
        };
        let scope = identity_scope(&seen);
        let sort = AccountSort::default();
        let listed = Listed::new(rows, PAGE_MAX, |row| AccountCursor {
            key: sort.by.value(&row.account.value),
            id: row.account.value.id,
        });
        Ok(listed.map(|row| {
            let account = &row.account.value;
            let taken = account.identity.as_ref().and_then(|identity| {
                let canonical = Canonical::new(identity.canonical().into_owned());
                let entry = snapshot.identities.get(&(canonical.clone(), scope))?;
                (entry.value.account == account.id).then(|| canonical.as_str().to_owned())
            });
            let path = snapshot.path(account.organization);
            let visible = acting.organization(account.organization).is_ok();
            FactsAccount {
                identity: taken,
                extension: account
                    .extension
                    .clone()
                    .filter(|_| account.organization == seen.id()),
                fact: AccountFact {
                    status: visible.then(|| account.status().as_str().to_owned()),
                },
                listed: acting.rights.holds(Privilege::AccountsView, &path),
            }
        }))
    }
}

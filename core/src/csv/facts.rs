//! Stage 8: what only the store knows. A report names the keys to look up, [`Facts`] answers them, and the check is a
//! pure function of the two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::collect::Collector;
use super::columns::FileColumns;
use super::outcome::{FactsUsed, Plan, Report, RowStatus};
use super::pass::status_of;
use super::schema::{Column, ColumnType, Schema, Unique};
use crate::e164::E164;
use crate::finding::{Finding, FindingCode, Place, Problem, Scope};
use crate::settings::{ImportExisting, ImportMode, NumberRule};
use crate::text::near_miss;
use crate::time::Timestamp;

/// Keys that a report wants to have looked up, each list sorted and without repeats.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Canonical identities.
    pub identities: Vec<String>,
    /// Numbers of `number` columns, and those that an ambiguous cell could mean.
    pub numbers: Vec<E164>,
    /// Names of teams, as typed.
    pub teams: Vec<String>,
    /// Extensions.
    pub extensions: Vec<String>,
}

/// How many of each.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("identities", &self.identities.len())
            .field("numbers", &self.numbers.len())
            .field("teams", &self.teams.len())
            .field("extensions", &self.extensions.len())
            .finish()
    }
}

/// What a store answers to [`Keys`], for one actor in one organization.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// The state of the store that was read.
    pub version: String,
    /// Accounts by canonical identity; an identity that is free is absent.
    pub identities: BTreeMap<String, AccountFact>,
    /// Accounts by extension; one that is free is absent.
    pub extensions: BTreeMap<String, AccountFact>,
    /// Numbers that the actor may know of; others are absent.
    pub numbers: BTreeMap<E164, NumberFact>,
    /// Teams by name as typed; unknown ones are absent.
    pub teams: BTreeMap<String, TeamFact>,
    /// Whether the actor has `setup.numbers`, so that a cooling number given by name is a warning (D-04).
    pub actor_sets_up_numbers: bool,
    /// Words of a `role` column that the actor may grant; `None` if roles are not checked.
    pub grantable_roles: Option<Vec<String>>,
    /// Numbers for people without one, after those who wait already (D-18); exact up to what is wanted.
    pub numbers_available: u32,
    /// Whether any Available or Reserved number is usable at all: under rule `pool` a first send without one is an error,
    /// while a mere shortage is a warning.
    pub any_number_usable: bool,
    /// What a shortage is (D-01).
    pub number_rule: NumberRule,
    /// Whether the people of the file are invited at once.
    pub invite: bool,
    /// Bounds on accounts and invitations.
    pub limits: Vec<LimitFact>,
    /// What a row is whose account exists (D-36).
    pub import_existing: ImportExisting,
    /// Whether a reserved number may be named in a file (D-04).
    pub csv_allow_reserved: bool,
}

/// An empty store: every identity is free, no number is there, nothing is bounded.
impl Default for Facts {
    fn default() -> Self {
        Self {
            version: String::new(),
            identities: BTreeMap::new(),
            extensions: BTreeMap::new(),
            numbers: BTreeMap::new(),
            teams: BTreeMap::new(),
            actor_sets_up_numbers: false,
            grantable_roles: None,
            numbers_available: 0,
            any_number_usable: false,
            number_rule: NumberRule::Pool,
            invite: false,
            limits: Vec::new(),
            import_existing: ImportExisting::Fail,
            csv_allow_reserved: false,
        }
    }
}

/// The version and sizes; no key.
impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("version", &self.version)
            .field("identities", &self.identities.len())
            .field("numbers", &self.numbers.len())
            .finish_non_exhaustive()
    }
}

/// An account that has an identity or an extension of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFact {
    /// Its displayed status, for example `Invited`; absent if the actor may not see the account.
    #[serde(default)]
    pub status: Option<String>,
}

/// A number that is in the inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFact {
    /// Free.
    Available,
    /// Held back.
    Reserved {
        /// For whom or what.
        #[serde(default)]
        tag: Option<String>,
    },
    /// On the line of an account that is not activated.
    Assigned,
    /// In use.
    Registered,
    /// Its account is deleted, and calls go elsewhere.
    Forwarding,
    /// Resting after use.
    Cooling {
        /// When that ends.
        until: Timestamp,
    },
    /// In the stock of an organization from which this one may not take.
    OtherOrganization {
        /// Its name, if the actor may see it.
        #[serde(default)]
        owner: Option<String>,
    },
}

impl NumberFact {
    /// The word in messages.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Reserved { .. } => "reserved",
            Self::Assigned => "assigned",
            Self::Registered => "registered",
            Self::Forwarding => "forwarding",
            Self::Cooling { .. } => "cooling",
            Self::OtherOrganization { .. } => "other_organization",
        }
    }
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamFact {
    /// Its id, which is the canonical value.
    pub id: String,
    /// Whether people may be put into it.
    pub enabled: bool,
}

/// A bound on accounts or invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFact {
    /// The setting, for example `limit_members`.
    pub name: String,
    /// What counts towards it.
    pub counts: Counted,
    /// The most there may be.
    pub max: u32,
    /// How many there are.
    pub used: u32,
}

/// What counts towards a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Every new account.
    Accounts,
    /// New accounts whose `role` is Admin.
    Admins,
    /// New accounts whose `role` is another.
    Members,
    /// New invitations.
    Invitations,
}

/// What stage 8 needs of the rows: keys and their cells, in the order of the file.
#[derive(Clone, Default)]
pub(crate) struct Lookup {
    enabled: bool,
    columns: Vec<LookupColumn>,
    rows: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    text: String,
    candidates: BTreeSet<E164>,
    wants_numbers: bool,
}

#[derive(Clone)]
struct LookupColumn {
    kind: Option<Kind>,
    key: Arc<str>,
    column: Option<u32>,
    label: Option<Arc<str>>,
    secret: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Number,
    Role,
    Team,
    Extension,
}

/// A cell to look up.
#[derive(Clone)]
struct Entry {
    record: u32,
    at: usize,
    canonical: Range<usize>,
    raw: Range<usize>,
    byte: u64,
}

impl Lookup {
    pub(crate) fn new(schema: &Schema, columns: &FileColumns) -> Self {
        let of = |(at, column): (usize, &Column)| {
            let source = columns
                .sources
                .get(at)
                .and_then(|sources| sources.first().copied());
            LookupColumn {
                kind: kind_of(column),
                key: column.key.as_str().into(),
                column: source.and_then(|index| u32::try_from(index + 1).ok()),
                label: source
                    .and_then(|index| columns.columns.get(index))
                    .map(|column| Arc::clone(&column.label)),
                secret: column.secret,
            }
        };
        Self {
            enabled: schema
                .columns
                .iter()
                .any(|column| kind_of(column).is_some()),
            columns: schema.columns.iter().enumerate().map(of).collect(),
            wants_numbers: schema
                .columns
                .iter()
                .any(|column| matches!(column.kind, ColumnType::Number { pool: true })),
            ..Self::default()
        }
    }

    pub(crate) const fn is_enabled(&self) -> bool {
        self.enabled
    }

    pub(crate) fn looks_up(&self, at: usize) -> bool {
        self.kind(at).is_some()
    }

    pub(crate) fn is_number(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Number)
    }

    /// Begins the next row of data.
    pub(crate) fn begin(&mut self, row: u32, line: u32) {
        if self.enabled {
            self.rows.push((row, line));
        }
    }

    /// Keeps a cell, if its column is looked up.
    pub(crate) fn add(&mut self, at: usize, record: u32, canonical: &str, raw: &str, byte: u64) {
        let from = self.text.len();
        self.text.push_str(canonical);
        let canonical_range = from..self.text.len();
        let raw_range = if raw == canonical {
            canonical_range.clone()
        } else {
            self.text.push_str(raw);
            canonical_range.end..self.text.len()
        };
        self.entries.push(Entry {
            record,
            at,
            canonical: canonical_range,
            raw: raw_range,
            byte,
        });
    }

    /// Keeps numbers that an ambiguous cell may mean.
    pub(crate) fn add_candidates(&mut self, candidates: Vec<E164>) {
        self.candidates.extend(candidates);
    }

    pub(crate) fn keys(&self, statuses: &[RowStatus]) -> Keys {
        let mut sets: [BTreeSet<&str>; 3] = Default::default();
        let [identities, teams, extensions] = &mut sets;
        let mut numbers = self.candidates.clone();
        for entry in self.standing(statuses) {
            let text = self.canonical(entry);
            match self.kind(entry.at) {
                Some(Kind::Identity) => {
                    identities.insert(text);
                }
                Some(Kind::Team) => {
                    teams.insert(text);
                }
                Some(Kind::Extension) => {
                    extensions.insert(text);
                }
                Some(Kind::Number) => numbers.extend(text.parse::<E164>().ok()),
                Some(Kind::Role) | None => {}
            }
        }
        let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
        let [identities, teams, extensions] = sets;
        Keys {
            identities: owned(identities),
            numbers: numbers.into_iter().collect(),
            teams: owned(teams),
            extensions: owned(extensions),
        }
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.columns.get(at)?.kind
    }

    /// Cells of rows that were not skipped.
    fn standing<'l>(&'l self, statuses: &'l [RowStatus]) -> impl Iterator<Item = &'l Entry> {
        self.entries.iter().filter(|entry| {
            statuses
                .get(entry.record as usize)
                .is_some_and(|status| *status != RowStatus::Skipped)
        })
    }

    fn canonical(&self, entry: &Entry) -> &str {
        self.text.get(entry.canonical.clone()).unwrap_or_default()
    }

    fn place(&self, entry: &Entry) -> Place {
        let column = self.columns.get(entry.at);
        let (row, line) = self.rows.get(entry.record as usize).copied().unzip();
        Place {
            row,
            line,
            record: Some(entry.record),
            column: column.and_then(|column| column.column),
            byte: Some(entry.byte),
            field: column.map(|column| Arc::clone(&column.key)),
            label: column.and_then(|column| column.label.clone()),
            ..Place::default()
        }
    }

    fn finding(&self, entry: &Entry, problem: Problem) -> Finding {
        let raw = self.text.get(entry.raw.clone()).unwrap_or_default();
        let finding = Finding::from_problem(problem, self.place(entry))
            .with_value(raw, 200)
            .with_canonical(self.canonical(entry));
        match self.columns.get(entry.at) {
            Some(column) if column.secret => finding.without_values(),
            _ => finding,
        }
    }
}

fn kind_of(column: &Column) -> Option<Kind> {
    if !column.is_active() {
        return None;
    }
    match &column.kind {
        ColumnType::Identity { .. } => Some(Kind::Identity),
        // The address of a member is what the account is known by.
        ColumnType::Email {} if column.unique == Unique::Error => Some(Kind::Identity),
        ColumnType::Number { pool: true } => Some(Kind::Number),
        ColumnType::Reference { list } if list == "teams" => Some(Kind::Team),
        ColumnType::Digits { .. } if column.key == "extension" => Some(Kind::Extension),
        ColumnType::Choice { .. } if column.key == "role" => Some(Kind::Role),
        _ => None,
    }
}

impl Report {
    /// Runs stage 8 on `facts`, and works out the plan if the file is importable. What an earlier run of stage 8 said
    /// is forgotten, so a report can be checked again when the store has changed.
    pub fn check(&mut self, facts: &Facts) {
        if self.evidence.fatal {
            return;
        }
        let mut stage = Stage8 {
            facts,
            lookup: std::mem::take(&mut self.evidence.lookup),
            statuses: self.evidence.offline.clone(),
            collector: std::mem::take(&mut self.evidence.collector),
            mode: self.options.mode,
        };
        stage.collector.forget_inventory();
        let existing = stage.existing();
        stage.cells(&existing);
        let plan = stage.shortages(&existing);
        self.evidence.lookup = stage.lookup;
        self.evidence.statuses = stage.statuses;
        self.evidence.collector = stage.collector;
        self.facts = FactsUsed {
            checked: true,
            version: Some(facts.version.clone()),
        };
        self.settle();
        self.plan = self.importable().then(|| Plan {
            id: self.plan_id(facts),
            ..plan
        });
    }

    /// Says that stage 8 did not run, where it would have had something to look up.
    pub(crate) fn without_facts(&mut self) {
        if self.evidence.lookup.enabled {
            let finding = Finding::new(FindingCode::InventoryUnchecked, Place::default());
            self.evidence.collector.add(finding);
        }
        self.settle();
    }

    /// Brings counts, groups, findings and rows in line with what was collected.
    fn settle(&mut self) {
        self.counts.tally(&self.evidence.statuses);
        self.truncated = self.evidence.collector.truncated;
        (self.findings, self.groups) = self.evidence.collector.finish(&mut self.counts);
        for row in &mut self.rows {
            if let Some(status) = self.evidence.statuses.get(row.record as usize) {
                row.status = *status;
            }
        }
    }

    /// SHA-256 over file, schema, options and the state of the store.
    fn plan_id(&self, facts: &Facts) -> String {
        let raise: Vec<&str> = self
            .options
            .raise
            .iter()
            .map(|code| code.as_str())
            .collect();
        let parts = [
            self.input.sha256.as_str(),
            &self.schema.id,
            &self.schema.version.to_string(),
            self.options.fixes.as_str(),
            self.options.mode.as_str(),
            &raise.join(","),
            facts.import_existing.as_str(),
            if facts.invite { "invite" } else { "add" },
            &facts.version,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

struct Stage8<'f> {
    facts: &'f Facts,
    lookup: Lookup,
    statuses: Vec<RowStatus>,
    collector: Collector,
    mode: ImportMode,
}

impl Stage8<'_> {
    /// Whether each row's account exists and is skipped or updated (D-36): then its number and role stay.
    fn existing(&self) -> Vec<bool> {
        let mut existing = vec![false; self.statuses.len()];
        if self.facts.import_existing == ImportExisting::Fail {
            return existing;
        }
        for entry in self.lookup.standing(&self.statuses) {
            if self.lookup.kind(entry.at) == Some(Kind::Identity)
                && self
                    .facts
                    .identities
                    .contains_key(self.lookup.canonical(entry))
                && let Some(existing) = existing.get_mut(entry.record as usize)
            {
                *existing = true;
            }
        }
        existing
    }

    fn cells(&mut self, existing: &[bool]) {
        let entries: Vec<Entry> = self.lookup.standing(&self.statuses).cloned().collect();
        for entry in &entries {
            let existing = existing
                .get(entry.record as usize)
                .copied()
                .unwrap_or(false);
            let finding = match self.lookup.kind(entry.at) {
                Some(Kind::Identity) => self.identity(entry),
                Some(Kind::Team) => self.team(entry),
                Some(Kind::Number) if !existing => self.number(entry),
                Some(Kind::Role) if !existing => self.role(entry),
                Some(Kind::Extension) if !existing => self.extension(entry),
                _ => None,
            };
            let Some(finding) = finding else { continue };
            let severity = self.collector.add(finding);
            if let Some(status) = self.statuses.get_mut(entry.record as usize) {
                *status = (*status).max(status_of(severity));
            }
        }
    }

    fn identity(&self, entry: &Entry) -> Option<Finding> {
        let account = self.facts.identities.get(self.lookup.canonical(entry))?;
        let problem = Problem::new(FindingCode::AccountIdentityTaken);
        let problem = match &account.status {
            Some(status) => problem.with("status", status.clone()),
            None => problem,
        };
        let finding = self.lookup.finding(entry, problem);
        Some(match self.facts.import_existing {
            ImportExisting::Fail => finding,
            _ => finding.as_warning(),
        })
    }

    fn extension(&self, entry: &Entry) -> Option<Finding> {
        let taken = self
            .facts
            .extensions
            .contains_key(self.lookup.canonical(entry));
        let problem = Problem::new(FindingCode::AccountExtensionTaken);
        taken.then(|| self.lookup.finding(entry, problem))
    }

    fn team(&self, entry: &Entry) -> Option<Finding> {
        let name = self.lookup.canonical(entry);
        let problem = match self.facts.teams.get(name) {
            Some(team) if team.enabled => return None,
            Some(_) => Problem::new(FindingCode::TeamDisabled),
            None => {
                let problem = Problem::new(FindingCode::TeamUnknown);
                match near_miss(name, self.facts.teams.keys().map(String::as_str)) {
                    Some(near) => problem.with_replacement(near),
                    None => problem,
                }
            }
        };
        Some(self.lookup.finding(entry, problem))
    }

    fn role(&self, entry: &Entry) -> Option<Finding> {
        let role = self.lookup.canonical(entry);
        let grantable = self.facts.grantable_roles.as_ref()?;
        let refused = !grantable.iter().any(|grantable| grantable == role);
        let problem = Problem::new(FindingCode::RoleNotGrantable).with("role", role);
        refused.then(|| self.lookup.finding(entry, problem))
    }

    fn number(&self, entry: &Entry) -> Option<Finding> {
        let text = self.lookup.canonical(entry);
        let number: E164 = text.parse().ok()?;
        let problem = |code| Problem::new(code).with("e164", text);
        let Some(fact) = self.facts.numbers.get(&number) else {
            return Some(
                self.lookup
                    .finding(entry, problem(FindingCode::NumberNotInInventory)),
            );
        };
        let problem = match fact {
            NumberFact::Available => return None,
            NumberFact::Reserved { .. } if self.facts.csv_allow_reserved => return None,
            NumberFact::Reserved { .. }
            | NumberFact::Assigned
            | NumberFact::Registered
            | NumberFact::Forwarding => {
                problem(FindingCode::NumberNotAvailable).with("state", fact.as_str())
            }
            NumberFact::Cooling { until } => {
                problem(FindingCode::NumberCooling).with("until", until.to_string())
            }
            NumberFact::OtherOrganization { owner } => {
                let problem = problem(FindingCode::NumberOtherOrganization);
                match owner {
                    Some(owner) => problem.with("owner", owner.clone()),
                    None => problem,
                }
            }
        };
        let cooling = problem.code == FindingCode::NumberCooling;
        let finding = self.lookup.finding(entry, problem);
        Some(if cooling && self.facts.actor_sets_up_numbers {
            finding.as_warning()
        } else {
            finding
        })
    }

    /// Whether there is enough for all rows that could be imported. Answers the plan, but for its id.
    fn shortages(&mut self, existing: &[bool]) -> Plan {
        let mut rows: Vec<NewRow> = self
            .statuses
            .iter()
            .zip(existing)
            .map(|(status, existing)| NewRow {
                is_new: matches!(status, RowStatus::Ok | RowStatus::Warning) && !existing,
                has_number: false,
                is_admin: false,
            })
            .collect();
        for entry in self.lookup.standing(&self.statuses) {
            let Some(row) = rows.get_mut(entry.record as usize) else {
                continue;
            };
            match self.lookup.kind(entry.at) {
                Some(Kind::Number) => row.has_number = true,
                Some(Kind::Role) => row.is_admin = self.lookup.canonical(entry) == "Admin",
                _ => {}
            }
        }
        rows.retain(|row| row.is_new);
        let count = |wanted: fn(&NewRow) -> bool| {
            u32::try_from(rows.iter().filter(|row| wanted(row)).count()).unwrap_or(u32::MAX)
        };
        let creates = count(|_| true);
        let invites = if self.facts.invite { creates } else { 0 };
        let wanted = if self.lookup.wants_numbers {
            count(|row| !row.has_number)
        } else {
            0
        };
        let admins = count(|row| row.is_admin);
        let members = count(|row| !row.is_admin);
        if self.facts.invite && wanted > self.facts.numbers_available {
            self.no_numbers(wanted);
        }
        for limit in &self.facts.limits {
            let more = match limit.counts {
                Counted::Accounts => creates,
                Counted::Admins => admins,
                Counted::Members => members,
                Counted::Invitations => invites,
            };
            if more > 0 && limit.used.saturating_add(more) > limit.max {
                let finding = Finding::new(FindingCode::LimitReached, Place::default())
                    .with("count", more)
                    .with("limit", limit.name.clone())
                    .with("max", limit.max);
                self.collector.add(finding);
            }
        }
        Plan {
            id: String::new(),
            creates,
            invites,
            numbers_wanted: wanted,
            numbers_available: self.facts.numbers_available.min(wanted),
        }
    }

    /// A shortage: an error under strict, and under pool if no number is left; in mode partial the rows beyond are
    /// imported and not invited.
    fn no_numbers(&mut self, wanted: u32) {
        let available = self.facts.numbers_available;
        let finding = Finding::new(FindingCode::NumberPoolExhausted, Place::default())
            .with("wanted", wanted)
            .with("available", available);
        let finding = match self.facts.number_rule {
            NumberRule::Lenient => finding.as_notice(),
            _ if self.mode == ImportMode::Partial => finding.as_warning(),
            NumberRule::Pool if available > 0 => finding.as_warning(),
            NumberRule::Strict | NumberRule::Pool => finding.as_error(Scope::File),
        };
        self.collector.add(finding);
    }
}

/// What a row that makes an account asks for.
struct NewRow {
    is_new: bool,
    has_number: bool,
    is_admin: bool,
}

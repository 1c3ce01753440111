//! What only the store knows. A report names the keys to look up, [`Facts`] answers them; the check, a pure function of
//! the two, is in `inventory.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::columns::FileColumns;
use super::outcome::RowStatus;
use super::position::Base;
use super::schema::{Column, ColumnType, Schema, Unique};
use crate::e164::E164;
use crate::finding::{Finding, Place, Problem};
use crate::settings::{ImportExisting, NumberRule};
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
    /// There is something to look up, and the file may have more rows than keys are kept for.
    unkept: bool,
    columns: Vec<LookupColumn>,
    rows: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    text: String,
    candidates: BTreeSet<E164>,
    pub(crate) wants_numbers: bool,
}

#[derive(Clone)]
struct LookupColumn {
    kind: Option<Kind>,
    key: Arc<str>,
    column: Option<u32>,
    label: Option<Arc<str>>,
    secret: bool,
}

/// What is looked up about a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Identity,
    Number,
    Role,
    Team,
    Extension,
}

/// A cell to look up.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) record: u32,
    pub(crate) at: usize,
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
            enabled: has_keys(schema),
            columns: schema.columns.iter().enumerate().map(of).collect(),
            wants_numbers: schema
                .columns
                .iter()
                .any(|column| matches!(column.kind, ColumnType::Number { pool: true })),
            ..Self::default()
        }
    }

    /// For a file that may have more rows than keys are kept for: stage 8 cannot run on it.
    pub(crate) fn unkept(schema: &Schema) -> Self {
        Self {
            unkept: has_keys(schema),
            ..Self::default()
        }
    }

    pub(crate) const fn is_enabled(&self) -> bool {
        self.enabled
    }

    pub(crate) const fn is_unkept(&self) -> bool {
        self.unkept
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

    /// Adds what a block behind so many rows and bytes keeps.
    pub(crate) fn absorb(&mut self, part: Self, base: &Base) {
        if self.rows.is_empty() && self.entries.is_empty() {
            self.rows = part.rows;
            self.entries = part.entries;
            self.text = part.text;
            self.candidates.extend(part.candidates);
            self.rebase(0, 0, 0, base);
            return;
        }
        let (rows, entries, text) = (self.rows.len(), self.entries.len(), self.text.len());
        self.rows.extend(part.rows);
        self.entries.extend(part.entries);
        self.text.push_str(&part.text);
        self.candidates.extend(part.candidates);
        self.rebase(rows, entries, text, base);
    }

    /// Makes rows and entries from these on ones of the file.
    fn rebase(&mut self, rows: usize, entries: usize, text: usize, base: &Base) {
        for (row, line) in self.rows.iter_mut().skip(rows) {
            *row = row.saturating_add(base.rows);
            *line = line.saturating_add(base.lines);
        }
        for entry in self.entries.iter_mut().skip(entries) {
            entry.record = entry.record.saturating_add(base.records);
            entry.byte += base.byte;
            for range in [&mut entry.canonical, &mut entry.raw] {
                *range = range.start + text..range.end + text;
            }
        }
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

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.columns.get(at)?.kind
    }

    /// Cells of rows that were not skipped.
    pub(crate) fn standing<'l>(
        &'l self,
        statuses: &'l [RowStatus],
    ) -> impl Iterator<Item = &'l Entry> {
        self.entries.iter().filter(|entry| {
            statuses
                .get(entry.record as usize)
                .is_some_and(|status| *status != RowStatus::Skipped)
        })
    }

    pub(crate) fn canonical(&self, entry: &Entry) -> &str {
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

    pub(crate) fn finding(&self, entry: &Entry, problem: Problem) -> Finding {
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

fn has_keys(schema: &Schema) -> bool {
    let mut kinds = schema.columns.iter().map(kind_of);
    kinds.any(|kind| kind.is_some())
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

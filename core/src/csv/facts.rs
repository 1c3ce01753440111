//! What only the store knows. A report names the keys to look up, [`Facts`] answers them; the check, a pure function of
//! the two, is in `inventory.rs`. Facts for a machine without the store are in `facts/file.rs`.

mod file;
mod hidden;
mod lookup;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::e164::E164;
use crate::settings::{ImportExisting, NumberRule};
use crate::time::Timestamp;

pub(crate) use file::FACTS_ROWS;
pub use file::{
    FACTS_ACCOUNTS, FACTS_FORMAT, FACTS_FORMAT_VERSION, FACTS_NUMBERS, FactsAsked, FactsFile,
    FactsInvalid, NumberEntry,
};
pub use hidden::HiddenIdentities;
pub(crate) use lookup::{Entry, Kind, Lookup};

/// Keys that a report wants to have looked up, each list sorted and without repeats.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Canonical identities.
    pub identities: Vec<String>,
    /// Numbers of `number` columns, and those that an ambiguous cell could mean.
    pub numbers: Vec<E164>,
    /// Spans of numbers, first and last, that cells may mean of which a spreadsheet has left the first digits only; at most
    /// 32. Of each span the two lowest free numbers are wanted, since one alone is worth a hint.
    #[serde(default)]
    pub spans: Vec<(E164, E164)>,
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
            .field("spans", &self.spans.len())
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

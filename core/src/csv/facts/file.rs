//! Facts for a machine without the store: a file that answers what any upload to one organization asks, as far as its
//! writer may see. It is bounded, has a version of its form and of the store, and names nobody whom its writer may not
//! list.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::limits::LOOKUP_ROWS;
use super::super::schema::Schema;
use super::hidden::{HiddenIdentities, ROUNDS_CEILING};
use super::{AccountFact, Facts, Keys, LimitFact, NumberFact, TeamFact};
use crate::e164::E164;
use crate::error::{Error, ErrorCode};
use crate::limits::{IMPORT_ALL_ROWS, TREE_DEPTH};
use crate::settings::{AccessKind, ImportExisting, ImportMode, NumberRule};

/// What every facts file says first.
pub const FACTS_FORMAT: &str = "rollbook-facts";
/// The version of the form that is written and read.
pub const FACTS_FORMAT_VERSION: u32 = 1;
/// Most accounts that are read for a facts file. Beyond is `too_many_items`, and no file is made.
pub const FACTS_ACCOUNTS: usize = 100_000;
/// Most numbers of a facts file. Beyond is `too_many_items`, and no file is made.
pub const FACTS_NUMBERS: usize = 500_000;
/// Most bytes of an e-mail address.
const ADDRESS_BYTES: usize = 320;
/// Most characters of the version, the organization and an extension.
const TEXT_CHARACTERS: usize = 64;
/// Rows up to which the supply of numbers of a facts file is exact: more cannot be imported.
pub(crate) const FACTS_ROWS: u64 = LOOKUP_ROWS;

/// Everything that stage 8 may ask about uploads to one organization, at one state of the store, for one actor.
///
/// It holds identities of people: keep it like the list of accounts that it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactsFile {
    /// [`FACTS_FORMAT`].
    pub format: String,
    /// [`FACTS_FORMAT_VERSION`]; another is refused.
    pub format_version: u32,
    /// The state of the store: the instant of the first read.
    pub version: String,
    /// The organization that uploads go to.
    pub organization: String,
    /// What a file must look like there, by the user type of the file; one that is not offered is absent. Rows are
    /// bounded as in mode partial; [`FactsFile::schema`] answers the bound of either mode.
    pub schemas: BTreeMap<AccessKind, Schema>,
    /// What happens to a file's good rows when others are bad, where the upload does not say.
    pub import_mode: ImportMode,
    /// What a row is whose account exists, where the upload does not say (D-36).
    pub import_existing: ImportExisting,
    /// Whether people of a portal file are invited at once, where the upload does not say (D-08).
    pub invite: bool,
    /// What a shortage of numbers is (D-01).
    pub number_rule: NumberRule,
    /// Whether a reserved number may be named (D-04).
    pub csv_allow_reserved: bool,
    /// Whether the actor has `setup.numbers` there.
    pub actor_sets_up_numbers: bool,
    /// Words of a `role` column that the actor may grant there.
    pub grantable_roles: Vec<String>,
    /// Accounts by canonical identity, of those that the actor may list.
    pub identities: BTreeMap<String, AccountFact>,
    /// Identities that are taken as well, by people whom the actor may not list.
    pub hidden_identities: HiddenIdentities,
    /// Accounts by extension.
    pub extensions: BTreeMap<String, AccountFact>,
    /// Teams by name.
    pub teams: BTreeMap<String, TeamFact>,
    /// Numbers that the actor may know of.
    pub numbers: BTreeMap<E164, NumberEntry>,
    /// Numbers that the organization and each one above it have beyond what is promised, lacking ones negative: the
    /// organization first, the root last. Exact for up to 100,000 rows. Absent if too many people wait to say.
    pub supply: Option<Vec<i64>>,
    /// Whether any Available or Reserved number is usable at all.
    pub any_number_usable: bool,
    /// Bounds on accounts and invitations.
    pub limits: Vec<LimitFact>,
}

/// A number of a facts file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberEntry {
    /// How it stands.
    pub state: NumberFact,
    /// The level of [`FactsFile::supply`] that it is counted in; absent if it is not free or kept for choosing by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
}

/// What an upload is made for, beside its file. What is not said is as the organization's settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactsAsked {
    /// The user type of the file.
    pub access: AccessKind,
    /// Whether people are invited at once.
    pub invite: Option<bool>,
    /// What a row is whose account exists.
    pub existing: Option<ImportExisting>,
}

impl FactsAsked {
    /// For a file of this user type, everything else as the settings say.
    #[must_use]
    pub const fn of(access: AccessKind) -> Self {
        Self {
            access,
            invite: None,
            existing: None,
        }
    }
}

/// The organization, the version and sizes; no key.
impl fmt::Debug for FactsFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FactsFile")
            .field("organization", &self.organization)
            .field("version", &self.version)
            .field("identities", &self.identities.len())
            .field("hidden_identities", &self.hidden_identities.tags.len())
            .field("numbers", &self.numbers.len())
            .finish_non_exhaustive()
    }
}

/// A facts file that cannot be used: where, and why. Its code is `facts_invalid`. It repeats no value of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsInvalid {
    /// The part of the file, for example `hidden_identities.key`; empty for the file as a whole.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(u32, u32)>,
}

impl fmt::Display for FactsInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the facts cannot be used")?;
        if let Some((line, column)) = self.place {
            write!(f, ", at line {line}, column {column}")?;
        }
        match self.path.as_str() {
            "" => write!(f, ": the file {}", self.reason)?,
            path => write!(f, ": `{path}` {}", self.reason)?,
        }
        f.write_str("; write the file again with `rollbook facts`")
    }
}

impl std::error::Error for FactsInvalid {}

impl From<FactsInvalid> for Error {
    fn from(error: FactsInvalid) -> Self {
        let mut built = Self::new(ErrorCode::FactsInvalid).with_message(error.to_string());
        if !error.path.is_empty() {
            built = built.with("path", error.path.as_str());
        }
        match error.place {
            Some((line, column)) => built.with("line", line).with("column", column),
            None => built,
        }
        .with_source(error)
    }
}

/// What says which form the rest has.
#[derive(Deserialize)]
struct Front {
    format: Option<String>,
    format_version: Option<u32>,
}

impl FactsFile {
    /// Reads a facts file.
    ///
    /// # Errors
    /// `facts_invalid`, with the place of what is wrong.
    pub fn from_json(document: &str) -> Result<Self, FactsInvalid> {
        let front: Front = serde_json::from_str(document).map_err(|error| misread(&error))?;
        if front.format.as_deref() != Some(FACTS_FORMAT) {
            return Err(invalid("", "is no file of facts"));
        }
        if front.format_version != Some(FACTS_FORMAT_VERSION) {
            return Err(invalid(
                "format_version",
                "is not 1; it was written by another version",
            ));
        }
        let file: Self = serde_json::from_str(document).map_err(|error| misread(&error))?;
        file.check()?;
        Ok(file)
    }

    /// The file as a document of many lines, so that the line of an error leads to its entry.
    /// [`from_json`](Self::from_json) reads it back equal.
    ///
    /// # Errors
    /// None in practice: every part has a form.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(self).map_err(|_| Error::internal("facts"))
    }

    fn check(&self) -> Result<(), FactsInvalid> {
        let hidden = &self.hidden_identities;
        let is_hex = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        if hidden.key.len() != 64 || !is_hex(&hidden.key) {
            return Err(invalid(
                "hidden_identities.key",
                "is not 32 bytes in hexadecimal",
            ));
        }
        if !(1..=ROUNDS_CEILING).contains(&hidden.rounds) {
            return Err(invalid("hidden_identities.rounds", "is not 1 to 100,000"));
        }
        if !hidden.tags.keys().all(|tag| tag.len() == 32 && is_hex(tag)) {
            return Err(invalid(
                "hidden_identities.tags",
                "has a tag that is not 16 bytes in hexadecimal",
            ));
        }
        self.check_texts()?;
        let accounts = self.identities.len() + hidden.tags.len();
        if accounts > FACTS_ACCOUNTS || self.extensions.len() > FACTS_ACCOUNTS {
            return Err(invalid("identities", "has more than 100,000 accounts"));
        }
        if self.numbers.len() > FACTS_NUMBERS {
            return Err(invalid("numbers", "has more than 500,000 numbers"));
        }
        let levels = self.supply.as_ref().map_or(0, Vec::len);
        if levels > usize::from(TREE_DEPTH) {
            return Err(invalid("supply", "has more than 32 levels"));
        }
        let is_deeper = |entry: &NumberEntry| {
            entry
                .level
                .is_some_and(|level| usize::from(level) >= levels)
        };
        if self.supply.is_some() && self.numbers.values().any(is_deeper) {
            return Err(invalid(
                "numbers",
                "counts a number in a level that `supply` lacks",
            ));
        }
        for (access, schema) in &self.schemas {
            schema.check().map_err(|error| FactsInvalid {
                path: format!("schemas.{}.{}", access.as_str(), error.path),
                reason: error.reason,
                place: None,
            })?;
        }
        Ok(())
    }

    /// Texts within their bounds; keys as a lookup has them, or they would never be found.
    fn check_texts(&self) -> Result<(), FactsInvalid> {
        if !(1..=TEXT_CHARACTERS).contains(&self.version.chars().count()) {
            return Err(invalid("version", "is not 1 to 64 characters"));
        }
        if !(1..=TEXT_CHARACTERS).contains(&self.organization.chars().count()) {
            return Err(invalid("organization", "is not 1 to 64 characters"));
        }
        // Of which form addresses may be is the organization's matter; here, what every canonical form has.
        let is_canonical = |text: &String| {
            let bare = |c: char| c.is_whitespace() || c.is_control() || c.is_ascii_uppercase();
            let number = text.strip_prefix('+').is_some_and(|digits| {
                (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
            });
            let address = text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && !domain.is_empty() && text.len() <= ADDRESS_BYTES
            });
            (number || address) && !text.contains(bare)
        };
        let entry = |part: &str, index: usize, reason: &str| {
            Err(invalid(&format!("{part}.{index}"), reason))
        };
        if let Some(index) = self.identities.keys().position(|key| !is_canonical(key)) {
            return entry("identities", index, "is no identity in its canonical form");
        }
        let is_extension = |text: &String| (1..=TEXT_CHARACTERS).contains(&text.chars().count());
        if let Some(index) = self.extensions.keys().position(|key| !is_extension(key)) {
            return entry("extensions", index, "is not 1 to 64 characters");
        }
        Ok(())
    }

    /// What a file must look like for an import in a mode: all or none takes fewer rows. `None` if files of this user type
    /// are not taken.
    #[must_use]
    pub fn schema(&self, access: AccessKind, mode: ImportMode) -> Option<Schema> {
        let mut schema = self.schemas.get(&access)?.clone();
        if mode == ImportMode::All {
            schema.limits.rows = schema.limits.rows.min(IMPORT_ALL_ROWS.into());
        }
        Some(schema)
    }

    /// The facts about the keys of one file, as the store would answer them.
    #[must_use]
    pub fn answer(&self, keys: &Keys, asked: &FactsAsked) -> Facts {
        let identity = |canonical: &String| {
            let found = self.identities.get(canonical);
            let found = found.or_else(|| self.hidden_identities.find(canonical))?;
            Some((canonical.clone(), found.clone()))
        };
        let extension =
            |extension: &String| Some((extension.clone(), self.extensions.get(extension)?.clone()));
        let number = |number: &E164| Some((*number, self.numbers.get(number)?.state.clone()));
        let free = |span: &(E164, E164)| {
            let span = self.numbers.range(span.0..=span.1);
            let unnamed = |number: &E164| keys.numbers.binary_search(number).is_err();
            let free = span
                .filter(|(number, entry)| entry.state == NumberFact::Available && unnamed(number));
            let free = free.map(|(number, entry)| (*number, entry.state.clone()));
            free.take(2).collect::<Vec<_>>()
        };
        let numbers = keys.numbers.iter().filter_map(number);
        let portal = asked.access == AccessKind::Portal;
        Facts {
            version: self.version.clone(),
            identities: keys.identities.iter().filter_map(identity).collect(),
            extensions: keys.extensions.iter().filter_map(extension).collect(),
            numbers: numbers.chain(keys.spans.iter().flat_map(free)).collect(),
            teams: self.teams.clone(),
            actor_sets_up_numbers: self.actor_sets_up_numbers,
            grantable_roles: Some(self.grantable_roles.clone()),
            numbers_available: self.headroom(keys),
            any_number_usable: self.any_number_usable,
            number_rule: self.number_rule,
            invite: portal && asked.invite.unwrap_or(self.invite),
            limits: self.limits.clone(),
            import_existing: asked.existing.unwrap_or(self.import_existing),
            csv_allow_reserved: self.csv_allow_reserved,
        }
    }

    /// Numbers for people without one, after those who wait already and those that the file names (D-18): what each
    /// level has left after it has served what the levels below it lack.
    fn headroom(&self, keys: &Keys) -> u32 {
        let Some(mut levels) = self.supply.clone() else {
            return 0;
        };
        for number in &keys.numbers {
            let level = self.numbers.get(number).and_then(|entry| entry.level);
            if let Some(left) = level.and_then(|level| levels.get_mut(usize::from(level))) {
                *left = left.saturating_sub(1);
            }
        }
        let (mut lacking, mut headroom) = (0_i64, 0_i64);
        for level in levels {
            let left = level.saturating_sub(lacking);
            lacking = left.min(0).saturating_neg();
            headroom = headroom.saturating_add(left.max(0));
        }
        u32::try_from(headroom).unwrap_or(u32::MAX)
    }
}

fn invalid(path: &str, reason: &str) -> FactsInvalid {
    FactsInvalid {
        path: path.to_owned(),
        reason: reason.to_owned(),
        place: None,
    }
}

/// What the parser says, without what the file says: its text may name people.
fn misread(error: &serde_json::Error) -> FactsInvalid {
    let said = error.to_string();
    let reason = match () {
        () if !error.is_data() => "is not JSON, or is cut off",
        () if said.starts_with("unknown field") => "has a key that is none there",
        () if said.starts_with("missing field") => "lacks a key that is required there",
        () if said.starts_with("duplicate field") => "has a key twice there",
        () => "has a value of another kind there",
    };
    FactsInvalid {
        place: u32::try_from(error.line())
            .ok()
            .zip(u32::try_from(error.column()).ok()),
        ..invalid("", reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileName;

    fn file() -> FactsFile {
        let portal = AccessKind::Portal;
        let schema = Schema::for_profile(ProfileName::Multiline2024, portal).unwrap();
        let number = |digits: u64| E164::from_digits(digits).unwrap();
        let free = |level| NumberEntry {
            state: NumberFact::Available,
            level: Some(level),
        };
        FactsFile {
            format: FACTS_FORMAT.to_owned(),
            format_version: FACTS_FORMAT_VERSION,
            version: "41".to_owned(),
            organization: "org_x".to_owned(),
            schemas: [(portal, schema)].into(),
            import_mode: ImportMode::All,
            import_existing: ImportExisting::Fail,
            invite: true,
            number_rule: NumberRule::Pool,
            csv_allow_reserved: false,
            actor_sets_up_numbers: false,
            grantable_roles: Vec::new(),
            identities: [("ada@example.com".to_owned(), AccountFact { status: None })].into(),
            hidden_identities: HiddenIdentities::new([7; 32]),
            extensions: BTreeMap::new(),
            teams: BTreeMap::new(),
            numbers: [
                (number(14_405_550_101), free(0)),
                (number(4_930_123_456), free(1)),
            ]
            .into(),
            supply: Some(vec![2, 3]),
            any_number_usable: true,
            limits: Vec::new(),
        }
    }

    fn headroom(supply: &[i64], named: &[u64]) -> u32 {
        let mut file = file();
        file.supply = Some(supply.to_vec());
        let numbers = named
            .iter()
            .map(|digits| E164::from_digits(*digits).unwrap());
        let keys = Keys {
            numbers: numbers.collect(),
            ..Keys::default()
        };
        file.answer(&keys, &FactsAsked::of(AccessKind::Portal))
            .numbers_available
    }

    #[test]
    fn d_18_what_a_level_lacks_is_taken_from_those_above_it() {
        assert_eq!(headroom(&[2, 3], &[]), 5);
        assert_eq!(headroom(&[-2, 3], &[]), 1);
        assert_eq!(headroom(&[-2, 1, 4], &[]), 3);
        assert_eq!(headroom(&[-9, 3], &[]), 0);
        assert_eq!(headroom(&[5, -2], &[]), 5, "nothing is taken from below");
    }

    #[test]
    fn a_number_that_the_file_names_is_not_there_for_others() {
        assert_eq!(headroom(&[2, 3], &[14_405_550_101]), 4);
        assert_eq!(headroom(&[0, 3], &[14_405_550_101]), 2);
        assert_eq!(
            headroom(&[2, 3], &[14_405_550_101, 4_930_123_456, 14_405_559_999]),
            3
        );
    }

    #[test]
    fn d_51_all_or_none_takes_fewer_rows_than_partial() {
        let mut file = file();
        let rows = u64::from(IMPORT_ALL_ROWS);
        for (bound, all) in [(rows * 5, rows), (7, 7)] {
            file.schemas
                .values_mut()
                .for_each(|schema| schema.limits.rows = bound);
            let rows = |mode| file.schema(AccessKind::Portal, mode).unwrap().limits.rows;
            assert_eq!(rows(ImportMode::All), all);
            assert_eq!(rows(ImportMode::Partial), bound);
        }
        assert!(
            file.schema(AccessKind::NoPortal, ImportMode::All).is_none(),
            "not offered"
        );
    }

    #[test]
    fn a_login_less_upload_invites_nobody() {
        let asked = FactsAsked::of(AccessKind::NoPortal);
        assert!(!file().answer(&Keys::default(), &asked).invite);
        let asked = FactsAsked::of(AccessKind::Portal);
        assert!(file().answer(&Keys::default(), &asked).invite);
    }

    #[test]
    fn the_file_is_read_back_equal_and_debug_names_nobody() {
        let file = file();
        let text = file.to_json().unwrap();
        assert_eq!(FactsFile::from_json(&text).unwrap(), file);
        assert!(!format!("{file:?}").contains("ada"));
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_path_and_without_its_contents() {
        let broken = |edit: fn(&mut FactsFile)| {
            let mut file = file();
            edit(&mut file);
            FactsFile::from_json(&file.to_json().unwrap()).unwrap_err()
        };
        for (edit, path) in [
            ((|it| it.format = "x".to_owned()) as fn(&mut FactsFile), ""),
            (|it| it.format_version = 2, "format_version"),
            (
                |it| it.hidden_identities.key = "zz".to_owned(),
                "hidden_identities.key",
            ),
            (
                |it| it.hidden_identities.rounds = 0,
                "hidden_identities.rounds",
            ),
            (
                |it| it.hidden_identities.rounds = 100_001,
                "hidden_identities.rounds",
            ),
            (
                |it| {
                    let account = AccountFact { status: None };
                    it.hidden_identities.tags.insert("x".to_owned(), account);
                },
                "hidden_identities.tags",
            ),
            (|it| it.supply = Some(vec![0; 33]), "supply"),
            (|it| it.version = "9".repeat(65), "version"),
            (|it| it.organization.clear(), "organization"),
            (
                |it| {
                    let account = AccountFact { status: None };
                    it.identities.insert("Bo@example.com".to_owned(), account);
                },
                "identities.0",
            ),
            (
                |it| {
                    let account = AccountFact { status: None };
                    it.identities.insert("nobody".to_owned(), account);
                },
                "identities.1",
            ),
            (
                |it| {
                    let account = AccountFact { status: None };
                    it.extensions.insert(String::new(), account);
                },
                "extensions.0",
            ),
            (|it| it.supply = Some(vec![1]), "numbers"),
            (
                |it| {
                    it.schemas
                        .values_mut()
                        .for_each(|schema| schema.limits.rows = 0)
                },
                "schemas.portal.limits.rows",
            ),
        ] {
            let error = broken(edit);
            assert_eq!(error.path, path, "{error}");
            assert!(error.to_string().contains("rollbook facts"));
        }
        let text = file().to_json().unwrap();
        let text = text.replace("\"status\": null", "\"status\": {\"ada@example.com\":1}");
        let error = FactsFile::from_json(&text).unwrap_err();
        assert!(error.place.is_some());
        assert!(!error.to_string().contains("ada"), "{error}");
        let error = Error::from(error);
        assert_eq!(error.code(), ErrorCode::FactsInvalid);
        let line = text
            .lines()
            .position(|line| line.contains("@example.com\":1"));
        assert_eq!(
            error.details()["line"].as_u64(),
            line.map(|line| line as u64 + 1)
        );
        assert!(!error.details().contains_key("path"));
    }
}

//! What a file must look like, as data: columns, words, rules, limits. Built-in schemas and those made from an
//! organization's settings are in `schema/builtin.rs`; how a cell is judged is in `cell.rs`.

mod builtin;
mod label;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, ErrorCode};

pub use builtin::ColumnSwitches;
pub(crate) use label::normalize_label;

/// Text per language; `en` is always there.
pub type Texts = BTreeMap<String, String>;

/// What a file must look like: a value, never code. [`Schema::check`] says whether it is sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Names the schema, for example `multiline-2024`.
    pub id: String,
    /// Rises with every change of meaning.
    pub version: u32,
    /// For people.
    #[serde(default)]
    pub title: Texts,
    /// In the order in which a template prints them.
    pub columns: Vec<Column>,
    /// Rules across the cells of a row.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Bounds of a file of this schema.
    #[serde(default)]
    pub limits: SchemaLimits,
    /// How phone numbers are read.
    #[serde(default)]
    pub phone: PhoneRules,
    /// Which addresses are taken.
    #[serde(default)]
    pub email: EmailRules,
    /// First cells of note rows, and words that stand for "no value".
    #[serde(default)]
    pub words: Words,
    /// Labels that are no column here and must not be filled. Their values are secret.
    #[serde(default)]
    pub refused: Vec<RefusedLabel>,
    /// What an unknown column is.
    #[serde(default)]
    pub unknown_columns: UnknownColumns,
    /// Languages of the template and of labels.
    #[serde(default)]
    pub languages: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Canonical name, `[a-z][a-z0-9_]{0,39}`: used in findings, rules, rows and exports.
    pub key: String,
    /// What a template prints, by language.
    pub label: Texts,
    /// Other header texts, in any language.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What its cells hold.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// For people who fill the file.
    #[serde(default)]
    pub help: Texts,
    /// What the sample row of a template holds.
    #[serde(default)]
    pub sample: Option<String>,
    /// Must the column exist?
    #[serde(default)]
    pub header: Presence,
    /// Must each cell be filled?
    #[serde(default)]
    pub value: Presence,
    /// Stands for a blank cell, never for a wrong one.
    #[serde(default)]
    pub default: Option<String>,
    /// May two rows hold the same value?
    #[serde(default)]
    pub unique: Unique,
    /// Set for a column that is known but not in force here.
    #[serde(default)]
    pub disabled: Option<Disabled>,
    /// Why it is disabled, for the message of `column_not_enabled`.
    #[serde(default)]
    pub disabled_reason: Option<String>,
    /// How reports mask its values.
    #[serde(default)]
    pub personal: Personal,
    /// Whether its values appear in no finding, report or log.
    #[serde(default)]
    pub secret: bool,
}

impl Column {
    /// The label in `language`, else in English, else the key.
    #[must_use]
    pub fn label_in(&self, language: &str) -> &str {
        self.label
            .get(language)
            .or_else(|| self.label.get("en"))
            .map_or(self.key.as_str(), String::as_str)
    }

    /// Whether the column is in force here.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.disabled.is_none()
    }
}

/// What the cells of a column hold. In a document, a type without parameters may be written as its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Any text, NFC and trimmed.
    Text {
        /// Most Unicode scalar values.
        max_chars: u32,
        /// The whole value must match.
        pattern: Option<String>,
    },
    /// A name of a person or thing: NFC, trimmed, inner space single.
    Name {
        /// Most Unicode scalar values.
        max_chars: u32,
    },
    /// An e-mail address in ASCII lower case.
    Email {},
    /// A phone number in E.164 form.
    Phone {},
    /// What an account is known by: an e-mail address if it has an `@`, else a phone number.
    Identity {
        /// Only addresses are taken (M-47).
        email_only: bool,
    },
    /// A number of the organization's pool.
    Number {
        /// Whether the inventory decides; off in a file of new numbers.
        pool: bool,
    },
    /// Digits as text; leading zeros are kept.
    Digits {
        /// Fewest digits.
        min: u32,
        /// Most digits.
        max: u32,
        /// Whether separators and one leading `+` may stand in it (M-52).
        separators: bool,
        /// Whether it is a number that calls go to: country code included, with codes of its own (D-31).
        forwarding: bool,
    },
    /// One of a few words.
    Choice {
        /// The words.
        values: Vec<ChoiceValue>,
    },
    /// A name that is looked up in stage 8.
    Reference {
        /// `teams`, or a list of the host.
        list: String,
    },
    /// A whole number.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A day, `YYYY-MM-DD`.
    Date {
        /// First day.
        min: Option<String>,
        /// Last day.
        max: Option<String>,
    },
}

/// Longest key of a column. `restrict_incoming_social_messaging`, a documented heading, has 34.
pub const KEY_BYTES: usize = 40;
/// Most characters of a `text` that says nothing else.
pub const TEXT_MAX_CHARS: u32 = 256;
/// Most characters of a `name` that says nothing else.
pub const NAME_MAX_CHARS: u32 = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum TypeForm {
    Text {
        #[serde(default = "text_max")]
        max_chars: u32,
        #[serde(default)]
        pattern: Option<String>,
    },
    Name {
        #[serde(default = "name_max")]
        max_chars: u32,
    },
    Email {},
    Phone {},
    Identity {
        #[serde(default)]
        email_only: bool,
    },
    Number {
        #[serde(default = "yes")]
        pool: bool,
    },
    Digits {
        min: u32,
        max: u32,
        #[serde(default)]
        separators: bool,
        #[serde(default)]
        forwarding: bool,
    },
    Choice {
        values: Vec<ChoiceValue>,
    },
    Reference {
        list: String,
    },
    Integer {
        #[serde(default)]
        min: Option<i64>,
        #[serde(default)]
        max: Option<i64>,
    },
    Date {
        #[serde(default)]
        min: Option<String>,
        #[serde(default)]
        max: Option<String>,
    },
}

const fn text_max() -> u32 {
    TEXT_MAX_CHARS
}

const fn name_max() -> u32 {
    NAME_MAX_CHARS
}

const fn yes() -> bool {
    true
}

impl From<TypeForm> for ColumnType {
    fn from(form: TypeForm) -> Self {
        match form {
            TypeForm::Text { max_chars, pattern } => Self::Text { max_chars, pattern },
            TypeForm::Name { max_chars } => Self::Name { max_chars },
            TypeForm::Email {} => Self::Email {},
            TypeForm::Phone {} => Self::Phone {},
            TypeForm::Identity { email_only } => Self::Identity { email_only },
            TypeForm::Number { pool } => Self::Number { pool },
            TypeForm::Digits {
                min,
                max,
                separators,
                forwarding,
            } => Self::Digits {
                min,
                max,
                separators,
                forwarding,
            },
            TypeForm::Choice { values } => Self::Choice { values },
            TypeForm::Reference { list } => Self::Reference { list },
            TypeForm::Integer { min, max } => Self::Integer { min, max },
            TypeForm::Date { min, max } => Self::Date { min, max },
        }
    }
}

impl<'de> Deserialize<'de> for ColumnType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TypeVisitor;
        impl<'de> Visitor<'de> for TypeVisitor {
            type Value = ColumnType;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a type, or a map from its name to its parameters")
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<ColumnType, E> {
                let form = MapDeserializer::new(std::iter::once((word, NoParameters)));
                TypeForm::deserialize(MapAccessDeserializer::new(form)).map(Into::into)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ColumnType, A::Error> {
                TypeForm::deserialize(MapAccessDeserializer::new(map)).map(Into::into)
            }
        }
        deserializer.deserialize_any(TypeVisitor)
    }
}

/// The empty map behind a type that is written as its name alone.
struct NoParameters;

impl<'de, E: serde::de::Error> IntoDeserializer<'de, E> for NoParameters {
    type Deserializer = MapDeserializer<'de, std::iter::Empty<(&'de str, &'de str)>, E>;

    fn into_deserializer(self) -> Self::Deserializer {
        MapDeserializer::new(std::iter::empty())
    }
}

/// One word of a `choice`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceValue {
    /// The documented word, which is the canonical form.
    pub value: String,
    /// For people.
    #[serde(default)]
    pub label: Texts,
    /// Exact hits that mean the same, in this column only.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It must.
    Required,
    /// It need not.
    #[default]
    Optional,
}

/// What a value that stands in two rows is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unique {
    /// Nothing.
    #[default]
    No,
    /// An error in each of the rows (D-37).
    Error,
    /// A warning in each of the rows.
    Warning,
}

/// What a column that is not in force does when it is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disabled {
    /// Its values are not used; a warning says so.
    Ignore,
    /// The file is refused: ignoring what was typed would mislead (D-02).
    Refuse,
}

/// How reports mask a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// Its values are shown.
    #[default]
    None,
    /// First letter.
    Name,
    /// First letter, domain's first letter, ending.
    Email,
    /// Country code's beginning and the last two digits.
    Phone,
}

/// A rule across the cells of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// `column` must be filled when the condition holds.
    RequiredIf {
        /// The column that must be filled.
        column: String,
        /// The condition.
        when: When,
    },
    /// A filled `column` has no effect unless the condition holds (a warning).
    IgnoredUnless {
        /// The column without effect.
        column: String,
        /// The condition.
        when: When,
    },
    /// The filled ones of `columns` differ from each other.
    NotEqual {
        /// Two or more columns.
        columns: Vec<String>,
    },
    /// One of `columns` is filled.
    AtLeastOne {
        /// Two or more columns.
        columns: Vec<String>,
    },
    /// `value` in `column` needs a feature that the organization lacks. Present only where it lacks it.
    NeedsFeature {
        /// The column.
        column: String,
        /// The word that needs the feature.
        value: String,
        /// The setting that is off.
        feature: String,
    },
    /// A filled `column` has no effect because the organization has a feature (a warning).
    ReplacedByFeature {
        /// The column.
        column: String,
        /// The setting that is on.
        feature: String,
    },
}

impl Rule {
    fn columns(&self) -> Vec<&str> {
        match self {
            Self::RequiredIf { column, when } | Self::IgnoredUnless { column, when } => {
                vec![column, &when.column]
            }
            Self::NotEqual { columns } | Self::AtLeastOne { columns } => {
                columns.iter().map(String::as_str).collect()
            }
            Self::NeedsFeature { column, .. } | Self::ReplacedByFeature { column, .. } => {
                vec![column]
            }
        }
    }
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The column looked at.
    pub column: String,
    /// Canonical values that make it hold.
    #[serde(rename = "in")]
    pub values: Vec<String>,
}

/// Bounds that a schema sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SchemaLimits {
    /// Most data rows in one file (M-38, D-35).
    pub rows: u64,
}

impl Default for SchemaLimits {
    fn default() -> Self {
        Self { rows: 1_000 }
    }
}

/// How phone numbers are read (csv.md 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhoneRules {
    /// The default region first; the others only tell whether a national number is ambiguous.
    pub regions: Vec<String>,
    /// Whether an unknown range of a known country is taken for identities too.
    pub accept_possible: bool,
}

/// Which addresses are taken (csv.md 4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EmailRules {
    /// Domains, with or without `@`; empty takes any. Matched whole.
    pub allowed_domains: Vec<String>,
    /// Whether a local part with other than ASCII characters is a warning only.
    pub allow_unicode_local: bool,
}

/// Words that are no values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// First cells of a note row (D-34). `Note:` at the beginning of a cell always counts.
    pub note: Vec<String>,
    /// What people type for "nothing"; never looked for in names.
    pub placeholder: Vec<String>,
}

impl Default for Words {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            note: list(&[
                "note", "required", "optional", "example", "hinweis", "beispiel", "nota",
                "esempio", "remarque", "exemple", "ejemplo",
            ]),
            placeholder: list(&[
                "n/a", "na", "n.a.", "none", "null", "nil", "-", "--", "---", "–", "—", "?", "??",
                "???", "tbd", "tba", "unknown", "keine", "nessuno", "aucun", "ninguno",
            ]),
        }
    }
}

/// A label that must not be filled, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedLabel {
    /// The label.
    pub label: String,
    /// Why.
    pub reason: String,
}

/// What a column that the schema does not know is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownColumns {
    /// A warning; its values are not used.
    #[default]
    Warn,
    /// An error of the file.
    Error,
}

/// A schema that is not sound: where, and why. Its code is `schema_invalid`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the schema is not sound at `{path}`: {reason}")]
pub struct SchemaInvalid {
    /// For example `columns.2.key`.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

/// The path alone: the reason may cite the document, and is reachable as the source.
impl From<SchemaInvalid> for Error {
    fn from(error: SchemaInvalid) -> Self {
        Self::new(ErrorCode::SchemaInvalid)
            .with("path", error.path.as_str())
            .with_source(error)
    }
}

impl Schema {
    /// Reads a schema document (JSON) and checks it.
    ///
    /// # Errors
    /// `schema_invalid`, with the path of what is wrong.
    pub fn from_json(document: &str) -> Result<Self, SchemaInvalid> {
        let schema: Self = serde_json::from_str(document).map_err(|error| SchemaInvalid {
            path: format!("line {}, column {}", error.line(), error.column()),
            reason: error.to_string(),
        })?;
        schema.check()?;
        Ok(schema)
    }

    /// The column with this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// The place of the column with this key.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The column that says who the account is, if the schema has one.
    #[must_use]
    pub fn identity_column(&self) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| matches!(column.kind, ColumnType::Identity { .. }))
    }

    /// Whether the schema is sound: keys, labels and words distinct, rules on known columns, patterns that compile.
    ///
    /// # Errors
    /// `schema_invalid`, with the path of the first thing wrong.
    pub fn check(&self) -> Result<(), SchemaInvalid> {
        if self.id.is_empty() || self.id.len() > 64 {
            return Err(invalid("id", "is 1 to 64 bytes long"));
        }
        if self.columns.is_empty() || self.columns.len() > 256 {
            return Err(invalid("columns", "holds 1 to 256 columns"));
        }
        if self.limits.rows == 0 || self.limits.rows > super::limits::ROWS_CEILING_VALIDATION {
            return Err(invalid("limits.rows", "is 1 to 10,000,000"));
        }
        self.check_labels()?;
        let identities = self
            .columns
            .iter()
            .filter(|column| matches!(column.kind, ColumnType::Identity { .. }))
            .count();
        if identities > 1 {
            return Err(invalid("columns", "holds one `identity` column at most"));
        }
        for (index, column) in self.columns.iter().enumerate() {
            check_type(index, column)?;
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if let Some(name) = rule
                .columns()
                .into_iter()
                .find(|name| self.column(name).is_none())
            {
                return Err(invalid(
                    &format!("rules.{index}"),
                    &format!("names the column `{name}`, which is not there"),
                ));
            }
        }
        Ok(())
    }

    fn check_labels(&self) -> Result<(), SchemaInvalid> {
        let mut keys = BTreeSet::new();
        let mut labels: BTreeMap<String, usize> = BTreeMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            let path = format!("columns.{index}");
            if !is_key(&column.key) {
                return Err(invalid(
                    &format!("{path}.key"),
                    "is a lower-case letter, then at most 39 of a-z, 0-9 and _",
                ));
            }
            if !keys.insert(column.key.as_str()) {
                return Err(invalid(&format!("{path}.key"), "stands twice"));
            }
            if !column.label.contains_key("en") {
                return Err(invalid(&format!("{path}.label"), "has no `en`"));
            }
            for text in column.label.values().chain(&column.aliases) {
                let normalized = normalize_label(text);
                if normalized.is_empty() {
                    return Err(invalid(&format!("{path}.label"), "is blank"));
                }
                if labels
                    .insert(normalized, index)
                    .is_some_and(|other| other != index)
                {
                    return Err(invalid(
                        &format!("{path}.label"),
                        "is the same as a label of another column",
                    ));
                }
            }
        }
        for (index, refused) in self.refused.iter().enumerate() {
            if labels.contains_key(&normalize_label(&refused.label)) {
                return Err(invalid(
                    &format!("refused.{index}.label"),
                    "is the label of a column",
                ));
            }
        }
        Ok(())
    }
}

fn check_type(index: usize, column: &Column) -> Result<(), SchemaInvalid> {
    let path = format!("columns.{index}.type");
    match &column.kind {
        ColumnType::Text {
            pattern: Some(pattern),
            ..
        } => {
            Pattern::compile(pattern)
                .ok_or_else(|| invalid(&path, "has a pattern that does not compile"))?;
        }
        ColumnType::Choice { values } => {
            let mut words: BTreeMap<String, usize> = BTreeMap::new();
            if values.is_empty() {
                return Err(invalid(&path, "has no words"));
            }
            for (place, choice) in values.iter().enumerate() {
                for word in std::iter::once(&choice.value).chain(&choice.aliases) {
                    if words
                        .insert(fold(word), place)
                        .is_some_and(|other| other != place)
                    {
                        return Err(invalid(&path, "has the same word for two values"));
                    }
                }
            }
        }
        ColumnType::Digits { min, max, .. } if min > max => {
            return Err(invalid(&path, "has a `min` above its `max`"));
        }
        ColumnType::Integer {
            min: Some(min),
            max: Some(max),
        } if min > max => {
            return Err(invalid(&path, "has a `min` above its `max`"));
        }
        _ => {}
    }
    Ok(())
}

/// A pattern that the whole value must match, compiled to a program of bounded size.
pub(crate) struct Pattern(regex::Regex);

impl Pattern {
    /// `None` if it is no pattern, or one too large.
    pub(crate) fn compile(pattern: &str) -> Option<Self> {
        regex::RegexBuilder::new(&format!(r"\A(?:{pattern})\z"))
            .size_limit(1 << 20)
            .build()
            .ok()
            .map(Self)
    }

    pub(crate) fn matches(&self, value: &str) -> bool {
        self.0.is_match(value)
    }
}

/// Text as words are compared: trimmed and case folded.
pub(crate) fn fold(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).collect()
}

fn is_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && key.len() <= KEY_BYTES
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn invalid(path: &str, reason: &str) -> SchemaInvalid {
    SchemaInvalid {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}

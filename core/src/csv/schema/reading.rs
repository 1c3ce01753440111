//! What a schema says besides its columns and rules: bounds, how phones and addresses are read, words that are no
//! values, labels that are refused.

use serde::{Deserialize, Serialize};

use crate::contact::{NumberType, PhoneOptions};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhoneRules {
    /// The default region first; the others only tell whether a national number is ambiguous.
    pub regions: Vec<String>,
    /// More regions that only tell that, where there may be no default one: those of an organization's own numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compared_regions: Vec<String>,
    /// Whether an unknown range of a known country is taken for identities too.
    pub accept_possible: bool,
    /// Types that cannot receive an invitation, so that an identity of one is `phone_not_supported_type`.
    pub refused_types: Vec<NumberType>,
}

impl Default for PhoneRules {
    fn default() -> Self {
        Self {
            regions: Vec::new(),
            compared_regions: Vec::new(),
            accept_possible: false,
            refused_types: PhoneOptions::for_identities().refused,
        }
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownColumns {
    /// A warning; its values are not used.
    #[default]
    Warn,
    /// An error of the file.
    Error,
}

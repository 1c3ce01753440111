//! One column of a schema: its key, labels and what its cells must be. What a cell holds is its type, in `kind.rs`.

use serde::{Deserialize, Serialize};

use super::kind::ColumnType;
use super::{Texts, is_default};

/// Longest key of a column. `restrict_incoming_social_messaging`, a documented heading, has 34.
pub const KEY_BYTES: usize = 40;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Canonical name, `[a-z][a-z0-9_]{0,39}`: used in findings, rules, rows and exports.
    pub key: String,
    /// What a template prints, by language.
    pub label: Texts,
    /// Other header texts, in any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What its cells hold.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// For people who fill the file.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub help: Texts,
    /// What the sample row of a template holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// Must the column exist?
    #[serde(default, skip_serializing_if = "is_default")]
    pub header: Presence,
    /// Must each cell be filled?
    #[serde(default, skip_serializing_if = "is_default")]
    pub value: Presence,
    /// Stands for a blank cell, never for a wrong one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// May two rows hold the same value?
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: Unique,
    /// Set for a column that is known but not in force here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// Why it is disabled, for the message of `column_not_enabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    /// How reports mask its values.
    #[serde(default, skip_serializing_if = "is_default")]
    pub personal: Personal,
    /// Whether its values appear in no finding, report or log.
    #[serde(default, skip_serializing_if = "is_default")]
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

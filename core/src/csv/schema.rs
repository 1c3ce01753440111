//! What a file must look like, as data: columns, words, rules, limits. Built-in schemas and those made from an
//! organization's settings are in `schema/builtin.rs`; how a cell is judged is in `cell.rs`.

mod builtin;
mod check;
mod column;
mod document;
mod kind;
mod label;
mod parameters;
mod pattern;
mod place;
mod reading;
mod rule;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use builtin::ColumnSwitches;
pub use check::{SCHEMA_COLUMNS, SCHEMA_ENTRIES, SCHEMA_ID_BYTES, SCHEMA_TEXT_BYTES};
pub use column::{Column, Disabled, KEY_BYTES, Personal, Presence, Unique};
pub use document::SchemaInvalid;
pub use kind::{ChoiceValue, ColumnType, NAME_MAX_CHARS, TEXT_MAX_CHARS};
pub(crate) use label::{OWN_LABELS, fold, normalize_label, with_characters};
pub use parameters::{CHOICE_WORDS, DIGITS_CEILING, TEXT_CHARS_CEILING};
pub(crate) use pattern::Pattern;
pub use reading::{EmailRules, PhoneRules, RefusedLabel, SchemaLimits, UnknownColumns, Words};
pub use rule::{Rule, When};

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
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub title: Texts,
    /// In the order in which a template prints them.
    pub columns: Vec<Column>,
    /// Rules across the cells of a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Bounds of a file of this schema.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: SchemaLimits,
    /// How phone numbers are read.
    #[serde(default, skip_serializing_if = "is_default")]
    pub phone: PhoneRules,
    /// Which addresses are taken.
    #[serde(default, skip_serializing_if = "is_default")]
    pub email: EmailRules,
    /// First cells of note rows, and words that stand for "no value".
    #[serde(default, skip_serializing_if = "is_default")]
    pub words: Words,
    /// Labels that are no column here and must not be filled. Their values are secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedLabel>,
    /// What an unknown column is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknown_columns: UnknownColumns,
    /// Languages of the template and of labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
}

impl Schema {
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
}

/// Whether a part of a schema says what it would say if it were left out of the document.
fn is_default<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

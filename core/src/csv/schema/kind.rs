//! What the cells of a column hold: the eleven types and their parameters.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Texts;

/// What the cells of a column hold. In a document, a type without parameters may be written as its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Any text, NFC and trimmed.
    Text {
        /// Most Unicode scalar values.
        max_chars: u32,
        /// The whole value must match.
        #[serde(skip_serializing_if = "Option::is_none")]
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
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Greatest value.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// A day, `YYYY-MM-DD`.
    Date {
        /// First day.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// Last day.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
}

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
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub label: Texts,
    /// Exact hits that mean the same, in this column only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

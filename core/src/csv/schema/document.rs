//! A schema as a document: read with the path of what is wrong, written so that it is read back equal.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::value::read;
use super::{Schema, place};
use crate::error::{Error, ErrorCode};

/// A schema that is not sound: where, and why. Its code is `schema_invalid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaInvalid {
    /// For example `columns.2.key`; empty for the document as a whole.
    pub path: String,
    /// What is wrong there and what would be right. Of the document it repeats keys alone.
    pub reason: String,
    /// The line of the document, from 1, where it is known.
    pub line: Option<u32>,
}

impl SchemaInvalid {
    /// At a path of a value.
    pub(super) fn at(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
            line: None,
        }
    }

    /// With the line of a document where the path stands.
    #[must_use]
    pub const fn on_line(mut self, line: Option<u32>) -> Self {
        self.line = line;
        self
    }

    /// The whole document cannot be read: what its parser says, without what the document says.
    #[must_use]
    pub fn unreadable(line: Option<u32>, reason: impl Into<String>) -> Self {
        Self::at("", reason).on_line(line)
    }
}

impl fmt::Display for SchemaInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the schema is not sound")?;
        if let Some(line) = self.line {
            write!(f, " on line {line}")?;
        }
        match self.path.as_str() {
            "" => write!(f, ": it {}", self.reason),
            path => write!(f, ": `{path}` {}", self.reason),
        }
    }
}

impl std::error::Error for SchemaInvalid {}

impl From<SchemaInvalid> for Error {
    fn from(error: SchemaInvalid) -> Self {
        let mut built = Self::new(ErrorCode::SchemaInvalid).with_message(error.to_string());
        if !error.path.is_empty() {
            built = built.with("path", error.path.as_str());
        }
        match error.line {
            Some(line) => built.with("line", line),
            None => built,
        }
        .with_source(error)
    }
}

impl Schema {
    /// Reads a schema document in JSON and checks it. The form is described in `core/docs/schema.md`; a key that it
    /// does not know, or that stands twice, is refused with its path and line.
    ///
    /// ```
    /// use rollbook::csv::Schema;
    /// let document = r#"{"id":"keys","version":1,"columns":[
    ///     {"key":"door","label":{"en":"Door"},"type":{"digits":{"min":1,"max":3}},"unique":"error"}]}"#;
    /// assert_eq!(Schema::from_json(document)?.columns[0].key, "door");
    /// let error = Schema::from_json(&document.replace("unique", "unik")).unwrap_err();
    /// assert_eq!((error.path.as_str(), error.line), ("columns.0.unik", Some(2)));
    /// # Ok::<(), rollbook::csv::schema::SchemaInvalid>(())
    /// ```
    ///
    /// # Errors
    /// `schema_invalid`, with path and line of what is wrong.
    pub fn from_json(document: &str) -> Result<Self, SchemaInvalid> {
        let mut parser = serde_json::Deserializer::from_str(document);
        let value = Strict
            .deserialize(&mut parser)
            .and_then(|value| parser.end().map(|()| value))
            .map_err(|error| {
                let line = u32::try_from(error.line()).ok();
                let reason = if error.is_data() {
                    "has a key twice in one table; keep one"
                } else {
                    "is not JSON"
                };
                SchemaInvalid::unreadable(line, reason)
            })?;
        Self::from_value(&value).map_err(|error| {
            let line = place::line_of(document, &error.path);
            error.on_line(line)
        })
    }

    /// Reads a schema from a value, which a host made of a document in another form, and checks it.
    ///
    /// # Errors
    /// `schema_invalid`, with the path of what is wrong.
    pub fn from_value(value: &Value) -> Result<Self, SchemaInvalid> {
        let schema: Self =
            read(value).map_err(|error| SchemaInvalid::at(error.path, error.reason))?;
        schema.check()?;
        Ok(schema)
    }

    /// The schema as a document in JSON, which [`from_json`](Self::from_json) reads back equal. What is as it is by
    /// default is left out.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{:#}\n", self.to_value())
    }

    /// The schema as a value, for a host that writes it in another form.
    #[must_use]
    pub fn to_value(&self) -> Value {
        // Every part of a schema has a form: texts, numbers, lists and tables with texts as keys.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// A value of JSON in which no table has a key twice.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut table = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Self)?;
            if table.insert(key, value).is_some() {
                return Err(serde::de::Error::custom("a key stands twice"));
            }
        }
        Ok(Value::Object(table))
    }
}

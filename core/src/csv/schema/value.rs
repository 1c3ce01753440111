//! A document as a value, read so that an error says at which path it stands. Of the document it repeats keys alone,
//! never a value.

use std::fmt;

use serde::Deserializer;
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};

/// Most characters of a key that a path repeats.
const KEY_CHARS: usize = 64;

/// What is wrong with a value, and where.
#[derive(Debug)]
pub(super) struct Misread {
    /// For example `columns.2.key`; empty at the top.
    pub(super) path: String,
    pub(super) reason: String,
    placed: bool,
}

impl Misread {
    /// The first place that is told is the innermost.
    fn at(mut self, path: &Path<'_>) -> Self {
        if !self.placed {
            path.write(&mut self.path);
            self.placed = true;
        }
        self
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Misread {}

impl Error for Misread {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self {
            path: String::new(),
            reason: reason.to_string(),
            placed: false,
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!(
            "is {}; {} is expected",
            kind(&found),
            wanted(expected)
        ))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("is not {}", wanted(expected)))
    }

    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Self::custom(format_args!(
            "has {found} entries; {} is expected",
            wanted(expected)
        ))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("is none of {}", expected.join(", ")))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(match expected {
            [] => "is no key here; there are none".to_owned(),
            _ => format!("is no key here; the keys are {}", expected.join(", ")),
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(format_args!("has no `{field}`, which is required"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom(format_args!("has the key `{field}` twice"))
    }
}

/// Reads a value of a document.
pub(super) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Misread> {
    T::deserialize(Node {
        value,
        path: Path::Top,
    })
}

/// What was found, by its kind.
fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number with decimals",
        Unexpected::Str(_) | Unexpected::Char(_) => "text",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a table",
        _ => "something else",
    }
}

/// What is expected, in the words of the document instead of those of a program.
fn wanted(expected: &dyn Expected) -> String {
    let expected = expected.to_string();
    match expected.as_str() {
        "a string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        "u8" | "u32" | "u64" => "a whole number from 0".to_owned(),
        "i64" => "a whole number".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other if other.starts_with("enum ") || other.starts_with("variant ") => {
            "a word, or a table with one key".to_owned()
        }
        _ => expected,
    }
}

/// A value with its path.
struct Node<'v, 'p> {
    value: &'v Value,
    path: Path<'p>,
}

/// The steps to a value, which become text where something is wrong there.
enum Path<'p> {
    Top,
    Key(&'p Self, &'p str),
    Item(&'p Self, usize),
}

impl Path<'_> {
    fn write(&self, text: &mut String) {
        let (above, step) = match self {
            Self::Top => return,
            Self::Key(above, key) => (above, shown(key)),
            Self::Item(above, place) => (above, place.to_string()),
        };
        above.write(text);
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(&step);
    }
}

fn shown(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_control())
        .take(KEY_CHARS)
        .collect()
}

impl<'de> Deserializer<'de> for Node<'de, '_> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        let path = self.path;
        let visited = match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => visitor.visit_u64(value),
                (None, Some(value)) => visitor.visit_i64(value),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items,
                next: 0,
                path: &path,
            }),
            Value::Object(entries) => visitor.visit_map(Entries::new(entries, &path)),
        };
        visited.map_err(|error| error.at(&path))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misread> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        let path = self.path;
        let visited = match self.value {
            Value::String(text) => {
                visitor.visit_enum(BorrowedStrDeserializer::<Misread>::new(text))
            }
            Value::Object(entries) if entries.len() == 1 => {
                visitor.visit_enum(Entries::new(entries, &path))
            }
            Value::Object(_) => Err(Misread::custom("is a table with one key")),
            _ => Err(Misread::custom("is a word, or a table with one key")),
        };
        visited.map_err(|error| error.at(&path))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'v, 'p> {
    items: &'v [Value],
    next: usize,
    path: &'p Path<'p>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Misread;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misread> {
        let Some(value) = self.items.get(self.next) else {
            return Ok(None);
        };
        let path = Path::Item(self.path, self.next);
        self.next += 1;
        seed.deserialize(Node { value, path }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Entries<'v, 'p> {
    entries: serde_json::map::Iter<'v>,
    open: Option<(&'v str, &'v Value)>,
    path: &'p Path<'p>,
}

impl<'v: 'p, 'p> Entries<'v, 'p> {
    fn new(entries: &'v Map<String, Value>, path: &'p Path<'p>) -> Self {
        Self {
            entries: entries.iter(),
            open: None,
            path,
        }
    }

    /// The value behind the key that was read.
    fn value(&mut self) -> Result<Node<'v, 'p>, Misread> {
        let (key, value) = self
            .open
            .take()
            .ok_or_else(|| Misread::custom("has a value without a key"))?;
        Ok(Node {
            value,
            path: Path::Key(self.path, key),
        })
    }
}

impl<'de: 'p, 'p> MapAccess<'de> for Entries<'de, 'p> {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misread> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.open = Some((key, value));
        seed.deserialize(StrDeserializer::<Misread>::new(key))
            .map(Some)
            .map_err(|error| error.at(&Path::Key(self.path, key)))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misread> {
        seed.deserialize(self.value()?)
    }
}

impl<'de: 'p, 'p> EnumAccess<'de> for Entries<'de, 'p> {
    type Error = Misread;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        mut self,
        seed: V,
    ) -> Result<(V::Value, Self), Misread> {
        match self.next_key_seed(seed)? {
            Some(variant) => Ok((variant, self)),
            None => Err(Misread::custom("is a table with one key")),
        }
    }
}

impl<'de: 'p, 'p> VariantAccess<'de> for Entries<'de, 'p> {
    type Error = Misread;

    fn unit_variant(self) -> Result<(), Misread> {
        Err(Misread::custom("takes no parameters"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        mut self,
        seed: T,
    ) -> Result<T::Value, Misread> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Result<V::Value, Misread> {
        self.value()?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misread> {
        self.value()?.deserialize_any(visitor)
    }
}

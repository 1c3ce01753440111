//! What an edit says of one field: nothing, that it is emptied, or its new value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An edit of one field. In JSON an absent member keeps, `null` empties, and a value replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edit<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is emptied, or has its default again.
    Clear,
    /// It has this value.
    Set(T),
}

impl<T> Edit<T> {
    /// Whether nothing is said.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// What is there afterwards.
    #[must_use]
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<T: Serialize> Serialize for Edit<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Edit<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Clear,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Fields {
        #[serde(skip_serializing_if = "Edit::is_keep")]
        a: Edit<u8>,
    }

    #[test]
    fn absent_keeps_null_empties_and_a_value_replaces() {
        for (text, edit) in [
            ("{}", Edit::Keep),
            (r#"{"a":null}"#, Edit::Clear),
            (r#"{"a":7}"#, Edit::Set(7)),
        ] {
            let fields: Fields = serde_json::from_str(text).unwrap();
            assert_eq!(fields.a, edit);
            assert_eq!(serde_json::to_string(&fields).unwrap(), text);
        }
        assert_eq!(Edit::Keep.over(Some(1)), Some(1));
        assert_eq!(Edit::<u8>::Clear.over(Some(1)), None);
        assert_eq!(Edit::Set(2).over(Some(1)), Some(2));
    }
}

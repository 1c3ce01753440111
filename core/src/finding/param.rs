//! Parameters of findings: numbers and texts that the message names.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::FindingCode;

/// Parameters whose value is text of a cell, or follows from one so closely that it shows it. Reports without
/// personal data leave them out.
const FROM_CELL: &[&str] = &[
    "candidates",
    "char",
    "domain",
    "e164",
    "guess",
    "hex",
    "role",
    "text",
    "value",
];

/// The value of one parameter.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// A count, a bound, an offset.
    Number(i64),
    /// A word or a text.
    Text(Box<str>),
    /// Numbers, usually of rows.
    Numbers(Vec<i64>),
    /// Words, labels, cells.
    Texts(Vec<Box<str>>),
}

impl From<i64> for ParamValue {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for ParamValue {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u64> for ParamValue {
    fn from(value: u64) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for ParamValue {
    fn from(value: usize) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<&str> for ParamValue {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for ParamValue {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<Vec<u32>> for ParamValue {
    fn from(values: Vec<u32>) -> Self {
        Self::Numbers(values.into_iter().map(i64::from).collect())
    }
}

impl From<Vec<String>> for ParamValue {
    fn from(values: Vec<String>) -> Self {
        Self::Texts(values.into_iter().map(Into::into).collect())
    }
}

/// The parameters of one finding, ordered by name, at most one value each. As JSON an object: `{"rows":[4],"total":1}`.
///
/// ```
/// use rollbook::finding::Params;
/// let params = Params::default().with("total", 1_u32).with("rows", vec![4_u32]);
/// assert_eq!(serde_json::to_string(&params).unwrap(), r#"{"rows":[4],"total":1}"#);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Params(Vec<(&'static str, ParamValue)>);

impl Params {
    /// With `name` set to `value`. The names of a code are [`FindingCode::parameters`].
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<ParamValue>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets `name` to `value`.
    pub fn set(&mut self, name: &'static str, value: impl Into<ParamValue>) {
        let value = value.into();
        match self.0.binary_search_by_key(&name, |(name, _)| name) {
            Ok(at) => {
                if let Some(slot) = self.0.get_mut(at) {
                    slot.1 = value;
                }
            }
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// Takes `name` out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| *known != name);
    }

    /// The value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ParamValue> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value)
    }

    /// The value of `name` if it is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            ParamValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value of `name` if it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            ParamValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &ParamValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether values of `name` are taken from a cell in findings of `code`, so that reports without personal data
    /// leave them out.
    #[must_use]
    pub fn is_from_cell(code: FindingCode, name: &str) -> bool {
        // The candidates of a file are separators, those of a cell are numbers.
        FROM_CELL.contains(&name) && code != FindingCode::DialectAmbiguous
    }

    /// Without the parameters that a finding of `code` has taken from a cell.
    #[must_use]
    pub fn without_cell_values(mut self, code: FindingCode) -> Self {
        self.0.retain(|(name, _)| !Self::is_from_cell(code, name));
        self
    }

    /// With each text that a finding of `code` has taken from a cell changed by `mask`.
    #[must_use]
    pub fn masked(mut self, code: FindingCode, mask: impl Fn(&str) -> String) -> Self {
        for (name, value) in &mut self.0 {
            // The value of one byte shows nobody.
            if !Self::is_from_cell(code, name) || *name == "hex" {
                continue;
            }
            match value {
                ParamValue::Text(text) => *text = mask(text).into(),
                ParamValue::Texts(texts) => {
                    for text in texts {
                        *text = mask(text).into();
                    }
                }
                ParamValue::Number(_) | ParamValue::Numbers(_) => {}
            }
        }
        self
    }
}

/// Names only: values may come from a cell.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Its kind only: it may come from a cell.
impl fmt::Debug for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Numbers(_) => "numbers",
            Self::Texts(_) => "texts",
        })
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Params;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of finding parameters")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params, A::Error> {
                let mut params = Params::default();
                while let Some(name) = map.next_key::<std::borrow::Cow<'_, str>>()? {
                    let known = catalogued(&name)
                        .ok_or_else(|| serde::de::Error::custom("unknown finding parameter"))?;
                    params.set(known, map.next_value::<ParamValue>()?);
                }
                Ok(params)
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// The name as the catalogue has it.
fn catalogued(name: &str) -> Option<&'static str> {
    let mut names = FindingCode::ALL.iter().flat_map(|code| code.parameters());
    names.find(|known| **known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_and_the_last_value_holds() {
        let params = Params::default()
            .with("total", 3_u32)
            .with("rows", vec![4_u32, 5])
            .with("total", 2_u32);
        assert_eq!(
            serde_json::to_string(&params).unwrap(),
            r#"{"rows":[4,5],"total":2}"#
        );
        assert_eq!(params.number("total"), Some(2));
    }

    #[test]
    fn what_was_stored_is_read_back() {
        let params = Params::default()
            .with("allowed", vec!["Yes".to_owned(), "No".to_owned()])
            .with("hint", "delimiter")
            .with("rows", vec![1_u32]);
        let json = serde_json::to_string(&params).unwrap();
        assert_eq!(serde_json::from_str::<Params>(&json).unwrap(), params);
        assert!(serde_json::from_str::<Params>(r#"{"nothing_such":1}"#).is_err());
    }

    #[test]
    fn values_of_cells_are_left_out_or_masked() {
        let code = FindingCode::NumberNotAvailable;
        let params = Params::default()
            .with("e164", "+14405551234")
            .with("state", "assigned");
        assert_eq!(
            serde_json::to_string(&params.clone().without_cell_values(code)).unwrap(),
            r#"{"state":"assigned"}"#
        );
        assert_eq!(params.masked(code, |_| "x".into()).text("e164"), Some("x"));
        let numbers = Params::default().with("candidates", vec!["+14405551234".to_owned()]);
        let code = FindingCode::PhoneAmbiguousCountry;
        assert!(numbers.without_cell_values(code).is_empty());
        let separators = Params::default().with("candidates", vec!["';'".to_owned()]);
        let code = FindingCode::DialectAmbiguous;
        assert_eq!(separators.clone().without_cell_values(code), separators);
    }

    #[test]
    fn debug_shows_no_value() {
        let params = Params::default().with("e164", "+14405551234");
        assert!(!format!("{params:?}").contains("1440"));
        assert!(!format!("{:?}", params.get("e164")).contains("1440"));
    }

    #[test]
    fn each_name_of_a_cell_value_is_in_the_catalogue() {
        for name in FROM_CELL {
            assert!(catalogued(name).is_some(), "{name}");
        }
    }
}

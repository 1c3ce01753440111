//! Holds reports against the published schema. It knows the keywords that the schema uses and refuses others, so that
//! none goes unchecked.

use serde_json::Value;

use super::tests::example;
use super::{JSON_SCHEMA, Pii, View, to_json};

struct Schema(Value);

impl Schema {
    fn published() -> Self {
        Self(serde_json::from_str(JSON_SCHEMA).expect("the schema is JSON"))
    }

    /// The first place where `value` is not as `rule` says.
    fn check(&self, rule: &Value, value: &Value, path: &str) -> Result<(), String> {
        for (keyword, expected) in rule.as_object().expect("a rule is an object") {
            let fits = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" | "required" => true,
                "$ref" => {
                    let pointer = expected.as_str().and_then(|text| text.strip_prefix('#'));
                    let target = self
                        .0
                        .pointer(pointer.expect("a pointer"))
                        .expect("a definition");
                    self.check(target, value, path)?;
                    true
                }
                "anyOf" => list(expected)
                    .iter()
                    .any(|rule| self.check(rule, value, path).is_ok()),
                "type" => is_of_type(expected, value),
                "const" => expected == value,
                "enum" => list(expected).contains(value),
                "minimum" => value
                    .as_i64()
                    .is_none_or(|n| n >= expected.as_i64().unwrap()),
                "minLength" => value
                    .as_str()
                    .is_none_or(|t| t.chars().count() as u64 >= expected.as_u64().unwrap()),
                "maxLength" => value
                    .as_str()
                    .is_none_or(|t| t.chars().count() as u64 <= expected.as_u64().unwrap()),
                "minItems" => value
                    .as_array()
                    .is_none_or(|a| a.len() as u64 >= expected.as_u64().unwrap()),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|a| a.len() as u64 <= expected.as_u64().unwrap()),
                "pattern" => value.as_str().is_none_or(|text| {
                    regex::Regex::new(expected.as_str().unwrap())
                        .unwrap()
                        .is_match(text)
                }),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(expected, item, &format!("{path}/{index}"))?;
                    }
                    true
                }
                "prefixItems" => {
                    let items = value.as_array().into_iter().flatten();
                    for (rule, item) in list(expected).iter().zip(items) {
                        self.check(rule, item, path)?;
                    }
                    true
                }
                "properties" => {
                    self.check_members(rule, value, path)?;
                    true
                }
                "additionalProperties" if rule.get("properties").is_some() => {
                    *expected == Value::Bool(false)
                }
                "additionalProperties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        self.check(expected, member, &format!("{path}/{name}"))?;
                    }
                    true
                }
                "propertyNames" => {
                    for (name, _) in value.as_object().into_iter().flatten() {
                        self.check(expected, &Value::String(name.clone()), path)?;
                    }
                    true
                }
                unknown => panic!("the schema uses `{unknown}`, which this check does not know"),
            };
            if !fits {
                return Err(format!("{path}: {keyword}"));
            }
        }
        Ok(())
    }

    fn check_members(&self, rule: &Value, value: &Value, path: &str) -> Result<(), String> {
        let Some(members) = value.as_object() else {
            return Ok(());
        };
        for name in list(&rule["required"]) {
            if !members.contains_key(name.as_str().unwrap()) {
                return Err(format!("{path}: without {name}"));
            }
        }
        for (name, member) in members {
            match rule["properties"].get(name) {
                Some(rule) => self.check(rule, member, &format!("{path}/{name}"))?,
                None => return Err(format!("{path}: {name} is not described")),
            }
        }
        Ok(())
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_of_type(expected: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => panic!("the schema uses the type {other:?}"),
    };
    match expected.as_array() {
        Some(names) => names.iter().any(one),
        None => one(expected),
    }
}

/// Whether `json` is a report as published.
pub(super) fn conforms(json: &str) -> Result<(), String> {
    let schema = Schema::published();
    let value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    schema.check(&schema.0, &value, "")
}

#[test]
fn reports_conform_to_the_published_schema_whatever_they_show() {
    for pii in [Pii::Full, Pii::Masked, Pii::None] {
        let json = to_json(&example(), View::default().pii(pii)).unwrap();
        assert_eq!(conforms(&json), Ok(()));
    }
}

#[test]
fn what_differs_from_the_schema_is_seen() {
    let json = to_json(&example(), View::default()).unwrap();
    for (from, to) in [
        (r#""outcome":"invalid""#, r#""outcome":"bad""#),
        (r#""importable":false,"#, ""),
        (r#""importable":false,"#, r#""importable":false,"new":1,"#),
        (r#""rows":[[2,2]]"#, r#""rows":[[0,2]]"#),
        (r#""cell":"D2""#, r#""cell":"2D""#),
        (r#""bytes":215"#, r#""bytes":"215""#),
    ] {
        assert!(json.contains(from), "{from}");
        assert!(conforms(&json.replacen(from, to, 1)).is_err(), "{to}");
    }
}

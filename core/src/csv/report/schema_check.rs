//! Holds reports against published schemas: our own, and those of the other forms. It knows the keywords that these use
//! and refuses others, so that none goes unchecked.

use std::sync::LazyLock;

use serde_json::Value;

use super::tests::example;
use super::{JSON_SCHEMA, Pii, View, to_json};

/// Of SARIF 2.1.0, as published; `published/NOTICE.md` says by whom.
const SARIF_SCHEMA: &str = include_str!("published/sarif-schema-2.1.0.json");

/// What the Frictionless framework (5.21) demands of a report, its task and its errors.
const FRICTIONLESS_SCHEMA: &str = include_str!("published/frictionless-report.json");

struct Schema(Value);

impl Schema {
    fn of(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("the schema is JSON"))
    }

    /// The first place where `value` is not as `rule` says.
    fn check(&self, rule: &Value, value: &Value, path: &str) -> Result<(), String> {
        for (keyword, expected) in rule.as_object().expect("a rule is an object") {
            let fits = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "definitions" | "title" | "description"
                | "default" => true,
                "required" => {
                    for name in list(expected) {
                        let name = name.as_str().unwrap();
                        if value
                            .as_object()
                            .is_some_and(|members| !members.contains_key(name))
                        {
                            return Err(format!("{path}: without {name}"));
                        }
                    }
                    true
                }
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
                "oneOf" => {
                    let rules = list(expected).iter();
                    rules
                        .filter(|rule| self.check(rule, value, path).is_ok())
                        .count()
                        == 1
                }
                "type" => is_of_type(expected, value),
                "format" => has_format(expected.as_str().unwrap(), value),
                "uniqueItems" => {
                    let items = list(value);
                    let first = |(at, item)| items.iter().position(|i| i == item) == Some(at);
                    items.iter().enumerate().all(first)
                }
                "maximum" => value
                    .as_f64()
                    .is_none_or(|n| n <= expected.as_f64().unwrap()),
                "const" => expected == value,
                "enum" => list(expected).contains(value),
                "minimum" => value
                    .as_f64()
                    .is_none_or(|n| n >= expected.as_f64().unwrap()),
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
                "additionalProperties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        if rule
                            .get("properties")
                            .and_then(|known| known.get(name))
                            .is_some()
                        {
                            continue;
                        }
                        match expected {
                            Value::Bool(true) => {}
                            Value::Bool(false) => {
                                return Err(format!("{path}: {name} is not described"));
                            }
                            rule => self.check(rule, member, &format!("{path}/{name}"))?,
                        }
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
        for (name, member) in members {
            if let Some(rule) = rule["properties"].get(name) {
                self.check(rule, member, &format!("{path}/{name}"))?;
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
        Some("number") => value.is_number(),
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

fn has_format(format: &str, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return true;
    };
    let legal = |c: char| c.is_ascii_graphic() && !r#""<>\^`{|}"#.contains(c);
    let scheme = |text: &str| {
        let name = text.split_once(':').map(|(name, _)| name);
        name.is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
    };
    match format {
        "uri" => text.chars().all(legal) && scheme(text),
        "uri-reference" => text.chars().all(legal),
        unknown => panic!("the schema uses the format {unknown}, which no report has"),
    }
}

static OURS: LazyLock<Schema> = LazyLock::new(|| Schema::of(JSON_SCHEMA));
static SARIF: LazyLock<Schema> = LazyLock::new(|| Schema::of(SARIF_SCHEMA));
static FRICTIONLESS: LazyLock<Schema> = LazyLock::new(|| Schema::of(FRICTIONLESS_SCHEMA));

fn check(schema: &Schema, json: &str) -> Result<(), String> {
    let value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    schema.check(&schema.0, &value, "")
}

/// Whether `json` is a report as published.
pub(super) fn conforms(json: &str) -> Result<(), String> {
    check(&OURS, json)
}

/// Whether `json` is a SARIF log.
pub(super) fn conforms_to_sarif(json: &str) -> Result<(), String> {
    check(&SARIF, json)
}

/// Whether `json` is a Frictionless report.
pub(super) fn conforms_to_frictionless(json: &str) -> Result<(), String> {
    check(&FRICTIONLESS, json)
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

#[test]
fn what_differs_from_the_schemas_of_other_forms_is_seen() {
    let sarif = example().to_sarif(View::default()).unwrap();
    assert_eq!(conforms_to_sarif(&sarif), Ok(()));
    for (from, to) in [
        (r#""version":"2.1.0""#, r#""version":"2.0.0""#),
        (r#""level":"error""#, r#""level":"fatal""#),
        (r#""startLine":2"#, r#""startLine":0"#),
        (r#""tool":"#, r#""tools":"#),
        (r#""help":{"#, r#""help":{"url":0,"#),
        (r#""artifactLocation":{"index":0}"#, r#""nothing":0"#),
        (
            r#""roles":["analysisTarget"]"#,
            r#""roles":["analysisTarget","analysisTarget"]"#,
        ),
    ] {
        assert!(sarif.contains(from), "{from}");
        assert!(
            conforms_to_sarif(&sarif.replacen(from, to, 1)).is_err(),
            "{to}"
        );
    }
    let frictionless = example().to_frictionless(View::default()).unwrap();
    assert_eq!(conforms_to_frictionless(&frictionless), Ok(()));
    for (from, to) in [
        (r#""valid":false"#, r#""valid":"no""#),
        (r#""name":"upload""#, r#""name":"Upload 1""#),
        (r#""note":"#, r#""notes":"#),
        (r#""type":"unique-error""#, r#""type":"twice""#),
        (r#""cell":"B@example.com","#, ""),
        (r#""rowNumber":3,"#, ""),
    ] {
        assert!(frictionless.contains(from), "{from}");
        let other = frictionless.replacen(from, to, 1);
        assert!(conforms_to_frictionless(&other).is_err(), "{to}");
    }
}

//! Schema documents as files: TOML and JSON, read with file, path and line of what is wrong, written so that they are
//! read back equal. What a schema must be is in `rollbook::csv::schema`.

use std::path::Path;

use rollbook::csv::Schema;
use rollbook::csv::schema::SchemaInvalid;
use rollbook::error::Error;
use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use crate::file::read_file;

/// Most bytes of a schema document. A larger file is `schema_invalid`.
pub const SCHEMA_BYTES: u64 = 4 << 20;

/// The form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// TOML 1.0.
    Toml,
    /// JSON.
    Json,
}

impl Form {
    /// By the ending of the file's name; where that says nothing, JSON if the text begins with `{`.
    #[must_use]
    pub fn of(path: &Path, document: &str) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("json") => Self::Json,
            Some("toml") => Self::Toml,
            _ if document.trim_start().starts_with('{') => Self::Json,
            _ => Self::Toml,
        }
    }
}

/// Reads the schema of a file, TOML or JSON, and checks it.
///
/// # Errors
/// `file_unreadable`; `schema_invalid` with `file`, and with `path` and `line` where they are known.
pub fn load_schema(path: &Path) -> Result<Schema, Error> {
    let named = |error: Error| error.with("file", path.to_string_lossy().into_owned());
    let bytes = read_file(path, SCHEMA_BYTES).map_err(named)?;
    let invalid = |reason: &str| named(Error::from(SchemaInvalid::unreadable(None, reason)));
    if bytes.len() as u64 > SCHEMA_BYTES {
        return Err(invalid("is larger than 4 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| invalid("is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    read_schema(text, Form::of(path, text)).map_err(|error| named(error.into()))
}

/// Reads a schema document and checks it.
///
/// # Errors
/// `schema_invalid`, with path and line where they are known.
pub fn read_schema(document: &str, form: Form) -> Result<Schema, SchemaInvalid> {
    match form {
        Form::Json => Schema::from_json(document),
        Form::Toml => from_toml(document),
    }
}

/// The schema as a document, which [`read_schema`] reads back equal.
///
/// # Errors
/// `internal`.
pub fn write_schema(schema: &Schema, form: Form) -> Result<String, Error> {
    match form {
        Form::Json => Ok(schema.to_json()),
        Form::Toml => toml::to_string_pretty(&schema.to_value())
            .map_err(|_| Error::internal("schema as TOML")),
    }
}

fn from_toml(document: &str) -> Result<Schema, SchemaInvalid> {
    let table = DeTable::parse(document).map_err(|error| {
        let line = error.span().and_then(|span| line_at(document, span.start));
        SchemaInvalid::unreadable(line, format!("is not TOML: {}", error.message()))
    })?;
    let value = entries_of(table.get_ref()).ok_or_else(|| {
        SchemaInvalid::unreadable(None, "holds a number that does not fit into 64 bits")
    })?;
    Schema::from_value(&value).map_err(|error| {
        let line = line_of(document, table.get_ref(), &error.path);
        error.on_line(line)
    })
}

/// A value of TOML as one of JSON; days as text. None if a number does not fit.
fn value_of(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).ok()?.into()
        }
        DeValue::Float(number) => {
            let number: f64 = number.as_str().replace('_', "").parse().ok()?;
            Value::Number(Number::from_f64(number)?)
        }
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(day) => Value::String(day.to_string()),
        DeValue::Array(items) => {
            let values = items.iter().map(|item| value_of(item.get_ref()));
            Value::Array(values.collect::<Option<_>>()?)
        }
        DeValue::Table(table) => entries_of(table)?,
    })
}

fn entries_of(table: &DeTable<'_>) -> Option<Value> {
    let entries = table
        .iter()
        .map(|(key, value)| Some((key.get_ref().to_string(), value_of(value.get_ref())?)));
    Some(Value::Object(entries.collect::<Option<Map<_, _>>>()?))
}

/// The line on which a path stands, or else the nearest path above it that is there.
fn line_of(document: &str, table: &DeTable<'_>, path: &str) -> Option<u32> {
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    let mut at = 0;
    let mut inside = steps.next().and_then(|step| {
        let (key, value) = table.iter().find(|(key, _)| key.get_ref() == step)?;
        at = key.span().start;
        Some(value)
    });
    for step in steps {
        inside =
            match inside.map(|value| value.get_ref()) {
                Some(DeValue::Table(table)) => table
                    .iter()
                    .find(|(key, _)| key.get_ref() == step)
                    .map(|(key, value)| {
                        at = key.span().start;
                        value
                    }),
                Some(DeValue::Array(items)) => {
                    let item = step.parse().ok().and_then(|place: usize| items.get(place));
                    if let Some(item) = item {
                        at = item.span().start;
                    }
                    item
                }
                _ => None,
            };
    }
    line_at(document, at)
}

fn line_at(document: &str, byte: usize) -> Option<u32> {
    let before = document.as_bytes().get(..byte)?;
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends + 1).ok()
}

#[cfg(test)]
mod tests {
    use rollbook::csv::AccessKind;
    use rollbook::csv::schema::{ColumnType, Presence, Rule, Unique};
    use rollbook::error::ErrorCode;
    use rollbook::profile::ProfileName;

    use super::*;

    /// The page that describes the form.
    const PAGE: &str = include_str!("../../../core/docs/schema.md");

    /// The example of the page.
    fn badges() -> String {
        let (_, rest) = PAGE.split_once("```toml").unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    }

    #[test]
    fn the_documented_example_is_read_whole() {
        let schema = read_schema(&badges(), Form::Toml).unwrap();
        assert_eq!((schema.id.as_str(), schema.version), ("badge-import", 1));
        assert_eq!(schema.title["en"], "Badges");
        assert_eq!(schema.limits.rows, 5_000);
        assert_eq!(schema.phone.regions, ["DE"]);
        let [name, badge, site] = schema.columns.as_slice() else {
            panic!("three columns");
        };
        assert_eq!(name.label_in("it"), "Nome");
        assert_eq!(name.kind, ColumnType::Name { max_chars: 64 });
        assert_eq!(
            (name.header, name.value),
            (Presence::Required, Presence::Required)
        );
        assert!(matches!(
            badge.kind,
            ColumnType::Digits { min: 4, max: 6, .. }
        ));
        assert_eq!(badge.unique, Unique::Error);
        assert!(
            matches!(&site.kind, ColumnType::Choice { values } if values[0].aliases == ["nord"])
        );
        assert!(matches!(&schema.rules[0], Rule::RequiredIf { column, .. } if column == "badge"));
    }

    #[test]
    fn every_built_in_schema_survives_toml_and_json() {
        let mut schemas = vec![
            Schema::numbers(),
            read_schema(&badges(), Form::Toml).unwrap(),
        ];
        for profile in ProfileName::ALL {
            for access in [AccessKind::Portal, AccessKind::NoPortal] {
                schemas.extend(Schema::for_profile(profile, access));
            }
        }
        assert_eq!(schemas.len(), 13);
        for schema in schemas {
            for form in [Form::Toml, Form::Json] {
                let document = write_schema(&schema, form).unwrap();
                let read = read_schema(&document, form).unwrap();
                assert_eq!(read, schema, "{} as {form:?}", schema.id);
                assert_eq!(write_schema(&read, form).unwrap(), document);
            }
        }
    }

    #[test]
    fn a_bad_document_is_named_with_path_and_line() {
        let changed = |from: &str, to: &str| badges().replace(from, to);
        for (document, path, line) in [
            (
                changed("aliases = [\"full", "alias = [\"full"),
                "columns.0.alias",
                8,
            ),
            (
                changed("max = 6", "max = 6, mix = 1"),
                "columns.1.type.digits.mix",
                9,
            ),
            (
                changed("min = 4", "min = 7"),
                "columns.1.type.digits.min",
                9,
            ),
            (
                changed("min = 4", "min = \"four\""),
                "columns.1.type.digits.min",
                9,
            ),
            (
                changed("\"nord\"", "\"SOUTH\""),
                "columns.2.type.choice.values.1.value",
                10,
            ),
            (changed("rows = 5000", "rows = 0"), "limits.rows", 5),
            (
                changed("[\"DE\"]", "[\"DE\", \"Germany\"]"),
                "phone.regions.1",
                6,
            ),
            (
                changed("column = \"badge\"", "column = \"bagde\""),
                "rules.0.required_if.column",
                12,
            ),
            (
                changed("[\"north\"] ", "[\"Nord\"] "),
                "rules.0.required_if.when.in.0",
                12,
            ),
            (changed("required_if", "needed_if"), "rules.0.needed_if", 12),
            (changed("version = 1\n", ""), "", 1),
        ] {
            let error = read_schema(&document, Form::Toml).unwrap_err();
            assert_eq!(
                (error.path.as_str(), error.line),
                (path, Some(line)),
                "{error}"
            );
            let error = Error::from(error);
            assert_eq!(error.code(), ErrorCode::SchemaInvalid);
            assert_eq!(error.details()["line"], line);
            assert!(!error.message().contains("bagde") && !error.message().contains("four"));
        }
        let error = read_schema("id = 3\nid = 4\n", Form::Toml).unwrap_err();
        assert_eq!((error.path.as_str(), error.line), ("", Some(2)));
    }

    #[test]
    fn the_page_names_every_key_and_every_word_of_the_form() {
        // What the reader says the keys are, wherever it is given one that it does not know.
        let rule = r#"rules = [{ nothing = {} }]"#;
        let columns = |column: &str| format!("id=\"x\"\nversion=1\ncolumns=[{column}]");
        let typed = |kind: &str| {
            columns(&format!(
                r#"{{ key = "a", label.en = "A", type = {kind} }}"#
            ))
        };
        for document in [
            "nothing = 1".to_owned(),
            columns("{ nothing = 1 }"),
            typed("\"nothing\""),
            typed("{ text = { nothing = 1 } }"),
            typed("{ name = { nothing = 1 } }"),
            typed("{ identity = { nothing = 1 } }"),
            typed("{ number = { nothing = 1 } }"),
            typed("{ digits = { nothing = 1 } }"),
            typed("{ choice = { nothing = 1 } }"),
            typed("{ choice = { values = [{ nothing = 1 }] } }"),
            typed("{ reference = { nothing = 1 } }"),
            typed("{ integer = { nothing = 1 } }"),
            format!("{}\n{rule}", typed("\"name\"")),
            "phone.nothing = 1".to_owned(),
            "phone.refused_types = [\"nothing\"]".to_owned(),
            "email.nothing = 1".to_owned(),
            "words.nothing = 1".to_owned(),
            "limits.nothing = 1".to_owned(),
            "unknown_columns = \"nothing\"".to_owned(),
            columns(r#"{ unique = "nothing" }"#),
            columns(r#"{ disabled = "nothing" }"#),
            columns(r#"{ personal = "nothing" }"#),
            columns(r#"{ header = "nothing" }"#),
        ] {
            let reason = read_schema(&document, Form::Toml).unwrap_err().reason;
            let (_, keys) = reason
                .split_once("the keys are ")
                .or_else(|| reason.split_once("is none of "))
                .unwrap_or_else(|| panic!("{document}: {reason}"));
            for key in keys.split(", ") {
                let named = [format!("`{key}`"), format!(".{key}`"), format!("`{key}.")];
                assert!(named.iter().any(|it| PAGE.contains(it.as_str())), "{key}");
            }
        }
    }

    #[test]
    fn a_file_is_toml_or_json_by_its_ending_or_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let json = write_schema(&Schema::numbers(), Form::Json).unwrap();
        let toml = write_schema(&Schema::numbers(), Form::Toml).unwrap();
        for (name, text) in [
            ("a.json", &json),
            ("a.toml", &toml),
            ("b", &json),
            ("c", &toml),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
            assert_eq!(load_schema(&path).unwrap(), Schema::numbers(), "{name}");
        }
        let path = folder.path().join("bad.json");
        std::fs::write(&path, json.replace("\"unique\"", "\"unik\"")).unwrap();
        let error = load_schema(&path).unwrap_err();
        assert_eq!(error.code(), ErrorCode::SchemaInvalid);
        assert_eq!(error.details()["path"], "columns.0.unik");
        assert!(
            error.details()["line"]
                .as_u64()
                .is_some_and(|line| line > 1)
        );
        assert!(
            error.details()["file"]
                .as_str()
                .unwrap()
                .ends_with("bad.json")
        );
        for (name, bytes) in [("binary.toml", &b"\xff"[..]), ("empty.json", b"")] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(
                load_schema(&path).unwrap_err().code(),
                ErrorCode::SchemaInvalid
            );
        }
        let absent = load_schema(&folder.path().join("absent.toml")).unwrap_err();
        assert_eq!(absent.code(), ErrorCode::FileUnreadable);
    }
}

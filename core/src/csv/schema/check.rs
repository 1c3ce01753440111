//! Whether a schema is sound: what every part of it must be, said with the path of the first part that is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::super::limits::ROWS_CEILING_VALIDATION;
use super::column::KEY_BYTES;
use super::label::OWN_LABELS;
use super::parameters::check_type;
use super::rule::Rule;
use super::{Column, ColumnType, Schema, SchemaInvalid, Texts, fold, normalize_label};
use crate::contact::{EmailPolicy, Region};

/// Most bytes of the id of a schema.
pub const SCHEMA_ID_BYTES: usize = 64;
/// Most columns of a schema.
pub const SCHEMA_COLUMNS: usize = 256;
/// Most entries of any other list of a schema: aliases, rules, refused labels, words, regions, domains, languages.
pub const SCHEMA_ENTRIES: usize = 256;
/// Most bytes of a label, an alias, a word, a sample or a help text.
pub const SCHEMA_TEXT_BYTES: usize = 1_024;

pub(super) type Checked = Result<(), SchemaInvalid>;

/// Where a part stands, which becomes text where it is wrong.
pub(super) type Path<'a> = fmt::Arguments<'a>;

impl Schema {
    /// Whether the schema is sound: keys, labels, aliases and words distinct, types and rules that can be kept, known
    /// regions and domains, patterns that compile, bounds under their ceilings. A schema that is not can be held
    /// against a file all the same; what is wrong in it then finds nothing.
    ///
    /// # Errors
    /// `schema_invalid`, with the path of the first thing wrong and what would be right.
    pub fn check(&self) -> Checked {
        if self.id.is_empty() || self.id.len() > SCHEMA_ID_BYTES || !is_plain(&self.id) {
            return refused(
                format_args!("id"),
                "is 1 to 64 bytes of text without line ends",
            );
        }
        if self.version == 0 {
            return refused(format_args!("version"), "is a whole number from 1");
        }
        check_texts(format_args!("title"), &self.title, false)?;
        if self.columns.is_empty() || self.columns.len() > SCHEMA_COLUMNS {
            return refused(format_args!("columns"), "holds 1 to 256 columns");
        }
        if self.limits.rows == 0 || self.limits.rows > ROWS_CEILING_VALIDATION {
            return refused(format_args!("limits.rows"), "is 1 to 10,000,000");
        }
        for (index, column) in self.columns.iter().enumerate() {
            column.check(format_args!("columns.{index}"))?;
        }
        self.check_identities()?;
        self.check_labels()?;
        self.check_refused()?;
        check_list(format_args!("rules"), self.rules.len())?;
        for (index, rule) in self.rules.iter().enumerate() {
            self.check_rule(format_args!("rules.{index}"), rule)?;
        }
        self.check_reading()
    }

    fn check_identities(&self) -> Checked {
        let is_identity = |column: &Column| matches!(column.kind, ColumnType::Identity { .. });
        let mut identities = (0..).zip(&self.columns).filter(|(_, it)| is_identity(it));
        match (identities.next(), identities.next()) {
            (Some(_), Some((second, _))) => refused(
                format_args!("columns.{second}.type"),
                "is a second `identity`; a schema has one such column at most",
            ),
            _ => Ok(()),
        }
    }

    /// Keys, labels and aliases name one column each; a header may also say a key.
    fn check_labels(&self) -> Checked {
        let mut keys = BTreeSet::new();
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            if !keys.insert(column.key.as_str()) {
                return refused(
                    format_args!("columns.{index}.key"),
                    "stands twice; each column has a key of its own",
                );
            }
        }
        for (index, column) in self.columns.iter().enumerate() {
            let mut name = |path: Path<'_>, text: &str| {
                let normalized = normalize_label(text);
                if normalized.is_empty() {
                    return refused(path, "is blank; give a text with a letter or a digit");
                }
                if OWN_LABELS.contains(&text.trim()) {
                    return refused(path, "is a column of our own reports; give another text");
                }
                if *named.entry(normalized).or_insert(index) != index {
                    return refused(
                        path,
                        "names another column as well; case, accents and separators do not tell labels apart",
                    );
                }
                Ok(())
            };
            for (language, text) in &column.label {
                name(format_args!("columns.{index}.label.{language}"), text)?;
            }
            for (place, text) in column.aliases.iter().enumerate() {
                name(format_args!("columns.{index}.aliases.{place}"), text)?;
            }
            name(format_args!("columns.{index}.key"), &column.key)?;
        }
        Ok(())
    }

    fn check_refused(&self) -> Checked {
        check_list(format_args!("refused"), self.refused.len())?;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for column in &self.columns {
            let texts = column.label.values().chain(&column.aliases);
            taken.extend(texts.chain([&column.key]).map(|text| normalize_label(text)));
        }
        for (index, label) in self.refused.iter().enumerate() {
            let path = format_args!("refused.{index}");
            check_text(format_args!("{path}.label"), &label.label)?;
            check_text(format_args!("{path}.reason"), &label.reason)?;
            let normalized = normalize_label(&label.label);
            if normalized.is_empty() {
                return refused(format_args!("{path}.label"), "is blank");
            }
            if label.reason.trim().is_empty() {
                return refused(
                    format_args!("{path}.reason"),
                    "is blank; say why it is refused",
                );
            }
            if !taken.insert(normalized) {
                return refused(
                    format_args!("{path}.label"),
                    "names a column, or stands twice",
                );
            }
        }
        Ok(())
    }

    fn check_rule(&self, path: Path<'_>, rule: &Rule) -> Checked {
        let path = format_args!("{path}.{}", rule.name());
        for (step, name) in rule.columns() {
            if self.column(name).is_none() {
                return refused(
                    format_args!("{path}.{step}"),
                    "names a column that is not there; rules name keys",
                );
            }
        }
        match rule {
            Rule::RequiredIf { column, when } | Rule::IgnoredUnless { column, when } => {
                if *column == when.column {
                    return refused(
                        format_args!("{path}.when.column"),
                        "is the column of the rule itself; name another",
                    );
                }
                if when.values.is_empty() {
                    return refused(format_args!("{path}.when.in"), "is empty; give a value");
                }
                check_list(format_args!("{path}.when.in"), when.values.len())?;
                for (place, value) in when.values.iter().enumerate() {
                    self.check_word(format_args!("{path}.when.in.{place}"), &when.column, value)?;
                }
                Ok(())
            }
            Rule::NotEqual { columns } | Rule::AtLeastOne { columns } => {
                check_list(format_args!("{path}.columns"), columns.len())?;
                let distinct: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
                if distinct.len() < 2 || distinct.len() != columns.len() {
                    return refused(
                        format_args!("{path}.columns"),
                        "names two columns or more, each once",
                    );
                }
                Ok(())
            }
            Rule::NeedsFeature {
                column,
                value,
                feature,
            } => {
                self.check_word(format_args!("{path}.value"), column, value)?;
                check_key(format_args!("{path}.feature"), feature)
            }
            Rule::ReplacedByFeature { feature, .. } => {
                check_key(format_args!("{path}.feature"), feature)
            }
        }
    }

    /// A value that a rule waits for: of a choice only its words can come.
    fn check_word(&self, path: Path<'_>, column: &str, value: &str) -> Checked {
        let known = match self.column(column).map(|column| &column.kind) {
            Some(ColumnType::Choice { values }) => {
                values.iter().any(|choice| choice.value == value)
            }
            _ => !value.is_empty(),
        };
        if known {
            return Ok(());
        }
        refused(
            path,
            "is no value of the column; give one as it is written there",
        )
    }

    fn check_reading(&self) -> Checked {
        let lists = [
            ("phone.regions", &self.phone.regions),
            ("phone.compared_regions", &self.phone.compared_regions),
        ];
        for (path, regions) in lists {
            check_list(format_args!("{path}"), regions.len())?;
            let unknown = |region: &String| region.parse::<Region>().is_err();
            if let Some(index) = regions.iter().position(unknown) {
                return refused(
                    format_args!("{path}.{index}"),
                    "is no region; give two capital letters, for example DE",
                );
            }
        }
        check_list(
            format_args!("email.allowed_domains"),
            self.email.allowed_domains.len(),
        )?;
        for (index, domain) in self.email.allowed_domains.iter().enumerate() {
            if EmailPolicy::only_at([domain.as_str()]).is_err() {
                return refused(
                    format_args!("email.allowed_domains.{index}"),
                    "is no domain; give it as example.com",
                );
            }
        }
        for (name, words) in [
            ("words.note", &self.words.note),
            ("words.placeholder", &self.words.placeholder),
        ] {
            check_list(format_args!("{name}"), words.len())?;
            let mut folded = BTreeSet::new();
            for (index, word) in words.iter().enumerate() {
                let path = format_args!("{name}.{index}");
                check_text(path, word)?;
                if word.trim().is_empty() {
                    return refused(path, "is blank");
                }
                if !folded.insert(fold(word)) {
                    return refused(path, "stands twice; case does not tell words apart");
                }
            }
        }
        check_list(format_args!("languages"), self.languages.len())?;
        for (index, language) in self.languages.iter().enumerate() {
            let path = format_args!("languages.{index}");
            check_language(path, language)?;
            if self.languages.iter().take(index).any(|it| it == language) {
                return refused(path, "stands twice");
            }
        }
        Ok(())
    }
}

impl Column {
    fn check(&self, path: Path<'_>) -> Checked {
        check_key(format_args!("{path}.key"), &self.key)?;
        if !self.label.contains_key("en") {
            return refused(
                format_args!("{path}.label"),
                "has no `en`, which is required",
            );
        }
        check_texts(format_args!("{path}.label"), &self.label, true)?;
        check_texts(format_args!("{path}.help"), &self.help, false)?;
        check_list(format_args!("{path}.aliases"), self.aliases.len())?;
        for (place, alias) in self.aliases.iter().enumerate() {
            check_text(format_args!("{path}.aliases.{place}"), alias)?;
        }
        if let Some(sample) = &self.sample {
            check_text(format_args!("{path}.sample"), sample)?;
        }
        check_type(format_args!("{path}.type"), &self.kind)?;
        if let Some(default) = &self.default {
            check_text(format_args!("{path}.default"), default)?;
            self.check_default(format_args!("{path}.default"), default)?;
        }
        match (&self.disabled, &self.disabled_reason) {
            (None, Some(_)) => refused(
                format_args!("{path}.disabled_reason"),
                "stands without `disabled`, and would not be said",
            ),
            (Some(_), Some(reason)) => check_text(format_args!("{path}.disabled_reason"), reason),
            _ => Ok(()),
        }
    }

    /// A default is a canonical value, and no person, number or place of the inventory: those are never assumed.
    fn check_default(&self, path: Path<'_>, default: &str) -> Checked {
        if self.value == super::Presence::Required {
            return refused(
                path,
                "is never used: `value` is required, so no cell is blank",
            );
        }
        if self.unique != super::Unique::No {
            return refused(path, "stands in two rows at once, which `unique` forbids");
        }
        if self.kind.takes(default) {
            return Ok(());
        }
        refused(
            path,
            "is no value of the type as it is kept; e-mail, phone, identity, number and reference take no default",
        )
    }
}

/// A text that is shown to people: not too long, one line.
pub(super) fn check_text(path: Path<'_>, text: &str) -> Checked {
    if text.len() > SCHEMA_TEXT_BYTES {
        return refused(path, "is longer than 1,024 bytes");
    }
    if is_plain(text) {
        Ok(())
    } else {
        refused(path, "holds a line end or a control character")
    }
}

pub(super) fn check_list(path: Path<'_>, length: usize) -> Checked {
    if length <= SCHEMA_ENTRIES {
        Ok(())
    } else {
        refused(path, "has more than 256 entries")
    }
}

pub(super) fn check_texts(path: Path<'_>, texts: &Texts, filled: bool) -> Checked {
    for (language, text) in texts {
        let path = format_args!("{path}.{language}");
        check_language(path, language)?;
        check_text(path, text)?;
        if filled && text.trim().is_empty() {
            return refused(path, "is blank");
        }
    }
    Ok(())
}

/// `de`, `pt-BR`.
fn check_language(path: Path<'_>, language: &str) -> Checked {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default();
    let is_code = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    let mut subtags = parts.map(|part| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if is_code && subtags.all(|good| good) {
        Ok(())
    } else {
        refused(
            path,
            "is under no language; give a code such as en or pt-BR",
        )
    }
}

fn check_key(path: Path<'_>, key: &str) -> Checked {
    let mut bytes = key.bytes();
    let good = bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && key.len() <= KEY_BYTES
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if good {
        Ok(())
    } else {
        refused(
            path,
            "must begin with a lower-case letter and go on with at most 39 of a-z, 0-9 and _",
        )
    }
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

pub(super) fn refused(path: Path<'_>, reason: &str) -> Checked {
    Err(SchemaInvalid::at(path.to_string(), reason))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A sound schema with most of what a schema can hold.
    fn sound() -> Value {
        json!({
            "id": "sound", "version": 1, "title": {"en": "Sound"},
            "columns": [
                {"key": "name", "label": {"en": "Name", "it": "Nome"}, "aliases": ["full name"], "type": "name"},
                {"key": "code", "label": {"en": "Code"}, "type": {"digits": {"min": 2, "max": 4}}, "default": "0042"},
                {"key": "site", "label": {"en": "Site"}, "type": {"choice": {"values": [
                    {"value": "north", "aliases": ["nord"]}, {"value": "south"}]}}},
                {"key": "who", "label": {"en": "Who"}, "type": "identity", "unique": "error"},
                {"key": "since", "label": {"en": "Since"}, "type": {"date": {"min": "2026-01-01"}},
                 "disabled": "ignore", "disabled_reason": "not yet"},
            ],
            "rules": [
                {"required_if": {"column": "code", "when": {"column": "site", "in": ["north"]}}},
                {"not_equal": {"columns": ["name", "code"]}},
            ],
            "refused": [{"label": "password", "reason": "never"}],
            "phone": {"regions": ["DE"]}, "email": {"allowed_domains": ["example.com"]},
            "words": {"note": ["note"], "placeholder": ["none"]}, "languages": ["en", "pt-BR"],
        })
    }

    #[test]
    fn the_first_thing_wrong_is_named_with_its_path() {
        Schema::from_value(&sound()).unwrap();
        let long = "x".repeat(1_025);
        for (pointer, value, path) in [
            ("/id", json!(""), "id"),
            ("/id", json!("a\nb"), "id"),
            ("/version", json!(0), "version"),
            ("/title/en", json!(long), "title.en"),
            ("/title", json!({"english": "x"}), "title.english"),
            ("/columns", json!([]), "columns"),
            ("/columns/0/key", json!("Name"), "columns.0.key"),
            ("/columns/0/key", json!("code"), "columns.1.key"),
            ("/columns/0/label", json!({"it": "Nome"}), "columns.0.label"),
            ("/columns/0/label/en", json!(" "), "columns.0.label.en"),
            ("/columns/0/label/en", json!("_row"), "columns.0.label.en"),
            ("/columns/1/label/en", json!("NÓME"), "columns.1.label.en"),
            ("/columns/0/aliases/0", json!("site"), "columns.2.label.en"),
            ("/columns/0/aliases/0", json!("***"), "columns.0.aliases.0"),
            (
                "/columns/0/type",
                json!({"name": {"max_chars": 0}}),
                "columns.0.type.name.max_chars",
            ),
            (
                "/columns/0/type",
                json!({"text": {"pattern": "("}}),
                "columns.0.type.text.pattern",
            ),
            ("/columns/0/type", json!("identity"), "columns.3.type"),
            (
                "/columns/0/type",
                json!({"reference": {"list": ""}}),
                "columns.0.type.reference.list",
            ),
            (
                "/columns/0/type",
                json!({"integer": {"min": 2, "max": 1}}),
                "columns.0.type.integer.min",
            ),
            (
                "/columns/0/type",
                json!({"date": {"min": "1 May"}}),
                "columns.0.type.date.min",
            ),
            (
                "/columns/1/type/digits/min",
                json!(0),
                "columns.1.type.digits",
            ),
            (
                "/columns/1/type/digits/forwarding",
                json!(true),
                "columns.1.type.digits.forwarding",
            ),
            ("/columns/1/default", json!("1"), "columns.1.default"),
            ("/columns/1/unique", json!("error"), "columns.1.default"),
            ("/columns/1/value", json!("required"), "columns.1.default"),
            (
                "/columns/3/default",
                json!("a@example.com"),
                "columns.3.default",
            ),
            (
                "/columns/2/type/choice/values",
                json!([]),
                "columns.2.type.choice.values",
            ),
            (
                "/columns/2/type/choice/values/1/value",
                json!("NORD"),
                "columns.2.type.choice.values.1.value",
            ),
            (
                "/columns/4/disabled",
                Value::Null,
                "columns.4.disabled_reason",
            ),
            (
                "/rules/0/required_if/column",
                json!("absent"),
                "rules.0.required_if.column",
            ),
            (
                "/rules/0/required_if/column",
                json!("site"),
                "rules.0.required_if.when.column",
            ),
            (
                "/rules/0/required_if/when/in",
                json!([]),
                "rules.0.required_if.when.in",
            ),
            (
                "/rules/0/required_if/when/in/0",
                json!("North"),
                "rules.0.required_if.when.in.0",
            ),
            (
                "/rules/1/not_equal/columns",
                json!(["name"]),
                "rules.1.not_equal.columns",
            ),
            ("/refused/0/label", json!("CODE"), "refused.0.label"),
            ("/refused/0/reason", json!(""), "refused.0.reason"),
            ("/limits", json!({"rows": 10_000_001}), "limits.rows"),
            ("/phone/regions/0", json!("Germany"), "phone.regions.0"),
            (
                "/phone/compared_regions",
                json!(["DE", "de"]),
                "phone.compared_regions.1",
            ),
            (
                "/email/allowed_domains/0",
                json!("nothing"),
                "email.allowed_domains.0",
            ),
            ("/words/note", json!(["Note", "note"]), "words.note.1"),
            ("/words/placeholder/0", json!(" "), "words.placeholder.0"),
            ("/languages/0", json!("English"), "languages.0"),
            ("/languages/1", json!("en"), "languages.1"),
        ] {
            let mut document = sound();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let parent = match parent {
                "" => &mut document,
                _ => document.pointer_mut(parent).unwrap(),
            };
            match parent {
                Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
                Value::Object(fields) => drop(fields.insert(key.to_owned(), value)),
                other => panic!("{other}"),
            }
            let error = Schema::from_value(&document).unwrap_err();
            assert_eq!(error.path, path, "{pointer}: {error}");
        }
    }

    #[test]
    fn lists_are_bounded_one_below_at_and_one_above() {
        let with = |count: usize| {
            let mut document = sound();
            document["words"]["note"] = (0..count).map(|n| json!(format!("note {n}"))).collect();
            Schema::from_value(&document)
        };
        assert!(with(SCHEMA_ENTRIES - 1).is_ok() && with(SCHEMA_ENTRIES).is_ok());
        assert_eq!(with(SCHEMA_ENTRIES + 1).unwrap_err().path, "words.note");
        let rows = |count: u64| {
            let mut document = sound();
            document["limits"] = json!({"rows": count});
            Schema::from_value(&document)
        };
        assert!(rows(ROWS_CEILING_VALIDATION).is_ok() && rows(0).is_err());
    }
}

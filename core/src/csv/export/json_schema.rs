//! JSON Schema 2020-12 of one row in canonical form, by key, and that form itself. A cell that is blank is absent.

use serde_json::{Map, Value, json};

use super::super::outcome::Row;
use super::super::schema::{Column, ColumnType, Rule, Schema, Unique, When};
use super::{Unexpressed, is_required, pattern};

impl Schema {
    /// The schema of one row in canonical form, as [`canonical_row`](Self::canonical_row) gives it: the columns in force
    /// by key. JSON Schema 2020-12.
    ///
    /// ```
    /// use rollbook::csv::Schema;
    /// let schema = Schema::numbers().to_json_schema();
    /// assert_eq!(schema["required"], serde_json::json!(["number"]));
    /// assert_eq!(schema["properties"]["ported"]["enum"], serde_json::json!(["true", "false"]));
    /// ```
    #[must_use]
    pub fn to_json_schema(&self) -> Value {
        let mut unexpressed = Unexpressed::default();
        let active: Vec<&Column> = self.columns.iter().filter(|c| c.is_active()).collect();
        let mut properties = Map::new();
        for column in &active {
            properties.insert(column.key.clone(), property(self, column, &mut unexpressed));
        }
        let required: Vec<&str> = active
            .iter()
            .filter(|column| is_required(column))
            .map(|column| column.key.as_str())
            .collect();
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": format!("{} {}", self.id, self.version),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        if let (Some(title), Some(fields)) = (self.title.get("en"), schema.as_object_mut()) {
            fields.insert("title".to_owned(), title.clone().into());
        }
        let in_force = |key: &str| active.iter().any(|column| column.key == key);
        let rules: Vec<Value> = self
            .rules
            .iter()
            .filter(|rule| rests_on(rule, &in_force))
            .filter_map(|rule| condition(rule, &mut unexpressed))
            .collect();
        for column in active
            .iter()
            .filter(|column| column.unique == Unique::Error)
        {
            unexpressed.column(column, "unique", "one row does not know of the others");
        }
        unexpressed.of_schema(self);
        if let Some(fields) = schema.as_object_mut() {
            if !rules.is_empty() {
                fields.insert("allOf".to_owned(), rules.into());
            }
            fields.insert(
                "x_rollbook".to_owned(),
                json!({ "schema": { "id": self.id, "version": self.version }, "unexpressed": unexpressed.0 }),
            );
        }
        schema
    }
}

impl Schema {
    /// A row in canonical form, as [`to_json_schema`](Self::to_json_schema) describes it: whole numbers as numbers,
    /// everything else as text, blank cells absent.
    #[must_use]
    pub fn canonical_row(&self, row: &Row) -> Value {
        let value = |column: &Column| {
            let text = row.value(&column.key)?;
            let whole = matches!(column.kind, ColumnType::Integer { .. });
            let number = text.parse::<i64>().ok().filter(|_| whole);
            let value = number.map_or_else(|| Value::from(text), Value::from);
            Some((column.key.clone(), value))
        };
        Value::Object(self.columns.iter().filter_map(value).collect())
    }
}

/// A rule rests while a column of it is not in force; of a list, while fewer than are needed are.
fn rests_on(rule: &Rule, in_force: &dyn Fn(&str) -> bool) -> bool {
    match rule {
        Rule::RequiredIf { column, when } | Rule::IgnoredUnless { column, when } => {
            in_force(column) && in_force(&when.column)
        }
        Rule::NotEqual { columns } | Rule::AtLeastOne { columns } => {
            columns.iter().all(|column| in_force(column))
        }
        Rule::NeedsFeature { column, .. } | Rule::ReplacedByFeature { column, .. } => {
            in_force(column)
        }
    }
}

fn property(schema: &Schema, column: &Column, unexpressed: &mut Unexpressed) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("title", column.label_in("en").into());
    if let Some(help) = column.help.get("en") {
        put("description", help.clone().into());
    }
    if let Some(default) = &column.default {
        let whole = matches!(column.kind, ColumnType::Integer { .. });
        let number = default.parse::<i64>().ok().filter(|_| whole);
        put(
            "default",
            number.map_or_else(|| default.clone().into(), Value::from),
        );
    }
    put("type", "string".into());
    if let Some(pattern) = pattern::of(schema, &column.kind) {
        put("pattern", pattern.into());
    }
    match &column.kind {
        ColumnType::Text { max_chars, pattern } => {
            put("minLength", 1.into());
            put("maxLength", (*max_chars).into());
            if pattern
                .as_deref()
                .is_some_and(|text| !pattern::is_portable(text))
            {
                unexpressed.column(
                    column,
                    "pattern",
                    "it means something else to other programs",
                );
            }
        }
        ColumnType::Name { max_chars } => {
            put("minLength", 1.into());
            put("maxLength", (*max_chars).into());
        }
        ColumnType::Email {} | ColumnType::Identity { .. } => {
            put("minLength", 1.into());
            put("maxLength", pattern::EMAIL_CHARS.into());
        }
        ColumnType::Choice { values } => {
            let words: Vec<&str> = values.iter().map(|choice| choice.value.as_str()).collect();
            put("enum", words.into());
        }
        ColumnType::Reference { .. } => put("minLength", 1.into()),
        ColumnType::Integer { min, max } => {
            put("type", "integer".into());
            if let Some(min) = min {
                put("minimum", (*min).into());
            }
            if let Some(max) = max {
                put("maximum", (*max).into());
            }
        }
        ColumnType::Date { min, max } => {
            put("format", "date".into());
            if min.is_some() || max.is_some() {
                unexpressed.column(column, "bounds", "a day is text here, which has no bounds");
            }
        }
        ColumnType::Phone {} | ColumnType::Number { .. } | ColumnType::Digits { .. } => {}
    }
    unexpressed.of_type(column);
    Value::Object(fields)
}

/// A rule as a schema of the whole row, if it can be said.
fn condition(rule: &Rule, unexpressed: &mut Unexpressed) -> Option<Value> {
    let because = match rule {
        Rule::RequiredIf { column, when } => {
            return Some(json!({ "if": holds(when), "then": { "required": [column] } }));
        }
        Rule::AtLeastOne { columns } => {
            let one: Vec<Value> = columns
                .iter()
                .map(|column| json!({ "required": [column] }))
                .collect();
            return Some(json!({ "anyOf": one }));
        }
        Rule::NeedsFeature { column, value, .. } => {
            return Some(json!({ "properties": { column: { "not": { "const": value } } } }));
        }
        Rule::NotEqual { .. } => "two values cannot be compared",
        Rule::IgnoredUnless { .. } | Rule::ReplacedByFeature { .. } => "a warning has no keyword",
    };
    unexpressed.rule(rule, because);
    None
}

fn holds(when: &When) -> Value {
    let column = &when.column;
    json!({ "properties": { column: { "enum": when.values } }, "required": [column] })
}

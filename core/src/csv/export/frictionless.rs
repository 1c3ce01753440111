//! Frictionless Table Schema of the file, by label as a template prints it. Cells are held against it as they were
//! typed, so a word that a fix would read otherwise fails it.

use serde_json::{Map, Value, json};

use super::super::schema::{Column, ColumnType, Schema, Unique};
use super::{Unexpressed, is_required, pattern};

impl Schema {
    /// The columns in force as a Frictionless Table Schema. A file in which nothing is found passes it.
    ///
    /// ```
    /// use rollbook::csv::Schema;
    /// let schema = Schema::numbers().to_table_schema();
    /// assert_eq!(schema["fields"][0]["name"], "number");
    /// assert_eq!(schema["fieldsMatch"], "partial");
    /// ```
    #[must_use]
    pub fn to_table_schema(&self) -> Value {
        let mut unexpressed = Unexpressed::default();
        let active: Vec<&Column> = self.columns.iter().filter(|c| c.is_active()).collect();
        let fields: Vec<Value> = active
            .iter()
            .map(|column| field(self, column, &mut unexpressed))
            .collect();
        let unique: Vec<Value> = active
            .iter()
            .filter(|column| column.unique == Unique::Error)
            .map(|column| json!([column.label_in("en")]))
            .collect();
        for rule in &self.rules {
            unexpressed.rule(rule, "a field does not know of the others");
        }
        unexpressed.of_schema(self);
        let mut schema = Map::new();
        let mut put = |name: &str, value: Value| {
            schema.insert(name.to_owned(), value);
        };
        put(
            "$schema",
            "https://datapackage.org/profiles/2.0/tableschema.json".into(),
        );
        if let Some(title) = self.title.get("en") {
            put("title", title.clone().into());
        }
        put("fields", fields.into());
        put("fieldsMatch", "partial".into());
        put("missingValues", json!([""]));
        if !unique.is_empty() {
            put("uniqueKeys", unique.into());
        }
        put(
            "x_rollbook",
            json!({ "schema": { "id": self.id, "version": self.version }, "unexpressed": unexpressed.0 }),
        );
        Value::Object(schema)
    }
}

fn field(schema: &Schema, column: &Column, unexpressed: &mut Unexpressed) -> Value {
    let mut fields = Map::new();
    let mut constraints = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("name", column.label_in("en").into());
    if let Some(help) = column.help.get("en") {
        put("description", help.clone().into());
    }
    let kind = match &column.kind {
        ColumnType::Integer { .. } => "integer",
        ColumnType::Date { .. } => "date",
        _ => "string",
    };
    put("type", kind.into());
    let mut constrain = |name: &str, value: Value| {
        constraints.insert(name.to_owned(), value);
    };
    if is_required(column) {
        constrain("required", true.into());
    }
    match &column.kind {
        ColumnType::Text { max_chars, pattern } => {
            constrain("maxLength", (*max_chars).into());
            match (pattern, pattern::of(schema, &column.kind)) {
                (_, Some(pattern)) => constrain("pattern", bare(&pattern).into()),
                (Some(_), None) => {
                    unexpressed.column(
                        column,
                        "pattern",
                        "it means something else to other programs",
                    );
                }
                (None, None) => {}
            }
        }
        ColumnType::Name { max_chars } => constrain("maxLength", (*max_chars).into()),
        ColumnType::Choice { values } => {
            let words: Vec<&str> = values.iter().map(|choice| choice.value.as_str()).collect();
            constrain("enum", words.into());
        }
        ColumnType::Digits {
            min,
            max,
            separators,
            ..
        } => match separators {
            false => constrain("pattern", format!("[0-9]{{{min},{max}}}").into()),
            true => unexpressed.column(
                column,
                "digits",
                "separators stand between them as people like",
            ),
        },
        ColumnType::Integer { min, max } => {
            if let Some(min) = min {
                constrain("minimum", (*min).into());
            }
            if let Some(max) = max {
                constrain("maximum", (*max).into());
            }
        }
        ColumnType::Date { min, max } => {
            if let Some(min) = min {
                constrain("minimum", min.clone().into());
            }
            if let Some(max) = max {
                constrain("maximum", max.clone().into());
            }
        }
        ColumnType::Email {}
        | ColumnType::Phone {}
        | ColumnType::Identity { .. }
        | ColumnType::Number { .. } => {
            unexpressed.column(
                column,
                "form",
                "a number or an address is typed in several ways",
            );
        }
        ColumnType::Reference { .. } => {}
    }
    unexpressed.of_type(column);
    if !constraints.is_empty() {
        fields.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(fields)
}

/// A pattern that its reader holds against the whole value without anchors.
fn bare(pattern: &str) -> &str {
    pattern.trim_start_matches('^').trim_end_matches('$')
}

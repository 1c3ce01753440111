//! A schema in forms that other programs know: JSON Schema 2020-12 of one canonical row, and a Frictionless Table
//! Schema of the file. What such a form cannot say stands in it under `x_rollbook.unexpressed`.

mod frictionless;
mod json_schema;
mod pattern;

use serde_json::{Value, json};

use super::schema::{Column, ColumnType, Rule, Schema, Unique};

/// What an export leaves to Rollbook.
#[derive(Default)]
struct Unexpressed(Vec<Value>);

impl Unexpressed {
    fn column(&mut self, column: &Column, what: &str, because: &str) {
        self.0
            .push(json!({ "column": column.key, "what": what, "because": because }));
    }

    fn rule(&mut self, rule: &Rule, because: &str) {
        // A rule is a table with its name as the only key.
        let form = serde_json::to_value(rule).unwrap_or_default();
        self.0
            .push(json!({ "rule": form, "what": "rule", "because": because }));
    }

    fn file(&mut self, what: &str, because: &str) {
        self.0.push(json!({ "what": what, "because": because }));
    }

    /// What neither form can say about a column.
    fn of_type(&mut self, column: &Column) {
        match &column.kind {
            ColumnType::Phone {} | ColumnType::Number { pool: false } => {
                self.column(
                    column,
                    "number plan",
                    "whether a number exists is no pattern",
                );
            }
            ColumnType::Number { pool: true } => {
                self.column(
                    column,
                    "inventory",
                    "whether a number is available is a fact",
                );
            }
            ColumnType::Identity { .. } => {
                self.column(
                    column,
                    "identity",
                    "number plans and the rules for domains are no pattern",
                );
                self.column(column, "facts", "whether an account has it is a fact");
            }
            ColumnType::Email {} => {
                self.column(column, "address", "the rules for domains are no pattern");
                if column.unique == Unique::Error {
                    self.column(column, "facts", "whether an account has it is a fact");
                }
            }
            ColumnType::Reference { .. } => {
                self.column(column, "list", "whether there is such an entry is a fact");
            }
            ColumnType::Text { .. } | ColumnType::Name { .. } => {
                self.column(
                    column,
                    "characters",
                    "which characters are refused is no pattern",
                );
            }
            ColumnType::Digits { .. }
            | ColumnType::Choice { .. }
            | ColumnType::Integer { .. }
            | ColumnType::Date { .. } => {}
        }
        if column.personal != super::schema::Personal::None {
            self.column(
                column,
                "personal",
                "how a report masks values has no keyword",
            );
        }
        if column.secret {
            self.column(
                column,
                "secret",
                "that a report hides values has no keyword",
            );
        }
        if column.unique == Unique::Warning {
            self.column(column, "unique", "a warning has no keyword");
        }
    }

    /// What neither form can say about the file as a whole.
    fn of_schema(&mut self, schema: &Schema) {
        for column in schema.columns.iter().filter(|column| !column.is_active()) {
            self.column(
                column,
                "disabled",
                "a column that is known and not in force has no keyword",
            );
        }
        for refused in &schema.refused {
            self.0.push(json!({
                "label": refused.label,
                "what": "refused",
                "because": "a label that must not be filled has no keyword",
            }));
        }
        self.file("limits.rows", "the number of rows has no keyword");
    }
}

fn is_required(column: &Column) -> bool {
    column.value == super::schema::Presence::Required
}

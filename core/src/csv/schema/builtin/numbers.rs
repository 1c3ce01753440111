//! Files of new numbers, for `--numbers FILE` and `numbers add`.

use super::super::{Column, ColumnType, Disabled, Personal, Presence, Schema, Unique};
use super::parts::{column, schema, text, true_false};

impl Schema {
    /// The schema of a file of new numbers, for `--numbers FILE` and `numbers add`.
    #[must_use]
    pub fn numbers() -> Self {
        let flag = |key: &str| Column {
            default: Some("false".to_owned()),
            ..column(
                key,
                ColumnType::Choice {
                    values: true_false(),
                },
            )
        };
        let columns = vec![
            Column {
                header: Presence::Required,
                value: Presence::Required,
                unique: Unique::Error,
                personal: Personal::Phone,
                sample: Some("+14405551234".to_owned()),
                ..column("number", ColumnType::Number { pool: false })
            },
            Column {
                sample: Some("office".to_owned()),
                ..column("tags", text())
            },
            flag("ported"),
            flag("golden"),
            Column {
                disabled: Some(Disabled::Ignore),
                disabled_reason: Some("notes are not stored".to_owned()),
                ..column("note", text())
            },
        ];
        schema("numbers", "Numbers", columns, Vec::new(), 100_000)
    }
}

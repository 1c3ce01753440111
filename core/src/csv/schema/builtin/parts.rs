//! What the built-in schemas are made of: columns under their keys, words with their aliases.

use super::super::{
    ChoiceValue, Column, ColumnType, EmailRules, NAME_MAX_CHARS, Personal, PhoneRules, Presence,
    RefusedLabel, Rule, Schema, SchemaLimits, TEXT_MAX_CHARS, Texts, Unique, UnknownColumns, Words,
};

pub(super) fn schema(
    id: &str,
    title: &str,
    columns: Vec<Column>,
    rules: Vec<Rule>,
    rows: u64,
) -> Schema {
    let refused = ["pin", "pin code"].map(|label| RefusedLabel {
        label: label.to_owned(),
        reason: "PINs are generated".to_owned(),
    });
    Schema {
        id: id.to_owned(),
        version: 1,
        title: english(title),
        columns,
        rules,
        limits: SchemaLimits { rows },
        phone: PhoneRules::default(),
        email: EmailRules::default(),
        words: Words::default(),
        refused: refused.into(),
        unknown_columns: UnknownColumns::Warn,
        languages: owned(&["en", "it", "de", "fr", "es"]),
    }
}

/// An optional column that is printed under its key.
pub(super) fn column(key: &str, kind: ColumnType) -> Column {
    Column {
        key: key.to_owned(),
        label: english(key),
        aliases: Vec::new(),
        kind,
        help: Texts::new(),
        sample: None,
        header: Presence::Optional,
        value: Presence::Optional,
        default: None,
        unique: Unique::No,
        disabled: None,
        disabled_reason: None,
        personal: Personal::None,
        secret: false,
    }
}

pub(super) fn required_choice(key: &str, values: Vec<ChoiceValue>, sample: &str) -> Column {
    Column {
        header: Presence::Required,
        value: Presence::Required,
        sample: Some(sample.to_owned()),
        ..column(key, ColumnType::Choice { values })
    }
}

pub(super) const fn name_type() -> ColumnType {
    ColumnType::Name {
        max_chars: NAME_MAX_CHARS,
    }
}

pub(super) const fn text() -> ColumnType {
    ColumnType::Text {
        max_chars: TEXT_MAX_CHARS,
        pattern: None,
    }
}

pub(super) fn yes_no() -> Vec<ChoiceValue> {
    vec![
        choice("Yes", &["Y", "Ja", "Oui", "Si", "Sì", "Sí"]),
        choice("No", &["N", "Nein", "Non"]),
    ]
}

/// With what localized spreadsheets write.
pub(super) fn true_false() -> Vec<ChoiceValue> {
    vec![
        choice("true", &["WAHR", "VRAI", "VERO", "VERDADERO"]),
        choice("false", &["FALSCH", "FAUX", "FALSO"]),
    ]
}

pub(super) fn words(values: &[&str]) -> Vec<ChoiceValue> {
    values.iter().map(|value| choice(value, &[])).collect()
}

pub(super) fn choice(value: &str, aliases: &[&str]) -> ChoiceValue {
    ChoiceValue {
        value: value.to_owned(),
        label: Texts::new(),
        aliases: owned(aliases),
    }
}

pub(super) fn english(text: &str) -> Texts {
    Texts::from([("en".to_owned(), text.to_owned())])
}

pub(super) fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

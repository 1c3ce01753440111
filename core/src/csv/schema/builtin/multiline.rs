//! Files of line users: `multiline-2021`, `-2022` and `-2024` (M-37, M-38, M-45 to M-55).

use super::super::{
    ChoiceValue, Column, ColumnType, Disabled, Personal, Presence, Rule, Schema, Texts, Unique,
    When,
};
use super::ColumnSwitches;
use super::parts::{
    column, english, name_type, owned, required_choice, schema, true_false, words, yes_no,
};
use crate::profile::ProfileName;

pub(super) fn multiline(
    profile: ProfileName,
    rows: u64,
    numbers: bool,
    language: bool,
    switches: &ColumnSwitches,
) -> Schema {
    let name_presence = if switches.names_required {
        Presence::Required
    } else {
        Presence::Optional
    };
    let name = |key: &str, aliases: &[&str], sample: &str| Column {
        header: name_presence,
        value: name_presence,
        aliases: owned(aliases),
        personal: Personal::Name,
        sample: Some(sample.to_owned()),
        ..column(key, name_type())
    };
    let columns = vec![
        name(
            "firstname",
            &[
                "first name",
                "given name",
                "vorname",
                "nome",
                "prenom",
                "nombre",
            ],
            "Firstname",
        ),
        name(
            "lastname",
            &[
                "last name",
                "surname",
                "family name",
                "nachname",
                "cognome",
                "nom",
                "apellido",
                "apellidos",
            ],
            "Lastname",
        ),
        identity(switches),
        required_choice("social_messaging", yes_no(), "No"),
        multiline_number(numbers, switches),
        required_choice("monitor_calls", words(&["auto", "off"]), "auto"),
        required_choice("monitor_sms", words(&["on", "off"]), "on"),
        Column {
            personal: Personal::Phone,
            ..column(
                "forwarding_number",
                ColumnType::Digits {
                    min: 4,
                    max: 18,
                    separators: true,
                    forwarding: true,
                },
            )
        },
        Column {
            disabled: (switches.social_messaging == Some(false)).then_some(Disabled::Ignore),
            disabled_reason: (switches.social_messaging == Some(false))
                .then(|| "social messaging is not configured".to_owned()),
            ..column(
                "restrict_incoming_social_messaging",
                ColumnType::Choice {
                    values: true_false(),
                },
            )
        },
        language_column(language, switches),
    ];
    schema(
        profile.as_str(),
        "MultiLine accounts",
        columns,
        multiline_rules(switches),
        switches.rows_per_file.unwrap_or(rows),
    )
    .under(switches)
}

fn multiline_rules(switches: &ColumnSwitches) -> Vec<Rule> {
    let mut rules = vec![
        Rule::NotEqual {
            columns: owned(&["multiline_number", "forwarding_number"]),
        },
        Rule::IgnoredUnless {
            column: "restrict_incoming_social_messaging".to_owned(),
            when: When {
                column: "social_messaging".to_owned(),
                values: owned(&["Yes"]),
            },
        },
    ];
    if switches.social_messaging == Some(false) {
        rules.push(Rule::NeedsFeature {
            column: "social_messaging".to_owned(),
            value: "Yes".to_owned(),
            feature: "social_messaging".to_owned(),
        });
    }
    if switches.voice_calling == Some(true) {
        rules.push(Rule::ReplacedByFeature {
            column: "forwarding_number".to_owned(),
            feature: "voice_calling".to_owned(),
        });
    }
    rules
}

fn identity(switches: &ColumnSwitches) -> Column {
    Column {
        label: english("email address or device"),
        aliases: owned(&[
            "email or device",
            "email",
            "e mail",
            "email address",
            "mail",
            "device",
            "device number",
            "e mail adresse",
            "indirizzo email",
            "adresse e mail",
            "courriel",
            "correo electronico",
            "identity",
        ]),
        header: Presence::Required,
        value: Presence::Required,
        unique: Unique::Error,
        personal: Personal::Email,
        sample: Some("name@example.com".to_owned()),
        ..column(
            "identity",
            ColumnType::Identity {
                email_only: switches.email_only,
            },
        )
    }
}

fn multiline_number(in_force: bool, switches: &ColumnSwitches) -> Column {
    let refused = !switches.bulk_numbers.unwrap_or(in_force);
    Column {
        aliases: owned(&["primary number", "multiline"]),
        unique: Unique::Error,
        personal: Personal::Phone,
        disabled: refused.then_some(Disabled::Refuse),
        disabled_reason: refused
            .then(|| "an upload assigns no numbers here; people choose at activation".to_owned()),
        ..column("multiline_number", ColumnType::Number { pool: true })
    }
}

fn language_column(in_force: bool, switches: &ColumnSwitches) -> Column {
    let ignored = !switches.language_column.unwrap_or(in_force);
    let names = switches
        .languages
        .clone()
        .unwrap_or_else(|| owned(&["English", "Italian", "German", "French", "Spanish"]));
    let values = names
        .iter()
        .map(|name| ChoiceValue {
            value: name.clone(),
            label: Texts::new(),
            aliases: language_aliases(name),
        })
        .collect::<Vec<_>>();
    // An organization without languages has no word to offer, so the column is not in force.
    let ignored = ignored || values.is_empty();
    Column {
        label: english("Language"),
        aliases: owned(&["sprache", "lingua", "langue", "idioma"]),
        default: switches.default_language.clone(),
        disabled: ignored.then_some(Disabled::Ignore),
        disabled_reason: ignored.then(|| "the language is not set by upload here".to_owned()),
        ..column("language", ColumnType::Choice { values })
    }
}

/// ISO code, own name, names in the other languages of M-54.
fn language_aliases(name: &str) -> Vec<String> {
    let aliases: &[&str] = match name {
        "English" => &["en", "Englisch", "Inglese", "Anglais", "Inglés"],
        "Italian" => &["it", "Italiano", "Italienisch", "Italien"],
        "German" => &["de", "Deutsch", "Tedesco", "Allemand", "Alemán"],
        "French" => &["fr", "Français", "Französisch", "Francese", "Francés"],
        "Spanish" => &["es", "Español", "Spanisch", "Spagnolo", "Espagnol"],
        "Portuguese" => &[
            "pt",
            "Português",
            "Portugiesisch",
            "Portoghese",
            "Portugais",
            "Portugués",
        ],
        _ => &[],
    };
    owned(aliases)
}

//! The built-in schemas, and what an organization's settings make of them.

use super::{
    ChoiceValue, Column, ColumnType, Disabled, EmailRules, NAME_MAX_CHARS, Personal, PhoneRules,
    Presence, RefusedLabel, Rule, Schema, SchemaLimits, TEXT_MAX_CHARS, Texts, Unique,
    UnknownColumns, When, Words,
};
use crate::profile::ProfileName;
use crate::settings::{AccessKind, IdentityKind, ImportMode, Settings};

/// What an organization's settings change in a built-in schema (csv.md 1.2). Where a feature is not known the
/// column is in force and the rule on the feature rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnSwitches {
    /// `social_messaging`; unknown is `None`.
    pub social_messaging: Option<bool>,
    /// `voice_calling`; unknown is `None`.
    pub voice_calling: Option<bool>,
    /// Only addresses are taken: `smtp_data_offload` is on, or `identity_kinds` is email.
    pub email_only: bool,
    /// `bulk_numbers`; `None` as the profile says.
    pub bulk_numbers: Option<bool>,
    /// `language_column`; `None` as the profile says.
    pub language_column: Option<bool>,
    /// Words of the column `language`; `None` takes the five of M-54.
    pub languages: Option<Vec<String>>,
    /// Default of the column `language`.
    pub default_language: Option<String>,
    /// `names_required` in a file.
    pub names_required: bool,
    /// `allowed_email_domains`.
    pub allowed_email_domains: Vec<String>,
    /// `rows_per_file`; `None` as the profile says.
    pub rows_per_file: Option<u64>,
    /// `default_region`, then the regions of numbers that the organization can use.
    pub regions: Vec<String>,
}

impl Schema {
    /// The schema of a profile for an access kind; features are unknown, so every documented column is in force and
    /// the rules on features rest. `None` for portal members of `members-v1`, which cannot be uploaded (B-18, D-09).
    #[must_use]
    pub fn for_profile(profile: ProfileName, access: AccessKind) -> Option<Self> {
        Self::with_switches(profile, access, &ColumnSwitches::default())
    }

    /// The schema of an organization: its profile's columns under its effective settings, for a mode of import. After
    /// the default region the `regions` of numbers that the organization can use follow, for the ambiguity check.
    /// `None` as [`Schema::for_profile`].
    #[must_use]
    pub fn for_organization(
        profile: ProfileName,
        settings: &Settings,
        access: AccessKind,
        mode: ImportMode,
        regions: &[String],
    ) -> Option<Self> {
        let languages: Vec<_> = settings.languages.iter().map(ToString::to_string).collect();
        let own_region = settings.default_region.as_ref().map(ToString::to_string);
        let switches = ColumnSwitches {
            social_messaging: Some(settings.social_messaging),
            voice_calling: Some(settings.voice_calling),
            email_only: settings.smtp_data_offload
                || !settings.identity_kinds.contains(&IdentityKind::Phone),
            bulk_numbers: Some(settings.bulk_numbers),
            language_column: Some(settings.language_column),
            languages: Some(languages),
            default_language: settings.default_language.as_ref().map(ToString::to_string),
            names_required: settings.names_required_csv,
            allowed_email_domains: settings
                .allowed_email_domains
                .iter()
                .map(ToString::to_string)
                .collect(),
            rows_per_file: Some(settings.rows_in_mode(mode).into()),
            regions: own_region
                .into_iter()
                .chain(regions.iter().cloned())
                .collect(),
        };
        Self::with_switches(profile, access, &switches)
    }

    /// The schema of a profile under an organization's settings. `None` as [`Schema::for_profile`].
    #[must_use]
    pub fn with_switches(
        profile: ProfileName,
        access: AccessKind,
        switches: &ColumnSwitches,
    ) -> Option<Self> {
        use ProfileName::{
            MembersV1, MembersV2, MembersV3, Multiline2021, Multiline2022, Multiline2024,
        };
        match (profile, access) {
            (Multiline2021, _) => Some(multiline(profile, 10_000, false, false, switches)),
            (Multiline2022, _) => Some(multiline(profile, 10_000, true, false, switches)),
            (Multiline2024, _) => Some(multiline(profile, 1_000, true, true, switches)),
            (MembersV1, AccessKind::Portal) => None,
            (MembersV1 | MembersV2 | MembersV3, _) => Some(members(profile, access, switches)),
        }
    }

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

fn multiline(
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

fn members(profile: ProfileName, access: AccessKind, switches: &ColumnSwitches) -> Schema {
    let portal = access == AccessKind::Portal;
    let version_one = profile == ProfileName::MembersV1;
    let off = |disabled: Disabled, reason: &str, when: bool| {
        (when.then_some(disabled), when.then(|| reason.to_owned()))
    };
    let (email_off, email_reason) = off(
        Disabled::Refuse,
        "members without a login have no e-mail",
        !portal,
    );
    let (role_off, role_reason) = off(
        Disabled::Refuse,
        "members without a login have no role",
        !portal,
    );
    let (team_off, team_reason) = off(Disabled::Ignore, "there are no teams here", version_one);
    let (extension_off, extension_reason) = off(
        Disabled::Ignore,
        "only members without a login have an extension",
        portal,
    );
    let required = if portal {
        Presence::Required
    } else {
        Presence::Optional
    };
    let columns = vec![
        Column {
            aliases: owned(&["full name", "display name", "nome", "nom", "nombre"]),
            header: Presence::Required,
            value: Presence::Required,
            personal: Personal::Name,
            sample: Some("Firstname Lastname".to_owned()),
            ..column("name", name_type())
        },
        Column {
            aliases: owned(&[
                "e mail",
                "email address",
                "mail",
                "e mail adresse",
                "indirizzo email",
                "adresse e mail",
                "courriel",
                "correo electronico",
            ]),
            header: required,
            value: required,
            unique: Unique::Error,
            personal: Personal::Email,
            disabled: email_off,
            disabled_reason: email_reason,
            sample: portal.then(|| "name@example.com".to_owned()),
            ..column("email", ColumnType::Email {})
        },
        Column {
            aliases: owned(&["rolle", "ruolo", "rol"]),
            default: Some("Member".to_owned()),
            disabled: role_off,
            disabled_reason: role_reason,
            ..column(
                "role",
                ColumnType::Choice {
                    values: vec![choice("Admin", &["Administrator"]), choice("Member", &[])],
                },
            )
        },
        Column {
            aliases: owned(&["squadra", "equipe", "equipo"]),
            disabled: team_off,
            disabled_reason: team_reason,
            ..column(
                "team",
                ColumnType::Reference {
                    list: "teams".to_owned(),
                },
            )
        },
        Column {
            aliases: owned(&[
                "ext",
                "extension number",
                "durchwahl",
                "nebenstelle",
                "interno",
                "poste",
            ]),
            unique: Unique::Error,
            disabled: extension_off,
            disabled_reason: extension_reason,
            sample: (!portal).then(|| "12345".to_owned()),
            ..column(
                "extension",
                ColumnType::Digits {
                    min: 3,
                    max: 5,
                    separators: false,
                    forwarding: false,
                },
            )
        },
    ];
    let rows = switches.rows_per_file.unwrap_or(1_000);
    schema(profile.as_str(), "Members", columns, Vec::new(), rows).under(switches)
}

impl Schema {
    /// The same schema with the organization's domains and regions.
    fn under(mut self, switches: &ColumnSwitches) -> Self {
        self.email
            .allowed_domains
            .clone_from(&switches.allowed_email_domains);
        self.phone.regions.clone_from(&switches.regions);
        self
    }
}

fn schema(id: &str, title: &str, columns: Vec<Column>, rules: Vec<Rule>, rows: u64) -> Schema {
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
fn column(key: &str, kind: ColumnType) -> Column {
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

fn required_choice(key: &str, values: Vec<ChoiceValue>, sample: &str) -> Column {
    Column {
        header: Presence::Required,
        value: Presence::Required,
        sample: Some(sample.to_owned()),
        ..column(key, ColumnType::Choice { values })
    }
}

const fn name_type() -> ColumnType {
    ColumnType::Name {
        max_chars: NAME_MAX_CHARS,
    }
}

const fn text() -> ColumnType {
    ColumnType::Text {
        max_chars: TEXT_MAX_CHARS,
        pattern: None,
    }
}

fn yes_no() -> Vec<ChoiceValue> {
    vec![
        choice("Yes", &["Y", "Ja", "Oui", "Si", "Sì", "Sí"]),
        choice("No", &["N", "Nein", "Non"]),
    ]
}

/// With what localized spreadsheets write.
fn true_false() -> Vec<ChoiceValue> {
    vec![
        choice("true", &["WAHR", "VRAI", "VERO", "VERDADERO"]),
        choice("false", &["FALSCH", "FAUX", "FALSO"]),
    ]
}

fn words(values: &[&str]) -> Vec<ChoiceValue> {
    values.iter().map(|value| choice(value, &[])).collect()
}

fn choice(value: &str, aliases: &[&str]) -> ChoiceValue {
    ChoiceValue {
        value: value.to_owned(),
        label: Texts::new(),
        aliases: owned(aliases),
    }
}

fn english(text: &str) -> Texts {
    Texts::from([("en".to_owned(), text.to_owned())])
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(name: ProfileName, access: AccessKind) -> Schema {
        Schema::for_profile(name, access).unwrap()
    }

    #[test]
    fn every_built_in_schema_is_sound_and_survives_its_document() {
        for name in ProfileName::ALL {
            for access in [AccessKind::Portal, AccessKind::NoPortal] {
                let Some(schema) = Schema::for_profile(name, access) else {
                    assert_eq!((name, access), (ProfileName::MembersV1, AccessKind::Portal));
                    continue;
                };
                let document = serde_json::to_string(&schema).unwrap();
                assert_eq!(Schema::from_json(&document).unwrap(), schema, "{name}");
            }
        }
        Schema::numbers().check().unwrap();
    }

    #[test]
    fn m_38_a_file_of_2024_has_1000_rows() {
        assert_eq!(
            profile(ProfileName::Multiline2024, AccessKind::Portal)
                .limits
                .rows,
            1_000
        );
        assert_eq!(
            profile(ProfileName::Multiline2022, AccessKind::Portal)
                .limits
                .rows,
            10_000
        );
    }

    #[test]
    fn m_45_to_m_54_are_the_columns_in_template_order() {
        let schema = profile(ProfileName::Multiline2024, AccessKind::Portal);
        let printed: Vec<_> = schema.columns.iter().map(|c| c.label_in("en")).collect();
        assert_eq!(
            printed,
            [
                "firstname",
                "lastname",
                "email address or device",
                "social_messaging",
                "multiline_number",
                "monitor_calls",
                "monitor_sms",
                "forwarding_number",
                "restrict_incoming_social_messaging",
                "Language"
            ]
        );
        let required: Vec<_> = schema
            .columns
            .iter()
            .filter(|c| c.header == Presence::Required && c.value == Presence::Required)
            .map(|c| c.key.as_str())
            .collect();
        assert_eq!(
            required,
            [
                "identity",
                "social_messaging",
                "monitor_calls",
                "monitor_sms"
            ]
        );
    }

    #[test]
    fn m_37_d_02_the_year_2021_refuses_numbers() {
        let schema = profile(ProfileName::Multiline2021, AccessKind::Portal);
        let number = schema.column("multiline_number").unwrap();
        assert_eq!(number.disabled, Some(Disabled::Refuse));
        assert_eq!(
            schema.column("language").unwrap().disabled,
            Some(Disabled::Ignore)
        );
    }

    #[test]
    fn m_47_offloading_mail_takes_addresses_only() {
        let switches = ColumnSwitches {
            email_only: true,
            ..ColumnSwitches::default()
        };
        let schema =
            Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches)
                .unwrap();
        assert_eq!(
            schema.identity_column().unwrap().kind,
            ColumnType::Identity { email_only: true }
        );
    }

    #[test]
    fn m_53_d_14_without_social_messaging_yes_needs_the_feature() {
        let switches = ColumnSwitches {
            social_messaging: Some(false),
            ..ColumnSwitches::default()
        };
        let schema =
            Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches)
                .unwrap();
        let restrict = schema.column("restrict_incoming_social_messaging").unwrap();
        assert_eq!(restrict.disabled, Some(Disabled::Ignore));
        assert_eq!(
            schema.column("social_messaging").unwrap().header,
            Presence::Required
        );
        assert!(
            schema
                .rules
                .iter()
                .any(|rule| matches!(rule, Rule::NeedsFeature { .. }))
        );
    }

    #[test]
    fn d_28_d_29_members_without_a_login_have_neither_role_nor_address() {
        let schema = profile(ProfileName::MembersV2, AccessKind::NoPortal);
        for key in ["email", "role"] {
            assert_eq!(
                schema.column(key).unwrap().disabled,
                Some(Disabled::Refuse),
                "{key}"
            );
        }
        assert!(Schema::for_profile(ProfileName::MembersV1, AccessKind::Portal).is_none());
    }

    #[test]
    fn a_type_may_be_a_word_or_a_map_and_unknown_keys_are_refused() {
        let document = |kind: &str| {
            format!(
                r#"{{"id":"x","version":1,"columns":[{{"key":"a","label":{{"en":"A"}},"type":{kind}}}]}}"#
            )
        };
        let schema = Schema::from_json(&document(r#""name""#)).unwrap();
        assert_eq!(schema.columns[0].kind, ColumnType::Name { max_chars: 64 });
        let schema = Schema::from_json(&document(r#"{"digits":{"min":4,"max":6}}"#)).unwrap();
        assert!(matches!(
            schema.columns[0].kind,
            ColumnType::Digits { min: 4, max: 6, .. }
        ));
        for wrong in [
            r#""digits""#,
            r#"{"digits":{"min":4,"max":6,"mix":1}}"#,
            r#""colour""#,
            r#"{"text":{"pattern":"("}}"#,
            r#"{"digits":{"min":7,"max":6}}"#,
        ] {
            assert!(Schema::from_json(&document(wrong)).is_err(), "{wrong}");
        }
    }
}

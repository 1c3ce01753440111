//! The tables of csv.md 1.2 and 1.3, line by line.

use super::super::{
    Column, ColumnType, Disabled, Personal, Presence, Rule, Texts, Unique, UnknownColumns, When,
};
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
        Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches).unwrap();
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
        Schema::with_switches(ProfileName::Multiline2024, AccessKind::Portal, &switches).unwrap();
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

const MULTILINE: [ProfileName; 3] = [
    ProfileName::Multiline2021,
    ProfileName::Multiline2022,
    ProfileName::Multiline2024,
];
const MEMBERS: [ProfileName; 3] = [
    ProfileName::MembersV1,
    ProfileName::MembersV2,
    ProfileName::MembersV3,
];

/// Every built-in schema.
fn all() -> Vec<Schema> {
    let kinds = [AccessKind::Portal, AccessKind::NoPortal];
    let of = |name| kinds.map(|access| Schema::for_profile(name, access));
    let profiles = ProfileName::ALL.into_iter().flat_map(of).flatten();
    profiles.chain([Schema::numbers()]).collect()
}

fn words(column: &Column) -> Vec<&str> {
    match &column.kind {
        ColumnType::Choice { values } => values.iter().map(|it| it.value.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

fn aliases_of<'c>(column: &'c Column, word: &str) -> Vec<&'c str> {
    match &column.kind {
        ColumnType::Choice { values } => {
            let found = values.iter().find(|it| it.value == word).unwrap();
            found.aliases.iter().map(String::as_str).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn presence(column: &Column) -> (Presence, Presence) {
    (column.header, column.value)
}

const NEEDED: (Presence, Presence) = (Presence::Required, Presence::Required);
const FREE: (Presence, Presence) = (Presence::Optional, Presence::Optional);

#[test]
fn m_45_names_are_optional_and_of_64_characters() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        for key in ["firstname", "lastname"] {
            let column = schema.column(key).unwrap();
            assert_eq!(column.kind, ColumnType::Name { max_chars: 64 });
            assert_eq!((presence(column), column.personal), (FREE, Personal::Name));
        }
    }
}

#[test]
fn m_46_m_47_the_identity_is_required_and_unique() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        let column = schema.identity_column().unwrap();
        assert_eq!(column.label_in("en"), "email address or device");
        assert_eq!((presence(column), column.unique), (NEEDED, Unique::Error));
        assert_eq!(column.kind, ColumnType::Identity { email_only: false });
        assert_eq!(column.sample.as_deref(), Some("name@example.com"));
    }
}

#[test]
fn m_48_m_37_m_55_numbers_are_optional_unique_and_refused_in_2021() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        let column = schema.column("multiline_number").unwrap();
        assert_eq!(column.kind, ColumnType::Number { pool: true });
        assert_eq!((presence(column), column.unique), (FREE, Unique::Error));
        let refused = name == ProfileName::Multiline2021;
        assert_eq!(column.disabled, refused.then_some(Disabled::Refuse));
        assert_eq!(column.aliases, ["primary number", "multiline"], "D-03");
    }
}

#[test]
fn m_49_m_50_m_51_the_words_of_the_required_choices() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        for (key, expected) in [
            ("social_messaging", ["Yes", "No"]),
            ("monitor_calls", ["auto", "off"]),
            ("monitor_sms", ["on", "off"]),
        ] {
            let column = schema.column(key).unwrap();
            assert_eq!(
                (presence(column), words(column)),
                (NEEDED, expected.to_vec())
            );
        }
        let social = schema.column("social_messaging").unwrap();
        assert_eq!(
            aliases_of(social, "Yes"),
            ["Y", "Ja", "Oui", "Si", "Sì", "Sí"]
        );
        assert_eq!(aliases_of(social, "No"), ["N", "Nein", "Non"]);
        for key in ["monitor_calls", "monitor_sms"] {
            let column = schema.column(key).unwrap();
            let none = words(column)
                .iter()
                .all(|word| aliases_of(column, word).is_empty());
            assert!(none, "D-12: {key} takes the words of no other column");
        }
    }
}

#[test]
fn m_52_d_31_a_forwarding_number_has_4_to_18_digits_and_is_not_the_number() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        let column = schema.column("forwarding_number").unwrap();
        let kind = ColumnType::Digits {
            min: 4,
            max: 18,
            separators: true,
            forwarding: true,
        };
        assert_eq!((presence(column), &column.kind), (FREE, &kind));
        let unlike = Rule::NotEqual {
            columns: vec![
                "multiline_number".to_owned(),
                "forwarding_number".to_owned(),
            ],
        };
        assert!(schema.rules.contains(&unlike));
    }
}

#[test]
fn m_53_restricting_counts_only_with_social_messaging() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        let key = "restrict_incoming_social_messaging";
        let column = schema.column(key).unwrap();
        assert_eq!(
            (presence(column), words(column)),
            (FREE, vec!["true", "false"])
        );
        assert_eq!(
            aliases_of(column, "true"),
            ["WAHR", "VRAI", "VERO", "VERDADERO"]
        );
        assert_eq!(aliases_of(column, "false"), ["FALSCH", "FAUX", "FALSO"]);
        assert!(schema.rules.contains(&Rule::IgnoredUnless {
            column: key.to_owned(),
            when: When {
                column: "social_messaging".to_owned(),
                values: vec!["Yes".to_owned()],
            },
        }));
        let rests = |rule: &Rule| {
            !matches!(
                rule,
                Rule::NeedsFeature { .. } | Rule::ReplacedByFeature { .. }
            )
        };
        assert!(schema.rules.iter().all(rests), "features are unknown");
    }
}

#[test]
fn m_54_the_language_is_in_force_from_2024_on() {
    for name in MULTILINE {
        let schema = profile(name, AccessKind::Portal);
        let column = schema.column("language").unwrap();
        assert_eq!(column.label_in("en"), "Language");
        let five = ["English", "Italian", "German", "French", "Spanish"];
        assert_eq!((presence(column), words(column)), (FREE, five.to_vec()));
        let ignored = name != ProfileName::Multiline2024;
        assert_eq!(column.disabled, ignored.then_some(Disabled::Ignore));
        assert_eq!(
            aliases_of(column, "German"),
            ["de", "Deutsch", "Tedesco", "Allemand", "Alemán"]
        );
    }
}

#[test]
fn m_37_m_38_b_27_rows_of_a_file() {
    let rows: Vec<u64> = all().iter().map(|schema| schema.limits.rows).collect();
    let multiline = [10_000, 10_000, 10_000, 10_000, 1_000, 1_000];
    let members = [1_000; 5];
    assert_eq!(rows, [&multiline[..], &members, &[100_000]].concat());
}

#[test]
fn b_12_b_13_b_18_d_09_d_28_d_29_the_columns_of_members() {
    for name in MEMBERS {
        for access in [AccessKind::Portal, AccessKind::NoPortal] {
            let portal = access == AccessKind::Portal;
            let Some(schema) = Schema::for_profile(name, access) else {
                assert_eq!((name, portal), (ProfileName::MembersV1, true));
                continue;
            };
            let column = |key| schema.column(key).unwrap();
            let keys: Vec<_> = schema.columns.iter().map(|it| it.key.as_str()).collect();
            assert_eq!(keys, ["name", "email", "role", "team", "extension"]);
            assert!(schema.columns.iter().all(|it| it.label_in("en") == it.key));
            assert_eq!(presence(column("name")), NEEDED);
            let email = column("email");
            assert_eq!(email.unique, Unique::Error);
            assert_eq!(email.disabled, (!portal).then_some(Disabled::Refuse));
            assert!(!portal || presence(email) == NEEDED);
            let role = column("role");
            assert_eq!(
                (words(role), role.default.as_deref()),
                (vec!["Admin", "Member"], Some("Member"))
            );
            assert_eq!(role.disabled, (!portal).then_some(Disabled::Refuse));
            assert_eq!(aliases_of(role, "Admin"), ["Administrator"]);
            let team = column("team");
            let list = "teams".to_owned();
            assert_eq!(
                (&team.kind, presence(team)),
                (&ColumnType::Reference { list }, FREE)
            );
            let without = name == ProfileName::MembersV1;
            assert_eq!(team.disabled, without.then_some(Disabled::Ignore));
            let extension = column("extension");
            assert!(matches!(
                extension.kind,
                ColumnType::Digits {
                    min: 3,
                    max: 5,
                    separators: false,
                    ..
                }
            ));
            assert_eq!(
                (extension.unique, presence(extension)),
                (Unique::Error, FREE)
            );
            assert_eq!(extension.disabled, portal.then_some(Disabled::Ignore));
        }
    }
}

#[test]
fn the_columns_of_a_file_of_numbers() {
    let schema = Schema::numbers();
    let column = |key| schema.column(key).unwrap();
    assert_eq!(
        (presence(column("number")), column("number").unique),
        (NEEDED, Unique::Error)
    );
    assert_eq!(presence(column("tags")), FREE);
    for key in ["ported", "golden"] {
        let flag = column(key);
        assert_eq!(
            (words(flag), flag.default.as_deref()),
            (vec!["true", "false"], Some("false"))
        );
    }
    assert_eq!(column("note").disabled, Some(Disabled::Ignore));
}

#[test]
fn no_built_in_schema_takes_pins() {
    for schema in all() {
        let refused: Vec<_> = schema.refused.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(refused, ["pin", "pin code"], "{}", schema.id);
        assert!(
            schema
                .refused
                .iter()
                .all(|it| it.reason == "PINs are generated")
        );
        assert_eq!(schema.unknown_columns, UnknownColumns::Warn);
        assert_eq!(schema.languages, ["en", "it", "de", "fr", "es"]);
    }
}

#[test]
fn every_documented_alias_names_its_column() {
    let multiline = profile(ProfileName::Multiline2024, AccessKind::Portal);
    let members = profile(ProfileName::MembersV2, AccessKind::Portal);
    for (schema, key, documented) in [
        (
            &multiline,
            "firstname",
            "first name, given name, vorname, nome, prenom, nombre",
        ),
        (
            &multiline,
            "lastname",
            "last name, surname, family name, nachname, cognome, nom, apellido, apellidos",
        ),
        (
            &multiline,
            "identity",
            "email or device, email, e mail, email address, mail, device, device number, e mail adresse, indirizzo email, adresse e mail, courriel, correo electronico",
        ),
        (&multiline, "multiline_number", "primary number, multiline"),
        (&multiline, "language", "sprache, lingua, langue, idioma"),
        (
            &members,
            "name",
            "full name, display name, nome, nom, nombre",
        ),
        (
            &members,
            "email",
            "email, e mail, email address, mail, e mail adresse, indirizzo email, adresse e mail, courriel, correo electronico",
        ),
        (&members, "role", "rolle, ruolo, rol"),
        (&members, "team", "squadra, equipe, equipo"),
        (
            &members,
            "extension",
            "ext, extension number, durchwahl, nebenstelle, interno, poste",
        ),
    ] {
        let column = schema.column(key).unwrap();
        for alias in documented.split(", ") {
            let named = column.aliases.iter().any(|it| it == alias) || column.key == alias;
            assert!(named, "{key}: {alias}");
        }
    }
}

/// The schema of an organization of a profile whose settings were edited.
fn organization(name: ProfileName, edit: impl FnOnce(&mut Settings)) -> Schema {
    let mut settings = name.settings();
    edit(&mut settings);
    let schema =
        Schema::for_organization(name, &settings, AccessKind::Portal, ImportMode::All, &[]);
    let schema = schema.unwrap();
    schema.check().unwrap();
    schema
}

#[test]
fn every_setting_that_columns_depend_on_is_looked_at() {
    let of = |edit: fn(&mut Settings)| organization(ProfileName::Multiline2024, edit);
    let column = |schema: &Schema, key: &str| schema.column(key).unwrap().clone();
    let restrict = "restrict_incoming_social_messaging";
    // M-53, D-14
    let schema = of(|it| it.social_messaging = false);
    assert_eq!(column(&schema, restrict).disabled, Some(Disabled::Ignore));
    assert_eq!(presence(&column(&schema, "social_messaging")), NEEDED);
    assert!(schema.rules.contains(&Rule::NeedsFeature {
        column: "social_messaging".to_owned(),
        value: "Yes".to_owned(),
        feature: "social_messaging".to_owned(),
    }));
    let schema = of(|it| it.social_messaging = true);
    assert_eq!(column(&schema, restrict).disabled, None);
    // M-47
    let email_only = ColumnType::Identity { email_only: true };
    let schema = of(|it| it.smtp_data_offload = true);
    assert_eq!(schema.identity_column().unwrap().kind, email_only);
    let schema = of(|it| {
        it.identity_kinds
            .retain(|kind| *kind == IdentityKind::Email)
    });
    assert_eq!(schema.identity_column().unwrap().kind, email_only);
    // M-52
    let replaced = Rule::ReplacedByFeature {
        column: "forwarding_number".to_owned(),
        feature: "voice_calling".to_owned(),
    };
    assert!(of(|it| it.voice_calling = true).rules.contains(&replaced));
    assert!(!of(|it| it.voice_calling = false).rules.contains(&replaced));
    // D-02
    let schema = of(|it| it.bulk_numbers = false);
    assert_eq!(
        column(&schema, "multiline_number").disabled,
        Some(Disabled::Refuse)
    );
    let schema = of(|it| it.language_column = false);
    assert_eq!(column(&schema, "language").disabled, Some(Disabled::Ignore));
    let schema = of(|it| it.names_required_csv = true);
    assert_eq!(presence(&column(&schema, "firstname")), NEEDED);
    let schema = of(|it| it.default_language = it.languages.get(1).cloned());
    assert_eq!(
        column(&schema, "language").default.as_deref(),
        Some("Italian")
    );
    let schema = of(|it| it.languages.truncate(2));
    assert_eq!(words(&column(&schema, "language")), ["English", "Italian"]);
    let schema = of(|it| it.rows_per_file = 7);
    assert_eq!(schema.limits.rows, 7);
}

#[test]
fn the_regions_of_usable_numbers_are_compared_only() {
    let mut settings = ProfileName::Multiline2024.settings();
    settings.default_region = Some("DE".parse().unwrap());
    let regions = ["US", "GB"].map(|region| region.parse().unwrap());
    let of = |settings: &Settings| {
        let (portal, all) = (AccessKind::Portal, ImportMode::All);
        let name = ProfileName::Multiline2024;
        Schema::for_organization(name, settings, portal, all, &regions).unwrap()
    };
    let schema = of(&settings);
    assert_eq!(schema.phone.regions, ["DE"]);
    assert_eq!(schema.phone.compared_regions, ["US", "GB"]);
    settings.default_region = None;
    let schema = of(&settings);
    assert_eq!(
        schema.phone.regions, [""; 0],
        "no number makes a default region"
    );
    assert_eq!(schema.phone.compared_regions, ["US", "GB"]);
}

#[test]
fn labels_are_the_keys_except_where_the_tables_say_otherwise() {
    for schema in all() {
        for column in &schema.columns {
            let label = Texts::from([("en".to_owned(), column.label_in("en").to_owned())]);
            assert_eq!(column.label, label);
            let same = column.label_in("en") == column.key;
            assert_eq!(
                same,
                !["identity", "language"].contains(&column.key.as_str())
            );
        }
    }
}

//! The tables of csv.md 1.2 and 1.3, line by line.

use super::super::{ColumnType, Disabled, Presence, Rule};
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

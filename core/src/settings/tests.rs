//! Names, bounds and text forms of settings. Their values in the profiles are tested in `profile/tests.rs`.

use super::*;

fn parse(name: SettingName, text: &str) -> Result<String, SettingError> {
    SettingValue::parse(name, text).map(|value| value.to_string())
}

/// For each setting with an edge: the values just inside, then those just outside.
const EDGES: &[(&str, &[&str], &[&str])] = &[
    (
        "lines_per_account",
        &["0", "8"],
        &["9", "-1", "", "1.0", "+1", "none"],
    ),
    (
        "invitation_lifetime",
        &["none", "1 h", "365 d"],
        &["59 min", "366 d", "30", "d"],
    ),
    (
        "link_lifetime",
        &["1 h", "30 d"],
        &["none", "3599 s", "721 h"],
    ),
    (
        "resend_min_interval",
        &["none", "1 s", "90 min", "365 d"],
        &["0 s", "8761 h"],
    ),
    ("code_attempts", &["3", "20"], &["2", "21"]),
    ("resend_max", &["none", "1", "100"], &["0", "101"]),
    ("short_list_size", &["1", "50"], &["0", "51"]),
    (
        "limit_admins",
        &["none", "1", "1000000"],
        &["0", "1000001", "4294967296"],
    ),
    ("limit_teams", &["none", "1", "1000"], &["0", "1001"]),
    ("rows_per_file", &["1", "100000"], &["0", "100001", "none"]),
    ("cooling_days", &["0", "999"], &["1000"]),
    (
        "reservation_days_manual",
        &["none", "1", "999"],
        &["0", "1000"],
    ),
    ("reservation_notice_days", &["0", "90"], &["91"]),
    (
        "utilization_threshold",
        &["none", "1", "100"],
        &["0", "101"],
    ),
    ("pin_digits", &["6", "12"], &["5", "13"]),
    (
        "access_kinds",
        &["portal", "portal, no_portal"],
        &["none", "guest", "portal,,no_portal"],
    ),
    (
        "default_region",
        &["none", "US", "XK"],
        &["us", "USA", "ZZ", "U S"],
    ),
    (
        "time_zone",
        &["UTC", "America/Chicago"],
        &["none", "US - Central", "Mars/Base"],
    ),
    (
        "link_base",
        &[
            "none",
            "https://example.com/join?x=1",
            "https://a.example.com:8443",
        ],
        &[
            "http://example.com",
            "https://",
            "https://a@example.com",
            "https://example.com/#x",
            "https://exa mple.com",
        ],
    ),
    (
        "applications",
        &["none", "MultiLine, Desk"],
        &["MultiLine, MultiLine", "a,"],
    ),
    ("default_language", &["none", "English"], &[""]),
    (
        "alerts",
        &["none", "account_moved, utilization"],
        &["everything"],
    ),
    (
        "alert_recipients",
        &[
            "none",
            "acc_00000000000000000000000000000001, ada@example.com",
        ],
        &[
            "ada",
            "org_00000000000000000000000000000001",
            "a da@example.com",
            "ada@localhost",
        ],
    ),
];

#[test]
fn the_edges_of_every_range_hold() {
    for (name, inside, outside) in EDGES {
        let name: SettingName = name.parse().unwrap();
        for text in *inside {
            assert_eq!(parse(name, text).as_deref(), Ok(*text), "{name}");
        }
        for text in *outside {
            let error = parse(name, text).unwrap_err();
            assert_eq!(error.code(), "setting_invalid", "{name}: {text:?}");
            assert!(error.to_string().contains(name.as_str()));
        }
    }
}

#[test]
fn other_ways_to_write_a_value_come_to_its_text_form() {
    assert_eq!(
        parse(SettingName::SocialMessaging, " Yes "),
        Ok("on".into())
    );
    assert_eq!(
        parse(SettingName::SocialMessaging, "false"),
        Ok("off".into())
    );
    assert_eq!(
        parse(SettingName::InvitationLifetime, "48h"),
        Ok("2 d".into())
    );
    assert_eq!(
        parse(SettingName::Channels, "SMS,email"),
        Ok("email, sms".into())
    );
    assert_eq!(parse(SettingName::LimitAdmins, "None"), Ok("none".into()));
    assert_eq!(parse(SettingName::Applications, ""), Ok("none".into()));
}

#[test]
fn an_allowed_domain_is_at_and_domain() {
    let name = SettingName::AllowedEmailDomains;
    assert_eq!(parse(name, "@Example.com"), Ok("@example.com".into()));
    assert_eq!(
        parse(name, "@bücher.example"),
        Ok("@xn--bcher-kva.example".into())
    );
    assert_eq!(parse(name, "none"), Ok("none".into()));
    for (text, index) in [
        ("example.com", 0),
        ("@example.com, @-a.com", 1),
        ("@a.example, @localhost", 1),
        ("@1.2.3.4", 0),
        ("@ex_ample.com", 0),
    ] {
        let error = parse(name, text).unwrap_err();
        assert_eq!(error, SettingError::EmailDomain { index });
        assert_eq!(error.code(), "email_domain_invalid");
    }
}

#[test]
fn a_value_made_in_code_is_checked_too() {
    let mut own = OwnSettings::default();
    for value in [
        SettingValue::CodeAttempts(2),
        SettingValue::AccessKinds(BTreeSet::new()),
        SettingValue::LinkLifetime(Duration::days(31)),
        SettingValue::InvitationLifetime(Some(Duration::millis(3_600_001))),
    ] {
        assert_eq!(own.set(value).unwrap_err().code(), "setting_invalid");
    }
    assert!(own.is_empty());
}

#[test]
fn own_settings_come_back_from_their_serde_form() {
    let mut own = OwnSettings::default();
    for (name, text) in [
        (SettingName::NumberRule, "strict"),
        (SettingName::AllowedEmailDomains, "@example.com"),
        (SettingName::LinkBase, "https://example.com/join"),
    ] {
        own.set(SettingValue::parse(name, text).unwrap()).unwrap();
    }
    let json = serde_json::to_string(&own).unwrap();
    assert_eq!(serde_json::from_str::<OwnSettings>(&json).unwrap(), own);
    assert!(serde_json::from_str::<OwnSettings>(r#"{"code_attempts":"2"}"#).is_err());
    assert!(serde_json::from_str::<OwnSettings>(r#"{"no_such":"2"}"#).is_err());
    assert_eq!(
        own.reset(SettingName::NumberRule),
        Some(SettingValue::NumberRule(NumberRule::Strict))
    );
    assert_eq!(own.len(), 2);
}

#[test]
fn debug_of_recipients_shows_no_address() {
    let value = SettingValue::parse(SettingName::AlertRecipients, "ada@example.com").unwrap();
    assert!(!format!("{value:?}").contains("ada"));
}

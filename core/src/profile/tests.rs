//! The table of the documentation, row by row, against the values of the profiles.

use super::*;
use crate::settings::{Alert, SettingError, SettingName, SettingValue, origins};

/// A row: settings (one or several with the same values), then the values in the six profiles; `=` repeats.
const TABLE: &[(&str, [&str; 6])] = &[
    ("role_model", ["privileges", "=", "=", "ranks", "=", "="]),
    (
        "identity_kinds",
        ["email, phone", "=", "=", "email", "=", "="],
    ),
    ("name_form", ["two", "=", "=", "one", "=", "="]),
    ("identity_scope", ["tree", "=", "=", "=", "=", "="]),
    ("names_required_form", ["on", "=", "=", "=", "=", "="]),
    ("names_required_csv", ["off", "=", "=", "on", "=", "="]),
    (
        "access_kinds",
        ["portal", "=", "=", "portal, no_portal", "=", "="],
    ),
    (
        "bulk_access_kinds",
        ["portal", "=", "=", "no_portal", "portal, no_portal", "="],
    ),
    ("applications", ["MultiLine", "=", "=", "none", "=", "="]),
    ("lines_at_creation", ["1", "=", "=", "0", "=", "="]),
    ("lines_per_account", ["1", "=", "=", "=", "=", "="]),
    (
        "social_messaging smtp_data_offload data_only",
        ["off", "=", "=", "=", "=", "="],
    ),
    ("voice_calling", ["on", "=", "=", "=", "=", "="]),
    ("channels", ["email, sms", "=", "=", "email", "=", "="]),
    ("sms_consent_required", ["on", "=", "=", "off", "=", "="]),
    (
        "send_on_create_single",
        ["on", "off", "=", "on", "on", "off"],
    ),
    (
        "send_on_create_bulk",
        ["off", "off", "=", "off", "on", "off"],
    ),
    (
        "invitation_use",
        ["unlimited", "=", "=", "single", "=", "="],
    ),
    ("invitation_lifetime", ["none", "=", "=", "30 d", "=", "="]),
    ("link_lifetime", ["30 d", "=", "=", "=", "=", "="]),
    ("code_attempts", ["10", "=", "=", "=", "=", "="]),
    (
        "link_base app_download_link web_app_link logo",
        ["none", "=", "=", "=", "=", "="],
    ),
    (
        "resend_min_interval resend_max",
        ["none", "=", "=", "=", "=", "="],
    ),
    ("inviter_recheck", ["grants", "=", "=", "=", "=", "="]),
    (
        "device_number_required device_verification_required",
        ["on", "=", "=", "off", "=", "="],
    ),
    ("number_rule", ["pool", "=", "=", "lenient", "=", "="]),
    ("short_list_size", ["5", "=", "=", "=", "=", "="]),
    ("bulk_numbers", ["off", "on", "on", "off", "=", "="]),
    ("language_column", ["off", "off", "on", "off", "=", "="]),
    (
        "languages",
        [
            "English, Italian, German, French, Spanish",
            "=",
            "=",
            "none",
            "=",
            "=",
        ],
    ),
    ("default_language", ["English", "=", "=", "none", "=", "="]),
    (
        "admin_languages",
        ["English, Spanish, Portuguese", "=", "=", "none", "=", "="],
    ),
    ("default_region", ["none", "=", "=", "=", "=", "="]),
    ("time_zone", ["UTC", "=", "=", "=", "=", "="]),
    ("allowed_email_domains", ["none", "=", "=", "=", "=", "="]),
    ("limit_admins", ["none", "=", "=", "100", "=", "="]),
    ("limit_members", ["none", "=", "=", "10000", "=", "="]),
    (
        "limit_teams limit_teams_per_admin",
        ["none", "=", "=", "100", "=", "="],
    ),
    (
        "limit_pending_invitations",
        ["none", "=", "=", "=", "=", "="],
    ),
    ("rows_per_file", ["10000", "=", "1000", "1000", "=", "="]),
    ("import_mode", ["all", "=", "=", "=", "=", "="]),
    ("import_existing", ["fail", "=", "=", "=", "=", "="]),
    ("csv_allow_reserved", ["off", "=", "=", "=", "=", "="]),
    ("cooling_days", ["90", "=", "=", "=", "=", "="]),
    (
        "reservation_days_manual",
        ["none", "=", "=", "28", "=", "="],
    ),
    (
        "reservation_days_expired",
        ["none", "=", "=", "56", "=", "="],
    ),
    (
        "reservation_days_terminated",
        ["none", "=", "=", "28", "=", "="],
    ),
    (
        "reservation_days_swapped",
        ["none", "=", "=", "1", "=", "="],
    ),
    (
        "reservation_days_ported_manual",
        ["none", "=", "=", "28", "=", "="],
    ),
    (
        "reservation_days_ported_expired",
        ["none", "=", "=", "84", "=", "="],
    ),
    (
        "reservation_days_ported_terminated",
        ["none", "=", "=", "56", "=", "="],
    ),
    (
        "reservation_days_ported_swapped",
        ["none", "=", "=", "28", "=", "="],
    ),
    ("reservation_notice_days", ["7", "=", "=", "=", "=", "="]),
    ("utilization_threshold", ["none", "=", "=", "=", "=", "="]),
    ("pin_digits", ["6", "=", "=", "=", "=", "="]),
    (
        "pin_login",
        ["with_extension", "=", "=", "pin_only", "=", "="],
    ),
    ("auto_create_pins", ["off", "=", "=", "=", "=", "="]),
    (
        "alerts alert_recipients batch_report_recipients",
        ["none", "=", "=", "=", "=", "="],
    ),
];

fn multiline() -> impl Iterator<Item = Settings> {
    ProfileName::ALL
        .into_iter()
        .take(3)
        .map(ProfileName::settings)
}

fn members() -> impl Iterator<Item = Settings> {
    ProfileName::ALL
        .into_iter()
        .skip(3)
        .map(ProfileName::settings)
}

#[test]
fn every_setting_has_the_documented_value_in_every_profile() {
    let mut named = BTreeSet::new();
    for (names, values) in TABLE {
        for name in names.split(' ') {
            let name: SettingName = name.parse().unwrap();
            assert!(named.insert(name), "{name} stands twice");
            let mut expected = "";
            for (profile, value) in ProfileName::ALL.into_iter().zip(values) {
                expected = if *value == "=" { expected } else { value };
                let got = profile.settings().get(name);
                assert_eq!(got.to_string(), expected, "{name} in {profile}");
            }
        }
    }
    assert_eq!(
        named.len(),
        SettingName::ALL.len(),
        "the table leaves settings out"
    );
}

#[test]
fn every_value_of_a_profile_is_allowed_and_comes_back_from_its_text() {
    for profile in ProfileName::ALL {
        for value in profile.settings().iter() {
            assert_eq!(value.validate(), Ok(()));
            assert_eq!(
                SettingValue::parse(value.name(), &value.to_string()),
                Ok(value)
            );
        }
    }
}

#[test]
fn profiles_have_text_forms_and_a_default() {
    for profile in ProfileName::ALL {
        assert_eq!(profile.as_str().parse(), Ok(profile));
        let json = serde_json::to_string(&profile).unwrap();
        assert_eq!(json, format!("\"{profile}\""));
        assert_eq!(serde_json::from_str::<ProfileName>(&json).unwrap(), profile);
    }
    assert_eq!(ProfileName::default().as_str(), "multiline-2024");
    assert_eq!("multiline".parse::<ProfileName>(), Err(UnknownProfile));
}

#[test]
fn the_nearest_own_value_holds() {
    let set = |texts: &[(SettingName, &str)]| {
        let mut own = OwnSettings::default();
        for (name, text) in texts {
            own.set(SettingValue::parse(*name, text).unwrap()).unwrap();
        }
        own
    };
    let root = set(&[
        (SettingName::ShortListSize, "7"),
        (SettingName::CoolingDays, "0"),
    ]);
    let middle = set(&[
        (SettingName::ShortListSize, "8"),
        (SettingName::RoleModel, "ranks"),
    ]);
    let leaf = OwnSettings::default();
    let settings = Settings::effective(ProfileName::Multiline2024, [&root, &middle, &leaf]);
    assert_eq!(settings.short_list_size, 8);
    assert_eq!(settings.cooling_days, 0);
    assert_eq!(settings.code_attempts, 10);
    assert_eq!(settings.role_model, RoleModel::Privileges, "root only");
    let origins = origins([("root", &root), ("middle", &middle), ("leaf", &leaf)]);
    assert_eq!(origins.get(&SettingName::ShortListSize), Some(&"middle"));
    assert_eq!(origins.get(&SettingName::CoolingDays), Some(&"root"));
    assert_eq!(origins.get(&SettingName::RoleModel), None);
    assert_eq!(origins.get(&SettingName::CodeAttempts), None);
}

#[test]
fn m_02_multiline_invitations_are_unlimited_and_without_end() {
    for settings in multiline() {
        assert_eq!(settings.invitation_use, InvitationUse::Unlimited);
        assert_eq!(settings.invitation_lifetime, None);
    }
}

#[test]
fn m_13_m_24_m_30_only_2021_sends_when_one_account_is_added() {
    let sends: Vec<bool> = multiline()
        .map(|settings| settings.send_on_create_single)
        .collect();
    assert_eq!(sends, [true, false, false]);
}

#[test]
fn m_19_d_05_names_are_mandatory_in_the_form_and_optional_in_files() {
    for settings in multiline() {
        assert!(settings.names_required_form && !settings.names_required_csv);
        assert_eq!(settings.name_form, NameForm::Two);
        assert_eq!(settings.applications, labels(&["MultiLine"]));
        assert_eq!(settings.lines_at_creation, 1);
    }
    assert!(members().all(|settings| settings.names_required_form && settings.names_required_csv));
}

#[test]
fn m_21_multiline_invites_by_email_and_sms() {
    assert!(multiline().all(|s| s.channels.len() == 2 && s.identity_kinds.len() == 2));
}

#[test]
fn m_22_m_23_d_41_multiline_asks_for_consent_to_sms() {
    assert!(multiline().all(|settings| settings.sms_consent_required));
    assert!(members().all(|settings| !settings.sms_consent_required));
}

#[test]
fn m_37_m_48_d_02_files_assign_numbers_from_2022() {
    let columns: Vec<bool> = multiline().map(|settings| settings.bulk_numbers).collect();
    assert_eq!(columns, [false, true, true]);
}

#[test]
fn m_38_a_file_holds_1000_accounts_in_2024() {
    let settings = ProfileName::Multiline2024.settings();
    assert_eq!(settings.rows_per_file, 1_000);
    assert_eq!(settings.rows_in_mode(ImportMode::All), 1_000);
    let wide = Settings {
        rows_per_file: 50_000,
        ..settings
    };
    assert_eq!(wide.rows_in_mode(ImportMode::All), 10_000);
    assert_eq!(wide.rows_in_mode(ImportMode::Partial), 50_000);
}

#[test]
fn m_54_2024_has_five_languages_and_their_column() {
    let settings = ProfileName::Multiline2024.settings();
    assert!(settings.language_column);
    assert_eq!(settings.languages.len(), 5);
    assert!(!ProfileName::Multiline2022.settings().language_column);
}

#[test]
fn m_57b_d_45_the_batch_alert_follows_its_recipients() {
    let mut settings = ProfileName::Multiline2024.settings();
    assert!(!settings.alert_on(Alert::BatchFinished));
    let recipients =
        SettingValue::parse(SettingName::BatchReportRecipients, "admin@example.com").unwrap();
    settings.put(recipients);
    assert!(settings.alert_on(Alert::BatchFinished));
    assert!(!settings.alert_on(Alert::AccountAdded));
}

#[test]
fn b_08_b_09_members_have_one_name_and_an_email() {
    for settings in members() {
        assert_eq!(settings.name_form, NameForm::One);
        assert_eq!(
            settings.identity_kinds,
            BTreeSet::from([IdentityKind::Email])
        );
    }
}

#[test]
fn b_11_b_12_members_have_both_kinds_of_accounts() {
    assert!(members().all(|settings| settings.access_kinds.len() == 2));
}

#[test]
fn b_14_b_15_b_23_d_08_sending_is_a_second_step_in_v3_alone() {
    let sends: Vec<(bool, bool)> = members()
        .map(|s| (s.send_on_create_single, s.send_on_create_bulk))
        .collect();
    assert_eq!(sends, [(true, false), (true, true), (false, false)]);
}

#[test]
fn b_17_d_13_a_members_link_is_good_for_30_days() {
    for settings in members() {
        assert_eq!(settings.invitation_lifetime, Some(Duration::days(30)));
        assert_eq!(settings.invitation_use, InvitationUse::Single);
    }
}

#[test]
fn b_18_d_09_files_of_v1_add_login_less_accounts_alone() {
    let portal: Vec<bool> = members()
        .map(|s| s.bulk_access_kinds.contains(&AccessKind::Portal))
        .collect();
    assert_eq!(portal, [false, true, true]);
    assert!(members().all(|s| s.bulk_access_kinds.contains(&AccessKind::NoPortal)));
}

#[test]
fn b_22_d_10_pins_are_not_made_unless_asked_for() {
    assert!(members().all(|settings| !settings.auto_create_pins));
}

#[test]
fn d_01_the_default_number_rule_is_pool() {
    assert!(multiline().all(|settings| settings.number_rule == NumberRule::Pool));
    assert!(members().all(|settings| settings.number_rule == NumberRule::Lenient));
}

#[test]
fn d_04_files_take_available_numbers_alone_by_default() {
    assert!(
        multiline()
            .chain(members())
            .all(|settings| !settings.csv_allow_reserved)
    );
}

#[test]
fn d_20_identities_are_unique_in_the_tree_by_default() {
    assert!(
        multiline()
            .chain(members())
            .all(|s| s.identity_scope == IdentityScope::Tree)
    );
}

#[test]
fn d_32_no_default_region_is_assumed() {
    assert!(
        multiline()
            .chain(members())
            .all(|settings| settings.default_region.is_none())
    );
}

#[test]
fn d_36_existing_accounts_fail_by_default() {
    assert!(
        multiline()
            .chain(members())
            .all(|s| s.import_existing == ImportExisting::Fail)
    );
}

#[test]
fn d_48_inviters_are_rechecked_for_grants_by_default() {
    assert!(
        multiline()
            .chain(members())
            .all(|s| s.inviter_recheck == InviterRecheck::Grants)
    );
}

#[test]
fn d_51_all_or_nothing_is_the_default() {
    assert!(
        multiline()
            .chain(members())
            .all(|settings| settings.import_mode == ImportMode::All)
    );
}

#[test]
fn t_01_to_t_09_are_word_for_word() {
    let sms = "you agree that you have obtained permission from recipients to receive SMS notifications \
               through employee or other agreement. Message and data rates may apply.";
    for profile in ProfileName::ALL {
        let texts = texts(profile);
        let is_multiline = profile.as_str().starts_with("multiline");
        assert_eq!(
            texts.move_not_enough_numbers,
            "Unable to move account(s). You do not have enough numbers available in the selected organization"
        );
        assert_eq!(
            texts.consent_invite,
            format!("By clicking on Invite, {sms}")
        );
        assert_eq!(
            texts.consent_import,
            format!("By clicking on Import & Invite, {sms}")
        );
        assert_eq!(texts.number_none_available, "No Numbers Available");
        assert_eq!(texts.invitation_already_used.is_some(), is_multiline);
        assert_eq!(texts.invitation_subject.is_none(), is_multiline);
        assert_eq!(
            texts.auto_create_pins.is_some(),
            profile == ProfileName::MembersV2
        );
        let has = |label| texts.labels.contains(&label);
        assert_eq!(
            has("Add Account") && has("Batch Operations Report"),
            is_multiline
        );
        assert_eq!(
            has("Invite") && has("Send Invite"),
            profile == ProfileName::Multiline2021
        );
        assert_eq!(has("Portal Access") && has("Pending"), !is_multiline);
        assert_eq!(
            has("Send Activation Emails"),
            profile == ProfileName::MembersV3
        );
    }
    let v1 = texts(ProfileName::MembersV1);
    assert!(!v1.labels.contains(&"No Team"));
    let saves = texts(ProfileName::Multiline2022).labels;
    assert!(saves.contains(&"Save") && saves.contains(&"Save & Invite"));
}

#[test]
fn root_only_settings_name_no_privilege() {
    let root_only: Vec<&str> = SettingName::ALL
        .iter()
        .filter(|name| name.root_only())
        .map(|name| name.as_str())
        .collect();
    assert_eq!(
        root_only,
        [
            "role_model",
            "identity_kinds",
            "name_form",
            "identity_scope"
        ]
    );
    assert_eq!(SettingName::NumberRule.by(), Some("setup.numbers"));
    assert_eq!(SettingName::UtilizationThreshold.by(), Some("setup.alerts"));
    assert_eq!("nothing".parse::<SettingName>(), Err(SettingError::Unknown));
}

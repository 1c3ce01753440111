//! Rules of settings.

use std::collections::BTreeSet;
use std::sync::Arc;

use rollbook::change::Version;
use rollbook::command::setting::reset_settings::ResetSettings;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::engine::RunOptions;
use rollbook::id::OrganizationId;
use rollbook::profile::ProfileName;
use rollbook::query::organization::{GetSettings, GetTexts};
use rollbook::store::Store;

use super::world::{World, texts};

fn set(organization: OrganizationId, settings: &[(&str, &str)]) -> SetSettings {
    SetSettings {
        organization,
        values: texts(settings),
    }
}

fn value(
    world: &World,
    organization: OrganizationId,
    name: &str,
) -> (String, Option<OrganizationId>) {
    let in_force = world.look(&GetSettings { organization }).unwrap();
    let found = in_force.iter().find(|it| it.name.as_str() == name).unwrap();
    (found.value.to_string(), found.set_at)
}

pub(super) fn the_nearest_value_holds_and_a_reset_gives_it_back(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let child = world.organization(world.root(), "A");
        world.set(world.root(), &[("short_list_size", "9")]);
        assert_eq!(
            value(&world, child, "short_list_size"),
            ("9".into(), Some(world.root()))
        );
        world.set(child, &[("short_list_size", "3")]);
        assert_eq!(
            value(&world, child, "short_list_size"),
            ("3".into(), Some(child))
        );
        let reset = |organization| ResetSettings {
            organization,
            settings: BTreeSet::from(["short_list_size".to_owned()]),
        };
        assert!(world.run(&reset(child)).unwrap().changed);
        assert_eq!(
            value(&world, child, "short_list_size"),
            ("9".into(), Some(world.root()))
        );
        assert!(world.run(&reset(world.root())).unwrap().changed);
        assert_eq!(
            value(&world, child, "short_list_size"),
            ("5".into(), None),
            "{profile}"
        );
        assert!(!world.run(&reset(world.root())).unwrap().changed);
    }
}

pub(super) fn a_setting_is_refused_with_what_is_allowed(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    for (setting, code) in [
        (("no_such", "1"), "setting_unknown"),
        (("short_list_size", "51"), "setting_invalid"),
        (("short_list_size", "many"), "setting_invalid"),
        (("role_model", "ranks"), "setting_root_only"),
        (("identity_scope", "organization"), "setting_root_only"),
        (
            ("allowed_email_domains", "@example.com,example.org"),
            "email_domain_invalid",
        ),
    ] {
        let error = world.run(&set(world.root(), &[setting])).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{setting:?}");
        match code {
            "email_domain_invalid" => assert_eq!(error.details()["index"], 1),
            _ => assert_eq!(error.details()["setting"], setting.0),
        }
    }
    let error = world
        .run(&set(world.root(), &[("short_list_size", "0")]))
        .unwrap_err();
    assert!(error.details()["allowed"].as_str().unwrap().contains("50"));
    // One wrong value, and none is set.
    let both = set(
        world.root(),
        &[("short_list_size", "7"), ("rows_per_file", "none")],
    );
    assert_eq!(world.refusal(&both), "setting_invalid");
    assert_eq!(value(&world, world.root(), "short_list_size").1, None);
}

pub(super) fn each_setting_needs_its_own_privilege(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let accounts = world.holder("Accounts", world.root());
    for (setting, privilege) in [
        (("short_list_size", "7"), "setup.numbers"),
        (("time_zone", "US/Central"), "setup.company_profile"),
        (("social_messaging", "on"), "setup.application"),
        (
            ("allowed_email_domains", "@example.com"),
            "setup.domain_restriction",
        ),
        (("alerts", "account_added"), "setup.alerts"),
    ] {
        let error = world
            .run_as(&accounts, &set(world.root(), &[setting]))
            .unwrap_err();
        assert_eq!(error.code().as_str(), "privilege_missing");
        assert_eq!(error.details()["privilege"], privilege);
    }
    let setup = world.holder("Setup", world.root());
    assert!(
        world
            .run_as(&setup, &set(world.root(), &[("short_list_size", "7")]))
            .is_ok()
    );
}

pub(super) fn n_15_a_changed_setting_is_an_event_with_old_and_new_value(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let change = set(world.root(), &[("short_list_size", "7")]);
    assert!(world.run(&change).unwrap().changed);
    assert!(!world.run(&change).unwrap().changed, "it holds already");
    let events = world.events();
    let events: Vec<_> = events
        .iter()
        .filter(|it| it.name.as_str() == "setting.changed")
        .collect();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].data["setting"], "short_list_size");
    assert_eq!(
        (&events[0].data["old"], &events[0].data["new"]),
        (&"5".into(), &"7".into())
    );
    // Addresses of people are no part of an event.
    world.set(world.root(), &[("alert_recipients", "alerts@example.com")]);
    let shown = serde_json::to_string(&world.events()).unwrap();
    assert!(!shown.contains("alerts@"));
}

pub(super) fn settings_changed_meanwhile_are_a_version_conflict(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let version = world
        .run(&set(world.root(), &[("short_list_size", "7")]))
        .unwrap()
        .version;
    world.set(world.root(), &[("short_list_size", "8")]);
    let options = RunOptions {
        expected_version: Some(version),
        ..RunOptions::default()
    };
    let change = set(world.root(), &[("short_list_size", "9")]);
    let error = world.run_with(&change, options).unwrap_err();
    assert_eq!(error.code().as_str(), "version_conflict");
    assert_eq!(error.details()["version"], version.next().0);
    let options = RunOptions {
        expected_version: Some(version.next()),
        ..RunOptions::default()
    };
    assert!(world.run_with(&change, options).unwrap().outcome.version > Version::FIRST);
}

pub(super) fn texts_are_those_of_the_profile(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let shown = world
            .look(&GetTexts {
                organization: world.root(),
            })
            .unwrap();
        let multiline = super::world::MULTILINE.contains(&profile);
        assert_eq!(
            shown.move_not_enough_numbers,
            "Unable to move account(s). You do not have enough numbers available in the selected organization"
        );
        for (text, button) in [
            (shown.consent_invite, "Invite"),
            (shown.consent_import, "Import & Invite"),
        ] {
            let consent = format!(
                "By clicking on {button}, you agree that you have obtained permission from recipients to receive \
                 SMS notifications through employee or other agreement. Message and data rates may apply."
            );
            assert_eq!(text, consent);
        }
        let used = "This invitation has already been used to onboard MultiLine on a mobile device. It cannot be \
                    reused. Contact your administrator for further assistance.";
        assert_eq!(shown.invitation_already_used, multiline.then_some(used));
        assert_eq!(shown.number_none_available, "No Numbers Available");
        let subject = "Your account has been created!";
        assert_eq!(shown.invitation_subject, (!multiline).then_some(subject));
        let pins = "Automatically create PINs for imported members";
        let has_pins = profile == ProfileName::MembersV2;
        assert_eq!(shown.auto_create_pins, has_pins.then_some(pins));
        assert_eq!(shown.labels.join(" | "), labels(profile), "{profile}");
    }
}

/// T-07 and T-08.
const fn labels(profile: ProfileName) -> &'static str {
    match profile {
        ProfileName::Multiline2021 => {
            "Add Account | Cancel | Import | Import & Invite | Resend Invite | Batch Operations Report | Invite | Send Invite"
        }
        ProfileName::Multiline2022 | ProfileName::Multiline2024 => {
            "Add Account | Cancel | Import | Import & Invite | Resend Invite | Batch Operations Report | Save | Save & Invite"
        }
        ProfileName::MembersV1 => "Portal Access | No Portal Access | Pending",
        ProfileName::MembersV2 => "Portal Access | No Portal Access | Pending | No Team",
        ProfileName::MembersV3 => {
            "Portal Access | No Portal Access | Pending | No Team | Send Activation Emails"
        }
    }
}

//! What is known about people is corrected, and what becomes of their secrets.

use std::sync::Arc;

use rollbook::account::{LineFeatures, Status};
use rollbook::change::Version;
use rollbook::command::account::create_account::CreateAccount;
use rollbook::command::account::edit::Edit;
use rollbook::command::account::edit_account::{EditAccount, LineEdit};
use rollbook::engine::RunOptions;
use rollbook::id::AccountId;
use rollbook::profile::ProfileName::{self, MembersV2, MembersV3, Multiline2024};
use rollbook::store::Store;

use super::holder::{NUMBERS, PHONE, code_of, stocked};
use super::world::World;

fn set(text: &str) -> Edit<String> {
    Edit::Set(text.to_owned())
}

fn moved_to(account: AccountId, identity: &str) -> EditAccount {
    EditAccount {
        identity: Some(identity.to_owned()),
        ..EditAccount::new(account)
    }
}

pub(super) fn d_56_another_identity_kills_the_secret_at_the_old_address(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::with(Arc::clone(&store), profile, &[("number_rule", "lenient")]);
        let account = world.invited("old@example.com");
        let old = world.credential(account);
        let done = world.both(&moved_to(account, "new@example.com")).unwrap();
        assert_eq!(done.fields, ["identity"], "{profile}");
        assert_eq!(done.invitation, None);
        assert_eq!(
            world.stored(account).status(),
            Status::NotInvited,
            "{profile}"
        );
        assert_eq!(
            code_of(&world.rollbook.check_invitation(&old)),
            "invitation_invalid"
        );
        let freed = world.form(world.root(), "old@example.com");
        assert_eq!(world.refusal(&freed), "ok", "D-20: {profile}");
        assert_eq!(world.send(account).error, None);
        let new = world.credential(account);
        assert_eq!(
            code_of(&world.rollbook.check_invitation(&new)),
            "ok",
            "{profile}"
        );
        let event = world.events().into_iter().rev();
        let edited = event
            .into_iter()
            .find(|it| it.name.as_str() == "account.edited");
        let fields = edited.unwrap().data["fields"].clone();
        assert_eq!(fields, serde_json::json!(["identity"]), "N-15: {profile}");
    }
}

pub(super) fn d_56_with_sending_the_new_address_gets_the_new_secret(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("old@example.com");
    let old = world.credential(account);
    let command = EditAccount {
        send: true,
        ..moved_to(account, "new@example.com")
    };
    let done = world.both(&command).unwrap();
    assert_eq!(done.invitation.unwrap().generation, 2);
    assert_eq!(world.stored(account).status(), Status::Invited);
    assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_invalid");
    assert_eq!(
        code_of(&world.accept(&world.credential(account), PHONE)),
        "ok"
    );
}

pub(super) fn d_56_who_is_active_stays_active_under_another_identity(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.activated("old@example.com");
    let old = world.credential(account);
    world.both(&moved_to(account, "new@example.com")).unwrap();
    let stored = world.stored(account);
    assert_eq!(
        (stored.status(), stored.device.is_some()),
        (Status::Active, true)
    );
    assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_invalid");
    let same = world.both(&moved_to(account, "New@Example.com")).unwrap();
    assert!(same.invitation.is_none());
    assert_eq!(world.stored(account).status(), Status::Active);
}

pub(super) fn n_03_an_edited_identity_or_extension_is_free(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let a = world.organization(world.root(), "A");
    let mut form = world.form(a, "first@example.com");
    form.extension = Some("1234".to_owned());
    let first = world.run(&form).unwrap().account;
    let second = world.account(a, "second@example.com").account;
    let error = world
        .both(&moved_to(second, "FIRST@example.com"))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "account_identity_taken");
    assert_eq!(error.details()["account"], first.to_string());
    let extended = |account| EditAccount {
        extension: set("1234"),
        ..EditAccount::new(account)
    };
    let error = world.both(&extended(second)).unwrap_err();
    assert_eq!(error.code().as_str(), "account_extension_taken");
    assert!(!world.run(&extended(first)).unwrap().changed, "its own");
    let elsewhere = world.account(world.root(), "third@example.com").account;
    assert!(world.both(&extended(elsewhere)).unwrap().changed);
    let cleared = EditAccount {
        extension: Edit::Clear,
        ..EditAccount::new(first)
    };
    assert!(world.both(&cleared).unwrap().changed);
    assert!(world.both(&extended(second)).unwrap().changed);
}

pub(super) fn only_what_is_named_changes(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("social_messaging", "on")]);
    let account = world.account(world.root(), "person@example.com").account;
    let before = world.stored(account);
    let nothing = world.both(&EditAccount::new(account)).unwrap();
    assert!(!nothing.changed && nothing.fields.is_empty());
    assert_eq!(world.count("account.edited"), 0, "again: no event");
    let features = LineFeatures {
        social_messaging: true,
        ..LineFeatures::default()
    };
    let command = EditAccount {
        last_name: set("Changed"),
        notification_address: set("+1 440 555 7777"),
        language: set("Italian"),
        attributes: Some([("desk".to_owned(), "4".to_owned())].into()),
        lines: vec![LineEdit {
            features: Some(features),
            ..LineEdit::default()
        }],
        ..EditAccount::new(account)
    };
    let done = world.both(&command).unwrap();
    let names = [
        "name",
        "notification_address",
        "language",
        "features",
        "attributes",
    ];
    assert_eq!(done.fields, names);
    let after = world.stored(account);
    assert_eq!(after.name.display(), "First Changed");
    assert_eq!(after.recipient().unwrap().canonical(), "+14405557777");
    assert!(after.lines[0].features.social_messaging);
    assert_eq!(
        (after.identity, after.extension),
        (before.identity, before.extension)
    );
    assert!(!world.run(&command).unwrap().changed, "again");
    let cleared = EditAccount {
        notification_address: Edit::Clear,
        ..EditAccount::new(account)
    };
    world.run(&cleared).unwrap();
    assert!(world.stored(account).notification_address.is_none());
}

pub(super) fn an_edit_is_judged_as_the_form_is(store: Arc<dyn Store>) {
    let world = World::with(
        store,
        Multiline2024,
        &[("allowed_email_domains", "@example.com")],
    );
    let account = world.account(world.root(), "person@example.com").account;
    let edit = || EditAccount::new(account);
    let line = |line: LineEdit| EditAccount {
        lines: vec![line],
        ..edit()
    };
    let features = LineFeatures {
        social_messaging: true,
        ..LineFeatures::default()
    };
    let cases = [
        (
            moved_to(account, "person@example.org"),
            "email_domain_not_allowed",
        ),
        (moved_to(account, " "), "required_value_missing"),
        (
            EditAccount {
                first_name: Edit::Clear,
                ..edit()
            },
            "required_value_missing",
        ),
        (
            EditAccount {
                name: set("One"),
                ..edit()
            },
            "option_not_available",
        ),
        (
            EditAccount {
                extension: set("12"),
                ..edit()
            },
            "digits_invalid",
        ),
        (
            EditAccount {
                language: set("Klingon"),
                ..edit()
            },
            "value_not_allowed",
        ),
        (
            EditAccount {
                applications: Some(vec!["Other".into()]),
                ..edit()
            },
            "not_found",
        ),
        (
            line(LineEdit {
                line: 3,
                ..LineEdit::default()
            }),
            "not_found",
        ),
        (
            line(LineEdit {
                features: Some(features),
                ..LineEdit::default()
            }),
            "feature_not_enabled",
        ),
        (
            line(LineEdit {
                forwarding_number: set("12"),
                ..LineEdit::default()
            }),
            "forwarding_length",
        ),
    ];
    for (command, code) in cases {
        assert_eq!(code_of(&world.both(&command)), code);
    }
    let viewer = world.holder("Reports", world.root());
    assert_eq!(world.refusal_as(&viewer, &edit()), "privilege_missing");
    let foreign = EditAccount::new(world.beside().made.administrator);
    assert_eq!(world.refusal(&foreign), "not_found", "N-26");
}

pub(super) fn what_another_command_changes_is_named_with_it(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let account = world.account(world.root(), "person@example.com").account;
    for (field, command) in [
        ("organization", "move_accounts"),
        ("role", "assign_role"),
        ("number", "assign_number"),
        ("device", "replace_device"),
    ] {
        let text = format!(r#"{{"account":"{account}","{field}":"x"}}"#);
        let edit: EditAccount = serde_json::from_str(&text).unwrap();
        let error = world.both(&edit).unwrap_err();
        assert_eq!(error.code().as_str(), "account_field_fixed");
        assert_eq!(error.details()["field"], field);
        assert_eq!(error.details()["command"], command);
    }
    let text = format!(r#"{{"account":"{account}","extension":null,"colour":"x"}}"#);
    let edit: EditAccount = serde_json::from_str(&text).unwrap();
    assert_eq!(edit.extension, Edit::Clear);
    assert_eq!(world.refusal(&edit), "option_not_available");
}

pub(super) fn d_29_a_login_less_account_gets_no_address_by_an_edit(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let phone = CreateAccount::no_portal(world.root()).called("Lobby");
    let phone = world.run(&phone).unwrap().account;
    let error = world.both(&moved_to(phone, "lobby@example.com"));
    assert_eq!(code_of(&error), "account_identity_forbidden");
    let renamed = EditAccount {
        name: set("Reception"),
        extension: set("100"),
        ..EditAccount::new(phone)
    };
    assert_eq!(world.both(&renamed).unwrap().fields, ["name", "extension"]);
    let cleared = EditAccount {
        name: Edit::Clear,
        ..EditAccount::new(phone)
    };
    assert_eq!(code_of(&world.both(&cleared)), "required_value_missing");
}

pub(super) fn an_account_edited_meanwhile_is_a_version_conflict(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV2);
    let account = world.account(world.root(), "person@example.com").account;
    let renamed = |name: &str| EditAccount {
        name: set(name),
        ..EditAccount::new(account)
    };
    let options = RunOptions {
        expected_version: Some(Version::FIRST),
        ..RunOptions::default()
    };
    world.run_with(&renamed("Other Example"), options).unwrap();
    let error = world
        .run_with(&renamed("Third Example"), options)
        .unwrap_err();
    assert_eq!(error.code().as_str(), "version_conflict");
}

pub(super) fn m_52_an_edited_line_is_forwarded_where_there_is_no_voice(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.account(world.root(), "person@example.com").account;
    world.assign(account, 0, NUMBERS[0]).unwrap();
    let to = |number: &str| EditAccount {
        lines: vec![LineEdit {
            forwarding_number: set(number),
            ..LineEdit::default()
        }],
        ..EditAccount::new(account)
    };
    let done = world.both(&to("+1 440 555 9999")).unwrap();
    assert_eq!(done.warnings.len(), 1, "voice calling is on");
    assert!(!done.changed);
    world.set(world.root(), &[("voice_calling", "off")]);
    assert_eq!(code_of(&world.both(&to(NUMBERS[0]))), "forwarding_loop");
    let done = world.both(&to("+1 440 555 9999")).unwrap();
    assert_eq!(done.fields, ["forwarding_number"]);
}

//! Rules of the single form.

use std::sync::Arc;

use rollbook::account::{LineFeatures, Name, Status};
use rollbook::command::account::create_account::{CreateAccount, LineForm, NumberForm};
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::engine::RunOptions;
use rollbook::id::{GroupId, RoleId};
use rollbook::number::ReservationReason;
use rollbook::profile::ProfileName;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::world::{MEMBERS, MULTILINE, World};

const A: &str = "+14405551001";
const B: &str = "+14405551002";
const C: &str = "+14405551003";

fn named(number: &str) -> NumberForm {
    NumberForm::Named(number.to_owned())
}

/// A world of each profile of a system, with a tag for its numbers and identities.
fn each(store: &Arc<dyn Store>, profiles: &[ProfileName], show: impl Fn(World, &str)) {
    for profile in profiles {
        let place = ProfileName::ALL
            .iter()
            .position(|it| it == profile)
            .unwrap();
        show(
            World::new(Arc::clone(store), *profile),
            &format!("+144055{place}"),
        );
    }
}

pub(super) fn m_19_both_names_and_an_identity_are_mandatory(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, _| {
        let bare = CreateAccount::portal(world.root(), "").sending(false);
        let error = world.run(&bare).unwrap_err();
        let fields: Vec<_> = error
            .findings()
            .iter()
            .map(|it| {
                (
                    it.code.as_str(),
                    it.place.field.as_deref().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let missing = |field: &str| ("required_value_missing", field.to_owned());
        assert_eq!(fields, ["first_name", "last_name", "identity"].map(missing));
        let made = world.account(world.root(), "name@example.com");
        let account = world.stored(made.account);
        assert_eq!(account.applications[0].as_str(), "MultiLine", "preselected");
        assert_eq!(account.lines.len(), 1, "number of lines allowed");
        assert_eq!(account.language.unwrap().as_str(), "English");
        let mut one = world.form(world.root(), "other@example.com");
        one.name = Some("Name Example".to_owned());
        assert_eq!(world.refusal(&one), "option_not_available");
    });
}

pub(super) fn b_08_a_member_has_one_name(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let made = world.account(world.root(), "name@example.com");
        let account = world.stored(made.account);
        assert!(matches!(account.name, Name::One(name) if name.as_str() == "Name Example"));
        assert_eq!(account.lines.len(), 0);
        let two = CreateAccount::portal(world.root(), "other@example.com").named("First", "Last");
        assert_eq!(world.refusal(&two), "option_not_available");
        let none = CreateAccount::portal(world.root(), "other@example.com");
        assert_eq!(world.refusal(&none), "required_value_missing");
    });
}

pub(super) fn b_09_d_29_a_login_less_account_has_no_address(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let made = world
            .run(&CreateAccount::no_portal(world.root()).called("Lobby"))
            .unwrap();
        assert_eq!(made.status, Status::Active, "B-12, D-27: usable at once");
        assert_eq!(made.invitation, None);
        let stored = world.stored(made.account);
        assert_eq!(
            (stored.identity, stored.administrator),
            (None, false),
            "N-07"
        );
        assert_eq!(world.detail(made.account).roles, []);
        let mut with = CreateAccount::no_portal(world.root()).called("Lobby");
        with.identity = Some("name@example.com".to_owned());
        assert_eq!(world.refusal(&with), "account_identity_forbidden");
        with.identity = None;
        with.notification_address = Some("name@example.com".to_owned());
        assert_eq!(world.refusal(&with), "account_identity_forbidden");
    });
}

pub(super) fn d_28_a_login_less_account_has_no_role(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let mut form = CreateAccount::no_portal(world.root()).called("Lobby");
        form.role = Some(world.role("Member"));
        assert_eq!(world.refusal(&form), "role_needs_portal");
        let invited = CreateAccount::no_portal(world.root())
            .called("Lobby")
            .sending(true);
        assert_eq!(world.refusal(&invited), "account_no_portal_access");
    });
}

pub(super) fn b_11_multiline_has_portal_accounts_only(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, _| {
        let form = CreateAccount::no_portal(world.root()).named("First", "Last");
        let error = world.run(&form).unwrap_err();
        assert_eq!(error.code().as_str(), "option_not_available");
        assert_eq!(error.details()["setting"], "access_kinds");
    });
}

pub(super) fn m_05_m_06_m_07_m_11_only_the_accounts_privilege_adds(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, _| {
        let a = world.organization(world.root(), "A");
        let b = world.organization(world.root(), "B");
        let accounts = world.holder("Accounts", a);
        let setup = world.holder("Setup", a);
        let plain = world.actor(world.account(a, "plain@example.com").account);
        let form = world.form(a, "name@example.com");
        assert_eq!(world.refusal_as(&setup, &form), "privilege_missing");
        assert_eq!(world.refusal_as(&plain, &form), "privilege_missing");
        assert_eq!(
            world.refusal_as(&accounts, &world.form(b, "name@example.com")),
            "not_found"
        );
        assert!(world.run_as(&accounts, &form).is_ok());
        // Below too (D-40), and never an administrator, who is guarded by another privilege.
        let a1 = world.organization(a, "A1");
        assert!(
            world
                .run_as(&accounts, &world.form(a1, "other@example.com"))
                .is_ok()
        );
        let mut form = world.form(a, "third@example.com");
        form.role = Some(world.role("Setup"));
        assert_eq!(world.refusal_as(&accounts, &form), "role_not_grantable");
    });
}

pub(super) fn b_02_b_03_b_04_b_05_who_may_add_whom(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let owner = world.owner();
        let admin = world.holder("Admin", world.root());
        let member = world.holder("Member", world.root());
        for (who, actor, may) in [
            ("Owner", &owner, [false, true, true]),
            ("Admin", &admin, [false, false, true]),
            ("Member", &member, [false, false, false]),
        ] {
            for (role, may) in ["Owner", "Admin", "Member"].into_iter().zip(may) {
                let identity = format!("{who}.{role}@example.com");
                let mut form = world.form(world.root(), &identity);
                form.role = Some(world.role(role));
                let expected = match (may, who) {
                    (true, _) => "ok",
                    (false, "Member") if role != "Owner" => "privilege_missing",
                    (false, _) => "role_not_grantable",
                };
                assert_eq!(world.refusal_as(actor, &form), expected, "{who} {role}");
            }
            let login_less = CreateAccount::no_portal(world.root()).called("Lobby");
            assert_eq!(world.run_as(actor, &login_less).is_ok(), may[2], "{who}");
        }
    });
}

pub(super) fn b_10_without_a_role_a_portal_account_is_a_member(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let made = world.account(world.root(), "name@example.com");
        let roles = world.detail(made.account).roles;
        assert_eq!(roles, [(world.root(), world.role("Member"))]);
        assert!(!world.stored(made.account).administrator);
    });
}

pub(super) fn n_11_nothing_is_granted_that_the_granter_does_not_hold(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let admins = world.holder("Administrators", world.root());
    let mut form = world.form(world.root(), "name@example.com");
    form.role = Some(world.role("Setup"));
    assert_eq!(world.refusal_as(&admins, &form), "privilege_missing");
    form.role = Some(world.role("Administrators"));
    assert!(
        world.run_as(&admins, &form).is_ok(),
        "administrators.create replaces accounts.invite"
    );
    form.identity = Some("other@example.com".to_owned());
    form.role = Some(RoleId::from_bytes([1; 16]));
    assert_eq!(world.refusal(&form), "not_found");
    let made = world.count("role.assigned");
    assert_eq!(made, 3, "first administrator, holder, and this one");
}

pub(super) fn m_28_d_16_the_group_as_given_else_the_default_in_force(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, _| {
        let made = world.account(world.root(), "name@example.com");
        assert_eq!(
            world.stored(made.account).lines[0].group,
            Some(world.group())
        );
        let mut form = world.form(world.root(), "other@example.com");
        form.group = Some(GroupId::from_bytes([1; 16]));
        let error = world.run(&form).unwrap_err();
        assert_eq!(error.details()["entity"], "permission_group");
        form.group = Some(world.beside().group());
        assert_eq!(world.refusal(&form), "not_found", "N-26: of another tenant");
    });
}

pub(super) fn m_25_d_11_saving_sends_nothing_and_needs_no_number(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let made = world.account(world.root(), "name@example.com");
        assert_eq!(made.status, Status::NotInvited, "{profile}");
        assert_eq!((made.invitation, world.count("invitation.sent")), (None, 0));
        assert!(made.numbers.iter().all(Option::is_none));
        assert_eq!(world.count("account.created"), 2);
    }
}

pub(super) fn m_26_m_64_a_number_is_chosen_by_name(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, prefix| {
        let number = format!("{prefix}10001");
        world.numbers(world.root(), &[&number]);
        let form = world
            .form(world.root(), "name@example.com")
            .with_number(named(&number));
        let made = world.run(&form).unwrap();
        assert_eq!(made.numbers[0].unwrap().to_string(), number);
        assert_eq!(world.detail(made.account).listed.row.numbers, made.numbers);
        assert_eq!(world.count("number.assigned"), 1);
        let again = world
            .form(world.root(), "other@example.com")
            .with_number(named(&number));
        let error = world.run(&again).unwrap_err();
        assert_eq!(error.code().as_str(), "number_not_available");
        assert_eq!(error.details()["state"], "assigned");
    });
}

pub(super) fn m_26_a_number_is_chosen_by_tag(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, prefix| {
        let numbers = [format!("{prefix}10001"), format!("{prefix}10002")];
        world.numbers(world.root(), &[&numbers[0]]);
        world.tagged(world.root(), &[&numbers[1]], "PORTED");
        let tagged = NumberForm::Tagged("ported".to_owned());
        let form = world
            .form(world.root(), "name@example.com")
            .with_number(tagged.clone());
        let made = world.run(&form).unwrap();
        assert_eq!(made.numbers[0].unwrap().to_string(), numbers[1]);
        let again = world
            .form(world.root(), "other@example.com")
            .with_number(tagged);
        let error = world.run(&again).unwrap_err();
        assert_eq!(error.code().as_str(), "number_tag_empty");
        assert_eq!(error.details()["tag"], "PORTED");
    });
}

pub(super) fn n_12_lines_that_mean_the_same_number_are_judged_together(store: Arc<dyn Store>) {
    let lines = [("lines_per_account", "3")];
    let world = World::with(store, ProfileName::Multiline2024, &lines);
    let [a, b] = ["+14405551001", "+14405551002"];
    world.tagged(world.root(), &[a], "GOLD");
    let gold = || NumberForm::Tagged("GOLD".to_owned());
    let form = |identity: &str, numbers: Vec<NumberForm>| {
        let mut form = world.form(world.root(), identity);
        let line = |number| LineForm {
            number,
            ..LineForm::default()
        };
        form.lines = Some(numbers.into_iter().map(line).collect());
        form
    };
    let named = || NumberForm::Named(a.to_owned());
    let dry_run = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    for (numbers, code) in [
        (vec![named(), gold()], "number_tag_empty"),
        (vec![named(), NumberForm::Any], "number_none_available"),
        (vec![NumberForm::Any, gold()], "number_none_available"),
    ] {
        let form = form("name@example.com", numbers);
        for options in [dry_run, RunOptions::default()] {
            let error = world.run_with(&form, options).unwrap_err();
            assert_eq!(error.code().as_str(), code);
        }
    }
    // With one more number all have one: by tag comes first, whatever the order of the lines.
    world.numbers(world.root(), &[b]);
    let form = form("name@example.com", vec![NumberForm::Any, gold()]);
    let made = world.run(&form).unwrap();
    let expected = [b, a].map(|number| Some(number.parse().unwrap()));
    assert_eq!(made.numbers, expected);
}

pub(super) fn t_05_any_number_of_the_nearest_pool_else_none_available(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let child = world.organization(world.root(), "A");
    world.numbers(world.root(), &[A]);
    world.numbers(child, &[B]);
    for (identity, expected) in [("one@example.com", B), ("two@example.com", A)] {
        let made = world
            .run(&world.form(child, identity).with_number(NumberForm::Any))
            .unwrap();
        assert_eq!(made.numbers[0].unwrap().to_string(), expected);
    }
    let error = world
        .run(
            &world
                .form(child, "x@example.com")
                .with_number(NumberForm::Any),
        )
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_none_available");
    assert_eq!(error.message(), "No Numbers Available");
}

pub(super) fn d_04_d_54_by_name_also_reserved_and_golden_numbers(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let golden = NewNumber {
        golden: true,
        ..NewNumber::new(A)
    };
    let numbers = vec![golden, NewNumber::new(B)];
    world
        .run(&AddNumbers {
            organization: world.root(),
            numbers,
        })
        .unwrap();
    let hold = ReserveNumbers {
        organization: world.root(),
        numbers: NumberChoice::List(vec![B.to_owned()]),
        tag: None,
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    };
    world.run(&hold).unwrap();
    let any = world
        .form(world.root(), "any@example.com")
        .with_number(NumberForm::Any);
    assert_eq!(
        world.refusal(&any),
        "number_none_available",
        "neither is chosen automatically"
    );
    for (identity, number) in [("a@example.com", A), ("b@example.com", B)] {
        let form = world
            .form(world.root(), identity)
            .with_number(named(number));
        assert!(world.run(&form).is_ok());
    }
}

pub(super) fn n_21_a_number_must_be_usable_there(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let b = world.organization(world.root(), "B");
    world.numbers(b, &[B]);
    let form = world.form(a, "name@example.com").with_number(named(B));
    assert_eq!(world.refusal(&form), "number_other_organization");
    // Whoever sees only A learns nothing of B's numbers (N-26).
    let admin = world.holder("Accounts", a);
    assert_eq!(world.refusal_as(&admin, &form), "not_found");
    let unknown = world.form(a, "name@example.com").with_number(named(C));
    assert_eq!(world.refusal(&unknown), "not_found");
    let bad = world.form(a, "name@example.com").with_number(named("555"));
    assert_eq!(world.refusal(&bad), "number_invalid");
}

pub(super) fn n_04_n_05_a_line_holds_one_number_and_a_login_less_one_is_registered(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::MembersV3);
    world.numbers(world.root(), &[A]);
    let form = CreateAccount::no_portal(world.root())
        .called("Lobby")
        .with_number(NumberForm::Any);
    let made = world.run(&form).unwrap();
    assert_eq!(made.numbers[0].unwrap().to_string(), A);
    assert_eq!(
        (
            world.count("number.registered"),
            world.count("number.assigned")
        ),
        (1, 0)
    );
    let mut two = world.form(world.root(), "name@example.com");
    two.lines = Some(vec![LineForm::default(), LineForm::default()]);
    let error = world.run(&two).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    assert_eq!(
        (&error.details()["limit"], &error.details()["max"]),
        (&"lines".into(), &1.into())
    );
}

pub(super) fn n_03_d_20_an_identity_is_unique_in_the_tree(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let a = world.organization(world.root(), "A");
        let made = world.account(world.root(), "Name@Example.com");
        let error = world.run(&world.form(a, "name@example.COM")).unwrap_err();
        assert_eq!(error.code().as_str(), "account_identity_taken", "{profile}");
        assert_eq!(error.details()["status"], "not_invited");
        assert_eq!(error.details()["account"], made.account.to_string());
        // Who does not see the account learns no more than that.
        let admin = world.holder(world.administrator_role(), a);
        let error = world
            .run_as(&admin, &world.form(a, "name@example.com"))
            .unwrap_err();
        assert_eq!(error.code().as_str(), "account_identity_taken");
        assert!(error.details().is_empty());
        let dots = world.form(a, "na.me+tag@example.com");
        assert!(world.run(&dots).is_ok(), "dots and tags are distinct");
    }
}

pub(super) fn d_20_with_identities_by_organization_each_has_its_own(store: Arc<dyn Store>) {
    let scope = [("identity_scope", "organization")];
    let world = World::with(store, ProfileName::Multiline2024, &scope);
    let a = world.organization(world.root(), "A");
    let _ = world.account(world.root(), "name@example.com");
    let _ = world.account(a, "name@example.com");
    assert_eq!(
        world.refusal(&world.form(a, "name@example.com")),
        "account_identity_taken"
    );
}

pub(super) fn m_20_d_32_a_device_number_has_a_country_code(store: Arc<dyn Store>) {
    each(&store, &MULTILINE, |world, _| {
        let made = world.account(world.root(), "1 440 555 1234");
        let identity = world.stored(made.account).identity.unwrap();
        assert_eq!(identity.canonical(), "+14405551234");
        assert_eq!(
            world.refusal(&world.form(world.root(), "+14405551234")),
            "account_identity_taken"
        );
        assert_eq!(
            world.refusal(&world.form(world.root(), "+14405551")),
            "phone_too_short"
        );
        let national = world.form(world.root(), "030 901820");
        assert_ne!(world.refusal(&national), "ok");
        world.set(world.root(), &[("default_region", "DE")]);
        assert!(world.run(&national).is_ok());
        assert_eq!(
            world.refusal(&world.form(world.root(), "+4930901820")),
            "account_identity_taken"
        );
        assert_eq!(world.refusal(&national), "account_identity_taken");
    });
}

pub(super) fn m_47_b_09_where_only_addresses_are_taken(store: Arc<dyn Store>) {
    each(&store, &MEMBERS, |world, _| {
        let form = world.form(world.root(), "+14405551234");
        assert_eq!(world.refusal(&form), "email_required");
    });
    each(&store, &MULTILINE, |world, _| {
        world.set(world.root(), &[("smtp_data_offload", "on")]);
        let error = world
            .run(&world.form(world.root(), "+14405551234"))
            .unwrap_err();
        assert_eq!(error.code().as_str(), "email_required");
        assert!(!format!("{error:?}{error}").contains("4405551234"));
    });
}

pub(super) fn an_address_lies_in_an_allowed_domain(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.set(world.root(), &[("allowed_email_domains", "@example.com")]);
    assert!(
        world
            .run(&world.form(world.root(), "name@EXAMPLE.com"))
            .is_ok()
    );
    for outside in ["name@example.org", "name@sub.example.com"] {
        assert_eq!(
            world.refusal(&world.form(world.root(), outside)),
            "email_domain_not_allowed"
        );
    }
    let mut form = world.form(world.root(), "other@example.com");
    form.notification_address = Some("other@example.org".to_owned());
    assert_eq!(world.refusal(&form), "email_domain_not_allowed");
    assert_eq!(
        world.refusal(&world.form(world.root(), "name")),
        "identity_unrecognized"
    );
    assert_eq!(
        world.refusal(&world.form(world.root(), "name@")),
        "email_invalid"
    );
}

pub(super) fn m_33_m_49_m_53_features_follow_the_configuration(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let with = |identity: &str, social: bool| {
        let mut form = world.form(world.root(), identity);
        let features = LineFeatures {
            social_messaging: social,
            restrict_incoming_social_messaging: true,
            monitor_calls: true,
            monitor_sms: true,
        };
        form.lines = Some(vec![LineForm {
            features,
            ..LineForm::default()
        }]);
        form
    };
    let error = world.run(&with("one@example.com", true)).unwrap_err();
    assert_eq!(error.code().as_str(), "feature_not_enabled");
    let made = world.run(&with("one@example.com", false)).unwrap();
    let features = world.stored(made.account).lines[0].features;
    assert!(
        !features.restrict_incoming_social_messaging,
        "counts only with social messaging"
    );
    assert!(features.monitor_calls && features.monitor_sms);
    world.set(world.root(), &[("social_messaging", "on")]);
    let made = world.run(&with("two@example.com", true)).unwrap();
    assert!(
        world.stored(made.account).lines[0]
            .features
            .restrict_incoming_social_messaging
    );
}

pub(super) fn m_52_d_31_calls_are_forwarded_where_there_is_no_voice(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let to = |identity: &str, number: &str| {
        let mut form = world.form(world.root(), identity);
        let forwarding_number = Some(number.to_owned());
        form.lines = Some(vec![LineForm {
            forwarding_number,
            ..LineForm::default()
        }]);
        form
    };
    let made = world
        .run(&to("one@example.com", "+1 (440) 555-1234"))
        .unwrap();
    assert_eq!(made.warnings.len(), 1, "forwarding_not_applicable");
    assert_eq!(world.stored(made.account).lines[0].forwarding_number, None);
    world.set(world.root(), &[("voice_calling", "off")]);
    let made = world
        .run(&to("two@example.com", "+1 (440) 555-1234"))
        .unwrap();
    assert_eq!(made.warnings, []);
    let stored = world.stored(made.account).lines[0]
        .forwarding_number
        .clone();
    assert_eq!(stored.as_deref(), Some("14405551234"));
    assert_eq!(
        world.refusal(&to("x@example.com", "123")),
        "forwarding_length"
    );
    assert_eq!(
        world.refusal(&to("x@example.com", "1234567890123456789")),
        "forwarding_length"
    );
    assert!(world.run(&to("y@example.com", "1234")).is_ok());
}

pub(super) fn m_54_the_language_is_one_of_the_organizations(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut form = world.form(world.root(), "name@example.com");
    form.language = Some("Portuguese".to_owned());
    assert_eq!(
        world.refusal(&form),
        "value_not_allowed",
        "for administrators only"
    );
    form.role = Some(world.role("Accounts"));
    assert!(world.run(&form).is_ok());
    let mut form = world.form(world.root(), "other@example.com");
    form.language = Some("German".to_owned());
    let made = world.run(&form).unwrap();
    assert_eq!(
        world.stored(made.account).language.unwrap().as_str(),
        "German"
    );
    form.language = Some("Klingon".to_owned());
    assert_eq!(world.refusal(&form), "value_not_allowed");
}

pub(super) fn an_application_is_one_on_offer(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut form = world.form(world.root(), "name@example.com");
    form.applications = Some(vec!["Other".to_owned()]);
    assert_eq!(
        world.run(&form).unwrap_err().details()["entity"],
        "application"
    );
    form.applications = Some(Vec::new());
    assert_eq!(world.refusal(&form), "required_value_missing");
}

pub(super) fn an_extension_is_unique_in_its_organization(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::MembersV3);
    let a = world.organization(world.root(), "A");
    let with = |organization, name: &str, extension: &str| {
        let mut form = CreateAccount::no_portal(organization).called(name);
        form.extension = Some(extension.to_owned());
        form
    };
    let made = world.run(&with(world.root(), "One", "1001")).unwrap();
    let error = world.run(&with(world.root(), "Two", "1001")).unwrap_err();
    assert_eq!(error.code().as_str(), "account_extension_taken");
    assert_eq!(error.details()["account"], made.account.to_string());
    assert!(world.run(&with(a, "Two", "1001")).is_ok());
    for (extension, code) in [
        ("12", "digits_invalid"),
        ("123456", "digits_invalid"),
        ("12a", "digits_invalid"),
    ] {
        assert_eq!(world.refusal(&with(a, "Three", extension)), code);
    }
}

pub(super) fn attributes_are_bounded(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut form = world.form(world.root(), "name@example.com");
    form.attributes = (0..33)
        .map(|it| (format!("key{it}"), String::new()))
        .collect();
    assert_eq!(world.refusal(&form), "text_too_long");
    form.attributes = [("key".to_owned(), "x".repeat(257))].into();
    assert_eq!(world.refusal(&form), "text_too_long");
    form.attributes = [("k".repeat(64), "x".repeat(256))].into();
    let made = world.run(&form).unwrap();
    assert_eq!(world.stored(made.account).attributes, form.attributes);
}

pub(super) fn n_17_limits_count_everybody_once(store: Arc<dyn Store>) {
    let limits = [("limit_members", "2"), ("limit_admins", "2")];
    let world = World::with(store, ProfileName::MembersV3, &limits);
    let a = world.organization(world.root(), "A");
    let _ = world.account(a, "one@example.com");
    world
        .run(&CreateAccount::no_portal(world.root()).called("Lobby"))
        .unwrap();
    let third = world.form(a, "three@example.com");
    for dry_run in [true, false] {
        let options = RunOptions {
            dry_run,
            ..RunOptions::default()
        };
        let error = world.run_with(&third, options).unwrap_err();
        assert_eq!(error.code().as_str(), "limit_reached", "N-12");
        assert_eq!(error.details()["limit"], "members");
        assert_eq!(error.details()["max"], 2);
    }
    let mut admin = world.form(a, "admin@example.com");
    admin.role = Some(world.role("Admin"));
    world.run(&admin).unwrap();
    admin.identity = Some("other@example.com".to_owned());
    let error = world.run(&admin).unwrap_err();
    assert_eq!(error.details()["limit"], "admins", "the Owner counts");
}

pub(super) fn n_12_n_15_a_dry_run_answers_and_writes_nothing(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let before = world.events().len();
    let options = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let form = world.form(world.root(), "name@example.com");
    assert_eq!(
        world.run_with(&form, options).unwrap().outcome.status,
        Status::NotInvited
    );
    assert_eq!(world.events().len(), before);
    assert!(world.run(&form).is_ok());
    let error = world.run_with(&form, options).unwrap_err();
    assert_eq!(error.code().as_str(), "account_identity_taken");
}

pub(super) fn n_14_a_repeat_adds_nobody(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A]);
    let form = world
        .form(world.root(), "name@example.com")
        .with_number(NumberForm::Any);
    let first = world.run_with(&form, RunOptions::default()).unwrap();
    let options = RunOptions {
        command_id: Some(first.command),
        ..RunOptions::default()
    };
    let again = world.run_with(&form, options).unwrap();
    assert!(again.replayed);
    assert_eq!(
        again.outcome, first.outcome,
        "with the number that was bound"
    );
    assert_eq!(world.count("account.created"), 2);
}

pub(super) fn n_16_a_disabled_organization_takes_nobody(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let a = world.organization(world.root(), "A");
        let a1 = world.organization(a, "A1");
        world.disable(a);
        for organization in [a, a1] {
            let error = world
                .run(&world.form(organization, "name@example.com"))
                .unwrap_err();
            assert_eq!(error.code().as_str(), "organization_disabled", "{profile}");
            assert_eq!(error.details()["organization"], a.to_string());
        }
        assert!(
            world
                .run(&world.form(world.root(), "name@example.com"))
                .is_ok()
        );
    }
}

pub(super) fn d_04_n_20_a_cooling_number_only_by_name_and_with_setup_numbers(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.tagged(world.root(), &[A], "PORTED");
    let end = world.clock.now() + Duration::days(90);
    world.left_number(A, |number| number.cooling_until = Some(end));
    let accounts = world.holder("Accounts", world.root());
    let form = |number| {
        world
            .form(world.root(), "name@example.com")
            .with_number(number)
    };
    let tagged = NumberForm::Tagged("PORTED".to_owned());
    assert_eq!(
        world.refusal(&form(NumberForm::Any)),
        "number_none_available"
    );
    assert_eq!(world.refusal(&form(tagged)), "number_tag_empty");
    let error = world.run_as(&accounts, &form(named(A))).unwrap_err();
    assert_eq!(error.code().as_str(), "number_cooling");
    assert_eq!(error.details()["until"], end.to_string());
    let options = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    assert!(world.run_with(&form(named(A)), options).is_ok());
    world.clock.advance(Duration::days(90));
    assert!(
        world.run_as(&accounts, &form(NumberForm::Any)).is_ok(),
        "N-23: it ended by itself"
    );
}

//! Accepting an invitation: the documented rules and decisions about credentials, devices and time.

use std::sync::Arc;

use rollbook::account::{Enabled, Onboarding, Status};
use rollbook::command::activation::{Credential, NumberChoice, PresentedDevice};
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::{SendKind, SendRequest};
use rollbook::engine::RunOptions;
use rollbook::invitation::InvitationNow;
use rollbook::profile::ProfileName::{self, MembersV3, Multiline2024};
use rollbook::settings::Channel;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{
    OTHER_PHONE, PHONE, code_of, command_id, phone, stocked, text_of, with_code, wrong,
};
use super::world::{MULTILINE, World};

pub(super) fn m_01_an_invitation_carries_company_id_username_and_password(store: Arc<dyn Store>) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        let account = world.account(world.root(), "person@example.com").account;
        world.set(world.root(), &[("number_rule", "lenient")]);
        world.send(account);
        let rendered = world.rendered(account).unwrap();
        assert_eq!(rendered.username, "person@example.com");
        assert_eq!(rendered.channel, Some(Channel::Email));
        assert_eq!(rendered.code.render().len(), 14);
        assert_eq!(rendered.recipient.unwrap().original(), "person@example.com");
        let stored = world.invitation(account);
        assert_eq!(stored.company_id, rendered.company_id);
    }
}

pub(super) fn m_02_a_reinstallation_activates_again_and_keeps_the_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let first = world.accept(&credential, PHONE).unwrap();
    assert!(!first.reactivated);
    let again = world.accept(&credential, "1 440 555 1234").unwrap();
    assert!(again.reactivated);
    assert_eq!(again.activations, Some(2));
    assert_eq!(again.numbers, first.numbers);
    assert_eq!(world.count("account.activated"), 1);
    assert_eq!(world.count("account.reactivated"), 1);
    assert_eq!(world.count("number.registered"), 1);
    assert_eq!(world.invitation(account).uses, 2);
}

pub(super) fn m_03_a_lost_invitation_is_answered_with_a_new_password(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let old = world.credential(account);
    world.send(account);
    let new = world.credential(account);
    assert_ne!(text_of(&old), text_of(&new));
    assert_eq!(code_of(&world.accept(&old, PHONE)), "invitation_superseded");
    assert_eq!(code_of(&world.accept(&new, PHONE)), "ok");
}

pub(super) fn m_04_a_check_says_what_is_still_needed(store: Arc<dyn Store>) {
    let world = stocked(Arc::clone(&store), Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let checked = world.rollbook.check_invitation(&credential).unwrap();
    assert_eq!(checked.organization_name.as_str(), "ACME CORP");
    assert_eq!(checked.expires_at, None);
    assert!(checked.needs.number_choice && checked.needs.device_number);
    assert!(!checked.needs.password_at_host);
    world.accept(&credential, PHONE).unwrap();
    let checked = world.rollbook.check_invitation(&credential).unwrap();
    assert!(!checked.needs.number_choice && checked.needs.device_number);

    let members = World::new(store, MembersV3);
    let account = members.invited("member@example.com");
    let checked = members
        .rollbook
        .check_invitation(&members.credential(account))
        .unwrap();
    assert!(checked.needs.password_at_host && !checked.needs.device_number);
    assert!(checked.expires_at.is_some());
}

pub(super) fn m_66_anyone_can_be_sent_an_invitation_again(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("invitation_lifetime", "1 d")]);
    let account = world.invited("person@example.com");
    world.wait(Duration::days(2));
    let expired = world.detail(account).listed.invitation;
    assert_eq!(expired, Some(InvitationNow::Expired));
    world.send(account);
    world.revoke(account);
    world.send(account);
    world.accept(&world.credential(account), PHONE).unwrap();
    world.send(account);
    assert_eq!(world.invitation(account).generation.number, 4);
    assert_eq!(world.stored(account).status(), Status::Active);
}

pub(super) fn m_69_activation_ties_the_account_to_the_personal_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let accepted = world.accept(&credential, PHONE).unwrap();
    let other = world.accept(&credential, OTHER_PHONE);
    assert_eq!(code_of(&other), "account_device_mismatch");
    let device = world.stored(account).device.unwrap();
    assert_eq!(device.number.to_string(), PHONE);
    assert_eq!(device.activations, 1);
    assert_eq!(world.lines(account), accepted.numbers);
}

pub(super) fn d_07_sending_and_resending_are_one_command(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.account(world.root(), "person@example.com").account;
    let kinds: Vec<SendKind> = (0..2)
        .map(|_| world.send(account).issued.unwrap().kind)
        .collect();
    assert_eq!(kinds, [SendKind::FirstSend, SendKind::Resend]);
}

pub(super) fn d_13_a_members_invitation_is_good_until_thirty_days_are_over(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.wait(Duration::micros(Duration::days(30).as_micros() - 1));
    assert_eq!(code_of(&world.rollbook.check_invitation(&credential)), "ok");
    world.wait(Duration::micros(1));
    let end = world.rollbook.check_invitation(&credential).unwrap_err();
    assert_eq!(end.code().as_str(), "invitation_expired");
    assert_eq!(end.details()["at"], world.clock.now().to_string());
    world.send(account);
    let credential = world.credential(account);
    world.wait(Duration::days(29));
    assert_eq!(code_of(&world.rollbook.check_invitation(&credential)), "ok");
}

pub(super) fn d_21_a_resend_to_an_active_person_keeps_it_active(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let first = world.accept(&world.credential(account), PHONE).unwrap();
    world.send(account);
    assert_eq!(world.stored(account).onboarding, Onboarding::Activated);
    assert_eq!(world.invitation(account).uses, 0);
    let again = world.accept(&world.credential(account), PHONE).unwrap();
    assert!(again.reactivated);
    assert_eq!(again.numbers, first.numbers);
}

pub(super) fn d_22_the_old_secret_is_dead(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let old = world.credential(account);
    world.send(account);
    for _ in 0..3 {
        let refused = world.accept(&old, PHONE);
        assert_eq!(code_of(&refused), "invitation_superseded");
    }
    assert_eq!(world.stored(account).onboarding, Onboarding::Invited);
}

pub(super) fn d_23_uses_and_expiry_are_independent(store: Arc<dyn Store>) {
    let lifetime = [("invitation_lifetime", "1 d")];
    let unlimited = stocked(Arc::clone(&store), Multiline2024, &lifetime);
    let account = unlimited.invited("person@example.com");
    let credential = unlimited.credential(account);
    unlimited.accept(&credential, PHONE).unwrap();
    unlimited.wait(Duration::days(1));
    let over = unlimited.accept(&credential, PHONE);
    assert_eq!(code_of(&over), "invitation_expired");

    let endless = [("invitation_lifetime", "none")];
    let single = World::with(store, MembersV3, &endless);
    let account = single.invited("person@example.com");
    let credential = single.credential(account);
    single.wait(Duration::days(1_000));
    single.accept(&credential, PHONE).unwrap();
    let used = single.accept(&credential, PHONE);
    assert_eq!(code_of(&used), "invitation_already_used");
}

pub(super) fn d_25_sending_again_never_takes_the_number_off_the_line(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let accepted = world.accept(&world.credential(account), PHONE).unwrap();
    world.send(account);
    world.revoke(account);
    assert_eq!(world.lines(account), accepted.numbers);
    assert_eq!(world.stored(account).onboarding, Onboarding::Activated);
}

pub(super) fn d_48_an_inviter_who_lost_the_right_blocks_what_gives_a_role(store: Arc<dyn Store>) {
    for (setting, plain) in [("grants", "ok"), ("always", "inviter_not_authorized")] {
        let world = World::with(
            Arc::clone(&store),
            Multiline2024,
            &[("inviter_recheck", setting), ("number_rule", "lenient")],
        );
        let inviter = world.holder(world.administrator_role(), world.root());
        let mut accounts = Vec::new();
        for (identity, role) in [
            ("plain@example.com", None),
            ("admin@example.com", Some("Accounts")),
        ] {
            let mut form = world.form(world.root(), identity);
            form.role = role.map(|name| world.role(name));
            form.lines = Some(Vec::new());
            form.send = Some(true);
            accounts.push(world.run_as(&inviter, &form).unwrap().account);
        }
        let credentials: Vec<Credential> =
            accounts.iter().map(|id| world.credential(*id)).collect();
        world.strip(inviter.account().unwrap());
        let got: Vec<&str> = credentials
            .iter()
            .map(|it| code_of(&world.accept(it, PHONE)))
            .collect();
        assert_eq!(got, [plain, "inviter_not_authorized"], "{setting}");
    }
}

pub(super) fn d_49_the_holder_of_the_secret_learns_the_reason_and_nobody_else(
    store: Arc<dyn Store>,
) {
    let world = stocked(store, Multiline2024, &[("invitation_lifetime", "1 d")]);
    let revoked = world.invited("revoked@example.com");
    let expired = world.invited("expired@example.com");
    let credentials = [revoked, expired].map(|account| world.credential(account));
    world.revoke(revoked);
    world.wait(Duration::days(2));
    let reasons: Vec<&str> = credentials
        .iter()
        .map(|it| code_of(&world.rollbook.check_invitation(it)))
        .collect();
    assert_eq!(reasons, ["invitation_revoked", "invitation_expired"]);
    for credential in &credentials {
        let other = world
            .rollbook
            .check_invitation(&wrong(credential))
            .unwrap_err();
        assert_eq!(other.code().as_str(), "invitation_invalid");
        assert!(other.details().is_empty());
    }
}

pub(super) fn d_52_attempts_and_lock_belong_to_the_generation(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("code_attempts", "3")]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..3 {
        let refused = world.rollbook.check_invitation(&wrong(&credential));
        assert_eq!(code_of(&refused), "invitation_invalid");
    }
    let locked = world.rollbook.check_invitation(&credential);
    assert_eq!(code_of(&locked), "invitation_locked");
    assert_eq!(world.count("invitation.locked"), 1);
    world.send(account);
    assert_eq!(
        code_of(&world.accept(&world.credential(account), PHONE)),
        "ok"
    );
}

pub(super) fn n_06_a_resend_makes_no_second_invitation(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let first = world.invitation(account);
    world.send(account);
    let second = world.invitation(account);
    assert_eq!(first.id, second.id);
    assert_eq!((first.resends, second.resends), (0, 1));
}

pub(super) fn n_09_generations_never_share_a_secret(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let mut codes = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let credential = world.credential(account);
        assert!(codes.insert(text_of(&credential).to_owned()));
        assert_eq!(text_of(&credential), text_of(&world.credential(account)));
        world.send(account);
    }
    let current = world.credential(account);
    for (place, code) in codes.iter().enumerate().take(9) {
        let tried = world.rollbook.check_invitation(&with_code(&current, code));
        assert_ne!(code_of(&tried), "ok", "{place}");
    }
}

pub(super) fn n_13_a_refused_acceptance_changes_nothing(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let state = || {
        let invitation = world.invitation(account);
        let uses = (invitation.uses, invitation.attempts.count, invitation.state);
        (
            world.stored(account),
            uses,
            world.inventory(),
            world.events(),
        )
    };
    let before = state();
    let refusals = [
        (phone(PHONE), NumberChoice::None, "number_choice_required"),
        (
            PresentedDevice::default(),
            NumberChoice::Any,
            "device_number_required",
        ),
        (phone("+1 440"), NumberChoice::Any, "phone_too_short"),
        (
            phone(PHONE),
            NumberChoice::One("+14405559999".parse().unwrap()),
            "number_other_organization",
        ),
    ];
    for (device, choice, code) in refusals {
        let refused = world.accept_with(&credential, device, choice);
        assert_eq!(code_of(&refused), code);
        assert_eq!(state(), before, "{code}");
    }
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    world
        .accept_as(&credential, phone(PHONE), NumberChoice::Any, dry)
        .unwrap();
    assert_eq!(state(), before);
}

pub(super) fn n_16_nobody_suspended_or_below_a_disabled_organization_accepts(
    store: Arc<dyn Store>,
) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for enabled in [
        Enabled::Suspended {
            by_system: false,
            reason: None,
        },
        Enabled::OptedOut,
    ] {
        world.alter(account, |account| account.enabled = enabled);
        assert_eq!(
            code_of(&world.accept(&credential, PHONE)),
            "invitation_blocked"
        );
    }
    world.alter(account, |account| account.enabled = Enabled::Enabled);
    world.enable(world.root(), false);
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_blocked"
    );
    world.enable(world.root(), true);
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn n_18_checking_changes_nothing_but_the_count(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let (person, numbers, events) = (world.stored(account), world.inventory(), world.events());
    let mut before = world.invitation(account);
    let refused = world.rollbook.check_invitation(&wrong(&credential));
    assert_eq!(code_of(&refused), "invitation_invalid");
    assert_eq!(world.invitation(account).attempts.count, 1);
    world.rollbook.check_invitation(&credential).unwrap();
    world.rollbook.list_number_choices(&credential).unwrap();
    let after = world.invitation(account);
    assert_eq!(after.attempts.count, 0);
    before.attempts = after.attempts;
    assert_eq!(after, before);
    assert_eq!(world.stored(account), person);
    assert_eq!(world.inventory(), numbers);
    assert_eq!(world.events(), events);
}

pub(super) fn n_23_expiry_and_locks_end_without_anybody_writing_it_down(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[("code_attempts", "3")]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..3 {
        let _ = world.rollbook.check_invitation(&wrong(&credential));
    }
    let shown = || world.detail(account).listed.invitation.unwrap();
    assert_eq!(shown(), InvitationNow::Locked);
    world.wait(Duration::seconds(30));
    assert_eq!(shown(), InvitationNow::Open);
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

/// The profiles differ in use and lifetime only by settings.
pub(super) fn m_02_a_multiline_invitation_is_not_used_up(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::with(Arc::clone(&store), profile, &[("number_rule", "lenient")]);
        let mut form = world.form(world.root(), "person@example.com");
        form.lines = Some(Vec::new());
        form.send = Some(true);
        let account = world.run(&form).unwrap().account;
        let credential = world.credential(account);
        world.accept(&credential, PHONE).unwrap();
        let second = world.accept(&credential, PHONE);
        let expected = if world.is_members() {
            "invitation_already_used"
        } else {
            "ok"
        };
        assert_eq!(code_of(&second), expected, "{profile:?}");
    }
}

pub(super) fn whoever_declines_is_not_asked_again_without_consent(store: Arc<dyn Store>) {
    let world = stocked(Arc::clone(&store), Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let decline = |credential: &Credential, options| {
        let ran = world.rollbook.decline_invitation(credential, options);
        ran.map(|ran| ran.replayed)
    };
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    assert_eq!(
        code_of(&decline(&wrong(&credential), dry)),
        "invitation_invalid"
    );
    assert!(!decline(&credential, dry).unwrap());
    assert_eq!(world.stored(account).status(), Status::Invited, "N-12");
    let options = RunOptions {
        command_id: Some(command_id()),
        ..RunOptions::default()
    };
    assert!(!decline(&credential, options).unwrap());
    assert!(decline(&credential, options).unwrap(), "N-14");
    assert_eq!(world.invitation(account).attempts.count, 0);
    assert_eq!(
        code_of(&decline(&wrong(&credential), options)),
        "invitation_invalid"
    );
    assert_eq!(world.count("invitation.declined"), 1, "N-15");
    let stored = world.stored(account);
    assert_eq!(stored.status(), Status::OptedOut);
    assert_eq!(stored.onboarding, Onboarding::NotInvited);
    assert_eq!(stored.opted_out_at, Some(world.clock.now()));
    for refused in [
        code_of(&world.accept(&credential, PHONE)),
        code_of(&decline(&credential, RunOptions::default())),
    ] {
        assert_eq!(refused, "invitation_revoked");
    }
    let active = world.activated("active@example.com");
    let credential = world.credential(active);
    let numbers = world.lines(active);
    assert!(!decline(&credential, RunOptions::default()).unwrap());
    assert_eq!(
        world.lines(active),
        numbers,
        "an administrator takes them off"
    );

    // There is always one Owner.
    let members = World::new(store, MembersV3);
    let command = SendInvitations {
        accounts: vec![members.made.administrator],
        request: SendRequest::default(),
        on_error: OnError::All,
    };
    members.run_as(&members.system(), &command).unwrap();
    let credential = members.credential(members.made.administrator);
    let refused = members
        .rollbook
        .decline_invitation(&credential, RunOptions::default());
    assert_eq!(code_of(&refused), "account_is_owner");
}

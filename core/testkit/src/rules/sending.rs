//! Rules of sending from the single form.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook::command::invitation::sending::SendKind;
use rollbook::invitation::InvitationNow;
use rollbook::profile::ProfileName;
use rollbook::settings::Channel;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::world::World;

const A: &str = "+14405551001";
const B: &str = "+14405551002";

fn invited(world: &World, identity: &str) -> CreateAccount {
    world.form(world.root(), identity).sending(true)
}

pub(super) fn m_24_m_30_m_31_d_08_who_sends_on_saving(store: Arc<dyn Store>) {
    for (profile, sends) in [
        (ProfileName::Multiline2021, true),
        (ProfileName::Multiline2022, false),
        (ProfileName::Multiline2024, false),
        (ProfileName::MembersV1, true),
        (ProfileName::MembersV2, true),
        (ProfileName::MembersV3, false),
    ] {
        let rule = [("number_rule", "lenient")];
        let world = World::with(Arc::clone(&store), profile, &rule);
        let mut form = world.form(world.root(), "name@example.com");
        form.send = None;
        let made = world.run(&form).unwrap();
        let expected = if sends {
            Status::Invited
        } else {
            Status::NotInvited
        };
        assert_eq!(made.status, expected, "{profile}");
        assert_eq!(world.count("invitation.sent"), usize::from(sends));
        // What the command says holds in every profile.
        let made = world.run(&invited(&world, "other@example.com")).unwrap();
        assert_eq!(made.status, Status::Invited);
        let listed = world.detail(made.account).listed;
        assert_eq!(listed.invitation, Some(InvitationNow::Open));
    }
}

pub(super) fn b_17_d_13_an_invitation_lives_as_long_as_the_profile_says(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let rule = [("number_rule", "lenient")];
        let world = World::with(Arc::clone(&store), profile, &rule);
        let issued = world
            .run(&invited(&world, "name@example.com"))
            .unwrap()
            .invitation
            .unwrap();
        let end = world.clock.now() + Duration::days(30);
        let expected = world.is_members().then_some(end);
        assert_eq!(issued.expires_at, expected, "{profile}");
        assert_eq!((issued.generation, issued.kind), (1, SendKind::FirstSend));
    }
}

pub(super) fn m_22_d_41_an_sms_needs_consent_and_an_email_none(store: Arc<dyn Store>) {
    for profile in super::world::MULTILINE {
        let rule = [("number_rule", "lenient")];
        let world = World::with(Arc::clone(&store), profile, &rule);
        let by_mail = world.run(&invited(&world, "name@example.com")).unwrap();
        assert_eq!(by_mail.invitation.unwrap().channel, Channel::Email);
        let mut by_sms = invited(&world, "+14405551234");
        assert_eq!(world.refusal(&by_sms), "invitation_consent_required");
        by_sms.consent = true;
        let made = world.run(&by_sms).unwrap();
        assert_eq!(made.invitation.unwrap().channel, Channel::Sms, "M-21");
        assert!(world.stored(made.account).consent_at.is_some());
    }
}

pub(super) fn m_10_d_01_sending_asks_for_a_number_as_the_rule_says(store: Arc<dyn Store>) {
    let world = World::with(
        store,
        ProfileName::Multiline2024,
        &[("number_rule", "pool")],
    );
    assert_eq!(
        world.refusal(&invited(&world, "none@example.com")),
        "number_pool_exhausted"
    );
    world.numbers(world.root(), &[A]);
    let covered = world.run(&invited(&world, "one@example.com")).unwrap();
    assert!(!covered.beyond_supply);
    let beyond = world.run(&invited(&world, "two@example.com")).unwrap();
    assert!(beyond.beyond_supply, "one number, two people: a warning");
    world.set(world.root(), &[("number_rule", "strict")]);
    assert_eq!(
        world.refusal(&invited(&world, "three@example.com")),
        "number_pool_exhausted"
    );
    world.numbers(world.root(), &[B]);
    let numbered = invited(&world, "four@example.com").with_number(NumberForm::Named(B.into()));
    assert!(
        world.run(&numbered).is_ok(),
        "an account with a number always passes"
    );
    world.set(world.root(), &[("number_rule", "lenient")]);
    assert!(world.run(&invited(&world, "five@example.com")).is_ok());
}

pub(super) fn pending_invitations_are_limited(store: Arc<dyn Store>) {
    let settings = [
        ("limit_pending_invitations", "1"),
        ("number_rule", "lenient"),
    ];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    world.run(&invited(&world, "one@example.com")).unwrap();
    let error = world.run(&invited(&world, "two@example.com")).unwrap_err();
    assert_eq!(error.code().as_str(), "limit_reached");
    assert_eq!(error.details()["limit"], "pending_invitations");
    let _ = world.account(world.root(), "two@example.com");
}

pub(super) fn n_13_a_refused_sending_adds_nobody(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let before = world.events().len();
    let mut form = invited(&world, "name@example.com");
    form.channel = Some(Channel::Sms);
    assert_eq!(world.refusal(&form), "invitation_channel_unavailable");
    assert_eq!(world.events().len(), before);
    let _ = world.account(world.root(), "name@example.com");
}

pub(super) fn n_08_no_secret_is_in_an_event_or_an_outcome(store: Arc<dyn Store>) {
    let rule = [("number_rule", "lenient")];
    let world = World::with(store, ProfileName::Multiline2024, &rule);
    let made = world.run(&invited(&world, "name@example.com")).unwrap();
    let events = serde_json::to_string(&world.events()).unwrap();
    let outcome = serde_json::to_string(&made).unwrap();
    let invitation = world
        .detail(made.account)
        .listed
        .row
        .invitation
        .unwrap()
        .value;
    let salt = serde_json::to_string(&invitation.generation.salt).unwrap();
    for text in [&events, &outcome] {
        assert!(!text.contains("example.com") && !text.contains(salt.trim_matches('"')));
    }
}

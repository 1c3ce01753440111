//! Resend: who is sent to, whether or not numbers are there, and what stays promised.

use std::sync::Arc;

use rollbook::account::Status;
use rollbook::command::account::create_account::CreateAccount;
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::{SendKind, SendRequest};
use rollbook::profile::ProfileName;
use rollbook::store::Store;
use rollbook::time::Duration;

use super::holder::{code_of, stocked};
use super::world::{MEMBERS, MULTILINE, World};

const PHONE: &str = "+14405551234";

pub(super) fn m_32_m_58_m_59_m_61_resend_covers_a_selection_invited_or_never_invited(
    store: Arc<dyn Store>,
) {
    for profile in MULTILINE {
        let lenient = [("number_rule", "lenient")];
        let world = World::with(Arc::clone(&store), profile, &lenient);
        let never = world.account(world.root(), "never@example.com").account;
        let before = world.invited("before@example.com");
        let command = SendInvitations {
            accounts: vec![never, before],
            request: SendRequest::default(),
            on_error: OnError::All,
        };
        let sent = world.run(&command).unwrap();
        let kinds: Vec<SendKind> = sent
            .items
            .iter()
            .map(|item| item.issued.as_ref().unwrap().kind)
            .collect();
        assert_eq!(kinds, [SendKind::FirstSend, SendKind::Resend], "{profile}");
        assert_eq!(world.stored(never).status(), Status::Invited, "{profile}");
    }
}

pub(super) fn m_60_resend_stays_offered_whether_or_not_numbers_are_there(store: Arc<dyn Store>) {
    for profile in MULTILINE {
        let world = World::with(Arc::clone(&store), profile, &[("number_rule", "lenient")]);
        let account = world.invited("person@example.com");
        world.set(world.root(), &[("number_rule", "pool")]);
        assert_eq!(
            world.send(account).error,
            None,
            "{profile}: a resend is never refused for numbers"
        );
        let first = world.account(world.root(), "first@example.com").account;
        let command = SendInvitations {
            accounts: vec![first],
            request: SendRequest::default(),
            on_error: OnError::All,
        };
        assert_eq!(
            world.refusal(&command),
            "number_pool_exhausted",
            "{profile}: a first send is"
        );
    }
}

pub(super) fn d_59_an_expired_invitation_stays_demand_until_it_is_revoked(store: Arc<dyn Store>) {
    let settings = [("number_rule", "strict"), ("invitation_lifetime", "1 d")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    world.numbers(world.root(), &["+14405559901"]);
    let waiting = world.invited("waiting@example.com");
    world.wait(Duration::days(2));
    let next = world.account(world.root(), "next@example.com").account;
    let command = SendInvitations {
        accounts: vec![next],
        request: SendRequest::default(),
        on_error: OnError::All,
    };
    assert_eq!(
        world.refusal(&command),
        "number_pool_exhausted",
        "the one number is promised"
    );
    world.revoke(waiting);
    world.run(&command).unwrap();
}

pub(super) fn d_24_another_device_number_is_refused(store: Arc<dyn Store>) {
    let world = stocked(store, ProfileName::Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.accept(&credential, PHONE).unwrap();
    let other = world.accept(&credential, "+14405551235");
    assert_eq!(code_of(&other), "account_device_mismatch");
    assert!(world.accept(&credential, PHONE).is_ok());
}

pub(super) fn n_10_a_code_does_not_outlive_its_invitation(store: Arc<dyn Store>) {
    let settings = [("invitation_lifetime", "1 d")];
    let world = stocked(store, ProfileName::Multiline2024, &settings);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let end = world.invitation(account).generation.expires_at.unwrap();
    world.wait(Duration::micros(Duration::days(1).as_micros() - 1));
    assert!(
        world.rollbook.check_invitation(&credential).is_ok(),
        "until {end}"
    );
    world.wait(Duration::micros(1));
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_expired"
    );
}

pub(super) fn n_07_a_login_less_account_has_no_identity_invitation_or_role(store: Arc<dyn Store>) {
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let mut form = CreateAccount::no_portal(world.root()).called("Desk");
        form.identity = Some("desk@example.com".into());
        assert_eq!(
            world.refusal(&form),
            "account_identity_forbidden",
            "{profile}"
        );
        let mut form = CreateAccount::no_portal(world.root()).called("Desk");
        form.role = Some(world.role("Member"));
        assert_eq!(world.refusal(&form), "role_needs_portal", "{profile}");
        let made = world
            .run(&CreateAccount::no_portal(world.root()).called("Desk"))
            .unwrap();
        let command = SendInvitations {
            accounts: vec![made.account],
            request: SendRequest::default(),
            on_error: OnError::All,
        };
        assert_eq!(
            world.refusal(&command),
            "account_no_portal_access",
            "{profile}"
        );
    }
}

pub(super) fn d_15_the_group_belongs_to_the_line_and_the_form_supplies_it(store: Arc<dyn Store>) {
    use rollbook::command::group::create_permission_group::CreatePermissionGroup;
    let world = World::new(store, ProfileName::Multiline2024);
    let command = CreatePermissionGroup {
        organization: world.root(),
        name: "default cos for org 2000".into(),
        features: Default::default(),
    };
    let group = world.run(&command).unwrap().group;
    let mut form = world.form(world.root(), "name@example.com");
    form.group = Some(group);
    let made = world.run(&form).unwrap();
    let account = world.stored(made.account);
    assert!(account.lines.iter().all(|line| line.group == Some(group)));
}

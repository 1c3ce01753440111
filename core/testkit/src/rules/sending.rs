//! Rules of sending from the single form.

use std::sync::{Arc, Mutex};

use rollbook::account::Status;
use rollbook::batch::Digest;
use rollbook::change::{ChangeSet, Put, Version};
use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook::command::invitation::send_invitations::{InvitationsSent, OnError, SendInvitations};
use rollbook::command::invitation::sending::{SendKind, SendRequest};
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::engine::RunOptions;
use rollbook::id::AccountId;
use rollbook::invitation::InvitationNow;
use rollbook::page::{Page, PageQuery};
use rollbook::profile::ProfileName;
use rollbook::settings::Channel;
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreInfo};
use rollbook::time::{Clock, Duration};

use super::holder::command_id;
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
        assert!(world.stored(made.account).consent.is_some());
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

/// A list of accounts, as somebody sends to them.
fn list(accounts: &[AccountId], on_error: OnError) -> SendInvitations {
    SendInvitations {
        accounts: accounts.to_vec(),
        request: SendRequest::default(),
        on_error,
    }
}

/// The code of each item, `ok` where something was issued.
fn codes(sent: &InvitationsSent) -> Vec<&str> {
    let codes = sent.items.iter();
    codes
        .map(|item| item.error.as_deref().unwrap_or("ok"))
        .collect()
}

pub(super) fn n_12_n_17_a_limit_refuses_the_items_beyond_it(store: Arc<dyn Store>) {
    let lenient = [("number_rule", "lenient")];
    let world = World::with(store, ProfileName::Multiline2024, &lenient);
    let child = world.organization(world.root(), "A");
    world.set(child, &[("limit_pending_invitations", "1")]);
    let add = |organization, name: &str| {
        let identity = format!("{name}@example.com");
        world.account(organization, &identity).account
    };
    let people = [
        add(child, "one"),
        add(child, "two"),
        add(world.root(), "three"),
        add(child, "four"),
    ];
    let command = list(&people, OnError::Each);
    let before = world.events().len();
    let dry_run = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let said = world.run_with(&command, dry_run).unwrap().outcome;
    assert_eq!(codes(&said), ["ok", "limit_reached", "ok", "limit_reached"]);
    assert_eq!(world.events().len(), before);
    let all = list(&people, OnError::All);
    for options in [dry_run, RunOptions::default()] {
        let error = world.run_with(&all, options).unwrap_err();
        assert_eq!(error.code().as_str(), "limit_reached");
        assert_eq!(error.details()["max"], 1);
    }
    let sent = world.run(&command).unwrap();
    assert_eq!(codes(&sent), codes(&said));
    let refused = &sent.items[1].details;
    assert_eq!(
        (&refused["limit"], &refused["max"]),
        (&"pending_invitations".into(), &1.into())
    );
    // Whoever waits already adds nobody.
    let again = world.run(&command).unwrap();
    assert_eq!(codes(&again), codes(&said));
}

pub(super) fn a_list_of_one_answers_with_an_item(store: Arc<dyn Store>) {
    let settings = [("number_rule", "lenient"), ("resend_min_interval", "1 h")];
    let world = World::with(store, ProfileName::Multiline2024, &settings);
    let account = world.account(world.root(), "name@example.com").account;
    let once = list(&[account], OnError::Each);
    assert_eq!(codes(&world.run(&once).unwrap()), ["ok"]);
    let soon = world.run(&once).unwrap();
    assert_eq!(codes(&soon), ["invitation_resend_too_soon"]);
    let next = world.clock.now() + Duration::hours(1);
    assert_eq!(soon.items[0].details["retry_at"], next.to_string());
    let all = list(&[account], OnError::All);
    assert_eq!(world.refusal(&all), "invitation_resend_too_soon");
}

pub(super) fn d_01_one_number_covers_one_person_whatever_the_rules(store: Arc<dyn Store>) {
    let lenient = [("number_rule", "lenient")];
    let world = World::with(store, ProfileName::Multiline2024, &lenient);
    let child = world.organization(world.root(), "A");
    world.set(child, &[("number_rule", "strict")]);
    world.numbers(world.root(), &[A]);
    let first = world.account(world.root(), "one@example.com").account;
    let second = world.account(child, "two@example.com").account;
    let sent = world.run(&list(&[first, second], OnError::Each)).unwrap();
    assert_eq!(codes(&sent), ["ok", "number_pool_exhausted"]);
    assert!(!sent.items[0].beyond_supply);
}

pub(super) fn b_05_the_host_invites_the_first_administrator(store: Arc<dyn Store>) {
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let first = world.made.administrator;
        let command = list(&[first], OnError::All);
        let sent = world.run_as(&world.system(), &command).unwrap();
        assert_eq!(codes(&sent), ["ok"], "{profile}");
        assert_eq!(world.stored(first).status(), Status::Invited);
        let mut second = world.form(world.root(), "second@example.com");
        second.role = Some(world.role(if world.is_members() {
            "Owner"
        } else {
            "Administrator"
        }));
        let granted = world.run_as(&world.system(), &second).is_ok();
        assert_eq!(granted, !world.is_members(), "the Owner is never granted");
        let admin = world.holder(world.administrator_role(), world.root());
        let by_admin = world.run_as(&admin, &command);
        assert_eq!(by_admin.is_ok(), !world.is_members(), "{profile}");
    }
}

pub(super) fn n_11_settings_and_grants_are_those_of_the_commit(store: Arc<dyn Store>) {
    let store = Arc::new(Meddled::over(store));
    let lenient = [("number_rule", "lenient")];
    let world = World::with(
        Arc::clone(&store) as _,
        ProfileName::Multiline2024,
        &lenient,
    );
    let child = world.organization(world.root(), "A");
    let plain = world.account(child, "name@example.com").account;
    let rollbook = world.rollbook.clone();
    let (owner, change) = (
        world.owner(),
        SetSettings {
            organization: child,
            values: [("channels".to_owned(), "sms".to_owned())].into(),
        },
    );
    store.before_commit(move || {
        rollbook
            .run(&owner, &change, RunOptions::default())
            .unwrap();
    });
    let sent = world.run(&list(&[plain], OnError::Each)).unwrap();
    assert_eq!(codes(&sent), ["invitation_channel_unavailable"]);

    let role = world.role("Accounts");
    let holder = world.holder("Accounts", world.root()).account().unwrap();
    let inner = Arc::clone(&store.inner);
    let mut changes = ChangeSet::new(
        world.tenant(),
        command_id(),
        Digest::of(&[]),
        world.clock.now(),
    );
    "{}".clone_into(&mut changes.recorded);
    changes
        .grants
        .push(Put::Delete(Version::FIRST, (holder, role)));
    store.before_commit(move || {
        inner.commit(&changes).unwrap();
    });
    let _ = world.run(&list(&[holder], OnError::All)).unwrap();
    let invitation = world.detail(holder).listed.row.invitation.unwrap().value;
    assert_eq!(invitation.granted_role, None);
}

/// What happens between a decision and its commit.
type Meddling = Box<dyn FnOnce() + Send>;

/// A store in which something else happens before the next commit.
struct Meddled {
    next: Mutex<Option<Meddling>>,
    inner: Arc<dyn Store>,
}

impl Meddled {
    fn over(inner: Arc<dyn Store>) -> Self {
        Self {
            next: Mutex::default(),
            inner,
        }
    }

    fn before_commit(&self, meddle: impl FnOnce() + Send + 'static) {
        *self.next.lock().unwrap() = Some(Box::new(meddle));
    }
}

impl Store for Meddled {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        self.inner.read(plan)
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        let next = self.next.lock().unwrap().take();
        if let Some(meddle) = next {
            meddle();
        }
        self.inner.commit(changes)
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.inner.page(query)
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
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
    let code = world.rendered(made.account).unwrap().code.render();
    for text in [&events, &outcome] {
        assert!(!text.contains(&code) && !text.contains(&code.replace('-', "")));
        assert!(!text.contains("example.com") && !text.contains(salt.trim_matches('"')));
    }
}

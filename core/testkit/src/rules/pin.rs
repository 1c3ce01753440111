//! PINs of people without a portal: made, reset, deleted, and given at a phone.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rollbook::account::Status;
use rollbook::command::account::create_account::CreateAccount;
use rollbook::command::account::suspend_accounts::SuspendAccounts;
use rollbook::command::invitation::send_invitations::OnError;
use rollbook::command::pin::create_pins::CreatePins;
use rollbook::command::pin::delete_pins::DeletePins;
use rollbook::command::pin::making::PinItem;
use rollbook::command::pin::reset_pins::ResetPins;
use rollbook::command::pin::verify_pin::PinAttempt;
use rollbook::credential::keys::{CodeKey, CodeKeys, Keyring, LinkKeys};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::entropy::FixedEntropy;
use rollbook::id::{AccountId, OrganizationId};
use rollbook::pin::{Known, Pin, PinText, is_guessable};
use rollbook::profile::ProfileName::{MembersV1, MembersV3, Multiline2024};
use rollbook::snapshot::ReadPlan;
use rollbook::store::Store;
use rollbook::time::{Clock, Duration};

use super::holder::{code_of, command_id, stocked};
use super::world::{MEMBERS, World};

/// The only phone that most tests know.
const LOBBY: &str = "lobby";

impl World {
    /// A login-less account.
    fn login_less(&self, organization: OrganizationId, extension: Option<&str>) -> AccountId {
        let mut form = CreateAccount::no_portal(organization).called("Lobby");
        form.extension = extension.map(str::to_owned);
        self.run(&form).unwrap().account
    }

    fn pin_made(&self, account: AccountId) -> PinText {
        let mut items = self.run(&CreatePins::new(vec![account])).unwrap().items;
        items.remove(0).pin.unwrap()
    }

    fn pin_row(&self, account: AccountId) -> Option<Pin> {
        let mut plan = ReadPlan::new(self.tenant(), command_id(), self.clock.now());
        plan.accounts.push(account);
        let snapshot = self.rollbook.store().read(&plan).unwrap();
        snapshot.pins.get(&account).map(|found| found.value.clone())
    }

    /// Gives a PIN at a phone; answers the code, `ok` if it is somebody's.
    fn gives(&self, extension: Option<&str>, pin: &str, device: &str) -> &'static str {
        code_of(
            &self
                .rollbook
                .verify_pin(&self.system(), &self.attempt(extension, pin, device)),
        )
    }

    fn attempt(&self, extension: Option<&str>, pin: &str, device: &str) -> PinAttempt {
        PinAttempt {
            organization: self.root(),
            extension: extension.map(str::to_owned),
            pin: PinText::new(pin),
            device: device.to_owned(),
        }
    }
}

/// The keys of the tests: 0 is the one that they make everything with.
fn key(first: u8) -> CodeKey {
    let byte = |place: usize| first.wrapping_add(u8::try_from(place).unwrap().wrapping_mul(7));
    let bytes: [u8; 32] = std::array::from_fn(byte);
    CodeKey::new(&bytes).unwrap()
}

fn digits(items: &[PinItem]) -> Vec<Option<u8>> {
    items.iter().map(|item| item.digits).collect()
}

/// Another PIN of as many digits.
fn other(pin: &PinText) -> String {
    let flip = |digit: char| if digit == '9' { '1' } else { '9' };
    let mut digits: Vec<char> = pin.expose().chars().collect();
    if let Some(first) = digits.first_mut() {
        *first = flip(*first);
    }
    digits.into_iter().collect()
}

pub(super) fn b_25_login_less_people_get_a_pin_outside_the_import_too(store: Arc<dyn Store>) {
    for profile in MEMBERS {
        let world = World::new(Arc::clone(&store), profile);
        let people = [
            world.login_less(world.root(), Some("4711")),
            world.login_less(world.root(), None),
        ];
        assert!(!world.detail(people[0]).listed.row.ready, "D-27");
        let named = vec![people[0], people[1], people[0]];
        let made = world.both(&CreatePins::new(named)).unwrap().items;
        assert_eq!(digits(&made), [Some(6); 3]);
        let pins: Vec<&str> = made
            .iter()
            .map(|it| it.pin.as_ref().unwrap().expose())
            .collect();
        assert_eq!(pins[0], pins[2], "one named twice has one");
        assert_ne!(pins[0], pins[1]);
        assert_eq!(world.count("pin.created"), 2, "N-15");
        assert!(world.detail(people[0]).listed.row.ready, "D-27");
        let again = world.both(&CreatePins::new(vec![people[0]])).unwrap().items;
        assert!(!again[0].changed && again[0].pin.is_none());
        assert_eq!(again[0].digits, Some(6));
        assert_eq!(world.count("pin.created"), 2);
        assert_eq!(world.gives(Some("4711"), pins[0], LOBBY), "ok");
        let delete = DeletePins::new(people.to_vec());
        assert!(
            world
                .both(&delete)
                .unwrap()
                .items
                .iter()
                .all(|it| it.changed)
        );
        assert!(
            world
                .run(&delete)
                .unwrap()
                .items
                .iter()
                .all(|it| !it.changed)
        );
        assert_eq!(world.count("pin.deleted"), 2);
        assert!(!world.detail(people[0]).listed.row.ready);
        assert_eq!(world.gives(Some("4711"), pins[0], LOBBY), "pin_wrong");
    }
}

pub(super) fn d_30_a_lost_pin_is_reset_and_never_shown_again(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let options = RunOptions {
        command_id: Some(command_id()),
        ..RunOptions::default()
    };
    let command = CreatePins::new(vec![account]);
    let first = world
        .run_with(&command, options)
        .unwrap()
        .outcome
        .items
        .remove(0);
    let again = world.run_with(&command, options).unwrap();
    assert!(
        again.replayed && again.outcome.items[0].pin.is_none(),
        "N-14"
    );
    assert!(again.outcome.items[0].changed);
    let dry = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let reset = ResetPins::new(vec![account]);
    let shown = world.run_with(&reset, dry).unwrap().outcome.items.remove(0);
    assert!(shown.changed && shown.pin.is_none(), "nothing was made");
    let first = first.pin.unwrap();
    assert_eq!(world.gives(Some("4711"), first.expose(), LOBBY), "ok");
    let second = world.both(&reset).unwrap().items.remove(0).pin.unwrap();
    assert_eq!(world.count("pin.reset"), 1);
    assert_eq!(
        world.gives(Some("4711"), first.expose(), LOBBY),
        "pin_wrong"
    );
    assert_eq!(world.gives(Some("4711"), second.expose(), LOBBY), "ok");
    let new = world.login_less(world.root(), None);
    assert!(world.both(&ResetPins::new(vec![new])).unwrap().items[0].changed);
    assert_eq!(world.count("pin.created"), 2, "the first one is created");
}

pub(super) fn n_08_no_pin_is_in_an_event_an_outcome_or_a_debug(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let made = world.run(&CreatePins::new(vec![account])).unwrap();
    let pin = made.items[0].pin.clone().unwrap();
    let attempt = world.attempt(Some("4711"), pin.expose(), LOBBY);
    world
        .rollbook
        .verify_pin(&world.system(), &attempt)
        .unwrap();
    let mut shown = format!("{made:?} {pin:?} {attempt:?} {:?}", world.pin_row(account));
    shown.push_str(&serde_json::to_string(&made).unwrap());
    shown.push_str(&serde_json::to_string(&attempt).unwrap());
    for event in world.events() {
        shown.push_str(&serde_json::to_string(&event).unwrap());
    }
    assert!(!shown.contains(pin.expose()), "{shown}");
}

pub(super) fn who_gets_a_pin_and_who_gives_it(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), None);
    let create = CreatePins::new(vec![account]);
    for role in ["Owner", "Admin", "Member"] {
        let (actor, said) = match role {
            "Owner" => (world.owner(), "ok"),
            "Admin" => (world.holder(role, world.root()), "ok"),
            _ => (world.holder(role, world.root()), "privilege_missing"),
        };
        let reset = ResetPins::new(vec![account]);
        assert_eq!(world.refusal_as(&actor, &reset), said, "{role}");
        let delete = DeletePins::new(vec![account]);
        assert_eq!(world.refusal_as(&actor, &delete), said, "{role}");
    }
    let portal = world.account(world.root(), "member@example.com").account;
    let error = world.both(&CreatePins::new(vec![portal])).unwrap_err();
    assert_eq!(error.code().as_str(), "option_not_available");
    assert_eq!(error.details()["option"], "pin");
    let foreign = world.beside();
    let stranger = foreign.login_less(foreign.root(), None);
    assert_eq!(
        world.refusal(&CreatePins::new(vec![stranger])),
        "not_found",
        "N-26"
    );
    world.run(&SuspendAccounts::new(vec![account])).unwrap();
    let error = world.both(&create).unwrap_err();
    assert_eq!(error.code().as_str(), "account_suspended");
    assert_eq!(error.details()["cause"], "administrator");
    let below = world.organization(world.root(), "Below");
    let resting = world.login_less(below, None);
    world.disable(below);
    assert_eq!(
        world.refusal(&CreatePins::new(vec![resting])),
        "organization_disabled"
    );
    let fit = world.login_less(world.root(), None);
    let mut command = CreatePins::new(vec![fit, account]);
    assert_eq!(code_of(&world.both(&command)), "account_suspended", "N-13");
    assert!(world.pin_row(fit).is_none());
    command.on_error = OnError::Each;
    let items = world.both(&command).unwrap().items;
    assert!(items[0].changed && items[0].pin.is_some());
    assert_eq!(items[1].error.as_deref(), Some("account_suspended"));
    for code in [
        world.refusal(&CreatePins::new(vec![account; 1_001])),
        world.refusal(&ResetPins::new(vec![account; 1_001])),
        world.refusal(&DeletePins::new(vec![account; 1_001])),
    ] {
        assert_eq!(code, "too_many_items");
    }
}

pub(super) fn a_pin_is_no_other_of_the_organization_and_none_that_is_guessed(
    store: Arc<dyn Store>,
) {
    let world = World::new(store, MembersV1);
    let people: Vec<AccountId> = (0..40)
        .map(|n| world.login_less(world.root(), Some(&format!("{}", 100 + n))))
        .collect();
    let made = world.run(&CreatePins::new(people)).unwrap().items;
    let mut pins = BTreeSet::new();
    for (item, extension) in made.iter().zip(100..) {
        let pin = item.pin.as_ref().unwrap().expose();
        let extension = extension.to_string();
        let known = Known {
            extension: Some(&extension),
            numbers: &[],
        };
        assert!(!is_guessable(pin, known), "{pin}");
        assert!(pins.insert(pin), "{pin} twice");
    }
}

/// Two engines that draw the same candidates: the second one finds each taken, and draws on.
pub(super) fn n_24_a_pin_that_another_has_is_drawn_anew(store: Arc<dyn Store>) {
    let world = World::new(Arc::clone(&store), MembersV3);
    let people: Vec<AccountId> = (0..6)
        .map(|_| world.login_less(world.root(), None))
        .collect();
    let engine = |code_keys| {
        Rollbook::new(
            Arc::clone(&store),
            Arc::clone(&world.clock) as _,
            Arc::new(FixedEntropy::new(77)),
            Some(code_keys),
        )
    };
    let (mine, theirs) = people.split_at(3);
    let options = |n: u8| RunOptions {
        command_id: Some(rollbook::id::CommandId::from_bytes([n; 16])),
        ..RunOptions::default()
    };
    let mut pins = BTreeSet::new();
    for (n, people) in [(0xD1, mine), (0xD2, theirs)] {
        let engine = engine(super::world::keyring());
        let command = CreatePins::new(people.to_vec());
        let ran = engine.run(&world.owner(), &command, options(n)).unwrap();
        for item in ran.outcome.items {
            let pin = item.pin.unwrap();
            assert!(pins.insert(pin.expose().to_owned()));
        }
    }
    assert_eq!(pins.len(), 6);
}

pub(super) fn pin_login_says_whether_the_extension_is_needed(store: Arc<dyn Store>) {
    let alone = World::with(Arc::clone(&store), MembersV3, &[("pin_login", "pin_only")]);
    let account = alone.login_less(alone.root(), Some("4711"));
    let pin = alone.pin_made(account);
    let verified = alone
        .rollbook
        .verify_pin(&alone.system(), &alone.attempt(None, pin.expose(), LOBBY))
        .unwrap();
    assert_eq!(verified.account, account);
    assert_eq!(alone.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    assert_eq!(alone.gives(Some("4712"), pin.expose(), LOBBY), "pin_wrong");

    let both = World::with(store, MembersV3, &[("pin_login", "with_extension")]);
    let account = both.login_less(both.root(), Some("4711"));
    let pin = both.pin_made(account);
    assert_eq!(both.gives(None, pin.expose(), LOBBY), "pin_wrong");
    assert_eq!(both.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    assert_eq!(
        both.gives(Some("4711"), &format!(" {} ", pin.expose()), LOBBY),
        "ok"
    );
    for typed in [
        "",
        "12",
        "abcdef",
        "1234567890123",
        "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
    ] {
        assert_eq!(both.gives(Some("4711"), typed, LOBBY), "pin_wrong");
    }
}

pub(super) fn whoever_is_not_enabled_has_no_right_pin(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("pin_login", "pin_only")]);
    let account = world.login_less(world.root(), None);
    let pin = world.pin_made(account);
    let attempt = world.attempt(None, pin.expose(), LOBBY);
    let refused = world.rollbook.verify_pin(&world.owner(), &attempt);
    assert_eq!(code_of(&refused), "privilege_missing");
    world.run(&SuspendAccounts::new(vec![account])).unwrap();
    assert_eq!(world.gives(None, pin.expose(), LOBBY), "pin_wrong");
    let other = World::beside(&world);
    let mut foreign = attempt.clone();
    foreign.organization = other.root();
    let refused = world.rollbook.verify_pin(&world.system(), &foreign);
    assert_eq!(code_of(&refused), "not_found", "N-26");
    for (device, code) in [
        (" ".to_owned(), "required_value_missing"),
        ("x".repeat(201), "text_too_long"),
    ] {
        let attempt = PinAttempt {
            device,
            ..attempt.clone()
        };
        assert_eq!(
            code_of(&world.rollbook.verify_pin(&world.system(), &attempt)),
            code
        );
    }
}

pub(super) fn a_right_pin_is_known_under_a_key_that_came_later(store: Arc<dyn Store>) {
    let world = World::with(Arc::clone(&store), MembersV3, &[("pin_login", "pin_only")]);
    let account = world.login_less(world.root(), None);
    let pin = world.pin_made(account);
    let ring = |active, verifying: Vec<CodeKey>, killed: Vec<CodeKey>| {
        let killed = killed.iter().map(CodeKey::id).collect();
        let codes = CodeKeys::new(Some(active), verifying, killed).unwrap();
        let links = LinkKeys::new(None, vec![], vec![]).unwrap();
        Keyring::new("local-test".parse().unwrap(), codes, links, None).unwrap()
    };
    let engine = |ring| {
        let entropy = Arc::new(FixedEntropy::new(99));
        Rollbook::new(
            Arc::clone(&store),
            Arc::clone(&world.clock) as _,
            entropy,
            Some(ring),
        )
    };
    let attempt = world.attempt(None, pin.expose(), LOBBY);
    let dropped = engine(ring(key(3), vec![], vec![key(0)]));
    assert_eq!(
        code_of(&dropped.verify_pin(&world.system(), &attempt)),
        "pin_wrong",
        "killed"
    );
    let rotated = engine(ring(key(3), vec![key(0)], vec![]));
    assert_eq!(
        rotated
            .verify_pin(&world.system(), &attempt)
            .unwrap()
            .account,
        account
    );
    assert_eq!(world.pin_row(account).unwrap().macs.len(), 2);
    assert_eq!(
        code_of(&dropped.verify_pin(&world.system(), &attempt)),
        "ok",
        "known by now"
    );
}

pub(super) fn case_b_08_a_pin_makes_no_invited_account_usable(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("pin_login", "pin_only")]);
    let account = world.invited("member@example.com");
    for code in [
        world.refusal(&CreatePins::new(vec![account])),
        world.refusal(&ResetPins::new(vec![account])),
    ] {
        assert_eq!(code, "option_not_available");
    }
    assert!(world.pin_row(account).is_none());
    assert_eq!(world.stored(account).status(), Status::Invited);
}

pub(super) fn twin_b_08_acceptance_makes_it_usable(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    assert_eq!(
        code_of(&world.accept(&credential, super::holder::PHONE)),
        "ok"
    );
    assert_eq!(world.stored(account).status(), Status::Active);
}

pub(super) fn case_c_01_past_the_limit_the_right_pin_is_not_compared(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let pin = world.pin_made(account);
    let wrong = other(&pin);
    for extension in ["4711", "4799"] {
        let phones: Vec<String> = (0..3).map(|n| format!("{extension}-{n}")).collect();
        for attempt in 0..10 {
            let phone = &phones[attempt % 3];
            assert_eq!(
                world.gives(Some(extension), &wrong, phone),
                "pin_wrong",
                "{attempt}"
            );
        }
        let attempt = world.attempt(Some(extension), pin.expose(), &phones[0]);
        let error = world
            .rollbook
            .verify_pin(&world.system(), &attempt)
            .unwrap_err();
        assert_eq!(
            error.code().as_str(),
            "pin_locked",
            "existing or not: {extension}"
        );
        let ends = world.clock.now() + Duration::seconds(30);
        assert_eq!(error.details()["retry_at"], ends.to_string());
    }
    assert_eq!(world.count("pin.locked"), 1, "of those that exist");
}

pub(super) fn twin_c_01_after_the_lock_the_right_pin_is_right(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let pin = world.pin_made(account);
    for attempt in 0..10 {
        let phone = format!("phone {}", attempt % 3);
        assert_eq!(world.gives(Some("4711"), &other(&pin), &phone), "pin_wrong");
    }
    world.wait(Duration::seconds(30));
    assert_eq!(world.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    assert_eq!(world.pin_row(account).unwrap().attempts.count, 0);
    // A reset lifts a lock as well.
    for attempt in 0..10 {
        let phone = format!("phone {}", 3 + attempt % 3);
        assert_eq!(world.gives(Some("4711"), &other(&pin), &phone), "pin_wrong");
    }
    assert_eq!(world.gives(Some("4711"), pin.expose(), LOBBY), "pin_locked");
    let new = world
        .run(&ResetPins::new(vec![account]))
        .unwrap()
        .items
        .remove(0)
        .pin
        .unwrap();
    assert_eq!(world.gives(Some("4711"), new.expose(), LOBBY), "ok");
}

pub(super) fn case_c_02_parallel_pins_never_pass_the_limit(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("pin_login", "pin_only")]);
    let account = world.login_less(world.root(), None);
    let wrong = other(&world.pin_made(account));
    let compared = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..4 {
                    if world.gives(None, &wrong, LOBBY) == "pin_wrong" {
                        compared.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    assert!((1..=10).contains(&compared.load(Ordering::SeqCst)));
}

pub(super) fn twin_c_02_one_pin_fewer_and_then_the_right_one(store: Arc<dyn Store>) {
    let world = World::with(store, MembersV3, &[("pin_login", "pin_only")]);
    let account = world.login_less(world.root(), None);
    let pin = world.pin_made(account);
    for _ in 0..9 {
        assert_eq!(world.gives(None, &other(&pin), LOBBY), "pin_wrong");
    }
    // Right attempts do not count, however many.
    for _ in 0..20 {
        assert_eq!(world.gives(None, pin.expose(), LOBBY), "ok");
    }
    assert_eq!(world.gives(None, &other(&pin), LOBBY), "pin_wrong");
    assert_eq!(world.gives(None, pin.expose(), LOBBY), "pin_locked");
}

pub(super) fn case_c_04_strangers_meet_the_budget_of_the_organization(store: Arc<dyn Store>) {
    let world = World::new(Arc::clone(&store), MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let pin = world.pin_made(account);
    assert_eq!(world.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    let mut compared = 0;
    for extension in 1_000..1_200 {
        let extension = extension.to_string();
        let said = world.gives(
            Some(&extension),
            &other(&pin),
            &format!("device {extension}"),
        );
        compared += u32::from(said == "pin_wrong");
    }
    assert_eq!(compared, 100);
    assert_eq!(world.count("pin.locked"), 1);
    // One device alone is stopped far earlier.
    world.wait(Duration::hours(2));
    let codes: Vec<_> = (0..11)
        .map(|n| world.gives(Some(&(2_000 + n).to_string()), &other(&pin), "thief"))
        .collect();
    assert_eq!(codes[9..], ["pin_wrong", "pin_locked"]);

    // 1,000 people with 6 digits asked for, PINs alone.
    let alone = World::with(store, MembersV3, &[("pin_login", "pin_only")]);
    let people: Vec<AccountId> = (0..101)
        .map(|_| alone.login_less(alone.root(), None))
        .collect();
    let (first, last) = people.split_at(100);
    let made = alone.both(&CreatePins::new(first.to_vec())).unwrap().items;
    assert!(made.iter().all(|item| item.digits == Some(6)));
    let made = alone.both(&CreatePins::new(last.to_vec())).unwrap().items;
    assert_eq!(digits(&made), [Some(7)], "the 101st");
    let kept = alone.run(&CreatePins::new(vec![first[0]])).unwrap().items;
    assert_eq!(digits(&kept), [Some(6)], "shorter ones stay until reset");
    let reset = alone.both(&ResetPins::new(first.to_vec())).unwrap().items;
    assert!(reset.iter().all(|item| item.digits == Some(7)));
}

pub(super) fn twin_c_04_a_known_device_gets_in_meanwhile(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.login_less(world.root(), Some("4711"));
    let pin = world.pin_made(account);
    assert_eq!(world.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    for extension in 1_000..1_100 {
        let extension = extension.to_string();
        world.gives(Some(&extension), &other(&pin), &extension);
    }
    assert_eq!(
        world.gives(Some("4711"), pin.expose(), "new phone"),
        "pin_locked"
    );
    assert_eq!(world.gives(Some("4711"), pin.expose(), LOBBY), "ok");
    world.wait(Duration::hours(1));
    assert_eq!(world.gives(Some("4711"), pin.expose(), "new phone"), "ok");
    world.wait(Duration::days(31));
    for extension in 1_000..1_100 {
        let extension = extension.to_string();
        world.gives(Some(&extension), &other(&pin), &extension);
    }
    assert_eq!(
        world.gives(Some("4711"), pin.expose(), LOBBY),
        "pin_locked",
        "unknown after 30 days"
    );
}

pub(super) fn case_c_07_pins_stay_unique_while_keys_rotate_on_two_hosts(store: Arc<dyn Store>) {
    let world = World::with(Arc::clone(&store), MembersV3, &[("pin_login", "pin_only")]);
    let people: Vec<AccountId> = (0..40)
        .map(|_| world.login_less(world.root(), None))
        .collect();
    // Each host holds both keys; another one is active on each.
    let engine = |active, verifying| {
        let codes = CodeKeys::new(Some(active), vec![verifying], vec![]).unwrap();
        let links = LinkKeys::new(None, vec![], vec![]).unwrap();
        let ring = Keyring::new("local-test".parse().unwrap(), codes, links, None).unwrap();
        let entropy = Arc::new(FixedEntropy::new(5));
        Rollbook::new(
            Arc::clone(&store),
            Arc::clone(&world.clock) as _,
            entropy,
            Some(ring),
        )
    };
    let hosts = [engine(key(0), key(3)), engine(key(3), key(0))];
    let mut pins = BTreeSet::new();
    for (n, (host, people)) in (1..).zip(hosts.iter().zip(people.chunks(20))) {
        let options = RunOptions {
            command_id: Some(rollbook::id::CommandId::from_bytes([0xE0 + n; 16])),
            ..RunOptions::default()
        };
        let command = CreatePins::new(people.to_vec());
        let made = host.run(&world.owner(), &command, options).unwrap().outcome;
        pins.extend(
            made.items
                .into_iter()
                .map(|it| it.pin.unwrap().expose().to_owned()),
        );
    }
    assert_eq!(pins.len(), 40, "the hosts drew the same candidates");
}

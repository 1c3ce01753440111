//! Rules of the inventory.

use std::sync::Arc;

use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::choice::NumberChoice;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::id::OrganizationId;
use rollbook::number::{LineKey, NumberState, Reservation, ReservationReason, StateNow};
use rollbook::profile::ProfileName;
use rollbook::query::number::{ListNumbers, Whose};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration, Timestamp};

use super::world::{MEMBERS, MULTILINE, World};

const A: &str = "+14405551001";
const B: &str = "+14405551002";
const C: &str = "+14405552001";

fn add(organization: OrganizationId, numbers: &[&str]) -> AddNumbers {
    let numbers = numbers
        .iter()
        .map(|number| NewNumber::new(*number))
        .collect();
    AddNumbers {
        organization,
        numbers,
    }
}

fn reserve(organization: OrganizationId, numbers: NumberChoice) -> ReserveNumbers {
    ReserveNumbers {
        organization,
        numbers,
        tag: None,
        until: None,
        reason: ReservationReason::Manual,
        note: None,
    }
}

fn list(numbers: &[&str]) -> NumberChoice {
    NumberChoice::List(numbers.iter().map(|number| (*number).to_owned()).collect())
}

fn release(organization: OrganizationId, numbers: &[&str]) -> ReleaseNumbers {
    ReleaseNumbers {
        organization,
        numbers: list(numbers),
    }
}

fn in_state(world: &World, state: StateNow) -> Vec<String> {
    let mut query = ListNumbers::of(Whose::OwnedBy(world.root()));
    query.state = Some(state);
    let found = world.ask(&query).unwrap().items;
    found.iter().map(|it| it.value.e164.to_string()).collect()
}

fn until(world: &World, number: &str) -> Option<Timestamp> {
    let all = world
        .ask(&ListNumbers::of(Whose::OwnedBy(world.root())))
        .unwrap()
        .items;
    let found = all
        .into_iter()
        .find(|it| it.value.e164.to_string() == number);
    match found.unwrap().value.state {
        NumberState::Reserved(hold) => hold.until,
        _ => None,
    }
}

/// The places of all refusals of a list.
fn places(error: &Error) -> Vec<u64> {
    let refusals = error.details()["refusals"].as_array().unwrap();
    let places = refusals.iter().map(|it| it["index"].as_u64().unwrap());
    places.collect()
}

pub(super) fn everything_wrong_with_a_list_is_said_together(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let mut command = add(world.root(), &["+12", A, A, B]);
    command.numbers[3].tags = vec!["a b".to_owned()];
    let error = world.run(&command).unwrap_err();
    assert_eq!(error.code().as_str(), "number_invalid");
    assert_eq!(error.details()["index"], 0);
    assert_eq!(places(&error), [0, 2, 3]);
    assert_eq!(error.details()["refusals"][2]["code"], "number_tag_invalid");
    let many: Vec<String> = (0..150).map(|it| format!("+{it}")).collect();
    let texts: Vec<&str> = many.iter().map(String::as_str).collect();
    let error = world.run(&add(world.root(), &texts)).unwrap_err();
    assert_eq!(places(&error), (0..100).collect::<Vec<_>>());
}

pub(super) fn a_reservation_by_tag_takes_available_ones_only(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.tagged(world.root(), &[A, B], "GOLD");
    let mut held = reserve(world.root(), list(&[A]));
    held.tag = Some("GOLD".to_owned());
    held.until = Some(world.clock.now() + Duration::days(1));
    world.run(&held).unwrap();
    let by_tag = |quantity| {
        let tag = "GOLD".to_owned();
        reserve(world.root(), NumberChoice::Tagged { tag, quantity })
    };
    let error = world.run(&by_tag(2)).unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    assert_eq!(error.details()["free"], 1);
    let taken = world.run(&by_tag(1)).unwrap().numbers;
    assert_eq!(taken, [B.parse().unwrap()]);
    assert_eq!(until(&world, A), held.until, "it stays as it was");
}

pub(super) fn n_14_a_reservation_is_answered_again_after_its_end(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A]);
    let mut command = reserve(world.root(), list(&[A]));
    command.until = Some(world.clock.now() + Duration::days(1));
    command.note = Some("for somebody".to_owned());
    assert!(!format!("{command:?}").contains("somebody"));
    let options = RunOptions {
        command_id: Some(super::holder::command_id()),
        ..RunOptions::default()
    };
    let first = world.run_with(&command, options).unwrap();
    world.clock.advance(Duration::days(2));
    let again = world.run_with(&command, options).unwrap();
    assert!(again.replayed);
    assert_eq!(again.outcome, first.outcome);
}

pub(super) fn a_number_has_e164_form_and_a_known_country_code(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    for bad in ["+123456", "+9991234567", "+1440555100a", ""] {
        let error = world.run(&add(world.root(), &[A, bad])).unwrap_err();
        assert_eq!(error.code().as_str(), "number_invalid", "{bad}");
        assert_eq!(error.details()["index"], 1);
    }
    let twice = world
        .run(&add(world.root(), &[A, "+1 440 555 1001"]))
        .unwrap_err();
    assert_eq!(
        (twice.code().as_str(), &twice.details()["index"]),
        ("number_invalid", &1.into())
    );
    assert!(!format!("{twice:?}").contains("4405551001"));
    let outcome = world
        .run(&add(world.root(), &[A, "+1 (440) 555-1002"]))
        .unwrap();
    assert_eq!((outcome.added, outcome.unchanged), (2, 0));
}

pub(super) fn d_33_an_unknown_range_is_a_warning(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    // No area code of the North American plan begins with 1.
    let outcome = world.run(&add(world.root(), &[A, "+11002005000"])).unwrap();
    assert_eq!((outcome.added, outcome.unknown_range), (2, vec![1]));
}

pub(super) fn n_04_a_number_is_in_one_inventory_of_the_store(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let beside = world.beside();
    world.numbers(world.root(), &[A]);
    let error = beside.run(&add(beside.root(), &[B, A])).unwrap_err();
    assert_eq!(
        (error.code().as_str(), &error.details()["index"]),
        ("number_taken", &1.into())
    );
    // Of the own pool nothing changes; a number of another pool of the tenant is taken as well.
    let child = world.organization(world.root(), "A");
    let sibling = world.organization(world.root(), "B");
    world.numbers(sibling, &[C]);
    let error = world.run(&add(child, &[A, B, C])).unwrap_err();
    assert_eq!(error.code().as_str(), "number_taken");
    assert_eq!(places(&error), [0, 2]);
    let outcome = world.run(&add(world.root(), &[A, B])).unwrap();
    assert_eq!((outcome.added, outcome.unchanged), (1, 1));
    assert_eq!(world.run(&add(world.root(), &[A, B])).unwrap().added, 0);
    assert_eq!(world.count("number.added"), 3);
}

pub(super) fn m_26_a_number_carries_up_to_8_tags_in_upper_case(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.tagged(world.root(), &[A], "ported");
    let mut query = ListNumbers::of(Whose::UsableBy(world.root()));
    query.tag = "PORTED".parse().ok();
    assert_eq!(world.ask(&query).unwrap().items.len(), 1);
    for tags in [
        vec!["a b".to_owned()],
        (0..9).map(|it| format!("T{it}")).collect(),
    ] {
        let number = NewNumber {
            tags,
            ..NewNumber::new(B)
        };
        let command = AddNumbers {
            organization: world.root(),
            numbers: vec![number],
        };
        let error = world.run(&command).unwrap_err();
        assert_eq!(error.code().as_str(), "number_tag_invalid");
        assert_eq!(error.details()["index"], 0);
    }
}

pub(super) fn at_most_5000_numbers_come_at_once(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let numbers: Vec<String> = (0..5_001).map(|it| format!("+1440600{it:04}")).collect();
    let texts: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let error = world.run(&add(world.root(), &texts)).unwrap_err();
    assert_eq!(error.code().as_str(), "too_many_items");
    assert_eq!(
        (&error.details()["max"], &error.details()["got"]),
        (&5_000.into(), &5_001.into())
    );
    assert_eq!(
        world
            .run(&add(world.root(), &texts[..5_000]))
            .unwrap()
            .added,
        5_000
    );
}

pub(super) fn inventory_needs_setup_numbers(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A]);
    let actor = world.holder("Accounts", world.root());
    let root = world.root();
    assert_eq!(
        world.refusal_as(&actor, &add(root, &[B])),
        "privilege_missing"
    );
    assert_eq!(
        world.refusal_as(&actor, &reserve(root, list(&[A]))),
        "privilege_missing"
    );
    assert_eq!(
        world.refusal_as(&actor, &release(root, &[A])),
        "privilege_missing"
    );
}

pub(super) fn a_reservation_lasts_as_its_reason_says(store: Arc<dyn Store>) {
    use ReservationReason::{Expired, Manual, Swapped, Terminated};
    let days = [
        (Manual, 28, 28),
        (Expired, 56, 84),
        (Terminated, 28, 56),
        (Swapped, 1, 28),
    ];
    for profile in ProfileName::ALL {
        let world = World::new(Arc::clone(&store), profile);
        let ported = NewNumber {
            ported: true,
            ..NewNumber::new(number(profile, 2))
        };
        let plain = NewNumber::new(number(profile, 1));
        let numbers = vec![plain.clone(), ported.clone()];
        world
            .run(&AddNumbers {
                organization: world.root(),
                numbers,
            })
            .unwrap();
        for (reason, usual, longer) in days {
            let both = list(&[&plain.e164, &ported.e164]);
            let command = ReserveNumbers {
                reason,
                ..reserve(world.root(), both)
            };
            world.run(&command).unwrap();
            let end = |days| Some(world.clock.now() + Duration::days(days));
            let expected = match MEMBERS.contains(&profile) {
                true => [end(usual), end(longer)],
                false => [None, None],
            };
            let found = [&plain, &ported].map(|new| until(&world, &new.e164));
            assert_eq!(found, expected, "{profile} {reason:?}");
        }
    }
}

/// Numbers of worlds that share a store must differ.
fn number(profile: ProfileName, which: usize) -> String {
    let place = ProfileName::ALL
        .iter()
        .position(|it| *it == profile)
        .unwrap();
    format!("+1440557{place}{which:03}")
}

pub(super) fn a_reservation_can_be_extended(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A]);
    let end = |days| Some(world.clock.now() + Duration::days(days));
    let hold = |until| ReserveNumbers {
        until,
        ..reserve(world.root(), list(&[A]))
    };
    assert_eq!(world.run(&hold(end(1))).unwrap().reserved, 1);
    assert_eq!(world.run(&hold(end(1))).unwrap().unchanged, 1);
    assert_eq!(world.run(&hold(end(2))).unwrap().reserved, 1);
    assert_eq!(until(&world, A), end(2));
    assert_eq!(world.count("number.reserved"), 2);
    assert_eq!(
        world.refusal(&hold(Some(world.clock.now()))),
        "value_not_allowed"
    );
}

pub(super) fn n_23_a_reservation_ends_without_anybody(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A, B]);
    let until = Some(world.clock.now() + Duration::days(1));
    let hold = ReserveNumbers {
        until,
        ..reserve(world.root(), list(&[A]))
    };
    world.run(&hold).unwrap();
    assert_eq!(in_state(&world, StateNow::Reserved), [A]);
    world.clock.advance(Duration::days(1));
    assert_eq!(in_state(&world, StateNow::Reserved), Vec::<String>::new());
    assert_eq!(in_state(&world, StateNow::Available), [A, B]);
    assert_eq!(
        world.run(&release(world.root(), &[A])).unwrap().unchanged,
        1
    );
}

pub(super) fn a_series_or_a_tag_is_reserved_by_quantity(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[B, A]);
    world.tagged(world.root(), &[C], "GOLD");
    let series = |quantity| {
        let series = "1440555100".to_owned();
        reserve(world.root(), NumberChoice::Series { series, quantity })
    };
    let error = world.run(&series(3)).unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_enough");
    assert_eq!(
        (&error.details()["asked"], &error.details()["free"]),
        (&3.into(), &2.into())
    );
    let outcome = world.run(&series(1)).unwrap();
    assert_eq!(
        outcome
            .numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [A]
    );
    let tag = "gold".to_owned();
    let tagged = reserve(world.root(), NumberChoice::Tagged { tag, quantity: 1 });
    let outcome = world.run(&tagged).unwrap();
    assert_eq!(
        outcome
            .numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [C]
    );
    assert_eq!(in_state(&world, StateNow::Reserved), [A, C]);
    assert_eq!(world.refusal(&series(0)), "integer_invalid");
    assert_eq!(world.refusal(&series(5_001)), "too_many_items");
}

pub(super) fn only_own_numbers_that_are_free_are_reserved(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let child = world.organization(world.root(), "A");
    world.numbers(world.root(), &[A, B]);
    assert_eq!(
        world.refusal(&reserve(child, list(&[A]))),
        "number_other_organization"
    );
    assert_eq!(
        world.refusal(&reserve(world.root(), list(&[C]))),
        "not_found"
    );
    let mut form = world.form(child, "name@example.com");
    form =
        form.with_number(rollbook::command::account::create_account::NumberForm::Named(A.into()));
    world.run(&form).unwrap();
    let error = world
        .run(&reserve(world.root(), list(&[B, A])))
        .unwrap_err();
    assert_eq!(error.code().as_str(), "number_not_available");
    assert_eq!(
        (&error.details()["state"], &error.details()["index"]),
        (&"assigned".into(), &1.into())
    );
    assert_eq!(
        world.refusal(&release(world.root(), &[A])),
        "number_not_available"
    );
    assert_eq!(
        in_state(&world, StateNow::Available),
        [B],
        "nothing of the list was reserved"
    );
}

pub(super) fn released_numbers_are_available_again(store: Arc<dyn Store>) {
    for profile in MULTILINE {
        let world = World::new(Arc::clone(&store), profile);
        let numbers = [number(profile, 1), number(profile, 2)];
        let names = numbers.each_ref().map(String::as_str);
        world.numbers(world.root(), &names);
        world.run(&reserve(world.root(), list(&names))).unwrap();
        assert_eq!(in_state(&world, StateNow::Available), Vec::<String>::new());
        let outcome = world.run(&release(world.root(), &names)).unwrap();
        assert_eq!((outcome.released, outcome.unchanged), (2, 0));
        assert_eq!(
            world.run(&release(world.root(), &names)).unwrap().unchanged,
            2
        );
        assert_eq!(in_state(&world, StateNow::Available), names);
        assert_eq!(world.count("number.released"), 1);
    }
}

pub(super) fn numbers_are_listed_in_order_by_owner_or_by_use(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let child = world.organization(world.root(), "A");
    world.numbers(world.root(), &[C, A]);
    world.numbers(child, &[B]);
    let shown = |query: &ListNumbers| -> Vec<String> {
        world
            .ask(query)
            .unwrap()
            .items
            .iter()
            .map(|it| it.value.e164.to_string())
            .collect()
    };
    assert_eq!(shown(&ListNumbers::of(Whose::OwnedBy(child))), [B]);
    let mut query = ListNumbers::of(Whose::UsableBy(child));
    assert_eq!(shown(&query), [A, B, C]);
    query.series = Some("+1440555100".to_owned());
    assert_eq!(shown(&query), [A, B]);
    query.limit = Some(1);
    let page = world.ask(&query).unwrap();
    query.after = page.next;
    assert_eq!(shown(&query), [B]);
}

pub(super) fn n_26_a_list_shows_nothing_of_strangers(store: Arc<dyn Store>) {
    use rollbook::command::account::create_account::NumberForm;
    let world = World::new(store, ProfileName::Multiline2024);
    let own = world.organization(world.root(), "Own");
    let other = world.organization(world.root(), "Other");
    world.numbers(world.root(), &[A, B, C]);
    let hold = |organization, identity: &str, number: &str| {
        let form = world.form(organization, identity);
        let form = form.with_number(NumberForm::Named(number.to_owned()));
        world.run(&form).unwrap().account
    };
    let mine = hold(own, "own@example.com", A);
    let stranger = hold(other, "other@example.com", B);
    let mut held = reserve(world.root(), list(&[C]));
    held.tag = Some("GOLD".to_owned());
    held.note = Some("for somebody".to_owned());
    world.run(&held).unwrap();
    let query = ListNumbers::of(Whose::UsableBy(own));
    let admin = world.holder(world.administrator_role(), own);
    let shown = world.rollbook.query(&admin, &query).unwrap().items;
    let accounts: Vec<_> = shown[..2]
        .iter()
        .map(|found| found.value.line().unwrap().account)
        .collect();
    assert_eq!(accounts, [mine, LineKey::HIDDEN.account]);
    let text = serde_json::to_string(&shown[2].value).unwrap();
    assert!(!text.contains("GOLD") && !text.contains("somebody"));
    let all = world.ask(&query).unwrap().items;
    assert_eq!(all[1].value.line().unwrap().account, stranger);
    assert!(
        serde_json::to_string(&all[2].value)
            .unwrap()
            .contains("for somebody")
    );
}

pub(super) fn d_53_what_is_left_of_the_cooling_applies_after_a_release(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    world.numbers(world.root(), &[A, B]);
    let end = world.clock.now() + Duration::days(10);
    world.left_number(A, |number| {
        number.cooling_until = Some(end);
        number.state = NumberState::Reserved(Reservation {
            tag: None,
            until: None,
            reason: ReservationReason::Terminated,
            note: None,
            notified: false,
        });
    });
    world.left_number(B, |number| {
        let to = "14405551234".to_owned();
        number.state = NumberState::Forwarding { to, until: None };
    });
    assert_eq!(
        world.run(&release(world.root(), &[A, B])).unwrap().released,
        2
    );
    assert_eq!(
        in_state(&world, StateNow::Cooling),
        [A, B],
        "forwarding leaves cooling behind"
    );
    world.clock.advance(Duration::days(10));
    assert_eq!(in_state(&world, StateNow::Available), [A]);
    world.clock.advance(Duration::days(80));
    assert_eq!(
        in_state(&world, StateNow::Available),
        [A, B],
        "90 days by default"
    );
}

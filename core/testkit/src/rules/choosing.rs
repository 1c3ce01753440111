//! The number of a person who activates: the one on the line, one of the short list, or any.

use std::sync::Arc;

use rollbook::command::account::create_account::{LineForm, NumberForm};
use rollbook::command::activation::NumberChoice;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::e164::E164;
use rollbook::number::NumberState;
use rollbook::profile::ProfileName::{Multiline2021, Multiline2024};
use rollbook::store::Store;

use super::holder::{NUMBERS, OTHER_PHONE, PHONE, code_of, phone, stocked};
use super::world::World;

fn number(text: &str) -> E164 {
    text.parse().unwrap()
}

pub(super) fn m_25_assigning_a_number_is_optional(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let mut form = world.form(world.root(), "person@example.com");
    form.lines = Some(vec![LineForm {
        number: NumberForm::Named(NUMBERS[3].to_owned()),
        ..LineForm::default()
    }]);
    form.send = Some(true);
    let assigned = world.run(&form).unwrap().account;
    let later = world.invited("later@example.com");
    let accepted = world
        .accept_with(
            &world.credential(assigned),
            phone(PHONE),
            NumberChoice::None,
        )
        .unwrap();
    assert_eq!(accepted.numbers, [Some(number(NUMBERS[3]))]);
    let credential = world.credential(later);
    let refused = world.accept_with(&credential, phone(OTHER_PHONE), NumberChoice::None);
    assert_eq!(code_of(&refused), "number_choice_required");
    let accepted = world.accept(&credential, OTHER_PHONE).unwrap();
    assert!(accepted.numbers[0].is_some());
    let registered = world
        .inventory()
        .into_iter()
        .filter(|number| matches!(number.state, NumberState::Registered(_)))
        .count();
    assert_eq!(registered, 2);
}

pub(super) fn m_27_without_a_number_the_person_picks_from_a_short_list(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2021, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let list = world.rollbook.list_number_choices(&credential).unwrap();
    assert_eq!(list.len(), 5);
    assert!(list.is_sorted());
    assert_eq!(
        world.rollbook.list_number_choices(&credential).unwrap(),
        list
    );
    let choice = NumberChoice::One(list[2]);
    let accepted = world
        .accept_with(&credential, phone(PHONE), choice)
        .unwrap();
    assert_eq!(accepted.numbers, [Some(list[2])]);
    assert_eq!(world.rollbook.list_number_choices(&credential).unwrap(), []);
    let again = world
        .accept_with(&credential, phone(PHONE), choice)
        .unwrap();
    assert_eq!(again.numbers, accepted.numbers);
    let other = NumberChoice::One(list[0]);
    let refused = world.accept_with(&credential, phone(PHONE), other);
    assert_eq!(code_of(&refused), "limit_reached");
}

pub(super) fn m_27_the_own_pool_comes_first_and_then_each_ancestors(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("short_list_size", "3")]);
    let child = world.organization(world.root(), "Child");
    let sibling = world.organization(world.root(), "Sibling");
    world.numbers(world.root(), &NUMBERS[..3]);
    world.numbers(child, &NUMBERS[3..5]);
    world.numbers(sibling, &NUMBERS[5..]);
    let account = world.account(child, "person@example.com").account;
    world.send(account);
    let credential = world.credential(account);
    let list = world.rollbook.list_number_choices(&credential).unwrap();
    assert_eq!(list.len(), 3);
    assert!(NUMBERS[3..5].iter().all(|own| list.contains(&number(own))));
    let taken = world.accept(&credential, PHONE).unwrap().numbers[0].unwrap();
    assert!(NUMBERS[3..5].iter().any(|own| number(own) == taken));

    let second = world.account(child, "second@example.com").account;
    world.send(second);
    let foreign = NumberChoice::One(number(NUMBERS[6]));
    let refused = world.accept_with(&world.credential(second), phone(PHONE), foreign);
    assert_eq!(code_of(&refused), "number_other_organization");
}

pub(super) fn m_27_no_numbers_available(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("number_rule", "lenient")]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let none = world.rollbook.list_number_choices(&credential).unwrap_err();
    assert_eq!(none.code().as_str(), "number_none_available");
    assert_eq!(none.message(), "No Numbers Available");
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "number_none_available"
    );
}

pub(super) fn d_54_a_golden_number_is_neither_listed_nor_chosen(store: Arc<dyn Store>) {
    let world = World::new(store, Multiline2024);
    let golden = NewNumber {
        golden: true,
        ..NewNumber::new(NUMBERS[0])
    };
    let command = AddNumbers {
        organization: world.root(),
        numbers: vec![golden, NewNumber::new(NUMBERS[1])],
    };
    world.run(&command).unwrap();
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let list = world.rollbook.list_number_choices(&credential).unwrap();
    assert_eq!(list, [number(NUMBERS[1])]);
    let choice = NumberChoice::One(number(NUMBERS[0]));
    let refused = world.accept_with(&credential, phone(PHONE), choice);
    assert_eq!(code_of(&refused), "number_not_available");
    let accepted = world.accept(&credential, PHONE).unwrap();
    assert_eq!(accepted.numbers, [Some(number(NUMBERS[1]))]);
}

pub(super) fn n_04_two_people_never_get_one_number(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let accounts = ["first@example.com", "second@example.com"].map(|it| world.invited(it));
    let [first, second] = accounts.map(|account| world.credential(account));
    let choice = NumberChoice::One(number(NUMBERS[0]));
    world.accept_with(&first, phone(PHONE), choice).unwrap();
    let refused = world
        .accept_with(&second, phone(OTHER_PHONE), choice)
        .unwrap_err();
    assert_eq!(refused.code().as_str(), "number_not_available");
    assert_eq!(refused.details()["state"], "registered");
    assert_eq!(code_of(&world.accept(&second, OTHER_PHONE)), "ok");
}

//! The automaton against the authority on two million numbers: generated for every region and type, then mutated.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType};

use super::super::plan::{PLANS, Plan};
use super::{at_once, authority, e164_of};

/// Numbers of one test; there are four, so that they run side by side.
const NUMBERS: usize = 500_000;

const KINDS: [PhoneNumberType; 10] = [
    PhoneNumberType::FixedLine,
    PhoneNumberType::Mobile,
    PhoneNumberType::TollFree,
    PhoneNumberType::PremiumRate,
    PhoneNumberType::SharedCost,
    PhoneNumberType::VoIP,
    PhoneNumberType::PersonalNumber,
    PhoneNumberType::Pager,
    PhoneNumberType::UAN,
    PhoneNumberType::VoiceMail,
];

/// A number of every region and type, as digits with country code, and one that begins with each calling code.
pub(in super::super) fn examples() -> Vec<String> {
    let mut examples = Vec::new();
    for region in PHONE_NUMBER_UTIL.get_supported_regions() {
        for kind in KINDS {
            let example = PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind);
            let e164 = example.ok().and_then(|number| e164_of(&number));
            examples.extend(e164.map(|number| number.digits().to_string()));
        }
    }
    // The order of regions is not that of every run.
    examples.sort_unstable();
    examples.dedup();
    examples.extend(PLANS.iter().map(|(code, _)| format!("{code}12345678")));
    examples
}

/// The number with other digits at its end, and one digit more, less or other somewhere.
pub(in super::super) fn mutated(number: &str, state: &mut u64) -> String {
    let mut digits: Vec<u8> = number.bytes().collect();
    let ends = (random(state) % 8) as usize;
    for digit in digits.iter_mut().rev().take(ends) {
        *digit = b'0' + (random(state) % 10) as u8;
    }
    let place = (random(state) as usize) % digits.len();
    let digit = b'0' + (random(state) % 10) as u8;
    match random(state) % 8 {
        0 => digits.insert(place, digit),
        1 if digits.len() > 1 => {
            digits.remove(place);
        }
        2 | 3 => digits[place] = digit,
        _ => {}
    }
    String::from_utf8(digits).unwrap()
}

/// Digits from a seed, each call other ones.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// What is known at once is what the authority says. Of what the authority takes as it stands all but a few numbers are
/// known at once: those where it first looks whether a national prefix stands in front.
fn agree(seed: u64) {
    let examples = examples();
    let (mut state, mut seen, mut known, mut missed) = (seed, 0, 0, 0);
    while seen < NUMBERS {
        for example in &examples {
            let digits = mutated(example, &mut state);
            seen += 1;
            let asked = authority(&digits).ok();
            let asked = asked.map(|number| (number.e164, number.kind, number.plan));
            match at_once(&digits) {
                Some((e164, kind)) => {
                    known += 1;
                    let plan = Plan::of(e164).unwrap();
                    assert_eq!(asked, Some((e164, Some(kind), plan)), "{digits}");
                }
                None => {
                    let taken = asked.filter(|(e164, ..)| e164.digits().to_string() == digits);
                    missed += usize::from(taken.is_some());
                }
            }
        }
    }
    assert!(known * 4 > seen, "{known} of {seen}");
    assert!(missed * 200 < known, "{missed} missed, {known} known");
}

#[test]
fn p6_the_automaton_says_what_the_authority_says_1() {
    agree(0x9e37_79b9_7f4a_7c15);
}

#[test]
fn p6_the_automaton_says_what_the_authority_says_2() {
    agree(0xd6e8_feb8_6659_fd93);
}

#[test]
fn p6_the_automaton_says_what_the_authority_says_3() {
    agree(0xa076_1d64_78bd_642f);
}

#[test]
fn p6_the_automaton_says_what_the_authority_says_4() {
    agree(0xe703_7ed1_a0b4_28db);
}

#[test]
fn most_examples_are_known_at_once() {
    let examples = examples();
    let known = examples.iter().filter(|digits| at_once(digits).is_some());
    assert!(known.count() * 100 > examples.len() * 75);
}

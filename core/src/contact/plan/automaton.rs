//! The digit automaton of all number plans: in one pass, whether digits with country code are a number that exists and
//! stand as E.164 writes it. What it does not accept is not refused; the authority in `verdict` is asked.
//!
//! `automaton.bin` is made from the authority's metadata by `examples/plans`, and a test there compares.

use crate::e164::E164;

/// How many states there are, ten next states of each (two bytes, the lower first), the kind that each accepts.
const DATA: &[u8] = include_bytes!("automaton.bin");
const STATES: usize = match DATA {
    [low, high, ..] => u16::from_le_bytes([*low, *high]) as usize,
    _ => 0,
};
const KINDS: usize = 2 + STATES * 20;
/// Next states of a state.
const DIGITS: usize = 10;
/// The first digit as a byte. A digit is added to a state as it stands, so that all places are so much further behind.
const ZERO: usize = b'0' as usize;
/// Every state of two bytes and every byte are a place, so that none is checked.
const PLACES: usize = (1 << 16) + (1 << 8);
const _: () = assert!(
    STATES > 0 && STATES * DIGITS < 1 << 16,
    "ten times a state is a `u16`"
);

/// By ten times a state, and digit: ten times the next state. In state 0 nothing is accepted any more.
#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling, which stops at the first index that is wrong"
)]
static NEXT: [u16; PLACES] = {
    let mut next = [0; PLACES];
    let mut place = 0;
    while place < STATES * DIGITS {
        let state = u16::from_le_bytes([DATA[2 + place * 2], DATA[3 + place * 2]]);
        next[place + ZERO] = state * DIGITS as u16;
        place += 1;
    }
    next
};
/// The state before the first digit.
const START: u16 = ((STATES - 1) * DIGITS) as u16;

/// The number, and what kind of number it is, from 1 in the order in which the authority tries kinds; `None` says
/// nothing but that the authority must decide.
pub(in super::super) fn known(digits: &[u8]) -> Option<(E164, u8)> {
    if !are_digits(digits) {
        return None;
    }
    // The number is put together beside the steps, which wait for memory. Of more digits than E.164 has, nothing is
    // accepted.
    let (mut state, mut number) = (START, 0_u64);
    for byte in digits {
        state = step(state, *byte);
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte & 0x0f));
    }
    match accepted(state) {
        0 => None,
        kind => Some((E164::from_digits(number).ok()?, kind)),
    }
}

/// The kind alone, or 0 where the authority must decide.
pub(in super::super) fn kind(digits: &[u8]) -> u8 {
    if !are_digits(digits) {
        return 0;
    }
    let next = |state: u16, digit: &u8| step(state, *digit);
    // No number has fewer than seven.
    let (mut state, rest) = match digits.split_first_chunk::<7>() {
        Some((seven, rest)) => (seven.iter().fold(START, next), rest),
        None => (START, digits),
    };
    let (fours, rest) = rest.as_chunks::<4>();
    for four in fours {
        state = four.iter().fold(state, next);
    }
    for byte in rest {
        state = step(state, *byte);
    }
    accepted(state)
}

/// The state after a digit.
#[inline(always)]
fn step(state: u16, digit: u8) -> u16 {
    let place = usize::from(state) + usize::from(digit);
    NEXT.get(place).copied().unwrap_or_default()
}

/// The kind of number that ends in a state, 0 for none.
fn accepted(state: u16) -> u8 {
    let state = usize::from(state) / DIGITS;
    DATA.get(KINDS + state).copied().unwrap_or_default()
}

/// Whether all bytes are digits, in two words that overlap if they are from eight to sixteen.
fn are_digits(bytes: &[u8]) -> bool {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) if bytes.len() <= 16 => {
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            others_than_digits(first) | others_than_digits(last) == 0
        }
        _ => bytes.iter().all(u8::is_ascii_digit),
    }
}

/// Zero if all eight bytes are digits: each has 3 in its upper half, six more too, and no byte carries then.
const fn others_than_digits(word: u64) -> u64 {
    const UPPER: u64 = u64::from_le_bytes([0xf0; 8]);
    const THREES: u64 = u64::from_le_bytes([0x30; 8]);
    let six_more = word.wrapping_add(u64::from_le_bytes([6; 8]));
    ((word & UPPER) ^ THREES) | ((six_more & UPPER) ^ THREES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_exists_is_known_and_what_is_none_is_left_to_the_authority() {
        let (number, _) = known(b"14405551234").unwrap();
        assert_eq!(number.to_string(), "+14405551234");
        for other in [
            "",
            "1",
            "1440555123",
            "144055512345",
            "0049",
            "21012345678",
            "1440555123x",
        ] {
            assert_eq!(known(other.as_bytes()), None, "{other}");
        }
        // The national zero behind the country code is dropped by the authority: not E.164 as it stands.
        assert_eq!(
            known(b"4915112345678").map(|(number, _)| number.digits()),
            Some(4_915_112_345_678)
        );
        assert_eq!(known(b"49015112345678"), None);
    }

    #[test]
    fn digits_are_told_from_every_other_byte() {
        for length in 0..=18 {
            for place in 0..length {
                for byte in 0..=255_u8 {
                    let mut bytes = vec![b'0' + (place % 10) as u8; length];
                    bytes[place] = byte;
                    assert_eq!(are_digits(&bytes), byte.is_ascii_digit(), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(DATA.len(), KINDS + STATES);
        for state in 0..STATES * 10 {
            let next = DATA[2 + state * 2..].first_chunk::<2>().unwrap();
            assert!(usize::from(u16::from_le_bytes(*next)) < STATES);
        }
        assert!(DATA[2..22].iter().all(|byte| *byte == 0));
    }
}

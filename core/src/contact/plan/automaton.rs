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
/// Every `u16` is a place, so that none is checked.
const PLACES: usize = 1 << 16;
const _: () = assert!(
    STATES > 0 && STATES * DIGITS <= PLACES,
    "a place is a `u16`"
);

/// By ten times a state and a digit: ten times the next state. In state 0 nothing is accepted any more.
#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling, which stops at the first index that is wrong"
)]
static NEXT: [u16; PLACES] = {
    let mut next = [0; PLACES];
    let mut place = 0;
    while place < STATES * DIGITS {
        let state = u16::from_le_bytes([DATA[2 + place * 2], DATA[3 + place * 2]]);
        next[place] = state * DIGITS as u16;
        place += 1;
    }
    next
};
/// Ten times the state before the first digit.
const START: u16 = ((STATES - 1) * DIGITS) as u16;

/// The number, and what kind of number it is, from 1 in the order in which the authority tries kinds; `None` says
/// nothing but that the authority must decide.
pub(in super::super) fn known(digits: &str) -> Option<(E164, u8)> {
    match kind(digits.as_bytes()) {
        0 => None,
        kind => Some((E164::from_digits(digits.parse().ok()?).ok()?, kind)),
    }
}

/// The kind alone, or 0 where the authority must decide.
pub(in super::super) fn kind(digits: &[u8]) -> u8 {
    let mut state = START;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return 0;
        }
        let place = usize::from(state.wrapping_add(digit.into()));
        state = NEXT.get(place).copied().unwrap_or_default();
    }
    let state = usize::from(state) / DIGITS;
    DATA.get(KINDS + state).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_exists_is_known_and_what_is_none_is_left_to_the_authority() {
        let (number, _) = known("14405551234").unwrap();
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
            assert_eq!(known(other), None, "{other}");
        }
        // The national zero behind the country code is dropped by the authority: not E.164 as it stands.
        assert_eq!(
            known("4915112345678").map(|(number, _)| number.digits()),
            Some(4_915_112_345_678)
        );
        assert_eq!(known("49015112345678"), None);
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

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
/// Here nothing is accepted any more.
const DEAD: usize = 0;

/// The number, and what kind of number it is, from 1 in the order in which the authority tries kinds; `None` says
/// nothing but that the authority must decide.
pub(in super::super) fn known(digits: &str) -> Option<(E164, u8)> {
    let mut state = STATES.checked_sub(1)?;
    let mut number = 0_u64;
    for byte in digits.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || state == DEAD {
            return None;
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        let next = 2 + state * 20 + usize::from(digit) * 2;
        let [low, high] = DATA.get(next..next + 2)?.try_into().ok()?;
        state = usize::from(u16::from_le_bytes([low, high]));
    }
    match DATA.get(KINDS + state)? {
        0 => None,
        kind => Some((E164::from_digits(number).ok()?, *kind)),
    }
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

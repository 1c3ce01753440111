//! PINs: what somebody without a portal proves themselves by at a device. Only MACs are kept, under keys outside the
//! store, one for each code key that is live.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::credential::keys::CodeKeyId;
use crate::entropy::Stream;
use crate::id::{AccountId, OrganizationId};
use crate::invitation::attempts::Attempts;
use crate::settings::PinLogin;
use crate::time::Timestamp;

/// Digits of the longest PIN.
pub const LONGEST: u32 = 12;

/// The PIN of an account; there is at most one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Whose it is.
    pub account: AccountId,
    /// Where it is unique, and what its MACs name: the organization of the account. Another one makes it void.
    pub organization: OrganizationId,
    /// How many digits it has.
    pub digits: u8,
    /// Its MAC under each code key; unique in the organization.
    pub macs: BTreeMap<CodeKeyId, PinMac>,
    /// Wrong attempts and the locks they brought.
    pub attempts: Attempts,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pin")
            .field("account", &self.account)
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}

/// The MAC of a PIN under one key: who had the key could try all PINs on it, so `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PinMac(pub [u8; 16]);

impl std::fmt::Debug for PinMac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinMac(..)")
    }
}

/// A PIN in clear: as it was made, to be shown once, or as it was typed. It is wiped when dropped, serialized nowhere,
/// and shown by no `Debug`.
///
/// ```
/// use rollbook::pin::PinText;
/// assert_eq!(format!("{:?}", PinText::new("493817")), "PinText(..)");
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PinText(String);

impl PinText {
    /// The digits.
    #[must_use]
    pub fn new(digits: impl Into<String>) -> Self {
        Self(digits.into())
    }

    /// The digits themselves, to be shown to their owner or to be compared. Whoever asks must not keep them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PinText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinText(..)")
    }
}

/// How many digits a PIN made now has. Where it is given alone, somebody who guesses may meet anybody's: then there are
/// so many that a guess hits with 1 in 10,000 at most, `people` being the accounts with a PIN in the organization, the
/// new ones included.
///
/// ```
/// use rollbook::pin::digits_needed;
/// use rollbook::settings::PinLogin;
/// assert_eq!(digits_needed(6, PinLogin::WithExtension, 1_000), 6);
/// assert_eq!(digits_needed(6, PinLogin::PinOnly, 100), 6);
/// assert_eq!(digits_needed(6, PinLogin::PinOnly, 1_000), 7);
/// assert_eq!(digits_needed(6, PinLogin::PinOnly, 1_001), 8);
/// ```
#[must_use]
pub fn digits_needed(setting: u32, login: PinLogin, people: u32) -> u32 {
    let mut digits = setting;
    if login == PinLogin::PinOnly {
        while digits < LONGEST && u64::from(people) > enough_for(digits) {
            digits += 1;
        }
    }
    digits
}

/// The most accounts of an organization among which PINs of so many digits are good enough alone.
#[must_use]
pub fn enough_for(digits: u32) -> u64 {
    10_u64.saturating_pow(digits.saturating_sub(4))
}

/// What somebody may try first to guess the PIN of an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Its extension.
    pub extension: Option<&'a str>,
    /// Its numbers, digits only.
    pub numbers: &'a [String],
}

/// Whether a PIN is among those tried first: one or two distinct digits, a run up or down (also through 9 and 0), a
/// shorter pattern repeated, a year from 1900 to 2099, the extension, the end of a number.
///
/// ```
/// use rollbook::pin::{Known, is_guessable};
/// let known = Known { extension: Some("4711"), numbers: &[] };
/// for pin in ["111222", "890123", "432109", "123123", "471199", "2026"] {
///     assert!(is_guessable(pin, known), "{pin}");
/// }
/// assert!(!is_guessable("493817", known));
/// ```
#[must_use]
pub fn is_guessable(pin: &str, known: Known<'_>) -> bool {
    let digits = pin.as_bytes();
    let distinct = digits
        .iter()
        .fold(0_u16, |seen, digit| seen | 1 << (digit & 15));
    let steps = |by: u8| {
        let mut pairs = digits.iter().zip(digits.iter().skip(1));
        pairs.all(|(one, next)| ((one & 15) + by) % 10 == next & 15)
    };
    let repeats = |length: usize| {
        let mut pairs = digits.iter().zip(digits.iter().skip(length));
        digits.len().is_multiple_of(length) && pairs.all(|(one, next)| one == next)
    };
    let is_year = digits.len() == 4 && (pin.starts_with("19") || pin.starts_with("20"));
    let extension = known.extension.filter(|extension| !extension.is_empty());
    distinct.count_ones() <= 2
        || steps(1)
        || steps(9)
        || (1..=digits.len() / 2).any(repeats)
        || is_year
        || extension.is_some_and(|extension| pin.contains(extension))
        || known.numbers.iter().any(|number| number.ends_with(pin))
}

/// The candidate number `counter` for a PIN: each as likely as any other.
#[must_use]
pub fn draw(stream: &Stream, counter: u64, digits: u32) -> PinText {
    let all = 10_u64.saturating_pow(digits.clamp(1, LONGEST));
    // The words from here on would make the first PINs likelier: they are passed over.
    let fair = u64::MAX - u64::MAX % all;
    let block = stream.block("pin", counter);
    let word = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |word, byte| (word << 8) | u64::from(*byte))
    };
    // Four words lie in a block. That none of them is fair has a chance below 2^-96.
    let mut words = block.chunks(8).map(word);
    let found = words.find(|word| *word < fair).unwrap_or_default() % all;
    let width = usize::try_from(digits).unwrap_or_default();
    PinText::new(format!("{found:0width$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessable(digits: usize) -> usize {
        let all = 10_u32.pow(u32::try_from(digits).unwrap());
        (0..all)
            .filter(|pin| is_guessable(&format!("{pin:0digits$}"), Known::default()))
            .count()
    }

    #[test]
    fn as_many_pins_are_never_made_as_the_specification_counts() {
        assert_eq!(guessable(6), 3_540);
        assert_eq!(guessable(4), 852);
    }

    #[test]
    fn what_is_known_of_its_owner_is_no_pin() {
        let numbers = ["14405550187".to_owned()];
        let known = Known {
            extension: Some("731"),
            numbers: &numbers,
        };
        for (pin, refused) in [
            ("550187", true),
            ("405550", false),
            ("973168", true),
            ("493817", false),
        ] {
            assert_eq!(is_guessable(pin, known), refused, "{pin}");
        }
    }

    /// Chi-square over 1,000 classes of the first three digits: beyond 1,143.9 in 1 of 1,000 runs.
    #[test]
    fn case_c_07_pins_are_drawn_evenly() {
        let stream = Stream::new([7; 32]);
        let mut classes = vec![0_u32; 1_000];
        let drawn = 100_000_u32;
        for counter in 0..drawn {
            let pin = draw(&stream, u64::from(counter), 6);
            assert_eq!(pin.expose().len(), 6);
            let class: usize = pin.expose().get(..3).unwrap().parse().unwrap();
            classes[class] += 1;
        }
        let expected = f64::from(drawn) / 1_000.0;
        let chi: f64 = classes
            .iter()
            .map(|found| (f64::from(*found) - expected).powi(2) / expected)
            .sum();
        assert!(chi < 1_143.9, "{chi}");
    }

    #[test]
    fn digits_follow_the_people_where_the_pin_stands_alone() {
        for (people, digits) in [(0, 6), (100, 6), (101, 7), (10_000, 8), (u32::MAX, 12)] {
            assert_eq!(digits_needed(6, PinLogin::PinOnly, people), digits);
            assert_eq!(digits_needed(6, PinLogin::WithExtension, people), 6);
        }
    }
}

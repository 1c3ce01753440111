//! E.164: 7 to 15 digits with country code, as one integer.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number in E.164 form, 7 to 15 digits. The form says nothing about whether the number exists.
///
/// ```
/// use rollbook::e164::E164;
/// let number: E164 = "+14405551234".parse().unwrap();
/// assert_eq!(number.digits(), 14_405_551_234);
/// assert!("+1440".parse::<E164>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E164(u64);

impl E164 {
    /// The lowest of all, seven digits: where ranges begin.
    pub const LOWEST: Self = Self(1_000_000);

    /// From the digits as a number.
    ///
    /// # Errors
    /// [`E164Error`] for fewer than 7 or more than 15 digits. No country code begins with 0, so no digit is lost.
    pub const fn from_digits(digits: u64) -> Result<Self, E164Error> {
        if digits < 1_000_000 || digits > 999_999_999_999_999 {
            Err(E164Error)
        } else {
            Ok(Self(digits))
        }
    }

    /// The digits as a number, as a store keeps them.
    #[must_use]
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The digits as a signed number; always positive.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }

    /// Whether the digits begin with those of `series`, a prefix such as `1440555`.
    #[must_use]
    pub fn in_series(self, series: &str) -> bool {
        self.0.to_string().starts_with(series)
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

/// A number identifies a person: `Debug` shows how many digits it has, no more.
impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({} digits)", self.0.ilog10() + 1)
    }
}

impl std::str::FromStr for E164 {
    type Err = E164Error;

    fn from_str(text: &str) -> Result<Self, E164Error> {
        let digits = text.strip_prefix('+').ok_or(E164Error)?;
        if digits.is_empty()
            || digits.starts_with('0')
            || !digits.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(E164Error);
        }
        Self::from_digits(digits.parse().map_err(|_| E164Error)?)
    }
}

impl Serialize for E164 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Not `+` and 7 to 15 digits, the first not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not in E.164 form: `+`, then 7 to 15 digits, the first not 0")]
pub struct E164Error;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_are_7_and_15_digits() {
        for (text, good) in [
            ("+123456", false),
            ("+1234567", true),
            ("+999999999999999", true),
            ("+1000000000000000", false),
            ("+0234567", false),
            ("1234567", false),
            ("+12345 67", false),
        ] {
            assert_eq!(text.parse::<E164>().is_ok(), good, "{text}");
        }
    }

    #[test]
    fn debug_shows_no_digit_of_the_number() {
        let number: E164 = "+14405551234".parse().unwrap();
        assert_eq!(format!("{number:?}"), "E164(11 digits)");
    }
}

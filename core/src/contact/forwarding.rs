//! Forwarding numbers: 4 to 18 digits with country code, not E.164, judged by no library (D-31).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digits::Typed;
use super::plan::Plan;
use super::reading::Reading;
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

/// Fewest digits.
const MIN_DIGITS: usize = 4;
/// Most digits.
const MAX_DIGITS: usize = 18;

/// Where calls are forwarded to: 4 to 18 digits, the country code counted, one leading `+` and separators not.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ForwardingNumber(Box<str>);

impl ForwardingNumber {
    /// Reads a forwarding number; space around it is dropped.
    ///
    /// Notes are `number_format_normalized` and `phone_idd_normalized` (fixes), `forwarding_no_country_code` and
    /// `number_precision_loss_suspected` (warnings).
    ///
    /// # Errors
    /// `forwarding_length`, `phone_bad_character`, `multiple_values_in_cell`, `number_scientific_notation`;
    /// `phone_too_long` beyond 32 characters.
    ///
    /// ```
    /// use rollbook::contact::forwarding::ForwardingNumber;
    /// let number = ForwardingNumber::read("+1 440 555 1234").unwrap().value;
    /// assert_eq!(number.digits(), "14405551234");
    /// assert!(ForwardingNumber::read("123").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Reading<Self>, Problem> {
        let typed = Typed::read(text.trim())?;
        // Behind a `+` as well: no country code begins with 0, and what is kept of it must read the same again.
        let abroad = typed.digits.strip_prefix("00").filter(|rest| is_e164(rest));
        let digits = abroad.unwrap_or(&typed.digits);
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) {
            return Err(Problem::new(FindingCode::ForwardingLength)
                .with("count", digits.len())
                .with("min", MIN_DIGITS)
                .with("max", MAX_DIGITS));
        }
        let mut notes = Vec::new();
        if abroad.is_some() {
            notes.push(Problem::new(FindingCode::PhoneIddNormalized));
        } else if typed.changed {
            notes.push(Problem::new(FindingCode::NumberFormatNormalized));
        }
        if digits.starts_with('0') {
            notes.push(Problem::new(FindingCode::ForwardingNoCountryCode));
        }
        if typed.lost_precision() {
            notes.push(Problem::new(FindingCode::NumberPrecisionLossSuspected));
        }
        Ok(Reading {
            value: Self(digits.into()),
            notes,
        })
    }

    /// From the digits as a store keeps them: `None` unless they are 4 to 18.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        let good = (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Self(digits.into()))
    }

    /// The digits, which are the canonical form.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Whether digits have E.164 form and a known country code.
fn is_e164(digits: &str) -> bool {
    let number = digits
        .parse()
        .ok()
        .and_then(|number| E164::from_digits(number).ok());
    !digits.starts_with('0') && number.and_then(Plan::of).is_some()
}

/// A number identifies a person and is not shown.
impl fmt::Debug for ForwardingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForwardingNumber({} digits)", self.0.len())
    }
}

impl Serialize for ForwardingNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ForwardingNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_digits(&text)
            .ok_or_else(|| serde::de::Error::custom("4 to 18 digits are needed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, Vec<FindingCode>) {
        let reading =
            ForwardingNumber::read(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        (
            reading.value.digits().to_owned(),
            reading.notes.iter().map(|note| note.code).collect(),
        )
    }

    #[test]
    fn d_31_4_to_18_digits_with_country_code() {
        for (text, good) in [
            ("123", false),
            ("1234", true),
            (&"1".repeat(18), true),
            (&"1".repeat(19), false),
            ("+123", false),
            ("+1234", true),
        ] {
            match ForwardingNumber::read(text) {
                Ok(reading) => assert!(good && reading.notes.is_empty(), "{text}"),
                Err(problem) => {
                    assert!(!good, "{text}");
                    assert_eq!(problem.code, FindingCode::ForwardingLength);
                    assert_eq!(problem.params.number("max"), Some(18));
                }
            }
        }
    }

    #[test]
    fn d_31_separators_are_not_counted_and_no_library_is_asked() {
        assert_eq!(
            taken("+1 (000) 555-1234"),
            (
                "10005551234".to_owned(),
                vec![FindingCode::NumberFormatNormalized]
            )
        );
        assert_eq!(taken("99912345"), ("99912345".to_owned(), vec![]));
    }

    #[test]
    fn a_leading_zero_is_what_dials_abroad_or_lacks_the_country_code() {
        assert_eq!(
            taken("0014405551234"),
            (
                "14405551234".to_owned(),
                vec![FindingCode::PhoneIddNormalized]
            )
        );
        assert_eq!(taken("+00 14405551234"), taken("0014405551234"));
        assert_eq!(
            taken("00999123456"),
            (
                "00999123456".to_owned(),
                vec![FindingCode::ForwardingNoCountryCode]
            )
        );
        assert_eq!(
            taken("0201234567"),
            (
                "0201234567".to_owned(),
                vec![FindingCode::ForwardingNoCountryCode]
            )
        );
    }

    #[test]
    fn zeros_from_the_16th_digit_are_a_warning() {
        let lost = vec![FindingCode::NumberPrecisionLossSuspected];
        assert_eq!(taken("1440555123456000").1, lost);
        assert_eq!(taken("144055512345600").1, vec![]);
        assert_eq!(taken("1440555123456001").1, vec![]);
    }

    #[test]
    fn stored_digits_come_back_and_are_not_shown() {
        let number = ForwardingNumber::from_digits("14405551234").unwrap();
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(
            serde_json::from_str::<ForwardingNumber>(&json).unwrap(),
            number
        );
        assert_eq!(format!("{number:?}"), "ForwardingNumber(11 digits)");
        assert!(serde_json::from_str::<ForwardingNumber>("\"+1440\"").is_err());
    }
}

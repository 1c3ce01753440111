//! The verdict of the authority on one number: it exists, it may, or why not.
//!
//! Which of several readings of a text counts is for `phone` to say. What begins with no known calling code never gets
//! to the library.

use rlibphonenumber::{
    CountryCodeSource, NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber,
    PhoneNumberFormat, PhoneNumberType, ValidationError,
};
use serde::{Deserialize, Serialize};

use super::plan::{Plan, Region, automaton};
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

/// Fewest digits of a number, country code included.
pub(super) const MIN_DIGITS: usize = 7;
/// Most digits of a number, country code included.
pub(super) const MAX_DIGITS: usize = 15;

/// How much must be known of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// It is in a known range (identities and device numbers, D-33).
    Valid,
    /// It has a length that its country uses.
    Possible,
    /// It has E.164 form and a known country code (inventories, D-33).
    AnyRange,
}

/// What a number is for, as far as its range tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NumberType {
    /// A place.
    FixedLine,
    /// A mobile phone.
    Mobile,
    /// Either of these.
    FixedLineOrMobile,
    /// The called party pays.
    TollFree,
    /// The caller pays more.
    PremiumRate,
    /// Both pay.
    SharedCost,
    /// A line over the internet.
    Voip,
    /// A person, wherever they are.
    PersonalNumber,
    /// A pager.
    Pager,
    /// A company, wherever it is.
    UniversalAccess,
    /// A voicemail box.
    Voicemail,
}

impl NumberType {
    /// The word in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FixedLine => "fixed-line",
            Self::Mobile => "mobile",
            Self::FixedLineOrMobile => "fixed-line or mobile",
            Self::TollFree => "toll-free",
            Self::PremiumRate => "premium-rate",
            Self::SharedCost => "shared-cost",
            Self::Voip => "internet telephony",
            Self::PersonalNumber => "personal",
            Self::Pager => "pager",
            Self::UniversalAccess => "company",
            Self::Voicemail => "voicemail",
        }
    }

    /// From the kind that the automaton of number plans names.
    pub(super) const fn from_plan(kind: u8) -> Option<Self> {
        Some(match kind {
            1 => Self::PremiumRate,
            2 => Self::TollFree,
            3 => Self::SharedCost,
            4 => Self::Voip,
            5 => Self::PersonalNumber,
            6 => Self::Pager,
            7 => Self::UniversalAccess,
            8 => Self::Voicemail,
            9 => Self::FixedLine,
            10 => Self::Mobile,
            11 => Self::FixedLineOrMobile,
            _ => return None,
        })
    }

    const fn from_library(kind: PhoneNumberType) -> Option<Self> {
        Some(match kind {
            PhoneNumberType::FixedLine => Self::FixedLine,
            PhoneNumberType::Mobile => Self::Mobile,
            PhoneNumberType::FixedLineOrMobile => Self::FixedLineOrMobile,
            PhoneNumberType::TollFree => Self::TollFree,
            PhoneNumberType::PremiumRate => Self::PremiumRate,
            PhoneNumberType::SharedCost => Self::SharedCost,
            PhoneNumberType::VoIP => Self::Voip,
            PhoneNumberType::PersonalNumber => Self::PersonalNumber,
            PhoneNumberType::Pager => Self::Pager,
            PhoneNumberType::UAN => Self::UniversalAccess,
            PhoneNumberType::VoiceMail => Self::Voicemail,
            PhoneNumberType::Unknown => return None,
        })
    }
}

/// A number that exists as far as its plan tells; without a type it is in no known range.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) e164: E164,
    pub(super) plan: Plan,
    pub(super) kind: Option<NumberType>,
}

/// Why a reading gives no number, the more telling reasons last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    UnknownCountry,
    TooLong,
    TooShort,
    Invalid,
}

#[derive(Clone, Copy)]
pub(super) struct Refusal {
    pub(super) reason: Reason,
    plan: Option<Plan>,
    /// The E.164 form, where the digits have it, though the number does not exist.
    e164: Option<E164>,
    digits: usize,
    /// How many of the digits are the country code.
    code: usize,
}

impl Refusal {
    pub(super) const UNKNOWN_COUNTRY: Self = Self {
        reason: Reason::UnknownCountry,
        plan: None,
        e164: None,
        digits: 0,
        code: 0,
    };

    /// The number, if so little need be known of it.
    pub(super) fn unknown_range(&self, accept: Accept) -> Option<Number> {
        let accepted = match accept {
            Accept::Valid => false,
            Accept::Possible => self.reason == Reason::Invalid && self.code > 0,
            Accept::AnyRange => self.code > 0,
        };
        let (e164, plan) = self.e164.zip(self.plan)?;
        accepted.then_some(Number {
            e164,
            plan,
            kind: None,
        })
    }

    pub(super) fn problem(&self) -> Problem {
        let code = match self.reason {
            Reason::UnknownCountry => return Problem::new(FindingCode::PhoneUnknownCountry),
            Reason::TooShort => FindingCode::PhoneTooShort,
            Reason::TooLong => FindingCode::PhoneTooLong,
            Reason::Invalid => {
                let country = self.plan.map(|plan| plan.to_string()).unwrap_or_default();
                let e164 = self.e164.map(|e164| e164.to_string()).unwrap_or_default();
                return Problem::new(FindingCode::PhoneInvalid)
                    .with("e164", e164)
                    .with("country", country);
            }
        };
        let (min, max) = self
            .plan
            .map_or((MIN_DIGITS, MAX_DIGITS), |plan| lengths(plan, self.code));
        Problem::new(code)
            .with("count", self.digits)
            .with("min", min)
            .with("max", max)
    }
}

/// The number and its type, if digits with country code are at once seen to be one that exists, and stand as E.164
/// writes it. `None` says nothing.
pub(super) fn at_once(digits: &str) -> Option<(E164, NumberType)> {
    let (e164, kind) = automaton::known(digits.as_bytes())?;
    Some((e164, NumberType::from_plan(kind)?))
}

/// The verdict on digits with country code: the automaton and the plan first, then the library.
pub(super) fn international(digits: &str) -> Result<Number, Refusal> {
    if let Some((e164, kind)) = at_once(digits)
        && let Some(plan) = Plan::of(e164)
    {
        return Ok(Number {
            e164,
            plan,
            kind: Some(kind),
        });
    }
    authority(digits)
}

/// The verdict of the library on digits with country code.
fn authority(digits: &str) -> Result<Number, Refusal> {
    let (plan, rest) = Plan::split(digits).ok_or(Refusal::UNKNOWN_COUNTRY)?;
    let code = digits.len() - rest.len();
    let refused = |reason| Refusal {
        reason,
        plan: Some(plan),
        e164: digits
            .parse()
            .ok()
            .and_then(|digits| E164::from_digits(digits).ok()),
        digits: digits.len(),
        code,
    };
    let mut text = String::with_capacity(MAX_DIGITS + 3);
    text.push('+');
    text.push_str(digits);
    match PHONE_NUMBER_UTIL.parse(&text, None) {
        Ok(number) => judge(&number, code).map_err(|refusal| refused(refusal.reason)),
        Err(ParseError::InvalidCountryCode) => Err(Refusal::UNKNOWN_COUNTRY),
        Err(ParseError::TooShortNsn | ParseError::TooShortAfterIdd) => {
            Err(refused(Reason::TooShort))
        }
        Err(ParseError::TooLongNsn) => Err(refused(Reason::TooLong)),
        Err(ParseError::NotANumber(_)) => Err(refused(Reason::Invalid)),
    }
}

/// A number as one dials it within a region, or abroad from there.
pub(super) struct National {
    /// The verdict on it.
    pub(super) verdict: Result<Number, Refusal>,
    /// Whether it begins with what one dials there to call abroad.
    pub(super) abroad: bool,
    number: PhoneNumber,
}

impl National {
    /// Whether these digits are how the number is written there: with the 0 that many countries put in front.
    pub(super) fn is_as_written(&self, digits: &str) -> bool {
        let form = PHONE_NUMBER_UTIL.format(&self.number, PhoneNumberFormat::National);
        let written = form.bytes().filter(u8::is_ascii_digit);
        written.eq(digits.bytes())
    }
}

/// The verdict on digits as they are dialled in `region`. `None`: they are no number there, or digits with country
/// code, which [`international`] has judged.
pub(super) fn national(digits: &str, region: Region) -> Option<National> {
    let region = region.as_str().parse().ok()?;
    let number = PHONE_NUMBER_UTIL
        .parse_and_keep_raw_input(digits, Some(region))
        .ok()?;
    let (abroad, code) = match number.country_code_source() {
        CountryCodeSource::FromDefaultCountry => (false, 0),
        CountryCodeSource::FromNumberWithIdd => (true, code_length(&number)),
        _ => return None,
    };
    let verdict = judge(&number, code);
    Some(National {
        verdict,
        abroad,
        number,
    })
}

/// The authority's verdict: a type means valid. `code` digits of the typed number are its country code.
fn judge(number: &PhoneNumber, code: usize) -> Result<Number, Refusal> {
    let e164 = e164_of(number);
    let plan = e164.and_then(Plan::of);
    let refused = |reason| Refusal {
        reason,
        plan,
        e164,
        digits: code + national_digits(number),
        code,
    };
    let kind = NumberType::from_library(PHONE_NUMBER_UTIL.get_number_type(number));
    match (e164, plan, kind) {
        (Some(e164), Some(plan), Some(_)) => Ok(Number { e164, plan, kind }),
        (None, _, Some(_)) | (_, None, Some(_)) => Err(refused(Reason::Invalid)),
        (_, _, None) => Err(refused(
            match PHONE_NUMBER_UTIL.is_possible_number_with_reason(number) {
                Ok(NumberLengthType::IsPossible) | Err(ValidationError::InvalidLength) => {
                    Reason::Invalid
                }
                Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => {
                    Reason::TooShort
                }
                Err(ValidationError::TooLong) => Reason::TooLong,
                Err(ValidationError::InvalidCountryCode) => Reason::UnknownCountry,
            },
        )),
    }
}

/// Fewest and most digits of a plan's numbers, with `code` digits of country code.
fn lengths(plan: Plan, code: usize) -> (usize, usize) {
    let possible = |length: &u32| {
        let number = PhoneNumber {
            country_code: plan.code().into(),
            national_number: 10_u64.pow(length - 1),
            ..PhoneNumber::default()
        };
        PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number)
            == Ok(NumberLengthType::IsPossible)
    };
    let national = |length: Option<u32>| length.and_then(|length| usize::try_from(length).ok());
    let shortest = national((1..=15).find(possible)).map_or(MIN_DIGITS, |length| length + code);
    let longest =
        national((1..=15).rev().find(possible)).map_or(MAX_DIGITS, |length| length + code);
    (shortest, longest.min(MAX_DIGITS))
}

fn national_digits(number: &PhoneNumber) -> usize {
    let zeros = match number.italian_leading_zero {
        Some(true) => usize::try_from(number.number_of_leading_zeros.unwrap_or(1)).unwrap_or(1),
        _ => 0,
    };
    let digits = number
        .national_number
        .checked_ilog10()
        .map_or(0, |log| log as usize + 1);
    zeros + digits
}

fn code_length(number: &PhoneNumber) -> usize {
    number
        .country_code
        .checked_ilog10()
        .map_or(0, |log| log as usize + 1)
}

fn e164_of(number: &PhoneNumber) -> Option<E164> {
    let code = u64::try_from(number.country_code).ok()?;
    let shift = 10_u64.checked_pow(u32::try_from(national_digits(number)).ok()?)?;
    let digits = code
        .checked_mul(shift)?
        .checked_add(number.national_number)?;
    E164::from_digits(digits).ok()
}

#[cfg(test)]
pub(super) mod agreement;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plan::PLANS;
    use super::*;

    fn verdict(e164: E164) -> Option<E164> {
        let number = international(&e164.digits().to_string()).ok()?;
        Some(number.e164)
    }

    #[test]
    fn calling_codes_and_regions_are_those_of_the_authority() {
        let codes: std::collections::BTreeSet<i32> = PHONE_NUMBER_UTIL
            .get_supported_calling_codes()
            .chain(PHONE_NUMBER_UTIL.get_supported_global_network_calling_codes())
            .collect();
        let known: Vec<(i32, String)> = codes
            .into_iter()
            .map(|code| {
                let regions = PHONE_NUMBER_UTIL
                    .get_regions_for_country_calling_code(code)
                    .unwrap();
                (
                    code,
                    regions
                        .map(|region| region.to_string())
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            })
            .collect();
        let ours: Vec<(i32, String)> = PLANS
            .iter()
            .map(|(code, regions)| ((*code).into(), (*regions).to_owned()))
            .collect();
        assert_eq!(ours, known);
    }

    #[test]
    fn an_example_of_every_region_and_type_is_judged_as_the_authority_does() {
        let kinds = [
            PhoneNumberType::FixedLine,
            PhoneNumberType::Mobile,
            PhoneNumberType::TollFree,
            PhoneNumberType::PremiumRate,
            PhoneNumberType::VoIP,
        ];
        let mut seen = 0;
        for region in PHONE_NUMBER_UTIL.get_supported_regions() {
            for kind in kinds {
                let Ok(number) =
                    PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind)
                else {
                    continue;
                };
                let Some(e164) = e164_of(&number) else {
                    continue;
                };
                assert!(PHONE_NUMBER_UTIL.is_valid_number(&number), "{e164}");
                let parsed = PHONE_NUMBER_UTIL.parse(e164.to_string(), None).unwrap();
                assert_eq!(verdict(e164).unwrap(), e164_of(&parsed).unwrap());
                seen += 1;
            }
        }
        assert!(seen > 500, "{seen}");
    }

    proptest! {
        #[test]
        fn a_verdict_is_that_of_the_authority(digits in "[1-9][0-9]{6,14}") {
            let parsed = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None).ok();
            let valid = parsed.filter(|number| PHONE_NUMBER_UTIL.is_valid_number(number));
            prop_assert_eq!(international(&digits).ok().map(|number| number.e164), valid.and_then(|number| e164_of(&number)));
        }
    }
}

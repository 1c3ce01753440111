//! Numbers and addresses to which nothing can be said, told by their bytes alone. Whatever is accepted here, the reader in
//! `phone` or `email` takes without a note; what is not, it judges.

use super::phone::PhoneOptions;
use super::plan::{Plan, automaton};
use super::verdict::{MAX_DIGITS, MIN_DIGITS, NumberType};

pub(crate) use super::email::familiar::FamiliarAddresses;

/// Which numbers need no second look under some options.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainNumbers {
    /// Whether digits without `+` have one reading only.
    bare: bool,
    /// Calling codes that give them one reading only, whatever the regions; 0 is none.
    homes: [u16; HOMES],
    /// A bit for each kind of number that is not refused.
    kinds: u32,
}

/// A number as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainNumber {
    /// In E.164 form.
    WithPlus,
    /// As digits with country code; the E.164 form has a `+` in front.
    Bare,
}

impl PlainNumbers {
    pub(crate) fn new(options: &PhoneOptions) -> Self {
        let taken = (1..32).filter(|kind| {
            NumberType::from_plan(*kind).is_some_and(|kind| !options.refused.contains(&kind))
        });
        let mut homes = [0; HOMES];
        let plans = options.regions().filter_map(Plan::of_region);
        for (home, plan) in homes.iter_mut().zip(plans) {
            *home = plan.code();
        }
        Self {
            bare: options.needs_no_region(),
            homes,
            kinds: taken.fold(0, |kinds, kind| kinds | 1 << kind),
        }
    }

    /// Whether `phone::read` takes the text as it stands: digits with country code, with or without `+`, of a number
    /// that exists.
    pub(crate) fn take(&self, text: &[u8]) -> Option<PlainNumber> {
        let (form, digits) = match text {
            [b'+', digits @ ..] => (PlainNumber::WithPlus, digits),
            _ => (PlainNumber::Bare, text),
        };
        let fits = (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len());
        if !fits {
            return None;
        }
        let kind = automaton::kind(digits);
        let is_taken = kind < 32 && self.kinds >> kind & 1 == 1;
        let read_one_way =
            self.bare || form == PlainNumber::WithPlus || is_taken && self.is_home(digits);
        (is_taken && read_one_way).then_some(form)
    }

    /// Whether the digits begin with a calling code of the regions. No code begins with another one.
    fn is_home(&self, digits: &[u8]) -> bool {
        let mut begin = 0;
        let mut begins = [0; 3];
        for (place, digit) in begins.iter_mut().zip(digits) {
            begin = begin * 10 + u16::from(digit.wrapping_sub(b'0'));
            *place = begin;
        }
        self.homes
            .iter()
            .any(|code| *code != 0 && begins.contains(code))
    }
}

/// Regions whose numbers are told by their bytes; those of further ones get a thorough look.
const HOMES: usize = 8;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::email::{self, EmailPolicy};
    use super::super::phone::read;
    use super::super::verdict::Accept;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_plain_number_is_read_without_a_note(
            text in "\\+?(1440555|1900234|49151|3906|4420|4366|4791|800|290)[0-9]{3,8}|\\+?[0-9]{0,17}|[+0-9a-z ]{0,12}",
            region in prop::option::of(Just("DE")),
            compared in prop::sample::subsequence(vec!["US", "IT", "AT", "NO"], 0..4),
        ) {
            let region = region.map(|region| region.parse().unwrap());
            let compared: Vec<_> = compared.iter().map(|region| region.parse().unwrap()).collect();
            for options in [
                PhoneOptions { default_region: region, compared: compared.clone(), ..PhoneOptions::for_identities() },
                PhoneOptions { default_region: region, compared, ..PhoneOptions::for_numbers() },
                PhoneOptions { default_region: region, ..PhoneOptions::for_identities() },
                PhoneOptions { accept: Accept::Possible, ..PhoneOptions::for_identities() },
                PhoneOptions { default_region: region, ..PhoneOptions::for_numbers() },
            ] {
                let Some(form) = PlainNumbers::new(&options).take(text.as_bytes()) else { continue };
                let reading = read(&text, &options).unwrap();
                prop_assert_eq!(reading.notes, []);
                let expected = match form {
                    PlainNumber::WithPlus => text.clone(),
                    PlainNumber::Bare => format!("+{text}"),
                };
                prop_assert_eq!(reading.value.to_string(), expected);
            }
        }

        #[test]
        fn a_familiar_address_is_read_without_a_note(
            texts in prop::collection::vec(
                "[a-zA-Z0-9.!'+-]{0,5}@(example\\.com|Example\\.com|gmial\\.com|other\\.example|[a-zA-Z0-9.-]{0,6})|[a-z.@]{0,9}|a{60,66}@b\\.example|\\PC{0,6}",
                0..40,
            ),
            domains in prop::sample::select(vec![vec![], vec!["example.com", "gmial.com"]]),
        ) {
            let policy = EmailPolicy::only_at(domains).unwrap();
            let mut familiar = FamiliarAddresses::new(&policy);
            for text in texts {
                let Some(lower) = familiar.take(text.as_bytes()) else { continue };
                let reading = email::canonical(&text, &policy).unwrap();
                prop_assert_eq!(&reading.notes, &[]);
                prop_assert_eq!(&*reading.value, text.to_ascii_lowercase());
                prop_assert_eq!(lower, *reading.value == *text);
            }
        }
    }

    #[test]
    fn common_numbers_and_addresses_are_plain() {
        let numbers = PlainNumbers::new(&PhoneOptions::for_identities());
        assert_eq!(numbers.take(b"14405551234"), Some(PlainNumber::Bare));
        assert_eq!(numbers.take(b"+4915112345678"), Some(PlainNumber::WithPlus));
        for other in [
            "+19002345678",
            "015112345678",
            "1440555123",
            "++14405551234",
            "",
        ] {
            assert_eq!(numbers.take(other.as_bytes()), None, "{other}");
        }
        let policy = EmailPolicy::default();
        let mut familiar = FamiliarAddresses::new(&policy);
        assert_eq!(familiar.take(b"name@example.com"), Some(true));
        assert_eq!(familiar.take(b"Name.other@example.com"), Some(false));
        for other in [
            "name@gmial.com",
            ".name@example.com",
            "na..me@example.com",
            "name.@example.com",
            "@example.com",
            "name@example",
        ] {
            assert_eq!(familiar.take(other.as_bytes()), None, "{other}");
        }
    }
}

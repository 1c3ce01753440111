//! From what people and spreadsheets type to digits: the filter before every phone rule.
//!
//! Phone libraries turn letters into digits and take extensions and stray text, so nothing but digits and one leading
//! `+` passes here. What the digits mean is for `phone` and `forwarding` to say.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

/// Longest text that is taken for one number, in characters.
pub(super) const TEXT_CHARS: usize = 32;

/// Digits of a number that a spreadsheet keeps; later ones become zeros.
const KEPT_DIGITS: usize = 15;

/// Fewest digits that are a number by themselves, where several may stand in one cell.
const NUMBER_DIGITS: usize = 7;

/// A number as typed, without what only separates.
#[derive(PartialEq)]
pub(super) struct Typed<'a> {
    /// Whether a `+` stood in front: only the international reading counts.
    pub(super) plus: bool,
    /// The digits, in ASCII.
    pub(super) digits: Cow<'a, str>,
    /// Whether something had to be dropped or replaced.
    pub(super) changed: bool,
}

impl<'a> Typed<'a> {
    /// Reads trimmed text. Lengths of numbers are the caller's rule.
    ///
    /// # Errors
    /// `number_scientific_notation`, `phone_bad_character`, `multiple_values_in_cell`; `phone_too_long` beyond 32
    /// characters.
    pub(super) fn read(text: &'a str) -> Result<Self, Problem> {
        let bare = text.strip_prefix('+').unwrap_or(text);
        if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self {
                plus: bare.len() < text.len(),
                digits: Cow::Borrowed(bare),
                changed: false,
            });
        }
        if is_scientific(text) {
            return Err(Problem::new(FindingCode::NumberScientificNotation));
        }
        let refused = |problem| several(text).unwrap_or(problem);
        if text.chars().count() > TEXT_CHARS {
            return Err(refused(too_long(count_digits(text), KEPT_DIGITS)));
        }
        Self::filter(text).map_err(|char| {
            let char = char.to_string();
            refused(Problem::new(FindingCode::PhoneBadCharacter).with("char", char))
        })
    }

    /// Whether a spreadsheet has probably replaced the last digits by zeros.
    pub(super) fn lost_precision(&self) -> bool {
        let tail = self.digits.get(KEPT_DIGITS..).unwrap_or_default();
        !tail.is_empty() && tail.bytes().all(|digit| digit == b'0')
    }

    /// The digits, or the first character that no phone number has.
    fn filter(text: &str) -> Result<Self, char> {
        let text = spreadsheet_number(without_scheme(text));
        if text.is_ascii() {
            // Nothing in it stands for another character.
            return Self::of_characters(text.chars());
        }
        let folded: Vec<char> = text.nfkc().map(ascii_digit).collect();
        Self::of_characters(folded.iter().copied())
    }

    fn of_characters(mut rest: impl Iterator<Item = char> + Clone) -> Result<Self, char> {
        let mut typed = Self {
            plus: false,
            digits: Cow::Borrowed(""),
            changed: true,
        };
        let mut digits = String::with_capacity(TEXT_CHARS);
        while let Some(char) = rest.next() {
            match char {
                '0'..='9' => digits.push(char),
                '+' if !typed.plus && digits.is_empty() => typed.plus = true,
                '(' if !digits.is_empty() => {
                    // A national zero in brackets after the country code is not dialled from abroad.
                    let mut after = rest.clone();
                    if (after.next(), after.next()) == (Some('0'), Some(')')) {
                        rest = after;
                    }
                }
                char if separates(char) => {}
                char => return Err(char),
            }
        }
        typed.digits = Cow::Owned(digits);
        Ok(typed)
    }
}

/// Whether a spreadsheet has turned a long number into `1.44E+10`: its digits are gone.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = mantissa.strip_prefix('+').unwrap_or(mantissa);
    let whole = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(fraction).then_some(whole),
        None => Some(mantissa),
    };
    whole.is_some_and(|whole| whole.len() == 1 && digits(whole))
        && digits(exponent.strip_prefix('+').unwrap_or(exponent))
}

/// The numbers that a spreadsheet shows as `1.44E+10`: those that round to it. Absent for other text, and where no
/// number has so many digits.
pub(crate) fn destroyed_span(text: &str) -> Option<(E164, E164)> {
    if !is_scientific(text) {
        return None;
    }
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: u32 = exponent.trim_start_matches('+').parse().ok()?;
    let mantissa = mantissa.trim_start_matches('+');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    // How many digits are gone; with none there is nothing to guess.
    let gone = exponent.checked_sub(u32::try_from(digits.len()).ok()?.checked_sub(1)?)?;
    let unit = 10_u64.checked_pow(gone)?;
    let middle = digits.parse::<u64>().ok()?.checked_mul(unit)?;
    let low = E164::from_digits(middle.checked_sub(unit / 2)?).ok()?;
    let high = E164::from_digits(middle.checked_add((unit - 1) / 2)?).ok()?;
    Some((low, high))
}

/// How many digits a text has, of any script.
pub(super) fn count_digits(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_digit).count();
    }
    text.nfkc()
        .filter(|char| ascii_digit(*char).is_ascii_digit())
        .count()
}

/// `phone_too_long` for `count` digits where at most `max` are possible.
pub(super) fn too_long(count: usize, max: usize) -> Problem {
    Problem::new(FindingCode::PhoneTooLong)
        .with("count", count)
        .with("min", NUMBER_DIGITS)
        .with("max", max)
}

/// `multiple_values_in_cell` if several parts of the text have digits enough for a number.
pub(super) fn several(text: &str) -> Option<Problem> {
    let parts = text
        .split(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | '|' | '/' | '+'));
    let count = parts
        .filter(|part| count_digits(part) >= NUMBER_DIGITS)
        .count();
    (count > 1).then(|| Problem::new(FindingCode::MultipleValuesInCell).with("count", count))
}

fn without_scheme(text: &str) -> &str {
    match text.split_at_checked(4) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest,
        _ => text,
    }
}

/// Without what a spreadsheet adds to a number: `.0` at its end, commas between groups of three.
fn spreadsheet_number(text: &str) -> Cow<'_, str> {
    let is_number = |text: &str| {
        let bare = text.strip_prefix('+').unwrap_or(text);
        bare.len() >= NUMBER_DIGITS && bare.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0"));
    if let Some(whole) = whole.filter(|whole| is_number(whole)) {
        return Cow::Borrowed(whole);
    }
    let mut groups = text.strip_prefix('+').unwrap_or(text).split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = (1..=3).contains(&first.len())
        && text.contains(',')
        && groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    match grouped {
        true => Cow::Owned(text.replace(',', "")),
        false => Cow::Borrowed(text),
    }
}

/// What stands between digits and means nothing: space, `( ) . - /`, dashes, and characters without width.
fn separates(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '(' | ')' | '.' | '-' | '/' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The ASCII digit that a decimal digit of another script stands for; any other character as it is.
fn ascii_digit(char: char) -> char {
    let code = u32::from(char);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code);
    let value = zero.and_then(|zero| char::from_digit(code - zero, 10));
    value.unwrap_or(char)
}

/// The zeros of the scripts whose digits people type. NFKC has folded full-width and mathematical ones.
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_01_the_digits_that_are_left_span_the_numbers_that_round_to_them() {
        let span = |text| destroyed_span(text).map(|(low, high)| (low.digits(), high.digits()));
        assert_eq!(span("1.44E+10"), Some((14_350_000_000, 14_449_999_999)));
        assert_eq!(
            span("1,44055512E+10"),
            Some((14_405_551_150, 14_405_551_249))
        );
        assert_eq!(span("+4.9E11"), Some((485_000_000_000, 494_999_999_999)));
        assert_eq!(
            span("1.4405551234E+10"),
            Some((14_405_551_234, 14_405_551_234))
        );
        for none in [
            "14405551234",
            "1.44E+2",
            "1.44E+1",
            "9E+99",
            "1.44E+4294967297",
            "0E+9",
        ] {
            assert_eq!(span(none), None, "{none}");
        }
    }

    fn read(text: &str) -> (bool, String, bool) {
        let typed = Typed::read(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        (typed.plus, typed.digits.into_owned(), typed.changed)
    }

    #[test]
    fn what_only_separates_is_dropped() {
        assert_eq!(
            read("14405551234"),
            (false, "14405551234".to_owned(), false)
        );
        assert_eq!(
            read("+14405551234"),
            (true, "14405551234".to_owned(), false)
        );
        for text in [
            "+1 440 555 1234",
            "+1 (440) 555-1234",
            "(+1) 440.555.1234",
            "tel:+1-440-555-1234",
            "TEL:+14405551234",
            "+1\u{a0}440\u{2013}555\u{2212}1234",
            "\u{ff0b}\u{ff11}440\u{ff15}551234",
            "+\u{661}440555123\u{664}",
            "+1440/5551234",
            "\u{202a}+14405551234".trim_start_matches('\u{202a}'),
            "\u{200e}+14405551234",
            "+14,405,551,234",
            "+14405551234.0",
            "+14405551234,0",
        ] {
            let (plus, digits, _) = read(text);
            assert_eq!((plus, digits.as_str()), (true, "14405551234"), "{text}");
        }
        assert!(read("+1 440 555 1234").2);
    }

    #[test]
    fn a_zero_in_brackets_goes_after_a_country_code_only() {
        assert_eq!(read("+44 (0)20 7946 0958").1, "442079460958");
        assert_eq!(read("+44(0)2079460958").1, "442079460958");
        assert_eq!(read("(0)20 7946 0958").1, "02079460958");
        assert_eq!(read("(020) 7946 0958").1, "02079460958");
    }

    #[test]
    fn every_other_character_is_named() {
        for (text, char) in [
            ("+1440555123x", "x"),
            ("+14405551234 ext. 5", "e"),
            ("+14405551234;ext=5", ";"),
            ("5551234;phone-context=+1440", ";"),
            ("1-800-FLOWERS", "F"),
            ("++14405551234", "+"),
            ("1440+5551234", "+"),
            ("#14405551234", "#"),
            ("+14405551234*", "*"),
        ] {
            let Err(problem) = Typed::read(text) else {
                panic!("{text}")
            };
            assert_eq!(problem.code, FindingCode::PhoneBadCharacter, "{text}");
            assert_eq!(problem.params.text("char"), Some(char), "{text}");
        }
    }

    #[test]
    fn two_numbers_are_two_values() {
        for text in [
            "+14405551234 / +14405551235",
            "14405551234, 14405551235",
            "14405551234;14405551235",
            "14405551234 14405551235 14405551236",
        ] {
            let Err(problem) = Typed::read(text) else {
                continue;
            };
            assert_eq!(problem.code, FindingCode::MultipleValuesInCell, "{text}");
        }
        assert!(several("14405551234/14405551235").is_some());
        assert!(several("+49 1511 2345678").is_none());
    }

    #[test]
    fn what_a_spreadsheet_destroyed_is_not_repaired() {
        for text in [
            "1.44E+10",
            "1,44E+10",
            "1E10",
            "+1.4405551234e+10",
            "1.44e10",
        ] {
            assert!(is_scientific(text), "{text}");
            let Err(problem) = Typed::read(text) else {
                panic!("{text}")
            };
            assert_eq!(
                problem.code,
                FindingCode::NumberScientificNotation,
                "{text}"
            );
        }
        for text in ["14.4E+10", "E+10", "1E", "1.E+10", "1.4", "1F10", "1E+"] {
            assert!(!is_scientific(text), "{text}");
        }
        assert!(Typed::read("1440555123400000").unwrap().lost_precision());
        assert!(!Typed::read("1440555123400001").unwrap().lost_precision());
        assert!(!Typed::read("144055512340000").unwrap().lost_precision());
    }
}

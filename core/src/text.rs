//! Bounded text: NFC, trimmed, without control or bidirectional-control characters; near misses and look-alikes.
//! Identities (e-mail, phone) are in `contact`, words of CSV columns in `csv`.

mod marks;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use marks::is_nonspacing_mark;

/// Why a text is refused. Holds no part of the text but the offending character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left after trimming.
    #[error("the text is empty")]
    Empty,
    /// More Unicode scalar values than allowed, counted in the stored form.
    #[error("the text has {count} characters; at most {max}")]
    TooLong {
        /// The most that this kind of text holds.
        max: usize,
        /// How many there are.
        count: usize,
    },
    /// A C0 or C1 control character.
    #[error("the text holds the control character U+{:04X}", u32::from(*.0))]
    ControlCharacter(char),
    /// A bidirectional embedding, override or isolate (U+202A to U+202E, U+2066 to U+2069).
    #[error("the text holds the invisible direction control U+{:04X}", u32::from(*.0))]
    BidiControl(char),
    /// Anything else that the kind of text excludes, in words.
    #[error("the text is not allowed: {0}")]
    NotAllowed(&'static str),
}

/// Gives what every text type has: `parse`, `as_str`, `Display`, `FromStr` and the serde form, a string that is
/// checked when it is read.
macro_rules! text_type {
    ($name:ident $(<const $param:ident: usize>)?, $read:expr) => {
        impl $(<const $param: usize>)? $name $(<$param>)? {
            /// Reads a text as typed and brings it into its stored form. Reading the stored form changes nothing.
            ///
            /// # Errors
            /// [`TextError`], the first reason found.
            pub fn parse(input: &str) -> Result<Self, TextError> {
                let read: fn(&str) -> Result<String, TextError> = $read;
                read(input).map(|text| Self(text.into_boxed_str()))
            }

            /// The stored form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $(<const $param: usize>)? AsRef<str> for $name $(<$param>)? {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl $(<const $param: usize>)? std::str::FromStr for $name $(<$param>)? {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                Self::parse(text)
            }
        }

        impl $(<const $param: usize>)? fmt::Display for $name $(<$param>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl $(<const $param: usize>)? Serialize for $name $(<$param>)? {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de $(, const $param: usize)?> Deserialize<'de> for $name $(<$param>)? {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Gives a text about a person a `Debug` that shows its length alone.
macro_rules! redacted {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} characters)", stringify!($name), self.0.chars().count())
            }
        })*
    };
}

/// One name field of a person: 1 to 64 Unicode scalar values of any script. An absent name is `None`, never an empty
/// one. `Debug` hides it.
///
/// ```
/// use rollbook::text::PersonName;
/// assert_eq!(PersonName::parse("  Ada\u{a0} O\u{2019}Neil ").unwrap().as_str(), "Ada O\u{2019}Neil");
/// assert!(PersonName::parse("Ada\u{202e}").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(Box<str>);
text_type!(PersonName, |input| name_text(input, PERSON_NAME));

/// What a person types beside the company id to activate: the identity as text, 1 to 254 scalar values. `Debug`
/// hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(Box<str>);
text_type!(Username, |input| name_text(input, USERNAME));

/// A reason or remark about a person, 1 to 200 scalar values. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note(Box<str>);
text_type!(Note, |input| name_text(input, NOTE));

redacted!(PersonName Username Note);

/// The name of a thing that is no person: 1 to `MAX` scalar values (128 if not said), under the character rules of
/// names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label<const MAX: usize = 128>(Box<str>);
text_type!(Label<const MAX: usize>, |input| name_text(input, MAX));

/// The name of an organization, 1 to 128 scalar values, unique among its siblings.
pub type OrganizationName = Label<128>;
/// The name of a user-permission group, 1 to 64 scalar values.
pub type GroupName = Label<64>;
/// The name of a role, 1 to 64 scalar values.
pub type RoleName = Label<64>;

/// The external number of an organization, 1 to 32 of `A–Z a–z 0–9 -`, unique in the store and set once. At the
/// root (or, with `identity_scope` organization, everywhere) it is the company id that people type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(Box<str>);
text_type!(ExternalId, |input| ascii_text(
    input,
    32,
    |c| { (c.is_ascii_alphanumeric() || c == '-').then_some(c) },
    "only letters A to Z, digits and `-`"
));

/// A tag on a number, 1 to 32 of `A–Z 0–9 _ -`, stored in upper case, for example `PORTED` (M-26).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Box<str>);
text_type!(Tag, |input| ascii_text(
    input,
    32,
    |c| { (c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).then(|| c.to_ascii_uppercase()) },
    "only letters A to Z, digits, `_` and `-`"
));

/// Brings a text into NFC with single spaces and without invisible characters, as names are stored; refuses nothing.
///
/// Spaces of every kind become one U+0020 and go from both ends, with tabs and line ends there. U+200E, U+200F,
/// U+061C and zero-width characters go; U+200C and U+200D stay between letters that are not ASCII, where Persian and
/// Indic names need them. Borrowed if nothing changed, so a caller can tell (`whitespace_normalized`).
#[must_use]
pub fn tidy(input: &str) -> Cow<'_, str> {
    if is_tidy_ascii(input) || is_tidy(input) {
        return Cow::Borrowed(input);
    }
    let composed: String = input.trim_matches(is_edge).nfc().collect();
    let mut kept = String::with_capacity(composed.len());
    let mut characters = composed.chars().peekable();
    while let Some(c) = characters.next() {
        if is_space(c) {
            if !kept.is_empty() && !kept.ends_with(' ') {
                kept.push(' ');
            }
        } else if matches!(c, '\u{200c}' | '\u{200d}') {
            let joins = |next: Option<char>| next.is_some_and(is_joined);
            if joins(kept.chars().next_back()) && joins(characters.peek().copied()) {
                kept.push(c);
            }
        } else if !is_invisible(c) {
            kept.push(c);
        }
    }
    kept.truncate(kept.trim_end_matches(is_edge).len());
    // Characters that were kept apart by an invisible one may compose now.
    let tidied: String = kept.nfc().collect();
    if tidied == input {
        Cow::Borrowed(input)
    } else {
        Cow::Owned(tidied)
    }
}

/// Checks the characters of a text that [`tidy`] returned: no control or direction controls, line separators,
/// private-use or noncharacters, and no more than 4 nonspacing marks in a row or 30 in all.
///
/// # Errors
/// [`TextError::ControlCharacter`], [`TextError::BidiControl`], [`TextError::NotAllowed`].
pub fn check_characters(text: &str) -> Result<(), TextError> {
    let (mut in_a_row, mut in_all) = (0, 0);
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => return Err(TextError::ControlCharacter(c)),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                return Err(TextError::BidiControl(c));
            }
            '\u{2028}' | '\u{2029}' => return Err(TextError::NotAllowed("a line separator")),
            '\u{fffd}' => return Err(TextError::NotAllowed("a character was lost earlier")),
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}' => {
                return Err(TextError::NotAllowed("a private-use character"));
            }
            '\u{fdd0}'..='\u{fdef}' => return Err(NONCHARACTER),
            _ if u32::from(c) & 0xfffe == 0xfffe => return Err(NONCHARACTER),
            _ => {}
        }
        if is_nonspacing_mark(c) {
            (in_a_row, in_all) = (in_a_row + 1, in_all + 1);
            if in_a_row > MARKS_IN_A_ROW || in_all > MARKS_IN_ALL {
                return Err(TextError::NotAllowed("too many marks on one letter"));
            }
        } else {
            in_a_row = 0;
        }
    }
    Ok(())
}

/// The candidate that was probably meant: the nearest within a Damerau-Levenshtein distance of 2 and under half its
/// length, or one that looks the same. Case does not count; of equally near ones the first is taken. It is for
/// suggestions, never for mapping.
///
/// ```
/// use rollbook::text::near_miss;
/// assert_eq!(near_miss("monitor_call", ["monitor_sms", "monitor_calls"]), Some("monitor_calls"));
/// assert_eq!(near_miss("of", ["on", "off"]), Some("off"));
/// assert_eq!(near_miss("name", ["email"]), None);
/// ```
#[must_use]
pub fn near_miss<'a>(
    input: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let input = Lower::of(input);
    let input = input.as_str();
    let length = input.chars().count();
    let mut nearest: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let label = Lower::of(candidate);
        let label = label.as_str();
        let label_length = label.chars().count();
        // A longer difference cannot be within the distance, and the input may be as long as a cell.
        if length.abs_diff(label_length) > NEAR {
            continue;
        }
        let mut distance = match least_distance(input, label) {
            least if least > NEAR => least,
            _ => strsim::damerau_levenshtein(input, label),
        };
        if distance > 0 && look_alike(input, label) {
            distance = 1;
        } else if distance > NEAR || distance * 2 >= label_length {
            continue;
        }
        if nearest.is_none_or(|(least, _)| distance < least) {
            nearest = Some((distance, candidate));
        }
    }
    nearest.map(|(_, candidate)| candidate)
}

/// A distance that two texts have at least, told by which letters they have: no step changes more than one of either.
fn least_distance(left: &str, right: &str) -> usize {
    if !left.is_ascii() || !right.is_ascii() {
        return 0;
    }
    // Letters that share a place only make it less.
    let letters = |text: &str| {
        let bits = text.bytes().map(|byte| 1_u32 << (byte & 31));
        bits.fold(0, |all, bit| all | bit)
    };
    let (of_left, of_right) = (letters(left), letters(right));
    let missing = (of_left & !of_right).count_ones();
    let missing = missing.max((of_right & !of_left).count_ones());
    if missing as usize > NEAR {
        return missing as usize;
    }
    let mut surplus = [0_i32; 32];
    let sides = left.bytes().zip(std::iter::repeat(1));
    for (byte, step) in sides.chain(right.bytes().zip(std::iter::repeat(-1))) {
        if let Some(place) = surplus.get_mut(usize::from(byte & 31)) {
            *place = place.wrapping_add(step);
        }
    }
    let of_left: i32 = surplus.iter().filter(|count| **count > 0).sum();
    let of_right: i32 = surplus.iter().filter(|count| **count < 0).sum();
    of_left.unsigned_abs().max(of_right.unsigned_abs()) as usize
}

/// Whether two texts have the same skeleton. That of small ASCII letters is at hand: `m` looks like `rn`, every other
/// one like itself.
fn look_alike(left: &str, right: &str) -> bool {
    let is_of_letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_of_letters(left) || !is_of_letters(right) {
        return skeleton(left) == skeleton(right);
    }
    strokes(left).eq(strokes(right))
}

/// What small ASCII letters look like.
fn strokes(letters: &str) -> impl Iterator<Item = u8> {
    let of_letter = |byte| match byte {
        b'm' => [Some(b'r'), Some(b'n')],
        other => [Some(other), None],
    };
    letters.bytes().flat_map(of_letter).flatten()
}

/// What a text looks like (UTS #39): two texts with the same skeleton are hard to tell apart by eye. It warns
/// (`organization_name_confusable`) and never decides uniqueness.
#[must_use]
pub fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

/// Whether two different texts look the same, whatever their case.
///
/// ```
/// use rollbook::text::confusable;
/// assert!(confusable("ACME", "\u{410}CME"));
/// assert!(!confusable("ACME", "ACME"));
/// assert!(!confusable("ACME", "ACMF"));
/// ```
#[must_use]
pub fn confusable(left: &str, right: &str) -> bool {
    left != right
        && (skeleton(left) == skeleton(right)
            || skeleton(&lower_case(left)) == skeleton(&lower_case(right)))
}

/// A text in lower case; a short one in ASCII stands here.
enum Lower {
    Short([u8; SHORT], usize),
    Long(String),
}

impl Lower {
    fn of(text: &str) -> Self {
        let mut short = [0; SHORT];
        match short.get_mut(..text.len()) {
            Some(bytes) if text.is_ascii() => {
                bytes.copy_from_slice(text.as_bytes());
                bytes.make_ascii_lowercase();
                Self::Short(short, text.len())
            }
            _ => Self::Long(lower_case(text)),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes, length) => {
                let bytes = bytes.get(..*length).unwrap_or_default();
                str::from_utf8(bytes).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

/// Letters in lower case, to compare words and labels. An identity has its canonical form in `contact` instead.
fn lower_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Most scalar values in one name field of a person.
pub const PERSON_NAME: usize = 64;
/// Most scalar values in a username; an e-mail address has at most as many.
pub const USERNAME: usize = 254;
/// Most scalar values in a reason or remark.
pub const NOTE: usize = 200;
/// Most nonspacing marks after one letter, and in one name.
const MARKS_IN_A_ROW: usize = 4;
const MARKS_IN_ALL: usize = 30;
/// Largest distance of a near miss.
const NEAR: usize = 2;
/// Bytes of a word that is compared without a place of its own in memory.
const SHORT: usize = 32;
const NONCHARACTER: TextError = TextError::NotAllowed("a noncharacter");

fn name_text(input: &str, max: usize) -> Result<String, TextError> {
    let text = tidy(input);
    check_characters(&text)?;
    bounded(&text, max)?;
    Ok(text.into_owned())
}

fn ascii_text(
    input: &str,
    max: usize,
    accept: fn(char) -> Option<char>,
    rule: &'static str,
) -> Result<String, TextError> {
    bounded(input, max)?;
    input
        .chars()
        .map(accept)
        .collect::<Option<String>>()
        .ok_or(TextError::NotAllowed(rule))
}

fn bounded(text: &str, max: usize) -> Result<(), TextError> {
    match text.chars().count() {
        0 => Err(TextError::Empty),
        count if count > max => Err(TextError::TooLong { max, count }),
        _ => Ok(()),
    }
}

/// Most names take this way: printable ASCII with single inner spaces.
fn is_tidy_ascii(input: &str) -> bool {
    let mut last = b' ';
    for byte in input.bytes() {
        if !(b' '..0x7f).contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' ' || input.is_empty()
}

/// Whether [`tidy`] surely changes nothing; false says nothing.
fn is_tidy(input: &str) -> bool {
    let mut last = ' ';
    for c in input.chars() {
        if c == ' ' {
            if last == ' ' {
                return false;
            }
        } else if is_edge(c) {
            return false;
        }
        last = c;
    }
    last != ' ' && is_nfc_quick(input.chars()) == IsNormalized::Yes
}

fn is_space(c: char) -> bool {
    // Besides spaces proper, the letters that show as one.
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{2800}'
                | '\u{3000}'
                | '\u{3164}'
                | '\u{ffa0}'
    )
}

fn is_edge(c: char) -> bool {
    is_space(c) || is_invisible(c) || matches!(c, '\t' | '\n' | '\r' | '\u{200c}' | '\u{200d}')
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_joined(c: char) -> bool {
    !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(input: &str) -> Result<String, TextError> {
        PersonName::parse(input).map(|name| name.to_string())
    }

    #[test]
    fn small_letters_look_like_themselves_but_m() {
        for letter in 'a'..='z' {
            let expected = if letter == 'm' {
                "rn".to_owned()
            } else {
                letter.to_string()
            };
            assert_eq!(skeleton(&letter.to_string()), expected);
        }
        assert!(look_alike("german", "gerrnan") && look_alike("paypal", "p\u{430}ypal"));
        assert!(!look_alike("germn", "german"));
    }

    #[test]
    fn names_of_every_script_and_odd_shape_are_names() {
        for text in [
            "Null",
            "None",
            "Na",
            "O'Neil",
            "D\u{2019}Angelo",
            "J.",
            "X",
            "Anne-Marie",
            "\u{674e}\u{56db}",
            "Nguyễn",
            "Мария",
            "محمد",
            "प्रिया",
            "김철수",
            "สมชาย",
        ] {
            assert_eq!(name(text), Ok(text.nfc().collect()), "{text}");
        }
    }

    #[test]
    fn a_name_holds_64_scalar_values() {
        assert_eq!(name(""), Err(TextError::Empty));
        assert_eq!(name(" \u{200b} "), Err(TextError::Empty));
        assert!(name("x").is_ok());
        assert!(name(&"é".repeat(64)).is_ok());
        // Decomposed, 128 scalar values; stored, 64.
        assert!(name(&"e\u{301}".repeat(64)).is_ok());
        assert_eq!(
            name(&"é".repeat(65)),
            Err(TextError::TooLong { max: 64, count: 65 })
        );
    }

    #[test]
    fn row_37_spaces_and_format_characters_go() {
        assert_eq!(
            name("\u{a0}Ada \u{2009} Example\r"),
            Ok("Ada Example".into())
        );
        assert_eq!(
            name("A\u{200e}d\u{200f}a\u{61c}\u{feff}\u{200b}"),
            Ok("Ada".into())
        );
        assert_eq!(name("e\u{200b}\u{301}"), Ok("é".into()));
        assert!(matches!(tidy("Ada Example"), Cow::Borrowed(_)));
        assert!(matches!(tidy("محمد"), Cow::Borrowed(_)));
        assert!(matches!(tidy("Ada  Example"), Cow::Owned(_)));
    }

    #[test]
    fn joiners_stay_between_letters_that_are_not_ascii() {
        let persian = "علی\u{200c}رضا";
        assert_eq!(name(persian), Ok(persian.into()));
        let sinhala = "ශ්\u{200d}රී";
        assert_eq!(name(sinhala), Ok(sinhala.into()));
        assert_eq!(name("A\u{200d}da\u{200c}"), Ok("Ada".into()));
    }

    #[test]
    fn what_is_refused_says_why() {
        for (text, error) in [
            ("A\u{0}b", TextError::ControlCharacter('\0')),
            ("A\tb", TextError::ControlCharacter('\t')),
            ("A\u{85}b", TextError::ControlCharacter('\u{85}')),
            ("A\u{202e}b", TextError::BidiControl('\u{202e}')),
            ("A\u{2067}b", TextError::BidiControl('\u{2067}')),
            ("A\u{2028}b", TextError::NotAllowed("a line separator")),
            (
                "A\u{e000}",
                TextError::NotAllowed("a private-use character"),
            ),
            ("A\u{fdd0}", NONCHARACTER),
            ("A\u{1ffff}", NONCHARACTER),
        ] {
            assert_eq!(name(text), Err(error));
        }
    }

    #[test]
    fn marks_are_bounded_and_spacing_ones_do_not_count() {
        // The first mark composes with the letter.
        assert!(name(&format!("x{}", "\u{301}".repeat(4))).is_ok());
        assert!(name(&format!("x{}", "\u{301}".repeat(5))).is_err());
        assert!(name(&"x\u{301}".repeat(30)).is_ok());
        assert!(name(&"x\u{301}".repeat(31)).is_err());
        assert!(name(&"का".repeat(32)).is_ok());
    }

    #[test]
    fn external_ids_and_tags_have_their_alphabets() {
        assert_eq!(
            ExternalId::parse("952442891").unwrap().as_str(),
            "952442891"
        );
        assert_eq!(ExternalId::parse("Acme-1").unwrap().as_str(), "Acme-1");
        assert!(ExternalId::parse("acme_1").is_err());
        assert!(ExternalId::parse("").is_err());
        assert!(ExternalId::parse(&"a".repeat(32)).is_ok());
        assert!(ExternalId::parse(&"a".repeat(33)).is_err());
        assert_eq!(Tag::parse("ported_2-x").unwrap().as_str(), "PORTED_2-X");
        assert!(Tag::parse("pört").is_err());
        assert!(Tag::parse(&"a".repeat(33)).is_err());
    }

    #[test]
    fn n_08_debug_of_a_text_about_a_person_hides_it() {
        assert_eq!(
            format!("{:?}", PersonName::parse("Ada").unwrap()),
            "PersonName(3 characters)"
        );
        let username = Username::parse("ada@example.com").unwrap();
        assert_eq!(format!("{username:?}"), "Username(15 characters)");
        assert_eq!(
            format!("{:?}", Note::parse("left").unwrap()),
            "Note(4 characters)"
        );
    }

    #[test]
    fn the_serde_form_is_a_checked_string() {
        let read: OrganizationName = serde_json::from_str("\" ACME  Corp\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"ACME Corp\"");
        assert!(serde_json::from_str::<Tag>("\"a b\"").is_err());
        assert!(serde_json::from_str::<PersonName>("\"\"").is_err());
    }

    #[test]
    fn near_misses_stay_under_half_the_label() {
        assert_eq!(
            near_miss("fristname", ["lastname", "firstname"]),
            Some("firstname")
        );
        assert_eq!(near_miss("on", ["no", "yes"]), None);
        assert_eq!(near_miss("teamz", ["name", "team"]), Some("team"));
        assert_eq!(near_miss("\u{435}mail", ["email"]), Some("email"));
        assert_eq!(near_miss(&"x".repeat(100_000), ["email"]), None);
    }

    proptest! {
        #[test]
        fn texts_are_at_least_so_far_from_each_other(left in "[a-f m_1]{0,8}|\\PC{0,6}", right in "[a-f m_1]{0,8}|\\PC{0,6}") {
            prop_assert!(least_distance(&left, &right) <= strsim::damerau_levenshtein(&left, &right));
            prop_assert_eq!(look_alike(&left, &right), skeleton(&left) == skeleton(&right));
        }

        #[test]
        fn the_stored_form_is_stable(input in "\\PC{0,40}|[ -~\u{300}-\u{36f}\u{200b}-\u{200f}\u{61c}ا-ي]{0,40}") {
            let once = tidy(&input).into_owned();
            let again = tidy(&once);
            prop_assert_eq!(&again, &once);
            prop_assert!(matches!(again, Cow::Borrowed(_)));
        }
    }
}

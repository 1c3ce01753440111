//! Names to which nothing can be said, told by their bytes: letters and vowel signs of the commonest scripts, with single
//! spaces, hyphens, dots or apostrophes between them.

use wide::{u8x16, u16x8};

use crate::window::Window;

/// Most marks of a name; more of them may be too many on one letter.
const MARKS: u32 = 4;

/// Whether the name from `start` to `end` is so, and has at most `max` characters.
#[inline]
pub(super) fn is_quiet_name(window: Window<'_>, start: usize, end: usize, max: usize) -> bool {
    let length = end.wrapping_sub(start);
    let letters = ascii_letters(window, start);
    if length <= letters && length <= max {
        return length > 0;
    }
    if letters == 0 && length <= 16 && length <= max && is_of_one_script(window, start, length) {
        return true;
    }
    is_quiet_from(window, start, end, max, letters)
}

/// The same of a name that begins with so many ASCII letters.
#[inline(never)]
fn is_quiet_from(window: Window<'_>, start: usize, end: usize, max: usize, letters: usize) -> bool {
    let mut at = start.wrapping_add(letters);
    let mut last = match letters {
        0 => Last::Between,
        _ => Last::AsciiLetter,
    };
    let mut marks = 0_u32;
    while at < end {
        let bytes = window.four(at);
        let first = bytes & 0xff;
        let (block, place) = if bytes & 0xc0e0 == 0x80c0 {
            // Two bytes: all of these blocks hold only what is written so.
            at = at.wrapping_add(2);
            let block = SHORT_LETTERS.get((bytes & 0x1f) as usize);
            if !is_in(block, bytes >> 8 & 0x3f) {
                return false;
            }
            last = Last::Letter;
            continue;
        } else if bytes & 0x00c0_c0f0 == 0x0080_80e0 {
            at = at.wrapping_add(3);
            (bytes << 6 & 0x3c0 | bytes >> 8 & 0x3f, bytes >> 16 & 0x3f)
        } else {
            last = match first as u8 {
                b'a'..=b'z' | b'A'..=b'Z' => {
                    // Letters behind the name are not of it.
                    at = at.wrapping_add(ascii_letters(window, at)).min(end);
                    last = Last::AsciiLetter;
                    continue;
                }
                b' ' if last != Last::Between => Last::Between,
                b'.' if last.is_on_letter() => Last::Dot,
                b'-' | b'\'' if last.is_on_letter() => Last::Between,
                _ => return false,
            };
            at = at.wrapping_add(1);
            continue;
        };
        // What stands in two bytes stands in three only in what is no text, and is not in the table.
        if is_in(LETTERS.get(block as usize), place) {
            last = Last::Letter;
            continue;
        }
        last = match other_kind(block, place, last) {
            Some(kind) => kind,
            None => return false,
        };
        marks = marks.wrapping_add(u32::from(last.is_mark()));
        if marks > MARKS {
            return false;
        }
    }
    let ends_well = at == end && last != Last::Between;
    ends_well && (end.wrapping_sub(start) <= max || characters(window.slice(start, end)) <= max)
}

/// How many of the sixteen bytes from `at` on are ASCII letters, up to the first that is none.
#[inline]
fn ascii_letters(window: Window<'_>, at: usize) -> usize {
    // A capital differs from its small letter by this bit alone.
    let lower = window.lanes(at) | u8x16::splat(0x20);
    let clamped = lower.max(u8x16::splat(b'a')).min(u8x16::splat(b'z'));
    clamped.simd_eq(lower).to_bitmask().trailing_ones() as usize
}

/// Letters of a script that are written in two bytes: two ranges of these bytes, from the first on so many more.
struct Script([u16; 2], [u16; 2]);

const GREEK: Script = Script::of([(0x391, 0x3a1), (0x3a3, 0x3ce)]);
const CYRILLIC: Script = Script::of([(0x400, 0x45f), (0x400, 0x45f)]);
const HEBREW: Script = Script::of([(0x5d0, 0x5ea), (0x5d0, 0x5ea)]);
const ARABIC: Script = Script::of([(0x621, 0x63a), (0x641, 0x64a)]);

impl Script {
    const fn of([(first, last), (other_first, other_last)]: [(u16, u16); 2]) -> Self {
        let (first, last) = (two_bytes(first), two_bytes(last));
        let (other_first, other_last) = (two_bytes(other_first), two_bytes(other_last));
        Self(
            [first, other_first],
            [last - first, other_last - other_first],
        )
    }

    fn beginning_with(byte: u8) -> Option<&'static Self> {
        Some(match byte {
            0xce | 0xcf => &GREEK,
            0xd0 | 0xd1 => &CYRILLIC,
            0xd7 => &HEBREW,
            0xd8 | 0xd9 => &ARABIC,
            _ => return None,
        })
    }
}

/// A character as it is written in two bytes, the first one higher.
const fn two_bytes(character: u16) -> u16 {
    (0xc0 | character >> 6) << 8 | 0x80 | character & 0x3f
}

/// Whether the name, of at most sixteen bytes, is of such letters of one script.
#[inline]
fn is_of_one_script(window: Window<'_>, start: usize, length: usize) -> bool {
    let Some(Script([first, other], [more, more_others])) =
        Script::beginning_with(window.byte(start))
    else {
        return false;
    };
    let bytes: [u16; 8] = u128_words(window.sixteen(start));
    let words = u16x8::new(bytes);
    let letters = (words << 8_u32) | (words >> 8_u32);
    let beyond = |from: &u16, more: &u16| {
        (letters - u16x8::splat(*from)).saturating_sub(u16x8::splat(*more))
    };
    let zero = u16x8::splat(0);
    let within = beyond(first, more).simd_eq(zero) | beyond(other, more_others).simd_eq(zero);
    let goes_on = (letters & u16x8::splat(0xc0)).simd_eq(u16x8::splat(0x80));
    let taken = (within & goes_on).to_bitmask().trailing_ones() as usize;
    length & 1 == 0 && length <= taken * 2
}

fn u128_words(bytes: u128) -> [u16; 8] {
    std::array::from_fn(|place| (bytes >> (place * 16)) as u16)
}

fn characters(name: &[u8]) -> usize {
    let bytes = name.iter();
    bytes.filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn is_in(set: Option<&u64>, place: u32) -> bool {
    set.is_some_and(|set| set >> place & 1 == 1)
}

/// What a character is that is no letter, behind what stood last; `None` if it may not stand there.
fn other_kind(block: u32, place: u32, last: Last) -> Option<Last> {
    if is_in(Some(&marks_of(block)), place) && last.is_on_letter() {
        return Some(Last::Mark);
    }
    let ordered = is_in(Some(&ordered_marks_of(block)), place);
    if ordered && last.is_on_letter() && last != Last::OrderedMark {
        return Some(Last::OrderedMark);
    }
    ((block, place) == APOSTROPHE && last == Last::AsciiLetter).then_some(Last::Between)
}

/// What stood last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Nothing, or what stands between letters.
    Between,
    /// A dot behind a letter: the name may end, or go on behind a space.
    Dot,
    AsciiLetter,
    Letter,
    /// A sign on a letter that stays where it is.
    Mark,
    /// A sign that normalization may bring into another order, if two stand together.
    OrderedMark,
}

impl Last {
    const fn is_mark(self) -> bool {
        matches!(self, Self::Mark | Self::OrderedMark)
    }

    const fn is_on_letter(self) -> bool {
        !matches!(self, Self::Between | Self::Dot)
    }
}

/// U+2019, as block and place. It must follow an ASCII letter: behind others it may be what a wrong encoding has made.
const APOSTROPHE: (u32, u32) = (0x2019 >> 6, 0x19);

/// Letters that NFC leaves as they are wherever they stand, and that are no sign of text read in a wrong encoding.
#[rustfmt::skip]
const LETTER_RANGES: &[(u32, u32)] = &[
    // Latin, without the multiplication and division signs and without those that Windows-1252 has among the bytes that
    // go on a character of UTF-8.
    (0xc0, 0xd6), (0xd8, 0xf6), (0xf8, 0x151), (0x154, 0x15f), (0x162, 0x177), (0x179, 0x17c), (0x17f, 0x17f),
    (0x1a0, 0x1a1), (0x1af, 0x1b0), (0x218, 0x21b), (0x1e80, 0x1e85), (0x1ea0, 0x1ef9),
    // Greek, Cyrillic, Hebrew, Arabic.
    (0x388, 0x38a), (0x38c, 0x38c), (0x38e, 0x3a1), (0x3a3, 0x3ce), (0x400, 0x45f), (0x490, 0x491),
    (0x5d0, 0x5ea), (0x621, 0x63a), (0x641, 0x64a), (0x67e, 0x67e), (0x686, 0x686), (0x6a9, 0x6a9), (0x6af, 0x6af), (0x6cc, 0x6cc),
    // Devanagari, Thai, Georgian.
    (0x905, 0x928), (0x92a, 0x930), (0x932, 0x933), (0x935, 0x939), (0xe01, 0xe30), (0xe32, 0xe32), (0xe40, 0xe46),
    (0x10d0, 0x10fa),
    // Kana, ideographs, Hangul.
    (0x3041, 0x3096), (0x30a1, 0x30fa), (0x4e00, 0x9fa5), (0xac00, 0xd7a3),
];
/// Vowel signs.
const MARK_RANGES: &[(u32, u32)] = &[
    (0x902, 0x903),
    (0x93e, 0x94c),
    (0xe31, 0xe31),
    (0xe34, 0xe37),
    (0xe47, 0xe47),
    (0xe4c, 0xe4c),
];
/// Signs with a place in the order of marks: virama, vowels below, tones.
const ORDERED_MARK_RANGES: &[(u32, u32)] = &[(0x94d, 0x94d), (0xe38, 0xe39), (0xe48, 0xe4b)];

/// By block of 64 code points, a bit for each letter that is written in two bytes.
static SHORT_LETTERS: [u64; 32] = letters_from(2);
/// The same of letters that are written in three.
static LETTERS: [u64; 1024] = letters_from(32);

#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling, which stops at the first index that is wrong"
)]
const fn letters_from<const BLOCKS: usize>(first: usize) -> [u64; BLOCKS] {
    let mut letters = [0; BLOCKS];
    let mut block = first;
    while block < letters.len() {
        letters[block] = set_of(LETTER_RANGES, block);
        block += 1;
    }
    letters
}

const fn marks_of(block: u32) -> u64 {
    const DEVANAGARI: u64 = set_of(MARK_RANGES, 0x900 >> 6);
    const THAI: u64 = set_of(MARK_RANGES, 0xe00 >> 6);
    const THAI_NEXT: u64 = set_of(MARK_RANGES, 0xe40 >> 6);
    const DEVANAGARI_NEXT: u64 = set_of(MARK_RANGES, 0x940 >> 6);
    match block << 6 {
        0x900 => DEVANAGARI,
        0x940 => DEVANAGARI_NEXT,
        0xe00 => THAI,
        0xe40 => THAI_NEXT,
        _ => 0,
    }
}

const fn ordered_marks_of(block: u32) -> u64 {
    const DEVANAGARI: u64 = set_of(ORDERED_MARK_RANGES, 0x940 >> 6);
    const THAI: u64 = set_of(ORDERED_MARK_RANGES, 0xe00 >> 6);
    const THAI_NEXT: u64 = set_of(ORDERED_MARK_RANGES, 0xe40 >> 6);
    match block << 6 {
        0x940 => DEVANAGARI,
        0xe00 => THAI,
        0xe40 => THAI_NEXT,
        _ => 0,
    }
}

/// The code points of a block that are in one of the ranges.
const fn set_of(ranges: &[(u32, u32)], block: usize) -> u64 {
    let (mut set, mut rest) = (0, ranges);
    let first = (block as u32) << 6;
    while let [(from, to), after @ ..] = rest {
        rest = after;
        if *to >= first && *from < first + 64 {
            let low = from.saturating_sub(first);
            let high = if *to < first + 63 { *to - first } else { 63 };
            set |= u64::MAX >> (63 - high) & u64::MAX << low;
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::super::super::decode::windows_1252_byte;
    use super::*;
    use crate::window::Short;

    /// The name alone, and among other bytes.
    fn is_quiet(name: &str, max: usize) -> bool {
        let quiet = is_quiet_bytes(name.as_bytes(), 0, name.len(), max);
        let among = format!("é{name}é");
        let also = is_quiet_bytes(among.as_bytes(), 2, 2 + name.len(), max);
        assert_eq!(quiet, also, "{name}");
        quiet
    }

    fn is_quiet_bytes(text: &[u8], start: usize, end: usize, max: usize) -> bool {
        thread_local!(static SHORT: RefCell<Short> = RefCell::new(Short::new()));
        SHORT.with_borrow_mut(|short| is_quiet_name(short.of(text), start, end, max))
    }

    fn set(ranges: &[(u32, u32)]) -> Vec<char> {
        let points = ranges.iter().flat_map(|(from, to)| *from..=*to);
        points.map(|point| char::from_u32(point).unwrap()).collect()
    }

    #[test]
    fn quiet_letters_are_letters_that_stay() {
        let letters = set(LETTER_RANGES);
        assert!(letters.len() > 30_000);
        for (group, ordered) in [
            (letters, false),
            (set(MARK_RANGES), false),
            (set(ORDERED_MARK_RANGES), true),
        ] {
            for c in group {
                // Numbers, signs and letters apart are no part of a name.
                assert!(
                    c.is_alphanumeric() || ordered || matches!(c, '\u{e47}' | '\u{e4c}'),
                    "{c}"
                );
                assert_eq!(is_nfc_quick([c].into_iter()), IsNormalized::Yes, "{c}");
                assert_eq!(canonical_combining_class(c) != 0, ordered, "{c}");
                assert!(!matches!(windows_1252_byte(c), Some(0x80..=0xbf)), "{c}");
            }
        }
    }

    #[test]
    fn a_character_is_quiet_if_it_is_in_the_table_however_it_stands() {
        let (mut letters, mut marks) = (set(LETTER_RANGES), set(MARK_RANGES));
        letters.sort_unstable();
        marks.extend(set(ORDERED_MARK_RANGES));
        for c in '\0'..=char::MAX {
            let is_letter = c.is_ascii_alphabetic() || letters.binary_search(&c).is_ok();
            let alone = is_quiet(&c.to_string(), 64);
            assert_eq!(alone, is_letter, "{c:?}");
            if !is_letter {
                let behind = is_quiet(&format!("a{c}"), 64);
                assert_eq!(behind, c == '.' || marks.contains(&c), "{c:?}");
            }
        }
    }

    #[test]
    fn names_of_many_scripts_are_quiet() {
        for name in [
            "Ada",
            "D'Amico",
            "De Luca",
            "Jean-Luc",
            "O\u{2019}Connor",
            "Jürgen",
            "Łukasz",
            "Nguyễn",
            "Пётр",
            "Παπαδόπουλος",
            "إبراهيم",
            "שפירא",
            "प्रिया",
            "अर्जुन",
            "丽华",
            "アヤ",
            "지우",
            "สมชาย",
            "พิมพ์",
            "ณัฐพล",
            "J. R",
            "J. R. Jr.",
        ] {
            assert!(is_quiet(name, 64), "{name}");
        }
        for other in [
            "",
            " Ada",
            "Ada ",
            "Ada  B",
            "Ada1",
            "Ada,",
            "-",
            "Šárka",
            "é\u{2019}e",
            "\u{2019}Neil",
            "\u{e48}ก",
            "ก\u{e48}\u{e38}",
            "ก\u{e34}\u{e34}\u{e34}\u{e34}\u{e34}",
            "e\u{301}",
            "न\u{93c}",
            "\u{202e}a",
            "a\u{200d}b",
            "①",
            "Ⅷ",
        ] {
            assert!(!is_quiet(other, 64), "{other}");
        }
        assert!(!is_quiet("アヤアヤ", 3) && is_quiet("アヤア", 3));
    }

    #[test]
    fn letters_of_one_script_are_those_of_the_table() {
        let mut short = Short::new();
        for (lead, next) in (0..=255_u8).flat_map(|lead| (0..=255).map(move |next| (lead, next))) {
            // What is tried, behind a letter of each script and alone, and letters behind the name.
            for first in [0xce, 0xcf, 0xd0, 0xd1, 0xd7, 0xd8, 0xd9] {
                for text in [&[first, 0xa5, lead, next][..], &[lead, next, first, 0xa5]] {
                    let mut bytes = text.to_vec();
                    bytes.extend_from_slice("Пётр".as_bytes());
                    let window = short.of(&bytes);
                    let quick = is_of_one_script(window, 0, text.len());
                    let quiet = is_quiet_from(window, 0, text.len(), 64, 0);
                    assert!(!quick || quiet, "{text:x?}");
                }
            }
        }
        for name in ["Пётр", "Κατερίνα", "שפירא", "إبراهيم"] {
            assert!(
                is_of_one_script(short.of(name.as_bytes()), 0, name.len()),
                "{name}"
            );
            assert!(
                !is_of_one_script(short.of(name.as_bytes()), 0, name.len() - 1),
                "{name}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_no_text_is_no_name(bytes in prop::collection::vec(any::<u8>(), 0..6)) {
            if is_quiet_bytes(&bytes, 0, bytes.len(), 64) {
                prop_assert!(str::from_utf8(&bytes).is_ok());
            }
        }
    }
}

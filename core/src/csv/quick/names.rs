//! Names to which nothing can be said, told by their bytes: letters and vowel signs of the commonest scripts, with single
//! spaces, hyphens, dots or apostrophes between them.

use wide::u8x16;

/// Most marks of a name; more of them may be too many on one letter.
const MARKS: u32 = 4;

/// Whether the name from `start` to `end` is so, and has at most `max` characters.
#[inline(never)]
pub(super) fn is_quiet_name(text: &[u8], start: usize, end: usize, max: usize) -> bool {
    let length = end.wrapping_sub(start);
    let letters = ascii_letters(text, start);
    if length <= letters && length <= max {
        return length > 0;
    }
    is_quiet_from(text, start, end, max)
}

/// The same of a name with other than ASCII letters, or many of them.
fn is_quiet_from(text: &[u8], start: usize, end: usize, max: usize) -> bool {
    let mut at = start;
    let mut last = Last::Between;
    let mut marks = 0_u32;
    while at < end {
        let bytes = four_bytes(text, at);
        let first = bytes & 0xff;
        let (block, place) = if bytes & 0xc0e0 == 0x80c0 {
            // Two bytes: all of these blocks hold only what is written so.
            at = at.wrapping_add(2);
            if !is_in(LETTERS.get((bytes & 0x1f) as usize), bytes >> 8 & 0x3f) {
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
                    at = at.wrapping_add(ascii_letters(text, at)).min(end);
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
        // What stands in few blocks in two bytes stands in three only in what is no text.
        if block < 32 {
            return false;
        }
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
    ends_well && (end.wrapping_sub(start) <= max || characters(text.get(start..end)) <= max)
}

/// How many of the sixteen bytes from `at` on are ASCII letters, up to the first that is none.
#[inline]
fn ascii_letters(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let Some(bytes) = rest.first_chunk() else {
        let is_letter = |byte: &&u8| byte.is_ascii_alphabetic();
        return rest.iter().take_while(is_letter).count();
    };
    // A capital differs from its small letter by this bit alone.
    let lower = u8x16::new(*bytes) | u8x16::splat(0x20);
    let clamped = lower.max(u8x16::splat(b'a')).min(u8x16::splat(b'z'));
    clamped.simd_eq(lower).to_bitmask().trailing_ones() as usize
}

/// Four bytes from `at` on, the first lowest. Behind the end of the text stand zeros.
fn four_bytes(text: &[u8], at: usize) -> u32 {
    let four = at.checked_add(4).and_then(|end| text.get(at..end));
    match four.and_then(<[u8]>::first_chunk) {
        Some(bytes) => u32::from_le_bytes(*bytes),
        None => last_bytes(text.get(at..).unwrap_or_default()),
    }
}

/// At the end of a text there may not be four bytes any more.
#[cold]
fn last_bytes(rest: &[u8]) -> u32 {
    let bytes = rest.iter().rev();
    bytes.fold(0, |bytes, byte| bytes << 8 | u32::from(*byte))
}

fn characters(name: Option<&[u8]>) -> usize {
    let bytes = name.unwrap_or_default().iter();
    bytes.filter(|byte| *byte & 0xc0 != 0x80).count()
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

/// By block of 64 code points, a bit for each letter.
#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling, which stops at the first index that is wrong"
)]
static LETTERS: [u64; 1024] = {
    let mut letters = [0; 1024];
    let mut block = 2;
    while block < letters.len() {
        letters[block] = set_of(LETTER_RANGES, block);
        block += 1;
    }
    letters
};

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
    use proptest::prelude::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::super::super::decode::windows_1252_byte;
    use super::*;

    /// The name alone, and among other bytes.
    fn is_quiet(name: &str, max: usize) -> bool {
        let alone = is_quiet_name(name.as_bytes(), 0, name.len(), max);
        let among = format!("é{name}é");
        assert_eq!(
            alone,
            is_quiet_name(among.as_bytes(), 2, 2 + name.len(), max),
            "{name}"
        );
        alone
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

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_no_text_is_no_name(bytes in prop::collection::vec(any::<u8>(), 0..6)) {
            if is_quiet_name(&bytes, 0, bytes.len(), 64) {
                prop_assert!(str::from_utf8(&bytes).is_ok());
            }
        }
    }
}

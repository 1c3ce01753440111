//! Short cells as numbers: sixteen bytes are compared and classed at once.

use wide::u8x16;

use crate::window::Window;

/// The bytes of a text of at most sixteen, with zeros behind. No text here holds a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head(u128);

/// The bytes of a text of at most eight, with zeros behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortHead(u64);

/// A word of ASCII letters, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters(u128);

const BYTES: usize = 16;

/// How many of the sixteen bytes from `at` on are digits, up to the first that is none.
#[inline]
pub(super) fn digits_at(window: Window<'_>, at: usize) -> usize {
    let bytes = window.lanes(at);
    let clamped = bytes.max(u8x16::splat(b'0')).min(u8x16::splat(b'9'));
    clamped.simd_eq(bytes).to_bitmask().trailing_ones() as usize
}

impl Head {
    /// The `length` bytes of a row at `start`; `None` if they are too many.
    pub(super) fn of(window: Window<'_>, start: usize, length: usize) -> Option<Self> {
        let kept = *KEPT.get(length)?;
        Some(Self(window.sixteen(start) & kept))
    }

    /// A whole text; `None` if it is too long or holds a zero.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let mut bytes = [0; BYTES];
        let head = bytes.get_mut(..text.len())?;
        head.copy_from_slice(text.as_bytes());
        let is_text = !text.contains('\0');
        is_text.then_some(Self(u128::from_le_bytes(bytes)))
    }

    /// The same in half the bytes, if nothing stands in the others.
    pub(super) fn short(self) -> Option<ShortHead> {
        u64::try_from(self.0).ok().map(ShortHead)
    }
}

impl ShortHead {
    /// The `length` bytes of a row at `start`, at least one; `None` if they are too many.
    #[inline]
    pub(super) fn of(window: Window<'_>, start: usize, length: usize) -> Option<Self> {
        if length == 0 || length > 8 {
            return None;
        }
        // By 64 less the bits that are kept.
        let others = (length as u32).wrapping_mul(8).wrapping_neg();
        Some(Self(window.eight(start) & u64::MAX.wrapping_shr(others)))
    }
}

/// Words of at most eight bytes, each in a slot of its own.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// What takes each word to its slot.
    factor: u64,
    /// Zero if there is none: no word is.
    slots: [u64; SLOTS],
}

const SLOTS: usize = 64;
/// Factors that are tried: for twenty words about one in ten is good.
const FACTORS: usize = 1_000;

impl Words {
    /// `None` if they are so many that no slots are found.
    pub(super) fn new(words: &[ShortHead]) -> Option<Self> {
        let mut factor = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..FACTORS {
            if let Some(slots) = slots(factor, words) {
                return Some(Self { factor, slots });
            }
            factor = factor.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(2);
        }
        None
    }

    /// Whether the `length` bytes of a row at `start`, at least one, are one of them.
    #[inline]
    pub(super) fn have(&self, window: Window<'_>, start: usize, length: usize) -> bool {
        let head = ShortHead::of(window, start, length);
        head.is_some_and(|ShortHead(word)| self.slots.get(slot(self.factor, word)) == Some(&word))
    }
}

#[inline]
const fn slot(factor: u64, word: u64) -> usize {
    (word.wrapping_mul(factor) >> (u64::BITS - SLOTS.trailing_zeros())) as usize
}

/// The words in their slots; `None` if two have the same one.
fn slots(factor: u64, words: &[ShortHead]) -> Option<[u64; SLOTS]> {
    let mut slots = [0; SLOTS];
    for ShortHead(word) in words {
        let place = slots.get_mut(slot(factor, *word))?;
        if *place != 0 && *place != *word {
            return None;
        }
        *place = *word;
    }
    Some(slots)
}

impl Letters {
    /// The `length` bytes of a row at `start`, if they are letters and not too many.
    pub(super) fn of(window: Window<'_>, start: usize, length: usize) -> Option<Self> {
        Self::of_head(Head::of(window, start, length)?, length)
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        Self::of_head(Head::of_text(text)?, text.len())
    }

    fn of_head(Head(bytes): Head, length: usize) -> Option<Self> {
        let lower = bytes | SPACES;
        let kept = KEPT.get(length)?;
        (others_than_letters(lower) & kept & HIGH == 0).then_some(Self(lower & kept))
    }
}

/// The high bit of each byte that is no letter of a text in which each letter is in lower case.
const fn others_than_letters(lower: u128) -> u128 {
    // With the high bits off no byte carries into the next.
    let low = lower & !HIGH;
    let from_a = low.wrapping_add(repeated(0x80 - b'a'));
    let beyond_z = low.wrapping_add(repeated(0x7f - b'z'));
    !from_a | beyond_z | lower
}

const fn repeated(byte: u8) -> u128 {
    u128::from_le_bytes([byte; BYTES])
}

const HIGH: u128 = repeated(0x80);
/// What a capital has not and its small letter has.
const SPACES: u128 = repeated(0x20);

/// By length, all bits of so many bytes.
#[expect(
    clippy::indexing_slicing,
    reason = "computed when compiling, which stops at the first index that is wrong"
)]
static KEPT: [u128; BYTES + 1] = {
    let mut kept = [u128::MAX; BYTES + 1];
    let mut length = 0;
    while length < BYTES {
        kept[length] = (1 << (length * 8)) - 1;
        length += 1;
    }
    kept
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::alone;

    #[test]
    fn letters_are_told_from_every_other_byte() {
        for byte in 0..=255_u8 {
            for length in 1..=17_usize {
                for place in 0..length {
                    let mut text = vec![b'k'; length];
                    text[place] = byte;
                    text.extend_from_slice(b",1234567");
                    let expected = byte.is_ascii_alphabetic() && length <= 16;
                    assert_eq!(
                        Letters::of(alone(&text).at(0).unwrap(), 0, length).is_some(),
                        expected,
                        "{byte} {length} {place}"
                    );
                }
            }
        }
        assert_eq!(Letters::of_text("Note"), Letters::of_text("nOTE"));
        assert_ne!(Letters::of_text("note"), Letters::of_text("notes"));
    }

    #[test]
    fn heads_are_equal_if_texts_are() {
        let text = b"xauto,off,autoo";
        let windows = alone(text);
        let window = windows.at(0).unwrap();
        assert_eq!(Head::of(window, 1, 4), Head::of_text("auto"));
        assert_eq!(Head::of(window, 6, 3), Head::of_text("off"));
        assert_ne!(Head::of(window, 10, 5), Head::of_text("auto"));
        assert_eq!(Head::of_text("a\0"), None);
        let many = [b'a'; 20];
        let windows = alone(&many);
        assert_eq!(Head::of(windows.at(0).unwrap(), 0, 17), None);
        assert!(Head::of(windows.at(0).unwrap(), 4, 16).is_some());
    }

    #[test]
    fn words_are_told_from_every_near_one() {
        let short = |words: &[&str]| -> Vec<ShortHead> {
            let heads = words.iter().map(|word| Head::of_text(word).unwrap());
            heads.map(|head| head.short().unwrap()).collect()
        };
        let known = ["Yes", "No", "auto", "off", "on", "Italian", "eightbyt", "o"];
        let words = Words::new(&short(&known)).unwrap();
        for text in [
            "Yes",
            "yes",
            "No",
            "N",
            "auto",
            "autoo",
            "of",
            "off",
            "on",
            "o",
            "x",
            "eightbyt",
            "eightbytes",
        ] {
            let row = format!("{text},eightbytes");
            let windows = alone(row.as_bytes());
            let have = words.have(windows.at(0).unwrap(), 0, text.len());
            assert_eq!(have, known.contains(&text), "{text}");
        }
        let none = Words::new(&[]).unwrap();
        assert!(!none.have(alone(b"a").at(0).unwrap(), 0, 1));
        let many: Vec<String> = (0..100).map(|number| format!("w{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(Words::new(&short(&many)).is_none());
        assert!(Words::new(&short(&many[..20])).is_some());
    }
}

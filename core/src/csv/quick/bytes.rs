//! Short cells as numbers: sixteen bytes are compared and classed at once.

use wide::u8x16;

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
pub(super) fn digits_at(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let Some(bytes) = rest.first_chunk() else {
        return rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    };
    let bytes = u8x16::new(*bytes);
    let clamped = bytes.max(u8x16::splat(b'0')).min(u8x16::splat(b'9'));
    clamped.simd_eq(bytes).to_bitmask().trailing_ones() as usize
}

impl Head {
    /// The `length` bytes of `text` at `start`; `None` if they are too many.
    pub(super) fn of(text: &[u8], start: usize, length: usize) -> Option<Self> {
        let kept = *KEPT.get(length)?;
        let rest = text.get(start..)?;
        let bytes = match rest.first_chunk::<BYTES>() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => last_bytes(rest),
        };
        Some(Self(bytes & kept))
    }

    /// A whole text; `None` if it is too long or holds a zero.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let head = Self::of(text.as_bytes(), 0, text.len());
        head.filter(|_| !text.contains('\0'))
    }

    /// The same in half the bytes, if nothing stands in the others.
    pub(super) fn short(self) -> Option<ShortHead> {
        u64::try_from(self.0).ok().map(ShortHead)
    }
}

impl ShortHead {
    /// The `length` bytes of `text` at `start`, at least one; `None` if they are too many.
    pub(super) fn of(text: &[u8], start: usize, length: usize) -> Option<Self> {
        if length == 0 || length > 8 {
            return None;
        }
        let rest = text.get(start..)?;
        let bytes = match rest.first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => last_bytes(rest) as u64,
        };
        // By 64 less the bits that are kept.
        let others = (length as u32).wrapping_mul(8).wrapping_neg();
        Some(Self(bytes & u64::MAX.wrapping_shr(others)))
    }
}

impl Letters {
    /// The `length` bytes of `text` at `start`, if they are letters and not too many.
    pub(super) fn of(text: &[u8], start: usize, length: usize) -> Option<Self> {
        let Head(bytes) = Head::of(text, start, length)?;
        let lower = bytes | SPACES;
        let kept = KEPT.get(length)?;
        (others_than_letters(lower) & kept & HIGH == 0).then_some(Self(lower & kept))
    }

    pub(super) fn of_text(text: &str) -> Option<Self> {
        Self::of(text.as_bytes(), 0, text.len())
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

/// At the end of a text there are not sixteen bytes any more.
fn last_bytes(rest: &[u8]) -> u128 {
    let mut bytes = [0; BYTES];
    for (to, from) in bytes.iter_mut().zip(rest) {
        *to = *from;
    }
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

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
                        Letters::of(&text, 0, length).is_some(),
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
        assert_eq!(Head::of(text, 1, 4), Head::of_text("auto"));
        assert_eq!(Head::of(text, 6, 3), Head::of_text("off"));
        assert_ne!(Head::of(text, 10, 5), Head::of_text("auto"));
        assert_eq!(Head::of_text("a\0"), None);
        assert_eq!(Head::of(&[b'a'; 20], 0, 17), None);
        assert!(Head::of(&[b'a'; 20], 4, 16).is_some());
    }
}

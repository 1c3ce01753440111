//! Byte types for secrets: they show nothing, wipe themselves and are compared in constant time.
//!
//! Which secrets there are, and how they are derived, is in `credential`.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// `N` secret bytes. They are wiped when dropped, appear in no `Debug`, and have no `PartialEq`, `Display` or
/// `Serialize`: a secret is compared with [`matches`](Self::matches) alone.
///
/// ```
/// use rollbook::secret::Secret;
/// let secret = Secret::new([7; 16]);
/// assert!(secret.matches(&[7; 16]));
/// assert_eq!(format!("{secret:?}"), "Secret(16 bytes)");
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// From the bytes.
    #[must_use]
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The first `N` bytes of a longer secret; `None` if it is shorter.
    #[must_use]
    pub fn first_of(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().map(|first| Self(*first))
    }

    /// Whether these are the bytes of the secret, in a time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, bytes: &[u8; N]) -> bool {
        self.0.as_slice().ct_eq(bytes.as_slice()).into()
    }

    /// The bytes themselves, for a derivation or a rendering. Whoever asks must not keep or show them.
    #[must_use]
    pub const fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({N} bytes)")
    }
}

/// Bytes as lower-case hexadecimal digits: key ids and salts in text forms.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The bytes of exactly `2 * N` lower-case hexadecimal digits, else `None`.
#[must_use]
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (to, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *to = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_matches_its_bytes_only_and_shows_none() {
        let secret = Secret::new([0xAB; 16]);
        assert!(secret.matches(&[0xAB; 16]));
        for place in 0..16 {
            let mut other = [0xAB; 16];
            other[place] ^= 1;
            assert!(!secret.matches(&other));
        }
        assert_eq!(format!("{secret:?}"), "Secret(16 bytes)");
        assert!(Secret::<32>::first_of(&[1; 31]).is_none());
    }

    #[test]
    fn hexadecimal_digits_come_back() {
        let bytes = [0, 1, 0x7f, 0x80, 0xfe, 0xff];
        assert_eq!(to_hex(&bytes), "00017f80feff");
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        for bad in [
            "00017F80feff",
            "00017f80fef",
            "00017f80feff0",
            "g0017f80feff",
            "é017f80feff",
        ] {
            assert_eq!(from_hex::<6>(bad), None, "{bad}");
        }
    }
}

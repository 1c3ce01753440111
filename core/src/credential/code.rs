//! The typed code: twelve symbols of Crockford base 32, ten of them the secret and two a check of the typing.
//!
//! How often it may be tried, and what a wrong one is answered, is in `invitation`.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::derive::CodeSecret;
use crate::error::{Error, ErrorCode};
use crate::secret::Secret;

/// The symbols, by value.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Symbols of a code.
const SYMBOLS: usize = 12;

/// Longest text that is looked at, in bytes.
const TEXT_BYTES: usize = 64;

/// A code as a person types it: 50 secret bits and 10 check bits, `XXXX-XXXX-XXXX`.
///
/// One that exists has passed its check, so it was hardly mistyped; whether it is right is for
/// [`verify`](Self::verify) to say. It is a secret: wiped when dropped, and shown by no `Debug`.
///
/// ```
/// use rollbook::credential::{CodeError, TypedCode};
/// let code = TypedCode::parse("js8d m8bp h9re")?;
/// assert_eq!(code.render(), "JS8D-M8BP-H9RE");
/// assert_eq!(TypedCode::parse("JS8D-M8BP-H9RF").unwrap_err(), CodeError::Check);
/// # Ok::<(), CodeError>(())
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TypedCode([u8; SYMBOLS]);

impl TypedCode {
    /// The code of a derived secret.
    #[must_use]
    pub fn of(secret: &CodeSecret) -> Self {
        let mut symbols = [0; SYMBOLS];
        for (symbol, value) in symbols.iter_mut().zip(secret.values().expose()) {
            *symbol = *value;
        }
        let (sum, weighted) = syndromes(&symbols);
        // s10 + s11 = 1 + sum and a^10 s10 + a^11 s11 = weighted, solved for the two check symbols.
        let rest = sum ^ 1;
        let last = times(
            weighted ^ times(rest, power(10)),
            inverse(power(10) ^ power(11)),
        );
        let [.., tenth, eleventh] = &mut symbols;
        *eleventh = last;
        *tenth = rest ^ last;
        Self(symbols)
    }

    /// Reads what a person typed. ASCII white space, `- _ .`, NBSP, soft hyphen, zero-width space and dashes are
    /// ignored; ASCII case is folded, `O` is 0, `I` and `L` are 1.
    ///
    /// # Errors
    /// `credential_malformed` with the reason `symbol`, `length` or `check`. Such a text reads no row and counts as no
    /// attempt.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.len() > TEXT_BYTES {
            return Err(CodeError::Length);
        }
        let mut code = Self([0; SYMBOLS]);
        let mut count = 0;
        for (position, char) in (1_u8..).zip(text.chars()) {
            if ignored(char) {
                continue;
            }
            let value = value(char).ok_or(CodeError::Symbol { position })?;
            if let Some(symbol) = code.0.get_mut(count) {
                *symbol = value;
            }
            count += 1;
        }
        if count != SYMBOLS {
            return Err(CodeError::Length);
        }
        match syndromes(&code.0) {
            (1, 0) => Ok(code),
            _ => Err(CodeError::Check),
        }
    }

    /// Whether this is the code of `secret`, in a time that does not depend on where they differ.
    #[must_use]
    pub fn verify(&self, secret: &CodeSecret) -> bool {
        // The check symbols follow from the other ten, and were checked in reading.
        Secret::first_of(&self.0)
            .is_some_and(|typed: Secret<10>| secret.values().matches(typed.expose()))
    }

    /// The code as it is shown to its holder: `XXXX-XXXX-XXXX`. The text is the secret itself.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::with_capacity(SYMBOLS + 2);
        for (place, value) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            if let Some(symbol) = ALPHABET.get(usize::from(*value)) {
                text.push(char::from(*symbol));
            }
        }
        text
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(..)")
    }
}

/// Why a text is no typed code (`credential_malformed`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A character that no code has, at this place in the text, counted in characters from 1.
    #[error("character {position} occurs in no code")]
    Symbol {
        /// Its place.
        position: u8,
    },
    /// Not twelve symbols.
    #[error("a code has 12 symbols")]
    Length,
    /// The check symbols do not fit: something was mistyped.
    #[error("the check of the code failed; something was mistyped")]
    Check,
}

impl CodeError {
    /// The detail `reason` of `credential_malformed`.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Symbol { .. } => "symbol",
            Self::Length => "length",
            Self::Check => "check",
        }
    }

    /// The detail `position` of `credential_malformed`, where there is one.
    #[must_use]
    pub const fn position(self) -> Option<u8> {
        match self {
            Self::Symbol { position } => Some(position),
            Self::Length | Self::Check => None,
        }
    }
}

impl From<CodeError> for Error {
    fn from(error: CodeError) -> Self {
        let answer = Self::new(ErrorCode::CredentialMalformed).with("reason", error.reason());
        match error.position() {
            Some(position) => answer.with("position", position),
            None => answer,
        }
    }
}

const fn ignored(char: char) -> bool {
    matches!(char, '\t'..='\r' | ' ' | '-' | '_' | '.' | '\u{a0}' | '\u{ad}' | '\u{200b}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn value(char: char) -> Option<u8> {
    let folded = match char.to_ascii_uppercase() {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).ok()?,
    };
    let place = ALPHABET.iter().position(|symbol| *symbol == folded)?;
    u8::try_from(place).ok()
}

/// The sum of all symbols and the sum of a^i times the symbol i, in GF(32). A code is good if they are 1 and 0.
fn syndromes(symbols: &[u8; SYMBOLS]) -> (u8, u8) {
    let powers = std::iter::successors(Some(1), |power| Some(times(*power, 2)));
    let terms = symbols.iter().zip(powers);
    terms.fold((0, 0), |(sum, weighted), (symbol, power)| {
        (sum ^ symbol, weighted ^ times(*symbol, power))
    })
}

/// Product in GF(32) with x^5 + x^2 + 1.
const fn times(left: u8, right: u8) -> u8 {
    let mut product = 0;
    let mut bit = 5;
    while bit > 0 {
        bit -= 1;
        // Without branches on the operands: they are secret.
        product = (product << 1) ^ (((product >> 4) & 1) * 0b10_0101);
        product ^= left * ((right >> bit) & 1);
    }
    product
}

/// a^exponent, where a = 2.
const fn power(exponent: u8) -> u8 {
    let mut product = 1;
    let mut left = exponent;
    while left > 0 {
        product = times(product, 2);
        left -= 1;
    }
    product
}

/// The value whose product with `value` is 1: value^30, since value^31 = 1.
const fn inverse(value: u8) -> u8 {
    let mut product = 1;
    let mut left = 30;
    while left > 0 {
        product = times(product, value);
        left -= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<TypedCode> {
        let bits = [0, 1, (1 << 50) - 1, 0x2_4924_9249_2492, 0x1_2345_6789_abcd];
        bits.map(|bits| TypedCode::of(&CodeSecret::from_bits(bits)))
            .to_vec()
    }

    fn passes(symbols: &[u8; SYMBOLS]) -> bool {
        syndromes(symbols) == (1, 0)
    }

    #[test]
    fn a_rendered_code_is_read_back() {
        for code in samples() {
            let text = code.render();
            assert_eq!(text.len(), 14);
            assert_eq!(TypedCode::parse(&text).unwrap().0, code.0);
            assert_eq!(
                TypedCode::parse(&text.to_ascii_lowercase()).unwrap().0,
                code.0
            );
        }
    }

    #[test]
    fn g9_every_error_in_one_or_two_symbols_is_caught() {
        for code in samples() {
            let mut wrong = code.0;
            for first in 0..SYMBOLS {
                for error in 1..32 {
                    wrong[first] ^= error;
                    assert!(!passes(&wrong));
                    for second in first + 1..SYMBOLS {
                        for other in 1..32 {
                            wrong[second] ^= other;
                            assert!(!passes(&wrong), "{first} {second}");
                            wrong[second] ^= other;
                        }
                    }
                    wrong[first] ^= error;
                }
            }
        }
    }

    #[test]
    fn g9_every_swap_is_caught() {
        for code in samples() {
            for first in 0..SYMBOLS {
                for second in first + 1..SYMBOLS {
                    let mut wrong = code.0;
                    wrong.swap(first, second);
                    assert!(code.0[first] == code.0[second] || !passes(&wrong));
                }
            }
        }
    }

    #[test]
    fn g9_twelve_equal_symbols_never_pass() {
        for value in 0..32 {
            assert!(!passes(&[value; SYMBOLS]));
        }
    }

    #[test]
    fn look_alikes_are_folded_and_separators_ignored() {
        for text in [
            "JS8D-M8BP-H9RE",
            "js8dm8bph9re",
            " JS8D M8BP H9RE\r\n",
            "JS8D\u{2013}M8BP\u{2212}H9RE",
            "JS8D\u{a0}M8BP\u{ad}H9\u{200b}RE",
            "J.S_8-DM8BPH9RE",
        ] {
            assert_eq!(
                TypedCode::parse(text).unwrap().render(),
                "JS8D-M8BP-H9RE",
                "{text:?}"
            );
        }
        assert_eq!(value('o'), Some(0));
        assert_eq!(value('O'), Some(0));
        for char in ['i', 'I', 'l', 'L'] {
            assert_eq!(value(char), Some(1));
        }
    }

    #[test]
    fn other_characters_are_named_by_their_place() {
        for (text, position) in [
            ("JS8D-M8BP-H9RU", 14),
            ("U", 1),
            ("JS8D*", 5),
            ("\u{ff2a}S8D-M8BP-H9RE", 1),
            ("JS\u{668}D-M8BP-H9RE", 3),
            ("J\u{20ac}", 2),
        ] {
            assert_eq!(
                TypedCode::parse(text).unwrap_err(),
                CodeError::Symbol { position },
                "{text}"
            );
        }
    }

    #[test]
    fn another_length_is_malformed() {
        for text in [
            "",
            "JS8D-M8BP-H9R",
            "JS8D-M8BP-H9REE",
            &"-".repeat(64),
            &"0".repeat(64),
        ] {
            assert_eq!(
                TypedCode::parse(text).unwrap_err(),
                CodeError::Length,
                "{text}"
            );
        }
        let padded = format!("JS8D-M8BP-H9RE{}", " ".repeat(50));
        assert!(TypedCode::parse(&padded).is_ok());
        assert_eq!(
            TypedCode::parse(&format!("{padded} ")).unwrap_err(),
            CodeError::Length
        );
        assert_eq!(CodeError::Length.reason(), "length");
        let error = Error::from(CodeError::Symbol { position: 5 });
        assert_eq!(error.code(), ErrorCode::CredentialMalformed);
        assert_eq!(error.details()["reason"], "symbol");
        assert_eq!(error.details()["position"], 5);
    }

    #[test]
    fn a_code_verifies_its_own_secret_only() {
        let secret = CodeSecret::from_bits(77);
        let code = TypedCode::of(&secret);
        assert!(code.verify(&secret));
        for bit in 0..50 {
            assert!(!code.verify(&CodeSecret::from_bits(77 ^ (1 << bit))));
        }
        assert_eq!(
            format!("{code:?} {secret:?}"),
            "TypedCode(..) CodeSecret(50 bits)"
        );
    }
}

//! The text of one cell. Each is decoded alone, so that one broken byte damages one cell.

use std::borrow::Cow;

use super::TextEncoding;
use super::utf16::{broken_hex, broken_len};
use super::windows::{character, windows_1252, windows_1252_lossy};
use crate::finding::{FindingCode, Problem};

/// Bytes of a cell that mean nothing in the encoding of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadBytes {
    /// `invalid_utf8`, or `encoding_undecodable` in another encoding.
    pub(crate) code: FindingCode,
    /// The first bad byte or unit in hex.
    pub(crate) hex: String,
    /// The cell read as Windows-1252, if it has all its bytes.
    pub(crate) guess: Option<String>,
}

impl BadBytes {
    fn undecodable(hex: String) -> Self {
        Self {
            code: FindingCode::EncodingUndecodable,
            hex,
            guess: None,
        }
    }

    /// What is to be said about the cell.
    pub(crate) fn problem(self) -> Problem {
        let problem = Problem::new(self.code).with("hex", self.hex);
        match self.guess {
            Some(guess) => problem.with("guess", guess),
            None => problem,
        }
    }
}

impl TextEncoding {
    /// The text of a cell. In a file of UTF-16, `bytes` are what became of it.
    pub(crate) fn text(self, bytes: &[u8]) -> Result<Cow<'_, str>, BadBytes> {
        if self == Self::Windows1252 && !bytes.is_ascii() {
            return match windows_1252(bytes) {
                Some(text) => Ok(Cow::Owned(text)),
                None => {
                    let first = bytes.iter().find(|byte| character(**byte).is_none());
                    let hex = first.map_or_else(String::new, |byte| format!("{byte:02X}"));
                    Err(BadBytes::undecodable(hex))
                }
            };
        }
        std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| {
                let at = bytes.get(error.valid_up_to()..).unwrap_or_default();
                if self.is_utf16() {
                    return BadBytes::undecodable(broken_hex(at));
                }
                BadBytes {
                    code: FindingCode::InvalidUtf8,
                    hex: at
                        .first()
                        .map_or_else(String::new, |byte| format!("{byte:02X}")),
                    guess: windows_1252(bytes),
                }
            })
    }

    /// The text of a cell for display, whatever its bytes: U+FFFD stands for what is broken.
    pub(crate) fn lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Windows1252 if bytes.is_ascii() => String::from_utf8_lossy(bytes),
            Self::Windows1252 => Cow::Owned(windows_1252_lossy(bytes)),
            Self::Utf16Le | Self::Utf16Be => match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(utf16_lossy(bytes)),
            },
        }
    }

    /// Whether a cell holds nothing but space and characters that show nothing.
    pub(crate) fn is_blank(self, bytes: &[u8]) -> bool {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => true,
            Some(byte) if byte.is_ascii() => false,
            Some(_) if self == Self::Windows1252 => bytes
                .iter()
                .all(|byte| character(*byte).is_some_and(shows_nothing)),
            // The first character decides in most cells, and only so much is decoded.
            Some(_) => bytes.utf8_chunks().all(|chunk| {
                chunk.invalid().is_empty() && chunk.valid().chars().all(shows_nothing)
            }),
        }
    }
}

/// A broken unit of UTF-16 is one character lost, though three bytes stand for it.
fn utf16_lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let split = rest.split_at_checked(error.valid_up_to());
        let (valid, broken) = split.unwrap_or((rest, &[]));
        text.push_str(std::str::from_utf8(valid).unwrap_or_default());
        text.push(char::REPLACEMENT_CHARACTER);
        rest = broken.get(broken_len(broken)..).unwrap_or_default();
    }
    text.push_str(std::str::from_utf8(rest).unwrap_or_default());
    text
}

/// Whether a character is space, or stands for nothing.
fn shows_nothing(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters without width that stand for nothing.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_17_a_bad_byte_is_named_with_its_windows_reading() {
        let bad = TextEncoding::Utf8.text(b"Jos\xe9").unwrap_err();
        assert_eq!(
            (bad.code, bad.hex.as_str(), bad.guess.as_deref()),
            (FindingCode::InvalidUtf8, "E9", Some("José"))
        );
        let guess = |bytes| TextEncoding::Utf8.text(bytes).unwrap_err().guess;
        assert_eq!(guess(b"a\x81"), None);
        assert!(guess(b"\xc0\xaf").is_some(), "overlong");
        assert_eq!(TextEncoding::Utf8.lossy(b"Jos\xe9"), "Jos\u{fffd}");
    }

    #[test]
    fn damage_15_a_cell_of_windows_1252_has_text_or_a_byte_without_any() {
        let read = |bytes| TextEncoding::Windows1252.text(bytes);
        assert_eq!(read(b"Jos\xe9").unwrap(), "José");
        // What would be UTF-8 elsewhere is two characters here.
        assert_eq!(read("é".as_bytes()).unwrap(), "Ã©");
        let bad = read(b"\xe9\x9d").unwrap_err();
        assert_eq!(
            (bad.code, bad.hex.as_str(), bad.guess),
            (FindingCode::EncodingUndecodable, "9D", None)
        );
        assert_eq!(TextEncoding::Windows1252.lossy(b"\xe9\x9d"), "é\u{fffd}");
    }

    #[test]
    fn damage_14_a_broken_unit_is_one_character_lost() {
        let text = super::super::utf16::decoded(b"\x3d\xd8a\0b", false);
        let bad = TextEncoding::Utf16Le.text(&text).unwrap_err();
        assert_eq!(
            (bad.code, bad.hex.as_str()),
            (FindingCode::EncodingUndecodable, "D83D")
        );
        assert_eq!(TextEncoding::Utf16Le.lossy(&text), "\u{fffd}a\u{fffd}");
    }

    #[test]
    fn damage_24_blank_is_blank_in_each_encoding() {
        assert!(TextEncoding::Utf8.is_blank(b" \t"));
        assert!(TextEncoding::Utf8.is_blank("\u{a0}\u{200b}".as_bytes()));
        assert!(TextEncoding::Windows1252.is_blank(b" \xa0"));
        assert!(!TextEncoding::Utf8.is_blank(b"\xa0"));
        assert!(!TextEncoding::Windows1252.is_blank(b"\xe9"));
        assert!(!TextEncoding::Windows1252.is_blank(b"\x81"));
    }
}

//! Bytes to text: what kind of file it is, which encoding, and the text of a cell. Nothing is guessed silently.

mod cell;
mod detect;
mod kind;
mod survey;
pub(crate) mod utf16;
mod windows;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub(crate) use self::cell::is_invisible;
pub(crate) use self::detect::{Detected, Opening, detect};
pub(crate) use self::kind::{file_kind, markup};
pub(crate) use self::survey::Survey;
pub(crate) use self::windows::windows_1252_byte;

/// Bytes of the beginning that are searched for zeros.
const HEAD: usize = 4_096;

/// An encoding in which files are read.
///
/// ```
/// use rollbook::csv::TextEncoding;
/// assert_eq!("utf-16le".parse(), Ok(TextEncoding::Utf16Le));
/// assert!("latin-1".parse::<TextEncoding>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TextEncoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, the low byte first: what spreadsheets call Unicode Text.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, the high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252: what spreadsheets in the West write as plain CSV.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl TextEncoding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// The word in options and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The name as people write it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        }
    }

    /// Its byte order mark; empty if it has none.
    pub(crate) const fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
            Self::Windows1252 => b"",
        }
    }

    /// Whether its bytes are turned into UTF-8 before anything is looked for in them.
    pub(crate) const fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no encoding in which files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the encoding is not one of `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`")]
pub struct UnknownEncoding;

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or(UnknownEncoding)
    }
}

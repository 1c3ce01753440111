//! Header row and delimiter, found by the labels that are known; labels to columns. Cells are not looked at here.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a label of the file was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderMatch {
    /// It is the label.
    Exact,
    /// It differs in case, space or punctuation only.
    Normalized,
    /// It is another name of the column.
    Alias,
    /// It is refused in every file.
    Refused,
    /// It is no column of the schema.
    Unknown,
    /// It is blank.
    Blank,
    /// It is a column of our own report.
    Own,
}

impl HeaderMatch {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalized => "normalized",
            Self::Alias => "alias",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Blank => "blank",
            Self::Own => "own",
        }
    }
}

/// A label as labels are compared: NFKC, case folded, Latin letters without accents, format characters and quotes
/// removed, runs of space `_ - . : # *` as one space, trimmed.
pub(crate) fn normalize_label(label: &str) -> String {
    let mut normalized = String::with_capacity(label.len());
    let mut gap = false;
    let mut after_latin = false;
    for c in label.nfkd().flat_map(char::to_lowercase).nfkd() {
        if c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '#' | '*') {
            gap = !normalized.is_empty();
            continue;
        }
        if is_format(c) || is_quote(c) || c.is_control() || (is_combining_mark(c) && after_latin) {
            continue;
        }
        if gap {
            normalized.push(' ');
            gap = false;
        }
        after_latin = c.is_ascii_alphabetic() || (after_latin && is_combining_mark(c));
        match c {
            'ß' => normalized.push_str("ss"),
            _ => normalized.push(c),
        }
    }
    normalized.nfc().collect()
}

fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '´' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»'
    )
}

//! Canonical forms as patterns that every dialect of regular expressions reads alike.

use super::super::schema::{ColumnType, Schema};

/// E.164 in text form: 7 to 15 digits.
pub(super) const E164: &str = r"^\+[1-9][0-9]{6,14}$";
/// An address in ASCII lower case: a dot-atom, then a domain whose last label is no number.
pub(super) const EMAIL: &str = r"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])$";
/// A day.
pub(super) const DAY: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// Most characters of an address.
pub(super) const EMAIL_CHARS: u32 = 254;

/// The pattern of a type's canonical form, if it has one that can be said.
pub(super) fn of(schema: &Schema, kind: &ColumnType) -> Option<String> {
    Some(match kind {
        ColumnType::Email {} | ColumnType::Identity { .. } if schema.email.allow_unicode_local => {
            return None;
        }
        ColumnType::Email {} | ColumnType::Identity { email_only: true } => EMAIL.to_owned(),
        ColumnType::Phone {} | ColumnType::Number { .. } => E164.to_owned(),
        ColumnType::Identity { email_only: false } => {
            let inner =
                |pattern: &'static str| pattern.trim_start_matches('^').trim_end_matches('$');
            format!("^(?:{}|{})$", inner(EMAIL), inner(E164))
        }
        ColumnType::Digits { min, max, .. } => format!("^[0-9]{{{min},{max}}}$"),
        ColumnType::Date { .. } => DAY.to_owned(),
        ColumnType::Text {
            pattern: Some(pattern),
            ..
        } if is_portable(pattern) => format!("^(?:{pattern})$"),
        _ => return None,
    })
}

/// Whether a pattern means the same to every reader: ASCII, and of the escapes only those of punctuation and of `n`,
/// `r`, `t`. Classes such as `\d` are Unicode here and ASCII elsewhere; flags and named groups are written otherwise.
pub(super) fn is_portable(pattern: &str) -> bool {
    let mut chars = pattern.chars().peekable();
    let mut set: Option<usize> = None;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let plain = |c: char| c.is_ascii_punctuation() || matches!(c, 'n' | 'r' | 't');
                if !chars.next().is_some_and(plain) {
                    return false;
                }
            }
            // Sets of sets, intersections and classes by name are ours alone.
            '[' if set.is_some() => return false,
            '[' => set = Some(0),
            ']' => set = None,
            '&' | '~' | '-' if set.is_some() && chars.peek() == Some(&c) => return false,
            '(' if chars.peek() == Some(&'?') => {
                chars.next();
                if chars.next() != Some(':') {
                    return false;
                }
            }
            // Without a flag it does not match a line feed here, nor other line ends elsewhere.
            '.' if set.is_none() => return false,
            '^' | '$' if set.is_none() => return false,
            '{' if set.is_none() && !chars.peek().is_some_and(char::is_ascii_digit) => {
                return false;
            }
            _ if !c.is_ascii() || c.is_ascii_control() => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_portable_if_every_dialect_reads_it_alike() {
        for good in ["[A-Z]{2}-[0-9]+", "a|b", r"x\.y\-", "(?:ab)?c*", "[^a-z_]"] {
            assert!(is_portable(good), "{good}");
        }
        for bad in [
            r"\d+",
            "(?i)a",
            "(?P<x>a)",
            r"\p{L}",
            "é",
            ".",
            "^a",
            "a$",
            "[a&&b]",
            "[[:alpha:]]",
            r"\x41",
            "{a",
        ] {
            assert!(!is_portable(bad), "{bad}");
        }
    }
}

//! Labels as they are compared: what people and spreadsheets change about a heading without meaning anything.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Labels of our own reports, which are taken out before any rule looks at a row.
pub(crate) const OWN_LABELS: [&str; 9] = [
    "_row",
    "_status",
    "_outcome",
    "_account_id",
    "_number",
    "_invitation",
    "_codes",
    "_messages",
    "_suggestions",
];

/// A label as labels are compared: NFKC, case folded, Latin letters without accents, format characters and quotes
/// removed, runs of space `_ - . : # *` as one space, trimmed.
pub(crate) fn normalize_label(label: &str) -> String {
    if label.is_ascii() {
        return normalize_ascii(label);
    }
    normalize_any(label)
}

/// The same of a label of ASCII characters, of which none is composed or invisible.
fn normalize_ascii(label: &str) -> String {
    let mut normalized = String::with_capacity(label.len());
    let mut gap = false;
    for c in label.chars() {
        match c {
            '\t'..='\r' | ' ' | '_' | '-' | '.' | ':' | '#' | '*' => gap = !normalized.is_empty(),
            '"' | '\'' | '`' => {}
            _ => {
                if gap {
                    normalized.push(' ');
                    gap = false;
                }
                normalized.push(c.to_ascii_lowercase());
            }
        }
    }
    normalized
}

fn normalize_any(label: &str) -> String {
    let mut normalized = String::with_capacity(label.len());
    let mut gap = false;
    let mut after_latin = false;
    for c in label.nfkd().flat_map(char::to_lowercase).nfkd() {
        if c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '#' | '*') {
            gap = !normalized.is_empty();
            continue;
        }
        if is_format(c) || is_quote(c) || (is_combining_mark(c) && after_latin) {
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

/// Text as words are compared: trimmed and case folded.
pub(crate) fn fold(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_labels_are_compared_as_all_are() {
        for c in '\0'..='\u{7f}' {
            for label in [
                format!("{c}"),
                format!("A{c}b"),
                format!("{c} A {c}{c}9{c}"),
                format!("E-Mail_{c}address"),
            ] {
                assert_eq!(normalize_label(&label), normalize_any(&label), "{label:?}");
            }
        }
    }
}

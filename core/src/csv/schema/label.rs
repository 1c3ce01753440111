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
        return folded_ascii(label).collect();
    }
    folded(label).nfc().collect()
}

/// Gives the characters of [`normalize_label`], fully decomposed, to `take`, each made when it is asked for. Two labels
/// are compared as equal if these are the same.
pub(crate) fn with_characters<T>(
    label: &str,
    take: impl FnOnce(&mut dyn Iterator<Item = char>) -> T,
) -> T {
    match label.is_ascii() {
        true => take(&mut folded_ascii(label)),
        false => take(&mut folded(label).nfd()),
    }
}

/// Of a label of ASCII characters, of which none is composed or invisible.
fn folded_ascii(label: &str) -> impl Iterator<Item = char> {
    Folded::new(label.chars().map(|c| c.to_ascii_lowercase()))
}

fn folded(label: &str) -> impl Iterator<Item = char> {
    Folded::new(label.nfkd().flat_map(char::to_lowercase).nfkd())
}

/// The characters of a label that mean something, and one space between its words.
struct Folded<I> {
    characters: I,
    /// The character that comes next, and whether it comes twice.
    held: Option<(char, bool)>,
    /// Whether a character was given.
    begun: bool,
    /// Whether the last one that counts is a Latin letter.
    after_latin: bool,
}

impl<I: Iterator<Item = char>> Folded<I> {
    const fn new(characters: I) -> Self {
        Self {
            characters,
            held: None,
            begun: false,
            after_latin: false,
        }
    }
}

impl<I: Iterator<Item = char>> Iterator for Folded<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some((c, twice)) = self.held.take() {
            self.held = twice.then_some((c, false));
            return Some(c);
        }
        let mut gap = false;
        loop {
            let c = self.characters.next()?;
            if c.is_whitespace() || matches!(c, '_' | '-' | '.' | ':' | '#' | '*') {
                gap = self.begun;
                continue;
            }
            let means_nothing = match c.is_ascii() {
                true => matches!(c, '"' | '\'' | '`'),
                false => is_format(c) || is_quote(c) || (self.after_latin && is_combining_mark(c)),
            };
            if means_nothing {
                continue;
            }
            self.begun = true;
            self.after_latin = c.is_ascii_alphabetic();
            self.held = Some(match c {
                'ß' => ('s', true),
                c => (c, false),
            });
            return match gap {
                true => Some(' '),
                false => self.next(),
            };
        }
    }
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

/// Whether a character is a quote that is not ASCII.
fn is_quote(c: char) -> bool {
    matches!(
        c,
        '´' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»'
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
    use proptest::prelude::*;

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
                let any: String = folded(&label).nfc().collect();
                assert_eq!(normalize_label(&label), any, "{label:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn labels_are_equal_if_their_characters_are(
            one in "[aeßẞÉ\u{301}\u{323}\u{345}\u{200d}и가 _-]{0,5}",
            other in "[aeßẞÉ\u{301}\u{323}\u{345}\u{200d}и가 _-]{0,5}",
        ) {
            let equal = normalize_label(&one) == normalize_label(&other);
            let characters = |label: &str| with_characters(label, |them| them.collect::<Vec<_>>());
            prop_assert_eq!(characters(&one) == characters(&other), equal);
        }

        #[test]
        fn the_characters_of_a_label_are_what_it_is_normalized_to(label in "\\PC{0,8}") {
            let normalized = normalize_label(&label);
            prop_assert_eq!(with_characters(&label, |them| them.nfc().collect::<String>()), normalized);
        }
    }
}

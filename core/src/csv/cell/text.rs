//! Cells of free text: names and other texts.

use unicode_normalization::UnicodeNormalization;

use super::super::damage;
use super::super::schema::Pattern;
use super::note::{Note, error, warning};
use crate::contact::{EmailPolicy, email};
use crate::finding::{FindingCode, Problem};
use crate::text::{TextError, check_characters};

/// Whether a text is a name to which nothing can be said but that it is long: letters of the commonest alphabets with
/// single spaces, hyphens, dots or apostrophes between them. Answers its characters.
pub(super) fn plain_name(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut after_letter = false;
    for c in text.chars() {
        let is_letter = is_plain_letter(c);
        let stands_between = after_letter && matches!(c, ' ' | '-' | '.' | '\'');
        if !is_letter && !stands_between {
            return None;
        }
        after_letter = is_letter;
        count += 1;
    }
    after_letter.then_some(count)
}

/// Letters that NFC leaves as they are wherever they stand, and that are no sign of text read in a wrong encoding.
fn is_plain_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        // Windows-1252 has these among the bytes that go on a character of UTF-8.
        '\u{152}' | '\u{153}' | '\u{160}' | '\u{161}' | '\u{178}' | '\u{17d}' | '\u{17e}' => false,
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{17f}' => true,
        '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' | '\u{400}'..='\u{45f}' => true,
        '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' => true,
        '\u{10d0}'..='\u{10fa}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => false,
    }
}

pub(super) fn name(
    text: &str,
    max_chars: u32,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    check_text(text)?;
    check_length(text.chars().count(), max_chars)?;
    out.push_str(text);
    let hint = if damage::is_formula_like(text) {
        Some(Problem::new(FindingCode::FormulaLikeValue))
    } else if damage::is_date_like(text) {
        Some(Problem::new(FindingCode::SpreadsheetDateSuspected))
    } else if let Some(kind) = foreign_kind(text) {
        Some(Problem::new(FindingCode::ValueInWrongColumn).with("kind", kind))
    } else if let Some(inner) = damage::smart_quoted(text) {
        Some(Problem::new(FindingCode::SmartQuotes).with_replacement(inner))
    } else if let Some(problem) = mojibake(text) {
        Some(problem)
    } else {
        damage::is_doubtful(text).then(|| Problem::new(FindingCode::EncodingDoubtful))
    };
    notes.extend(hint.map(warning));
    Ok(())
}

/// What is said about UTF-8 that was read as Windows-1252 earlier.
pub(super) fn mojibake(text: &str) -> Option<Problem> {
    let guess = damage::mojibake(text)?;
    let problem = Problem::new(FindingCode::MojibakeSuspected).with("guess", guess.clone());
    Some(problem.with_replacement(guess))
}

/// What a whole value in a name column rather is.
pub(super) fn foreign_kind(text: &str) -> Option<&'static str> {
    if text.contains('@') && email::canonical(text, &EmailPolicy::default()).is_ok() {
        return Some("email");
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits >= 7).then_some("phone")
}

pub(super) fn free_text(
    text: &str,
    max_chars: u32,
    pattern: Option<&Option<Pattern>>,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    check_text(text)?;
    out.extend(text.nfc());
    let count = out.chars().count();
    check_length(count, max_chars)?;
    let matches = |pattern: &Option<Pattern>| pattern.as_ref().is_some_and(|it| it.matches(out));
    if !pattern.is_none_or(matches) {
        return Err(error(Problem::new(FindingCode::PatternMismatch)));
    }
    if let Some(problem) = mojibake(out) {
        notes.push(warning(problem));
    }
    if damage::may_be_cut(count) {
        notes.push(warning(
            Problem::new(FindingCode::TruncatedValueSuspected).with("count", count),
        ));
    }
    Ok(())
}

pub(super) fn check_text(text: &str) -> Result<(), Box<Note>> {
    check_characters(text).map_err(|refused| {
        let reason = match refused {
            TextError::NotAllowed(reason) => reason,
            _ => "an invisible character",
        };
        error(Problem::new(FindingCode::TextNotAllowed).with("reason", reason))
    })
}

pub(super) fn check_length(count: usize, max_chars: u32) -> Result<(), Box<Note>> {
    if count <= max_chars as usize {
        return Ok(());
    }
    Err(error(
        Problem::new(FindingCode::TextTooLong)
            .with("count", count)
            .with("max", max_chars),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::*;
    use crate::text::tidy;

    #[test]
    fn plain_letters_are_letters_that_stay() {
        let letters: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain_letter(*c)).collect();
        assert!(letters.len() > 20_000);
        for letter in letters {
            let text = letter.to_string();
            assert!(
                letter.is_alphabetic() && check_characters(&text).is_ok(),
                "{text}"
            );
            assert!(is_nfc_quick(text.chars()) == IsNormalized::Yes, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn to_a_plain_name_nothing_can_be_said(text in "[A-Za-zÀ-žα-ωа-я '.\u{5d0}-\u{5ea}\u{4e00}-\u{4eff}-]{1,12}") {
            if let Some(count) = plain_name(&text) {
                let (mut out, mut notes) = (String::new(), Vec::new());
                prop_assert_eq!(tidy(&text), text.as_str());
                prop_assert!(name(&text, 64, &mut out, &mut notes).is_ok());
                prop_assert_eq!((out.as_str(), notes.len(), count), (text.as_str(), 0, text.chars().count()));
            }
        }
    }
}

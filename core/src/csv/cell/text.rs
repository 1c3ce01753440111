//! Cells of free text: names and other texts.

use unicode_normalization::UnicodeNormalization;

use super::super::damage;
use super::super::schema::Pattern;
use super::note::{Note, error, warning};
use crate::contact::{EmailPolicy, email};
use crate::finding::{FindingCode, Problem};
use crate::text::{TextError, check_characters};

pub(super) fn name(
    text: &str,
    max_chars: u32,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    if !plain {
        check_text(text)?;
    }
    let count = if plain {
        text.len()
    } else {
        text.chars().count()
    };
    check_length(count, max_chars)?;
    out.push_str(text);
    if plain {
        return Ok(());
    }
    let hint = if damage::is_formula_like(text) {
        Some(Problem::new(FindingCode::FormulaLikeValue))
    } else if damage::is_date_like(text) {
        Some(Problem::new(FindingCode::SpreadsheetDateSuspected))
    } else if let Some(kind) = foreign_kind(text) {
        Some(Problem::new(FindingCode::ValueInWrongColumn).with("kind", kind))
    } else if let Some(inner) = damage::smart_quoted(text) {
        Some(Problem::new(FindingCode::SmartQuotes).with_replacement(inner))
    } else {
        damage::mojibake(text).map(|guess| {
            Problem::new(FindingCode::MojibakeSuspected)
                .with("guess", guess.clone())
                .with_replacement(guess)
        })
    };
    notes.extend(hint.map(warning));
    Ok(())
}

/// What a whole value in a name column rather is.
pub(super) fn foreign_kind(text: &str) -> Option<&'static str> {
    if text.contains('@') && email::canonical(text, &EmailPolicy::default()).is_ok() {
        return Some("an e-mail address");
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits >= 7).then_some("a phone number")
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

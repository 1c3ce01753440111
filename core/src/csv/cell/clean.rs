//! Before a type judges: what was lost, what only protects a text from a spreadsheet, and space that means nothing.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::super::damage;
use super::super::decode::is_invisible;
use super::super::write::unguard;
use super::note::{Note, error, fixed};
use crate::finding::{FindingCode, Problem};
use crate::text::tidy;

/// Whether nothing but a type can object to a text: one word in ASCII that begins and ends like a value. Most cells
/// are so.
pub(super) fn is_clean(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let edges = (bytes.first(), bytes.last());
    !matches!(edges.0, Some(b'\'' | b'"' | b'=' | b'#'))
        && edges.1 != Some(&b'"')
        && bytes.iter().all(|byte| matches!(byte, 0x21..=0x7e))
}

/// What was lost earlier, and controls. TAB and line ends at the edge are space, line ends inside are judged later.
pub(super) fn check_lost(raw: &str) -> Result<(), Box<Note>> {
    if raw.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return Ok(());
    }
    let at_edge = |c: char| c.is_whitespace() || c == '\t';
    let inner = raw.trim_matches(at_edge);
    let offset = raw.len() - raw.trim_start_matches(at_edge).len();
    for (index, c) in inner.char_indices() {
        let problem = match c {
            '\n' | '\r' => continue,
            '\u{fffd}' => Problem::new(FindingCode::ReplacementCharacter),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                Problem::new(FindingCode::ControlCharacter).with("hex", hex(c))
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                Problem::new(FindingCode::BidiControl).with("hex", hex(c))
            }
            '\u{fffe}' | '\u{ffff}' => {
                Problem::new(FindingCode::TextNotAllowed).with("reason", "a noncharacter")
            }
            _ => continue,
        };
        let before = raw
            .get(..offset + index)
            .unwrap_or_default()
            .chars()
            .count();
        let mut note = error(problem);
        note.char = u32::try_from(before + 1).ok();
        return Err(note);
    }
    Ok(())
}

pub(super) fn hex(c: char) -> String {
    format!("{:04X}", u32::from(c))
}

/// The text without what only protects it from a spreadsheet.
pub(super) fn unwrap<'a>(raw: &'a str, notes: &mut Vec<Note>) -> Cow<'a, str> {
    match raw.trim_start().bytes().next() {
        Some(b'\'') => {
            let text = unguard(raw.trim_start());
            if text.len() == raw.trim_start().len() {
                return Cow::Borrowed(raw);
            }
            notes.push(fixed(
                Problem::new(FindingCode::FormulaGuardRemoved),
                raw,
                text,
            ));
            Cow::Borrowed(text)
        }
        Some(b'=') => match damage::text_formula(raw.trim()) {
            Some(text) => {
                notes.push(fixed(
                    Problem::new(FindingCode::TextFormulaUnwrapped),
                    raw,
                    &text,
                ));
                Cow::Owned(text)
            }
            None => Cow::Borrowed(raw),
        },
        _ => Cow::Borrowed(raw),
    }
}

/// The text without space that means nothing. Names also have single spaces inside, also for a line end, which is
/// reported by itself.
pub(super) fn clean<'a>(text: &'a str, is_name: bool, notes: &mut Vec<Note>) -> Cow<'a, str> {
    if is_name {
        if text.trim().contains(['\n', '\r']) {
            return Cow::Owned(tidy(&text.replace(['\n', '\r'], " ")).into_owned());
        }
        let tidied = tidy(text);
        let changed = match &tidied {
            Cow::Borrowed(tidied) => tidied.len() != text.len(),
            // Composing letters is no fix.
            Cow::Owned(tidied) => is_nfc(text) || text.nfc().ne(tidied.chars()),
        };
        if changed {
            notes.push(fixed(
                Problem::new(FindingCode::WhitespaceNormalized),
                text,
                &tidied,
            ));
        }
        return tidied;
    }
    if text.is_ascii() {
        let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
        if trimmed.len() != text.len() && !trimmed.is_empty() {
            notes.push(fixed(
                Problem::new(FindingCode::WhitespaceNormalized),
                text,
                trimmed,
            ));
        }
        return Cow::Borrowed(trimmed);
    }
    let cleaned: String = text
        .trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| {
            if c.is_whitespace() && !matches!(c, '\n' | '\r') {
                ' '
            } else {
                c
            }
        })
        .collect();
    if cleaned == text {
        return Cow::Borrowed(text);
    }
    if !cleaned.is_empty() {
        notes.push(fixed(
            Problem::new(FindingCode::WhitespaceNormalized),
            text,
            &cleaned,
        ));
    }
    Cow::Owned(cleaned)
}

//! What is said about a cell: errors, warnings, and fixes with the value before and after.

use crate::contact::Reading;
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};

/// What is to be said about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) problem: Problem,
    pub(crate) level: Level,
    /// Value before and after, for a fix.
    pub(crate) fix: Option<(String, String)>,
    /// Character from 1, for problems of one character.
    pub(crate) char: Option<u32>,
}

/// Some codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Codes([u64; 4]);

impl Codes {
    pub(crate) fn add(&mut self, code: FindingCode) {
        if let Some(word) = self.0.get_mut(code as usize / 64) {
            *word |= 1 << (code as usize % 64);
        }
    }

    pub(crate) fn has(&self, code: FindingCode) -> bool {
        let word = self.0.get(code as usize / 64);
        word.is_some_and(|word| word >> (code as usize % 64) & 1 == 1)
    }
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The cell has no value.
    Error,
    /// Somebody should look.
    Warning,
    /// A change that lost nothing.
    Fix,
}

pub(super) fn error(problem: Problem) -> Box<Note> {
    Box::new(Note {
        problem,
        level: Level::Error,
        fix: None,
        char: None,
    })
}

pub(super) fn warning(problem: Problem) -> Note {
    Note {
        problem,
        level: Level::Warning,
        fix: None,
        char: None,
    }
}

pub(super) fn fixed(problem: Problem, before: &str, after: &str) -> Note {
    Note {
        problem,
        level: Level::Fix,
        fix: Some((before.to_owned(), after.to_owned())),
        char: None,
    }
}

/// Takes a reading: its value by `keep`, its notes as fixes and warnings.
pub(super) fn take<T>(
    reading: Reading<T>,
    text: &str,
    notes: &mut Vec<Note>,
    keep: impl FnOnce(T),
) {
    for problem in reading.notes {
        notes.push(if problem.code.is_fix() {
            fixed(problem, text, "")
        } else {
            warning(problem)
        });
    }
    keep(reading.value);
}

pub(super) fn take_number(
    reading: Reading<E164>,
    text: &str,
    out: &mut String,
    notes: &mut Vec<Note>,
) {
    take(reading, text, notes, |number| push_number(number, out));
    for note in notes.iter_mut() {
        complete(note, text, out);
    }
}

/// A fix of the value itself leads to the canonical form.
pub(super) fn complete(note: &mut Note, before: &str, canonical: &str) {
    if let Some((from, after)) = &mut note.fix
        && after.is_empty()
        && from == before
    {
        canonical.clone_into(after);
    }
}

/// The text form of a number, written without what formatting costs.
pub(super) fn push_number(number: E164, out: &mut String) {
    let mut digits = [b'0'; 20];
    let mut rest = number.digits();
    let mut count = 0;
    for place in digits.iter_mut().rev() {
        if rest == 0 {
            *place = b'+';
            count += 1;
            break;
        }
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    let text = digits.get(digits.len() - count..).unwrap_or_default();
    out.push_str(str::from_utf8(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_place_among_codes() {
        let mut codes = Codes::default();
        for code in FindingCode::ALL {
            assert!(!codes.has(*code));
            codes.add(*code);
            assert!(codes.has(*code));
        }
    }

    #[test]
    fn a_number_is_written_as_it_formats() {
        for digits in [
            1_000_000,
            14_405_551_234,
            999_999_999_999_999,
            100_200_300_400,
        ] {
            let number = E164::from_digits(digits).unwrap();
            let mut out = "x".to_owned();
            push_number(number, &mut out);
            assert_eq!(out, format!("x{number}"));
        }
    }
}

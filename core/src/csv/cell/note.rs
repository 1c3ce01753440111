//! What is said about a cell: errors, warnings, and fixes with the value before and after.

use crate::contact::Reading;
use crate::e164::E164;
use crate::finding::Problem;

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
pub(super) fn take<T>(reading: Reading<T>, text: &str, notes: &mut Vec<Note>, keep: impl FnOnce(T)) {
    for problem in reading.notes {
        notes.push(if problem.code.is_fix() {
            fixed(problem, text, "")
        } else {
            warning(problem)
        });
    }
    keep(reading.value);
}

pub(super) fn take_number(reading: Reading<E164>, text: &str, out: &mut String, notes: &mut Vec<Note>) {
    take(reading, text, notes, |number| {
        out.push_str(&number.to_string())
    });
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

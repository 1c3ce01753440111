//! Cells that hold one of a few words.

use unicode_normalization::UnicodeNormalization;

use super::super::schema::{ChoiceValue, fold};
use super::note::{Note, error, fixed};
use crate::finding::{FindingCode, Problem};
use crate::text::near_miss;

/// A word of a vocabulary, folded, with the value that it stands for.
pub(super) struct Word {
    folded: String,
    value: usize,
    alias: bool,
}

impl Word {
    pub(super) fn new(word: &str, value: usize, alias: bool) -> Self {
        Self {
            folded: folded(word),
            value,
            alias,
        }
    }
}

/// Takes one of the words, exactly or by a fix. False if it is none.
pub(super) fn find(
    words: &[Word],
    values: &[ChoiceValue],
    text: &str,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> bool {
    if let Some(choice) = values.iter().find(|choice| choice.value == text) {
        out.push_str(&choice.value);
        return true;
    }
    let folded = folded(text);
    let hit = words.iter().find(|word| word.folded == folded);
    let Some((word, choice)) = hit.and_then(|word| Some((word, values.get(word.value)?))) else {
        return false;
    };
    let code = if word.alias {
        FindingCode::ValueAliasUsed
    } else {
        FindingCode::ValueCaseNormalized
    };
    notes.push(fixed(Problem::new(code), text, &choice.value));
    out.push_str(&choice.value);
    true
}

/// What is said about a text that is none of the words.
pub(super) fn refused(values: &[ChoiceValue], text: &str) -> Box<Note> {
    let allowed: Vec<String> = values.iter().map(|choice| choice.value.clone()).collect();
    let meant = counterpart(&folded(text), values)
        .or_else(|| near_miss(text, values.iter().map(|choice| choice.value.as_str())))
        .map(str::to_owned);
    let problem = Problem::new(FindingCode::ValueNotAllowed).with("allowed", allowed);
    error(match meant {
        Some(word) => problem.with_replacement(word),
        None => problem,
    })
}

fn folded(text: &str) -> String {
    let folded = fold(text);
    if folded.is_ascii() {
        return folded;
    }
    folded.nfc().collect()
}

/// The word of this vocabulary that says what a word of another one says (D-12).
fn counterpart<'v>(folded: &str, values: &'v [ChoiceValue]) -> Option<&'v str> {
    const YES: [&str; 16] = [
        "yes",
        "y",
        "ja",
        "oui",
        "si",
        "sì",
        "sí",
        "true",
        "wahr",
        "vrai",
        "vero",
        "verdadero",
        "on",
        "auto",
        "1",
        "enabled",
    ];
    const NO: [&str; 12] = [
        "no", "n", "nein", "non", "false", "falsch", "faux", "falso", "off", "0", "never",
        "disabled",
    ];
    let words: &[&str] = if YES.contains(&folded) {
        &YES
    } else if NO.contains(&folded) {
        &NO
    } else {
        return None;
    };
    values
        .iter()
        .map(|choice| choice.value.as_str())
        .find(|value| {
            if value.is_ascii() {
                let value = value.trim();
                return words.iter().any(|word| word.eq_ignore_ascii_case(value));
            }
            words.contains(&fold(value).as_str())
        })
}

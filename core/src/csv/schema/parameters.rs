//! The parameters of types: whether they can be kept, and which values they take.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::check::{Checked, Path, check_list, check_text, check_texts, refused};
use super::{ChoiceValue, ColumnType, Pattern, fold};
use crate::time::Timestamp;

/// Most characters that a `text` or a `name` may allow: what a cell of a spreadsheet holds.
pub const TEXT_CHARS_CEILING: u32 = 32_767;
/// Most digits that a `digits` may allow.
pub const DIGITS_CEILING: u32 = 256;
/// Most words of a `choice`.
pub const CHOICE_WORDS: usize = 1_000;

impl ColumnType {
    /// Its word in a document.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Name { .. } => "name",
            Self::Email {} => "email",
            Self::Phone {} => "phone",
            Self::Identity { .. } => "identity",
            Self::Number { .. } => "number",
            Self::Digits { .. } => "digits",
            Self::Choice { .. } => "choice",
            Self::Reference { .. } => "reference",
            Self::Integer { .. } => "integer",
            Self::Date { .. } => "date",
        }
    }

    /// Whether a text is a value of the type in canonical form, for a default. None is of a type that means a person,
    /// a number or an entry of a list.
    pub(super) fn takes(&self, value: &str) -> bool {
        let within = |max_chars: u32| {
            let trimmed =
                value.trim() == value && !value.is_empty() && value.nfc().eq(value.chars());
            trimmed && value.chars().count() <= max_chars as usize
        };
        match self {
            Self::Text { max_chars, pattern } => {
                let matches = |pattern: &String| {
                    Pattern::compile(pattern).is_some_and(|pattern| pattern.matches(value))
                };
                within(*max_chars) && pattern.as_ref().is_none_or(matches)
            }
            Self::Name { max_chars } => within(*max_chars),
            Self::Digits { min, max, .. } => {
                value.bytes().all(|byte| byte.is_ascii_digit())
                    && (*min as usize..=*max as usize).contains(&value.len())
            }
            Self::Choice { values } => values.iter().any(|choice| choice.value == value),
            Self::Integer { min, max } => value.parse::<i64>().is_ok_and(|number| {
                number.to_string() == value
                    && min.is_none_or(|min| min <= number)
                    && max.is_none_or(|max| number <= max)
            }),
            Self::Date { min, max } => {
                is_day(value)
                    && min.as_deref().is_none_or(|min| min <= value)
                    && max.as_deref().is_none_or(|max| value <= max)
            }
            Self::Email {}
            | Self::Phone {}
            | Self::Identity { .. }
            | Self::Number { .. }
            | Self::Reference { .. } => false,
        }
    }
}

/// Whether the parameters of a type can be kept.
pub(super) fn check_type(path: Path<'_>, kind: &ColumnType) -> Checked {
    let path = format_args!("{path}.{}", kind.as_str());
    match kind {
        ColumnType::Text { max_chars, pattern } => {
            check_chars(path, *max_chars)?;
            match pattern {
                Some(pattern) if Pattern::compile(pattern).is_none() => refused(
                    format_args!("{path}.pattern"),
                    "does not compile; give a regular expression without look-around and back references",
                ),
                _ => Ok(()),
            }
        }
        ColumnType::Name { max_chars } => check_chars(path, *max_chars),
        ColumnType::Digits {
            min,
            max,
            separators,
            forwarding,
        } => {
            check_order(path, Some(min), Some(max))?;
            if *min == 0 || *max > DIGITS_CEILING {
                return refused(path, "has bounds outside 1 to 256");
            }
            if *forwarding && (*min, *max, *separators) != (4, 18, true) {
                return refused(
                    format_args!("{path}.forwarding"),
                    "goes with `min` 4, `max` 18 and `separators` true, which are its own",
                );
            }
            Ok(())
        }
        ColumnType::Choice { values } => check_choice(path, values),
        ColumnType::Reference { list } => {
            check_text(format_args!("{path}.list"), list)?;
            if list.trim().is_empty() {
                return refused(
                    format_args!("{path}.list"),
                    "is blank; name a list, for example teams",
                );
            }
            Ok(())
        }
        ColumnType::Integer { min, max } => check_order(path, min.as_ref(), max.as_ref()),
        ColumnType::Date { min, max } => {
            for (name, day) in [("min", min), ("max", max)] {
                if day.as_deref().is_some_and(|day| !is_day(day)) {
                    return refused(
                        format_args!("{path}.{name}"),
                        "is no day; give it as 2026-03-31",
                    );
                }
            }
            check_order(path, min.as_ref(), max.as_ref())
        }
        ColumnType::Email {}
        | ColumnType::Phone {}
        | ColumnType::Identity { .. }
        | ColumnType::Number { .. } => Ok(()),
    }
}

fn check_chars(path: Path<'_>, max_chars: u32) -> Checked {
    if (1..=TEXT_CHARS_CEILING).contains(&max_chars) {
        return Ok(());
    }
    refused(format_args!("{path}.max_chars"), "is 1 to 32,767")
}

fn check_order<T: PartialOrd>(path: Path<'_>, min: Option<&T>, max: Option<&T>) -> Checked {
    match (min, max) {
        (Some(min), Some(max)) if min > max => refused(
            format_args!("{path}.min"),
            "is above `max`; no value would do",
        ),
        _ => Ok(()),
    }
}

fn check_choice(path: Path<'_>, values: &[ChoiceValue]) -> Checked {
    if values.is_empty() || values.len() > CHOICE_WORDS {
        return refused(format_args!("{path}.values"), "holds 1 to 1,000 words");
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for (place, choice) in values.iter().enumerate() {
        let path = format_args!("{path}.values.{place}");
        check_texts(format_args!("{path}.label"), &choice.label, true)?;
        check_list(format_args!("{path}.aliases"), choice.aliases.len())?;
        let mut take = |path: Path<'_>, word: &str| {
            check_text(path, word)?;
            if word.trim() != word || word.is_empty() {
                return refused(path, "is blank, or has space around it");
            }
            let folded = fold(word).nfc().collect();
            if *taken.entry(folded).or_insert(place) != place {
                return refused(
                    path,
                    "is a word of two values; upper and lower case do not tell words apart",
                );
            }
            Ok(())
        };
        take(format_args!("{path}.value"), &choice.value)?;
        for (nth, alias) in choice.aliases.iter().enumerate() {
            take(format_args!("{path}.aliases.{nth}"), alias)?;
        }
    }
    Ok(())
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && format!("{text}T00:00:00Z").parse::<Timestamp>().is_ok()
}

//! Cells of digits, whole numbers and days.

use std::num::IntErrorKind;

use unicode_normalization::UnicodeNormalization;

use super::super::damage;
use super::super::schema::ColumnType;
use super::note::{Note, complete, error, fixed, take};
use crate::contact::ForwardingNumber;
use crate::finding::{FindingCode, Problem};
use crate::time::Timestamp;

pub(super) fn check_date(text: &str) -> Result<(), Box<Note>> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'+')
        || !damage::is_date_like(text)
    {
        return Ok(());
    }
    Err(error(Problem::new(FindingCode::SpreadsheetDateSuspected)))
}

pub(super) fn digits(
    kind: &ColumnType,
    text: &str,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    let ColumnType::Digits {
        min,
        max,
        separators,
        forwarding,
    } = kind
    else {
        return Ok(());
    };
    if *forwarding {
        let reading = ForwardingNumber::read(text).map_err(error)?;
        take(reading, text, notes, |number| out.push_str(number.digits()));
        for note in notes.iter_mut() {
            complete(note, text, out);
        }
        return Ok(());
    }
    let plain: String = if *separators {
        let bare = text.strip_prefix('+').unwrap_or(text);
        bare.chars()
            .filter(|c| !matches!(c, ' ' | '(' | ')' | '.' | '-' | '/'))
            .collect()
    } else {
        text.nfkc().collect()
    };
    let count = plain.chars().filter(char::is_ascii_digit).count();
    let good = plain.bytes().all(|byte| byte.is_ascii_digit())
        && (*min as usize..=*max as usize).contains(&count);
    if !good {
        let problem = Problem::new(FindingCode::DigitsInvalid)
            .with("min", *min)
            .with("max", *max);
        let (least, most) = (*min as usize, *max as usize);
        // As many digits as there may be: then it is what stands beside them.
        return Err(error(match count {
            count if count < least => problem.with("count", count).with("missing", least - count),
            count if count > most => problem.with("count", count).with("excess", count - most),
            _ => problem,
        }));
    }
    if plain != text {
        notes.push(fixed(
            Problem::new(FindingCode::NumberFormatNormalized),
            text,
            &plain,
        ));
    }
    out.push_str(&plain);
    Ok(())
}

pub(super) fn integer(
    text: &str,
    min: Option<i64>,
    max: Option<i64>,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    let (least, most) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    let (mut min, mut max) = (min, max);
    match text.parse::<i64>() {
        Ok(value) if (least..=most).contains(&value) => {
            let canonical = value.to_string();
            if canonical != text {
                let problem = Problem::new(FindingCode::NumberFormatNormalized);
                notes.push(fixed(problem, text, &canonical));
            }
            out.push_str(&canonical);
            return Ok(());
        }
        Ok(_) => {}
        // What cannot be held is out of bounds that nobody has set.
        Err(wrong) => match wrong.kind() {
            IntErrorKind::PosOverflow => max = max.or(Some(i64::MAX)),
            IntErrorKind::NegOverflow => min = min.or(Some(i64::MIN)),
            _ => {}
        },
    }
    let mut problem = Problem::new(FindingCode::IntegerInvalid);
    for (name, bound) in [("min", min), ("max", max)] {
        if let Some(bound) = bound {
            problem = problem.with(name, bound);
        }
    }
    Err(error(problem))
}

pub(super) fn date(
    text: &str,
    min: Option<&str>,
    max: Option<&str>,
    out: &mut String,
) -> Result<(), Box<Note>> {
    // The text form is as long as its order is right: year, month, day with leading zeros.
    let exists = text.len() == 10 && format!("{text}T00:00:00Z").parse::<Timestamp>().is_ok();
    if exists && min.is_none_or(|min| min <= text) && max.is_none_or(|max| text <= max) {
        out.push_str(text);
        return Ok(());
    }
    let mut problem = Problem::new(FindingCode::DateInvalid);
    if !exists {
        return Err(error(problem.with("example", "2026-03-31")));
    }
    for (name, bound) in [("min", min), ("max", max)] {
        if let Some(bound) = bound {
            problem = problem.with(name, bound);
        }
    }
    Err(error(problem))
}

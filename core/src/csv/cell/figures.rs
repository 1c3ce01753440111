//! Cells of digits, whole numbers and days.

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
        return Err(error(
            Problem::new(FindingCode::DigitsInvalid)
                .with("count", count)
                .with("min", *min)
                .with("max", *max),
        ));
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
) -> Result<(), Box<Note>> {
    let (least, most) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    match text.parse::<i64>() {
        Ok(value) if (least..=most).contains(&value) => {
            out.push_str(&value.to_string());
            Ok(())
        }
        _ => Err(error(
            Problem::new(FindingCode::IntegerInvalid)
                .with("min", least)
                .with("max", most),
        )),
    }
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
    Err(error(
        Problem::new(FindingCode::DateInvalid).with("example", "2026-03-31"),
    ))
}

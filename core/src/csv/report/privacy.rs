//! Masking: what of people is left in a finding before anything is rendered from it.

use std::borrow::Cow;

use super::Pii;
use crate::finding::{Finding, FindingCode};

/// Digits from which on a text counts as a phone number.
const PHONE_DIGITS: usize = 7;

/// The finding as a report of this kind may show it. Messages are rendered from the answer.
pub(super) fn shown(finding: &Finding, pii: Pii) -> Cow<'_, Finding> {
    match pii {
        Pii::Full => Cow::Borrowed(finding),
        Pii::Masked => Cow::Owned(masked(finding.clone())),
        Pii::None => Cow::Owned(without_values(finding.clone())),
    }
}

fn masked(mut finding: Finding) -> Finding {
    let word = leads_to_word(finding.code);
    let Finding {
        value,
        canonical,
        replacement,
        ..
    } = &mut finding;
    let read = [canonical, replacement].into_iter().filter(|_| !word);
    for text in [value].into_iter().chain(read).flatten() {
        *text = mask(text).into();
    }
    if let Some(fix) = &mut finding.fix {
        fix.before = mask(&fix.before).into();
        if !word {
            fix.after = mask(&fix.after).into();
        }
    }
    finding.params = finding.params.masked(finding.code, mask);
    finding
}

/// Whether what a finding reads a cell as, or suggests, is a documented word, which shows nobody.
fn leads_to_word(code: FindingCode) -> bool {
    matches!(
        code,
        FindingCode::ValueNotAllowed
            | FindingCode::FeatureNotEnabled
            | FindingCode::ValueCaseNormalized
            | FindingCode::ValueAliasUsed
    )
}

fn without_values(mut finding: Finding) -> Finding {
    finding.value = None;
    finding.value_truncated = false;
    finding.canonical = None;
    finding.replacement = None;
    finding.fix = None;
    finding.params = finding.params.without_cell_values(finding.code);
    // A label that is no column may be anything, even the first row of a file without a header.
    if finding.code == FindingCode::MissingLabel {
        finding.params.remove("found");
        finding.params.remove("letter");
    }
    if finding.place.field.is_none() {
        finding.place.label = None;
        if finding.code == FindingCode::UnknownLabel {
            finding.params.remove("label");
        }
    }
    finding
}

/// The text with most of it hidden: by its own form, since values stand in wrong columns too.
pub(super) fn mask(text: &str) -> String {
    if let Some(address) = mask_email(text) {
        return address;
    }
    if let Some(number) = mask_phone(text) {
        return number;
    }
    match text.chars().next() {
        Some(first) => format!("{first}***"),
        None => String::new(),
    }
}

fn mask_email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let local = local.chars().next()?;
    let first = domain.chars().next()?;
    let ending = domain.rsplit_once('.').map(|(_, ending)| ending);
    Some(match ending {
        Some(ending) if !ending.is_empty() => format!("{local}***@{first}***.{ending}"),
        _ => format!("{local}***@{first}***"),
    })
}

fn mask_phone(text: &str) -> Option<String> {
    let of_number =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/');
    if !text.chars().all(of_number) {
        return None;
    }
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < PHONE_DIGITS {
        return None;
    }
    let plus = if text.starts_with('+') { "+" } else { "" };
    let beginning: String = digits.iter().take(2).collect();
    let stars = "*".repeat(digits.len() - 4);
    let end: String = digits.iter().skip(digits.len() - 2).collect();
    Some(format!("{plus}{beginning}{stars}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    #[test]
    fn values_are_masked_by_their_form() {
        for (text, masked) in [
            ("ada@example.com", "a***@e***.com"),
            ("ada@localhost", "a***@l***"),
            ("@example.com", "@***"),
            ("+14405551234", "+14*******34"),
            ("1 (440) 555-1234", "14*******34"),
            ("1234567", "12***67"),
            ("123456", "1***"),
            ("Ada", "A***"),
            ("", ""),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn a_label_that_is_no_column_is_a_value() {
        let place = Place {
            row: Some(1),
            column: Some(2),
            label: Some("ada@example.com".into()),
            ..Place::default()
        };
        let finding =
            Finding::new(FindingCode::UnknownLabel, place).with("label", "ada@example.com");
        let missing = Finding::new(FindingCode::MissingLabel, Place::default())
            .with("label", "monitor_calls")
            .with("letter", "F")
            .with("found", "ada@example.com");
        for finding in [finding, missing] {
            let shown = shown(&finding, Pii::None);
            assert!(!serde_json::to_string(&*shown).unwrap().contains("ada"));
        }
    }
}

//! What findings say, in the language of who reads them. Texts are tables of data, one per language.
//!
//! A template names parameters in braces: `{max}` the value, `{rows?row|rows}` one of two words by the number or the
//! length of the list, `{allowed:or}` a list joined by "or", `{max:bytes}` a number of bytes, `{delimiter:raw}` what was
//! typed. `{applied}` shows nothing; a template that has it stands for fixes that were made. Of several templates the
//! first whose names all have a value is taken; if there is none, what is missing or withheld is described (`the value`).
//! The texts of all languages name the same parameters; which of them a sentence needs, its grammar decides.

mod de;
mod en;
mod es;
mod explain;
mod fr;
mod help;
mod it;

pub(crate) use self::help::{HelpPiece, help, help_pieces};
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Finding, FindingCode, ParamValue, Severity};

/// A language of reports.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Italian.
    It,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

impl Language {
    /// All languages that there are texts in.
    pub const ALL: [Self; 5] = [Self::En, Self::It, Self::De, Self::Fr, Self::Es];

    /// The ISO 639 code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
        }
    }

    const fn table(self) -> &'static Table {
        match self {
            Self::En => &en::TABLE,
            Self::It => &it::TABLE,
            Self::De => &de::TABLE,
            Self::Fr => &fr::TABLE,
            Self::Es => &es::TABLE,
        }
    }

    /// What stands between a name and what is said of it; French puts a narrow space before it.
    pub(crate) const fn colon(self) -> &'static str {
        self.table().colon
    }
}

/// The texts of one code.
#[derive(Clone, Copy)]
struct Entry {
    title: &'static str,
    message: &'static [&'static str],
    suggestion: &'static [&'static str],
}

const fn entry(
    title: &'static str,
    message: &'static [&'static str],
    suggestion: &'static [&'static str],
) -> Entry {
    Entry {
        title,
        message,
        suggestion,
    }
}

/// All texts of one language.
struct Table {
    entry: fn(FindingCode) -> Entry,
    /// What a group of fixes is called where none was made: they are off, and each is an error.
    refused: &'static [(FindingCode, &'static str)],
    /// Parameter, word, text.
    words: &'static [(&'static str, &'static str, &'static str)],
    /// What is said in the place of a value that is missing or withheld.
    hidden: &'static [(&'static str, &'static str)],
    /// The suggestion of a replacement where the code has none of its own.
    replacement: &'static str,
    /// What stands around a value; a description in its place has none.
    quotes: (&'static str, &'static str),
    and: &'static str,
    or: &'static str,
    /// "or" before a word that begins with the sound of "o".
    or_before_o: &'static str,
    /// What a list leaves out: one, or the number in the place of `#`.
    more: (&'static str, &'static str),
    /// Bytes, 1,024 of them, and 1,024 times as many.
    units: (&'static str, &'static str, &'static str),
    colon: &'static str,
    /// Whether nothing is counted like one.
    zero_is_one: bool,
}

/// What a group of findings is called; at most 60 characters.
#[must_use]
pub fn title(code: FindingCode, language: Language) -> &'static str {
    (language.table().entry)(code).title
}

/// What a group of findings of this severity is called. A fix that was refused is an error; its group does not say that
/// something was changed.
///
/// ```
/// use rollbook::finding::{FindingCode, Language, Severity, group_title, title};
/// let (code, language) = (FindingCode::PhoneIddNormalized, Language::En);
/// assert_eq!(group_title(code, Severity::Notice, language), title(code, language));
/// assert_eq!(group_title(code, Severity::Error, language), "Numbers with a dialling prefix");
/// ```
#[must_use]
pub fn group_title(code: FindingCode, severity: Severity, language: Language) -> &'static str {
    let refused = language.table().refused;
    match refused.iter().find(|(refused, _)| *refused == code) {
        Some((_, title)) if severity == Severity::Error => title,
        _ => title(code, language),
    }
}

/// What the finding says, in whole sentences.
///
/// ```
/// use rollbook::finding::{Finding, FindingCode, Language, Place, message};
/// let finding = Finding::new(FindingCode::BlankRow, Place::row(7));
/// assert_eq!(message(&finding, Language::En), "Row 7 is blank and was skipped.");
/// ```
#[must_use]
pub fn message(finding: &Finding, language: Language) -> String {
    let table = language.table();
    let templates = (table.entry)(finding.code).message;
    let exact = templates
        .iter()
        .find_map(|template| fill(template, finding, table, false));
    exact
        .or_else(|| {
            templates
                .iter()
                .find_map(|template| fill(template, finding, table, true))
        })
        .unwrap_or_else(|| format!("{}.", title(finding.code, language)))
}

/// What can be done about it, if something can.
///
/// ```
/// use rollbook::finding::{Finding, FindingCode, Language, Place, suggestion};
/// let finding = Finding::new(FindingCode::DuplicateIdentity, Place::row(7));
/// assert_eq!(suggestion(&finding, Language::En).as_deref(), Some("Keep one."));
/// ```
#[must_use]
pub fn suggestion(finding: &Finding, language: Language) -> Option<String> {
    let table = language.table();
    let own = (table.entry)(finding.code).suggestion;
    own.iter()
        .find_map(|template| fill(template, finding, table, false))
        .or_else(|| fill(table.replacement, finding, table, false))
}

/// `template` with its names replaced; none if one has no value and no description of it may be given.
fn fill(template: &str, finding: &Finding, table: &Table, described: bool) -> Option<String> {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, mut tail) = after.split_once('}')?;
        text.push_str(before);
        match placeholder(name, finding, table) {
            Some(value) => text.push_str(&value),
            None if described => {
                let description = described_as(base(name), table)?;
                // A description is not a quotation.
                let (open, close) = table.quotes;
                if let (Some(before), Some(behind)) =
                    (text.strip_suffix(open), tail.strip_prefix(close))
                {
                    text.truncate(before.len());
                    tail = behind;
                }
                push_capitalized(&mut text, description);
            }
            None => return None,
        }
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}

/// The name without what says how to show it.
fn base(name: &str) -> &str {
    name.split(['?', ':']).next().unwrap_or(name)
}

fn described_as(name: &str, table: &Table) -> Option<&'static str> {
    let found = table.hidden.iter().find(|(known, _)| *known == name);
    found.map(|(_, description)| *description)
}

/// At the beginning of a sentence with a capital letter.
fn push_capitalized(text: &mut String, words: &str) {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) if text.is_empty() || text.ends_with(". ") => {
            text.extend(first.to_uppercase());
            text.push_str(chars.as_str());
        }
        _ => text.push_str(words),
    }
}

fn placeholder<'a>(name: &str, finding: &'a Finding, table: &Table) -> Option<Cow<'a, str>> {
    if name == "applied" {
        let applied = finding.fix.is_some() || finding.severity == Severity::Notice;
        return applied.then_some(Cow::Borrowed(""));
    }
    if let Some((name, forms)) = name.split_once('?') {
        let (one, other) = forms.split_once('|')?;
        let form = if is_one(name, finding, table)? {
            one
        } else {
            other
        };
        return Some(Cow::Owned(form.to_owned()));
    }
    let (name, style) = name.split_once(':').unwrap_or((name, "and"));
    match finding.params.get(name) {
        Some(ParamValue::Number(number)) if style == "bytes" => {
            Some(Cow::Owned(bytes(*number, table)))
        }
        Some(ParamValue::Number(number)) => Some(Cow::Owned(number.to_string())),
        Some(ParamValue::Text(text)) if style == "raw" => Some(raw(text)),
        Some(ParamValue::Text(text)) => Some(word(name, text, table)),
        Some(ParamValue::Numbers(numbers)) => {
            let items = numbers.iter().take(ROWS_SHOWN).map(i64::to_string);
            joined(items.collect(), numbers.len(), style, finding, table).map(Cow::Owned)
        }
        Some(ParamValue::Texts(texts)) => {
            let items = texts.iter().take(TEXTS_SHOWN).map(|text| text.to_string());
            joined(items.collect(), texts.len(), style, finding, table).map(Cow::Owned)
        }
        None => member(name, finding),
    }
}

/// Items of a list that a message names; the parameter has more.
const ROWS_SHOWN: usize = 20;
/// See [`ROWS_SHOWN`].
const TEXTS_SHOWN: usize = 5;

/// What the finding itself has under this name.
fn member<'a>(name: &str, finding: &'a Finding) -> Option<Cow<'a, str>> {
    let place = &finding.place;
    let fix = finding.fix.as_deref();
    let text = match name {
        "value" => finding.value.as_deref(),
        "canonical" => finding.canonical.as_deref().or(finding.value.as_deref()),
        "before" => fix.map(|fix| &*fix.before),
        "after" => fix.map(|fix| &*fix.after),
        "replacement" => finding.replacement.as_deref(),
        "field" => place.field.as_deref(),
        "label" => place.label.as_deref().or(place.field.as_deref()),
        "cell" => return place.cell().map(Cow::Owned),
        "row" => return place.row.map(|row| Cow::Owned(row.to_string())),
        "letter" => return place.column_letter().map(Cow::Owned),
        _ => None,
    };
    text.map(Cow::Borrowed)
}

fn is_one(name: &str, finding: &Finding, table: &Table) -> Option<bool> {
    let total = finding.params.number("total").unwrap_or(0);
    match finding.params.get(name)? {
        ParamValue::Number(number) => Some(*number == 1 || (*number == 0 && table.zero_is_one)),
        ParamValue::Numbers(list) => Some(list.len() == 1 && total <= 1),
        ParamValue::Texts(list) => Some(list.len() == 1 && total <= 1),
        ParamValue::Text(_) => None,
    }
}

/// Parameters whose value is a word of ours, not of a person.
const WORD_PARAMETERS: &[&str] = &[
    "delimiter",
    "feature",
    "hint",
    "kind",
    "limit",
    "reason",
    "rule",
    "state",
    "status",
    "type",
];

/// A separator as it stands in the file; what cannot be seen is named.
fn raw(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(if text == "\t" { "TAB" } else { text })
}

fn word<'a>(name: &str, text: &'a str, table: &Table) -> Cow<'a, str> {
    if !WORD_PARAMETERS.contains(&name) {
        return Cow::Borrowed(text);
    }
    let known = |entry: &&(&str, &str, &str)| entry.0 == name && entry.1 == text;
    match table.words.iter().find(known) {
        Some((_, _, words)) => Cow::Owned((*words).to_owned()),
        None if text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
            Cow::Owned(text.replace('_', " "))
        }
        None => Cow::Borrowed(text),
    }
}

/// `A, B and C`, or `A, B and 3 more`.
fn joined(
    items: Vec<String>,
    len: usize,
    style: &str,
    finding: &Finding,
    table: &Table,
) -> Option<String> {
    let total = finding.params.number("total").unwrap_or(0);
    let total = usize::try_from(total).unwrap_or(0).max(len);
    let shown = items.len();
    let left_out = total.saturating_sub(shown);
    if left_out > 0 {
        let (one, other) = table.more;
        let more = match left_out {
            1 => one.to_owned(),
            _ => other.replace('#', &left_out.to_string()),
        };
        return Some(format!("{} {} {more}", items.join(", "), table.and));
    }
    let (last, first) = items.split_last()?;
    let last_word = match style {
        "or" if last.starts_with(['o', 'O', '8']) => table.or_before_o,
        "or" => table.or,
        _ => table.and,
    };
    Some(if first.is_empty() {
        last.clone()
    } else {
        format!("{} {last_word} {last}", first.join(", "))
    })
}

/// `5 MiB`, `8 KiB`, else in bytes; in the units of the language.
fn bytes(number: i64, table: &Table) -> String {
    const KIB: i64 = 1 << 10;
    const MIB: i64 = 1 << 20;
    let (unit, kib, mib) = table.units;
    match number {
        n if n >= MIB && n % MIB == 0 => format!("{} {mib}", n / MIB),
        n if n >= KIB && n % KIB == 0 => format!("{} {kib}", n / KIB),
        n => format!("{n} {unit}"),
    }
}

#[cfg(test)]
mod page;
#[cfg(test)]
mod tests;

//! The report as plain text for a terminal: verdict, counts, groups, and each finding with its cell.

use std::fmt::Write as _;

use super::privacy::shown;
use super::words::{Verdict, Words};
use super::{Pii, View};
use crate::csv::{Group, Outcome, Report};
use crate::finding::{self, Finding, Language};

/// How a text report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// For whom.
    pub view: View,
    /// Most findings listed per group; the rest is counted.
    pub per_group: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            view: View::default(),
            per_group: 50,
        }
    }
}

/// The report as plain text. Characters that steer a terminal are shown as U+FFFD, since values come from a file.
#[must_use]
pub fn to_text(report: &Report, options: TextOptions) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_report(&mut text, report, options);
    text
}

fn write_report(text: &mut String, report: &Report, options: TextOptions) -> std::fmt::Result {
    let View { pii, language } = options.view;
    let words = Words::of(language);
    let name = report.input.name.as_deref().filter(|_| pii != Pii::None);
    writeln!(
        text,
        "{}{} {}",
        harmless(name.unwrap_or(words.the_file)),
        language.colon(),
        words.verdict(Verdict::of(report))
    )?;
    if let Some(counts) = counts(report, language) {
        writeln!(text, "{counts}")?;
    }
    let mut severity = None;
    for group in &report.groups {
        if severity != Some(group.severity) {
            severity = Some(group.severity);
            let count = report.counts.by_severity.get(&group.severity);
            let heading = words.findings(group.severity, count.copied().unwrap_or(0));
            writeln!(text, "\n{heading}")?;
        }
        write_group(text, report, group, options)?;
    }
    for caution in words.cautions(report) {
        writeln!(text, "\n{caution}")?;
    }
    Ok(())
}

fn write_group(
    text: &mut String,
    report: &Report,
    group: &Group,
    options: TextOptions,
) -> std::fmt::Result {
    let language = options.view.language;
    let words = Words::of(language);
    let field = group.field.as_deref();
    write!(
        text,
        "  {}",
        finding::group_title(group.code, group.severity, language)
    )?;
    if let Some(field) = field {
        write!(text, " \u{b7} {field}")?;
    }
    writeln!(
        text,
        " ({}){} {}",
        group.code,
        language.colon(),
        words.number(group.count.into())
    )?;
    let of_group = report
        .findings_of(group.code)
        .filter(|finding| finding.place.field.as_deref() == field);
    let mut listed: u32 = 0;
    for found in of_group.take(options.per_group) {
        writeln!(text, "    {}", line(found, options.view))?;
        listed = listed.saturating_add(1);
    }
    let more = group.shown.saturating_sub(listed);
    if more > 0 {
        writeln!(text, "    {}", words.counted(&words.more, more))?;
    }
    match words.cut(group) {
        Some(cut) => writeln!(text, "    {cut}"),
        None => Ok(()),
    }
}

/// `C7: message ▸ suggestion`; without the place before a message that begins with it.
fn line(finding: &Finding, view: View) -> String {
    let finding = &*shown(finding, view.pii);
    let message = finding::message(finding, view.language);
    let place = &finding.place;
    let at = match (place.cell(), place.row) {
        (Some(cell), _) => Some(cell),
        (None, Some(row)) => Some(format!("{} {row}", Words::of(view.language).row)),
        (None, None) => None,
    };
    let at = match at.filter(|at| !begins(&message, at)) {
        Some(at) => format!("{at}{} ", view.language.colon()),
        None => String::new(),
    };
    harmless(&match finding::suggestion(finding, view.language) {
        Some(suggestion) => format!("{at}{message} ▸ {suggestion}"),
        None => format!("{at}{message}"),
    })
}

/// Whether the message begins with the place, be it behind an article. A cell and the words for a row are ASCII.
fn begins(message: &str, place: &str) -> bool {
    let message = behind(message, "la ").unwrap_or(message);
    behind(message, place).is_some_and(|rest| rest.starts_with(' '))
}

/// What stands behind `start`, in any case, if the text begins with it.
fn behind<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (first, rest) = text.split_at_checked(start.len())?;
    first.eq_ignore_ascii_case(start).then_some(rest)
}

/// `4 rows of data: 1 ok, 3 with errors; 2 rows skipped`. Of a file that could not be checked no row is known.
fn counts(report: &Report, language: Language) -> Option<String> {
    let words = Words::of(language);
    let counts = &report.counts;
    if report.outcome() == Outcome::Unreadable {
        return None;
    }
    let kinds = [
        (counts.ok, &words.ok),
        (counts.with_warnings, &words.with_warnings),
        (counts.with_errors, &words.with_errors),
        (counts.unchecked, &words.unchecked),
    ];
    let kinds: Vec<_> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| words.counted(kind, count))
        .collect();
    let mut text = words.counted(&words.data_rows, counts.data_rows);
    if !kinds.is_empty() {
        text = format!("{text}{} {}", language.colon(), kinds.join(", "));
    }
    Some(match counts.skipped.total() {
        0 => text,
        skipped => {
            let skipped = words.counted(&words.skipped, skipped);
            format!("{text}{} {skipped}", words.semicolon)
        }
    })
}

/// Without characters that steer a terminal or turn the direction of text: values come from a file.
fn harmless(text: &str) -> String {
    let turns = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |c: char| {
        if c.is_control() || turns(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

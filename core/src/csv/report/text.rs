//! The report as plain text for a terminal: verdict, counts, groups, and each finding with its cell.

use std::fmt::Write as _;

use super::privacy::shown;
use super::words::Words;
use super::{Pii, View};
use crate::csv::{Group, Report};
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
        words.verdict(report)
    )?;
    writeln!(text, "{}", counts(report, language))?;
    let mut severity = None;
    for group in &report.groups {
        if severity != Some(group.severity) {
            severity = Some(group.severity);
            let count = report.counts.by_severity.get(&group.severity);
            let heading =
                words.counted(count.copied().unwrap_or(0), words.severity(group.severity));
            writeln!(text, "\n{heading}")?;
        }
        write_group(text, report, group, options)?;
    }
    if report.truncated {
        writeln!(text, "\n{}", words.truncated)?;
    }
    if !report.complete {
        writeln!(text, "\n{}", words.unfinished)?;
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
        write!(text, " {} {field}", words.within)?;
    }
    writeln!(
        text,
        " ({}){} {}",
        group.code,
        language.colon(),
        group.count
    )?;
    let of_group = report
        .findings_of(group.code)
        .filter(|finding| finding.place.field.as_deref() == field);
    let mut listed: u32 = 0;
    for found in of_group.take(options.per_group) {
        writeln!(text, "    {}", line(found, options.view))?;
        listed = listed.saturating_add(1);
    }
    match group.count.saturating_sub(listed) {
        0 => Ok(()),
        more => {
            let line = words.form(more, words.more);
            writeln!(text, "    {}", line.replace('#', &more.to_string()))
        }
    }
}

/// `C7: message ▸ suggestion`.
fn line(finding: &Finding, view: View) -> String {
    let finding = &*shown(finding, view.pii);
    let message = finding::message(finding, view.language);
    let place = &finding.place;
    let colon = view.language.colon();
    let at = match (place.cell(), place.row) {
        (Some(cell), _) => format!("{cell}{colon} "),
        (None, Some(row)) => format!("{} {row}{colon} ", Words::of(view.language).row),
        (None, None) => String::new(),
    };
    harmless(&match finding::suggestion(finding, view.language) {
        Some(suggestion) => format!("{at}{message} ▸ {suggestion}"),
        None => format!("{at}{message}"),
    })
}

/// `4 rows: 1 ok, 3 with errors; 2 rows skipped`.
fn counts(report: &Report, language: Language) -> String {
    let words = Words::of(language);
    let counts = &report.counts;
    let rows = [
        counts.ok,
        counts.with_warnings,
        counts.with_errors,
        counts.unchecked,
    ];
    let kinds: Vec<_> = rows
        .into_iter()
        .zip(words.kinds)
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| words.counted(count, kind))
        .collect();
    let mut text = words.counted(counts.data_rows, words.rows);
    if !kinds.is_empty() {
        text = format!("{text}{} {}", language.colon(), kinds.join(", "));
    }
    match counts.skipped.total() {
        0 => text,
        skipped => {
            let skipped = words.counted(skipped, words.skipped);
            format!("{text}{} {skipped}", words.semicolon)
        }
    }
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

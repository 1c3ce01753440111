//! The report as plain text for a terminal: verdict, counts, groups, and each finding with its cell.

use std::fmt::Write as _;

use super::privacy::shown;
use super::{Pii, View};
use crate::csv::{Group, Outcome, Report};
use crate::finding::{self, Finding, Severity};

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
    let pii = options.view.pii;
    let name = report.input.name.as_deref().filter(|_| pii != Pii::None);
    writeln!(
        text,
        "{}: {}",
        harmless(name.unwrap_or("The file")),
        verdict(report)
    )?;
    writeln!(text, "{}", counts(report))?;
    let mut severity = None;
    for group in &report.groups {
        if severity != Some(group.severity) {
            severity = Some(group.severity);
            let count = report.counts.by_severity.get(&group.severity);
            let heading = counted(count.copied().unwrap_or(0), severity_words(group.severity));
            writeln!(text, "\n{heading}")?;
        }
        write_group(text, report, group, options)?;
    }
    if report.truncated {
        writeln!(
            text,
            "\nSome findings were counted but not kept. The counts are exact."
        )?;
    }
    if !report.complete {
        writeln!(text, "\nThe file was not checked to its end.")?;
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
    let field = group.field.as_deref();
    write!(text, "  {}", finding::title(group.code, language))?;
    if let Some(field) = field {
        write!(text, " in {field}")?;
    }
    writeln!(text, " ({}): {}", group.code, group.count)?;
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
        more => writeln!(
            text,
            "    … and {more} more; the reports as JSON and CSV list them."
        ),
    }
}

/// `C7: message ▸ suggestion`.
fn line(finding: &Finding, view: View) -> String {
    let finding = &*shown(finding, view.pii);
    let message = finding::message(finding, view.language);
    let place = &finding.place;
    let at = match (place.cell(), place.row) {
        (Some(cell), _) => format!("{cell}: "),
        (None, Some(row)) => format!("row {row}: "),
        (None, None) => String::new(),
    };
    harmless(&match finding::suggestion(finding, view.language) {
        Some(suggestion) => format!("{at}{message} ▸ {suggestion}"),
        None => format!("{at}{message}"),
    })
}

fn verdict(report: &Report) -> &'static str {
    match (report.outcome(), report.importable()) {
        (Outcome::Valid, true) => "valid; it can be imported.",
        (Outcome::ValidWithWarnings, true) => "valid with warnings; it can be imported.",
        (Outcome::Valid | Outcome::ValidWithWarnings, false) => "valid so far, but not complete.",
        (Outcome::Invalid, true) => "not valid; the rows without errors can be imported.",
        (Outcome::Invalid, false) => "not valid; nothing can be imported.",
        (Outcome::Unreadable, _) => "not readable; nothing can be imported.",
    }
}

/// `4 rows: 1 ok, 3 with errors; 2 rows skipped`.
fn counts(report: &Report) -> String {
    let counts = &report.counts;
    let kinds = [
        (counts.ok, "ok"),
        (counts.with_warnings, "with warnings"),
        (counts.with_errors, "with errors"),
        (counts.unchecked, "not checked"),
    ];
    let kinds: Vec<_> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    let mut text = counted(counts.data_rows, ("row", "rows"));
    if !kinds.is_empty() {
        text = format!("{text}: {}", kinds.join(", "));
    }
    match counts.skipped.total() {
        0 => text,
        skipped => format!("{text}; {} skipped", counted(skipped, ("row", "rows"))),
    }
}

fn counted(count: u32, (one, other): (&str, &str)) -> String {
    format!("{count} {}", if count == 1 { one } else { other })
}

const fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "errors"),
        Severity::Warning => ("warning", "warnings"),
        Severity::Notice => ("notice", "notices"),
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

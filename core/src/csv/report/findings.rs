//! `findings.csv`: one line per finding, for people with a spreadsheet.

use std::io;

use super::privacy::shown;
use super::words::Words;
use super::{View, form_of};
use crate::csv::write::CsvWriter;
use crate::csv::{Group, Report};
use crate::finding::{self, Finding};

const HEADER: [&str; 12] = [
    "severity",
    "code",
    "row",
    "line",
    "cell",
    "field",
    "label",
    "value",
    "message",
    "suggestion",
    "replacement",
    "related_rows",
];

/// Writes the findings as CSV in report order, with the separator of the input. A group of which findings were counted
/// but not kept has a line without a row at the end, which says how many there are.
///
/// # Errors
/// What the target answers.
pub fn write_findings<W: io::Write>(report: &Report, view: View, target: W) -> io::Result<W> {
    let mut file = CsvWriter::new(target, form_of(report))?;
    file.row(HEADER)?;
    for finding in &report.findings {
        file.row(cells(&shown(finding, view.pii), view))?;
    }
    // A cap is said where the findings end.
    for group in &report.groups {
        if let Some(cut) = Words::of(view.language).cut(group) {
            file.row(cap(group, &cut))?;
        }
    }
    file.finish()
}

/// The line that stands for findings of a group which are not kept.
fn cap<'t>(group: &'t Group, message: &'t str) -> [&'t str; 12] {
    let mut cells = [""; 12];
    let field = group.field.as_deref().unwrap_or_default();
    let filled = [
        ("severity", group.severity.as_str()),
        ("code", group.code.as_str()),
        ("field", field),
        ("message", message),
    ];
    for (cell, name) in cells.iter_mut().zip(HEADER) {
        let text = filled.iter().find(|(filled, _)| *filled == name);
        *cell = text.map_or("", |(_, text)| text);
    }
    cells
}

fn cells(finding: &Finding, view: View) -> [String; 12] {
    let place = &finding.place;
    let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let related: Vec<_> = finding.related.iter().map(|r| r.row.to_string()).collect();
    [
        finding.severity.as_str().to_owned(),
        finding.code.as_str().to_owned(),
        number(place.row),
        number(place.line),
        place.cell().unwrap_or_default(),
        text(place.field.as_deref()),
        text(place.label.as_deref()),
        text(finding.value.as_deref()),
        finding::message(finding, view.language),
        finding::suggestion(finding, view.language).unwrap_or_default(),
        text(finding.replacement.as_deref()),
        related.join(", "),
    ]
}

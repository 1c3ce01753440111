//! The report in the form of the Frictionless framework, for programs that read its reports.

use std::io;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::privacy::shown;
use super::{Pii, View};
use crate::csv::Report;
use crate::finding::{self, Finding, Severity};

/// Writes the report as a Frictionless report of one task, finding by finding. Its counts are exact where the report
/// kept fewer findings.
///
/// # Errors
/// What the target answers.
pub fn write_frictionless(report: &Report, view: View, target: impl io::Write) -> io::Result<()> {
    let errors = count(report, Severity::Error);
    let warnings = count(report, Severity::Warning);
    let valid = !report.groups.iter().any(|g| g.severity == Severity::Error) && report.complete;
    let document = Document {
        valid,
        stats: ReportStats {
            tasks: 1,
            errors,
            warnings,
            seconds: 0,
        },
        warnings: [],
        errors: [],
        tasks: [Task {
            name: "upload",
            r#type: "table",
            valid,
            place: place(report, view.pii),
            labels: labels(report, view.pii),
            stats: TaskStats {
                errors,
                warnings,
                seconds: 0,
                sha256: &report.input.sha256,
                bytes: report.input.bytes,
                fields: fields(report),
                rows: report.counts.data_rows,
            },
            warnings: Exported(report, view, Severity::Warning),
            errors: Exported(report, view, Severity::Error),
        }],
    };
    serde_json::to_writer(target, &document).map_err(io::Error::from)
}

impl Report {
    /// The report as [`write_frictionless`] writes it, in one line.
    ///
    /// # Errors
    /// None in practice: the text is made in memory.
    pub fn to_frictionless(&self, view: View) -> io::Result<String> {
        let mut bytes = Vec::new();
        write_frictionless(self, view, &mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    valid: bool,
    stats: ReportStats,
    /// About the report as a whole there is nothing to say.
    warnings: [&'a str; 0],
    errors: [&'a str; 0],
    tasks: [Task<'a>; 1],
}

/// No time is told, so that equal files have equal reports.
#[derive(Serialize)]
struct ReportStats {
    tasks: u32,
    errors: u32,
    warnings: u32,
    seconds: u32,
}

#[derive(Serialize)]
struct Task<'a> {
    name: &'a str,
    r#type: &'a str,
    valid: bool,
    place: &'a str,
    labels: Vec<&'a str>,
    stats: TaskStats<'a>,
    warnings: Exported<'a>,
    errors: Exported<'a>,
}

#[derive(Serialize)]
struct TaskStats<'a> {
    errors: u32,
    warnings: u32,
    seconds: u32,
    sha256: &'a str,
    bytes: u64,
    fields: usize,
    rows: u32,
}

fn place(report: &Report, pii: Pii) -> &str {
    let name = report.input.name.as_deref();
    name.filter(|_| pii != Pii::None).unwrap_or_default()
}

/// Labels as the file has them. One that is no column may be anything, so that `none` leaves it blank in its place.
fn labels(report: &Report, pii: Pii) -> Vec<&str> {
    let header = report.input.header.iter();
    header
        .flat_map(|header| &header.columns)
        .map(|column| match (pii, &column.field) {
            (Pii::None, None) => "",
            _ => &*column.label,
        })
        .collect()
}

fn fields(report: &Report) -> usize {
    let header = report.input.header.as_ref();
    header.map_or(0, |header| header.columns.len())
}

/// How many findings of this severity there are, exported ones alone: all, less those of codes without a type.
fn count(report: &Report, severity: Severity) -> u32 {
    let all = report.counts.by_severity.get(&severity).copied();
    let left_out = report
        .groups
        .iter()
        .filter(|group| group.severity == severity && group.code.frictionless().is_none());
    left_out.fold(all.unwrap_or(0), |count, group| {
        count.saturating_sub(group.count)
    })
}

/// The findings of one severity whose codes have a type, of which one at a time is made ready.
struct Exported<'a>(&'a Report, View, Severity);

impl Serialize for Exported<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report, view, severity) = *self;
        let findings = report.findings.iter().filter_map(|finding| {
            let kind = finding.code.frictionless()?;
            (finding.severity == severity).then_some((finding, kind))
        });
        match severity {
            Severity::Error => serializer
                .collect_seq(findings.map(|(finding, kind)| Exporting(finding, kind, view))),
            _ => serializer.collect_seq(findings.map(|(finding, _)| warning(finding, view))),
        }
    }
}

/// `B3: message`.
fn warning(finding: &Finding, view: View) -> String {
    let finding = &*shown(finding, view.pii);
    let message = finding::message(finding, view.language);
    match finding.place.cell() {
        Some(cell) => format!("{cell}: {message}"),
        None => message,
    }
}

struct Exporting<'a>(&'a Finding, &'static str, View);

impl Serialize for Exporting<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(finding, kind, view) = self;
        let finding = &*shown(finding, view.pii);
        let (place, about) = (&finding.place, About::of(kind));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind)?;
        map.serialize_entry(
            "title",
            finding::group_title(finding.code, finding.severity, view.language),
        )?;
        map.serialize_entry("description", finding.code.about())?;
        map.serialize_entry("message", &finding::message(finding, view.language))?;
        map.serialize_entry("tags", about.tags())?;
        map.serialize_entry("note", finding.code.as_str())?;
        match about {
            About::File | About::Table => {}
            About::Header | About::Label => {
                // All labels are told once, by the task.
                map.serialize_entry("labels", &[""; 0])?;
                map.serialize_entry("rowNumbers", &Vec::from_iter(place.row))?;
            }
            About::Row | About::Reference | About::Cell => {
                // A report never shows whole rows.
                map.serialize_entry("cells", &[""; 0])?;
            }
        }
        // The framework has a place for each; blank and 0 are none.
        let of_row = matches!(about, About::Row | About::Reference | About::Cell);
        if place.row.is_some() || of_row {
            map.serialize_entry("rowNumber", &place.row.unwrap_or(0))?;
        }
        if matches!(about, About::Reference) {
            map.serialize_entry("fieldNames", &Vec::from_iter(place.label.as_deref()))?;
            map.serialize_entry("fieldCells", &[""; 0])?;
            map.serialize_entry("referenceName", "")?;
            map.serialize_entry("referenceFieldNames", &[""; 0])?;
        }
        let label = place.label.as_deref().unwrap_or_default();
        if matches!(about, About::Label) {
            map.serialize_entry("label", label)?;
        }
        if place.column.is_some() || matches!(about, About::Label | About::Cell) {
            if !matches!(about, About::Label) {
                // The framework demands the key; what may not be shown is blank.
                let value = finding.value.as_deref().filter(|_| view.pii == Pii::Full);
                map.serialize_entry("cell", value.unwrap_or_default())?;
            }
            map.serialize_entry("fieldName", label)?;
            map.serialize_entry("fieldNumber", &place.column.unwrap_or(0))?;
        }
        map.end()
    }
}

/// What a type is about, as the framework sorts them.
#[derive(Clone, Copy)]
enum About {
    File,
    Table,
    Header,
    Label,
    Row,
    Reference,
    Cell,
}

impl About {
    fn of(kind: &str) -> Self {
        match kind {
            "source-error" | "format-error" | "encoding-error" | "byte-count" => Self::File,
            "row-count" | "field-count" | "deviated-cell" => Self::Table,
            "blank-header" => Self::Header,
            "blank-label" | "missing-label" | "extra-label" | "duplicate-label"
            | "incorrect-label" => Self::Label,
            "blank-row" | "duplicate-row" | "row-constraint" => Self::Row,
            "foreign-key" => Self::Reference,
            _ => Self::Cell,
        }
    }

    const fn tags(self) -> &'static [&'static str] {
        match self {
            Self::File => &["#file"],
            Self::Table => &["#table"],
            Self::Header => &["#table", "#header"],
            Self::Label => &["#table", "#header", "#label"],
            Self::Row | Self::Reference => &["#table", "#row"],
            Self::Cell => &["#table", "#row", "#cell"],
        }
    }
}

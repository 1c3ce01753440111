//! `report.json`: the native form. Its members and their order are a contract, described by [`JSON_SCHEMA`].

use std::collections::BTreeMap;
use std::io;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::privacy::shown;
use super::{Pii, REPORT_VERSION, View};
use crate::csv::{Dialect, Encoding, FactsUsed, Group, Header, Plan, Report, SchemaName, Skipped};
use crate::finding::{self, Finding, Fix, Params, Severity, column_letter};

/// The JSON Schema (2020-12) of `report.json`, as published in `core/docs/report.schema.json`.
pub const JSON_SCHEMA: &str = include_str!("../../../docs/report.schema.json");

/// The report as JSON, in one line.
///
/// # Errors
/// None in practice: the text is made in memory.
pub fn to_json(report: &Report, view: View) -> io::Result<String> {
    let mut bytes = Vec::new();
    write_json(report, view, &mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Writes the report as JSON, in one line, finding by finding.
///
/// # Errors
/// What the target answers.
pub fn write_json(report: &Report, view: View, target: impl io::Write) -> io::Result<()> {
    let document = Document::new(report, view);
    serde_json::to_writer(target, &document).map_err(io::Error::from)
}

#[derive(Serialize)]
struct Document<'a> {
    report_version: &'static str,
    tool: Tool,
    schema: &'a SchemaName,
    options: OptionsForm<'a>,
    facts: &'a FactsUsed,
    outcome: &'static str,
    importable: bool,
    complete: bool,
    truncated: bool,
    plan: Option<&'a Plan>,
    input: InputForm<'a>,
    counts: CountsForm<'a>,
    groups: Vec<GroupForm<'a>>,
    findings: Findings<'a>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct OptionsForm<'a> {
    fixes: &'static str,
    mode: &'a crate::settings::ImportMode,
    raise: &'a [finding::FindingCode],
    pii: &'static str,
    lang: &'static str,
}

#[derive(Serialize)]
struct InputForm<'a> {
    name: Option<&'a str>,
    sha256: &'a str,
    bytes: u64,
    encoding: &'a Encoding,
    dialect: Option<&'a Dialect>,
    header: Option<HeaderForm<'a>>,
}

#[derive(Serialize)]
struct HeaderForm<'a> {
    row: u32,
    missing_optional: Vec<&'a str>,
    columns: Vec<HeaderColumnForm<'a>>,
}

#[derive(Serialize)]
struct HeaderColumnForm<'a> {
    column: u32,
    letter: Option<String>,
    label: Option<&'a str>,
    field: Option<&'a str>,
    r#match: &'static str,
}

#[derive(Serialize)]
struct CountsForm<'a> {
    rows_total: u32,
    data_rows: u32,
    ok: u32,
    with_warnings: u32,
    with_errors: u32,
    unchecked: u32,
    skipped: &'a Skipped,
    by_severity: BySeverity<'a>,
    by_code: &'a BTreeMap<finding::FindingCode, u32>,
}

struct BySeverity<'a>(&'a BTreeMap<Severity, u32>);

impl Serialize for BySeverity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = [Severity::Error, Severity::Warning, Severity::Notice];
        let mut map = serializer.serialize_map(Some(all.len()))?;
        for severity in all {
            let count = self.0.get(&severity).copied().unwrap_or(0);
            map.serialize_entry(severity.as_str(), &count)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct GroupForm<'a> {
    code: finding::FindingCode,
    severity: Severity,
    field: Option<&'a str>,
    count: u32,
    shown: u32,
    rows: &'a [(u32, u32)],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    rows_truncated: bool,
    title: &'static str,
}

#[derive(Serialize)]
struct FindingForm<'a> {
    id: usize,
    cause: usize,
    code: finding::FindingCode,
    stage: finding::Stage,
    severity: Severity,
    scope: Option<finding::Scope>,
    row: Option<u32>,
    line: Option<u32>,
    record: Option<u32>,
    column: Option<u32>,
    column_letter: Option<String>,
    cell: Option<String>,
    field: Option<&'a str>,
    label: Option<&'a str>,
    byte: Option<u64>,
    char: Option<u32>,
    value: Option<&'a str>,
    value_truncated: bool,
    canonical: Option<&'a str>,
    params: &'a Params,
    fix: Option<&'a Fix>,
    related: Vec<RelatedForm>,
    message: String,
    suggestion: Option<SuggestionForm<'a>>,
}

#[derive(Serialize)]
struct RelatedForm {
    row: u32,
    cell: Option<String>,
}

#[derive(Serialize)]
struct SuggestionForm<'a> {
    text: String,
    replacement: Option<&'a str>,
}

/// The findings, of which one at a time is made ready.
struct Findings<'a> {
    findings: &'a [Finding],
    view: View,
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut first_of_cause = BTreeMap::new();
        serializer.collect_seq(self.findings.iter().enumerate().map(|(index, finding)| {
            let id = index + 1;
            let cause = match finding.cause {
                Some(cause) => *first_of_cause.entry(cause).or_insert(id),
                None => id,
            };
            Prepared {
                id,
                cause,
                finding,
                view: self.view,
            }
        }))
    }
}

struct Prepared<'a> {
    id: usize,
    cause: usize,
    finding: &'a Finding,
    view: View,
}

impl Serialize for Prepared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = &*shown(self.finding, self.view.pii);
        let place = &finding.place;
        let related = finding.related.iter();
        let suggestion = finding::suggestion(finding, self.view.language);
        FindingForm {
            id: self.id,
            cause: self.cause,
            code: finding.code,
            stage: finding.code.stage(),
            severity: finding.severity,
            scope: finding.scope,
            row: place.row,
            line: place.line,
            record: place.record,
            column: place.column,
            column_letter: place.column_letter(),
            cell: place.cell(),
            field: place.field.as_deref(),
            label: place.label.as_deref(),
            byte: place.byte,
            char: place.char,
            value: finding.value.as_deref(),
            value_truncated: finding.value_truncated,
            canonical: finding.canonical.as_deref(),
            params: &finding.params,
            fix: finding.fix.as_deref(),
            related: related
                .map(|other| RelatedForm {
                    row: other.row,
                    cell: other.cell(),
                })
                .collect(),
            message: finding::message(finding, self.view.language),
            suggestion: suggestion.map(|text| SuggestionForm {
                text,
                replacement: finding.replacement.as_deref(),
            }),
        }
        .serialize(serializer)
    }
}

impl<'a> Document<'a> {
    fn new(report: &'a Report, view: View) -> Self {
        let counts = &report.counts;
        Self {
            report_version: REPORT_VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            schema: &report.schema,
            options: OptionsForm {
                fixes: report.options.fixes.as_str(),
                mode: &report.options.mode,
                raise: &report.options.raise,
                pii: view.pii.as_str(),
                lang: view.language.as_str(),
            },
            facts: &report.facts,
            outcome: report.outcome().as_str(),
            importable: report.importable(),
            complete: report.complete,
            truncated: report.truncated,
            plan: report.plan.as_ref(),
            input: input_form(report, view.pii),
            counts: CountsForm {
                rows_total: counts.rows_total,
                data_rows: counts.data_rows,
                ok: counts.ok,
                with_warnings: counts.with_warnings,
                with_errors: counts.with_errors,
                unchecked: counts.unchecked,
                skipped: &counts.skipped,
                by_severity: BySeverity(&counts.by_severity),
                by_code: &counts.by_code,
            },
            groups: report.groups.iter().map(|g| group_form(g, view)).collect(),
            findings: Findings {
                findings: &report.findings,
                view,
            },
        }
    }
}

fn input_form(report: &Report, pii: Pii) -> InputForm<'_> {
    let input = &report.input;
    InputForm {
        name: input.name.as_deref().filter(|_| pii != Pii::None),
        sha256: &input.sha256,
        bytes: input.bytes,
        encoding: &input.encoding,
        dialect: input.dialect.as_ref(),
        header: input.header.as_ref().map(|header| header_form(header, pii)),
    }
}

fn header_form(header: &Header, pii: Pii) -> HeaderForm<'_> {
    let columns = header.columns.iter().map(|column| HeaderColumnForm {
        column: column.column,
        letter: column_letter(column.column),
        // A label that is no column may be anything.
        label: (pii != Pii::None || column.field.is_some()).then_some(&*column.label),
        field: column.field.as_deref(),
        r#match: column.matched.as_str(),
    });
    HeaderForm {
        row: header.row,
        missing_optional: header.missing_optional.iter().map(|key| &**key).collect(),
        columns: columns.collect(),
    }
}

fn group_form(group: &Group, view: View) -> GroupForm<'_> {
    GroupForm {
        code: group.code,
        severity: group.severity,
        field: group.field.as_deref(),
        count: group.count,
        shown: group.shown,
        rows: &group.rows,
        rows_truncated: group.rows_truncated,
        title: finding::group_title(group.code, group.severity, view.language),
    }
}

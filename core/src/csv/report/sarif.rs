//! The report as SARIF 2.1.0, the form that editors and code hosts read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::privacy::shown;
use super::raw::{RawPlace, RawPlaces, lines_of};
use super::{Pii, ReportError, View, explained};
use crate::csv::Report;
use crate::finding::{self, Finding, FindingCode, Related, Severity};

/// Where the form is described.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the report as a SARIF log of one run, finding by finding. All codes are rules, whether they were found or not.
///
/// Given the bytes that were checked, and with `pii` full, replacements are fixes that an editor can apply: they name
/// exactly the bytes of the cell. Without the bytes they are among the properties of a result.
///
/// # Errors
/// `input_changed` for other bytes than were checked; what the target answers.
pub fn write_sarif(
    report: &Report,
    original: Option<&[u8]>,
    view: View,
    target: impl io::Write,
) -> Result<(), ReportError> {
    let original = original.filter(|_| view.pii == Pii::Full);
    let places = original.map(|bytes| RawPlaces::open(report, bytes));
    let results = Results {
        report,
        view,
        places: RefCell::new(places.transpose()?),
        lines: lines(report, original),
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: tool(report, view),
            language: view.language.as_str(),
            artifacts: [artifact(report, view)],
            results,
            column_kind: "unicodeCodePoints",
            properties: json!({
                "outcome": report.outcome().as_str(),
                "importable": report.importable(),
                "complete": report.complete,
                "truncated": report.truncated,
                "pii": view.pii.as_str(),
            }),
        }],
    };
    serde_json::to_writer(target, &log).map_err(|error| ReportError::Write(error.into()))
}

impl Report {
    /// The report as [`write_sarif`] writes it without the file, in one line.
    ///
    /// # Errors
    /// None in practice: the text is made in memory.
    pub fn to_sarif(&self, view: View) -> Result<String, ReportError> {
        let mut bytes = Vec::new();
        write_sarif(self, None, view, &mut bytes)?;
        Ok(String::from_utf8(bytes).map_err(io::Error::other)?)
    }
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    language: &'a str,
    artifacts: [Value; 1],
    results: Results<'a>,
    column_kind: &'a str,
    properties: Value,
}

fn tool(report: &Report, view: View) -> Value {
    let found = &report.counts.by_code;
    let rules = FindingCode::ALL
        .iter()
        .map(|code| rule(*code, found.contains_key(code), view));
    json!({
        "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "language": view.language.as_str(),
            "rules": rules.collect::<Vec<_>>(),
        }
    })
}

/// A code as a rule; one that was found carries its help with it.
fn rule(code: FindingCode, found: bool, view: View) -> Value {
    let mut rule = json!({
        "id": code.as_str(),
        "shortDescription": {"text": plain(finding::title(code, view.language))},
        "fullDescription": {"text": plain(code.about())},
        "defaultConfiguration": {"level": level(code.severity())},
        "properties": {"stage": code.stage().as_str(), "fix": code.is_fix()},
    });
    if let Some(members) = rule.as_object_mut() {
        let address = explained(code).map(|address| ("helpUri".to_owned(), json!(address)));
        members.extend(address);
        members.extend(found.then(|| ("help".to_owned(), help(code))));
    }
    rule
}

fn help(code: FindingCode) -> Value {
    let joined = |form: fn((&str, String)) -> String| {
        let parts: Vec<String> = finding::help(code).map(form).collect();
        plain(&parts.join("\n\n"))
    };
    json!({
        "text": joined(|(heading, part)| format!("{heading}: {}", part.replace('`', ""))),
        "markdown": joined(|(heading, part)| format!("**{heading}.** {part}")),
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn artifact(report: &Report, view: View) -> Value {
    let input = &report.input;
    let name = input.name.as_deref().filter(|_| view.pii != Pii::None);
    let location = match name {
        Some(name) => json!({"uri": percent_encoded(name)}),
        None => json!({"description": {"text": "The uploaded file"}}),
    };
    json!({
        "location": location,
        "length": input.bytes,
        "roles": ["analysisTarget"],
        "mimeType": "text/csv",
        "encoding": input.encoding.name.to_ascii_uppercase(),
        "hashes": {"sha-256": input.sha256},
    })
}

/// A name as a relative address: one segment, so that no name leads elsewhere.
fn percent_encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Text in which nothing is a placeholder, and nothing a link.
fn plain(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") {
        text.replace('[', "\\[").replace(']', "\\]")
    } else {
        text
    }
}

/// The findings, of which one at a time is made ready.
struct Results<'a> {
    report: &'a Report,
    view: View,
    /// Read on from finding to finding.
    places: RefCell<Option<RawPlaces<'a>>>,
    /// Lines by row, of rows that findings relate to.
    lines: BTreeMap<u32, u32>,
}

/// The lines of related rows: from the file, and without it from findings in those rows.
fn lines(report: &Report, original: Option<&[u8]>) -> BTreeMap<u32, u32> {
    let related = report.findings.iter().flat_map(|finding| &finding.related);
    let rows: BTreeSet<u32> = related.map(|other| other.row).collect();
    let places = report.findings.iter().map(|finding| &finding.place);
    let mut lines: BTreeMap<u32, u32> = places
        .filter_map(|place| Some((place.row?, place.line?)))
        .filter(|(row, _)| rows.contains(row))
        .collect();
    if let Some(bytes) = original.filter(|_| lines.len() < rows.len()) {
        lines.extend(lines_of(report, bytes, &rows));
    }
    lines
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = &self.report.findings;
        let mut results = serializer.serialize_seq(Some(findings.len()))?;
        for finding in findings {
            let finding = &*shown(finding, self.view.pii);
            results.serialize_element(&self.result(finding))?;
        }
        results.end()
    }
}

impl Results<'_> {
    fn result(&self, finding: &Finding) -> Value {
        let message = finding::message(finding, self.view.language);
        let suggestion = finding::suggestion(finding, self.view.language);
        let text = match &suggestion {
            Some(suggestion) => format!("{message} \u{25b8} {suggestion}"),
            None => message,
        };
        let mut places = self.places.borrow_mut();
        let place = places.as_mut().and_then(|places| places.of(finding));
        let mut result = json!({
            "ruleId": finding.code.as_str(),
            "level": level(finding.severity),
            "message": {"text": plain(&text)},
            "locations": [location(finding, place.as_ref())],
            "properties": properties(finding),
        });
        if let Value::Object(members) = &mut result {
            let index = FindingCode::ALL
                .iter()
                .position(|code| *code == finding.code);
            if let Some(index) = index {
                members.insert("ruleIndex".to_owned(), index.into());
            }
            if !finding.related.is_empty() {
                let related = finding
                    .related
                    .iter()
                    .map(|other| self.related(other))
                    .collect();
                members.insert("relatedLocations".to_owned(), related);
            }
            if let Some(fix) = self.fix(finding, suggestion.as_deref(), place.as_ref()) {
                members.insert("fixes".to_owned(), json!([fix]));
            }
        }
        result
    }

    /// Another cell or row that the finding is about.
    fn related(&self, other: &Related) -> Value {
        let logical = match other.cell() {
            Some(cell) => json!({"name": cell, "kind": "cell"}),
            None => json!({"name": other.row.to_string(), "kind": "row"}),
        };
        let artifact = json!({"index": 0});
        let physical = match self.lines.get(&other.row) {
            Some(line) => json!({"artifactLocation": artifact, "region": {"startLine": line}}),
            None => json!({"artifactLocation": artifact}),
        };
        json!({"physicalLocation": physical, "logicalLocations": [logical]})
    }

    /// The replacement, in the place of the bytes of the cell.
    fn fix(
        &self,
        finding: &Finding,
        suggestion: Option<&str>,
        place: Option<&RawPlace>,
    ) -> Option<Value> {
        let (replacement, place) = (finding.replacement.as_deref()?, place?);
        let delimiter = self.report.input.dialect.as_ref()?.delimiter;
        let quoted = place.quoted || replacement.contains(['"', '\r', '\n', delimiter]);
        let inserted = if quoted {
            format!("\"{}\"", replacement.replace('"', "\"\""))
        } else {
            replacement.to_owned()
        };
        Some(json!({
            "description": {"text": plain(suggestion.unwrap_or(replacement))},
            "artifactChanges": [{
                "artifactLocation": {"index": 0},
                "replacements": [{
                    "deletedRegion": {
                        "byteOffset": place.bytes.start,
                        "byteLength": place.bytes.len(),
                    },
                    "insertedContent": {"text": inserted},
                }],
            }],
        }))
    }
}

/// Line and bytes in the file, and the cell as a spreadsheet names it.
fn location(finding: &Finding, bytes: Option<&RawPlace>) -> Value {
    let place = &finding.place;
    let mut physical = json!({"artifactLocation": {"index": 0}});
    if let (Value::Object(members), Some(line)) = (&mut physical, place.line) {
        let mut region = json!({"startLine": line});
        if let (Value::Object(region), Some(byte)) = (&mut region, place.byte) {
            region.insert("byteOffset".to_owned(), byte.into());
            let cell = bytes.map(|place| &place.bytes);
            if let Some(cell) = cell.filter(|cell| cell.start as u64 == byte) {
                region.insert("byteLength".to_owned(), cell.len().into());
            }
        }
        members.insert("region".to_owned(), region);
    }
    let mut location = json!({"physicalLocation": physical});
    let logical = match (place.cell(), place.row) {
        (Some(cell), _) => Some(json!({
            "name": cell,
            "fullyQualifiedName": place.field.as_deref().map_or_else(
                || cell.clone(),
                |field| format!("{field}/{cell}"),
            ),
            "kind": "cell",
        })),
        (None, Some(row)) => Some(json!({"name": row.to_string(), "kind": "row"})),
        (None, None) => None,
    };
    if let (Value::Object(members), Some(logical)) = (&mut location, logical) {
        members.insert("logicalLocations".to_owned(), json!([logical]));
    }
    location
}

/// What a result has no member of its own for.
fn properties(finding: &Finding) -> Value {
    let mut properties = json!({"stage": finding.code.stage().as_str()});
    if let Value::Object(members) = &mut properties {
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        let place = &finding.place;
        put("scope", finding.scope.map(|scope| scope.as_str().into()));
        put("row", place.row.map(Value::from));
        put("field", place.field.as_deref().map(Value::from));
        put("label", place.label.as_deref().map(Value::from));
        put("value", finding.value.as_deref().map(Value::from));
        put("canonical", finding.canonical.as_deref().map(Value::from));
        put(
            "replacement",
            finding.replacement.as_deref().map(Value::from),
        );
        put("params", serde_json::to_value(&finding.params).ok());
    }
    properties
}

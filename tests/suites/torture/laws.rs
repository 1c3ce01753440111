//! What holds of every report, whatever the file: counts add up, places lead to the bytes, texts are whole in every
//! language, and every form can be written.

use libtest_mimic::Failed;
use rollbook::csv::report::{View, to_json, to_text, write_annotated, write_findings};
use rollbook::csv::{Facts, Options, Outcome, Report, Schema, validate};
use rollbook::finding::{Language, message, suggestion, title};

pub fn hold(
    bytes: &[u8],
    schema: &Schema,
    options: &Options,
    facts: Option<&Facts>,
    report: &Report,
) -> Result<(), Failed> {
    counts_add_up(report)?;
    places_lead_to_bytes(bytes, report)?;
    texts_are_whole(report)?;
    forms_are_written(bytes, schema, report)?;
    let again = validate(bytes, schema, options, facts);
    if to_json(report, View::default())? != to_json(&again, View::default())? {
        return Err("two runs differ".into());
    }
    Ok(())
}

fn counts_add_up(report: &Report) -> Result<(), Failed> {
    let counts = &report.counts;
    let statuses = counts.ok + counts.with_warnings + counts.with_errors + counts.unchecked;
    let unreadable = report.outcome() == Outcome::Unreadable;
    let rows = 1 + counts.data_rows + counts.skipped.total();
    if counts.data_rows != statuses || (!unreadable && counts.rows_total != rows) {
        return Err(format!("rows do not add up: {counts:?}").into());
    }
    let by_code: u32 = counts.by_code.values().sum();
    let by_severity: u32 = counts.by_severity.values().sum();
    let grouped: u32 = report.groups.iter().map(|group| group.count).sum();
    if by_code != by_severity || grouped != by_severity {
        return Err(format!("findings do not add up: {counts:?}").into());
    }
    Ok(())
}

/// A finding's byte is where its cell begins, and a value in ASCII stands there, behind a quote or not.
fn places_lead_to_bytes(bytes: &[u8], report: &Report) -> Result<(), Failed> {
    let one_byte = !report.input.encoding.name.starts_with("utf-16");
    for finding in &report.findings {
        let Some(byte) = finding.place.byte else {
            continue;
        };
        let at = usize::try_from(byte)?;
        let Some(rest) = bytes.get(at..) else {
            return Err(format!("{} stands behind the file", finding.code).into());
        };
        let Some(value) = finding.value.as_deref().filter(|it| *it != "[hidden]") else {
            continue;
        };
        let start: String = value
            .chars()
            .take_while(|c| c.is_ascii() && *c != '"')
            .collect();
        let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
        // A guard that a report of ours put there is no part of the value.
        let rest = rest
            .strip_prefix(b"'")
            .filter(|_| !start.starts_with('\''))
            .unwrap_or(rest);
        if one_byte && !rest.starts_with(start.as_bytes()) {
            return Err(format!("{} does not stand at its byte {byte}", finding.code).into());
        }
    }
    Ok(())
}

fn texts_are_whole(report: &Report) -> Result<(), Failed> {
    for finding in &report.findings {
        for language in [
            Language::En,
            Language::It,
            Language::De,
            Language::Fr,
            Language::Es,
        ] {
            let said = message(finding, language);
            let advice = suggestion(finding, language).unwrap_or_default();
            if title(finding.code, language).is_empty() || said.is_empty() {
                return Err(format!("{} says nothing", finding.code).into());
            }
            for text in [said, advice] {
                let from_file = finding
                    .value
                    .as_deref()
                    .is_some_and(|value| value.contains('{'));
                if !from_file && text.contains(['{', '}']) {
                    return Err(format!("{} says `{text}`", finding.code).into());
                }
            }
        }
    }
    Ok(())
}

fn forms_are_written(bytes: &[u8], schema: &Schema, report: &Report) -> Result<(), Failed> {
    write_findings(report, View::default(), Vec::new())?;
    let text = to_text(report, Default::default());
    if text.is_empty() {
        return Err("the report in words is empty".into());
    }
    if report.outcome() != Outcome::Unreadable {
        write_annotated(report, schema, bytes, View::default(), Vec::new())?;
    }
    Ok(())
}

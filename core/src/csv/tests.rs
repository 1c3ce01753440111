//! The pipeline as a whole, rule by rule. What belongs to one stage alone is tested beside it.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::finding::{FindingCode, Scope, Severity};
use crate::profile::ProfileName;

mod blocks;
mod encoding;
mod facts;
mod file;
mod plans;
mod rows;
mod schemas;
mod texts;
mod values;

const HEADER: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,\
                      monitor_calls,monitor_sms,forwarding_number,\
                      restrict_incoming_social_messaging,Language\n";

fn schema() -> Schema {
    Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap()
}

/// Validates a file, and shows that the report is the same however the file is cut and read.
fn validate(bytes: &[u8], schema: &Schema, options: &Options, facts: Option<&Facts>) -> Report {
    let report = super::validate(bytes, schema, options, facts);
    blocks::same_however_read(&report, bytes, schema, options, facts);
    report
}

fn check(text: &str) -> Report {
    check_with(text, &Options::new())
}

fn check_with(text: &str, options: &Options) -> Report {
    let report = validate(text.as_bytes(), &schema(), options, None);
    adds_up(&report);
    report
}

/// Rows under the documented header.
fn rows(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

/// A row of a person who is all right, with some of its cells.
fn person(identity: &str, rest: &str) -> String {
    format!("Ada,Lovelace,{identity},{rest}")
}

/// Code and cell (else row) of every finding, but that nothing was looked up.
fn found(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .filter(|finding| finding.code != FindingCode::InventoryUnchecked)
        .map(|finding| match (finding.place.cell(), finding.place.row) {
            (Some(cell), _) => format!("{} {cell}", finding.code),
            (None, Some(row)) => format!("{} {row}", finding.code),
            (None, None) => finding.code.to_string(),
        })
        .collect()
}

fn adds_up(report: &Report) {
    let counts = &report.counts;
    assert_eq!(
        counts.data_rows,
        counts.ok + counts.with_warnings + counts.with_errors + counts.unchecked
    );
    if report.outcome() != Outcome::Unreadable {
        assert_eq!(
            counts.rows_total,
            1 + counts.data_rows + counts.skipped.total()
        );
    }
    let by_code: u32 = counts.by_code.values().sum();
    let by_severity: u32 = counts.by_severity.values().sum();
    let grouped: u32 = report.groups.iter().map(|group| group.count).sum();
    assert_eq!((by_code, grouped), (by_severity, by_severity));
    let shown: u32 = report.groups.iter().map(|group| group.shown).sum();
    assert_eq!(shown as usize, report.findings.len());
    assert!(
        report
            .findings
            .is_sorted_by(|left, right| left.report_order(right).is_le())
    );
}

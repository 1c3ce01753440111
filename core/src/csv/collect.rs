//! Findings as they come: counted always, kept up to a bound per code, grouped by code and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::options::{Fixes, Options};
use super::outcome::{Counts, Group};
use crate::finding::{Finding, FindingCode, Scope, Severity, Stage};

/// Findings of one validation.
#[derive(Clone, Default)]
pub(crate) struct Collector {
    strict: bool,
    raise: Vec<FindingCode>,
    kept_per_code: u32,
    pub(crate) kept: Vec<Finding>,
    kept_of: BTreeMap<FindingCode, u32>,
    counted: BTreeMap<(FindingCode, Severity), u32>,
    groups: BTreeMap<(FindingCode, Option<Arc<str>>), Group>,
    pub(crate) truncated: bool,
    pub(crate) fatal: bool,
    next_cause: u32,
}

impl Collector {
    pub(crate) fn new(options: &Options, kept_per_code: u32) -> Self {
        Self {
            strict: options.fixes == Fixes::Strict,
            raise: options.raise.clone(),
            kept_per_code,
            ..Self::default()
        }
    }

    /// Takes a finding. Answers how much it matters here, after what the options make of it.
    pub(crate) fn add(&mut self, mut finding: Finding) -> Severity {
        let code = finding.code;
        let strict =
            self.strict && finding.severity == Severity::Warning && code.stage() < Stage::Inventory;
        if finding.severity != Severity::Error && (strict || self.raise.contains(&code)) {
            // What is not about one data row is about the file.
            let scope = match finding.place.record {
                Some(_) => Scope::Row,
                None => Scope::File,
            };
            finding = finding.as_error(scope);
        }
        let severity = finding.severity;
        self.fatal |= finding.scope == Some(Scope::Fatal);
        let count = self.counted.entry((code, severity)).or_default();
        *count = count.saturating_add(1);
        self.group(&finding);
        let kept = self.kept_of.entry(code).or_default();
        if *kept < self.kept_per_code {
            *kept += 1;
            self.kept.push(finding);
        } else {
            self.truncated = true;
        }
        severity
    }

    /// A number that findings of one cause share.
    pub(crate) fn cause(&mut self) -> u32 {
        self.next_cause += 1;
        self.next_cause
    }

    /// Forgets what stage 8 found, so that it can run again on other facts.
    pub(crate) fn forget_inventory(&mut self) {
        let stays = |code: FindingCode| code.stage() < Stage::Inventory;
        self.kept.retain(|finding| stays(finding.code));
        self.kept_of.retain(|code, _| stays(*code));
        self.counted.retain(|(code, _), _| stays(*code));
        self.groups.retain(|(code, _), _| stays(*code));
    }

    /// Findings in report order, groups, and the counters that follow from them.
    pub(crate) fn finish(&mut self, counts: &mut Counts) -> (Vec<Finding>, Vec<Group>) {
        self.kept.sort_by(Finding::report_order);
        counts.by_severity = [Severity::Error, Severity::Warning, Severity::Notice]
            .map(|severity| (severity, 0))
            .into();
        counts.by_code.clear();
        for ((code, severity), count) in &self.counted {
            *counts.by_severity.entry(*severity).or_default() += count;
            *counts.by_code.entry(*code).or_default() += count;
        }
        let mut shown: BTreeMap<(FindingCode, Option<Arc<str>>), u32> = BTreeMap::new();
        for finding in &self.kept {
            *shown
                .entry((finding.code, finding.place.field.clone()))
                .or_default() += 1;
        }
        let mut groups: Vec<Group> = self.groups.values().cloned().collect();
        for group in &mut groups {
            group.shown = shown
                .get(&(group.code, group.field.clone()))
                .copied()
                .unwrap_or_default();
        }
        groups.sort_by(|left, right| {
            let key = |group: &Group| {
                let first = group.rows.first().map(|(first, _)| *first);
                (
                    group.severity,
                    first,
                    group.code.as_str(),
                    group.field.clone(),
                )
            };
            key(left).cmp(&key(right))
        });
        (self.kept.clone(), groups)
    }

    fn group(&mut self, finding: &Finding) {
        let group = self
            .groups
            .entry((finding.code, finding.place.field.clone()))
            .or_insert_with(|| Group {
                code: finding.code,
                severity: finding.severity,
                scope: finding.scope,
                field: finding.place.field.clone(),
                count: 0,
                shown: 0,
                rows: Vec::new(),
                rows_truncated: false,
            });
        group.count = group.count.saturating_add(1);
        group.severity = group.severity.min(finding.severity);
        group.scope = group.scope.max(finding.scope);
        if let Some(row) = finding.place.row {
            group.add_row(row);
        }
    }
}

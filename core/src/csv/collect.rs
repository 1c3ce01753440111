//! Findings as they come: counted always, kept up to a bound per code, grouped by code and column.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::options::{Fixes, Options};
use super::outcome::{Counts, Group};
use super::position::Base;
use crate::finding::{Finding, FindingCode, Scope, Severity, Stage};

/// Findings of one validation.
#[derive(Clone, Default)]
pub(crate) struct Collector {
    strict: bool,
    raise: Vec<FindingCode>,
    kept_per_code: u32,
    pub(crate) kept: Vec<Finding>,
    /// How many are kept of a code, and the row of the last one.
    kept_of: BTreeMap<FindingCode, (u32, Option<u32>)>,
    /// As `kept_of`, of what was kept before the block of this one.
    taken: BTreeMap<FindingCode, (u32, Option<u32>)>,
    counted: BTreeMap<(FindingCode, Severity), u32>,
    groups: BTreeMap<(FindingCode, Option<Arc<str>>), Group>,
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

    /// An empty one with the same options, which keeps no more than this one still would.
    pub(crate) fn for_part(&self) -> Self {
        Self {
            strict: self.strict,
            raise: self.raise.clone(),
            kept_per_code: self.kept_per_code,
            taken: self.kept_of.clone(),
            ..Self::default()
        }
    }

    /// Takes a finding. Answers how much it matters here, after what the options make of it.
    pub(crate) fn add(&mut self, finding: Finding) -> Severity {
        let finding = self.weighed(finding);
        let severity = finding.severity;
        self.fatal |= finding.scope == Some(Scope::Fatal);
        self.count(&finding, 1);
        self.keep(finding);
        severity
    }

    /// Counts findings like this one in so many rows from its row on; none of them is kept.
    pub(crate) fn add_rows(&mut self, finding: Finding, rows: u32) -> Severity {
        let finding = self.weighed(finding);
        self.count(&finding, rows);
        finding.severity
    }

    /// Takes everything of a block that lies behind what was taken so far.
    pub(crate) fn absorb(&mut self, part: Self, base: &Base) {
        self.fatal |= part.fatal;
        for (key, count) in part.counted {
            let counted = self.counted.entry(key).or_default();
            *counted = counted.saturating_add(count);
        }
        for (key, group) in part.groups {
            match self.groups.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(group.rebased(base.rows));
                }
                Entry::Occupied(entry) => entry.into_mut().absorb(&group, base.rows),
            }
        }
        for mut finding in part.kept {
            base.rebase(&mut finding.place);
            self.keep(finding);
        }
    }

    /// A finding as it matters here.
    fn weighed(&self, finding: Finding) -> Finding {
        let code = finding.code;
        let strict =
            self.strict && finding.severity == Severity::Warning && code.stage() < Stage::Inventory;
        if finding.severity == Severity::Error || !(strict || self.raise.contains(&code)) {
            return finding;
        }
        // What is not about one data row is about the file.
        let scope = match finding.place.record {
            Some(_) => Scope::Row,
            None => Scope::File,
        };
        finding.as_error(scope)
    }

    fn count(&mut self, finding: &Finding, times: u32) {
        let count = self
            .counted
            .entry((finding.code, finding.severity))
            .or_default();
        *count = count.saturating_add(times);
        self.group(finding, times);
    }

    /// Whether a finding of a code in a row would be kept. One that would not be need not be filled in.
    pub(crate) fn keeps(&self, code: FindingCode, row: Option<u32>) -> bool {
        let (before, _) = self.taken.get(&code).copied().unwrap_or_default();
        let (kept, last) = self.kept_of.get(&code).copied().unwrap_or_default();
        kept.saturating_add(before) < self.kept_per_code || kept > 0 && row.is_some() && last == row
    }

    /// Keeps a finding, up to the cap; what comes behind the cap in its row too, since only the order of the report
    /// decides between them.
    fn keep(&mut self, finding: Finding) {
        if self.keeps(finding.code, finding.place.row) {
            let (kept, row) = self.kept_of.entry(finding.code).or_default();
            *kept += 1;
            *row = finding.place.row;
            self.kept.push(finding);
        }
    }

    /// All findings so far.
    pub(crate) fn total(&self) -> u32 {
        let sum = |sum: u32, count: &u32| sum.saturating_add(*count);
        self.counted.values().fold(0, sum)
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

    /// Whether some findings were counted but not kept.
    pub(crate) fn is_truncated(&self) -> bool {
        let mut counted = BTreeMap::<FindingCode, u32>::new();
        for ((code, _), count) in &self.counted {
            let sum = counted.entry(*code).or_default();
            *sum = sum.saturating_add(*count);
        }
        counted.values().any(|count| *count > self.kept_per_code)
    }

    /// Takes back what [`Collector::finish`] gave out, to go on.
    pub(crate) fn go_on(&mut self, findings: &mut Vec<Finding>) {
        if self.kept.is_empty() {
            std::mem::swap(&mut self.kept, findings);
        } else {
            self.kept.append(findings);
        }
    }

    /// Findings in report order, groups, and the counters that follow from them. They are given out, not copied: there
    /// may be many.
    pub(crate) fn finish(&mut self, counts: &mut Counts) -> (Vec<Finding>, Vec<Group>) {
        self.kept.sort_by(Finding::report_order);
        let (most, mut kept_of) = (self.kept_per_code, BTreeMap::<FindingCode, u32>::new());
        self.kept.retain(|finding| {
            let kept = kept_of.entry(finding.code).or_default();
            *kept = kept.saturating_add(1);
            *kept <= most
        });
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
        (std::mem::take(&mut self.kept), groups)
    }

    fn group(&mut self, finding: &Finding, times: u32) {
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
        group.count = group.count.saturating_add(times);
        group.severity = group.severity.min(finding.severity);
        group.scope = group.scope.max(finding.scope);
        if let Some(row) = finding.place.row {
            group.add_rows(row, row.saturating_add(times - 1));
        }
    }
}

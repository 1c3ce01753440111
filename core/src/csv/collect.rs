//! Findings as they come: counted always, kept up to a bound per code, grouped by code and column.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::cell::Codes;
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
    /// By code in the order of the catalogue, as far as there were findings.
    tallies: Vec<Tally>,
    groups: Vec<Group>,
    /// Where each group stands.
    places: BTreeMap<(FindingCode, Option<Arc<str>>), usize>,
    /// Groups that were met last, by code and column: most findings belong to few groups.
    recent: Vec<usize>,
    /// Codes of which no finding is kept any more, but in the row at hand.
    full: Vec<FindingCode>,
    /// Codes of which none is kept whatever comes.
    unkept: Codes,
    pub(crate) fatal: bool,
    next_cause: u32,
}

/// Findings of one code.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// How many there are, by severity.
    counted: [u32; 3],
    /// How many are kept, and the row of the last one.
    kept: u32,
    last: Option<u32>,
    /// How many were kept before the block of this collector.
    before: u32,
}

/// What is counted of a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark<'f> {
    pub(crate) code: FindingCode,
    pub(crate) severity: Severity,
    pub(crate) scope: Option<Scope>,
    pub(crate) row: Option<u32>,
    /// Whether it is about one data row.
    pub(crate) is_data: bool,
    pub(crate) field: Option<&'f Arc<str>>,
}

impl<'f> Mark<'f> {
    fn of(finding: &'f Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            scope: finding.scope,
            row: finding.place.row,
            is_data: finding.place.record.is_some(),
            field: finding.place.field.as_ref(),
        }
    }
}

/// Groups that are remembered.
const RECENT: usize = 64;

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
        let tally = |tally: &Tally| Tally {
            before: tally.kept,
            ..Tally::default()
        };
        let mut unkept = Codes::default();
        for (code, tally) in FindingCode::ALL.iter().zip(&self.tallies) {
            if tally.kept >= self.kept_per_code {
                unkept.add(*code);
            }
        }
        Self {
            strict: self.strict,
            raise: self.raise.clone(),
            kept_per_code: self.kept_per_code,
            tallies: self.tallies.iter().map(tally).collect(),
            unkept,
            ..Self::default()
        }
    }

    /// Codes of which no finding is kept in another row than the one that was ended last.
    pub(crate) const fn unkept(&self) -> Codes {
        self.unkept
    }

    /// Ends a row: what is kept for its sake only is kept no longer.
    pub(crate) fn end_row(&mut self) {
        while let Some(code) = self.full.pop() {
            self.unkept.add(code);
        }
    }

    /// Takes a finding. Answers how much it matters here, after what the options make of it.
    pub(crate) fn add(&mut self, mut finding: Finding) -> Severity {
        let mut mark = Mark::of(&finding);
        self.weigh(&mut mark);
        let (severity, scope) = (mark.severity, mark.scope);
        self.count(mark, 1);
        (finding.severity, finding.scope) = (severity, scope);
        self.fatal |= scope == Some(Scope::Fatal);
        self.keep(finding);
        severity
    }

    /// Counts a finding that is not kept. Answers what [`Collector::add`] does.
    pub(crate) fn add_unkept(&mut self, mut mark: Mark<'_>) -> Severity {
        self.weigh(&mut mark);
        self.fatal |= mark.scope == Some(Scope::Fatal);
        self.count(mark, 1);
        mark.severity
    }

    /// Counts findings like this one in so many rows from its row on; none of them is kept.
    pub(crate) fn add_rows(&mut self, finding: Finding, rows: u32) -> Severity {
        let mut mark = Mark::of(&finding);
        self.weigh(&mut mark);
        self.count(mark, rows);
        mark.severity
    }

    /// Takes everything of a block that lies behind what was taken so far.
    pub(crate) fn absorb(&mut self, part: Self, base: &Base) {
        self.fatal |= part.fatal;
        for (code, tally) in FindingCode::ALL.iter().zip(&part.tallies) {
            let own = self.tally(*code);
            for (all, count) in own.counted.iter_mut().zip(tally.counted) {
                *all = all.saturating_add(count);
            }
        }
        for group in part.groups {
            let known = self.groups.len();
            let at = self.place(group.code, group.field.as_ref());
            match self.groups.get_mut(at) {
                // One that is new has nothing of its own yet.
                Some(all) if at == known => *all = group.rebased(base.rows),
                Some(all) => all.absorb(&group, base.rows),
                None => {}
            }
        }
        for mut finding in part.kept {
            base.rebase(&mut finding.place);
            self.keep(finding);
        }
    }

    /// A finding as it matters here.
    fn weigh(&self, mark: &mut Mark<'_>) {
        let code = mark.code;
        let strict =
            self.strict && mark.severity == Severity::Warning && code.stage() < Stage::Inventory;
        if mark.severity == Severity::Error || !(strict || self.raise.contains(&code)) {
            return;
        }
        mark.severity = Severity::Error;
        // What is not about one data row is about the file.
        mark.scope = Some(match mark.is_data {
            true => Scope::Row,
            false => Scope::File,
        });
    }

    fn count(&mut self, mark: Mark<'_>, times: u32) {
        let tally = self.tally(mark.code);
        if let Some(count) = tally.counted.get_mut(mark.severity as usize) {
            *count = count.saturating_add(times);
        }
        let at = self.place(mark.code, mark.field);
        let Some(group) = self.groups.get_mut(at) else {
            return;
        };
        group.severity = match group.count {
            0 => mark.severity,
            _ => group.severity.min(mark.severity),
        };
        group.count = group.count.saturating_add(times);
        group.scope = group.scope.max(mark.scope);
        if let Some(row) = mark.row {
            group.add_rows(row, row.saturating_add(times - 1));
        }
    }

    fn tally(&mut self, code: FindingCode) -> &mut Tally {
        let at = code as usize;
        if self.tallies.len() <= at {
            self.tallies
                .resize(FindingCode::ALL.len().max(at + 1), Tally::default());
        }
        // INVARIANT: it is there now.
        #[expect(clippy::indexing_slicing, reason = "made long enough just before")]
        &mut self.tallies[at]
    }

    /// Where the group of a code and a column stands; a new one is empty.
    fn place(&mut self, code: FindingCode, field: Option<&Arc<str>>) -> usize {
        let address = field.map_or(0, |field| Arc::as_ptr(field).addr());
        let slot = ((address >> 4) ^ (code as usize)) % RECENT;
        let is_same = |group: &Group| match (&group.field, field) {
            (None, None) => group.code == code,
            (Some(known), Some(field)) => group.code == code && Arc::ptr_eq(known, field),
            _ => false,
        };
        if let Some(at) = self.recent.get(slot).copied()
            && self.groups.get(at).is_some_and(is_same)
        {
            return at;
        }
        let next = self.groups.len();
        let at = match self.places.entry((code, field.cloned())) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                self.groups.push(Group {
                    code,
                    severity: code.severity(),
                    scope: None,
                    field: field.cloned(),
                    count: 0,
                    shown: 0,
                    rows: Vec::new(),
                    rows_truncated: false,
                });
                *entry.insert(next)
            }
        };
        self.recent.resize(RECENT, usize::MAX);
        if let Some(recent) = self.recent.get_mut(slot) {
            *recent = at;
        }
        at
    }

    /// Whether a finding of a code in a row would be kept. One that would not be need not be filled in.
    pub(crate) fn keeps(&self, code: FindingCode, row: Option<u32>) -> bool {
        let tally = self.tallies.get(code as usize).copied().unwrap_or_default();
        tally.kept.saturating_add(tally.before) < self.kept_per_code
            || tally.kept > 0 && row.is_some() && tally.last == row
    }

    /// Keeps a finding, up to the cap; what comes behind the cap in its row too, since only the order of the report
    /// decides between them.
    fn keep(&mut self, finding: Finding) {
        if self.keeps(finding.code, finding.place.row) {
            let most = self.kept_per_code;
            let tally = self.tally(finding.code);
            tally.kept += 1;
            tally.last = finding.place.row;
            if tally.kept.saturating_add(tally.before) >= most {
                self.full.push(finding.code);
            }
            self.kept.push(finding);
        }
    }

    /// All findings so far.
    pub(crate) fn total(&self) -> u32 {
        let counts = self.tallies.iter().flat_map(|tally| tally.counted);
        counts.fold(0, u32::saturating_add)
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
        for (code, tally) in FindingCode::ALL.iter().zip(&mut self.tallies) {
            if !stays(*code) {
                *tally = Tally {
                    before: tally.before,
                    ..Tally::default()
                };
            }
        }
        self.groups.retain(|group| stays(group.code));
        let places = self.groups.iter().enumerate();
        self.places = places
            .map(|(at, group)| ((group.code, group.field.clone()), at))
            .collect();
        self.recent.clear();
    }

    /// Whether some findings were counted but not kept.
    pub(crate) fn is_truncated(&self) -> bool {
        self.tallies.iter().any(|tally| {
            let sum = tally.counted.iter().copied().fold(0, u32::saturating_add);
            sum > self.kept_per_code
        })
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
        let (most, mut kept_of) = (self.kept_per_code, vec![0_u32; FindingCode::ALL.len()]);
        self.kept.retain(|finding| {
            let Some(kept) = kept_of.get_mut(finding.code as usize) else {
                return true;
            };
            *kept = kept.saturating_add(1);
            *kept <= most
        });
        counts.by_severity = [Severity::Error, Severity::Warning, Severity::Notice]
            .map(|severity| (severity, 0))
            .into();
        counts.by_code.clear();
        for (code, tally) in FindingCode::ALL.iter().zip(&self.tallies) {
            let all = [Severity::Error, Severity::Warning, Severity::Notice];
            for (severity, count) in all.into_iter().zip(tally.counted) {
                if count > 0 {
                    *counts.by_severity.entry(severity).or_default() += count;
                    *counts.by_code.entry(*code).or_default() += count;
                }
            }
        }
        for group in &mut self.groups {
            group.shown = 0;
        }
        let kept = std::mem::take(&mut self.kept);
        for finding in &kept {
            let at = self.place(finding.code, finding.place.field.as_ref());
            if let Some(group) = self.groups.get_mut(at) {
                group.shown += 1;
            }
        }
        let mut groups = self.groups.clone();
        groups.sort_by(|left, right| {
            let first = |group: &Group| group.rows.first().map(|(first, _)| *first);
            let key = |group: &Group| (group.severity, first(group), group.code.as_str());
            let by_key = key(left).cmp(&key(right));
            by_key.then_with(|| left.field.cmp(&right.field))
        });
        (kept, groups)
    }
}

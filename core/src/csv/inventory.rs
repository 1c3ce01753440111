//! Stage 8: numbers, identities, teams, limits and authority, as a pure function of report and facts.

use super::collect::Collector;
use super::facts::{Counted, Entry, Facts, Kind, Lookup, NumberFact};
use super::outcome::{FactsUsed, Plan, RowStatus};
use super::result::Report;
use crate::contact::destroyed_span;
use crate::e164::E164;
use crate::finding::{Finding, FindingCode, Place, Problem, Scope};
use crate::settings::{ImportExisting, ImportMode, NumberRule};
use crate::text::near_miss;

impl Report {
    /// Runs stage 8 on `facts`, and works out the plan if the file is importable. What an earlier run of stage 8 said
    /// is forgotten, so a report can be checked again when the store has changed.
    ///
    /// Which of several numbers a cell means is settled only where the file is read: if
    /// [`Report::asks_inventory`], validate it again with the same facts, as [`validate_offline`](super::offline::validate_offline) does;
    /// here such a cell stays in error, with the numbers that it may mean.
    ///
    /// A file whose row limit is above 100,000 can only be validated: its report stays `inventory_unchecked`.
    pub fn check(&mut self, facts: &Facts) {
        if self.evidence.fatal {
            return;
        }
        self.evidence.collector.go_on(&mut self.findings);
        if self.evidence.lookup.is_unkept() {
            self.evidence.collector.forget_inventory();
            self.without_facts();
            return;
        }
        let mut stage = Stage8 {
            facts,
            lookup: std::mem::take(&mut self.evidence.lookup),
            statuses: self.evidence.offline.clone(),
            collector: std::mem::take(&mut self.evidence.collector),
            mode: self.options.mode,
        };
        stage.collector.forget_inventory();
        stage.guesses();
        let existing = stage.existing();
        stage.cells(&existing);
        let plan = stage.shortages(&existing);
        self.evidence.lookup = stage.lookup;
        self.evidence.statuses = stage.statuses;
        self.evidence.collector = stage.collector;
        self.facts = FactsUsed {
            checked: true,
            version: Some(facts.version.clone()),
        };
        self.settle();
        self.plan = self.importable().then(|| Plan {
            id: self.plan_id(facts),
            ..plan
        });
    }

    /// Adds what an import says about rows, stage 9.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.evidence.collector.go_on(&mut self.findings);
        for finding in findings {
            let record = finding.place.record.map(|record| record as usize);
            let status = record.and_then(|record| self.evidence.statuses.get_mut(record));
            if let Some(status) = status.filter(|_| finding.is_error()) {
                *status = RowStatus::Error;
            }
            self.evidence.collector.add(finding);
        }
        self.evidence.fatal |= self.evidence.collector.fatal;
        self.settle();
    }

    /// Holds the report to the plan that an import was told to carry out, after [`Report::check`]. If it has another one
    /// by now, or none, it gets the fatal finding `plan_stale`, and nothing of it is importable.
    ///
    /// Answers whether the plan still stands.
    pub fn hold_to(&mut self, plan: &str) -> bool {
        let stands = self
            .plan
            .as_ref()
            .is_some_and(|of| of.id.eq_ignore_ascii_case(plan));
        if !stands && !self.evidence.fatal {
            let stale = Finding::new(FindingCode::PlanStale, Place::default());
            self.add([stale.with("plan", plan)]);
            self.plan = None;
        }
        stands
    }

    /// Says that stage 8 did not run, where it would have had something to look up.
    pub(crate) fn without_facts(&mut self) {
        self.evidence.collector.go_on(&mut self.findings);
        let lookup = &self.evidence.lookup;
        if lookup.is_enabled() || lookup.is_unkept() {
            let finding = Finding::new(FindingCode::InventoryUnchecked, Place::default());
            self.evidence.collector.add(finding);
        }
        self.settle();
    }

    /// Brings counts, groups, findings and rows in line with what was collected.
    fn settle(&mut self) {
        self.counts.tally(&self.evidence.statuses);
        self.truncated = self.evidence.collector.is_truncated();
        (self.findings, self.groups) = self.evidence.collector.finish(&mut self.counts);
        for row in &mut self.rows {
            if let Some(status) = self.evidence.statuses.get(row.record as usize) {
                row.status = *status;
            }
        }
    }
}

struct Stage8<'f> {
    facts: &'f Facts,
    lookup: Lookup,
    statuses: Vec<RowStatus>,
    collector: Collector,
    mode: ImportMode,
}

impl Stage8<'_> {
    /// Hints at the one number that agrees with what a spreadsheet left of it.
    fn guesses(&mut self) {
        let guesses = self.lookup.guesses(&self.statuses, self.facts);
        for finding in &mut self.collector.kept {
            if finding.code != FindingCode::NumberScientificNotation {
                continue;
            }
            // An earlier check may have known of another one.
            finding.params.remove("guess");
            let field = finding.place.field.as_deref();
            let value = finding.value.as_deref();
            let value = value.filter(|_| field.is_some_and(|key| self.lookup.is_number_field(key)));
            let span = value.and_then(|value| destroyed_span(value.trim()));
            if let Some(number) = span.and_then(|span| guesses.get(&span)) {
                finding.params.set("guess", number.to_string());
            }
        }
    }

    /// Whether each row's account exists and is skipped or updated (D-36): then its number and role stay.
    fn existing(&self) -> Vec<bool> {
        let mut existing = vec![false; self.statuses.len()];
        if self.facts.import_existing == ImportExisting::Fail {
            return existing;
        }
        for entry in self.lookup.standing(&self.statuses) {
            if self.lookup.kind(entry.at) == Some(Kind::Identity)
                && self
                    .facts
                    .identities
                    .contains_key(self.lookup.canonical(entry))
                && let Some(existing) = existing.get_mut(entry.record as usize)
            {
                *existing = true;
            }
        }
        existing
    }

    fn cells(&mut self, existing: &[bool]) {
        let entries: Vec<Entry> = self.lookup.standing(&self.statuses).cloned().collect();
        for entry in &entries {
            let existing = existing
                .get(entry.record as usize)
                .copied()
                .unwrap_or(false);
            let finding = match self.lookup.kind(entry.at) {
                Some(Kind::Identity) => self.identity(entry),
                Some(Kind::Team) => self.team(entry),
                Some(Kind::Number) if !existing => self.number(entry),
                Some(Kind::Role) if !existing => self.role(entry),
                Some(Kind::Extension) if !existing => self.extension(entry),
                _ => None,
            };
            let Some(finding) = finding else { continue };
            let severity = self.collector.add(finding);
            if let Some(status) = self.statuses.get_mut(entry.record as usize) {
                *status = (*status).max(RowStatus::of(severity));
            }
        }
    }

    fn identity(&self, entry: &Entry) -> Option<Finding> {
        let account = self.facts.identities.get(self.lookup.canonical(entry))?;
        let problem = Problem::new(FindingCode::AccountIdentityTaken);
        let problem = match &account.status {
            Some(status) => problem.with("status", status.clone()),
            None => problem,
        };
        let finding = self.lookup.finding(entry, problem);
        Some(match self.facts.import_existing {
            ImportExisting::Fail => finding,
            _ => finding.as_warning(),
        })
    }

    fn extension(&self, entry: &Entry) -> Option<Finding> {
        let taken = self
            .facts
            .extensions
            .contains_key(self.lookup.canonical(entry));
        let problem = Problem::new(FindingCode::AccountExtensionTaken);
        taken.then(|| self.lookup.finding(entry, problem))
    }

    fn team(&self, entry: &Entry) -> Option<Finding> {
        let name = self.lookup.canonical(entry);
        let problem = match self.facts.teams.get(name) {
            Some(team) if team.enabled => return None,
            Some(_) => Problem::new(FindingCode::TeamDisabled),
            None => {
                let problem = Problem::new(FindingCode::TeamUnknown);
                match near_miss(name, self.facts.teams.keys().map(String::as_str)) {
                    Some(near) => problem.with_replacement(near),
                    None => problem,
                }
            }
        };
        Some(self.lookup.finding(entry, problem))
    }

    fn role(&self, entry: &Entry) -> Option<Finding> {
        let role = self.lookup.canonical(entry);
        let grantable = self.facts.grantable_roles.as_ref()?;
        let refused = !grantable.iter().any(|grantable| grantable == role);
        let problem = Problem::new(FindingCode::RoleNotGrantable).with("role", role);
        refused.then(|| self.lookup.finding(entry, problem))
    }

    fn number(&self, entry: &Entry) -> Option<Finding> {
        let text = self.lookup.canonical(entry);
        let number: E164 = text.parse().ok()?;
        let problem = |code| Problem::new(code).with("e164", text);
        let Some(fact) = self.facts.numbers.get(&number) else {
            return Some(
                self.lookup
                    .finding(entry, problem(FindingCode::NumberNotInInventory)),
            );
        };
        let problem = match fact {
            NumberFact::Available => return None,
            NumberFact::Reserved { .. } if self.facts.csv_allow_reserved => return None,
            NumberFact::Reserved { .. }
            | NumberFact::Assigned
            | NumberFact::Registered
            | NumberFact::Forwarding => {
                problem(FindingCode::NumberNotAvailable).with("state", fact.as_str())
            }
            NumberFact::Cooling { until } => {
                problem(FindingCode::NumberCooling).with("until", until.to_string())
            }
            NumberFact::OtherOrganization { owner } => {
                let problem = problem(FindingCode::NumberOtherOrganization);
                match owner {
                    Some(owner) => problem.with("owner", owner.clone()),
                    None => problem,
                }
            }
        };
        let cooling = problem.code == FindingCode::NumberCooling;
        let finding = self.lookup.finding(entry, problem);
        Some(if cooling && self.facts.actor_sets_up_numbers {
            finding.as_warning()
        } else {
            finding
        })
    }

    /// Whether there is enough for all rows that could be imported. Answers the plan, but for its id.
    fn shortages(&mut self, existing: &[bool]) -> Plan {
        let mut rows: Vec<NewRow> = self
            .statuses
            .iter()
            .zip(existing)
            .map(|(status, existing)| NewRow {
                is_new: matches!(status, RowStatus::Ok | RowStatus::Warning) && !existing,
                has_number: false,
                is_admin: false,
            })
            .collect();
        for entry in self.lookup.standing(&self.statuses) {
            let Some(row) = rows.get_mut(entry.record as usize) else {
                continue;
            };
            match self.lookup.kind(entry.at) {
                Some(Kind::Number) => row.has_number = true,
                Some(Kind::Role) => row.is_admin = self.lookup.canonical(entry) == "Admin",
                _ => {}
            }
        }
        rows.retain(|row| row.is_new);
        let count = |wanted: fn(&NewRow) -> bool| {
            u32::try_from(rows.iter().filter(|row| wanted(row)).count()).unwrap_or(u32::MAX)
        };
        let creates = count(|_| true);
        let invites = if self.facts.invite { creates } else { 0 };
        let wanted = if self.lookup.wants_numbers {
            count(|row| !row.has_number)
        } else {
            0
        };
        let admins = count(|row| row.is_admin);
        let members = count(|row| !row.is_admin);
        if self.facts.invite && wanted > self.facts.numbers_available {
            self.no_numbers(wanted);
        }
        for limit in &self.facts.limits {
            let more = match limit.counts {
                Counted::Accounts => creates,
                Counted::Admins => admins,
                Counted::Members => members,
                Counted::Invitations => invites,
            };
            if more > 0 && limit.used.saturating_add(more) > limit.max {
                let finding = Finding::new(FindingCode::LimitReached, Place::default())
                    .with("count", more)
                    .with("limit", limit.name.clone())
                    .with("max", limit.max);
                self.collector.add(finding);
            }
        }
        Plan {
            id: String::new(),
            creates,
            invites,
            numbers_wanted: wanted,
            numbers_available: self.facts.numbers_available.min(wanted),
        }
    }

    /// A shortage: an error under strict, and under pool if no number is left; in mode partial the rows beyond are
    /// imported and not invited.
    fn no_numbers(&mut self, wanted: u32) {
        let available = self.facts.numbers_available;
        let finding = Finding::new(FindingCode::NumberPoolExhausted, Place::default())
            .with("wanted", wanted)
            .with("available", available);
        let finding = match self.facts.number_rule {
            NumberRule::Lenient => finding.as_notice(),
            _ if self.mode == ImportMode::Partial => finding.as_warning(),
            NumberRule::Pool if available > 0 || self.facts.any_number_usable => {
                finding.as_warning()
            }
            NumberRule::Strict | NumberRule::Pool => finding.as_error(Scope::File),
        };
        self.collector.add(finding);
    }
}

/// What a row that makes an account asks for.
struct NewRow {
    is_new: bool,
    has_number: bool,
    is_admin: bool,
}

//! The cells of a row, judged, and the rules across them.

use std::borrow::Cow;

use super::super::cell::{Context, Level, Note, State as CellState};
use super::super::collect::Mark;
use super::super::options::Fixes;
use super::super::outcome::RowStatus;
use super::super::reader::{RawRow, cell_bytes};
use super::super::row::{Broken, Value};
use super::Pass;
use super::doubtful::Plainly;
use super::places::plain_text;
use crate::finding::{Finding, FindingCode, Fix, Problem, Scope, Severity, Stage, bounded};

impl Pass<'_> {
    /// Judges the cell of a column and says what there is to say about it. `explained` takes cells whose odd quotes are
    /// said thereby.
    pub(super) fn check_cell(
        &mut self,
        row: &RawRow,
        (record, at): (u32, usize),
        plainly: Option<&mut Plainly<'_, '_>>,
        explained: &mut Vec<usize>,
    ) -> RowStatus {
        let mut notes = std::mem::take(&mut self.notes);
        notes.clear();
        let known = plainly.and_then(|it| {
            let value = self.values.get_mut(at)?;
            let row = (it.window, it.batch, it.row);
            it.quick.judge(at, row, self.text.1, (value, &mut notes))
        });
        let mut state = match known {
            Some(state) => state,
            None => self.evaluate(row, at, &mut notes),
        };
        let mut status = RowStatus::Ok;
        if !notes.is_empty() {
            if self.shared.options.fixes != Fixes::Safe && state != CellState::Error {
                state = self.refuse_fixes(at, &mut notes, state);
            }
            let cell = self.values.get(at).and_then(|value| value.cell);
            for note in notes.drain(..) {
                if matches!(
                    note.problem.code,
                    FindingCode::TextFormulaUnwrapped | FindingCode::QuoteUnpaired
                ) {
                    explained.extend(cell);
                }
                let severity = self.say(row, (record, at), note);
                status = status.max(RowStatus::of(severity));
                if severity == Severity::Error {
                    state = CellState::Error;
                }
            }
        }
        if state == CellState::Error {
            status = RowStatus::Error;
            self.put_in_error(at);
        }
        self.notes = notes;
        status
    }

    /// Takes its value from a cell.
    pub(super) fn put_in_error(&mut self, at: usize) {
        if let Some(value) = self.values.get_mut(at) {
            value.state = CellState::Error;
            value.text.clear();
        }
    }

    /// Whether what was noted about a cell is an error under these options.
    pub(super) fn refuses(&self, notes: &[Note]) -> bool {
        let options = self.shared.options;
        notes.iter().any(|note| {
            let by_fixes = match note.level {
                Level::Error => true,
                Level::Warning => {
                    options.fixes == Fixes::Strict && note.problem.code.stage() < Stage::Inventory
                }
                Level::Fix => options.fixes != Fixes::Safe,
            };
            by_fixes || options.raise.contains(&note.problem.code)
        })
    }

    /// Brings the cell of a column into its canonical value.
    pub(crate) fn evaluate(&mut self, row: &RawRow, at: usize, notes: &mut Vec<Note>) -> CellState {
        let cell_index = self.source(row, at);
        let absent = self
            .shared
            .columns
            .sources
            .get(at)
            .is_none_or(Vec::is_empty);
        let column = self.shared.schema.columns.get(at);
        let Some(value) = self.values.get_mut(at) else {
            return CellState::Blank;
        };
        value.text.clear();
        value.cell = cell_index;
        value.defaulted = false;
        value.state = CellState::Blank;
        if absent {
            if let Some(default) = column
                .filter(|c| c.is_active())
                .and_then(|c| c.default.as_ref())
            {
                value.text.push_str(default);
                value.defaulted = true;
                value.state = CellState::Value;
            }
            return value.state;
        }
        let cell = cell_index.and_then(|index| row.cells.get(index));
        let mut scratch = Vec::new();
        let plain = cell.map_or(Some(""), |cell| plain_text(self.text, cell));
        let raw = match (plain, cell) {
            (Some(text), _) => text.as_bytes(),
            (None, Some(cell)) => cell_bytes(self.bytes, cell, &mut scratch),
            (None, None) => b"",
        };
        let hides_row = cell.is_some_and(|cell| {
            cell.newline && self.reader.most_delimiters_in_a_line(cell) >= self.shared.hidden_from
        });
        value.state = if let Some(cell) = cell.filter(|cell| cell.unclosed) {
            // Nothing else is said about it but what its bytes are.
            if !cell.too_long
                && let Err(bad) = self.shared.encoding.text(raw)
            {
                notes.push(error(bad.problem()));
            }
            CellState::Error
        } else if cell.is_some_and(|cell| cell.too_long) {
            let max = self.shared.limits.cell_bytes;
            notes.push(error(
                Problem::new(FindingCode::CellTooLong).with("max", max),
            ));
            CellState::Error
        } else {
            let encoding = self.shared.encoding;
            match plain.map_or_else(|| encoding.text(raw), |text| Ok(Cow::Borrowed(text))) {
                Ok(text) => {
                    let text = self.shared.columns.as_uploaded(&text);
                    let context = Context {
                        hides_row,
                        facts: self.shared.facts,
                        unkept: self.part.collector.unkept(),
                    };
                    let state = self
                        .shared
                        .judge
                        .judge(at, text, context, &mut value.text, notes);
                    let has_default = column.is_some_and(|column| column.default.is_some());
                    value.defaulted =
                        state == CellState::Value && has_default && encoding.is_blank(raw);
                    state
                }
                Err(bad) => {
                    notes.push(error(bad.problem()));
                    CellState::Error
                }
            }
        };
        value.state
    }

    /// With fixes off or strict nothing is changed: the first fix of a cell is its error, with the replacement.
    pub(super) fn refuse_fixes(
        &self,
        at: usize,
        notes: &mut Vec<Note>,
        state: CellState,
    ) -> CellState {
        let Some(first) = notes.iter().position(|note| note.level == Level::Fix) else {
            return state;
        };
        let canonical = self.values.get(at).map(|value| value.text.clone());
        let mut index = 0;
        notes.retain(|note| {
            index += 1;
            note.level != Level::Fix || index - 1 == first
        });
        if let Some(note) = notes.iter_mut().find(|note| note.level == Level::Fix) {
            note.level = Level::Error;
            let after = note.fix.take().map(|(_, after)| after);
            note.problem.replacement = canonical.filter(|text| !text.is_empty()).or(after);
        }
        CellState::Error
    }

    /// Says what was noted about the cell of a column. What is over the cap is only counted.
    fn say(&mut self, row: &RawRow, (record, at): (u32, usize), note: Note) -> Severity {
        let code = note.problem.code;
        let (severity, scope) = match note.level {
            // Bytes without a meaning are about the whole file.
            Level::Error => (Severity::Error, Some(code.scope().unwrap_or(Scope::Row))),
            Level::Warning => (Severity::Warning, None),
            Level::Fix => (Severity::Notice, None),
        };
        if !self.part.collector.keeps(code, Some(row.row)) {
            return self.part.collector.add_unkept(Mark {
                code,
                severity,
                scope,
                row: Some(row.row),
                is_data: true,
                field: self.shared.columns.keys.get(at),
            });
        }
        let mut place = self.place(row, record, at);
        place.char = note.char;
        let max = self.shared.limits.value_chars;
        let mut finding = Finding::from_problem(note.problem, place);
        (finding.severity, finding.scope) = (severity, scope);
        // A blank cell has no value to show.
        let cell = self.values.get(at).and_then(|value| value.cell);
        let text = cell.map(|cell| self.text(row, cell)).unwrap_or_default();
        if !text.is_empty() {
            let (value, truncated) = bounded(&text, max);
            (finding.value, finding.value_truncated) = (Some(value), truncated);
        }
        if note.level != Level::Error {
            finding.canonical = self.canonical(at).map(Into::into);
        }
        if let Some((before, after)) = note.fix {
            finding.fix = Some(Box::new(Fix {
                before: bounded(&before, max).0,
                after: bounded(&after, max).0,
            }));
        }
        let finding = self.without_secret(at, finding);
        self.part.collector.add(finding)
    }

    pub(crate) fn without_secret(&self, at: usize, finding: Finding) -> Finding {
        match self.shared.schema.columns.get(at) {
            Some(column) if column.secret => finding.without_values(),
            _ => finding,
        }
    }

    pub(crate) fn canonical(&self, at: usize) -> Option<&str> {
        self.values.get(at).and_then(Value::filled)
    }

    pub(super) fn check_rules(&mut self, row: &RawRow, record: u32, status: &mut RowStatus) {
        let shared = self.shared;
        for rule in &shared.rules {
            let Some(broken) = rule.check(self.values.as_slice()) else {
                continue;
            };
            let Broken {
                column,
                problem,
                warning,
            } = broken;
            let mut finding = Finding::from_problem(problem, self.place(row, record, column));
            if let Some(cell) = self.values.get(column).and_then(|value| value.cell) {
                finding = finding.with_value(&self.text(row, cell), self.shared.limits.value_chars);
            }
            if let Some(canonical) = self.canonical(column) {
                finding = finding.with_canonical(canonical);
            }
            let finding = if warning {
                finding.as_warning()
            } else {
                finding.as_error(Scope::Row)
            };
            let severity = self
                .part
                .collector
                .add(self.without_secret(column, finding));
            *status = (*status).max(RowStatus::of(severity));
        }
    }
}

fn error(problem: Problem) -> Note {
    Note {
        problem,
        level: Level::Error,
        fix: None,
        char: None,
    }
}

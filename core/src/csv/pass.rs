//! Stages 5 and 6 over every row, and what stage 7 needs to know of them.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell::{Context, Judge, Level, Note, State as CellState};
use super::collect::Collector;
use super::columns::{FileColumns, shared_keys};
use super::decode::{cell_text, lossy};
use super::facts::{Facts, Lookup};
use super::limits::{LOOKUP_ROWS, Resolved, readable_size};
use super::options::{Fixes, Options, Progress};
use super::outcome::{Cell, Counts, Row, RowStatus};
use super::print::{Print, fingerprint};
use super::reader::{RawCell, RawRow, Reader, cell_bytes};
use super::row::{Broken, Compiled, NoteKind, Value, note_kind};
use super::schema::{ColumnType, Schema, Unique, fold};
use super::write::unguard;
use crate::finding::{Finding, FindingCode, Place, Problem, Scope, Severity};

/// Rows between two calls of the progress function.
const PROGRESS_ROWS: u32 = 1_000;

/// One pass over the rows below the header.
pub(crate) struct Pass<'a, 'r> {
    pub(crate) bytes: &'a [u8],
    /// The whole file, if all of it is text: then no cell needs to be decoded.
    pub(crate) file: Option<&'a str>,
    pub(crate) schema: &'a Schema,
    pub(crate) options: &'a Options,
    pub(crate) limits: &'a Resolved,
    pub(crate) facts: Option<&'a Facts>,
    pub(crate) judge: &'a Judge<'a>,
    pub(crate) rules: Vec<Compiled>,
    pub(crate) columns: FileColumns,
    pub(crate) reader: Reader<'a>,
    pub(crate) collector: &'r mut Collector,
    pub(crate) counts: &'r mut Counts,
    pub(crate) state: State,
}

/// What is known so far.
pub(crate) struct State {
    pub(crate) statuses: Vec<RowStatus>,
    pub(crate) positions: Vec<Position>,
    pub(crate) prints: Vec<(usize, Vec<Print>)>,
    /// Rows in which no unique column is filled, by all their values.
    pub(crate) loose: Vec<(Print, u64)>,
    pub(crate) lookup: Lookup,
    pub(crate) rows: Vec<Row>,
    pub(crate) complete: bool,
    /// Cells of the row at hand, by column of the schema.
    pub(crate) values: Vec<Value>,
    data_rows: u32,
    /// Rows with an error so far.
    with_errors: u32,
    unchecked: u32,
    first_too_many: Option<Place>,
    blank: Vec<Position>,
    note_words: Vec<String>,
    notes: Vec<Note>,
    keys: Arc<[Arc<str>]>,
    hidden_from: usize,
}

/// Where a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) byte: u64,
    pub(crate) row: u32,
    pub(crate) line: u32,
}

impl Position {
    fn of(row: &RawRow) -> Self {
        Self {
            byte: row.range.start as u64,
            row: row.row,
            line: row.line,
        }
    }

    pub(crate) fn place(self, record: Option<u32>) -> Place {
        Place {
            row: Some(self.row),
            line: Some(self.line),
            record,
            byte: Some(self.byte),
            ..Place::default()
        }
    }
}

impl State {
    pub(crate) fn new(schema: &Schema) -> Self {
        let unique = schema
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.unique != Unique::No && column.is_active());
        Self {
            statuses: Vec::new(),
            positions: Vec::new(),
            prints: unique.map(|(at, _)| (at, Vec::new())).collect(),
            loose: Vec::new(),
            lookup: Lookup::default(),
            rows: Vec::new(),
            complete: true,
            values: vec![Value::default(); schema.columns.len()],
            data_rows: 0,
            with_errors: 0,
            unchecked: 0,
            first_too_many: None,
            blank: Vec::new(),
            note_words: schema.words.note.iter().map(|word| fold(word)).collect(),
            notes: Vec::new(),
            keys: shared_keys(schema).into(),
            hidden_from: usize::MAX,
        }
    }
}

impl Pass<'_, '_> {
    /// Reads every row below the header.
    pub(crate) fn run(&mut self, progress: &mut dyn FnMut(Progress) -> ControlFlow<()>) {
        let width = self.columns.width_without_blanks();
        self.state.hidden_from = if width >= 2 { width - 1 } else { usize::MAX };
        self.state.lookup = if self.limits.rows <= LOOKUP_ROWS {
            Lookup::new(self.schema, &self.columns)
        } else {
            Lookup::unkept(self.schema)
        };
        let mut row = RawRow::default();
        let mut until_progress = PROGRESS_ROWS;
        while self.reader.next_row(&mut row) {
            self.read_row(&row);
            until_progress -= 1;
            if until_progress == 0 {
                until_progress = PROGRESS_ROWS;
                if progress(self.progress()).is_break() {
                    self.state.complete = false;
                    return;
                }
            }
        }
        if progress(self.progress()).is_break() {
            self.state.complete = false;
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            bytes: self.reader.position() as u64,
            bytes_total: self.bytes.len() as u64,
            rows: self.state.data_rows,
            with_errors: self.state.with_errors,
        }
    }

    fn read_row(&mut self, row: &RawRow) {
        if self.is_blank(row) {
            self.state.blank.push(Position::of(row));
            return;
        }
        self.flush_blank();
        if !row.too_large && self.is_skipped(row) {
            return;
        }
        let record = self.state.data_rows;
        self.state.data_rows = record.saturating_add(1);
        if u64::from(record) >= self.limits.rows {
            self.state.unchecked = self.state.unchecked.saturating_add(1);
            if self.state.first_too_many.is_none() {
                self.state.first_too_many = Some(Position::of(row).place(None));
            }
            return;
        }
        self.state.positions.push(Position::of(row));
        self.state.lookup.begin(row.row, row.line);
        let status = self.check_row(row, record);
        self.state.statuses.push(status);
        self.state.with_errors += u32::from(status == RowStatus::Error);
        if self.options.collect_rows {
            self.collect(row, record, status);
        }
    }

    /// Blank rows turned out to stand in the middle.
    fn flush_blank(&mut self) {
        for position in std::mem::take(&mut self.state.blank) {
            self.counts.skipped.blank = self.counts.skipped.blank.saturating_add(1);
            self.collector
                .add(Finding::new(FindingCode::BlankRow, position.place(None)));
        }
    }

    fn is_blank(&self, row: &RawRow) -> bool {
        if row.width > row.cells.len() || row.too_large {
            return false;
        }
        row.cells.iter().enumerate().all(|(index, cell)| {
            let raw = self.bytes.get(cell.content.clone()).unwrap_or_default();
            self.columns.is_own(index) || is_blank(raw)
        })
    }

    /// Whether it is the template's note or sample; then that is said.
    fn is_skipped(&mut self, row: &RawRow) -> bool {
        let first = self.text(row, self.columns.first);
        let note = match note_kind(&first, &self.state.note_words) {
            Some(NoteKind::Label) => true,
            Some(NoteKind::Word) => !self.names_somebody(row),
            None => false,
        };
        if !note && !self.is_sample(row) {
            return false;
        }
        let first = first.into_owned();
        let place = Position::of(row).place(None);
        let code = if note {
            self.counts.skipped.note = self.counts.skipped.note.saturating_add(1);
            FindingCode::TemplateNoteRow
        } else {
            self.counts.skipped.sample = self.counts.skipped.sample.saturating_add(1);
            FindingCode::TemplateSampleRow
        };
        let (text, _) = crate::finding::bounded(first.trim(), self.limits.value_chars);
        self.collector
            .add(Finding::new(code, place).with("text", text.into_string()));
        self.quotes(row, None, &[]);
        true
    }

    /// Whether a row that may be a note identifies somebody; without an identity column, whether more is filled.
    fn names_somebody(&self, row: &RawRow) -> bool {
        let identity = self.schema.columns.iter().position(|column| {
            matches!(
                column.kind,
                ColumnType::Identity { .. } | ColumnType::Email {}
            ) && column.is_active()
        });
        match identity {
            Some(at) => self
                .source(row, at)
                .is_some_and(|cell| self.judge.is_identity(&self.text(row, cell))),
            None => {
                let filled = (0..row.cells.len()).filter(|cell| {
                    *cell != self.columns.first && !self.text(row, *cell).trim().is_empty()
                });
                filled.count() > 0
            }
        }
    }

    fn is_sample(&self, row: &RawRow) -> bool {
        let mut told_apart = 0;
        for (at, column) in self.schema.columns.iter().enumerate() {
            if !column.is_active() {
                continue;
            }
            let Some(cell) = self.source(row, at) else {
                continue;
            };
            let sample = column.sample.as_deref().unwrap_or_default();
            // A template guards its numbers.
            if unguard(self.text(row, cell).trim()) != sample {
                return false;
            }
            told_apart += usize::from(!sample.is_empty());
        }
        told_apart >= 2
    }

    fn check_row(&mut self, row: &RawRow, record: u32) -> RowStatus {
        if row.too_large {
            let finding = Finding::new(
                FindingCode::RowTooLarge,
                Position::of(row).place(Some(record)),
            )
            .with("max", readable_size(self.limits.row_bytes as u64));
            self.collector.add(finding);
            self.quotes(row, Some(record), &[]);
            return RowStatus::Error;
        }
        let mut status = RowStatus::Ok;
        if !self.check_width(row, record, &mut status) {
            self.unclosed(row, Some(record));
            return RowStatus::Error;
        }
        self.watch(row);
        let mut explained: Vec<usize> = Vec::new();
        for at in 0..self.schema.columns.len() {
            self.check_cell(row, record, at, &mut status, &mut explained);
        }
        if self.quotes(row, Some(record), &explained) {
            status = status.max(RowStatus::Warning);
        }
        if row.cells.iter().any(|cell| cell.unclosed) {
            status = RowStatus::Error;
        }
        self.check_rules(row, record, &mut status);
        self.remember(row, record);
        status
    }

    /// Whether the row has a width with which its cells can be told apart.
    fn check_width(&mut self, row: &RawRow, record: u32, status: &mut RowStatus) -> bool {
        let (least, most) = (
            self.columns.width_without_blanks(),
            self.columns.columns.len(),
        );
        let place = || Position::of(row).place(Some(record));
        if (least..=most).contains(&row.width) {
            return true;
        }
        let finding = if row.width > most {
            let extra = row.cells.get(most..).unwrap_or_default();
            let blank = row.width == row.cells.len()
                && extra
                    .iter()
                    .all(|cell| is_blank(self.bytes.get(cell.content.clone()).unwrap_or_default()));
            if blank {
                Finding::new(FindingCode::RowTrimmed, place()).with("count", extra.len())
            } else {
                Finding::new(FindingCode::RowTooLong, place())
                    .with("found", row.width)
                    .with("expected", least)
                    .with("delimiter", char::from(self.reader.delimiter()).to_string())
            }
        } else if row.width >= self.columns.needed {
            Finding::new(FindingCode::RowPadded, place())
                .with("found", row.width)
                .with("expected", least)
        } else {
            let finding = Finding::new(FindingCode::RowTooShort, place())
                .with("found", row.width)
                .with("expected", least);
            match self.width_hint(row) {
                Some(hint) => finding.with("hint", hint),
                None => finding,
            }
        };
        let structural = matches!(
            finding.code,
            FindingCode::RowTooLong | FindingCode::RowTooShort
        );
        let severity = self.collector.add(finding);
        *status = (*status).max(RowStatus::of(severity));
        !structural
    }

    /// Why a row may be too short: another separator, or a quote.
    fn width_hint(&self, row: &RawRow) -> Option<String> {
        if row.cells.iter().any(|cell| cell.stray || cell.unclosed) {
            return Some("Look at the quotes of this row: one may be missing.".to_owned());
        }
        let raw = self.bytes.get(row.range.clone())?;
        let wanted = self.columns.width_without_blanks().saturating_sub(1).max(1);
        let other = [b',', b';', b'\t', b'|'].into_iter().find(|other| {
            *other != self.reader.delimiter()
                && raw.iter().filter(|byte| *byte == other).count() >= wanted
        })?;
        let named = if other == b'\t' {
            "TAB".to_owned()
        } else {
            format!("'{}'", char::from(other))
        };
        Some(format!(
            "This row seems to be separated by {named}, unlike the header."
        ))
    }

    /// Remembers which columns that are not used are filled.
    fn watch(&mut self, row: &RawRow) {
        if self.columns.watched.is_empty() {
            return;
        }
        for index in &self.columns.watched {
            let Some(column) = self.columns.columns.get_mut(*index) else {
                continue;
            };
            if !column.filled
                && let Some(cell) = row.cells.get(*index)
            {
                column.filled = !is_blank(self.bytes.get(cell.content.clone()).unwrap_or_default());
            }
        }
    }

    fn check_cell(
        &mut self,
        row: &RawRow,
        record: u32,
        at: usize,
        status: &mut RowStatus,
        explained: &mut Vec<usize>,
    ) {
        let mut notes = std::mem::take(&mut self.state.notes);
        notes.clear();
        let mut state = self.evaluate(row, at, &mut notes);
        let cell = self.state.values.get(at).and_then(|value| value.cell);
        if !notes.is_empty() {
            if self.options.fixes != Fixes::Safe && state != CellState::Error {
                state = self.refuse_fixes(at, &mut notes, state);
            }
            for note in notes.drain(..) {
                if matches!(
                    note.problem.code,
                    FindingCode::TextFormulaUnwrapped | FindingCode::QuoteUnpaired
                ) {
                    explained.extend(cell);
                }
                let finding = self.finding_of(row, record, at, note);
                let severity = self.collector.add(finding);
                *status = (*status).max(RowStatus::of(severity));
                if severity == Severity::Error {
                    state = CellState::Error;
                }
            }
        }
        if state == CellState::Error {
            *status = RowStatus::Error;
            if let Some(value) = self.state.values.get_mut(at) {
                value.state = CellState::Error;
                value.text.clear();
            }
        }
        self.state.notes = notes;
    }

    /// Brings the cell of a column into its canonical value.
    pub(crate) fn evaluate(&mut self, row: &RawRow, at: usize, notes: &mut Vec<Note>) -> CellState {
        let cell_index = self.source(row, at);
        let absent = self.columns.sources.get(at).is_none_or(Vec::is_empty);
        let column = self.schema.columns.get(at);
        let Some(value) = self.state.values.get_mut(at) else {
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
        let plain = cell.map_or(Some(""), |cell| plain_text(self.file, cell));
        let raw = match (plain, cell) {
            (Some(text), _) => text.as_bytes(),
            (None, Some(cell)) => cell_bytes(self.bytes, cell, &mut scratch),
            (None, None) => b"",
        };
        let hides_row = cell.is_some_and(|cell| {
            cell.newline && self.reader.most_delimiters_in_a_line(cell) >= self.state.hidden_from
        });
        let error = |problem: Problem| Note {
            problem,
            level: Level::Error,
            fix: None,
            char: None,
        };
        value.state = if cell.is_some_and(|cell| cell.unclosed) {
            CellState::Error
        } else if cell.is_some_and(|cell| cell.too_long) {
            let max = readable_size(self.limits.cell_bytes as u64);
            notes.push(error(
                Problem::new(FindingCode::CellTooLong).with("max", max),
            ));
            CellState::Error
        } else {
            match plain.map_or_else(|| cell_text(raw), Ok) {
                Ok(text) => {
                    let text = self.columns.as_uploaded(text);
                    let context = Context {
                        hides_row,
                        facts: self.facts,
                    };
                    let state = self.judge.judge(at, text, context, &mut value.text, notes);
                    value.defaulted = state == CellState::Value && is_blank(raw);
                    state
                }
                Err(bad) => {
                    let problem = Problem::new(FindingCode::InvalidUtf8).with("hex", bad.hex);
                    notes.push(error(match bad.guess {
                        Some(guess) => problem.with("guess", guess),
                        None => problem,
                    }));
                    CellState::Error
                }
            }
        };
        value.state
    }

    /// With fixes off or strict nothing is changed: the first fix of a cell is its error, with the replacement.
    fn refuse_fixes(&self, at: usize, notes: &mut Vec<Note>, state: CellState) -> CellState {
        let Some(first) = notes.iter().position(|note| note.level == Level::Fix) else {
            return state;
        };
        let canonical = self.state.values.get(at).map(|value| value.text.clone());
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

    fn finding_of(&self, row: &RawRow, record: u32, at: usize, note: Note) -> Finding {
        let cell = self.state.values.get(at).and_then(|value| value.cell);
        let mut place = self.place(row, record, at);
        place.char = note.char;
        let max = self.limits.value_chars;
        let mut finding = Finding::from_problem(note.problem, place);
        finding = match note.level {
            Level::Error => finding.as_error(Scope::Row),
            Level::Warning => finding.as_warning(),
            Level::Fix => finding.as_notice(),
        };
        // A blank cell has no value to show.
        if let Some(text) = cell
            .map(|cell| self.text(row, cell))
            .filter(|text| !text.is_empty())
        {
            finding = finding.with_value(&text, max);
        }
        if let Some(canonical) = self.canonical(at).filter(|_| note.level != Level::Error) {
            finding = finding.with_canonical(canonical);
        }
        if let Some((before, after)) = note.fix {
            finding = finding.with_fix(&before, &after, max);
        }
        self.without_secret(at, finding)
    }

    fn without_secret(&self, at: usize, finding: Finding) -> Finding {
        match self.schema.columns.get(at) {
            Some(column) if column.secret => finding.without_values(),
            _ => finding,
        }
    }

    fn canonical(&self, at: usize) -> Option<&str> {
        self.state.values.get(at).and_then(Value::filled)
    }

    fn check_rules(&mut self, row: &RawRow, record: u32, status: &mut RowStatus) {
        let broken: Vec<Broken> = self
            .rules
            .iter()
            .filter_map(|rule| rule.check(&self.state.values))
            .collect();
        for Broken {
            column,
            problem,
            warning,
        } in broken
        {
            let mut finding = Finding::from_problem(problem, self.place(row, record, column));
            if let Some(cell) = self.state.values.get(column).and_then(|value| value.cell) {
                finding = finding.with_value(&self.text(row, cell), self.limits.value_chars);
            }
            if let Some(canonical) = self.canonical(column) {
                finding = finding.with_canonical(canonical);
            }
            let finding = if warning {
                finding.as_warning()
            } else {
                finding.as_error(Scope::Row)
            };
            let severity = self.collector.add(self.without_secret(column, finding));
            *status = (*status).max(RowStatus::of(severity));
        }
    }

    /// Keeps what stages 7 and 8 need of the row.
    fn remember(&mut self, row: &RawRow, record: u32) {
        let mut unique_filled = false;
        for (at, prints) in &mut self.state.prints {
            let Some(value) = self.state.values.get(*at) else {
                continue;
            };
            unique_filled |= value.state != CellState::Blank;
            if let Some(text) = value.filled().filter(|_| !value.defaulted) {
                prints.push(Print {
                    hash: fingerprint(text),
                    record,
                });
            }
        }
        let in_error = self
            .state
            .values
            .iter()
            .any(|value| value.state == CellState::Error);
        if !unique_filled && !in_error {
            let (hash, second) = self.row_print();
            self.state.loose.push((Print { hash, record }, second));
        }
        if self.state.lookup.is_enabled() {
            let mut lookup = std::mem::take(&mut self.state.lookup);
            self.look_up_later(row, record, &mut lookup);
            self.state.lookup = lookup;
        }
    }

    fn look_up_later(&self, row: &RawRow, record: u32, lookup: &mut Lookup) {
        for (at, value) in self.state.values.iter().enumerate() {
            if !lookup.looks_up(at) || value.state == CellState::Blank {
                continue;
            }
            let raw = value
                .cell
                .map_or(Cow::Borrowed(""), |cell| self.text(row, cell));
            let start = value
                .cell
                .and_then(|cell| row.cells.get(cell))
                .map(|cell| cell.start);
            let byte = start.unwrap_or(row.range.end) as u64;
            match value.filled() {
                Some(canonical) => lookup.add(at, record, canonical, &raw, byte),
                None if lookup.is_number(at) => {
                    lookup.add_candidates(self.judge.candidates(at, &raw));
                }
                None => {}
            }
        }
    }

    /// Two independent fingerprints of all canonical values of the row at hand.
    pub(crate) fn row_print(&self) -> (u64, u64) {
        let mut all = String::new();
        for value in &self.state.values {
            all.push_str(value.filled().unwrap_or_default());
            all.push('\u{1f}');
        }
        let first = fingerprint(&all);
        all.push('\u{1e}');
        (first, fingerprint(&all))
    }

    fn collect(&mut self, row: &RawRow, record: u32, status: RowStatus) {
        let cells = (0..self.schema.columns.len())
            .map(|at| Cell {
                text: self
                    .source(row, at)
                    .map_or(Cow::Borrowed(""), |cell| self.text(row, cell))
                    .into(),
                value: if row.too_large {
                    None
                } else {
                    self.canonical(at).map(Into::into)
                },
            })
            .collect();
        let position = Position::of(row);
        self.state.rows.push(Row {
            row: position.row,
            line: position.line,
            record,
            byte: position.byte,
            status,
            keys: Arc::clone(&self.state.keys),
            cells,
        });
    }

    /// The cell that feeds a column: of several the first that is filled.
    fn source(&self, row: &RawRow, at: usize) -> Option<usize> {
        match self.columns.sources.get(at)?.as_slice() {
            [] => None,
            [one] => (*one < row.cells.len()).then_some(*one),
            several => {
                let present = several
                    .iter()
                    .copied()
                    .filter(|index| *index < row.cells.len());
                let filled = present
                    .clone()
                    .find(|index| !self.text(row, *index).trim().is_empty());
                filled.or_else(|| {
                    several
                        .first()
                        .copied()
                        .filter(|index| *index < row.cells.len())
                })
            }
        }
    }

    /// The text of a cell as uploaded, whatever its bytes.
    pub(crate) fn text(&self, row: &RawRow, cell: usize) -> Cow<'_, str> {
        let Some(cell) = row.cells.get(cell) else {
            return Cow::Borrowed("");
        };
        if let Some(text) = plain_text(self.file, cell) {
            return Cow::Borrowed(self.columns.as_uploaded(text));
        }
        let mut scratch = Vec::new();
        let text = if cell.doubled {
            Cow::Owned(lossy(cell_bytes(self.bytes, cell, &mut scratch)).into_owned())
        } else {
            lossy(self.bytes.get(cell.content.clone()).unwrap_or_default())
        };
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(self.columns.as_uploaded(text)),
            Cow::Owned(text) if self.columns.own_report => {
                Cow::Owned(self.columns.as_uploaded(&text).to_owned())
            }
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    /// The place of a column in a row, also where the row ends before it or the file has no such column.
    pub(crate) fn place(&self, row: &RawRow, record: u32, at: usize) -> Place {
        let value_cell = self.state.values.get(at).and_then(|value| value.cell);
        let index = value_cell.or_else(|| self.columns.sources.get(at)?.first().copied());
        let mut place = match index {
            Some(index) => self.cell_place(row, Some(record), index),
            None => Position::of(row).place(Some(record)),
        };
        place.field = self.columns.keys.get(at).cloned();
        place
    }

    fn cell_place(&self, row: &RawRow, record: Option<u32>, index: usize) -> Place {
        let cell = row.cells.get(index);
        let header = self.columns.columns.get(index);
        let byte = cell.map_or(row.range.end, |cell| cell.start);
        let field = header.and_then(|column| match column.target {
            Some(super::header::Target::Column(at)) => self.columns.keys.get(at).cloned(),
            _ => None,
        });
        Place {
            row: Some(row.row),
            line: Some(self.reader.line_of(row, byte)),
            record,
            column: u32::try_from(index + 1).ok(),
            byte: Some(byte as u64),
            field,
            label: header.map(|column| Arc::clone(&column.label)),
            ..Place::default()
        }
    }

    /// Quotes in odd places, but those that a cell rule explains. Answers whether there was one.
    fn quotes(&mut self, row: &RawRow, record: Option<u32>, explained: &[usize]) -> bool {
        if !row.cells.iter().any(|cell| cell.stray || cell.unclosed) {
            return false;
        }
        self.unclosed(row, record);
        let mut found = false;
        for (index, cell) in row.cells.iter().enumerate() {
            if !cell.stray || explained.contains(&index) {
                continue;
            }
            found = true;
            let finding =
                Finding::new(FindingCode::StrayQuote, self.cell_place(row, record, index));
            let finding = finding.with_value(&self.shown(row, index), self.limits.value_chars);
            self.collector.add(finding);
        }
        found
    }

    fn unclosed(&mut self, row: &RawRow, record: Option<u32>) {
        for (index, cell) in row.cells.iter().enumerate() {
            if cell.unclosed {
                let place = self.cell_place(row, record, index);
                let finding = Finding::new(FindingCode::UnclosedQuote, place);
                let finding = finding.with_value(&self.shown(row, index), self.limits.value_chars);
                self.collector.add(finding);
            }
        }
    }

    /// The text of a cell for a finding, unless its column is secret or refused.
    fn shown(&self, row: &RawRow, index: usize) -> String {
        let hidden = match self
            .columns
            .columns
            .get(index)
            .and_then(|column| column.target)
        {
            Some(super::header::Target::Refused(_)) => true,
            Some(super::header::Target::Column(at)) => self
                .schema
                .columns
                .get(at)
                .is_some_and(|column| column.secret),
            None => false,
        };
        if hidden {
            "[hidden]".to_owned()
        } else {
            self.text(row, index).into_owned()
        }
    }

    /// What can only be said at the end of the file.
    pub(crate) fn finish(&mut self) {
        let trailing = std::mem::take(&mut self.state.blank);
        if let Some(first) = trailing.first() {
            let count = u32::try_from(trailing.len()).unwrap_or(u32::MAX);
            self.counts.skipped.blank = self.counts.skipped.blank.saturating_add(count);
            let place = first.place(None);
            let finding = Finding::new(FindingCode::TrailingBlankRowsIgnored, place);
            self.collector.add(finding.with("count", count));
        }
        let ends = self.reader.line_ends();
        if ends.mixed() {
            let counts = [("CRLF", ends.crlf), ("LF", ends.lf), ("CR", ends.cr)]
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(name, count)| format!("{count} {name}"))
                .collect::<Vec<_>>()
                .join(", ");
            let finding = Finding::new(FindingCode::LineEndingsMixed, Place::default());
            self.collector.add(finding.with("counts", counts));
        }
        for finding in self.columns.findings_at_end(self.schema) {
            self.collector.add(finding);
        }
        if self.state.data_rows == 0 && self.state.complete {
            self.collector
                .add(Finding::new(FindingCode::NoDataRows, Place::default()));
        }
        if let Some(place) = self.state.first_too_many.take() {
            self.state.complete = false;
            let files = u64::from(self.state.data_rows).div_ceil(self.limits.rows);
            let finding = Finding::new(FindingCode::TooManyRows, place)
                .with("count", self.state.data_rows)
                .with("max", self.limits.rows)
                .with("files", files);
            self.collector.add(finding);
        }
        let counts = &mut *self.counts;
        counts.unchecked = self.state.unchecked;
        counts.tally(&self.state.statuses);
        for (row, status) in self.state.rows.iter_mut().zip(&self.state.statuses) {
            row.status = *status;
        }
    }
}

/// The text of a cell in a file that is all text, unless its quotes are doubled or it is cut within a character.
fn plain_text<'a>(file: Option<&'a str>, cell: &RawCell) -> Option<&'a str> {
    if cell.doubled {
        return None;
    }
    file?.get(cell.content.clone())
}

/// Whether a cell holds nothing but space.
fn is_blank(raw: &[u8]) -> bool {
    match raw.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(byte) if byte.is_ascii() => false,
        // The first character decides in most cells, and only so much is decoded.
        Some(_) => raw.utf8_chunks().all(|chunk| {
            chunk.invalid().is_empty() && chunk.valid().chars().all(shows_nothing)
        }),
    }
}

fn shows_nothing(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

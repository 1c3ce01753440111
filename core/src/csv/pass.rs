//! Stages 5 and 6 over every row, and what stage 7 needs to know of them.

mod cells;
mod ending;
mod kept;
mod places;
mod quotes;
mod skipped;
mod width;

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cell::{Judge, Note};
use super::collect::Collector;
use super::columns::{FileColumns, shared_keys};
use super::facts::{Facts, Lookup};
use super::limits::{LOOKUP_ROWS, Resolved};
use super::options::{Options, Progress};
use super::outcome::{Counts, Row, RowStatus};
use super::print::Print;
use super::reader::{RawRow, Reader};
use super::row::{Compiled, Value};
use super::schema::{Schema, Unique, fold};
use crate::finding::{Finding, FindingCode, Place};

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

    fn check_row(&mut self, row: &RawRow, record: u32) -> RowStatus {
        if row.too_large {
            let finding = Finding::new(
                FindingCode::RowTooLarge,
                Position::of(row).place(Some(record)),
            )
            .with("max", self.limits.row_bytes);
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
}

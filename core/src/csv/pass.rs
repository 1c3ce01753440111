//! Stages 5 and 6 over every row, and what stage 7 needs to know of them.

mod cells;
mod doubtful;
mod kept;
mod places;
mod quick;
mod quotes;
mod skipped;
mod width;

use self::doubtful::Plainly;
use self::quick::CleanRows;
use super::block::{
    Assumed, Blanks, CHECKPOINT_BYTES, CHECKPOINT_ROWS, Checkpoint, Part, Shared, Start,
};
use super::cell::Note;
use super::collect::Collector;
use super::decode::TextEncoding;
use super::decode::utf16::Offsets;
use super::guessed::Guessed;
use super::outcome::{RowStatus, Skipped};
use super::position::Position;
use super::quick::Quick;
use super::reader::{LineEnds, Quotes, RawRow, Reader};
use super::row::Value;
use super::source::Block;
use crate::finding::{Finding, FindingCode};

/// Reads blocks, one after the other. Each thread has its own.
pub(crate) struct Worker<'s> {
    shared: &'s Shared<'s>,
    quick: Option<Quick<'s>>,
}

impl<'s> Worker<'s> {
    pub(crate) fn new(shared: &'s Shared<'s>) -> Self {
        Self {
            shared,
            quick: Quick::new(shared).filter(|_| !shared.options.thorough),
        }
    }

    /// Reads the rows that begin in `block`. `collector` is empty and knows how many findings are still kept.
    pub(crate) fn read(
        &mut self,
        block: &Block<'_>,
        assumed: Assumed,
        collector: Collector,
    ) -> Part {
        let mut pass = Pass::new(self.shared, &block.text, block.whole);
        pass.part.collector = collector;
        pass.part.assumed = assumed;
        pass.begin(block, assumed);
        if let Some(quick) = &mut self.quick {
            quick.set_unkept(pass.part.collector.unkept());
        }
        pass.rows(block.end, self.quick.as_mut());
        pass.into_part()
    }
}

/// One pass over the rows of a block, or over rows that are read again.
pub(crate) struct Pass<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) bytes: &'a [u8],
    /// Where the row at hand begins, and its bytes if all of them are text: then no cell needs to be decoded.
    text: (usize, Option<&'a str>),
    /// Where characters stood in a file of UTF-16.
    offsets: Option<Offsets>,
    pub(crate) reader: Reader<'a>,
    /// Cells of the row at hand, by column of the schema.
    pub(crate) values: Vec<Value>,
    pub(crate) part: Part,
    notes: Vec<Note>,
    /// All values of a row.
    all: String,
    /// Columns that were not filled yet, of those for which it matters.
    watched: Vec<usize>,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(shared: &'a Shared<'a>, bytes: &'a [u8], whole: bool) -> Self {
        let mut reader = Reader::new(bytes, 0, shared.delimiter, &shared.limits).window(whole);
        reader.set_columns(shared.width);
        Self {
            shared,
            bytes,
            text: (0, None),
            offsets: shared.encoding.is_utf16().then(|| Offsets::of(bytes)),
            reader,
            values: vec![Value::default(); shared.schema.columns.len()],
            part: Part::empty(shared),
            notes: Vec::new(),
            all: String::new(),
            watched: shared.columns.watched.clone(),
        }
    }

    /// How far a place in these bytes is from their beginning in the file as uploaded.
    pub(crate) fn uploaded(&self, at: usize) -> u64 {
        match &self.offsets {
            Some(offsets) => offsets.uploaded(self.bytes, at),
            None => at as u64,
        }
    }

    /// Where a row begins.
    fn position(&self, row: &RawRow) -> Position {
        Position {
            byte: self.uploaded(row.range.start),
            at: row.range.start as u64,
            row: row.row,
            line: row.line,
        }
    }

    /// Goes to the first row of a block.
    fn begin(&mut self, block: &Block<'_>, assumed: Assumed) {
        let reader = Reader::new(self.bytes, 0, self.shared.delimiter, &self.shared.limits);
        let mut reader = reader.window(block.whole).with_quotes(Quotes {
            left: assumed.quotes_left,
            used: 0,
            recovered: Vec::new(),
            literal_from: assumed.literal.then_some(0),
        });
        reader.set_columns(self.shared.width);
        match assumed.start {
            Start::At { offset, skipping } => {
                reader.seek(offset, 0, 0);
                if skipping {
                    reader.skip_rest();
                }
            }
            Start::Guess => reader.seek(first_row(self.bytes, block.before), 0, 0),
        }
        self.part.first = reader.position();
        self.reader = reader;
    }

    /// Goes to a row that was read before, whose bytes these are.
    pub(crate) fn start_again(&mut self, quotes: Quotes, position: Position) {
        let reader = Reader::new(self.bytes, 0, self.shared.delimiter, &self.shared.limits);
        let whole = self.reader.is_whole();
        let mut reader = reader.window(whole).with_quotes(quotes);
        reader.set_columns(self.shared.width);
        reader.seek(0, position.row - 1, position.line - 1);
        self.reader = reader;
    }

    /// Brings all cells of a row into their canonical values; what was said about them is not said twice. As then, a
    /// cell in error has none, nor has a row whose cells cannot be told apart.
    pub(crate) fn evaluate_all(&mut self, row: &RawRow) {
        self.decode(row);
        if self.is_torn(row) {
            self.values.fill(Value::default());
            return;
        }
        let mut notes = std::mem::take(&mut self.notes);
        for at in 0..self.shared.schema.columns.len() {
            notes.clear();
            let state = self.evaluate(row, at, &mut notes);
            if state != super::cell::State::Error && self.refuses(&notes) {
                self.put_in_error(at);
            }
        }
        self.notes = notes;
    }

    /// Reads every row that begins before `end`: those of which nothing can be said quickly, each other one thoroughly.
    fn rows(&mut self, end: usize, quick: Option<&mut Quick<'_>>) {
        let mut row = RawRow::default();
        let mut clean = quick.map(|quick| CleanRows::new(quick, self.bytes, end, self.shared));
        while self.reader.position() < end {
            if let Some(clean) = &mut clean
                && self.read_plain(clean, end, &mut row)
            {
                continue;
            }
            if !self.reader.next_row(&mut row) {
                break;
            }
            self.read_row(&row, None);
        }
    }

    /// Decodes a row.
    fn decode(&mut self, row: &RawRow) {
        let bytes = self.bytes.get(row.range.clone()).unwrap_or_default();
        // What would be UTF-8 by chance is something else in Windows-1252.
        let is_text = self.shared.encoding != TextEncoding::Windows1252 || bytes.is_ascii();
        let text = str::from_utf8(bytes).ok().filter(|_| is_text);
        self.text = (row.range.start, text);
    }

    fn into_part(mut self) -> Part {
        (self.part.rows, self.part.lines) = self.reader.counted();
        self.part.next = self.reader.position();
        self.part.skipping = self.reader.is_skipping();
        self.part.ends = self.reader.line_ends();
        self.part.quotes.clone_from(self.reader.quotes());
        self.part
    }

    fn read_row(&mut self, row: &RawRow, mut plainly: Option<Plainly<'_, '_>>) {
        self.decode(row);
        if self.shared.is_guess {
            self.part.guessed.take(self.bytes, row);
        }
        if u64::from(self.part.records) < self.part.assumed.rows_left {
            // Also of a row that is no data: many of them may lie between two that are read again.
            self.mark(self.position(row), self.part.records);
        }
        if self.is_blank(row) {
            let kept = self.shared.limits.findings_per_code;
            let position = self.position(row);
            self.part.blank.push(position, kept);
            return;
        }
        self.part.is_filled = true;
        self.flush_blank();
        let is_data = row.too_large
            || plainly
                .as_ref()
                .is_some_and(|it| it.quick.is_data(it.window, it.batch, it.row));
        if !is_data && self.is_skipped(row) {
            return;
        }
        let record = self.part.records;
        self.part.records = record.saturating_add(1);
        if u64::from(record) >= self.part.assumed.rows_left {
            self.part.unchecked = self.part.unchecked.saturating_add(1);
            if self.part.first_too_many.is_none() {
                self.part.first_too_many = Some(self.position(row));
            }
            return;
        }
        self.part.lookup.begin(row.row, row.line);
        let status = self.check_row(row, record, plainly.as_mut());
        self.part.collector.end_row();
        self.part.statuses.push(status);
        if self.shared.keeps_rows {
            self.collect(row, record, status);
        }
    }

    /// Remembers where a row begins, if it is far from the one last remembered.
    fn mark(&mut self, position: Position, record: u32) {
        let near = self.part.checkpoints.last().is_some_and(|last| {
            record - last.record < CHECKPOINT_ROWS
                && position.at - last.position.at < CHECKPOINT_BYTES
        });
        if !near {
            self.part.checkpoints.push(Checkpoint { record, position });
        }
    }

    fn check_row(
        &mut self,
        row: &RawRow,
        record: u32,
        mut plainly: Option<&mut Plainly<'_, '_>>,
    ) -> RowStatus {
        // A row whose cells cannot be told apart has no values, least of all those of the row before.
        for value in &mut self.values {
            value.state = super::cell::State::Blank;
            value.cell = None;
        }
        if row.too_large {
            let finding = Finding::new(
                FindingCode::RowTooLarge,
                self.position(row).place(Some(record)),
            )
            .with("max", self.shared.limits.row_bytes);
            self.part.collector.add(finding);
            self.quotes(row, Some(record), &[]);
            self.undecodable(row, record);
            return RowStatus::Error;
        }
        let mut status = RowStatus::Ok;
        if !self.check_width(row, record, &mut status) {
            // Its cells cannot be told apart: it has no values, and not those of the row before.
            self.values.fill(Value::default());
            self.unclosed(row, Some(record));
            self.undecodable(row, record);
            return RowStatus::Error;
        }
        self.watch(row);
        let mut explained: Vec<usize> = Vec::new();
        for at in 0..self.shared.schema.columns.len() {
            let found = self.check_cell(row, (record, at), plainly.as_deref_mut(), &mut explained);
            status = status.max(found);
        }
        if plainly.is_none() {
            status = status.max(self.quotes(row, Some(record), &explained));
            if row.cells.iter().any(|cell| cell.unclosed) {
                status = RowStatus::Error;
            }
        }
        self.check_rules(row, record, &mut status);
        self.remember(row, record);
        status
    }
}

impl Part {
    fn empty(shared: &Shared<'_>) -> Self {
        Self {
            assumed: Assumed {
                start: Start::Guess,
                quotes_left: 0,
                literal: false,
                rows_left: 0,
            },
            first: 0,
            next: 0,
            skipping: false,
            rows: 0,
            lines: 0,
            ends: LineEnds::default(),
            records: 0,
            unchecked: 0,
            first_too_many: None,
            quotes: Quotes::default(),
            statuses: Vec::new(),
            prints: vec![Vec::new(); shared.unique.len()],
            loose: Vec::new(),
            checkpoints: Vec::new(),
            lookup: shared.lookup(),
            typed: Vec::new(),
            collector: Collector::default(),
            skipped: Skipped::default(),
            is_filled: false,
            blank: Blanks::default(),
            filled: Vec::new(),
            guessed: Guessed::default(),
        }
    }
}

/// Where the first row begins in bytes that follow `before`, taking every line end for the end of a row.
fn first_row(bytes: &[u8], before: Option<u8>) -> usize {
    match (before, bytes.first()) {
        (None | Some(b'\n'), _) => return 0,
        (Some(b'\r'), Some(b'\n')) => return 1,
        (Some(b'\r'), _) => return 0,
        _ => {}
    }
    let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    let Some(end) = end else {
        return bytes.len();
    };
    match bytes.get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        _ => end + 1,
    }
}

//! What blocks of a file have to do with each other: what all of them share, what one assumes of those before it, and
//! what it answers. Everything in an answer counts from the start of its block, so that blocks can be read in any order.

use std::sync::Arc;

use super::cell::Judge;
use super::collect::Collector;
use super::columns::{FileColumns, shared_keys};
use super::decode::TextEncoding;
use super::facts::{Facts, Lookup};
use super::guessed::Guessed;
use super::limits::{LOOKUP_ROWS, Resolved};
use super::options::Options;
use super::outcome::{Row, RowStatus, Skipped};
use super::position::{Base, Position};
use super::print::Print;
use super::reader::{LineEnds, Quotes};
use super::row::{Compiled, compile};
use super::schema::{Schema, Unique, fold};
use crate::finding::{Finding, FindingCode, Place};

/// What all blocks of one file share; nothing in it changes while they are read.
pub(crate) struct Shared<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) options: &'a Options,
    pub(crate) limits: Resolved,
    pub(crate) facts: Option<&'a Facts>,
    pub(crate) judge: Judge<'a>,
    pub(crate) rules: Vec<Compiled>,
    pub(crate) columns: FileColumns,
    pub(crate) delimiter: u8,
    /// How cells are decoded.
    pub(crate) encoding: TextEncoding,
    /// Whether that was guessed: then the cells are named for which it matters.
    pub(crate) is_guess: bool,
    /// Columns, blank ones at the end left out.
    pub(crate) width: super::reader::Width,
    /// Delimiters in a line of a cell from which on a row may hide there.
    pub(crate) hidden_from: usize,
    pub(crate) note_words: Vec<String>,
    pub(crate) keys: Arc<[Arc<str>]>,
    /// Columns of the schema whose values may stand in one row only.
    pub(crate) unique: Vec<usize>,
    /// Whether keys of stage 8 are kept.
    pub(crate) keeps_keys: bool,
    /// Whether typed rows are made.
    pub(crate) keeps_rows: bool,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(
        schema: &'a Schema,
        options: &'a Options,
        limits: Resolved,
        facts: Option<&'a Facts>,
        (columns, delimiter): (FileColumns, u8),
        (encoding, is_guess): (TextEncoding, bool),
    ) -> Self {
        let unique = schema
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.unique != Unique::No && column.is_active());
        let width = columns.width();
        let hidden_from = match columns.width_without_ours() {
            0 | 1 => usize::MAX,
            theirs => theirs - 1,
        };
        Self {
            schema,
            options,
            limits,
            facts,
            judge: Judge::new(schema, options.region),
            rules: compile(schema),
            columns,
            delimiter,
            encoding,
            is_guess,
            width,
            hidden_from,
            note_words: schema.words.note.iter().map(|word| fold(word)).collect(),
            keys: shared_keys(schema).into(),
            unique: unique.map(|(at, _)| at).collect(),
            keeps_keys: limits.rows <= LOOKUP_ROWS,
            keeps_rows: options.collect_rows,
        }
    }

    /// Nothing looked up yet.
    pub(crate) fn lookup(&self) -> Lookup {
        if self.keeps_keys {
            Lookup::new(self.schema, &self.columns)
        } else {
            Lookup::unkept(self.schema)
        }
    }
}

/// Where the first row of a block begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At this offset; or, in the middle of a row that is too large, behind the next line end.
    At { offset: usize, skipping: bool },
    /// Behind the first line end, which is likely and checked afterwards.
    Guess,
}

/// What a block assumes of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assumed {
    pub(crate) start: Start,
    /// How many more quotes that nothing closes may be recovered from.
    pub(crate) quotes_left: u32,
    /// Every quote is literal.
    pub(crate) literal: bool,
    /// How many more rows of data are checked.
    pub(crate) rows_left: u64,
}

/// What was found in the rows of one block. Rows, lines, records and bytes count from its start.
pub(crate) struct Part {
    pub(crate) assumed: Assumed,
    /// Where its first row began.
    pub(crate) first: usize,
    /// Where the row behind it begins, or how far a row that is too large was skipped.
    pub(crate) next: usize,
    /// Whether a row that is too large goes on there.
    pub(crate) skipping: bool,
    pub(crate) rows: u32,
    pub(crate) lines: u32,
    pub(crate) ends: LineEnds,
    /// Rows of data.
    pub(crate) records: u32,
    /// Of these, those beyond the limit.
    pub(crate) unchecked: u32,
    pub(crate) first_too_many: Option<Position>,
    /// What became known of quotes.
    pub(crate) quotes: Quotes,
    pub(crate) statuses: Vec<RowStatus>,
    /// By unique column: its filled cells.
    pub(crate) prints: Vec<Vec<Print>>,
    /// Rows in which no unique column is filled, by all their values.
    pub(crate) loose: Vec<Print>,
    pub(crate) checkpoints: Vec<Checkpoint>,
    pub(crate) lookup: Lookup,
    pub(crate) typed: Vec<Row>,
    pub(crate) collector: Collector,
    pub(crate) skipped: Skipped,
    /// Whether a row is not blank.
    pub(crate) is_filled: bool,
    /// Blank rows at its end.
    pub(crate) blank: Blanks,
    /// Columns of the file that must not be filled, or are looked at for it, and are.
    pub(crate) filled: Vec<usize>,
    /// Cells whose encoding was guessed.
    pub(crate) guessed: Guessed,
}

/// A row that can be read again without those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) record: u32,
    pub(crate) position: Position,
}

/// Rows of data between two checkpoints, and bytes: no more is read to reach a row again.
pub(crate) const CHECKPOINT_ROWS: u32 = 32;
/// As [`CHECKPOINT_ROWS`], in bytes, for rows that are no data.
pub(crate) const CHECKPOINT_BYTES: u64 = 16 << 10;

/// Blank rows that may turn out to stand at the end of the file: all counted, so many kept as findings are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blanks {
    pub(crate) count: u32,
    pub(crate) kept: Vec<Position>,
}

impl Blanks {
    /// Another blank row, of which `most` are kept.
    pub(crate) fn push(&mut self, position: Position, most: u32) {
        if self.kept.len() < most.max(1) as usize {
            self.kept.push(position);
        }
        self.count = self.count.saturating_add(1);
    }

    /// Says that they stand in the middle.
    pub(crate) fn tell(&self, collector: &mut Collector) {
        let mut next = 0;
        for position in &self.kept {
            collector.add(Finding::new(FindingCode::BlankRow, position.place(None)));
            next = position.row.saturating_add(1);
        }
        let unkept = self.count
            - u32::try_from(self.kept.len())
                .unwrap_or(u32::MAX)
                .min(self.count);
        if unkept > 0 {
            let place = Place::row(next);
            collector.add_rows(Finding::new(FindingCode::BlankRow, place), unkept);
        }
    }

    /// Those of a block behind these.
    pub(crate) fn extend(&mut self, more: &Self, base: &Base, most: u32) {
        let room = (most.max(1) as usize).saturating_sub(self.kept.len());
        let kept = more.kept.iter().take(room);
        self.kept
            .extend(kept.map(|position| position.rebased(base)));
        self.count = self.count.saturating_add(more.count);
    }
}

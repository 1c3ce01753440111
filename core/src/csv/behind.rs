//! Where the rows below the header begin.

use super::limits::Resolved;
use super::reader::{LineEnds, Quotes, RawRow, Reader, Width};
use super::source::{Failure, Feed};

/// What a reader knows behind the header.
#[derive(Clone, Debug)]
pub(crate) struct Behind {
    /// Offset of the first row.
    pub(crate) position: usize,
    pub(crate) rows: u32,
    pub(crate) lines: u32,
    pub(crate) ends: LineEnds,
    pub(crate) quotes: Quotes,
    /// Whether the header is too large and goes on there.
    pub(crate) skipping: bool,
}

impl Behind {
    pub(crate) fn of(reader: &Reader<'_>) -> Self {
        let (rows, lines) = reader.counted();
        Self {
            position: reader.position(),
            rows,
            lines,
            ends: reader.line_ends(),
            quotes: reader.quotes().clone(),
            skipping: reader.is_skipping(),
        }
    }

    /// Reads every row once, without judging anything.
    pub(crate) fn each_row(
        &self,
        feed: &mut Feed<'_>,
        limits: &Resolved,
        (delimiter, columns): (u8, Width),
        row_read: &mut dyn FnMut(&[u8], &RawRow),
    ) -> Result<(), Failure> {
        const STEP: usize = 256 << 10;
        let (mut buffer, mut row) = (Vec::new(), RawRow::default());
        let (mut at, mut skipping) = (self.position as u64, self.skipping);
        let (mut left, mut literal) = (self.quotes.left, self.quotes.literal_from.is_some());
        loop {
            let (bytes, whole) = feed.again(at, STEP + Reader::reach(limits), &mut buffer)?;
            if bytes.is_empty() {
                return Ok(());
            }
            let reader = Reader::new(bytes, 0, delimiter, limits).window(whole);
            let mut reader = reader.with_quotes(Quotes {
                left,
                used: 0,
                recovered: Vec::new(),
                literal_from: literal.then_some(0),
            });
            reader.set_columns(columns);
            if skipping {
                reader.skip_rest();
            }
            while (whole || reader.position() < STEP) && reader.next_row(&mut row) {
                row_read(bytes, &row);
            }
            at += reader.position() as u64;
            skipping = reader.is_skipping();
            left = reader.quotes().left;
            literal = reader.quotes().literal_from.is_some();
        }
    }
}

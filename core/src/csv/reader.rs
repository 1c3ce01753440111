//! The tokenizer: bytes to rows and cells, with the quotes that are wrong. It decodes nothing and judges no value.
//!
//! It is our own because a parser is no validator: the common one never errs on a quote that is not closed, joins text
//! after a closing quote, skips blank lines and counts lines one low on CRLF.
#![expect(
    clippy::indexing_slicing,
    reason = "offsets come from scans of the same slice and never pass its end"
)]

use std::ops::Range;

use super::limits::Resolved;
use super::outcome::LineEnd;

/// One cell of a row, as offsets into the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawCell {
    /// Where it begins: its opening quote, if it is quoted.
    pub(crate) start: usize,
    /// Line ends of its row before it.
    lines: u32,
    /// Bytes of its value, without quotes around it; quotes in it are still doubled. No row has more than these count.
    length: u32,
    /// Whether quotes in it are doubled.
    pub(crate) doubled: bool,
    /// Whether it was properly quoted.
    pub(crate) quoted: bool,
    /// Whether a quote stands in an odd place; the content then has its quotes.
    pub(crate) stray: bool,
    /// Whether it begins with a quote that is never closed; that quote is part of the content.
    pub(crate) unclosed: bool,
    /// Whether a line end stands in it.
    pub(crate) newline: bool,
    /// Whether it is longer than a cell may be; the content is cut there.
    pub(crate) too_long: bool,
}

impl RawCell {
    /// A cell whose value stands at `content`: at `start`, or behind the quote there.
    fn at(start: usize, content: Range<usize>) -> Self {
        Self {
            start,
            length: u32::try_from(content.len()).unwrap_or(u32::MAX),
            quoted: content.start > start,
            ..Self::default()
        }
    }

    /// Its value without quotes around it; quotes in it are still doubled.
    pub(crate) fn content(&self) -> Range<usize> {
        let from = self.start + usize::from(self.quoted);
        from..from + self.length as usize
    }

    /// As one that ends there.
    pub(crate) fn until(mut self, end: usize) -> Self {
        let length = end.saturating_sub(self.content().start);
        self.length = u32::try_from(length).unwrap_or(u32::MAX);
        self
    }
}

/// One row, reused from row to row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawRow {
    /// What a spreadsheet shows, from 1.
    pub(crate) row: u32,
    /// Physical line on which it begins, from 1.
    pub(crate) line: u32,
    /// The bytes of the row without its line end.
    pub(crate) range: Range<usize>,
    /// The cells, as many as may be.
    pub(crate) cells: Vec<RawCell>,
    /// How many cells there are.
    pub(crate) width: usize,
    /// Whether it has more bytes than a row may have.
    pub(crate) too_large: bool,
    /// Whether a quoted cell holds a line end.
    multiline: bool,
    /// Line ends in it.
    lines: u32,
}

impl RawRow {
    /// Becomes a row without a quote, told apart by another.
    pub(crate) fn become_plain(
        &mut self,
        (row, line): (u32, u32),
        range: Range<usize>,
        cells: impl Iterator<Item = (usize, usize)>,
    ) {
        self.cells.clear();
        self.cells
            .extend(cells.map(|(start, end)| RawCell::at(start, start..end)));
        (self.row, self.line, self.range) = (row, line, range);
        self.width = self.cells.len();
        (self.too_large, self.multiline, self.lines) = (false, false, 0);
    }

    /// Line on which a cell begins; where the row has no such cell, the one on which it ends.
    pub(crate) fn line_of(&self, cell: Option<&RawCell>) -> u32 {
        self.line
            .saturating_add(cell.map_or(self.lines, |cell| cell.lines))
    }

    /// Counts line ends, each once however many cells there are.
    fn count_lines(&mut self, bytes: &[u8]) {
        self.lines = 0;
        if !self.multiline {
            return;
        }
        let mut at = self.range.start;
        for cell in &mut self.cells {
            let before = bytes.get(at..cell.start).unwrap_or_default();
            self.lines = self.lines.saturating_add(count_line_ends(before));
            cell.lines = self.lines;
            at = cell.start;
        }
        let rest = bytes.get(at..self.range.end).unwrap_or_default();
        self.lines = self.lines.saturating_add(count_line_ends(rest));
    }
}

/// How many cells a row may have so that they can be told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Width {
    /// As many as the header has, without blank ones at its end.
    pub(crate) least: usize,
    /// With those.
    pub(crate) most: usize,
}

impl Width {
    /// Whether a row of so many cells is as wide as the header.
    pub(crate) fn holds(self, cells: usize) -> bool {
        (self.least..=self.most).contains(&cells)
    }
}

/// Reads rows from a slice, one after the other: a whole file, or a window of it that reaches behind its last row by
/// [`Reader::reach`].
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// Whether the slice ends where the file ends.
    whole: bool,
    position: usize,
    /// How far the row at hand may reach.
    stop: usize,
    /// A row that is too large goes on behind the slice.
    skipping: bool,
    delimiter: u8,
    kinds: [Kind; 256],
    /// How many columns the header has, once that is known.
    columns: Option<Width>,
    cell_bytes: usize,
    row_bytes: usize,
    max_cells: usize,
    quotes: Quotes,
    rows: u32,
    lines: u32,
    ends: LineEnds,
}

/// Quotes that nothing closes, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quotes {
    /// How many more may be recovered from.
    pub(crate) left: u32,
    /// How many were.
    pub(crate) used: u32,
    /// Offsets of quotes that are literal since nothing closes them, in rising order.
    pub(crate) recovered: Vec<usize>,
    /// From here on every quote is literal.
    pub(crate) literal_from: Option<usize>,
}

impl Quotes {
    /// Cells behind `at` are read once more, in other rows perhaps: what was known of their quotes is void.
    fn forget_behind(&mut self, at: usize) {
        let known = self.recovered.partition_point(|offset| *offset <= at);
        self.recovered.truncate(known);
        self.literal_from = self.literal_from.map(|from| from.min(at));
    }
}

/// How many lines end in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineEnds {
    pub(crate) lf: u32,
    pub(crate) crlf: u32,
    pub(crate) cr: u32,
}

impl LineEnds {
    /// How most lines end; of equal ones the first named.
    pub(crate) fn most(self) -> Option<LineEnd> {
        let most = self.lf.max(self.crlf).max(self.cr);
        [
            (self.crlf, LineEnd::Crlf),
            (self.lf, LineEnd::Lf),
            (self.cr, LineEnd::Cr),
        ]
        .into_iter()
        .find(|(count, _)| most > 0 && *count == most)
        .map(|(_, end)| end)
    }

    /// Adds the line ends of another part of the file.
    pub(crate) fn add(&mut self, more: Self) {
        self.lf = self.lf.saturating_add(more.lf);
        self.crlf = self.crlf.saturating_add(more.crlf);
        self.cr = self.cr.saturating_add(more.cr);
    }

    /// Whether lines end in more than one way.
    pub(crate) fn mixed(self) -> bool {
        [self.lf, self.crlf, self.cr]
            .iter()
            .filter(|count| **count > 0)
            .count()
            > 1
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Delimiter,
    LineEnd,
    Quote,
}

/// What a quoted cell turned out to be.
enum Quoted {
    Cell(RawCell, usize),
    Unclosed,
    /// The row is larger than it may be.
    TooLarge,
}

/// Where the cells of a row end.
enum Cells {
    End(usize),
    /// They pass the limit of a row.
    TooLarge,
}

impl<'a> Reader<'a> {
    /// Reads `bytes` from `start` on. `start` lies on the first row: behind a byte order mark and a line `sep=`.
    pub(crate) fn new(bytes: &'a [u8], start: usize, delimiter: u8, limits: &Resolved) -> Self {
        let mut kinds = [Kind::Text; 256];
        kinds[usize::from(delimiter)] = Kind::Delimiter;
        kinds[usize::from(b'\n')] = Kind::LineEnd;
        kinds[usize::from(b'\r')] = Kind::LineEnd;
        kinds[usize::from(b'"')] = Kind::Quote;
        Self {
            bytes,
            whole: true,
            position: start.min(bytes.len()),
            stop: 0,
            skipping: false,
            delimiter,
            kinds,
            columns: None,
            cell_bytes: limits.cell_bytes,
            row_bytes: limits.row_bytes,
            max_cells: limits.columns.saturating_add(1),
            quotes: Quotes {
                left: limits.recovered_quotes,
                ..Quotes::default()
            },
            rows: 0,
            lines: 0,
            ends: LineEnds::default(),
        }
    }

    /// Bytes that are looked at behind the start of a row, whatever stands there.
    pub(crate) const fn reach(limits: &Resolved) -> usize {
        limits.row_bytes + 4
    }

    /// As one that reads a window: the file goes on behind its bytes unless it is `whole`.
    pub(crate) const fn window(mut self, whole: bool) -> Self {
        self.whole = whole;
        self
    }

    /// Whether the bytes end where the file ends.
    pub(crate) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// As one that knows of quotes.
    pub(crate) fn with_quotes(mut self, quotes: Quotes) -> Self {
        self.quotes = quotes;
        self
    }

    /// Moves to the start of another row, whose row and line are counted from these.
    pub(crate) const fn seek(&mut self, position: usize, rows: u32, lines: u32) {
        self.position = position;
        self.rows = rows;
        self.lines = lines;
    }

    /// Goes on within a row that is too large: it ends at the next line end.
    pub(crate) fn skip_rest(&mut self) {
        self.skip_from(self.position);
    }

    /// Whether the last row goes on behind the slice.
    pub(crate) const fn is_skipping(&self) -> bool {
        self.skipping
    }

    /// Quotes that nothing closes, found so far.
    pub(crate) const fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// Rows and lines read so far.
    pub(crate) const fn counted(&self) -> (u32, u32) {
        (self.rows, self.lines)
    }

    /// Tells how many columns the header has: rows of another width may then be judged by it.
    pub(crate) const fn set_columns(&mut self, columns: Width) {
        self.columns = Some(columns);
    }

    /// Counts lines before the first row, such as a line `sep=`.
    pub(crate) fn skip_lines(&mut self, lines: u32) {
        self.lines += lines;
    }

    /// Offset of the next row.
    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    pub(crate) const fn line_ends(&self) -> LineEnds {
        self.ends
    }

    pub(crate) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Goes over so many rows of one line each, up to `position`, that were read by another and end so.
    pub(crate) fn pass_over(&mut self, rows: u32, ends: LineEnds, position: usize) {
        self.rows = self.rows.saturating_add(rows);
        self.lines = self.lines.saturating_add(rows);
        self.ends.add(ends);
        self.position = position;
    }

    /// Reads the next row into `row`; false at the end of the file. A final line end opens no row.
    pub(crate) fn next_row(&mut self, row: &mut RawRow) -> bool {
        if self.position >= self.bytes.len() {
            return false;
        }
        let start = self.position;
        let end = self.row_at(start, row);
        self.rows = self.rows.saturating_add(1);
        row.row = self.rows;
        row.line = self.lines.saturating_add(1);
        row.count_lines(self.bytes);
        self.lines = self.lines.saturating_add(row.lines);
        match end {
            Cells::End(end) => {
                self.lines = self.lines.saturating_add(1);
                self.position = self.after_line_end(end);
            }
            Cells::TooLarge => self.skip_from(row.range.end),
        }
        true
    }

    /// Skips to the next line end; quotes are literal here.
    fn skip_from(&mut self, at: usize) {
        let rest = &self.bytes[at..];
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        // Of a CR at the end of a window it is not known whether an LF follows.
        let is_cut = !self.whole && end.is_some_and(|end| rest[end..] == *b"\r");
        self.skipping = is_cut || end.is_none() && !self.whole;
        self.position = match end {
            Some(end) if is_cut => at + end,
            Some(end) => self.after_line_end(at + end),
            None => self.bytes.len(),
        };
        if !self.skipping {
            self.lines = self.lines.saturating_add(1);
        }
    }

    /// Reads the row at `start`, without counting it.
    fn row_at(&mut self, start: usize, row: &mut RawRow) -> Cells {
        row.cells.clear();
        row.width = 0;
        row.multiline = false;
        row.too_large = false;
        self.stop = self.bytes.len().min(start + self.row_bytes + 1);
        let mut at = start;
        loop {
            let Cells::End(end) = self.read_cells(at, start, row) else {
                row.range = start..self.stop;
                row.too_large = true;
                return Cells::TooLarge;
            };
            match self.hidden_row(row) {
                // The quote of this cell swallowed line ends: read again from there with the quote literal.
                Some(index) => {
                    at = row.cells[index].start;
                    self.quotes.forget_behind(at);
                    self.recover(at);
                    row.cells.truncate(index);
                    row.width = index;
                    row.multiline = row.cells.iter().any(|cell| cell.newline);
                }
                None => {
                    row.range = start..end;
                    return Cells::End(end);
                }
            }
        }
    }

    /// How many delimiters the fullest line inside a cell has: as many as columns but one, and a row may hide in it.
    pub(crate) fn most_delimiters_in_a_line(&self, cell: &RawCell) -> usize {
        self.bytes[cell.content()]
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .map(|line| line.iter().filter(|byte| **byte == self.delimiter).count())
            .max()
            .unwrap_or_default()
    }

    fn read_cells(&mut self, from: usize, start: usize, row: &mut RawRow) -> Cells {
        let mut at = from;
        loop {
            let opens = self.bytes.get(at) == Some(&b'"');
            let (cell, end) = if opens && !self.is_literal(at) {
                match self.quoted_cell(at, start) {
                    Quoted::Cell(cell, end) => (cell, end),
                    Quoted::TooLarge => return Cells::TooLarge,
                    Quoted::Unclosed => {
                        self.recover(at);
                        continue;
                    }
                }
            } else {
                self.plain_cell(at, opens)
            };
            row.multiline |= cell.newline;
            row.width += 1;
            if row.cells.len() < self.max_cells {
                if row.cells.len() == row.cells.capacity() {
                    // No more than there may be: a flood of cells is not held twice over.
                    let (held, left) = (row.cells.len(), self.max_cells - row.cells.len());
                    let more = if left <= 2 * held {
                        left
                    } else {
                        held.max(16).min(left)
                    };
                    row.cells.reserve_exact(more);
                }
                row.cells.push(cell);
            }
            if end - start > self.row_bytes {
                return Cells::TooLarge;
            }
            if self.bytes.get(end) == Some(&self.delimiter) {
                at = end + 1;
            } else {
                return Cells::End(end);
            }
        }
    }

    /// Reads a cell without quotes around it, no further than its row may reach.
    fn plain_cell(&self, start: usize, opens: bool) -> (RawCell, usize) {
        let mut at = start;
        let mut stray = false;
        while at < self.stop {
            match self.kinds[usize::from(self.bytes[at])] {
                Kind::Text => {}
                Kind::Quote => stray = true,
                Kind::Delimiter | Kind::LineEnd => break,
            }
            at += 1;
        }
        let unclosed = opens && self.quotes.recovered.binary_search(&start).is_ok();
        let cell = RawCell {
            stray: stray && !unclosed,
            unclosed,
            too_long: at - start > self.cell_bytes,
            ..RawCell::at(start, start..at.min(start + self.cell_bytes))
        };
        (cell, at)
    }

    /// Reads a cell that begins with a quote, no further than its row may reach.
    fn quoted_cell(&self, start: usize, row_start: usize) -> Quoted {
        let mut at = start + 1;
        let (mut doubled, mut newline) = (false, false);
        while at < self.stop {
            match self.bytes[at] {
                b'"' if self.bytes.get(at + 1) == Some(&b'"') => {
                    doubled = true;
                    at += 2;
                    continue;
                }
                b'"' => return self.after_closing_quote(start, at, doubled, newline),
                b'\n' | b'\r' => newline = true,
                _ => {}
            }
            if newline && at - start > self.cell_bytes {
                return Quoted::Unclosed;
            }
            at += 1;
        }
        // The file ends here, or the row may not go on; without a line end in it nothing hides behind the quote.
        if newline || self.stop - row_start <= self.row_bytes {
            Quoted::Unclosed
        } else {
            Quoted::TooLarge
        }
    }

    fn after_closing_quote(
        &self,
        start: usize,
        closing: usize,
        doubled: bool,
        newline: bool,
    ) -> Quoted {
        let end = closing + 1;
        let follows = self
            .bytes
            .get(end)
            .map(|byte| self.kinds[usize::from(*byte)]);
        let content = start + 1..closing;
        if !matches!(follows, Some(Kind::Text | Kind::Quote)) {
            let too_long = content.len() > self.cell_bytes;
            let end_of_content = content.end.min(content.start + self.cell_bytes);
            let cell = RawCell {
                doubled,
                newline,
                too_long,
                ..RawCell::at(start, content.start..end_of_content)
            };
            return Quoted::Cell(cell, end);
        }
        if newline {
            return Quoted::Unclosed;
        }
        // Text after the closing quote: all of it is the value, quotes included.
        // A delimiter inside the quotes stays text, so the scan for the next one begins at the closing quote.
        let end = self.plain_cell(closing, false).1;
        let cell = RawCell {
            stray: true,
            too_long: end - start > self.cell_bytes,
            ..RawCell::at(start, start..end.min(start + self.cell_bytes))
        };
        Quoted::Cell(cell, end)
    }

    /// The first cell of a row of wrong width that closes its quote on a later line, where a line inside looks like a
    /// row: at least as many delimiters as the header has, with three columns or more.
    fn hidden_row(&self, row: &RawRow) -> Option<usize> {
        let columns = self.columns.filter(|columns| columns.least >= 3)?;
        if !row.multiline || columns.holds(row.width) {
            return None;
        }
        row.cells.iter().position(|cell| {
            cell.newline && self.most_delimiters_in_a_line(cell) >= columns.least - 1
        })
    }

    fn is_literal(&self, at: usize) -> bool {
        self.quotes.literal_from.is_some_and(|from| at >= from)
            || (!self.quotes.recovered.is_empty()
                && self.quotes.recovered.binary_search(&at).is_ok())
    }

    fn recover(&mut self, at: usize) {
        let quotes = &mut self.quotes;
        if let Err(place) = quotes.recovered.binary_search(&at) {
            quotes.recovered.insert(place, at);
        }
        quotes.used = quotes.used.saturating_add(1);
        quotes.left = quotes.left.saturating_sub(1);
        if quotes.left == 0 && quotes.literal_from.is_none() {
            quotes.literal_from = Some(at);
        }
    }

    fn after_line_end(&mut self, end: usize) -> usize {
        match (self.bytes.get(end), self.bytes.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => {
                self.ends.crlf = self.ends.crlf.saturating_add(1);
                end + 2
            }
            (Some(b'\r'), _) => {
                self.ends.cr = self.ends.cr.saturating_add(1);
                end + 1
            }
            (Some(_), _) => {
                self.ends.lf = self.ends.lf.saturating_add(1);
                end + 1
            }
            (None, _) => end,
        }
    }
}

/// Line ends in `bytes`, CRLF as one.
pub(crate) fn count_line_ends(bytes: &[u8]) -> u32 {
    let mut count = 0_u32;
    let mut after_cr = false;
    for byte in bytes {
        match byte {
            b'\n' if after_cr => {}
            b'\n' | b'\r' => count = count.saturating_add(1),
            _ => {}
        }
        after_cr = *byte == b'\r';
    }
    count
}

/// The bytes of a cell without doubled quotes, in `scratch` if any were doubled.
pub(crate) fn cell_bytes<'b>(
    bytes: &'b [u8],
    cell: &RawCell,
    scratch: &'b mut Vec<u8>,
) -> &'b [u8] {
    let raw = bytes.get(cell.content()).unwrap_or_default();
    if !cell.doubled {
        return raw;
    }
    scratch.clear();
    let mut after_quote = false;
    for byte in raw {
        if *byte == b'"' && after_quote {
            after_quote = false;
            continue;
        }
        after_quote = *byte == b'"';
        scratch.push(*byte);
    }
    scratch
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::csv::limits::Limits;

    struct Read {
        cells: Vec<Vec<String>>,
        rows: Vec<(u32, u32, Range<usize>, usize)>,
        unclosed: Vec<(u32, usize)>,
        stray: Vec<(u32, usize)>,
        ends: LineEnds,
    }

    fn read_with(bytes: &[u8], columns: Option<usize>, limits: Limits) -> Read {
        let limits = limits.resolve(1_000);
        let mut reader = Reader::new(bytes, 0, b',', &limits);
        if let Some(columns) = columns {
            reader.set_columns(Width {
                least: columns,
                most: columns,
            });
        }
        let mut row = RawRow::default();
        let mut out = Read {
            cells: Vec::new(),
            rows: Vec::new(),
            unclosed: Vec::new(),
            stray: Vec::new(),
            ends: LineEnds::default(),
        };
        let mut scratch = Vec::new();
        while reader.next_row(&mut row) {
            let mut cells = Vec::new();
            for (index, cell) in row.cells.iter().enumerate() {
                let bytes = cell_bytes(bytes, cell, &mut scratch);
                cells.push(String::from_utf8_lossy(bytes).into_owned());
                if cell.unclosed {
                    out.unclosed.push((row.row, index));
                }
                if cell.stray {
                    out.stray.push((row.row, index));
                }
            }
            out.cells.push(cells);
            out.rows
                .push((row.row, row.line, row.range.clone(), reader.position()));
        }
        out.ends = reader.line_ends();
        out
    }

    fn read(text: &str, columns: usize) -> Read {
        read_with(text.as_bytes(), Some(columns), Limits::default())
    }

    #[test]
    fn g_04_every_line_end_ends_a_row_and_a_final_one_opens_none() {
        let read = read("a,b\r\nc,d\re,f\n", 2);
        assert_eq!(read.cells, [["a", "b"], ["c", "d"], ["e", "f"]]);
        assert_eq!(
            read.ends,
            LineEnds {
                lf: 1,
                crlf: 1,
                cr: 1
            }
        );
        assert!(read.ends.mixed());
        let lines: Vec<_> = read.rows.iter().map(|row| row.1).collect();
        assert_eq!(lines, [1, 2, 3]);
    }

    #[test]
    fn line_ends_in_quotes_are_text_and_count_as_lines_but_not_as_rows() {
        let read = read("a,\"x\r\ny\"\r\nb,c\r\n", 2);
        assert_eq!(read.cells, [vec!["a", "x\r\ny"], vec!["b", "c"]]);
        let places: Vec<_> = read.rows.iter().map(|row| (row.0, row.1)).collect();
        assert_eq!(places, [(1, 1), (2, 3)]);
    }

    #[test]
    fn each_cell_knows_its_line() {
        let text = "x,\"a\r\nb\",\"\r\n\n\",c,\"d\n\"\n";
        let limits = Limits::default().resolve(1_000);
        let mut reader = Reader::new(text.as_bytes(), 0, b',', &limits);
        let mut row = RawRow::default();
        assert!(reader.next_row(&mut row));
        let lines: Vec<_> = row
            .cells
            .iter()
            .map(|cell| row.line_of(Some(cell)))
            .collect();
        assert_eq!(lines, [1, 1, 2, 4, 4]);
        assert_eq!((row.line_of(None), reader.counted()), (5, (1, 5)));
    }

    #[test]
    fn blank_lines_are_rows() {
        let read = read("a,b\n\n\nc,d\n", 2);
        assert_eq!(
            read.cells,
            [vec!["a", "b"], vec![""], vec![""], vec!["c", "d"]]
        );
    }

    #[test]
    fn damage_41_stray_quotes_keep_the_raw_text() {
        let read = read("Le\"e,b\n\"Ray\" Jr,c\n \"x\",d\n\"a,b\" c,e\n", 2);
        assert_eq!(
            read.cells,
            [
                ["Le\"e", "b"],
                ["\"Ray\" Jr", "c"],
                [" \"x\"", "d"],
                ["\"a,b\" c", "e"]
            ]
        );
        assert_eq!(read.stray, [(1, 0), (2, 0), (3, 0), (4, 0)]);
    }

    #[test]
    fn damage_42_a_quote_open_at_the_end_gives_its_rows_back() {
        let read = read("a,b,c\nd,\"e,f\ng,h,i\n", 3);
        assert_eq!(
            read.cells,
            [["a", "b", "c"], ["d", "\"e", "f"], ["g", "h", "i"]]
        );
        assert_eq!(read.unclosed, [(2, 1)]);
    }

    #[test]
    fn damage_42_a_quote_closed_by_a_later_cell_gives_its_rows_back() {
        let read = read("a,b,c\nd,\"e,f\ng,\"h\",i\n", 3);
        assert_eq!(
            read.cells,
            [["a", "b", "c"], ["d", "\"e", "f"], ["g", "h", "i"]]
        );
        assert_eq!(read.unclosed, [(2, 1)]);
    }

    #[test]
    fn damage_42_a_row_of_wrong_width_gives_hidden_rows_back() {
        // The quote closes before a delimiter, but a whole row stands inside.
        let read = read("a,b,c\nd,\"e,f\nx,y,z\ng\",h,i\n", 3);
        assert_eq!(read.unclosed, [(2, 1)]);
        assert_eq!(read.cells.len(), 4);
        assert_eq!(read.cells[2], ["x", "y", "z"]);
    }

    #[test]
    fn g_01_a_quote_that_passes_the_cell_limit_is_unclosed() {
        let limits = Limits {
            cell_bytes: Some(16),
            ..Limits::default()
        };
        let text = "a,\"b\nc,d\ne,f\ng,h\ni,\"j\"\n";
        let read = read_with(text.as_bytes(), Some(2), limits);
        assert_eq!(read.cells.len(), 5);
        assert_eq!(read.unclosed, [(1, 1)]);
    }

    #[test]
    fn beyond_the_cap_quotes_are_literal_and_every_row_is_still_counted() {
        let limits = Limits {
            recovered_quotes: Some(2),
            ..Limits::default()
        };
        let text = "\"a\n".repeat(50);
        let read = read_with(text.as_bytes(), Some(1), limits);
        assert_eq!(read.cells.len(), 50);
    }

    proptest! {
        #[test]
        fn the_tokenizer_equals_the_csv_crate_on_well_formed_files(
            records in prop::collection::vec(
                prop::collection::vec("[a-c,\"\n\r é;]{0,6}", 3..=3), 1..8),
            end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let mut text = String::new();
            for record in &records {
                let cells: Vec<_> = record
                    .iter()
                    .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                    .collect();
                text.push_str(&cells.join(","));
                text.push_str(end);
            }
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let ours = read(&text, 3);
            prop_assert_eq!(&ours.cells, &records);
            prop_assert_eq!(ours.cells, theirs);
        }

        #[test]
        fn any_bytes_are_read_with_rising_positions_that_cover_the_file(
            bytes in prop::collection::vec(
                prop::sample::select(b"ab,\"\n\r;\0\xff".to_vec()), 0..200),
            columns in prop::option::of(1_usize..5),
            cell in 1_u32..20,
            recovered in 0_u32..5,
        ) {
            let limits = Limits {
                cell_bytes: Some(cell),
                row_bytes: Some(40),
                recovered_quotes: Some(recovered),
                ..Limits::default()
            };
            let read = read_with(&bytes, columns, limits);
            let mut expected = 0;
            for (_, _, range, next) in &read.rows {
                prop_assert_eq!(range.start, expected);
                prop_assert!(*next > range.start && range.end <= *next);
                expected = *next;
            }
            prop_assert_eq!(expected, bytes.len());
        }
    }
}

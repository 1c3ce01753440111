//! Where rows and cells end, found in blocks of 64 bytes. A row in which nothing but delimiters stands out is plain; what
//! any other row is, is for the tokenizer in `reader.rs` to say.

use wide::u8x16;

use crate::window::ROW_BYTES;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Most cells of a row that is taken apart here.
pub(crate) const MAX_CELLS: usize = 64;

/// Finds plain rows in a text, one after the other.
pub(crate) struct Scan<'t> {
    text: &'t [u8],
    delimiter: u8,
}

/// The block at hand.
#[derive(Clone, Copy)]
struct Block {
    /// Where it begins.
    base: usize,
    marks: Marks,
}

/// What stands out in a block, a bit for each byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Marks {
    delimiters: u64,
    /// Line ends, quotes and controls.
    stops: u64,
}

/// Most rows of a batch: a bit for each.
pub(crate) const BATCH: usize = 64;

/// Plain rows, one behind the other: no quote and no control stands in them. All places count from the start of the
/// first one.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// Where cells begin, by column and row; in the next column, one behind the end of the cell. A row that is narrower
    /// than others has blank cells there.
    places: Box<[[u16; BATCH]]>,
    /// How many cells each row has.
    widths: [u8; BATCH],
    /// Cells of the narrowest row that is taken.
    least: usize,
    /// How many rows there are.
    len: usize,
    /// Behind the last row.
    next: usize,
    /// A bit for each row that ends in CR and LF, and one for each that ends in CR or with the text.
    crlf: u64,
    cr: u64,
    unended: u64,
}

impl Batch {
    /// For rows with so many cells at least and at most, no more than [`MAX_CELLS`].
    pub(crate) fn new(least: usize, most: usize) -> Self {
        let columns = most.clamp(1, MAX_CELLS) + 1;
        Self {
            places: vec![[0; BATCH]; columns].into(),
            widths: [0; BATCH],
            least,
            len: 0,
            next: 0,
            crlf: 0,
            cr: 0,
            unended: 0,
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// A bit for each row.
    pub(crate) const fn rows(&self) -> u64 {
        match self.len {
            BATCH.. => u64::MAX,
            len => (1 << len) - 1,
        }
    }

    /// Where the cells of a column begin, and one behind their ends; `None` for a column that no row has.
    #[inline]
    pub(crate) fn column(&self, index: usize) -> Option<Column<'_>> {
        match self.places.get(index..) {
            Some([starts, behind, ..]) => Some((starts, behind)),
            _ => None,
        }
    }

    /// Where a cell begins and ends.
    pub(crate) fn cell(&self, row: usize, index: usize) -> (usize, usize) {
        let places = self.column(index);
        let cell = places.and_then(|(starts, behind)| Some((*starts.get(row)?, *behind.get(row)?)));
        let (start, behind) = cell.unwrap_or((0, 1));
        (start.into(), usize::from(behind).wrapping_sub(1))
    }

    /// How many cells a row has.
    pub(crate) fn width(&self, row: usize) -> usize {
        self.widths.get(row).copied().unwrap_or_default().into()
    }

    /// Where a row begins; behind the last one, where the next row does.
    pub(crate) fn start(&self, row: usize) -> usize {
        match self.places.first().and_then(|starts| starts.get(row)) {
            Some(start) if row < self.len => usize::from(*start),
            _ => self.next,
        }
    }

    /// Where the line end of a row begins, or the text ends.
    pub(crate) fn end(&self, row: usize) -> usize {
        let bit = 1_u64.checked_shl(row as u32).unwrap_or(0);
        let line_end = match bit {
            _ if bit & self.unended != 0 => 0,
            _ if bit & self.crlf != 0 => 2,
            _ => 1,
        };
        self.start(row + 1).wrapping_sub(line_end)
    }

    /// How many of these rows end in LF, in CR and LF, and in CR.
    pub(crate) const fn line_ends(&self, rows: u64) -> (u32, u32, u32) {
        let crlf = (rows & self.crlf).count_ones();
        let cr = (rows & self.cr).count_ones();
        let all = (rows & !self.unended).count_ones();
        (all - crlf - cr, crlf, cr)
    }
}

/// Where cells begin and one behind their ends, by row.
pub(crate) type Column<'b> = (&'b [u16; BATCH], &'b [u16; BATCH]);

impl<'t> Scan<'t> {
    /// Looks at `text`, whose end is the end of the file or lies behind the last row that is asked for.
    pub(crate) const fn new(text: &'t [u8], delimiter: u8) -> Self {
        Self { text, delimiter }
    }

    /// Takes rows apart from the one at `start` on, at most `most` and those that begin before `end`: up to the first that
    /// is not plain, has too few or too many cells, ends in a CR behind which the text ends, or, unless `is_whole`, has
    /// no line end; and no more than fit into a [`Window`](crate::window::Window).
    pub(crate) fn rows(
        &self,
        start: usize,
        (end, most): (usize, usize),
        is_whole: bool,
        batch: &mut Batch,
    ) {
        let (mut crlf, mut cr, mut unended) = (0, 0, 0);
        let Batch {
            places,
            widths,
            least,
            ..
        } = batch;
        let (mut len, mut at, mut block) = (0, start, self.block(start));
        while len < most.min(BATCH) && at < end {
            let passed = at.wrapping_sub(block.base);
            if passed < BLOCK {
                // What stands before the row is forgotten.
                let ahead = u64::MAX << passed;
                block.marks.delimiters &= ahead;
                block.marks.stops &= ahead;
            } else {
                block = self.block(at);
            }
            let row = len % BATCH;
            let first = at.wrapping_sub(start) as u16;
            let Some((found, width)) = self.row(&mut block, start, (row, first), places) else {
                break;
            };
            let length = found.wrapping_sub(start);
            if width < *least || length >= ROW_BYTES - MAX_CELLS {
                break;
            }
            if let Some(place) = widths.get_mut(row) {
                *place = width as u8;
            }
            let bit = 1_u64 << row;
            at = match self.text.get(found) {
                Some(b'\n') => found.wrapping_add(1),
                Some(b'\r') => match self.text.get(found.wrapping_add(1)) {
                    Some(b'\n') => {
                        crlf |= bit;
                        found.wrapping_add(2)
                    }
                    Some(_) => {
                        cr |= bit;
                        found.wrapping_add(1)
                    }
                    None => break,
                },
                None if is_whole => {
                    unended |= bit;
                    found
                }
                _ => break,
            };
            len = len.wrapping_add(1);
        }
        (batch.len, batch.crlf, batch.cr, batch.unended) = (len, crlf, cr, unended);
        batch.next = at.wrapping_sub(start);
    }

    /// Takes a row apart that begins at `first`, counted from `start` as all places are. Answers where it ends in the text,
    /// and how many cells it has; `None` if they are too many.
    #[inline(always)]
    fn row(
        &self,
        block: &mut Block,
        start: usize,
        (row, first): (usize, u16),
        places: &mut [[u16; BATCH]],
    ) -> Option<(usize, usize)> {
        let (firsts, rest) = places.split_first_mut()?;
        if let Some(place) = firsts.get_mut(row) {
            *place = first;
        }
        let cells = rest.len();
        let mut columns = rest.iter_mut();
        loop {
            let Marks { delimiters, stops } = block.marks;
            let stop = stops & stops.wrapping_neg();
            // Without a stop this is every bit.
            let mut delimiters = delimiters & stop.wrapping_sub(1);
            // Places that are too large are cut, and the row is refused for its end.
            let behind = (block.base.wrapping_sub(start) as u32).wrapping_add(1);
            while delimiters != 0 {
                if let Some(place) = columns.next()?.get_mut(row) {
                    *place = behind.wrapping_add(delimiters.trailing_zeros()) as u16;
                }
                delimiters &= delimiters.wrapping_sub(1);
            }
            if stop != 0 {
                break;
            }
            *block = self.block(block.base.wrapping_add(BLOCK));
        }
        let stop = block.marks.stops.trailing_zeros() as usize;
        let end = block.base.wrapping_add(stop);
        let mut behind = (end.wrapping_sub(start) as u16).wrapping_add(1);
        if let Some(place) = columns.next()?.get_mut(row) {
            *place = behind;
        }
        let width = cells.wrapping_sub(columns.len());
        // What the row has not is blank behind its end.
        for column in columns {
            if let Some(place) = column.get_mut(row) {
                behind = behind.wrapping_add(1);
                *place = behind;
            }
        }
        Some((end, width))
    }

    /// The block that begins at `base`.
    #[inline(always)]
    fn block(&self, base: usize) -> Block {
        let rest = self.text.get(base..).unwrap_or_default();
        let marks = match rest.first_chunk() {
            Some(block) => marks(block, self.delimiter),
            None => self.last_marks(rest),
        };
        Block { base, marks }
    }

    /// What stands out in the rest of the text, which is shorter than a block.
    #[inline(never)]
    fn last_marks(&self, rest: &[u8]) -> Marks {
        // The zeros behind the text are stops, so that its last row ends with it.
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        marks(&block, self.delimiter)
    }
}

/// What stands out in a block. A delimiter is one even if it is a control.
fn marks(block: &[u8; BLOCK], delimiter: u8) -> Marks {
    let (delimiter, quote) = (u8x16::splat(delimiter), u8x16::splat(b'"'));
    let last_control = u8x16::splat(0x1f);
    let mut found = Marks::default();
    let (parts, _) = block.as_chunks::<16>();
    for (index, part) in parts.iter().enumerate() {
        let bytes = u8x16::new(*part);
        let is_control = bytes.min(last_control).simd_eq(bytes);
        let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << (index * 16);
        found.stops |= bits(is_control | bytes.simd_eq(quote));
        found.delimiters |= bits(bytes.simd_eq(delimiter));
    }
    found.stops &= !found.delimiters;
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::limits::Limits;
    use super::super::reader::{RawRow, Reader};
    use super::*;

    /// The same byte by byte.
    fn marks_bytewise(block: &[u8; BLOCK], delimiter: u8) -> Marks {
        let mut found = Marks::default();
        for (place, byte) in block.iter().enumerate() {
            let is_delimiter = *byte == delimiter;
            let is_stop = !is_delimiter && (*byte < 0x20 || *byte == b'"');
            found.delimiters |= u64::from(is_delimiter) << place;
            found.stops |= u64::from(is_stop) << place;
        }
        found
    }

    fn batch_of(text: &[u8], start: usize, most: usize) -> Batch {
        let mut batch = Batch::new(1, MAX_CELLS);
        Scan::new(text, b',').rows(start, (text.len(), most), true, &mut batch);
        batch
    }

    fn cells(text: &[u8], start: usize) -> Option<(Vec<&[u8]>, usize)> {
        let batch = batch_of(text, start, 1);
        (batch.len() == 1).then(|| {
            let cells = (0..MAX_CELLS).map(|index| batch.cell(0, index));
            let cells =
                cells.map(|(from, to)| text.get(start + from..start + to).unwrap_or_default());
            let mut cells: Vec<_> = cells.collect();
            let width = cells
                .iter()
                .rposition(|cell| !cell.is_empty())
                .map_or(0, |last| last + 1);
            cells.truncate(width);
            (cells, start + batch.start(1))
        })
    }

    #[test]
    fn a_plain_row_is_taken_apart() {
        let text = b"a,bc,,d\r\nx\n,\ry";
        assert_eq!(cells(text, 0), Some((vec![&b"a"[..], b"bc", b"", b"d"], 9)));
        assert_eq!(cells(text, 9), Some((vec![&b"x"[..]], 11)));
        assert_eq!(cells(text, 11), Some((vec![], 13)));
        assert_eq!(cells(text, 13), Some((vec![&b"y"[..]], 14)));
        assert_eq!(cells(b"a,\"b\"\n", 0), None);
        assert_eq!(cells(b"a,\0\n", 0), None);
        assert_eq!(cells(b"a\r", 0), None, "what follows is not known");
        assert_eq!(cells(&[b','; MAX_CELLS], 0), None, "one cell too many");
        assert!(cells(&[b','; MAX_CELLS - 1], 0).is_some());
        let batch = batch_of(text, 0, 9);
        assert_eq!((batch.len(), batch.rows()), (4, 0b1111));
        assert_eq!(
            (
                batch.start(1),
                batch.start(2),
                batch.start(3),
                batch.start(4)
            ),
            (9, 11, 13, 14)
        );
        assert_eq!(batch.line_ends(0b1111), (1, 1, 1));
        let mut cut = Batch::new(1, 4);
        Scan::new(text, b',').rows(0, (text.len(), 9), false, &mut cut);
        assert_eq!(cut.len(), 3, "the last row may go on");
        let mut wide = Batch::new(2, 3);
        Scan::new(text, b',').rows(11, (text.len(), 9), false, &mut wide);
        assert_eq!(
            (wide.len(), wide.cell(0, 1), wide.cell(0, 2)),
            (1, (1, 1), (2, 2))
        );
        Scan::new(text, b',').rows(0, (text.len(), 9), false, &mut wide);
        assert_eq!(wide.len(), 0, "four cells are too many");
    }

    #[test]
    fn a_batch_ends_with_its_window() {
        let text = "0123456789,abcdef\n".repeat(1_000);
        let batch = batch_of(text.as_bytes(), 0, 1_000);
        assert_eq!(batch.len(), BATCH);
        let text = format!("{}\n{}\nx\n", "a".repeat(3_000), "b".repeat(2_000));
        assert_eq!(batch_of(text.as_bytes(), 0, 9).len(), 1);
        assert_eq!(batch_of(text.as_bytes(), 3_001, 9).len(), 2);
        assert_eq!(batch_of(&[b'a'; ROW_BYTES], 0, 9).len(), 0);
        assert_eq!(batch_of(&[b'a'; 200_000], 0, 9).len(), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_forms_mark_the_same(bytes in prop::collection::vec(any::<u8>(), BLOCK), delimiter in "[,;\t|]") {
            let block: &[u8; BLOCK] = bytes.first_chunk().unwrap();
            let delimiter = delimiter.as_bytes()[0];
            prop_assert_eq!(marks(block, delimiter), marks_bytewise(block, delimiter));
        }

        #[test]
        fn plain_rows_are_those_of_the_tokenizer(
            parts in prop::collection::vec("[a-z]{0,9}|,|,|,|\n|\r\n|\r|\"|\t|é|\u{1}|[a-z]{40,90}", 0..60)
        ) {
            let text = parts.concat();
            let bytes = text.as_bytes();
            let limits = Limits::default().resolve(1_000);
            let mut reader = Reader::new(bytes, 0, b',', &limits);
            let scan = Scan::new(bytes, b',');
            let (mut expected, mut batch) = (RawRow::default(), Batch::new(1, MAX_CELLS));
            let (mut first, mut row) = (0, 0);
            scan.rows(0, (bytes.len(), BATCH), true, &mut batch);
            loop {
                let start = reader.position();
                if !reader.next_row(&mut expected) {
                    break;
                }
                if row >= batch.len() {
                    (first, row) = (start, 0);
                    scan.rows(start, (bytes.len(), BATCH), true, &mut batch);
                }
                let range = expected.range.clone();
                let plain = !bytes[range.clone()].iter().any(|byte| *byte < 0x20 || *byte == b'"');
                let cut = range.end + 1 == bytes.len() && bytes[range.end] == b'\r';
                let is_taken = plain && !cut && expected.width <= MAX_CELLS;
                prop_assert_eq!(row < batch.len(), is_taken);
                if is_taken {
                    for (index, cell) in expected.cells.iter().enumerate() {
                        let (from, to) = batch.cell(row, index);
                        prop_assert_eq!((first + from, first + to), (cell.content().start, cell.content().end));
                    }
                    for index in expected.width..MAX_CELLS {
                        let (from, to) = batch.cell(row, index);
                        prop_assert_eq!(from, to);
                    }
                    prop_assert_eq!(first + batch.start(row), range.start);
                    prop_assert_eq!(first + batch.start(row + 1), reader.position());
                    row += 1;
                }
            }
        }
    }
}

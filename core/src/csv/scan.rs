//! Where rows and cells end, found in blocks of 64 bytes. A row in which nothing but delimiters stands out is plain; what
//! any other row is, is for the tokenizer in `reader.rs` to say.

use wide::u8x16;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Most cells of a row that is taken apart here.
pub(crate) const MAX_CELLS: usize = 64;

/// Finds plain rows in a text, one after the other.
pub(crate) struct Scan<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// Where the block at hand begins.
    base: usize,
    marks: Marks,
}

/// What stands out in a block, a bit for each byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Marks {
    delimiters: u64,
    /// Line ends, quotes and controls.
    stops: u64,
    /// Bytes that are not ASCII.
    high: u64,
}

/// A plain row: no quote and no control stands in it.
#[derive(Clone, Debug)]
pub(crate) struct PlainRow {
    /// Where each cell begins, and one behind the last cell: its end and one.
    starts: [usize; MAX_CELLS + 1],
    /// How many cells there are.
    pub(crate) width: usize,
    /// Where its line end begins, or the text ends.
    pub(crate) end: usize,
    /// Where the next row begins.
    pub(crate) next: usize,
    /// Whether a byte of it is not ASCII.
    pub(crate) high: bool,
}

impl Default for PlainRow {
    fn default() -> Self {
        Self {
            starts: [0; MAX_CELLS + 1],
            width: 0,
            end: 0,
            next: 0,
            high: false,
        }
    }
}

impl PlainRow {
    /// Where a cell begins and ends; an empty range behind the last one.
    #[inline]
    pub(crate) fn cell(&self, index: usize) -> (usize, usize) {
        if index >= self.width {
            return (self.end, self.end);
        }
        let [starts @ .., _] = &self.starts;
        let [_, behind @ ..] = &self.starts;
        // No row has more cells, so that this is the index.
        let index = index % MAX_CELLS;
        match (starts.get(index), behind.get(index)) {
            (Some(start), Some(behind)) => (*start, behind.wrapping_sub(1)),
            _ => (self.end, self.end),
        }
    }

    /// Where the row begins.
    pub(crate) fn start(&self) -> usize {
        self.starts.first().copied().unwrap_or_default()
    }
}

impl<'t> Scan<'t> {
    /// Looks at `text`, whose end is the end of the file or lies behind the last row that is asked for.
    pub(crate) fn new(text: &'t [u8], delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            base: usize::MAX,
            marks: Marks::default(),
        }
    }

    /// Takes the row at `start` apart. False if it is not plain, has more than [`MAX_CELLS`] cells, or ends in a CR
    /// behind which the text ends.
    pub(crate) fn row(&mut self, start: usize, row: &mut PlainRow) -> bool {
        self.seek(start);
        let [first, rest @ ..] = &mut row.starts;
        *first = start;
        let mut starts = rest.iter_mut();
        let mut high = 0;
        loop {
            let stop = self.marks.stops & self.marks.stops.wrapping_neg();
            // Without a stop this is every bit.
            let below = stop.wrapping_sub(1);
            let mut delimiters = self.marks.delimiters & below;
            let behind = self.base.wrapping_add(1);
            high |= self.marks.high & below;
            while delimiters != 0 {
                let Some(place) = starts.next() else {
                    return false;
                };
                *place = behind.wrapping_add(delimiters.trailing_zeros() as usize);
                delimiters &= delimiters.wrapping_sub(1);
            }
            if stop != 0 {
                break;
            }
            self.load(self.base + BLOCK);
        }
        let end = self.base + self.marks.stops.trailing_zeros() as usize;
        let Some(after) = starts.next() else {
            return false;
        };
        *after = end + 1;
        row.width = MAX_CELLS - starts.len();
        row.end = end;
        row.high = high != 0;
        row.next = match self.text.get(end) {
            Some(b'\n') => end + 1,
            Some(b'\r') => match self.text.get(end + 1) {
                Some(b'\n') => end + 2,
                Some(_) => end + 1,
                None => return false,
            },
            Some(_) => return false,
            None => end,
        };
        true
    }

    /// Forgets what stands before `at`.
    fn seek(&mut self, at: usize) {
        match at.checked_sub(self.base) {
            Some(passed) if passed < BLOCK => {
                let ahead = u64::MAX << passed;
                self.marks.delimiters &= ahead;
                self.marks.stops &= ahead;
                self.marks.high &= ahead;
            }
            _ => self.load(at),
        }
    }

    fn load(&mut self, at: usize) {
        self.base = at;
        let rest = self.text.get(at..).unwrap_or_default();
        self.marks = match rest.first_chunk() {
            Some(block) => marks(block, self.delimiter),
            None => {
                // The zeros behind the text are stops, so that its last row ends with it.
                let mut block = [0; BLOCK];
                for (to, from) in block.iter_mut().zip(rest) {
                    *to = *from;
                }
                marks(&block, self.delimiter)
            }
        };
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
        found.high |= bits(bytes);
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
            found.high |= u64::from(*byte >= 0x80) << place;
        }
        found
    }

    fn cells(text: &[u8], start: usize) -> Option<(Vec<&[u8]>, usize)> {
        let mut row = PlainRow::default();
        Scan::new(text, b',').row(start, &mut row).then(|| {
            let cells = (0..row.width).map(|index| row.cell(index));
            (
                cells.map(|(start, end)| &text[start..end]).collect(),
                row.next,
            )
        })
    }

    #[test]
    fn a_plain_row_is_taken_apart() {
        let text = b"a,bc,,d\r\nx\n,\ry";
        assert_eq!(cells(text, 0), Some((vec![&b"a"[..], b"bc", b"", b"d"], 9)));
        assert_eq!(cells(text, 9), Some((vec![&b"x"[..]], 11)));
        assert_eq!(cells(text, 11), Some((vec![&b""[..], b""], 13)));
        assert_eq!(cells(text, 13), Some((vec![&b"y"[..]], 14)));
        assert_eq!(cells(b"a,\"b\"\n", 0), None);
        assert_eq!(cells(b"a,\0\n", 0), None);
        assert_eq!(cells(b"a\r", 0), None, "what follows is not known");
        assert_eq!(cells(&[b','; MAX_CELLS], 0), None, "one cell too many");
        assert_eq!(cells(&[b','; MAX_CELLS - 1], 0).unwrap().0.len(), MAX_CELLS);
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
            let mut scan = Scan::new(bytes, b',');
            let (mut expected, mut row) = (RawRow::default(), PlainRow::default());
            loop {
                let start = reader.position();
                let lines = reader.line_ends();
                if !reader.next_row(&mut expected) {
                    break;
                }
                let range = expected.range.clone();
                let plain = !bytes[range.clone()].iter().any(|byte| *byte < 0x20 || *byte == b'"');
                let cut = range.end + 1 == bytes.len() && bytes[range.end] == b'\r';
                prop_assert_eq!(scan.row(start, &mut row), plain && !cut && expected.width <= MAX_CELLS);
                if plain && !cut && expected.width <= MAX_CELLS {
                    let cells: Vec<_> = (0..row.width).map(|index| row.cell(index)).collect();
                    let same: Vec<_> = expected.cells.iter().map(|cell| (cell.content().start, cell.content().end)).collect();
                    prop_assert_eq!(cells, same);
                    prop_assert_eq!((row.start(), row.end, row.next), (range.start, range.end, reader.position()));
                    prop_assert_eq!(row.high, !bytes[range].is_ascii());
                    prop_assert_ne!(lines.lf + lines.crlf + lines.cr + 1, u32::MAX);
                }
            }
        }
    }
}

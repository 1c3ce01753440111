//! Fingerprints of values, by which duplicates are found without keeping the values.

use crate::window::Window;

/// The fingerprint of a value, and the row that holds it: 12 bytes, since a file may have tens of millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Print {
    high: u32,
    low: u32,
    pub(crate) record: u32,
}

impl Print {
    pub(crate) const fn new(hash: u64, record: u32) -> Self {
        Self {
            high: (hash >> 32) as u32,
            low: hash as u32,
            record,
        }
    }

    /// As one of a block behind so many rows of data.
    pub(crate) const fn rebased(mut self, records: u32) -> Self {
        self.record = self.record.saturating_add(records);
        self
    }

    pub(crate) const fn hash(self) -> u64 {
        (self.high as u64) << 32 | self.low as u64
    }
}

/// A 64-bit fingerprint of a text. Equal texts have equal ones; that unequal ones differ is likely, never relied on.
pub(crate) fn fingerprint(text: &str) -> u64 {
    match text.as_bytes() {
        [b'+', digits @ ..] => mixed(digits, BEHIND_PLUS),
        bytes => mixed(bytes, PLAIN),
    }
}

/// The fingerprint of the text that stands in a row from `start` to `end`, or, if it is `bare`, of that text behind a
/// `+`, which need not be written for it.
#[inline]
pub(crate) fn fingerprint_at(window: Window<'_>, start: usize, end: usize, bare: bool) -> u64 {
    let is_written = window.byte(start) == b'+' && !bare;
    let start = start.wrapping_add(is_written.into());
    let seed = if bare | is_written {
        BEHIND_PLUS
    } else {
        PLAIN
    };
    let length = end.wrapping_sub(start);
    if length < 8 {
        return few_at(window, start, end, seed);
    }
    let (mut word, mut state) = (window.eight(start), seed);
    if length > 16 {
        state = product(word ^ WORD, window.eight(start.wrapping_add(8)) ^ state);
        if length >= 32 {
            state = pairs_at(window, start, length, state);
        }
        word = window.eight(end.wrapping_sub(16));
    }
    let last = window.eight(end.wrapping_sub(8));
    product(LENGTH ^ length as u64, product(word ^ WORD, last ^ state))
}

/// The fingerprint of fewer than eight bytes.
#[inline(never)]
fn few_at(window: Window<'_>, start: usize, end: usize, seed: u64) -> u64 {
    mixed(window.slice(start, end), seed)
}

/// Goes on with the pairs of words behind the first one.
#[inline(never)]
fn pairs_at(window: Window<'_>, start: usize, length: usize, mut state: u64) -> u64 {
    for pair in 1..length / 16 {
        let at = start.wrapping_add(pair.wrapping_mul(16));
        let (low, high) = (window.eight(at), window.eight(at.wrapping_add(8)));
        state = product(low ^ WORD, high ^ state);
    }
    state
}

// No text has the bytes FF and C0, so no word of a text makes a factor zero.
const PLAIN: u64 = 0x9e37_ff4a_7fc0_7c15;
const BEHIND_PLUS: u64 = 0xd6e8_ffb8_66c0_fd93;
const WORD: u64 = 0xa076_ff1d_64c0_78bd;
const LENGTH: u64 = 0xe703_7ed1_a0b4_28db;

/// The bytes in words of eight, multiplied into each other. The last two words overlap those before, so that nothing
/// is padded.
fn mixed(bytes: &[u8], seed: u64) -> u64 {
    let (first, last, mut state) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last), seed),
        _ => (short(bytes), 0, seed),
    };
    let mut word = first;
    if bytes.len() > 16 {
        let (pairs, _) = bytes.as_chunks::<16>();
        for pair in pairs {
            let [low, high] = halves(pair);
            state = product(low ^ WORD, high ^ state);
        }
        word = bytes.last_chunk().map_or(0, |pair| halves(pair)[0]);
    }
    product(
        LENGTH ^ bytes.len() as u64,
        product(word ^ WORD, last ^ state),
    )
}

fn halves(pair: &[u8; 16]) -> [u64; 2] {
    let pair = u128::from_le_bytes(*pair);
    [pair as u64, (pair >> 64) as u64]
}

/// Fewer than eight bytes as one word.
fn short(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Both halves of a product, folded into one word.
fn product(left: u64, right: u64) -> u64 {
    let product = u128::from(left).wrapping_mul(u128::from(right));
    (product >> 64) as u64 ^ product as u64
}

/// Fingerprints in pages, so that nothing is copied as they become more, and what was used up is freed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    pages: Vec<Vec<Print>>,
    len: usize,
}

/// Fingerprints of a page.
const PAGE: usize = 4_096;
/// Fingerprints of a page among many pieces; a byte counts them.
const SMALL_PAGE: usize = 128;

impl Pages {
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Those of a block behind so many rows of data.
    pub(crate) fn extend(&mut self, mut more: &[Print], records: u32) {
        self.len = self.len.saturating_add(more.len());
        while !more.is_empty() {
            let left = match self.pages.last() {
                Some(page) if page.len() < PAGE => PAGE - page.len(),
                _ => {
                    // The first page grows, so that a small file needs little.
                    let capacity = if self.pages.is_empty() { 0 } else { PAGE };
                    self.pages.push(Vec::with_capacity(capacity));
                    PAGE
                }
            };
            let (here, rest) = more.split_at(left.min(more.len()));
            if let Some(page) = self.pages.last_mut() {
                page.extend(here.iter().map(|print| print.rebased(records)));
            }
            more = rest;
        }
    }

    /// Another one.
    pub(crate) fn push(&mut self, print: Print) {
        self.len = self.len.wrapping_add(1);
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(print),
            _ => {
                let capacity = if self.pages.is_empty() { 0 } else { PAGE };
                let mut page = Vec::with_capacity(capacity);
                page.push(print);
                self.pages.push(page);
            }
        }
    }

    /// About equal shares, in any order.
    pub(crate) fn split(self, shares: usize) -> Vec<Self> {
        let mut split = vec![Self::default(); shares.max(1)];
        let mut share = 0;
        for page in self.pages {
            if let Some(to) = split.get_mut(share) {
                to.len += page.len();
                to.pages.push(page);
            }
            share = (share + 1) % shares.max(1);
        }
        split
    }

    /// By their first `bits` bits. What goes to a piece is gathered side by side before it becomes a page of it.
    pub(crate) fn spread(self, bits: u32) -> Vec<Self> {
        if bits == 0 {
            return vec![self];
        }
        let count = 1_usize << bits;
        let mut pieces = vec![Self::default(); count];
        let mut gathered = vec![[Print::new(0, 0); SMALL_PAGE]; count];
        let mut lengths = vec![0_u8; count];
        for page in self.pages {
            for print in page {
                let number = (print.high >> (32 - bits)) as usize;
                let (Some(prints), Some(length)) =
                    (gathered.get_mut(number), lengths.get_mut(number))
                else {
                    continue;
                };
                if let Some(place) = prints.get_mut(usize::from(*length) % SMALL_PAGE) {
                    *place = print;
                }
                *length = length.wrapping_add(1);
                if usize::from(*length) == SMALL_PAGE {
                    *length = 0;
                    if let Some(piece) = pieces.get_mut(number) {
                        piece.add_page(prints);
                    }
                }
            }
        }
        let rest = gathered.iter().zip(&lengths);
        for (piece, (prints, length)) in pieces.iter_mut().zip(rest) {
            let prints = prints.get(..usize::from(*length)).unwrap_or_default();
            if !prints.is_empty() {
                piece.add_page(prints);
            }
        }
        pieces
    }

    /// These as a page of their own.
    #[inline(never)]
    fn add_page(&mut self, prints: &[Print]) {
        self.len = self.len.saturating_add(prints.len());
        self.pages.push(prints.to_vec());
    }

    /// Appends all of them to `prints`.
    pub(crate) fn copy_to(&self, prints: &mut Vec<Print>) {
        for page in &self.pages {
            prints.extend_from_slice(page);
        }
    }
}

/// A second fingerprint, made otherwise: texts with both in common are taken for equal.
pub(crate) fn second_print(text: &str) -> u32 {
    let step = |state: u64, byte: &u8| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let state = text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
    (state ^ state >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::window::alone;

    #[test]
    fn fingerprints_of_near_texts_differ() {
        let mut seen = BTreeSet::new();
        for number in 0..20_000 {
            for text in [
                format!("+1440555{number:05}"),
                format!("1440555{number:05}"),
                format!("name{number}@example.com"),
                format!("{number}"),
                format!("a.very.long.name.{number:05}.of.somebody@mail.example.com"),
            ] {
                assert!(seen.insert(fingerprint(&text)), "{text}");
            }
        }
        let mut same = String::new();
        for _ in 0..100 {
            assert!(seen.insert(fingerprint(&same)));
            same.push('\0');
        }
    }

    #[test]
    fn a_plus_need_not_be_written_and_bytes_are_text() {
        for length in 0..70 {
            let digits: String = "0123456789".chars().cycle().take(length).collect();
            let (row, plus) = (format!("x,{digits},y"), format!("+{digits}"));
            let windows = alone(row.as_bytes());
            let print = |bare| fingerprint_at(windows.at(0).unwrap(), 2, 2 + length, bare);
            assert_eq!(print(false), fingerprint(&digits));
            assert_eq!(print(true), fingerprint(&plus));
            let windows = alone(plus.as_bytes());
            let written = fingerprint_at(windows.at(0).unwrap(), 0, plus.len(), false);
            assert_eq!(written, fingerprint(&plus));
        }
        assert_ne!(fingerprint("+14405551234"), fingerprint("14405551234"));
    }

    #[test]
    fn every_bit_of_a_fingerprint_is_set_half_the_time() {
        let mut counts = [0_u32; 64];
        for number in 0..10_000 {
            let print = fingerprint(&format!("+1440555{number:05}"));
            for (bit, count) in counts.iter_mut().enumerate() {
                *count += u32::from(print >> bit & 1 == 1);
            }
        }
        assert!(
            counts.iter().all(|count| (4_600..5_400).contains(count)),
            "{counts:?}"
        );
    }
}

//! Fingerprints of values, by which duplicates are found without keeping the values.

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
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xd6e8_feb8_6659_fd93;
    let fold = |state: u64, word: u64| {
        let product = u128::from(state ^ word) * u128::from(SECOND);
        let (high, low) = ((product >> 64) as u64, product as u64);
        high ^ low ^ FIRST
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut state = FIRST ^ text.len() as u64;
    for word in words {
        state = fold(state, u64::from_le_bytes(*word)).rotate_left(23);
    }
    let mut last = [0_u8; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    fold(fold(state, u64::from_le_bytes(last)), SECOND)
}

/// Fingerprints in pages, so that nothing is copied as they become more, and what was used up is freed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages {
    pages: Vec<Vec<Print>>,
    len: usize,
}

/// Fingerprints of a page.
const PAGE: usize = 4_096;
/// Fingerprints of a page among many pieces.
const SMALL_PAGE: usize = 128;

impl Pages {
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn push(&mut self, print: Print) {
        // The first page grows, so that a small file needs little.
        self.push_to(print, PAGE, self.pages.is_empty());
    }

    fn push_to(&mut self, print: Print, most: usize, grows: bool) {
        self.len += 1;
        match self.pages.last_mut() {
            Some(page) if page.len() < most => page.push(print),
            _ => {
                let mut page = Vec::with_capacity(if grows { 0 } else { most });
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

    /// By their first `bits` bits.
    pub(crate) fn spread(self, bits: u32) -> Vec<Self> {
        if bits == 0 {
            return vec![self];
        }
        let mut pieces = vec![Self::default(); 1 << bits];
        for page in self.pages {
            for print in page {
                if let Some(piece) = pieces.get_mut((print.high >> (32 - bits)) as usize) {
                    piece.push_to(print, SMALL_PAGE, false);
                }
            }
        }
        pieces
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
    use super::*;

    #[test]
    fn fingerprints_of_near_texts_differ() {
        let mut seen = std::collections::BTreeSet::new();
        for number in 0..20_000 {
            assert!(seen.insert(fingerprint(&format!("+1440555{number:05}"))));
            assert!(seen.insert(fingerprint(&format!("name{number}@example.com"))));
        }
        assert_ne!(fingerprint(""), fingerprint("\0"));
        assert_eq!(fingerprint("abcdefghi"), fingerprint("abcdefghi"));
    }
}

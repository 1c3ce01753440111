//! A set of data rows, one bit each. Several threads may add to it.

use std::sync::atomic::{AtomicU64, Ordering};

/// A set of records.
#[derive(Debug, Default)]
pub(super) struct Bits(Vec<AtomicU64>);

impl Bits {
    /// An empty set of records below `records`.
    pub(super) fn new(records: u32) -> Self {
        let words = (records as usize).div_ceil(64);
        Self((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn insert(&self, record: u32) {
        if let Some((word, bit)) = self.word(record) {
            // Bits are only read when all threads have ended.
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }

    pub(super) fn contains(&self, record: u32) -> bool {
        self.word(record)
            .is_some_and(|(word, bit)| word.load(Ordering::Relaxed) & bit != 0)
    }

    /// How many records are in it.
    pub(super) fn len(&self) -> usize {
        let ones = |word: &AtomicU64| word.load(Ordering::Relaxed).count_ones() as usize;
        self.0.iter().map(ones).sum()
    }

    /// The first record from `record` on.
    pub(super) fn next(&self, record: u32) -> Option<u32> {
        let first = (record / 64) as usize;
        let mut mask = u64::MAX << (record % 64);
        for (index, word) in self.0.iter().enumerate().skip(first) {
            let bits = word.load(Ordering::Relaxed) & mask;
            if bits != 0 {
                return u32::try_from(index * 64)
                    .ok()?
                    .checked_add(bits.trailing_zeros());
            }
            mask = u64::MAX;
        }
        None
    }

    fn word(&self, record: u32) -> Option<(&AtomicU64, u64)> {
        let word = self.0.get((record / 64) as usize)?;
        Some((word, 1 << (record % 64)))
    }
}

/// The first record from `record` on that is in one of `sets`.
pub(super) fn next_of(sets: &[&Bits], record: u32) -> Option<u32> {
    sets.iter().filter_map(|set| set.next(record)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_in_rising_order() {
        let bits = Bits::new(200);
        for record in [199, 0, 63, 64, 130] {
            bits.insert(record);
        }
        bits.insert(5_000);
        let mut seen = Vec::new();
        let mut from = 0;
        while let Some(record) = bits.next(from) {
            seen.push(record);
            from = record + 1;
        }
        assert_eq!(seen, [0, 63, 64, 130, 199]);
        assert_eq!(bits.len(), 5);
        assert!(bits.contains(64) && !bits.contains(65) && !bits.contains(9_999));
        let other = Bits::new(200);
        other.insert(65);
        assert_eq!(next_of(&[&bits, &other], 65), Some(65));
        assert_eq!(next_of(&[], 0), None);
    }
}

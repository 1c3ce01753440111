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

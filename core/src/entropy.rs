//! Randomness as a value: the host gives one seed per command, and labelled streams are drawn from it.

use sha2::{Digest, Sha256};

/// 32 bytes of randomness for one command.
pub type Seed = [u8; 32];

/// What a host gives as randomness. The engine asks once per command.
pub trait Entropy: Send + Sync {
    /// 32 fresh, unpredictable bytes.
    fn seed(&self) -> Seed;
}

/// The randomness of one command. Each use has a label of its own, so that vectors pin it and no use disturbs another.
///
/// A label's bytes are SHA-256(seed ‖ label ‖ counter), the counter as eight bytes, big-endian, from 0.
#[derive(Clone)]
pub struct Stream {
    seed: Seed,
}

impl Stream {
    /// The streams of one seed.
    #[must_use]
    pub const fn new(seed: Seed) -> Self {
        Self { seed }
    }

    /// The block number `counter` of `label`: 32 bytes.
    #[must_use]
    pub fn block(&self, label: &str, counter: u64) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(label.as_bytes());
        hash.update(counter.to_be_bytes());
        hash.finalize().into()
    }

    /// The first 16 bytes of a block: an id's randomness or a salt.
    #[must_use]
    pub fn bytes16(&self, label: &str, counter: u64) -> [u8; 16] {
        let mut out = [0; 16];
        for (to, from) in out.iter_mut().zip(self.block(label, counter)) {
            *to = from;
        }
        out
    }

    /// The first 8 bytes of a block as a number, big-endian.
    #[must_use]
    pub fn word(&self, label: &str, counter: u64) -> u64 {
        self.block(label, counter)
            .iter()
            .take(8)
            .fold(0, |word, byte| (word << 8) | u64::from(*byte))
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream(..)")
    }
}

/// Seeds counted up from one number: for tests and vectors in every language.
#[derive(Debug)]
pub struct FixedEntropy {
    first: u64,
    next: std::sync::atomic::AtomicU64,
}

impl FixedEntropy {
    /// Seeds that follow from `first` alone.
    #[must_use]
    pub const fn new(first: u64) -> Self {
        Self {
            first,
            next: std::sync::atomic::AtomicU64::new(0),
        }
    }
}

impl Entropy for FixedEntropy {
    fn seed(&self) -> Seed {
        let index = self.next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let mut hash = Sha256::new();
        hash.update(self.first.to_be_bytes());
        hash.update(index.to_be_bytes());
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_counters_do_not_disturb_each_other() {
        let stream = Stream::new([7; 32]);
        assert_eq!(stream.block("salt", 0), stream.block("salt", 0));
        assert_ne!(stream.block("salt", 0), stream.block("salt", 1));
        assert_ne!(stream.block("salt", 0), stream.block("id", 0));
    }

    #[test]
    fn fixed_entropy_never_repeats_a_seed() {
        let entropy = FixedEntropy::new(1);
        assert_ne!(entropy.seed(), entropy.seed());
    }
}

//! The system's clock and randomness: the only place that asks for either.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use rollbook::entropy::{Entropy, Seed, Stream};
use rollbook::error::{Error, ErrorCode};
use rollbook::time::{Clock, Duration, Timestamp};

/// The clock of the system, in UTC.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that hosts give"
    )]
    fn now(&self) -> Timestamp {
        let now = SystemTime::now();
        let micros = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |past| -past)
            }
        };
        Timestamp::from_micros(micros)
    }

    fn pause(&self, span: Duration) {
        std::thread::sleep(span.to_std());
    }
}

/// The randomness of the operating system.
#[derive(Debug)]
pub struct OsEntropy {
    reserve: Stream,
    drawn: AtomicU64,
}

impl OsEntropy {
    /// Asks the system once, so that one without randomness is found out before anything is made from it.
    ///
    /// # Errors
    /// `internal` if the system has no randomness.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            reserve: Stream::new(random()?),
            drawn: AtomicU64::new(0),
        })
    }
}

impl Entropy for OsEntropy {
    /// 32 bytes of the system; should it fail after a good start, the next bytes of a stream that only this process has.
    fn seed(&self) -> Seed {
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
        let label = format!("reserve {}", std::process::id());
        random().unwrap_or_else(|_| self.reserve.block(&label, drawn))
    }
}

/// `N` random bytes of the system.
///
/// # Errors
/// `internal` if the system has no randomness.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the randomness that hosts give"
)]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Error::new(ErrorCode::Internal)
            .with("incident", "randomness of the system")
            .with_source(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_differ_from_call_to_call() {
        let entropy = OsEntropy::new().unwrap();
        assert_ne!(entropy.seed(), entropy.seed());
    }

    #[test]
    fn the_clock_shows_a_time_after_this_was_written() {
        let written: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(SystemClock.now() > written);
    }
}

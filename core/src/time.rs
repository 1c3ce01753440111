//! Points in time and spans, in UTC microseconds. There is no clock here: the host owns one and passes `now`.

use std::fmt;

use chrono::{DateTime, SecondsFormat, TimeDelta};
use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00Z, from year 1 to 9999.
///
/// ```
/// use rollbook::time::{Duration, Timestamp};
/// let issued: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
/// assert_eq!((issued + Duration::days(30)).to_string(), "2026-01-31T00:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z.
const RANGE: (i64, i64) = (-62_135_596_800_000_000, 253_402_300_799_999_999);

impl Timestamp {
    /// From microseconds since 1970, held inside year 1 to 9999.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < RANGE.0 {
            Self(RANGE.0)
        } else if micros > RANGE.1 {
            Self(RANGE.1)
        } else {
            Self(micros)
        }
    }

    /// From seconds since 1970, held inside year 1 to 9999.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970, not below 0: the time part of an id.
    #[must_use]
    pub const fn millis(self) -> u64 {
        let millis = self.0.div_euclid(1_000);
        if millis < 0 { 0 } else { millis.unsigned_abs() }
    }

    /// The span from `earlier` to this point; negative if it lies before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Shown in a zone with the abbreviation in force, for example `2026-07-01 09:30 CDT` (M-17).
    ///
    /// An unknown zone name falls back to UTC; settings refuse one before it gets here.
    #[must_use]
    pub fn in_zone(self, zone: &str) -> String {
        let zone: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
        self.date_time()
            .with_timezone(&zone)
            .format("%Y-%m-%d %H:%M %Z")
            .to_string()
    }

    fn date_time(self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self::from_micros(self.0.saturating_add(span.0))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self::from_micros(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .date_time()
                .to_rfc3339_opts(SecondsFormat::AutoSi, true),
        )
    }
}

impl std::str::FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| TimeError)?;
        let micros = parsed.timestamp_micros();
        if micros < RANGE.0 || micros > RANGE.1 {
            Err(TimeError)
        } else {
            Ok(Self(micros))
        }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

/// The text is no point in time of the form `2026-01-31T00:00:00Z`, year 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form `2026-01-31T00:00:00Z`")]
pub struct TimeError;

/// Whether `name` is a zone of the IANA database that [`Timestamp::in_zone`] knows.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    name.parse::<chrono_tz::Tz>().is_ok()
}

/// A span of time in microseconds. A day is 24 hours.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(i64);

impl Duration {
    /// From microseconds.
    #[must_use]
    pub const fn micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds.
    #[must_use]
    pub const fn millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// From seconds.
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// From hours.
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self::seconds(hours.saturating_mul(3_600))
    }

    /// From days of 24 hours.
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self::hours(days.saturating_mul(24))
    }

    /// The span in microseconds.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The span for `std`, a negative one as zero.
    #[must_use]
    pub fn to_std(self) -> std::time::Duration {
        TimeDelta::microseconds(self.0).to_std().unwrap_or_default()
    }
}

/// What a host gives as time. The engine asks `now` once per command; nothing else in the core has a clock.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// Waits before a retry. A manual clock advances instead.
    fn pause(&self, span: Duration);
}

/// A clock that stands still until it is told to advance: for tests in every language.
///
/// ```
/// use rollbook::time::{Clock, Duration, ManualClock, Timestamp};
/// let clock = ManualClock::new(Timestamp::from_seconds(0));
/// clock.advance(Duration::seconds(30));
/// assert_eq!(clock.now(), Timestamp::from_seconds(30));
/// ```
#[derive(Debug)]
pub struct ManualClock(std::sync::atomic::AtomicI64);

impl ManualClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self(std::sync::atomic::AtomicI64::new(start.0))
    }

    /// Moves the clock forward by `span`.
    pub fn advance(&self, span: Duration) {
        self.0
            .fetch_add(span.0, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }

    fn pause(&self, span: Duration) {
        self.advance(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_microseconds() {
        let time = Timestamp::from_micros(1_700_000_000_123_456);
        assert_eq!(time.to_string(), "2023-11-14T22:13:20.123456Z");
        assert_eq!(time.to_string().parse(), Ok(time));
    }

    #[test]
    fn the_ends_do_not_overflow() {
        let end = Timestamp::from_micros(i64::MAX);
        assert_eq!(end + Duration::days(1), end);
        assert_eq!(end.to_string(), "9999-12-31T23:59:59.999999Z");
        let start = Timestamp::from_micros(i64::MIN);
        assert_eq!(start - Duration::days(1), start);
    }

    #[test]
    fn m_17_a_time_is_shown_in_its_zone_with_the_abbreviation() {
        let summer: Timestamp = "2026-07-01T14:30:00Z".parse().unwrap();
        assert_eq!(summer.in_zone("US/Central"), "2026-07-01 09:30 CDT");
    }
}

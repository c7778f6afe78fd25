//! Time: a [`Timestamp`] in Unix milliseconds, and the [`Clock`] that tells it.
//!
//! The clock is injected and is the only place that reads the machine's; everything stored is UTC, and a time zone
//! comes in only where a person reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that many milliseconds after 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// A later moment.
    #[must_use]
    pub fn plus(self, time: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }

    /// An earlier moment.
    #[must_use]
    pub fn minus(self, time: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was, zero when it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment as a person in `zone` (an IANA name) reads it; UTC when the zone is unknown.
    #[must_use]
    pub fn in_zone(self, zone: &str) -> jiff::Zoned {
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        moment.to_zoned(zone)
    }

    /// RFC 3339 in UTC, to the second.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.in_zone("UTC").strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Tells the time: the machine's, or one that a test holds.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// A test's: it moves when told to.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.millis())))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Self::System => Timestamp(jiff::Timestamp::now().as_millisecond()),
            Self::Fixed(at) => Timestamp(at.load(Ordering::Relaxed)),
        }
    }

    /// Moves a fixed clock on; the machine's clock stays as it is.
    pub fn advance(&self, time: Duration) {
        if let Self::Fixed(at) = self {
            at.fetch_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_it_in_their_zone() {
        let moment = Timestamp::from_millis(1_784_548_800_000);
        assert_eq!(moment.rfc3339(), "2026-07-20T12:00:00Z");
        assert_eq!(moment.in_zone("Europe/London").strftime("%H:%M").to_string(), "13:00");
        assert_eq!(moment.in_zone("not a zone").strftime("%H:%M").to_string(), "12:00");
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = Clock::fixed(Timestamp::from_millis(5));
        clock.advance(Duration::from_millis(7));
        assert_eq!(clock.now(), Timestamp::from_millis(12));
        assert_eq!(clock.now().since(Timestamp::from_millis(20)), Duration::ZERO);
    }
}

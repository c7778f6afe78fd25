//! After failures in a row the model is left alone for a while, so that no visitor waits for what will not come.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which it rests.
const ENOUGH: u32 = 3;

/// For how long.
const REST: Duration = Duration::from_secs(30);

/// How it has gone of late.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    /// Whether it is to be left alone now. When the rest is over one may try, and the others wait for how that goes.
    pub(super) fn rests(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.rests_until {
            Some(until) if now < until => true,
            Some(_) => {
                state.rests_until = Some(now + REST);
                false
            }
            None => false,
        }
    }

    /// Notes how asking went.
    pub(super) fn note(&self, went_well: bool, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures = if went_well { 0 } else { state.failures + 1 };
        state.rests_until = (state.failures >= ENOUGH).then(|| now + REST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_in_a_row_are_followed_by_a_rest_and_one_who_tries() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for went_well in [false, false, true, false] {
            breaker.note(went_well, now);
        }
        assert!(!breaker.rests(now), "not in a row");
        breaker.note(false, now);
        breaker.note(false, now);
        assert!(breaker.rests(now));
        let later = now + REST + Duration::from_secs(1);
        assert!(!breaker.rests(later), "somebody tries");
        assert!(breaker.rests(later), "and nobody else");
        breaker.note(true, later);
        assert!(!breaker.rests(later));
    }
}

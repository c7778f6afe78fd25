//! How long to wait before trying again: growing steps, with jitter so that a thousand failures do not return at once.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// E-mail and the like: patient, for about three days.
pub const DAYS: &[u64] = &[MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR];

/// Text messages: what is said hours late is better not said.
pub const HOURS: &[u64] = &[5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR];

/// Work within the house: it fails only when the database does.
pub const SOON: &[u64] = &[1, 2, 5, 15, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];

/// Work that somebody watches: a fault that is still there after a minute is told to them.
pub const WATCHED: &[u64] = &[1, 2, 5, 15, 30];

/// The wait before the attempt after number `attempts` (from 1); `None` when there should be no more.
///
/// `salt` spreads the wait by up to a fifth either way; the same salt gives the same wait.
#[must_use]
pub fn wait(steps: &[u64], attempts: i64, salt: &str) -> Option<Duration> {
    let step = *steps.get(usize::try_from(attempts - 1).unwrap_or(0))?;
    let spread = salt.bytes().fold(7_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b))) % 401;
    Some(Duration::from_millis(step * (800 + spread)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_end_and_stay_within_a_fifth() {
        for (attempt, step) in DAYS.iter().enumerate() {
            let wait = wait(DAYS, i64::try_from(attempt).unwrap() + 1, "job_x").unwrap().as_millis();
            let exact = u128::from(*step) * 1000;
            assert!(wait * 10 >= exact * 8 && wait * 10 <= exact * 12);
        }
        assert_eq!(wait(DAYS, 10, "job_x"), None);
        assert_ne!(wait(DAYS, 1, "a"), wait(DAYS, 1, "b"));
    }
}

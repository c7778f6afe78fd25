//! Whether hours can be kept: what an owner typed, field by field.

use jiff::tz::TimeZone;

use super::day::Interval;
use super::{Hours, Special};
use crate::error::{Error, FieldError, Result};

/// The most intervals of a day.
pub const MOST_INTERVALS: usize = 6;
/// The most closures, and the most openings.
pub const MOST_SPECIALS: usize = 120;
/// The longest name of one, in characters.
pub const LONGEST_NAME: usize = 60;

/// The days of the week as fields are named.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Hours {
    /// Whether they can be kept. Fields are `time_zone`, `mon` to `sun`, `closure.0`, `opening.0` and so on.
    ///
    /// # Errors
    /// `Invalid` names each field that cannot.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        let mut tell = |field: &str, code: &str, message: &str| {
            wrong.push(FieldError { field: field.to_owned(), code: code.to_owned(), message: message.to_owned() });
        };
        if TimeZone::get(&self.time_zone).is_err() {
            tell("time_zone", "unknown", "Choose a time zone from the list, like Europe/London");
        }
        for (field, day) in WEEKDAYS.iter().zip(&self.weekly) {
            if let Some((code, message)) = fault(day) {
                tell(field, code, message);
            }
        }
        for (kind, specials) in [("closure", &self.closures), ("opening", &self.openings)] {
            if specials.len() > MOST_SPECIALS {
                tell(&format!("{kind}.{MOST_SPECIALS}"), "too_many", "Keep to 120 of these");
            }
            for (at, special) in specials.iter().enumerate() {
                if let Some((code, message)) = special.fault() {
                    tell(&format!("{kind}.{at}"), code, message);
                }
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

/// What is wrong with a day's intervals.
fn fault(day: &[Interval]) -> Option<(&'static str, &'static str)> {
    if day.len() > MOST_INTERVALS {
        return Some(("too_many", "Keep to six times a day"));
    }
    if day.iter().any(|one| one.from == one.to) {
        return Some(("empty", "Enter an end that is not the beginning; a whole day is 00:00 to 24:00"));
    }
    let mut sorted: Vec<&Interval> = day.iter().collect();
    sorted.sort_by_key(|one| one.begins());
    let overlaps = sorted.windows(2).any(|pair| pair[0].ends() > pair[1].begins());
    overlaps.then_some(("overlap", "Two of these times overlap"))
}

impl Special {
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        if self.name.chars().count() > LONGEST_NAME {
            return Some(("too_long", "Keep the name to 60 characters"));
        }
        if self.hours.is_some_and(|hours| hours.from == hours.to) {
            return Some(("empty", "Enter an end that is not the beginning, or leave both empty for the whole day"));
        }
        let last = self.last?;
        if last.is_yearly() != self.first.is_yearly() {
            return Some(("mixed", "Enter both days with a year, or have both come each year"));
        }
        let is_backwards = self.first.date().zip(last.date()).is_some_and(|(first, last)| last < first);
        is_backwards.then_some(("order", "Enter a last day that is not before the first"))
    }
}

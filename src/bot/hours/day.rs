//! A time of the clock, an interval between two, and a day of the calendar, as they are kept and typed.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minutes in a day of the clock.
const WHOLE: u16 = 24 * 60;

/// A time of the clock, to the minute: `09:00`. `24:00` is the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Minute(u16);

impl Minute {
    /// The time at this hour and minute; past the end of the day it is the end.
    #[must_use]
    pub const fn of(hour: u16, minute: u16) -> Self {
        let all = hour * 60 + minute;
        Self(if all > WHOLE { WHOLE } else { all })
    }

    /// Reads `9:00`, `09:00`, `9.00`, `0900`, `9`; `None` for what is no time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 5 || !text.bytes().all(|b| b.is_ascii_digit() || b == b':' || b == b'.') {
            return None;
        }
        let (hour, minute) = match text.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (hour, minute),
            Some(_) => return None,
            None if text.len() > 2 => text.split_at(text.len() - 2),
            None => (text, "0"),
        };
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (minute < 60 && hour <= 24 && hour * 60 + minute <= WHOLE).then_some(Self(hour * 60 + minute))
    }

    /// Hour and minute as a clock shows them; `None` for the end of the day, which it shows as the next day's beginning.
    #[must_use]
    pub fn on_a_clock(self) -> Option<(i8, i8)> {
        if self.0 >= WHOLE {
            return None;
        }
        Some((i8::try_from(self.0 / 60).ok()?, i8::try_from(self.0 % 60).ok()?))
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for Minute {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time of day"))
    }
}

impl From<Minute> for String {
    fn from(minute: Minute) -> Self {
        minute.to_string()
    }
}

/// From one time to another. One that ends no later than it begins goes on until that time of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// When it begins.
    pub from: Minute,
    /// When it ends: the first minute that is no longer part of it.
    pub to: Minute,
}

impl Interval {
    /// A whole day.
    pub const WHOLE: Self = Self { from: Minute(0), to: Minute(WHOLE) };

    /// Whether it goes on after midnight.
    #[must_use]
    pub fn passes_midnight(self) -> bool {
        self.to <= self.from && self.to > Minute(0)
    }

    /// Where it ends, in minutes from the midnight it began after.
    pub(super) fn ends(self) -> u16 {
        if self.to <= self.from { self.to.0 + WHOLE } else { self.to.0 }
    }

    /// Where it begins, in minutes from midnight.
    pub(super) fn begins(self) -> u16 {
        self.from.0
    }
}

/// A day of the calendar: of one year, `2026-12-25`, or of each, `12-25`. A 29 February of each year comes in those that
/// have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: Option<i16>,
    month: i8,
    day: i8,
}

/// A year that has every day.
const LEAP: i16 = 2_000;

impl Day {
    /// A day of one year.
    #[must_use]
    pub fn once(date: Date) -> Self {
        Self { year: Some(date.year()), month: date.month(), day: date.day() }
    }

    /// Reads `2026-12-25` and `12-25`; `None` for a day that the calendar does not have, and for years that are no one's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let all_digits = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        if !parts.iter().all(all_digits) {
            return None;
        }
        let (year, month, day) = match parts.as_slice() {
            [year, month, day] => (Some(year.parse::<i16>().ok()?), month, day),
            [month, day] => (None, month, day),
            _ => return None,
        };
        if year.is_some_and(|year| !(1970..=9000).contains(&year)) {
            return None;
        }
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        Date::new(year.unwrap_or(LEAP), month, day).ok()?;
        Some(Self { year, month, day })
    }

    /// Whether it comes each year.
    #[must_use]
    pub fn is_yearly(self) -> bool {
        self.year.is_none()
    }

    /// The same day of each year.
    #[must_use]
    pub fn yearly(self) -> Self {
        Self { year: None, ..self }
    }

    /// The one day it is; none where it comes each year.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day).ok()
    }

    /// Month and day.
    pub(super) fn in_year(self) -> (i8, i8) {
        (self.month, self.day)
    }

    /// The next day it stands for, from `today` on, or the last one; for lists in order.
    #[must_use]
    pub fn next(self, today: Date) -> Date {
        if let Some(date) = self.date() {
            return date;
        }
        // Eight years on there was a 29 February.
        let years = (0..=8).filter_map(|ahead| Date::new(today.year().checked_add(ahead)?, self.month, self.day).ok());
        years.filter(|date| *date >= today).min().unwrap_or(today)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no day"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

//! Which days are shown: the last so many, or from one date to another, in the viewer's time zone.

use jiff::civil::Date;
use jiff::{Span as Length, ToSpan as _};
use serde::Deserialize;

use crate::report::Span;
use crate::time::Timestamp;

/// The ready-made spans, in days.
pub const READY: [i64; 3] = [7, 30, 90];

/// The longest span, in days.
const LONGEST: i64 = 366;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The bot's key.
    pub bot: String,
    /// So many days until today.
    pub range: String,
    /// A date, `2026-11-01`.
    pub from: String,
    /// A date; its day is shown too.
    pub until: String,
}

/// Some days, one after the other.
pub struct Days {
    first: Date,
    last: Date,
    today: Date,
    zone: String,
    /// Why own dates were not taken.
    pub error: Option<String>,
}

fn days(n: i64) -> Length {
    n.days()
}

impl Days {
    /// The days that an address asks for; the last 30 where it asks for none, or for what cannot be.
    pub fn asked(asked: &Asked, now: Timestamp, zone: &str) -> Self {
        let today = now.in_zone(zone).date();
        let last = |n: i64, error: Option<String>| Self {
            first: today.saturating_sub(days(n - 1)),
            last: today,
            today,
            zone: zone.to_owned(),
            error,
        };
        if asked.from.is_empty() && asked.until.is_empty() {
            let n = asked.range.parse().ok().filter(|n| READY.contains(n)).unwrap_or(30);
            return last(n, None);
        }
        let (Ok(first), Ok(until)) = (asked.from.parse::<Date>(), asked.until.parse::<Date>()) else {
            return last(30, Some("These dates could not be read. The last 30 days are shown.".to_owned()));
        };
        let (first, until) = (first.min(until).min(today), first.max(until).min(today));
        let shown = Self { first, last: until, today, zone: zone.to_owned(), error: None };
        if shown.count() <= LONGEST {
            return shown;
        }
        let first = until.saturating_sub(days(LONGEST - 1));
        Self { first, error: Some("A span holds at most 366 days. The last of these are shown.".to_owned()), ..shown }
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        i64::from((self.last - self.first).get_days()) + 1
    }

    /// The first of them.
    pub const fn first(&self) -> Date {
        self.first
    }

    /// The last of them.
    pub const fn last(&self) -> Date {
        self.last
    }

    /// Whether they are the last so many until today.
    pub fn is_last(&self, n: i64) -> bool {
        self.last == self.today && self.count() == n
    }

    /// When a day begins; some begin an hour late, where clocks are put forward at midnight.
    fn begins(&self, day: Date) -> Timestamp {
        let start = day.in_tz(&self.zone).map_or(0, |zoned| zoned.timestamp().as_millisecond());
        Timestamp::from_millis(start)
    }

    /// From the first moment of the first to the last of the last.
    pub fn span(&self) -> Span {
        Span { from: self.begins(self.first), until: self.begins(self.last.saturating_add(days(1))) }
    }

    /// As many days before them.
    pub fn before(&self) -> Span {
        Span { from: self.begins(self.first.saturating_sub(days(self.count()))), until: self.begins(self.first) }
    }

    /// Columns for a chart: a day each, a week each where there are many. The first day, its name, where it begins.
    pub fn columns(&self) -> Vec<(Date, String, Timestamp)> {
        let (wide, step) = if self.count() > 92 { (true, 7) } else { (false, 1) };
        let mut columns = Vec::new();
        let mut day = self.first;
        while day <= self.last {
            let name = day.strftime(if wide { "Week of %-d %b" } else { "%a %-d %b" }).to_string();
            columns.push((day, name, self.begins(day)));
            let next = day.saturating_add(days(step));
            if next <= day {
                break;
            }
            day = next;
        }
        columns
    }

    /// "Last 30 days", "Own dates".
    pub fn name(&self) -> String {
        READY.iter().find(|n| self.is_last(**n)).map_or_else(|| "Own dates".to_owned(), |n| format!("Last {n} days"))
    }

    /// "22 Oct to 20 Nov, compared with the 30 days before".
    pub fn line(&self) -> String {
        let year = if self.first.year() == self.today.year() { "%-d %b" } else { "%-d %b %Y" };
        let (first, last) = (self.first.strftime(year), self.last.strftime(year));
        match self.count() {
            1 => format!("{first}, compared with the day before"),
            n => format!("{first} to {last}, compared with the {n} days before"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-29T12:00:00Z: that day London's clocks went forward.
    const NOON: i64 = 1_774_785_600_000;

    fn shown(range: &str, from: &str, until: &str) -> Days {
        let asked = Asked { range: range.into(), from: from.into(), until: until.into(), ..Asked::default() };
        Days::asked(&asked, Timestamp::from_millis(NOON), "Europe/London")
    }

    #[test]
    fn a_day_of_23_hours_is_a_day() {
        let days = shown("7", "", "");
        assert_eq!((days.count(), days.name().as_str()), (7, "Last 7 days"));
        assert_eq!(days.span().until.since(days.span().from).as_secs(), 7 * 86_400 - 3_600);
        assert_eq!(days.before().until, days.span().from);
        assert_eq!(days.columns().len(), 7);
        assert_eq!(days.line(), "23 Mar to 29 Mar, compared with the 7 days before");
    }

    #[test]
    fn what_cannot_be_shown_is_told_and_something_is() {
        assert_eq!(shown("abc", "", "").count(), 30);
        assert!(shown("", "never", "2026-03-01").error.is_some());
        let turned = shown("", "2026-03-09", "2026-03-01");
        assert_eq!((turned.first().to_string(), turned.count()), ("2026-03-01".to_owned(), 9));
        let long = shown("", "1900-01-01", "2026-03-01");
        assert_eq!((long.count(), long.error.is_some(), long.columns().len()), (366, true, 53));
        assert_eq!(shown("", "2026-03-01", "9999-12-31").last().to_string(), "2026-03-29", "not beyond today");
    }
}

//! When a bot's team is there: a week of intervals, days it is closed, days it is open besides. Pure.
//!
//! Everything is kept by the clock on the team's wall, and asked by the moment. A time of the wall clock is the first moment
//! at which that clock shows it or a later one: where the clock is put forward over it, the moment of that; where it is put
//! back and shows it twice, the first. So an interval is always one stretch of time, and a whole day may have 23 or 25 hours.
//! A closed day takes away what begins on it; an evening that reaches into it from the day before stays.

pub mod check;
pub mod day;
pub mod words;

#[cfg(test)]
mod tests;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;
use day::{Day, Interval, Minute};

/// How far ahead is looked in one piece, and in all, in milliseconds: nine years, so that a 29 February is found even
/// around 2100.
const PIECE: i64 = 40 * DAY;
const HORIZON: i64 = 9 * 366 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// When a team is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hours {
    /// Where its clock hangs (an IANA name).
    pub time_zone: String,
    /// What each day of the week has, Monday first.
    pub weekly: [Vec<Interval>; 7],
    /// When it is closed in spite of that: holidays, and closures of one time.
    pub closures: Vec<Special>,
    /// When it is open in spite of both.
    pub openings: Vec<Special>,
}

/// A day, or some in a row, that are not like the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// What it is: "Boxing Day".
    #[serde(default)]
    pub name: String,
    /// The first day; without a year it comes each year.
    pub first: Day,
    /// The last day, where there are several; with a year where the first has one.
    #[serde(default)]
    pub last: Option<Day>,
    /// Only these hours of each of the days; none: the days whole.
    #[serde(default)]
    pub hours: Option<Interval>,
}

/// A stretch of time, in Unix milliseconds: from the first up to, and without, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: i64,
    to: i64,
}

impl Special {
    /// Whether it means this day.
    #[must_use]
    pub fn holds(&self, date: Date) -> bool {
        let last = self.last.unwrap_or(self.first);
        if let (Some(first), Some(last)) = (self.first.date(), last.date()) {
            return first <= date && date <= last;
        }
        let (first, last) = (self.first.in_year(), last.in_year());
        let day = (date.month(), date.day());
        // A row of days may pass the end of the year.
        if first <= last { first <= day && day <= last } else { day >= first || day <= last }
    }
}

impl Hours {
    /// Always: every day around the clock.
    #[must_use]
    pub fn around_the_clock(time_zone: &str) -> Self {
        let weekly = std::array::from_fn(|_| vec![Interval::WHOLE]);
        Self { time_zone: time_zone.to_owned(), weekly, ..Self::default() }
    }

    /// The usual week of an office: Monday to Friday, nine to half past five.
    #[must_use]
    pub fn office(time_zone: &str) -> Self {
        let day = Interval { from: Minute::of(9, 0), to: Minute::of(17, 30) };
        let weekly = std::array::from_fn(|weekday| if weekday < 5 { vec![day] } else { Vec::new() });
        Self { time_zone: time_zone.to_owned(), weekly, ..Self::default() }
    }

    /// Whether the team is there at this moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        !self.open_within(at.millis(), at.millis().saturating_add(1)).is_empty()
    }

    /// The first moment from `after` on at which the team is there: `after` itself where it is. `None` where it is not
    /// within nine years.
    #[must_use]
    pub fn opens_next(&self, after: Timestamp) -> Option<Timestamp> {
        if self.openings.is_empty() && self.weekly.iter().all(Vec::is_empty) {
            return None;
        }
        let mut from = after.millis();
        let end = from.saturating_add(HORIZON);
        while from < end {
            let to = from.saturating_add(PIECE);
            if let Some(first) = self.open_within(from, to).first() {
                return Some(Timestamp::from_millis(first.from));
            }
            from = to;
        }
        None
    }

    /// The first moment from `after` on at which the team is not there: `after` itself where it is not. `None` where it is
    /// there for the next nine years.
    #[must_use]
    pub fn closes_next(&self, after: Timestamp) -> Option<Timestamp> {
        if self.closures.is_empty() && self.weekly.iter().all(|day| day.contains(&Interval::WHOLE)) {
            return None;
        }
        let mut from = after.millis();
        let end = from.saturating_add(HORIZON);
        while from < end {
            let to = from.saturating_add(PIECE);
            match self.open_within(from, to).first() {
                Some(first) if first.from == from && first.to == to => from = to,
                Some(first) if first.from == from => return Some(Timestamp::from_millis(first.to)),
                _ => return Some(Timestamp::from_millis(from)),
            }
        }
        None
    }

    /// For how long the team was there between two moments; at most so many days back from the later one are looked at.
    #[must_use]
    pub fn open_between(&self, from: Timestamp, until: Timestamp) -> std::time::Duration {
        const FURTHEST: i64 = 60 * 86_400_000;
        let from = from.millis().max(until.millis().saturating_sub(FURTHEST));
        let open = self.open_within(from, until.millis()).iter().map(|span| span.to - span.from).sum::<i64>();
        std::time::Duration::from_millis(u64::try_from(open).unwrap_or(0))
    }

    /// The zone its clock is in; one that nobody knows any more counts as UTC.
    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// When it is open between two moments, in order, apart from each other.
    fn open_within(&self, from: i64, to: i64) -> Vec<Span> {
        let zone = self.zone();
        let (Some(first), Some(last)) = (date_at(&zone, from), date_at(&zone, to)) else { return Vec::new() };
        // What begins on a day ends on the next; where a zone left a day out, on the one after.
        let first = (0..2).fold(first, |date, _| date.yesterday().unwrap_or(date));
        let (mut open, mut shut, mut besides) = (Vec::new(), Vec::new(), Vec::new());
        for date in first.series(1.days()).take_while(|date| *date <= last) {
            let (whole, partly): (Vec<&Special>, Vec<&Special>) =
                self.closures.iter().filter(|closure| closure.holds(date)).partition(|one| one.hours.is_none());
            if whole.is_empty() {
                let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
                open.extend(self.weekly[weekday].iter().filter_map(|interval| span(&zone, date, *interval)));
            }
            shut.extend(partly.into_iter().filter_map(|one| span(&zone, date, one.hours?)));
            let extra = self.openings.iter().filter(|opening| opening.holds(date));
            besides.extend(extra.filter_map(|one| span(&zone, date, one.hours.unwrap_or(Interval::WHOLE))));
        }
        let mut all = without(&merged(open), &merged(shut));
        all.extend(besides);
        let clipped = merged(all).into_iter().map(|span| Span { from: span.from.max(from), to: span.to.min(to) });
        clipped.filter(|span| span.from < span.to).collect()
    }
}

fn date_at(zone: &TimeZone, millis: i64) -> Option<Date> {
    Some(zone.to_datetime(jiff::Timestamp::from_millisecond(millis).ok()?).date())
}

/// An interval of a day, as time goes by; none where the clock was put forward over the whole of it.
fn span(zone: &TimeZone, date: Date, interval: Interval) -> Option<Span> {
    let end = if interval.to <= interval.from { date.tomorrow().ok()? } else { date };
    let (from, to) = (moment(zone, date, interval.from)?, moment(zone, end, interval.to)?);
    (from < to).then_some(Span { from, to })
}

/// The first moment at which the clock in this zone shows that time or a later one.
fn moment(zone: &TimeZone, date: Date, minute: Minute) -> Option<i64> {
    let shown: DateTime = match minute.on_a_clock() {
        Some((hour, minute)) => date.at(hour, minute, 0, 0),
        None => date.tomorrow().ok()?.at(0, 0, 0, 0),
    };
    let told = zone.to_ambiguous_timestamp(shown);
    let is_left_out = matches!(told.offset(), AmbiguousOffset::Gap { .. });
    let earlier = told.earlier().ok()?;
    let moment = if is_left_out { zone.following(earlier).next()?.timestamp() } else { earlier };
    Some(moment.as_millisecond())
}

/// In order, and those that touch as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut whole: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match whole.last_mut().filter(|last| span.from <= last.to) {
            Some(last) => last.to = last.to.max(span.to),
            None => whole.push(span),
        }
    }
    whole
}

/// The first without the second; both in order and apart.
fn without(open: &[Span], shut: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(open.len());
    for span in open {
        let mut from = span.from;
        for cut in shut.iter().filter(|cut| cut.to > span.from && cut.from < span.to) {
            if cut.from > from {
                left.push(Span { from, to: cut.from });
            }
            from = from.max(cut.to);
        }
        if from < span.to {
            left.push(Span { from, to: span.to });
        }
    }
    left
}

//! What the address of the list asks for. A value that means nothing is passed over, never refused: an address is typed,
//! cut off by mail programs and kept in bookmarks for years.
//!
//! A cursor is a place in the list, not a permission: a forged one shows the first page.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::dashboard::layout::Seat;
use crate::dashboard::{way, words};
use crate::event::Channel;
use crate::id::{Id as _, LeadId, MemberId};
use crate::lead::list::{Assignee, At, Filter, Line, Order, Place, Sort};
use crate::lead::score::Temperature;
use crate::time::Timestamp;

/// The longest search, in characters.
const LONGEST_SEARCH: usize = 200;
/// How far a numbered link may pass over, in leads.
const FARTHEST: i64 = 200;

/// The ranges of capture that are offered, in whole days up to today.
pub const RANGES: [(&str, &str, i64); 4] =
    [("today", "Today", 1), ("7", "Last 7 days", 7), ("30", "Last 30 days", 30), ("90", "Last 90 days", 90)];

/// The orders that are offered; the first is the list's own and stands in no address.
pub const SORTS: [(&str, &str, Order, bool); 6] = [
    ("", "Newest first", Order::Captured, false),
    ("oldest", "Oldest first", Order::Captured, true),
    ("updated", "Updated last", Order::Updated, false),
    ("resting", "Rested longest", Order::Updated, true),
    ("hottest", "Hottest first", Order::Score, false),
    ("coldest", "Coldest first", Order::Score, true),
];

/// What the address asks for, each as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The bot's key.
    pub bot: String,
    /// Words to be found.
    pub q: String,
    /// A tag's key.
    pub tag: String,
    /// A status's key.
    pub status: String,
    /// `hot`, `warm`, `cold`.
    pub temperature: String,
    /// A channel's key.
    pub source: String,
    /// A range of days, or `custom`.
    pub captured: String,
    /// The first day of a custom range, as `2026-11-20`.
    pub from: String,
    /// And the last.
    pub to: String,
    /// The least score.
    pub min: String,
    /// The greatest score.
    pub max: String,
    /// `me`, `none`, or a member's id.
    pub owner: String,
    /// `1`: those nobody has opened.
    pub new: String,
    /// One of [`SORTS`].
    pub sort: String,
    /// `board`.
    pub show: String,
    /// The page after this place.
    pub older: String,
    /// The page before this place.
    pub newer: String,
    /// After passing over so many from that place.
    pub skip: String,
    /// `1`: the last page.
    pub end: String,
    /// Which page it is, as the pager counts.
    pub page: String,
    /// The column of the board that is continued.
    pub column: String,
}

impl Asked {
    /// Reads a query; of a name that comes twice the last counts.
    pub fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if let Some(field) = asked.field(&name) {
                *field = value.into_owned();
            }
        }
        asked.tidy()
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "bot" => &mut self.bot,
            "q" => &mut self.q,
            "tag" => &mut self.tag,
            "status" => &mut self.status,
            "temperature" => &mut self.temperature,
            "source" => &mut self.source,
            "captured" => &mut self.captured,
            "from" => &mut self.from,
            "to" => &mut self.to,
            "min" => &mut self.min,
            "max" => &mut self.max,
            "owner" => &mut self.owner,
            "new" => &mut self.new,
            "sort" => &mut self.sort,
            "show" => &mut self.show,
            "older" => &mut self.older,
            "newer" => &mut self.newer,
            "skip" => &mut self.skip,
            "end" => &mut self.end,
            "page" => &mut self.page,
            "column" => &mut self.column,
            _ => return None,
        })
    }

    /// The same, with nothing in it that means nothing.
    pub fn tidy(mut self) -> Self {
        for name in ["bot", "q", "tag", "status", "owner", "older", "newer", "column"] {
            if let Some(field) = self.field(name) {
                *field = words::one_line(field, LONGEST_SEARCH);
            }
        }
        let keep = |text: &mut String, is_known: bool| {
            if !is_known {
                text.clear();
            }
        };
        let is_known = Temperature::parse(&self.temperature).is_some();
        keep(&mut self.temperature, is_known);
        let is_known = Channel::parse(&self.source).is_some();
        keep(&mut self.source, is_known);
        let is_known = SORTS.iter().any(|(key, ..)| *key == self.sort);
        keep(&mut self.sort, is_known);
        let is_known = matches!(self.owner.as_str(), "me" | "none") || MemberId::parse(&self.owner).is_some();
        keep(&mut self.owner, is_known);
        let is_known = self.new == "1";
        keep(&mut self.new, is_known);
        let is_known = self.end == "1";
        keep(&mut self.end, is_known);
        let is_known = self.show == "board";
        keep(&mut self.show, is_known);
        self.tidy_days();
        self.tidy_scores();
        let skip = self.skip.parse().ok().filter(|skip| (1..=FARTHEST).contains(skip));
        self.skip = skip.map(|skip| skip.to_string()).unwrap_or_default();
        let page = self.page.parse::<i64>().ok().filter(|page| (2..=1_000_000_000).contains(page));
        self.page = page.map(|page| page.to_string()).unwrap_or_default();
        self
    }

    /// A range by its name, or by its days in their order.
    fn tidy_days(&mut self) {
        if RANGES.iter().any(|(key, ..)| *key == self.captured) {
            self.from.clear();
            self.to.clear();
            return;
        }
        let (mut from, mut to) = (day(&self.from), day(&self.to));
        if let (Some(first), Some(last)) = (from, to)
            && first > last
        {
            (from, to) = (to, from);
        }
        let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        (self.from, self.to) = (text(from), text(to));
        self.captured = if from.is_some() || to.is_some() { "custom".to_owned() } else { String::new() };
    }

    fn tidy_scores(&mut self) {
        let score = |text: &str| text.trim().parse::<i64>().ok().filter(|score| (0..=100).contains(score));
        let (mut min, mut max) = (score(&self.min), score(&self.max));
        if let (Some(least), Some(most)) = (min, max)
            && least > most
        {
            (min, max) = (max, min);
        }
        let text = |score: Option<i64>| score.map(|score| score.to_string()).unwrap_or_default();
        (self.min, self.max) = (text(min), text(max));
    }

    /// What the list is narrowed by, for whoever sits here: "mine" is theirs, and days are days of their clock.
    pub fn filter(&self, seat: &Seat, now: Timestamp) -> Filter {
        let set = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (from, until) = self.range(seat.zone(), now);
        Filter {
            search: set(&self.q),
            tag: set(&self.tag),
            status: set(&self.status),
            temperature: Temperature::parse(&self.temperature),
            least: self.min.parse().ok(),
            most: self.max.parse().ok(),
            source: Channel::parse(&self.source),
            from,
            until,
            assignee: match self.owner.as_str() {
                "me" => Some(Assignee::Member(seat.who.member.id.clone())),
                "none" => Some(Assignee::Nobody),
                other => MemberId::parse(other).map(Assignee::Member),
            },
            unseen: self.new == "1",
        }
    }

    fn range(&self, zone: &str, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        if let Some((_, _, days)) = RANGES.iter().find(|(key, ..)| *key == self.captured) {
            let today = now.in_zone(zone).date();
            let first = today.checked_sub(jiff::Span::new().days(*days - 1)).unwrap_or(today);
            return (begins(first, zone), None);
        }
        let after = day(&self.to).and_then(|day| day.tomorrow().ok());
        (day(&self.from).and_then(|day| begins(day, zone)), after.and_then(|day| begins(day, zone)))
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        let found = SORTS.iter().find(|(key, ..)| *key == self.sort);
        found.map_or_else(Sort::default, |(_, _, by, ascending)| Sort { by: *by, ascending: *ascending })
    }

    /// Which page; none where the first is meant.
    pub fn at(&self) -> At {
        let skip = self.skip.parse().unwrap_or(0);
        match (place(&self.older), place(&self.newer), self.end.as_str()) {
            (Some(older), ..) => At::After(older, skip),
            (None, Some(newer), _) => At::Before(newer, skip),
            (None, None, "1") => At::End,
            (None, None, _) => At::Start,
        }
    }

    /// What narrows the list, as it stands in an address.
    pub fn filters(&self) -> [(&'static str, &str); 12] {
        [
            ("q", &self.q),
            ("tag", &self.tag),
            ("status", &self.status),
            ("temperature", &self.temperature),
            ("source", &self.source),
            ("captured", if self.captured == "custom" { "" } else { &self.captured }),
            ("from", &self.from),
            ("to", &self.to),
            ("min", &self.min),
            ("max", &self.max),
            ("owner", &self.owner),
            ("new", &self.new),
        ]
    }

    /// Whether anything narrows the list.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }

    /// An address with these filters and this order, for this bot, and one more pair.
    pub fn address(&self, path: &str, bot: &str, more: (&str, &str)) -> String {
        self.address_with(path, bot, &[more])
    }

    /// An address with these filters and this order, for this bot, and more pairs.
    pub fn address_with(&self, path: &str, bot: &str, more: &[(&str, &str)]) -> String {
        let mut pairs = vec![("bot", bot)];
        pairs.extend(self.filters());
        pairs.extend([("sort", self.sort.as_str()), ("show", self.show.as_str())]);
        pairs.extend(more);
        way::with(path, &pairs)
    }

    /// The filters and the order alone: what a saved view keeps.
    pub fn query(&self) -> String {
        let address = self.address("", "", ("", ""));
        address.trim_start_matches('?').to_owned()
    }

    /// The page's own address, with its place.
    pub fn here(&self, bot: &str) -> String {
        let place = [
            ("older", self.older.as_str()),
            ("newer", &self.newer),
            ("skip", &self.skip),
            ("end", &self.end),
            ("page", &self.page),
        ];
        self.address_with("/leads", bot, &place)
    }
}

fn day(text: &str) -> Option<Date> {
    let day: Date = text.trim().parse().ok()?;
    // What no calendar of a visitor's shows is a slip of the finger.
    (1970..=9998).contains(&day.year()).then_some(day)
}

/// When a day begins by a clock.
fn begins(day: Date, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let begins = day.to_zoned(zone).ok()?;
    let millis = begins.timestamp().as_millisecond();
    let since = Duration::from_millis(u64::try_from(millis).ok()?);
    Some(Timestamp::from_millis(0).plus(since))
}

/// A place in the list, as it stands in an address.
pub fn cursor(line: &Line, sort: Sort) -> String {
    let place = line.place(sort);
    format!("{}.{}", place.key, place.id)
}

fn place(text: &str) -> Option<Place> {
    let (key, id) = text.split_once('.')?;
    Some(Place { key: key.parse().ok()?, id: LeadId::parse(id)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_cursor_is_no_place() {
        let id: LeadId = crate::id::Ids::counted().next(Timestamp::from_millis(7));
        assert_eq!(place(&format!("7.{id}")), Some(Place { key: 7, id }));
        for forged in ["", "7", "7.", ".lead", "x.lead_1", "7.lead_'; --", "99999999999999999999.lead_0"] {
            assert_eq!(place(forged), None, "{forged}");
        }
    }

    #[test]
    fn an_address_keeps_the_filters() {
        let asked = Asked { q: "a b".into(), status: "new".into(), sort: "hottest".into(), ..Asked::default() };
        assert_eq!(
            asked.address("/leads", "k", ("older", "7.x")),
            "/leads?bot=k&q=a+b&status=new&sort=hottest&older=7.x"
        );
        assert_eq!(Asked::read("status=new&q=a+b&sort=hottest"), asked);
        assert_eq!(asked.query(), "q=a+b&status=new&sort=hottest");
    }

    #[test]
    fn what_means_nothing_is_passed_over() {
        let nonsense = "temperature=boiling&source=fax&captured=never&from=2026-02-30&to=x&min=-1&max=101&owner=you&new=yes\
            &sort=name;drop&show=map&skip=-25&page=-1&end=2&wings=2&min=abc";
        assert_eq!(Asked::read(nonsense), Asked::default());
        let turned = Asked::read("min=80&max=20&from=2026-11-20&to=2026-11-01");
        assert_eq!((turned.min.as_str(), turned.max.as_str()), ("20", "80"));
        assert_eq!((turned.from.as_str(), turned.to.as_str()), ("2026-11-01", "2026-11-20"));
        assert_eq!(Asked::read("tag=a&tag=b").tag, "b");
        assert_eq!(Asked::read("q=%00%ff").q, "\u{fffd}");
        assert_eq!(Asked::read("skip=999999").skip, "");
    }

    #[test]
    fn a_day_begins_by_the_viewers_clock() {
        let new_year = day("2026-01-01").unwrap();
        let at = |zone: &str| begins(new_year, zone).unwrap().rfc3339();
        assert_eq!(at("UTC"), "2026-01-01T00:00:00Z");
        assert_eq!(at("Asia/Tokyo"), "2025-12-31T15:00:00Z");
        assert_eq!(at("nowhere"), "2026-01-01T00:00:00Z");
        assert_eq!(day("0001-01-01"), None);
    }
}

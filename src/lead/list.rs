//! The Leads page's list: filters, orders, 25 a page by keyset, and the counts on top.

use std::collections::BTreeMap;

use super::sql;
use crate::contact::fold;
use crate::db::{Conn, record};
use crate::error::Result;
use crate::event::{Channel, names};
use crate::id::{BotId, LeadId, MemberId};
use crate::lead::pipeline::Category;
use crate::lead::reach::Reach;
use crate::lead::score::Temperature;
use crate::text;
use crate::time::Timestamp;

/// How many leads a page holds.
pub const PAGE: i64 = 25;

names! {
    /// What the list is in the order of.
    pub enum Order {
        /// When a lead was made.
        Captured = "captured",
        /// When something last happened to it.
        Updated = "updated",
        /// How ready to buy; those without a score count as less than 0.
        Score = "score",
    }
}

/// In which order, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: Order,
    /// The least first; else the greatest.
    pub ascending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: Order::Captured, ascending: false }
    }
}

/// Whose leads are asked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Assignee {
    /// Those that nobody has.
    Nobody,
    /// Those of this member.
    Member(MemberId),
}

/// What is asked for; all of it together.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Filter {
    /// Words to be found in name, e-mail, phone, company or order number.
    pub search: Option<String>,
    /// A tag that any of the lead's submissions has.
    pub tag: Option<String>,
    /// A status.
    pub status: Option<String>,
    /// A temperature, a person's word counting before the score's.
    pub temperature: Option<Temperature>,
    /// The least score.
    pub least: Option<i64>,
    /// The greatest score.
    pub most: Option<i64>,
    /// The channel of the latest conversation.
    pub source: Option<Channel>,
    /// Captured at this moment or after.
    pub from: Option<Timestamp>,
    /// Captured before this moment.
    pub until: Option<Timestamp>,
    /// Whose.
    pub assignee: Option<Assignee>,
    /// Nobody has opened it since its last submission.
    pub unseen: bool,
}

impl Filter {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The search as patterns for LIKE, one a word; a phone number in any spelling is one pattern.
    pub(super) fn patterns(&self) -> Vec<String> {
        let Some(search) = self.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Vec::new();
        };
        let words = match fold::phone_needle(search) {
            Some(digits) => vec![digits],
            None => text::fold(search).split_whitespace().take(8).map(str::to_owned).collect(),
        };
        words
            .into_iter()
            .map(|word| format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
            .collect()
    }
}

/// A place in the list: beside the lead with this id, whose value of the order is `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Milliseconds of the moment, or the score; -1 without one.
    pub key: i64,
    /// The lead.
    pub id: LeadId,
}

/// Which page is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// The first.
    #[default]
    Start,
    /// What follows a place, after passing over so many further leads.
    After(Place, i64),
    /// What stands before a place, after passing over so many.
    Before(Place, i64),
    /// The last.
    End,
}

record! {
    /// A row of the list.
    #[derive(Clone, Debug)]
    pub struct Line {
        /// The lead.
        pub id: LeadId,
        /// What its contact is called.
        pub name: Option<String>,
        /// Their e-mail address.
        pub email: Option<String>,
        /// Their phone number in E.164.
        pub phone: Option<String>,
        /// Where they work.
        pub company: Option<String>,
        /// The newest submission's tag.
        pub tag: String,
        /// Where it is in the pipeline.
        pub status: String,
        /// How far that is.
        pub category: Category,
        /// 0 to 100.
        pub score: Option<i64>,
        /// `hot`, `warm` or `cold`.
        pub temperature: Option<String>,
        /// The channel of the latest conversation.
        pub last_channel: Channel,
        /// What they want, in a line.
        pub intent: Option<String>,
        /// How many submissions it holds.
        pub submissions: i64,
        /// Nobody has opened it yet.
        pub is_new: bool,
        /// The latest order number.
        pub order_number: Option<String>,
        /// Whose it is, by name.
        pub assignee: Option<String>,
        /// When it was made.
        pub captured_at: Timestamp,
        /// When something last happened to it.
        pub updated_at: Timestamp,
        /// When its data was erased.
        pub erased_at: Option<Timestamp>,
    }
}

impl Line {
    /// Its place in a list of this order.
    #[must_use]
    pub fn place(&self, sort: Sort) -> Place {
        let key = match sort.by {
            Order::Captured => self.captured_at.millis(),
            Order::Updated => self.updated_at.millis(),
            Order::Score => self.score.unwrap_or(-1),
        };
        Place { key, id: self.id.clone() }
    }
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its rows, in the list's order.
    pub lines: Vec<Line>,
    /// There are some before it.
    pub has_before: bool,
    /// There are some after it.
    pub has_after: bool,
}

/// What a page is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Which leads.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Which part of them.
    pub at: At,
    /// What the plan shows.
    pub reach: Reach,
}

/// A page of a bot's list.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<Page> {
    let at = &look.at;
    let backwards = matches!(at, At::Before(..) | At::End);
    let mut lines = sql::page(conn, bot, look, PAGE + 1).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(25));
    if backwards {
        lines.reverse();
        return Ok(Page { lines, has_before: more, has_after: *at != At::End });
    }
    Ok(Page { lines, has_before: *at != At::Start, has_after: more })
}

/// How many leads a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// So many, or at least so many.
    pub n: i64,
    /// It was counted to the end.
    pub is_exact: bool,
}

/// How many leads a filter finds; read from the counts where they know, else counted, up to a bound.
///
/// # Errors
/// What the database says.
pub async fn found(conn: &mut Conn, bot: &BotId, filter: &Filter, counts: &Counts) -> Result<Found> {
    let n = if filter.is_empty() { counts.total } else { sql::found(conn, bot, filter).await? };
    Ok(Found { n, is_exact: true })
}

/// How many leads there are of each kind, as triggers keep it: no list is counted for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: i64,
    /// Those nobody has opened since their last submission.
    pub unseen: i64,
    /// By status.
    pub by_status: BTreeMap<String, i64>,
    /// By what counts as their temperature; those without a score under the empty text.
    pub by_temperature: BTreeMap<String, i64>,
    /// By the channel of the latest conversation.
    pub by_channel: BTreeMap<String, i64>,
    /// By whose they are; those of nobody under the empty text.
    pub by_assignee: BTreeMap<String, i64>,
    /// By tag; a lead counts for each of its tags.
    pub by_tag: BTreeMap<String, i64>,
    /// By score; those without one are not here.
    pub by_score: BTreeMap<i64, i64>,
}

impl Counts {
    /// How many have a score within these bounds.
    #[must_use]
    pub fn scored(&self, least: i64, most: i64) -> i64 {
        if least > most { 0 } else { self.by_score.range(least..=most).map(|(_, n)| n).sum() }
    }

    /// The average score of those that have one.
    #[must_use]
    pub fn average(&self) -> Option<i64> {
        let (points, count) =
            self.by_score.iter().fold((0, 0), |(points, count), (score, n)| (points + score * n, count + n));
        (count > 0).then(|| (points + count / 2) / count)
    }
}

/// The counts on top of a bot's list.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn, bot: &BotId) -> Result<Counts> {
    let mut counts = Counts::default();
    for (facet, value, n) in sql::tally(conn, bot).await? {
        match facet.as_str() {
            "all" => counts.total = n,
            "new" => counts.unseen = n,
            "status" => drop(counts.by_status.insert(value, n)),
            "temperature" => drop(counts.by_temperature.insert(value, n)),
            "channel" => drop(counts.by_channel.insert(value, n)),
            "assignee" => drop(counts.by_assignee.insert(value, n)),
            "tag" => drop(counts.by_tag.insert(value, n)),
            "score" => drop(value.parse().map(|score| counts.by_score.insert(score, n))),
            _ => {}
        }
    }
    Ok(counts)
}

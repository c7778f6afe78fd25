//! The Leads page's list: filters, newest first, 25 a page by keyset, and the counts on top.

use std::collections::BTreeMap;

use super::sql;
use crate::contact::fold;
use crate::db::{Conn, record};
use crate::error::Result;
use crate::event::Channel;
use crate::id::{BotId, LeadId};
use crate::lead::pipeline::Category;
use crate::text;
use crate::time::Timestamp;

/// How many leads a page holds.
pub const PAGE: i64 = 25;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words to be found in name, e-mail, phone, company or order number.
    pub search: Option<String>,
    /// A tag that any of the lead's submissions has.
    pub tag: Option<String>,
    /// A status.
    pub status: Option<String>,
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

/// Where a page begins, and which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge<'a> {
    /// When the lead at the edge was captured.
    pub captured_at: Timestamp,
    /// Its id.
    pub id: &'a LeadId,
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
        /// When it was made.
        pub captured_at: Timestamp,
        /// When its data was erased.
        pub erased_at: Option<Timestamp>,
    }
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its rows, newest first.
    pub lines: Vec<Line>,
    /// There are newer ones.
    pub has_newer: bool,
    /// There are older ones.
    pub has_older: bool,
}

/// The page that begins after `older_than`, or ends before `newer_than`; the newest without either.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    older_than: Option<Edge<'_>>,
    newer_than: Option<Edge<'_>>,
) -> Result<Page> {
    let backwards = older_than.is_none() && newer_than.is_some();
    let mut lines = sql::page(conn, bot, filter, older_than.or(newer_than), backwards, PAGE + 1).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(25));
    if backwards {
        lines.reverse();
        return Ok(Page { lines, has_newer: more, has_older: true });
    }
    Ok(Page { lines, has_newer: older_than.is_some(), has_older: more })
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

/// How many leads a filter finds.
///
/// # Errors
/// What the database says.
pub async fn found(conn: &mut Conn, bot: &BotId, filter: &Filter) -> Result<i64> {
    sql::found(conn, bot, filter).await
}

/// How many leads of a filter are newer than this edge: what stands before "26–50 of …".
///
/// # Errors
/// What the database says.
pub async fn newer_than(conn: &mut Conn, bot: &BotId, filter: &Filter, edge: Edge<'_>) -> Result<i64> {
    sql::newer_than(conn, bot, filter, edge).await
}

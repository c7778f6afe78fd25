//! The Leads page's list: filters, orders, 25 a page by keyset, and the counts on top, over a million leads.
//!
//! Which index serves which list stands in `list/plan.rs`, what a search finds in `list/words.rs`.

pub(super) mod counts;
mod found;
pub(super) mod plan;
pub(super) mod words;

use super::sql;
use crate::db::{Conn, record};
use crate::error::Result;
use crate::event::{Channel, names};
use crate::id::{BotId, LeadId, MemberId};
use crate::lead::pipeline::Category;
use crate::lead::reach::Reach;
use crate::lead::score::Temperature;
use crate::time::Timestamp;

use found::{COUNTED, COUNTED_BY_WORDS, count, known};
use plan::{By, Known, Plan};
use words::Words;

pub use counts::{Counts, counts, recount, wrong_tags};
pub use found::{Found, found, found_within, standing};
pub use words::folded;

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
    /// Beginnings of words of name, e-mail, phone, company or order number.
    pub search: Option<String>,
    /// A tag that any of the lead's submissions has.
    pub tag: Option<String>,
    /// A status.
    pub status: Option<String>,
    /// A temperature, a person's word counting before the score's.
    pub temperature: Option<Temperature>,
    /// The least score; those without one have less than any.
    pub least: Option<i64>,
    /// The greatest score; those without one are not asked for.
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

    /// What the search looks for; none where there is no search.
    pub(super) fn words(&self) -> Option<Words> {
        self.search.as_deref().and_then(Words::of)
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
    if look.filter.words().is_some_and(|words| words.is_nothing) {
        return Ok(bounded(look, Vec::new()));
    }
    let way = way(conn, bot, look, None).await?;
    let lines = match walked(conn, bot, look, &way).await? {
        Some(lines) => lines,
        None => sql::page(conn, bot, look, way.sorted(), PAGE + 1).await?,
    };
    Ok(bounded(look, lines))
}

/// A page, and how many the filter finds. What both would ask is asked once: a search reads all it finds for either.
///
/// # Errors
/// What the database says.
pub async fn page_and_found(conn: &mut Conn, bot: &BotId, look: &Look, counts: &Counts) -> Result<(Page, Found)> {
    if look.filter.words().is_some_and(|words| words.is_nothing) {
        return Ok((bounded(look, Vec::new()), Found { n: 0, is_exact: true }));
    }
    let way = way(conn, bot, look, Some(counts)).await?;
    let mut found = plan::exactly(&look.filter, counts).map(|n| Found { n, is_exact: true });
    let lines = match walked(conn, bot, look, &way).await? {
        Some(lines) => lines,
        None if found.is_some() => sql::page(conn, bot, look, way.sorted(), PAGE + 1).await?,
        None => {
            let (lines, n) = sql::page_and_count(conn, bot, look, way.sorted(), PAGE + 1).await?;
            found = n.map(|n| Found { n: n.min(COUNTED), is_exact: n <= COUNTED });
            lines
        }
    };
    let found = match (found, &way.known) {
        (Some(found), _) => found,
        (None, Some(known)) => {
            let by = plan::sorted(known).by;
            let most = if by == By::Words { COUNTED_BY_WORDS } else { COUNTED };
            count(conn, bot, &look.filter, by, most).await?
        }
        (None, None) => self::found(conn, bot, &look.filter, counts).await?,
    };
    Ok((bounded(look, lines), found))
}

/// The page's part of what was read, which is in the order of reading and may have one more.
fn bounded(look: &Look, mut lines: Vec<Line>) -> Page {
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(25));
    if matches!(look.at, At::Before(..) | At::End) {
        lines.reverse();
        return Page { lines, has_before: more, has_after: look.at != At::End };
    }
    Page { lines, has_before: look.at != At::Start, has_after: more }
}

/// How a page is read, with the counts that said so.
struct Way {
    plan: Plan,
    known: Option<Known>,
}

impl Way {
    /// Put in order, whatever was tried before.
    fn sorted(&self) -> Plan {
        self.known.as_ref().filter(|_| !self.plan.is_sorted).map_or(self.plan, plan::sorted)
    }
}

/// The rows of a page that is read along an index; none where it must be put in order.
async fn walked(conn: &mut Conn, bot: &BotId, look: &Look, way: &Way) -> Result<Option<Vec<Line>>> {
    let plan = way.plan;
    if plan.is_sorted {
        return Ok(None);
    }
    let lines = sql::page(conn, bot, look, plan, PAGE + 1).await?;
    let is_full = i64::try_from(lines.len()).is_ok_and(|n| n > PAGE);
    if let (Some(visits), true, false) = (plan.visits, way.known.is_some(), is_full)
        && sql::goes_on(conn, bot, look, plan.by, visits).await?
    {
        // It came to its end before it was full: what is asked for stands elsewhere.
        return Ok(None);
    }
    Ok(Some(lines))
}

/// How a page is read.
async fn way(conn: &mut Conn, bot: &BotId, look: &Look, counts: Option<&Counts>) -> Result<Way> {
    if let Reach::Newest(most) = look.reach {
        return Ok(Way { plan: Plan { by: By::Newest(most), is_sorted: true, visits: None }, known: None });
    }
    let set = plan::set(&look.filter);
    if let Some(plan) = plan::plain(&set, look.sort.by) {
        return Ok(Way { plan, known: None });
    }
    let known = if let Some(counts) = counts {
        known(conn, bot, &look.filter, &set, counts).await?
    } else {
        let counts = self::counts(conn, bot).await?;
        known(conn, bot, &look.filter, &set, &counts).await?
    };
    let skip = if let At::After(_, skip) | At::Before(_, skip) = &look.at { skip.clamp(&0, &FURTHEST) } else { &0 };
    Ok(Way { plan: plan::choose(&known, look.sort.by, PAGE + 1 + skip), known: Some(known) })
}

/// The furthest that a page is passed over to.
const FURTHEST: i64 = 100_000;

/// How the database would read this page: its own words, a line each. For the bench and the tests.
///
/// # Errors
/// What the database says.
pub async fn explain(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<Vec<String>> {
    let plan = way(conn, bot, look, None).await?.plan;
    let mut told = vec![format!("{plan:?}")];
    told.extend(sql::explain(conn, bot, look, plan, PAGE + 1).await?);
    Ok(told)
}

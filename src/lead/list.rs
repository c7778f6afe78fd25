//! The Leads page's list: filters, orders, 25 a page by keyset, and the counts on top, over a million leads.
//!
//! Which index serves which list stands in `list/plan.rs`, what a search finds in `list/words.rs`.

pub(super) mod counts;
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

use plan::{By, Known, Plan};
use words::Words;

pub use counts::{Counts, counts, recount, wrong_tags};
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
    let at = &look.at;
    let backwards = matches!(at, At::Before(..) | At::End);
    let mut lines = lines(conn, bot, look).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(25));
    if backwards {
        lines.reverse();
        return Ok(Page { lines, has_before: more, has_after: *at != At::End });
    }
    Ok(Page { lines, has_before: *at != At::Start, has_after: more })
}

/// The page's rows and one more, in the order of reading.
async fn lines(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<Vec<Line>> {
    if look.filter.words().is_some_and(|words| words.is_nothing) {
        return Ok(Vec::new());
    }
    let (plan, known) = plan(conn, bot, look).await?;
    let lines = sql::page(conn, bot, look, plan, PAGE + 1).await?;
    let is_full = i64::try_from(lines.len()).is_ok_and(|n| n > PAGE);
    if let (Some(visits), Some(known), false) = (plan.visits, known, is_full)
        && sql::goes_on(conn, bot, look, plan.by, visits).await?
    {
        // It came to its end before it was full: what is asked for stands elsewhere.
        return sql::page(conn, bot, look, plan::sorted(&known), PAGE + 1).await;
    }
    Ok(lines)
}

/// How a page is read, with the counts that said so.
async fn plan(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<(Plan, Option<Known>)> {
    if let Reach::Newest(most) = look.reach {
        return Ok((Plan { by: By::Newest(most), is_sorted: true, visits: None }, None));
    }
    let set = plan::set(&look.filter);
    if let Some(plan) = plan::plain(&set, look.sort.by) {
        return Ok((plan, None));
    }
    let counts = counts(conn, bot).await?;
    let known = known(conn, bot, &look.filter, &set, &counts).await?;
    let skip = if let At::After(_, skip) | At::Before(_, skip) = &look.at { skip.clamp(&0, &FURTHEST) } else { &0 };
    Ok((plan::choose(&known, look.sort.by, PAGE + 1 + skip), Some(known)))
}

/// The furthest that a page is passed over to.
const FURTHEST: i64 = 100_000;

/// Of so many newest leads it is looked which hold the words of a search.
const SAMPLE: i64 = 500;

/// So many of them are enough to say that the words are frequent.
const FREQUENT: i64 = 5;

/// Up to so many are counted.
const MOST_COUNTED: i64 = 20_000;

/// How many leads each filter has.
async fn known(conn: &mut Conn, bot: &BotId, filter: &Filter, set: &[By], counts: &Counts) -> Result<Known> {
    let mut known = Known { total: counts.total, each: Vec::with_capacity(set.len()) };
    for by in set {
        let n = match plan::counted(filter, *by, counts) {
            Some(n) => n,
            None if *by == By::Dates => {
                let counted = sql::captured_within(conn, bot, filter, MOST_COUNTED).await?;
                // Beyond what is counted, anything up to all of them.
                if counted < MOST_COUNTED { counted } else { counted.midpoint(counts.total) }
            }
            None => with_words(conn, bot, filter, counts).await?,
        };
        known.each.push((*by, n));
    }
    Ok(known)
}

/// About how many leads hold the words that are looked for.
async fn with_words(conn: &mut Conn, bot: &BotId, filter: &Filter, counts: &Counts) -> Result<i64> {
    let Some(words) = filter.words() else { return Ok(counts.total) };
    let sampled = sql::sample(conn, bot, &words, SAMPLE).await?;
    if sampled >= FREQUENT || words.is_short() {
        return Ok((counts.total / SAMPLE.min(counts.total.max(1))).max(1) * sampled.max(1));
    }
    sql::holding(conn, &words, MOST_COUNTED).await
}

/// How many leads a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// So many, or at least so many.
    pub n: i64,
    /// It was counted to the end.
    pub is_exact: bool,
}

/// Up to so many leads are looked at to count what a filter finds.
const COUNTED: i64 = 10_000;

/// How many leads a filter finds; read from the counts where they know, else counted, up to a bound.
///
/// # Errors
/// What the database says.
pub async fn found(conn: &mut Conn, bot: &BotId, filter: &Filter, counts: &Counts) -> Result<Found> {
    let set = plan::set(filter);
    let known = match set.as_slice() {
        [] => Some(counts.total),
        [by] => plan::counted(filter, *by, counts),
        _ => None,
    };
    if let Some(n) = known {
        return Ok(Found { n, is_exact: true });
    }
    let known = self::known(conn, bot, filter, &set, counts).await?;
    count(conn, bot, filter, plan::sorted(&known).by).await
}

/// A place is told up to so far down a list: nobody steps further by hand.
const NEAR: i64 = 2_000;

/// Which one a lead is in a list, from one, and how many there are; where an index and the counts know it, and it is not too
/// far down. A filter of several kinds would have to be counted, so there it is not told.
///
/// # Errors
/// What the database says.
pub async fn standing(
    conn: &mut Conn,
    bot: &BotId,
    look: &Look,
    place: Place,
    counts: &Counts,
) -> Result<Option<(i64, i64)>> {
    let by = match plan::set(&look.filter).as_slice() {
        [] => By::All,
        [by] if by.is_in_order_of(look.sort.by) => *by,
        _ => return Ok(None),
    };
    let Some(total) = plan::counted(&look.filter, by, counts).filter(|_| look.reach == Reach::All) else {
        return Ok(None);
    };
    let look = Look { at: At::Before(place, 0), ..look.clone() };
    let ahead = sql::ahead(conn, bot, &look, by, NEAR).await?;
    Ok((ahead < NEAR && ahead < total).then_some((ahead + 1, total)))
}

/// The same where a plan shows only the newest few.
///
/// # Errors
/// What the database says.
pub async fn found_within(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    counts: &Counts,
    reach: Reach,
) -> Result<Found> {
    match reach {
        Reach::All => found(conn, bot, filter, counts).await,
        Reach::Newest(most) => count(conn, bot, filter, By::Newest(most)).await,
    }
}

async fn count(conn: &mut Conn, bot: &BotId, filter: &Filter, by: By) -> Result<Found> {
    if filter.words().is_some_and(|words| words.is_nothing) {
        return Ok(Found { n: 0, is_exact: true });
    }
    let (seen, n) = sql::found(conn, bot, filter, by, COUNTED + 1).await?;
    Ok(Found { n: n.min(COUNTED), is_exact: seen <= COUNTED })
}

/// How the database would read this page: its own words, a line each. For the bench and the tests.
///
/// # Errors
/// What the database says.
pub async fn explain(conn: &mut Conn, bot: &BotId, look: &Look) -> Result<Vec<String>> {
    let (plan, _) = plan(conn, bot, look).await?;
    let mut told = vec![format!("{plan:?}")];
    told.extend(sql::explain(conn, bot, look, plan, PAGE + 1).await?);
    Ok(told)
}

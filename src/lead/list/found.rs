//! How many leads a filter finds, and where in a list one of them stands.

use super::counts::Counts;
use super::plan::{self, By, Known};
use super::{At, Filter, Look, Place};
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::lead::reach::Reach;
use crate::lead::sql;

/// Of so many newest leads it is looked which hold the words of a search.
const SAMPLE: i64 = 500;

/// So many of them are enough to say that the words are frequent.
const FREQUENT: i64 = 5;

/// Up to so many are counted.
const MOST_COUNTED: i64 = 20_000;

/// How many leads each filter has.
pub(super) async fn known(conn: &mut Conn, bot: &BotId, filter: &Filter, set: &[By], counts: &Counts) -> Result<Known> {
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
pub(super) const COUNTED: i64 = 10_000;

/// Beside a page of a search, whose leads are read one by one, it is fewer: nobody counts by hand beyond that.
pub(super) const COUNTED_BY_WORDS: i64 = 2_000;

/// How many leads a filter finds; read from the counts where they know, else counted, up to a bound.
///
/// # Errors
/// What the database says.
pub async fn found(conn: &mut Conn, bot: &BotId, filter: &Filter, counts: &Counts) -> Result<Found> {
    if let Some(n) = plan::exactly(filter, counts) {
        return Ok(Found { n, is_exact: true });
    }
    let known = known(conn, bot, filter, &plan::set(filter), counts).await?;
    count(conn, bot, filter, plan::sorted(&known).by, COUNTED).await
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
        Reach::Newest(most) => count(conn, bot, filter, By::Newest(most), COUNTED).await,
    }
}

pub(super) async fn count(conn: &mut Conn, bot: &BotId, filter: &Filter, by: By, most: i64) -> Result<Found> {
    if filter.words().is_some_and(|words| words.is_nothing) {
        return Ok(Found { n: 0, is_exact: true });
    }
    let (seen, n) = sql::found(conn, bot, filter, by, most + 1).await?;
    Ok(Found { n: n.min(most), is_exact: seen <= most })
}

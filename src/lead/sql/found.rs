//! Statements that count what the Leads page's list finds. What is counted when: `lead/list/found.rs`.

use super::list::{beyond, in_order, is_upwards, keys, narrow, patterns, sides, source, span, tested};
use crate::db::{Conn, Sql, args, dialect};
use crate::error::Result;
use crate::id::BotId;
use crate::lead::list::plan::{By, Plan};
use crate::lead::list::words::Words;
use crate::lead::list::{Filter, Look, Order};

/// Whether there are more than so many leads along an index, beyond the place that was come from, fitting or not.
pub(in crate::lead) async fn goes_on(conn: &mut Conn, bot: &BotId, look: &Look, by: By, visits: i64) -> Result<bool> {
    Ok(along(conn, bot, look, by, visits + 1).await? > visits)
}

/// How many stand before a place in the order of an index, counted up to a bound. `look` is at what stands before it.
pub(in crate::lead) async fn ahead(conn: &mut Conn, bot: &BotId, look: &Look, by: By, most: i64) -> Result<i64> {
    along(conn, bot, look, by, most).await
}

/// How many leads an index has beyond a place, fitting or not, counted up to a bound.
async fn along(conn: &mut Conn, bot: &BotId, look: &Look, by: By, most: i64) -> Result<i64> {
    let (keys, mut found) = (keys(Plan { by, is_sorted: false, visits: None }, look.sort.by), 0);
    for side in sides(look, look.sort.by) {
        let mut sql = Sql::new("SELECT COUNT(*) AS n FROM (SELECT 1 AS one");
        source(&mut sql, conn, bot, &look.filter, by);
        span(&mut sql, &look.filter, by, look.sort.by, false);
        beyond(&mut sql, look, keys, *side);
        in_order(&mut sql, keys, is_upwards(look));
        sql.bind(" LIMIT {}) AS along", most - found);
        let (text, values) = sql.done();
        found += conn.count(text, values).await?;
        if found >= most {
            break;
        }
    }
    Ok(found)
}

/// What [`span`] says where the list is in no index's order.
fn spanned(by: By) -> (bool, bool) {
    span(&mut Sql::default(), &Filter::default(), by, Order::Updated, true)
}

/// How many leads were looked at, at most so many, and how many of them the filter finds.
pub(in crate::lead) async fn found(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    by: By,
    most: i64,
) -> Result<(i64, i64)> {
    let said = spanned(by);
    let mut sql = Sql::new("SELECT COUNT(*) AS seen, COUNT(*) FILTER (WHERE TRUE");
    // Values are numbered in the order of the text, so what is inside comes second.
    narrow(&mut sql, filter, by, said);
    sql.push(") AS n FROM (SELECT ");
    tested(&mut sql, filter, by);
    source(&mut sql, conn, bot, filter, by);
    span(&mut sql, filter, by, Order::Updated, true);
    sql.bind(" LIMIT {}) AS l", most);
    let (text, values) = sql.done();
    let row = conn.row(text, values).await?;
    Ok(row.map(|row| Ok::<_, sqlx::Error>((row.get("seen")?, row.get("n")?))).transpose()?.unwrap_or_default())
}

/// How many were captured within the filter's dates, counted up to a bound.
pub(in crate::lead) async fn captured_within(conn: &mut Conn, bot: &BotId, filter: &Filter, most: i64) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM (SELECT 1 AS one");
    source(&mut sql, conn, bot, filter, By::Dates);
    span(&mut sql, filter, By::Dates, Order::Captured, false);
    sql.bind(" LIMIT {}) AS within", most);
    let (text, values) = sql.done();
    conn.count(text, values).await
}

/// How many of the newest hold these words.
pub(in crate::lead) async fn sample(conn: &mut Conn, bot: &BotId, words: &Words, of: i64) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM (SELECT l.folded FROM lead l WHERE l.bot_id = ");
    sql.bind("{}", bot);
    sql.bind(" ORDER BY l.captured_at DESC, l.id DESC LIMIT {}) AS l WHERE TRUE", of);
    patterns(&mut sql, Some(words));
    let (text, values) = sql.done();
    conn.count(text, values).await
}

/// How many leads hold these words, of whichever bot, counted up to a bound.
pub(in crate::lead) async fn holding(conn: &mut Conn, words: &Words, most: i64) -> Result<i64> {
    let asked = dialect::lead_words(conn, words.asked());
    conn.count(dialect::count_by_words(conn), args![asked, most]).await
}

//! Statements of the Leads page's list.

use crate::db::{Conn, Sql, args};
use crate::error::Result;
use crate::id::BotId;
use crate::lead::list::{Edge, Filter, Line};

/// Adds the filter's conditions on `lead l`.
fn narrow(sql: &mut Sql, filter: &Filter) {
    sql.bind_if(" AND l.status = {}", filter.status.as_deref());
    sql.bind_if(
        " AND EXISTS (SELECT 1 FROM submission s WHERE s.bot_id = l.bot_id AND s.lead_id = l.id AND s.tag = {})",
        filter.tag.as_deref(),
    );
    for pattern in filter.patterns() {
        sql.bind(" AND l.folded LIKE {} ESCAPE '\\'", pattern);
    }
}

pub(in crate::lead) async fn page(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    edge: Option<Edge<'_>>,
    backwards: bool,
    most: i64,
) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "SELECT l.id, c.name, c.email, c.phone, c.company, l.tag, l.status, l.category, l.score, l.temperature, l.last_channel, l.intent,
           l.submissions, l.is_new, l.captured_at, l.erased_at
         FROM lead l JOIN contact c ON c.id = l.contact_id WHERE l.bot_id = ",
    );
    sql.bind("{}", bot);
    narrow(&mut sql, filter);
    if let Some(edge) = edge {
        sql.push(if backwards { " AND (l.captured_at, l.id) > (" } else { " AND (l.captured_at, l.id) < (" });
        sql.bind("{}", edge.captured_at).bind(", {})", edge.id);
    }
    sql.push(if backwards { " ORDER BY l.captured_at, l.id" } else { " ORDER BY l.captured_at DESC, l.id DESC" });
    sql.bind(" LIMIT {}", most);
    let (text, values) = sql.done();
    conn.list(text, values).await
}

pub(in crate::lead) async fn found(conn: &mut Conn, bot: &BotId, filter: &Filter) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM lead l WHERE l.bot_id = ");
    sql.bind("{}", bot);
    narrow(&mut sql, filter);
    let (text, values) = sql.done();
    conn.count(text, values).await
}

pub(in crate::lead) async fn newer_than(conn: &mut Conn, bot: &BotId, filter: &Filter, edge: Edge<'_>) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM lead l WHERE l.bot_id = ");
    sql.bind("{}", bot);
    narrow(&mut sql, filter);
    sql.bind(" AND (l.captured_at, l.id) > ({}", edge.captured_at).bind(", {})", edge.id);
    let (text, values) = sql.done();
    conn.count(text, values).await
}

/// Every count of a bot's leads: facet, value, how many.
pub(in crate::lead) async fn tally(conn: &mut Conn, bot: &BotId) -> Result<Vec<(String, String, i64)>> {
    let rows = conn
        .all(
            "SELECT facet, value, CAST(SUM(n) AS BIGINT) AS n FROM lead_tally WHERE bot_id = $1
             GROUP BY facet, value HAVING SUM(n) <> 0",
            args![bot],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("facet")?, row.get("value")?, row.get("n")?))).collect()
}

//! Statements of the Leads page's list.

use crate::db::{Conn, Sql, args};
use crate::error::Result;
use crate::id::BotId;
use crate::lead::list::{Assignee, At, Filter, Line, Look, Order};
use crate::lead::score::Temperature;

/// Adds the filter's conditions on `lead l`.
pub(super) fn narrow(sql: &mut Sql, filter: &Filter) {
    sql.push(" AND l.merged_into IS NULL");
    sql.bind_if(" AND l.status = {}", filter.status.as_deref());
    sql.bind_if(" AND l.temperature = {}", filter.temperature.map(Temperature::as_str));
    sql.bind_if(" AND l.last_channel = {}", filter.source);
    sql.bind_if(" AND coalesce(l.score, -1) >= {}", filter.least);
    sql.bind_if(" AND coalesce(l.score, -1) <= {}", filter.most);
    sql.bind_if(" AND l.captured_at >= {}", filter.from);
    sql.bind_if(" AND l.captured_at < {}", filter.until);
    match &filter.assignee {
        Some(Assignee::Nobody) => drop(sql.push(" AND l.assignee_id IS NULL")),
        Some(Assignee::Member(id)) => drop(sql.bind(" AND l.assignee_id = {}", id)),
        None => {}
    }
    if filter.unseen {
        sql.push(" AND l.is_new");
    }
    sql.bind_if(" AND EXISTS (SELECT 1 FROM lead_tag t WHERE t.lead_id = l.id AND t.tag = {})", filter.tag.as_deref());
    for pattern in filter.patterns() {
        sql.bind(" AND l.folded LIKE {} ESCAPE '\\'", pattern);
    }
}

/// The order's columns, as they stand in a comparison and behind ORDER BY, downwards and upwards.
const fn keys(by: Order) -> [&'static str; 4] {
    match by {
        Order::Captured => [
            " AND (l.captured_at, l.id) < (",
            " AND (l.captured_at, l.id) > (",
            " ORDER BY l.captured_at DESC, l.id DESC",
            " ORDER BY l.captured_at, l.id",
        ],
        Order::Updated => [
            " AND (l.updated_at, l.id) < (",
            " AND (l.updated_at, l.id) > (",
            " ORDER BY l.updated_at DESC, l.id DESC",
            " ORDER BY l.updated_at, l.id",
        ],
        Order::Score => [
            " AND (coalesce(l.score, -1), l.id) < (",
            " AND (coalesce(l.score, -1), l.id) > (",
            " ORDER BY coalesce(l.score, -1) DESC, l.id DESC",
            " ORDER BY coalesce(l.score, -1), l.id",
        ],
    }
}

pub(in crate::lead) async fn page(conn: &mut Conn, bot: &BotId, look: &Look, most: i64) -> Result<Vec<Line>> {
    let (filter, sort, at) = (&look.filter, look.sort, &look.at);
    let mut sql = Sql::new(
        "SELECT l.id, c.name, c.email, c.phone, c.company, l.tag, l.status, l.category, l.score, l.temperature, l.last_channel, l.intent,
           l.submissions, l.is_new, l.order_number, m.name AS assignee, l.captured_at, l.updated_at, l.erased_at
         FROM lead l JOIN contact c ON c.id = l.contact_id LEFT JOIN member m ON m.id = l.assignee_id WHERE l.bot_id = ",
    );
    sql.bind("{}", bot);
    narrow(&mut sql, filter);
    let [below, above, down, up] = keys(sort.by);
    let is_upwards = sort.ascending != matches!(at, At::Before(..) | At::End);
    let mut skip = 0;
    if let At::After(place, pass) | At::Before(place, pass) = at {
        sql.push(if is_upwards { above } else { below });
        sql.bind("{}", place.key).bind(", {})", &place.id);
        skip = *pass;
    }
    sql.push(if is_upwards { up } else { down });
    sql.bind(" LIMIT {}", most).bind(" OFFSET {}", skip);
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

//! Statements of the Inbox's queues. Those of the waiting and the taken are read whole from an index that holds no others;
//! they are few at any moment.

use super::{Asker, Counts, Line, MOST_COUNTED, Queue};
use crate::conversation::Conversation;
use crate::conversation::message::Body;
use crate::conversation::sql::columns;
use crate::db::{Conn, Json, Record as _, Row, Sql, args};
use crate::error::Result;
use crate::id::{BotId, ConversationId};
use crate::time::Timestamp;

pub(super) async fn counts(conn: &mut Conn, asker: &Asker<'_>) -> Result<Counts> {
    let row = conn
        .row(
            "SELECT
               (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE bot_id = $1 AND status = 'waiting' AND erased_at IS NULL
                 AND (snoozed_until IS NULL OR snoozed_until <= $3 OR last_seq > team_seen) LIMIT $4) AS w) AS waiting,
               (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE bot_id = $1 AND status = 'agent' AND agent_id = $2
                 AND erased_at IS NULL LIMIT $4) AS m) AS mine,
               (SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE bot_id = $1 AND status = 'agent' AND coalesce(agent_id, '') <> $2
                 AND erased_at IS NULL LIMIT $4) AS t) AS team",
            args![asker.bot, asker.member, asker.now, MOST_COUNTED],
        )
        .await?;
    let Some(row) = row else { return Ok(Counts::default()) };
    Ok(Counts { waiting: row.get("waiting")?, mine: row.get("mine")?, team: row.get("team")? })
}

/// What a queue is in the order of.
const fn key(queue: Queue) -> &'static str {
    match queue {
        Queue::Waiting => "c.waiting_since",
        Queue::Closed => "c.closed_at",
        Queue::Mine | Queue::Team | Queue::Assistant => "c.updated_at",
    }
}

pub(super) async fn list(
    conn: &mut Conn,
    asker: &Asker<'_>,
    queue: Queue,
    beyond: Option<(Timestamp, &ConversationId)>,
    most: i64,
) -> Result<Vec<Line>> {
    let key = key(queue);
    let mut sql = Sql::new("WITH hit AS (SELECT c.id, ");
    sql.push(key).push(" AS sorted_at FROM conversation c WHERE c.erased_at IS NULL");
    sql.bind(" AND c.bot_id = {}", asker.bot);
    match queue {
        Queue::Waiting => sql.push(" AND c.status = 'waiting'"),
        Queue::Mine => sql.bind(" AND c.status = 'agent' AND c.agent_id = {}", asker.member),
        Queue::Team => sql.bind(" AND c.status = 'agent' AND coalesce(c.agent_id, '') <> {}", asker.member),
        Queue::Assistant => sql.push(" AND c.status = 'bot'"),
        Queue::Closed => sql.push(" AND c.status = 'closed'"),
    };
    let (than, way) = if queue == Queue::Waiting { (">", "") } else { ("<", " DESC") };
    if let Some((at, id)) = beyond {
        sql.push(" AND (").push(key).push(", c.id) ").push(than).bind(" ({}", at).bind(", {})", id);
    }
    sql.push(" ORDER BY ").push(key).push(way).push(", c.id").push(way).bind(" LIMIT {})", most);
    sql.push(concat!(
        " SELECT ",
        columns!(),
        ", coalesce(p.name, p.email, p.phone) AS who, m.body AS last, m.author AS last_author, a.name AS agent_name, c.waiting_since,
           c.snoozed_until, c.team_seen, hit.sorted_at
         FROM hit JOIN conversation c ON c.id = hit.id JOIN contact p ON p.id = c.contact_id LEFT JOIN member a ON a.id = c.agent_id
         LEFT JOIN message m ON m.conversation_id = c.id AND m.seq = c.last_seq ORDER BY hit.sorted_at",
    ));
    sql.push(way).push(", hit.id").push(way);
    let (text, values) = sql.done();
    conn.all(text, values).await?.iter().map(line).collect()
}

fn line(row: &Row) -> Result<Line> {
    let body: Option<Json<Body>> = row.get("last")?;
    let who: Option<String> = row.get("who")?;
    Ok(Line {
        conversation: Conversation::read(row)?,
        who: who.unwrap_or_else(|| "Anonymous".to_owned()),
        last: body.map(|Json(body)| body.line()).unwrap_or_default(),
        last_author: row.get("last_author")?,
        agent_name: row.get("agent_name")?,
        waiting_since: row.get("waiting_since")?,
        snoozed_until: row.get("snoozed_until")?,
        team_seen: row.get("team_seen")?,
        at: row.get("sorted_at")?,
    })
}

pub(super) async fn ahead(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<i64>> {
    let row = conn
        .row(
            "SELECT (SELECT COUNT(*) FROM conversation o WHERE o.bot_id = c.bot_id AND o.status = 'waiting' AND o.erased_at IS NULL
               AND (o.waiting_since, o.id) < (c.waiting_since, c.id)) AS ahead
             FROM conversation c WHERE c.id = $1 AND c.status = 'waiting'",
            args![conversation],
        )
        .await?;
    row.map(|row| Ok(row.get("ahead")?)).transpose()
}

/// How long the last fifty who were taken had waited, in milliseconds; of the last thirty days.
pub(super) async fn waits(conn: &mut Conn, bot: &BotId, now: Timestamp) -> Result<Vec<i64>> {
    let since = now.minus(std::time::Duration::from_secs(30 * 86_400));
    let rows = conn
        .all(
            "SELECT claimed_at - rang_at AS waited FROM conversation
             WHERE bot_id = $1 AND claimed_at IS NOT NULL AND claimed_at > $2 AND rang_at IS NOT NULL AND rang_at <= claimed_at
             ORDER BY claimed_at DESC LIMIT 50",
            args![bot, since],
        )
        .await?;
    rows.iter().map(|row| Ok(row.get("waited")?)).collect()
}

pub(super) async fn restless(conn: &mut Conn, now: Timestamp) -> Result<Vec<(BotId, ConversationId)>> {
    let rows = conn
        .all(
            "SELECT c.bot_id, c.id FROM bot b JOIN conversation c ON c.bot_id = b.id AND c.status = 'waiting' WHERE c.erased_at IS NULL
             UNION ALL
             SELECT c.bot_id, c.id FROM bot b JOIN conversation c ON c.bot_id = b.id AND c.status = 'agent'
               LEFT JOIN presence p ON p.member_id = c.agent_id
             WHERE c.erased_at IS NULL AND c.last_seq > c.team_seen AND coalesce(p.until, 0) <= $1
             ORDER BY 1, 2",
            args![now],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("bot_id")?, row.get("id")?))).collect()
}

//! Statements of questions that nothing answered.

use super::{Between, Question, line};
use crate::conversation::{Body, Conversation};
use crate::db::{Conn, Json, Row, Tx, args};
use crate::error::Result;
use crate::id::{BotId, QuestionId};

pub(super) async fn insert(tx: &mut Tx, conversation: &Conversation, seq: i64, likeness: &str) -> Result<()> {
    let (id, now): (QuestionId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO unanswered (id, bot_id, likeness, conversation_id, seq, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (conversation_id, seq) DO NOTHING",
        args![&id, &conversation.bot_id, likeness, &conversation.id, seq, now],
    )
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Question> {
    let Json(body): Json<Body> = row.get("body")?;
    Ok(Question {
        id: row.get("id")?,
        text: line(&body),
        contact: row.get("contact_id")?,
        times: row.get("times")?,
        asked_at: row.get("asked_at")?,
    })
}

pub(super) async fn waiting(conn: &mut Conn, bot: &BotId, between: Between, most: i64) -> Result<Vec<Question>> {
    let rows = conn
        .all(
            "SELECT u.id, m.body, c.contact_id, g.times, u.asked_at
             FROM (SELECT likeness, COUNT(*) AS times, MAX(id) AS newest FROM unanswered
                   WHERE bot_id = $1 AND settled_at IS NULL AND asked_at >= $2 AND asked_at < $3 GROUP BY likeness
                   ORDER BY COUNT(*) DESC, MAX(id) DESC LIMIT $4) g
             JOIN unanswered u ON u.id = g.newest
             JOIN message m ON m.conversation_id = u.conversation_id AND m.seq = u.seq
             JOIN conversation c ON c.id = u.conversation_id
             ORDER BY g.times DESC, u.id DESC",
            args![bot, between.from, between.until, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn count(conn: &mut Conn, bot: &BotId, between: Between) -> Result<i64> {
    conn.count(
        "SELECT COUNT(DISTINCT likeness) AS n FROM unanswered
         WHERE bot_id = $1 AND settled_at IS NULL AND asked_at >= $2 AND asked_at < $3",
        args![bot, between.from, between.until],
    )
    .await
}

pub(super) async fn find(conn: &mut Conn, bot: &BotId, id: &QuestionId) -> Result<Option<Question>> {
    let row = conn
        .row(
            "SELECT u.id, m.body, c.contact_id, u.asked_at,
               (SELECT COUNT(*) FROM unanswered a WHERE a.bot_id = u.bot_id AND a.likeness = u.likeness AND a.settled_at IS NULL) AS times
             FROM unanswered u JOIN message m ON m.conversation_id = u.conversation_id AND m.seq = u.seq
             JOIN conversation c ON c.id = u.conversation_id
             WHERE u.id = $2 AND u.bot_id = $1 AND u.settled_at IS NULL",
            args![bot, id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn settle(tx: &mut Tx, bot: &BotId, id: &QuestionId) -> Result<bool> {
    let now = tx.now;
    let settled = tx
        .exec(
            "UPDATE unanswered SET settled_at = $3 WHERE bot_id = $1 AND settled_at IS NULL
               AND likeness = (SELECT o.likeness FROM unanswered o WHERE o.id = $2 AND o.bot_id = $1)",
            args![bot, id, now],
        )
        .await?;
    Ok(settled > 0)
}

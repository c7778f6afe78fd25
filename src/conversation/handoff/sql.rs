//! Statements of handoff.

use super::{Hand, Standing};
use crate::conversation::Status;
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ConversationId, MemberId};

pub(super) async fn hand(conn: &mut Conn, id: &ConversationId) -> Result<Option<Hand>> {
    conn.find(
        "SELECT c.status, c.agent_id, m.name AS agent_name, c.waiting_since, c.claimed_at, c.answered_at, c.by_mail, c.snoozed_until,
           c.promised_at,
           c.escalated, c.team_seen, c.visitor_seen, c.rating
         FROM conversation c LEFT JOIN member m ON m.id = c.agent_id WHERE c.id = $1 AND c.erased_at IS NULL",
        args![id],
    )
    .await
}

/// What somebody of the bot's organisation is called.
pub(super) async fn member_name(conn: &mut Conn, bot: &BotId, member: &MemberId) -> Result<Option<String>> {
    let row = conn
        .row(
            "SELECT m.name FROM member m JOIN bot b ON b.organisation_id = m.organisation_id
             WHERE b.id = $1 AND m.id = $2 AND m.disabled_at IS NULL",
            args![bot, member],
        )
        .await?;
    row.map(|row| Ok(row.get("name")?)).transpose()
}

/// What comes with a change of who answers.
#[derive(Clone, Copy, Default)]
pub(super) struct With {
    /// A person is asked for anew: what was told before counts no more.
    pub is_asked: bool,
    /// The team has read all of it.
    pub is_read: bool,
}

pub(super) async fn set(tx: &mut Tx, id: &ConversationId, was: &Hand, next: &Standing, with: With) -> Result<()> {
    let now = tx.now;
    let is_waiting = next.status == Status::Waiting;
    let waiting_since = is_waiting.then(|| was.waiting_since.unwrap_or(now));
    let claimed_at = if next.status == Status::Agent { was.claimed_at.or(Some(now)) } else { was.claimed_at };
    let promised_at = was.promised_at.filter(|_| !with.is_asked);
    let escalated = if with.is_asked { 0 } else { was.escalated };
    let closed_at = (next.status == Status::Closed).then_some(now);
    tx.exec(
        "UPDATE conversation SET status = $2, agent_id = $3, waiting_since = $4, claimed_at = $5, snoozed_until = $6, promised_at = $7,
           escalated = $8, closed_at = $9, answered_seq = last_seq,
           by_mail = CASE WHEN agent_id IS NOT DISTINCT FROM $3 THEN by_mail ELSE FALSE END, rang_at = coalesce(rang_at, $4),
           claimed_by = CASE WHEN $5 IS NULL THEN NULL ELSE coalesce(claimed_by, $3) END,
           team_seen = CASE WHEN $10 THEN last_seq ELSE team_seen END WHERE id = $1",
        args![
            id,
            next.status,
            next.agent.as_ref(),
            waiting_since,
            claimed_at,
            next.snoozed_until,
            promised_at,
            escalated,
            closed_at,
            with.is_read
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn note_answer(tx: &mut Tx, id: &ConversationId) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE conversation SET answered_at = coalesce(answered_at, $2), team_seen = last_seq, snoozed_until = NULL, by_mail = FALSE WHERE id = $1",
        args![id, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_by_mail(tx: &mut Tx, id: &ConversationId, known: Option<i64>) -> Result<()> {
    tx.exec(
        "UPDATE conversation SET by_mail = TRUE, team_seen = coalesce($2, team_seen) WHERE id = $1",
        args![id, known],
    )
    .await?;
    Ok(())
}

pub(super) async fn held_by(conn: &mut Conn, agent: &MemberId) -> Result<Vec<ConversationId>> {
    let rows = conn
        .all(
            "SELECT c.id FROM bot b JOIN conversation c ON c.bot_id = b.id AND c.status = 'agent' AND c.agent_id = $1 ORDER BY c.id",
            args![agent],
        )
        .await?;
    rows.iter().map(|row| Ok(row.get("id")?)).collect()
}

pub(super) async fn set_seen(tx: &mut Tx, id: &ConversationId, by_visitor: bool, seq: i64) -> Result<bool> {
    let text = if by_visitor {
        "UPDATE conversation SET visitor_seen = $2 WHERE id = $1 AND visitor_seen < $2 AND last_seq >= $2"
    } else {
        "UPDATE conversation SET team_seen = $2 WHERE id = $1 AND team_seen < $2 AND last_seq >= $2"
    };
    Ok(tx.exec(text, args![id, seq]).await? == 1)
}

pub(super) async fn set_promised(tx: &mut Tx, id: &ConversationId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE conversation SET promised_at = $2 WHERE id = $1", args![id, now]).await?;
    Ok(())
}

pub(super) async fn set_escalated(tx: &mut Tx, id: &ConversationId, steps: i64) -> Result<()> {
    tx.exec("UPDATE conversation SET escalated = $2 WHERE id = $1", args![id, steps]).await?;
    Ok(())
}

pub(super) async fn set_rating(tx: &mut Tx, id: &ConversationId, rating: i64, words: Option<&str>) -> Result<()> {
    tx.exec("UPDATE conversation SET rating = $2, rating_words = $3 WHERE id = $1", args![id, rating, words]).await?;
    Ok(())
}

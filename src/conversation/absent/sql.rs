//! Statements of mails to visitors who have left.

use super::{Mail, State};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{ConversationId, MailId};

/// The columns of such a mail.
macro_rules! columns {
    () => {
        "id, conversation_id, after_seq, until_seq, recipient, message_id, state, words, created_at"
    };
}

/// Up to which number mails have told; 0 before the first.
pub(super) async fn told(conn: &mut Conn, conversation: &ConversationId) -> Result<i64> {
    let text = "SELECT CAST(coalesce(max(until_seq), 0) AS BIGINT) AS told FROM absent_mail WHERE conversation_id = $1";
    let row = conn.row(text, args![conversation]).await?;
    Ok(row.map(|row| row.get("told")).transpose()?.unwrap_or(0))
}

pub(super) async fn insert(tx: &mut Tx, new: &Mail) -> Result<()> {
    tx.exec(
        "INSERT INTO absent_mail (id, conversation_id, after_seq, until_seq, recipient, message_id, state, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, CAST(0 AS BIGINT), $8) ON CONFLICT (conversation_id, after_seq) DO NOTHING",
        args![
            &new.id,
            &new.conversation_id,
            new.after_seq,
            new.until_seq,
            new.recipient.as_str(),
            new.message_id.as_str(),
            new.state,
            new.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn at(conn: &mut Conn, conversation: &ConversationId, after: i64) -> Result<Option<Mail>> {
    conn.find(
        concat!("SELECT ", columns!(), " FROM absent_mail WHERE conversation_id = $1 AND after_seq = $2"),
        args![conversation, after],
    )
    .await
}

pub(super) async fn of(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Mail>> {
    conn.list(
        concat!("SELECT ", columns!(), " FROM absent_mail WHERE conversation_id = $1 ORDER BY after_seq, id"),
        args![conversation],
    )
    .await
}

pub(super) async fn named(conn: &mut Conn, message_id: &str) -> Result<Option<Mail>> {
    conn.find(
        concat!("SELECT ", columns!(), " FROM absent_mail WHERE message_id = $1 ORDER BY id LIMIT 1"),
        args![message_id],
    )
    .await
}

pub(super) async fn mark(tx: &mut Tx, id: &MailId, state: State, words: Option<&str>) -> Result<()> {
    let now = tx.now;
    let sent_at = (state == State::Sent).then_some(now);
    tx.exec(
        "UPDATE absent_mail SET state = $2, words = $3, attempts = attempts + 1, sent_at = coalesce($4, sent_at) WHERE id = $1",
        args![id, state, words, sent_at],
    )
    .await?;
    Ok(())
}

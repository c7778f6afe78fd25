//! Statements of e-mails about a conversation.

use super::{Letter, State};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{ConversationId, MailId, MemberId};

/// The columns of such a mail.
macro_rules! columns {
    () => {
        "id, conversation_id, kind, recipient, member_id, after_seq, until_seq, detail, subject, message_id, state, words, created_at"
    };
}

/// Stores one; false where there is one with its key.
pub(super) async fn insert(tx: &mut Tx, new: &Letter, key: &str) -> Result<bool> {
    let sent_at = (new.state == State::Sent).then_some(new.created_at);
    let stored = tx
        .exec(
            "INSERT INTO letter (id, conversation_id, kind, key, recipient, member_id, after_seq, until_seq, detail, subject, message_id,
               state, attempts, created_at, sent_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, CAST(0 AS BIGINT), $13, $14)
             ON CONFLICT (conversation_id, kind, recipient, key) DO NOTHING",
            args![
                &new.id,
                &new.conversation_id,
                new.kind,
                key,
                new.recipient.as_str(),
                new.member_id.as_ref(),
                new.after_seq,
                new.until_seq,
                new.detail.as_str(),
                new.subject.as_str(),
                new.message_id.as_str(),
                new.state,
                new.created_at,
                sent_at
            ],
        )
        .await?;
    Ok(stored == 1)
}

pub(super) async fn by_id(conn: &mut Conn, id: &MailId) -> Result<Option<Letter>> {
    conn.find(concat!("SELECT ", columns!(), " FROM letter WHERE id = $1"), args![id]).await
}

pub(super) async fn to(conn: &mut Conn, of: &ConversationId, recipient: &str) -> Result<Vec<Letter>> {
    conn.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM letter WHERE conversation_id = $1 AND recipient = $2 ORDER BY created_at, id"
        ),
        args![of, recipient],
    )
    .await
}

pub(super) async fn message_ids(conn: &mut Conn, of: &ConversationId) -> Result<Vec<String>> {
    let rows = conn
        .all(
            "SELECT message_id FROM letter WHERE conversation_id = $1 AND kind <> 'lead' ORDER BY created_at, id",
            args![of],
        )
        .await?;
    rows.iter().map(|row| Ok(row.get("message_id")?)).collect()
}

/// What somebody asked for is no mail to them.
pub(super) async fn told(conn: &mut Conn, of: &ConversationId, member: &MemberId) -> Result<Option<i64>> {
    let text = "SELECT MAX(until_seq) AS told FROM letter
                WHERE conversation_id = $1 AND member_id = $2 AND kind IN ('lead', 'summon', 'words', 'assigned')";
    let row = conn.row(text, args![of, member]).await?;
    row.map_or(Ok(None), |row| Ok(row.get("told")?))
}

pub(super) async fn named(conn: &mut Conn, message_id: &str) -> Result<Option<MailId>> {
    let text = "SELECT id FROM letter WHERE message_id = $1 AND kind <> 'lead' ORDER BY id LIMIT 1";
    let row = conn.row(text, args![message_id]).await?;
    row.map(|row| Ok(row.get("id")?)).transpose()
}

pub(super) async fn mark(tx: &mut Tx, id: &MailId, state: State, words: Option<&str>) -> Result<()> {
    let now = tx.now;
    let sent_at = (state == State::Sent).then_some(now);
    tx.exec(
        "UPDATE letter SET state = $2, words = $3, attempts = attempts + 1, sent_at = coalesce($4, sent_at) WHERE id = $1",
        args![id, state, words, sent_at],
    )
    .await?;
    Ok(())
}

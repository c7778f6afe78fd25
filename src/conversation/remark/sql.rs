//! Statements of remarks.

use super::{Kind, Remark};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ConversationId, MemberId, RemarkId};

pub(super) async fn insert(
    tx: &mut Tx,
    id: &RemarkId,
    conversation: &ConversationId,
    kind: Kind,
    text: &str,
    by: Option<(&MemberId, &str)>,
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO remark (id, conversation_id, seq, member_id, member_name, kind, text, created_at)
         SELECT $1, c.id, c.last_seq, $3, $4, $5, $6, $7 FROM conversation c WHERE c.id = $2",
        args![id, conversation, by.map(|(id, _)| id), by.map(|(_, name)| name), kind, text, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn of(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Remark>> {
    conn.list(
        "SELECT id, seq, member_id, member_name, kind, text, created_at FROM remark WHERE conversation_id = $1 ORDER BY created_at, id",
        args![conversation],
    )
    .await
}

/// Who may be called: everybody of the bot's organisation.
pub(super) async fn people(conn: &mut Conn, bot: &BotId) -> Result<Vec<(MemberId, String)>> {
    let rows = conn
        .all(
            "SELECT m.id, m.name FROM member m JOIN bot b ON b.organisation_id = m.organisation_id
             WHERE b.id = $1 AND m.disabled_at IS NULL ORDER BY m.name, m.id",
            args![bot],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

pub(super) async fn insert_mention(
    tx: &mut Tx,
    member: &MemberId,
    remark: &RemarkId,
    conversation: &ConversationId,
) -> Result<()> {
    tx.exec(
        "INSERT INTO mention (member_id, remark_id, conversation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![member, remark, conversation],
    )
    .await?;
    Ok(())
}

pub(super) async fn calling(conn: &mut Conn, member: &MemberId) -> Result<Vec<ConversationId>> {
    let rows = conn
        .all(
            "SELECT DISTINCT conversation_id FROM mention WHERE member_id = $1 ORDER BY conversation_id",
            args![member],
        )
        .await?;
    rows.iter().map(|row| Ok(row.get("conversation_id")?)).collect()
}

pub(super) async fn remove_mentions(tx: &mut Tx, member: &MemberId, conversation: &ConversationId) -> Result<()> {
    tx.exec("DELETE FROM mention WHERE member_id = $1 AND conversation_id = $2", args![member, conversation]).await?;
    Ok(())
}

//! Statements of attachments.

use super::intake::Facts;
use super::{Attachment, Owner};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{AttachmentId, BotId, ConversationId};
use crate::time::Timestamp;

/// The columns of a file.
macro_rules! columns {
    () => {
        "id, bot_id, conversation_id, name, kind, bytes, width, height, stored_at, said_as"
    };
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &AttachmentId,
    bot: &BotId,
    owner: &Owner,
    conversation: Option<&ConversationId>,
    (client_id, name): (&str, &str),
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO attachment (id, bot_id, conversation_id, who, owner, client_id, name, bytes, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, CAST(0 AS BIGINT), $8) ON CONFLICT (bot_id, owner, client_id) DO NOTHING",
        args![id, bot, conversation, owner.who, owner.key.as_str(), client_id, name, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn by_client(
    conn: &mut Conn,
    bot: &BotId,
    owner: &Owner,
    client_id: &str,
) -> Result<Option<Attachment>> {
    conn.find(
        concat!(
            "SELECT ",
            columns!(),
            " FROM attachment WHERE bot_id = $1 AND owner = $2 AND client_id = $3 AND gone_at IS NULL"
        ),
        args![bot, owner.key.as_str(), client_id],
    )
    .await
}

pub(super) async fn by_id(conn: &mut Conn, id: &AttachmentId) -> Result<Option<Attachment>> {
    conn.find(
        concat!("SELECT ", columns!(), " FROM attachment WHERE id = $1 AND gone_at IS NULL AND stored_at IS NOT NULL"),
        args![id],
    )
    .await
}

pub(super) async fn unsaid(conn: &mut Conn, bot: &BotId, owner: &Owner) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM attachment WHERE bot_id = $1 AND owner = $2 AND said_as IS NULL AND stored_at IS NOT NULL AND gone_at IS NULL",
        args![bot, owner.key.as_str()],
    )
    .await
}

pub(super) async fn set_stored(tx: &mut Tx, id: &AttachmentId, facts: &Facts) -> Result<()> {
    let (now, bytes) = (tx.now, i64::try_from(facts.bytes).unwrap_or(i64::MAX));
    tx.exec(
        "UPDATE attachment SET stored_at = $2, kind = $3, bytes = $4, digest = $5, width = $6, height = $7
         WHERE id = $1 AND stored_at IS NULL AND gone_at IS NULL",
        args![
            id,
            now,
            facts.kind.mime,
            bytes,
            facts.digest.as_str(),
            facts.size.map(|size| size.0),
            facts.size.map(|size| size.1)
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn let_go(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE attachment SET gone_at = $2, owner = '', client_id = id, name = ''
         WHERE id = $1 AND stored_at IS NULL AND gone_at IS NULL",
        args![id, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn let_go_before(tx: &mut Tx, edge: Timestamp) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE attachment SET gone_at = $2, owner = '', client_id = id, name = ''
         WHERE said_as IS NULL AND created_at < $1 AND gone_at IS NULL",
        args![edge, now],
    )
    .await?;
    Ok(())
}

/// False when it is not there for this sender, or another message says it.
pub(super) async fn set_said(
    tx: &mut Tx,
    bot: &BotId,
    owner: &Owner,
    id: &AttachmentId,
    (conversation, said_as): (&ConversationId, &str),
) -> Result<bool> {
    let rows = tx
        .exec(
            "UPDATE attachment SET said_as = $6, conversation_id = $5
             WHERE id = $1 AND bot_id = $2 AND owner = $3 AND who = $4 AND stored_at IS NOT NULL AND gone_at IS NULL
               AND (said_as IS NULL OR (said_as = $6 AND conversation_id = $5))",
            args![id, bot, owner.key.as_str(), owner.who, conversation, said_as],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn said_in(
    conn: &mut Conn,
    bot: &BotId,
    owner: &Owner,
    client_id: &str,
) -> Result<Option<ConversationId>> {
    let row = conn
        .row(
            "SELECT conversation_id FROM attachment
             WHERE bot_id = $1 AND owner = $2 AND said_as = $3 AND conversation_id IS NOT NULL ORDER BY id LIMIT 1",
            args![bot, owner.key.as_str(), client_id],
        )
        .await?;
    row.map(|row| Ok(row.get("conversation_id")?)).transpose()
}

pub(super) async fn gone(conn: &mut Conn, most: i64) -> Result<Vec<AttachmentId>> {
    let rows = conn
        .all("SELECT id FROM attachment WHERE gone_at IS NOT NULL ORDER BY gone_at, id LIMIT $1", args![most])
        .await?;
    rows.iter().map(|row| Ok(row.get("id")?)).collect()
}

pub(super) async fn delete(tx: &mut Tx, id: &AttachmentId) -> Result<()> {
    tx.exec("DELETE FROM attachment WHERE id = $1 AND gone_at IS NOT NULL", args![id]).await.map(drop)
}

pub(super) async fn weight(conn: &mut Conn) -> Result<(i64, i64)> {
    let row = conn
        .row(
            "SELECT COUNT(*) AS files, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS weight FROM attachment WHERE gone_at IS NULL",
            args![],
        )
        .await?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.get("files")?, row.get("weight")?))
}

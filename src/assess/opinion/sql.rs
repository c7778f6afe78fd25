//! Statements of opinions.

use super::{Kept, Opinions};
use crate::db::{Conn, Json, Tx, args};
use crate::error::Result;
use crate::id::{ContactId, ConversationId};

pub(super) async fn keep(tx: &mut Tx, conversation: &ConversationId, kept: &Kept) -> Result<()> {
    let (found, now) = (serde_json::to_string(&kept.found).map_err(anyhow::Error::new)?, tx.now);
    tx.exec(
        "INSERT INTO opinion (conversation_id, seq, found, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (conversation_id) DO UPDATE SET seq = excluded.seq, found = excluded.found, created_at = excluded.created_at",
        args![conversation, kept.seq, found, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Opinions> {
    let rows = conn
        .all(
            "SELECT o.conversation_id, o.seq, o.found FROM conversation c JOIN opinion o ON o.conversation_id = c.id
             WHERE c.contact_id = $1",
            args![contact],
        )
        .await?;
    let read = |row: &crate::db::Row| {
        let Json(found) = row.get("found")?;
        Ok((row.get("conversation_id")?, Kept { seq: row.get("seq")?, found }))
    };
    rows.iter().map(read).collect()
}

//! Statements of the knowledge.

use super::{Found, NewEntry};
use crate::db::{Conn, Tx, args, dialect};
use crate::error::Result;
use crate::id::{BotId, EntryId};

pub(super) async fn insert(tx: &mut Tx, id: &EntryId, bot: &BotId, new: &NewEntry, terms: &str) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO knowledge_entry (id, bot_id, title, question, answer, url, terms, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, bot, new.title.as_str(), new.question.as_str(), new.answer.as_str(), new.url.clone(), terms, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove_all(tx: &mut Tx, bot: &BotId) -> Result<()> {
    tx.exec("DELETE FROM knowledge_entry WHERE bot_id = $1", args![bot]).await?;
    Ok(())
}

pub(super) async fn candidates(conn: &mut Conn, bot: &BotId, query: &str) -> Result<Vec<Found>> {
    conn.list(dialect::knowledge_candidates(conn), args![bot, query]).await
}

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
    tx.exec("DELETE FROM knowledge_entry WHERE bot_id = $1 AND source_id IS NULL", args![bot]).await?;
    Ok(())
}

pub(super) async fn candidates(conn: &mut Conn, bot: &BotId, query: &str) -> Result<Vec<Found>> {
    conn.list(dialect::knowledge_candidates(conn), args![bot, query]).await
}

pub(super) async fn own(conn: &mut Conn, bot: &BotId, before: Option<&EntryId>, most: i64) -> Result<Vec<Found>> {
    // Ids are of letters that sort before this one.
    let before = before.map_or("~", EntryId::as_str);
    conn.list(
        "SELECT id, title, question, answer, url, source_id FROM knowledge_entry
         WHERE bot_id = $1 AND source_id IS NULL AND id < $2 ORDER BY id DESC LIMIT $3",
        args![bot, before, most],
    )
    .await
}

pub(super) async fn count_own(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM knowledge_entry WHERE bot_id = $1 AND source_id IS NULL", args![bot]).await
}

pub(super) async fn find(conn: &mut Conn, bot: &BotId, id: &EntryId) -> Result<Option<Found>> {
    conn.find(
        "SELECT id, title, question, answer, url, source_id FROM knowledge_entry
         WHERE id = $1 AND bot_id = $2 AND source_id IS NULL",
        args![id, bot],
    )
    .await
}

pub(super) async fn change(tx: &mut Tx, bot: &BotId, id: &EntryId, new: &NewEntry, terms: &str) -> Result<bool> {
    let now = tx.now;
    let changed = tx
        .exec(
            "UPDATE knowledge_entry SET title = $3, question = $4, answer = $5, url = $6, terms = $7, updated_at = $8
             WHERE id = $1 AND bot_id = $2 AND source_id IS NULL",
            args![id, bot, new.title.as_str(), new.question.as_str(), new.answer.as_str(), new.url.clone(), terms, now],
        )
        .await?;
    Ok(changed == 1)
}

pub(super) async fn remove(tx: &mut Tx, bot: &BotId, id: &EntryId) -> Result<bool> {
    let removed = tx
        .exec("DELETE FROM knowledge_entry WHERE id = $1 AND bot_id = $2 AND source_id IS NULL", args![id, bot])
        .await?;
    Ok(removed == 1)
}

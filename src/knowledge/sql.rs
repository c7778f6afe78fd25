//! Statements of the knowledge.

use super::{Found, NewEntry, rank};
use crate::db::{Conn, Many, Tx, args, dialect, record};
use crate::error::Result;
use crate::id::{BotId, EntryId};

pub(super) async fn insert(tx: &mut Tx, id: &EntryId, bot: &BotId, new: &NewEntry, terms: &str) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO knowledge_entry (id, bot_id, title, question, answer, url, terms, updated_at, terms_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            id,
            bot,
            new.title.as_str(),
            new.question.as_str(),
            new.answer.as_str(),
            new.url.clone(),
            terms,
            now,
            rank::TERMS_BY
        ],
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

/// How many entries a bot has, up to a bound.
pub(super) async fn count_all(conn: &mut Conn, bot: &BotId, most: i64) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM (SELECT 1 FROM knowledge_entry WHERE bot_id = $1 LIMIT $2) AS entries",
        args![bot, most],
    )
    .await
}

/// How many entries of a bot use a term, up to a bound.
pub(super) async fn count_using(conn: &mut Conn, bot: &BotId, query: &str, most: i64) -> Result<i64> {
    conn.count(dialect::knowledge_uses(conn), args![bot, query, most]).await
}

record! {
    /// An entry whose search terms were made otherwise.
    #[derive(Debug)]
    pub(super) struct Stale {
        pub id: EntryId,
        pub title: String,
        pub question: String,
        pub answer: String,
    }
}

/// Entries whose search terms were made by an older way, in their order, after one.
pub(super) async fn stale(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<Stale>> {
    conn.list(
        "SELECT id, title, question, answer FROM knowledge_entry WHERE terms_by < $1 AND id > $2 ORDER BY id LIMIT $3",
        args![rank::TERMS_BY, after, most],
    )
    .await
}

/// Gives entries the terms that were made of them, where they are as they were when these were made.
pub(super) async fn set_terms(tx: &mut Tx, made: Vec<(Stale, String)>) -> Result<()> {
    let rows = made
        .into_iter()
        .map(|(entry, terms)| args![&entry.id, entry.title, entry.question, entry.answer, terms])
        .collect();
    let text = "UPDATE knowledge_entry SET terms = r.terms, terms_by = {1} FROM {rows}
         WHERE knowledge_entry.id = r.id AND knowledge_entry.terms_by < {1} AND knowledge_entry.title = r.title
           AND knowledge_entry.question = r.question AND knowledge_entry.answer = r.answer";
    let columns = &["id", "title", "question", "answer", "terms"];
    tx.exec_of(Many::over(columns, rows, text).with(args![rank::TERMS_BY])).await
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
            "UPDATE knowledge_entry SET title = $3, question = $4, answer = $5, url = $6, terms = $7, updated_at = $8,
               terms_by = $9
             WHERE id = $1 AND bot_id = $2 AND source_id IS NULL",
            args![
                id,
                bot,
                new.title.as_str(),
                new.question.as_str(),
                new.answer.as_str(),
                new.url.clone(),
                terms,
                now,
                rank::TERMS_BY
            ],
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

//! Statements of sources and their passages.

use super::{Kind, Ready, Source};
use crate::db::{Conn, Many, Row, Tx, args};
use crate::error::Result;
use crate::id::{BotId, EntryId, PageId, SourceId};
use crate::knowledge::rank;

/// The columns of a source.
macro_rules! columns {
    () => {
        "id, bot_id, kind, title, url, state, words, bytes, pages, passages, member_id, task_id, read_at"
    };
}

pub(super) async fn insert(tx: &mut Tx, source: &Source) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO knowledge_source (id, bot_id, kind, title, url, state, words, bytes, pages, passages, member_id, task_id,
           read_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            &source.id,
            &source.bot_id,
            source.kind,
            source.title.as_str(),
            source.url.clone(),
            source.state,
            source.words.clone(),
            source.bytes,
            source.pages,
            source.passages,
            source.member_id.as_ref(),
            source.task_id.as_ref(),
            source.read_at,
            now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_passages(
    tx: &mut Tx,
    source: &Source,
    page: Option<&PageId>,
    ids: &[EntryId],
    passages: &[Ready],
) -> Result<()> {
    let row = |(id, one): (&EntryId, &Ready)| {
        args![id, one.title.as_str(), one.heading.as_str(), one.text.as_str(), one.url.clone(), one.terms.as_str()]
    };
    let rows = ids.iter().zip(passages).map(row).collect();
    let text =
        "INSERT INTO knowledge_entry (id, bot_id, title, question, answer, url, terms, updated_at, source_id, page_id, terms_by)
         SELECT r.id, {1}, r.title, r.heading, r.text, r.url, r.terms, {2}, {3}, {4}, {5} FROM {rows}";
    let now = tx.now;
    let many = Many::over(&["id", "title", "heading", "text", "url", "terms"], rows, text);
    tx.exec_of(many.with(args![&source.bot_id, now, &source.id, page, rank::TERMS_BY])).await
}

pub(super) async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Source>> {
    conn.list(concat!("SELECT ", columns!(), " FROM knowledge_source WHERE bot_id = $1 ORDER BY id DESC"), args![bot])
        .await
}

pub(super) async fn by_id(conn: &mut Conn, id: &SourceId) -> Result<Option<Source>> {
    conn.find(concat!("SELECT ", columns!(), " FROM knowledge_source WHERE id = $1"), args![id]).await
}

pub(super) async fn count(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM knowledge_source WHERE bot_id = $1", args![bot]).await
}

pub(super) async fn files_named(conn: &mut Conn, bot: &BotId, name: &str) -> Result<Vec<SourceId>> {
    let rows = conn
        .all(
            "SELECT id FROM knowledge_source WHERE bot_id = $1 AND title = $2 AND kind <> $3",
            args![bot, name, Kind::Site],
        )
        .await?;
    rows.iter().map(|row: &Row| row.get("id").map_err(Into::into)).collect()
}

pub(super) async fn remove(tx: &mut Tx, id: &SourceId) -> Result<()> {
    tx.exec("DELETE FROM knowledge_entry WHERE source_id = $1", args![id]).await?;
    tx.exec("DELETE FROM knowledge_page WHERE source_id = $1", args![id]).await?;
    tx.exec("DELETE FROM knowledge_source WHERE id = $1", args![id]).await?;
    Ok(())
}

//! Statements of sites and their pages.

use url::Url;

use super::super::State;
use super::{Fetched, Page};
use crate::db::{Conn, Many, Row, Tx, args};
use crate::error::Result;
use crate::id::{BotId, PageId, SourceId, TaskId};
use crate::time::Timestamp;

pub(super) async fn is_there(conn: &mut Conn, bot: &BotId, url: &str) -> Result<bool> {
    let text = "SELECT COUNT(*) AS n FROM knowledge_source WHERE bot_id = $1 AND url = $2";
    Ok(conn.count(text, args![bot, url]).await? > 0)
}

/// Every page that is known is to be read anew; gives the number of this reading.
pub(super) async fn begin_round(tx: &mut Tx, source: &SourceId) -> Result<i64> {
    let text = "SELECT CAST(coalesce(MAX(round), 0) + 1 AS BIGINT) AS n FROM knowledge_page WHERE source_id = $1";
    let round = tx.count(text, args![source]).await?;
    tx.exec("UPDATE knowledge_page SET state = 'waiting', round = $2 WHERE source_id = $1", args![source, round])
        .await?;
    Ok(round)
}

pub(super) async fn set_reading(tx: &mut Tx, source: &SourceId, task: &TaskId) -> Result<()> {
    tx.exec(
        "UPDATE knowledge_source SET state = $3, task_id = $2, words = NULL, due_at = NULL WHERE id = $1",
        args![source, task, State::Reading],
    )
    .await?;
    Ok(())
}

pub(super) async fn known(conn: &mut Conn, source: &SourceId) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM knowledge_page WHERE source_id = $1", args![source]).await
}

/// Which of these no page has yet, in their order.
pub(super) async fn unknown(conn: &mut Conn, source: &SourceId, urls: &[&Url]) -> Result<Vec<Url>> {
    let rows = conn.all("SELECT url FROM knowledge_page WHERE source_id = $1", args![source]).await?;
    let known: std::collections::HashSet<String> = rows.iter().map(|row| row.get("url")).collect::<Result<_, _>>()?;
    Ok(urls.iter().filter(|url| !known.contains(url.as_str())).map(|url| (*url).clone()).collect())
}

pub(super) async fn add_pages(tx: &mut Tx, source: &SourceId, urls: &[Url], depth: i64, round: i64) -> Result<()> {
    if urls.is_empty() {
        return Ok(());
    }
    let rows = urls
        .iter()
        .map(|url| {
            let id: PageId = tx.id();
            args![&id, url.as_str()]
        })
        .collect();
    // `WHERE TRUE`, or SQLite reads ON as the condition of a join.
    let text = "INSERT INTO knowledge_page (id, source_id, url, depth, state, title, bytes, passages, round)
         SELECT r.id, {1}, r.url, {2}, 'waiting', '', CAST(0 AS BIGINT), CAST(0 AS BIGINT), {3} FROM {rows} WHERE TRUE
         ON CONFLICT (source_id, url) DO NOTHING";
    tx.exec_of(Many::over(&["id", "url"], rows, text).with(args![source, depth, round])).await
}

pub(super) async fn next(conn: &mut Conn, source: &SourceId) -> Result<Option<Page>> {
    conn.find(
        "SELECT id, url, depth, etag, modified, hash FROM knowledge_page
         WHERE source_id = $1 AND state = 'waiting' ORDER BY depth, id LIMIT 1",
        args![source],
    )
    .await
}

pub(super) async fn same(tx: &mut Tx, page: &PageId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE knowledge_page SET state = 'read', words = NULL, read_at = $2 WHERE id = $1", args![page, now])
        .await?;
    Ok(())
}

pub(super) async fn fail_page(tx: &mut Tx, page: &PageId, words: &str) -> Result<()> {
    tx.exec("UPDATE knowledge_page SET state = 'failed', words = $2 WHERE id = $1", args![page, words]).await?;
    Ok(())
}

pub(super) async fn forget_passages(tx: &mut Tx, page: &PageId) -> Result<()> {
    tx.exec("DELETE FROM knowledge_entry WHERE page_id = $1", args![page]).await?;
    Ok(())
}

pub(super) async fn remove_page(tx: &mut Tx, page: &PageId) -> Result<()> {
    forget_passages(tx, page).await?;
    tx.exec("DELETE FROM knowledge_page WHERE id = $1", args![page]).await?;
    Ok(())
}

/// It stands there, and answers nothing.
pub(super) async fn empty_page(tx: &mut Tx, page: &PageId, words: &str) -> Result<()> {
    forget_passages(tx, page).await?;
    let now = tx.now;
    tx.exec(
        "UPDATE knowledge_page SET state = 'read', words = $2, hash = NULL, etag = NULL, modified = NULL,
           bytes = CAST(0 AS BIGINT), passages = CAST(0 AS BIGINT), read_at = $3 WHERE id = $1",
        args![page, words, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn keep_page(tx: &mut Tx, page: &PageId, fetched: &Fetched) -> Result<()> {
    let now = tx.now;
    let passages = i64::try_from(fetched.passages.len()).unwrap_or(i64::MAX);
    let bytes = i64::try_from(fetched.bytes).unwrap_or(i64::MAX);
    tx.exec(
        "UPDATE knowledge_page SET state = 'read', words = $2, etag = $3, modified = $4, hash = $5, bytes = $6, passages = $7,
           read_at = $8 WHERE id = $1",
        args![
            page,
            fetched.words.clone(),
            fetched.etag.clone(),
            fetched.modified.clone(),
            fetched.hash.as_str(),
            bytes,
            passages,
            now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn has_twin(conn: &mut Conn, source: &SourceId, page: &PageId, hash: &str) -> Result<bool> {
    let text =
        "SELECT COUNT(*) AS n FROM knowledge_page WHERE source_id = $1 AND hash = $2 AND id <> $3 AND passages > 0";
    Ok(conn.count(text, args![source, hash, page]).await? > 0)
}

/// How many pages say something, and why one could not be read.
pub(super) async fn outcome(conn: &mut Conn, source: &SourceId) -> Result<(i64, Option<String>)> {
    let read = "SELECT COUNT(*) AS n FROM knowledge_page WHERE source_id = $1 AND passages > 0";
    let read = conn.count(read, args![source]).await?;
    let failed = conn
        .row(
            "SELECT words FROM knowledge_page WHERE source_id = $1 AND state = 'failed' ORDER BY depth, id LIMIT 1",
            args![source],
        )
        .await?;
    Ok((read, failed.map(|row| row.get("words")).transpose()?.flatten()))
}

pub(super) async fn close(
    tx: &mut Tx,
    source: &SourceId,
    state: State,
    words: Option<&str>,
    again: Timestamp,
    now: Timestamp,
) -> Result<()> {
    tx.exec(
        "UPDATE knowledge_source SET state = $2, words = $3, due_at = $4, read_at = $5,
           bytes = (SELECT CAST(coalesce(SUM(p.bytes), 0) AS BIGINT) FROM knowledge_page p WHERE p.source_id = $1),
           pages = (SELECT COUNT(*) FROM knowledge_page p WHERE p.source_id = $1 AND p.passages > 0),
           passages = (SELECT CAST(coalesce(SUM(p.passages), 0) AS BIGINT) FROM knowledge_page p WHERE p.source_id = $1)
         WHERE id = $1",
        args![source, state, words, again, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<(BotId, SourceId)>> {
    let rows = conn
        .all(
            "SELECT bot_id, id FROM knowledge_source WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 20",
            args![now],
        )
        .await?;
    rows.iter().map(|row: &Row| Ok((row.get("bot_id")?, row.get("id")?))).collect()
}

//! Statements over many messages at once: the rows come as one JSON array.

use serde::Serialize;

use super::{Growing, Grown, Known};
use crate::conversation::{Message, Place, Saying, Status};
use crate::db::dialect::{self, rows_of};
use crate::db::{Row, Sql, Tx};
use crate::error::Result;

/// One of many to be said: which conversation, under which client id.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    client_id: Option<&'a str>,
}

fn asked(sayings: &[Saying]) -> Vec<Asked<'_>> {
    sayings.iter().map(|one| Asked { id: one.to.id.as_str(), client_id: one.new.client_id.as_deref() }).collect()
}

/// The conversations in which something is said, held until the transaction ends: nobody else appends meanwhile. They
/// are taken in one order by all, so that two who share several never wait for each other.
pub(super) async fn hold_all(tx: &mut Tx, sayings: &[Saying]) -> Result<Vec<Growing>> {
    let mut sql = Sql::over(
        &asked(sayings),
        "SELECT c.id, c.status, c.last_seq, c.answered_seq, c.visitor_messages FROM conversation c WHERE c.id IN (SELECT r.id FROM ",
    )?;
    sql.push(rows_of!(tx, id TEXT)).push(") ORDER BY c.id").push(dialect::for_update(tx));
    let (text, values) = sql.done();
    tx.list(text, values).await
}

/// Where the client ids stand that were stored before.
pub(super) async fn places_of(tx: &mut Tx, sayings: &[Saying]) -> Result<Known> {
    let mut sql = Sql::over(&asked(sayings), "SELECT m.conversation_id, m.client_id, m.seq, m.created_at FROM ")?;
    sql.push(rows_of!(tx, id TEXT, client_id TEXT))
        .push(" CROSS JOIN message m WHERE m.conversation_id = r.id AND m.client_id = r.client_id");
    let (text, values) = sql.done();
    let place = |row: &Row| {
        let key = (row.get("conversation_id")?, row.get("client_id")?);
        Ok((key, (row.get("seq")?, row.get("created_at")?)))
    };
    tx.all(text, values).await?.iter().map(place).collect()
}

/// A message, as a row.
#[derive(Serialize)]
struct MessageRow {
    id: String,
    conversation_id: String,
    seq: i64,
    client_id: Option<String>,
    author: &'static str,
    author_name: Option<String>,
    body: String,
}

/// Stores them; the caller has given each its own number, and knows that no client id stands there already.
pub(super) async fn insert_messages(tx: &mut Tx, new: &[(Place, Status, Message)]) -> Result<()> {
    let row = |(place, _, message): &'_ (Place, Status, Message)| {
        let body = serde_json::to_string(&message.body).map_err(anyhow::Error::new)?;
        Ok(MessageRow {
            id: message.id.as_str().to_owned(),
            conversation_id: place.id.as_str().to_owned(),
            seq: message.seq,
            client_id: message.client_id.clone(),
            author: message.author.as_str(),
            author_name: message.name.clone(),
            body,
        })
    };
    let rows = new.iter().map(row).collect::<Result<Vec<_>>>()?;
    let mut sql = Sql::over(
        &rows,
        "INSERT INTO message (id, conversation_id, seq, client_id, author, author_name, body, created_at)",
    )?;
    sql.push(" SELECT r.id, r.conversation_id, r.seq, r.client_id, r.author, r.author_name, r.body, ")
        .bind("{} FROM ", tx.now)
        .push(rows_of!(tx, id TEXT, conversation_id TEXT, seq BIGINT, client_id TEXT, author TEXT, author_name TEXT, body TEXT));
    let (text, values) = sql.done();
    tx.exec(text, values).await?;
    Ok(())
}

/// Writes back how far they have grown.
pub(super) async fn grow(tx: &mut Tx, grown: &[Grown<'_>]) -> Result<()> {
    let mut sql = Sql::over(
        grown,
        "UPDATE conversation SET last_seq = r.last_seq, answered_seq = r.answered_seq,
           visitor_messages = r.visitor_messages, updated_at = ",
    )?;
    sql.bind("{} FROM ", tx.now)
        .push(rows_of!(tx, id TEXT, last_seq BIGINT, answered_seq BIGINT, visitor_messages BIGINT))
        .push(" WHERE conversation.id = r.id");
    let (text, values) = sql.done();
    tx.exec(text, values).await?;
    Ok(())
}

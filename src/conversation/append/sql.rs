//! Statements over many messages at once.

use super::{Growing, Known, Numbered};
use crate::conversation::Saying;
use crate::db::{Many, Record as _, Row, Tx, args};
use crate::error::Result;
use crate::id::ConversationId;

/// The conversations of these ids, held until the transaction ends: nobody else appends meanwhile. They are taken in one
/// order by all, so that two who share several never wait for each other.
pub(super) async fn hold_all<'a>(tx: &mut Tx, ids: impl Iterator<Item = &'a ConversationId>) -> Result<Vec<Growing>> {
    let text =
        "SELECT c.id, c.status, c.last_seq, c.answered_seq, c.visitor_messages FROM {rows} CROSS JOIN conversation c
         WHERE c.id = r.id ORDER BY c.id {for update of c}";
    let rows = tx.all_of(Many::over(&["id"], ids.map(|id| args![id]).collect(), text)).await?;
    Ok(rows.iter().map(Growing::read).collect::<Result<_, _>>()?)
}

/// Where the client ids stand that were stored before.
pub(super) async fn places_of(tx: &mut Tx, sayings: &[Saying]) -> Result<Known> {
    let text = "SELECT m.conversation_id, m.client_id, m.seq, m.created_at FROM {rows} CROSS JOIN message m
         WHERE m.conversation_id = r.id AND m.client_id = r.client_id";
    let named = sayings.iter().filter(|one| one.new.client_id.is_some());
    let asked = named.map(|one| args![&one.to.id, one.new.client_id.clone()]).collect();
    let place = |row: &Row| {
        let key = (row.get("conversation_id")?, row.get("client_id")?);
        Ok((key, (row.get("seq")?, row.get("created_at")?)))
    };
    tx.all_of(Many::over(&["id", "client_id"], asked, text)).await?.iter().map(place).collect()
}

/// Stores them; the caller has given each its own number, and knows that no client id stands there already.
pub(super) async fn insert_messages(tx: &mut Tx, new: &[Numbered]) -> Result<()> {
    let row = |Numbered { place, message, .. }: &Numbered| {
        let body = serde_json::to_string(&message.body).map_err(anyhow::Error::new)?;
        let (client_id, name) = (message.client_id.clone(), message.name.clone());
        Ok(args![&message.id, &place.id, message.seq, client_id, message.author, name, body, message.at])
    };
    let rows = new.iter().map(row).collect::<Result<Vec<_>>>()?;
    let text = "INSERT INTO message (id, conversation_id, seq, client_id, author, author_name, body, created_at)
         SELECT r.id, r.conversation_id, r.seq, r.client_id, r.author, r.author_name, r.body, r.at FROM {rows}";
    let columns = &["id", "conversation_id", "seq", "client_id", "author", "author_name", "body", "at"];
    tx.exec_of(Many::over(columns, rows, text)).await
}

/// Writes back how far they have grown.
pub(super) async fn grow<'a>(tx: &mut Tx, grown: impl Iterator<Item = &'a Growing>) -> Result<()> {
    let text = "UPDATE conversation SET last_seq = r.last_seq, answered_seq = r.answered_seq,
           visitor_messages = r.visitor_messages, updated_at = {1} FROM {rows} WHERE conversation.id = r.id";
    let columns = &["id", "last_seq", "answered_seq", "visitor_messages"];
    let rows = grown.map(|one| args![&one.id, one.last_seq, one.answered_seq, one.visitor_messages]).collect();
    let now = tx.now;
    tx.exec_of(Many::over(columns, rows, text).with(args![now])).await
}

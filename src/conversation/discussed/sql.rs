//! Statements of what was discussed.

use super::{Discussed, Shown};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{ContactId, ConversationId};

/// One more; of the same title, the newer words.
pub(super) async fn put(tx: &mut Tx, conversation: &ConversationId, one: &Shown) -> Result<()> {
    let Shown { title, price, note, image, url } = one.clone();
    let renewed = tx
        .exec(
            "UPDATE discussed SET price = $3, note = $4, image = $5, url = $6 WHERE conversation_id = $1 AND title = $2",
            args![conversation, title.as_str(), price.as_str(), note.as_str(), image.clone(), url.clone()],
        )
        .await?;
    if renewed > 0 {
        return Ok(());
    }
    let now = tx.now;
    tx.exec(
        "INSERT INTO discussed (conversation_id, place, title, price, note, image, url, created_at)
         SELECT $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7 FROM discussed WHERE conversation_id = $1",
        args![conversation, title, price, note, image, url, now],
    )
    .await?;
    Ok(())
}

/// The newest of them, newest first.
pub(super) async fn of_contact(conn: &mut Conn, contact: &ContactId, most: i64) -> Result<Vec<Discussed>> {
    conn.list(
        "SELECT d.conversation_id, d.title, d.price, d.note, d.image, d.url, d.created_at
         FROM conversation c JOIN discussed d ON d.conversation_id = c.id
         WHERE c.contact_id = $1 ORDER BY d.created_at DESC, d.conversation_id DESC, d.place DESC LIMIT $2",
        args![contact, most],
    )
    .await
}

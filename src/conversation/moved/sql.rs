//! The statement of conversations that moved on.

use super::Moved;
use crate::db::{Conn, args};
use crate::error::Result;
use crate::time::Timestamp;

/// By way of the bots, of which there are few: the index on conversations begins with them.
pub(super) async fn since(conn: &mut Conn, since: Timestamp) -> Result<Vec<Moved>> {
    conn.list(
        "SELECT c.id, c.bot_id, c.last_seq, c.channel, i.kind, i.value
         FROM bot b JOIN conversation c ON c.bot_id = b.id AND c.updated_at >= $1 JOIN identity i ON i.id = c.identity_id",
        args![since],
    )
    .await
}

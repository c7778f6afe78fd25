//! Statements of mailboxes.

use crate::db::{Conn, Tx, args};
use crate::error::Result;

pub(super) async fn read_to(conn: &mut Conn, name: &str) -> Result<Option<(i64, i64)>> {
    let row = conn.row("SELECT uid_validity, last_uid FROM mailbox WHERE name = $1", args![name]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.get("uid_validity")?, row.get("last_uid")?)))
}

pub(super) async fn note(tx: &mut Tx, name: &str, uid_validity: i64, last_uid: i64) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO mailbox (name, uid_validity, last_uid, read_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (name) DO UPDATE SET uid_validity = excluded.uid_validity, read_at = excluded.read_at,
           last_uid = CASE WHEN mailbox.uid_validity = excluded.uid_validity AND mailbox.last_uid > excluded.last_uid
             THEN mailbox.last_uid ELSE excluded.last_uid END",
        args![name, uid_validity, last_uid, now],
    )
    .await?;
    Ok(())
}

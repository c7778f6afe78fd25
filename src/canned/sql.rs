//! Statements of canned replies.

use super::{Canned, NewCanned};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{CannedId, OrganisationId};

pub(super) async fn list(conn: &mut Conn, home: &OrganisationId) -> Result<Vec<Canned>> {
    conn.list(
        "SELECT id, organisation_id, bot_id, shortcut, title, texts, updated_at FROM canned WHERE organisation_id = $1
         ORDER BY shortcut, id",
        args![home],
    )
    .await
}

pub(super) async fn put(tx: &mut Tx, home: &OrganisationId, id: &CannedId, new: &NewCanned) -> Result<()> {
    let now = tx.now;
    let texts = serde_json::to_string(&new.texts).map_err(anyhow::Error::new)?;
    tx.exec(
        "INSERT INTO canned (id, organisation_id, bot_id, shortcut, title, texts, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
         ON CONFLICT (id) DO UPDATE SET bot_id = excluded.bot_id, shortcut = excluded.shortcut, title = excluded.title,
           texts = excluded.texts, updated_at = excluded.updated_at",
        args![id, home, new.bot_id.as_ref(), new.shortcut.as_str(), new.title.as_str(), texts, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, home: &OrganisationId, id: &CannedId) -> Result<()> {
    tx.exec("DELETE FROM canned WHERE id = $1 AND organisation_id = $2", args![id, home]).await?;
    Ok(())
}

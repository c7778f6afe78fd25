//! Statements of the audit trail.

use super::{Entry, Line, What};
use crate::db::{Conn, Sql, Tx, args};
use crate::error::Result;
use crate::id::{OrganisationId, TrailId};
use crate::time::Timestamp;

pub(super) async fn insert(tx: &mut Tx, entry: &Entry<'_>) -> Result<()> {
    let (id, now): (TrailId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO trail (id, organisation_id, bot_id, member_id, what, subject, detail, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![&id, entry.organisation, entry.bot, entry.by, entry.what, entry.subject, entry.detail.to_string(), now],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(
    conn: &mut Conn,
    organisation: &OrganisationId,
    what: Option<What>,
    edge: Option<(Timestamp, &TrailId)>,
    most: i64,
) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "SELECT t.id, t.bot_id, m.name AS by, t.what, t.subject, t.detail, t.created_at
         FROM trail t LEFT JOIN member m ON m.id = t.member_id WHERE t.organisation_id = ",
    );
    sql.bind("{}", organisation);
    sql.bind_if(" AND t.what = {}", what);
    if let Some((at, id)) = edge {
        sql.bind(" AND (t.created_at, t.id) < ({}", at).bind(", {})", id);
    }
    sql.bind(" ORDER BY t.created_at DESC, t.id DESC LIMIT {}", most);
    let (text, values) = sql.done();
    conn.list(text, values).await
}

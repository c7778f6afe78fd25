//! Statements of the audit trail.

use super::{Edge, Entry, Line, Look};
use crate::db::{Conn, Sql, Tx, args};
use crate::error::Result;
use crate::id::{MemberId, OrganisationId, TrailId};

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

pub(super) async fn list(conn: &mut Conn, organisation: &OrganisationId, look: &Look, most: i64) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "SELECT t.id, t.bot_id, m.name AS by, t.what, t.subject, t.detail, t.created_at
         FROM trail t LEFT JOIN member m ON m.id = t.member_id WHERE t.organisation_id = ",
    );
    sql.bind("{}", organisation);
    sql.bind_if(" AND t.what = {}", look.what);
    sql.bind_if(" AND t.member_id = {}", look.member.as_ref());
    if let Some(Edge { at, id }) = &look.before {
        sql.bind(" AND (t.created_at, t.id) < ({}", *at).bind(", {})", id);
    }
    sql.bind(" ORDER BY t.created_at DESC, t.id DESC LIMIT {}", most);
    let (text, values) = sql.done();
    conn.list(text, values).await
}

pub(super) async fn members(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<(MemberId, String)>> {
    let rows = conn
        .all("SELECT id, name FROM member WHERE organisation_id = $1 ORDER BY name, id", args![organisation])
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("name")?))).collect()
}

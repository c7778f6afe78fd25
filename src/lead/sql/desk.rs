//! Statements of what the team does with one lead: whose it is, what they edit.

use crate::db::dialect;
use crate::db::{Conn, Sql, Tx, args};
use crate::error::{Error, Result};
use crate::id::{BotId, LeadId, MemberId, OrganisationId};
use crate::lead::Lead;
use crate::time::Timestamp;

/// The lead with this id, of this bot, held until the transaction ends; one that went into another, or whose data was
/// erased, is no longer changed.
pub(in crate::lead) async fn hold(tx: &mut Tx, bot: &BotId, id: &LeadId) -> Result<Lead> {
    let mut sql = Sql::new("SELECT merged_into, erased_at FROM lead WHERE id = ");
    sql.bind("{}", id).bind(" AND bot_id = {}", bot).push(dialect::for_update(tx));
    let (text, values) = sql.done();
    let row = tx.row(text, values).await?.ok_or(Error::NotFound("lead"))?;
    if row.get::<Option<LeadId>>("merged_into")?.is_some() {
        return Err(Error::Conflict("merged"));
    }
    if row.get::<Option<Timestamp>>("erased_at")?.is_some() {
        return Err(Error::Conflict("erased"));
    }
    super::by_id(tx, id).await?.ok_or(Error::NotFound("lead"))
}

/// Whose a lead is, by id and name.
pub(in crate::lead) async fn assignee(conn: &mut Conn, lead: &LeadId) -> Result<Option<(MemberId, String)>> {
    let text = "SELECT m.id, m.name FROM lead l JOIN member m ON m.id = l.assignee_id WHERE l.id = $1";
    let row = conn.row(text, args![lead]).await?;
    row.map(|row| Ok((row.get("id")?, row.get("name")?))).transpose()
}

/// What a member of the organisation is called; none where they are not of it, or no longer.
pub(in crate::lead) async fn colleague(
    conn: &mut Conn,
    organisation: &OrganisationId,
    id: &MemberId,
) -> Result<Option<String>> {
    let text = "SELECT name FROM member WHERE id = $1 AND organisation_id = $2 AND disabled_at IS NULL";
    let row = conn.row(text, args![id, organisation]).await?;
    Ok(row.map(|row| row.get("name")).transpose()?)
}

pub(in crate::lead) async fn set_assignee(tx: &mut Tx, lead: &LeadId, to: Option<&MemberId>) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE lead SET assignee_id = $2, updated_at = $3 WHERE id = $1", args![lead, to, now]).await?;
    Ok(())
}

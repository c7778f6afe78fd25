//! Statements of what a person does to leads from their list: whose they are, their tags, and the views they keep.

use crate::db::{Conn, Sql, Tx, args, dialect};
use crate::error::{Error, Result};
use crate::id::{BotId, LeadId, MemberId, OrganisationId, ViewId};
use crate::lead::Lead;
use crate::lead::assign::Person;
use crate::lead::submission::Submission;
use crate::lead::view::{NewView, View};
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

/// Everybody of an organisation who can be given a lead, by name.
pub(in crate::lead) async fn people(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Person>> {
    conn.list(
        "SELECT id, name FROM member WHERE organisation_id = $1 AND disabled_at IS NULL ORDER BY name, id",
        args![organisation],
    )
    .await
}

/// Who has it.
pub(in crate::lead) async fn assignee(conn: &mut Conn, lead: &LeadId) -> Result<Option<Person>> {
    conn.find("SELECT m.id, m.name FROM lead l JOIN member m ON m.id = l.assignee_id WHERE l.id = $1", args![lead])
        .await
}

pub(in crate::lead) async fn set_assignee(tx: &mut Tx, lead: &LeadId, to: Option<&MemberId>) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE lead SET assignee_id = $2, updated_at = $3 WHERE id = $1", args![lead, to, now]).await?;
    Ok(())
}

/// False where it has no submission whose tag could be another.
pub(in crate::lead) async fn set_tag(tx: &mut Tx, lead: &LeadId, tag: &str) -> Result<bool> {
    let now = tx.now;
    let rows = tx
        .exec(
            "UPDATE submission SET tag = $2 WHERE lead_id = $1
             AND number = (SELECT MAX(s.number) FROM submission s WHERE s.lead_id = $1)",
            args![lead, tag],
        )
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    tx.exec("UPDATE lead SET tag = $2, updated_at = $3 WHERE id = $1", args![lead, tag, now]).await?;
    Ok(true)
}

/// The lead's tag is that of its newest submission that has one; it was changed now.
const TAG_OF_NEWEST: &str = "UPDATE lead SET updated_at = $2, tag = coalesce((SELECT s.tag FROM submission s
     WHERE s.lead_id = $1 AND s.tag <> '' ORDER BY s.number DESC LIMIT 1), '') WHERE id = $1";

/// A request that a member noted: a submission without answers.
pub(in crate::lead) async fn add_tag(tx: &mut Tx, new: &Submission, bot: &BotId) -> Result<()> {
    super::insert_submissions(tx, &[(bot, None, new)]).await?;
    let now = tx.now;
    tx.exec("UPDATE lead SET submissions = submissions + 1 WHERE id = $1", args![&new.lead_id]).await?;
    tx.exec(TAG_OF_NEWEST, args![&new.lead_id, now]).await?;
    Ok(())
}

/// Takes a tag off every submission of a lead. The newest goes with it where it is nothing but that tag, noted by a member.
pub(in crate::lead) async fn take_tag(tx: &mut Tx, lead: &LeadId, tag: &str) -> Result<()> {
    let now = tx.now;
    let gone = tx
        .exec(
            "DELETE FROM submission WHERE lead_id = $1 AND tag = $2 AND origin = 'agent' AND answers = '[]' AND number > 0
               AND number = (SELECT MAX(s.number) FROM submission s WHERE s.lead_id = $1)",
            args![lead, tag],
        )
        .await?;
    tx.exec("UPDATE submission SET tag = '' WHERE lead_id = $1 AND tag = $2", args![lead, tag]).await?;
    let gone = i64::try_from(gone).unwrap_or(0);
    tx.exec("UPDATE lead SET submissions = submissions - $2 WHERE id = $1", args![lead, gone]).await?;
    tx.exec(TAG_OF_NEWEST, args![lead, now]).await?;
    Ok(())
}

/// The columns of a view.
macro_rules! view_columns {
    () => {
        "id, bot_id, member_id, name, query, shared, created_at"
    };
}

pub(in crate::lead) async fn views(conn: &mut Conn, bot: &BotId, member: &MemberId) -> Result<Vec<View>> {
    conn.list(
        concat!(
            "SELECT ",
            view_columns!(),
            " FROM saved_view WHERE bot_id = $1 AND (shared OR member_id = $2) ORDER BY created_at, id"
        ),
        args![bot, member],
    )
    .await
}

pub(in crate::lead) async fn view(conn: &mut Conn, id: &ViewId) -> Result<Option<View>> {
    conn.find(concat!("SELECT ", view_columns!(), " FROM saved_view WHERE id = $1"), args![id]).await
}

/// How many views a bot has, of all members.
pub(in crate::lead) async fn count_views(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM saved_view WHERE bot_id = $1", args![bot]).await
}

pub(in crate::lead) async fn insert_view(tx: &mut Tx, new: &NewView<'_>, name: &str) -> Result<ViewId> {
    let (id, now): (ViewId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO saved_view (id, bot_id, member_id, name, query, shared, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![&id, new.bot, new.by.id, name, new.query, new.shared, now],
    )
    .await?;
    Ok(id)
}

pub(in crate::lead) async fn rename_view(tx: &mut Tx, id: &ViewId, name: &str) -> Result<()> {
    tx.exec("UPDATE saved_view SET name = $2 WHERE id = $1", args![id, name]).await?;
    Ok(())
}

pub(in crate::lead) async fn remove_view(tx: &mut Tx, id: &ViewId) -> Result<()> {
    tx.exec("DELETE FROM saved_view WHERE id = $1", args![id]).await?;
    Ok(())
}

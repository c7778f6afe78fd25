//! Statements of leads that are joined and parted.

use crate::bot::Bot;
use crate::db::dialect;
use crate::db::{Conn, Many, Row, Sql, Tx, args};
use crate::error::Result;
use crate::event::Channel;
use crate::id::{
    ContactId, ConversationId, IdentityId, LeadId, MemberId, MergeId, NoteId, NotificationId, SubmissionId,
};
use crate::lead::merge::{Merge, Moved, Within};
use crate::time::Timestamp;

/// A submission's place among others: when, and which.
pub(in crate::lead) type Numbered = (Timestamp, SubmissionId);

pub(in crate::lead) async fn merged_into(conn: &mut Conn, id: &LeadId) -> Result<Option<LeadId>> {
    let text = "SELECT merged_into FROM lead WHERE id = $1 AND merged_into IS NOT NULL";
    let row = conn.row(text, args![id]).await?;
    Ok(row.map(|row| row.get("merged_into")).transpose()?)
}

/// Holds two leads until the transaction ends; says whether the data of one of them was erased.
pub(in crate::lead) async fn hold_both(tx: &mut Tx, one: &LeadId, other: &LeadId) -> Result<bool> {
    let mut sql = Sql::new("SELECT id, erased_at FROM lead WHERE id IN (");
    sql.bind("{}", one).bind(", {}) ORDER BY id", other).push(dialect::for_update(tx));
    let (text, values) = sql.done();
    let erased = tx.all(text, values).await?.iter().map(|row| row.get("erased_at")).collect::<Result<Vec<_>, _>>()?;
    Ok(erased.iter().any(Option::<Timestamp>::is_some))
}

pub(in crate::lead) async fn is_current(conn: &mut Conn, id: &LeadId) -> Result<bool> {
    Ok(conn.count("SELECT COUNT(*) AS n FROM lead WHERE id = $1 AND is_current", args![id]).await? > 0)
}

/// One becomes its contact's current lead only where there is no other.
pub(in crate::lead) async fn set_current(tx: &mut Tx, id: &LeadId, is_current: bool) -> Result<()> {
    tx.exec(
        "UPDATE lead SET is_current = $2 WHERE id = $1 AND ($2 = FALSE OR (merged_into IS NULL AND NOT EXISTS (
           SELECT 1 FROM lead c WHERE c.contact_id = lead.contact_id AND c.is_current AND c.id <> lead.id)))",
        args![id, is_current],
    )
    .await?;
    Ok(())
}

/// A lead that went into another is nobody's current one.
pub(in crate::lead) async fn set_merged(tx: &mut Tx, id: &LeadId, into: Option<&LeadId>) -> Result<()> {
    tx.exec("UPDATE lead SET merged_into = $2, is_current = FALSE WHERE id = $1", args![id, into]).await?;
    Ok(())
}

pub(in crate::lead) async fn set_contact_merged(tx: &mut Tx, id: &ContactId, into: Option<&ContactId>) -> Result<()> {
    tx.exec("UPDATE contact SET merged_into = $2 WHERE id = $1", args![id, into]).await?;
    Ok(())
}

/// A lead's submissions and their numbers.
pub(in crate::lead) async fn numbers(conn: &mut Conn, lead: &LeadId) -> Result<Vec<(SubmissionId, i64)>> {
    let rows =
        conn.all("SELECT id, number FROM submission WHERE lead_id = $1 ORDER BY number, id", args![lead]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("number")?))).collect()
}

/// The submissions of these leads in the order they were captured.
pub(in crate::lead) async fn numbered(conn: &mut Conn, leads: &[&LeadId]) -> Result<Vec<Numbered>> {
    let (one, other) = (leads.first(), leads.last());
    let rows = conn
        .all(
            "SELECT id, created_at FROM submission WHERE lead_id = $1 OR lead_id = $2 ORDER BY created_at, id",
            args![one.copied(), other.copied()],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("created_at")?, row.get("id")?))).collect()
}

/// Puts submissions under a lead, numbered in this order. No two of a lead have one number, not for a moment: so they
/// get numbers that nobody has first.
pub(in crate::lead) async fn number_together(tx: &mut Tx, lead: &LeadId, order: &[Numbered]) -> Result<()> {
    let rows = (0_i64..).zip(order).map(|(number, (_, id))| args![id, number]).collect();
    let text = "UPDATE submission SET number = -1 - r.number FROM {rows} WHERE submission.id = r.id";
    tx.exec_of(Many::over(&["id", "number"], rows, text)).await?;
    settle(tx, lead, order.iter().map(|(_, id)| id)).await
}

async fn settle(tx: &mut Tx, lead: &LeadId, ids: impl Iterator<Item = &SubmissionId>) -> Result<()> {
    let text = "UPDATE submission SET number = -1 - number, lead_id = {1} FROM {rows} WHERE submission.id = r.id";
    tx.exec_of(Many::over(&["id"], ids.map(|id| args![id]).collect(), text).with(args![lead])).await
}

/// Puts submissions back, with the numbers they had. One that was removed meanwhile stays so.
pub(in crate::lead) async fn return_submissions(
    tx: &mut Tx,
    from: &LeadId,
    to: &LeadId,
    submissions: &[(SubmissionId, i64)],
) -> Result<()> {
    let rows = submissions.iter().map(|(id, number)| args![id, *number]).collect();
    let text = "UPDATE submission SET number = r.number, lead_id = {2} FROM {rows} WHERE submission.id = r.id AND lead_id = {1}";
    tx.exec_of(Many::over(&["id", "number"], rows, text).with(args![from, to])).await
}

/// The newest submission's tag and channel.
pub(in crate::lead) async fn newest_submission(conn: &mut Conn, lead: &LeadId) -> Result<Option<(String, Channel)>> {
    let text = "SELECT tag, channel FROM submission WHERE lead_id = $1 ORDER BY number DESC LIMIT 1";
    let row = conn.row(text, args![lead]).await?;
    row.map(|row| Ok((row.get("tag")?, row.get("channel")?))).transpose()
}

/// Moves what `text` names: all of it, or these alone. Gives what moved.
macro_rules! moves {
    ($name:ident, $id:ty, $table:literal, $of:literal, $owner:ty) => {
        pub(in crate::lead) async fn $name(
            tx: &mut Tx,
            from: &$owner,
            to: &$owner,
            only: Option<&[$id]>,
        ) -> Result<Vec<$id>> {
            let ids: Vec<$id> = match only {
                Some(only) => only.to_vec(),
                None => {
                    let text = concat!("SELECT id FROM ", $table, " WHERE ", $of, " = $1 ORDER BY id");
                    let rows = tx.all(text, args![from]).await?;
                    rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?
                }
            };
            let text = concat!(
                "UPDATE ",
                $table,
                " SET ",
                $of,
                " = {2} FROM {rows} WHERE ",
                $table,
                ".id = r.id AND ",
                $table,
                ".",
                $of,
                " = {1}"
            );
            let rows = ids.iter().map(|id| args![id]).collect();
            tx.exec_of(Many::over(&["id"], rows, text).with(args![from, to])).await?;
            Ok(ids)
        }
    };
}
moves!(move_notes, NoteId, "note", "lead_id", LeadId);
moves!(move_notifications, NotificationId, "notification", "lead_id", LeadId);
moves!(move_conversations, ConversationId, "conversation", "contact_id", ContactId);
moves!(move_identities, IdentityId, "identity", "contact_id", ContactId);

/// The contact's leads but one go to another contact, which keeps its current lead where it has one.
pub(in crate::lead) async fn move_leads(
    tx: &mut Tx,
    but: &LeadId,
    from: &ContactId,
    to: &ContactId,
) -> Result<Vec<(LeadId, bool)>> {
    let rows = tx
        .all(
            "SELECT id, is_current FROM lead WHERE contact_id = $1 AND id <> $2 AND merged_into IS NULL ORDER BY id",
            args![from, but],
        )
        .await?;
    let leads: Vec<(LeadId, bool)> =
        rows.iter().map(|row| Ok((row.get("id")?, row.get("is_current")?))).collect::<Result<_>>()?;
    let text = "UPDATE lead SET contact_id = {1}, is_current = FALSE FROM {rows} WHERE lead.id = r.id";
    let ids = leads.iter().map(|(id, _)| args![id]).collect();
    tx.exec_of(Many::over(&["id"], ids, text).with(args![to])).await?;
    for (id, _) in leads.iter().filter(|(_, was_current)| *was_current) {
        set_current(tx, id, true).await?;
    }
    Ok(leads)
}

/// And back, each as it was.
pub(in crate::lead) async fn return_leads(
    tx: &mut Tx,
    from: &ContactId,
    to: &ContactId,
    leads: &[(LeadId, bool)],
) -> Result<()> {
    let text = "UPDATE lead SET contact_id = {2}, is_current = FALSE FROM {rows} WHERE lead.id = r.id AND lead.contact_id = {1}";
    let ids = leads.iter().map(|(id, _)| args![id]).collect();
    tx.exec_of(Many::over(&["id"], ids, text).with(args![from, to])).await?;
    for (id, _) in leads.iter().filter(|(_, was_current)| *was_current) {
        set_current(tx, id, true).await?;
    }
    Ok(())
}

pub(in crate::lead) async fn set_joined(
    tx: &mut Tx,
    id: &LeadId,
    submissions: i64,
    tag: &str,
    channel: Channel,
    order_number: Option<&str>,
    folded: &str,
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE lead SET submissions = $2, tag = $3, last_channel = $4, order_number = $5, folded = $6, updated_at = $7 WHERE id = $1",
        args![id, submissions, tag, channel, order_number, folded, now],
    )
    .await?;
    Ok(())
}

/// What a lead and its contact would bring: submissions, conversations, notes.
pub(in crate::lead) async fn sizes(conn: &mut Conn, lead: &LeadId, contact: &ContactId) -> Result<(i64, i64, i64)> {
    let row = conn
        .row(
            "SELECT (SELECT COUNT(*) FROM submission WHERE lead_id = $1) AS submissions,
               (SELECT COUNT(*) FROM conversation WHERE contact_id = $2) AS conversations,
               (SELECT COUNT(*) FROM note WHERE lead_id = $1 AND deleted_at IS NULL) AS notes",
            args![lead, contact],
        )
        .await?;
    let read = |row: &Row| Ok((row.get("submissions")?, row.get("conversations")?, row.get("notes")?));
    row.as_ref().map_or(Ok((0, 0, 0)), read)
}

/// The columns of a joining.
macro_rules! merge_columns {
    () => {
        "id, kept_id, merged_id, moved, created_at, undone_at"
    };
}

pub(in crate::lead) async fn merge(conn: &mut Conn, id: &MergeId) -> Result<Option<Merge>> {
    conn.find(concat!("SELECT ", merge_columns!(), " FROM lead_merge WHERE id = $1"), args![id]).await
}

/// The joining by which a lead went into another.
pub(in crate::lead) async fn merge_of(conn: &mut Conn, merged: &LeadId) -> Result<Option<Merge>> {
    conn.find(
        concat!(
            "SELECT ",
            merge_columns!(),
            " FROM lead_merge WHERE merged_id = $1 AND undone_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1"
        ),
        args![merged],
    )
    .await
}

pub(in crate::lead) async fn within(conn: &mut Conn, kept: &LeadId) -> Result<Vec<Within>> {
    conn.list(
        "SELECT g.id, g.merged_id AS lead_id, c.name, c.email, c.phone, m.name AS by, g.created_at
         FROM lead_merge g JOIN lead l ON l.id = g.merged_id JOIN contact c ON c.id = l.contact_id
           LEFT JOIN member m ON m.id = g.member_id
         WHERE g.kept_id = $1 AND g.undone_at IS NULL ORDER BY g.created_at DESC, g.id DESC",
        args![kept],
    )
    .await
}

pub(in crate::lead) async fn insert_merge(
    tx: &mut Tx,
    id: &MergeId,
    bot: &Bot,
    kept: &LeadId,
    merged: &LeadId,
    moved: &Moved,
    by: &MemberId,
) -> Result<()> {
    let now = tx.now;
    let moved = serde_json::to_string(moved).map_err(anyhow::Error::new)?;
    tx.exec(
        "INSERT INTO lead_merge (id, bot_id, kept_id, merged_id, moved, member_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, &bot.id, kept, merged, moved, by, now],
    )
    .await?;
    Ok(())
}

/// False when it was undone already.
pub(in crate::lead) async fn undo_merge(tx: &mut Tx, id: &MergeId) -> Result<bool> {
    let now = tx.now;
    let rows =
        tx.exec("UPDATE lead_merge SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL", args![id, now]).await?;
    Ok(rows == 1)
}

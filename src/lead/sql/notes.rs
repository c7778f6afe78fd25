//! Statements of notes.

use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{LeadId, MemberId, NoteId};
use crate::lead::note::Note;
use crate::time::Timestamp;

/// The columns of a note `n`, its author `m`.
macro_rules! note_columns {
    () => {
        "n.id, n.text, m.name AS author, n.member_id, n.created_at, n.edited_at FROM note n JOIN member m ON m.id = n.member_id"
    };
}

pub(in crate::lead) async fn insert(tx: &mut Tx, lead: &LeadId, by: &MemberId, text: &str) -> Result<()> {
    let (id, now): (NoteId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO note (id, lead_id, member_id, text, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![&id, lead, by, text, now],
    )
    .await?;
    Ok(())
}

pub(in crate::lead) async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Note>> {
    conn.list(
        concat!(
            "SELECT ",
            note_columns!(),
            " WHERE n.lead_id = $1 AND n.deleted_at IS NULL ORDER BY n.created_at, n.id"
        ),
        args![lead],
    )
    .await
}

/// A note of this lead, deleted or not.
pub(in crate::lead) async fn find(
    conn: &mut Conn,
    lead: &LeadId,
    id: &NoteId,
    is_deleted: bool,
) -> Result<Option<Note>> {
    conn.find(
        concat!("SELECT ", note_columns!(), " WHERE n.id = $1 AND n.lead_id = $2 AND (n.deleted_at IS NOT NULL) = $3"),
        args![id, lead, is_deleted],
    )
    .await
}

pub(in crate::lead) async fn set_text(tx: &mut Tx, id: &NoteId, text: &str) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE note SET text = $2, edited_at = $3 WHERE id = $1", args![id, text, now]).await?;
    Ok(())
}

pub(in crate::lead) async fn set_deleted(tx: &mut Tx, id: &NoteId, is_deleted: bool) -> Result<()> {
    let at = is_deleted.then_some(tx.now);
    tx.exec("UPDATE note SET deleted_at = $2 WHERE id = $1", args![id, at]).await?;
    Ok(())
}

pub(in crate::lead) async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.exec("DELETE FROM note WHERE deleted_at < $1", args![before]).await?;
    Ok(())
}

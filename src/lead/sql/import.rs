//! Statements of imports: a file's lines, what they made, and how it goes again.

use crate::contact::Details;
use crate::db::{Conn, Json, Many, Row, Tx, args};
use crate::error::Result;
use crate::id::{ContactId, Id as _, LeadId, MemberId, SubmissionId, TaskId};
use crate::lead::Lead;
use crate::lead::import::parse::Record;
use crate::lead::import::{Fate, Refused};
use crate::time::Timestamp;

fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::new)?)
}

pub(in crate::lead) async fn insert(tx: &mut Tx, task: &TaskId, rows: &[Record]) -> Result<()> {
    let text =
        "INSERT INTO import_row (task_id, line, cells, state) SELECT {1}, r.line, r.cells, 'waiting' FROM {rows}";
    let rows = rows.iter().map(|row| Ok(args![row.line, json(&row.cells)?])).collect::<Result<Vec<_>>>()?;
    tx.exec_of(Many::over(&["line", "cells"], rows, text).with(args![task])).await
}

fn line(row: &Row) -> Result<(i64, Vec<String>)> {
    let Json(cells) = row.get("cells")?;
    Ok((row.get("line")?, cells))
}

/// Lines that wait, after this one.
pub(in crate::lead) async fn rows(
    conn: &mut Conn,
    task: &TaskId,
    after: i64,
    most: i64,
) -> Result<Vec<(i64, Vec<String>)>> {
    let rows = conn
        .all(
            "SELECT line, cells FROM import_row WHERE task_id = $1 AND line > $2 AND state = 'waiting' ORDER BY line LIMIT $3",
            args![task, after, most],
        )
        .await?;
    rows.iter().map(line).collect()
}

/// What became of a line.
pub(in crate::lead) struct Became {
    pub line: i64,
    pub fate: Fate,
    pub words: Option<String>,
    pub lead: Option<LeadId>,
    pub done: Option<String>,
}

pub(in crate::lead) async fn set(tx: &mut Tx, task: &TaskId, rows: &[Became]) -> Result<()> {
    let text = "UPDATE import_row SET state = r.state, words = r.words, lead_id = r.lead_id, done = r.done
         FROM {rows} WHERE import_row.task_id = {1} AND import_row.line = r.line";
    let row = |row: &Became| args![row.line, row.fate, row.words.clone(), row.lead.as_ref(), row.done.clone()];
    let columns = &["line", "state", "words", "lead_id", "done"];
    tx.exec_of(Many::over(columns, rows.iter().map(row).collect(), text).with(args![task])).await
}

pub(in crate::lead) async fn refused(conn: &mut Conn, task: &TaskId, after: i64, most: i64) -> Result<Vec<Refused>> {
    let rows = conn
        .all(
            "SELECT line, cells, words FROM import_row WHERE task_id = $1 AND line > $2 AND state = 'refused' ORDER BY line LIMIT $3",
            args![task, after, most],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let (line, cells) = line(row)?;
            Ok(Refused { line, cells, words: row.get::<Option<String>>("words")?.unwrap_or_default() })
        })
        .collect()
}

/// Drops a draft with its lines; false when it is none.
pub(in crate::lead) async fn drop_draft(tx: &mut Tx, task: &TaskId) -> Result<bool> {
    tx.exec(
        "DELETE FROM import_row WHERE task_id IN (SELECT id FROM task WHERE id = $1 AND state = 'draft' AND kind = 'import')",
        args![task],
    )
    .await?;
    Ok(tx.exec("DELETE FROM task WHERE id = $1 AND state = 'draft' AND kind = 'import'", args![task]).await? == 1)
}

pub(in crate::lead) async fn drop_drafts(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.exec(
        "DELETE FROM import_row WHERE task_id IN (SELECT id FROM task WHERE kind = 'import' AND state = 'draft' AND updated_at < $1)",
        args![before],
    )
    .await?;
    tx.exec("DELETE FROM task WHERE kind = 'import' AND state = 'draft' AND updated_at < $1", args![before]).await?;
    Ok(())
}

pub(in crate::lead) async fn forget_old(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.exec(
        "UPDATE import_row SET cells = '[]', words = NULL, done = NULL WHERE cells <> '[]'
           AND task_id IN (SELECT id FROM task WHERE kind = 'import' AND ended_at < $1)",
        args![before],
    )
    .await?;
    Ok(())
}

pub(in crate::lead) async fn forget_of(tx: &mut Tx, lead: &LeadId) -> Result<()> {
    tx.exec("UPDATE import_row SET cells = '[]', words = NULL, done = NULL WHERE lead_id = $1", args![lead]).await?;
    Ok(())
}

/// Lines that name this text, whoever they are about.
pub(in crate::lead) async fn forget_naming(tx: &mut Tx, text: &str) -> Result<()> {
    // As it stands in JSON, without the quotes around it.
    let text = json(&text)?;
    let text = text.trim_matches('"').replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    tx.exec(
        "UPDATE import_row SET cells = '[]', words = NULL, done = NULL WHERE cells LIKE $1 ESCAPE '\\'",
        args![format!("%{text}%")],
    )
    .await?;
    Ok(())
}

pub(in crate::lead) async fn mark_imported(tx: &mut Tx, lead: &LeadId, task: &TaskId) -> Result<()> {
    tx.exec("UPDATE lead SET imported_by = $2 WHERE id = $1", args![lead, task]).await?;
    Ok(())
}

/// Writes what a follow-up out of a file changed. It makes nothing new: somebody of the team brought it.
pub(in crate::lead) async fn follow_up(tx: &mut Tx, lead: &Lead, folded: &str) -> Result<()> {
    tx.exec(
        "UPDATE lead SET tag = $2, intent = $3, submissions = $4, order_number = $5, folded = $6, updated_at = $7 WHERE id = $1",
        args![
            &lead.id,
            lead.tag.as_str(),
            lead.intent.clone(),
            lead.submissions,
            lead.order_number.clone(),
            folded,
            lead.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// How many lines of an import are still there to be taken back.
pub(in crate::lead) async fn undoable(conn: &mut Conn, task: &TaskId) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM import_row WHERE task_id = $1 AND state IN ('made', 'joined') AND done IS NOT NULL",
        args![task],
    )
    .await
}

/// Lines to take back before this one, the last first: its place, lead, and what it changed.
pub(in crate::lead) async fn to_undo(
    conn: &mut Conn,
    task: &TaskId,
    before: i64,
    most: i64,
) -> Result<Vec<(i64, Fate, LeadId, String)>> {
    let rows = conn
        .all(
            "SELECT line, state, lead_id, done FROM import_row
             WHERE task_id = $1 AND line < $2 AND state IN ('made', 'joined') AND done IS NOT NULL ORDER BY line DESC LIMIT $3",
            args![task, before, most],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("line")?, row.get("state")?, row.get("lead_id")?, row.get("done")?))).collect()
}

pub(in crate::lead) async fn set_undone(tx: &mut Tx, task: &TaskId, line: i64, words: Option<&str>) -> Result<()> {
    let state = if words.is_none() { Fate::Undone } else { Fate::Joined };
    tx.exec(
        "UPDATE import_row SET state = CASE WHEN $4 IS NULL THEN $3 ELSE state END, words = $4, done = CASE WHEN $4 IS NULL THEN NULL ELSE done END
         WHERE task_id = $1 AND line = $2",
        args![task, line, state, words],
    )
    .await?;
    Ok(())
}

/// Whether a lead is as the import at this moment left it: nobody moved, noted, joined or answered anything.
pub(in crate::lead) async fn is_untouched(conn: &mut Conn, lead: &LeadId, at: Timestamp, notes: i64) -> Result<bool> {
    let n = conn
        .count(
            "SELECT COUNT(*) AS n FROM lead l WHERE l.id = $1 AND l.updated_at = $2 AND l.submissions = 1 AND l.merged_into IS NULL
               AND l.assignee_id IS NULL AND l.override_temperature IS NULL AND l.erased_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.contact_id = l.contact_id AND v.started_at >= $2)
               AND NOT EXISTS (SELECT 1 FROM lead x WHERE x.previous_lead_id = l.id OR x.merged_into = l.id)
               AND NOT EXISTS (SELECT 1 FROM notification y WHERE y.lead_id = l.id)
               AND NOT EXISTS (SELECT 1 FROM lead_merge z WHERE z.kept_id = l.id OR z.merged_id = l.id)
               AND (SELECT COUNT(*) FROM lead_change h WHERE h.lead_id = l.id) = 1
               AND (SELECT COUNT(*) FROM note q WHERE q.lead_id = l.id) = $3",
            args![lead, at, notes],
        )
        .await?;
    Ok(n == 1)
}

/// Removes a lead that an import made, with all that is its own.
pub(in crate::lead) async fn remove(tx: &mut Tx, lead: &LeadId) -> Result<()> {
    tx.exec("DELETE FROM lead_change WHERE lead_id = $1", args![lead]).await?;
    tx.exec("DELETE FROM note WHERE lead_id = $1", args![lead]).await?;
    tx.exec("DELETE FROM submission WHERE lead_id = $1", args![lead]).await?;
    tx.exec("DELETE FROM lead_detail WHERE lead_id = $1", args![lead]).await?;
    tx.exec("DELETE FROM lead WHERE id = $1", args![lead]).await?;
    Ok(())
}

/// An earlier lead is its contact's current one again.
pub(in crate::lead) async fn wake(tx: &mut Tx, lead: &LeadId) -> Result<()> {
    tx.exec("UPDATE lead SET is_current = TRUE WHERE id = $1", args![lead]).await?;
    Ok(())
}

/// What a contact is recognised by since this moment, by an import's word alone, is forgotten.
pub(in crate::lead) async fn unclaim(tx: &mut Tx, contact: &ContactId, at: Timestamp) -> Result<()> {
    tx.exec(
        "DELETE FROM identity WHERE contact_id = $1 AND created_at = $2 AND verified = FALSE AND kind IN ('email', 'phone')",
        args![contact, at],
    )
    .await?;
    Ok(())
}

/// Removes a contact of whom nothing is left.
pub(in crate::lead) async fn remove_contact(tx: &mut Tx, contact: &ContactId) -> Result<()> {
    tx.exec(
        "DELETE FROM contact WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.contact_id = $1)
           AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.contact_id = $1) AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.contact_id = $1)
           AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.merged_into = $1)
           AND NOT EXISTS (SELECT 1 FROM contact_link k WHERE k.from_contact_id = $1 OR k.to_contact_id = $1)",
        args![contact],
    )
    .await?;
    Ok(())
}

/// What was filled in is empty again, where it still says the same.
pub(in crate::lead) async fn unfill(tx: &mut Tx, contact: &ContactId, filled: &Details) -> Result<()> {
    let Details { name, email, phone, company, website } = filled.clone();
    tx.exec(
        "UPDATE contact SET name = CASE WHEN name = $2 THEN NULL ELSE name END, email = CASE WHEN email = $3 THEN NULL ELSE email END,
           phone = CASE WHEN phone = $4 THEN NULL ELSE phone END, company = CASE WHEN company = $5 THEN NULL ELSE company END,
           website = CASE WHEN website = $6 THEN NULL ELSE website END WHERE id = $1",
        args![contact, name, email, phone, company, website],
    )
    .await?;
    Ok(())
}

/// Removes a follow-up that an import made, with its line in the history and its note; false when it is not the last one,
/// or was edited.
pub(in crate::lead) async fn remove_follow_up(
    tx: &mut Tx,
    lead: &Lead,
    submission: &SubmissionId,
    at: Timestamp,
    by: Option<&MemberId>,
) -> Result<bool> {
    let gone = tx
        .exec(
            "DELETE FROM submission WHERE id = $1 AND lead_id = $2 AND number = $3 AND edited_at IS NULL",
            args![submission, &lead.id, lead.submissions - 1],
        )
        .await?;
    if gone == 0 {
        return Ok(false);
    }
    tx.exec(
        "DELETE FROM lead_change WHERE lead_id = $1 AND kind = 'follow_up' AND created_at = $2",
        args![&lead.id, at],
    )
    .await?;
    let by = by.map_or_else(String::new, MemberId::to_string);
    tx.exec(
        "DELETE FROM note WHERE lead_id = $1 AND created_at = $2 AND member_id = $3",
        args![&lead.id, at, &MemberId::from_text(by)],
    )
    .await?;
    Ok(true)
}

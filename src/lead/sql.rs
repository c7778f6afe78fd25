//! Statements of leads, submissions, history and notes. Lists and notifications have files of their own.

mod list;
mod notification;

use super::history::{Change, Entry};
use super::note::Note;
use super::pipeline::Status;
use super::submission::Submission;
use super::{Lead, history};
use crate::conversation::message::ReceiptRow;
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ChangeId, ContactId, FormSessionId, IdentityId, LeadId, MemberId, NoteId, SubmissionId};

pub(super) use list::{found, page, tally};
pub(super) use notification::{insert_notification, notification, notifications, set_notification};

/// The columns of a lead.
macro_rules! lead_columns {
    () => {
        "id, bot_id, contact_id, previous_lead_id, tag, status, category, score, temperature, origin, first_channel, last_channel,
         intent, summary, submissions, is_new, order_number, captured_at, updated_at"
    };
}

/// The columns of a submission.
macro_rules! submission_columns {
    () => {
        "id, lead_id, conversation_id, number, tag, origin, channel, answers, seq, created_at, edited_at"
    };
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::new)?)
}

pub(super) async fn by_id(conn: &mut Conn, id: &LeadId) -> Result<Option<Lead>> {
    conn.find(concat!("SELECT ", lead_columns!(), " FROM lead WHERE id = $1"), args![id]).await
}

pub(super) async fn current(conn: &mut Conn, contact: &ContactId) -> Result<Option<Lead>> {
    conn.find(concat!("SELECT ", lead_columns!(), " FROM lead WHERE contact_id = $1 AND is_current"), args![contact])
        .await
}

/// How many of the bot's leads were captured after this one, counted up to `most`.
pub(super) async fn newer(conn: &mut Conn, lead: &Lead, most: i64) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM lead WHERE bot_id = $1 AND merged_into IS NULL
           AND (captured_at, id) > ($2, $3) ORDER BY captured_at, id LIMIT $4) AS newer",
        args![&lead.bot_id, lead.captured_at, &lead.id, most],
    )
    .await
}

pub(super) async fn insert(tx: &mut Tx, new: &Lead, folded: &str) -> Result<()> {
    tx.exec(
        "INSERT INTO lead (id, bot_id, contact_id, is_current, previous_lead_id, tag, status, category, score, temperature, origin,
           first_channel, last_channel, intent, summary, submissions, is_new, order_number, folded, captured_at, updated_at)
         VALUES ($1, $2, $3, TRUE, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        args![
            &new.id,
            &new.bot_id,
            &new.contact_id,
            new.previous_lead_id.as_ref(),
            new.tag.as_str(),
            new.status.as_str(),
            new.category,
            new.score,
            new.temperature.clone(),
            new.origin,
            new.first_channel,
            new.last_channel,
            new.intent.clone(),
            new.summary.clone(),
            new.submissions,
            new.is_new,
            new.order_number.clone(),
            folded,
            new.captured_at,
            new.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes what a follow-up changed.
pub(super) async fn join(tx: &mut Tx, lead: &Lead, folded: &str) -> Result<()> {
    tx.exec(
        "UPDATE lead SET tag = $2, last_channel = $3, intent = $4, submissions = $5, is_new = TRUE, order_number = $6, folded = $7,
           updated_at = $8 WHERE id = $1",
        args![
            &lead.id,
            lead.tag.as_str(),
            lead.last_channel,
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

/// The lead is no longer its contact's current one.
pub(super) async fn rest(tx: &mut Tx, id: &LeadId) -> Result<()> {
    tx.exec("UPDATE lead SET is_current = FALSE WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn refold(tx: &mut Tx, id: &LeadId, order_number: Option<&str>, folded: &str) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE lead SET order_number = $2, folded = $3, updated_at = $4 WHERE id = $1",
        args![id, order_number, folded, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn mark_seen(tx: &mut Tx, id: &LeadId) -> Result<bool> {
    Ok(tx.exec("UPDATE lead SET is_new = FALSE WHERE id = $1 AND is_new", args![id]).await? == 1)
}

pub(super) async fn set_score(tx: &mut Tx, id: &LeadId, score: i64, temperature: &str) -> Result<()> {
    tx.exec("UPDATE lead SET score = $2, temperature = $3 WHERE id = $1", args![id, score, temperature]).await?;
    Ok(())
}

pub(super) async fn set_words(tx: &mut Tx, id: &LeadId, intent: &str, summary: &str) -> Result<()> {
    tx.exec("UPDATE lead SET intent = $2, summary = $3 WHERE id = $1", args![id, intent, summary]).await?;
    Ok(())
}

/// False when it is no longer where the mover saw it.
pub(super) async fn set_status(tx: &mut Tx, id: &LeadId, from: &str, to: &Status) -> Result<bool> {
    let now = tx.now;
    let rows = tx
        .exec(
            "UPDATE lead SET status = $3, category = $4, is_new = FALSE, updated_at = $5 WHERE id = $1 AND status = $2",
            args![id, from, to.key.as_str(), to.category, now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn insert_submission(
    tx: &mut Tx,
    bot: &BotId,
    session: Option<&FormSessionId>,
    new: &Submission,
) -> Result<()> {
    tx.exec(
        "INSERT INTO submission (id, bot_id, lead_id, conversation_id, form_session_id, number, tag, origin, channel, answers, seq, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            &new.id,
            bot,
            &new.lead_id,
            new.conversation_id.as_ref(),
            session,
            new.number,
            new.tag.as_str(),
            new.origin,
            new.channel,
            json(&new.answers.0)?,
            new.seq,
            new.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn submission_of_session(conn: &mut Conn, session: &FormSessionId) -> Result<Option<Submission>> {
    conn.find(concat!("SELECT ", submission_columns!(), " FROM submission WHERE form_session_id = $1"), args![session])
        .await
}

pub(super) async fn submission(conn: &mut Conn, id: &SubmissionId) -> Result<Option<Submission>> {
    conn.find(concat!("SELECT ", submission_columns!(), " FROM submission WHERE id = $1"), args![id]).await
}

pub(super) async fn submissions(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Submission>> {
    conn.list(
        concat!("SELECT ", submission_columns!(), " FROM submission WHERE lead_id = $1 ORDER BY number"),
        args![lead],
    )
    .await
}

pub(super) async fn edit_submission(tx: &mut Tx, id: &SubmissionId, rows: &[ReceiptRow]) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE submission SET answers = $2, edited_at = $3 WHERE id = $1", args![id, json(&rows)?, now]).await?;
    Ok(())
}

/// Whether this identity was grouped with this contact by a claim.
pub(super) async fn was_linked(conn: &mut Conn, identity: &IdentityId, to: &ContactId) -> Result<bool> {
    let links = conn
        .count(
            "SELECT COUNT(*) AS n FROM contact_link WHERE identity_id = $1 AND to_contact_id = $2",
            args![identity, to],
        )
        .await?;
    Ok(links > 0)
}

pub(super) async fn insert_change(tx: &mut Tx, lead: &LeadId, change: &Change<'_>) -> Result<()> {
    let (id, now): (ChangeId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO lead_change (id, lead_id, kind, was, became, reason, member_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![&id, lead, change.kind, change.was, change.became, change.reason, change.by, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn changes(conn: &mut Conn, lead: &LeadId) -> Result<Vec<history::Entry>> {
    let entries: Vec<Entry> = conn
        .list(
            "SELECT c.id, c.kind, c.was, c.became, c.reason, m.name AS by, c.created_at FROM lead_change c
             LEFT JOIN member m ON m.id = c.member_id WHERE c.lead_id = $1 ORDER BY c.created_at DESC, c.id DESC",
            args![lead],
        )
        .await?;
    Ok(entries)
}

pub(super) async fn insert_note(tx: &mut Tx, lead: &LeadId, by: &MemberId, text: &str) -> Result<()> {
    let (id, now): (NoteId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO note (id, lead_id, member_id, text, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![&id, lead, by, text, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn notes(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Note>> {
    conn.list(
        "SELECT n.id, n.text, m.name AS author, n.created_at FROM note n JOIN member m ON m.id = n.member_id
         WHERE n.lead_id = $1 ORDER BY n.created_at, n.id",
        args![lead],
    )
    .await
}

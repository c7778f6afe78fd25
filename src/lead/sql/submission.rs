//! Statements of submissions.

use std::collections::HashMap;

use crate::conversation::message::ReceiptRow;
use crate::db::{Conn, Json, Many, Row, Tx, args};
use crate::error::Result;
use crate::form::session::State;
use crate::id::{BotId, ConversationId, FormSessionId, LeadId, SubmissionId};
use crate::lead::Origin;
use crate::lead::submission::{Standing, Submission};

/// The columns of a submission.
macro_rules! submission_columns {
    () => {
        "id, lead_id, conversation_id, number, tag, origin, channel, answers, seq, created_at, edited_at"
    };
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::new)?)
}

/// Stores them, each for its bot and the form it was sent by.
pub(in crate::lead) async fn insert_submissions(
    tx: &mut Tx,
    new: &[(&BotId, Option<&FormSessionId>, &Submission)],
) -> Result<()> {
    let text = "INSERT INTO submission (id, bot_id, lead_id, conversation_id, form_session_id, number, tag, origin, channel, answers, seq, created_at)
         SELECT r.id, r.bot_id, r.lead_id, r.conversation_id, r.form_session_id, r.number, r.tag, r.origin, r.channel, r.answers,
           r.seq, r.created_at FROM {rows}";
    let columns = &[
        "id",
        "bot_id",
        "lead_id",
        "conversation_id",
        "form_session_id",
        "number",
        "tag",
        "origin",
        "channel",
        "answers",
        "seq",
        "created_at",
    ];
    let row = |(bot, session, one): &(&BotId, Option<&FormSessionId>, &Submission)| {
        Ok(args![
            &one.id,
            *bot,
            &one.lead_id,
            one.conversation_id.as_ref(),
            *session,
            one.number,
            one.tag.as_str(),
            one.origin,
            one.channel,
            json(&one.answers.0)?,
            one.seq,
            one.created_at
        ])
    };
    let rows = new.iter().map(row).collect::<Result<_>>()?;
    tx.exec_of(Many::over(columns, rows, text)).await
}

/// Where these forms stand, and what was sent by them.
pub(in crate::lead) async fn standing(
    tx: &mut Tx,
    sessions: &[&FormSessionId],
) -> Result<HashMap<FormSessionId, Standing>> {
    let text = "SELECT s.id, s.state, b.id AS submission_id, b.lead_id
         FROM {rows} CROSS JOIN form_session s LEFT JOIN submission b ON b.form_session_id = s.id WHERE s.id = r.id";
    let one = |row: &Row| {
        let (state, submission): (State, Option<SubmissionId>) = (row.get("state")?, row.get("submission_id")?);
        let standing = match (submission, row.get("lead_id")?) {
            (Some(submission), Some(lead)) => Standing::Stored { submission, lead },
            _ if state == State::Sent => Standing::Closed,
            _ => Standing::Open,
        };
        Ok((row.get("id")?, standing))
    };
    let asked = sessions.iter().map(|id| args![*id]).collect();
    tx.all_of(Many::over(&["id"], asked, text)).await?.iter().map(one).collect()
}

pub(in crate::lead) async fn origins_in(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Origin>> {
    let text = "SELECT DISTINCT origin FROM submission WHERE conversation_id = $1";
    conn.all(text, args![conversation]).await?.iter().map(|row| row.get("origin").map_err(Into::into)).collect()
}

/// What was answered in a conversation, the latest first.
pub(in crate::lead) async fn answers_in(
    conn: &mut Conn,
    conversation: &ConversationId,
) -> Result<Vec<Vec<ReceiptRow>>> {
    let text = "SELECT answers FROM submission WHERE conversation_id = $1 ORDER BY seq DESC, id DESC";
    let rows = conn.all(text, args![conversation]).await?;
    rows.iter().map(|row| Ok(row.get::<Json<Vec<ReceiptRow>>>("answers")?.0)).collect()
}

pub(in crate::lead) async fn submission(conn: &mut Conn, id: &SubmissionId) -> Result<Option<Submission>> {
    conn.find(concat!("SELECT ", submission_columns!(), " FROM submission WHERE id = $1"), args![id]).await
}

pub(in crate::lead) async fn submissions(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Submission>> {
    conn.list(
        concat!("SELECT ", submission_columns!(), " FROM submission WHERE lead_id = $1 ORDER BY number"),
        args![lead],
    )
    .await
}

pub(in crate::lead) async fn edit_submission(tx: &mut Tx, id: &SubmissionId, rows: &[ReceiptRow]) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE submission SET answers = $2, edited_at = $3 WHERE id = $1", args![id, json(&rows)?, now]).await?;
    Ok(())
}

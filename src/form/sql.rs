//! Statements of forms and form sessions.

use std::collections::{BTreeSet, HashMap};

use super::definition::{Definition, Values};
use super::session::{Session, State};
use super::{Fared, Form};
use crate::db::{Conn, Json, Many, Record as _, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ConversationId, FormId, FormSessionId, IdentityId};
use crate::time::Timestamp;

/// The columns of a session.
macro_rules! session_columns {
    () => {
        "id, bot_id, conversation_id, identity_id, form_id, tag, cause, definition, state, answers, shown_at"
    };
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::new)?)
}

pub(super) async fn put(tx: &mut Tx, bot: &BotId, tag: &str, definition: &Definition) -> Result<()> {
    let (id, now): (FormId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO form (id, bot_id, tag, definition, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (bot_id, tag) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at",
        args![&id, bot, tag, json(definition)?, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, bot: &BotId, tag: &str) -> Result<Option<Form>> {
    conn.find("SELECT id, tag, definition FROM form WHERE bot_id = $1 AND tag = $2", args![bot, tag]).await
}

pub(super) async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Form>> {
    conn.list("SELECT id, tag, definition FROM form WHERE bot_id = $1 ORDER BY tag", args![bot]).await
}

pub(super) async fn fared(conn: &mut Conn, form: &FormId) -> Result<Fared> {
    let rows = conn
        .all(
            "SELECT state, coalesce(last_field, '') AS last_field, COUNT(*) AS n FROM form_session WHERE form_id = $1
             GROUP BY state, coalesce(last_field, '') ORDER BY n DESC, last_field",
            args![form],
        )
        .await?;
    let mut fared = Fared::default();
    for row in rows {
        let (state, last, n): (State, String, i64) = (row.get("state")?, row.get("last_field")?, row.get("n")?);
        fared.views += n;
        match state {
            State::Sent => fared.submissions += n,
            State::Declined => fared.declined += n,
            State::Open => fared.stopped_after.push((last, n)),
        }
    }
    Ok(fared)
}

pub(super) async fn insert_session(tx: &mut Tx, new: &Session) -> Result<()> {
    tx.exec(
        "INSERT INTO form_session (id, bot_id, conversation_id, identity_id, form_id, tag, cause, definition, state, answers,
           shown_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $10)",
        args![
            &new.id,
            &new.bot_id,
            &new.conversation_id,
            &new.identity_id,
            &new.form_id,
            new.tag.as_str(),
            new.cause,
            json(&new.definition.0)?,
            json(&new.answers.0)?,
            new.shown_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn session(conn: &mut Conn, id: &FormSessionId) -> Result<Option<Session>> {
    conn.find(concat!("SELECT ", session_columns!(), " FROM form_session WHERE id = $1"), args![id]).await
}

pub(super) async fn sessions_by_id(tx: &mut Tx, ids: &[&FormSessionId]) -> Result<Vec<Session>> {
    let text = concat!("SELECT ", session_columns!(), " FROM form_session WHERE id IN (SELECT r.asked FROM {rows})");
    let rows = tx.all_of(Many::over(&["asked"], ids.iter().map(|id| args![*id]).collect(), text)).await?;
    Ok(rows.iter().map(Session::read).collect::<Result<_, _>>()?)
}

pub(super) async fn newest_open(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<Session>> {
    conn.find(
        concat!(
            "SELECT ",
            session_columns!(),
            " FROM form_session WHERE conversation_id = $1 AND state = 'open' ORDER BY shown_at DESC, id DESC LIMIT 1"
        ),
        args![conversation],
    )
    .await
}

pub(super) async fn open_for_tag(conn: &mut Conn, conversation: &ConversationId, tag: &str) -> Result<Option<Session>> {
    conn.find(
        concat!(
            "SELECT ",
            session_columns!(),
            " FROM form_session WHERE conversation_id = $1 AND tag = $2 AND state = 'open' ORDER BY shown_at DESC, id DESC LIMIT 1"
        ),
        args![conversation, tag],
    )
    .await
}

pub(super) async fn touched(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<Timestamp>> {
    let text = "SELECT MAX(updated_at) AS at FROM form_session WHERE conversation_id = $1 AND state = 'open'";
    let row = conn.row(text, args![conversation]).await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("at")).transpose()?.flatten())
}

pub(super) async fn sessions(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Session>> {
    conn.list(
        concat!("SELECT ", session_columns!(), " FROM form_session WHERE conversation_id = $1 ORDER BY shown_at, id"),
        args![conversation],
    )
    .await
}

pub(super) async fn last_sent(conn: &mut Conn, identity: &IdentityId) -> Result<Option<(Definition, Values)>> {
    let row = conn
        .row(
            "SELECT definition, answers FROM form_session WHERE identity_id = $1 AND state = 'sent' ORDER BY updated_at DESC, id DESC LIMIT 1",
            args![identity],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (Json(definition), Json(answers)) = (row.get("definition")?, row.get("answers")?);
    Ok(Some((definition, answers)))
}

pub(super) async fn sent_by(conn: &mut Conn, identity: &IdentityId) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM form_session WHERE identity_id = $1 AND state = 'sent'", args![identity])
        .await
}

pub(super) async fn sent_by_each(tx: &mut Tx, identities: &[&IdentityId]) -> Result<HashMap<IdentityId, i64>> {
    let text = "SELECT r.id AS id, COUNT(*) AS n FROM {rows} CROSS JOIN form_session s
         WHERE s.identity_id = r.id AND s.state = 'sent' GROUP BY r.id";
    let asked: BTreeSet<&str> = identities.iter().map(|id| id.as_str()).collect();
    let rows = asked.into_iter().map(|id| args![id]).collect();
    let rows = tx.all_of(Many::over(&["id"], rows, text)).await?;
    Ok(rows.iter().map(|row| Ok((row.get("id")?, row.get("n")?))).collect::<Result<_, sqlx::Error>>()?)
}

pub(super) async fn set_progress(tx: &mut Tx, id: &FormSessionId, field: &str, answers: Option<&Values>) -> Result<()> {
    let (now, answers) = (tx.now, answers.map(json).transpose()?);
    tx.exec(
        "UPDATE form_session SET last_field = $2, answers = coalesce($3, answers), updated_at = $4 WHERE id = $1",
        args![id, field, answers, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn end<'a>(
    tx: &mut Tx,
    ended: impl Iterator<Item = (&'a FormSessionId, Option<&'a Values>)>,
    state: State,
) -> Result<()> {
    let text =
        "UPDATE form_session SET state = {1}, answers = coalesce(r.answers, form_session.answers), updated_at = {2},
           ended_at = {2} FROM {rows} WHERE form_session.id = r.id";
    let rows = ended.map(|(id, answers)| Ok(args![id, answers.map(json).transpose()?])).collect::<Result<_>>()?;
    let now = tx.now;
    tx.exec_of(Many::over(&["id", "answers"], rows, text).with(args![state, now])).await
}

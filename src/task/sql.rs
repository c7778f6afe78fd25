//! Statements of tasks.

use serde_json::Value;

use super::{Kind, NewTask, State, Task};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, OrganisationId, TaskId};

/// The columns of a task.
macro_rules! task_columns {
    () => {
        "id, organisation_id, bot_id, member_id, kind, state, done, total, detail, words, created_at, ended_at"
    };
}

pub(super) async fn insert(tx: &mut Tx, new: &NewTask<'_>) -> Result<TaskId> {
    let (id, now): (TaskId, _) = (tx.id(), tx.now);
    tx.exec(
        "INSERT INTO task (id, organisation_id, bot_id, member_id, kind, state, done, total, detail, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, CAST(0 AS BIGINT), $7, $8, $9, $9)",
        args![
            &id,
            new.organisation,
            new.bot,
            new.by,
            new.kind,
            State::Draft,
            new.total,
            new.detail.to_string(),
            now
        ],
    )
    .await?;
    Ok(id)
}

pub(super) async fn by_id(conn: &mut Conn, id: &TaskId) -> Result<Option<Task>> {
    conn.find(concat!("SELECT ", task_columns!(), " FROM task WHERE id = $1"), args![id]).await
}

pub(super) async fn newest(conn: &mut Conn, organisation: &OrganisationId, most: i64) -> Result<Vec<Task>> {
    conn.list(
        concat!(
            "SELECT ",
            task_columns!(),
            " FROM task WHERE organisation_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2"
        ),
        args![organisation, most],
    )
    .await
}

pub(super) async fn describe(tx: &mut Tx, id: &TaskId, total: i64, detail: &Value) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE task SET total = $2, detail = $3, updated_at = $4 WHERE id = $1",
        args![id, total, detail.to_string(), now],
    )
    .await?;
    Ok(())
}

/// False when it is not in that state.
pub(super) async fn set_state(tx: &mut Tx, id: &TaskId, from: State, to: State, words: Option<&str>) -> Result<bool> {
    let now = tx.now;
    let ended = (to != State::Running).then_some(now);
    let rows = tx
        .exec(
            "UPDATE task SET state = $3, words = $4, ended_at = $5, updated_at = $6 WHERE id = $1 AND state = $2",
            args![id, from, to, words, ended, now],
        )
        .await?;
    Ok(rows == 1)
}

/// False when it does not run any more.
pub(super) async fn add(tx: &mut Tx, id: &TaskId, pieces: i64, detail: &Value) -> Result<bool> {
    let now = tx.now;
    let rows = tx
        .exec(
            "UPDATE task SET done = done + $2, detail = $3, updated_at = $4 WHERE id = $1 AND state = $5",
            args![id, pieces, detail.to_string(), now, State::Running],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn running(
    conn: &mut Conn,
    organisation: &OrganisationId,
    bot: &BotId,
    kind: Kind,
) -> Result<Option<Task>> {
    conn.find(
        concat!(
            "SELECT ",
            task_columns!(),
            " FROM task WHERE organisation_id = $1 AND bot_id = $2 AND kind = $3 AND state = $4 ORDER BY id LIMIT 1"
        ),
        args![organisation, bot, kind, State::Running],
    )
    .await
}

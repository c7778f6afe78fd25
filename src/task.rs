//! A task: work that a person started and watches, done by the back room a piece at a time.
//!
//! Each piece is one transaction that does some of it, counts it, and asks for the next; so a task that was interrupted
//! goes on where it stood, and nothing is done twice. What a kind does is not known here.

mod sql;

use serde_json::Value;

use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Event, names};
use crate::id::{BotId, MemberId, OrganisationId, TaskId};
use crate::job;
use crate::time::Timestamp;

/// What a person is told of a task whose piece failed again and again.
const GIVEN_UP: &str = "It could not go on: a step failed several times. What was done until then stays. \
    Try again, and it goes on where it stood; if it ends early once more, the server’s log says why.";

names! {
    /// What a task does.
    pub enum Kind {
        /// Brings leads in from a file.
        Import = "import",
        /// Takes an import back.
        Undo = "undo",
        /// Changes many leads at once.
        Bulk = "bulk",
        /// Maps the statuses of all leads to another pipeline.
        Remap = "remap",
        /// Scores past leads by other weights.
        Rescore = "rescore",
    }
}
crate::db::named!(Kind);

names! {
    /// How far a task is.
    pub enum State {
        /// It waits for a person's word: a preview is shown.
        Draft = "draft",
        /// It is being done.
        Running = "running",
        /// It is done.
        Done = "done",
        /// It ended early; its words say why.
        Failed = "failed",
        /// A person stopped it.
        Stopped = "stopped",
    }
}
crate::db::named!(State);

record! {
    /// Work with progress.
    #[derive(Clone, Debug)]
    pub struct Task {
        /// Its id.
        pub id: TaskId,
        /// Whose it is.
        pub organisation_id: OrganisationId,
        /// Of which bot.
        pub bot_id: Option<BotId>,
        /// Who started it.
        pub member_id: Option<MemberId>,
        /// What it does.
        pub kind: Kind,
        /// How far it is.
        pub state: State,
        /// Pieces done.
        pub done: i64,
        /// Pieces in all.
        pub total: i64,
        /// What its kind needs to know.
        pub detail: Json<Value>,
        /// What a person is told: why it failed.
        pub words: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
    }
}

/// A task to be made.
#[derive(Debug)]
pub struct NewTask<'a> {
    /// Whose it is.
    pub organisation: &'a OrganisationId,
    /// Of which bot.
    pub bot: Option<&'a BotId>,
    /// Who starts it.
    pub by: &'a MemberId,
    /// What it does.
    pub kind: Kind,
    /// Pieces in all, where known.
    pub total: i64,
    /// What its kind needs to know.
    pub detail: Value,
}

/// Makes a draft; [`start`] sets it going.
///
/// # Errors
/// What the database says.
pub async fn draft(tx: &mut Tx, new: &NewTask<'_>) -> Result<TaskId> {
    sql::insert(tx, new).await
}

/// The task with this id, of this organisation.
///
/// # Errors
/// `NotFound` when there is none, or it is another organisation's.
pub async fn find(conn: &mut Conn, organisation: &OrganisationId, id: &TaskId) -> Result<Task> {
    by_id(conn, id).await?.filter(|task| task.organisation_id == *organisation).ok_or(Error::NotFound("task"))
}

/// The task with this id; for the back room, which needs no scope.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &TaskId) -> Result<Option<Task>> {
    sql::by_id(conn, id).await
}

/// An organisation's newest tasks.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut Conn, organisation: &OrganisationId, most: i64) -> Result<Vec<Task>> {
    sql::newest(conn, organisation, most).await
}

/// A bot's task of this kind that runs.
///
/// # Errors
/// What the database says.
pub async fn running(conn: &mut Conn, organisation: &OrganisationId, bot: &BotId, kind: Kind) -> Result<Option<Task>> {
    sql::running(conn, organisation, bot, kind).await
}

/// Writes what a draft is to do, and how much that is.
///
/// # Errors
/// What the database says.
pub async fn describe(tx: &mut Tx, task: &Task, total: i64, detail: &Value) -> Result<()> {
    sql::describe(tx, &task.id, total, detail).await
}

/// Sets a draft going: the back room begins with it.
///
/// # Errors
/// `Conflict("started")` when it was started, or stopped, before.
pub async fn start(tx: &mut Tx, task: &Task) -> Result<()> {
    if !sql::set_state(tx, &task.id, State::Draft, State::Running, None).await? {
        return Err(Error::Conflict("started"));
    }
    told(tx, task, true);
    Ok(())
}

/// A piece was done: so many more, and there is more to do.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile: the piece must not be kept.
pub async fn went_on(tx: &mut Tx, task: &Task, pieces: i64, detail: &Value) -> Result<()> {
    if !sql::add(tx, &task.id, pieces, detail).await? {
        return Err(Error::Conflict("stopped"));
    }
    told(tx, task, true);
    Ok(())
}

/// It is at its end: done, failed with words, or stopped.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, task: &Task, state: State, words: Option<&str>) -> Result<()> {
    let from = if task.state == State::Draft { State::Draft } else { State::Running };
    if sql::set_state(tx, &task.id, from, state, words).await? {
        told(tx, task, false);
    }
    Ok(())
}

/// The lane of a task's pieces.
#[must_use]
pub fn lane(id: &TaskId) -> String {
    format!("task/{id}")
}

/// The back room has given it up: it says so, and can be asked for again.
///
/// # Errors
/// What the database says.
pub async fn given_up(tx: &mut Tx, id: &TaskId) -> Result<()> {
    let Some(task) = sql::by_id(tx, id).await?.filter(|task| task.state == State::Running) else { return Ok(()) };
    end(tx, &task, State::Failed, Some(GIVEN_UP)).await
}

/// Goes on with one that ended early, where it stood: what was done stays, and nothing is done twice.
///
/// # Errors
/// `Conflict("ended")` when it did not end early.
pub async fn again(tx: &mut Tx, task: &Task) -> Result<()> {
    if !sql::set_state(tx, &task.id, State::Failed, State::Running, None).await? {
        return Err(Error::Conflict("ended"));
    }
    // The piece that was given up goes: the new one stands for it.
    job::empty(tx, vec![lane(&task.id)]).await?;
    told(tx, task, true);
    Ok(())
}

fn told(tx: &mut Tx, task: &Task, goes_on: bool) {
    tx.emit(Event::TaskMoved { bot: task.bot_id.clone(), task: task.id.clone(), goes_on });
}

//! Leads that come in from a file: read as it is sent, looked at, then made a few hundred at a time, and taken back where
//! a person wants that.
//!
//! The lines wait in the database, so that a crash loses none; each piece is one transaction, so none comes in twice.
//! Nobody is e-mailed about them, and they are not marked new: a person of the team brought them. What the file said is
//! kept for as long as the import can be undone, then forgotten.

mod choice;
pub mod decode;
pub mod guess;
pub mod intake;
pub mod parse;
pub mod plan;
mod preview;
mod run;
mod undo;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bot::{self, Bot};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::event::{Channel, names};
use crate::id::{LeadId, MemberId, OrganisationId, TaskId};
use crate::lead::export::cell;
use crate::lead::sql::import as sql;
use crate::organisation::trail::{self, What};
use crate::tag;
use crate::task::{self, Kind, NewTask, State, Task};
use crate::time::Timestamp;

use parse::Record;
use plan::Rules;

pub use choice::{Choices, Duplicates, Target};
pub use preview::{Becomes, Shown, preview};
pub use run::piece;
pub use undo::piece as undo_piece;

/// How many lines a file may have, beside its first.
pub const MOST_ROWS: i64 = 200_000;

/// How many lines are done at once.
const PIECE: i64 = 200;

/// How long an import can be undone, and its lines are kept.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// How long a file waits that nobody went on with.
const WAITS: Duration = Duration::from_hours(24);

names! {
    /// What became of a line.
    pub enum Fate {
        /// Its turn comes.
        Waiting = "waiting",
        /// A lead was made.
        Made = "made",
        /// It joined a lead, or filled what was not known.
        Joined = "joined",
        /// It changed nothing.
        Skipped = "skipped",
        /// It could not be taken.
        Refused = "refused",
        /// It was taken back.
        Undone = "undone",
    }
}
crate::db::named!(Fate);

/// What a task of an import knows: its `detail`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Detail {
    /// The columns' names.
    pub head: Vec<String>,
    /// How the file was written.
    pub encoding: decode::Encoding,
    /// What separated its cells.
    pub separator: char,
    /// What a person chose, or what was guessed.
    pub choices: Choices,
    /// The last line that was done.
    #[serde(default)]
    pub line: i64,
    /// What became of the lines so far.
    #[serde(default)]
    pub counts: Counts,
}

/// How many lines became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New leads.
    pub made: i64,
    /// Follow-ups, and gaps filled.
    pub joined: i64,
    /// Passed over.
    pub skipped: i64,
    /// Not taken.
    pub refused: i64,
}

/// What a task of an undo knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Undoing {
    /// The import that is taken back.
    pub of: TaskId,
    /// The last line that was looked at; it goes from the last to the first.
    pub line: i64,
    /// Lines taken back.
    pub undone: i64,
    /// Lines that stay, because somebody has worked on what they made.
    pub stayed: i64,
}

/// The task with this id, which is an import of this organisation.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn find(conn: &mut Conn, organisation: &OrganisationId, id: &TaskId) -> Result<(Task, Detail)> {
    let found = task::find(conn, organisation, id).await?;
    if found.kind != Kind::Import {
        return Err(Error::NotFound("task"));
    }
    let detail = read(&found.detail.0)?;
    Ok((found, detail))
}

fn read<T: serde::de::DeserializeOwned>(detail: &Value) -> Result<T> {
    Ok(serde_json::from_value(detail.clone()).map_err(anyhow::Error::new)?)
}

fn written(detail: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(detail).map_err(anyhow::Error::new)?)
}

/// A draft, before its first line is stored.
///
/// # Errors
/// What the database says.
pub async fn begin(tx: &mut Tx, organisation: &OrganisationId, bot: &Bot, by: &MemberId) -> Result<TaskId> {
    let new = NewTask { organisation, bot: Some(&bot.id), by, kind: Kind::Import, total: 0, detail: Value::Null };
    task::draft(tx, &new).await
}

/// Stores lines of a draft.
///
/// # Errors
/// What the database says.
pub async fn store(tx: &mut Tx, id: &TaskId, rows: &[Record]) -> Result<()> {
    sql::insert(tx, id, rows).await
}

/// The whole file is stored: it is guessed what its columns hold.
///
/// # Errors
/// What the database says.
pub async fn ready(tx: &mut Tx, id: &TaskId, bot: &Bot, file: &intake::Intake) -> Result<()> {
    let found = task::by_id(tx, id).await?.ok_or(Error::NotFound("task"))?;
    let rows = sql::rows(tx, id, 0, 20).await?;
    let first: Vec<&[String]> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
    let settings = bot.settings();
    let choices = Choices {
        columns: guess::targets(file.head(), &first, &settings.region),
        duplicates: Duplicates::Join,
        tag: String::new(),
        status: settings.pipeline().first("").key.clone(),
        channel: Channel::Api,
    };
    let detail = Detail {
        head: file.head().to_vec(),
        encoding: file.encoding(),
        separator: file.separator(),
        choices,
        line: 0,
        counts: Counts::default(),
    };
    task::describe(tx, &found, file.rows(), &written(&detail)?).await
}

/// A file is not wanted, or could not be read: nothing of it is kept.
///
/// # Errors
/// `Conflict("started")` when it was set going.
pub async fn discard(tx: &mut Tx, id: &TaskId) -> Result<()> {
    if sql::drop_draft(tx, id).await? { Ok(()) } else { Err(Error::Conflict("started")) }
}

/// Files that wait for nobody are dropped, and lines of imports that can no longer be undone are forgotten.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now;
    sql::drop_drafts(tx, now.minus(WAITS)).await?;
    sql::forget_old(tx, now.minus(KEPT)).await
}

/// What these leads were made from is forgotten, as are lines that name any of these texts (an e-mail address, a phone
/// number, a name): for the erasure of a person.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, leads: &[LeadId], known: &[String]) -> Result<()> {
    for lead in leads {
        sql::forget_of(tx, lead).await?;
    }
    for text in known.iter().filter(|text| text.chars().count() >= 3) {
        sql::forget_naming(tx, text).await?;
    }
    Ok(())
}

/// What a person chose is kept with the draft.
///
/// # Errors
/// `Invalid` names what is wrong; `Conflict("started")` when it was set going.
pub async fn choose(tx: &mut Tx, task: &Task, detail: &Detail, bot: &Bot, choices: Choices) -> Result<()> {
    if task.state != State::Draft {
        return Err(Error::Conflict("started"));
    }
    choices.check(tx, detail, bot).await?;
    task::describe(tx, task, task.total, &written(&Detail { choices, ..detail.clone() })?).await
}

/// Sets a draft going.
///
/// # Errors
/// `Invalid` names what is wrong; `Conflict("started")` when it was set going before.
pub async fn start(tx: &mut Tx, task: &Task, detail: &Detail, bot: &Bot) -> Result<()> {
    detail.choices.check(tx, detail, bot).await?;
    task::start(tx, task).await
}

fn rules<'a>(bot: &'a Bot, detail: &'a Detail, tags: &'a [tag::Tag], now: Timestamp) -> Rules<'a> {
    let settings = bot.settings();
    Rules {
        bot: &bot.id,
        region: &settings.region,
        zone: &settings.time_zone,
        pipeline: settings.pipeline(),
        tags,
        head: &detail.head,
        choices: &detail.choices,
        now,
    }
}

/// A line that was not taken, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Its place in the file.
    pub line: i64,
    /// What stands in it.
    pub cells: Vec<String>,
    /// Why.
    pub words: String,
}

/// The lines of an import that were not taken, after this one.
///
/// # Errors
/// What the database says.
pub async fn refused(conn: &mut Conn, task: &Task, after: i64, most: i64) -> Result<Vec<Refused>> {
    sql::refused(conn, &task.id, after, most).await
}

/// Takes an import back: what it made goes, as far as nobody has worked on it since.
///
/// # Errors
/// `Conflict("running")` while it runs, `Conflict("too_late")` after thirty days, `Conflict("nothing")` when nothing of
/// it is left.
pub async fn undo(tx: &mut Tx, task: &Task, by: &MemberId) -> Result<TaskId> {
    let Some(ended) = task.ended_at.filter(|_| !matches!(task.state, State::Draft | State::Running)) else {
        return Err(Error::Conflict("running"));
    };
    if tx.now.since(ended) > KEPT {
        return Err(Error::Conflict("too_late"));
    }
    let left = sql::undoable(tx, &task.id).await?;
    if left == 0 {
        return Err(Error::Conflict("nothing"));
    }
    let undoing = Undoing { of: task.id.clone(), line: i64::MAX, undone: 0, stayed: 0 };
    let (organisation, bot) = (&task.organisation_id, task.bot_id.as_ref());
    let new = NewTask { organisation, bot, by, kind: Kind::Undo, total: left, detail: written(&undoing)? };
    let id = task::draft(tx, &new).await?;
    let draft = task::by_id(tx, &id).await?.ok_or(Error::NotFound("task"))?;
    task::start(tx, &draft).await?;
    Ok(id)
}

/// The bot of a task, while it is there.
async fn bot_of(conn: &mut Conn, task: &Task) -> Result<Bot> {
    let id = task.bot_id.as_ref().ok_or(Error::NotFound("bot"))?;
    bot::by_id(conn, id).await?.ok_or(Error::NotFound("bot"))
}

async fn told(tx: &mut Tx, task: &Task, what: What, detail: Value) -> Result<()> {
    let (organisation, bot, by) = (&task.organisation_id, task.bot_id.as_ref(), task.member_id.as_ref());
    let entry = trail::Entry { organisation, bot, by, what, subject: task.id.as_str(), detail };
    trail::note(tx, &entry).await
}

//! A piece of a task: which kind is done by whom.

use crate::app::App;
use crate::assess::rescore;
use crate::bot;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::TaskId;
use crate::job::{self, Job, Outcome};
use crate::knowledge::source::site;
use crate::lead;
use crate::lead::{import, remap};
use crate::task::{self, Kind, State, Task};

/// Does the next piece of a task that runs. The piece, its count and the job for the next are one transaction.
pub(super) async fn run(app: &App, id: &TaskId, job: &Job) -> Result<Outcome> {
    let found = task::by_id(&mut app.db.read().await?, id).await?;
    let Some(found) = found.filter(|task| task.state == State::Running) else { return Ok(Outcome::Done) };
    // It asks the network first, which no transaction waits for.
    if found.kind == Kind::Read {
        return super::read::piece(app, &found, job).await;
    }
    let mut tx = app.tx().await?;
    // Another node does it: what this one did must not count.
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    let done: Result<()> = match found.kind {
        Kind::Bulk => bulk(&mut tx, &found).await,
        Kind::Remap => remap::piece(&mut tx, &found).await,
        Kind::Rescore => rescore::piece(&mut tx, &found).await,
        Kind::Import => import::piece(&mut tx, &found).await,
        Kind::Undo => import::undo_piece(&mut tx, &found).await,
        Kind::Read => Ok(()),
    };
    match done {
        Ok(()) => {}
        // A person stopped it while this piece was done: the piece goes with its transaction.
        Err(Error::Conflict("stopped")) => return Ok(Outcome::Done),
        // It looks once more when nobody can still capture by the settings of before.
        Err(Error::Conflict("early")) => {
            return Ok(Outcome::Retry { after: remap::SETTLES, why: "a last look for late leads".to_owned() });
        }
        Err(error) => return Err(error),
    }
    // The job for the next piece stands in the same lane, behind this one.
    job::remove(&mut tx, job).await?;
    tx.commit().await?;
    Ok(Outcome::Removed)
}

/// A piece was given up: the task says so, and what it was doing too.
pub(super) async fn given_up(tx: &mut Tx, id: &TaskId) -> Result<()> {
    let read = task::by_id(tx, id).await?.filter(|task| task.kind == Kind::Read && task.state == State::Running);
    task::given_up(tx, id).await?;
    match read {
        Some(read) => site::given_up(tx, &read).await,
        None => Ok(()),
    }
}

/// Many leads changed at once.
async fn bulk(tx: &mut Tx, task: &Task) -> Result<()> {
    let id = task.bot_id.as_ref().ok_or(Error::NotFound("bot"))?;
    let bot = bot::by_id(tx, id).await?.ok_or(Error::NotFound("bot"))?;
    lead::bulk::piece(tx, &bot, task).await
}

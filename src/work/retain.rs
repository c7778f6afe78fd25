//! Retention: each bot's leads and visitors that were kept long enough are erased, a piece at a time.
//!
//! Any node may find that there is something to do; the work itself is a job in the bot's own lane, so one node at a time
//! does it, and another goes on where it died.

use std::time::Duration;

use crate::app::App;
use crate::bot;
use crate::conversation::attachment;
use crate::error::Result;
use crate::id::BotId;
use crate::job::{self, Job, NewJob, Outcome};
use crate::lead::erase::due;
use crate::lead::{import, note};

use super::{Work, files};

/// How long after the start the first look is, and how often one follows.
const FIRST: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_secs(10 * 60);

/// Looks from time to time, until the server stops.
pub async fn watch(app: App) {
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => pause = EVERY,
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "whom to erase by retention could not be read; it is looked at again later");
        }
    }
}

/// Asks for the work where there is some.
///
/// # Errors
/// What the database says.
pub async fn look(app: &App) -> Result<()> {
    let mut conn = app.db.read().await?;
    let mut due = Vec::new();
    for bot in bot::all(&mut conn).await? {
        if let Some(edge) = due::edge(&bot, app.clock.now())
            && due::is_due(&mut conn, &bot.id, edge).await?
        {
            due.push(bot.id);
        }
    }
    drop(conn);
    let mut tx = app.tx().await?;
    // What came with a file is kept no longer than it can be undone.
    import::sweep(&mut tx).await?;
    // And a deleted note no longer than it can be brought back.
    note::sweep(&mut tx).await?;
    // And a file that nobody has said no longer than a day.
    attachment::sweep(&mut tx).await?;
    let mut jobs: Vec<NewJob> = due.iter().map(|bot| piece(bot, tx.now)).collect::<Result<_>>()?;
    jobs.extend(files::if_any(&mut tx).await?);
    job::enqueue(&mut tx, &jobs).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.store.tidy().await;
    Ok(())
}

fn piece(bot: &BotId, run_at: crate::time::Timestamp) -> Result<NewJob> {
    let work = serde_json::to_string(&Work::Retain { bot: bot.clone() }).map_err(anyhow::Error::new)?;
    Ok(NewJob { lane: format!("retain/{bot}"), work, run_at })
}

/// Erases the next of a bot's.
pub(super) async fn run(app: &App, id: &BotId, job: &Job) -> Result<Outcome> {
    let mut tx = app.tx().await?;
    // Another node does it: what this one does must not count.
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    let found = bot::by_id(&mut tx, id).await?;
    // As it is set now: the owner may have changed it meanwhile.
    if let Some((bot, edge)) = found.and_then(|bot| due::edge(&bot, tx.now).map(|edge| (bot, edge)))
        && due::sweep(&mut tx, &bot, edge).await?
    {
        let next = piece(id, tx.now)?;
        job::enqueue(&mut tx, &[next]).await?;
    }
    job::remove(&mut tx, job).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(Outcome::Removed)
}

//! Files that are gone from the database, by an erasure or since nobody said them: removed from where they lie, and their
//! rows after them. What cannot be removed now is tried again for days.

use super::Work;
use crate::app::App;
use crate::conversation::attachment;
use crate::db::Tx;
use crate::error::Result;
use crate::job::{self, Job, NewJob, Outcome};

/// All such work waits in one lane: one piece stands for all that is gone by then.
const LANE: &str = "files";

/// How many are removed before the next are read.
const AT_ONCE: i64 = 100;

/// The work, where there is some.
pub(super) async fn if_any(tx: &mut Tx) -> Result<Option<NewJob>> {
    if attachment::gone(tx, 1).await?.is_empty() {
        return Ok(None);
    }
    let work = serde_json::to_string(&Work::Unstore).map_err(anyhow::Error::new)?;
    Ok(Some(NewJob { lane: LANE.to_owned(), work, run_at: tx.now }))
}

/// Removes them. Done again after a crash, it finds what is left.
pub(super) async fn run(app: &App, job: &Job) -> Result<Outcome> {
    loop {
        let gone = attachment::gone(&mut app.db.read().await?, AT_ONCE).await?;
        for id in &gone {
            app.store.remove(id, app.clock.now()).await?;
        }
        let mut tx = app.tx().await?;
        if !job::hold(&mut tx, job).await? {
            return Ok(Outcome::Lost);
        }
        for id in &gone {
            attachment::remove(&mut tx, id).await?;
        }
        if !gone.is_empty() {
            tx.commit().await?;
            continue;
        }
        job::remove(&mut tx, job).await?;
        tx.commit().await?;
        return Ok(Outcome::Removed);
    }
}

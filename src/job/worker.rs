//! The loop of the back room: take what is due, run it outside any transaction, write down how it ended.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{Job, Outcome, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::time::Timestamp;

/// How long a job may run before another node may take it.
pub const LEASE: Duration = Duration::from_secs(120);

/// How many run at once.
const AT_ONCE: usize = 16;

/// The longest sleep: a job written by a node that died, or a lost wake-up, waits no longer.
const POLL: Duration = Duration::from_secs(5);

/// What the loop needs of the house: transactions, and somebody who does the work.
pub trait Hands: Clone + Send + Sync + 'static {
    /// A transaction.
    fn tx(&self) -> impl Future<Output = Result<Tx>> + Send;
    /// A moment.
    fn now(&self) -> Timestamp;
    /// Does it.
    fn run(&self, job: &Job) -> impl Future<Output = Outcome> + Send;
    /// Whether a job may be due.
    fn is_due(&self) -> impl Future<Output = Result<bool>> + Send;
    /// When the next job is due.
    fn next_due(&self) -> impl Future<Output = Result<Option<Timestamp>>> + Send;
}

/// Works until told to stop, then lets what runs end.
pub async fn work(hands: impl Hands, wake: Arc<Notify>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while !stop.is_cancelled() {
        let woken = wake.notified();
        let pause = match take(&hands, &places, &wake).await {
            Ok(0) => sleep_for(&hands).await,
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(%error, "the job table cannot be read");
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = woken => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    // All places back means nothing runs any more.
    let _ = places.acquire_many(u32::try_from(AT_ONCE).unwrap_or(1)).await;
}

/// Takes and starts what is due; gives how many.
async fn take(hands: &impl Hands, places: &Arc<Semaphore>, wake: &Arc<Notify>) -> Result<usize> {
    let Ok(first) = Arc::clone(places).acquire_owned().await else { return Ok(0) };
    let free = places.available_permits() + 1;
    if !hands.is_due().await? {
        return Ok(0);
    }
    let mut tx = hands.tx().await?;
    let until = tx.now.plus(LEASE);
    let jobs = sql::claim(&mut tx, until, i64::try_from(free).unwrap_or(1)).await?;
    tx.commit().await?;
    let taken = jobs.len();
    drop(first);
    for job in jobs {
        let Ok(place) = Arc::clone(places).acquire_owned().await else { break };
        let (hands, wake) = (hands.clone(), Arc::clone(wake));
        tokio::spawn(async move {
            let outcome = hands.run(&job).await;
            if let Err(error) = finish(&hands, &job, outcome).await {
                // Its lease ends by itself, and it is run again.
                tracing::warn!(job = %job.id, %error, "how a job ended could not be written");
            }
            drop(place);
            // The next of its lane may go.
            wake.notify_one();
        });
    }
    Ok(taken)
}

async fn finish(hands: &impl Hands, job: &Job, outcome: Outcome) -> Result<()> {
    if matches!(outcome, Outcome::Removed) {
        return Ok(());
    }
    let mut tx = hands.tx().await?;
    match outcome {
        Outcome::Removed => {}
        Outcome::Done => sql::remove(&mut tx, &job.id).await?,
        Outcome::Retry { after, why } => {
            tracing::info!(job = %job.id, attempts = job.attempts, after_s = after.as_secs(), why, "a job waits for another try");
            let run_at = tx.now.plus(after);
            sql::put_back(&mut tx, &job.id, run_at, &why).await?;
        }
        Outcome::Dead { why } => {
            tracing::warn!(job = %job.id, attempts = job.attempts, why, "a job was given up");
            sql::bury(&mut tx, &job.id, &why).await?;
        }
    }
    tx.commit().await
}

async fn sleep_for(hands: &impl Hands) -> Duration {
    match hands.next_due().await {
        Ok(Some(due)) => due.since(hands.now()).clamp(Duration::from_millis(20), POLL),
        _ => POLL,
    }
}

/// Whether a job may be due at `now`.
///
/// # Errors
/// What the database says.
pub async fn is_due(conn: &mut crate::db::Conn, now: Timestamp) -> Result<bool> {
    sql::is_due(conn, now).await
}

/// When the next job is due.
///
/// # Errors
/// What the database says.
pub async fn next_due(conn: &mut crate::db::Conn) -> Result<Option<Timestamp>> {
    sql::next_due(conn).await
}

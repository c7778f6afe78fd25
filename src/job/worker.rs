//! The loop of the back room: take what is due, run it outside any transaction, write down how it ended.
//!
//! What runs is leased, and [`lease`] keeps the lease while the node lives. Any node may take any job, so a node that has
//! no hand free calls the others.

pub mod lease;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{Job, Outcome, retry, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::time::Timestamp;
use lease::Leases;

/// How many run at once.
const AT_ONCE: usize = 16;

/// The longest sleep: a job written by a node that died, or a lost wake-up, waits no longer.
const POLL: Duration = Duration::from_secs(5);

/// How long to wait for a database that is away, and for those who may have something to write down when it is back.
const AWAY: Duration = Duration::from_secs(1);

/// How often others are called at most.
const CALL: Duration = Duration::from_millis(100);

/// When a job that this version does not know is looked at again.
const LEFT: Duration = Duration::from_secs(2);

/// How long, and how often, it is tried to write down how a job ended.
const INSIST: (Duration, Duration) = (Duration::from_secs(60), Duration::from_millis(250));

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
    /// Writes what else is to be written when a job is given up, in the transaction that gives it up.
    fn given_up(&self, tx: &mut Tx, job: &Job) -> impl Future<Output = Result<()>> + Send;
    /// Lets the other nodes look for work.
    fn call_others(&self);
}

/// Works until told to stop, then lets what runs end.
pub async fn work(hands: impl Hands, wake: Arc<Notify>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let leases = Leases::default();
    let ended = CancellationToken::new();
    let keeper = tokio::spawn(lease::keep(hands.clone(), leases.clone(), ended.clone()));
    let mut called = Instant::now();
    while !stop.is_cancelled() {
        let woken = wake.notified();
        let free = places.available_permits();
        let pause = match take(&hands, &places, &leases, &wake).await {
            Ok(0) => sleep_for(&hands).await,
            Ok(taken) => {
                // As many as could be: there may be more.
                if taken >= free && called.elapsed() > CALL {
                    hands.call_others();
                    called = Instant::now();
                }
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "the job table cannot be read");
                until_back(&hands, &stop).await;
                continue;
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = woken => {}
            () = sleep(pause) => {}
        }
    }
    // What was written last, the others do.
    hands.call_others();
    // All places back means nothing runs any more.
    let _ = places.acquire_many(u32::try_from(AT_ONCE).unwrap_or(1)).await;
    ended.cancel();
    // It has nothing left to keep.
    let _ = keeper.await;
}

/// Waits for the database, and a moment more: leases may have run out while nobody could renew them, and who has done the
/// work should write it down before it is done again.
async fn until_back(hands: &impl Hands, stop: &CancellationToken) {
    let back = async {
        sleep(AWAY).await;
        while hands.is_due().await.is_err() {
            sleep(AWAY).await;
        }
        tracing::info!("the job table can be read again");
        sleep(AWAY).await;
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = back => {}
    }
}

/// Takes and starts what is due; gives how many.
async fn take(hands: &impl Hands, places: &Arc<Semaphore>, leases: &Leases, wake: &Arc<Notify>) -> Result<usize> {
    let Ok(first) = Arc::clone(places).acquire_owned().await else { return Ok(0) };
    let free = places.available_permits() + 1;
    if !hands.is_due().await? {
        return Ok(0);
    }
    let mut tx = hands.tx().await?;
    let until = tx.now.plus(lease::LEASE);
    let jobs = sql::claim(&mut tx, until, i64::try_from(free).unwrap_or(1)).await?;
    tx.commit().await?;
    let taken = jobs.len();
    // Held from now on, also those that still wait for their place here.
    let held: Vec<_> = jobs.into_iter().map(|job| (leases.hold(&job), job)).collect();
    drop(first);
    for (held, job) in held {
        let Ok(place) = Arc::clone(places).acquire_owned().await else { break };
        let (hands, wake) = (hands.clone(), Arc::clone(wake));
        tokio::spawn(async move {
            let outcome = tokio::select! {
                outcome = AssertUnwindSafe(hands.run(&job)).catch_unwind() => outcome.unwrap_or_else(|_| broken(&job)),
                () = held.lost() => Outcome::Lost,
            };
            finish(&hands, &job, outcome).await;
            drop((held, place));
            // The next of its lane may go.
            wake.notify_one();
        });
    }
    Ok(taken)
}

/// A job in which the program itself broke: others go on, and it is tried again with growing pauses.
fn broken(job: &Job) -> Outcome {
    let why = "a fault of this program".to_owned();
    tracing::error!(job = %job.id, why, "a job failed");
    match retry::wait(retry::SOON, job.attempts, job.id.as_str()) {
        Some(after) => Outcome::Retry { after, why },
        None => Outcome::Dead { why },
    }
}

/// Writes down how it ended, and insists while the database is away: who did the work knows best that it is done.
async fn finish(hands: &impl Hands, job: &Job, outcome: Outcome) {
    let begun = Instant::now();
    loop {
        match write_down(hands, job, &outcome).await {
            Ok(true) => return,
            Ok(false) => {
                tracing::info!(job = %job.id, attempts = job.attempts, "another node has taken a job over, its lease had run out");
                return;
            }
            // A job that was left may be another's already, with the number of this attempt.
            Err(Error::Unavailable(_)) if begun.elapsed() < INSIST.0 && !matches!(outcome, Outcome::Leave { .. }) => {
                sleep(INSIST.1).await;
            }
            Err(error) => {
                // Its lease ends by itself, and it is run again.
                tracing::warn!(job = %job.id, %error, "how a job ended could not be written");
                return;
            }
        }
    }
}

/// Whether it was still this node's to end.
async fn write_down(hands: &impl Hands, job: &Job, outcome: &Outcome) -> Result<bool> {
    if matches!(outcome, Outcome::Removed | Outcome::Lost) {
        return Ok(matches!(outcome, Outcome::Removed));
    }
    let mut tx = hands.tx().await?;
    let was_ours = match outcome {
        Outcome::Removed | Outcome::Lost => false,
        Outcome::Done => sql::remove(&mut tx, job).await?,
        Outcome::Retry { after, why } => {
            tracing::info!(job = %job.id, attempts = job.attempts, after_s = after.as_secs(), why, "a job waits for another try");
            let run_at = tx.now.plus(*after);
            sql::put_back(&mut tx, job, run_at, why).await?
        }
        Outcome::Leave { why } => {
            tracing::info!(job = %job.id, why, "a job is left to another node");
            let run_at = tx.now.plus(LEFT);
            sql::leave(&mut tx, job, run_at, why).await?
        }
        Outcome::Dead { why } => {
            tracing::warn!(job = %job.id, attempts = job.attempts, why, "a job was given up");
            let was_ours = sql::bury(&mut tx, job, why).await?;
            if was_ours {
                hands.given_up(&mut tx, job).await?;
            }
            was_ours
        }
    };
    tx.commit().await.map(|()| was_ours)
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
pub async fn next_due(conn: &mut crate::db::Conn, now: Timestamp) -> Result<Option<Timestamp>> {
    sql::next_due(conn, now).await
}

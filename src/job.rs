//! The outbox: work for the back room, written in the transaction that asks for it, done at least once.
//!
//! A job is opaque here: a text that `work` understands. Jobs of one lane run one after the other, in the order they
//! were written, also over a failure: a conversation's replies, one number's text messages, one lead's e-mails. A job
//! is leased while it runs; when its node dies, another takes it after the lease. Each taking counts as an attempt, and
//! the number of the attempt is what a node ends a job by: who lost the lease ends nothing.

pub mod census;
pub mod retry;
mod sql;
pub mod worker;

use std::time::Duration;

use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::id::JobId;
use crate::time::Timestamp;

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What waits for each other.
    pub lane: String,
    /// What is to be done, as `work` writes it.
    pub work: String,
    /// Not before this.
    pub run_at: Timestamp,
}

record! {
    /// A job that was taken.
    #[derive(Clone, Debug)]
    pub struct Job {
        /// Its id; stable over attempts, so it serves as an idempotency key.
        pub id: JobId,
        /// What is to be done.
        pub work: String,
        /// How often it was tried, this time included.
        pub attempts: i64,
    }
}

/// How an attempt ended.
#[derive(Debug)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and the transaction that did it has [`remove`]d it.
    Removed,
    /// Another node has it now, since this one's lease had run out: nothing of what was done here counts.
    Lost,
    /// Not for this version of the program: left as it was for a node with a newer one.
    Leave {
        /// Why; without personal data.
        why: String,
    },
    /// Not yet: again after a while.
    Retry {
        /// How long to wait.
        after: Duration,
        /// Why; without personal data.
        why: String,
    },
    /// Never: it stays in the table, dead, with the reason.
    Dead {
        /// Why; without personal data.
        why: String,
    },
}

/// Writes jobs into the caller's transaction. A job that waits untouched in the same lane for the same work stands for
/// the new one too: it will see what this transaction writes, and is brought forward where it waits for longer.
///
/// # Errors
/// What the database says.
pub async fn enqueue(tx: &mut Tx, jobs: &[NewJob]) -> Result<()> {
    if jobs.is_empty() { Ok(()) } else { sql::insert(tx, jobs).await }
}

/// A job is done: it goes in the same transaction as what it wrote, so that it is never done twice. Says whether it was
/// still this node's; when it was not, the transaction must be dropped, and the outcome is [`Outcome::Lost`].
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, job: &Job) -> Result<bool> {
    sql::remove(tx, job).await
}

/// Whether a job is still this node's; nobody takes it until the transaction ends. When it is not, what came of the
/// attempt is another's to tell: the transaction must be dropped, and the outcome is [`Outcome::Lost`].
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, job: &Job) -> Result<bool> {
    sql::hold(tx, job).await
}

/// Removes what waits in these lanes, given up or not. What runs is left to end by itself, and finds nothing to do.
///
/// # Errors
/// What the database says.
pub async fn empty(tx: &mut Tx, lanes: Vec<String>) -> Result<()> {
    sql::empty(tx, lanes).await
}

/// Takes back every lease: for an engine that serves one process alone, when that process starts. What an earlier one
/// had begun it does no longer, and a visitor who waits for it should not wait for the lease to end.
///
/// # Errors
/// What the database says.
pub async fn take_back(tx: &mut Tx) -> Result<()> {
    sql::take_back(tx).await
}

/// How many jobs are in each state at `now`: waiting or running, and dead. One whose first time has not come waits for nobody.
///
/// # Errors
/// What the database says.
pub async fn depth(conn: &mut Conn, now: Timestamp) -> Result<(i64, i64)> {
    Ok((sql::waiting(conn, now).await?, sql::count(conn, "dead").await?))
}

/// When the oldest job that waits at `now` was written; as [`depth`] counts them.
///
/// # Errors
/// What the database says.
pub async fn oldest(conn: &mut Conn, now: Timestamp) -> Result<Option<Timestamp>> {
    sql::oldest(conn, now).await
}

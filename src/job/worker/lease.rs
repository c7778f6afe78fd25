//! Leases: what runs here is this node's for a short while, which is made longer for as long as the node lives.
//!
//! A lease is short, so that a killed node's work waits for seconds. It ends by the clocks of the nodes: a clock that runs
//! ahead sees it end early, by as much. As it is renewed five times while it lasts, clocks may differ by ten seconds
//! before a job is taken from a node that lives. When that happens, or a node slept, the node that lost it is told at its
//! next renewal and drops the work, and it can end nothing: the number of the attempt is another. What it wrote in one
//! transaction with `job::remove` is undone; what it sent has been sent twice, under the same idempotency key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Hands, sql};
use crate::error::Result;
use crate::id::JobId;
use crate::job::Job;

/// How long a job is its node's without a sign of life.
pub const LEASE: Duration = Duration::from_secs(15);

/// How often a sign of life is given: one statement for everything that runs.
const BEAT: Duration = Duration::from_secs(3);

type Running = HashMap<JobId, (i64, CancellationToken)>;

/// What this node holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Leases(Arc<Mutex<Running>>);

/// One job, held until dropped.
#[derive(Debug)]
pub(super) struct Held {
    leases: Leases,
    id: JobId,
    attempts: i64,
    lost: CancellationToken,
}

impl Leases {
    pub(super) fn hold(&self, job: &Job) -> Held {
        let lost = CancellationToken::new();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // This node has lost it to itself: the earlier attempt ends like any other that lost its lease.
        if let Some((_, earlier)) = running.insert(job.id.clone(), (job.attempts, lost.clone())) {
            earlier.cancel();
        }
        Held { leases: self.clone(), id: job.id.clone(), attempts: job.attempts, lost }
    }

    fn all(&self) -> Vec<(JobId, i64)> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().map(|(id, (attempts, _))| (id.clone(), *attempts)).collect()
    }

    /// Tells what runs and is held no longer.
    fn lose(&self, lost: impl Iterator<Item = (JobId, i64)>) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, attempts) in lost {
            if let Some((_, told)) = running.get(&id).filter(|(held, _)| *held == attempts) {
                told.cancel();
            }
        }
    }
}

impl Held {
    /// Until another node has it.
    pub(super) async fn lost(&self) {
        self.lost.cancelled().await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut running = self.leases.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.get(&self.id).is_some_and(|(attempts, _)| *attempts == self.attempts) {
            running.remove(&self.id);
        }
    }
}

/// Gives signs of life until nothing runs any more.
pub(super) async fn keep(hands: impl Hands, leases: Leases, ended: CancellationToken) {
    loop {
        tokio::select! {
            () = ended.cancelled() => return,
            () = tokio::time::sleep(BEAT) => {}
        }
        let running = leases.all();
        if running.is_empty() {
            continue;
        }
        match renew(&hands, &running).await {
            Ok(lost) => leases.lose(running.into_iter().filter(|(id, _)| lost.contains(id))),
            // Nobody else can take them either while the database is away.
            Err(error) => tracing::warn!(%error, "the leases of running jobs could not be renewed"),
        }
    }
}

/// Gives those that are another node's by now.
async fn renew(hands: &impl Hands, running: &[(JobId, i64)]) -> Result<Vec<JobId>> {
    let mut tx = hands.tx().await?;
    let until = tx.now.plus(LEASE);
    let lost = sql::renew(&mut tx, running, until).await?;
    tx.commit().await?;
    Ok(lost)
}

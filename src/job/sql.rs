//! Statements of the job table.

use std::collections::HashSet;

use super::{Job, NewJob};
use crate::db::{Conn, Many, Sql, Tx, args, dialect};
use crate::error::Result;
use crate::id::JobId;
use crate::time::Timestamp;

/// How long work that this version does not know waits for a newer one, in milliseconds: a day, as an upgrade of many
/// nodes may take.
const HOPE: i64 = 24 * 60 * 60 * 1_000;

/// Writes jobs, but for those whose work waits in the same lane, taken by nobody: these are held until the transaction
/// ends, so that nobody takes them before what it wrote can be seen.
pub(super) async fn insert(tx: &mut Tx, jobs: &[NewJob]) -> Result<()> {
    let asked = jobs.iter().map(|job| args![&job.lane, &job.work]).collect();
    let same =
        "SELECT j.id, j.lane, j.work, j.run_at FROM {rows} CROSS JOIN job j WHERE j.lane = r.lane AND j.work = r.work
         AND j.state = 'ready' AND j.attempts = 0 AND j.leased_until IS NULL ORDER BY j.id {for update of j}";
    let mut stands = HashSet::new();
    for row in tx.all_of(Many::over(&["lane", "work"], asked, same)).await? {
        let (id, at): (JobId, Timestamp) = (row.get("id")?, row.get("run_at")?);
        let key = (row.get::<String>("lane")?, row.get::<String>("work")?);
        let sooner = jobs.iter().filter(|job| job.lane == key.0 && job.work == key.1).map(|job| job.run_at).min();
        if let Some(sooner) = sooner.filter(|sooner| *sooner < at) {
            tx.exec("UPDATE job SET run_at = $2 WHERE id = $1", args![&id, sooner]).await?;
        }
        stands.insert(key);
    }
    let new = jobs.iter().filter(|job| !stands.contains(&(job.lane.clone(), job.work.clone())));
    let rows = new.map(|job| args![&tx.id::<JobId>(), &job.lane, &job.work, job.run_at]).collect();
    let insert = "INSERT INTO job (id, lane, work, state, attempts, run_at, created_at)
         SELECT r.id, r.lane, r.work, 'ready', 0, r.run_at, {1} FROM {rows}";
    let now = tx.now;
    tx.exec_of(Many::over(&["id", "lane", "work", "run_at"], rows, insert).with(args![now])).await
}

/// Whether a job may be due. Says yes too often: one may wait for its lane.
pub(super) async fn is_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    let row = conn
        .row(
            "SELECT 1 FROM job WHERE state = 'ready' AND run_at <= $1 AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
            args![now],
        )
        .await?;
    Ok(row.is_some())
}

/// Takes up to `most` due jobs: none is leased, and none has an earlier one in its lane.
pub(super) async fn claim(tx: &mut Tx, leased_until: Timestamp, most: i64) -> Result<Vec<Job>> {
    let now = tx.now;
    let mut sql = Sql::new("UPDATE job SET attempts = attempts + 1, leased_until = ");
    sql.bind("{}", leased_until)
        .bind(" WHERE id IN (SELECT j.id FROM job j WHERE j.state = 'ready' AND j.run_at <= {}", now)
        .bind(" AND (j.leased_until IS NULL OR j.leased_until < {})", now)
        .push(" AND NOT EXISTS (SELECT 1 FROM job e WHERE e.lane = j.lane AND e.id < j.id AND e.state = 'ready')")
        .bind(" ORDER BY j.run_at, j.id LIMIT {}", most)
        .push(dialect::skip_locked(tx))
        .push(") RETURNING id, work, attempts");
    let (text, values) = sql.done();
    let mut jobs: Vec<Job> = tx.list(text, values).await?;
    jobs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(jobs)
}

pub(super) async fn empty(tx: &mut Tx, lanes: Vec<String>) -> Result<()> {
    let text =
        "DELETE FROM job WHERE lane IN (SELECT r.lane FROM {rows}) AND (leased_until IS NULL OR state <> 'ready')";
    tx.exec_of(Many::over(&["lane"], lanes.into_iter().map(|lane| args![lane]).collect(), text)).await
}

pub(super) async fn take_back(tx: &mut Tx) -> Result<()> {
    tx.exec("UPDATE job SET leased_until = NULL WHERE state = 'ready' AND leased_until IS NOT NULL", args![]).await?;
    Ok(())
}

/// The lease of each of these that is still this node's is longer now. Gives those that are another's; one that is gone is
/// done, maybe by a transaction of this node that is about to return.
pub(super) async fn renew(tx: &mut Tx, running: &[(JobId, i64)], leased_until: Timestamp) -> Result<Vec<JobId>> {
    let mut sql = Sql::new("UPDATE job SET leased_until = ");
    sql.bind("{}", leased_until).push(" WHERE state = 'ready' AND leased_until IS NOT NULL AND (1 = 0");
    for (id, attempts) in running {
        sql.bind(" OR (id = {}", id).bind(" AND attempts = {})", *attempts);
    }
    sql.push(")");
    let (text, values) = sql.done();
    if tx.exec(text, values).await? == running.len() as u64 {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id FROM job WHERE 1 = 0");
    for (id, attempts) in running {
        sql.bind(" OR (id = {}", id).bind(" AND attempts <> {})", *attempts);
    }
    let (text, values) = sql.done();
    let rows = tx.all(text, values).await?;
    rows.iter().map(|row| row.get("id").map_err(Into::into)).collect()
}

// Each of these ends an attempt, and says whether it was still this node's to end.

pub(super) async fn remove(tx: &mut Tx, job: &Job) -> Result<bool> {
    let sql = "DELETE FROM job WHERE id = $1 AND attempts = $2 AND state = 'ready'";
    Ok(tx.exec(sql, args![&job.id, job.attempts]).await? == 1)
}

/// A write that changes nothing: nobody takes it until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, job: &Job) -> Result<bool> {
    let sql = "UPDATE job SET attempts = attempts WHERE id = $1 AND attempts = $2 AND state = 'ready'";
    Ok(tx.exec(sql, args![&job.id, job.attempts]).await? == 1)
}

pub(super) async fn put_back(tx: &mut Tx, job: &Job, run_at: Timestamp, why: &str) -> Result<bool> {
    let sql = "UPDATE job SET run_at = $3, leased_until = NULL, last_error = $4
               WHERE id = $1 AND attempts = $2 AND state = 'ready'";
    Ok(tx.exec(sql, args![&job.id, job.attempts, run_at, why]).await? == 1)
}

/// As if it had never been taken; but nobody waits for ever for a version that never comes.
pub(super) async fn leave(tx: &mut Tx, job: &Job, run_at: Timestamp, why: &str) -> Result<bool> {
    let hopeless = Timestamp::from_millis(tx.now.millis() - HOPE);
    let sql = "UPDATE job SET run_at = $3, attempts = attempts - 1, leased_until = NULL, last_error = $4,
                 state = CASE WHEN created_at < $5 THEN 'dead' ELSE state END
               WHERE id = $1 AND attempts = $2 AND state = 'ready'";
    Ok(tx.exec(sql, args![&job.id, job.attempts, run_at, why, hopeless]).await? == 1)
}

pub(super) async fn bury(tx: &mut Tx, job: &Job, why: &str) -> Result<bool> {
    let sql = "UPDATE job SET state = 'dead', leased_until = NULL, last_error = $3
               WHERE id = $1 AND attempts = $2 AND state = 'ready'";
    Ok(tx.exec(sql, args![&job.id, job.attempts, why]).await? == 1)
}

/// When it is worth looking again: the next moment that a job waits for, or that a lease ends. What is due already and was
/// not taken waits for another of its lane, whose end wakes those who look. Both come from an index, however many wait.
pub(super) async fn next_due(conn: &mut Conn, now: Timestamp) -> Result<Option<Timestamp>> {
    let row = conn
        .row(
            "SELECT MIN(t.at) AS at FROM (SELECT MIN(run_at) AS at FROM job WHERE state = 'ready' AND run_at > $1
               UNION ALL SELECT MIN(leased_until) AS at FROM job WHERE leased_until IS NOT NULL) AS t",
            args![now],
        )
        .await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("at")).transpose()?.flatten())
}

pub(super) async fn count(conn: &mut Conn, state: &str) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM job WHERE state = $1", args![state]).await
}

/// What waits: all that was to be done by now, and all that was tried.
pub(super) async fn waiting(conn: &mut Conn, now: Timestamp) -> Result<i64> {
    let text = "SELECT COUNT(*) AS n FROM job WHERE state = 'ready' AND (run_at <= $1 OR attempts > 0)";
    conn.count(text, args![now]).await
}

pub(super) async fn oldest(conn: &mut Conn, now: Timestamp) -> Result<Option<Timestamp>> {
    let text = "SELECT MIN(created_at) AS at FROM job WHERE state = 'ready' AND (run_at <= $1 OR attempts > 0)";
    let row = conn.row(text, args![now]).await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("at")).transpose()?.flatten())
}

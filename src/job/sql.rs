//! Statements of the job table.

use super::{Job, NewJob};
use crate::db::{Conn, Sql, Tx, args, dialect};
use crate::error::Result;
use crate::id::JobId;
use crate::time::Timestamp;

pub(super) async fn insert(tx: &mut Tx, id: &JobId, job: &NewJob) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO job (id, lane, work, state, attempts, run_at, created_at) VALUES ($1, $2, $3, 'ready', 0, $4, $5)",
        args![id, job.lane.as_str(), job.work.as_str(), job.run_at, now],
    )
    .await?;
    Ok(())
}

/// Whether the same work waits in the same lane, taken by nobody; held until the transaction ends.
pub(super) async fn hold_same(tx: &mut Tx, job: &NewJob) -> Result<bool> {
    let mut sql = Sql::new("SELECT 1 FROM job WHERE lane = ");
    sql.bind("{}", job.lane.as_str())
        .bind(" AND work = {}", job.work.as_str())
        .push(" AND state = 'ready' AND attempts = 0 AND leased_until IS NULL LIMIT 1")
        .push(dialect::for_update(tx));
    let (text, values) = sql.done();
    Ok(tx.row(text, values).await?.is_some())
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

pub(super) async fn take_back(tx: &mut Tx) -> Result<()> {
    tx.exec("UPDATE job SET leased_until = NULL WHERE state = 'ready' AND leased_until IS NOT NULL", args![]).await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, id: &JobId) -> Result<()> {
    tx.exec("DELETE FROM job WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn put_back(tx: &mut Tx, id: &JobId, run_at: Timestamp, why: &str) -> Result<()> {
    tx.exec("UPDATE job SET run_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1", args![id, run_at, why])
        .await?;
    Ok(())
}

pub(super) async fn bury(tx: &mut Tx, id: &JobId, why: &str) -> Result<()> {
    tx.exec("UPDATE job SET state = 'dead', leased_until = NULL, last_error = $2 WHERE id = $1", args![id, why])
        .await?;
    Ok(())
}

/// When the next job is due that nothing in its lane holds up, leases counted.
pub(super) async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let row = conn
        .row("SELECT MIN(CASE WHEN leased_until IS NULL THEN run_at WHEN leased_until > run_at THEN leased_until ELSE run_at END) AS at FROM job j WHERE state = 'ready'
             AND NOT EXISTS (SELECT 1 FROM job e WHERE e.lane = j.lane AND e.id < j.id AND e.state = 'ready')", args![])
        .await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("at")).transpose()?.flatten())
}

pub(super) async fn count(conn: &mut Conn, state: &str) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM job WHERE state = $1", args![state]).await
}

pub(super) async fn oldest(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let row = conn.row("SELECT MIN(created_at) AS at FROM job WHERE state = 'ready'", args![]).await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("at")).transpose()?.flatten())
}

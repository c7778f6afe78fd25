//! The outbox counted: how much waits, runs and was given up, by work. It reads a bounded number of jobs, each by its
//! index, so that a long queue is not made longer by those who look at it.

use crate::db::{Conn, args};
use crate::error::Result;
use crate::time::Timestamp;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody does it yet.
    Waiting,
    /// Somebody does.
    Running,
    /// It was given up.
    Dead,
}

/// How many jobs of a work stand where.
#[derive(Clone, Debug)]
pub struct Count {
    /// The work, by the name it is stored under.
    pub work: String,
    /// Where they stand.
    pub state: State,
    /// How many there are.
    pub jobs: i64,
}

/// The outbox at one moment.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// By work and state.
    pub counts: Vec<Count>,
    /// When the oldest that is not done was written.
    pub oldest: Option<Timestamp>,
    /// Since when the first that nobody has taken is due.
    pub due: Option<Timestamp>,
}

/// Of each state, 10,000 jobs at most. A job's work begins with its name: `{"work":"mail",…`.
const COUNTED: &str = "SELECT begins, place, COUNT(*) AS n, MIN(created_at) AS oldest, MIN(due) AS due FROM (
      SELECT SUBSTR(work, 1, 24) AS begins, created_at,
        CASE WHEN leased_until >= $1 THEN 'running' ELSE 'waiting' END AS place,
        CASE WHEN run_at <= $1 AND (leased_until IS NULL OR leased_until < $1) THEN run_at END AS due
      FROM (SELECT work, created_at, run_at, leased_until FROM job WHERE state = 'ready' ORDER BY run_at, id LIMIT 10000) AS r
    ) AS ready GROUP BY begins, place
    UNION ALL
    SELECT SUBSTR(work, 1, 24) AS begins, 'dead' AS place, COUNT(*) AS n, CAST(NULL AS BIGINT) AS oldest, CAST(NULL AS BIGINT) AS due
      FROM (SELECT work FROM job WHERE state = 'dead' LIMIT 10000) AS dead GROUP BY SUBSTR(work, 1, 24)";

/// Counts.
///
/// # Errors
/// What the database says.
pub async fn take(conn: &mut Conn, now: Timestamp) -> Result<Census> {
    let mut census = Census::default();
    for row in conn.all(COUNTED, args![now]).await? {
        let begins: String = row.get("begins")?;
        let state = match row.get::<String>("place")?.as_str() {
            "running" => State::Running,
            "dead" => State::Dead,
            _ => State::Waiting,
        };
        let earlier = |one: Option<Timestamp>, other: Option<Timestamp>| one.into_iter().chain(other).min();
        census.oldest = earlier(census.oldest, row.get("oldest")?);
        census.due = earlier(census.due, row.get("due")?);
        census.counts.push(Count { work: name(&begins).to_owned(), state, jobs: row.get("n")? });
    }
    Ok(census)
}

/// The name at the beginning of a work's text.
fn name(begins: &str) -> &str {
    begins.strip_prefix("{\"work\":\"").and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_is_known_by_how_its_text_begins() {
        assert_eq!(name("{\"work\":\"deliver\",\"conv"), "deliver");
        assert_eq!(name("nonsense"), "");
    }
}

//! Statements of the doctor: jobs by the reason they carry, and who else is at the database. They read only.

use crate::db::{Conn, args, record};
use crate::error::Result;

record! {
    /// Jobs that ended alike.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) struct Reason {
        /// Why.
        pub why: String,
        /// How many.
        pub n: i64,
    }
}

/// Dead jobs by their reason, the most frequent first.
pub(super) async fn dead(conn: &mut Conn) -> Result<Vec<Reason>> {
    conn.list(
        "SELECT COALESCE(last_error, '') AS why, COUNT(*) AS n FROM job WHERE state = 'dead' GROUP BY last_error ORDER BY COUNT(*) DESC, 1 LIMIT 3",
        args![],
    )
    .await
}

/// Why the oldest job that has been tried waits still.
pub(super) async fn waiting_for(conn: &mut Conn) -> Result<Option<String>> {
    let row = conn
        .row("SELECT last_error FROM job WHERE state = 'ready' AND last_error IS NOT NULL ORDER BY created_at, id LIMIT 1", args![])
        .await?;
    Ok(row.map(|row| row.get("last_error")).transpose()?)
}

/// How many other processes of this program are at this PostgreSQL's database: each names itself by its number, which is
/// its own on one machine.
pub(super) async fn neighbours(conn: &mut Conn) -> Result<i64> {
    conn.count(
        "SELECT COUNT(DISTINCT (a.application_name, host(a.client_addr))) AS n
         FROM pg_stat_activity a, pg_stat_activity o
         WHERE o.pid = pg_backend_pid() AND a.datname = o.datname AND a.application_name ~ '^frontdesk [0-9]+$'
           AND (a.application_name, host(a.client_addr)) IS DISTINCT FROM (o.application_name, host(o.client_addr))",
        args![],
    )
    .await
}

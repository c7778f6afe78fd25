//! What an open database says about itself: its version, and the settings that decide whether it keeps its word.
//!
//! It gives facts; whether they are good is for `doctor` to judge. It writes nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::OpenFlags;

use super::value::args;
use super::{Conn, backup};
use crate::error::Result;

/// What a SQLite connection of this program says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sqlite {
    /// `wal`, or what it is instead.
    pub journal_mode: String,
    /// 2 is FULL.
    pub synchronous: i64,
    /// The last migration it has seen; 0 is none.
    pub version: i64,
}

/// What a PostgreSQL says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postgres {
    /// Such as 150004.
    pub version_num: i64,
    /// `on` or `off`.
    pub fsync: String,
    /// `on` or `off`.
    pub full_page_writes: String,
    /// `on`, `off`, `local`, `remote_write` or `remote_apply`.
    pub synchronous_commit: String,
    /// `UTF8`, or what it is instead.
    pub encoding: String,
    /// How many connections it takes.
    pub max_connections: i64,
    /// How many of them are open now, ours included.
    pub connections: i64,
    /// Its clock, in Unix milliseconds.
    pub now: i64,
    /// The last migration it has seen; 0 is none.
    pub version: i64,
}

/// How a bounded check of the file ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// Every page was looked at.
    Sound,
    /// Nothing was found in the time there was.
    OutOfTime,
    /// What is wrong.
    Damaged(String),
}

/// Asks SQLite.
///
/// # Errors
/// What the database says.
pub async fn sqlite(conn: &mut Conn) -> Result<Sqlite> {
    let mode = conn.row("PRAGMA journal_mode", args![]).await?;
    let synchronous = conn.row("PRAGMA synchronous", args![]).await?;
    let tables = conn
        .count("SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'", args![])
        .await?;
    Ok(Sqlite {
        journal_mode: mode.map(|row| row.get("journal_mode")).transpose()?.unwrap_or_default(),
        synchronous: synchronous.map(|row| row.get("synchronous")).transpose()?.unwrap_or_default(),
        version: version(conn, tables).await?,
    })
}

/// Asks PostgreSQL.
///
/// # Errors
/// What the database says.
pub async fn postgres(conn: &mut Conn) -> Result<Postgres> {
    let found = conn
        .row(
            "SELECT CAST(current_setting('server_version_num') AS BIGINT) AS version_num, current_setting('fsync') AS fsync,
               current_setting('full_page_writes') AS full_page_writes,
               current_setting('synchronous_commit') AS synchronous_commit,
               current_setting('server_encoding') AS encoding,
               CAST(current_setting('max_connections') AS BIGINT) AS max_connections,
               (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
               CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
            args![],
        )
        .await?;
    let Some(row) = found else { return Err(anyhow::anyhow!("PostgreSQL says nothing of itself").into()) };
    let tables = conn
        .count("SELECT COUNT(*) AS n FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'", args![])
        .await?;
    Ok(Postgres {
        version_num: row.get("version_num")?,
        fsync: row.get("fsync")?,
        full_page_writes: row.get("full_page_writes")?,
        synchronous_commit: row.get("synchronous_commit")?,
        encoding: row.get("encoding")?,
        max_connections: row.get("max_connections")?,
        connections: row.get("connections")?,
        now: row.get("now")?,
        version: version(conn, tables).await?,
    })
}

async fn version(conn: &mut Conn, tables: i64) -> Result<i64> {
    if tables == 0 {
        return Ok(0);
    }
    conn.count("SELECT COALESCE(MAX(version), 0) AS n FROM _sqlx_migrations WHERE success = TRUE", args![]).await
}

/// Looks at the pages of a SQLite file for no longer than `limit`, beside whoever uses it. It blocks.
///
/// # Errors
/// When the file cannot be opened.
pub fn look_through(file: &Path, limit: Duration) -> anyhow::Result<Soundness> {
    let conn = backup::open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let until = std::time::Instant::now() + limit;
    conn.progress_handler(10_000, Some(move || std::time::Instant::now() >= until))?;
    let said = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    Ok(match said {
        Ok(said) if said == "ok" => Soundness::Sound,
        Ok(said) => Soundness::Damaged(said),
        Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::OperationInterrupted => {
            Soundness::OutOfTime
        }
        Err(error) => Soundness::Damaged(error.to_string()),
    })
}

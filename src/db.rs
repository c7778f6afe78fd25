//! The two engines behind one text: embedded SQLite, or PostgreSQL, by the URL's scheme.
//!
//! Statements are written once, with `$1`, in the nouns' `sql.rs`; [`Conn`] runs them on whichever engine is open.
//! Reading takes a [`Conn`] (a pooled one from [`Db::read`], or a [`Tx`] by deref); writing takes a [`Tx`], so that a
//! signature says which. What truly differs between the engines stands in [`dialect`] alone. The rules of the common
//! text are in `migrations/README.md`.

pub mod backup;
pub mod conn;
pub mod dialect;
pub mod examine;
pub mod hold;
pub mod migrate;
pub mod row;
pub mod sql;
pub mod transfer;
pub mod tx;
pub mod value;

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

pub use conn::Conn;
pub use row::{Column, Json, Record, Row};
pub(crate) use row::{named, record};
pub use sql::Sql;
pub use tx::{Sink, Tx};
pub(crate) use value::args;
pub use value::{IntoValue, Value};

use crate::error::{Error, Result};
use crate::id::Ids;
use crate::time::Timestamp;
use std::sync::Arc;

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer, because SQLite has one (a second would only wait, unfairly), and read-only connections beside it.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
    },
    /// PostgreSQL does its own queueing.
    Postgres(PgPool),
}

/// How many read-only connections SQLite gets: more than cores brings nothing.
const SQLITE_READERS: u32 = 4;

impl Db {
    /// Opens `url`: `postgres://…`, or `sqlite:PATH`.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url).map_err(Error::from)?.application_name("frontdesk");
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            return Ok(Self::Postgres(pool));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        Self::open_sqlite(Path::new(path)).await
    }

    /// Opens, or makes, the SQLite file at `path`.
    ///
    /// FULL, because NORMAL loses acknowledged rows when the power is cut. `secure_delete`, because what was erased must
    /// not stay in the file's free pages.
    async fn open_sqlite(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(Duration::from_secs(5))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.create_if_missing(false).pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, readers })
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// When the database is gone or every connection stays taken.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Conn::Sqlite(conn::Guard::Pooled(readers.acquire().await?)),
            Self::Postgres(pool) => Conn::Postgres(conn::Guard::Pooled(pool.acquire().await?)),
        })
    }

    /// Begins a transaction; on SQLite it waits its turn, first come first served, and takes the write lock at once.
    ///
    /// # Errors
    /// When the database is gone or full.
    pub async fn begin(&self, now: Timestamp, ids: Ids, sink: Arc<dyn Sink>) -> Result<Tx> {
        let conn = match self {
            Self::Sqlite { writer, .. } => Conn::Sqlite(conn::Guard::Tx(begin_writing(writer).await?)),
            Self::Postgres(pool) => Conn::Postgres(conn::Guard::Tx(pool.begin().await?)),
        };
        Ok(Tx::new(conn, now, ids, sink))
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.read().await?;
        conn.all("SELECT 1", Vec::new()).await.map(drop)
    }

    /// Closes every connection, after what runs has ended.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The engine's name, for metrics and the log.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// Takes the writer. SQLite rolls a transaction back by itself when its disk is full or broken (Result codes, "The
/// automatic rollback"); sqlx counts it as open still and would refuse all others, so that connection is replaced.
async fn begin_writing(writer: &SqlitePool) -> Result<sqlx::SqliteTransaction<'static>, sqlx::Error> {
    match writer.begin_with("BEGIN IMMEDIATE").await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with("BEGIN IMMEDIATE").await
        }
        other => other,
    }
}

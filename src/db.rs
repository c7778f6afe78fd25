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
mod many;
pub mod migrate;
pub mod row;
pub mod sql;
pub mod sqlite;
pub mod transfer;
pub mod tx;
pub mod value;

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

pub use conn::Conn;
pub use many::Many;
pub use row::{Column, Json, Record, Row};
pub(crate) use row::{named, record};
pub use sql::Sql;
pub use tx::{Sink, Tx};
pub(crate) use value::args;
pub use value::{IntoValue, Value};

use crate::error::{Error, Result};
use crate::id::Ids;
use crate::time::Timestamp;
use sqlite::{Hold, Sqlite};

/// The tables that hold what people wrote.
const PERSONAL: [&str; 17] = [
    "message",
    "delivery",
    "contact",
    "identity",
    "conversation",
    "form_session",
    "submission",
    "lead",
    "lead_detail",
    "lead_change",
    "note",
    "notification",
    "discussed",
    "opinion",
    "import_row",
    "inbound",
    "job",
];

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file, with one writer and some readers.
    Sqlite(Sqlite),
    /// PostgreSQL does its own queueing.
    Postgres(PgPool),
}

impl Db {
    /// Opens `url`: `postgres://…`, or `sqlite:PATH`.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            // Who looks at `pg_stat_activity` sees how many processes share it; `doctor` counts them.
            let name = format!("frontdesk {}", std::process::id());
            let options = PgConnectOptions::from_str(url)
                .map_err(Error::from)?
                .application_name(&name)
                // A node that froze in a transaction holds its rows no longer than this; ours never wait for anything else.
                // To compile a statement takes longer than any of ours runs.
                .options([("idle_in_transaction_session_timeout", "60s"), ("jit", "off")]);
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            return Ok(Self::Postgres(pool));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        Ok(Self::Sqlite(Sqlite::open(PathBuf::from(path)).await?))
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// When the database is gone or every connection stays taken.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite(file) => Conn::Sqlite(Hold::Reading(file.read().await?)),
            Self::Postgres(pool) => Conn::Postgres(conn::Guard::Pooled(pool.acquire().await?)),
        })
    }

    /// Begins a transaction; on SQLite it waits its turn, first come first served, and shares its flush with who comes then.
    ///
    /// # Errors
    /// When the database is gone or full.
    pub async fn begin(&self, now: Timestamp, ids: Ids, sink: Arc<dyn Sink>) -> Result<Tx> {
        let conn = match self {
            Self::Sqlite(file) => Conn::Sqlite(Hold::Writing(file.begin().await?)),
            Self::Postgres(pool) => Conn::Postgres(conn::Guard::Tx(pool.begin().await?)),
        };
        Ok(Tx::new(conn, now, ids, sink))
    }

    /// Makes what was erased leave no byte in the database. False where it must be asked again, because somebody still
    /// reads from before.
    ///
    /// SQLite clears its pages' gaps and empties its log. PostgreSQL drops dead rows and their index entries, and takes its
    /// samples of the columns anew; what its own log and its copies keep is not in our hands (docs/erasure.md).
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget(&self) -> Result<bool> {
        match self {
            Self::Sqlite(file) => file.forget().await,
            Self::Postgres(pool) => {
                for table in PERSONAL {
                    let text = format!("VACUUM (ANALYZE, INDEX_CLEANUP ON) {table}");
                    sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(pool).await?;
                }
                Ok(true)
            }
        }
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
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// The engine's name, for metrics and the log.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

//! Embedded SQLite: one writer that many share a commit of, and readers beside it.
//!
//! A statement of the writer runs in place, on the task that asks: a page of the cache is found in microseconds, and a
//! thread hop for each (what an asynchronous driver of SQLite has to pay) cost ten times as much as the work. What may
//! take long leaves the tasks alone: readers and flushes have threads of the blocking pool.

mod checkpoint;
mod migrate;
pub mod reader;
mod scrub;
pub mod statement;
#[cfg(test)]
mod tests;
pub mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sqlx::SqlStr;
use sqlx::migrate::{MigrateError, Migration};

use super::value::Value;
use crate::error::{Error, Result};
use crate::time::Timestamp;
use checkpoint::Checkpointer;
use reader::{Reader, Readers};
use statement::SqliteRow;
use writer::{Line, Turn};

/// How many statements a connection keeps prepared: all that the product has, and some.
const PREPARED: usize = 256;

/// A connection of SQLite: one of the readers, or the writer's turn.
pub enum Hold {
    /// Reads.
    Reading(Reader),
    /// Reads and writes, in a transaction.
    Writing(Turn),
}

impl Hold {
    pub(super) async fn rows(&mut self, sql: SqlStr, values: Vec<Value>, most: usize) -> Result<Vec<SqliteRow>> {
        match self {
            Self::Reading(reader) => reader.rows(sql, values, most).await,
            Self::Writing(turn) => turn.rows(&sql, &values, most),
        }
    }

    pub(super) async fn execute(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64> {
        match self {
            Self::Reading(reader) => reader.execute(sql, values).await,
            Self::Writing(turn) => turn.execute(&sql, &values),
        }
    }
}

/// An open SQLite file.
#[derive(Clone)]
pub struct Sqlite {
    path: Arc<Path>,
    writer: Line,
    readers: Arc<Readers>,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens, or makes, the file.
    ///
    /// FULL, because NORMAL loses acknowledged rows when the power is cut. `secure_delete`, because what was erased must
    /// not stay in the file's free pages.
    ///
    /// # Errors
    /// When it cannot be opened, or is no database.
    pub async fn open(path: PathBuf) -> Result<Self> {
        let path: Arc<Path> = path.into();
        let place = Arc::clone(&path);
        let writer = off_the_tasks(move || {
            let conn = Connection::open(&place)?;
            // Who finds another process writing waits without holding a thread: see `writer`.
            prepare(&conn, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384")?;
            conn.busy_timeout(Duration::ZERO)?;
            let checkpointer = Checkpointer::new(&conn, place);
            Ok((conn, checkpointer))
        })
        .await?;
        let (conn, checkpointer) = writer;
        Ok(Self { readers: Arc::new(Readers::new(Arc::clone(&path))), writer: Line::new(conn, checkpointer), path })
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// When the file is gone, or every reader stays taken.
    pub async fn read(&self) -> Result<Reader> {
        Readers::take(&self.readers).await
    }

    /// The writer, when it is this one's turn.
    ///
    /// # Errors
    /// When the disk is full, or the turn does not come.
    pub async fn begin(&self) -> Result<Turn> {
        self.writer.turn().await
    }

    /// Brings the file up to these steps; one that has seen fewer is copied first. Outer errors are the engine's, the
    /// inner one is about the steps themselves.
    pub(super) async fn migrate(
        &self,
        steps: Vec<Migration>,
        backup: Option<PathBuf>,
        now: Timestamp,
    ) -> Result<Result<(), MigrateError>> {
        let path = Arc::clone(&self.path);
        off_the_tasks(move || {
            let mut conn = Connection::open(&path)?;
            prepare(&conn, "PRAGMA synchronous = FULL")?;
            migrate::run(&mut conn, &steps, backup.as_deref(), now)
        })
        .await
    }

    /// Makes what was erased leave no byte: in the gaps of pages, in free pages, in the log. False while a reader still
    /// needs the log: then it is to be asked again.
    ///
    /// # Errors
    /// When the disk is full or the file is gone.
    pub async fn forget(&self) -> Result<bool> {
        let path = Arc::clone(&self.path);
        off_the_tasks(move || {
            scrub::scrub(&path)?;
            checkpoint::empty(&path)
        })
        .await
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes it; the last connection folds the log into the file.
    pub async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}

/// What every connection needs.
fn prepare(conn: &Connection, own: &str) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    conn.execute_batch(own)?;
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
}

/// A connection that can only read.
fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    prepare(&conn, "PRAGMA query_only = ON")?;
    Ok(conn)
}

/// Does what may take long on a thread that may wait.
async fn off_the_tasks<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, rusqlite::Error> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(Error::Internal(anyhow::Error::new(error).context("a statement panicked"))),
    }
}

//! Group commit: who writes at the same time shares one flush of the disk, and nobody notices.
//!
//! The writer is handed out in the order of asking. The first turn opens the outer transaction; each verb has a savepoint
//! in it, so that one that fails takes back its own and harms no other. A verb that is done gives the writer on and
//! waits; behind those who stood in line by then comes the flush, and then all of them hear that they are on disk, in
//! the order of their turns. Who finds nobody in line is flushed at once: nothing waits for company.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use rusqlite::Connection;
use sqlx::SqlStr;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout};

use super::checkpoint::Checkpointer;
use super::statement::{self, SqliteRow};
use crate::db::value::Value;
use crate::error::{Error, Result};
use crate::metric;

/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long another process (a command at the terminal) may hold the file, and how often it is tried meanwhile.
const BUSY: (Duration, u32) = (Duration::from_millis(5), 1_000);

/// What is to be done once it is on disk.
pub type Told = Box<dyn FnOnce() + Send>;

/// Why a whole batch was lost: members cannot share one error, so they share its words.
#[derive(Clone)]
struct Lost {
    is_passing: bool,
    words: Arc<str>,
}

impl From<Lost> for Error {
    fn from(lost: Lost) -> Self {
        if lost.is_passing {
            Self::Unavailable(lost.words.to_string())
        } else {
            Self::Internal(anyhow::anyhow!(lost.words))
        }
    }
}

impl From<&rusqlite::Error> for Lost {
    fn from(error: &rusqlite::Error) -> Self {
        Self { is_passing: crate::error::is_sqlite_passing(error), words: error.to_string().into() }
    }
}

/// A verb that is done and waits for the flush.
struct Member {
    told: Told,
    heard: oneshot::Sender<Result<(), Lost>>,
}

/// The one connection that writes.
struct Writer {
    /// None once it is closed.
    conn: Option<Connection>,
    /// The outer transaction has begun.
    is_open: bool,
    /// Whose turn it is has a savepoint in it.
    has_savepoint: bool,
    batch: Vec<Member>,
    /// Somebody will flush.
    flush_comes: bool,
    /// None once it is closed.
    checkpointer: Option<Checkpointer>,
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".to_owned())
}

impl Writer {
    fn run(&self, sql: &str) -> Result<(), rusqlite::Error> {
        match &self.conn {
            Some(conn) => conn.prepare_cached(sql)?.raw_execute().map(drop),
            None => Err(rusqlite::Error::InvalidQuery),
        }
    }

    /// Opens the outer transaction; where others have written in it, this verb's savepoint. The first needs none, and
    /// saves a copy of each page that it changes: what it takes back is all there is.
    async fn begin(&mut self) -> Result<()> {
        if self.conn.is_none() {
            return Err(closed());
        }
        self.has_savepoint = self.is_open;
        if self.is_open {
            return Ok(self.run("SAVEPOINT verb")?);
        }
        let mut tries = 0;
        while !self.is_open {
            match self.run("BEGIN IMMEDIATE") {
                Ok(()) => self.is_open = true,
                Err(error)
                    if tries < BUSY.1 && error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
                {
                    tries += 1;
                    tokio::time::sleep(BUSY.0).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The transaction is gone with all that was in it: SQLite takes everything back by itself when its disk is full or
    /// broken (Result codes, "The automatic rollback").
    fn lose(&mut self, lost: &Lost) {
        self.is_open = false;
        for member in self.batch.drain(..) {
            // Who no longer listens needs no answer.
            let _ = member.heard.send(Err(lost.clone()));
        }
    }

    /// Whether SQLite has taken everything back by itself.
    fn was_taken_back(&self) -> bool {
        self.is_open && self.conn.as_ref().is_some_and(Connection::is_autocommit)
    }

    /// Takes back this verb's writes; where nobody else's stand, the outer transaction ends with them.
    fn take_back(&mut self) {
        if !self.has_savepoint {
            return self.end_all(&Lost { is_passing: true, words: "taken back".into() });
        }
        let undone = self.run("ROLLBACK TO verb").and_then(|()| self.run("RELEASE verb"));
        if let Err(error) = &undone {
            self.end_all(&Lost::from(error));
        } else if self.batch.is_empty() {
            self.end_all(&Lost { is_passing: true, words: "taken back".into() });
        }
    }

    fn end_all(&mut self, lost: &Lost) {
        if self.conn.as_ref().is_some_and(|conn| !conn.is_autocommit()) {
            // Should even this fail, the next BEGIN says so.
            let _ = self.run("ROLLBACK");
        }
        self.lose(lost);
    }

    /// Commits for all who wait, and tells them in order.
    fn flush(&mut self) {
        self.flush_comes = false;
        if !self.is_open {
            return;
        }
        let begun = Instant::now();
        if let Err(error) = self.run("COMMIT") {
            return self.end_all(&Lost::from(&error));
        }
        self.is_open = false;
        metric::commit(self.batch.len(), begun.elapsed());
        for member in self.batch.drain(..) {
            (member.told)();
            // Who no longer listens needs no answer.
            let _ = member.heard.send(Ok(()));
        }
        if let (Some(checkpointer), Some(conn)) = (&mut self.checkpointer, &self.conn) {
            checkpointer.see_to(conn);
        }
    }
}

/// The line before the writer.
#[derive(Clone)]
pub struct Line {
    writer: Arc<Mutex<Writer>>,
    /// How many stand in it.
    waiting: Arc<AtomicUsize>,
}

/// One who stands in line, for as long as this lives.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Line {
    pub(super) fn new(conn: Connection, checkpointer: Checkpointer) -> Self {
        let writer = Writer {
            conn: Some(conn),
            is_open: false,
            has_savepoint: false,
            batch: Vec::new(),
            flush_comes: false,
            checkpointer: Some(checkpointer),
        };
        Self { writer: Arc::new(Mutex::new(writer)), waiting: Arc::default() }
    }

    /// The writer, when it is this one's turn; its transaction has begun.
    pub(super) async fn turn(&self) -> Result<Turn> {
        let place = Place::take(&self.waiting);
        let turn = timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await;
        drop(place);
        let mut writer = turn.map_err(|_| Error::Unavailable("the database is busy".to_owned()))?;
        writer.begin().await?;
        Ok(Turn { writer: Some(writer), line: self.clone(), lost: None })
    }

    /// Closes the connection, after who has the writer now.
    pub(super) async fn close(&self) {
        let mut writer = self.writer.lock().await;
        if writer.is_open {
            writer.flush();
        }
        let (conn, checkpointer) = (writer.conn.take(), writer.checkpointer.take());
        let closing = tokio::task::spawn_blocking(move || {
            if let Some(checkpointer) = checkpointer {
                checkpointer.end();
            }
            // The last to close, it folds what is left of the log, and removes it.
            drop(conn);
        });
        // It cannot be cut short once it has begun.
        let _ = closing.await;
    }

    /// The flush takes its place in line: before it come those who stand there now.
    fn line_up_flush(&self) {
        let mut turn = Box::pin(Arc::clone(&self.writer).lock_owned());
        // Polled once, it stands in line; our own turn is not over, so it is not its turn yet.
        let ready = (&mut turn).now_or_never();
        tokio::spawn(async move {
            let mut writer = match ready {
                Some(writer) => writer,
                None => turn.await,
            };
            tokio::task::spawn_blocking(move || writer.flush());
        });
    }
}

/// The writer, held by one verb: a transaction that is taken back when it is dropped.
pub struct Turn {
    writer: Option<OwnedMutexGuard<Writer>>,
    line: Line,
    lost: Option<Lost>,
}

impl Turn {
    /// Runs a statement; gives every row, or the first `most`.
    pub(in crate::db) fn rows(&mut self, sql: &SqlStr, values: &[Value], most: usize) -> Result<Vec<SqliteRow>> {
        self.run(|conn| statement::rows(conn, sql.as_str(), values, most))
    }

    /// Runs a statement that writes; gives the number of rows it touched.
    pub(in crate::db) fn execute(&mut self, sql: &SqlStr, values: &[Value]) -> Result<u64> {
        self.run(|conn| statement::execute(conn, sql.as_str(), values))
    }

    /// Runs a statement once for each of these; gives every row.
    pub(in crate::db) fn rows_of(
        &mut self,
        sql: &SqlStr,
        each: &[Vec<Value>],
        all: &[Value],
    ) -> Result<Vec<SqliteRow>> {
        self.run(|conn| statement::rows_of(conn, sql.as_str(), each, all))
    }

    /// Runs a statement that writes once for each of these.
    pub(in crate::db) fn execute_of(&mut self, sql: &SqlStr, each: &[Vec<Value>], all: &[Value]) -> Result<()> {
        self.run(|conn| statement::execute_of(conn, sql.as_str(), each, all))
    }

    fn run<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone().into());
        }
        let writer = self.writer.as_mut().ok_or_else(closed)?;
        let outcome = writer.conn.as_ref().map(work).ok_or_else(closed)?;
        if let Err(error) = &outcome
            && writer.was_taken_back()
        {
            let lost = Lost::from(error);
            writer.lose(&lost);
            self.lost = Some(lost);
        }
        Ok(outcome?)
    }

    /// Waits until it is on disk. `told` is called then, in the order of the turns, even if nobody waits any more.
    pub(in crate::db) async fn commit(mut self, told: Told) -> Result<()> {
        let has_savepoint = self.writer.as_ref().is_some_and(|writer| writer.has_savepoint);
        // Asked also where there is nothing to release: what SQLite took back is not committed.
        self.run(
            |conn| if has_savepoint { conn.prepare_cached("RELEASE verb")?.raw_execute().map(drop) } else { Ok(()) },
        )?;
        let Some(mut writer) = self.writer.take() else { return Err(closed()) };
        let (heard, hears) = oneshot::channel();
        writer.batch.push(Member { told, heard });
        let is_first = !std::mem::replace(&mut writer.flush_comes, true);
        if is_first && self.line.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::spawn_blocking(move || writer.flush());
        } else {
            if is_first {
                self.line.line_up_flush();
            }
            // To the next in line.
            drop(writer);
        }
        match hears.await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(closed()),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.lost.is_none()
            && let Some(writer) = self.writer.as_mut()
        {
            writer.take_back();
        }
    }
}

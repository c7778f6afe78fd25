//! Readers: a few connections that never write, each statement on a thread that may wait for the disk.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use sqlx::SqlStr;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::statement::{self, SqliteRow};
use super::{off_the_tasks, open_reader};
use crate::db::value::Value;
use crate::error::{Error, Result};

/// How many there are: more than cores brings nothing.
const READERS: usize = 4;

/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connections that read.
pub struct Readers {
    path: Arc<Path>,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: Arc<Path>) -> Self {
        Self { path, idle: Mutex::new(Vec::new()), places: Arc::new(Semaphore::new(READERS)) }
    }

    /// Takes one.
    pub(super) async fn take(readers: &Arc<Self>) -> Result<Reader> {
        let place = match timeout(PATIENCE, Arc::clone(&readers.places).acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(Error::Unavailable("the database is closed".to_owned())),
            Err(_) => return Err(Error::Unavailable("every reader of the database is busy".to_owned())),
        };
        let idle = readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = if let Some(conn) = idle {
            conn
        } else {
            let path = Arc::clone(&readers.path);
            off_the_tasks(move || open_reader(&path)).await?
        };
        Ok(Reader { conn: Some(conn), home: Arc::clone(readers), _place: place })
    }

    /// Lets nobody read any more.
    pub(super) fn close(&self) {
        self.places.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// One of them, taken.
pub struct Reader {
    /// None while a statement runs; a reader that is dropped meanwhile is not kept.
    conn: Option<Connection>,
    home: Arc<Readers>,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    /// Runs a statement; gives every row, or the first `most`.
    pub(in crate::db) async fn rows(&mut self, sql: SqlStr, values: Vec<Value>, most: usize) -> Result<Vec<SqliteRow>> {
        self.run(move |conn| statement::rows(conn, sql.as_str(), &values, most)).await
    }

    /// Runs a statement that would write: SQLite refuses.
    pub(in crate::db) async fn execute(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64> {
        self.run(move |conn| statement::execute(conn, sql.as_str(), &values)).await
    }

    async fn run<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let conn = self.conn.take().ok_or_else(|| Error::Unavailable("a statement was cut short".to_owned()))?;
        let (conn, outcome) = off_the_tasks(move || {
            let outcome = work(&conn);
            Ok((conn, outcome))
        })
        .await?;
        self.conn = Some(conn);
        Ok(outcome?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && !self.home.places.is_closed()
        {
            self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
    }
}

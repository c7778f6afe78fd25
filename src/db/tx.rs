//! A transaction: a connection, the moment it began, ids, and what has happened in it.
//!
//! Nothing but SQL is awaited inside one. [`Tx::emit`] notes an event; [`Tx::commit`] first lets the [`Sink`] write the
//! jobs that the events ask for, in the same transaction, then commits, then tells the sink. Dropped, it rolls back and
//! nobody hears of it.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::Arc;

use sqlx::SqlSafeStr;
use tokio::time::Instant;

use super::conn::{Conn, Guard};
use super::sqlite::Hold;
use super::value::Value;
use crate::error::Result;
use crate::event::Event;
use crate::id::{Id, Ids};
use crate::metric;
use crate::time::Timestamp;

/// Who turns events into work, and tells the others.
pub trait Sink: Send + Sync {
    /// Writes what the events ask for, inside their transaction.
    fn plan<'a>(&'a self, tx: &'a mut Tx, events: &'a [Event])
    -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
    /// Hears of events that are committed and on disk.
    fn committed(&self, events: Vec<Event>);
}

/// A transaction that has begun.
pub struct Tx {
    conn: Conn,
    /// The moment it began: every row it writes carries this one.
    pub now: Timestamp,
    ids: Ids,
    events: Vec<Event>,
    is_history: bool,
    sink: Arc<dyn Sink>,
}

impl Tx {
    pub(super) fn new(conn: Conn, now: Timestamp, ids: Ids, sink: Arc<dyn Sink>) -> Self {
        Self { conn, now, ids, events: Vec::new(), is_history: false, sink }
    }

    /// A new id.
    pub fn id<T: Id>(&self) -> T {
        self.ids.next(self.now)
    }

    /// Notes what has happened; it is told after the commit, or never.
    pub fn emit(&mut self, event: Event) {
        if !self.is_history {
            self.events.push(event);
        }
    }

    /// What this transaction writes happened at `at`, long ago: nobody is told, nothing is sent. For seeds and imports.
    pub fn as_history(&mut self, at: Timestamp) {
        self.now = at;
        self.is_history = true;
    }

    /// Runs a statement that writes; gives the number of rows it touched.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exec(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64> {
        self.conn.run(sql, values).await
    }

    /// Makes it all true at once: rows, and a job for each side effect. When this returns, it is on disk.
    ///
    /// # Errors
    /// What the database says; then nothing of it is true.
    pub async fn commit(mut self) -> Result<()> {
        let events = std::mem::take(&mut self.events);
        let sink = Arc::clone(&self.sink);
        if !events.is_empty() {
            sink.plan(&mut self, &events).await?;
        }
        let told = move || {
            if !events.is_empty() {
                sink.committed(events);
            }
        };
        match self.conn {
            Conn::Sqlite(Hold::Writing(turn)) => turn.commit(Box::new(told)).await,
            Conn::Postgres(Guard::Tx(tx)) => {
                let begun = Instant::now();
                tx.commit().await?;
                metric::commit(1, begun.elapsed());
                told();
                Ok(())
            }
            // A Tx is only ever made around a transaction (`Db::begin`).
            Conn::Sqlite(Hold::Reading(_)) | Conn::Postgres(Guard::Pooled(_)) => Ok(()),
        }
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

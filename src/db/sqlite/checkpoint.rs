//! Folding the log into the file, beside those who write.
//!
//! SQLite folds it within the commit that fills a thousand pages, and who waits for that one waits for two more flushes.
//! Here a thread does it, with a connection of its own that takes no lock a writer needs. While writes never pause it
//! always leaves a little, and the log begins anew only when nothing is left; so when the log has grown long, and little is
//! left, the writer folds that little itself, after those who committed have heard of it. SQLite's documentation:
//! "Write-Ahead Logging", 3.2 "Avoiding Excessively Large WAL Files".

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

/// By how many pages the log grows between two foldings: four times SQLite's own default, because a page that many
/// commits have changed meanwhile is folded once.
const EVERY: i32 = 4_000;

/// The length, in pages, from which the writer makes the log begin anew: 64 MiB.
pub(super) const MOST: i32 = 16_000;

/// What is little, in pages.
const LITTLE: i32 = 1_000;

/// The length from which the writer does so whatever is left.
const TOO_LONG: i32 = MOST + 2 * LITTLE;

/// How long the writer then waits for those who still read from the log.
const FOR_READERS: Duration = Duration::from_millis(10);

/// How long an emptying of the log waits for those who read or write.
const FOR_QUIET: Duration = Duration::from_millis(500);

thread_local! {
    /// How long the log was after this thread's last commit, in pages. The hook can carry nothing of its own.
    static LENGTH: Cell<i32> = const { Cell::new(0) };
}

/// What a folding came to.
struct Folded {
    /// Somebody else was folding, so nothing was done.
    was_taken: bool,
    /// How much of the log stands in the file by now, in pages.
    pages: i32,
}

/// Folds the log, and lets it grow in peace meanwhile.
pub(super) struct Checkpointer {
    /// None where the system gave no thread: the writer does it all, when the log is long.
    thread: Option<(SyncSender<()>, JoinHandle<()>)>,
    /// How long the log was when it was last seen to.
    seen_to: i32,
    /// How long it was when the writer last tried to make it begin anew, and somebody still read from it.
    tried: i32,
    /// How much of the log the thread has folded, in pages from its beginning.
    folded: Arc<AtomicI32>,
}

impl Checkpointer {
    /// For the connection that writes to this file, which from now on folds nothing by itself.
    pub(super) fn new(writer: &Connection, path: Arc<Path>) -> Self {
        writer.wal_hook(Some(|_, pages| {
            LENGTH.set(pages);
            Ok(())
        }));
        // One call is enough for all who call meanwhile.
        let (wake, woken) = sync_channel(1);
        let folded = Arc::new(AtomicI32::new(0));
        let tells = Arc::clone(&folded);
        let spawned = thread::Builder::new().name("checkpoint".to_owned()).spawn(move || serve(&path, &woken, &tells));
        if let Err(error) = &spawned {
            tracing::warn!(%error, "no thread to fold the database's log; it is folded now and then by who writes");
        }
        Self { thread: spawned.ok().map(|thread| (wake, thread)), seen_to: 0, tried: 0, folded }
    }

    /// This thread has committed on the writer, and everybody has heard of it: sees to the log.
    pub(super) fn see_to(&mut self, writer: &Connection) {
        let length = LENGTH.get();
        if length < self.seen_to {
            // It has begun anew.
            (self.seen_to, self.tried) = (0, 0);
            self.folded.store(0, Ordering::Relaxed);
        }
        let is_long = length >= MOST;
        let is_little = length - self.folded.load(Ordering::Relaxed) <= LITTLE;
        // Who reads for long (a backup) would be waited for after every commit.
        let may_try = length - self.tried >= LITTLE;
        if is_long && may_try && (is_little || length >= TOO_LONG) {
            // Where somebody else folds, it is asked again after the next commit.
            if !begin_anew(writer).is_ok_and(|folded| folded.was_taken) {
                self.tried = length;
            }
        } else if length - self.seen_to >= if is_long { LITTLE } else { EVERY } {
            if let Some((wake, _)) = &self.thread {
                // Called already, it will come.
                let _ = wake.try_send(());
            }
            self.seen_to = length;
        }
    }

    /// Ends the thread, after what it does now. Blocks.
    pub(super) fn end(self) {
        if let Some((wake, thread)) = self.thread {
            drop(wake);
            // A panic has been told of, and harmed nothing.
            let _ = thread.join();
        }
    }
}

/// The thread: folds whenever it is called, until the writer is gone.
fn serve(path: &Path, woken: &Receiver<()>, tells: &AtomicI32) {
    let mut conn = None;
    while woken.recv().is_ok() {
        // Opened when there is something to fold: most commands at a terminal write little.
        let folded = match conn.take() {
            Some(conn) => Ok(conn),
            None => open(path),
        }
        .and_then(|conn| {
            let folded = fold(&conn, "PRAGMA wal_checkpoint(PASSIVE)")?;
            tells.store(folded.pages, Ordering::Relaxed);
            Ok(conn)
        });
        match folded {
            Ok(open) => conn = Some(open),
            // Nothing is lost: it stands in the log, and is folded the next time.
            Err(error) => tracing::warn!(%error, "the database's log could not be folded into its file"),
        }
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    super::prepare(&conn, "PRAGMA synchronous = FULL")?;
    Ok(conn)
}

/// Folds everything, and makes the log empty: what was overwritten or cleared in the file is in no older copy of a page any
/// more. False while a reader still needs the log. Blocks.
pub(super) fn empty(path: &Path) -> rusqlite::Result<bool> {
    let conn = open(path)?;
    // First what can be done while others write; the rest, which they wait for, is little.
    fold(&conn, "PRAGMA wal_checkpoint(PASSIVE)")?;
    conn.busy_timeout(FOR_QUIET)?;
    conn.prepare("PRAGMA wal_checkpoint(TRUNCATE)")?.query_row([], |row| Ok(row.get::<_, i64>(0)? == 0))
}

/// Folds what is left, and waits a moment for readers, so that the next who writes begins at the log's beginning. Those
/// who hold it longer (a backup) are not waited for: the log grows until they are done.
fn begin_anew(writer: &Connection) -> rusqlite::Result<Folded> {
    writer.busy_timeout(FOR_READERS)?;
    let folded = fold(writer, "PRAGMA wal_checkpoint(RESTART)");
    if let Err(error) = &folded {
        tracing::warn!(%error, "the database's log could not be folded into its file");
    }
    writer.busy_timeout(Duration::ZERO)?;
    folded
}

fn fold(conn: &Connection, sql: &str) -> rusqlite::Result<Folded> {
    // Its columns: whether it was kept from ending, the log's length, and how much of that is folded; -1 twice where
    // somebody else was folding.
    conn.prepare_cached(sql)?
        .query_row([], |row| Ok(Folded { was_taken: row.get::<_, i64>(1)? < 0, pages: row.get(2)? }))
}

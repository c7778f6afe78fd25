//! What a bot answers from beside what its owner wrote: files, and sites that are read page by page.
//!
//! A source holds how it was read; what it says are entries like all others, so one search finds them all.

pub mod page;
pub mod site;
mod sql;

use super::rank;
use super::read::{Document, Passage};
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::names;
use crate::id::{BotId, EntryId, MemberId, PageId, SourceId, TaskId};
use crate::task;
use crate::time::Timestamp;

names! {
    /// What a source is.
    pub enum Kind {
        /// A Markdown file.
        Markdown = "markdown",
        /// A page as a file.
        Html = "html",
        /// A PDF.
        Pdf = "pdf",
        /// A file of plain text.
        Text = "text",
        /// A site, read by its links.
        Site = "site",
    }
}
crate::db::named!(Kind);

names! {
    /// How a source stands.
    pub enum State {
        /// It is being read; what was read before still answers.
        Reading = "reading",
        /// It was read.
        Ready = "ready",
        /// It could not be read; its words say why.
        Failed = "failed",
    }
}
crate::db::named!(State);

/// How many sources a bot has at most.
pub const MOST: i64 = 200;

record! {
    /// A file or a site.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Source {
        /// Its id.
        pub id: SourceId,
        /// Whose it is.
        pub bot_id: BotId,
        /// What it is.
        pub kind: Kind,
        /// A file's name, or a site's host.
        pub title: String,
        /// Where a site begins.
        pub url: Option<String>,
        /// How it stands.
        pub state: State,
        /// What the owner is told of how it was read.
        pub words: Option<String>,
        /// How much was read, in bytes.
        pub bytes: i64,
        /// Of how many pages.
        pub pages: i64,
        /// Into how many passages.
        pub passages: i64,
        /// Who added it.
        pub member_id: Option<MemberId>,
        /// The work that reads it.
        pub task_id: Option<TaskId>,
        /// When it was last read.
        pub read_at: Option<Timestamp>,
    }
}

/// A passage as it is stored: with its search terms, which take a moment to make, and no database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    title: String,
    heading: String,
    text: String,
    url: Option<String>,
    terms: String,
}

/// A document's passages, ready to be stored, at most so many. `name` is what it is called where it says nothing itself.
#[must_use]
pub fn ready(document: &Document, name: &str, url: Option<&str>, most: usize) -> Vec<Ready> {
    let title = if document.title.is_empty() { name } else { &document.title };
    let one = |Passage { heading, text }: Passage| Ready {
        terms: rank::terms(&format!("{title} {heading} {text}")).join(" "),
        title: title.to_owned(),
        heading,
        text,
        url: url.map(str::to_owned),
    };
    document.passages().into_iter().take(most).map(one).collect()
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct NewFile<'a> {
    /// For which bot.
    pub bot: &'a BotId,
    /// Who sent it.
    pub by: &'a MemberId,
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// How large it was.
    pub bytes: usize,
    /// What it says.
    pub passages: &'a [Ready],
}

/// Stores a file's passages; a file of the same name goes.
///
/// # Errors
/// `Invalid` when the bot has too many sources.
pub async fn add_file(tx: &mut Tx, new: &NewFile<'_>) -> Result<SourceId> {
    for older in sql::files_named(tx, new.bot, new.name).await? {
        sql::remove(tx, &older).await?;
    }
    make_room(tx, new.bot).await?;
    let id = tx.id();
    let now = tx.now;
    let source = Source {
        id,
        bot_id: new.bot.clone(),
        kind: new.kind,
        title: new.name.to_owned(),
        url: None,
        state: State::Ready,
        words: None,
        bytes: i64::try_from(new.bytes).unwrap_or(i64::MAX),
        pages: 1,
        passages: i64::try_from(new.passages.len()).unwrap_or(i64::MAX),
        member_id: Some(new.by.clone()),
        task_id: None,
        read_at: Some(now),
    };
    sql::insert(tx, &source).await?;
    store(tx, &source, None, new.passages).await?;
    Ok(source.id)
}

/// Refuses one source more than a bot may have.
async fn make_room(tx: &mut Tx, bot: &BotId) -> Result<()> {
    if sql::count(tx, bot).await? >= MOST {
        return Err(Error::field(
            "file",
            "too_many",
            format!("A bot has at most {MOST} files and sites: delete one first"),
        ));
    }
    Ok(())
}

/// Stores passages of a source, or of a page of it.
async fn store(tx: &mut Tx, source: &Source, page: Option<&PageId>, passages: &[Ready]) -> Result<()> {
    let ids: Vec<EntryId> = passages.iter().map(|_| tx.id()).collect();
    // So many values fit into a statement's memory, and others get their turn in between on PostgreSQL.
    for (ids, passages) in ids.chunks(500).zip(passages.chunks(500)) {
        sql::insert_passages(tx, source, page, ids, passages).await?;
    }
    Ok(())
}

/// A bot's sources, newest first.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Source>> {
    sql::list(conn, bot).await
}

/// The source with this id, of this bot.
///
/// # Errors
/// `NotFound` when there is none, or it is another bot's.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &SourceId) -> Result<Source> {
    sql::by_id(conn, id).await?.filter(|source| source.bot_id == *bot).ok_or(Error::NotFound("source"))
}

/// The source with this id; for the back room, which needs no scope.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &SourceId) -> Result<Option<Source>> {
    sql::by_id(conn, id).await
}

/// Removes a source with all that was read of it.
///
/// # Errors
/// `NotFound` when there is none, or it is another bot's.
pub async fn remove(tx: &mut Tx, bot: &BotId, id: &SourceId) -> Result<Source> {
    let source = find(tx, bot, id).await?;
    if let Some(task) = site::running(tx, &source).await? {
        task::end(tx, &task, task::State::Stopped, None).await?;
    }
    sql::remove(tx, &source.id).await?;
    Ok(source)
}

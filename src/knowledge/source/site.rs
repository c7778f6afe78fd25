//! A site that is read page by page: its robots.txt first, then its sitemaps, then what they and its pages link to.
//!
//! What happens between two requests is one transaction: it keeps what came, and says what is next. Whoever reads
//! (`work::read`) brings what came; nothing here reaches the network. A page that was read before answers until it was
//! read anew.

mod sql;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{Kind, Ready, Source, State, make_room, page, store};
use crate::bot::Bot;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{BotId, MemberId, PageId, SourceId, TaskId};
use crate::knowledge::read::robots::Robots;
use crate::task::{self, NewTask, State as TaskState, Task};
use crate::time::Timestamp;

/// How many pages of a site are read.
pub const PAGES: i64 = 300;

/// How many links from where it begins a page may lie.
pub const DEPTH: i64 = 6;

/// How much of one site is read, in bytes.
const BYTES: i64 = 60 * 1024 * 1024;

/// How long one reading may take.
const PATIENCE: Duration = Duration::from_secs(2 * 60 * 60);

/// When a site is read again.
const AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How many sitemaps are read.
const SITEMAPS: usize = 10;

/// How far a reading is: what its task remembers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// What is read.
    pub source: SourceId,
    /// Which reading of it this is.
    pub round: i64,
    /// When it began.
    pub began: Timestamp,
    /// What the site lets us do; none while it was not asked.
    pub robots: Option<Robots>,
    /// Sitemaps to be read.
    pub sitemaps: Vec<String>,
    /// How many sitemaps were met.
    pub met: usize,
    /// How much was read, in bytes.
    pub bytes: i64,
}

impl Progress {
    /// The progress that a task remembers.
    ///
    /// # Errors
    /// When it is no task of this kind.
    pub fn of(task: &Task) -> Result<Self> {
        serde_json::from_value(task.detail.0.clone()).map_err(|error| Error::Internal(error.into()))
    }

    fn json(&self) -> serde_json::Value {
        // Plain values: it cannot fail.
        serde_json::to_value(self).unwrap_or_else(|_| json!({}))
    }
}

record! {
    /// A page of a site.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Page {
        /// Its id.
        pub id: PageId,
        /// Its address.
        pub url: String,
        /// How many links from where the site begins.
        pub depth: i64,
        /// What the site calls the version that was read.
        pub etag: Option<String>,
        /// When the site says that it was changed.
        pub modified: Option<String>,
        /// The hash of its text.
        pub hash: Option<String>,
    }
}

/// A page as it came.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// Its passages; none where it wants to stand in no index.
    pub passages: Vec<Ready>,
    /// The hash of its text.
    pub hash: String,
    /// How large it was, in bytes.
    pub bytes: usize,
    /// What the site calls this version.
    pub etag: Option<String>,
    /// When the site says that it was changed.
    pub modified: Option<String>,
    /// Where it links to.
    pub links: Vec<Url>,
    /// What is told of it besides.
    pub words: Option<String>,
}

/// What came of asking for a page.
#[derive(Clone, Debug)]
pub enum Came {
    /// The page.
    Page(Box<Fetched>),
    /// It is as it was.
    Same,
    /// It is not there any more.
    Gone,
    /// It leads to another page of the site.
    Moved(Url),
    /// It could not be read, and why.
    Failed(String),
}

/// Adds a site, and begins to read it.
///
/// # Errors
/// `Invalid` when it is no address, the bot has it already, or has too many sources.
pub async fn add(tx: &mut Tx, bot: &Bot, by: &MemberId, typed: &str) -> Result<SourceId> {
    let url = page::start(typed)
        .ok_or_else(|| Error::field("site", "invalid", "Enter a whole address, like https://example.com"))?;
    if sql::is_there(tx, &bot.id, url.as_str()).await? {
        return Err(Error::field("site", "taken", "This site is there already: read it again below"));
    }
    make_room(tx, &bot.id).await?;
    let source = Source {
        id: tx.id(),
        bot_id: bot.id.clone(),
        kind: Kind::Site,
        title: url.as_str().split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/').to_owned(),
        url: Some(url.into()),
        state: State::Reading,
        words: None,
        bytes: 0,
        pages: 0,
        passages: 0,
        member_id: Some(by.clone()),
        task_id: None,
        read_at: None,
    };
    super::sql::insert(tx, &source).await?;
    begin(tx, bot, by, &source).await?;
    Ok(source.id)
}

/// Reads a site again.
///
/// # Errors
/// `NotFound` when there is no such site of this bot, `Conflict("reading")` while it is being read.
pub async fn read_again(tx: &mut Tx, bot: &Bot, by: &MemberId, id: &SourceId) -> Result<()> {
    let source = super::find(tx, &bot.id, id).await?;
    if source.kind != Kind::Site {
        return Err(Error::NotFound("site"));
    }
    begin(tx, bot, by, &source).await
}

async fn begin(tx: &mut Tx, bot: &Bot, by: &MemberId, source: &Source) -> Result<()> {
    if running(tx, source).await?.is_some() {
        return Err(Error::Conflict("reading"));
    }
    let round = sql::begin_round(tx, &source.id).await?;
    let progress = Progress {
        source: source.id.clone(),
        round,
        began: tx.now,
        robots: None,
        sitemaps: Vec::new(),
        met: 0,
        bytes: 0,
    };
    let new = NewTask {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by,
        kind: task::Kind::Read,
        total: 1,
        detail: progress.json(),
    };
    let id: TaskId = task::draft(tx, &new).await?;
    sql::set_reading(tx, &source.id, &id).await?;
    let task = task::by_id(tx, &id).await?.ok_or(Error::NotFound("task"))?;
    task::start(tx, &task).await
}

/// The task that reads a source, while it runs.
///
/// # Errors
/// What the database says.
pub async fn running(conn: &mut Conn, source: &Source) -> Result<Option<Task>> {
    let Some(id) = &source.task_id else { return Ok(None) };
    Ok(task::by_id(conn, id).await?.filter(|task| task.state == TaskState::Running))
}

/// Stops reading a source; what was read stays.
///
/// # Errors
/// What the database says.
pub async fn stop(tx: &mut Tx, source: &Source) -> Result<()> {
    let Some(task) = running(tx, source).await? else { return Ok(()) };
    task::end(tx, &task, TaskState::Stopped, None).await?;
    close(tx, source, Some("Stopped before all pages were read".to_owned())).await
}

/// The site said what we may do: known pages are looked at again, its first page and its sitemaps come next.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile.
pub async fn opened(tx: &mut Tx, task: &Task, mut progress: Progress, source: &Source, robots: Robots) -> Result<()> {
    let Some(start) = source.url.as_deref().and_then(page::start) else {
        return fail(tx, task, source, "This is no address of a site").await;
    };
    if !robots.allows(&page::path(&start)) {
        return fail(tx, task, source, "The site’s robots.txt does not let us read it").await;
    }
    sql::add_pages(tx, &source.id, std::slice::from_ref(&start), 0, progress.round).await?;
    let own = robots.sitemaps.iter().filter_map(|named| Url::parse(named).ok());
    let mut sitemaps: Vec<String> =
        own.filter(|named| page::is_same_site(&start, named)).map(Into::into).take(SITEMAPS).collect();
    if sitemaps.is_empty() {
        sitemaps.extend(start.join("/sitemap.xml").ok().map(String::from));
    }
    (progress.met, progress.sitemaps, progress.robots) = (sitemaps.len(), sitemaps, Some(robots));
    go_on(tx, task, source, &progress, 0).await
}

/// A sitemap came, or none did: it is done with, and what it lists is known.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile.
pub async fn listed(
    tx: &mut Tx,
    task: &Task,
    mut progress: Progress,
    source: &Source,
    pages: &[String],
    sitemaps: &[String],
) -> Result<()> {
    progress.sitemaps.pop();
    let Some(start) = source.url.as_deref().and_then(page::start) else { return Err(Error::NotFound("site")) };
    for further in sitemaps.iter().filter_map(|named| Url::parse(named).ok()) {
        if progress.met < SITEMAPS && page::is_same_site(&start, &further) {
            progress.met += 1;
            progress.sitemaps.push(further.into());
        }
    }
    let pages: Vec<Url> = pages.iter().filter_map(|named| page::linked(&start, named)).collect();
    know(tx, &progress, source, &pages, 1).await?;
    go_on(tx, task, source, &progress, 0).await
}

/// Pages that are met: as many as there is room for.
async fn know(tx: &mut Tx, progress: &Progress, source: &Source, pages: &[Url], depth: i64) -> Result<()> {
    let Some(robots) = &progress.robots else { return Ok(()) };
    let room = usize::try_from(PAGES - sql::known(tx, &source.id).await?).unwrap_or(0);
    let mut seen = std::collections::HashSet::new();
    let fresh = pages.iter().filter(|url| seen.insert(url.as_str()) && robots.allows(&page::path(url)));
    let fresh: Vec<&Url> = fresh.collect();
    let fresh = sql::unknown(tx, &source.id, &fresh).await?;
    sql::add_pages(tx, &source.id, &fresh[..fresh.len().min(room)], depth, progress.round).await
}

/// The next page to be read; none when all are, or it is enough.
///
/// # Errors
/// What the database says.
pub async fn next(conn: &mut Conn, source: &SourceId) -> Result<Option<Page>> {
    sql::next(conn, source).await
}

/// Keeps what came of a page.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile.
pub async fn keep(
    tx: &mut Tx,
    task: &Task,
    mut progress: Progress,
    source: &Source,
    page: &Page,
    came: Came,
) -> Result<()> {
    match came {
        Came::Same => sql::same(tx, &page.id).await?,
        Came::Gone => sql::remove_page(tx, &page.id).await?,
        Came::Failed(words) => sql::fail_page(tx, &page.id, &words).await?,
        Came::Moved(to) => {
            sql::empty_page(tx, &page.id, "Leads to another page").await?;
            know(tx, &progress, source, std::slice::from_ref(&to), page.depth).await?;
        }
        Came::Page(fetched) => {
            progress.bytes += i64::try_from(fetched.bytes).unwrap_or(0);
            fetched_page(tx, &progress, source, page, &fetched).await?;
        }
    }
    go_on(tx, task, source, &progress, 1).await
}

async fn fetched_page(tx: &mut Tx, progress: &Progress, source: &Source, page: &Page, fetched: &Fetched) -> Result<()> {
    if page.depth < DEPTH {
        know(tx, progress, source, &fetched.links, page.depth + 1).await?;
    }
    if page.hash.as_deref() == Some(fetched.hash.as_str()) {
        return sql::same(tx, &page.id).await;
    }
    // The same text at another address: one of them answers.
    let is_twin = !fetched.passages.is_empty() && sql::has_twin(tx, &source.id, &page.id, &fetched.hash).await?;
    if is_twin {
        return sql::empty_page(tx, &page.id, "Says the same as another page").await;
    }
    sql::forget_passages(tx, &page.id).await?;
    store(tx, source, Some(&page.id), &fetched.passages).await?;
    sql::keep_page(tx, &page.id, fetched).await
}

/// Asks for the next piece, or ends the reading where nothing is left or it is enough.
async fn go_on(tx: &mut Tx, task: &Task, source: &Source, progress: &Progress, pieces: i64) -> Result<()> {
    let is_late = tx.now.since(progress.began) > PATIENCE;
    let is_much = progress.bytes > BYTES;
    let is_done = progress.sitemaps.is_empty() && sql::next(tx, &source.id).await?.is_none();
    let total = sql::known(tx, &source.id).await?;
    task::describe(tx, task, total.max(task.done + pieces), &progress.json()).await?;
    task::went_on(tx, task, pieces, &progress.json()).await?;
    if !(is_late || is_much || is_done) {
        return Ok(());
    }
    let words = match (is_late, is_much) {
        (true, _) => Some("It took too long: what was read by then answers".to_owned()),
        (_, true) => Some("The site is larger than can be read: what was read answers".to_owned()),
        _ if total >= PAGES => Some(format!("The first {PAGES} pages were read")),
        _ => None,
    };
    task::end(tx, task, TaskState::Done, None).await?;
    close(tx, source, words).await
}

/// Nothing is left to be read.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, task: &Task, source: &Source) -> Result<()> {
    task::end(tx, task, TaskState::Done, None).await?;
    close(tx, source, None).await
}

/// What is told of a site whose reading was given up.
pub const GIVEN_UP: &str = "It could not be read to the end: a step failed several times. What was read until then answers. \
    Try again; if it ends early once more, the server’s log says why.";

/// The back room has given up a piece of it: the source says so, and can be read again.
///
/// # Errors
/// What the database says.
pub async fn given_up(tx: &mut Tx, task: &Task) -> Result<()> {
    let Some(source) = super::by_id(tx, &Progress::of(task)?.source).await? else { return Ok(()) };
    fail(tx, task, &source, GIVEN_UP).await
}

/// It cannot be read at all.
///
/// # Errors
/// What the database says.
pub async fn fail(tx: &mut Tx, task: &Task, source: &Source, words: &str) -> Result<()> {
    task::end(tx, task, TaskState::Failed, Some(words)).await?;
    let (again, now) = (tx.now.plus(AGAIN), tx.now);
    sql::close(tx, &source.id, State::Failed, Some(words), again, now).await
}

/// Adds up what was read, and says when it is read again.
async fn close(tx: &mut Tx, source: &Source, words: Option<String>) -> Result<()> {
    let (again, now) = (tx.now.plus(AGAIN), tx.now);
    let (read, failed) = sql::outcome(tx, &source.id).await?;
    let (state, words) = match failed {
        Some(why) if read == 0 => (State::Failed, Some(why)),
        _ => (State::Ready, words),
    };
    sql::close(tx, &source.id, state, words.as_deref(), again, now).await
}

/// Sites whose time has come, with whom they belong to.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<(BotId, SourceId)>> {
    sql::due(conn, now).await
}

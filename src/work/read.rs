//! Sites are read for the knowledge: one request at a time with a pause between them, each followed by a transaction that
//! keeps what came (`knowledge::source::site`). And they are read again when their time has come.

mod fetch;

use std::time::Duration;

use crate::app::App;
use crate::bot;
use crate::error::{Error, Result};
use crate::id::{BotId, SourceId};
use crate::job::{self, Job, Outcome};
use crate::knowledge::index;
use crate::knowledge::source::site::{self, Came, Page, Progress};
use crate::knowledge::source::{self, Source};
use crate::task::{self, State, Task};
use fetch::{Gate, Listed};

/// How long after the start the first look is, and how often one follows.
const FIRST: Duration = Duration::from_secs(90);
const EVERY: Duration = Duration::from_secs(10 * 60);

/// What came of the next request.
enum Heard {
    /// Of asking what we may do.
    Gate(Gate),
    /// Of a sitemap.
    Listed(Listed),
    /// Of a page.
    Page(Page, Came),
    /// There is nothing left to ask for.
    Nothing,
}

/// Does the next piece of reading a site: one request, and what follows from it.
pub(super) async fn piece(app: &App, task: &Task, job: &Job) -> Result<Outcome> {
    let progress = Progress::of(task)?;
    let mut conn = app.db.read().await?;
    let source = source::by_id(&mut conn, &progress.source).await?;
    let page = site::next(&mut conn, &progress.source).await?;
    drop(conn);
    let Some(source) = source else {
        // It was deleted meanwhile, and its task with it; here it went only halfway.
        let mut tx = app.tx().await?;
        task::end(&mut tx, task, State::Stopped, None).await?;
        return tx.commit().await.map(|()| Outcome::Done);
    };
    let came = tokio::select! {
        came = ask(app, &source, &progress, page) => came?,
        () = app.stop.cancelled() => {
            return Ok(Outcome::Retry { after: Duration::ZERO, why: "the server stops".to_owned() });
        }
    };
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    let kept = match came {
        Heard::Gate(Gate::Open(robots)) => site::opened(&mut tx, task, progress, &source, robots).await,
        Heard::Gate(Gate::Shut(words)) => site::fail(&mut tx, task, &source, &words).await,
        Heard::Listed(listed) => site::listed(&mut tx, task, progress, &source, &listed.pages, &listed.sitemaps).await,
        Heard::Page(page, came) => site::keep(&mut tx, task, progress, &source, &page, came).await,
        Heard::Nothing => site::end(&mut tx, task, &source).await,
    };
    match kept {
        Ok(()) => {}
        // A person stopped it while this was asked for.
        Err(Error::Conflict("stopped")) => return Ok(Outcome::Done),
        Err(error) => return Err(error),
    }
    job::remove(&mut tx, job).await?;
    tx.commit().await?;
    Ok(Outcome::Removed)
}

/// The next request: robots.txt, then sitemaps, then pages.
async fn ask(app: &App, source: &Source, progress: &Progress, page: Option<Page>) -> Result<Heard> {
    let start = source.url.as_deref().and_then(source::page::start).ok_or(Error::NotFound("site"))?;
    let Some(robots) = &progress.robots else {
        return Ok(Heard::Gate(fetch::gate(app, &start).await?));
    };
    tokio::time::sleep(fetch::PAUSE.max(Duration::from_millis(robots.pause_ms))).await;
    if let Some(sitemap) = progress.sitemaps.last() {
        return Ok(Heard::Listed(fetch::sitemap(app, &start, sitemap).await?));
    }
    let Some(page) = page else { return Ok(Heard::Nothing) };
    let came = fetch::page(app, &start, robots, &page, &source.title).await?;
    Ok(Heard::Page(page, came))
}

/// Looks from time to time which sites are to be read again, until the server stops.
pub async fn watch(app: App) {
    if let Err(error) = index_anew(&app).await {
        tracing::warn!(%error, "search terms of the knowledge were not all made anew; they are at the next start");
    }
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => pause = EVERY,
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "which sites to read again could not be told; it is looked at again later");
        }
    }
}

/// Gives entries of an older version the search terms of this one.
///
/// # Errors
/// What the database says.
pub async fn index_anew(app: &App) -> Result<()> {
    let mut after = None;
    loop {
        let made = index::make(&mut app.db.read().await?, after.as_ref()).await?;
        after = made.last();
        if after.is_none() || app.stop.is_cancelled() {
            return Ok(());
        }
        let mut tx = app.tx().await?;
        index::keep(&mut tx, made).await?;
        tx.commit().await?;
    }
}

/// Begins to read the sites whose time has come.
///
/// # Errors
/// What the database says.
pub async fn look(app: &App) -> Result<()> {
    let due = site::due(&mut app.db.read().await?, app.clock.now()).await?;
    for (bot, source) in due {
        match begin(app, &bot, &source).await {
            // Another node was faster, or a person.
            Ok(()) | Err(Error::Conflict(_) | Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn begin(app: &App, bot: &BotId, id: &SourceId) -> Result<()> {
    let mut tx = app.tx().await?;
    let bot = bot::by_id(&mut tx, bot).await?.ok_or(Error::NotFound("bot"))?;
    // In the name of who added it.
    let by = source::find(&mut tx, &bot.id, id).await?.member_id.ok_or(Error::NotFound("member"))?;
    site::read_again(&mut tx, &bot, &by, id).await?;
    tx.commit().await
}

//! The audit: reads every visitor's log through the front door, the books from the database, and the e-mails from
//! their folder, and has the judge look at them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use super::finding::Finding;
use super::house::House;
use super::judge::{self, Books, Kept};
use super::line::Line;
use super::record::Record;
use super::sql;
use crate::app::App;
use crate::job;
use crate::notify::mailbox;

/// How long the back room may take over one more job: on PostgreSQL the lease of who was killed runs out first
/// (`job::worker::lease`), and only then another looks.
const NO_PROGRESS: Duration = Duration::from_secs(30);
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was found, and how much there was to look at.
#[derive(Debug, Default)]
pub(super) struct Audit {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Messages in all logs.
    pub messages: usize,
    /// Forms sent.
    pub submissions: usize,
    /// Leads.
    pub leads: i64,
    /// E-mails, by Message-ID.
    pub mails: usize,
}

/// Waits until the back room has nothing left to do, or does nothing any more.
pub(super) async fn rest(house: &House) -> anyhow::Result<()> {
    let app = house.open().await?;
    let (mut fewest, mut since) = (i64::MAX, Instant::now());
    loop {
        let (waiting, _) = job::depth(&mut app.db.read().await?, app.clock.now()).await?;
        if waiting < fewest {
            (fewest, since) = (waiting, Instant::now());
        }
        if waiting == 0 || since.elapsed() > NO_PROGRESS {
            app.db.close().await;
            return Ok(());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Looks at everything.
pub(super) async fn look(house: &House, key: &str, at: SocketAddr, records: &[Record]) -> anyhow::Result<Audit> {
    let mut audit = Audit::default();
    let (mut receipts, mut people) = (Vec::new(), 0);
    for record in records.iter().filter(|record| !record.entries.is_empty()) {
        let log =
            read(at, key, record).await.with_context(|| format!("the log of {} could not be read", record.name))?;
        audit.findings.extend(judge::log(record, &log));
        audit.messages += log.len();
        let before = receipts.len();
        let sent = log.into_iter().filter(|kept| kept.kind == "receipt");
        receipts.extend(sent.map(|kept| (kept.form.unwrap_or_default(), kept.submission.unwrap_or_default())));
        people += usize::from(receipts.len() > before);
    }
    let app = house.open().await?;
    let books = books(house, &app).await?;
    app.db.close().await;
    audit.findings.extend(judge::books(&receipts, people, &books));
    (audit.submissions, audit.leads, audit.mails) = (books.submissions.len(), books.leads, books.mails.len());
    Ok(audit)
}

async fn books(house: &House, app: &App) -> anyhow::Result<Books> {
    let folder = house.mail();
    let mails = tokio::task::spawn_blocking(move || mailbox::list(&folder)).await??;
    let mut conn = app.db.read().await?;
    Ok(Books {
        submissions: sql::submissions(&mut conn).await?,
        notifications: sql::notifications(&mut conn).await?,
        mails: mails.into_iter().map(|mail| mail.message_id).collect(),
        leads: sql::leads(&mut conn).await?,
        jobs: job::depth(&mut conn, app.clock.now()).await?,
        unanswered: sql::unanswered(&mut conn).await?,
    })
}

/// The whole log, as a visitor who comes back on another device reads it: opened, then page by page.
async fn read(at: SocketAddr, key: &str, record: &Record) -> anyhow::Result<Vec<Kept>> {
    let mut line = Line::connect(at, key).await.context("nobody answers")?;
    let opened = ask(&mut line, &record.open(true), "opened").await?;
    let mut pages = vec![page(&opened)];
    let mut more = opened["more"] == true;
    while more {
        let before = pages.last().and_then(|page| page.first()).map_or(0, |kept| kept.seq);
        let answer = ask(&mut line, &json!({"type": "history", "ref": "more", "before": before}), "history").await?;
        pages.push(page(&answer));
        more = answer["more"] == true && pages.last().is_some_and(|page| !page.is_empty());
    }
    Ok(pages.into_iter().rev().flatten().collect())
}

async fn ask(line: &mut Line, frame: &Value, answer: &str) -> anyhow::Result<Value> {
    anyhow::ensure!(line.send(frame).await, "the line was lost");
    loop {
        let heard = timeout(PATIENCE, line.hear()).await.context("no answer came")?.context("the line was lost")?;
        anyhow::ensure!(heard["type"] != "error", "the server says {}", heard["code"]);
        if heard["type"] == answer {
            return Ok(heard);
        }
    }
}

fn page(frame: &Value) -> Vec<Kept> {
    frame["messages"].as_array().into_iter().flatten().map(Kept::of).collect()
}

//! Leads in files, at a terminal: out to standard output, in from a file.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use tokio::sync::mpsc::Receiver;

use super::start;
use crate::app::App;
use crate::bot::{self, Bot};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId};
use crate::lead::export::{self, Shape, Wanted};
use crate::lead::import::intake::{Intake, LARGEST};
use crate::lead::list::Filter;
use crate::lead::reach::Reach;
use crate::lead::{self, import, whole};
use crate::organisation::{self, member};

pub(super) async fn export(config: &Config, key: &str, bom: bool) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let bot = find(&app, key).await?;
    may_leave(&app, &bot).await?;
    let shape = Shape::read(&mut app.db.read().await?, &bot).await?;
    let wanted = Wanted { bot, filter: Filter::default(), only: Vec::new(), bom };
    let mut tx = app.tx().await?;
    export::note(&mut tx, &wanted.bot.organisation_id, None, &wanted).await?;
    tx.commit().await?;
    print(export::stream(app.db.clone(), shape, wanted)).await?;
    app.db.close().await;
    Ok(())
}

pub(super) async fn contact(config: &Config, of: &str) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let id = LeadId::parse(of).with_context(|| format!("{of} is no lead's id"))?;
    let lead = lead::by_id(&mut app.db.read().await?, &id).await?.with_context(|| format!("there is no lead {of}"))?;
    let bot = bot::by_id(&mut app.db.read().await?, &lead.bot_id).await?.context("the lead's bot is gone")?;
    may_leave(&app, &bot).await?;
    let mut tx = app.tx().await?;
    whole::note(&mut tx, &bot.organisation_id, None, &lead).await?;
    tx.commit().await?;
    print(whole::stream(app.db.clone(), lead.contact_id, app.clock.now())).await?;
    app.db.close().await;
    Ok(())
}

/// Reads a file as its columns are guessed, and sets the import going; the server does it.
pub(super) async fn import(config: &Config, key: &str, by: &str, file: &Path) -> anyhow::Result<()> {
    let size = std::fs::metadata(file).with_context(|| format!("{} could not be read", file.display()))?.len();
    anyhow::ensure!(size <= LARGEST as u64, "the file has more than {} MB: split it", LARGEST / 1024 / 1024);
    let bytes = std::fs::read(file).with_context(|| format!("{} could not be read", file.display()))?;
    let mut intake = Intake::default();
    intake.feed(&bytes).and_then(|()| intake.end()).map_err(|why| anyhow::anyhow!(told(&why.into())))?;
    let app = start::open(config.clone()).await?;
    let bot = find(&app, key).await?;
    let mut tx = app.tx().await?;
    let who = member::by_email(&mut tx, by).await?.filter(|member| member.organisation_id == bot.organisation_id);
    let who = who.with_context(|| format!("nobody of this bot's organisation signs in with {by}"))?;
    let id = import::begin(&mut tx, &bot.organisation_id, &bot, &who.id).await?;
    while let Some(rows) = intake.take(1) {
        import::store(&mut tx, &id, &rows).await?;
    }
    import::ready(&mut tx, &id, &bot, &intake).await?;
    let (task, detail) = import::find(&mut tx, &bot.organisation_id, &id).await?;
    for (name, target) in detail.head.iter().zip(&detail.choices.columns) {
        eprintln!("{name}: {}", target.label());
    }
    import::start(&mut tx, &task, &detail, &bot).await.map_err(|error| anyhow::anyhow!(told(&error)))?;
    tx.commit().await?;
    println!("{} lines wait for the server, which imports them: {}", task.total, app.public(&format!("/tasks/{id}")));
    app.db.close().await;
    Ok(())
}

async fn find(app: &App, key: &str) -> anyhow::Result<Bot> {
    let found = bot::by_key(&mut app.db.read().await?, key).await?;
    found.ok_or_else(|| anyhow::anyhow!("no bot has the key {key}: `frontdesk bot list` shows them"))
}

/// What the plan hides is in no file.
async fn may_leave(app: &App, bot: &Bot) -> anyhow::Result<()> {
    let plan = organisation::plan(&mut app.db.read().await?, &bot.organisation_id).await?;
    anyhow::ensure!(Reach::of(plan) == Reach::All, "this plan shows the newest leads alone: export is locked");
    Ok(())
}

async fn print(mut pieces: Receiver<Result<Vec<u8>>>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    while let Some(piece) = pieces.recv().await {
        out.write_all(&piece?)?;
    }
    Ok(out.flush()?)
}

fn told(error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields.iter().map(|field| field.message.clone()).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

//! Tending a bot at a terminal, until its settings have pages: look, change, teach.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

use crate::app::App;
use crate::bot::{self, Bot, Settings};
use crate::config::Config;
use crate::db::Conn;
use crate::knowledge::{self, NewEntry};
use crate::lead::remap;

use super::{commands, start};

/// A bot's knowledge, as an owner writes it down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lesson {
    entry: Vec<Entry>,
}

/// One question with its answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    question: String,
    answer: String,
    title: Option<String>,
    url: Option<String>,
}

pub(super) async fn show(config: &Config, key: &str) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let bot = find(&mut app.db.read().await?, key).await?;
    println!("# {} ({key})\n{}", bot.name, toml::to_string_pretty(bot.settings())?);
    app.db.close().await;
    Ok(())
}

pub(super) async fn set(config: &Config, key: &str, file: &Path) -> anyhow::Result<()> {
    let settings: Settings = read(file)?;
    let app = start::open(config.clone()).await?;
    let mut tx = app.tx().await?;
    let bot = find(&mut tx, key).await?;
    settings.pipeline().check().map_err(|error| anyhow::anyhow!("own_pipeline: {}", commands::told(&error)))?;
    let effects = remap::effects(&mut tx, &bot.id, bot.settings(), settings.pipeline()).await?;
    let stranded: i64 = effects.iter().map(|effect| effect.leads).sum();
    anyhow::ensure!(
        stranded == 0,
        "{stranded} leads stand in statuses that this pipeline lacks. Change it at {}, which shows where they go",
        app.public("/settings/pipeline")
    );
    bot::set_settings(&mut tx, &bot.id, &settings).await?;
    tx.commit().await?;
    println!("{} has its new settings. Widgets that are open take them when they connect again.", bot.name);
    app.db.close().await;
    Ok(())
}

pub(super) async fn learn(config: &Config, key: &str, file: &Path) -> anyhow::Result<()> {
    let lesson: Lesson = read(file)?;
    let app = start::open(config.clone()).await?;
    let learnt = teach(&app, key, lesson).await?;
    println!("{learnt} entries learnt.");
    app.db.close().await;
    Ok(())
}

async fn teach(app: &App, key: &str, lesson: Lesson) -> anyhow::Result<usize> {
    let mut tx = app.tx().await?;
    let bot = find(&mut tx, key).await?;
    let entries: Vec<NewEntry> = lesson
        .entry
        .into_iter()
        .map(|entry| NewEntry {
            title: entry.title.unwrap_or_else(|| entry.question.clone()),
            question: entry.question,
            answer: entry.answer,
            url: entry.url,
        })
        .collect();
    knowledge::replace(&mut tx, &bot.id, &entries).await?;
    tx.commit().await?;
    Ok(entries.len())
}

async fn find(conn: &mut Conn, key: &str) -> anyhow::Result<Bot> {
    let found = bot::by_key(conn, key).await?;
    found.ok_or_else(|| anyhow::anyhow!("no bot has the key {key}: `frontdesk bot list` shows them"))
}

/// A file's TOML, with its line where it is wrong.
fn read<T: serde::de::DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} could not be read", file.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

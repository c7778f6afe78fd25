//! `frontdesk classify`: what each message asks for, as the assistant understands it. Without a bot it needs no database.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{lines, start};
use crate::assistant::{Form, Model};
use crate::config::Config;
use crate::{bot, tag};
use anyhow::Context as _;

/// A message. Whatever else a line holds is passed over.
#[derive(Debug, Deserialize)]
struct Asked {
    /// Any JSON: it comes back as it is.
    #[serde(default)]
    id: serde_json::Value,
    text: String,
}

/// What was made of it.
#[derive(Debug, Serialize)]
struct Answer {
    id: serde_json::Value,
    /// A tag's key, or `none`.
    intent: String,
    /// 0 to 1, of that intent, also of `none`.
    confidence: f64,
    /// `open`, `chip` or `none`.
    form: Form,
}

/// Answers each line of the file, or of standard input.
pub(super) fn classify(model: &Model, file: Option<&Path>) -> anyhow::Result<()> {
    lines::answer(file, |asked: Asked| {
        let found = model.recognise(&asked.text);
        Answer {
            id: asked.id,
            intent: found.label().to_owned(),
            confidence: (f64::from(found.confidence) * 1000.0).round() / 1000.0,
            form: found.form,
        }
    })
}

/// The classifier of a bot.
pub(super) async fn model_of(config: &Config, key: &str) -> anyhow::Result<std::sync::Arc<Model>> {
    let app = start::open(config.clone()).await?;
    let mut conn = app.db.read().await?;
    let bot = bot::by_key(&mut conn, key)
        .await?
        .with_context(|| format!("no bot has the key {key}: `frontdesk bot list` shows them"))?;
    let tags = tag::list(&mut conn, &bot.id).await?;
    let lessons = tag::understood::lessons(&mut conn, &bot.id).await?;
    drop(conn);
    let model = app.model(&bot.id, &tags, &lessons);
    app.db.close().await;
    Ok(model)
}

//! What the widget needs to know of a bot before its visitor acts. Public: it is on the owner's page for all to see.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::app::App;
use crate::bot;
use crate::bot::accent::{self, Accent};
use crate::conversation::attachment::kind;
use crate::door::assets;
use crate::door::problem::Problem;
use crate::error::Error;

/// A bot, as its widget shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct WidgetConfig {
    /// The bot's public key.
    bot: String,
    /// What visitors read.
    name: String,
    /// What the people behind it are called.
    team: String,
    /// The letter in the assistant's dome.
    initial: String,
    /// The language it speaks by default (BCP 47).
    language: String,
    /// `auto`, `light` or `dark`.
    theme: String,
    /// `end` or `start`.
    position: String,
    /// Its colours.
    #[schema(value_type = Object)]
    accent: Accent,
    /// The launcher.
    launcher: Launcher,
    /// The greeting.
    greeting: Greeting,
    /// Quick replies under the greeting.
    replies: Vec<String>,
    /// The privacy notice.
    privacy_url: Option<String>,
    /// Whether a person can be asked for.
    talk_to_person: bool,
    /// Whether a chat that has ended asks how it was.
    rate: bool,
    /// Whether the team reads what is typed before it is sent; the widget says so.
    typed_ahead: bool,
    /// What files can be sent; nothing where none can.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Sendable>,
    /// The panel's module.
    panel: String,
}

/// What files a visitor can send.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Sendable {
    /// Their media types and endings, as a field for files wants them.
    accept: String,
    /// The largest, in bytes.
    most: u64,
}

/// The launcher's words.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Launcher {
    /// What it is called.
    label: String,
}

/// The greeting's words.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Greeting {
    /// In the open panel.
    text: String,
    /// Beside the closed launcher.
    teaser: Option<String>,
    /// How long after loading.
    delay_ms: u32,
}

/// A bot's widget.
///
/// # Errors
/// 404 for an unknown key.
#[utoipa::path(get, path = "/api/widget/{key}", tag = "widget", params(("key" = String, Path, description = "The bot's public key")), responses(
    (status = 200, description = "What the widget shows", body = WidgetConfig),
    (status = 404, description = "No bot has this key")
))]
pub async fn config(State(app): State<App>, Path(key): Path<String>) -> Result<Response, Problem> {
    let bot = bot::by_key(&mut app.db.read().await?, &key).await?.ok_or(Error::NotFound("bot"))?;
    let settings = bot.settings();
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let config = WidgetConfig {
        initial: bot.name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default(),
        team: settings.team.clone(),
        language: settings.language.clone(),
        theme: settings.theme.clone(),
        position: settings.position.clone(),
        accent: accent::from_colour(&settings.accent),
        launcher: Launcher { label: settings.launcher.clone() },
        greeting: Greeting {
            text: settings.greeting.clone(),
            teaser: some(&settings.teaser),
            delay_ms: settings.teaser_after_ms,
        },
        replies: settings.replies.iter().take(4).cloned().collect(),
        privacy_url: some(&settings.privacy_url),
        talk_to_person: settings.handoff,
        rate: settings.handoff && settings.handoff_rules.ask_csat,
        typed_ahead: settings.handoff && settings.handoff_rules.typed_ahead,
        files: settings
            .files
            .is_on()
            .then(|| Sendable { accept: kind::accepted(&settings.files.groups), most: settings.files.most_bytes() }),
        panel: format!("/widget/{}/panel.js", assets::WIDGET_HASH),
        bot: bot.key,
        name: bot.name,
    };
    // Any site may read it; a minute's cache keeps page views off the database.
    let headers = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "public, max-age=60")];
    Ok((headers, Json(config)).into_response())
}

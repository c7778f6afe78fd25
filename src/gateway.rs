//! The websocket gateway: one socket carries one visitor of one bot. It translates frames into verbs and events into
//! frames, and decides nothing.
//!
//! `protocol` holds the frames (`docs/protocol.md` is their manual), `visitor` what each of them does, `socket` the life
//! of a connection, `wire` the line below it. `agent` is the socket of who is signed in.

pub mod agent;
pub mod protocol;
mod socket;
mod visitor;
mod wire;
mod words;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::app::App;
use crate::bot;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::error::Error;

/// What the address of a socket says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The bot's public key.
    #[serde(default)]
    bot: String,
}

/// `GET /ws?bot=KEY`. Anyone may: a bot is public. Its allowed sites are checked by Origin.
///
/// # Errors
/// 404 for an unknown bot, 403 for a site that is not allowed, 429 for too many sockets from one address.
pub async fn connect(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Address(address): Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    app.limits.socket(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    let bot = bot::by_key(&mut app.db.read().await?, &asked.bot).await?.ok_or(Error::NotFound("bot"))?;
    let origin = headers.get("origin").map(|value| value.to_str().unwrap_or("null"));
    if !bot.settings().allows_origin(origin) && !app.is_own_origin(origin) {
        return Err(Error::Forbidden.into());
    }
    Ok(wire::sized(upgrade).on_upgrade(move |socket| socket::serve(app, bot, socket)).into_response())
}

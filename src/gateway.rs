//! The websocket gateway: one socket carries one visitor of one bot. It translates frames into verbs and events into
//! frames, and decides nothing.
//!
//! `protocol` holds the frames (`docs/protocol.md` is their manual), `visitor` what each of them does, `socket` the life
//! of a connection.

pub mod protocol;
mod socket;
mod visitor;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tracing::Instrument as _;

use crate::app::App;
use crate::bot;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::door::seen;
use crate::error::Error;

/// The largest frame taken, in bytes.
pub const LARGEST_FRAME: usize = 64 * 1024;

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
    let upgrade = upgrade
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME);
    // The upgrade's id names the socket from now on.
    let id = seen::request_id().unwrap_or_default();
    let span = tracing::info_span!(parent: None, "socket", %id);
    Ok(upgrade.on_upgrade(move |socket| socket::serve(app, bot, socket).instrument(span)).into_response())
}

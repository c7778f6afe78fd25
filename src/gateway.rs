//! The visitor's gateway: one line carries one visitor of one bot. It translates frames into verbs and events into
//! frames, and decides nothing.
//!
//! `protocol` holds the frames (`docs/protocol.md` is their manual), `visitor` what each of them does, `socket` the life
//! of a connection. Where a network lets no websocket through, `stream` carries what the server says and `frames` what
//! the client does.

pub mod frames;
pub mod protocol;
mod socket;
pub mod stream;
mod visitor;

use std::net::IpAddr;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::error::{Error, Result};

/// The largest frame taken, in bytes, and the largest body of frames.
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
    let bot = admit_socket(&app, &asked, address, &headers).await?;
    let upgrade = upgrade
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME);
    let visitor = visitor::Visitor::new(app.clone(), bot);
    Ok(upgrade.on_upgrade(move |socket| socket::serve(app, visitor, None, socket)).into_response())
}

/// The bot asked for, where this address may open one more line and the page may talk to it.
async fn admit_socket(app: &App, asked: &Asked, address: IpAddr, headers: &HeaderMap) -> Result<Bot> {
    app.limits.socket(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    admit(app, asked, headers).await
}

/// The bot asked for, where the page may talk to it.
async fn admit(app: &App, asked: &Asked, headers: &HeaderMap) -> Result<Bot> {
    let bot = bot::by_key(&mut app.db.read().await?, &asked.bot).await?.ok_or(Error::NotFound("bot"))?;
    let origin = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or("null"));
    if !bot.settings().allows_origin(origin) && !app.is_own_origin(origin) {
        return Err(Error::Forbidden);
    }
    Ok(bot)
}

/// The answer to a page that was admitted, refusals too: its scripts may read it (Fetch standard, 3.3.3). Without
/// credentials: who speaks stands in the body.
fn readable(headers: &HeaderMap, answer: Result<Response>) -> Response {
    let mut response = answer.map_err(Problem).into_response();
    let answer = response.headers_mut();
    answer.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = headers.get(header::ORIGIN) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    response
}

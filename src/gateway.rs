//! The visitor's gateway: one line carries one visitor of one bot. It translates frames into verbs and events into
//! frames, and decides nothing.
//!
//! `protocol` holds the frames (`docs/protocol.md` is their manual), `visitor` what each of them does, `socket` the life
//! of a connection, `wire` the line below it. Where a network lets no websocket through, `stream` carries what the server
//! says and `frames` what the client does. `files` takes what visitors send, and serves what anybody sent. `agent` is the socket of who is signed in.

pub mod agent;
pub mod files;
pub mod frames;
mod page;
pub mod protocol;
mod socket;
mod standing;
pub mod stream;
mod visitor;
pub mod wire;

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tracing::Instrument as _;

use crate::app::App;
use crate::bot::Bot;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::door::seen;
use crate::error::{Error, Result};
use crate::metric;
use socket::Begin;
use visitor::Visitor;
use wire::Wire;

pub use wire::LARGEST_FRAME;

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
/// 404 for an unknown bot, 403 for a site that is not allowed, 429 for too many sockets from one address, 503 while too
/// many open at once.
pub async fn connect(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Address(address): Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    app.limits.socket(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    let Some(opening) = app.openings.come() else { return Ok(crowded()) };
    let bot = admit(&app, &asked, &headers).await?;
    let visitor = Visitor::new(app.clone(), bot, address);
    // The upgrade's id names the socket from now on.
    let span = tracing::info_span!(parent: None, "socket", id = %seen::request_id().unwrap_or_default());
    let serve = move |socket| socket::serve(app, visitor, Begin::Silent(opening), Wire::new(socket, "visitor"));
    Ok(wire::sized(upgrade).on_upgrade(move |socket| serve(socket).instrument(span)).into_response())
}

/// So many come at once that this one is asked to come a little later: the widget spreads that by chance.
fn crowded() -> Response {
    metric::refused("opening");
    let mut response = Problem(Error::Unavailable("too many sockets open at once".to_owned())).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// The bot asked for, where the page may talk to it.
async fn admit(app: &App, asked: &Asked, headers: &HeaderMap) -> Result<Arc<Bot>> {
    let bot = app.bots.by_key(&app.db, &asked.bot).await?.ok_or(Error::NotFound("bot"))?;
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

//! Settings pages: each has a title, its purpose in a line, an editor, and a bar to save.

pub mod canned;
pub mod forms;
pub mod hours;
pub mod knowledge;
pub mod model;
pub mod notifications;
pub mod pipeline;
pub mod score;
pub mod tags;

use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::layout::{self, Seat};
use super::told::{self, Told};
use super::words;
use crate::app::App;
use crate::bot::Bot;
use crate::db::Conn;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::organisation::role::Right;

/// What a page of settings begins with: that whoever asks may change settings, their seat, and the bot that is set up.
///
/// # Errors
/// 403 for other roles, 404 when the bot is somebody else's.
async fn seat(app: &App, who: SignedIn, bot: &str, headers: &HeaderMap) -> Result<(Conn, Seat, Bot)> {
    who.must(Right::ChangeSettings)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(bot, 100), headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    Ok((conn, seat, bot))
}

/// What a form posts: its fields in their order.
type Pairs = [(String, String)];

/// The first field of this name; empty where there is none.
fn field<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// As [`seat`], for what one of its pages posts: from a page of this server, with that page's token.
///
/// # Errors
/// As `seat`; 403 too for what another site posts.
async fn posted(app: &App, who: SignedIn, headers: &HeaderMap, pairs: &Pairs) -> Result<(Conn, Seat, Bot)> {
    same_site(headers, app)?;
    who.check_csrf(field(pairs, "csrf"))?;
    seat(app, who, field(pairs, "bot"), headers).await
}

/// It is kept: the page at this address, which says so.
fn saved(address: &str) -> Response {
    let mut response = Redirect::to(address).into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::Saved));
    response
}

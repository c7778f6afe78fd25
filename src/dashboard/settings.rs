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

use super::layout::Seat;
use super::words;
use crate::app::App;
use crate::bot::Bot;
use crate::db::Conn;
use crate::door::auth::SignedIn;
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

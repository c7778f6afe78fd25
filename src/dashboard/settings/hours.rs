//! The page of a bot's hours and of its handoff: when the team is there, who gets a conversation, how long a visitor waits.

mod draft;
mod files;
mod shown;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::app::App;
use crate::bot::availability::{self, Change};
use crate::bot::{self, Bot};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told;
use crate::dashboard::view::layout::Place;
use crate::dashboard::way;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError, Result};
use draft::{Act, Draft};
use shown::Around;

/// Where it is.
const HERE: &str = "/settings/hours";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
}

/// What the page shows besides the draft.
#[derive(Default)]
struct Beside {
    wrong: Vec<FieldError>,
    sentence: Option<String>,
    is_changed: bool,
}

/// `GET /settings/hours`: when a bot's team is there, and how it gets conversations. Owners and admins may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else, 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let draft = Draft::of(bot.settings(), today(&app, &bot));
    Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, Beside::default()).await?)
}

/// `POST /settings/hours`: changes the draft, draws it, or saves it. Owners and admins may call it.
///
/// # Errors
/// 422, with the draft, when it cannot be kept; 409, with the draft, when somebody saved others meanwhile.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (mut conn, seat, bot) = super::posted(&app, who, &headers, &pairs).await?;
    let field = |name: &str| super::field(&pairs, name);
    let mut draft = Draft::read(&pairs, bot.settings(), today(&app, &bot));
    let act = Act::read(field("do"));
    if act != Act::Save {
        draft.act(&act);
        let beside = Beside { is_changed: true, ..Beside::default() };
        return Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, beside).await?);
    }
    let checked = match draft.checked(&bot.settings().region) {
        Ok(checked) => checked,
        Err(wrong) => {
            let beside = Beside { wrong, is_changed: true, ..Beside::default() };
            let page = drawn(&app, &mut conn, &seat, &bot, &draft, &headers, beside).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    drop(conn);
    let change = Change {
        bot: &bot.id,
        by: &seat.who.member.id,
        seen: &draft.seen,
        handoff: draft.handoff,
        rules: &checked.rules,
        hours: checked.hours.as_ref(),
        files: &checked.files,
    };
    let mut tx = app.tx().await?;
    match availability::change(&mut tx, &change).await {
        Ok(()) => tx.commit().await?,
        Err(Error::Conflict("changed")) => {
            drop(tx);
            return Ok(overtaken(&app, &seat, &bot, draft, &headers).await?);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(super::saved(&way::with(HERE, &[("bot", seat.key())])))
}

/// The day at the bot's own place.
fn today(app: &App, bot: &Bot) -> jiff::civil::Date {
    app.clock.now().in_zone(&bot.settings().time_zone).date()
}

/// Somebody was faster: told, with the draft as it was.
async fn overtaken(app: &App, seat: &Seat, bot: &Bot, mut draft: Draft, headers: &HeaderMap) -> Result<Response> {
    let mut conn = app.db.read().await?;
    let bot = bot::by_id(&mut conn, &bot.id).await?.ok_or(Error::NotFound("bot"))?;
    draft.seen = bot.settings().handoff_version();
    let sentence = "Somebody has saved other hours or rules while you were editing, and nothing of yours was saved. Your \
                    changes are still here: save to put them in the place of theirs, or discard them.";
    let beside = Beside { sentence: Some(sentence.to_owned()), is_changed: true, ..Beside::default() };
    let page = drawn(app, &mut conn, seat, &bot, &draft, headers, beside).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    draft: &Draft,
    headers: &HeaderMap,
    beside: Beside,
) -> Result<Response> {
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, bot, headers, &here).await?;
    let around = Around {
        frame: layout::frame("Hours & handoff", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Hours, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        here,
        error: beside.sentence,
        is_changed: beside.is_changed,
    };
    layout::page(app, seat, headers, &shown::page(draft, bot, &beside.wrong, around, app.clock.now()))
}

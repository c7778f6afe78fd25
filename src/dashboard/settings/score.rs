//! The page of a bot's score: when a conversation is a lead, what counts, the bands; tried on past leads before it is used.

mod draft;
mod shown;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::app::App;
use crate::assess::replay;
use crate::assess::rescore::{self, Change};
use crate::bot::{self, Bot};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told;
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::pipeline::Running;
use crate::dashboard::view::score::{Replay, ScorePage};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError, Result};
use crate::task::{self, Kind};
use draft::{Act, Draft};

/// Where it is.
const HERE: &str = "/settings/score";

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
    replay: Option<Replay>,
}

/// `GET /settings/score`: what a bot scores by. Owners and admins may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else, 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let draft = Draft::of(bot.settings());
    Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, Beside::default()).await?)
}

/// `POST /settings/score`: begins from a preset, tries the weights on past leads, or uses them. Owners and admins may call it.
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
    let mut draft = Draft::read(&pairs, bot.settings());
    let act = Act::read(field("do"));
    if let Act::Preset(preset) = act {
        draft.begin_from(preset);
        return Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, Beside::default()).await?);
    }
    let (weights, bands) = match draft.checked() {
        Ok(checked) => checked,
        Err(wrong) => {
            let beside = Beside { wrong, ..Beside::default() };
            let page = drawn(&app, &mut conn, &seat, &bot, &draft, &headers, beside).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if act == Act::Try {
        let tried = replay::replay(&mut conn, &bot, &weights, &bands, seat.reach).await?;
        let replay = Some(shown::replay(&seat, &tried));
        return Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, Beside { replay, ..Beside::default() }).await?);
    }
    drop(conn);
    let by = &seat.who.member.id;
    let change = Change { bot: &bot.id, by, seen: &draft.seen, weights: &weights, bands, capture: draft.capture };
    let mut tx = app.tx().await?;
    match rescore::change(&mut tx, &change).await {
        Ok(_) => tx.commit().await?,
        Err(Error::Conflict("changed")) => {
            drop(tx);
            return Ok(overtaken(&app, &seat, &bot, draft, &headers).await?);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(super::saved(&way::with(HERE, &[("bot", seat.key())])))
}

/// Somebody was faster: told, with the draft as it was.
async fn overtaken(app: &App, seat: &Seat, bot: &Bot, mut draft: Draft, headers: &HeaderMap) -> Result<Response> {
    let mut conn = app.db.read().await?;
    let bot = bot::by_id(&mut conn, &bot.id).await?.ok_or(Error::NotFound("bot"))?;
    draft.seen = rescore::version(bot.settings());
    let sentence = "Somebody has saved another score while you were editing, and nothing of yours was saved. Your changes are \
                    still here: use them to put them in the place of theirs, or discard them.";
    let beside = Beside { sentence: Some(sentence.to_owned()), ..Beside::default() };
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
    let settings = bot.settings();
    let running = task::running(conn, &bot.organisation_id, &bot.id, Kind::Rescore).await?;
    let (temperatures, qualities) = shown::bands(draft, &beside.wrong);
    let page = ScorePage {
        frame: layout::frame("Score", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Score, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: bot.key.clone(),
        seen: draft.seen.clone(),
        discard_href: here,
        captures: shown::captures(draft, settings),
        presets: shown::presets(draft, settings),
        preset: draft.preset.to_string(),
        weights: shown::weights(draft, &beside.wrong),
        temperatures,
        qualities,
        error: beside.sentence,
        is_wrong: !beside.wrong.is_empty(),
        running: running.map(|task| Running {
            words: format!("{} of {}", words::number(task.done), words::count(task.total, "lead")),
            done: task.done,
            total: task.total.max(1),
        }),
        replay: beside.replay,
    };
    layout::page(app, seat, headers, &page)
}

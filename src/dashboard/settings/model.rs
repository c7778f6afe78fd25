//! The page of the language model: whether there is one, what the bot has used of it today, what went wrong last, and a
//! button that asks it whether it is there. It is set up in the configuration, not here: its key is no bot's.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::model::{ModelPage, Outcome, Set};
use crate::dashboard::{way, words};
use crate::door::auth::{SignedIn, same_site};
use crate::error::Error;
use crate::organisation::role::Right;

/// Where it is.
const HERE: &str = "/settings/model";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
}

/// What was posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    csrf: String,
    bot: String,
}

/// `GET /settings/model`: the language model, and what a bot has used of it. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&asked.bot, 100), &headers).await?;
    drawn(&app, &seat, &headers, None).await
}

/// `POST /settings/model`: asks the model whether it is there, and shows what came of it. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 for a bot of somebody else.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(wish): Form<Wish>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&wish.csrf)?;
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&wish.bot, 100), &headers).await?;
    let outcome = app.try_model().await.map(|tried| match tried {
        Ok(took) => Outcome { is_well: true, words: format!("It answers, after {:.1} seconds.", took.as_secs_f64()) },
        Err(why) => Outcome { is_well: false, words: why.to_owned() },
    });
    drawn(&app, &seat, &headers, outcome).await
}

async fn drawn(app: &App, seat: &Seat, headers: &HeaderMap, outcome: Option<Outcome>) -> Answer {
    let mut conn = app.db.read().await?;
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let here = way::with(HERE, &[("bot", seat.key())]);
    let set = app.wording(&mut conn, &bot.id).await?.map(|model| Set {
        name: model.name,
        host: model.host,
        deadline: words::count(i64::try_from(model.deadline.as_secs()).unwrap_or(i64::MAX), "second"),
        used: format!("{} of {} tokens", words::number(model.spent), words::number(model.budget)),
        spent: model.spent.clamp(0, model.budget),
        budget: model.budget,
        is_used_up: model.spent >= model.budget,
        answers: format!("{} of {}", words::number(model.answered), words::count(model.asked, "request")),
        failure: model.failure.map(|(why, at)| (why.to_owned(), words::day_and_time(at, app.clock.now(), seat.zone()))),
    });
    let page = ModelPage {
        frame: layout::frame("Model", seat.theme()),
        desk: layout::desk(app, &mut conn, seat, Place::Model, &here, None).await?,
        bot_name: bot.name.clone(),
        set,
        outcome,
        bot_key: bot.key.clone(),
        csrf: seat.who.csrf.clone(),
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

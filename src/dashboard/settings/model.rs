//! The page of the language model: whether there is one, what the bot uses it for and what that took today, what went wrong
//! last, and a button that asks it whether it is there. It is set up in the configuration, not here: its key is no bot's.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::bot::uses::{Use, Uses};
use crate::bot::{self, Settings};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told;
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::model::{ModelPage, OneUse, Outcome, Set};
use crate::dashboard::{way, words};
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};

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
    #[serde(rename = "do")]
    act: String,
    replies: Option<String>,
    doubt: Option<String>,
    notes: Option<String>,
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

/// `POST /settings/model`: says what it is used for (`do=save`), or asks the model whether it is there, and shows what came
/// of it. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 for a bot of somebody else.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(wish): Form<Wish>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&wish.csrf)?;
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&wish.bot, 100), &headers).await?;
    if wish.act == "save" {
        save(&app, &seat, &wish).await?;
        return Ok(super::saved(&way::with(HERE, &[("bot", seat.key())])));
    }
    let outcome = app.try_model().await.map(|tried| match tried {
        Ok(took) => Outcome { is_well: true, words: format!("It answers, after {:.1} seconds.", took.as_secs_f64()) },
        Err(why) => Outcome { is_well: false, words: why.to_owned() },
    });
    drawn(&app, &seat, &headers, outcome).await
}

async fn save(app: &App, seat: &Seat, wish: &Wish) -> Result<()> {
    let id = seat.bot.as_ref().map(|bot| bot.id.clone()).ok_or(Error::NotFound("bot"))?;
    let mut tx = app.tx().await?;
    let bot = bot::hold(&mut tx, &id).await?;
    let (replies, doubt, notes) = (wish.replies.is_some(), wish.doubt.is_some(), wish.notes.is_some());
    let model = Uses { replies, doubt, notes };
    if model == bot.settings().model {
        return Ok(());
    }
    bot::set_settings(&mut tx, &bot.id, &Settings { model, ..bot.settings().clone() }).await?;
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject: bot.id.as_str(),
        detail: json!({ "setting": "model", "replies": replies, "doubt": doubt, "notes": notes }),
    };
    trail::note(&mut tx, &entry).await?;
    tx.commit().await
}

/// What a use is called, and what it does, costs and shows to the model.
const fn told_of(of: Use) -> (&'static str, &'static str) {
    match of {
        Use::Replies => (
            "Replies",
            "Words the answers that stand in what the bot knows. Takes 500 to 2,500 tokens for a question; greetings and forms take none.",
        ),
        Use::Doubt => (
            "Understanding in doubt",
            "Decides what a message asks for where the assistant is half sure: its form opens, or nothing is offered. Takes about \
             400 tokens for such a message, which few are.",
        ),
        Use::Notes => (
            "Details and summaries",
            "Reads a conversation once it rests: names and companies told in passing, what its score is made of, and the summary. \
             Sends what the visitor wrote. Takes 1,000 to 6,000 tokens for a conversation that belongs to a lead, or may.",
        ),
    }
}

async fn drawn(app: &App, seat: &Seat, headers: &HeaderMap, outcome: Option<Outcome>) -> Answer {
    let mut conn = app.db.read().await?;
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(&mut conn, bot, headers, &here).await?;
    let set = app.wording(&mut conn, &bot.id).await?.map(|model| Set {
        name: model.name,
        host: model.host,
        deadline: words::count(i64::try_from(model.deadline.as_secs()).unwrap_or(i64::MAX), "second"),
        used: format!("{} of {} tokens", words::number(model.spent), words::number(model.budget)),
        spent: model.spent.clamp(0, model.budget),
        budget: model.budget,
        is_used_up: model.spent >= model.budget,
        answers: format!("{} of {}", words::number(model.answered), words::count(model.asked, "request")),
        uses: Use::ALL
            .iter()
            .zip(model.tokens)
            .map(|(of, tokens)| {
                let (name, note) = told_of(*of);
                let tokens = format!("{} tokens today", words::number(tokens));
                OneUse { key: of.as_str(), name, note, tokens, is_on: bot.settings().model.of(*of) }
            })
            .collect(),
        failure: model.failure.map(|(why, at)| (why.to_owned(), words::day_and_time(at, app.clock.now(), seat.zone()))),
    });
    let page = ModelPage {
        frame: layout::frame("Model", seat.theme()),
        desk: layout::desk(app, &mut conn, seat, Place::Model, &here, toast).await?,
        bot_name: bot.name.clone(),
        set,
        outcome,
        bot_key: bot.key.clone(),
        csrf: seat.who.csrf.clone(),
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

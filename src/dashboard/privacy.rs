//! How long a bot keeps people's data: shown, previewed, then saved.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect};
use serde::Deserialize;
use serde_json::json;

use super::error::Answer;
use super::layout::{self, Seat};
use super::told::{self, Told};
use super::view::layout::Place;
use super::view::privacy::{Preview, PrivacyPage};
use super::{way, words};
use crate::app::App;
use crate::bot::{self, Bot};
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::lead::erase::due;
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};

/// Up to how many of each kind are counted for the preview.
const COUNTED: i64 = 10_000;

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
    days: String,
    /// A button with a length of its own.
    preset: String,
    /// "yes": it was shown what it means.
    sure: String,
}

/// What the page shows besides what is set.
#[derive(Default)]
struct Draft {
    days: Option<String>,
    error: Option<String>,
    preview: Option<Preview>,
}

/// `GET /settings/privacy`: how long a bot keeps people's data. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&asked.bot, 100), &headers).await?;
    drawn(&app, &seat, &headers, Draft::default()).await
}

/// `POST /settings/privacy`: shows what so many days would erase; sent again as sure, saves it. Owners and admins may
/// call it.
///
/// # Errors
/// 422 for what is no number of days, 403 for other roles, 404 for a bot of somebody else.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(wish): Form<Wish>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&wish.csrf)?;
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&wish.bot, 100), &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let typed = if wish.preset.is_empty() { wish.days.trim() } else { wish.preset.as_str() };
    let Some(days) = typed.parse::<i64>().ok().filter(|days| (0..=due::LONGEST).contains(days)) else {
        let error = Some("Enter a whole number of days from 0 to 36,500".to_owned());
        let draft = Draft { days: Some(words::one_line(typed, 20)), error, preview: None };
        let page = drawn(&app, &seat, &headers, draft).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if wish.sure != "yes" {
        let preview = preview(&app, &bot, days).await?;
        return drawn(
            &app,
            &seat,
            &headers,
            Draft { days: Some(days.to_string()), error: None, preview: Some(preview) },
        )
        .await;
    }
    save(&app, &seat, &bot, days).await?;
    let mut response = Redirect::to(&way::with("/settings/privacy", &[("bot", seat.key())])).into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::Saved));
    Ok(response)
}

async fn save(app: &App, seat: &Seat, bot: &Bot, days: i64) -> Result<()> {
    let mut tx = app.tx().await?;
    // As they are now: only this one changes.
    let bot = bot::by_id(&mut tx, &bot.id).await?.ok_or(Error::NotFound("bot"))?;
    let was = bot.settings().retention_days;
    if was == days {
        return Ok(());
    }
    let settings = bot::Settings { retention_days: days, ..bot.settings().clone() };
    bot::set_settings(&mut tx, &bot.id, &settings).await?;
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject: bot.id.as_str(),
        detail: json!({"setting": "retention_days", "was": was, "became": days}),
    };
    trail::note(&mut tx, &entry).await?;
    tx.commit().await
}

/// What it would come to tonight.
async fn preview(app: &App, bot: &Bot, days: i64) -> Result<Preview> {
    let Some(edge) = due::edge_of(days, app.clock.now()) else {
        return Ok(Preview { days, sentence: "Nothing is erased by itself any more.".to_owned(), is_grave: false });
    };
    let (leads, visitors) = due::counted(&mut app.db.read().await?, &bot.id, edge, COUNTED).await?;
    let most = |n: i64| if n >= COUNTED { " or more" } else { "" };
    let sentence = match (leads, visitors) {
        (0, 0) => "Nobody would be erased tonight: everything is newer.".to_owned(),
        _ => format!(
            "{}{} and {}{} without a lead would be erased tonight. It cannot be undone.",
            words::count(leads, "lead"),
            most(leads),
            words::count(visitors, "visitor"),
            most(visitors)
        ),
    };
    Ok(Preview { days, sentence, is_grave: leads + visitors > 0 })
}

async fn drawn(app: &App, seat: &Seat, headers: &HeaderMap, draft: Draft) -> Answer {
    let mut conn = app.db.read().await?;
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let set = bot.settings().retention_days;
    let here = way::with("/settings/privacy", &[("bot", seat.key())]);
    let toast = told::toast(&mut conn, bot, headers, &here).await?;
    let page = PrivacyPage {
        frame: layout::frame("Privacy", seat.theme()),
        desk: layout::desk(app, &mut conn, seat, Place::Privacy, &here, toast).await?,
        bot_name: bot.name.clone(),
        now: if set > 0 {
            format!("Now: erased after {} without activity.", words::count(set, "day"))
        } else {
            "Now: kept for good.".to_owned()
        },
        days: draft.days.unwrap_or_else(|| set.to_string()),
        error: draft.error,
        preview: draft.preview,
        bot_key: bot.key.clone(),
        csrf: seat.who.csrf.clone(),
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

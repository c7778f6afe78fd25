//! The page of a bot's knowledge: answers written, files and sites added and removed, questions without an answer, and a
//! box to try it.

mod shown;
pub mod upload;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::bot::Bot;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::{way, words};
use crate::db::Tx;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, FieldError, Result};
use crate::id::{EntryId, Id, QuestionId, SourceId};
use crate::knowledge::source::site;
use crate::knowledge::{self, NewEntry, source, unanswered};
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};

/// Where it is.
const HERE: &str = "/settings/knowledge";

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// A question to try.
    ask: String,
    /// A new answer is being written.
    add: String,
    /// The question that it answers.
    answer: String,
    /// The entry that is changed.
    edit: String,
    /// Entries older than this one.
    before: String,
}

/// What was posted: one verb, and what it needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    csrf: String,
    bot: String,
    #[serde(rename = "do")]
    act: String,
    entry: String,
    answers: String,
    source: String,
    title: String,
    question: String,
    answer: String,
    url: String,
    site: String,
}

/// What was wrong with what was posted, and what was typed.
#[derive(Clone, Debug, Default)]
struct Draft {
    wish: Wish,
    wrong: Vec<FieldError>,
    /// What is wrong is the answer that is being written.
    is_entry: bool,
}

impl Draft {
    fn error(&self, field: &str) -> Option<String> {
        self.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.message.clone())
    }
}

/// `GET /settings/knowledge`: what a bot answers from. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when the address names a bot, an entry or a question of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::ChangeSettings)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?;
    Ok(shown::page(&app, &mut conn, &seat, &headers, &asked, &Draft::default()).await?)
}

/// `POST /settings/knowledge`: adds, changes or removes one thing. Owners and admins may call it.
///
/// # Errors
/// 422, with what was typed, when it cannot be kept; 403 for other roles, 404 for what is somebody else's.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(wish): Form<Wish>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&wish.csrf)?;
    who.must(Right::ChangeSettings)?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&wish.bot, 100), &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let mut tx = app.tx().await?;
    match act(&mut tx, &seat, &bot, &wish).await {
        Ok(told) => {
            tx.commit().await?;
            Ok(done(&seat, &told))
        }
        Err(Error::Invalid(wrong)) => {
            drop(tx);
            let is_entry = wish.act == "save";
            Ok(refused(&app, &seat, &headers, Draft { wish, wrong, is_entry }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The page again, with what was typed and what is wrong with it.
async fn refused(app: &App, seat: &Seat, headers: &HeaderMap, draft: Draft) -> Result<Response> {
    let page = shown::page(app, &mut app.db.read().await?, seat, headers, &Asked::default(), &draft).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Back to the page, with a word of what was done.
fn done(seat: &Seat, told: &Told) -> Response {
    let mut response = Redirect::to(&way::with(HERE, &[("bot", seat.key())])).into_response();
    layout::add_cookie(&mut response, &told::cookie(told));
    response
}

/// An id of a form; what is none of that kind names nothing.
fn id<T: Id>(text: &str, what: &'static str) -> Result<T> {
    T::parse(text).ok_or(Error::NotFound(what))
}

async fn act(tx: &mut Tx, seat: &Seat, bot: &Bot, wish: &Wish) -> Result<Told> {
    match wish.act.as_str() {
        "save" => save(tx, seat, bot, wish).await,
        "delete" => {
            let entry: EntryId = id(&wish.entry, "entry")?;
            knowledge::remove(tx, &bot.id, &entry).await?;
            note(tx, seat, bot, entry.as_str(), "answer_deleted").await.map(|()| Told::Removed)
        }
        "settle" => {
            let question: QuestionId = id(&wish.answers, "question")?;
            unanswered::settle(tx, &bot.id, &question).await?;
            Ok(Told::Saved)
        }
        "remove" => {
            let source = source::remove(tx, &bot.id, &id::<SourceId>(&wish.source, "source")?).await?;
            note(tx, seat, bot, source.id.as_str(), "source_deleted").await.map(|()| Told::Removed)
        }
        "site" => {
            let source = site::add(tx, bot, &seat.who.member.id, &words::one_line(&wish.site, 1_000)).await?;
            note(tx, seat, bot, source.as_str(), "site_added").await.map(|()| Told::Saved)
        }
        "read" => {
            site::read_again(tx, bot, &seat.who.member.id, &id(&wish.source, "source")?).await.map(|()| Told::Saved)
        }
        "stop" => {
            let source = source::find(tx, &bot.id, &id(&wish.source, "source")?).await?;
            site::stop(tx, &source).await.map(|()| Told::Saved)
        }
        _ => Err(Error::field("do", "unknown", "Choose what is to be done")),
    }
}

/// An answer is written or changed; the question that it answers waits no longer.
async fn save(tx: &mut Tx, seat: &Seat, bot: &Bot, wish: &Wish) -> Result<Told> {
    let new = NewEntry::typed(&wish.title, &wish.question, &wish.answer, &wish.url)?;
    let (entry, what) = if wish.entry.is_empty() {
        (knowledge::add(tx, &bot.id, &new).await?, "answer_added")
    } else {
        let entry: EntryId = id(&wish.entry, "entry")?;
        knowledge::change(tx, &bot.id, &entry, &new).await?;
        (entry, "answer_changed")
    };
    if !wish.answers.is_empty() {
        unanswered::settle(tx, &bot.id, &id(&wish.answers, "question")?).await?;
    }
    note(tx, seat, bot, entry.as_str(), what).await?;
    Ok(Told::Saved)
}

/// Writes down who did it.
async fn note(tx: &mut Tx, seat: &Seat, bot: &Bot, subject: &str, what: &str) -> Result<()> {
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject,
        detail: json!({"setting": "knowledge", "became": what}),
    };
    trail::note(tx, &entry).await
}

//! The page of a bot's tags and what it understands: tags to edit, a message to try, the last messages to correct.

mod draft;
mod shown;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::{self, App};
use crate::assistant::Model;
use crate::bot::Bot;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::tags::{Editor, Preview, TagsPage, Tried};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::id::{ConversationId, Id as _};
use crate::lead::reach::Reach;
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};
use crate::tag::{self, Tag, understood};
use draft::Draft;

/// Where it is.
const HERE: &str = "/settings/tags";
/// How many of the last messages are shown, and how many a change is tried on.
const SHOWN: i64 = 20;
const TRIED_ON: i64 = 200;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// The key of the tag to edit; `new` for a new one.
    edit: String,
}

/// What was posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    csrf: String,
    bot: String,
    #[serde(rename = "do")]
    act: String,
    key: String,
    label: String,
    hue: String,
    examples: String,
    recipients: String,
    active: String,
    text: String,
    message: String,
    is: String,
}

/// What the page shows besides what is there.
#[derive(Default)]
struct Extra {
    editor: Option<Editor>,
    tried: Option<Tried>,
}

/// `GET /settings/tags`: a bot's tags. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when the address names a bot of somebody else, or no tag of this one.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let tags = tag::list(&mut conn, &bot.id).await?;
    let editor = match asked.edit.as_str() {
        "" => None,
        "new" => Some(Draft::default().shown(None, &[])),
        key => {
            let tag = tags.iter().find(|tag| tag.key == key).ok_or(Error::NotFound("tag"))?;
            Some(Draft::of(tag).shown(Some(tag), &[]))
        }
    };
    Ok(drawn(&app, &mut conn, &seat, &bot, &headers, Extra { editor, ..Extra::default() }).await?)
}

/// `POST /settings/tags`: tries a message, corrects one, shows what a change to a tag would do, or saves it. Owners and
/// admins may call it.
///
/// # Errors
/// 422, with the draft, when it cannot be kept; 403 for other roles; 404 for what is not this bot's.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(wish): Form<Wish>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&wish.csrf)?;
    let (mut conn, seat, bot) = super::seat(&app, who, &wish.bot, &headers).await?;
    match wish.act.as_str() {
        "try" => {
            let tags = tag::list(&mut conn, &bot.id).await?;
            let lessons = understood::lessons(&mut conn, &bot.id).await?;
            let model = app.model(&bot.id, &tags, &lessons);
            let tried = Some(shown::tried(&words::one_line(&wish.text, 4_000), &model, &tags));
            Ok(drawn(&app, &mut conn, &seat, &bot, &headers, Extra { tried, ..Extra::default() }).await?)
        }
        "correct" => {
            drop(conn);
            Ok(correct(&app, &seat, &bot, &wish).await?)
        }
        _ => Ok(change(&app, conn, &seat, &bot, &headers, &wish).await?),
    }
}

/// Whether they may read what visitors wrote: a lead's words are hidden where the lead is.
fn may_read(seat: &Seat) -> bool {
    seat.who.can(Right::SeeLeads) && seat.reach == Reach::All
}

async fn correct(app: &App, seat: &Seat, bot: &Bot, wish: &Wish) -> Result<Response> {
    if !may_read(seat) {
        return Err(Error::Forbidden);
    }
    let (conversation, seq) = wish.message.split_once('.').ok_or(Error::NotFound("message"))?;
    let conversation = ConversationId::parse(conversation).ok_or(Error::NotFound("message"))?;
    let seq: i64 = seq.parse().map_err(|_| Error::NotFound("message"))?;
    let mut tx = app.tx().await?;
    let tags = tag::list(&mut tx, &bot.id).await?;
    if !shown::labels(&tags).iter().any(|(key, _)| *key == wish.is) {
        return Err(Error::NotFound("tag"));
    }
    understood::correct(&mut tx, &bot.id, (&conversation, seq), &wish.is).await?;
    note(&mut tx, seat, bot, json!({"setting": "corrected", "label": wish.is})).await?;
    tx.commit().await?;
    Ok(back(seat))
}

async fn note(tx: &mut crate::db::Tx, seat: &Seat, bot: &Bot, detail: serde_json::Value) -> Result<()> {
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject: bot.id.as_str(),
        detail,
    };
    trail::note(tx, &entry).await
}

fn back(seat: &Seat) -> Response {
    let mut response = Redirect::to(&way::with(HERE, &[("bot", seat.key())])).into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::Saved));
    response
}

async fn change(
    app: &App,
    mut conn: Conn,
    seat: &Seat,
    bot: &Bot,
    headers: &HeaderMap,
    wish: &Wish,
) -> Result<Response> {
    let tags = tag::list(&mut conn, &bot.id).await?;
    let was = tags.iter().find(|tag| tag.key == wish.key);
    if was.is_none() && !wish.key.is_empty() {
        return Err(Error::NotFound("tag"));
    }
    let draft = Draft::read(wish);
    let new = match draft.checked(was, &tags) {
        Ok(new) => new,
        Err(wrong) => {
            let editor = Some(draft.shown(was, &wrong));
            let page = drawn(app, &mut conn, seat, bot, headers, Extra { editor, ..Extra::default() }).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if wish.act == "preview" {
        let mut editor = draft.shown(was, &[]);
        editor.preview = Some(preview(app, &mut conn, seat, bot, &tags, &new).await?);
        let extra = Extra { editor: Some(editor), ..Extra::default() };
        return drawn(app, &mut conn, seat, bot, headers, extra).await;
    }
    drop(conn);
    let mut tx = app.tx().await?;
    // As they are now: another may have come meanwhile.
    let tags = tag::list(&mut tx, &bot.id).await?;
    if was.is_none() && tags.iter().any(|tag| tag.key == new.key) {
        return Err(Error::Conflict("tag_taken"));
    }
    let last = tags.iter().map(|tag| tag.position).max().unwrap_or(0);
    tag::put(&mut tx, &bot.id, &new, was.map_or(last + 1, |tag| tag.position)).await?;
    note(&mut tx, seat, bot, json!({"setting": "tag", "tag": new.key, "on": new.active})).await?;
    tx.commit().await?;
    Ok(back(seat))
}

/// Which of the last messages would be taken for something else.
async fn preview(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    tags: &[Tag],
    new: &tag::NewTag,
) -> Result<Preview> {
    let lessons = understood::lessons(conn, &bot.id).await?;
    let before = app.model(&bot.id, tags, &lessons);
    let then = draft::with(tags, new);
    let after = Model::new(&app::examples(&then, &lessons));
    let heard = understood::newest(conn, &bot.id, TRIED_ON).await?;
    Ok(shown::preview(&heard, (&before, tags), (&after, &then), may_read(seat)))
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    headers: &HeaderMap,
    extra: Extra,
) -> Result<Response> {
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, bot, headers, &here).await?;
    let tags = tag::list(conn, &bot.id).await?;
    let heard = if may_read(seat) {
        let heard = understood::newest(conn, &bot.id, SHOWN).await?;
        let now = app.clock.now();
        Some(heard.into_iter().map(|one| shown::heard(one, &tags, now, seat.zone())).collect())
    } else {
        None
    };
    let edit = |key: &str| way::with(HERE, &[("bot", seat.key()), ("edit", key)]);
    let page = TagsPage {
        frame: layout::frame("Tags & intents", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Tags, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: bot.key.clone(),
        new_href: edit("new"),
        close_href: here,
        rows: tags.iter().map(|tag| shown::row(tag, bot, edit(&tag.key))).collect(),
        editor: extra.editor,
        tried: extra.tried,
        heard,
    };
    layout::page(app, seat, headers, &page)
}

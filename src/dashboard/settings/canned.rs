//! The page of canned replies: what is kept ready, and one of them to edit, language by language.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::bot::Bot;
use crate::canned::{self, Canned, Facts, NewCanned};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::canned::{CannedPage, Editor, Row, Text};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::Choice;
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError, Result};
use crate::id::{CannedId, Id as _};
use crate::organisation::member::Actor;

/// Where it is.
const HERE: &str = "/settings/canned";

/// The languages that a text may be in, by their own names.
const LANGUAGES: [(&str, &str); 14] = [
    ("en", "English"),
    ("ar", "العربية"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hu", "Magyar"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("tr", "Türkçe"),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// The id of the reply to edit; `new` for a new one.
    edit: String,
}

/// What is being edited.
#[derive(Clone, Debug, Default)]
struct Draft {
    /// None for a new one.
    id: Option<CannedId>,
    new: NewCanned,
    /// Of this bot alone.
    is_own: bool,
}

/// `GET /settings/canned`: the replies that are kept ready. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when the address names a bot of somebody else, or no reply of theirs.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let draft = match asked.edit.as_str() {
        "" => None,
        "new" => Some(Draft::default()),
        id => {
            let all = shown(&mut conn, &seat, &bot).await?;
            let found = all.into_iter().find(|one| one.id.as_str() == id).ok_or(Error::NotFound("reply"))?;
            Some(Draft::of(found))
        }
    };
    Ok(drawn(&app, &mut conn, &seat, &bot, draft, &[], &headers).await?)
}

/// `POST /settings/canned`: keeps a reply, deletes one, or draws the editor with one more language. Owners and admins may
/// call it.
///
/// # Errors
/// 422, with the draft, when it cannot be kept; 403 for other roles and for replies of all bots where they are held to some;
/// 404 for what is not theirs.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (mut conn, seat, bot) = super::posted(&app, who, &headers, &pairs).await?;
    let field = |name: &str| super::field(&pairs, name);
    let mut draft = Draft::read(&pairs, &bot)?;
    if field("do") == "speak" {
        if let Some((language, _)) = LANGUAGES.iter().find(|(known, _)| *known == field("language")) {
            draft.new.texts.entry((*language).to_owned()).or_default();
        }
        return Ok(drawn(&app, &mut conn, &seat, &bot, Some(draft), &[], &headers).await?);
    }
    drop(conn);
    let by = Actor { id: &seat.who.member.id, access: &seat.who.access };
    let mut tx = app.tx().await?;
    let home = &bot.organisation_id;
    let outcome = match (field("do"), &draft.id) {
        ("delete", Some(id)) => canned::remove(&mut tx, home, by, id).await.map(|()| Told::Removed),
        (_, id) => canned::save(&mut tx, home, by, id.as_ref(), &draft.new).await.map(|_| Told::Saved),
    };
    match outcome {
        Ok(done) => {
            tx.commit().await?;
            let mut response = Redirect::to(&way::with(HERE, &[("bot", seat.key())])).into_response();
            layout::add_cookie(&mut response, &told::cookie(&done));
            Ok(response)
        }
        Err(Error::Invalid(wrong)) => {
            drop(tx);
            let mut conn = app.db.read().await?;
            let page = drawn(&app, &mut conn, &seat, &bot, Some(draft), &wrong, &headers).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl Draft {
    fn of(one: Canned) -> Self {
        let is_own = one.bot_id.is_some();
        let new = NewCanned { bot_id: one.bot_id, shortcut: one.shortcut, title: one.title, texts: one.texts.0 };
        Self { id: Some(one.id), new, is_own }
    }

    fn read(pairs: &[(String, String)], bot: &Bot) -> Result<Self> {
        let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        let id = match find("id") {
            "" => None,
            id => Some(CannedId::parse(id).ok_or(Error::NotFound("reply"))?),
        };
        let texts = pairs.iter().filter_map(|(name, value)| {
            let language = name.strip_prefix("text.")?;
            let known = LANGUAGES.iter().any(|(known, _)| *known == language);
            // One more than may be kept, so that what is too long is told and not cut.
            let text = value.chars().filter(|c| *c != '\0').take(canned::LONGEST_TEXT + 1).collect();
            known.then(|| (language.to_owned(), text))
        });
        let is_own = find("of") == "bot";
        let new = NewCanned {
            bot_id: is_own.then(|| bot.id.clone()),
            shortcut: words::one_line(find("shortcut"), 60),
            title: words::one_line(find("title"), 160),
            texts: texts.collect::<BTreeMap<String, String>>(),
        };
        Ok(Self { id, new, is_own })
    }

    fn shown(&self, bot: &Bot, agent: &str, may_all: bool, wrong: &[FieldError]) -> Editor {
        let error = |name: &str| wrong.iter().find(|one| one.field == name).map(|one| one.message.clone());
        let sample = Facts {
            name: "Jemima Oyelowo".to_owned(),
            agent: agent.to_owned(),
            bot: bot.name.clone(),
            order: "10482".to_owned(),
        };
        let mut texts = self.new.texts.clone();
        if texts.is_empty() {
            let own = bot.settings().language.split('-').next().unwrap_or("en").to_owned();
            texts.insert(if language(&own).is_some() { own } else { "en".to_owned() }, String::new());
        }
        let text = |(key, value): (&String, &String)| Text {
            language: language(key).unwrap_or(key).to_owned(),
            filled: if canned::unknown(value).is_none() { canned::fill(value, &sample) } else { String::new() },
            field: Field { value: value.clone(), error: error(&format!("text.{key}")).or_else(|| error("text")) },
            key: key.clone(),
        };
        let others = LANGUAGES.iter().filter(|(known, _)| !texts.contains_key(*known));
        let of = |key: &str, name: String, is_chosen| Choice { key: key.to_owned(), name, is_chosen };
        let mut owners = vec![of("bot", format!("{} alone", bot.name), self.is_own || !may_all)];
        if may_all {
            owners.insert(0, of("all", "All bots".to_owned(), !self.is_own));
        }
        Editor {
            title: if self.id.is_some() { format!("Edit /{}", self.new.shortcut) } else { "New reply".to_owned() },
            id: self.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            shortcut: Field { value: self.new.shortcut.clone(), error: error("shortcut") },
            name: Field { value: self.new.title.clone(), error: error("title") },
            owners,
            texts: texts.iter().map(text).collect(),
            others: others.map(|(key, name)| of(key, (*name).to_owned(), false)).collect(),
            variables: canned::VARIABLES.iter().map(|name| format!("{{{{{name}}}}}")).collect(),
        }
    }
}

fn language(key: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == key).map(|(_, name)| *name)
}

/// Those that this member sees: of all bots, and of the one they look at.
async fn shown(conn: &mut Conn, seat: &Seat, bot: &Bot) -> Result<Vec<Canned>> {
    let mut all = canned::list(conn, &seat.who.member.organisation_id).await?;
    all.retain(|one| one.bot_id.as_ref().is_none_or(|of| *of == bot.id));
    Ok(all)
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    draft: Option<Draft>,
    wrong: &[FieldError],
    headers: &HeaderMap,
) -> Result<Response> {
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, bot, headers, &here).await?;
    let edit = |key: &str| way::with(HERE, &[("bot", seat.key()), ("edit", key)]);
    let may_all = seat.who.access.bots.is_none();
    let own = bot.settings().language.as_str();
    let rows = shown(conn, seat, bot).await?;
    let row = |one: &Canned| Row {
        shortcut: one.shortcut.clone(),
        title: one.title.clone(),
        text: words::one_line(one.text(own, own).1, 160),
        languages: one.texts.0.keys().map(|key| language(key).unwrap_or(key)).collect::<Vec<_>>().join(", "),
        of: if one.bot_id.is_some() { bot.name.clone() } else { "All bots".to_owned() },
        edit_href: (may_all || one.bot_id.is_some()).then(|| edit(one.id.as_str())),
    };
    let page = CannedPage {
        frame: layout::frame("Canned replies", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Canned, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: bot.key.clone(),
        new_href: edit("new"),
        close_href: here,
        rows: rows.iter().map(row).collect(),
        editor: draft.map(|draft| draft.shown(bot, &seat.who.member.name, may_all, wrong)),
    };
    layout::page(app, seat, headers, &page)
}

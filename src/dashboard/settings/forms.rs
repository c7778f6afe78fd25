//! The page of a bot's forms: one for each tag, else the default one; what it asks, in which words, and when it comes by
//! itself.

mod draft;
mod rules;
mod shown;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told;
use crate::dashboard::view::forms::{FormLink, FormsPage};
use crate::dashboard::view::layout::Place;
use crate::dashboard::{badge, way};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError, Result};
use crate::form::definition::Definition;
use crate::form::{self, Form as Stored};
use crate::id;
use crate::organisation::trail::{self, Entry, What};
use crate::tag::{self, Kind, Tag};
use crate::trigger::rules as trigger;
use draft::{Act, Draft};
use rules::Chosen;

/// Where it is.
const HERE: &str = "/settings/forms";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// A tag's key; empty for the default form.
    form: String,
}

/// The forms of a bot, and the one that is looked at.
struct Looked {
    bot: Bot,
    tag: String,
    tags: Vec<Tag>,
    forms: Vec<Stored>,
    rules: Vec<crate::trigger::Rule>,
}

impl Looked {
    /// The form that serves this tag now: its own, else the default one.
    ///
    /// # Errors
    /// `NotFound` when the bot has no such tag.
    async fn at(conn: &mut Conn, bot: Bot, tag: &str) -> Result<Self> {
        let tags: Vec<Tag> =
            tag::list(conn, &bot.id).await?.into_iter().filter(|tag| tag.kind == Kind::Request).collect();
        let forms = form::list(conn, &bot.id).await?;
        if !tag.is_empty() && !tags.iter().any(|known| known.key == tag) {
            return Err(Error::NotFound("form"));
        }
        let rules = trigger::of(conn, &bot.id).await?;
        Ok(Self { bot, tag: tag.to_owned(), tags, forms, rules })
    }

    fn own(&self) -> Option<&Stored> {
        self.forms.iter().find(|form| form.tag == self.tag)
    }

    fn definition(&self) -> Definition {
        let default = || self.forms.iter().find(|form| form.tag.is_empty());
        self.own().or_else(default).map(|form| form.definition.0.clone()).unwrap_or_default()
    }

    /// What is saved, in a word that changes with it.
    fn version(&self) -> String {
        id::token_hash(
            &json!([self.own().is_some(), self.definition(), Chosen::of(&self.rules, &self.tag).words()]).to_string(),
        )
    }

    fn name(&self) -> String {
        let tag = self.tags.iter().find(|tag| tag.key == self.tag);
        tag.map_or_else(|| "Default form".to_owned(), |tag| tag.label.clone())
    }
}

/// Where the form of a tag is.
fn address(seat: &Seat, tag: &str) -> String {
    way::with(HERE, &[("bot", seat.key()), ("form", tag)])
}

/// What was wrong with a draft, or what became of the form meanwhile.
#[derive(Default)]
struct Trouble {
    wrong: Vec<FieldError>,
    sentence: Option<String>,
}

/// `GET /settings/forms`: a bot's forms, to be looked at and changed. Owners and admins may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else or a tag that the bot has not, 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let looked = Looked::at(&mut conn, bot, &asked.form).await?;
    let draft = Draft::of(&looked.definition(), &looked.version());
    let chosen = Chosen::of(&looked.rules, &looked.tag);
    Ok(drawn(&app, &mut conn, &seat, &looked, (&draft, &chosen), &headers, Trouble::default()).await?)
}

/// `POST /settings/forms`: changes the draft, or saves it. Owners and admins may call it.
///
/// # Errors
/// 422, with the draft, when it cannot be kept; 409, with the draft, when somebody saved another meanwhile.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (mut conn, seat, bot) = super::posted(&app, who, &headers, &pairs).await?;
    let field = |name: &str| super::field(&pairs, name);
    let looked = Looked::at(&mut conn, bot, field("form")).await?;
    let (mut draft, chosen) = (Draft::read(&pairs), Chosen::read(&pairs));
    let act = Act::read(field("do"), field("language"));
    if act != Act::Save {
        draft.act(&act);
        return Ok(drawn(&app, &mut conn, &seat, &looked, (&draft, &chosen), &headers, Trouble::default()).await?);
    }
    if let Err(Error::Invalid(wrong)) = draft.definition(&looked.definition()).check() {
        let trouble = Trouble { wrong, ..Trouble::default() };
        let page = drawn(&app, &mut conn, &seat, &looked, (&draft, &chosen), &headers, trouble).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    drop(conn);
    Ok(save(&app, &seat, looked, (draft, chosen), &headers).await?)
}

async fn save(
    app: &App,
    seat: &Seat,
    looked: Looked,
    (draft, chosen): (Draft, Chosen),
    headers: &HeaderMap,
) -> Result<Response> {
    let mut tx = app.tx().await?;
    // Two who save at the same moment: the second sees what the first has saved.
    let bot = bot::hold(&mut tx, &looked.bot.id).await?;
    let looked = Looked::at(&mut tx, bot, &looked.tag).await?;
    if draft.seen != looked.version() {
        drop(tx);
        let sentence = "Somebody has saved this form while you were editing, and nothing of yours was saved. Your changes are still \
             here: save again to put them in the place of theirs, or discard them.";
        let draft = Draft { seen: looked.version(), ..draft };
        let trouble = Trouble { sentence: Some(sentence.to_owned()), ..Trouble::default() };
        let mut conn = app.db.read().await?;
        let page = drawn(app, &mut conn, seat, &looked, (&draft, &chosen), headers, trouble).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let tag = Some(looked.tag.as_str()).filter(|tag| !tag.is_empty());
    form::put(&mut tx, &looked.bot.id, tag, &draft.definition(&looked.definition())).await?;
    let rules = chosen.applied(&looked.rules, &looked.tag);
    if rules != looked.rules {
        trigger::change(&mut tx, &looked.bot.id, &rules).await?;
    }
    let entry = Entry {
        organisation: &looked.bot.organisation_id,
        bot: Some(&looked.bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject: looked.bot.id.as_str(),
        detail: json!({ "setting": "form", "form": tag.unwrap_or("default") }),
    };
    trail::note(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(super::saved(&address(seat, &looked.tag)))
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    looked: &Looked,
    (draft, chosen): (&Draft, &Chosen),
    headers: &HeaderMap,
    trouble: Trouble,
) -> Result<Response> {
    let here = address(seat, &looked.tag);
    let toast = told::toast(conn, &looked.bot, headers, &here).await?;
    let (was, saved) = (looked.definition(), Chosen::of(&looked.rules, &looked.tag));
    let form = draft.definition(&was);
    let fared = match looked.own() {
        Some(own) => shown::fared(&form::fared(conn, &own.id).await?, &form),
        None => None,
    };
    let page = FormsPage {
        frame: layout::frame("Lead form", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Forms, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: looked.bot.key.clone(),
        tag: looked.tag.clone(),
        seen: draft.seen.clone(),
        choices: choices(looked, seat),
        name: looked.name(),
        is_borrowed: looked.own().is_none(),
        words: shown::own_words(draft, &trouble.wrong),
        rows: shown::rows(draft, &trouble.wrong),
        may_add: shown::may_add(draft),
        rules: chosen.shown(looked.tag.is_empty()),
        languages: shown::languages(draft),
        other_languages: shown::other_languages(draft, &looked.bot),
        preview: shown::preview(draft, &form, &looked.bot),
        fared,
        is_changed: form != Draft::of(&was, "").definition(&was) || *chosen != saved,
        error: trouble.sentence,
        fields_error: trouble.wrong.iter().find(|one| one.field == "fields").map(|one| one.message.clone()),
        is_wrong: !trouble.wrong.is_empty(),
        discard_href: here,
    };
    layout::page(app, seat, headers, &page)
}

/// The default form, and one for each tag that asks for something.
fn choices(looked: &Looked, seat: &Seat) -> Vec<FormLink> {
    let link = |tag: Option<&Tag>| {
        let key = tag.map_or("", |tag| tag.key.as_str());
        FormLink {
            name: tag.map_or_else(|| "Default form".to_owned(), |tag| tag.label.clone()),
            tag: tag.and_then(|tag| badge::tag(&looked.tags, &tag.key)),
            href: address(seat, key),
            is_current: key == looked.tag,
            is_borrowed: !looked.forms.iter().any(|form| form.tag == key),
        }
    };
    std::iter::once(link(None)).chain(looked.tags.iter().map(|tag| link(Some(tag)))).collect()
}

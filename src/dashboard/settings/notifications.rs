//! Who is e-mailed about new leads: shown, checked, saved.

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::bot::{self, Settings};
use crate::contact::email::Email;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told;
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::notifications::{NotificationsPage, Recipients};
use crate::dashboard::view::part::field::Field;
use crate::dashboard::{badge, way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};
use crate::tag;

/// Where it is.
const HERE: &str = "/settings/notifications";
/// The most addresses of one list: each submission is an e-mail to all of them.
const MOST: usize = 20;
/// The longest text of a list that is taken in, in characters.
const LONGEST: usize = 8_000;
/// The list of those who are told of everything; no tag's key is this.
const ALL: &str = "all";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
}

/// `GET /settings/notifications`: who is e-mailed. Owners and admins may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else, 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::ChangeSettings)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?;
    Ok(drawn(&app, &mut conn, &seat, &BTreeMap::new(), &headers).await?)
}

/// `POST /settings/notifications`: says who is e-mailed. Owners and admins may call it.
///
/// # Errors
/// 422, with what was typed, for what is no e-mail address.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (mut conn, seat, _) = super::posted(&app, who, &headers, &pairs).await?;
    let typed = pairs.iter().filter_map(|(name, value)| {
        let value: String = value.chars().filter(|c| !matches!(c, '\0' | '\r')).take(LONGEST).collect();
        Some((name.strip_prefix("to.")?.to_owned(), value))
    });
    let (mut lists, mut boxes, mut is_wrong) = (BTreeMap::new(), BTreeMap::new(), false);
    for (key, value) in typed {
        let (list, error) = match read(&value) {
            Ok(list) => (list, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        is_wrong |= error.is_some();
        lists.insert(key.clone(), list);
        boxes.insert(key, Field { value, error });
    }
    if is_wrong {
        let page = drawn(&app, &mut conn, &seat, &boxes, &headers).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    drop(conn);
    save(&app, &seat, &lists).await?;
    Ok(super::saved(&way::with(HERE, &[("bot", seat.key())])))
}

/// The addresses of a list, each once; or what is wrong with it.
fn read(text: &str) -> std::result::Result<Vec<String>, String> {
    let mut list: Vec<String> = Vec::new();
    for line in text.split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        let Ok(email) = Email::parse(line) else {
            return Err(format!("“{}” is no email address", words::one_line(line, 60)));
        };
        if !list.iter().any(|known| known == email.as_str()) {
            list.push(email.as_str().to_owned());
        }
    }
    if list.len() > MOST { Err(format!("Keep to {MOST} addresses")) } else { Ok(list) }
}

/// Saves the lists that were posted; one that was not stays as it is.
async fn save(app: &App, seat: &Seat, lists: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let id = seat.bot.as_ref().map(|bot| bot.id.clone()).ok_or(Error::NotFound("bot"))?;
    let mut tx = app.tx().await?;
    let bot = bot::hold(&mut tx, &id).await?;
    if let Some(recipients) = lists.get(ALL) {
        let settings = Settings { recipients: recipients.clone(), ..bot.settings().clone() };
        bot::set_settings(&mut tx, &bot.id, &settings).await?;
    }
    for tag in tag::list(&mut tx, &bot.id).await? {
        if let Some(recipients) = lists.get(&tag.key).filter(|list| **list != tag.recipients.0) {
            tag::set_recipients(&mut tx, &bot.id, &tag.key, recipients).await?;
        }
    }
    let told: usize = lists.iter().filter(|(key, _)| *key != ALL).map(|(_, list)| list.len()).sum();
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(&seat.who.member.id),
        what: What::SettingsChanged,
        subject: bot.id.as_str(),
        // How many, and never who: an address is personal data.
        detail: json!({ "setting": "recipients", "of_all": lists.get(ALL).map_or(0, Vec::len), "of_tags": told }),
    };
    trail::note(&mut tx, &entry).await?;
    tx.commit().await
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    typed: &BTreeMap<String, Field>,
    headers: &HeaderMap,
) -> Result<Response> {
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, bot, headers, &here).await?;
    let tags = tag::list(conn, &bot.id).await?;
    let shown = |key: &str, list: &[String]| typed.get(key).cloned().unwrap_or_else(|| Field::of(list.join("\n")));
    let of_tag = |one: &tag::Tag| {
        Some(Recipients {
            key: one.key.clone(),
            tag: badge::tag(&tags, &one.key)?,
            field: shown(&one.key, &one.recipients.0),
        })
    };
    let page = NotificationsPage {
        frame: layout::frame("Notifications", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Notifications, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: bot.key.clone(),
        bot_name: bot.name.clone(),
        all: shown(ALL, &bot.settings().recipients),
        tags: tags.iter().filter(|one| one.active || !one.recipients.0.is_empty()).filter_map(of_tag).collect(),
        trouble: app
            .mail
            .is_none()
            .then(|| "No email leaves this server yet: they wait until mail.host is set. Nothing is lost.".to_owned()),
    };
    layout::page(app, seat, headers, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_addresses_each_once() {
        assert_eq!(
            read(" Ann@Post.example\n\nbo@post.example, ann@post.example").unwrap(),
            ["ann@post.example", "bo@post.example"]
        );
        assert_eq!(read("").unwrap(), Vec::<String>::new());
        assert_eq!(read("ann").unwrap_err(), "“ann” is no email address");
        assert!(read("<script>@x").is_err());
        let many: Vec<String> = (0..21).map(|n| format!("a{n}@post.example")).collect();
        assert!(read(&many.join("\n")).is_err());
    }
}

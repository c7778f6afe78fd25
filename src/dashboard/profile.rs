//! What a member chooses for themselves: name and colour, whether they are there, what they are told of, keys, password.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::error::Answer;
use super::layout::{self, Seat};
use super::told::{self, Told};
use super::view::layout::Place;
use super::view::part::badge::Initials;
use super::view::part::field::Field;
use super::view::profile::{Hue, Occasion as Shown, ProfilePage};
use super::{way, words};
use crate::app::App;
use crate::door::address::Address;
use crate::door::auth::{self, SignedIn, same_site};
use crate::error::{Error, FieldError, Result};
use crate::organisation::preferences::{Occasion, Preferences, Ways};
use crate::organisation::trail::{self, Entry, What};
use crate::organisation::{self, member, password, profile};

/// Where it is.
const HERE: &str = "/profile";

/// `GET /profile`: what a member chooses for themselves. Every member may call it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(State(app): State<App>, who: SignedIn, headers: HeaderMap) -> Answer {
    Ok(drawn(&app, who, None, &[], &headers).await?)
}

/// `POST /profile`: changes one part of it. Every member may call it, for themselves.
///
/// # Errors
/// 422, with what was typed, when it cannot be; 429 after too many wrong passwords.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    Address(address): Address,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    same_site(&headers, &app)?;
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    who.check_csrf(field("csrf"))?;
    let id = &who.member.id;
    let name = words::one_line(field("name"), 200);
    let changed = match field("do") {
        "you" => {
            let mut tx = app.tx().await?;
            match profile::set(&mut tx, id, &name, Some(field("hue"))).await {
                Ok(()) => tx.commit().await,
                other => other,
            }
        }
        "there" => {
            let mut tx = app.tx().await?;
            profile::set_away(&mut tx, id, field("away") == "on").await?;
            tx.commit().await
        }
        "wishes" => {
            let is_on = |occasion: Occasion, way: &str| field(&format!("{occasion}.{way}")) == "on";
            let mut wishes = Preferences { chosen: true, ..Preferences::default() };
            for occasion in Occasion::ALL {
                let ways = Ways {
                    desktop: is_on(*occasion, "desktop"),
                    sound: is_on(*occasion, "sound"),
                    email: is_on(*occasion, "email"),
                };
                wishes.set(*occasion, ways);
            }
            let mut tx = app.tx().await?;
            profile::set_wishes(&mut tx, id, &wishes).await?;
            tx.commit().await
        }
        "keys" => {
            let mut tx = app.tx().await?;
            member::set_keys_off(&mut tx, id, field("keys") != "on").await?;
            tx.commit().await
        }
        "password" => {
            let secret = |name: &str| SecretString::from(field(name).to_owned());
            let (current, new) = (secret("current"), secret("password"));
            if let Some(wrong) = profile::password_fault(&new) {
                Err(Error::Invalid(vec![wrong]))
            } else if let Err(retry_after) = app.limits.sign_in(&who.member.email, address) {
                Err(Error::TooMany { retry_after })
            } else {
                set_password(&app, &who, &headers, current, new).await
            }
        }
        _ => Err(Error::field("do", "unknown", "Choose what to save")),
    };
    match changed {
        Ok(()) => {
            let next = field("next");
            let mut response = Redirect::to(if next.is_empty() { HERE } else { way::back(next) }).into_response();
            layout::add_cookie(&mut response, &told::cookie(&Told::Saved));
            Ok(response)
        }
        Err(Error::Invalid(wrong)) => {
            let typed = (field("do") == "you").then_some(name);
            let page = drawn(&app, who, typed, &wrong, &headers).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Another password, for who knows the one they have. Their other sessions end.
async fn set_password(
    app: &App,
    who: &SignedIn,
    headers: &HeaderMap,
    current: SecretString,
    new: SecretString,
) -> Result<()> {
    let stored = who.member.password_hash.clone();
    let hashed = tokio::task::spawn_blocking(move || {
        let is_sane = current.expose_secret().chars().count() <= password::LONGEST;
        let is_right = is_sane && password::is_right(current.expose_secret(), Some(&stored));
        is_right.then(|| password::hash(new.expose_secret())).transpose()
    });
    let Some(hash) = hashed.await.map_err(anyhow::Error::new)?? else {
        return Err(Error::field("current", "wrong", "That is not your password"));
    };
    let token = auth::token(headers, app).ok_or(Error::Unauthorized)?;
    let (organisation, id) = (&who.member.organisation_id, &who.member.id);
    let mut tx = app.tx().await?;
    profile::set_password(&mut tx, id, &hash, &token).await?;
    let (what, detail) = (What::MemberChanged, json!({ "password": true }));
    trail::note(&mut tx, &Entry { organisation, bot: None, by: Some(id), what, subject: id.as_str(), detail }).await?;
    tx.commit().await
}

async fn drawn(
    app: &App,
    who: SignedIn,
    typed: Option<String>,
    wrong: &[FieldError],
    headers: &HeaderMap,
) -> Result<Response> {
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", headers).await?;
    let toast = match &seat.bot {
        Some(bot) => told::toast(&mut conn, bot, headers, HERE).await?,
        None => None,
    };
    let error = |name: &str| wrong.iter().find(|one| one.field == name).map(|one| one.message.clone());
    let member = &seat.who.member;
    let wishes = member.wishes.0;
    let is_listed = seat
        .bots
        .iter()
        .flat_map(|bot| &bot.settings().recipients)
        .any(|address| address.trim().eq_ignore_ascii_case(&member.email));
    let hue = |hue: &organisation::hue::Hue| {
        let key = hue.as_str();
        let initials = Initials::with(&member.name, Some(key));
        Hue { key: key.to_owned(), name: words::of_key(key), initials, is_chosen: member.hue.as_deref() == Some(key) }
    };
    let shown = |occasion: &Occasion| {
        let (name, note) = match occasion {
            Occasion::Waiting => (
                "A visitor waits for a person",
                "Email once nobody has taken them in time. Where everybody has it off, the bot’s recipients get it.",
            ),
            Occasion::Assigned => (
                "A conversation is given to you",
                "In turn, or by a colleague. Email also brings what its visitor writes.",
            ),
            Occasion::Mentioned => ("Somebody names you in a note", "With @ and your name"),
        };
        let Ways { desktop, sound, email } = member.wishes.0.of(*occasion);
        // Until they say so themselves, whoever is on a bot's list is mailed.
        let email =
            if *occasion == Occasion::Waiting { wishes.mailed_of_waiting().unwrap_or(is_listed) } else { email };
        let key = occasion.to_string();
        Shown { key, name: name.to_owned(), note: note.to_owned(), desktop, sound, email }
    };
    let page = ProfilePage {
        frame: layout::frame("Your profile", seat.theme()),
        desk: layout::desk(app, &mut conn, &seat, Place::Profile, HERE, toast).await?,
        csrf: seat.who.csrf.clone(),
        email: member.email.clone(),
        role: words::role(member.role).to_owned(),
        name: Field { value: typed.unwrap_or_else(|| member.name.clone()), error: error("name") },
        own: Initials::of(&member.name),
        is_own: member.hue.is_none(),
        hues: organisation::hue::Hue::ALL.iter().map(hue).collect(),
        is_away: member.away,
        occasions: Occasion::ALL.iter().map(shown).collect(),
        has_mail: app.mail.is_some(),
        keys_on: !member.keys_off,
        current_error: error("current"),
        password_error: error("password"),
    };
    layout::page(app, &seat, headers, &page)
}

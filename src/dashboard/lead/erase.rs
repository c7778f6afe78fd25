//! Erasing a lead and deleting one: each asked first, with a word to be typed; without scripts on a page of its own.

use std::path::PathBuf;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect};
use serde::Deserialize;

use super::{Found, find};
use crate::app::App;
use crate::contact;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::erase::{Ask, Done, ErasePage, Foot, State as Shown};
use crate::dashboard::view::layout::Place;
use crate::dashboard::{badge, words};
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::lead::Lead;
use crate::lead::erase::{self, DELETE_WORD, Extent, WORD, due};
use crate::organisation::role::Right;
use crate::time::Timestamp;

/// How often an erasure is tried where somebody else holds what it needs.
const TRIES: usize = 3;

/// Which of the two is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Erase,
    Delete,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    csrf: String,
    word: String,
}

/// What the foot of a lead offers to who looks at it.
pub fn foot(seat: &Seat, lead: &Lead, name: &str, conversations: usize) -> Foot {
    if !seat.who.can(Right::Erase) {
        return Foot::default();
    }
    let extent = Extent { leads: 1, conversations };
    Foot {
        erase: (!erase::is_erased(lead)).then(|| ask(Which::Erase, seat, lead, name, extent)),
        delete_href: Some(format!("/leads/{}/delete", lead.id)),
    }
}

/// "Kept until 17 Nov 2028, then erased automatically"
pub fn kept_until(seat: &Seat, lead: &Lead) -> Option<String> {
    let until = due::until(seat.bot.as_ref()?, lead)?;
    Some(format!("Kept until {}, then erased automatically", until.in_zone(seat.zone()).strftime("%-d %b %Y")))
}

/// `GET /leads/{id}/erase`: the question; of an erased lead, what came of it. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when it is not their organisation's.
pub async fn page(State(app): State<App>, who: SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    asked(&app, who, &id, &headers, Which::Erase, None).await
}

/// `GET /leads/{id}/delete`: the question. Owners and admins may call it.
///
/// # Errors
/// 403 for other roles, 404 when it is not their organisation's.
pub async fn delete_page(State(app): State<App>, who: SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    asked(&app, who, &id, &headers, Which::Delete, None).await
}

/// `POST /leads/{id}/erase`: erases the person. Owners and admins may call it.
///
/// # Errors
/// 422, with the question again, unless the word was typed.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer {
    may(&app, &who, &headers, &typed.csrf)?;
    if typed.word.trim() != WORD {
        return asked(&app, who, &id, &headers, Which::Erase, Some(&typed.word)).await;
    }
    let lead = done(&app, &who, &id, Which::Erase).await?;
    Ok(Redirect::to(&format!("/leads/{lead}/erase")).into_response())
}

/// `POST /leads/{id}/delete`: removes the lead with all that belongs to the person. Owners and admins may call it.
///
/// # Errors
/// 422, with the question again, unless the word was typed.
pub async fn delete(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer {
    may(&app, &who, &headers, &typed.csrf)?;
    if typed.word.trim() != DELETE_WORD {
        return asked(&app, who, &id, &headers, Which::Delete, Some(&typed.word)).await;
    }
    done(&app, &who, &id, Which::Delete).await?;
    let mut response = Redirect::to("/leads").into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::Deleted));
    Ok(response)
}

fn may(app: &App, who: &SignedIn, headers: &HeaderMap, csrf: &str) -> Result<()> {
    same_site(headers, app)?;
    who.check_csrf(csrf)?;
    who.must(Right::Erase)
}

/// Does it; tried again where two wait for each other, of whom the database lets one go.
async fn done(app: &App, who: &SignedIn, id: &str, which: Which) -> Result<String> {
    let mut tried = 1;
    loop {
        match attempt(app, who, id, which).await {
            Err(Error::Unavailable(_)) if tried < TRIES => tried += 1,
            outcome => return outcome,
        }
    }
}

async fn attempt(app: &App, who: &SignedIn, id: &str, which: Which) -> Result<String> {
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who.clone(), id).await?;
    let (bot, lead, by) = (&found.bot, &found.lead.id, &who.member.id);
    match which {
        Which::Delete => erase::delete(&mut tx, bot, lead, by).await?,
        Which::Erase => match erase::erase(&mut tx, bot, lead, Some(by)).await {
            // Somebody was faster, and wanted the same.
            Err(Error::Conflict("erased")) => return Ok(lead.to_string()),
            outcome => outcome?,
        },
    }
    tx.commit().await?;
    Ok(lead.to_string())
}

async fn asked(app: &App, who: SignedIn, id: &str, headers: &HeaderMap, which: Which, typed: Option<&str>) -> Answer {
    who.must(Right::Erase)?;
    // Ties are followed as an erasure does it; nothing is written, and the transaction is dropped.
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, id).await?;
    let Found { seat, bot, lead } = &found;
    let state = if which == Which::Erase
        && let Some(at) = lead.erased_at
    {
        drop(tx);
        Shown::Done(came_of_it(app, seat, lead, at).await?)
    } else {
        let extent = erase::extent(&mut tx, &bot.id, lead).await?;
        let known = contact::by_id(&mut tx, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
        drop(tx);
        let name = if erase::is_erased(lead) { "this erased lead".to_owned() } else { badge::who(&known) };
        let question = ask(which, seat, lead, &name, extent);
        Shown::Ask(match typed {
            Some(typed) => mistyped(question, typed),
            None => question,
        })
    };
    let title = if let Shown::Ask(ask) = &state { ask.title.clone() } else { "Erased lead".to_owned() };
    let mut conn = app.db.read().await?;
    let page = ErasePage {
        frame: layout::frame(&title, seat.theme()),
        desk: layout::desk(app, &mut conn, seat, Place::Leads, &format!("/leads/{}", lead.id), None).await?,
        state,
    };
    let page = layout::page(app, seat, headers, &page)?;
    Ok(if typed.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() } else { page })
}

fn ask(which: Which, seat: &Seat, lead: &Lead, name: &str, extent: Extent) -> Ask {
    let texts = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let count = i64::try_from(extent.conversations).unwrap_or(0);
    let mut removed = texts(&[
        "Name, email, phone",
        &words::count(count, "conversation"),
        "Form answers, files",
        "Notes, summary, signals",
    ]);
    if extent.leads > 1 {
        let others = i64::try_from(extent.leads - 1).unwrap_or(0);
        removed.push(format!("{} of the same person", words::count(others, "other lead")));
    }
    let (verb, word, text, kept, at) = match which {
        Which::Erase => (
            "Erase",
            WORD,
            "This removes their personal data for good. It cannot be undone, and we cannot recover it.",
            texts(&["An “Erased lead” row", "Tag, source and date", "An audit entry"]),
            "erase",
        ),
        Which::Delete => (
            "Delete",
            DELETE_WORD,
            "This removes the lead with all its personal data, and your counts go down. It cannot be undone, and we cannot recover it.",
            texts(&["An audit entry"]),
            "delete",
        ),
    };
    Ask {
        title: format!("{verb} {name}?"),
        text: text.to_owned(),
        removed,
        kept,
        word: word.to_owned(),
        typed: String::new(),
        error: None,
        note: "Emails already sent to your team stay in their inboxes.".to_owned(),
        button: format!("{verb} lead"),
        action: format!("/leads/{}/{at}", lead.id),
        back: format!("/leads/{}", lead.id),
        csrf: seat.who.csrf.clone(),
    }
}

fn mistyped(ask: Ask, typed: &str) -> Ask {
    let error = Some(format!("Nothing was changed. Type {} in capital letters", ask.word));
    Ask { typed: words::one_line(typed, 40), error, ..ask }
}

/// When it was, and which copies of the database still hold what was erased.
async fn came_of_it(app: &App, seat: &Seat, lead: &Lead, at: Timestamp) -> Result<Done> {
    let folder = app.config.data_dir.join("backups");
    let backups = tokio::task::spawn_blocking(move || older(folder, at)).await.map_err(anyhow::Error::new)?;
    Ok(Done {
        line: format!("{}.", words::day_and_time(at, app.clock.now(), seat.zone())),
        backups,
        lead_href: format!("/leads/{}", lead.id),
    })
}

/// The files of this folder that were written before this moment, by name. A folder that cannot be read has none to show.
fn older(folder: PathBuf, at: Timestamp) -> Vec<String> {
    let before = std::time::UNIX_EPOCH + std::time::Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_older = |entry: &std::fs::DirEntry| {
        entry.metadata().is_ok_and(|data| data.is_file() && data.modified().is_ok_and(|written| written <= before))
    };
    let mut names: Vec<String> =
        entries.filter(is_older).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

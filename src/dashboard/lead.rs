//! One lead: everything the panel shows, gathered; opening it takes its "New" away.
//!
//! A lead of another organisation is not there. Whatever a visitor wrote is shown as text.

pub mod change;
mod email;
pub mod erase;
mod facts;
mod history;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::error::Answer;
use super::layout::{self, Seat};
use super::leads::Asked;
use super::view::layout::{Place, Toast};
use super::view::lead::{Lead as Shown, LeadPage, Note, Notes, Products, Steps, Summary};
use super::view::part::badge::Initials;
use super::{badge, told, transcript, way, words};
use crate::app::App;
use crate::bot::Bot;
use crate::contact::{self, Contact};
use crate::conversation::{self, Conversation};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId};
use crate::lead::list::{self, At, Look};
use crate::lead::submission::{self, Submission};
use crate::lead::{self, Lead, note, reach};
use crate::organisation::role::Right;
use crate::tag::{self, Tag};

/// A note that was not saved, and why.
#[derive(Default)]
struct Draft {
    text: String,
    error: Option<String>,
}

/// A lead with the seat it is seen from.
struct Found {
    seat: Seat,
    bot: Bot,
    lead: Lead,
}

/// The lead with this id, where it belongs to the member's organisation.
async fn find(conn: &mut Conn, who: SignedIn, id: &str) -> Result<Found> {
    who.must(Right::SeeLeads)?;
    let id = LeadId::parse(id).ok_or(Error::NotFound("lead"))?;
    let lead = lead::by_id(conn, &id).await?.ok_or(Error::NotFound("lead"))?;
    let seat = Seat::at(conn, who, &lead.bot_id).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("lead"))?;
    let lead = reach::find(conn, &bot.id, &lead.id, seat.reach).await?;
    Ok(Found { seat, bot, lead })
}

/// `GET /leads/{id}`: one lead. Every member may call it; opened by one who may change leads, it is no longer new.
///
/// # Errors
/// 404 when it is not their organisation's.
pub async fn page(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Answer {
    let mut conn = app.db.read().await?;
    let found = find(&mut conn, who, &id).await?;
    let asked = asked.tidy();
    let here = here(&found, &asked);
    let toast = told::toast(&mut conn, &found.bot, &headers, &here).await?;
    let response = drawn(&app, &mut conn, &found, &asked, &headers, toast, Draft::default()).await?;
    drop(conn);
    if found.lead.is_new && found.seat.may_change() {
        let mut tx = app.tx().await?;
        lead::mark_seen(&mut tx, &found.lead).await?;
        tx.commit().await?;
    }
    Ok(response)
}

/// The page's own address, with the filters of the list it was opened from.
fn here(found: &Found, asked: &Asked) -> String {
    asked.address(&format!("/leads/{}", found.lead.id), "", ("", ""))
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    found: &Found,
    asked: &Asked,
    headers: &HeaderMap,
    toast: Option<Toast>,
    draft: Draft,
) -> Result<Response> {
    let here = here(found, asked);
    let shown = shown(app, conn, found, asked, draft).await?;
    let page = LeadPage {
        frame: layout::frame(&shown.name, found.seat.theme()),
        desk: layout::desk(app, conn, &found.seat, Place::Leads, &here, toast).await?,
        lead: shown,
    };
    layout::page(app, &found.seat, headers, &page)
}

/// What the parts of the page are made from.
struct Known<'a> {
    app: &'a App,
    seat: &'a Seat,
    bot: &'a Bot,
    lead: &'a Lead,
    contact: Contact,
    tags: Vec<Tag>,
    /// Oldest first.
    submissions: Vec<Submission>,
    /// Oldest first.
    conversations: Vec<Conversation>,
    /// By submission.
    emails: email::Emails,
}

async fn shown(app: &App, conn: &mut Conn, found: &Found, asked: &Asked, draft: Draft) -> Result<Shown> {
    let (bot, lead) = (&found.bot, &found.lead);
    let known = Known {
        app,
        seat: &found.seat,
        bot,
        lead,
        contact: contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?,
        tags: tag::list(conn, &bot.id).await?,
        submissions: submission::of(conn, &lead.id).await?,
        conversations: conversation::of_contact(conn, &lead.contact_id).await?,
        emails: email::Emails::of(conn, &lead.id).await?,
    };
    let here = here(found, asked);
    let who = if lead.erased_at.is_some() { "Erased lead".to_owned() } else { badge::who(&known.contact) };
    let mover =
        badge::Mover { bot, lead: &lead.id, who: &who, status: &lead.status, category: lead.category, next: &here };
    Ok(Shown {
        id: lead.id.to_string(),
        is_new: lead.is_new,
        score: badge::score(lead.score, lead.temperature.as_deref()),
        tags: tags(&known),
        moves: if lead.erased_at.is_none() { badge::moves(&mover, &found.seat.who) } else { badge::stands(&mover) },
        moves_as_buttons: bot.settings().pipeline == "support" && found.seat.may_change() && lead.erased_at.is_none(),
        steps: steps(conn, found, asked).await?,
        email_href: known.contact.email.as_deref().map(way::mailto),
        call_href: known.contact.phone.as_ref().map(|phone| format!("tel:{phone}")),
        summary: summary(&known),
        facts: facts::of_lead(&known),
        breakdown: None,
        follow_ups: facts::follow_ups(&known),
        notes: notes(conn, &known, &here, draft).await?,
        history: history::of(conn, &known).await?,
        transcript: transcript::of(conn, &known.conversations, app.clock.now(), found.seat.zone()).await?,
        inbox_href: known.conversations.last().map(|last| format!("/inbox/{}", last.id)),
        products: Products::default(),
        retention: erase::kept_until(&found.seat, lead),
        foot: erase::foot(&found.seat, lead, &who, known.conversations.len()),
        name: who,
    })
}

/// Every tag of its submissions once, the newest first.
fn tags(known: &Known<'_>) -> Vec<super::view::part::badge::Tag> {
    let mut keys: Vec<&str> = Vec::new();
    for submission in known.submissions.iter().rev() {
        if !keys.contains(&submission.tag.as_str()) {
            keys.push(&submission.tag);
        }
    }
    keys.into_iter().filter_map(|key| badge::tag(&known.tags, key)).collect()
}

fn summary(known: &Known<'_>) -> Option<Summary> {
    if known.lead.erased_at.is_some() {
        return Some(Summary { text: "Personal data erased on request.".to_owned(), line: String::new() });
    }
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    // Within a sentence the day begins small: "updated today 10:32".
    let at = words::day_and_time(known.lead.updated_at, now, zone)
        .replace("Today", "today")
        .replace("Yesterday", "yesterday");
    let line = |by: &str| format!("{by}{at}");
    match (&known.lead.summary, &known.lead.intent) {
        (Some(text), _) => Some(Summary { text: text.clone(), line: line("Written by the assistant, updated ") }),
        (None, Some(text)) => Some(Summary { text: text.clone(), line: line("In the visitor's words, ") }),
        (None, None) => None,
    }
}

/// The leads beside this one, in the list it was opened from.
async fn steps(conn: &mut Conn, found: &Found, asked: &Asked) -> Result<Steps> {
    let (bot, filter) = (&found.bot.id, asked.filter());
    let edge = list::Place { key: found.lead.captured_at.millis(), id: found.lead.id.clone() };
    let beside = |at: At| Look { filter: filter.clone(), at, reach: found.seat.reach, ..Look::default() };
    let older = list::page(conn, bot, &beside(At::After(edge.clone(), 0))).await?;
    let newer = list::page(conn, bot, &beside(At::Before(edge, 0))).await?;
    let link = |line: Option<&list::Line>| line.map(|line| asked.address(&format!("/leads/{}", line.id), "", ("", "")));
    Ok(Steps {
        position: None,
        previous_href: link(newer.lines.last()),
        next_href: link(older.lines.first()),
        list_href: asked.address("/leads", found.seat.key(), ("", "")),
    })
}

async fn notes(conn: &mut Conn, known: &Known<'_>, here: &str, draft: Draft) -> Result<Notes> {
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    let shown = |note: note::Note| Note {
        circle: Initials::of(&note.author),
        at: words::stamp(note.created_at, now, zone),
        text: note.text,
        by: note.author,
    };
    Ok(Notes {
        notes: note::of(conn, &known.lead.id).await?.into_iter().map(shown).collect(),
        action: format!("/leads/{}/notes", known.lead.id),
        next: here.to_owned(),
        csrf: known.seat.who.csrf.clone(),
        may_write: known.seat.may_change() && known.lead.erased_at.is_none(),
        draft: draft.text,
        error: draft.error,
    })
}

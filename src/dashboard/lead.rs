//! One lead: everything the panel shows, gathered; opening it takes its "New" away.
//!
//! A lead of another organisation is not there. Whatever a visitor wrote is shown as text.

pub mod change;
pub mod desk;
pub mod edit;
mod email;
pub mod erase;
mod facts;
mod history;
pub mod join;
pub mod notes;
mod score;
pub mod tags;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat};
use super::leads::Asked;
use super::transcript::Before;
use super::view::layout::{Place, Toast};
use super::view::lead::{Lead as Shown, LeadPage, Product, Products, Steps, Summary};
use super::{badge, told, transcript, way, words};
use crate::app::App;
use crate::bot::{Bot, ScorePreset};
use crate::contact::{self, Contact};
use crate::conversation::{self, Conversation, discussed};
use crate::db::Conn;
use crate::door::assets;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId};
use crate::lead::detail::{self, Detail};
use crate::lead::list::{self, At, Look};
use crate::lead::submission::{self, Submission};
use crate::lead::temperature::{self, Override};
use crate::lead::{self, Lead, merge, reach};
use crate::organisation::role::Right;
use crate::tag::{self, Tag};

/// What was typed and not saved, and why.
#[derive(Default)]
struct Draft {
    /// A note.
    text: String,
    error: Option<String>,
    /// The contact's fields.
    edit: Option<edit::Refused>,
}

/// What the address asks of the lead's own page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Own {
    /// The part of the transcript that ends before this message.
    before: String,
}

/// A lead with the seat it is seen from.
struct Found {
    seat: Seat,
    bot: Bot,
    lead: Lead,
}

/// The lead with this id, where it belongs to the member's organisation and did not go into another.
async fn find(conn: &mut Conn, who: SignedIn, id: &str) -> Result<Found> {
    let found = look(conn, who, id).await?;
    if merge::standing(conn, &found.lead.id).await? != found.lead.id {
        return Err(Error::Conflict("merged"));
    }
    Ok(found)
}

/// The same, wherever it went.
async fn look(conn: &mut Conn, who: SignedIn, id: &str) -> Result<Found> {
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
    Query(own): Query<Own>,
    headers: HeaderMap,
) -> Answer {
    let mut conn = app.db.read().await?;
    let found = look(&mut conn, who, &id).await?;
    let asked = asked.tidy();
    let standing = merge::standing(&mut conn, &found.lead.id).await?;
    if standing != found.lead.id {
        let address = asked.address(&format!("/leads/{standing}"), "", ("", ""));
        return Ok(Redirect::to(&address).into_response());
    }
    let here = here(&found, &asked);
    let toast = told::toast(&mut conn, &found.bot, &headers, &here).await?;
    let before = Before::parse(&own.before);
    let response = drawn(&app, &mut conn, &found, &asked, &headers, toast, Draft::default(), before.as_ref()).await?;
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

#[expect(clippy::too_many_arguments, reason = "a page is drawn from all of it")]
async fn drawn(
    app: &App,
    conn: &mut Conn,
    found: &Found,
    asked: &Asked,
    headers: &HeaderMap,
    toast: Option<Toast>,
    draft: Draft,
    before: Option<&Before>,
) -> Result<Response> {
    let here = here(found, asked);
    let shown = shown(app, conn, found, asked, draft, before).await?;
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
    detail: Detail,
    /// A person's word over the score's.
    told: Option<Override>,
    /// The part of the transcript that is shown.
    part: transcript::Part,
    /// The page's own address.
    here: String,
}

async fn shown(
    app: &App,
    conn: &mut Conn,
    found: &Found,
    asked: &Asked,
    draft: Draft,
    before: Option<&Before>,
) -> Result<Shown> {
    let (bot, lead) = (&found.bot, &found.lead);
    let conversations = conversation::of_contact(conn, &lead.contact_id).await?;
    let (now, zone) = (app.clock.now(), found.seat.zone());
    let part = transcript::part(conn, &conversations, before, transcript::PART, now, zone).await?;
    let known = Known {
        app,
        seat: &found.seat,
        bot,
        lead,
        contact: contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?,
        tags: tag::list(conn, &bot.id).await?,
        submissions: submission::of(conn, &lead.id).await?,
        conversations,
        emails: email::Emails::of(conn, &lead.id).await?,
        detail: detail::of(conn, &lead.id).await?,
        told: temperature::of(conn, &lead.id).await?,
        part,
        here: here(found, asked),
    };
    let sees_inbox = found.seat.who.can(Right::SeeInbox);
    let here = known.here.clone();
    let part_href =
        |before: &str| asked.address(&format!("/leads/{}", lead.id), "", ("before", before)) + "#talk-title";
    let who = if lead.erased_at.is_some() { "Erased lead".to_owned() } else { badge::who(&known.contact) };
    let mover =
        badge::Mover { bot, lead: &lead.id, who: &who, status: &lead.status, category: lead.category, next: &here };
    Ok(Shown {
        id: lead.id.to_string(),
        is_new: lead.is_new,
        score: badge::score(lead.score, lead.temperature.as_deref()),
        tags: tags::of(&known),
        moves: if lead.erased_at.is_none() { badge::moves(&mover, &found.seat.who) } else { badge::stands(&mover) },
        moves_as_buttons: bot.settings().pipeline == "support" && found.seat.may_change() && lead.erased_at.is_none(),
        steps: steps(app, conn, found, asked).await?,
        email_href: known.contact.email.as_deref().map(way::mailto),
        call_href: known.contact.phone.as_ref().map(|phone| format!("tel:{phone}")),
        summary: summary(&known),
        facts: facts::of_lead(&known),
        breakdown: score::breakdown(&known),
        signals: score::signals(&known),
        warmth: score::warmth(&known),
        owner: desk::owner(conn, &known).await?,
        edit: edit::form(&known, draft.edit.as_ref()),
        joined: join::within(conn, &known).await?,
        forms: desk::forms(&known),
        follow_ups: facts::follow_ups(&known),
        notes: notes::of(conn, &known, &here, draft.text, draft.error).await?,
        history: history::of(conn, &known).await?,
        earlier_href: known.part.earlier.as_ref().map(|before| part_href(&before.to_string())),
        later_href: (!known.part.is_newest).then(|| part_href("")),
        inbox_href: known.conversations.last().filter(|_| sees_inbox).map(|last| format!("/inbox/{}", last.id)),
        contact_href: found.seat.who.can(Right::Export).then(|| format!("/leads/{}/contact.json", lead.id)),
        tag_menu: tags::menu(&known),
        products: products(conn, &known).await?,
        retention: erase::kept_until(&found.seat, lead),
        foot: erase::foot(&found.seat, lead, &who, known.conversations.len()),
        transcript: known.part.transcript,
        name: who,
    })
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
async fn steps(app: &App, conn: &mut Conn, found: &Found, asked: &Asked) -> Result<Steps> {
    let (bot, filter, sort) = (&found.bot.id, asked.filter(&found.seat, app.clock.now()), asked.sort());
    let key = match sort.by {
        list::Order::Captured => found.lead.captured_at.millis(),
        list::Order::Updated => found.lead.updated_at.millis(),
        list::Order::Score => found.lead.score.unwrap_or(-1),
    };
    let edge = list::Place { key, id: found.lead.id.clone() };
    let beside = |at: At| Look { filter: filter.clone(), sort, at, reach: found.seat.reach };
    let older = list::page(conn, bot, &beside(At::After(edge.clone(), 0))).await?;
    let counts = list::counts(conn, bot).await?;
    let standing = list::standing(conn, bot, &beside(At::Start), edge.clone(), &counts).await?;
    let newer = list::page(conn, bot, &beside(At::Before(edge, 0))).await?;
    let link = |line: Option<&list::Line>| line.map(|line| asked.address(&format!("/leads/{}", line.id), "", ("", "")));
    Ok(Steps {
        position: standing.map(|(at, of)| format!("{} of {}", words::number(at), words::number(of))),
        previous_href: link(newer.lines.last()),
        next_href: link(older.lines.first()),
        list_href: asked.address("/leads", found.seat.key(), ("", "")),
    })
}

/// What the conversations were about. A picture is shown only where it is a file of this house: pages load nothing else.
async fn products(conn: &mut Conn, known: &Known<'_>) -> Result<Products> {
    let picture = |name: String| {
        let file = name.strip_prefix("asset:").filter(|file| assets::dashboard(file).is_some())?;
        Some(format!("{}/{file}", assets::dashboard_path()))
    };
    let card = |one: discussed::Discussed| Product {
        name: one.title,
        price: one.price,
        note: one.note,
        image: one.image.and_then(picture),
    };
    let is_property = known.bot.settings().score_preset == ScorePreset::UkProperty;
    let title = if is_property { "Properties discussed" } else { "Products discussed" };
    let cards = discussed::of_contact(conn, &known.lead.contact_id).await?.into_iter().map(card).collect();
    Ok(Products { title: title.to_owned(), cards })
}


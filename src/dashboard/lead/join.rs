//! Joining two leads: a search for the other one, the two side by side with what will happen, and the way back.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::change::back;
use super::facts::fact;
use super::{Found, Known, find};
use crate::app::App;
use crate::contact;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, may_change};
use crate::dashboard::told::Told;
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::lead::desk::{Candidate, JoinPage, Joined, Pair};
use crate::dashboard::view::lead::{Fact, Value};
use crate::dashboard::{badge, way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId, MergeId};
use crate::lead::list::{self, Filter, Line, Look};
use crate::lead::merge::{self, Size};
use crate::lead::{Lead, reach};
use crate::organisation::role::Right;
use crate::tag::{self, Tag};

/// The longest search, in characters.
const LONGEST_SEARCH: usize = 200;

/// The leads that went into this one.
///
/// # Errors
/// What the database says.
pub(super) async fn within(conn: &mut Conn, known: &Known<'_>) -> Result<Vec<Joined>> {
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    let shown = |one: merge::Within| {
        let by = one.by.as_deref().unwrap_or("somebody who has left");
        let phone = one.phone.as_deref().map(badge::national);
        Joined {
            merge: one.id.to_string(),
            line: format!("Joined by {by}, {}", words::day_and_time(one.created_at, now, zone)),
            name: one.name.or(one.email).or(phone).unwrap_or_else(|| "Anonymous".to_owned()),
        }
    };
    Ok(merge::within(conn, &known.lead.id).await?.into_iter().map(shown).collect())
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    with: String,
}

/// `GET /leads/{id}/join`: looks for another lead of the same person, and shows the two. Members who may change leads
/// may call it.
///
/// # Errors
/// 404 when either lead is not there.
pub async fn page(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(search): Query<Search>,
    headers: HeaderMap,
) -> Answer {
    who.must(Right::ChangeLeads)?;
    let mut conn = app.db.read().await?;
    let found = find(&mut conn, who, &id).await?;
    Ok(drawn(&app, &mut conn, &found, &search, &headers).await?)
}

async fn drawn(app: &App, conn: &mut Conn, found: &Found, search: &Search, headers: &HeaderMap) -> Result<Response> {
    let base = format!("/leads/{}", found.lead.id);
    let q = words::one_line(&search.q, LONGEST_SEARCH);
    let contact = contact::by_id(conn, &found.lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let name = badge::who(&contact);
    let pair = match search.with.as_str() {
        "" => None,
        with => Some(pair(app, conn, found, &name, with).await?),
    };
    let candidates = if q.is_empty() { None } else { Some(candidates(app, conn, found, &q).await?) };
    let page = JoinPage {
        frame: layout::frame("Join with another lead", found.seat.theme()),
        desk: layout::desk(app, conn, &found.seat, Place::Leads, &format!("{base}/join"), None).await?,
        name,
        back_href: base.clone(),
        base,
        csrf: found.seat.who.csrf.clone(),
        q,
        error: None,
        found: candidates,
        pair,
    };
    layout::page(app, &found.seat, headers, &page)
}

/// The leads that a search finds, at most a page of them; an id finds its lead.
async fn candidates(app: &App, conn: &mut Conn, found: &Found, q: &str) -> Result<Vec<Candidate>> {
    let bot = &found.bot;
    let tags = tag::list(conn, &bot.id).await?;
    let mut lines = Vec::new();
    if let Some(id) = LeadId::parse(q) {
        match reach::find(conn, &bot.id, &id, found.seat.reach).await {
            Ok(lead) if merge::standing(conn, &id).await? == id => lines.push(line(conn, lead).await?),
            Ok(_) | Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    } else {
        let filter = Filter { search: Some(q.to_owned()), ..Filter::default() };
        let look = Look { filter, reach: found.seat.reach, ..Look::default() };
        for found in list::page(conn, &bot.id, &look).await?.lines {
            lines.push(shown_line(found));
        }
    }
    let (now, zone) = (app.clock.now(), found.seat.zone());
    let candidate = |one: Shown| Candidate {
        href: format!("/leads/{}/join?with={}", found.lead.id, one.id),
        score: badge::score(one.score, one.temperature.as_deref()),
        tag: badge::tag(&tags, &one.tag),
        status: badge::status(badge::pipeline(bot), &one.status, one.category),
        captured: words::moment(one.captured_at, now, zone),
        name: one.name,
        line: one.line,
    };
    Ok(lines.into_iter().filter(|one| one.id != found.lead.id).map(candidate).collect())
}

/// What a candidate shows.
struct Shown {
    id: LeadId,
    name: String,
    line: String,
    score: Option<i64>,
    temperature: Option<String>,
    tag: String,
    status: String,
    category: crate::lead::pipeline::Category,
    captured_at: crate::time::Timestamp,
}

fn shown_line(line: Line) -> Shown {
    let phone = line.phone.as_deref().map(badge::national);
    let ways: Vec<String> = [line.email, phone, line.company].into_iter().flatten().collect();
    Shown {
        id: line.id,
        name: line.name.unwrap_or_else(|| "Anonymous".to_owned()),
        line: ways.join(", "),
        score: line.score,
        temperature: line.temperature,
        tag: line.tag,
        status: line.status,
        category: line.category,
        captured_at: line.captured_at,
    }
}

async fn line(conn: &mut Conn, lead: Lead) -> Result<Shown> {
    let contact = contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let phone = contact.phone.as_deref().map(badge::national);
    let ways: Vec<String> = [contact.email, phone, contact.company].into_iter().flatten().collect();
    Ok(Shown {
        id: lead.id,
        name: contact.name.unwrap_or_else(|| "Anonymous".to_owned()),
        line: ways.join(", "),
        score: lead.score,
        temperature: lead.temperature,
        tag: lead.tag,
        status: lead.status,
        category: lead.category,
        captured_at: lead.captured_at,
    })
}

/// The two side by side.
async fn pair(app: &App, conn: &mut Conn, found: &Found, name: &str, with: &str) -> Result<Pair> {
    let id = LeadId::parse(with).ok_or(Error::NotFound("lead"))?;
    let other = reach::find(conn, &found.bot.id, &id, found.seat.reach).await?;
    if merge::standing(conn, &id).await? != id {
        return Err(Error::NotFound("lead"));
    }
    let tags = tag::list(conn, &found.bot.id).await?;
    let contact = contact::by_id(conn, &other.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let size = merge::size(conn, &other).await?;
    let other_name = badge::who(&contact);
    Ok(Pair {
        kept: facts(app, conn, found, &tags, &found.lead).await?,
        others: facts(app, conn, found, &tags, &other).await?,
        consequences: consequences(name, &other_name, size),
        swap_href: format!("/leads/{}/join?with={}", other.id, found.lead.id),
        other: other.id.to_string(),
        other_name,
    })
}

async fn facts(app: &App, conn: &mut Conn, found: &Found, tags: &[Tag], lead: &Lead) -> Result<Vec<Fact>> {
    let contact = contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let size = merge::size(conn, lead).await?;
    let status = badge::status_name(badge::pipeline(&found.bot), &lead.status);
    let captured = words::stamp(lead.captured_at, app.clock.now(), found.seat.zone());
    let text = |label: &str, value: Option<String>| Some(fact(label, Value::Text(value?)));
    let all = [
        text("Name", contact.name),
        text("Email", contact.email),
        text("Phone", contact.phone.as_deref().map(badge::national)),
        text("Company", contact.company),
        text("Website", contact.website),
        text("Order number", lead.order_number.clone()),
        text("Type", badge::tag(tags, &lead.tag).map(|tag| tag.name)),
        text("Status", Some(status)),
        text("Score", lead.score.map(|score| score.to_string())),
        Some(fact("Captured", Value::Time(captured))),
        text("Holds", Some(holds(size))),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// "2 submissions, 1 conversation, 0 notes".
fn holds(size: Size) -> String {
    let counted = [
        words::count(size.submissions, "submission"),
        words::count(size.conversations, "conversation"),
        words::count(size.notes, "note"),
    ];
    counted.join(", ")
}

fn consequences(kept: &str, other: &str, size: Size) -> Vec<String> {
    vec![
        format!("{} go from {other} to {kept}.", holds(size)),
        format!("{kept} keeps its status, score, owner and details; what it does not know it takes from {other}."),
        format!("{other} leaves the list, and its address leads to {kept}."),
        "You can part them again; what comes in meanwhile then stays where it is.".to_owned(),
    ]
}

/// A posted joining.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Join {
    csrf: String,
    other: String,
    next: String,
}

/// `POST /leads/{id}/join`: another lead goes into this one. Members who may change leads may call it.
///
/// # Errors
/// 404 when the other is not this bot's, 409 when either went into a further lead meanwhile, 422 for the same lead.
pub async fn join(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Join>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let other = LeadId::parse(&form.other).ok_or(Error::NotFound("lead"))?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    // What the plan does not show cannot be reached by joining it.
    reach::find(&mut tx, &found.bot.id, &other, found.seat.reach).await?;
    let (kept, by) = (found.lead.id.clone(), &found.seat.who.member.id);
    let merge = merge::join(&mut tx, &found.bot, &kept, &other, by).await?;
    tx.commit().await?;
    Ok(back(&format!("/leads/{kept}"), &Told::Joined { lead: kept, merge }))
}

/// A posted parting.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    csrf: String,
    merge: String,
    next: String,
}

/// `POST /leads/{id}/part`: the lead that went into this one comes back. Members who may change leads may call it.
///
/// # Errors
/// 404 when it is no joining of this lead, 409 when this lead went into a further one.
pub async fn part(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Part>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let merge = MergeId::parse(&form.merge).ok_or(Error::NotFound("merge"))?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    merge::part(&mut tx, &found.bot, &found.lead.id, &merge, &found.seat.who.member.id).await?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &Told::Parted))
}

//! The Inbox, first version: a bot's newest conversations, and one of them to read.
//!
//! Nobody joins or answers here yet. A conversation whose contact lies beyond the plan keeps its place in the list, without
//! a word of it.

use std::collections::HashSet;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::inbox::{Conversation as Row, InboxPage, Opened, State as With};
use super::view::layout::Place;
use super::view::part::badge::{Initials, Source};
use super::{badge, told, transcript, way, words};
use crate::app::App;
use crate::contact;
use crate::conversation::{self, Conversation, Line, Status};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::event::Author;
use crate::id::{ContactId, ConversationId, Id as _};
use crate::lead::{self, reach};
use crate::organisation::role::Right;
use crate::time::Timestamp;

/// How many conversations the list shows at once.
const PAGE: usize = 25;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// The page after this place; a forged one is passed over.
    before: String,
}

/// `GET /inbox`: a bot's newest conversations. Every member may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn list(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::SeeInbox)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?;
    page(&app, &mut conn, &seat, &asked, &headers, None).await
}

/// `GET /inbox/{id}`: one conversation to read, beside the list. Every member may call it.
///
/// # Errors
/// 404 when it is not their organisation's, and when its contact lies beyond the plan.
pub async fn open(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Answer {
    who.must(Right::SeeInbox)?;
    let mut conn = app.db.read().await?;
    let id = ConversationId::parse(&id).ok_or(Error::NotFound("conversation"))?;
    let found = conversation::by_id(&mut conn, &id).await?.ok_or(Error::NotFound("conversation"))?;
    let seat = Seat::at(&mut conn, who, &found.bot_id).await?;
    if !reach::hides(&mut conn, &found.bot_id, seat.reach, &[&found.contact_id]).await?.is_empty() {
        return Err(Error::NotFound("conversation").into());
    }
    page(&app, &mut conn, &seat, &asked, &headers, Some(&found)).await
}

async fn page(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    asked: &Asked,
    headers: &HeaderMap,
    open: Option<&Conversation>,
) -> Answer {
    let here = open.map_or_else(|| way::with("/inbox", &[("bot", seat.key())]), |found| format!("/inbox/{}", found.id));
    let toast = match &seat.bot {
        Some(bot) => told::toast(conn, bot, headers, &here).await?,
        None => None,
    };
    let (conversations, older_href) = lines(app, conn, seat, asked, open).await?;
    let open = match open {
        Some(found) => Some(opened(app, conn, seat, found).await?),
        None => None,
    };
    let page = InboxPage {
        frame: layout::frame(open.as_ref().map_or("Inbox", |open| &open.name), seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Inbox, &here, toast).await?,
        conversations,
        open,
        older_href,
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

/// The list, and the address of what follows it.
async fn lines(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    asked: &Asked,
    open: Option<&Conversation>,
) -> Result<(Vec<Row>, Option<String>)> {
    let Some(bot) = &seat.bot else { return Ok((Vec::new(), None)) };
    let before = place(&asked.before);
    let edge = before.as_ref().map(|(at, id)| (*at, id.as_str()));
    let mut lines = conversation::newest(conn, &bot.id, edge, 26).await?;
    let has_older = lines.len() > PAGE;
    lines.truncate(PAGE);
    let contacts: Vec<&ContactId> = lines.iter().map(|line| &line.conversation.contact_id).collect();
    let hidden = reach::hides(conn, &bot.id, seat.reach, &contacts).await?;
    let cursor = lines.last().map(|line| format!("{}.{}", line.conversation.updated_at.millis(), line.conversation.id));
    let older = cursor.filter(|_| has_older).map(|at| way::with("/inbox", &[("bot", seat.key()), ("before", &at)]));
    Ok((lines.into_iter().map(|line| row(app, seat, &hidden, line, open)).collect(), older))
}

fn place(text: &str) -> Option<(Timestamp, ConversationId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millis(at.parse().ok()?), ConversationId::parse(id)?))
}

fn row(app: &App, seat: &Seat, hidden: &HashSet<ContactId>, line: Line, open: Option<&Conversation>) -> Row {
    let is_hidden = hidden.contains(&line.conversation.contact_id);
    if is_hidden {
        return beyond(app, seat, &line.conversation);
    }
    let by = match line.last_author {
        Some(Author::Bot) => "Assistant: ",
        Some(Author::Agent) => "Team: ",
        _ => "",
    };
    let last = words::one_line(&line.last.replace('\n', " "), 160);
    Row {
        href: format!("/inbox/{}", line.conversation.id),
        circle: Initials::of(if line.who == "Anonymous" { "" } else { &line.who }),
        name: line.who,
        last: format!("{by}{last}"),
        at: words::moment(line.conversation.updated_at, app.clock.now(), seat.zone()),
        source: Source::from_key(line.conversation.channel.as_str()),
        state: state(line.conversation.status),
        is_current: open.is_some_and(|open| open.id == line.conversation.id),
        is_hidden,
    }
}

/// The place of a conversation beyond the plan: when something last happened, and nothing else.
fn beyond(app: &App, seat: &Seat, conversation: &Conversation) -> Row {
    Row {
        href: if seat.who.can(Right::ChangePlan) { "/plan".to_owned() } else { String::new() },
        circle: Initials::of(""),
        name: "Beyond your plan".to_owned(),
        last: String::new(),
        at: words::moment(conversation.updated_at, app.clock.now(), seat.zone()),
        source: Source::from_key(conversation.channel.as_str()),
        state: state(conversation.status),
        is_current: false,
        is_hidden: true,
    }
}

fn state(status: Status) -> With {
    match status {
        Status::Bot => With::Assistant,
        Status::Waiting => With::Waiting,
        Status::Agent => With::With("the team".to_owned()),
        Status::Closed => With::Closed,
    }
}

async fn opened(app: &App, conn: &mut Conn, seat: &Seat, found: &Conversation) -> Result<Opened> {
    let contact = contact::by_id(conn, &found.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let may = seat.who.can(Right::SeeLeads);
    let lead = if may { lead::current(conn, &found.contact_id).await? } else { None };
    let source = Source::from_key(found.channel.as_str()).word();
    let name = badge::who(&contact);
    Ok(Opened {
        circle: Initials::of(if name == "Anonymous" { "" } else { &name }),
        line: found.page_url.as_ref().map_or_else(|| source.to_owned(), |page| format!("{source}, on {page}")),
        state: state(found.status),
        lead_href: lead.map(|lead| format!("/leads/{}", lead.id)),
        list_href: way::with("/inbox", &[("bot", seat.key())]),
        transcript: transcript::of(conn, std::slice::from_ref(found), app.clock.now(), seat.zone()).await?,
        name,
    })
}

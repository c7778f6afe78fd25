//! The Inbox: the queues, a conversation and what is known of the visitor, and what an agent does there. It works without
//! scripts; `inbox.js` makes it live.

mod act;
mod answers;
mod attach;
mod context;
mod list;
mod talk;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::inbox::{InboxPage, Nothing};
use super::view::layout::Place;
use super::{told, way, words};
use crate::app::App;
use crate::conversation::{self, Conversation, remark};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{ConversationId, Id as _};
use crate::lead::reach;
use crate::organisation::access::Access;
use crate::organisation::member::Member;
use crate::organisation::preferences::{Occasion, Preferences};
use crate::organisation::presence::{self, Presence};
use crate::organisation::role::Right;

pub use act::{note, say, set_presence, shift, transcript};
pub use attach::post as attach;

/// Everybody of the team, and whether they are there.
type Team = Vec<(Member, Access, Presence)>;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// `assistant` or `closed`; else those that somebody has to look at.
    show: String,
    /// The page after this place; a forged one is passed over.
    before: String,
    /// What is looked for in the knowledge; empty, what the visitor asked last.
    answers: Option<String>,
    /// The answer among those that is put into the draft.
    insert: String,
}

/// `GET /inbox`: a bot's queues. Every member may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::SeeInbox)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?;
    draw(&app, &mut conn, &seat, &asked, &headers, None).await
}

/// `GET /inbox/{id}`: one conversation, beside the queues. Every member may call it.
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
    let (seat, found) = own(&mut conn, who, &id).await?;
    draw(&app, &mut conn, &seat, &asked, &headers, Some(&found)).await
}

/// The conversation of this id and their seat at its bot, where it is with a bot of theirs and the plan shows its contact.
async fn own(conn: &mut Conn, who: SignedIn, id: &str) -> Result<(Seat, Conversation)> {
    let absent = || Error::NotFound("conversation");
    let id = ConversationId::parse(id).ok_or_else(absent)?;
    let found = conversation::by_id(conn, &id).await?.ok_or_else(absent)?;
    let seat = Seat::at(conn, who, &found.bot_id).await?;
    if !reach::hides(conn, &found.bot_id, seat.reach, &[&found.contact_id]).await?.is_empty() {
        return Err(absent());
    }
    Ok((seat, found))
}

async fn draw(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    asked: &Asked,
    headers: &HeaderMap,
    open: Option<&Conversation>,
) -> Answer {
    let here = open.map_or_else(
        || list::address(seat, &asked.show, ""),
        |found| way::with(&format!("/inbox/{}", found.id), &[("show", &asked.show)]),
    );
    let toast = match &seat.bot {
        Some(bot) => told::toast(conn, bot, headers, &here).await?,
        None => None,
    };
    let team = match &seat.bot {
        Some(bot) => presence::everybody(conn, &bot.organisation_id, app.clock.now()).await?,
        None => Team::new(),
    };
    let list = list::of(app, conn, seat, asked, open, &team).await?;
    let open = match open {
        Some(found) => Some(talk::of(app, conn, seat, found, asked, &team).await?),
        None => None,
    };
    let page = InboxPage {
        frame: layout::frame(open.as_ref().map_or("Inbox", |open| &open.name), seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Inbox, &here, toast).await?,
        bot: seat.bot.as_ref().map(|bot| bot.key.clone()).unwrap_or_default(),
        wishes: wishes(&seat.who.member.wishes.0),
        called: called(&remark::calling(conn, &seat.who.member.id).await?),
        nothing: Nothing { has_bot: seat.bot.is_some() },
        list,
        open,
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

/// What somebody wants to be told of while the page is open, as its script reads it.
fn wishes(of: &Preferences) -> String {
    let ways = |occasion: &Occasion| {
        let ways = of.of(*occasion);
        [(ways.desktop, "desktop"), (ways.sound, "sound")]
            .map(|(is_on, way)| is_on.then(|| format!("{occasion}.{way}")))
    };
    Occasion::ALL.iter().flat_map(ways).flatten().collect::<Vec<_>>().join(" ")
}

fn called(into: &[ConversationId]) -> String {
    into.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

//! The conversation that is open: its log with the team's remarks among it, and what may be done with it.

use super::{Asked, Team, answers, context, list};
use crate::app::App;
use crate::conversation::handoff::{self, Hand};
use crate::conversation::remark::{self, Kind, Remark};
use crate::conversation::{Conversation, Status, message};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::inbox::{Act, Acts, Opened, Person, Snooze, Waiting};
use crate::dashboard::view::part::badge::{Initials, Source};
use crate::dashboard::view::part::transcript::{Entry, Message as Said, Transcript};
use crate::dashboard::{badge, transcript as log_of, words};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::ConversationId;
use crate::lead::transcript;
use crate::organisation::role::{Right, Role};
use crate::{contact, id};

/// How many messages are shown at once.
const PART: i64 = 200;

/// The conversation as the page shows it.
pub async fn of(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    found: &Conversation,
    asked: &Asked,
    team: &Team,
) -> Result<Opened> {
    let contact = contact::by_id(conn, &found.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let hand = handoff::of(conn, &found.id).await?.ok_or(Error::NotFound("conversation"))?;
    let name = badge::who(&contact);
    let source = Source::from_key(found.channel.as_str()).word();
    let member = &seat.who.member;
    let may_answer = seat.who.can(Right::Answer);
    let state = list::state(hand.status, hand.agent_name.as_deref());
    let (answers, draft) = if may_answer { answers::of(conn, seat, found, asked).await? } else { Default::default() };
    Ok(Opened {
        id: found.id.to_string(),
        circle: Initials::of(if name == "Anonymous" { "" } else { &name }),
        line: found.page_url.as_ref().map_or_else(|| source.to_owned(), |page| format!("{source}, on {}", path(page))),
        is_mine: hand.agent_id.as_ref() == Some(&member.id),
        list_href: list::address(seat, &asked.show, ""),
        show: asked.show.clone(),
        transcript: log(conn, found, &hand, app, seat).await?,
        last_seq: found.last_seq,
        acts: if may_answer { acts(app, conn, (seat, team), &found.id, &hand).await? } else { Acts::default() },
        may_answer,
        answers,
        draft,
        client_id: id::token()?.chars().take(20).collect(),
        context: context::of(app, conn, seat, found, &contact).await?,
        rating: hand.rating.map(|rating| format!("Rated {rating} of 5")),
        waiting: waiting(app, &hand),
        state,
        name,
    })
}

fn waiting(app: &App, hand: &Hand) -> Option<Waiting> {
    let since = hand.waiting_since.filter(|_| hand.status == Status::Waiting)?;
    Some(Waiting {
        since: since.millis(),
        waited: list::clock(app.clock.now(), since),
        told: if hand.promised_at.is_some() {
            "They were told when an answer will come."
        } else {
            "They were told that somebody is on the way."
        },
    })
}

/// The path of a page, as people say where somebody is.
pub fn path(page: &str) -> &str {
    let behind = page.split_once("://").map_or(page, |(_, rest)| rest);
    behind.find('/').map_or("/", |at| &behind[at..])
}

/// The log, with what the team said among itself where it stands.
async fn log(conn: &mut Conn, found: &Conversation, hand: &Hand, app: &App, seat: &Seat) -> Result<Transcript> {
    let (now, zone) = (app.clock.now(), seat.zone());
    let part = log_of::part(conn, std::slice::from_ref(found), None, PART, now, zone).await?;
    let mut entries = part.transcript.entries;
    let remarks = remark::of(conn, &found.id).await?;
    for remark in remarks.iter().rev() {
        let behind = log_of::anchor(&found.id, remark.seq);
        let at = entries.iter().position(|entry| anchor_of(entry) == Some(behind.as_str()));
        let place = at.map_or(if remark.seq == 0 { 0 } else { entries.len() }, |at| at + 1);
        entries.insert(place, entry(remark, zone));
    }
    if hand.visitor_seen > 0 && hand.status == Status::Agent {
        let newest = message::last_by_team(conn, &found.id).await?;
        if newest.is_some_and(|seq| seq > 0 && seq <= hand.visitor_seen) {
            entries.push(Entry::Event { icon: "check".to_owned(), text: "Seen".to_owned(), id: None });
        }
    }
    Ok(Transcript { entries })
}

fn anchor_of(entry: &Entry) -> Option<&str> {
    match entry {
        Entry::Message(Said { id, .. }) | Entry::Event { id, .. } => id.as_deref(),
        Entry::Divider(_) | Entry::Note { .. } => None,
    }
}

fn entry(remark: &Remark, zone: &str) -> Entry {
    let who = remark.member_name.clone().unwrap_or_else(|| "Frontdesk".to_owned());
    match remark.kind {
        Kind::Note => Entry::Note { who, at: words::clock(remark.created_at, zone), text: remark.text.clone() },
        Kind::Move => {
            let text = format!("{who} {}, {}.", remark.text, words::time(remark.created_at, zone));
            Entry::Event { icon: "headset".to_owned(), text, id: None }
        }
    }
}

/// What may be done with it now.
async fn acts(
    app: &App,
    conn: &mut Conn,
    (seat, team): (&Seat, &Team),
    of: &ConversationId,
    hand: &Hand,
) -> Result<Acts> {
    let member = &seat.who.member;
    let is_mine = hand.agent_id.as_ref() == Some(&member.id);
    let may_overrule = matches!(seat.who.access.role, Role::Owner | Role::Admin);
    let is_held = hand.status == Status::Agent;
    let mine_to_move = is_mine || (is_held && may_overrule);
    let Some(bot) = &seat.bot else { return Ok(Acts::default()) };
    let colleagues = team.iter().filter(|(one, access, _)| {
        Some(&one.id) != hand.agent_id.as_ref() && access.can(Right::Answer) && access.sees(&bot.id)
    });
    let to = colleagues
        .map(|(one, _, presence)| Person {
            id: one.id.to_string(),
            name: if one.id == member.id { format!("{} (you)", one.name) } else { one.name.clone() },
            state: presence.word(),
        })
        .collect();
    let (is_open, is_waiting) = (hand.status != Status::Closed, hand.status == Status::Waiting);
    let now = [
        (hand.status == Status::Bot, Act::JOIN),
        (mine_to_move || is_waiting, Act::HAND_BACK),
        (is_open && (!is_held || mine_to_move), Act::CLOSE),
        (!is_open, Act::REOPEN),
    ];
    Ok(Acts {
        now: now.into_iter().filter_map(|(may, act)| may.then_some(act)).collect(),
        release: mine_to_move,
        to: if is_open && (!is_held || mine_to_move) { to } else { Vec::new() },
        snooze: if mine_to_move || is_waiting { snoozes() } else { Vec::new() },
        transcript_to: if app.mail.is_some() { transcript::address(conn, of).await? } else { None },
    })
}

fn snoozes() -> Vec<Snooze> {
    [(20, "20 minutes"), (60, "1 hour"), (4 * 60, "4 hours"), (24 * 60, "1 day"), (7 * 24 * 60, "1 week")]
        .into_iter()
        .map(|(minutes, name)| Snooze { minutes, name })
        .collect()
}

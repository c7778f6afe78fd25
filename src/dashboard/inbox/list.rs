//! The Inbox's queues: who waits, whom I have, whom my colleagues have; and behind tabs, the assistant's and the closed ones.

use std::collections::HashSet;

use super::{Asked, Team};
use crate::app::App;
use crate::conversation::queue::{self, Asker, Line, Queue};
use crate::conversation::{Conversation, Status};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::inbox::{Group, List, Row, State, Tab, Teammate};
use crate::dashboard::view::part::badge::{Initials, Source};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::id::{ContactId, ConversationId, Id as _};
use crate::lead::reach;
use crate::organisation::role::Right;
use crate::time::Timestamp;

/// How many a group shows at once.
const MOST: i64 = 50;

/// How many a tab's page shows.
const PAGE: i64 = 25;

/// The address of a tab.
pub fn address(seat: &Seat, show: &str, before: &str) -> String {
    way::with("/inbox", &[("bot", seat.key()), ("show", show), ("before", before)])
}

/// The list as the address asks for it.
pub async fn of(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    asked: &Asked,
    open: Option<&Conversation>,
    everybody: &Team,
) -> Result<List> {
    let Some(bot) = &seat.bot else { return Ok(List::default()) };
    let asker = Asker { bot: &bot.id, member: &seat.who.member.id, now: app.clock.now() };
    let counts = queue::counts(conn, &asker).await?;
    let show = match asked.show.as_str() {
        show @ ("assistant" | "closed") => show,
        _ => "",
    };
    let mut list = List {
        tabs: tabs(seat, show, counts.waiting + counts.mine + counts.team),
        team: team(seat, everybody),
        is_away: seat.who.can(Right::Answer).then_some(seat.who.member.away),
        ..List::default()
    };
    if show.is_empty() {
        for (queue, name) in
            [(Queue::Waiting, "Waiting for a person"), (Queue::Mine, "Yours"), (Queue::Team, "Teammates")]
        {
            let lines = queue::list(conn, &asker, queue, None, MOST).await?;
            let (resting, rows): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| is_resting(line, asker.now));
            let rows = rows_of(app, conn, seat, rows, open).await?;
            list.groups.push(Group { key: queue.as_str(), name: name.to_owned(), rows });
            list.resting.extend(rows_of(app, conn, seat, resting, open).await?);
        }
        list.groups.retain(|group| !group.rows.is_empty());
        return Ok(list);
    }
    let queue = if show == "closed" { Queue::Closed } else { Queue::Assistant };
    let before = place(&asked.before);
    let beyond = before.as_ref().map(|(at, id)| (*at, id));
    let mut lines = queue::list(conn, &asker, queue, beyond, PAGE + 1).await?;
    let has_more = lines.len() > usize::try_from(PAGE).unwrap_or(25);
    lines.truncate(usize::try_from(PAGE).unwrap_or(25));
    let cursor = lines.last().filter(|_| has_more).map(|line| format!("{}.{}", line.at.millis(), line.conversation.id));
    list.older_href = cursor.map(|at| address(seat, show, &at));
    let rows = rows_of(app, conn, seat, lines, open).await?;
    let name = if show == "closed" { "Closed" } else { "With the assistant" };
    if !rows.is_empty() {
        list.groups.push(Group { key: queue.as_str(), name: name.to_owned(), rows });
    }
    Ok(list)
}

fn tabs(seat: &Seat, show: &str, open: i64) -> Vec<Tab> {
    [("", "Open", Some(open)), ("assistant", "Assistant", None), ("closed", "Closed", None)]
        .into_iter()
        .map(|(key, name, count)| Tab {
            name: name.to_owned(),
            count: count.filter(|count| *count > 0).map(count_word),
            href: address(seat, key, ""),
            is_current: key == show,
        })
        .collect()
}

fn count_word(count: i64) -> String {
    if count >= queue::MOST_COUNTED { format!("{}+", words::number(queue::MOST_COUNTED)) } else { words::number(count) }
}

/// Who of the team is there.
fn team(seat: &Seat, everybody: &Team) -> Vec<Teammate> {
    let Some(bot) = &seat.bot else { return Vec::new() };
    let there = everybody
        .iter()
        .filter(|(_, access, presence)| presence.is_here && access.can(Right::Answer) && access.sees(&bot.id));
    there
        .map(|(member, _, presence)| Teammate {
            circle: Initials::of(&member.name),
            name: member.name.clone(),
            state: presence.word(),
        })
        .collect()
}

fn place(text: &str) -> Option<(Timestamp, ConversationId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millis(at.parse().ok()?), ConversationId::parse(id)?))
}

/// Whether it was put aside, and the visitor has not written since.
fn is_resting(line: &Line, now: Timestamp) -> bool {
    line.snoozed_until.is_some_and(|until| until > now) && line.conversation.last_seq <= line.team_seen
}

async fn rows_of(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    lines: Vec<Line>,
    open: Option<&Conversation>,
) -> Result<Vec<Row>> {
    let Some(bot) = &seat.bot else { return Ok(Vec::new()) };
    let contacts: Vec<&ContactId> = lines.iter().map(|line| &line.conversation.contact_id).collect();
    let hidden = reach::hides(conn, &bot.id, seat.reach, &contacts).await?;
    Ok(lines.into_iter().map(|line| row(app, seat, &hidden, line, open)).collect())
}

fn row(app: &App, seat: &Seat, hidden: &HashSet<ContactId>, line: Line, open: Option<&Conversation>) -> Row {
    let conversation = &line.conversation;
    if hidden.contains(&conversation.contact_id) {
        return beyond(app, seat, conversation);
    }
    let is_mine = line.agent_name.as_deref() == Some(seat.who.member.name.as_str());
    let by = match line.last_author {
        Some(Author::Bot) => "Assistant: ".to_owned(),
        Some(Author::Agent) if is_mine => "You: ".to_owned(),
        Some(Author::Agent) => {
            let first = line.agent_name.as_deref().and_then(|name| name.split_whitespace().next());
            format!("{}: ", first.unwrap_or("Team"))
        }
        _ => String::new(),
    };
    let last = words::one_line(&line.last.replace('\n', " "), 160);
    Row {
        id: conversation.id.to_string(),
        href: format!("/inbox/{}", conversation.id),
        circle: Initials::of(if line.who == "Anonymous" { "" } else { &line.who }),
        name: line.who.clone(),
        last: format!("{by}{last}"),
        at: words::moment(conversation.updated_at, app.clock.now(), seat.zone()),
        since: line.waiting_since.map(Timestamp::millis),
        waited: line.waiting_since.map(|since| clock(app.clock.now(), since)),
        source: Source::from_key(conversation.channel.as_str()),
        state: state(conversation.status, line.agent_name.as_deref()),
        is_unread: matches!(conversation.status, Status::Waiting | Status::Agent)
            && conversation.last_seq > line.team_seen
            && line.last_author == Some(Author::Visitor),
        is_current: open.is_some_and(|open| open.id == conversation.id),
        is_hidden: false,
    }
}

/// How long somebody waits, as a clock shows it.
pub fn clock(now: Timestamp, since: Timestamp) -> String {
    let seconds = now.since(since).as_secs();
    if seconds < 3_600 {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    } else {
        format!("{} h {:02}", seconds / 3_600, seconds / 60 % 60)
    }
}

/// The place of a conversation beyond the plan: when something last happened, and nothing else.
fn beyond(app: &App, seat: &Seat, conversation: &Conversation) -> Row {
    Row {
        id: String::new(),
        href: if seat.who.can(Right::ChangePlan) { "/plan".to_owned() } else { String::new() },
        circle: Initials::of(""),
        name: "Beyond your plan".to_owned(),
        last: String::new(),
        at: words::moment(conversation.updated_at, app.clock.now(), seat.zone()),
        since: None,
        waited: None,
        source: Source::from_key(conversation.channel.as_str()),
        state: state(conversation.status, None),
        is_unread: false,
        is_current: false,
        is_hidden: true,
    }
}

/// Who has a conversation, in words.
pub fn state(status: Status, agent: Option<&str>) -> State {
    match status {
        Status::Bot => State::Assistant,
        Status::Waiting => State::Waiting,
        Status::Agent => State::With(agent.unwrap_or("the team").to_owned()),
        Status::Closed => State::Closed,
    }
}

//! One lead in the list, as a row or as a card. An erased lead shows that it was erased and nothing else.

use super::Known;
use crate::dashboard::badge::{self, Mover};
use crate::dashboard::view::leads::{Card, ContactLine, Owner, Row};
use crate::dashboard::view::part::badge::{Initials, Source};
use crate::dashboard::view::part::moves::Moves;
use crate::dashboard::{way, words};
use crate::lead::list::{Line, Order};

/// The name that stands for a lead.
fn name(line: &Line) -> &str {
    match &line.name {
        _ if line.erased_at.is_some() => "Erased lead",
        Some(name) => name,
        None => "Anonymous",
    }
}

fn moves(known: &Known<'_>, here: &str, line: &Line) -> Moves {
    let mover = Mover {
        bot: known.bot,
        lead: &line.id,
        who: name(line),
        status: &line.status,
        category: line.category,
        next: here,
    };
    let mut moves = badge::moves(&mover, &known.seat.who);
    if line.erased_at.is_some() {
        moves.moves.clear();
    }
    moves
}

fn want(line: &Line) -> String {
    if line.erased_at.is_some() {
        return "Personal data erased on request.".to_owned();
    }
    line.intent.clone().unwrap_or_default()
}

fn owner(line: &Line) -> Option<Owner> {
    line.assignee.as_ref().map(|name| Owner { name: name.clone(), circle: Initials::of(name) })
}

fn follow_ups(line: &Line) -> Option<String> {
    (line.submissions > 1 && line.erased_at.is_none()).then(|| words::count(line.submissions - 1, "follow-up"))
}

/// The row of a lead. `here` is where a move in it comes back to.
pub fn of(known: &Known<'_>, here: &str, line: &Line) -> Row {
    let is_erased = line.erased_at.is_some();
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    Row {
        id: line.id.to_string(),
        href: known.asked.address(&format!("/leads/{}", line.id), "", ("", "")),
        name: name(line).to_owned(),
        line: under(line),
        is_new: line.is_new,
        is_named: line.name.is_some() && !is_erased,
        is_checkable: known.seat.may_change() && !is_erased,
        contacts: contacts(line),
        score: badge::score(line.score, line.temperature.as_deref()),
        tag: badge::tag(known.tags, &line.tag),
        follow_ups: follow_ups(line),
        order: line.order_number.clone().filter(|_| !is_erased),
        owner: owner(line),
        moves: moves(known, here, line),
        want: want(line),
        captured: words::moment(line.captured_at, now, zone),
        updated: (known.asked.sort().by == Order::Updated).then(|| words::moment(line.updated_at, now, zone)),
        source: Source::from_key(line.last_channel.as_str()),
    }
}

/// The card of a lead on the board.
pub fn card(known: &Known<'_>, here: &str, line: &Line) -> Card {
    let is_erased = line.erased_at.is_some();
    let moves = moves(known, here, line);
    Card {
        id: line.id.to_string(),
        href: known.asked.address(&format!("/leads/{}", line.id), "", ("", "")),
        name: name(line).to_owned(),
        is_new: line.is_new,
        is_named: line.name.is_some() && !is_erased,
        want: want(line),
        score: badge::score(line.score, line.temperature.as_deref()),
        tag: badge::tag(known.tags, &line.tag),
        follow_ups: follow_ups(line),
        owner: owner(line),
        to: moves.moves.iter().map(|step| step.key.as_str()).collect::<Vec<_>>().join(" "),
        moves,
        captured: words::moment(line.captured_at, known.app.clock.now(), known.seat.zone()),
        source: Source::from_key(line.last_channel.as_str()),
    }
}

/// The words under the name: the company, else that no name was given.
fn under(line: &Line) -> Option<String> {
    if line.erased_at.is_some() {
        return None;
    }
    line.company.clone().or_else(|| line.name.is_none().then(|| "No name given".to_owned()))
}

fn contacts(line: &Line) -> Vec<ContactLine> {
    if line.erased_at.is_some() {
        return vec![ContactLine { text: "Removed".to_owned(), href: None }];
    }
    let email = line.email.as_ref().map(|email| ContactLine { text: email.clone(), href: Some(way::mailto(email)) });
    let phone = line
        .phone
        .as_ref()
        .map(|phone| ContactLine { text: badge::national(phone), href: Some(format!("tel:{phone}")) });
    [email, phone].into_iter().flatten().collect()
}

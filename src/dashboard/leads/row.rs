//! One row of the list. An erased lead shows that it was erased and nothing else.

use super::Asked;
use crate::app::App;
use crate::bot::Bot;
use crate::dashboard::badge::{self, Mover};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::leads::{ContactLine, Row};
use crate::dashboard::view::part::badge::Source;
use crate::dashboard::{way, words};
use crate::lead::list::Line;
use crate::tag::Tag;

/// The row of a lead. `here` is where a move in it comes back to.
pub fn of(app: &App, seat: &Seat, bot: &Bot, tags: &[Tag], asked: &Asked, here: &str, line: &Line) -> Row {
    let is_erased = line.erased_at.is_some();
    let name = match &line.name {
        _ if is_erased => "Erased lead",
        Some(name) => name,
        None => "Anonymous",
    };
    let mover = Mover { bot, lead: &line.id, who: name, status: &line.status, category: line.category, next: here };
    let mut moves = badge::moves(&mover, &seat.who);
    if is_erased {
        moves.moves.clear();
    }
    Row {
        id: line.id.to_string(),
        href: asked.address(&format!("/leads/{}", line.id), "", ("", "")),
        name: name.to_owned(),
        line: under(line),
        is_new: line.is_new,
        is_named: line.name.is_some() && !is_erased,
        contacts: contacts(line),
        score: badge::score(line.score, line.temperature.as_deref()),
        tag: badge::tag(tags, &line.tag),
        moves,
        want: if is_erased {
            "Personal data erased on request.".to_owned()
        } else {
            line.intent.clone().unwrap_or_default()
        },
        captured: words::moment(line.captured_at, app.clock.now(), seat.zone()),
        source: Source::from_key(line.last_channel.as_str()),
    }
}

/// The words under the name: the follow-ups, else the company, else that no name was given.
fn under(line: &Line) -> Option<String> {
    if line.erased_at.is_some() {
        return None;
    }
    if line.submissions > 1 {
        return Some(words::count(line.submissions - 1, "follow-up"));
    }
    line.company.clone().or_else(|| line.name.is_none().then(|| "No name given".to_owned()))
}

fn contacts(line: &Line) -> Vec<ContactLine> {
    let email = line.email.as_ref().map(|email| ContactLine { text: email.clone(), href: Some(way::mailto(email)) });
    let phone = line
        .phone
        .as_ref()
        .map(|phone| ContactLine { text: badge::national(phone), href: Some(format!("tel:{phone}")) });
    [email, phone].into_iter().flatten().collect()
}

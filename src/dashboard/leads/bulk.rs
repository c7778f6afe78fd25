//! Many leads at once: the bar over the table, the posted form, and what is told of it after.

use std::fmt::Write as _;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{Asked, Known, listing};
use crate::app::App;
use crate::bot::Bot;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat, may_change};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::layout::{Toast, Undo};
use crate::dashboard::view::leads::{Bulk, Progress};
use crate::dashboard::view::part::moves::Move;
use crate::dashboard::{badge, way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId, MemberId, TaskId};
use crate::lead::assign;
use crate::lead::bulk::{self, Action, Detail};
use crate::lead::list::{self, Found, Page};
use crate::lead::reach::Reach;
use crate::task::{self, Kind, State as Stage, Task};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// The bar for those who may change leads.
pub fn bar(known: &Known<'_>, here: &str, page: &Page, found: Found) -> Option<Bulk> {
    if !known.seat.may_change() || page.lines.is_empty() {
        return None;
    }
    let pipeline = badge::pipeline(known.bot);
    let step = |status: &crate::lead::pipeline::Status| Move {
        key: status.key.clone(),
        label: status.label.clone(),
        disc: badge::disc(pipeline, &status.key, status.category),
        asks_reason: status.asks_reason,
    };
    let is_more = known.seat.reach == Reach::All && found.n > i64::try_from(page.lines.len()).unwrap_or(0);
    let exact = if found.is_exact { "" } else { "+" };
    Some(Bulk {
        csrf: known.seat.who.csrf.clone(),
        next: here.to_owned(),
        moves: pipeline.statuses.iter().map(step).collect(),
        people: listing::choices(known.people.iter().map(|person| (person.id.as_str(), person.name.as_str()))),
        tags: listing::choices(known.tags.iter().map(|tag| (tag.key.as_str(), tag.label.as_str()))),
        all: is_more.then(|| format!("Select all {}{exact} that match", words::number(found.n))),
        export_href: listing::export_href(known),
    })
}

/// What the form says: `id` stands there once for each lead.
#[derive(Default)]
struct Posted {
    csrf: String,
    next: String,
    ids: Vec<LeadId>,
    is_all: bool,
    reason: Vec<String>,
    action: Option<(String, String)>,
}

fn read(body: &str) -> Posted {
    let mut posted = Posted::default();
    for (name, value) in url::form_urlencoded::parse(body.as_bytes()) {
        match &*name {
            "csrf" => posted.csrf = value.into_owned(),
            "next" => posted.next = value.into_owned(),
            "id" => posted.ids.extend(LeadId::parse(&value)),
            "all" => posted.is_all = value == "1",
            "reason" if !value.trim().is_empty() => posted.reason.push(words::one_line(&value, LONGEST_REASON)),
            "move" | "give" | "tag" => posted.action = Some((name.into_owned(), value.into_owned())),
            _ => {}
        }
    }
    posted
}

fn action(posted: &Posted) -> Result<Action> {
    let nothing = || Error::field("do", "required", "Choose what is to be done");
    let (what, value) = posted.action.as_ref().ok_or_else(nothing)?;
    Ok(match what.as_str() {
        "move" => Action::Move { to: value.clone(), reason: posted.reason.first().cloned() },
        "give" if value == "none" => Action::Assign { to: None },
        "give" => Action::Assign { to: Some(MemberId::parse(value).ok_or(Error::NotFound("member"))?) },
        _ => Action::Tag { to: value.clone() },
    })
}

/// The list that a form was posted from.
fn asked(next: &str) -> Asked {
    next.parse::<Uri>().ok().and_then(|uri| uri.query().map(Asked::read)).unwrap_or_default()
}

/// `POST /leads/bulk`: changes the leads that are checked, or all that match. Members who may change leads may call it.
///
/// # Errors
/// 422 when nothing is checked or chosen, or a reason is missing; 404 for a bot or member of somebody else.
pub async fn change(State(app): State<App>, who: SignedIn, headers: HeaderMap, body: String) -> Answer {
    let posted = read(&body);
    may_change(&app, &who, &headers, &posted.csrf)?;
    let next = way::back(&posted.next);
    let asked = asked(next);
    let mut tx = app.tx().await?;
    let seat = Seat::take(&mut tx, who, &asked.bot, &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let by = seat.who.member.id.clone();
    let action = action(&posted)?;
    let task = if posted.is_all && seat.reach == Reach::All {
        let filter = asked.filter(&seat, app.clock.now());
        let counts = list::counts(&mut tx, &bot.id).await?;
        let found = list::found(&mut tx, &bot.id, &filter, &counts).await?;
        bulk::start(&mut tx, &bot, &filter, found.n, &action, &by).await?
    } else {
        bulk::now(&mut tx, &bot, &posted.ids, &action, &by, seat.reach).await?
    };
    tx.commit().await?;
    Ok(back(next, &task))
}

fn back(next: &str, task: &TaskId) -> Response {
    let mut response = Redirect::to(next).into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::Bulk(task.clone())));
    response
}

/// A form about a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    csrf: String,
    next: String,
}

/// `POST /leads/bulk/{task}/undo`: takes back what was done to checked leads. Members who may change leads may call it.
///
/// # Errors
/// 404 when it is no such task of theirs, 409 when it was taken back already.
pub async fn undo(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<About>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let (task, bot, by) = of_task(&mut tx, who, &id).await?;
    let undoing = bulk::undo(&mut tx, &bot, &bot.organisation_id, &task.id, &by).await?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &undoing))
}

/// `POST /leads/bulk/{task}/stop`: what is done so far stays, the rest is left. Members who may change leads may call it.
///
/// # Errors
/// 404 when it is no such task of theirs.
pub async fn stop(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<About>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let (task, ..) = of_task(&mut tx, who, &id).await?;
    task::end(&mut tx, &task, Stage::Stopped, None).await?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &task.id))
}

/// The task that was named, where it did something to many leads of a bot that they are shown.
async fn of_task(conn: &mut Conn, who: SignedIn, id: &str) -> Result<(Task, Bot, MemberId)> {
    let id = TaskId::parse(id).ok_or(Error::NotFound("task"))?;
    let task = task::find(conn, &who.member.organisation_id, &id).await?;
    let bot = task.bot_id.as_ref().filter(|_| task.kind == Kind::Bulk).ok_or(Error::NotFound("task"))?;
    let seat = Seat::at(conn, who, bot).await?;
    let bot = seat.bot.ok_or(Error::NotFound("bot"))?;
    Ok((task, bot, seat.who.member.id))
}

/// "moved to Contacted", "given to Priya Raman", "tagged Refund request".
async fn done(conn: &mut Conn, bot: &Bot, action: &Action) -> Result<String> {
    Ok(match action {
        Action::Move { to, .. } => format!("moved to {}", badge::status_name(badge::pipeline(bot), to)),
        Action::Assign { to: None } => "given to nobody".to_owned(),
        Action::Assign { to: Some(to) } => {
            let people = assign::people(conn, &bot.organisation_id).await?;
            let name = people.into_iter().find(|person| person.id == *to).map(|person| person.name);
            format!("given to {}", name.unwrap_or_else(|| "somebody who left".to_owned()))
        }
        Action::Tag { to } => {
            let tag = crate::tag::find(conn, &bot.id, to).await?;
            format!("tagged {}", tag.map_or_else(|| words::of_key(to), |tag| tag.label))
        }
    })
}

/// What became of it, with a way back where there is one. None for a task of somebody else.
///
/// # Errors
/// What the database says.
pub async fn toast(conn: &mut Conn, bot: &Bot, id: &TaskId, here: &str) -> Result<Option<Toast>> {
    let task = match task::find(conn, &bot.organisation_id, id).await {
        Ok(task) if task.bot_id.as_ref() == Some(&bot.id) => task,
        Ok(_) | Err(Error::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(detail) = Detail::of(&task) else { return Ok(None) };
    let done = done(conn, bot, &detail.action).await?;
    let outcome = &detail.outcome;
    let mut text = match task.state {
        Stage::Running => format!("Begun: {} to be {done}", words::count(task.total, "lead")),
        _ if detail.undoes => format!("Taken back for {}", words::count(outcome.changed, "lead")),
        _ => format!("{} {done}", words::count(outcome.changed, "lead")),
    };
    let reasons = [
        (outcome.same, "so already"),
        (outcome.refused, "left: no such move from where they are"),
        (outcome.gone, "not there any more"),
    ];
    for (n, why) in reasons.into_iter().filter(|(n, _)| *n > 0 && task.state != Stage::Running) {
        // Writing to a string cannot fail.
        let _ = write!(text, ". {} {why}", words::number(n));
    }
    let undo = detail
        .has_undo()
        .then(|| Undo { action: format!("/leads/bulk/{id}/undo"), fields: vec![("next".to_owned(), here.to_owned())] });
    Ok(Some(Toast { text, undo }))
}

/// What is being done to many leads of this bot at this moment.
///
/// # Errors
/// What the database says.
pub async fn progress(conn: &mut Conn, known: &Known<'_>) -> Result<Vec<Progress>> {
    let mut all = Vec::new();
    for task in task::newest(conn, &known.bot.organisation_id, 10).await? {
        let is_here = task.bot_id.as_ref() == Some(&known.bot.id) && task.state == Stage::Running;
        let Some(detail) = Detail::of(&task).filter(|_| is_here) else { continue };
        let total = task.total.max(task.done);
        all.push(Progress {
            text: format!(
                "{} of {} {}",
                words::number(task.done),
                words::count(total, "lead"),
                done(conn, known.bot, &detail.action).await?
            ),
            done: task.done,
            total: total.max(1),
            stop: known.seat.may_change().then(|| format!("/leads/bulk/{}/stop", task.id)),
            csrf: known.seat.who.csrf.clone(),
            next: known.asked.here(known.seat.key()),
        });
    }
    Ok(all)
}

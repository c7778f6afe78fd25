//! Work with progress: the list, one task as it moves, and what can be done about it.

use std::convert::Infallible;
use std::time::Duration;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event as Told, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat, may_change};
use super::view::layout::Place;
use super::view::task::{Line, TaskPage, TasksPage};
use super::words;
use crate::app::App;
use crate::bus::Topic;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{Id as _, TaskId};
use crate::lead::export::cell;
use crate::lead::import::{self, Detail, KEPT, Undoing};
use crate::organisation::role::Right;
use crate::task::{self, Kind, State as Stands, Task};

/// How many tasks the list shows.
const SHOWN: i64 = 50;

/// Silence after which the line is shown to hold.
const HEARTBEAT: Duration = Duration::from_secs(20);

const fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Import => "Import of leads",
        Kind::Undo => "Undoing an import",
        Kind::Bulk => "Change of many leads",
        Kind::Remap => "Change of the pipeline",
        Kind::Rescore => "Scoring past leads",
    }
}

const fn state(state: Stands) -> &'static str {
    match state {
        Stands::Draft => "Not started",
        Stands::Running => "Running",
        Stands::Done => "Done",
        Stands::Failed => "Ended early",
        Stands::Stopped => "Stopped",
    }
}

fn progress(task: &Task) -> String {
    format!("{} of {}", words::number(task.done), words::number(task.total))
}

/// `GET /tasks`: the organisation's newest tasks. Members who may change leads may call it.
///
/// # Errors
/// 403 for a viewer.
pub async fn list(State(app): State<App>, who: SignedIn, headers: HeaderMap) -> Answer {
    who.must(Right::ChangeLeads)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", &headers).await?;
    let tasks = task::newest(&mut conn, &seat.who.member.organisation_id, SHOWN).await?;
    let now = app.clock.now();
    let line = |task: &Task| Line {
        href: if task.state == Stands::Draft && task.kind == Kind::Import {
            format!("/imports/{}", task.id)
        } else {
            format!("/tasks/{}", task.id)
        },
        what: what(task.kind).to_owned(),
        state: state(task.state).to_owned(),
        progress: progress(task),
        at: words::stamp(task.created_at, now, seat.zone()),
    };
    let page = TasksPage {
        frame: layout::frame("Tasks", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Elsewhere, "/tasks", None).await?,
        tasks: tasks.iter().filter(|task| sees(&seat.who, task)).map(line).collect(),
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

/// The task with this id, of the member's organisation.
pub(super) async fn find(conn: &mut Conn, who: &SignedIn, id: &str) -> Result<Task> {
    who.must(Right::ChangeLeads)?;
    let id = TaskId::parse(id).ok_or(Error::NotFound("task"))?;
    let task = task::find(conn, &who.member.organisation_id, &id).await?;
    if sees(who, &task) { Ok(task) } else { Err(Error::NotFound("task")) }
}

/// A task of a bot that somebody is not shown is not there for them.
fn sees(who: &SignedIn, task: &Task) -> bool {
    task.bot_id.as_ref().is_none_or(|bot| who.access.sees(bot))
}

/// `GET /tasks/{id}`: a task and its progress. Members who may change leads may call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's.
pub async fn page(State(app): State<App>, who: SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let mut conn = app.db.read().await?;
    let task = find(&mut conn, &who, &id).await?;
    let seat = match &task.bot_id {
        Some(bot) => Seat::at(&mut conn, who, bot).await?,
        None => Seat::take(&mut conn, who, "", &headers).await?,
    };
    let here = format!("/tasks/{}", task.id);
    let is_running = task.state == Stands::Running;
    let counted = serde_json::from_value::<Detail>(task.detail.0.clone()).ok().map(|detail| detail.counts);
    let (now, import) = (app.clock.now(), task.kind == Kind::Import);
    let ended = task.ended_at.filter(|ended| import && task.state != Stands::Draft && now.since(*ended) <= KEPT);
    let came = counted.is_some_and(|counts| counts.made + counts.joined > 0);
    let may = seat.who.can(Right::Export);
    let page = TaskPage {
        frame: layout::frame(what(task.kind), seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Elsewhere, &here, None).await?,
        what: what(task.kind).to_owned(),
        state: state(task.state).to_owned(),
        is_running,
        events: format!("{here}/events"),
        done: task.done,
        total: task.total.max(1),
        progress: progress(&task),
        counts: counts(&task),
        words: task.words.clone(),
        csrf: seat.who.csrf.clone(),
        again: (task.state == Stands::Failed && seat.who.can(needed(task.kind))).then(|| format!("{here}/again")),
        stop: is_running.then(|| format!("{here}/stop")),
        undo: ended.filter(|_| came && may).map(|_| format!("{here}/undo")),
        until: ended.filter(|_| came).map(|ended| {
            let day = words::day(ended.plus(KEPT), now, seat.zone());
            format!("It can be undone until {day}. Leads that somebody has worked on since stay.")
        }),
        refused: counted.filter(|counts| counts.refused > 0 && import && may).map(|_| format!("{here}/refused.csv")),
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

/// "312 new leads", "3 left out".
fn counts(task: &Task) -> Vec<String> {
    let detail = task.detail.0.clone();
    let told: Vec<(i64, &str)> = match task.kind {
        Kind::Import => {
            let Ok(Detail { counts, .. }) = serde_json::from_value(detail) else { return Vec::new() };
            vec![
                (counts.made, "new"),
                (counts.joined, "joined or filled in"),
                (counts.skipped, "changed nothing"),
                (counts.refused, "could not be taken"),
            ]
        }
        Kind::Undo => {
            let Ok(Undoing { undone, stayed, .. }) = serde_json::from_value(detail) else { return Vec::new() };
            vec![(undone, "taken back"), (stayed, "stay, because somebody has worked on them since")]
        }
        Kind::Bulk | Kind::Remap | Kind::Rescore => Vec::new(),
    };
    told.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", words::number(n))).collect()
}

/// A posted button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    csrf: String,
}

/// `POST /tasks/{id}/stop`: the next piece is not done. Members who may change leads may call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's.
pub async fn stop(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Pressed>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let task = find(&mut tx, &who, &id).await?;
    if task.state == Stands::Running {
        task::end(&mut tx, &task, Stands::Stopped, None).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/tasks/{}", task.id)).into_response())
}

/// `POST /tasks/{id}/again`: goes on with what ended early, where it stood. Members who may change leads may call it; an import
/// is for those who may bring leads in.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's, 409 when it did not end early.
pub async fn again(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Pressed>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let task = find(&mut tx, &who, &id).await?;
    who.must(needed(task.kind))?;
    task::again(&mut tx, &task).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/tasks/{}", task.id)).into_response())
}

/// What somebody must be allowed to start such a task.
const fn needed(kind: Kind) -> Right {
    match kind {
        Kind::Import | Kind::Undo => Right::Export,
        Kind::Bulk => Right::ChangeLeads,
        Kind::Remap | Kind::Rescore => Right::ChangeSettings,
    }
}

/// `POST /tasks/{id}/undo`: takes an import back. Members who may bring leads in may call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's, 409 when it runs, was undone, or ended long ago.
pub async fn undo(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Pressed>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    who.must(Right::Export)?;
    let mut tx = app.tx().await?;
    let id = find(&mut tx, &who, &id).await?.id;
    let (task, _) = import::find(&mut tx, &who.member.organisation_id, &id).await?;
    let undoing = import::undo(&mut tx, &task, &who.member.id).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/tasks/{undoing}")).into_response())
}

/// How many refused lines are read at once.
const PAGE: i64 = 1_000;

/// `GET /tasks/{id}/refused.csv`: the lines of an import that were not taken, each with its reason. Members who may bring
/// leads in may call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's import.
pub async fn refused(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Answer {
    who.must(Right::Export)?;
    let mut conn = app.db.read().await?;
    let id = find(&mut conn, &who, &id).await?.id;
    let (task, detail) = import::find(&mut conn, &who.member.organisation_id, &id).await?;
    drop(conn);
    let head = record(["Line", "Why it was left out"].into_iter().chain(detail.head.iter().map(String::as_str)));
    let rest = stream::try_unfold(Some(0), move |after| {
        let (app, task) = (app.clone(), task.clone());
        async move {
            let Some(after) = after else { return Ok::<_, Error>(None) };
            let rows = import::refused(&mut app.db.read().await?, &task, after, PAGE).await?;
            let next = rows.last().map(|row| row.line);
            let mut piece = Vec::new();
            for row in &rows {
                let line = row.line.to_string();
                let cells = row.cells.iter().map(|cell| cell::read_back(cell));
                piece.extend(record([line.as_str(), row.words.as_str()].into_iter().chain(cells)));
            }
            Ok(next.map(|next| (piece, Some(next))))
        }
    });
    let body = stream::once(async move { Ok(head) }).chain(rest);
    let mut response = Response::new(axum::body::Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"left-out.csv\""));
    Ok(response)
}

fn record<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut out = Vec::new();
    for (place, text) in cells.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        cell::push(&mut out, text);
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// `GET /tasks/{id}/events`: an event whenever the task has moved, until it ends. Members who may change leads may call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's.
pub async fn events(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let task = find(&mut app.db.read().await?, &who, &id).await?;
    let bot = task.bot_id.clone().ok_or(Error::NotFound("task"))?;
    // Heard from before it is read again: what moved meanwhile is not missed, because the page is drawn anew first.
    let ear = app.bus.subscribe(Topic::Bot(bot));
    let (id, stop) = (task.id, app.stop.clone());
    let told = stream::unfold(Some(ear), move |ear| {
        let id = id.clone();
        async move {
            let mut ear = ear?;
            loop {
                let goes_on = match ear.next().await.as_deref() {
                    Some(Event::TaskMoved { task, goes_on, .. }) if *task == id => *goes_on,
                    Some(_) => continue,
                    // Some rings were missed: it may have moved.
                    None => true,
                };
                let moved = Told::default().event("moved").data("");
                return Some((Ok::<_, Infallible>(moved), goes_on.then_some(ear)));
            }
        }
    });
    let told = told.take_until(stop.cancelled_owned());
    Ok(Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

//! Changes to a lead: a move, a note, an e-mail sent again.
//!
//! Each form is checked before anything is read: where it was sent from, its session's token, the member's role.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{Draft, Found, find};
use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, may_change};
use crate::dashboard::leads::Asked;
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::layout::Toast;
use crate::dashboard::{badge, way};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, NotificationId};
use crate::lead::history::Kind;
use crate::lead::{self, history, note, notification};

/// A posted move.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Move {
    csrf: String,
    from: String,
    status: String,
    reason: String,
    next: String,
}

/// `POST /leads/{id}/status`: moves a lead. Members who may change leads may call it.
///
/// # Errors
/// 409, with the lead as it now is, when somebody moved it first; 422 for a move the pipeline does not have.
pub async fn move_to(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Move>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    let (by, lead, reason) = (&found.seat.who.member.id, &found.lead.id, plain(&form.reason));
    let moved = lead::move_to(&mut tx, &found.bot, lead, &form.from, &form.status, Some(&reason), by).await;
    if matches!(moved, Err(Error::Conflict("moved"))) {
        drop(tx);
        return overtaken(&app, found, &headers).await;
    }
    moved?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &Told::Moved { lead: lead.clone(), from: form.from }))
}

/// Somebody was faster: the lead as it is now, and who did what.
async fn overtaken(app: &App, found: Found, headers: &HeaderMap) -> Answer {
    let mut conn = app.db.read().await?;
    let found = find(&mut conn, found.seat.who, found.lead.id.as_str()).await?;
    let toast = Some(Toast { text: meanwhile(&mut conn, &found).await?, undo: None });
    let asked = Asked::default();
    let page = super::drawn(app, &mut conn, &found, &asked, headers, toast, Draft::default(), None).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// "Priya Raman has moved this lead to Contacted meanwhile. Nothing was changed by you."
async fn meanwhile(conn: &mut Conn, found: &Found) -> Result<String> {
    let entries = history::of(conn, &found.lead.id).await?;
    let by = entries.into_iter().find(|entry| entry.kind == Kind::Status).and_then(|entry| entry.by);
    let by = by.unwrap_or_else(|| "Somebody".to_owned());
    let status = badge::status_name(badge::pipeline(&found.bot), &found.lead.status);
    Ok(format!("{by} has moved this lead to {status} meanwhile. Nothing was changed by you."))
}

/// A posted note.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewNote {
    csrf: String,
    text: String,
    next: String,
}

/// `POST /leads/{id}/notes`: adds a private note. Members who may change leads may call it.
///
/// # Errors
/// 422, with the lead and what was typed, when the note is empty or too long.
pub async fn add_note(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<NewNote>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    let text = plain(&form.text);
    let added = note::add(&mut tx, &found.lead.id, &found.seat.who.member.id, &text).await;
    if let Err(Error::Invalid(wrong)) = added {
        drop(tx);
        let error = wrong.into_iter().next().map(|field| format!("Not saved. {}.", field.message));
        return unsaved(&app, &found, &headers, Draft { text, error, ..Draft::default() }).await;
    }
    added?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &Told::Noted))
}

/// The lead again, with what was not saved and why.
pub(super) async fn unsaved(app: &App, found: &Found, headers: &HeaderMap, draft: Draft) -> Answer {
    let mut conn = app.db.read().await?;
    let page = super::drawn(app, &mut conn, found, &Asked::default(), headers, None, draft, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A posted wish to send an e-mail again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Again {
    csrf: String,
}

/// `POST /leads/{id}/notifications/{notification}/again`: sends again what was given up. Members who may change leads
/// may call it.
///
/// # Errors
/// 404 when it is not this lead's e-mail, 409 when it was not given up.
pub async fn send_again(
    State(app): State<App>,
    who: SignedIn,
    Path((id, notification)): Path<(String, String)>,
    headers: HeaderMap,
    Form(form): Form<Again>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let notification = NotificationId::parse(&notification).ok_or(Error::NotFound("notification"))?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    notification::send_again(&mut tx, &found.lead.id, &notification).await?;
    tx.commit().await?;
    Ok(back(&format!("/leads/{}", found.lead.id), &Told::SentAgain))
}

/// Back to where the form stood, where it is told what was done.
pub(super) fn back(next: &str, told: &Told) -> Response {
    let mut response = Redirect::to(next).into_response();
    layout::add_cookie(&mut response, &told::cookie(told));
    response
}

/// What was typed, without NUL, which PostgreSQL cannot store, and with one kind of line end.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\0', "")
}

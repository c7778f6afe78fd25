//! What an agent does on the page without a script: writes, notes, and moves the conversation.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::own;
use crate::app::App;
use crate::conversation::{Body, Conversation, handoff, message, remark};
use crate::dashboard::error::Answer;
use crate::dashboard::told::{self, Told};
use crate::dashboard::{layout, way};
use crate::db::Tx;
use crate::door::auth::{SignedIn, same_site};
use crate::door::moves;
use crate::error::{Error, Result};
use crate::lead::transcript;
use crate::organisation::access::Access;
use crate::organisation::member::Member;
use crate::organisation::presence::Availability;
use crate::organisation::profile;
use crate::organisation::role::Right;

/// A form of the Inbox.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    csrf: String,
    /// The page to come back to.
    next: String,
    /// What is said or noted.
    text: String,
    /// The page's own id for it: the idempotency key.
    client_id: String,
    /// What is to become of the conversation.
    #[serde(rename = "do")]
    wanted: String,
    /// To whom.
    to: String,
    /// For how long.
    minutes: String,
    /// `available` or `away`.
    state: String,
}

fn may(app: &App, who: &SignedIn, headers: &HeaderMap, posted: &Posted) -> Result<()> {
    same_site(headers, app)?;
    who.check_csrf(&posted.csrf)?;
    who.must(Right::Answer)
}

/// Somebody acts on a conversation: who may, the conversation held to their organisation, and the transaction it is done in.
async fn begin(
    app: &App,
    who: SignedIn,
    id: &str,
    headers: &HeaderMap,
    posted: &Posted,
) -> Result<(Tx, Member, Access, Conversation)> {
    may(app, &who, headers, posted)?;
    let mut tx = app.tx().await?;
    let (member, access) = (who.member.clone(), who.access.clone());
    let (_, found) = own(&mut tx, who, id).await?;
    Ok((tx, member, access, found))
}

fn back(posted: &Posted, told: Option<Told>) -> Response {
    let mut response = Redirect::to(way::back(&posted.next)).into_response();
    if let Some(told) = told {
        layout::add_cookie(&mut response, &told::cookie(&told));
    }
    response
}

/// `POST /inbox/{id}/say`: writes as the agent, and takes the conversation where no agent has it. Agents and above may.
///
/// # Errors
/// 404 for a conversation of somebody else, 422 for words that are none, 409 when it is closed.
pub async fn say(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Answer {
    let (mut tx, member, _, found) = begin(&app, who, &id, &headers, &posted).await?;
    let body = Body::text(message::said(&posted.text)?);
    let client_id = Some(posted.client_id.clone()).filter(|id| (1..=64).contains(&id.chars().count()));
    handoff::answer(&mut tx, (&member.id, &member.name), &found, client_id, body).await?;
    tx.commit().await?;
    Ok(back(&posted, None))
}

/// `POST /inbox/{id}/note`: notes something for the team alone. Agents and above may.
///
/// # Errors
/// 404 for a conversation of somebody else, 422 for a note that says nothing.
pub async fn note(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Answer {
    let (mut tx, member, _, found) = begin(&app, who, &id, &headers, &posted).await?;
    remark::note(&mut tx, &found, &posted.text, (&member.id, &member.name)).await?;
    tx.commit().await?;
    Ok(back(&posted, None))
}

/// `POST /inbox/{id}/move`: takes it, lets it go, passes it on, hands it back, snoozes, closes or reopens it. Agents and above
/// may; what a colleague has, owners and admins.
///
/// # Errors
/// 404 for a conversation of somebody else, 422 for a move that is none.
pub async fn shift(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Answer {
    let (mut tx, member, access, found) = begin(&app, who, &id, &headers, &posted).await?;
    let wanted = moves::read(&posted.wanted, Some(&posted.to), posted.minutes.parse().ok(), app.clock.now())?;
    match handoff::shift(&mut tx, &found, &wanted, &moves::by(&member, &access)).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&posted, None))
        }
        Err(refused) => {
            let told = Told::Refused { conversation: found.id, why: refused.why };
            Ok(back(&posted, Some(told)))
        }
    }
}

/// `POST /inbox/{id}/transcript`: mails the visitor what was said, to the address they gave in it. Agents and above may.
///
/// # Errors
/// 404 for a conversation of somebody else.
pub async fn transcript(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Answer {
    let (mut tx, member, _, found) = begin(&app, who, &id, &headers, &posted).await?;
    let made = transcript::send(&mut tx, &found, Some(&member.id), app.host()).await?;
    let told = if made.is_some() { Told::TranscriptMailed } else { Told::NoAddress };
    tx.commit().await?;
    Ok(back(&posted, Some(told)))
}

/// `POST /inbox/presence`: takes conversations from now on, or no longer. Agents and above may.
///
/// # Errors
/// 422 for a state that is none.
pub async fn set_presence(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Answer {
    may(&app, &who, &headers, &posted)?;
    let state = Availability::parse(&posted.state);
    let state = state.ok_or_else(|| Error::field("state", "unknown", "Available or away is expected"))?;
    let mut tx = app.tx().await?;
    profile::set_away(&mut tx, &who.member.id, state == Availability::Away).await?;
    tx.commit().await?;
    Ok(back(&posted, None))
}

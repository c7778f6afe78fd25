//! Live: a stream of events that says when a bot's leads are not what they were, so that open pages ask again.
//!
//! No lead's data is ever in it, only how many there are: what a page may show is decided where the page is made. It ends
//! with the session, with another role, and when the server stops.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event as Said, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use tokio::time::{Instant, sleep_until};

use super::Asked;
use crate::app::App;
use crate::bus::{Subscription, Topic};
use crate::dashboard::error::Answer;
use crate::dashboard::layout::Seat;
use crate::door::auth::{self, SignedIn};
use crate::door::roll;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::BotId;
use crate::lead::list;
use crate::organisation::role::Right;

/// Silence after which a comment is sent, so that proxies keep the line.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// What happens within this time is told once.
const BURST: Duration = Duration::from_secs(1);

/// `GET /leads/live`: tells when a bot's leads change. Members who see leads may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn listen(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::SeeLeads)?;
    let token = auth::token(&headers, &app).ok_or(Error::Unauthorized)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &asked.bot, &headers).await?;
    drop(conn);
    let bot = seat.bot.ok_or(Error::NotFound("bot"))?;
    let place = roll::sit(&app, &token, seat.who.access.clone());
    let heard = app.bus.subscribe(Topic::Bot(bot.id.clone()));
    let line = Line { app, bot: bot.id, heard, place, next: Instant::now() };
    Ok(answer(told(line)))
}

fn answer(told: impl Stream<Item = Result<Said, Infallible>> + Send + 'static) -> Response {
    let told = Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    // nginx would keep an answer until it is whole.
    ([("x-accel-buffering", "no")], told).into_response()
}

/// One open page.
struct Line {
    app: App,
    bot: BotId,
    heard: Subscription,
    place: roll::Seat,
    /// Not before then is the next word said.
    next: Instant,
}

/// Whether a page of leads shows anything of it.
fn concerns(event: Option<&Event>) -> bool {
    match event {
        // Some were missed: it may have been one of ours.
        None => true,
        Some(event) => matches!(
            event,
            Event::LeadChanged { .. }
                | Event::LeadErased { .. }
                | Event::SubmissionCaptured { .. }
                | Event::TaskMoved { .. }
        ),
    }
}

/// The first word at once, so that a page which was away knows whether it is behind; then one for each burst.
fn told(line: Line) -> impl Stream<Item = Result<Said, Infallible>> + Send {
    stream::unfold((line, true), |(mut line, is_first)| async move {
        let (app, lost) = (line.app.clone(), line.place.lost.clone());
        let wait = async {
            if !is_first {
                while !concerns(line.heard.next().await.as_deref()) {}
                sleep_until(line.next).await;
            }
            line.next = Instant::now() + BURST;
            word(&line.app, &line.bot).await
        };
        let said = tokio::select! {
            () = app.stop.cancelled() => return None,
            () = lost.cancelled() => return None,
            said = wait => said,
        };
        // While the database does not answer there is nothing to tell; the page tries again by itself.
        said.ok().map(|said| (Ok(said), (line, false)))
    })
}

async fn word(app: &App, bot: &BotId) -> Result<Said> {
    let counts = list::counts(&mut app.db.read().await?, bot).await?;
    let json = serde_json::json!({ "total": counts.total, "new": counts.unseen });
    Ok(Said::default().event("changed").data(json.to_string()))
}

//! What a visitor does, by plain requests: frames in a body, answered in the answer. The other half of `stream`, and
//! all there is where a network lets no stream through either: `open` answers with what came after a `seq`.
//!
//! It keeps nothing between requests, so any machine may take any of them. Each body therefore says who speaks, and
//! from where: a conversation begun here knows as much as one begun on a socket.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::protocol::{ClientFrame, Page, ServerFrame};
use super::visitor::{Said, Visitor};
use super::{Asked, admit, readable};
use crate::app::App;
use crate::bot::Bot;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::error::{Error, Result};
use crate::metric;

/// The most frames in one body.
const MOST: usize = 20;

/// Who speaks, as in `open`, and what they do.
#[derive(Deserialize)]
struct Posted {
    visitor: String,
    #[serde(default)]
    page: Option<Page>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
    frames: Vec<Box<RawValue>>,
}

/// The answers, in the order of the frames; a frame that is never answered has none.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Answered {
    /// Frames of the server, as on a socket.
    #[schema(value_type = Vec<Object>)]
    frames: Vec<Box<RawValue>>,
}

/// Frames of a visitor, where no socket can be had.
///
/// # Errors
/// 404, 403 and 429 as for a socket, 422 for what holds no frames, 413 above 64 KiB.
#[utoipa::path(post, path = "/frames", operation_id = "post_frames", tag = "visitor", params(("bot" = String, Query, description = "The bot's public key")),
    request_body(content = String, content_type = "text/plain", description = "JSON: `visitor` (the secret), `page`, `language`, `time_zone` as in `open`, and `frames`, at most 20 (docs/protocol.md). Plain text, so that no preflight is needed"),
    responses(
        (status = 200, description = "The answers in order", body = Answered),
        (status = 403, description = "The bot lists its allowed sites, and the page is on none of them"),
        (status = 404, description = "No bot has this key"),
        (status = 413, description = "Above 64 KiB"),
        (status = 422, description = "No frames, or too many"),
        (status = 429, description = "Too many frames from one address"),
    )
)]
pub async fn post(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Address(address): Address,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let posted = serde_json::from_str::<Posted>(&body);
    let count = posted.as_ref().map_or(0, |posted| posted.frames.len());
    app.limits.post(address, count).map_err(|retry_after| Error::TooMany { retry_after })?;
    let bot = admit(&app, &asked, &headers).await?;
    // On a task of its own: what was begun is ended, also when the client does not wait for it.
    let heard = tokio::spawn(async move {
        let posted = posted.ok().filter(|posted| posted.frames.len() <= MOST);
        hear(
            app,
            bot,
            address,
            posted.ok_or_else(|| Error::field("frames", "wrong_kind", "At most 20 frames are expected"))?,
        )
        .await
    });
    let answer = heard.await.map_err(anyhow::Error::new).map_err(Error::from).and_then(|answer| answer);
    Ok(readable(&headers, answer.map(|answered| (no_store(), Json(answered)).into_response())))
}

fn no_store() -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}

async fn hear(app: App, bot: Arc<Bot>, address: IpAddr, posted: Posted) -> Result<Answered> {
    let mut visitor = Visitor::new(app, bot, address);
    visitor.identify(&posted.visitor, posted.page, posted.language, posted.time_zone).await?;
    let (mut said, mut answers) = (Vec::new(), Vec::with_capacity(posted.frames.len()));
    for frame in &posted.frames {
        let parsed = ClientFrame::parse(frame.get());
        metric::heard(parsed.as_ref().map_or("other", ClientFrame::kind), frame.get().len());
        // Messages that came together are stored together.
        if let Ok(ClientFrame::MessageSend { reference, id, text, files }) = parsed {
            said.push(Said::new(reference, id, text, files));
            continue;
        }
        answers.append(&mut visitor.hear_said(std::mem::take(&mut said)).await);
        answers.extend(match parsed {
            Ok(frame) => visitor.hear(frame).await,
            Err(refused) => Some(ServerFrame::refused(&refused).text()),
        });
    }
    answers.append(&mut visitor.hear_said(said).await);
    let mut frames = Vec::with_capacity(answers.len());
    for answer in answers {
        metric::told(&answer);
        frames.push(RawValue::from_string(answer).map_err(anyhow::Error::new)?);
    }
    Ok(Answered { frames })
}

//! What the server says, as server-sent events: for networks that let no websocket through. It is a socket that hears
//! nothing: `open` is the body of the request, and what the visitor does comes by `frames`, to any machine.
//!
//! It is a POST and not an `EventSource`, because the visitor's secret must stand in no address, and in plain text, so
//! that a page of another site needs no preflight. What it says and when is `socket`'s business: here frames become
//! events (HTML standard, 9.2), nothing more.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ws::Message as Frame;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Sink, Stream, stream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;
use tokio_util::sync::PollSender;
use tracing::Instrument as _;

use super::protocol::ClientFrame;
use super::socket::{self, Begin};
use super::visitor::Visitor;
use super::wire::Wire;
use super::{Asked, admit, crowded, readable};
use crate::app::App;
use crate::bot::Bot;
use crate::contact::identity::Sender;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::door::seen;
use crate::error::{Error, Result};
use crate::id;

/// Silence after which a comment is sent, so that proxies keep the line and the client knows that it holds.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How much may wait for a slow reader: so many flushes. One that reads nothing more is ended, as on a socket.
const OUTBOX: usize = 32;

/// The visitor's line, where no websocket can be had.
///
/// # Errors
/// 404, 403 and 429 as for a socket, 422 for a body that is no `open`, 413 above 64 KiB, 503 while too many open at once.
#[utoipa::path(post, path = "/stream", operation_id = "open_stream", tag = "visitor", params(("bot" = String, Query, description = "The bot's public key")),
    request_body(content = String, content_type = "text/plain", description = "The frame `open`, as JSON (docs/protocol.md). Plain text, so that no preflight is needed"),
    responses(
        (status = 200, description = "Server-sent events; each event's data is a frame of the server, the first is `opened`", body = String, content_type = "text/event-stream"),
        (status = 403, description = "The bot lists its allowed sites, and the page is on none of them"),
        (status = 404, description = "No bot has this key"),
        (status = 413, description = "Above 64 KiB"),
        (status = 422, description = "The body is no `open`"),
        (status = 429, description = "Too many lines from one address"),
    )
)]
pub async fn open(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Address(address): Address,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    app.limits.socket(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    let Some(_opening) = app.openings.come() else { return Ok(crowded()) };
    let bot = admit(&app, &asked, &headers).await?;
    Ok(readable(&headers, begin(app, bot, address, &body).await))
}

async fn begin(app: App, bot: Arc<Bot>, address: IpAddr, body: &str) -> Result<Response> {
    let wrong = || Error::field("type", "wrong_kind", "The frame `open` is expected");
    let open = ClientFrame::parse(body).map_err(|_| wrong())?;
    let ClientFrame::Open { visitor: secret, .. } = &open else { return Err(wrong()) };
    // Before it is read where they stand: what another tab begins meanwhile is not missed.
    let tabs = socket::tabs(&app, &bot, &Sender::visitor(&id::token_hash(secret)));
    let mut visitor = Visitor::new(app.clone(), bot, address);
    let opened = visitor.act(open).await?.unwrap_or_default();
    let (tell, told) = channel(OUTBOX);
    let wire = Wire::new(Outlet::new(PollSender::new(tell)), "stream");
    let span = tracing::info_span!(parent: None, "socket", id = %seen::request_id().unwrap_or_default());
    tokio::spawn(socket::serve(app, visitor, Begin::Opened(opened, tabs), wire).instrument(span));
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-cache, no-transform"),
        // nginx would keep an answer until it is whole.
        ("x-accel-buffering", "no"),
    ];
    Ok((headers, Body::from_stream(events(told, HEARTBEAT))).into_response())
}

/// What is said, and a comment wherever nothing was for a while.
fn events(told: Receiver<Bytes>, heartbeat: Duration) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> {
    stream::unfold(told, move |mut told| async move {
        match timeout(heartbeat, told.recv()).await {
            Ok(said) => said.map(|said| (Ok(said), told)),
            Err(_) => Some((Ok(Bytes::from_static(b":\n\n")), told)),
        }
    })
}

/// A socket that speaks in events and hears nothing. What is fed to it leaves when it is flushed.
struct Outlet {
    tell: PollSender<Bytes>,
    /// The reader is gone.
    gone: BoxFuture<'static, ()>,
    waiting: String,
    pongs: VecDeque<Frame>,
    is_over: bool,
}

impl Outlet {
    fn new(tell: PollSender<Bytes>) -> Self {
        // A sender that was just made has its inner one.
        let gone = match tell.get_ref().cloned() {
            Some(tell) => async move { tell.closed().await }.boxed(),
            None => std::future::ready(()).boxed(),
        };
        Self { tell, gone, waiting: String::new(), pongs: VecDeque::new(), is_over: false }
    }
}

impl Stream for Outlet {
    type Item = Result<Frame, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        if let Some(pong) = self.pongs.pop_front() {
            return Poll::Ready(Some(Ok(pong)));
        }
        self.gone.poll_unpin(cx).map(|()| None)
    }
}

impl Sink<Frame> for Outlet {
    type Error = axum::Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Frame) -> Result<(), axum::Error> {
        match frame {
            // JSON has no bare line break, so a frame is one line of data.
            Frame::Text(text) => {
                // Writing to a string cannot fail.
                let _ = write!(self.waiting, "data: {text}\n\n");
            }
            // Whether the reader is there shows by itself: they hang up, or the outbox is full.
            Frame::Ping(asked) => self.pongs.push_back(Frame::Pong(asked)),
            Frame::Close(why) => {
                let code = why.map_or(1000, |why| why.code);
                let _ = write!(self.waiting, "event: close\ndata: {{\"code\":{code}}}\n\n");
                self.is_over = true;
            }
            Frame::Binary(_) | Frame::Pong(_) => {}
        }
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        if self.waiting.is_empty() {
            return Poll::Ready(Ok(()));
        }
        ready!(self.tell.poll_reserve(cx)).map_err(axum::Error::new)?;
        let said = std::mem::take(&mut self.waiting);
        Poll::Ready(self.tell.send_item(said.into()).map_err(axum::Error::new))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.poll_flush(cx)
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::ws::CloseFrame;
    use futures_util::{SinkExt as _, StreamExt as _};

    use super::*;

    fn outlet() -> (Outlet, Receiver<Bytes>) {
        let (tell, told) = channel(1);
        (Outlet::new(PollSender::new(tell)), told)
    }

    #[tokio::test]
    async fn what_is_fed_leaves_at_once_when_flushed_and_the_end_says_why() {
        let (mut outlet, mut told) = outlet();
        outlet.feed(Frame::Text("{\"a\":1}".into())).await.unwrap();
        outlet.feed(Frame::Text("{\"b\":2}".into())).await.unwrap();
        assert!(told.try_recv().is_err(), "nothing leaves before the flush");
        outlet.flush().await.unwrap();
        assert_eq!(told.recv().await.unwrap(), "data: {\"a\":1}\n\ndata: {\"b\":2}\n\n");
        outlet.send(Frame::Close(Some(CloseFrame { code: 1001, reason: "".into() }))).await.unwrap();
        assert_eq!(told.recv().await.unwrap(), "event: close\ndata: {\"code\":1001}\n\n");
        assert!(outlet.next().await.is_none(), "nothing is heard after the end");
    }

    #[tokio::test]
    async fn a_reader_who_hangs_up_is_noticed_without_a_word_and_one_who_stalls_holds_it_up() {
        let (mut outlet, told) = outlet();
        outlet.send(Frame::Ping(Bytes::new())).await.unwrap();
        assert!(matches!(outlet.next().await, Some(Ok(Frame::Pong(_)))));
        outlet.send(Frame::Text("one".into())).await.unwrap();
        assert!(outlet.send(Frame::Text("two".into())).now_or_never().is_none(), "the outbox is full");
        drop(told);
        assert!(outlet.next().await.is_none());
        assert!(outlet.send(Frame::Text("three".into())).await.is_err());
    }

    #[tokio::test]
    async fn silence_is_broken_by_a_comment() {
        let (tell, told) = channel(1);
        let mut events = Box::pin(events(told, Duration::from_millis(1)));
        assert_eq!(events.next().await.unwrap().unwrap(), ":\n\n");
        tell.send(Bytes::from_static(b"data: 1\n\n")).await.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap(), "data: 1\n\n");
        drop(tell);
        assert!(events.next().await.is_none());
    }
}

//! The life of one socket: one task that hears frames, hears the bus, and says what comes of both. A websocket is one;
//! `stream` makes another of what else a network lets through.
//!
//! A client that reads too slowly is closed (1013) and resumes by `seq`. What it misses on the bus is read from the
//! database: the bus is a doorbell.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, close_code};
use futures_util::{FutureExt as _, Sink, SinkExt as _, Stream, StreamExt as _};
use governor::DefaultDirectRateLimiter;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::protocol::{ClientFrame, Refused, ServerFrame};
use super::visitor::Visitor;
use crate::app::App;
use crate::bus::{Subscription, Topic};
use crate::conversation::{self, message};
use crate::door::limit;
use crate::error::Result;
use crate::event::{Author, Event};
use crate::id::ConversationId;

/// How often an idle client is asked whether it is still there.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Silence after which it is not.
const GONE: Duration = Duration::from_secs(75);

/// How long a frame may wait for a slow reader.
const SLOW: Duration = Duration::from_secs(10);

/// Bad frames after which the rest is not worth reading.
const BAD_FRAMES: u32 = 20;

/// Why a socket ends.
enum End {
    /// The client is gone, or said goodbye.
    Gone,
    /// We say goodbye, with this code and reason.
    Close(u16, &'static str),
}

/// What carries frames both ways: a websocket, or what stands in for one.
pub(super) trait Socket:
    Stream<Item = Result<Frame, axum::Error>> + Sink<Frame, Error = axum::Error> + Unpin + Send
{
}

impl<S: Stream<Item = Result<Frame, axum::Error>> + Sink<Frame, Error = axum::Error> + Unpin + Send> Socket for S {}

/// Serves a socket to its end. `opened` is the first thing to say, where the visitor has said already who they are.
pub(super) async fn serve(app: App, visitor: Visitor, opened: Option<String>, socket: impl Socket) {
    metrics::gauge!("frontdesk_sockets").increment(1.0);
    let mut line =
        Line { visitor, app, socket, tabs: None, room: None, bad: 0, frames: limit::frames(), heard: Instant::now() };
    let begun = match opened {
        // Boxed, as all that an idle socket need not carry.
        Some(opened) => Box::pin(line.begin(opened)).await,
        None => Ok(()),
    };
    let end = match begun {
        Ok(()) => line.run().await,
        Err(end) => end,
    };
    if let End::Close(code, reason) = end {
        line.close(code, reason).await;
    }
    metrics::gauge!("frontdesk_sockets").decrement(1.0);
}

struct Line<S> {
    app: App,
    visitor: Visitor,
    socket: S,
    /// News of this visitor's other tabs.
    tabs: Option<Subscription>,
    /// News of their conversation.
    room: Option<(ConversationId, Subscription)>,
    bad: u32,
    frames: DefaultDirectRateLimiter,
    heard: Instant,
}

/// The next news of a subscription; never, where there is none. `None` means: some were missed.
async fn news(subscription: Option<&mut Subscription>) -> Option<Arc<Event>> {
    match subscription {
        Some(subscription) => subscription.next().await,
        None => std::future::pending().await,
    }
}

impl<S: Socket> Line<S> {
    /// Says how things stand, once it listens: what the client does after hearing it is not missed.
    async fn begin(&mut self, opened: String) -> Result<(), End> {
        self.feed(opened).await?;
        self.listen().await?;
        self.flush().await
    }

    async fn run(&mut self) -> End {
        let stop = self.app.stop.clone();
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // What may follow is boxed: an idle socket is the common case, and should not carry the room for it.
            let end = tokio::select! {
                () = stop.cancelled() => return End::Close(close_code::AWAY, "the server stops"),
                frame = self.socket.next() => match frame {
                    Some(Ok(frame)) => Box::pin(self.hear(frame)).await,
                    Some(Err(error)) => Err(too_large(&error)),
                    None => return End::Gone,
                },
                event = news(self.room.as_mut().map(|(_, subscription)| subscription)) => Box::pin(self.tell(event)).await,
                event = news(self.tabs.as_mut()) => Box::pin(self.other_tab(event)).await,
                _ = heartbeat.tick() => self.beat().await,
            };
            if let Err(end) = end {
                return end;
            }
        }
    }

    /// Hears a frame, and every other that has come with it; then sends all answers at once.
    async fn hear(&mut self, frame: Frame) -> Result<(), End> {
        let mut next = Some(frame);
        while let Some(frame) = next {
            self.heard = Instant::now();
            let text = match frame {
                Frame::Text(text) => text,
                Frame::Binary(_) => return Err(End::Close(close_code::UNSUPPORTED, "text frames only")),
                Frame::Close(_) => {
                    // Heard to the end, so that the close is a clean one.
                    while timeout(SLOW, self.socket.next()).await.is_ok_and(|frame| frame.is_some()) {}
                    return Err(End::Gone);
                }
                Frame::Ping(_) | Frame::Pong(_) => {
                    next = self.ready()?;
                    continue;
                }
            };
            if self.frames.check().is_err() {
                return Err(End::Close(close_code::POLICY, "too many frames"));
            }
            metrics::counter!("frontdesk_frames_total", "way" => "in").increment(1);
            let answer = match ClientFrame::parse(&text) {
                Ok(frame) => self.visitor.hear(frame).await,
                Err(refused) => Some(self.refuse(&refused)?),
            };
            if let Some(answer) = answer {
                self.feed(answer).await?;
            }
            self.listen().await?;
            next = self.ready()?;
        }
        self.flush().await
    }

    /// A frame that has come already.
    fn ready(&mut self) -> Result<Option<Frame>, End> {
        match self.socket.next().now_or_never() {
            Some(Some(Ok(frame))) => Ok(Some(frame)),
            Some(Some(Err(error))) => Err(too_large(&error)),
            Some(None) => Err(End::Gone),
            None => Ok(None),
        }
    }

    fn refuse(&mut self, refused: &Refused) -> Result<String, End> {
        self.bad += 1;
        if self.bad > BAD_FRAMES {
            return Err(End::Close(close_code::POLICY, "too many bad frames"));
        }
        Ok(ServerFrame::refused(refused).text())
    }

    /// Listens to the conversation the visitor is in now, and to their other tabs; then sends what came meanwhile.
    async fn listen(&mut self) -> Result<(), End> {
        if let Some(sender) = self.visitor.sender() {
            let topic = Topic::Sender(self.visitor.bot().id.clone(), sender.topic());
            if self.tabs.as_ref().is_none_or(|tabs| *tabs.topic() != topic) {
                self.tabs = Some(self.app.bus.subscribe(topic));
            }
        }
        let current = self.visitor.conversation.as_ref().map(|conversation| conversation.id.clone());
        if self.room.as_ref().map(|(id, _)| id) == current.as_ref() {
            return Ok(());
        }
        self.room = current.map(|id| (id.clone(), self.app.bus.subscribe(Topic::Conversation(id))));
        self.catch_up(i64::MAX).await
    }

    /// Sends every message before `seq` that the visitor has not been sent.
    async fn catch_up(&mut self, before: i64) -> Result<(), End> {
        let Some(conversation) = self.visitor.conversation.as_ref().map(|conversation| conversation.id.clone()) else {
            return Ok(());
        };
        let missed = async {
            let mut conn = self.app.db.read().await?;
            message::between(&mut conn, &conversation, self.visitor.seen, before).await
        };
        // When the database is gone the client hears of it when it writes; it resumes by `seq` when it is back.
        let Ok(missed) = missed.await else {
            return Err(End::Close(close_code::AGAIN, "the database does not answer"));
        };
        for message in missed {
            let seq = message.seq;
            let Ok(text) = serde_json::value::to_raw_value(&message) else { continue };
            self.feed(ServerFrame::Message { conversation: conversation.as_str(), message: &text }.text()).await?;
            self.visitor.seen = seq;
        }
        Ok(())
    }

    /// Something happened in the conversation.
    async fn tell(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        match event.as_deref() {
            None => self.catch_up(i64::MAX).await?,
            Some(Event::MessageAppended { conversation, seq, message, .. }) if *seq > self.visitor.seen => {
                if *seq > self.visitor.seen + 1 {
                    self.catch_up(*seq).await?;
                }
                if let Ok(message) = serde_json::from_str(message) {
                    self.feed(ServerFrame::Message { conversation: conversation.as_str(), message }.text()).await?;
                    self.visitor.seen = *seq;
                }
            }
            Some(Event::ConversationChanged { conversation, .. }) => self.tell_status(conversation).await?,
            Some(Event::Typing { author: author @ (Author::Bot | Author::Agent), on, .. }) => {
                self.feed(ServerFrame::Typing { author: author.as_str(), on: *on }.text()).await?;
            }
            Some(_) => {}
        }
        self.flush().await
    }

    async fn tell_status(&mut self, id: &ConversationId) -> Result<(), End> {
        let found = async { conversation::by_id(&mut self.app.db.read().await?, id).await };
        if let Ok(Some(conversation)) = found.await {
            let status = conversation.status.as_str();
            self.feed(ServerFrame::Status { conversation: id.as_str(), status }.text()).await?;
            self.visitor.enter(conversation);
        }
        Ok(())
    }

    /// Another tab of the same visitor has begun a conversation.
    async fn other_tab(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        let Some(sender) = self.visitor.sender().cloned() else { return Ok(()) };
        if let Some(Event::ConversationBegan { conversation, .. }) = event.as_deref()
            && self.room.as_ref().is_some_and(|(id, _)| id == conversation)
        {
            return Ok(());
        }
        let bot = self.visitor.bot().id.clone();
        let found = async { conversation::current(&mut self.app.db.read().await?, &bot, &sender).await };
        if let Ok(Some(conversation)) = found.await
            && self.room.as_ref().is_none_or(|(id, _)| *id != conversation.id)
        {
            self.room =
                Some((conversation.id.clone(), self.app.bus.subscribe(Topic::Conversation(conversation.id.clone()))));
            self.visitor.enter(conversation);
            if let Ok(opened) = self.visitor.snapshot(None, None, 0).await {
                self.feed(opened).await?;
            }
        }
        self.flush().await
    }

    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > GONE {
            return Err(End::Gone);
        }
        self.wait(|socket| socket.feed(Frame::Ping(bytes::Bytes::new())).boxed()).await?;
        self.flush().await
    }

    async fn feed(&mut self, text: String) -> Result<(), End> {
        metrics::counter!("frontdesk_frames_total", "way" => "out").increment(1);
        self.wait(|socket| socket.feed(Frame::Text(text.into())).boxed()).await
    }

    async fn flush(&mut self) -> Result<(), End> {
        self.wait(|socket| socket.flush().boxed()).await
    }

    /// Writes, unless the reader is too slow.
    async fn wait<'a, F>(&'a mut self, write: F) -> Result<(), End>
    where
        F: FnOnce(&'a mut S) -> futures_util::future::BoxFuture<'a, Result<(), axum::Error>>,
    {
        match timeout(SLOW, write(&mut self.socket)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(close_code::AGAIN, "reading too slowly")),
        }
    }

    async fn close(&mut self, code: u16, reason: &'static str) {
        let frame = Frame::Close(Some(CloseFrame { code, reason: reason.into() }));
        if timeout(Duration::from_secs(1), self.socket.send(frame)).await.is_ok_and(|sent| sent.is_ok()) {
            // The client answers with its own close; what else it still says is let go.
            let farewell = async { while self.socket.next().await.is_some_and(|frame| frame.is_ok()) {} };
            let _ = timeout(Duration::from_secs(2), farewell).await;
        }
    }
}

/// A frame above the limit is told so; anything else is a line that broke.
fn too_large(error: &axum::Error) -> End {
    let said = error.to_string();
    if said.contains("too long") || said.contains("too large") || said.contains("Space limit") {
        End::Close(close_code::SIZE, "a frame is at most 64 KiB")
    } else {
        End::Gone
    }
}

//! The life of one socket: one task that hears frames, hears the bus, and says what comes of both. A websocket is one;
//! `stream` makes another of what else a network lets through.
//!
//! A client that reads too slowly is closed (1013) and resumes by `seq`. What it misses on the bus is read from the
//! database: the bus is a doorbell.

use std::sync::Arc;

use axum::extract::ws::{Message as Frame, close_code};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use super::protocol::{self, ClientFrame, ServerFrame};
use super::visitor::{Said, Visitor};
use super::wire::{self, End, Socket, Wire};
use crate::app::App;
use crate::bot::Bot;
use crate::bus::{Subscription, Topic};
use crate::contact::identity::Sender;
use crate::conversation::{self, message};
use crate::door::opening::Opening;
use crate::event::{Author, Event};
use crate::id::{self, ConversationId};
use crate::metric;

/// How many frames that came together are answered together.
const BURST: usize = 64;

/// How much news is told before frames are heard again.
const NEWS: usize = 64;

/// The conversation was erased: whoever comes back begins a new one (docs/protocol.md).
const FORGOTTEN: End = End::Close(4001, "the conversation is no longer kept");

/// How a socket begins.
pub(super) enum Begin {
    /// The visitor has yet to say who they are; until then they have a place among those who are opening.
    Silent(Opening),
    /// They have said it: this is the first thing to tell them, and the news of their other tabs since before it was read.
    Opened(String, Subscription),
}

/// Serves a socket to its end.
pub(super) async fn serve<S: Socket>(app: App, visitor: Visitor, begin: Begin, wire: Wire<S>) {
    let mut line = Line { app, visitor, wire, opening: None, tabs: None, room: None };
    let begun = match begin {
        Begin::Silent(opening) => {
            line.opening = Some(opening);
            Ok(())
        }
        // Boxed, as all that an idle socket need not carry.
        Begin::Opened(opened, tabs) => {
            line.tabs = Some(tabs);
            Box::pin(line.begin(opened)).await
        }
    };
    let end = match begun {
        Ok(()) => line.run().await,
        Err(end) => end,
    };
    line.wire.end(end).await;
}

/// News of this visitor's tabs.
pub(super) fn tabs(app: &App, bot: &Bot, sender: &Sender) -> Subscription {
    app.bus.subscribe(Topic::Sender(bot.id.clone(), sender.topic()))
}

struct Line<S> {
    app: App,
    visitor: Visitor,
    wire: Wire<S>,
    /// A place among those who are opening, until they have.
    opening: Option<Opening>,
    /// News of this visitor's other tabs.
    tabs: Option<Subscription>,
    /// News of their conversation.
    room: Option<(ConversationId, Subscription)>,
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
        self.wire.feed(opened).await?;
        self.listen().await?;
        self.wire.flush().await
    }

    async fn run(&mut self) -> End {
        let stop = self.app.stop.clone();
        let mut heartbeat = wire::heartbeat();
        loop {
            // What may follow is boxed: an idle socket is the common case, and should not carry the room for it.
            let end = tokio::select! {
                () = stop.cancelled() => return End::Close(close_code::AWAY, "the server stops"),
                frame = self.wire.next() => match frame {
                    Ok(frame) => Box::pin(self.hear(frame)).await,
                    Err(end) => Err(end),
                },
                event = news(self.room.as_mut().map(|(_, subscription)| subscription)) => Box::pin(self.tell(event)).await,
                event = news(self.tabs.as_mut()) => Box::pin(self.other_tab(event)).await,
                _ = heartbeat.tick() => Box::pin(self.wire.beat()).await,
            };
            if let Err(end) = end {
                return end;
            }
        }
    }

    /// Hears a frame, and every other that has come with it; then sends all answers at once.
    async fn hear(&mut self, frame: Frame) -> Result<(), End> {
        let (mut next, mut said) = (Ok(Some(frame)), Vec::new());
        let mut heard = 0;
        while let Ok(Some(frame)) = next {
            heard += 1;
            next = match self.wire.words(frame).await {
                Ok(text) => {
                    if let Some(text) = text {
                        self.hear_words(&text, &mut said).await?;
                    }
                    self.wire.ready()
                }
                Err(end) => Err(end),
            };
            if heard % BURST == 0 {
                self.answer_said(&mut said).await?;
                self.wire.flush().await?;
            }
        }
        // Also when the client has gone meanwhile: what it said before counts.
        self.answer_said(&mut said).await?;
        if self.visitor.sender().is_some() {
            self.opening = None;
        }
        next?;
        // What they said comes back to them as news of the conversation: it leaves with its ack, in one piece.
        self.tell_ready().await
    }

    async fn hear_words(&mut self, text: &str, said: &mut Vec<Said>) -> Result<(), End> {
        let parsed = ClientFrame::parse(text);
        let kind = parsed.as_ref().map_or("other", ClientFrame::kind);
        metric::heard(kind, text.len());
        let answer = match parsed {
            // Messages that came together are stored together.
            Ok(ClientFrame::MessageSend { reference, id, text, files }) => {
                said.push(Said::new(reference, id, text, files));
                return Ok(());
            }
            Ok(frame) => {
                self.answer_said(said).await?;
                if let ClientFrame::Open { visitor, .. } = &frame {
                    // Before it is read where they stand: what another tab begins meanwhile is not missed.
                    self.listen_to_tabs(&Sender::visitor(&id::token_hash(visitor)));
                }
                Box::pin(self.visitor.hear(frame)).instrument(tracing::debug_span!("frame", kind)).await
            }
            Err(refused) => {
                self.answer_said(said).await?;
                Some(self.wire.refuse(&refused)?)
            }
        };
        if let Some(answer) = answer {
            self.wire.answer(answer).await?;
        }
        self.listen().await
    }

    /// Stores what was said, and feeds the answers.
    async fn answer_said(&mut self, said: &mut Vec<Said>) -> Result<(), End> {
        if said.is_empty() {
            return Ok(());
        }
        let span = tracing::debug_span!("frame", kind = "message.send");
        for answer in self.visitor.hear_said(std::mem::take(said)).instrument(span).await {
            self.wire.answer(answer).await?;
        }
        self.listen().await
    }

    /// Listens to the conversation the visitor is in now, and to their other tabs; then sends what came meanwhile.
    async fn listen(&mut self) -> Result<(), End> {
        if self.tabs.is_none()
            && let Some(sender) = self.visitor.sender().cloned()
        {
            self.listen_to_tabs(&sender);
        }
        let current = self.visitor.conversation.as_ref().map(|conversation| conversation.id.clone());
        if self.room.as_ref().map(|(id, _)| id) == current.as_ref() {
            return Ok(());
        }
        self.room = current.map(|id| (id.clone(), self.app.bus.subscribe(Topic::Conversation(id))));
        // Boxed, here and below, as what seldom follows is large, and room for it would be moved with every frame.
        Box::pin(self.catch_up(i64::MAX)).await
    }

    fn listen_to_tabs(&mut self, sender: &Sender) {
        let topic = Topic::Sender(self.visitor.bot().id.clone(), sender.topic());
        if self.tabs.as_ref().is_none_or(|tabs| *tabs.topic() != topic) {
            self.tabs = Some(tabs(&self.app, self.visitor.bot(), sender));
        }
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
            self.wire.feed(ServerFrame::Message { conversation: conversation.as_str(), message: &text }.text()).await?;
            self.visitor.seen = seq;
        }
        Ok(())
    }

    /// Something happened in the conversation: tells it, and all that happened meanwhile; then sends it at once.
    async fn tell(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        self.tell_one(event).await?;
        self.tell_ready().await
    }

    /// Tells what has happened already, and sends all that was fed.
    async fn tell_ready(&mut self) -> Result<(), End> {
        for _ in 0..NEWS {
            let ready = news(self.room.as_mut().map(|(_, subscription)| subscription)).now_or_never();
            let Some(event) = ready else { break };
            self.tell_one(event).await?;
        }
        self.wire.flush().await
    }

    async fn tell_one(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        match event.as_deref() {
            None => {
                Box::pin(self.catch_up(i64::MAX)).await?;
                if let Some(id) = self.room.as_ref().map(|(id, _)| id.clone()) {
                    Box::pin(self.tell_status(&id)).await?;
                }
            }
            Some(Event::MessageAppended { conversation, seq, message, .. }) if *seq > self.visitor.seen => {
                if *seq > self.visitor.seen + 1 {
                    Box::pin(self.catch_up(*seq)).await?;
                }
                if let Some(frame) = protocol::told(conversation, message) {
                    self.wire.feed(frame).await?;
                    self.visitor.seen = *seq;
                }
            }
            Some(Event::ConversationChanged { conversation, .. }) => Box::pin(self.tell_status(conversation)).await?,
            Some(Event::LeadErased { .. }) => return Err(FORGOTTEN),
            Some(Event::Typing { author: author @ (Author::Bot | Author::Agent), on, .. }) => {
                self.wire.feed(ServerFrame::Typing { author: author.as_str(), on: *on }.text()).await?;
            }
            Some(Event::Seen { conversation, reader: Author::Agent, seq, .. }) => {
                self.wire.feed(ServerFrame::Seen { conversation: conversation.as_str(), seq: *seq }.text()).await?;
            }
            Some(Event::Draft { conversation, id, text, .. }) => {
                let (conversation, id, text) = (conversation.as_str(), id.as_str(), text.as_deref());
                self.wire.feed(ServerFrame::Draft { conversation, id, text }.text()).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    async fn tell_status(&mut self, id: &ConversationId) -> Result<(), End> {
        let found = async { conversation::by_id(&mut self.app.db.read().await?, id).await };
        let found = found.await;
        if matches!(found, Ok(None)) {
            return Err(FORGOTTEN);
        }
        if let Ok(Some(conversation)) = found {
            self.visitor.stand(&conversation).await;
            let is_new = self.visitor.conversation.as_ref().is_none_or(|known| known.status != conversation.status);
            if is_new || self.visitor.has_moved() {
                let (status, standing) = (conversation.status.as_str(), self.visitor.standing());
                let (agent, waiting) = (standing.agent(), standing.waiting);
                let frame = ServerFrame::Status { conversation: id.as_str(), status, agent, waiting }.text();
                self.wire.feed(frame).await?;
            }
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
                self.wire.feed(opened).await?;
            }
        }
        self.wire.flush().await
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::ws::WebSocket;

    use super::*;

    fn size<A, B, C, D, F>(_: impl FnOnce(A, B, C, D) -> F) -> usize {
        std::mem::size_of::<F>()
    }

    #[test]
    fn an_idle_sockets_task_carries_little() {
        // The line itself is held across waits; what may follow a frame is boxed.
        let (task, line) = (size(serve::<WebSocket>), std::mem::size_of::<Line<WebSocket>>());
        assert!(line <= 1_600, "{line} bytes");
        assert!(task <= 4_096, "{task} bytes");
    }
}

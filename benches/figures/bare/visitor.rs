//! A visitor's socket, as `gateway::socket` serves it, with nothing to ask a database for.

use std::sync::{Arc, PoisonError};

use axum::extract::ws::Message as Frame;
use frontdesk::bus::{Subscription, Topic};
use frontdesk::door::opening::Opening;
use frontdesk::event::{Author, Event};
use frontdesk::gateway::protocol::{self, ClientFrame, ServerFrame};
use frontdesk::gateway::wire::{self, End, Wire};
use frontdesk::id::ConversationId;
use frontdesk::metric;
use futures_util::FutureExt as _;

use super::{House, Room};

struct Line {
    house: House,
    wire: Wire,
    opening: Option<Opening>,
    visitor: String,
    room: Option<(Room, Subscription)>,
    seen: i64,
}

pub(super) async fn serve(house: House, opening: Opening, wire: Wire) {
    let mut line = Line { house, wire, opening: Some(opening), visitor: String::new(), room: None, seen: 0 };
    let mut heartbeat = wire::heartbeat();
    let end = loop {
        let end = tokio::select! {
            frame = line.wire.next() => match frame {
                Ok(frame) => Box::pin(line.hear(frame)).await,
                Err(end) => Err(end),
            },
            event = news(line.room.as_mut()) => Box::pin(line.tell(event)).await,
            _ = heartbeat.tick() => Box::pin(line.wire.beat()).await,
        };
        if let Err(end) = end {
            break end;
        }
    };
    line.wire.end(end).await;
}

async fn news(room: Option<&mut (Room, Subscription)>) -> Option<Arc<Event>> {
    match room {
        Some((_, subscription)) => subscription.next().await,
        None => std::future::pending().await,
    }
}

impl Line {
    async fn hear(&mut self, frame: Frame) -> Result<(), End> {
        let mut next = Some(frame);
        while let Some(frame) = next {
            if let Some(text) = self.wire.words(frame).await? {
                let parsed = ClientFrame::parse(&text);
                metric::heard(parsed.as_ref().map_or("other", ClientFrame::kind), text.len());
                let answer = match parsed {
                    Ok(frame) => self.act(frame),
                    Err(refused) => Some(self.wire.refuse(&refused)?),
                };
                if let Some(answer) = answer {
                    self.wire.answer(answer).await?;
                }
            }
            next = self.wire.ready()?;
        }
        self.tell_ready().await
    }

    fn act(&mut self, frame: ClientFrame) -> Option<String> {
        match frame {
            ClientFrame::Open { reference, visitor, .. } => {
                self.visitor = frontdesk::id::token_hash(&visitor);
                self.opening = None;
                let opened = ServerFrame::Opened {
                    reference: reference.as_deref(),
                    conversation: None,
                    status: "bot",
                    agent: None,
                    waiting: None,
                    seq: 0,
                    messages: &[],
                    more: false,
                    now: self.house.clock.now().millis(),
                };
                Some(opened.text())
            }
            ClientFrame::MessageSend { reference, id, text, .. } => {
                self.house.limits.message(&self.visitor).ok()?;
                let text: String = text.chars().filter(|c| !c.is_control()).collect();
                let room = self.room().clone();
                let (seq, at) = self.house.append(&room, Author::Visitor, id.clone(), text.trim().to_owned()).ok()?;
                let (reference, conversation) = (reference.as_deref(), room.id.as_str());
                Some(ServerFrame::Ack { reference, id: Some(&id), conversation, seq, at }.text())
            }
            _ => None,
        }
    }

    /// The conversation, which begins with the first word.
    fn room(&mut self) -> &Room {
        let house = &self.house;
        let (room, _) = self.room.get_or_insert_with(|| {
            let id: ConversationId = house.ids.next(house.clock.now());
            let room = Room { id: id.clone(), last: Arc::default() };
            let mut rooms = house.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            rooms.insert(id.as_str().to_owned(), room.clone());
            (room, house.bus.subscribe(Topic::Conversation(id)))
        });
        room
    }

    async fn tell(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        self.tell_one(event).await?;
        self.tell_ready().await
    }

    async fn tell_ready(&mut self) -> Result<(), End> {
        while let Some(event) = news(self.room.as_mut()).now_or_never() {
            self.tell_one(event).await?;
        }
        self.wire.flush().await
    }

    async fn tell_one(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        if let Some(Event::MessageAppended { conversation, seq, message, .. }) = event.as_deref()
            && *seq > self.seen
            && let Some(frame) = protocol::told(conversation, message)
        {
            self.wire.feed(frame).await?;
            self.seen = *seq;
        }
        Ok(())
    }
}

//! An agent's socket, as `gateway::agent` serves it, with nobody to sign in.

use std::sync::{Arc, PoisonError};

use axum::extract::ws::Message as Frame;
use frontdesk::bus::Topic;
use frontdesk::event::{Author, Event};
use frontdesk::gateway::protocol::{self, AgentFrame, ServerFrame};
use frontdesk::gateway::wire::{self, End, Wire};
use frontdesk::metric;
use futures_util::stream::{self, BoxStream, SelectAll};
use futures_util::{FutureExt as _, StreamExt as _};

use super::{House, Room};

type Rings = SelectAll<BoxStream<'static, Option<Arc<Event>>>>;

struct Line {
    house: House,
    wire: Wire,
    rings: Rings,
}

pub(super) async fn serve(house: House, wire: Wire) {
    let mut line = Line { house, wire, rings: SelectAll::new() };
    let mut heartbeat = wire::heartbeat();
    let end = loop {
        let end = tokio::select! {
            frame = line.wire.next() => match frame {
                Ok(frame) => Box::pin(line.hear(frame)).await,
                Err(end) => Err(end),
            },
            Some(event) = line.rings.next() => Box::pin(line.tell(event)).await,
            _ = heartbeat.tick() => Box::pin(line.wire.beat()).await,
        };
        if let Err(end) = end {
            break end;
        }
    };
    line.wire.end(end).await;
}

impl Line {
    async fn hear(&mut self, frame: Frame) -> Result<(), End> {
        let mut next = Some(frame);
        while let Some(frame) = next {
            if let Some(text) = self.wire.words(frame).await? {
                let parsed = AgentFrame::parse(&text);
                metric::heard(parsed.as_ref().map_or("other", AgentFrame::kind), text.len());
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
        self.wire.flush().await
    }

    fn act(&mut self, frame: AgentFrame) -> Option<String> {
        match frame {
            AgentFrame::Watch { reference, conversation, .. } => {
                let room = self.room(&conversation)?;
                let ear = self.house.bus.subscribe(Topic::Conversation(room.id.clone()));
                self.rings.push(
                    stream::unfold(ear, |mut ear| async move {
                        let event = ear.next().await;
                        Some((event, ear))
                    })
                    .boxed(),
                );
                let opened = ServerFrame::Opened {
                    reference: reference.as_deref(),
                    conversation: Some(room.id.as_str()),
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
            AgentFrame::MessageSend { reference, id, conversation, text } => {
                let room = self.room(&conversation)?;
                let (seq, at) = self.house.append(&room, Author::Agent, id.clone(), text).ok()?;
                let (reference, conversation) = (reference.as_deref(), room.id.as_str());
                Some(ServerFrame::Ack { reference, id: Some(&id), conversation, seq, at }.text())
            }
            _ => None,
        }
    }

    fn room(&self, id: &str) -> Option<Room> {
        self.house.rooms.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    async fn tell(&mut self, event: Option<Arc<Event>>) -> Result<(), End> {
        let mut next = Some(Some(event));
        while let Some(Some(event)) = next {
            if let Some(Event::MessageAppended { conversation, message, .. }) = event.as_deref()
                && let Some(frame) = protocol::told(conversation, message)
            {
                self.wire.feed(frame).await?;
            }
            next = self.rings.next().now_or_never();
        }
        self.wire.flush().await
    }
}

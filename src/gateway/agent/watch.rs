//! What one agent's socket watches: conversations, each from a `seq` on, and bots' Inboxes.
//!
//! The bus is a doorbell here too: what is missed on it is read from the database.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream, SelectAll};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::app::App;
use crate::bot::Bot;
use crate::bus::{Subscription, Topic};
use crate::conversation::{self, Status, message};
use crate::error::{Error, Result};
use crate::event::{Author, Event};
use crate::gateway::page::{PAGE, fit};
use crate::gateway::protocol::{self, DeskFrame, ServerFrame};
use crate::gateway::standing::Standing;
use crate::id::{BotId, ContactId, ConversationId};
use crate::lead::reach::{self, Reach};

/// How many conversations, and how many Inboxes, one socket watches.
const MOST: usize = 50;

/// Statuses that an Inbox remembers.
const KNOWN: usize = 2_000;

/// Whom a ring is for.
#[derive(Clone)]
enum Place {
    Conversation(ConversationId),
    Inbox(BotId),
}

/// Something happened there; `None`, and some of it was missed.
pub(super) struct Ring(Place, Option<Arc<Event>>);

struct Watched {
    bot: BotId,
    contact: ContactId,
    seen: i64,
    _ear: DropGuard,
}

struct Inbox {
    key: String,
    /// Who answers, and the last number told: so that a message needs no look at the database.
    known: HashMap<ConversationId, (Status, i64)>,
    _ear: DropGuard,
}

/// What is watched.
pub(super) struct Watch {
    app: App,
    reach: Reach,
    rings: SelectAll<BoxStream<'static, Ring>>,
    conversations: HashMap<ConversationId, Watched>,
    inboxes: HashMap<BotId, Inbox>,
}

impl Watch {
    pub(super) fn new(app: App, reach: Reach) -> Self {
        Self { app, reach, rings: SelectAll::new(), conversations: HashMap::new(), inboxes: HashMap::new() }
    }

    /// The next ring; never, where nothing is watched. May be dropped half-way.
    pub(super) async fn next(&mut self) -> Ring {
        match self.rings.next().await {
            Some(ring) => ring,
            None => std::future::pending().await,
        }
    }

    fn listen(&mut self, topic: Topic, place: Place) -> DropGuard {
        let (subscription, end) = (self.app.bus.subscribe(topic), CancellationToken::new());
        let rings =
            stream::unfold((subscription, place), |(mut subscription, place): (Subscription, Place)| async move {
                let event = subscription.next().await;
                Some((Ring(place.clone(), event), (subscription, place)))
            });
        self.rings.push(rings.take_until(end.clone().cancelled_owned()).boxed());
        end.drop_guard()
    }

    /// Watches a conversation from now on; gives the `opened` with what came after `seq`.
    pub(super) async fn begin(
        &mut self,
        reference: Option<&str>,
        bot: &Bot,
        id: &ConversationId,
        seq: i64,
    ) -> Result<String> {
        self.conversations.remove(id);
        if self.conversations.len() >= MOST {
            return Err(Error::Conflict("watched"));
        }
        // First the ear, then the look: what happens between the two is heard, and known by its number.
        let ear = self.listen(Topic::Conversation(id.clone()), Place::Conversation(id.clone()));
        let mut conn = self.app.db.read().await?;
        let found = conversation::find(&mut conn, &bot.id, id).await?;
        if !reach::hides(&mut conn, &bot.id, self.reach, &[&found.contact_id]).await?.is_empty() {
            return Err(Error::NotFound("conversation"));
        }
        let (messages, more) = fit(message::after(&mut conn, id, seq.max(0), PAGE).await?);
        let seen = messages.last().map_or(seq.clamp(0, found.last_seq), |last| last.seq);
        let contact = found.contact_id;
        self.conversations.insert(id.clone(), Watched { bot: bot.id.clone(), contact, seen, _ear: ear });
        let opened = ServerFrame::Opened {
            reference,
            conversation: Some(id.as_str()),
            status: found.status.as_str(),
            agent: None,
            waiting: None,
            seq: seen,
            messages: &messages,
            more,
            now: self.app.clock.now().millis(),
        };
        Ok(opened.text())
    }

    /// No longer watches a conversation.
    pub(super) fn end(&mut self, id: &str) {
        self.conversations.retain(|known, _| known.as_str() != id);
    }

    /// A conversation that is watched, and its bot.
    pub(super) fn find(&self, id: &str) -> Option<(BotId, ConversationId)> {
        let (id, watched) = self.conversations.iter().find(|(known, _)| known.as_str() == id)?;
        Some((watched.bot.clone(), id.clone()))
    }

    /// Tells from now on where something happens.
    pub(super) fn inbox(&mut self, bot: &Bot) {
        if self.inboxes.contains_key(&bot.id) {
            return;
        }
        if self.inboxes.len() >= MOST {
            // No organisation has so many bots; the first that comes to hand makes room.
            let first = self.inboxes.keys().next().cloned();
            first.and_then(|first| self.inboxes.remove(&first));
        }
        let ear = self.listen(Topic::Bot(bot.id.clone()), Place::Inbox(bot.id.clone()));
        let inbox = Inbox { key: bot.key.clone(), known: HashMap::new(), _ear: ear };
        self.inboxes.insert(bot.id.clone(), inbox);
    }

    /// The frames that tell of a ring.
    pub(super) async fn tell(&mut self, Ring(place, event): Ring) -> Result<Vec<Utf8Bytes>> {
        match place {
            Place::Conversation(id) => self.tell_of_conversation(&id, event.as_deref()).await,
            Place::Inbox(bot) => Ok(self.tell_of_inbox(&bot, event.as_deref()).await?.into_iter().collect()),
        }
    }

    async fn tell_of_conversation(&mut self, id: &ConversationId, event: Option<&Event>) -> Result<Vec<Utf8Bytes>> {
        let Some(seen) = self.conversations.get(id).map(|watched| watched.seen) else { return Ok(Vec::new()) };
        // Boxed, here and below, as what seldom follows is large, and room for it would be moved with every ring.
        if self.reach != Reach::All && Box::pin(self.is_hidden_now(id)).await? {
            self.conversations.remove(id);
            return Ok(vec![beyond_the_plan()]);
        }
        let frames = match event {
            None => {
                let mut frames = Box::pin(self.missed(id, seen, i64::MAX)).await?;
                frames.extend(Box::pin(status(&self.app, id)).await?);
                frames
            }
            Some(Event::MessageAppended { seq, message, .. }) if *seq > seen => {
                let mut frames =
                    if *seq > seen + 1 { Box::pin(self.missed(id, seen, *seq)).await? } else { Vec::new() };
                frames.extend(protocol::told(id, message));
                self.saw(id, *seq);
                frames
            }
            Some(Event::ConversationChanged { .. }) => Box::pin(status(&self.app, id)).await?.into_iter().collect(),
            Some(Event::LeadErased { .. }) => {
                self.conversations.remove(id);
                vec![stands(id, Status::Closed, &Standing::default())]
            }
            Some(Event::Seen { reader: Author::Visitor, seq, .. }) => {
                vec![DeskFrame::Seen { conversation: id.as_str(), seq: *seq }.text().into()]
            }
            Some(Event::Typing { author: author @ (Author::Visitor | Author::Bot), on, words, .. }) => {
                let (conversation, author, text) = (id.as_str(), author.as_str(), words.as_deref());
                vec![DeskFrame::Typing { conversation, author, on: *on, text }.text().into()]
            }
            Some(_) => Vec::new(),
        };
        Ok(frames)
    }

    /// Whether newer leads have pushed the contact beyond the plan since the watch began. Not to be asked where the plan shows
    /// all.
    async fn is_hidden_now(&mut self, id: &ConversationId) -> Result<bool> {
        let Some(watched) = self.conversations.get(id) else { return Ok(false) };
        let mut conn = self.app.db.read().await?;
        Ok(!reach::hides(&mut conn, &watched.bot, self.reach, &[&watched.contact]).await?.is_empty())
    }

    /// What stands between two numbers, as frames.
    async fn missed(&mut self, id: &ConversationId, after: i64, before: i64) -> Result<Vec<Utf8Bytes>> {
        let messages = message::between(&mut self.app.db.read().await?, id, after, before).await?;
        let mut frames = Vec::with_capacity(messages.len());
        for message in messages {
            let text = serde_json::value::to_raw_value(&message).map_err(anyhow::Error::new)?;
            frames.push(ServerFrame::Message { conversation: id.as_str(), message: &text }.text().into());
            self.saw(id, message.seq);
        }
        Ok(frames)
    }

    fn saw(&mut self, id: &ConversationId, seq: i64) {
        if let Some(watched) = self.conversations.get_mut(id) {
            watched.seen = watched.seen.max(seq);
        }
    }

    async fn tell_of_inbox(&mut self, bot: &BotId, event: Option<&Event>) -> Result<Option<Utf8Bytes>> {
        let Some(inbox) = self.inboxes.get_mut(bot) else { return Ok(None) };
        let id = match event {
            // What was told of an erased conversation is read anew, and is not there.
            None | Some(Event::LeadErased { .. }) => {
                inbox.known.clear();
                return Ok(Some(DeskFrame::Inbox { reference: None, bot: &inbox.key }.text().into()));
            }
            Some(Event::MessageAppended { conversation, seq, .. }) => {
                if let Some((status, told)) = inbox.known.get_mut(conversation) {
                    let is_news = *seq > *told;
                    *told = (*told).max(*seq);
                    return Ok(is_news.then(|| news(&inbox.key, conversation, *status, *seq)));
                }
                conversation
            }
            Some(Event::ConversationChanged { conversation, .. }) => conversation,
            Some(_) => return Ok(None),
        };
        let found = Box::pin(async { conversation::by_id(&mut self.app.db.read().await?, id).await });
        let Some(found) = found.await? else { return Ok(None) };
        if inbox.known.len() >= KNOWN {
            inbox.known.clear();
        }
        inbox.known.insert(id.clone(), (found.status, found.last_seq));
        Ok(Some(news(&inbox.key, id, found.status, found.last_seq)))
    }
}

/// What was watched is beyond the plan now.
fn beyond_the_plan() -> Utf8Bytes {
    let message = "This conversation is beyond your plan now.";
    let (code, fields, retry_after) = ("not_found", &[][..], None);
    ServerFrame::Error { reference: None, id: None, code, message, fields, retry_after }.text().into()
}

/// Something happened in a conversation.
fn news(bot: &str, conversation: &ConversationId, status: Status, seq: i64) -> Utf8Bytes {
    let (conversation, status) = (conversation.as_str(), status.as_str());
    DeskFrame::Conversation { bot, conversation, status, seq }.text().into()
}

/// Who answers now, as a frame.
async fn status(app: &App, id: &ConversationId) -> Result<Option<Utf8Bytes>> {
    let Some(found) = conversation::by_id(&mut app.db.read().await?, id).await? else { return Ok(None) };
    let standing = Standing::of(app, &found).await?;
    Ok(Some(stands(id, found.status, &standing)))
}

fn stands(id: &ConversationId, status: Status, standing: &Standing) -> Utf8Bytes {
    let (conversation, status) = (id.as_str(), status.as_str());
    ServerFrame::Status { conversation, status, agent: standing.agent(), waiting: standing.waiting }.text().into()
}

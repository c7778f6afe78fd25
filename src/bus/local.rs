//! The bus within one process: a bounded channel for each topic somebody listens to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;

use super::Topic;
use crate::event::Event;
use crate::metric;

/// How many rings wait for a slow listener before it is told that it missed some. Every idle socket listens to its
/// sender, who begins a conversation once in a while: there is little to wait for.
const fn waiting(topic: &Topic) -> usize {
    match topic {
        Topic::Sender(..) => 4,
        Topic::Conversation(_) => 64,
        // Few listen, and hear of every conversation.
        Topic::Bot(_) => 512,
    }
}

/// A ring; `None` says that some never came.
type Ring = Option<Arc<Event>>;

type Topics = Arc<Mutex<HashMap<Topic, broadcast::Sender<Ring>>>>;

/// Topics with listeners; a topic goes with its last one.
#[derive(Clone, Debug, Default)]
pub struct Local {
    topics: Topics,
}

impl Local {
    /// Rings; says whether anybody listens.
    pub(super) fn publish(&self, topic: &Topic, event: &Arc<Event>) -> bool {
        self.ring(topic, Some(Arc::clone(event)))
    }

    /// Tells those who listen that they missed some; says whether anybody listens.
    pub(super) fn missed(&self, topic: &Topic) -> bool {
        self.ring(topic, None)
    }

    fn ring(&self, topic: &Topic, ring: Ring) -> bool {
        let topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody may be left: then nobody needs to hear.
        topics.get(topic).is_some_and(|sender| sender.send(ring).is_ok())
    }

    /// Whether anybody listens.
    pub(super) fn is_heard(&self, topic: &Topic) -> bool {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).contains_key(topic)
    }

    /// Everything that somebody listens to at this moment.
    pub(super) fn topics(&self) -> Vec<Topic> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    pub(super) fn subscribe(&self, topic: Topic) -> Subscription {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = topics.entry(topic.clone()).or_insert_with(|| broadcast::channel(waiting(&topic)).0);
        Subscription { receiver: sender.subscribe(), topic, topics: Arc::clone(&self.topics) }
    }
}

/// A place to hear one topic's rings from.
#[derive(Debug)]
pub struct Subscription {
    receiver: broadcast::Receiver<Ring>,
    topic: Topic,
    topics: Topics,
}

impl Subscription {
    /// What it listens to.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The next event; `None` when some were missed, and the listener should read what the database says.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        // Lagged: some were missed. Closed cannot be: a topic stays while it has a listener.
        let heard = self.receiver.recv().await.ok().flatten();
        metric::rang(if heard.is_some() { "in" } else { "lost" });
        heard
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        // This receiver is still counted.
        if topics.get(&self.topic).is_some_and(|sender| sender.receiver_count() <= 1) {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Author;
    use crate::id::{BotId, ConversationId, Id as _};

    #[tokio::test]
    async fn a_ring_reaches_those_who_listen_and_a_topic_goes_with_its_last_listener() {
        let local = Local::default();
        let (bot, conversation) = (BotId::from_text("bot_1".into()), ConversationId::from_text("cnv_1".into()));
        let topic = Topic::Conversation(conversation.clone());
        let mut one = local.subscribe(topic.clone());
        let mut two = local.subscribe(topic.clone());
        let typing = Event::Typing { bot, conversation, author: Author::Bot, on: true, words: None };
        assert!(local.publish(&topic, &Arc::new(typing)));
        assert!(one.next().await.is_some() && two.next().await.is_some());
        assert!(local.missed(&topic));
        assert!(one.next().await.is_none() && two.next().await.is_none());
        drop(one);
        drop(two);
        assert!(!local.missed(&topic) && local.topics().is_empty());
    }
}

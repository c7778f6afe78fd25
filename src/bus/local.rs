//! The bus within one process: a bounded channel for each topic somebody listens to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;

use super::Topic;
use crate::event::Event;

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

type Topics = Arc<Mutex<HashMap<Topic, broadcast::Sender<Arc<Event>>>>>;

/// Topics with listeners; a topic goes with its last one.
#[derive(Clone, Debug, Default)]
pub struct Local {
    topics: Topics,
}

impl Local {
    pub(super) fn publish(&self, topic: &Topic, event: &Arc<Event>) {
        let topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = topics.get(topic) {
            // Nobody may be left: then nobody needs to hear.
            let _ = sender.send(Arc::clone(event));
        }
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
    receiver: broadcast::Receiver<Arc<Event>>,
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
        self.receiver.recv().await.ok()
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
    use crate::id::{ConversationId, Id as _};

    #[tokio::test]
    async fn a_ring_reaches_those_who_listen_and_a_topic_goes_with_its_last_listener() {
        let local = Local::default();
        let conversation = ConversationId::from_text("cnv_1".into());
        let topic = Topic::Conversation(conversation.clone());
        let mut one = local.subscribe(topic.clone());
        let mut two = local.subscribe(topic.clone());
        local.publish(&topic, &Arc::new(Event::Typing { conversation, author: Author::Bot, on: true }));
        assert!(one.next().await.is_some() && two.next().await.is_some());
        drop(one);
        drop(two);
        assert!(local.topics.lock().unwrap().is_empty());
    }
}

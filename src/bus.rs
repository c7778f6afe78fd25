//! The doorbell: who waits for news of a conversation or of a bot hears that there is some.
//!
//! The database is the truth. A ring may be lost (a slow listener, a node that died); whoever hears it late, or hears
//! that they missed some, reads on from the `seq` they have.

pub mod local;

use std::sync::Arc;

use crate::event::Event;
use crate::id::{BotId, ConversationId};

pub use local::Subscription;

/// What can be listened to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One conversation: its sockets.
    Conversation(ConversationId),
    /// One sender: their tabs that have no conversation yet.
    Sender(BotId, String),
    /// All leads and conversations of a bot: its dashboards, its Inbox.
    Bot(BotId),
}

impl Topic {
    /// Who wants to hear of this.
    #[must_use]
    pub fn of(event: &Event) -> Vec<Self> {
        match event {
            Event::MessageAppended { bot, conversation, .. } | Event::ConversationChanged { bot, conversation } => {
                vec![Self::Conversation(conversation.clone()), Self::Bot(bot.clone())]
            }
            Event::Typing { conversation, .. } => vec![Self::Conversation(conversation.clone())],
            Event::ConversationBegan { bot, sender, .. } => vec![Self::Sender(bot.clone(), sender.clone())],
            Event::SubmissionCaptured { bot, .. } | Event::LeadChanged { bot, .. } => vec![Self::Bot(bot.clone())],
            Event::NotificationQueued { .. } => Vec::new(),
        }
    }
}

/// How nodes tell each other. One process needs no more than itself; many machines come with NATS.
#[derive(Clone, Debug)]
pub enum Bus {
    /// Within this process.
    Local(local::Local),
}

impl Bus {
    /// A bus for one process.
    #[must_use]
    pub fn local() -> Self {
        Self::Local(local::Local::default())
    }

    /// Rings for everyone whom an event concerns.
    pub fn publish(&self, event: Event) {
        let Self::Local(local) = self;
        let event = Arc::new(event);
        for topic in Topic::of(&event) {
            local.publish(&topic, &event);
        }
    }

    /// Listens, until the subscription is dropped.
    #[must_use]
    pub fn subscribe(&self, topic: Topic) -> Subscription {
        let Self::Local(local) = self;
        local.subscribe(topic)
    }
}

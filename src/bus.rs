//! The doorbell: who waits for news of a conversation or of a bot hears that there is some.
//!
//! The database is the truth. A ring may be lost (a slow listener, a node that died, NATS away); whoever hears it late,
//! or hears that they missed some, reads on from the `seq` they have.

pub mod local;
pub mod nats;
mod rung;
mod subject;

use std::sync::Arc;

use crate::event::Event;
use crate::id::{BotId, ConversationId};
use crate::metric;

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
            Event::Typing { conversation, .. }
            | Event::Draft { conversation, .. }
            | Event::Seen { conversation, .. } => {
                vec![Self::Conversation(conversation.clone())]
            }
            Event::ConversationBegan { bot, sender, .. } => vec![Self::Sender(bot.clone(), sender.clone())],
            Event::SubmissionCaptured { bot, .. }
            | Event::LeadChanged { bot, .. }
            | Event::TaskMoved { bot: Some(bot), .. } => vec![Self::Bot(bot.clone())],
            Event::LeadErased { bot, conversations, .. } => {
                let closed = conversations.iter().cloned().map(Self::Conversation);
                closed.chain([Self::Bot(bot.clone())]).collect()
            }
            Event::TaskMoved { bot: None, .. }
            | Event::NotificationQueued { .. }
            | Event::PersonAwaited { .. }
            | Event::Invited { .. }
            | Event::MemberCalled { .. }
            | Event::AgentBehind { .. }
            | Event::ConversationEnded { .. }
            | Event::LetterQueued { .. }
            | Event::LeadsUnreviewed { .. }
            | Event::FormKept { .. } => Vec::new(),
        }
    }
}

/// How nodes tell each other. One process needs no more than itself; many machines come with NATS.
#[derive(Clone, Debug)]
pub enum Bus {
    /// Within this process.
    Local(local::Local),
    /// Within this process, and to the others.
    Nats(nats::Nats),
}

impl Bus {
    /// A bus for one process.
    #[must_use]
    pub fn local() -> Self {
        Self::Local(local::Local::default())
    }

    /// A bus between processes. Until [`nats::Nats::start`] it rings in this one alone.
    #[must_use]
    pub fn nats() -> Self {
        Self::Nats(nats::Nats::new())
    }

    /// Rings for everyone whom an event concerns. It never waits, and cannot fail.
    pub fn publish(&self, event: Event) {
        metric::rang("out");
        let event = Arc::new(event);
        match self {
            Self::Local(local) => {
                for topic in Topic::of(&event) {
                    local.publish(&topic, &event);
                }
            }
            Self::Nats(nats) => nats.publish(&event),
        }
    }

    /// Listens, until the subscription is dropped.
    #[must_use]
    pub fn subscribe(&self, topic: Topic) -> Subscription {
        match self {
            Self::Local(local) => local.subscribe(topic),
            Self::Nats(nats) => nats.subscribe(topic),
        }
    }

    /// Whether anybody listens to this on this node; another's listeners are not known here.
    #[must_use]
    pub fn is_heard(&self, topic: &Topic) -> bool {
        match self {
            Self::Local(local) => local.is_heard(topic),
            Self::Nats(nats) => nats.is_heard(topic),
        }
    }

    /// Asks other nodes for hands: there is more due here than this one can take.
    pub fn call_others(&self) {
        if let Self::Nats(nats) = self {
            nats.call();
        }
    }

    /// How it is with the other nodes; `None` where there are none to be with.
    #[must_use]
    pub fn is_connected(&self) -> Option<bool> {
        match self {
            Self::Local(_) => None,
            Self::Nats(nats) => Some(nats.is_connected()),
        }
    }

    /// Lets what was rung go out, before the process ends.
    pub async fn close(&self) {
        if let Self::Nats(nats) = self {
            nats.close().await;
        }
    }
}

//! Who answers in a conversation, as a visitor is told: the agent's name, or the place in line.

use super::protocol::{Agent, InLine};
use crate::app::App;
use crate::conversation::{Conversation, Status, handoff, queue};
use crate::error::Result;

/// Who answers besides the assistant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The agent.
    pub agent: Option<Box<str>>,
    /// How it stands with the line.
    pub waiting: Option<InLine>,
}

impl Standing {
    /// Reads it, where there is anything to know.
    pub(super) async fn of(app: &App, conversation: &Conversation) -> Result<Self> {
        match conversation.status {
            Status::Bot | Status::Closed => Ok(Self::default()),
            Status::Agent => {
                let hand = handoff::of(&mut app.db.read().await?, &conversation.id).await?;
                let agent = hand.and_then(|hand| hand.agent_name).map(String::into_boxed_str);
                Ok(Self { agent, waiting: None })
            }
            Status::Waiting => {
                let mut conn = app.db.read().await?;
                let ahead = queue::ahead(&mut conn, &conversation.id).await?;
                let usual = queue::usual_wait(&mut conn, &conversation.bot_id, app.clock.now()).await?;
                let waiting = ahead.map(|ahead| InLine { place: ahead + 1, usual: usual.map(|wait| wait.as_secs()) });
                Ok(Self { agent: None, waiting })
            }
        }
    }

    /// The agent, as a frame says it.
    pub(super) fn agent(&self) -> Option<Agent<'_>> {
        self.agent.as_deref().map(|name| Agent { name })
    }
}

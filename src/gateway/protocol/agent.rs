//! What an agent's program may say, and what it alone is told. The rest of what it hears is said as to visitors.

use serde::{Deserialize, Serialize};

use super::client::{MISNAMED, Refused, are_names, refuse};

/// What an agent's program may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum AgentFrame {
    /// Tell me of this conversation from now on, and what I have missed.
    #[serde(rename = "watch")]
    Watch {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The key of its bot.
        bot: String,
        /// Which.
        conversation: String,
        /// The last message the client holds.
        #[serde(default)]
        seq: Option<i64>,
    },
    /// No longer.
    #[serde(rename = "unwatch")]
    Unwatch {
        /// Which.
        conversation: String,
    },
    /// The agent says something, and has the conversation by that.
    #[serde(rename = "message.send")]
    MessageSend {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The idempotency key.
        id: String,
        /// Where.
        conversation: String,
        /// What they say.
        text: String,
    },
    /// The agent is typing in a conversation they watch, or no longer.
    #[serde(rename = "typing")]
    Typing {
        /// Where.
        conversation: String,
        /// Which of the two.
        on: bool,
    },
    /// Tell me from now on where something happens.
    #[serde(rename = "inbox")]
    Inbox {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The key of the bot.
        bot: String,
    },
    /// Who answers shall be another.
    #[serde(rename = "move")]
    Move {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Where.
        conversation: String,
        /// `claim`, `release`, `transfer`, `hand_back`, `snooze`, `close`, `reopen`.
        #[serde(rename = "do")]
        wanted: String,
        /// The colleague to transfer it to.
        #[serde(default)]
        to: Option<String>,
        /// For how long to snooze it.
        #[serde(default)]
        minutes: Option<u32>,
    },
    /// The agent notes something for the team alone.
    #[serde(rename = "note")]
    Note {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Where.
        conversation: String,
        /// The note.
        text: String,
    },
    /// The agent has read up to here.
    #[serde(rename = "seen")]
    Seen {
        /// Where.
        conversation: String,
        /// The last message read.
        seq: i64,
    },
    /// The agent takes conversations, or no longer.
    #[serde(rename = "presence")]
    Presence {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// `available` or `away`.
        state: String,
    },
    /// Is anybody there?
    #[serde(rename = "ping")]
    Ping {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
    },
}

/// The types above.
const TYPES: [&str; 10] =
    ["watch", "unwatch", "message.send", "typing", "inbox", "move", "note", "seen", "presence", "ping"];

impl AgentFrame {
    /// Its type, as it is written.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Watch { .. } => "watch",
            Self::Unwatch { .. } => "unwatch",
            Self::MessageSend { .. } => "message.send",
            Self::Typing { .. } => "typing",
            Self::Inbox { .. } => "inbox",
            Self::Move { .. } => "move",
            Self::Note { .. } => "note",
            Self::Seen { .. } => "seen",
            Self::Presence { .. } => "presence",
            Self::Ping { .. } => "ping",
        }
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// What to say when it is none.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let frame = serde_json::from_str::<Self>(text).map_err(|_| refuse(text, &TYPES))?;
        are_names([frame.reference(), frame.id()]).then_some(frame).ok_or(MISNAMED)
    }

    /// Its `ref`.
    #[must_use]
    pub fn reference(&self) -> Option<&String> {
        match self {
            Self::Watch { reference, .. }
            | Self::MessageSend { reference, .. }
            | Self::Inbox { reference, .. }
            | Self::Move { reference, .. }
            | Self::Note { reference, .. }
            | Self::Presence { reference, .. }
            | Self::Ping { reference } => reference.as_ref(),
            Self::Unwatch { .. } | Self::Typing { .. } | Self::Seen { .. } => None,
        }
    }

    /// Its `id`.
    #[must_use]
    pub fn id(&self) -> Option<&String> {
        match self {
            Self::MessageSend { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// What agents alone are told.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub enum DeskFrame<'a> {
    /// From now on there will be news of this bot's conversations. Said again without a `ref`, some were missed.
    #[serde(rename = "inbox")]
    Inbox {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// The bot's key.
        bot: &'a str,
    },
    /// Something happened in a conversation.
    #[serde(rename = "conversation")]
    Conversation {
        /// The bot's key.
        bot: &'a str,
        /// Which.
        conversation: &'a str,
        /// Who answers.
        status: &'a str,
        /// The last message's number.
        seq: i64,
    },
    /// It is done: who answers now.
    #[serde(rename = "moved")]
    Moved {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// Which conversation.
        conversation: &'a str,
        /// Who answers.
        status: &'a str,
        /// The agent who has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<&'a str>,
    },
    /// It is done.
    #[serde(rename = "done")]
    Done {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
    },
    /// The visitor has read up to here.
    #[serde(rename = "seen")]
    Seen {
        /// Where.
        conversation: &'a str,
        /// The last message read.
        seq: i64,
    },
    /// Somebody is typing there, or no longer.
    #[serde(rename = "typing")]
    Typing {
        /// Where.
        conversation: &'a str,
        /// Who.
        author: &'a str,
        /// Which of the two.
        on: bool,
        /// What the visitor has typed so far, where the owner turned that on.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
}

impl DeskFrame<'_> {
    /// The frame as it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        // These shapes hold nothing that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitors_frame_is_none_of_an_agents() {
        let code = |text: &str| AgentFrame::parse(text).unwrap_err().code;
        assert_eq!(code(r#"{"type":"open","visitor":"x"}"#), "unknown_type");
        assert_eq!(code(r#"{"type":"message.send","id":"a","text":"x"}"#), "bad_frame");
        assert_eq!(code(r#"{"type":"message.send","id":"","conversation":"c","text":"x"}"#), "bad_frame");
        assert!(AgentFrame::parse(r#"{"type":"watch","bot":"b","conversation":"c","later":1}"#).is_ok());
    }
}

//! What the server says.

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::Refused;
use crate::conversation::Message;
use crate::error::{Error, FieldError};
use crate::event::Told;
use crate::id::ConversationId;

/// The agent who answers, as the visitor sees them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Agent<'a> {
    /// What they are called.
    pub name: &'a str,
}

/// How it stands with the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct InLine {
    /// The visitor's place in it, from one.
    pub place: i64,
    /// How long it usually takes, in seconds, by what it took lately.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual: Option<u64>,
}

/// What the server says.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub enum ServerFrame<'a> {
    /// Where the visitor's conversation stands.
    #[serde(rename = "opened")]
    Opened {
        /// The client's; none when another tab began the conversation.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// None until something was written.
        conversation: Option<&'a str>,
        /// Who answers.
        status: &'a str,
        /// The agent who has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Agent<'a>>,
        /// How it stands with the line, where an agent was rung for.
        #[serde(skip_serializing_if = "Option::is_none")]
        waiting: Option<InLine>,
        /// The last message's number.
        seq: i64,
        /// What the client has not seen.
        messages: &'a [Message],
        /// Older ones exist before the first of them.
        more: bool,
        /// The server's clock.
        now: i64,
    },
    /// Stored, and on disk.
    #[serde(rename = "ack")]
    Ack {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// The idempotency key.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        /// Where.
        conversation: &'a str,
        /// Its place.
        seq: i64,
        /// When.
        at: i64,
    },
    /// It could not be done.
    #[serde(rename = "error")]
    Error {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// The idempotency key.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        /// A word for programs.
        code: &'a str,
        /// A sentence for people.
        message: &'a str,
        /// Which fields, and why.
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        fields: &'a [FieldError],
        /// Seconds to wait.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// A message of the conversation.
    #[serde(rename = "message")]
    Message {
        /// Where.
        conversation: &'a str,
        /// The message, as it was stored.
        message: &'a RawValue,
    },
    /// Who answers has changed.
    #[serde(rename = "status")]
    Status {
        /// Where.
        conversation: &'a str,
        /// Who answers.
        status: &'a str,
        /// The agent who has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Agent<'a>>,
        /// How it stands with the line, where an agent was rung for.
        #[serde(skip_serializing_if = "Option::is_none")]
        waiting: Option<InLine>,
    },
    /// The team has read up to here.
    #[serde(rename = "seen")]
    Seen {
        /// Where.
        conversation: &'a str,
        /// The last message read.
        seq: i64,
    },
    /// Somebody is typing, or no longer.
    #[serde(rename = "typing")]
    Typing {
        /// Who.
        author: &'a str,
        /// Which of the two.
        on: bool,
    },
    /// The bot's answer as far as it is worded.
    #[serde(rename = "message.draft")]
    Draft {
        /// Where.
        conversation: &'a str,
        /// The message that takes its place.
        id: &'a str,
        /// The words so far; left out when nothing comes of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
    /// Older messages.
    #[serde(rename = "history")]
    History {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
        /// Oldest first.
        messages: &'a [Message],
        /// There are older ones still.
        more: bool,
    },
    /// Somebody is there.
    #[serde(rename = "pong")]
    Pong {
        /// The client's.
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
    },
}

impl<'a> ServerFrame<'a> {
    /// What is said to something that is no frame.
    #[must_use]
    pub fn refused(refused: &'a Refused) -> Self {
        let message = if refused.code == "unknown_type" {
            "This server does not know such a frame."
        } else {
            "This is not a frame: see the protocol's manual."
        };
        let (reference, id) = (refused.reference.as_deref(), refused.id.as_deref());
        Self::Error { reference, id, code: refused.code, message, fields: &[], retry_after: None }
    }

    /// The frame as it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        // These shapes hold nothing that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The frame that tells of a message: encoded for the first who is told, and shared by all others. `None` for what is no
/// message.
#[must_use]
pub fn told(conversation: &ConversationId, message: &Told) -> Option<Utf8Bytes> {
    let frame = message.frame(|json| {
        let message = serde_json::from_str::<&RawValue>(json).ok();
        message
            .map(|message| ServerFrame::Message { conversation: conversation.as_str(), message }.text())
            .unwrap_or_default()
    });
    Utf8Bytes::try_from(frame).ok().filter(|frame| !frame.is_empty())
}

/// An error as a frame: the word, the sentence, and the wait.
#[must_use]
pub fn words(error: &Error) -> (&'static str, &'static str, Option<u64>) {
    match error {
        Error::Invalid(_) => ("invalid", "Some fields need another look.", None),
        Error::NotFound(_) => ("not_found", "There is no such thing in this conversation.", None),
        Error::Conflict(_) => ("closed", "This can no longer be sent.", None),
        Error::TooMany { retry_after } => {
            ("too_many", "That was fast. Wait a moment, then send it again.", Some(retry_after.as_secs().max(1)))
        }
        Error::Unavailable(_) => ("unavailable", "This was not stored. It will be sent again.", None),
        Error::Unauthorized | Error::Forbidden => ("not_open", "Say who you are first.", None),
        Error::Internal(_) => ("internal", "Something went wrong on our side. It will be sent again.", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;

    #[test]
    fn a_hundred_listeners_share_one_frame() {
        let (id, message) = (ConversationId::from_text("cnv_1".into()), Told::from(r#"{"seq":1}"#.to_owned()));
        let first = told(&id, &message).unwrap();
        assert_eq!(first.as_str(), r#"{"type":"message","conversation":"cnv_1","message":{"seq":1}}"#);
        assert!((0..100).all(|_| told(&id, &message).unwrap().as_ptr() == first.as_ptr()));
        assert!(told(&id, &Told::from("no JSON".to_owned())).is_none());
    }
}

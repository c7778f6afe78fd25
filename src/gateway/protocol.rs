//! The frames of the socket, both ways. They are wire shapes, not domain types: what stands here is a promise to every
//! widget in the field. `docs/protocol.md` is their manual.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::conversation::Message;
use crate::error::{Error, FieldError};

/// What a client may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum ClientFrame {
    /// Who the visitor is, and what they have seen.
    #[serde(rename = "open")]
    Open {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The visitor's secret.
        visitor: String,
        /// The conversation whose messages the client holds.
        #[serde(default)]
        conversation: Option<String>,
        /// The last of them.
        #[serde(default)]
        seq: Option<i64>,
        /// Where the visitor is.
        #[serde(default)]
        page: Option<Page>,
        /// Their language.
        #[serde(default)]
        language: Option<String>,
        /// Their time zone.
        #[serde(default)]
        time_zone: Option<String>,
    },
    /// The visitor says something.
    #[serde(rename = "message.send")]
    MessageSend {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The idempotency key.
        id: String,
        /// What they say.
        text: String,
    },
    /// The visitor wants a form.
    #[serde(rename = "form.request")]
    FormRequest {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The idempotency key.
        id: String,
        /// For what.
        #[serde(default)]
        tag: Option<String>,
    },
    /// The visitor has answered a field.
    #[serde(rename = "form.progress")]
    FormProgress {
        /// Comes back in an error.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Of which form.
        form: String,
        /// The last field answered.
        field: String,
        /// What they have written so far.
        #[serde(default)]
        values: Option<Map<String, Value>>,
    },
    /// The visitor sends a form.
    #[serde(rename = "form.submit")]
    FormSubmit {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The idempotency key.
        id: String,
        /// Which form.
        form: String,
        /// What it holds.
        values: Map<String, Value>,
    },
    /// The visitor puts a form aside.
    #[serde(rename = "form.decline")]
    FormDecline {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// The idempotency key.
        id: String,
        /// Which form.
        form: String,
    },
    /// Whether an answer helped.
    #[serde(rename = "feedback")]
    Feedback {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Which answer.
        seq: i64,
        /// Yes, no, or taken back.
        #[serde(default)]
        helpful: Option<bool>,
    },
    /// Older messages, please.
    #[serde(rename = "history")]
    History {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Those before this one.
        before: i64,
    },
    /// The visitor went to another page.
    #[serde(rename = "page")]
    Page {
        /// Which.
        page: Page,
        /// How long they were there.
        #[serde(default)]
        seconds: Option<i64>,
    },
    /// The visitor is typing, or no longer.
    #[serde(rename = "typing")]
    Typing {
        /// Which of the two.
        on: bool,
    },
    /// The visitor has read up to here.
    #[serde(rename = "seen")]
    Seen {
        /// The last message read.
        seq: i64,
    },
    /// Is anybody there?
    #[serde(rename = "ping")]
    Ping {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
    },
}

/// A page, as the visitor's browser tells it.
#[derive(Debug, Default, Deserialize)]
pub struct Page {
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// Where they came from.
    #[serde(default)]
    pub referrer: Option<String>,
}

/// The types above; another is unknown, not wrong.
const TYPES: [&str; 12] = [
    "open",
    "message.send",
    "form.request",
    "form.progress",
    "form.submit",
    "form.decline",
    "feedback",
    "history",
    "page",
    "typing",
    "seen",
    "ping",
];

/// A frame that cannot be acted upon.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// `bad_frame` or `unknown_type`.
    pub code: &'static str,
    /// The frame's `ref`, where one could be read.
    pub reference: Option<String>,
    /// Its `id`, where one could be read.
    pub id: Option<String>,
}

/// The longest `ref` and `id`, in characters.
const LONGEST_NAME: usize = 64;

impl ClientFrame {
    /// Reads a frame.
    ///
    /// # Errors
    /// What to say when it is none.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let frame = serde_json::from_str::<Self>(text).map_err(|_| Self::refuse(text))?;
        let too_long =
            |name: Option<&String>| name.is_some_and(|name| name.is_empty() || name.chars().count() > LONGEST_NAME);
        if too_long(frame.reference()) || too_long(frame.id()) {
            return Err(Refused { code: "bad_frame", reference: None, id: None });
        }
        Ok(frame)
    }

    fn refuse(text: &str) -> Refused {
        #[derive(Deserialize)]
        struct Head<'a> {
            #[serde(rename = "type", borrow)]
            kind: Cow<'a, str>,
            #[serde(default, rename = "ref")]
            reference: Option<String>,
            #[serde(default)]
            id: Option<String>,
        }
        let short = |name: Option<String>| name.filter(|name| name.chars().count() <= LONGEST_NAME);
        match serde_json::from_str::<Head<'_>>(text) {
            Ok(head) => Refused {
                code: if TYPES.contains(&&*head.kind) { "bad_frame" } else { "unknown_type" },
                reference: short(head.reference),
                id: short(head.id),
            },
            Err(_) => Refused { code: "bad_frame", reference: None, id: None },
        }
    }

    /// Its `ref`.
    #[must_use]
    pub fn reference(&self) -> Option<&String> {
        match self {
            Self::Open { reference, .. }
            | Self::MessageSend { reference, .. }
            | Self::FormRequest { reference, .. }
            | Self::FormProgress { reference, .. }
            | Self::FormSubmit { reference, .. }
            | Self::FormDecline { reference, .. }
            | Self::Feedback { reference, .. }
            | Self::History { reference, .. }
            | Self::Ping { reference } => reference.as_ref(),
            Self::Page { .. } | Self::Typing { .. } | Self::Seen { .. } => None,
        }
    }

    /// Its `id`.
    #[must_use]
    pub fn id(&self) -> Option<&String> {
        match self {
            Self::MessageSend { id, .. }
            | Self::FormRequest { id, .. }
            | Self::FormSubmit { id, .. }
            | Self::FormDecline { id, .. } => Some(id),
            _ => None,
        }
    }
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
    },
    /// Somebody is typing, or no longer.
    #[serde(rename = "typing")]
    Typing {
        /// Who.
        author: &'a str,
        /// Which of the two.
        on: bool,
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

impl ServerFrame<'_> {
    /// The frame as it is sent.
    #[must_use]
    pub fn text(&self) -> String {
        // These shapes hold nothing that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }
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

    #[test]
    fn strange_frames_are_told_apart() {
        let code = |text: &str| ClientFrame::parse(text).unwrap_err().code;
        assert_eq!(code("{"), "bad_frame");
        assert_eq!(code("[]"), "bad_frame");
        assert_eq!(code(r#"{"type":"message.send","id":7,"text":"x"}"#), "bad_frame");
        assert_eq!(code(r#"{"type":"message.send","id":"a","text":"\ud800"}"#), "bad_frame");
        assert_eq!(code(r#"{"type":"teleport"}"#), "unknown_type");
        assert_eq!(code(&format!(r#"{{"type":"ping","ref":"{}"}}"#, "x".repeat(65))), "bad_frame");
        assert_eq!(
            code(&format!(
                r#"{{"type":"form.submit","id":"a","form":"b","values":{{"x":{}1{}}}}}"#,
                "[".repeat(200),
                "]".repeat(200)
            )),
            "bad_frame"
        );
        let refused = ClientFrame::parse(r#"{"type":"teleport","ref":"r1"}"#).unwrap_err();
        assert_eq!(refused.reference.as_deref(), Some("r1"));
    }

    #[test]
    fn unknown_fields_are_ignored() {
        assert!(ClientFrame::parse(r#"{"type":"ping","ref":"1","later":{"x":1}}"#).is_ok());
    }
}

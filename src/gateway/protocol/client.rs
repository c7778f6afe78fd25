//! What a client may say, and how what it says is read.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value};

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
        /// What they say; it may be nothing where there are files.
        #[serde(default)]
        text: String,
        /// Files that were sent before, each as it was answered: its id counts.
        #[serde(default)]
        files: Vec<Named>,
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
        /// What they have typed so far. Heard only where the owner turned it on, while an agent is in; kept nowhere.
        #[serde(default)]
        text: Option<String>,
    },
    /// The visitor needs nobody any more.
    #[serde(rename = "person.cancel")]
    PersonCancel {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
    },
    /// How the conversation was.
    #[serde(rename = "rate")]
    Rate {
        /// Comes back in the answer.
        #[serde(default, rename = "ref")]
        reference: Option<String>,
        /// Which: it may be closed.
        conversation: String,
        /// 1 to 5.
        rating: i64,
        /// Why, in words.
        #[serde(default)]
        words: Option<String>,
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

/// Something that is named by its id; what else stands with it is the client's own.
#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    /// The id.
    pub id: String,
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
const TYPES: [&str; 14] = [
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
    "person.cancel",
    "rate",
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
    /// Its type, as it is written.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::MessageSend { .. } => "message.send",
            Self::FormRequest { .. } => "form.request",
            Self::FormProgress { .. } => "form.progress",
            Self::FormSubmit { .. } => "form.submit",
            Self::FormDecline { .. } => "form.decline",
            Self::Feedback { .. } => "feedback",
            Self::History { .. } => "history",
            Self::Page { .. } => "page",
            Self::Typing { .. } => "typing",
            Self::PersonCancel { .. } => "person.cancel",
            Self::Rate { .. } => "rate",
            Self::Seen { .. } => "seen",
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
            Self::Open { reference, .. }
            | Self::MessageSend { reference, .. }
            | Self::FormRequest { reference, .. }
            | Self::FormProgress { reference, .. }
            | Self::FormSubmit { reference, .. }
            | Self::FormDecline { reference, .. }
            | Self::Feedback { reference, .. }
            | Self::History { reference, .. }
            | Self::PersonCancel { reference }
            | Self::Rate { reference, .. }
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

/// A frame whose `ref` or `id` is none.
pub(super) const MISNAMED: Refused = Refused { code: "bad_frame", reference: None, id: None };

/// Whether each of these, where it is there, can be a `ref` or an `id`.
pub(super) fn are_names(names: [Option<&String>; 2]) -> bool {
    names.into_iter().flatten().all(|name| !name.is_empty() && name.chars().count() <= LONGEST_NAME)
}

/// Why a text is no frame of these types.
pub(super) fn refuse(text: &str, types: &[&str]) -> Refused {
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
            code: if types.contains(&&*head.kind) { "bad_frame" } else { "unknown_type" },
            reference: short(head.reference),
            id: short(head.id),
        },
        Err(_) => MISNAMED,
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

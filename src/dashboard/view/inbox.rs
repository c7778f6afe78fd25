//! The Inbox, first version: the newest conversations, and the one that is open.
//!
//! Read only: nobody joins or answers here yet, so no control pretends they can.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Initials, Moment, Source};
use super::part::transcript::Transcript;
use crate::dashboard::icons::{self, glyph};

/// The page at `/inbox` and `/inbox/ID`.
#[derive(Clone, Debug, Template)]
#[template(path = "inbox.html")]
pub struct InboxPage {
    pub frame: Frame,
    pub desk: Desk,
    /// Waiting ones first, then the newest.
    pub conversations: Vec<Conversation>,
    pub open: Option<Opened>,
    pub older_href: Option<String>,
}

/// One conversation in the list.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub href: String,
    pub name: String,
    pub circle: Initials,
    /// The last message, with who wrote it where it was not the visitor: "Assistant: …".
    pub last: String,
    pub at: Moment,
    pub source: Source,
    pub state: State,
    pub is_current: bool,
    /// Beyond the plan: nothing of it is here, and `href` leads to the plan where the viewer may choose it, else nowhere.
    pub is_hidden: bool,
}

/// Who has the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Assistant,
    /// The visitor waits for a person.
    Waiting,
    /// A person of the team, by name.
    With(String),
    Closed,
}

/// The conversation that is open.
#[derive(Clone, Debug)]
pub struct Opened {
    pub name: String,
    pub circle: Initials,
    /// "Widget, on /light/storm-lantern-brass"
    pub line: String,
    pub state: State,
    pub lead_href: Option<String>,
    /// Back to the list alone, for a phone.
    pub list_href: String,
    pub transcript: Transcript,
}

impl State {
    fn word(&self) -> String {
        match self {
            Self::Assistant => "With the assistant".to_owned(),
            Self::Waiting => "Waiting for a person".to_owned(),
            Self::With(name) => format!("With {name}"),
            Self::Closed => "Closed".to_owned(),
        }
    }

    fn is_waiting(&self) -> bool {
        *self == Self::Waiting
    }
}

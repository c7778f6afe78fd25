//! The Inbox: the queues at the start, the conversation in the middle, and what is known of the visitor at the end.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Initials, Moment, Score, Source, Tag};
use super::part::transcript::Transcript;
use crate::dashboard::icons::{self, glyph};

/// The page at `/inbox` and `/inbox/ID`.
#[derive(Clone, Debug, Template)]
#[template(path = "inbox.html")]
pub struct InboxPage {
    pub frame: Frame,
    pub desk: Desk,
    /// The bot's key, for the live line.
    pub bot: String,
    /// What the viewer wants to be told of while the page is open, and how: `waiting.sound mentioned.desktop`.
    pub wishes: String,
    /// The conversations in which a note names them and they have not looked yet.
    pub called: String,
    pub nothing: Nothing,
    pub list: List,
    pub open: Option<Opened>,
}

/// What stands where no conversation is open.
#[derive(Clone, Copy, Debug)]
pub struct Nothing {
    pub has_bot: bool,
}

/// The queues.
#[derive(Clone, Debug, Default)]
pub struct List {
    pub tabs: Vec<Tab>,
    /// None of them is empty.
    pub groups: Vec<Group>,
    /// Put aside for a while.
    pub resting: Vec<Row>,
    pub older_href: Option<String>,
    /// Who of the team is there.
    pub team: Vec<Teammate>,
    /// Whether the viewer is away; none for who takes no conversations.
    pub is_away: Option<bool>,
}

/// A tab over the list.
#[derive(Clone, Debug)]
pub struct Tab {
    pub name: String,
    pub count: Option<String>,
    pub href: String,
    pub is_current: bool,
}

/// Conversations under one name.
#[derive(Clone, Debug)]
pub struct Group {
    pub key: &'static str,
    pub name: String,
    pub rows: Vec<Row>,
}

/// One conversation in the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: String,
    pub href: String,
    pub name: String,
    pub circle: Initials,
    /// The last message, with who wrote it where it was not the visitor: "Assistant: …".
    pub last: String,
    pub at: Moment,
    /// Since when somebody waits, in Unix milliseconds: the clock runs on by it.
    pub since: Option<i64>,
    /// How long, as the clock stood when the page was made.
    pub waited: Option<String>,
    pub source: Source,
    pub state: State,
    /// The visitor wrote, and nobody of the team has read it.
    pub is_unread: bool,
    pub is_current: bool,
    /// Beyond the plan: nothing of it is here, and `href` leads to the plan where the viewer may choose it, else nowhere.
    pub is_hidden: bool,
}

/// Somebody of the team who is there.
#[derive(Clone, Debug)]
pub struct Teammate {
    pub name: String,
    pub circle: Initials,
    /// `available` or `away`.
    pub state: &'static str,
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
    pub id: String,
    pub name: String,
    pub circle: Initials,
    /// "Widget, on /light/storm-lantern-brass"
    pub line: String,
    pub state: State,
    pub is_mine: bool,
    /// Back to the list alone, for a phone.
    pub list_href: String,
    /// The tab that the list stands on, as the address names it.
    pub show: String,
    pub transcript: Transcript,
    pub last_seq: i64,
    pub acts: Acts,
    pub may_answer: bool,
    pub answers: Answers,
    /// What stands in the reply to begin with.
    pub draft: String,
    /// What this page's next message is called: sent twice, it is stored once.
    pub client_id: String,
    pub context: Context,
    /// "Rated 5 of 5"
    pub rating: Option<String>,
    /// The visitor waits for a person.
    pub waiting: Option<Waiting>,
}

/// How long a visitor has waited, and with which words.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// In Unix milliseconds: the clock runs on by it.
    pub since: i64,
    /// As the clock stood when the page was made.
    pub waited: String,
    /// What they were told.
    pub told: &'static str,
}

/// What the bot knows of a question.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What is looked for: the visitor's last question, until something else is typed.
    pub words: String,
    /// It was looked for.
    pub is_open: bool,
    /// The likeliest first.
    pub found: Vec<Known>,
    /// Where an answer is written, where there is none and the viewer may.
    pub add_href: Option<String>,
}

/// An answer that can be put into the reply.
#[derive(Clone, Debug)]
pub struct Known {
    pub title: String,
    /// The beginning of it.
    pub line: String,
    pub url: Option<String>,
    /// What stands in the reply then.
    pub text: String,
    /// The page with it in the reply.
    pub href: String,
}

/// What may be done with it.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    /// At once, by a button each.
    pub now: Vec<Act>,
    /// It can be let go.
    pub release: bool,
    /// The colleagues it can be passed to.
    pub to: Vec<Person>,
    pub snooze: Vec<Snooze>,
    /// The address its transcript can be mailed to: the one that its visitor gave in it.
    pub transcript_to: Option<String>,
}

impl Acts {
    fn has_more(&self) -> bool {
        self.release || !self.to.is_empty() || !self.snooze.is_empty() || self.transcript_to.is_some()
    }
}

/// A button of the head.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// What is asked for.
    pub key: &'static str,
    pub name: &'static str,
    pub icon: &'static str,
}

impl Act {
    pub const JOIN: Self = Self { key: "claim", name: "Join", icon: "headset" };
    pub const HAND_BACK: Self = Self { key: "hand_back", name: "Hand back", icon: "undo-2" };
    pub const CLOSE: Self = Self { key: "close", name: "Close", icon: "check" };
    pub const REOPEN: Self = Self { key: "reopen", name: "Reopen", icon: "rotate-ccw" };
}

/// A colleague.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub state: &'static str,
}

/// A time to put it aside for.
#[derive(Clone, Copy, Debug)]
pub struct Snooze {
    pub minutes: u32,
    pub name: &'static str,
}

/// What is known of the visitor.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub lead_href: Option<String>,
    pub score: Option<Score>,
    pub tag: Option<Tag>,
    pub facts: Vec<Fact>,
    pub summary: String,
    pub products: Vec<String>,
    pub earlier: Vec<Earlier>,
}

/// One thing known.
#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub text: String,
    pub href: Option<String>,
}

/// An earlier conversation.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub href: String,
    pub at: Moment,
    /// "3 messages"
    pub line: String,
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
}

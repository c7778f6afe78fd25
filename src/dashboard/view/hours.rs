//! The page of a bot's hours and its handoff: the week, days that are not like it, who gets a conversation, and what a visitor
//! reads when the team is closed.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::field::Field;
use super::pipeline::Preset;
use crate::dashboard::icons;

/// The page at `/settings/hours`. Every button posts the whole form, with what it asks for in `do`.
#[derive(Clone, Debug, Template)]
#[template(path = "hours.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a box of the form, in any combination")]
pub struct HoursPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    pub bot_name: String,
    /// What the settings were when the form was first drawn.
    pub seen: String,
    pub discard_href: String,
    pub is_changed: bool,
    pub is_wrong: bool,
    /// Trouble with the whole: somebody saved others.
    pub error: Option<String>,
    pub is_always: bool,
    pub zone: Field,
    pub zones: Vec<String>,
    pub days: Vec<Day>,
    pub closures: Vec<Special>,
    pub openings: Vec<Special>,
    pub handoff: bool,
    pub assignments: Vec<Preset>,
    pub numbers: Vec<Number>,
    pub escalate_to: Field,
    pub escalate_sms: Field,
    pub ask_csat: bool,
    pub mail_transcript: bool,
    pub typed_ahead: bool,
    /// Whether visitors may send files, of which groups, and how large.
    pub files: bool,
    pub file_groups: Vec<Allowed>,
    pub file_groups_wrong: Option<String>,
    pub file_megabytes: Field,
    pub preview: Preview,
}

/// A day of the week.
#[derive(Clone, Debug)]
pub struct Day {
    pub key: String,
    pub name: String,
    pub is_closed: bool,
    /// One at least, which may be empty.
    pub times: Vec<Times>,
    pub error: Option<String>,
}

/// From when to when, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Times {
    pub from: String,
    pub to: String,
}

/// A closure or an opening.
#[derive(Clone, Debug)]
pub struct Special {
    /// `closure.0`
    pub key: String,
    pub number: usize,
    pub name: String,
    pub first: String,
    pub last: String,
    pub yearly: bool,
    pub times: Times,
    pub error: Option<String>,
}

/// A rule that is a number.
#[derive(Clone, Debug)]
pub struct Number {
    pub key: String,
    pub label: String,
    pub unit: String,
    pub hint: String,
    pub field: Field,
}

/// A group of files.
#[derive(Clone, Debug)]
pub struct Allowed {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// What a visitor reads.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// "Open now, until 17:30"
    pub state: String,
    /// When somebody reads what follows; or why nobody does.
    pub note: String,
    pub said: Option<Said>,
    /// Who sits elsewhere: where, and what they read.
    pub elsewhere: Option<(String, Said)>,
    /// In the other languages.
    pub others: Vec<Said>,
}

/// A message of the assistant's.
#[derive(Clone, Debug)]
pub struct Said {
    pub language: String,
    pub text: String,
    pub replies: Vec<String>,
}

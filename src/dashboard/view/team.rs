//! The team: members, who is asked to join, and one of them to change; and the page where somebody joins.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Initials, Moment};
use super::part::field::Field;
use super::pipeline::Preset;
use crate::dashboard::icons::{self, glyph};

/// The page at `/team`.
#[derive(Clone, Debug, Template)]
#[template(path = "team.html")]
pub struct TeamPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub members: Vec<Row>,
    pub invited: Vec<Invited>,
    pub editor: Option<Editor>,
    pub error: Option<String>,
    /// No e-mail leaves.
    pub trouble: Option<String>,
}

/// A member.
#[derive(Clone, Debug)]
pub struct Row {
    pub initials: Initials,
    pub name: String,
    pub email: String,
    pub is_you: bool,
    pub role: String,
    /// What they are held to: modules, bots.
    pub limits: Vec<String>,
    /// What their dot is, and its word.
    pub presence: Presence,
    /// When they last did something here; none: never.
    pub seen: Option<Moment>,
    /// None where they are not theirs to change.
    pub edit_href: Option<String>,
}

/// Whether somebody is there, always with its word (design, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Available,
    Away,
    Offline,
}

impl Presence {
    fn word(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Away => "Away",
            Self::Offline => "Offline",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Available => "is-available",
            Self::Away => "is-away",
            Self::Offline => "is-offline",
        }
    }
}

/// Somebody who is asked to join.
#[derive(Clone, Debug)]
pub struct Invited {
    pub id: String,
    pub email: String,
    pub role: String,
    pub limits: Vec<String>,
    /// "Emailed Today 10:31"
    pub state: String,
    pub is_trouble: bool,
    pub until: String,
    /// Where they join; none where it is not theirs to see, or has ended.
    pub link: Option<String>,
    pub may_change: bool,
}

/// What somebody shall be allowed.
#[derive(Clone, Debug)]
pub struct Editor {
    pub title: String,
    /// None: somebody is asked to join.
    pub member: Option<String>,
    pub email: Field,
    pub roles: Vec<Preset>,
    pub modules: Vec<Preset>,
    /// None drawn where there is one bot.
    pub bots: Vec<Preset>,
    pub bots_error: Option<String>,
    pub may_remove: bool,
}

/// The page at `/join/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "join.html")]
pub struct JoinPage {
    pub frame: Frame,
    pub host: String,
    /// Where the form goes.
    pub action: String,
    pub key: String,
    /// What they join.
    pub home: String,
    pub email: String,
    pub role: String,
    pub name: Field,
    /// What is wrong with the password; the password itself is never sent back.
    pub password_error: Option<String>,
}

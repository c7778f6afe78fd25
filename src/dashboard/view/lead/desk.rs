//! What the team decides about one lead: whose it is, how ready to buy, what its contact is called, with whom it is joined.
//!
//! Everything is a posted form; who may only look gets the words without the forms.

use askama::Template;

use super::super::layout::{Desk, Frame};
use super::super::part::badge::{Initials, Moment, Score, Status, Tag, Temperature};
use super::super::part::field::Field;
use super::{Fact, Value};
use crate::dashboard::icons;

/// Where the forms of the panel go, and what they all carry.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// `/leads/ID`, without a slash at its end.
    pub base: String,
    pub csrf: String,
    pub next: String,
    /// Somebody who may only look has none.
    pub may_change: bool,
}

/// A tag that can be given to a lead, or taken from it.
#[derive(Clone, Debug)]
pub struct TagChoice {
    pub key: String,
    pub tag: Tag,
    pub has: bool,
}

/// Whose the lead is.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    pub name: Option<String>,
    pub circle: Option<Initials>,
    /// The team, in the order of their names.
    pub choices: Vec<Colleague>,
}

/// Somebody a lead can be given to.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub circle: Initials,
    pub is_current: bool,
}

/// What counts as the temperature, and the ways to say otherwise.
#[derive(Clone, Debug, Default)]
pub struct Warmth {
    /// "Set to Warm by Priya Raman, Today 10:31. It stays until their next conversation."
    pub line: String,
    pub choices: Vec<(Temperature, bool)>,
    /// A person's word stands: the score can be let decide again.
    pub is_told: bool,
}

/// The contact's fields as a form.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// What the editor saw, as one word.
    pub seen: String,
    /// It was refused, and stands open with the reasons.
    pub is_open: bool,
    pub fields: Vec<Input>,
    /// What is wrong with all of it.
    pub error: Option<String>,
}

/// One input of it.
#[derive(Clone, Debug)]
pub struct Input {
    pub key: &'static str,
    pub label: &'static str,
    /// `text`, `email`, `tel`.
    pub kind: &'static str,
    pub field: Field,
}

/// One of the four signals of a home's buyer.
#[derive(Clone, Debug)]
pub struct Signal {
    pub icon: &'static str,
    pub name: &'static str,
    /// None: "Not mentioned".
    pub value: Option<String>,
    /// The message it came from.
    pub href: Option<String>,
}

/// A lead that went into this one.
#[derive(Clone, Debug)]
pub struct Joined {
    pub merge: String,
    pub name: String,
    /// "Joined by Priya Raman, Today 10:31"
    pub line: String,
}

/// The page that joins two leads: a search, and then the two side by side.
#[derive(Clone, Debug, Template)]
#[template(path = "lead_join.html")]
pub struct JoinPage {
    pub frame: Frame,
    pub desk: Desk,
    pub name: String,
    pub base: String,
    pub back_href: String,
    pub csrf: String,
    pub q: String,
    pub error: Option<String>,
    /// None was searched yet.
    pub found: Option<Vec<Candidate>>,
    pub pair: Option<Pair>,
}

/// A lead that was found.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub name: String,
    pub line: String,
    pub score: Option<Score>,
    pub tag: Option<Tag>,
    pub status: Status,
    pub captured: Moment,
    pub href: String,
}

/// The two leads, and what will happen.
#[derive(Clone, Debug)]
pub struct Pair {
    pub other: String,
    pub other_name: String,
    pub kept: Vec<Fact>,
    pub others: Vec<Fact>,
    /// A sentence a consequence.
    pub consequences: Vec<String>,
    /// The same with the two in each other's place.
    pub swap_href: String,
}

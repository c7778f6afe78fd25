//! The page of a bot's tags: what visitors want, what is understood of them, and one tag to edit.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Tag;
use super::part::field::Field;
use super::pipeline::Choice;
use crate::dashboard::icons;

/// The page at `/settings/tags`.
#[derive(Clone, Debug, Template)]
#[template(path = "tags.html")]
pub struct TagsPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    pub new_href: String,
    pub close_href: String,
    pub rows: Vec<Row>,
    pub editor: Option<Editor>,
    pub tried: Option<Tried>,
    /// The last messages; none where they are not theirs to read.
    pub heard: Option<Vec<Heard>>,
}

/// A tag in the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub chip: Tag,
    /// What it is for, or some of its phrases.
    pub starts: String,
    pub emails: String,
    pub is_on: bool,
    pub edit_href: String,
    pub name: String,
}

/// A tag being made or changed.
#[derive(Clone, Debug)]
pub struct Editor {
    pub title: String,
    /// Empty for a new one.
    pub key: String,
    pub label: Field,
    pub hues: Vec<Choice>,
    pub hue_error: Option<String>,
    pub examples: Field,
    pub recipients: Field,
    pub is_on: bool,
    /// Outcomes are not asked for: they have no phrases.
    pub is_asked_for: bool,
    pub preview: Option<Preview>,
}

/// What a change would do to messages that there are.
#[derive(Clone, Debug)]
pub struct Preview {
    pub sentence: String,
    pub lines: Vec<Change>,
}

/// A message that would be taken for something else.
#[derive(Clone, Debug)]
pub struct Change {
    pub text: String,
    pub before: Tag,
    pub after: Tag,
}

/// A message tried out.
#[derive(Clone, Debug)]
pub struct Tried {
    pub text: String,
    /// What would happen.
    pub outcome: String,
    pub guesses: Vec<Guess>,
}

/// What it may be.
#[derive(Clone, Debug)]
pub struct Guess {
    pub chip: Tag,
    pub percent: u8,
}

/// A visitor's message as it was understood.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Which, as it is posted.
    pub id: String,
    pub text: String,
    pub when: String,
    pub chip: Tag,
    pub percent: i64,
    /// What came of it.
    pub outcome: &'static str,
    pub choices: Vec<Choice>,
    pub is_corrected: bool,
}

//! The page of canned replies: the list, and one of them to edit.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::field::Field;
use super::pipeline::Choice;
use crate::dashboard::icons::{self, glyph};

/// The page at `/settings/canned`.
#[derive(Clone, Debug, Template)]
#[template(path = "canned.html")]
pub struct CannedPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    pub new_href: String,
    pub close_href: String,
    pub rows: Vec<Row>,
    pub editor: Option<Editor>,
}

/// A reply in the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub shortcut: String,
    pub title: String,
    pub text: String,
    pub languages: String,
    pub of: String,
    /// None where it is not theirs to change.
    pub edit_href: Option<String>,
}

/// A reply being made or changed.
#[derive(Clone, Debug)]
pub struct Editor {
    pub title: String,
    /// Empty for a new one.
    pub id: String,
    pub shortcut: Field,
    pub name: Field,
    pub owners: Vec<Choice>,
    pub texts: Vec<Text>,
    /// Languages that it has no text in.
    pub others: Vec<Choice>,
    pub variables: Vec<String>,
}

/// Its text in one language.
#[derive(Clone, Debug)]
pub struct Text {
    pub key: String,
    pub language: String,
    pub field: Field,
    /// As a visitor would read it.
    pub filled: String,
}

//! Erasing and deleting: the question, as a dialog over the lead or as a page of its own, and what came of it.

use askama::Template;

use super::layout::{Desk, Frame};
use crate::dashboard::icons;

/// The page at `/leads/ID/erase` and `/leads/ID/delete`.
#[derive(Clone, Debug, Template)]
#[template(path = "erase.html")]
pub struct ErasePage {
    pub frame: Frame,
    pub desk: Desk,
    pub state: State,
}

/// What the page has to say.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one a page, and gone with it")]
pub enum State {
    Ask(Ask),
    Done(Done),
}

/// The question, with the form that posts `csrf` and `word`.
#[derive(Clone, Debug, Template)]
#[template(path = "part/erase_box.html")]
pub struct Ask {
    /// "Erase Samir Benali?"
    pub title: String,
    /// What happens.
    pub text: String,
    pub removed: Vec<String>,
    pub kept: Vec<String>,
    /// What must be typed.
    pub word: String,
    /// What was typed, where it was something else.
    pub typed: String,
    pub error: Option<String>,
    /// What cannot be taken back.
    pub note: String,
    /// "Erase lead"
    pub button: String,
    pub action: String,
    /// Where "Cancel" leads.
    pub back: String,
    pub csrf: String,
}

/// What the foot of a lead offers.
#[derive(Clone, Debug, Default)]
pub struct Foot {
    /// None for who may not, and where it was erased.
    pub erase: Option<Ask>,
    /// The page that asks whether to delete it.
    pub delete_href: Option<String>,
}

impl Foot {
    /// Whether there is anything in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.erase.is_none() && self.delete_href.is_none()
    }
}

/// A lead that was erased.
#[derive(Clone, Debug)]
pub struct Done {
    /// "Erased today 10:32."
    pub line: String,
    /// Copies of the database that were made before, by name.
    pub backups: Vec<String>,
    pub lead_href: String,
}

/// A question holds only its own escaped template.
impl askama::filters::HtmlSafe for Ask {}

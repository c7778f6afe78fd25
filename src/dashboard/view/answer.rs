//! What a link in an e-mail does: asked first, then told.

use askama::Template;

use super::layout::Frame;
use crate::dashboard::icons::glyph;

/// The page at `/answer/{token}`; posts `csrf` to its own address.
#[derive(Clone, Debug, Template)]
#[template(path = "answer.html")]
pub struct AnswerPage {
    pub frame: Frame,
    /// "Take the conversation?", or what was done.
    pub title: String,
    /// Whose site it is.
    pub bot: String,
    /// Whom it is about.
    pub who: String,
    /// What it does, or why it did not.
    pub what: String,
    /// What the button says; none when there is nothing left to do.
    pub button: Option<String>,
    pub csrf: String,
    /// The way on.
    pub way: Option<Way>,
}

/// A way on.
#[derive(Clone, Debug)]
pub struct Way {
    pub text: String,
    pub href: String,
}

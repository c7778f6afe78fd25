//! The error page: what happened, why, what to do, and a reference to quote.
//!
//! It never shows an internal message, and stands without the desk so that it needs no session.

use askama::Template;

use super::layout::Frame;
use crate::dashboard::icons::glyph;

/// Any refusal or failure as a page.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub frame: Frame,
    /// "This page is not here"
    pub what: String,
    /// "The lead may have been erased, or the link is cut short."
    pub why: String,
    /// The way on.
    pub action: Action,
    /// The reference code, where there is one in the log to find.
    pub reference: Option<String>,
}

/// A link that leads on.
#[derive(Clone, Debug)]
pub struct Action {
    pub text: String,
    pub href: String,
}

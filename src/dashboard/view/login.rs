//! Sign in.
//!
//! The page says the same words for an unknown e-mail as for a wrong password, and never sends a
//! password back.

use askama::Template;

use super::layout::Frame;
use crate::dashboard::icons::{self, glyph};

/// What a refused sign-in says, whoever it was (design, section 9).
pub const NO_MATCH: &str = "That email and password do not match.";

/// The page at `/login`; posts `email`, `password`, `next`, `csrf` to `/login`.
#[derive(Clone, Debug, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    pub frame: Frame,
    /// The host this desk answers on.
    pub host: String,
    pub email: String,
    pub next: String,
    pub csrf: String,
    /// [`NO_MATCH`], or why nobody may try now.
    pub error: Option<String>,
    /// "Pell & Harrow", once an organisation is known.
    pub run_by: Option<String>,
    /// In the demo: the owner's login, shown so that anyone can try.
    pub demo: Option<DemoLogin>,
}

/// The demo owner's login.
#[derive(Clone, Debug)]
pub struct DemoLogin {
    pub email: String,
    pub password: String,
}

//! First-run set-up: the owner's account, and what is not configured yet.
//!
//! The page is reached once, by a link with a token; it never shows a secret it was given.

use askama::Template;

use super::layout::Frame;
use super::part::field::Field;
use crate::dashboard::icons::{self, glyph};

/// The page at `/setup?token=…`; posts `token`, `organisation`, `name`, `email`, `password` to `/setup`.
#[derive(Clone, Debug, Template)]
#[template(path = "setup.html")]
pub struct SetupPage {
    pub frame: Frame,
    pub host: String,
    pub token: String,
    pub csrf: String,
    pub organisation: Field,
    pub name: Field,
    pub email: Field,
    /// Its value is never drawn.
    pub password: Field,
    /// "At least 10 characters."
    pub password_hint: String,
    /// Trouble with the whole form: "This link has been used."
    pub error: Option<String>,
    pub gaps: Vec<Gap>,
}

/// Something not configured yet.
#[derive(Clone, Debug)]
pub struct Gap {
    /// An icon's name: `mail`, `smartphone`.
    pub icon: String,
    /// "Email is not set up"
    pub what: String,
    /// What happens until then: "Leads are saved, and nobody is told."
    pub until: String,
    /// The settings that end it: `FRONTDESK_SMTP_URL`.
    pub setting: String,
}

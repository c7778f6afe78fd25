//! The audit trail: who did what, when.

use askama::Template;

use super::layout::{Desk, Frame};
use super::leads::Choice;
use super::part::badge::Moment;
use crate::dashboard::icons;

/// The page at `/audit`.
#[derive(Clone, Debug, Template)]
#[template(path = "audit.html")]
pub struct AuditPage {
    pub frame: Frame,
    pub desk: Desk,
    pub whats: Vec<Choice>,
    pub members: Vec<Choice>,
    /// Newest first.
    pub lines: Vec<Line>,
    /// Some filter is on.
    pub is_filtered: bool,
    pub newest_href: Option<String>,
    pub older_href: Option<String>,
    pub csv_href: String,
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: Moment,
    /// A member's name, or "Frontdesk, by itself".
    pub who: String,
    /// "Lead erased"
    pub what: String,
    /// "3 conversations", where there is more to say.
    pub more: String,
    pub bot: String,
    /// The lead it was done to, while it stands.
    pub href: Option<String>,
}

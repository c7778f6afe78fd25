//! Who is e-mailed about new leads: for each submission of a bot, and beside them for each tag.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Tag;
use super::part::field::Field;
use crate::dashboard::icons;

/// The page at `/settings/notifications`.
#[derive(Clone, Debug, Template)]
#[template(path = "notifications.html")]
pub struct NotificationsPage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    pub bot_name: String,
    /// One address a line.
    pub all: Field,
    pub tags: Vec<Recipients>,
    /// "mail.host is not set: e-mails wait", where none leaves.
    pub trouble: Option<String>,
}

/// Who is told of one tag.
#[derive(Clone, Debug)]
pub struct Recipients {
    pub key: String,
    pub tag: Tag,
    pub field: Field,
}

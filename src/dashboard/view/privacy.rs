//! How long a bot keeps people's data.

use askama::Template;

use super::layout::{Desk, Frame};
use crate::dashboard::icons;

/// The page at `/settings/privacy`.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy.html")]
pub struct PrivacyPage {
    pub frame: Frame,
    pub desk: Desk,
    pub bot_name: String,
    /// "Kept for good.", "Erased after 730 days without activity."
    pub now: String,
    /// What stands in the field.
    pub days: String,
    pub error: Option<String>,
    /// What would happen, and the form that lets it.
    pub preview: Option<Preview>,
    pub bot_key: String,
    pub csrf: String,
}

/// Before it is saved: what it means tonight.
#[derive(Clone, Debug)]
pub struct Preview {
    pub days: i64,
    /// "12 leads and 3 visitors without a lead would be erased tonight."
    pub sentence: String,
    /// Somebody would be erased: it asks again.
    pub is_grave: bool,
}

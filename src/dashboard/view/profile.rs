//! A member's own page: name, colour, availability, notifications, keys, password.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Initials;
use super::part::field::Field;
use crate::dashboard::icons;

/// The page at `/profile`.
#[derive(Clone, Debug, Template)]
#[template(path = "profile.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of the page, in any combination")]
pub struct ProfilePage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub email: String,
    pub role: String,
    pub name: Field,
    /// On the colour that their name has by itself.
    pub own: Initials,
    pub is_own: bool,
    pub hues: Vec<Hue>,
    pub is_away: bool,
    pub occasions: Vec<Occasion>,
    /// E-mails leave this server.
    pub has_mail: bool,
    pub keys_on: bool,
    pub current_error: Option<String>,
    pub password_error: Option<String>,
}

/// A colour to choose.
#[derive(Clone, Debug)]
pub struct Hue {
    pub key: String,
    pub name: String,
    pub initials: Initials,
    pub is_chosen: bool,
}

/// Something to be told of, and how.
#[derive(Clone, Debug)]
pub struct Occasion {
    pub key: String,
    pub name: String,
    pub note: String,
    pub desktop: bool,
    pub sound: bool,
    pub email: bool,
}

//! One lead: a page of its own, and the panel the script lays over the list.
//!
//! Only what is known is shown: an empty list or `None` leaves its block out.

use askama::Template;

use super::erase::Foot;
use super::layout::{Desk, Frame};
use super::part::badge::{Disc, Initials, Moment, Score, Source, Tag};
use super::part::email::EmailState;
use super::part::moves::Moves;
use super::part::transcript::Transcript;
use crate::dashboard::icons;

pub mod desk;
pub mod score;

/// The page at `/leads/ID`.
#[derive(Clone, Debug, Template)]
#[template(path = "lead.html")]
pub struct LeadPage {
    pub frame: Frame,
    pub desk: Desk,
    pub lead: Lead,
}

/// Everything the panel shows of a lead.
#[derive(Clone, Debug)]
pub struct Lead {
    pub id: String,
    pub name: String,
    pub is_new: bool,
    pub score: Option<Score>,
    pub tags: Vec<Tag>,
    pub moves: Moves,
    /// The pipeline has few moves with verbs of their own, so they stand as buttons.
    pub moves_as_buttons: bool,
    pub steps: Steps,
    /// `mailto:` and `tel:`, for the two buttons on a phone.
    pub email_href: Option<String>,
    pub call_href: Option<String>,
    pub summary: Option<Summary>,
    /// The filled ones only, in the order shown.
    pub facts: Vec<Fact>,
    pub breakdown: Option<score::Breakdown>,
    /// The four signals of a home's buyer, for bots that look for them.
    pub signals: Vec<desk::Signal>,
    pub warmth: desk::Warmth,
    pub owner: desk::Owner,
    pub edit: desk::Edit,
    /// The leads that went into this one.
    pub joined: Vec<desk::Joined>,
    pub forms: desk::Forms,
    /// Newest first; the first is shown open.
    pub follow_ups: Vec<FollowUp>,
    pub notes: Notes,
    /// Newest first.
    pub history: Vec<Change>,
    pub transcript: Transcript,
    /// To what was said before the part that is shown, and to the newest part.
    pub earlier_href: Option<String>,
    pub later_href: Option<String>,
    /// The conversation in the Inbox; none for who may not go there.
    pub inbox_href: Option<String>,
    /// Everything about the contact as a file, for who may take it away.
    pub contact_href: Option<String>,
    /// The bot's tags, to be given and taken away; none for who may only look.
    pub tag_menu: Vec<desk::TagChoice>,
    pub products: Products,
    /// "Kept until 17 Nov 2028, then erased automatically"
    pub retention: Option<String>,
    pub foot: Foot,
}

/// The way through the list.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// "20 of 1,284", where it is known.
    pub position: Option<String>,
    pub previous_href: Option<String>,
    pub next_href: Option<String>,
    /// Back to the list, with its filters.
    pub list_href: String,
}

/// What they want, as the assistant sums it up.
#[derive(Clone, Debug)]
pub struct Summary {
    pub text: String,
    /// "Written by the assistant, updated today 10:32"
    pub line: String,
}

/// One line of the contact block.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    pub value: Value,
}

/// What a fact looks like.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    /// An order number or code, which keeps its own direction.
    Code(String),
    /// An e-mail, phone, website or page.
    Link {
        text: String,
        href: String,
    },
    Time(Moment),
    Source(Source),
    /// "Wexcombe, UK", "11:04 there now", and the zone that keeps the clock right.
    Place {
        text: String,
        now: String,
        zone: String,
    },
    Email(EmailState),
}

/// A later submission of the same contact.
#[derive(Clone, Debug)]
pub struct FollowUp {
    pub tag: Tag,
    pub at: Moment,
    pub facts: Vec<Fact>,
    pub email: Option<EmailState>,
}

/// The team's notes, and the form that posts `text`, `next`, `csrf`.
#[derive(Clone, Debug)]
pub struct Notes {
    pub notes: Vec<Note>,
    pub action: String,
    pub next: String,
    pub csrf: String,
    /// Somebody who may only look has no form.
    pub may_write: bool,
    /// What was typed and could not be saved, with the reason beside it.
    pub draft: String,
    pub error: Option<String>,
}

/// One note.
#[derive(Clone, Debug)]
pub struct Note {
    /// Where it is changed and deleted.
    pub action: String,
    pub text: String,
    /// Its author may.
    pub may_edit: bool,
    /// Its author may, and who runs the house.
    pub may_delete: bool,
    pub is_edited: bool,
    pub by: String,
    pub circle: Initials,
    pub at: Moment,
}

/// One entry of the status history.
#[derive(Clone, Debug)]
pub struct Change {
    pub mark: ChangeMark,
    /// Set strong: "Qualified".
    pub what: String,
    /// Follows it: " by Priya Raman", ", captured from the widget".
    pub who: String,
    pub at: Moment,
    /// "Bought elsewhere", where a reason was given.
    pub reason: Option<String>,
}

/// The glyph of a change.
#[derive(Clone, Debug)]
pub enum ChangeMark {
    Status(Disc),
    /// An icon's name: `flame` for a score that changed.
    Icon(String),
}

/// The products a conversation was about.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// "Products discussed", "Properties discussed".
    pub title: String,
    pub cards: Vec<Product>,
}

/// One product.
#[derive(Clone, Debug)]
pub struct Product {
    pub name: String,
    pub price: String,
    /// "Suggested", "In order LL-20418"
    pub note: String,
    /// Without one, a tinted tile shows the first letter.
    pub image: Option<String>,
}

impl Lead {
    fn has_contact_buttons(&self) -> bool {
        self.email_href.is_some() || self.call_href.is_some()
    }
}

impl Product {
    fn letter(&self) -> String {
        self.name.chars().take(1).collect()
    }
}

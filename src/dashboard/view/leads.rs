//! The Leads page: counters, filters, views, the table or the board, and what stands in their place.
//!
//! Counts, ranges and sentences come ready; the page never decides what a filter means.

mod bar;
mod board;

pub use bar::{Bulk, Choice, Filters, Kept, Progress, Save, Tab, Tools, Views};
pub use board::{Board, Card, Column, More};

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Initials, Moment, Score, Source, Status, Tag};
use super::part::moves::Moves;
use crate::dashboard::icons::{self, glyph};

/// The page at `/leads`.
#[derive(Clone, Debug, Template)]
#[template(path = "leads.html")]
pub struct LeadsPage {
    pub frame: Frame,
    pub desk: Desk,
    /// Where it is told that the leads are not what they were; empty where there is no bot.
    pub live: String,
    /// All leads of the bot when the page was made.
    pub total: i64,
    /// Those nobody had opened then.
    pub unseen: i64,
    pub counters: Vec<Counter>,
    pub filters: Filters,
    pub views: Views,
    pub tools: Tools,
    pub progress: Vec<Progress>,
    pub listing: Listing,
}

/// One cell of the counter strip.
#[derive(Clone, Debug)]
pub struct Counter {
    /// Which cell it is, for scripts.
    pub key: String,
    pub label: Label,
    /// "1,284"
    pub count: String,
    /// A few words beside the number: "not reviewed".
    pub note: Option<String>,
    pub href: String,
    pub is_current: bool,
}

/// What a counter counts.
#[derive(Clone, Debug)]
pub enum Label {
    Words(String),
    Status(Status),
}

/// What stands under the filters.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one a page")]
pub enum Listing {
    Rows(Rows),
    Board(Board),
    /// No lead yet; the snippet to put on the site.
    Empty {
        snippet: String,
    },
    /// "2 filters are on: New, Refund request. 1,284 leads in total."
    NoMatch {
        sentence: String,
    },
    /// The list did not load; the reference is in the log.
    Failed {
        reference: String,
        retry_href: String,
    },
}

impl Default for Listing {
    fn default() -> Self {
        Self::NoMatch { sentence: String::new() }
    }
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The order column, and moves as buttons.
    pub is_support: bool,
    pub heads: Heads,
    /// None for those who may change nothing.
    pub bulk: Option<Bulk>,
    pub rows: Vec<Row>,
    pub pager: Pager,
    pub locked: Option<Locked>,
}

/// The heads that sort.
#[derive(Clone, Debug)]
pub struct Heads {
    pub captured: SortLink,
    pub updated: SortLink,
    pub score: SortLink,
    /// The order in words: "newest first".
    pub words: String,
}

/// A head's link: to this order, or the other way round where it is on.
#[derive(Clone, Debug)]
pub struct SortLink {
    /// `ascending`, `descending`, or nothing where the list is in another order.
    pub direction: &'static str,
    pub href: String,
}

/// The pager under the table.
#[derive(Clone, Debug)]
pub struct Pager {
    /// "1–25 of 1,284"
    pub range: String,
    pub pages: Vec<PageLink>,
    pub newer_href: Option<String>,
    pub older_href: Option<String>,
}

/// A page's number, or a gap.
#[derive(Clone, Debug)]
pub struct PageLink {
    pub text: String,
    pub href: Option<String>,
    pub is_current: bool,
}

/// What a plan does not show: placeholders, made here, and a card over them.
#[derive(Clone, Debug)]
pub struct Locked {
    /// "138 more leads are saved here"
    pub title: String,
    /// "This plan shows your 5 most recent leads."
    pub text: String,
    /// How many placeholders.
    pub rows: usize,
    pub href: String,
}

/// One lead in the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The lead's id, which the script uses to return the focus.
    pub id: String,
    pub href: String,
    /// The name, or "Anonymous".
    pub name: String,
    /// The words under the name: the company, "No name given".
    pub line: Option<String>,
    /// No person has opened it yet.
    pub is_new: bool,
    /// Named by the visitor; "Anonymous" and "Erased lead" are set quieter.
    pub is_named: bool,
    /// It can be changed with others.
    pub is_checkable: bool,
    /// At most two: e-mail and phone, with `mailto:` and `tel:` links.
    pub contacts: Vec<ContactLine>,
    pub score: Option<Score>,
    pub tag: Option<Tag>,
    /// "2 follow-ups"
    pub follow_ups: Option<String>,
    /// The latest order number.
    pub order: Option<String>,
    pub owner: Option<Owner>,
    pub moves: Moves,
    /// What they want, in a line.
    pub want: String,
    pub captured: Moment,
    /// Where the list is in that order.
    pub updated: Option<Moment>,
    pub source: Source,
}

/// Whose a lead is.
#[derive(Clone, Debug)]
pub struct Owner {
    pub name: String,
    pub circle: Initials,
}

/// One way to reach a person.
#[derive(Clone, Debug)]
pub struct ContactLine {
    pub text: String,
    pub href: Option<String>,
}

/// Words of made-up lengths, for what is not shown: nothing here comes from any lead.
const PLACEHOLDERS: [[&str; 4]; 6] = [
    ["Xxxxxxx Xxxxxxxx", "xxxxxxx.xxx@xxxxxx.xxxxxxx", "Xxxxx xxxxxxxx", "Xxx"],
    ["Xxxxx Xxxxxx", "xxxxx@xxxxxxxx.xxxxxxx", "Xxxxxx xxxxxxx", "Xxxxxxx"],
    ["Xxxxxxxxx Xxxxxxx-Xxx", "xxxxxxxxx@xxxx.xxxxxxx", "Xxxxxxx xxxxx", "Xxxxxx"],
    ["Xxxx Xxxxxxx", "xxxx.xxxxxxx@xxx.xxxxxxx", "Xxxxxx xxxxxxx", "Xxx"],
    ["Xxxxxxx Xxxxxxx", "xxxxxxx@xxxxxx.xxxxxxx", "Xxxxx xxxxxxxx", "Xxxxxx"],
    ["Xxxxxx Xxxxx", "xxxxxx@xxxx.xxxxxxx", "Xxxxxxxxxxxx", "Xxxxxxx"],
];

impl Locked {
    fn placeholders(&self) -> &'static [[&'static str; 4]] {
        &PLACEHOLDERS[..self.rows.min(PLACEHOLDERS.len())]
    }
}

//! The Leads page: counters, filters, the table, and what stands in its place.
//!
//! Counts, ranges and sentences come ready; the page never decides what a filter means.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Moment, Score, Source, Status, Tag};
use super::part::moves::Moves;
use crate::dashboard::icons::{self, glyph};

/// The page at `/leads`.
#[derive(Clone, Debug, Template)]
#[template(path = "leads.html")]
pub struct LeadsPage {
    pub frame: Frame,
    pub desk: Desk,
    pub counters: Vec<Counter>,
    pub filters: Filters,
    pub listing: Listing,
}

/// One cell of the counter strip.
#[derive(Clone, Debug)]
pub struct Counter {
    /// `None` for the total, whose label is "Total leads".
    pub status: Option<Status>,
    /// "1,284"
    pub count: String,
    /// A few words beside the number: "not reviewed".
    pub note: Option<String>,
    pub href: String,
    pub is_current: bool,
}

/// The filter bar: a GET form to `/leads` with `q`, `tag`, `status`.
#[derive(Clone, Debug)]
pub struct Filters {
    pub q: String,
    pub tags: Vec<Choice>,
    pub statuses: Vec<Choice>,
    /// Other parts of the URL to keep, by name and value.
    pub keep: Vec<(String, String)>,
    pub clear_href: String,
}

/// One value of a filter.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// What stands under the filters.
#[derive(Clone, Debug)]
pub enum Listing {
    Rows(Rows),
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

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// "1–25 of 1,284"
    pub range: String,
    pub newer_href: Option<String>,
    pub older_href: Option<String>,
}

/// One lead in the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The lead's id, which the script uses to return the focus.
    pub id: String,
    pub href: String,
    /// The name, or "Anonymous".
    pub name: String,
    /// The words under the name: "2 follow-ups", the company, "No name given".
    pub line: Option<String>,
    /// No person has opened it yet.
    pub is_new: bool,
    /// Named by the visitor; "Anonymous" and "Erased lead" are set quieter.
    pub is_named: bool,
    /// At most two: e-mail and phone, with `mailto:` and `tel:` links.
    pub contacts: Vec<ContactLine>,
    pub score: Option<Score>,
    pub tag: Option<Tag>,
    pub moves: Moves,
    /// What they want, in a line.
    pub want: String,
    pub captured: Moment,
    pub source: Source,
}

/// One way to reach a person.
#[derive(Clone, Debug)]
pub struct ContactLine {
    pub text: String,
    pub href: Option<String>,
}

impl Filters {
    fn is_set(&self) -> bool {
        !self.q.is_empty() || is_set(&self.tags) || is_set(&self.statuses)
    }
}

fn is_set(choices: &[Choice]) -> bool {
    choices.iter().any(|choice| choice.is_chosen)
}

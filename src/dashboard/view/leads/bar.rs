//! What stands over the list: filters, views, tools, work under way, and the bar for many leads at once.

use crate::dashboard::view::part::moves::Move;

/// The filter bar: a GET form to `/leads`.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    pub q: String,
    pub tags: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub temperatures: Vec<Choice>,
    pub sources: Vec<Choice>,
    /// Ranges of days; the last is `custom`.
    pub ranges: Vec<Choice>,
    /// `2026-11-20`, or nothing.
    pub from: String,
    pub to: String,
    pub min: String,
    pub max: String,
    pub owners: Vec<Choice>,
    pub is_new_only: bool,
    pub sorts: Vec<Choice>,
    /// All bots, where there are several.
    pub bots: Vec<Choice>,
    /// Other parts of the URL to keep, by name and value.
    pub keep: Vec<(String, String)>,
    /// How many of those under "More" are set.
    pub more_set: usize,
    pub is_set: bool,
    pub clear_href: String,
}

/// One value of a filter.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// The head's links.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    pub table_href: String,
    pub board_href: String,
    pub is_board: bool,
    /// None where the plan keeps it.
    pub export_href: Option<String>,
    pub import_href: Option<String>,
}

/// Ways of looking at the list.
#[derive(Clone, Debug, Default)]
pub struct Views {
    pub tabs: Vec<Tab>,
    /// The kept one that is on, where it may be renamed and removed.
    pub kept: Option<Kept>,
    /// Where what is on could be kept.
    pub save: Option<Save>,
    pub csrf: String,
    pub next: String,
    /// The bot's key.
    pub bot: String,
}

/// One way of looking.
#[derive(Clone, Debug)]
pub struct Tab {
    pub name: String,
    pub href: String,
    pub is_current: bool,
    pub is_shared: bool,
}

/// A kept view that is on.
#[derive(Clone, Debug)]
pub struct Kept {
    pub name: String,
    pub action: String,
}

/// What would be kept.
#[derive(Clone, Debug)]
pub struct Save {
    pub query: String,
    pub may_share: bool,
}

/// What is being done to many leads.
#[derive(Clone, Debug)]
pub struct Progress {
    /// "400 of 1,284 leads moved to Contacted"
    pub text: String,
    pub done: i64,
    pub total: i64,
    /// Where it is stopped.
    pub stop: Option<String>,
    pub csrf: String,
    pub next: String,
}

/// The bar for many leads at once: a form to `/leads/bulk`.
#[derive(Clone, Debug)]
pub struct Bulk {
    pub csrf: String,
    pub next: String,
    pub moves: Vec<Move>,
    pub people: Vec<Choice>,
    pub tags: Vec<Choice>,
    /// "Select all 1,284 that match", where there are more than the page shows.
    pub all: Option<String>,
    pub export_href: Option<String>,
}

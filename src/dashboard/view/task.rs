//! Work with progress: what runs, what was done, and what can still be done about it.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Moment;
use crate::dashboard::icons;

/// The page at `/tasks`.
#[derive(Clone, Debug, Template)]
#[template(path = "tasks.html")]
pub struct TasksPage {
    pub frame: Frame,
    pub desk: Desk,
    /// Newest first.
    pub tasks: Vec<Line>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Line {
    pub href: String,
    /// "Import of leads"
    pub what: String,
    /// "Running", "Done"
    pub state: String,
    /// "400 of 1,284"
    pub progress: String,
    pub at: Moment,
}

/// The page at `/tasks/ID`.
#[derive(Clone, Debug, Template)]
#[template(path = "task.html")]
pub struct TaskPage {
    pub frame: Frame,
    pub desk: Desk,
    pub what: String,
    pub state: String,
    pub is_running: bool,
    /// Where its moves are told, while it runs.
    pub events: String,
    pub done: i64,
    pub total: i64,
    /// "400 of 1,284"
    pub progress: String,
    /// "312 new leads"
    pub counts: Vec<String>,
    /// Why it ended early.
    pub words: Option<String>,
    pub csrf: String,
    /// Goes on with what ended early.
    pub again: Option<String>,
    pub stop: Option<String>,
    pub undo: Option<String>,
    /// "It can be undone until 21 Dec"
    pub until: Option<String>,
    /// The refused lines as a file.
    pub refused: Option<String>,
}

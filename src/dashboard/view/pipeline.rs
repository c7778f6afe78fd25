//! The page of a bot's pipeline: presets, statuses, moves, a preview; or what a change does to the leads there are.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Disc, Status};
use super::part::field::Field;
use crate::dashboard::icons;

/// The page at `/settings/pipeline`. Every button posts the whole form, with what it asks for in `do`.
#[derive(Clone, Debug, Template)]
#[template(path = "pipeline.html")]
#[expect(clippy::struct_excessive_bools, reason = "each decides one part of the page, in any combination")]
pub struct PipelinePage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    /// What the settings were when the form was first drawn.
    pub seen: String,
    pub discard_href: String,
    pub presets: Vec<Preset>,
    pub preset: String,
    pub is_own: bool,
    pub rows: Vec<Row>,
    pub may_add: bool,
    pub listed: bool,
    pub starts: Vec<Start>,
    pub preview: Preview,
    pub is_changed: bool,
    /// Trouble with the whole: somebody saved another.
    pub error: Option<String>,
    pub statuses_error: Option<String>,
    pub moves_error: Option<String>,
    pub is_wrong: bool,
    pub running: Option<Running>,
    /// Shown instead of the editor: what becomes of the leads.
    pub mapping: Option<Mapping>,
    /// The draft, for where the editor is not shown.
    pub fields: Vec<(String, String)>,
}

/// A pipeline to begin with.
#[derive(Clone, Debug)]
pub struct Preset {
    pub key: String,
    pub name: String,
    pub note: String,
    pub is_chosen: bool,
    pub is_saved: bool,
}

/// A choice of a select.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// A status to edit.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place, from 0: the names of its fields end in it.
    pub at: usize,
    /// Empty while it is new.
    pub key: String,
    /// What its buttons call it: "Contacted", "Status 3".
    pub name: String,
    pub status: Status,
    pub label: Field,
    pub categories: Vec<Choice>,
    pub category_error: Option<String>,
    pub hues: Vec<Choice>,
    pub asks: bool,
    pub is_first: bool,
    pub is_last: bool,
}

/// A line of the matrix of moves.
#[derive(Clone, Debug)]
pub struct Start {
    pub at: usize,
    pub name: String,
    pub cells: Vec<Cell>,
}

/// A cell of it.
#[derive(Clone, Debug)]
pub struct Cell {
    pub to: usize,
    /// "From New to Closed"
    pub name: String,
    pub is_self: bool,
    pub is_allowed: bool,
    /// What its button says; empty for the status's own words.
    pub words: String,
    /// Those.
    pub plain: String,
}

/// What agents will see.
#[derive(Clone, Debug)]
pub struct Preview {
    /// For each status, in order, a lead in it and where it may go.
    pub leads: Vec<Moves>,
}

/// A status and the moves from it.
#[derive(Clone, Debug)]
pub struct Moves {
    pub status: Status,
    pub moves: Vec<Move>,
}

/// A move's button.
#[derive(Clone, Debug)]
pub struct Move {
    pub label: String,
    pub disc: Disc,
    pub asks: bool,
}

/// Leads are being mapped for the last change.
#[derive(Clone, Debug)]
pub struct Running {
    /// "500 of 1,284 leads"
    pub words: String,
    pub done: i64,
    pub total: i64,
}

/// What a change does to the leads there are.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub sentence: String,
    pub lines: Vec<Line>,
}

/// An old status, and where its leads go.
#[derive(Clone, Debug)]
pub struct Line {
    pub key: String,
    pub status: Status,
    /// "214 leads"
    pub leads: String,
    /// It keeps its place, with this difference; then there is nothing to choose.
    pub stays: Option<String>,
    pub choices: Vec<Choice>,
}

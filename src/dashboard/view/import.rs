//! Bringing leads in from a file: choosing it, saying what its columns hold, and what its first lines become.

use askama::Template;

use super::layout::{Desk, Frame};
use crate::dashboard::icons;

/// The page at `/leads/import`; posts `csrf`, `bot` and then `file` to `/imports`.
#[derive(Clone, Debug, Template)]
#[template(path = "import.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub desk: Desk,
    /// The bot's key, and what it is called.
    pub bot: String,
    pub bot_name: String,
    /// Why the file was not taken.
    pub error: Option<String>,
    /// The largest file, in bytes: the script asks before it is sent.
    pub largest: usize,
}

/// The page at `/imports/ID`; posts what was chosen, and `do`: `preview`, `start` or `discard`.
#[derive(Clone, Debug, Template)]
#[template(path = "import_map.html")]
pub struct MapPage {
    pub frame: Frame,
    pub desk: Desk,
    pub action: String,
    /// "1,284 lines, UTF-8, separated by semicolons"
    pub line: String,
    /// The file was saved the old way: some letters may be wrong.
    pub notice: Option<String>,
    pub error: Option<String>,
    pub columns: Vec<Column>,
    pub duplicates: Vec<Choice>,
    pub tags: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub sources: Vec<Choice>,
    pub rows: Vec<Row>,
    /// "Import 1,284 lines"
    pub start: String,
}

/// A column of the file.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its field: `column_0`.
    pub field: String,
    pub name: String,
    /// The first thing that stands in it.
    pub sample: String,
    pub targets: Vec<Choice>,
}

/// Something that can be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub is_chosen: bool,
}

/// A line of the preview.
#[derive(Clone, Debug)]
pub struct Row {
    pub line: i64,
    pub who: String,
    /// "New lead", "Follow-up", "Left out"
    pub becomes: String,
    /// Why it is left out.
    pub why: Option<String>,
}

//! The Overview: what came of the conversations of a span, in tiles and charts.
//!
//! A chart is drawn by the server: its lengths come ready as percentages, and beside each drawing stands a table that says
//! the same in words.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::{Source, Tag, Temperature};
use crate::dashboard::icons;

/// The page at `/overview`.
#[derive(Clone, Debug, Template)]
#[template(path = "overview.html")]
pub struct OverviewPage {
    pub frame: Frame,
    pub desk: Desk,
    pub range: Range,
    pub tiles: Vec<Tile>,
    /// Nothing happened in the span, and nothing before: a sentence stands in place of the charts.
    pub is_empty: bool,
    pub days: Days,
    pub sources: Vec<Bar>,
    pub funnel: Vec<Stage>,
    pub scores: Scores,
    pub tags: Vec<Bar>,
    pub pages: Vec<Bar>,
    pub reasons: Vec<Bar>,
    pub forms: Vec<Form>,
    pub questions: Questions,
    pub team: Team,
}

/// The span that is shown, and the others.
#[derive(Clone, Debug)]
pub struct Range {
    /// "22 Oct to 20 Nov, compared with the 30 days before"
    pub line: String,
    /// "Last 30 days"
    pub name: String,
    /// The ready-made ones: words, address, whether it is shown.
    pub choices: Vec<(String, String, bool)>,
    /// Own dates as the form has them, `2026-11-21`.
    pub from: String,
    pub until: String,
    /// What the form must keep of the address.
    pub keep: Vec<(String, String)>,
    /// Why own dates were not taken.
    pub error: Option<String>,
}

/// One number with its change.
#[derive(Clone, Debug)]
pub struct Tile {
    pub name: String,
    pub value: String,
    pub change: Option<Change>,
    /// What is behind the number, where that is not plain.
    pub title: String,
}

/// Against the span before.
#[derive(Clone, Debug)]
pub struct Change {
    pub way: Way,
    /// "12%", "3 pts", "same"
    pub text: String,
    pub is_good: Option<bool>,
}

/// Which way it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Same,
}

/// Leads over time.
#[derive(Clone, Debug, Default)]
pub struct Days {
    /// "303 leads"
    pub line: String,
    /// The drawing in a sentence, for who cannot see it.
    pub label: String,
    pub columns: Vec<Column>,
    /// The lines across, from the top: what they stand for, and where.
    pub ticks: Vec<(String, String)>,
    /// Some of the days' names, evenly spread, and where.
    pub names: Vec<(String, String)>,
}

/// One day, or one week of a long span.
#[derive(Clone, Debug)]
pub struct Column {
    /// "Wed 11 Nov"
    pub name: String,
    pub x: String,
    pub width: String,
    /// From the base: class, top, height, and how many.
    pub parts: Vec<Part>,
    pub total: String,
}

/// A part of a stacked column.
#[derive(Clone, Debug)]
pub struct Part {
    pub class: &'static str,
    pub name: &'static str,
    pub y: String,
    pub height: String,
    pub n: String,
}

/// One line of a list with bars.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: Label,
    pub n: String,
    /// "68%"
    pub share: String,
    /// Its length, in hundredths of the longest.
    pub length: String,
    /// Where its leads are listed.
    pub href: Option<String>,
}

/// What a bar is called.
#[derive(Clone, Debug)]
pub enum Label {
    Source(Source),
    Tag(Tag),
    /// A few words, and all of them where they are longer.
    Text(String, String),
}

/// What the knowledge could not answer.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// The most asked first.
    pub list: Vec<Question>,
    /// "All 23", and where they are; none where nobody may see them, or these are all.
    pub all: Option<(String, String)>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Question {
    pub id: String,
    /// As it was asked last; none where it is beyond the plan.
    pub text: Option<String>,
    /// "14 times"
    pub times: String,
    /// Where an answer is added.
    pub href: Option<String>,
}

/// How the team answered.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// "4 of 7 who asked for a person were taken; 2 were told when an answer will come", or that nobody asked.
    pub asked: String,
    /// Not all are counted.
    pub note: Option<String>,
    /// Each who took any.
    pub rows: Vec<Agent>,
    /// All of them, where there is more than nobody.
    pub total: Option<Agent>,
}

/// A line of that table, in the order of its columns.
#[derive(Clone, Debug)]
pub struct Agent {
    pub name: String,
    pub taken: String,
    pub wait: String,
    pub reply: String,
    pub since_asked: String,
    /// "4.5", and by how many.
    pub rating: Option<(String, String)>,
    pub closed: String,
}

/// One stage on the way from a chat to a customer.
#[derive(Clone, Debug)]
pub struct Stage {
    pub name: String,
    pub n: String,
    /// True lengths: in hundredths of the first stage.
    pub length: String,
    /// "60% kept talking", between the stage before and this one.
    pub step: Option<String>,
}

/// How scores are spread.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// "Average 52", where anything was scored.
    pub average: Option<String>,
    pub bins: Vec<Bin>,
    /// The bands under them: temperature, how many, share of the width.
    pub bands: Vec<(Temperature, String)>,
    pub label: String,
}

/// Ten points of the score.
#[derive(Clone, Debug)]
pub struct Bin {
    /// "40 to 49"
    pub name: String,
    pub from: String,
    pub n: String,
    pub class: &'static str,
    pub height: String,
}

/// How a form fared.
#[derive(Clone, Debug)]
pub struct Form {
    pub name: String,
    pub shown: String,
    pub sent: String,
    pub rate: String,
    pub declined: String,
    /// Where people stopped: the field, how many, and their bar's length.
    pub stops: Vec<(String, String, String)>,
}

impl Way {
    fn icon(self) -> Option<icons::Icon> {
        match self {
            Self::Up => Some(icons::icon("arrow-up")),
            Self::Down => Some(icons::icon("arrow-down")),
            Self::Same => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "",
        }
    }
}

impl Change {
    fn class(&self) -> &'static str {
        match self.is_good {
            Some(true) => "is-good",
            Some(false) => "is-bad",
            None => "is-even",
        }
    }
}

//! The page of a bot's score: when a conversation is a lead, what counts how much, where the bands begin, and what other
//! weights would do to past leads.

use askama::Template;

use super::layout::{Desk, Frame};
use super::part::badge::Temperature;
use super::part::field::Field;
use super::pipeline::{Preset, Running};
use crate::dashboard::icons;

/// The page at `/settings/score`. Every button posts the whole form, with what it asks for in `do`.
#[derive(Clone, Debug, Template)]
#[template(path = "score.html")]
pub struct ScorePage {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    pub bot: String,
    /// What the settings were when the form was first drawn.
    pub seen: String,
    pub discard_href: String,
    /// When a conversation is a lead without a form.
    pub captures: Vec<Preset>,
    pub presets: Vec<Preset>,
    pub preset: String,
    pub weights: Vec<Weight>,
    pub temperatures: Vec<Band>,
    pub qualities: Vec<Band>,
    /// Trouble with the whole: somebody saved others.
    pub error: Option<String>,
    pub is_wrong: bool,
    pub running: Option<Running>,
    /// What the weights in the form would do.
    pub replay: Option<Replay>,
}

/// What one kind of evidence counts.
#[derive(Clone, Debug)]
pub struct Weight {
    pub key: String,
    pub name: String,
    pub note: String,
    pub points: Field,
    pub most: Field,
    /// "15 in the preset", where it is another.
    pub usual: Option<String>,
}

/// Where a band begins.
#[derive(Clone, Debug)]
pub struct Band {
    pub key: String,
    pub name: String,
    pub from: Field,
}

/// What trying came to.
#[derive(Clone, Debug)]
pub struct Replay {
    /// "Of 120 leads, 14 would change their band: 9 warmer, 5 colder."
    pub sentence: String,
    pub movers: Vec<Mover>,
    /// "and 30 more by a few points"
    pub more: Option<String>,
    /// Why nobody is named.
    pub unnamed: Option<String>,
    pub chart: Chart,
}

/// A lead that would move.
#[derive(Clone, Debug)]
pub struct Mover {
    pub href: String,
    pub who: String,
    pub old: Option<(u8, Temperature)>,
    pub new: (u8, Temperature),
    /// "+12"
    pub by: String,
}

/// Of the leads of each tenth of the score, how many came to something: now, and then.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// The drawing in a sentence, for who cannot see it.
    pub label: String,
    pub bins: Vec<Bin>,
    /// The lines across: what they stand for, and where.
    pub ticks: Vec<(String, String)>,
}

/// One tenth.
#[derive(Clone, Debug)]
pub struct Bin {
    /// "70 to 79"
    pub name: String,
    /// Where its name stands.
    pub x: String,
    pub now: Bar,
    pub then: Bar,
}

/// One column.
#[derive(Clone, Debug)]
pub struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    /// "3 of 5 (60%)", "none"
    pub words: String,
}

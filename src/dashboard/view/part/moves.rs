//! The moves a lead's status allows, as a menu of posted forms, or as buttons.
//!
//! Which moves there are is the pipeline's business; a lead without moves shows its status alone.

use askama::Template;
use askama::filters::HtmlSafe;

use super::badge::{Disc, Status};
use crate::dashboard::icons;

/// Status and moves of one lead. The form posts `from`, `status`, `next`, `csrf`, and `reason` where asked.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The lead's name, for those who hear the menu without its row.
    pub who: String,
    pub status: Status,
    /// The status's key: a move says what it moves from, so that two people do not move twice.
    pub from: String,
    pub moves: Vec<Move>,
    pub action: String,
    pub next: String,
    pub csrf: String,
}

/// One step: the status it leads to, and the words on its button.
#[derive(Clone, Debug)]
pub struct Move {
    pub key: String,
    /// "Contacted", or where the pipeline has a verb for it, "Mark handled".
    pub label: String,
    pub disc: Disc,
    pub asks_reason: bool,
}

/// The moves as a menu under the status, as in a row.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "part/moves_menu.html")]
pub struct Menu<'a> {
    moves: &'a Moves,
}

/// The moves side by side, the first one primary, as the support pipeline has them in the panel.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "part/moves_buttons.html")]
pub struct Buttons<'a> {
    moves: &'a Moves,
}

impl Moves {
    pub(crate) fn menu(&self) -> Menu<'_> {
        Menu { moves: self }
    }

    pub(crate) fn buttons(&self) -> Buttons<'_> {
        Buttons { moves: self }
    }
}

impl Move {
    pub(crate) fn status(&self) -> Status {
        Status { name: self.label.clone(), disc: self.disc }
    }
}

// Each writes nothing but its own escaped template.
impl HtmlSafe for Menu<'_> {}
impl HtmlSafe for Buttons<'_> {}

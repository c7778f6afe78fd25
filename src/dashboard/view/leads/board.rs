//! The board: a column a status, a card a lead.

use super::{Locked, Owner};
use crate::dashboard::view::part::badge::{Moment, Score, Source, Status, Tag};
use crate::dashboard::view::part::moves::Moves;

/// The board.
#[derive(Clone, Debug)]
pub struct Board {
    pub columns: Vec<Column>,
    pub may_move: bool,
    pub locked: Option<Locked>,
}

/// One status.
#[derive(Clone, Debug)]
pub struct Column {
    pub key: String,
    pub status: Status,
    /// "1,284"
    pub count: String,
    pub cards: Vec<Card>,
    pub more: Option<More>,
    /// Back to the column's first cards, where it was continued.
    pub back_href: Option<String>,
}

/// The column's next cards.
#[derive(Clone, Debug)]
pub struct More {
    pub href: String,
    pub text: String,
}

/// One lead.
#[derive(Clone, Debug)]
pub struct Card {
    pub id: String,
    pub href: String,
    pub name: String,
    pub is_new: bool,
    pub is_named: bool,
    pub want: String,
    pub score: Option<Score>,
    pub tag: Option<Tag>,
    pub follow_ups: Option<String>,
    pub owner: Option<Owner>,
    pub moves: Moves,
    /// The statuses it may go to, with spaces between.
    pub to: String,
    pub captured: Moment,
    pub source: Source,
}
